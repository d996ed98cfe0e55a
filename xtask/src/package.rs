//! The npm package: what tsc adds to `js/`, and the tarball.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    project::{Project, remove},
    stamp, tools, wasm,
};

/// `js/wasm/` and `types/`: with them the package is ready for `npm pack`.
pub fn build(project: &Project) -> Result<()> {
    wasm::build(project)?;
    let types = project.path("types");
    let inputs = ["js", "tsconfig.json", "tsconfig.types.json", "package-lock.json"].map(|name| project.path(name));
    stamp::step(project, "types", &inputs, std::slice::from_ref(&types), || {
        eprintln!("checking js/ and writing types/");
        remove(&types)?;
        tsc(project, "tsconfig.types.json")
    })
}

/// Runs the lockfile's TypeScript compiler.
pub fn tsc(project: &Project, configuration: &str) -> Result<()> {
    let mut compiler = tools::node(&project.root);
    tools::quiet(compiler.args(["node_modules/typescript/bin/tsc", "--project", configuration])).map(drop)
}

/// Packs the package as it would be published, and returns the tarball's path.
pub fn pack(project: &Project, folder: &Path) -> Result<PathBuf> {
    let report = tools::quiet(tools::npm(&project.root).args(["pack", "--json", "--pack-destination"]).arg(folder))?;
    let report: Value = serde_json::from_str(&report).context("npm pack gave no report that can be read")?;
    let name = report[0]["filename"].as_str().context("npm pack named no tarball")?;
    Ok(folder.join(name))
}
