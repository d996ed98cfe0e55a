//! Mutated messages and keys, read by sealpost and by others: more of them than the tests compare.

use anyhow::{Result, bail};

use crate::{build::package, project::Project, test::installed::Installed, tools};

/// Mutants of each kind.
pub const DEFAULT_MUTANTS: u32 = 40_000;

/// # Errors
/// Where the two sides differ and no rule says why.
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
        bail!("the two sides differ, and no rule says why");
    }
    Ok(())
}
