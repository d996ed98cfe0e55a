//! Subcommands of cargo, each installed on first use.

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

use super::command::{cargo, loud};
use crate::project::Project;

/// The release of cargo-deny that reads deny.toml.
const CARGO_DENY: &str = "0.20.2";
/// The release of cargo-mutants. Each release makes other mutants, so a seed gives the same sample with this one only.
const CARGO_MUTANTS: &str = "27.1.0";

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
