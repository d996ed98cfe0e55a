//! The browsers of the tests and of the benchmark.

use std::{env, path::PathBuf};

use anyhow::{Context, Result};

use super::debian;

/// The program of Chromium or Chrome: the one that `SEALPOST_CHROMIUM` names, an installed one, or one from apt-get.
pub fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("SEALPOST_CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    debian::apt_get("chromium")
        .context("install Chromium, or name a Chrome or Chromium program in SEALPOST_CHROMIUM")?;
    installed_chromium().context("apt-get installed Chromium, but there is no `chromium` on the PATH")
}

fn installed_chromium() -> Option<PathBuf> {
    const ON_MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .iter()
        .find_map(|name| debian::on_path(name))
        .or_else(|| Some(PathBuf::from(ON_MAC)).filter(|path| path.exists()))
}

/// The program of Firefox: the one that `SEALPOST_FIREFOX` names, an installed one, or one from apt-get.
fn firefox() -> Result<PathBuf> {
    const ON_MAC: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";
    let installed = || {
        ["firefox", "firefox-esr"]
            .iter()
            .find_map(|name| debian::on_path(name))
            .or_else(|| Some(PathBuf::from(ON_MAC)).filter(|path| path.exists()))
    };
    if let Some(found) = env::var_os("SEALPOST_FIREFOX").map(PathBuf::from).or_else(installed) {
        return Ok(found);
    }
    debian::apt_get("firefox-esr").context("install Firefox, or name its program in SEALPOST_FIREFOX")?;
    installed().context("apt-get installed Firefox, but there is no `firefox-esr` on the PATH")
}

/// Installs WebKitGTK's driver and a virtual display for it, unless they are installed.
fn webkit() -> Result<()> {
    for (program, package) in [("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")] {
        debian::program(program, package, program)?;
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
