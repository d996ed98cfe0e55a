//! The files of a release: the tarball, its checksums, and the notes. The tarball is built twice and compared.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    build::package,
    project::{Project, files, read, remove, write},
    tools,
};

/// Checks the dependencies, builds the tracked files, as they are in the working copy, in two folders, compares the
/// builds, and writes `dist/release/`.
pub fn dry_run(project: &Project) -> Result<()> {
    tools::cargo_deny(project)?;
    let version = version(project)?;
    let notes = notes(&String::from_utf8(read(&project.path("CHANGELOG.md"))?)?, &version)?;

    // The folders' paths differ in length: a path that is compiled into a module also shifts the bytes after it.
    let work = env::temp_dir().join(format!("sealpost-release-{}", std::process::id()));
    let folders = ["one", "the-other/and/deeper"].map(|name| work.join(name));
    let built = folders.iter().map(|folder| build(project, folder)).collect::<Result<Vec<_>>>();
    let result = built.and_then(|built| publish(project, &built, &notes));
    remove(&work)?;
    result
}

/// Copies the tracked files to `folder`, builds there, and packs.
fn build(project: &Project, folder: &Path) -> Result<PathBuf> {
    let mut git = Command::new("git");
    let tracked = tools::quiet(git.current_dir(&project.root).args(["ls-files", "-z"]))?;
    for name in tracked.split('\0').filter(|name| !name.is_empty()) {
        write(&folder.join(name), &read(&project.path(name))?)?;
    }
    eprintln!("building in {}", folder.display());
    // Runs this program with the environment that cargo would set for `cargo xtask build` in that folder.
    let mut build = Command::new(env::current_exe().context("xtask cannot find itself")?);
    build.arg("build").current_dir(folder);
    build.env("CARGO_MANIFEST_DIR", folder.join("xtask")).env("CARGO_TARGET_DIR", folder.join("target"));
    tools::loud(&mut build)?;
    package::pack(&Project { root: folder.to_owned() }, folder)
}

/// Compares the two builds and writes the files of the release. The comparison starts with the single files, so that
/// its error names the file that differs.
fn publish(project: &Project, built: &[PathBuf], notes: &str) -> Result<()> {
    let [one, other] = built else { bail!("there are not two builds to compare") };
    let roots = [one, other].map(|tarball| tarball.parent().unwrap_or(tarball));
    let mut modules = 0;
    for place in ["js", "types", "dist/site"] {
        let [names, other_names] = roots.map(|root| relative_files(&root.join(place)));
        let (names, other_names) = (names?, other_names?);
        ensure!(names == other_names, "the two builds differ in which files are in {place}/");
        for file in &names {
            let [content, other_content] = roots.map(|root| read(&root.join(place).join(file)));
            ensure!(content? == other_content?, "the two builds differ: {place}/{}", file.display());
            modules += usize::from(file.extension().is_some_and(|end| end == "wasm"));
        }
    }
    ensure!(modules > 0, "the builds have no wasm to compare");
    let tarball = read(one)?;
    ensure!(tarball == read(other)?, "the two tarballs differ, although their files do not");

    let release = project.path("dist/release");
    remove(&release)?;
    let name = one.file_name().context("the tarball has no name")?;
    write(&release.join(name), &tarball)?;
    let sums = checksums(&name.to_string_lossy(), &tarball, roots[0])?;
    write(&release.join("SHA256SUMS"), sums.as_bytes())?;
    let notes = format!("{notes}\n\n## SHA-256\n\n```text\n{sums}```\n");
    write(&release.join("notes.md"), notes.as_bytes())?;
    println!("{sums}two builds in two folders are identical, {modules} wasm files among them; see dist/release/");
    Ok(())
}

/// SHA-256 of the tarball, of the wasm modules, and of every file of the site, by which anybody can check what a host
/// serves. The paths are those in the folder of a build, so that `sha256sum --check --ignore-missing` reads them there.
fn checksums(name: &str, tarball: &[u8], root: &Path) -> Result<String> {
    let mut sums = format!("{}  {name}\n", hex(&Sha256::digest(tarball)));
    for folder in ["js/wasm", "dist/site"] {
        for file in relative_files(&root.join(folder))? {
            if folder == "js/wasm" && file.extension().is_none_or(|end| end != "wasm") {
                continue;
            }
            let digest = hex(&Sha256::digest(read(&root.join(folder).join(&file))?));
            let path = file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            sums.push_str(&format!("{digest}  {folder}/{path}\n"));
        }
    }
    Ok(sums)
}

fn relative_files(folder: &Path) -> Result<Vec<PathBuf>> {
    files(folder)?.iter().map(|file| Ok(file.strip_prefix(folder)?.to_owned())).collect()
}

/// The version of the package, which package.json and Cargo.toml must both have.
fn version(project: &Project) -> Result<String> {
    let package: Value = serde_json::from_slice(&read(&project.path("package.json"))?)?;
    let version = package["version"].as_str().context("package.json has no version")?;
    let manifest = String::from_utf8(read(&project.path("Cargo.toml"))?)?;
    let line = format!("version = \"{version}\"");
    ensure!(manifest.lines().any(|other| other == line), "Cargo.toml and package.json have different versions");
    Ok(version.to_owned())
}

/// The changelog's section for the version. If there is none, the section `Unreleased`.
fn notes(changelog: &str, version: &str) -> Result<String> {
    let section = |name: &str| {
        let (_, rest) = changelog.split_once(&format!("\n## [{name}]"))?;
        let (_, body) = rest.split_once('\n')?;
        let body = body.split("\n## ").next().unwrap_or(body).trim();
        (!body.is_empty()).then(|| body.to_owned())
    };
    section(version).or_else(|| section("Unreleased")).context("CHANGELOG.md says nothing of this version")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_the_section_of_the_version_or_unreleased_and_without_either_an_error() -> Result<()> {
        let changelog = "# Changelog\n\n## [Unreleased]\n\n- new\n\n## [0.1.0] - 2026-01-01\n\n### Added\n\n- old\n\n## [0.0.1]\n\n- older\n";
        assert_eq!(notes(changelog, "0.1.0")?, "### Added\n\n- old");
        assert_eq!(notes(changelog, "0.2.0")?, "- new");
        assert!(notes("# Changelog\n", "0.1.0").is_err());
        Ok(())
    }

    #[test]
    fn checksums_are_of_the_tarball_every_wasm_module_and_every_file_of_the_site() -> Result<()> {
        let root = env::temp_dir().join(format!("sealpost-checksums-{}", std::process::id()));
        remove(&root)?;
        let contents = ["js/wasm/a.wasm", "js/wasm/a.d.ts", "js/index.js", "dist/site/index.html", "dist/site/b/c.js"];
        for path in contents {
            write(&root.join(path), path.as_bytes())?;
        }
        let sums = checksums("sealpost.tgz", b"abc", &root)?;
        remove(&root)?;
        let mut names = sums.lines().filter_map(|line| Some(line.split_once("  ")?.1)).collect::<Vec<_>>();
        names.sort_unstable();
        assert_eq!(names, ["dist/site/b/c.js", "dist/site/index.html", "js/wasm/a.wasm", "sealpost.tgz"]);
        assert!(sums.starts_with("ba7816bf"));
        let digest = hex(&Sha256::digest(b"dist/site/b/c.js"));
        assert!(sums.contains(&format!("{digest}  dist/site/b/c.js\n")));
        Ok(())
    }

    #[test]
    fn checksums_are_written_in_hexadecimal() {
        // The example of FIPS 180-2 appendix B.1.
        let digest = hex(&Sha256::digest(b"abc"));
        assert_eq!((&digest[..8], digest.len()), ("ba7816bf", 64));
    }
}
