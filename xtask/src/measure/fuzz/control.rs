//! Checks that the fuzz targets notice an input that exceeds a limit: a program called `control` has the targets'
//! limits on stack, time and memory, and its inputs exceed each of them on purpose.

use std::path::Path;

use anyhow::{Context, Result};

use super::fuzzer::Fuzzer;
use crate::project::{remove, write};

/// The inputs of `fuzz/src/bin/control.rs`, each with a part of the expected error output, or `None` if the input is
/// within the limits and the program must succeed.
const INPUTS: [(&str, Option<&str>); 8] = [
    ("nothing", None),
    ("stack within", None),
    ("stack beyond", Some("ERROR: libFuzzer: deadly signal")),
    ("stack beyond, allocating", Some("the stack is used up")),
    ("time", Some("cost: ")),
    ("allocated in all", Some("bytes allocated in all")),
    ("allocated at once", Some("bytes allocated at once")),
    ("panic", Some("on purpose")),
];

/// Runs the inputs. Returns the name of each, and `true` if its outcome was not the expected one. libFuzzer must also
/// write an input that exceeds a limit to a file.
pub fn outcomes(fuzzer: &Fuzzer) -> Result<Vec<(&'static str, bool)>> {
    let folder = fuzzer.folder.join("control");
    INPUTS
        .into_iter()
        .map(|(input, expected)| {
            remove(&folder)?;
            let inputs = folder.join("inputs");
            write(&inputs.join("input"), input.as_bytes())?;
            let prefix = format!("-artifact_prefix={}/artifact-", folder.display());
            let output = fuzzer
                .program("control")
                .args(["-runs=0", &prefix])
                .arg(&inputs)
                .output()
                .context("the control does not start")?;
            let errors = String::from_utf8_lossy(&output.stderr);
            let as_expected = match expected {
                None => output.status.success(),
                Some(text) => !output.status.success() && errors.contains(text) && was_written(&folder, input),
            };
            if !as_expected {
                println!("control `{input}`: {}\n{errors}", output.status);
            }
            Ok((input, !as_expected))
        })
        .collect()
}

/// Whether libFuzzer wrote `input` to an artifact in `folder`.
fn was_written(folder: &Path, input: &str) -> bool {
    std::fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
        entry.file_name().to_string_lossy().starts_with("artifact-")
            && std::fs::read(entry.path()).is_ok_and(|bytes| bytes == input.as_bytes())
    })
}
