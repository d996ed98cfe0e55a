//! All tests, one step after the other. A step that fails does not keep later ones from running.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    fuzz, package,
    project::{Project, files, remove, write},
    proof, reference, server, site, tools, vectors, wasm,
};

/// What examples/README.md says of these too.
const EXAMPLES_NOT_RUN: &str = "not run here: Safari and Windows, for want of either; Cloudflare's own network, because \
                                workerd stands for it";

const SUITE_LIMIT: Duration = Duration::from_secs(10 * 60);

/// Passed and failed tests. A step that is one check counts as one.
#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
}

const ONE: Count = Count { passed: 1, failed: 0 };

impl Count {
    fn add(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// A program that ended badly without naming a failed test, such as a test that does not compile, is one failure.
    fn of_program(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// The sum of all steps, and the names of those with a failure.
#[derive(Default)]
struct Report {
    /// The steps to be run; all, if there are none.
    only: Vec<String>,
    names: Vec<&'static str>,
    sum: Count,
    failed: Vec<&'static str>,
}

impl Report {
    /// Runs one step under its heading. A step that ran no test, or could not run, is one failure.
    fn step(&mut self, name: &'static str, run: impl FnOnce() -> Result<Count>) {
        self.names.push(name);
        // Other steps need the build.
        if name != "build" && !self.only.is_empty() && !self.only.iter().any(|only| only == name) {
            return;
        }
        println!("\n== {name}");
        let started = Instant::now();
        let result = run().and_then(|count| match count {
            Count { passed: 0, failed: 0 } => bail!("no test ran"),
            count => Ok(count),
        });
        let count = result.unwrap_or_else(|error| {
            println!("failed: {error:#}");
            Count { passed: 0, failed: 1 }
        });
        println!("{name}: {} s", started.elapsed().as_secs());
        if count.failed > 0 {
            self.failed.push(name);
        }
        self.sum.add(count);
    }
}

/// Runs everything, or the steps that are named and the build. The last line is `N passed, N failed`. `bless` writes
/// docs/interoperability.md anew.
pub fn run(project: &Project, examples: bool, bless: bool, only: Vec<String>) -> Result<ExitCode> {
    let mut report = Report { only, ..Report::default() };
    tools::lints(project)?;
    let lint = |arguments| move || tools::loud(tools::cargo(project).args::<&[&str], _>(arguments)).map(|()| ONE);
    report.step("rustfmt", || {
        lint(&["fmt", "--all", "--check"])()?;
        lint(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])()
    });
    report.step("clippy", || {
        lint(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])()?;
        fuzz::clippy(project).map(|()| ONE)
    });
    let modules = ["--package=sealpost", "--package=sealpost-kernel"];
    let wasm =
        ["clippy", "--quiet", "--lib", modules[0], modules[1], "--target", tools::TARGET, "--", "-D", "warnings"];
    report.step("clippy-wasm", || {
        tools::wasm_target(project)?;
        lint(&wasm)()
    });
    report.step("cargo-doc", || {
        let mut doc = tools::cargo(project);
        doc.args(["doc", "--quiet", "--no-deps", "--lib"]);
        doc.args(["sealpost", "sealpost-engine", "sealpost-fma52"].map(|name| format!("--package={name}")));
        tools::loud(doc.env("RUSTDOCFLAGS", "-D warnings")).map(|()| ONE)
    });
    let mut site = None;
    report.step("build", || {
        site = Some(site::build(project)?);
        Ok(ONE)
    });
    report.step("biome", || tools::biome(project, "check").map(|()| ONE));
    report.step("tsc", || package::tsc(project, "tsconfig.json").map(|()| ONE));
    report.step("architecture", || node_tests(project, "node".as_ref(), "tests/architecture", &[]));
    report.step("reference", || reference::build(project).map(|()| ONE));
    report.step("native", || {
        tools::openssl_and_openssh()?;
        cargo_test(project, &["test"])
    });
    report.step("native-engine", || {
        cargo_test(project, &["test", "--package", "sealpost-engine", "--package", "sealpost-fma52"])
    });
    report.step("native-xtask", || cargo_test(project, &["test", "--package", "xtask"]));
    report.step("fuzz", || fuzz::test(project).map(|(passed, failed)| Count { passed, failed }));
    let mut installed = None;
    report.step("package", || {
        if site.is_none() {
            bail!("not run, because the build failed");
        }
        let pythons = tools::interoperability(project)?;
        let installed = Installed::once(&mut installed, project)?;
        let vectors = vectors::oaep(project)?;
        let environment = [
            ("SEALPOST_PACKAGE", installed.folder.as_os_str()),
            ("SEALPOST_PYTHONS", pythons.as_os_str()),
            ("SEALPOST_VECTORS", vectors.as_os_str()),
        ];
        node_tests(project, "node".as_ref(), "tests/package", &environment)
    });
    report.step("panics", || {
        if site.is_none() {
            bail!("not run, because the build failed");
        }
        let texts = wasm::with_panic_texts(project)?;
        node_tests(project, "node".as_ref(), "tests/panics", &[("SEALPOST_PANIC_TEXTS", texts.as_os_str())])
    });
    for folder in ["differential", "timing"] {
        report.step(folder, || {
            if site.is_none() {
                bail!("not run, because the build failed");
            }
            let installed = Installed::once(&mut installed, project)?;
            let environment = [("SEALPOST_PACKAGE", installed.folder.as_os_str())];
            node_tests(project, "node".as_ref(), &format!("tests/{folder}"), &environment)
        });
    }
    report.step("interop", || {
        if site.is_none() {
            bail!("not run, because the build failed");
        }
        let installed = Installed::once(&mut installed, project)?;
        let (pythons, chromium) = (tools::interoperability(project)?, tools::chromium()?);
        let mut environment = vec![
            ("SEALPOST_PACKAGE", installed.folder.as_os_str()),
            ("SEALPOST_PYTHONS", pythons.as_os_str()),
            ("SEALPOST_CHROMIUM", chromium.as_os_str()),
        ];
        environment.extend(bless.then_some(("SEALPOST_BLESS", "1".as_ref())));
        node_tests(project, "node".as_ref(), "tests/interop", &environment)
    });
    report.step("kernels", || {
        if site.is_none() {
            bail!("not run, because the build failed");
        }
        let engine_tests = proof::engine_tests(project)?;
        let (vectors, chromium) = (vectors::oaep(project)?, tools::chromium()?);
        let missing = tools::missing_browsers();
        let environment = [
            ("SEALPOST_ENGINE_TESTS", engine_tests.as_os_str()),
            ("SEALPOST_VECTORS", vectors.as_os_str()),
            ("SEALPOST_CHROMIUM", chromium.as_os_str()),
            ("SEALPOST_MISSING", missing.as_ref()),
        ];
        node_tests(project, &tools::node_24(project)?, "tests/kernels", &environment)
    });
    for folder in ["page", "vault"] {
        report.step(folder, || {
            let site = site.clone().context("not run, because the build failed")?;
            let chromium = tools::chromium()?;
            let (address, log) = server::background(project, site, "server.log")?;
            let missing = tools::missing_browsers();
            let environment = [
                ("SEALPOST_URL", address.as_ref()),
                ("SEALPOST_SERVER_LOG", log.as_os_str()),
                ("SEALPOST_CHROMIUM", chromium.as_os_str()),
                ("SEALPOST_MISSING", missing.as_ref()),
            ];
            node_tests(project, "node".as_ref(), &format!("tests/{folder}"), &environment)
        });
    }
    if examples {
        report.step("examples", || {
            let chromium = tools::chromium()?;
            let tarball = package::pack(project, &project.scratch("")?)?;
            let environment = [("SEALPOST_TARBALL", tarball.as_os_str()), ("SEALPOST_CHROMIUM", chromium.as_os_str())];
            println!("{}", EXAMPLES_NOT_RUN);
            node_tests(project, "node".as_ref(), "tests/examples", &environment)
        });
    }
    if let Some(unknown) = report.only.iter().find(|only| !report.names.iter().any(|name| name == only)) {
        bail!("there is no step `{unknown}`; the steps are: {}", report.names.join(", "));
    }
    if !report.failed.is_empty() {
        println!("\nfailures in: {}", report.failed.join("; "));
    }
    println!("\n{} passed, {} failed", report.sum.passed, report.sum.failed);
    Ok(if report.sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `cargo test`, its output passed on line by line.
fn cargo_test(project: &Project, arguments: &[&str]) -> Result<Count> {
    let mut command = tools::cargo(project);
    command.args(arguments).args(["--quiet", "--no-fail-fast"]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| tools::not_started(&command))?;
    let mut count = Count::default();
    for line in BufReader::new(child.stdout.take().context("cargo test has no output")?).lines() {
        let line = line?;
        println!("{line}");
        count.add(cargo_result(&line).unwrap_or_default());
    }
    Ok(count.of_program(child.wait()?.success()))
}

/// Reads `test result: ok. 12 passed; 0 failed; …`.
fn cargo_result(line: &str) -> Option<Count> {
    let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |name: &str| numbers.split("; ").find_map(|part| part.strip_suffix(name)?.parse().ok());
    Some(Count { passed: number(" passed")?, failed: number(" failed")? })
}

/// Runs the `*.test.js` in and below a folder in a Node, sorted by path, one file after the other: the suites of the page
/// share one server and its log.
fn node_tests(project: &Project, node: &Path, folder: &str, environment: &[(&str, &OsStr)]) -> Result<Count> {
    let suites: Vec<_> =
        files(&project.path(folder))?.into_iter().filter(|file| file.to_string_lossy().ends_with(".test.js")).collect();
    if suites.is_empty() {
        bail!("there is no *.test.js in {folder}/");
    }
    let mut sum = Count::default();
    for suite in suites {
        let suite = suite.strip_prefix(&project.root)?;
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
        let ended_well = within_limit(&mut command)?;
        let mut count = tap_summary(&fs::read_to_string(&summary).unwrap_or_default()).of_program(ended_well);
        if count.passed + count.failed == 0 {
            println!("failed: no test ran");
            count.failed = 1;
        }
        sum.add(count);
    }
    Ok(sum)
}

/// Runs a suite; whether it ended well. One that hangs, as a forgotten worker makes it, is ended.
fn within_limit(command: &mut Command) -> Result<bool> {
    let mut child = command.spawn().with_context(|| tools::not_started(command))?;
    let started = Instant::now();
    while started.elapsed() < SUITE_LIMIT {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        thread::sleep(Duration::from_millis(50));
    }
    println!("failed: not at its end after {} minutes", SUITE_LIMIT.as_secs() / 60);
    child.kill()?;
    child.wait()?;
    Ok(false)
}

/// Reads the lines `# pass 12`, `# fail 0` and `# cancelled 0` at the end of what node's test runner reports.
fn tap_summary(tap: &str) -> Count {
    let number = |name: &str| {
        tap.lines().rev().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok()).unwrap_or_default()
    };
    Count { passed: number("# pass "), failed: number("# fail ") + number("# cancelled ") }
}

/// A project outside ours that has installed the packed package, and nothing else. It is removed in the end.
pub struct Installed {
    pub folder: PathBuf,
}

impl Installed {
    fn once<'a>(installed: &'a mut Option<Self>, project: &Project) -> Result<&'a Self> {
        if installed.is_none() {
            *installed = Some(Self::new(project)?);
        }
        installed.as_ref().context("it was just installed")
    }

    pub fn new(project: &Project) -> Result<Self> {
        let folder = env::temp_dir().join(format!("sealpost-test-{}", std::process::id()));
        remove(&folder)?;
        let installed = Self { folder };
        let manifest = br#"{ "name": "consumer", "private": true, "type": "module" }"#;
        write(&installed.folder.join("package.json"), manifest)?;
        let tarball = package::pack(project, &installed.folder)?;
        tools::quiet(tools::npm(&installed.folder).args(["install", "--no-audit", "--no-fund"]).arg(tarball))?;
        Ok(installed)
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's folder for temporary files.
        drop(remove(&self.folder));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_cargo_and_node_are_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        let count = cargo_result(line).unwrap_or_default();
        assert_eq!((count.passed, count.failed), (12, 3));
        assert!(cargo_result("running 12 tests").is_none());
        let count = tap_summary("# pass 7\nok 1\n# tests 9\n# pass 5\n# fail 2\n# cancelled 1\n# skipped 0\n");
        assert_eq!((count.passed, count.failed), (5, 3));
    }

    #[test]
    fn a_program_that_ends_badly_is_a_failure() {
        assert_eq!(Count::default().of_program(false).failed, 1);
        assert_eq!(Count { passed: 1, failed: 2 }.of_program(false).failed, 2);
    }
}
