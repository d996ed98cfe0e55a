//! The folders of the project, and reading, copying and removing files.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The working copy that the command runs in.
pub struct Project {
    pub root: PathBuf,
}

impl Project {
    /// Finds the project: the parent of this crate's folder, which cargo names in `CARGO_MANIFEST_DIR`.
    pub fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").context("run this as `cargo xtask`")?;
        let root = Path::new(&manifest).parent().context("run this as `cargo xtask`")?;
        Ok(Self { root: root.to_owned() })
    }

    /// A path inside the project, written with `/`.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path in `target/xtask/`, the folder of intermediate files. Creates that folder.
    pub fn scratch(&self, name: &str) -> Result<PathBuf> {
        let folder = self.path("target/xtask");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder.join(name))
    }
}

/// All files below `folder`, sorted. Files and folders whose name begins with a dot are left out.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut entries = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>())
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    entries.sort();
    for path in entries {
        if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")) {
            continue;
        }
        if path.is_dir() {
            found.append(&mut files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// Copies the files below `from` for which `wanted` holds to the same relative paths below `to`.
pub fn copy(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> Result<()> {
    for file in files(from)? {
        let relative = file.strip_prefix(from)?;
        if wanted(relative) {
            write(&to.join(relative), &read(&file)?)?;
        }
    }
    Ok(())
}

pub fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Writes a file, and creates its folder if needed.
pub fn write(file: &Path, content: &[u8]) -> Result<()> {
    file.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(file, content))
        .with_context(|| format!("cannot write {}", file.display()))
}

/// Removes a folder with its content. It is no error if there is no such folder.
pub fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
