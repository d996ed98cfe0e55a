//! The wasm modules of the tests and the bench, which nobody downloads.

use std::path::PathBuf;

use anyhow::Result;

use super::wasm;
use crate::project::Project;

const PROFILE: [&str; 2] = ["--profile", "tests"];

/// The engine's property tests, with a function table that the accelerated kernel can be put in.
pub fn engine_tests(project: &Project) -> Result<PathBuf> {
    let select = [PROFILE[0], PROFILE[1], "--package", "sealpost-engine-tests"];
    let flags = [wasm::TABLE[0], "-Clink-arg=--export-table"];
    wasm::compile(project, &select, "sealpost_engine_tests", Some(&flags))
}

/// The crate `rsa` as anybody would compile it: without a setting of this project.
pub fn rsa(project: &Project) -> Result<PathBuf> {
    let select = [PROFILE[0], PROFILE[1], "--package", "sealpost-rsa-as-it-comes"];
    wasm::compile(project, &select, "sealpost_rsa_as_it_comes", None)
}
