//! Compiles the fuzz targets, and runs one of them.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::history::Run;
use crate::{
    project::{Project, remove},
    tools,
};

/// Some of the flags that cargo-fuzz passes: `cfg(fuzzing)`, and those for coverage of edges, traces of comparisons and
/// the depth of the stack. Those for sanitizers, branch folding, dead code and codegen units are not among them.
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

/// A command of cargo for the fuzz targets. Its output has a folder of its own, `target/fuzz`, in which
/// [`Fuzzer::build`] finds the programs.
pub fn cargo(project: &Project, subcommand: &str) -> Result<Command> {
    if !cfg!(target_os = "linux") {
        bail!("the fuzz targets run on Linux only: their limits on stack and time use its system calls");
    }
    tools::cxx()?;
    let version = tools::quiet(Command::new("rustc").current_dir(&project.root).arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let mut cargo = tools::cargo(project);
    // With `--target`, cargo does not use the flags for build scripts.
    cargo.args([subcommand, "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target", host]);
    cargo.arg("--target-dir").arg(project.path("target/fuzz"));
    cargo.env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f"));
    Ok(cargo)
}

/// The built targets, and the folder of their files.
pub struct Fuzzer {
    programs: PathBuf,
    dictionary: PathBuf,
    /// Below `target/`: corpora, artifacts and logs.
    pub folder: PathBuf,
}

impl Fuzzer {
    /// Builds the targets and makes their seeds.
    pub fn build(project: &Project) -> Result<Self> {
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

    /// The command that starts a built program.
    pub fn program(&self, name: &str) -> Command {
        Command::new(self.programs.join(name))
    }

    /// Runs a target for `time` on inputs of at most `longest` bytes, beginning with its seeds and `corpus`, where it
    /// keeps new inputs. Returns its statistics, and whether it found no failure.
    pub fn run(&self, name: &str, longest: usize, corpus: &Path, time: Duration) -> Result<(Run, bool)> {
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
            // `-len_control=0`: inputs may be long from the beginning. The targets themselves bound time and memory
            // more tightly than `-timeout` (seconds) and `-rss_limit_mb`.
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

/// Reads the output of libFuzzer and of the harness. Writes it to the log, without the lines about single inputs.
fn follow(name: &str, output: impl BufRead, log: &mut File) -> Result<Run> {
    let mut run = Run::new(name);
    let (begin, mut last_new) = (Instant::now(), Duration::ZERO);
    // Whether libFuzzer has read the seeds and the corpus. It reports that as `INITED`.
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
