//! Wasm modules for the tests and the benchmark only.

use std::path::PathBuf;

use anyhow::Result;

use super::wasm;
use crate::project::Project;

const PROFILE: [&str; 2] = ["--profile", "tests"];

/// The engine's property tests, with a function table to which the loader can add the accelerated kernel.
pub fn engine_tests(project: &Project) -> Result<PathBuf> {
    let select = [PROFILE[0], PROFILE[1], "--package", "sealpost-engine-tests"];
    let flags = [wasm::TABLE[0], "-Clink-arg=--export-table"];
    wasm::compile(project, &select, "sealpost_engine_tests", Some(&flags))
}

/// The crate `rsa`, compiled without this project's compiler flags.
pub fn rsa(project: &Project) -> Result<PathBuf> {
    let select = [PROFILE[0], PROFILE[1], "--package", "sealpost-rsa-as-it-comes"];
    wasm::compile(project, &select, "sealpost_rsa_as_it_comes", None)
}
