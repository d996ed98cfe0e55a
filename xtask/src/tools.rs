//! Finds the programs that the commands need, and installs them where that is possible.

mod browsers;
mod command;
mod debian;
mod subcommands;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    project::{Project, remove, write},
    stamp,
};
pub use browsers::{chromium, missing_browsers};
use command::NODE_MAJOR;
pub use command::{cargo, loud, node, not_started, npm, program, quiet};
pub use subcommands::{cargo_deny, cargo_mutants};

/// The Rust target of the wasm modules.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Node 24, which has relaxed SIMD. It comes from the npm package `node` in the lockfile.
pub fn node_24(project: &Project) -> Result<PathBuf> {
    let program = project.path("node_modules/node/bin").join(if cfg!(windows) { "node.exe" } else { "node" });
    if !program.is_file() {
        bail!("the npm package `node` did not install Node 24: allow its install script, and run `npm ci` again");
    }
    Ok(program)
}

/// Installs the wasm target of the Rust toolchain if it is missing.
pub fn wasm_target(project: &Project) -> Result<()> {
    let mut query = Command::new("rustc");
    query.current_dir(&project.root).args(["--print", "target-libdir", "--target", TARGET]);
    if Path::new(quiet(&mut query)?.trim()).exists() {
        return Ok(());
    }
    eprintln!("installing the Rust target {TARGET}");
    loud(Command::new("rustup").current_dir(&project.root).args(["target", "add", TARGET]))
        .with_context(|| format!("the Rust target {TARGET} is needed: `rustup target add {TARGET}`"))
}

/// Installs rustfmt and clippy if they are missing, as in a minimal installation of the toolchain.
pub fn lints(project: &Project) -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if quiet(cargo(project).args([subcommand, "--version"])).is_err() {
            eprintln!("installing the Rust component {component}");
            loud(Command::new("rustup").current_dir(&project.root).args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// Installs exactly the packages in package-lock.json, unless they are installed.
pub fn npm_packages(project: &Project) -> Result<()> {
    let lock = project.path("package-lock.json");
    stamp::step(project, "npm", &[lock], &[project.path("node_modules/.package-lock.json")], || {
        node_version(project)?;
        eprintln!("installing npm packages from the lockfile");
        quiet(npm(&project.root).args(["ci", "--no-audit", "--no-fund"])).map(drop)
    })
}

/// Fails if Node is older than the oldest supported release.
fn node_version(project: &Project) -> Result<()> {
    let text = quiet(node(&project.root).arg("--version"))?;
    let major = text.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => bail!("Node.js {NODE_MAJOR} or newer is needed, this is {}: see https://nodejs.org", text.trim()),
    }
}

/// Runs biome, which formats and lints JavaScript, TypeScript, CSS and JSON as biome.jsonc says. A warning is a
/// failure.
pub fn biome(project: &Project, command: &str) -> Result<()> {
    npm_packages(project)?;
    loud(node(&project.root).args(["node_modules/@biomejs/biome/bin/biome", command, "--error-on-warnings"]))
}

/// Installs a C++ compiler if there is none: libFuzzer is written in C++.
pub fn cxx() -> Result<()> {
    debian::program("c++", "g++", "a compiler of C++ as `c++`")
}

/// Installs the command-line programs that the native tests make keys with, unless they are installed.
pub fn openssl_and_openssh() -> Result<()> {
    debian::program("openssl", "openssl", "the command line of OpenSSL 3")?;
    debian::program("ssh-keygen", "openssh-client", "the command lines of OpenSSH")
}

/// The virtual environments of Python that the interoperability tests use: the folder below `target/python`, and the
/// packages. The folders are numbered by the major version of pycryptodome, because pycryptodome 4 encrypts keys by
/// default in another way than version 3. For a range of versions, the newest release at the time when the environment
/// is created is installed.
const PYTHONS: [(&str, &[&str]); 2] = [
    (
        "python-3",
        &[
            "pycryptodome==3.23.0",
            "cryptography[ssh]==50.0.2",
            "jwcrypto==1.6.1",
            "PyJWT==2.15.1",
            "joserfc==1.8.0",
            "pyrage==1.4.0",
            "flask==3.1.3",
        ],
    ),
    ("python-4", &["pycryptodome>=4,<5"]),
];

/// Installs the programs that the interoperability tests use. Returns the folder with the environments of Python.
pub fn interoperability(project: &Project) -> Result<PathBuf> {
    openssl_and_openssh()?;
    age()?;
    debian::program("javac", "default-jdk-headless", "a JDK, 11 or newer")?;
    let mut venv = Command::new("python3");
    venv.args(["-c", "import ensurepip, venv"]).stdin(Stdio::null()).stderr(Stdio::null());
    if !venv.status().is_ok_and(|status| status.success()) {
        debian::apt_get("python3-venv").context("install Python 3 with its module `venv`")?;
    }
    let folder = project.path("target/python");
    for (name, requirements) in PYTHONS {
        python(&folder.join(name), requirements)?;
    }
    Ok(folder)
}

/// Installs `age`, the program that seals and opens files in the age format.
pub fn age() -> Result<()> {
    debian::program("age", "age", "the command line of age")
}

/// Installs PuTTY's programs for keys, which the tests of pasted input use.
pub fn putty() -> Result<()> {
    debian::program("puttygen", "putty-tools", "puttygen, of PuTTY")
}

/// Creates a virtual environment with these packages, unless there is one with the same packages.
fn python(folder: &Path, requirements: &[&str]) -> Result<()> {
    let (complete, wanted) = (folder.join("complete"), requirements.join("\n"));
    if fs::read_to_string(&complete).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    eprintln!("installing {} from PyPI", requirements.join(", "));
    remove(folder)?;
    quiet(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    quiet(Command::new(folder.join("bin/python")).args(pip).args(requirements))?;
    write(&complete, wanted.as_bytes())
}
