//! The outcomes of steps, and the report at the end of a run.

use std::{process::ExitCode, time::Instant};

use anyhow::{Result, bail};

/// The numbers of passed and failed tests, and a line for each failure: where it is, and the test's name or the reason.
#[derive(Default)]
pub struct Outcome {
    pub passed: u64,
    pub failed: u64,
    pub failures: Vec<String>,
}

impl Outcome {
    /// The outcome of a step that is a single check, and passed.
    pub fn one_passed() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    /// Adds a failure that is not the failure of a single test, and counts it as one.
    pub fn fail(&mut self, line: String) {
        self.failed += 1;
        self.failures.push(line);
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }
}

/// All steps, in the order in which they run.
const STEPS: [&str; 26] = [
    "rustfmt",
    "clippy",
    "clippy-wasm",
    "cargo-doc",
    "build",
    "biome",
    "tsc",
    "architecture",
    "reference",
    "native",
    "native-engine",
    "native-age",
    "native-xtask",
    "fuzz",
    "package",
    "pasted",
    "encrypt",
    "panics",
    "differential",
    "timing",
    "interop",
    "kernels",
    "page",
    "vault",
    "examples",
    "more-examples",
];

/// The summed outcomes of all steps, and the names of the steps with a failure.
#[derive(Default)]
pub struct Report {
    /// The steps to be run. If it is empty, all steps run.
    only: Vec<String>,
    sum: Outcome,
    /// The steps with a failure.
    failed: Vec<&'static str>,
}

impl Report {
    /// A report of the named steps, or of all if there are no names.
    ///
    /// # Errors
    /// If there is no step of one of these names.
    pub fn new(only: Vec<String>) -> Result<Self> {
        if let Some(unknown) = only.iter().find(|name| !STEPS.contains(&name.as_str())) {
            bail!("there is no step `{unknown}`; the steps are: {}", STEPS.join(", "));
        }
        Ok(Self { only, ..Self::default() })
    }

    /// Runs one step under its heading. A step that ran no test, or could not run, counts as one failure.
    pub fn step(&mut self, name: &'static str, run: impl FnOnce() -> Result<Outcome>) {
        assert!(STEPS.contains(&name), "a step must be in the list of steps");
        // The build always runs, because other steps need it.
        if name != "build" && !self.only.is_empty() && !self.only.iter().any(|named| named == name) {
            return;
        }
        println!("\n== {name}");
        let started = Instant::now();
        let result = run().and_then(|outcome| match outcome {
            Outcome { passed: 0, failed: 0, .. } => bail!("no test ran"),
            outcome => Ok(outcome),
        });
        let outcome = result.unwrap_or_else(|error| {
            println!("failed: {error:#}");
            let mut outcome = Outcome::default();
            outcome.fail(format!("{name}: {error:#}"));
            outcome
        });
        println!("{name}: {} s", started.elapsed().as_secs());
        if outcome.failed > 0 {
            self.failed.push(name);
        }
        self.sum.add(outcome);
    }

    /// Prints the report and returns the exit code of the run.
    pub fn finish(self) -> ExitCode {
        println!("{}", self.text());
        if self.sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// The last lines of a run. They repeat every failure, so that the end of the output is enough to see what failed.
    fn text(&self) -> String {
        let mut text = String::new();
        if !self.failed.is_empty() {
            text += &format!("\nfailures in: {}\n", self.failed.join("; "));
            // An error of several lines takes one line.
            let lines =
                self.sum.failures.iter().map(|failure| failure.split_whitespace().collect::<Vec<_>>().join(" "));
            lines.for_each(|line| text += &format!("  {line}\n"));
        }
        text + &format!("\n{} passed, {} failed", self.sum.passed, self.sum.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_ends_with_every_failure_and_the_numbers() {
        let mut report = Report::new(Vec::new()).expect("no name is wrong");
        report.step("tsc", || Ok(Outcome::one_passed()));
        report.step("page", || {
            let failures = vec!["tests/page/a.test.js: a name".into(), "tests/page/b.test.js: signal: 11".into()];
            Ok(Outcome { passed: 4, failed: 2, failures })
        });
        report.step("vault", || bail!("no browser:\n  install one"));
        report.step("interop", || Ok(Outcome::default()));
        let expected = "\nfailures in: page; vault; interop
  tests/page/a.test.js: a name
  tests/page/b.test.js: signal: 11
  vault: no browser: install one
  interop: no test ran

5 passed, 4 failed";
        assert_eq!(report.text(), expected);
    }

    #[test]
    fn steps_that_are_not_named_do_not_run_and_a_report_without_failures_has_only_the_numbers() {
        let mut report = Report::new(vec!["tsc".into()]).expect("tsc is a step");
        report.step("tsc", || Ok(Outcome::one_passed()));
        report.step("page", || bail!("not one of the steps to be run"));
        assert_eq!(report.text(), "\n1 passed, 0 failed");
    }

    #[test]
    fn an_unknown_step_is_an_error() {
        assert!(Report::new(vec!["tsc".into(), "no-such-step".into()]).is_err());
    }
}
