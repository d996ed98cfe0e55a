//! Mutation testing with cargo-mutants: whether the native tests notice changes in the code of keys, OAEP, messages and
//! JSON, and in the engine's Miller-Rabin tests and private operation.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    project::{Project, remove},
    tools,
};

/// The number of mutants in a sample, without `--sample`.
pub const DEFAULT_SAMPLE: u32 = 250;

/// The files that are mutated.
const FILES: [&str; 12] = [
    "src/oaep.rs",
    "src/oaep/**",
    "src/jwe.rs",
    "src/jwe/**",
    "src/json.rs",
    "src/json/**",
    "src/encoding.rs",
    "src/encoding/**",
    "src/key.rs",
    "src/key/**",
    "crates/engine/src/primes/miller_rabin.rs",
    "crates/engine/src/rsa/private.rs",
];

/// Tests that take many seconds each. They run only for the mutants that the other tests do not catch.
const LONG: [&str; 5] = [
    "every_oaep_case",
    "json_every_flipped_bit_is_refused_or_changes_nothing",
    "compact_every_flipped_bit_and_every_truncation_is_refused",
    "no_flipped_byte_makes_another_key",
    "every_primality_case_of_wycheproof",
];

/// The names of the mutants, by outcome.
#[derive(Default)]
struct Outcomes {
    caught: BTreeSet<String>,
    missed: BTreeSet<String>,
    unviable: BTreeSet<String>,
    timeout: BTreeSet<String>,
}

/// Tests a random sample, or all mutants if `sample` is 0, and prints those that survive.
///
/// # Errors
/// If cargo-mutants cannot run. A surviving mutant is no error.
pub fn run(project: &Project, sample: u32, seed: u64, jobs: u32) -> Result<()> {
    let program = tools::cargo_mutants(project)?;
    tools::openssl_and_openssh()?;
    let names = list(project, &program)?;
    let chosen = if sample == 0 { names.clone() } else { choose(&names, sample as usize, seed) };
    println!("{} of {} mutants, seed {seed}", chosen.len(), names.len());
    let started = Instant::now();
    let mut outcomes = test(project, &program, &chosen, jobs, &LONG)?;
    let survivors: Vec<_> = outcomes.missed.iter().cloned().collect();
    if !survivors.is_empty() {
        println!("{} survive the short tests; now with all tests", survivors.len());
        let again = test(project, &program, &survivors, jobs, &[])?;
        outcomes.missed = again.missed;
        outcomes.caught.extend(again.caught);
        outcomes.timeout.extend(again.timeout);
    }
    for (name, set) in [("missed", &outcomes.missed), ("timeout", &outcomes.timeout)] {
        set.iter().for_each(|mutant| println!("{name}: {mutant}"));
    }
    // A mutant that runs into the time limit is noticed, because the tests do not pass.
    let noticed = outcomes.caught.len() + outcomes.timeout.len();
    let viable = noticed + outcomes.missed.len();
    println!(
        "{} caught, {} timeout, {} missed, {} unviable: {:.1} % of the viable ones are noticed; {} seconds a mutant",
        outcomes.caught.len(),
        outcomes.timeout.len(),
        outcomes.missed.len(),
        outcomes.unviable.len(),
        100.0 * noticed as f64 / viable.max(1) as f64,
        started.elapsed().as_secs() / chosen.len().max(1) as u64,
    );
    Ok(())
}

/// The command of cargo-mutants for the files that are mutated.
fn command(project: &Project, program: &Path) -> Command {
    let mut command = limited(program);
    command.current_dir(&project.root).arg("mutants");
    // `FILES` are in these two crates.
    command.args(["--package", "sealpost", "--package", "sealpost-engine"]);
    command.args(FILES.iter().flat_map(|file| ["--file", file]));
    command
}

/// `program` with limits for each process, except on Windows: 8 GiB of address space and 120 s of processor time. A
/// mutant may have a loop that allocates or runs without end; with the limits its test fails, however busy the machine
/// is.
fn limited(program: &Path) -> Command {
    if cfg!(windows) {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 8388608; ulimit -t 120; exec \"$0\" \"$@\""]).arg(program);
    command
}

/// The names of all mutants. A name consists of the file, the line, the column and the change.
fn list(project: &Project, program: &Path) -> Result<Vec<String>> {
    let listed = tools::quiet(command(project, program).arg("--list"))?;
    let names: Vec<_> = listed.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if names.is_empty() {
        bail!("cargo-mutants lists no mutants");
    }
    Ok(names)
}

/// A random sample, in the order of the list. The generator is xorshift64* (Vigna 2016): a seed always gives the same
/// sample.
fn choose(names: &[String], sample: usize, seed: u64) -> Vec<String> {
    // 2^64 divided by the golden ratio spreads the bits of small seeds. The state must not be 0, hence the 1.
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut indices: Vec<_> = (0..names.len()).collect();
    for index in (1..indices.len()).rev() {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let number = state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        indices.swap(index, number as usize % (index + 1));
    }
    let chosen: BTreeSet<_> = indices.into_iter().take(sample).collect();
    chosen.into_iter().map(|index| names[index].clone()).collect()
}

/// Tests the mutants in `names` with all tests but those in `skip`.
fn test(project: &Project, program: &Path, names: &[String], jobs: u32, skip: &[&str]) -> Result<Outcomes> {
    let folder = project.scratch("mutants")?;
    remove(&folder)?;
    let mut tester = command(project, program);
    tester.args(["--profile", "mutants", "--no-shuffle", "--baseline", "run", "--minimum-test-timeout", "600"]);
    tester.args(["--timeout-multiplier", "3", "--jobs", &jobs.to_string(), "--output"]).arg(&folder);
    tester.args(names.iter().flat_map(|name| ["--re".to_owned(), format!("^{}$", escaped(name))]));
    // The examples in the documentation are left out: they are slow to compile, and test nothing that the tests do not
    // test.
    tester.args(["--", "--lib", "--tests", "--"]).args(skip.iter().flat_map(|test| ["--skip", test]));
    let status = tester.status().with_context(|| tools::not_started(&tester))?;
    // Exit code 2: a mutant survived. 3: a test ran into the time limit.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        bail!("cargo-mutants failed; see its output above");
    }
    outcomes(&folder.join("mutants.out/outcomes.json"))
}

/// The regular expression that matches `name` only.
fn escaped(name: &str) -> String {
    let special = |character: char| "\\.+*?()|[]{}^$#&-~".contains(character);
    name.chars().flat_map(|character| special(character).then_some('\\').into_iter().chain([character])).collect()
}

/// Reads the report of cargo-mutants.
fn outcomes(file: &PathBuf) -> Result<Outcomes> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let report: Value = serde_json::from_str(&text).context("cargo-mutants wrote no report that can be read")?;
    let mut found = Outcomes::default();
    for outcome in report["outcomes"].as_array().context("the report has no outcomes")? {
        // The run without a mutant has no name.
        let Some(name) = outcome["scenario"]["Mutant"]["name"].as_str() else { continue };
        let set = match outcome["summary"].as_str() {
            Some("CaughtMutant") => &mut found.caught,
            Some("MissedMutant") => &mut found.missed,
            Some("Unviable") => &mut found.unviable,
            Some("Timeout") => &mut found.timeout,
            other => bail!("the report has an unknown outcome: {other:?}"),
        };
        set.insert(name.to_owned());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_sample_and_another_seed_another() {
        let names: Vec<_> = (0..1000).map(|number| number.to_string()).collect();
        let sample = choose(&names, 250, 1);
        assert_eq!(sample.len(), 250);
        assert_eq!(sample, choose(&names, 250, 1));
        assert_ne!(sample, choose(&names, 250, 2));
        assert_eq!(choose(&names, 2000, 1), names);
    }

    #[test]
    fn special_characters_in_names_are_escaped_for_a_regular_expression() {
        assert_eq!(escaped("src/a.rs:1:2: replace + with *"), r"src/a\.rs:1:2: replace \+ with \*");
    }
}
