//! The packed package, installed as users install it.

use std::{env, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    build::package,
    project::{Project, remove, write},
    tools,
};

/// A project outside this one that has installed the packed package, and nothing else. Its folder is removed when the
/// value is dropped.
pub struct Installed {
    pub folder: PathBuf,
}

impl Installed {
    /// Installs the package the first time, and returns the same project from then on.
    pub fn once<'a>(installed: &'a mut Option<Self>, project: &Project) -> Result<&'a Self> {
        if installed.is_none() {
            *installed = Some(Self::new(project)?);
        }
        installed.as_ref().context("it was just installed")
    }

    pub fn new(project: &Project) -> Result<Self> {
        let folder = env::temp_dir().join(format!("sealpost-test-{}", std::process::id()));
        remove(&folder)?;
        let installed = Self { folder };
        let manifest = br#"{ "name": "consumer", "private": true, "type": "module" }"#;
        write(&installed.folder.join("package.json"), manifest)?;
        let tarball = package::pack(project, &installed.folder)?;
        tools::quiet(tools::npm(&installed.folder).args(["install", "--no-audit", "--no-fund"]).arg(tarball))?;
        Ok(installed)
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // If this fails, the folder stays among the system's temporary files.
        drop(remove(&self.folder));
    }
}
