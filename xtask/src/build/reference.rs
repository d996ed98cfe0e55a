//! The HTML reference of the package's interface in `dist/reference/`, made from its declarations. Warnings are errors.
//!
//! TypeDoc needs a TypeScript release with an API for JavaScript, which is older than the one that checks `js/`. So
//! TypeDoc and its compiler have a lockfile of their own in `xtask/reference/`.

use anyhow::Result;

use crate::{
    project::{Project, remove},
    stamp, tools,
};

/// Writes `dist/reference/`. The package must have been built.
pub fn build(project: &Project) -> Result<()> {
    let folder = project.path("xtask/reference");
    let lock = folder.join("package-lock.json");
    stamp::step(project, "npm-reference", &[lock], &[folder.join("node_modules/.package-lock.json")], || {
        eprintln!("installing TypeDoc from its lockfile");
        tools::quiet(tools::npm(&folder).args(["ci", "--no-audit", "--no-fund"])).map(drop)
    })?;
    let output = project.path("dist/reference");
    remove(&output)?;
    tools::quiet(tools::node(&folder).arg("node_modules/typedoc/bin/typedoc")).map(drop)
}
