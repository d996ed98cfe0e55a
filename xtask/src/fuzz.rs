//! The fuzz targets in `fuzz/`: builds them with the compiler's coverage passes, makes their seeds, and runs them.
//!
//! cargo-fuzz would ask for a nightly toolchain, for its sanitizers; libFuzzer itself needs coverage alone, which the
//! pinned one can add. docs/assurance.md says what the targets check.

mod control;
mod history;

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{
    project::{Project, remove},
    tools,
};
use history::Run;

/// The targets and the longest input of each in bytes: one beyond the limit of keys, and for messages as many as make
/// a cost that grows with the square of the length plain.
const TARGETS: [(&str, usize); 12] = [
    ("private_key", KEY),
    ("public_key", KEY),
    ("inspect", MESSAGE),
    ("message", MESSAGE),
    ("unseal", MESSAGE),
    ("json", MESSAGE),
    ("der", KEY),
    ("pem", KEY),
    ("openssh", KEY),
    ("pbes2", KEY),
    ("jwk", KEY),
    ("oaep", CIPHERTEXT),
];
const KEY: usize = (64 << 10) + 1;
const MESSAGE: usize = 128 << 10;
const CIPHERTEXT: usize = 2 << 10;

/// What makes the compiler count edges and compare operands for libFuzzer, as cargo-fuzz has it.
const FLAGS: [&str; 8] = [
    "--cfg",
    "fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-sanitizer-coverage-stack-depth",
];

/// Minutes that each target runs, unless told otherwise.
pub const DEFAULT_MINUTES: u64 = 1;
/// Time that each target runs in the tests.
const TEST_TIME: Duration = Duration::from_secs(10);
/// Minutes that each target runs in the long run.
pub const SOAK_MINUTES: u64 = 10;

/// Runs one target or all, each for so many minutes, and prints what came of it. A failure does not keep the next target
/// from running.
pub fn run(project: &Project, target: Option<&str>, minutes: u64) -> Result<()> {
    let fuzzer = Fuzzer::build(project)?;
    let mut failed = Vec::new();
    println!("{}", Run::HEADING);
    for (name, longest) in selected(target)? {
        let corpus = fuzzer.folder.join("corpus").join(name);
        let (run, ended_well) = fuzzer.run(name, longest, &corpus, Duration::from_secs(60 * minutes))?;
        println!("{}", run.row());
        history::add(&fuzzer.folder, &run)?;
        failed.extend((!ended_well).then_some(name));
    }
    history::print(&fuzzer.folder)?;
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

/// Runs a target on one input, such as one that made it fail.
pub fn reproduce(project: &Project, target: &str, input: &Path) -> Result<()> {
    selected(Some(target))?;
    let fuzzer = Fuzzer::build(project)?;
    tools::loud(fuzzer.program(target).arg("-timeout=60").arg(input))
}

/// For the tests: the mutator's own tests, the control, and each target for a few seconds over its seeds; the numbers of passes and failures.
pub fn test(project: &Project) -> Result<(u64, u64)> {
    let fuzzer = Fuzzer::build(project)?;
    tools::loud(cargo(project, "test")?.args(["--quiet", "--lib"]))?;
    let mut failures = control::failures(&fuzzer)?;
    let corpora = fuzzer.folder.join("test-corpus");
    remove(&corpora)?;
    println!("{}", Run::HEADING);
    // Several at once, for the time of the processor counts and not that of the day.
    let queue = Mutex::new(TARGETS.into_iter());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut failures = Vec::new();
        while let Some((name, longest)) = next() {
            let (run, ended_well) = fuzzer.run(name, longest, &corpora.join(name), TEST_TIME)?;
            println!("{}", run.row());
            failures.push((name, !ended_well));
        }
        anyhow::Ok(failures)
    };
    thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, |number| number.get().min(TARGETS.len()));
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            failures.extend(worker.join().map_err(|_| anyhow!("a thread that ran targets broke down"))??);
        }
        anyhow::Ok(())
    })?;
    let failed = failures.iter().filter(|(name, failed)| {
        if *failed {
            println!("failed: {name}");
        }
        *failed
    });
    let failed = failed.count() as u64;
    Ok((failures.len() as u64 - failed, failed))
}

/// Checks the targets' own code as the workspace's is checked.
pub fn clippy(project: &Project) -> Result<()> {
    tools::loud(cargo(project, "clippy")?.args(["--quiet", "--all-targets", "--", "-D", "warnings"]))
}

fn selected(target: Option<&str>) -> Result<Vec<(&'static str, usize)>> {
    let found: Vec<_> = TARGETS.into_iter().filter(|(name, _)| target.is_none_or(|target| target == *name)).collect();
    if found.is_empty() {
        let names = TARGETS.map(|(name, _)| name).join(", ");
        bail!("there is no fuzz target `{}`; there are: {names}", target.unwrap_or_default());
    }
    Ok(found)
}

/// Cargo for the targets, in a folder of their own: a build with other flags would take the place of the usual one.
fn cargo(project: &Project, subcommand: &str) -> Result<Command> {
    if !cfg!(target_os = "linux") {
        bail!("the fuzz targets limit their stack and read their clock as Linux has it, and run there alone");
    }
    tools::cxx()?;
    let version = tools::quiet(Command::new("rustc").current_dir(&project.root).arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let mut cargo = tools::cargo(project);
    // With a target named, cargo leaves the flags out for build scripts.
    cargo.args([subcommand, "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target", host]);
    cargo.arg("--target-dir").arg(project.path("target/fuzz"));
    cargo.env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f"));
    Ok(cargo)
}

/// The built targets, and the folder for what they read and write.
struct Fuzzer {
    programs: PathBuf,
    dictionary: PathBuf,
    folder: PathBuf,
}

impl Fuzzer {
    /// Builds the targets and makes their seeds.
    fn build(project: &Project) -> Result<Self> {
        tools::loud(cargo(project, "build")?.args(["--quiet"]))?;
        let folder = project.path("target/fuzz");
        let programs = std::fs::read_dir(&folder)?
            .filter_map(|entry| Some(entry.ok()?.path().join("release")))
            .find(|programs| programs.join("seeds").is_file())
            .context("cargo built no `seeds`")?;
        let fuzzer = Self { programs, dictionary: project.path("fuzz/tokens.dict"), folder };
        remove(&fuzzer.folder.join("seeds"))?;
        tools::loud(fuzzer.program("seeds").arg(fuzzer.folder.join("seeds")))?;
        Ok(fuzzer)
    }

    fn program(&self, name: &str) -> Command {
        Command::new(self.programs.join(name))
    }

    /// Runs a target for some time; what it says of itself, and whether it found nothing.
    fn run(&self, name: &str, longest: usize, corpus: &Path, time: Duration) -> Result<(Run, bool)> {
        let artifacts = self.folder.join("artifacts").join(name);
        for folder in [corpus, &artifacts, &self.folder.join("logs")] {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let log = self.folder.join("logs").join(format!("{name}.log"));
        let mut command = self.program(name);
        command
            .arg(format!("-max_total_time={}", time.as_secs()))
            .arg(format!("-max_len={longest}"))
            .arg(format!("-dict={}", self.dictionary.display()))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            // Inputs may be long from the beginning; the other limits are for what no bound of the target's own catches.
            .args(["-len_control=0", "-timeout=60", "-rss_limit_mb=2048", "-print_final_stats=1"])
            .arg(corpus)
            .arg(self.folder.join("seeds").join(name))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| tools::not_started(&command))?;
        let output = BufReader::new(child.stderr.take().context("the target has no output")?);
        let run = follow(name, output, &mut File::create(&log)?)?;
        let ended_well = child.wait()?.success();
        if !ended_well {
            println!("{name} failed; its output is in {}, its inputs in {}/", log.display(), artifacts.display());
            println!("run `cargo xtask fuzz {name} --input FILE` with one of them");
        }
        Ok((run, ended_well))
    }
}

/// Reads what libFuzzer and the harness say; all but the lines about single inputs goes to the log.
fn follow(name: &str, output: impl BufRead, log: &mut File) -> Result<Run> {
    let mut run = Run::new(name);
    let (begin, mut last_new) = (Instant::now(), Duration::ZERO);
    let mut is_loaded = false;
    for line in output.split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        let words: Vec<&str> = line.split_whitespace().collect();
        let after = |label: &str| words.iter().position(|word| *word == label).and_then(|at| words.get(at + 1));
        if let [number, event, ..] = words[..]
            && number.starts_with('#')
        {
            if let Some(edges) = after("cov:").and_then(|edges| edges.parse().ok()) {
                if is_loaded && edges > run.edges {
                    last_new = begin.elapsed();
                    run.new_edges += edges - run.edges;
                }
                run.edges = edges;
            }
            is_loaded |= event == "INITED";
            if matches!(event, "NEW" | "REDUCE" | "RELOAD") {
                continue;
            }
        }
        run.read(&words);
        writeln!(log, "{line}")?;
    }
    let quiet = (begin.elapsed() - last_new).as_secs_f64() / begin.elapsed().as_secs_f64().max(0.001);
    run.quiet = (run.processor as f64 * quiet) as u64;
    Ok(run)
}
