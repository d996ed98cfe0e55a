//! The long runs, which are not for CI: generates thousands of keys with the package in Node 24 and checks each; seals
//! and opens files of up to 4 GiB; compares how sealpost and other software read mutated messages and keys; runs each
//! fuzz target; tests all mutants of the code.

use std::process::Command;

use anyhow::Result;

use super::{differential, fuzz, mutants};
use crate::{
    build::{site, test_modules},
    project::Project,
    tools,
};

/// The number of keys, without `--keys`.
pub const DEFAULT_KEYS: u32 = 10_000;

/// Runs all the long runs, with `keys` generated keys. Ends at the first run that fails.
pub fn run(project: &Project, keys: u32) -> Result<()> {
    site::build(project)?;
    let mut soak = Command::new(tools::node_24(project)?);
    soak.current_dir(&project.root).arg("tests/soak/run.js").arg(keys.to_string());
    tools::loud(soak.env("SEALPOST_RSA", test_modules::rsa(project)?))?;
    tools::age()?;
    let mut files = Command::new("node");
    // Sizes in MiB.
    files.current_dir(&project.root).args(["tests/soak/files.js", "1024", "4096"]);
    tools::loud(files.env("SEALPOST_CHROMIUM", tools::chromium()?))?;
    differential::run(project, differential::DEFAULT_MUTANTS, 1)?;
    fuzz::run(project, None, fuzz::SOAK_MINUTES)?;
    mutants::run(project, 0, 1, 1)
}
