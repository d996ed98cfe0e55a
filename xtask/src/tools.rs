//! Finds the programs that the commands need, and installs them where that is possible.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    project::{Project, remove, write},
    stamp,
};

pub const TARGET: &str = "wasm32-unknown-unknown";
const NODE_MAJOR: u32 = 20;
/// The release of cargo-deny that reads deny.toml.
const CARGO_DENY: &str = "0.20.2";
/// The release of cargo-mutants. Figures in docs/assurance.md are of this release, because another one makes other
/// mutants.
const CARGO_MUTANTS: &str = "27.1.0";

/// The cargo that started this program, in the project's folder.
pub fn cargo(project: &Project) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&project.root);
    command
}

pub fn node(folder: &Path) -> Command {
    let mut command = Command::new("node");
    command.current_dir(folder);
    command
}

/// A program, in the project's folder.
pub fn program(path: &Path, project: &Project) -> Command {
    let mut command = Command::new(path);
    command.current_dir(&project.root);
    command
}

/// Node 24, which has relaxed SIMD. It comes from the npm package `node` in the lockfile.
pub fn node_24(project: &Project) -> Result<PathBuf> {
    let program = project.path("node_modules/node/bin").join(if cfg!(windows) { "node.exe" } else { "node" });
    if !program.is_file() {
        bail!("the npm package `node` did not install Node 24: allow its install script, and run `npm ci` again");
    }
    Ok(program)
}

pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

/// Runs a command and returns its output. The output is printed only if the command fails.
pub fn quiet(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| not_started(command))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        eprint!("{stdout}{}", String::from_utf8_lossy(&output.stderr));
        bail!("`{}` failed; see its output above", shown(command));
    }
    Ok(stdout)
}

/// Runs a command whose output is printed as it comes.
pub fn loud(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("`{}` failed; see its output above", shown(command));
    }
    Ok(())
}

pub fn not_started(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    match program.as_ref() {
        "node" | "npm" | "npm.cmd" => {
            format!("`{program}` does not start: install Node.js {NODE_MAJOR} or newer, from https://nodejs.org")
        }
        "rustup" => "`rustup` does not start: install it from https://rustup.rs".into(),
        other => format!("`{other}` does not start"),
    }
}

/// The short form of a command for messages: the program and its first two arguments, without folders.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args().take(2));
    let names = words.map(|word| Path::new(word).file_name().unwrap_or(word).to_string_lossy());
    names.collect::<Vec<_>>().join(" ")
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

/// Runs `cargo deny check`. Installs cargo-deny first if it is missing, which takes some minutes.
pub fn cargo_deny(project: &Project) -> Result<()> {
    let program = installed(project, "cargo-deny", CARGO_DENY)?;
    let deny = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.current_dir(&project.root).args(["--log-level", "error"]).args(arguments);
        command
    };
    loud(&mut deny(&["check", "licenses", "bans", "sources"]))?;
    let fetch = deny(&["fetch", "db"]).stdin(Stdio::null()).output().context("cargo-deny does not start")?;
    eprint!("{}", String::from_utf8_lossy(&fetch.stderr));
    if !advisory_database() {
        println!("advisories: not checked, because the database of RustSec cannot be fetched");
        return Ok(());
    }
    // cargo-deny may report a failed download and still succeed.
    if !fetch.status.success() || !fetch.stderr.is_empty() {
        println!("advisories: checked against an older copy of the database, because the newest cannot be fetched");
    }
    loud(&mut deny(&["--offline", "check", "advisories"]))
}

/// The path of cargo-mutants. Installs it first if it is missing, which takes some minutes.
pub fn cargo_mutants(project: &Project) -> Result<PathBuf> {
    installed(project, "cargo-mutants", CARGO_MUTANTS)
}

/// The path of a cargo subcommand in exactly this release, installed in a folder of the project.
fn installed(project: &Project, name: &str, version: &str) -> Result<PathBuf> {
    let folder = project.scratch(&format!("tools/{name}-{version}"))?;
    let program = folder.join("bin").join(if cfg!(windows) { format!("{name}.exe") } else { name.to_owned() });
    if !program.exists() {
        eprintln!("installing {name} {version}, which takes some minutes");
        let mut install = cargo(project);
        install.args(["install", "--quiet", "--locked", "--version", version, name, "--root"]).arg(&folder);
        loud(&mut install)?;
    }
    Ok(program)
}

/// Whether there is a local copy of RustSec's database.
fn advisory_database() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let copies = home.and_then(|home| home.join("advisory-dbs").read_dir().ok());
    copies.into_iter().flatten().flatten().any(|copy| copy.path().join("crates").is_dir())
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

fn node_version(project: &Project) -> Result<()> {
    let text = quiet(node(&project.root).arg("--version"))?;
    let major = text.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => bail!("Node.js {NODE_MAJOR} or newer is needed, this is {}: see https://nodejs.org", text.trim()),
    }
}

/// Runs biome, which formats and lints JavaScript, TypeScript, CSS and JSON as biome.jsonc says. A warning is a failure.
pub fn biome(project: &Project, command: &str) -> Result<()> {
    npm_packages(project)?;
    loud(node(&project.root).args(["node_modules/@biomejs/biome/bin/biome", command, "--error-on-warnings"]))
}

/// The program of Chromium or Chrome: the one that `SEALPOST_CHROMIUM` names, an installed one, or one from apt-get.
pub fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("SEALPOST_CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    apt_get("chromium").context("install Chromium, or name a Chrome or Chromium program in SEALPOST_CHROMIUM")?;
    installed_chromium().context("apt-get installed Chromium, but there is no `chromium` on the PATH")
}

fn installed_chromium() -> Option<PathBuf> {
    const ON_MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .iter()
        .find_map(|name| on_path(name))
        .or_else(|| Some(PathBuf::from(ON_MAC)).filter(|path| path.exists()))
}

/// The program of Firefox: the one that `SEALPOST_FIREFOX` names, an installed one, or one from apt-get.
pub fn firefox() -> Result<PathBuf> {
    const ON_MAC: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";
    let installed = || {
        ["firefox", "firefox-esr"]
            .iter()
            .find_map(|name| on_path(name))
            .or_else(|| Some(PathBuf::from(ON_MAC)).filter(|path| path.exists()))
    };
    if let Some(found) = env::var_os("SEALPOST_FIREFOX").map(PathBuf::from).or_else(installed) {
        return Ok(found);
    }
    apt_get("firefox-esr").context("install Firefox, or name its program in SEALPOST_FIREFOX")?;
    installed().context("apt-get installed Firefox, but there is no `firefox-esr` on the PATH")
}

/// Installs a C++ compiler if there is none: libFuzzer is written in C++.
pub fn cxx() -> Result<()> {
    if on_path("c++").is_none() {
        apt_get("g++").context("install a compiler of C++ as `c++`")?;
    }
    Ok(())
}

/// Installs WebKitGTK's driver and a virtual display for it, unless they are installed.
pub fn webkit() -> Result<()> {
    for (program, package) in [("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")] {
        if on_path(program).is_none() {
            apt_get(package).with_context(|| format!("install {program}"))?;
        }
    }
    Ok(())
}

/// The names of the browsers beside Chromium that are missing and cannot be installed, separated by spaces. Prints a
/// line for each of them. The tests read these names from `SEALPOST_MISSING`.
pub fn missing_browsers() -> String {
    let mut missing = Vec::new();
    for (name, found) in [("Firefox", firefox().map(drop)), ("WebKit", webkit())] {
        if let Err(error) = found {
            println!("{name} is left out: {error:#}");
            missing.push(name);
        }
    }
    missing.join(" ")
}

/// The packages of each virtual environment of Python that the interoperability tests use, by its folder below
/// `target/python`. A range means the newest release when the environment is created.
const PYTHONS: [(&str, &[&str]); 2] = [
    ("python-3", &["pycryptodome==3.23.0", "cryptography[ssh]==50.0.2", "jwcrypto==1.6.1"]),
    ("python-4", &["pycryptodome>=4,<5"]),
];

/// Installs the command lines that the native tests make keys with, unless they are installed.
pub fn openssl_and_openssh() -> Result<()> {
    program_of("openssl", "openssl", "the command line of OpenSSL 3")?;
    program_of("ssh-keygen", "openssh-client", "the command lines of OpenSSH")
}

fn program_of(program: &str, package: &str, meaning: &str) -> Result<()> {
    if on_path(program).is_none() {
        apt_get(package).with_context(|| format!("install {meaning}"))?;
    }
    Ok(())
}

/// Installs the programs that the interoperability tests use. Returns the folder with the environments of Python.
pub fn interoperability(project: &Project) -> Result<PathBuf> {
    openssl_and_openssh()?;
    program_of("javac", "default-jdk-headless", "a JDK, 11 or newer")?;
    let mut venv = Command::new("python3");
    venv.args(["-c", "import ensurepip, venv"]).stdin(Stdio::null()).stderr(Stdio::null());
    if !venv.status().is_ok_and(|status| status.success()) {
        apt_get("python3-venv").context("install Python 3 with its module `venv`")?;
    }
    let folder = project.path("target/python");
    for (name, requirements) in PYTHONS {
        python(&folder.join(name), requirements)?;
    }
    Ok(folder)
}

/// Creates a virtual environment with these packages, unless there is one with the same packages.
fn python(folder: &Path, requirements: &[&str]) -> Result<()> {
    let (complete, stamp) = (folder.join("complete"), requirements.join("\n"));
    if fs::read_to_string(&complete).is_ok_and(|found| found == stamp) {
        return Ok(());
    }
    eprintln!("installing {} from PyPI", requirements.join(", "));
    remove(folder)?;
    quiet(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    quiet(Command::new(folder.join("bin/python")).args(pip).args(requirements))?;
    write(&complete, stamp.as_bytes())
}

fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Installs a Debian package. That is possible as root where there is apt-get.
fn apt_get(package: &str) -> Result<()> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    if on_path("apt-get").is_none() || !root {
        bail!("`{package}` is not installed; only root on Debian can install it from here");
    }
    eprintln!("installing {package} with apt-get");
    quiet(Command::new("apt-get").args(["update", "--quiet"]))?;
    quiet(
        Command::new("apt-get")
            .args(["install", "--quiet", "--yes", "--no-install-recommends", package])
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
    .map(drop)
}
