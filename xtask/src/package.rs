//! The npm package: what tsc adds to `js/`, and the tarball.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    entries,
    project::{Project, files, read, remove, write},
    stamp, tools, wasm,
};

/// The entries that callers import, by their declarations' names.
const ENTRIES: [&str; 3] = ["index", "keyring", "inline"];

/// The page's own workers import these; packed they are not.
const WORKERS: [&str; 2] = ["keyring-worker", "generator-worker"];

/// The default of an entry for `import`. By name it would be, to some resolutions, all that CommonJS exports.
const DEFAULT: &str = "declare const init: typeof import(\"../NAME.js\").default;\nexport default init;\n";

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
        let kept = ENTRIES.iter().chain(&WORKERS).map(|name| types.join(format!("{name}.d.ts")));
        let named = named(kept.collect())?;
        for file in files(&types)?.iter().filter(|file| !named.contains(*file)) {
            fs::remove_file(file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
        // For TypeScript a declaration is of one kind of module. These are CommonJS's, because modules of both kinds can
        // import them: a class is then one type to all, as it is one class where it runs.
        write(&types.join("package.json"), entries::COMMONJS)?;
        for name in ENTRIES {
            let default = if name == "keyring" { "" } else { DEFAULT };
            let text = format!("export * from \"../{name}.js\";\n{}", default.replace("NAME", name));
            write(&types.join(format!("esm/{name}.d.ts")), text.as_bytes())?;
        }
        write(&types.join("esm/package.json"), b"{ \"type\": \"module\" }\n")
    })
}

/// The declarations, and those that they name, directly or not.
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
