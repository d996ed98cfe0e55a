//! Runs suites of Node's test runner, and reads its reports.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Result, bail};

use super::{
    program::{self, End},
    report::Outcome,
};
use crate::project::{Project, files, write};

/// The time limit of a suite. A suite that takes longer is ended and counts as failed: it hangs, for example because of
/// a worker that was not ended.
const SUITE_LIMIT: Duration = Duration::from_secs(10 * 60);

/// The exit code of Node's test runner when a test failed.
const TESTS_FAILED: i32 = 1;

/// Runs the `*.test.js` in and below a folder with the program `node`, one file after the other, because the suites of
/// the page share one server and its log.
pub fn tests(project: &Project, node: &Path, folder: &str, environment: &[(&str, &OsStr)]) -> Result<Outcome> {
    let suites: Vec<_> =
        files(&project.path(folder))?.into_iter().filter(|file| file.to_string_lossy().ends_with(".test.js")).collect();
    if suites.is_empty() {
        bail!("there is no *.test.js in {folder}/");
    }
    let mut sum = Outcome::default();
    for suite in suites {
        sum.add(run(project, node, suite.strip_prefix(&project.root)?, environment)?);
    }
    Ok(sum)
}

/// Runs a suite, and reads its report.
fn run(project: &Project, node: &Path, suite: &Path, environment: &[(&str, &OsStr)]) -> Result<Outcome> {
    println!("\n{}", suite.display());
    let summary = project.scratch("summary.tap")?;
    write(&summary, b"")?;
    let mut command = Command::new(node);
    command
        .current_dir(&project.root)
        .args(["--test-reporter", "spec", "--test-reporter-destination", "stdout"])
        .args(["--test-reporter", "tap", "--test-reporter-destination"])
        .arg(&summary)
        .arg(suite)
        .envs(environment.iter().copied())
        .stdin(Stdio::null());
    let end = program::run(&mut command, SUITE_LIMIT)?;
    let tap = fs::read_to_string(&summary).unwrap_or_default();
    let reason = reason(&tap, &end);
    if let Some(reason) = &reason {
        println!("failed: {reason}");
    }
    Ok(outcome(&suite.display().to_string(), &tap, reason))
}

/// Why a suite failed. `None` if it passed, or if its report names the tests that failed.
fn reason(tap: &str, end: &End) -> Option<String> {
    let ran = |name| number(tap, name).is_some_and(|number| number > 0);
    match end {
        End::Success if ["# pass ", "# fail ", "# cancelled "].into_iter().any(ran) => None,
        End::Success => Some("no test ran".into()),
        End::Code(TESTS_FAILED) if !failed_tests(tap).is_empty() => None,
        end => Some(end.to_string()),
    }
}

/// The outcome of a suite from its report in TAP. `reason`, if any, counts as one more failure.
fn outcome(suite: &str, tap: &str, reason: Option<String>) -> Outcome {
    let names = failed_tests(tap);
    // A suite that crashed writes no numbers.
    let failed = match (number(tap, "# fail "), number(tap, "# cancelled ")) {
        (Some(failed), Some(cancelled)) => failed + cancelled,
        _ => names.len() as u64,
    };
    let failures = names.iter().map(|name| format!("{suite}: {name}")).collect();
    let mut outcome = Outcome { passed: number(tap, "# pass ").unwrap_or_default(), failed, failures };
    if let Some(reason) = reason {
        outcome.fail(format!("{suite}: {reason}"));
    }
    outcome
}

/// Reads the number in a line such as `# pass 12`. Such lines are at the end of a report.
fn number(tap: &str, name: &str) -> Option<u64> {
    tap.lines().rev().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// The names of the failed tests in a report, each after the names of the tests that it is a part of.
fn failed_tests(tap: &str) -> Vec<String> {
    let (mut failed, mut parents) = (Vec::new(), Vec::<&str>::new());
    // The indentation of the block of details that is being skipped. Lines of a block may look like results.
    let mut block = None;
    for line in tap.lines() {
        let text = line.trim_start_matches(' ');
        let indentation = line.len() - text.len();
        if block.is_some() {
            block = block.filter(|opened_at| text != "..." || indentation != *opened_at);
        } else if text == "---" {
            block = Some(indentation);
        } else if let Some(name) = text.strip_prefix("# Subtest: ") {
            parents.truncate(indentation / 4);
            parents.push(name);
        } else if let Some(name) = failed_test(text) {
            parents.truncate(indentation / 4);
            let path = [&parents[..], &[name]].concat().join(" > ");
            failed.push(path.replace("\\#", "#").replace("\\\\", "\\"));
        }
    }
    failed
}

/// Reads `not ok 3 - name`. `None` if the test is marked as `# TODO`, which may fail, or as `# SKIP`.
fn failed_test(line: &str) -> Option<&str> {
    let (_, name) = line.strip_prefix("not ok ")?.split_once(" - ")?;
    match name.split_once(" # ") {
        Some((_, directive)) if directive.starts_with("TODO") || directive.starts_with("SKIP") => None,
        _ => Some(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The report of a suite with two failed tests, one of them a part of the other, and one that may fail.
    const REPORT: &str = r"TAP version 13
# Subtest: passes
ok 1 - passes
  ---
  duration_ms: 1
  ...
# Subtest: outer
    # Subtest: inner \#1
    not ok 1 - inner \#1
      ---
      error: |-
        not ok 1 - a text
        ---
        ...
      ...
    1..1
not ok 2 - outer
  ---
  failureType: 'subtestsFailed'
  ...
# Subtest: later
not ok 3 - later # TODO
1..3
# tests 4
# pass 1
# fail 2
# cancelled 0
# skipped 0
# todo 1
";

    #[test]
    fn failed_tests_are_read_from_a_report() {
        assert_eq!(reason(REPORT, &End::Code(1)), None);
        let outcome = outcome("a.test.js", REPORT, None);
        assert_eq!((outcome.passed, outcome.failed), (1, 2));
        assert_eq!(outcome.failures, ["a.test.js: outer > inner #1", "a.test.js: outer"]);
    }

    #[test]
    fn a_suite_that_ends_badly_says_how() {
        let numbers = "# tests 9\n# pass 5\n# fail 0\n# cancelled 0\n";
        let reason_of = |tap: &str, end| reason(tap, &end);
        assert_eq!(reason_of(numbers, End::Success), None);
        assert_eq!(reason_of(numbers, End::Code(1)).as_deref(), Some("exit status: 1"));
        assert_eq!(reason_of(REPORT, End::Code(7)).as_deref(), Some("exit status: 7"));
        assert_eq!(reason_of(REPORT, End::Signal("signal: 11".into())).as_deref(), Some("signal: 11"));
        assert_eq!(reason_of("", End::Success).as_deref(), Some("no test ran"));
        assert_eq!(reason_of("# tests 1\n# pass 0\n# skipped 1\n", End::Success).as_deref(), Some("no test ran"));

        let outcome = outcome("a.test.js", numbers, Some("exit status: 1".into()));
        assert_eq!((outcome.passed, outcome.failed), (5, 1));
        assert_eq!(outcome.failures, ["a.test.js: exit status: 1"]);
    }

    #[test]
    fn a_report_without_its_end_counts_the_failures_it_names() {
        let unfinished = "# Subtest: a\nnot ok 1 - a\n# Subtest: b\n";
        let outcome = outcome("a.test.js", unfinished, reason(unfinished, &End::Signal("signal: 11".into())));
        assert_eq!((outcome.passed, outcome.failed), (0, 2));
        assert_eq!(outcome.failures, ["a.test.js: a", "a.test.js: signal: 11"]);
    }

    #[test]
    fn the_last_numbers_in_a_report_count() {
        let outcome = outcome("", "# pass 7\nok 1\n# tests 9\n# pass 5\n# fail 2\n# cancelled 1\n# skipped 0\n", None);
        assert_eq!((outcome.passed, outcome.failed), (5, 3));
    }
}
