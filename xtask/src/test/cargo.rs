//! Runs `cargo test`, and reads its output.

use std::{
    io::{self, BufRead, BufReader},
    process::Stdio,
};

use anyhow::{Context, Result};

use super::{program::End, report::Outcome};
use crate::{project::Project, tools};

/// Runs `cargo test`, and passes its output on line by line.
pub fn tests(project: &Project, arguments: &[&str]) -> Result<Outcome> {
    let mut command = tools::cargo(project);
    command.arg("test").args(arguments).args(["--quiet", "--no-fail-fast"]);
    // Both outputs go into one pipe, so that cargo's message about a failed test program follows that program's output.
    let (reader, writer) = io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| tools::not_started(&command))?;
    // The command owns two handles of the pipe's write end, and reading ends only when every handle is closed.
    drop(command);
    let mut output = Output::default();
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        output.read(&line);
    }
    let command = ["cargo test"].iter().chain(arguments).copied().collect::<Vec<_>>().join(" ");
    Ok(output.outcome(&command, &child.wait()?.into()))
}

/// The output of `cargo test`, as far as it was read.
#[derive(Default)]
struct Output {
    outcome: Outcome,
    /// The failed tests of the last program, until cargo says which program that is.
    names: Vec<String>,
    /// Whether lines that are indented by four spaces are now names of failed tests: cargo writes them after
    /// `failures:`.
    is_in_list: bool,
    /// The options of `cargo test` for the last program that failed.
    program: Option<String>,
    last_error: Option<String>,
}

impl Output {
    fn read(&mut self, line: &str) {
        if let (true, Some(name)) = (self.is_in_list, line.strip_prefix("    ")) {
            self.names.push(name.to_owned());
            return;
        }
        self.is_in_list = line == "failures:";
        if let Some((passed, failed)) = numbers(line) {
            self.outcome.passed += passed;
            self.outcome.failed += failed;
        } else if let Some(program) = failed_program(line) {
            self.take_names(&format!("cargo test {program}"));
            self.program = Some(program.to_owned());
        } else if let Some((program, end)) = self.program.as_ref().zip(bad_end(line)) {
            self.outcome.fail(format!("cargo test {program}: {end}"));
        } else if line.starts_with("error") {
            self.last_error = Some(line.to_owned());
        }
    }

    /// Adds the failed tests of a program to the failures.
    fn take_names(&mut self, program: &str) {
        self.outcome.failures.extend(self.names.drain(..).map(|name| format!("{program}: {name}")));
    }

    /// The outcome of the whole command. If the command failed without a failed test, for example because a test does
    /// not compile, it counts as one failure.
    fn outcome(mut self, command: &str, end: &End) -> Outcome {
        self.take_names(command);
        if *end != End::Success && self.outcome.failed == 0 {
            let reason = self.last_error.unwrap_or_else(|| end.to_string());
            self.outcome.fail(format!("{command}: {reason}"));
        }
        self.outcome
    }
}

/// Reads `test result: ok. 12 passed; 0 failed; …`.
fn numbers(line: &str) -> Option<(u64, u64)> {
    let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |name: &str| numbers.split("; ").find_map(|part| part.strip_suffix(name)?.parse().ok());
    Some((number(" passed")?, number(" failed")?))
}

/// Reads ``error: test failed, to rerun pass `--test jwe` ``.
fn failed_program(line: &str) -> Option<&str> {
    let (_, rest) = line.strip_prefix("error: ")?.split_once("to rerun pass `")?;
    rest.strip_suffix('`')
}

/// Reads ``process didn't exit successfully: `…` (signal: 11, SIGSEGV: invalid memory reference)``. A program whose
/// tests failed has no such line.
fn bad_end(line: &str) -> Option<&str> {
    let (_, end) = line.trim_start().strip_prefix("process didn't exit successfully: `")?.split_once("` (")?;
    end.strip_suffix(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(output: &str, end: &End) -> Outcome {
        let mut read = Output::default();
        output.lines().for_each(|line| read.read(line));
        read.outcome("cargo test --package a", end)
    }

    #[test]
    fn the_numbers_of_passed_and_failed_tests_are_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(numbers(line), Some((12, 3)));
        assert_eq!(numbers("running 12 tests"), None);
    }

    #[test]
    fn failed_tests_and_crashed_programs_are_named() {
        let output = "
running 3 tests
.one --- FAILED
failures:

---- one stdout ----
    one's own text

failures:
    one
    module::two

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

error: test failed, to rerun pass `--test jwe`

running 1 test
error: test failed, to rerun pass `-p xtask --bin xtask`

Caused by:
  process didn't exit successfully: `target/debug/deps/xtask-0 --quiet` (signal: 11, SIGSEGV: invalid memory reference)

running 1 test
.
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

error: 2 targets failed:
    `--test jwe`
    `-p xtask --bin xtask`
";
        let outcome = outcome(output, &End::Code(101));
        assert_eq!((outcome.passed, outcome.failed), (2, 3));
        let expected = [
            "cargo test --test jwe: one",
            "cargo test --test jwe: module::two",
            "cargo test -p xtask --bin xtask: signal: 11, SIGSEGV: invalid memory reference",
        ];
        assert_eq!(outcome.failures, expected);
    }

    #[test]
    fn a_command_that_ends_badly_is_a_failure() {
        let error = "error: could not compile `a` (lib test) due to 1 previous error";
        let failed = outcome(&format!("error[E0425]: no value `b`\n{error}\n"), &End::Code(101));
        assert_eq!((failed.failed, failed.failures), (1, vec![format!("cargo test --package a: {error}")]));
        let silent = outcome("", &End::Code(7));
        assert_eq!((silent.failed, silent.failures), (1, vec!["cargo test --package a: exit status: 7".to_owned()]));
        assert_eq!(outcome("", &End::Success).failed, 0);
    }
}
