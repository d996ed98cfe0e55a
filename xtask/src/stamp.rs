//! Skips steps of the build whose inputs and outputs have not changed.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::project::{Project, files, read, write};

/// Runs `step`, unless its inputs and its outputs are the same as after its last successful run.
///
/// Inputs and outputs are files or folders. xtask's own source is an input of every step.
pub fn step(
    project: &Project,
    name: &str,
    inputs: &[PathBuf],
    outputs: &[PathBuf],
    step: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = project.scratch(&format!("{name}.stamp"))?;
    let mut inputs = inputs.to_vec();
    inputs.push(project.path("xtask/src"));
    let inputs = digest(&inputs)?;
    let state = |outputs: u64| format!("{inputs:016x} {outputs:016x}");
    let last = fs::read_to_string(&stamp).unwrap_or_default();
    if digest(outputs).is_ok_and(|outputs| last == state(outputs)) {
        return Ok(());
    }
    step()?;
    write(&stamp, state(digest(outputs)?).as_bytes())
}

/// A hash of the names and contents of files. It only has to show changes, so it is not cryptographic.
fn digest(paths: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    let mut add = |file: &Path| -> Result<()> {
        file.hash(&mut hasher);
        read(file)?.hash(&mut hasher);
        Ok(())
    };
    for path in paths {
        if path.is_dir() {
            files(path)?.iter().try_for_each(|file| add(file))?;
        } else {
            add(path)?;
        }
    }
    Ok(hasher.finish())
}
