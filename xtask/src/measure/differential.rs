//! Compares how sealpost and other software read mutated messages and keys, with more mutants than the tests.

use anyhow::{Result, bail};

use crate::{build::package, project::Project, test::installed::Installed, tools};

/// The number of mutants of each kind, without `--mutants`.
pub const DEFAULT_MUTANTS: u32 = 40_000;

/// Runs the comparison for messages and for keys.
///
/// # Errors
/// If sealpost and the other software differ where no rule in docs/assurance.md allows it.
pub fn run(project: &Project, mutants: u32, seed: u32) -> Result<()> {
    package::build(project)?;
    let installed = Installed::new(project)?;
    let mut failed = false;
    for kind in ["messages", "keys"] {
        let mut driver = tools::node(&project.root);
        driver.args(["tests/differential/run.js", kind, &mutants.to_string(), &seed.to_string()]);
        failed |= tools::loud(driver.env("SEALPOST_PACKAGE", &installed.folder)).is_err();
    }
    if failed {
        bail!("sealpost and the other software differ where no rule of docs/assurance.md allows it");
    }
    Ok(())
}
