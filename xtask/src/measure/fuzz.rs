//! Builds the fuzz targets in `fuzz/` with the compiler's coverage passes, makes their seeds, and runs them.
//!
//! cargo-fuzz would need a nightly toolchain, for its sanitizers. libFuzzer itself needs coverage only, which the
//! pinned toolchain can add. docs/assurance.md says what the targets check.

mod control;
mod fuzzer;
mod history;

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

use anyhow::{Result, anyhow, bail};

use crate::{
    project::{Project, remove},
    tools,
};
use fuzzer::{Fuzzer, cargo};
use history::Run;

/// The targets, and the longest input of each in bytes. The longest key is one byte longer than the limit of 64 KiB.
/// The longest message is long enough to show a cost that grows with the square of the length. The longest ciphertext
/// has twice the bytes of the longest valid one.
const TARGETS: [(&str, usize); 15] = [
    ("private_key", KEY),
    ("public_key", KEY),
    ("inspect", MESSAGE),
    ("message", MESSAGE),
    ("token", MESSAGE),
    ("unseal", MESSAGE),
    ("json", MESSAGE),
    ("der", KEY),
    ("pem", KEY),
    ("openssh", KEY),
    ("pbes2", KEY),
    ("jwk", KEY),
    ("oaep", CIPHERTEXT),
    ("file_header", MESSAGE),
    ("file_armor", MESSAGE),
];
const KEY: usize = (64 << 10) + 1;
const MESSAGE: usize = 128 << 10;
const CIPHERTEXT: usize = 2 << 10;

/// Minutes that each target runs by default.
pub const DEFAULT_MINUTES: u64 = 1;
/// The time that each target runs in the tests.
const TEST_TIME: Duration = Duration::from_secs(10);
/// Minutes that each target runs in `cargo xtask soak`.
pub const SOAK_MINUTES: u64 = 10;

/// Runs one target or all, each for `minutes`, and prints the results. The other targets run even if one fails.
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

/// Runs a target on a single input, such as one that made it fail.
pub fn reproduce(project: &Project, target: &str, input: &Path) -> Result<()> {
    selected(Some(target))?;
    let fuzzer = Fuzzer::build(project)?;
    tools::loud(fuzzer.program(target).arg("-timeout=60").arg(input))
}

/// Runs the mutator's own tests, the inputs of [`control`], and each target for [`TEST_TIME`] over its seeds. Returns
/// how many targets and inputs of [`control`] passed, and the names of those that failed.
pub fn test(project: &Project) -> Result<(u64, Vec<&'static str>)> {
    let fuzzer = Fuzzer::build(project)?;
    tools::loud(cargo(project, "test")?.args(["--quiet", "--lib"]))?;
    // Names, each with whether it failed.
    let mut outcomes = control::outcomes(&fuzzer)?;
    let corpora = fuzzer.folder.join("test-corpus");
    remove(&corpora)?;
    println!("{}", Run::HEADING);
    // Several targets run at once. Their limits are on processor time, which does not depend on what else runs.
    let queue = Mutex::new(TARGETS.into_iter());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut outcomes = Vec::new();
        while let Some((name, longest)) = next() {
            let (run, ended_well) = fuzzer.run(name, longest, &corpora.join(name), TEST_TIME)?;
            println!("{}", run.row());
            outcomes.push((name, !ended_well));
        }
        anyhow::Ok(outcomes)
    };
    thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, |number| number.get().min(TARGETS.len()));
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            outcomes.extend(worker.join().map_err(|_| anyhow!("a thread that ran targets panicked"))??);
        }
        anyhow::Ok(())
    })?;
    let failed: Vec<_> = outcomes.iter().filter(|(_, failed)| *failed).map(|(name, _)| *name).collect();
    failed.iter().for_each(|name| println!("failed: {name}"));
    Ok(((outcomes.len() - failed.len()) as u64, failed))
}

/// Runs clippy on the targets, which are not in the workspace.
pub fn clippy(project: &Project) -> Result<()> {
    tools::loud(cargo(project, "clippy")?.args(["--quiet", "--all-targets", "--", "-D", "warnings"]))
}

/// The target of this name, or all targets, with the longest input of each.
fn selected(target: Option<&str>) -> Result<Vec<(&'static str, usize)>> {
    let found: Vec<_> = TARGETS.into_iter().filter(|(name, _)| target.is_none_or(|target| target == *name)).collect();
    if found.is_empty() {
        let names = TARGETS.map(|(name, _)| name).join(", ");
        bail!("there is no fuzz target `{}`; there are: {names}", target.unwrap_or_default());
    }
    Ok(found)
}
