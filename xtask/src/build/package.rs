//! The npm package: the declarations in `types/`, and the tarball.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{entries, examples, wasm};
use crate::{
    project::{Project, files, read, remove, write},
    stamp, tools,
};

/// The entries that users import, by the names of their declarations.
const ENTRIES: [&str; 7] = ["index", "encrypt", "keyring", "files", "inline", "node/rollup", "node/esbuild"];

/// Files that the workers of this project's page import (`www/workers/`), by the names of their declarations, which are
/// not in the tarball.
const WORKERS: [&str; 4] = ["keyring-worker", "generator-worker", "cipher-worker", "files-worker"];

/// The declaration of an entry's default export. If it were re-exported by its name, some modes of TypeScript's module
/// resolution would take the whole CommonJS module for the default export.
const DEFAULT: &str = "declare const init: typeof import(\"NAME.js\").default;\nexport default init;\n";

/// The examples that the declarations show.
const EXAMPLES: &str = "docs/examples.md";

/// Builds `js/wasm/`, the entries made from `js/`, and `types/`: with them the package is ready for `npm pack`.
pub fn build(project: &Project) -> Result<()> {
    wasm::build(project)?;
    entries::build(project)?;
    let types = project.path("types");
    let inputs =
        ["js", EXAMPLES, "tsconfig.json", "tsconfig.types.json", "package-lock.json"].map(|name| project.path(name));
    stamp::step(project, "types", &inputs, std::slice::from_ref(&types), || {
        eprintln!("checking js/ and writing types/");
        remove(&types)?;
        tsc(project, "tsconfig.types.json")?;
        for name in WORKERS {
            write(&types.join(format!("{name}.d.ts")), b"export {};\n")?;
        }
        let kept = ENTRIES.iter().chain(&WORKERS).map(|name| types.join(format!("{name}.d.ts")));
        let named = named(kept.collect())?;
        for file in files(&types)?.iter().filter(|file| !named.contains(*file)) {
            fs::remove_file(file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
        let markdown = String::from_utf8(read(&project.path(EXAMPLES))?).context("the examples are not UTF-8")?;
        examples::add(&markdown, files(&types)?)?;
        // For TypeScript a declaration belongs to CommonJS or to ES modules. These are declared as CommonJS, which both
        // kinds can import, so that a class is the same type for all importers, as it is the same class at run time.
        write(&types.join("package.json"), entries::COMMONJS)?;
        for name in ENTRIES {
            let default = if matches!(name, "keyring" | "files") { "" } else { DEFAULT };
            // The path from `types/esm/` back to the declaration of the CommonJS form has a `../` more for each folder
            // in the entry's name.
            let target = format!("{}{name}", "../".repeat(1 + name.matches('/').count()));
            let text = format!("export * from \"{target}.js\";\n{}", default.replace("NAME", &target));
            write(&types.join(format!("esm/{name}.d.ts")), text.as_bytes())?;
        }
        write(&types.join("esm/package.json"), b"{ \"type\": \"module\" }\n")
    })
}

/// The declarations in `wanted` and all that they import, directly or indirectly.
fn named(mut wanted: Vec<PathBuf>) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    while let Some(file) = wanted.pop() {
        let text = String::from_utf8(read(&file)?).with_context(|| format!("{} is not UTF-8", file.display()))?;
        let folder = file.parent().context("a declaration lies in a folder")?.to_owned();
        let names = text.split('"').filter(|name| name.starts_with("./") || name.starts_with("../"));
        let declarations = names.filter_map(|name| Some(join(&folder, &format!("{}.d.ts", name.strip_suffix(".js")?))));
        if found.insert(file) {
            // A comment may name a file that has no declarations.
            wanted.extend(declarations.filter(|file| file.is_file()));
        }
    }
    Ok(found)
}

/// The path of `name`, which is relative to `folder`, without `.` and `..`.
fn join(folder: &Path, name: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in name.split('/') {
        match part {
            "." => {}
            ".." => drop(path.pop()),
            part => path.push(part),
        }
    }
    path
}

/// Runs the TypeScript compiler of the lockfile.
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
