//! All tests, one step after the other. A step that fails does not keep later ones from running.
//!
//! Suites in Node get their settings in environment variables. Used by several suites: `SEALPOST_PACKAGE` is a folder
//! with the installed package, `SEALPOST_URL` the address of the served site, `SEALPOST_SERVER_LOG` the server's log,
//! `SEALPOST_CHROMIUM` the browser's program, `SEALPOST_MISSING` the browsers that are missing on this machine,
//! `SEALPOST_PYTHONS` the folder with the environments of Python, `SEALPOST_VECTORS` the file of test cases for OAEP.
//! With `SEALPOST_BLESS` the suites write documents that they compare if it is not set. Each step below sets the
//! variables that its suites read.

mod cargo;
pub mod installed;
mod node;
mod program;
mod report;
mod vectors;

use std::{ffi::OsStr, path::Path, process::ExitCode};

use anyhow::{Context, Result};

use crate::{
    build::{
        package, reference,
        site::{self, Site},
        test_modules, wasm,
    },
    measure::fuzz,
    project::Project,
    server, tools,
};
use installed::Installed;
use report::{Outcome, Report};

/// What the tests of the examples leave out, printed before they run. examples/README.md says the same.
const EXAMPLES_NOT_RUN: &str = "not run here: Safari and Windows, for want of either; Cloudflare's own network, because \
                                workerd stands for it";

/// Runs everything, or the steps named in `only` and the build. The tests of the examples run only with `examples` and
/// `more_examples`. The last line is `N passed, N failed`. `bless` writes docs/interoperability.md and docs/reading.md
/// anew.
pub fn run(project: &Project, examples: bool, more_examples: bool, bless: bool, only: Vec<String>) -> Result<ExitCode> {
    let report = Report::new(only)?;
    tools::lints(project)?;
    let mut run = Run { project, bless, report, site: None, installed: None };
    run.lints();
    run.build();
    run.native();
    run.package();
    run.encrypt();
    run.panics();
    run.against_the_package();
    run.interoperability();
    run.kernels();
    run.browsers();
    if examples {
        run.examples("examples");
    }
    if more_examples {
        run.examples("more-examples");
    }
    Ok(run.report.finish())
}

/// A run of the tests, with the state that its steps share.
struct Run<'a> {
    project: &'a Project,
    bless: bool,
    report: Report,
    /// The built site. `None` before the build, and if the build failed.
    site: Option<Site>,
    installed: Option<Installed>,
}

impl Run<'_> {
    fn lints(&mut self) {
        let project = self.project;
        self.report.step("rustfmt", || {
            cargo_check(project, &["fmt", "--all", "--check"])?;
            cargo_check(project, &["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])
        });
        self.report.step("clippy", || {
            cargo_check(project, &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
            fuzz::clippy(project).map(|()| Outcome::one_passed())
        });
        self.report.step("clippy-wasm", || {
            tools::wasm_target(project)?;
            let target = ["--target", tools::TARGET, "--", "-D", "warnings"];
            let check =
                |module: &[&str]| cargo_check(project, &[&["clippy", "--quiet", "--lib"], module, &target].concat());
            check(&["--package=sealpost", "--package=sealpost-kernel"])?;
            // Each by itself: the modules have global allocators of their own, and sealpost-encrypt has the crate
            // without its default features.
            check(&["--package=sealpost-age", "--features=module"])?;
            check(&["--package=sealpost-encrypt"])
        });
        self.report.step("cargo-doc", || {
            let mut doc = tools::cargo(project);
            doc.args(["doc", "--quiet", "--no-deps", "--lib"]);
            doc.args(
                ["sealpost", "sealpost-age", "sealpost-engine", "sealpost-fma52", "sealpost-rsaep"]
                    .map(|name| format!("--package={name}")),
            );
            tools::loud(doc.env("RUSTDOCFLAGS", "-D warnings")).map(|()| Outcome::one_passed())
        });
    }

    /// The build, and checks of JavaScript and of the build's output.
    fn build(&mut self) {
        let project = self.project;
        self.report.step("build", || {
            self.site = Some(site::build(project)?);
            Ok(Outcome::one_passed())
        });
        self.report.step("biome", || tools::biome(project, "check").map(|()| Outcome::one_passed()));
        self.report.step("tsc", || package::tsc(project, "tsconfig.json").map(|()| Outcome::one_passed()));
        self.report.step("architecture", || node_tests(project, "tests/architecture", &[]));
        self.report.step("reference", || reference::build(project).map(|()| Outcome::one_passed()));
    }

    fn native(&mut self) {
        let project = self.project;
        self.report.step("native", || {
            tools::openssl_and_openssh()?;
            cargo::tests(project, &[])
        });
        self.report.step("native-engine", || {
            let packages = ["sealpost-engine", "sealpost-fma52", "sealpost-rsaep"];
            cargo::tests(project, &packages.map(|name| ["--package", name]).concat())
        });
        self.report.step("native-age", || cargo::tests(project, &["--package", "sealpost-age"]));
        self.report.step("native-xtask", || cargo::tests(project, &["--package", "xtask"]));
        self.report.step("fuzz", || {
            let (passed, failed) = fuzz::test(project)?;
            let failures: Vec<_> = failed.iter().map(|name| format!("fuzz: {name}")).collect();
            Ok(Outcome { passed, failed: failures.len() as u64, failures })
        });
    }

    /// The package's own suites, and those for pasted input. Both compare the package with other software, too.
    fn package(&mut self) {
        let project = self.project;
        for folder in ["package", "pasted"] {
            self.report.step(folder, || {
                built(&self.site)?;
                let pythons = tools::interoperability(project)?;
                tools::putty()?;
                let installed = Installed::once(&mut self.installed, project)?;
                let (vectors, signatures) = (vectors::oaep(project)?, vectors::pss(project)?);
                let mut environment = vec![
                    ("SEALPOST_PACKAGE", installed.folder.as_os_str()),
                    ("SEALPOST_PYTHONS", pythons.as_os_str()),
                    ("SEALPOST_VECTORS", vectors.as_os_str()),
                    ("SEALPOST_SIGNATURES", signatures.as_os_str()),
                ];
                environment.extend(blessing(self.bless));
                node_tests(project, &format!("tests/{folder}"), &environment)
            });
        }
    }

    /// The suites of `sealpost/encrypt`, and the package's suites for public keys, run with `sealpost/encrypt`.
    fn encrypt(&mut self) {
        let project = self.project;
        self.report.step("encrypt", || {
            built(&self.site)?;
            let (pythons, chromium) = (tools::interoperability(project)?, tools::chromium()?);
            tools::putty()?;
            let installed = Installed::once(&mut self.installed, project)?;
            let vectors = vectors::oaep(project)?;
            let environment = [
                ("SEALPOST_PACKAGE", installed.folder.as_os_str()),
                ("SEALPOST_PYTHONS", pythons.as_os_str()),
                ("SEALPOST_CHROMIUM", chromium.as_os_str()),
                ("SEALPOST_VECTORS", vectors.as_os_str()),
            ];
            node_tests(project, "tests/encrypt", &environment)
        });
    }

    fn panics(&mut self) {
        let project = self.project;
        self.report.step("panics", || {
            built(&self.site)?;
            let texts = wasm::with_panic_texts(project)?;
            node_tests(project, "tests/panics", &[("SEALPOST_PANIC_TEXTS", texts.as_os_str())])
        });
    }

    /// The suites that need the installed package and nothing else.
    fn against_the_package(&mut self) {
        let project = self.project;
        for folder in ["differential", "timing"] {
            self.report.step(folder, || {
                built(&self.site)?;
                let installed = Installed::once(&mut self.installed, project)?;
                let environment = [("SEALPOST_PACKAGE", installed.folder.as_os_str())];
                node_tests(project, &format!("tests/{folder}"), &environment)
            });
        }
    }

    fn interoperability(&mut self) {
        let project = self.project;
        self.report.step("interop", || {
            built(&self.site)?;
            let installed = Installed::once(&mut self.installed, project)?;
            let (pythons, chromium) = (tools::interoperability(project)?, tools::chromium()?);
            let mut environment = vec![
                ("SEALPOST_PACKAGE", installed.folder.as_os_str()),
                ("SEALPOST_PYTHONS", pythons.as_os_str()),
                ("SEALPOST_CHROMIUM", chromium.as_os_str()),
            ];
            environment.extend(blessing(self.bless));
            node_tests(project, "tests/interop", &environment)
        });
    }

    fn kernels(&mut self) {
        let project = self.project;
        self.report.step("kernels", || {
            built(&self.site)?;
            let engine_tests = test_modules::engine_tests(project)?;
            let (vectors, chromium) = (vectors::oaep(project)?, tools::chromium()?);
            let missing = tools::missing_browsers();
            let environment = [
                ("SEALPOST_ENGINE_TESTS", engine_tests.as_os_str()),
                ("SEALPOST_VECTORS", vectors.as_os_str()),
                ("SEALPOST_CHROMIUM", chromium.as_os_str()),
                ("SEALPOST_MISSING", missing.as_ref()),
            ];
            node::tests(project, &tools::node_24(project)?, "tests/kernels", &environment)
        });
    }

    fn browsers(&mut self) {
        let project = self.project;
        for folder in ["page", "vault"] {
            self.report.step(folder, || {
                let site = built(&self.site)?.clone();
                let chromium = tools::chromium()?;
                // The code that the workbench shows is run with the package and with pycryptodome.
                let pythons = tools::interoperability(project)?;
                let installed = Installed::once(&mut self.installed, project)?;
                let (address, log) = server::background(project, site, "server.log")?;
                let missing = tools::missing_browsers();
                let environment = [
                    ("SEALPOST_URL", address.as_ref()),
                    ("SEALPOST_SERVER_LOG", log.as_os_str()),
                    ("SEALPOST_CHROMIUM", chromium.as_os_str()),
                    ("SEALPOST_MISSING", missing.as_ref()),
                    ("SEALPOST_PYTHONS", pythons.as_os_str()),
                    ("SEALPOST_PACKAGE", installed.folder.as_os_str()),
                ];
                node_tests(project, &format!("tests/{folder}"), &environment)
            });
        }
    }

    /// Runs tests/examples/ or tests/more-examples/. CI runs the former; the latter take long to install or have fewer
    /// users.
    fn examples(&mut self, folder: &'static str) {
        let project = self.project;
        self.report.step(folder, || {
            let chromium = tools::chromium()?;
            let tarball = package::pack(project, &project.scratch("")?)?;
            let environment = [("SEALPOST_TARBALL", tarball.as_os_str()), ("SEALPOST_CHROMIUM", chromium.as_os_str())];
            println!("{EXAMPLES_NOT_RUN}");
            node_tests(project, &format!("tests/{folder}"), &environment)
        });
    }
}

/// Runs a command of cargo that is a single check.
fn cargo_check(project: &Project, arguments: &[&str]) -> Result<Outcome> {
    tools::loud(tools::cargo(project).args(arguments)).map(|()| Outcome::one_passed())
}

/// Runs the suites of a folder in the Node on the PATH.
fn node_tests(project: &Project, folder: &str, environment: &[(&str, &OsStr)]) -> Result<Outcome> {
    node::tests(project, Path::new("node"), folder, environment)
}

/// The environment variable with which suites write the documents that they otherwise compare.
fn blessing(bless: bool) -> Option<(&'static str, &'static OsStr)> {
    bless.then(|| ("SEALPOST_BLESS", OsStr::new("1")))
}

/// The built site, or an error if the build failed.
fn built(site: &Option<Site>) -> Result<&Site> {
    site.as_ref().context("not run, because the build failed")
}
