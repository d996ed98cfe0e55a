//! The npm package: what tsc adds to `js/`, and the tarball.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    entries,
    project::{Project, copy, remove, write},
    stamp, tools, wasm,
};

/// `js/wasm/`, the entries made from `js/`, and `types/`: with them the package is ready for `npm pack`.
pub fn build(project: &Project) -> Result<()> {
    wasm::build(project)?;
    entries::build(project)?;
    let types = project.path("types");
    let inputs = ["js", "tsconfig.json", "tsconfig.types.json", "package-lock.json"].map(|name| project.path(name));
    stamp::step(project, "types", &inputs, std::slice::from_ref(&types), || {
        eprintln!("checking js/ and writing types/");
        remove(&types)?;
        tsc(project, "tsconfig.types.json")?;
        // For TypeScript a declaration is of one kind of module, as a JavaScript file is for Node.
        let commonjs = project.scratch("types-cjs")?;
        remove(&commonjs)?;
        copy(&types, &commonjs, |_| true)?;
        copy(&commonjs, &types.join("cjs"), |_| true)?;
        write(&types.join("cjs/package.json"), entries::COMMONJS)
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
