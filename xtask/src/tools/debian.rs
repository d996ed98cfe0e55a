//! Programs on the PATH, and packages of Debian that bring them.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use super::command::quiet;

/// Installs the Debian package with a program if the program is missing. If that fails, the error says to install
/// `meaning`.
pub(super) fn program(program: &str, package: &str, meaning: &str) -> Result<()> {
    if on_path(program).is_none() {
        apt_get(package).with_context(|| format!("install {meaning}"))?;
    }
    Ok(())
}

/// The path of a program on the PATH.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Installs a Debian package, which needs root and apt-get.
pub(super) fn apt_get(package: &str) -> Result<()> {
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
