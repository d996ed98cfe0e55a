//! The reference of the package's interface in `dist/reference/`, from its declarations; a warning is an error.
//!
//! TypeDoc needs a TypeScript with an interface for JavaScript, older than the one that checks `js/`, so that it and its
//! compiler have a lockfile of their own in `xtask/reference/`.

use anyhow::Result;

use crate::{
    project::{Project, remove},
    stamp, tools,
};

/// Writes `dist/reference/`. The package has been built.
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
