//! The entries of the package that are made from `js/`: CommonJS for Node, and those that fetch nothing.
//!
//! The TypeScript compiler turns each module into a function body that calls `require`. Node has that function. For a
//! classic script and for workers made from text, a table of the modules and four lines stand in for it.

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use base64ct::{Base64, Encoding};
use flate2::{Compression, write::GzEncoder};

use crate::{
    project::{Project, files, read, remove, write},
    stamp, tools,
};

/// Tells Node and TypeScript that the files below the folder are CommonJS.
pub const COMMONJS: &[u8] = b"{ \"type\": \"commonjs\" }\n";

/// The classic script.
const CLASSIC: &str = "sealpost.classic.js";

/// What the modules around the CommonJS build import from it, and the declarations for the compiler that checks them.
const SHARED: [(&str, &str); 3] = [
    ("index", "export * from \"../index.js\";\nexport { default } from \"../index.js\";\n"),
    ("keyring", "export * from \"../keyring.js\";\n"),
    ("wasm", "export * from \"../wasm.js\";\n"),
];

/// Minifies scripts.
const MINIFY: &str = "xtask/minify.js";

/// The entries of the workers.
const WORKERS: [&str; 2] = ["keyring-worker.js", "generator-worker.js"];

/// How js/embedded.js begins.
const EMBEDDED: &str = "// Made by `cargo xtask build`: gzip in base64.
export const program = /** @type {string | undefined} */ (undefined);
";

/// What runs each module of a table at the first `require` of it.
const LOADER: &str = "const loaded = {};
function require(name) {
  if (!loaded[name]) modules[name]((loaded[name] = {}), require);
  return loaded[name];
}
const start = (kind) => require(`./${kind}-worker.js`);
";

/// Modules by their path in `js/`, each the body of a function.
type Modules = BTreeMap<String, String>;

/// Writes `js/cjs/` and `js/embedded.js`.
pub fn build(project: &Project) -> Result<()> {
    let [folder, embedded] = ["js/cjs", "js/embedded.js"].map(|name| project.path(name));
    let sources = sources(project)?;
    let mut inputs = sources.clone();
    inputs.extend(["js/wasm", "package-lock.json", MINIFY].map(|name| project.path(name)));
    stamp::step(project, "entries", &inputs, &[folder.clone(), embedded.clone()], || {
        eprintln!("writing js/cjs/ and js/embedded.js");
        let modules = commonjs(project, &sources)?;
        let workers = format!("\"use strict\";\nconst modules = {{\n{}}};\n{LOADER}", table(&modules, &WORKERS)?);
        let workers = minified(project, "workers.js", &workers)?;
        let wasm = |name: &str| read(&project.path(&format!("js/wasm/{name}.wasm"))).and_then(|file| packed(&file));
        let wasm = [("base", wasm("sealpost_bg")?), ("kernel", wasm("sealpost_kernel")?)];
        let texts = wasm.iter().cloned().chain([("workers", packed(workers.as_bytes())?)]);
        let module = texts.map(|(name, text)| format!("export const {name} = /** @type {{string}} */ (\"{text}\");\n"));
        let module = EMBEDDED.to_owned() + &module.collect::<String>();
        write(&embedded, module.as_bytes())?;

        remove(&folder)?;
        for name in reachable(&modules, &["index.js", "keyring.js"])? {
            // So that what is beside js/cjs/ is beside it for these too.
            let text = modules[name].replace("import.meta.url", "require(\"node:url\").pathToFileURL(__dirname).href");
            write(&folder.join(name), text.as_bytes())?;
        }
        for (name, declarations) in SHARED {
            write(&folder.join(format!("{name}.d.ts")), declarations.as_bytes())?;
        }
        write(&folder.join("package.json"), COMMONJS)?;
        write(&folder.join(CLASSIC), minified(project, CLASSIC, &classic(modules, &wasm)?)?.as_bytes())
    })
}

/// The hand-written modules.
fn sources(project: &Project) -> Result<Vec<PathBuf>> {
    let js = project.path("js");
    let made = [js.join("cjs"), js.join("wasm"), js.join("embedded.js")];
    let modules = files(&js)?.into_iter().filter(|file| file.extension().is_some_and(|end| end == "js"));
    Ok(modules.filter(|file| !made.iter().any(|made| file.starts_with(made))).collect())
}

/// Every module as CommonJS, without comments, and what it requires written as a path in `js/`.
fn commonjs(project: &Project, sources: &[PathBuf]) -> Result<Modules> {
    let folder = project.scratch("commonjs")?;
    remove(&folder)?;
    let from = folder.join("js");
    for source in sources.iter().chain([&project.path("js/wasm/sealpost.js")]) {
        let relative = source.strip_prefix(project.path("js"))?;
        // Entries that stand around the others, or import what only workerd can.
        if !["node.js", "node-keyring.js", "workerd.js"].iter().any(|other| relative == Path::new(other)) {
            write(&from.join(relative), &read(source)?)?;
        }
    }
    write(&folder.join("package.json"), COMMONJS)?;
    let to = folder.join("cjs");
    let mut compiler = tools::node(&project.root);
    compiler.args(["node_modules/typescript/bin/tsc", "--ignoreConfig", "--allowJs", "--noCheck", "--removeComments"]);
    compiler.args(["--target", "es2022", "--module", "commonjs", "--moduleResolution", "bundler"]);
    tools::quiet(compiler.arg("--rootDir").arg(&from).arg("--outDir").arg(&to).args(files(&from)?))?;
    let mut modules = Modules::new();
    for file in files(&to)? {
        let name = file.strip_prefix(&to)?.to_string_lossy().replace('\\', "/");
        let text = String::from_utf8(read(&file)?).with_context(|| format!("{name} is not UTF-8"))?;
        modules.insert(name, text);
    }
    Ok(modules)
}

/// The modules that `entries` need, themselves included.
fn reachable<'a>(modules: &'a Modules, entries: &[&str]) -> Result<Vec<&'a str>> {
    let mut found: Vec<&str> = Vec::new();
    let mut wanted: Vec<String> = entries.iter().map(|entry| (*entry).to_owned()).collect();
    while let Some(name) = wanted.pop() {
        let (name, text) = modules.get_key_value(&name).with_context(|| format!("js/{name} is missing"))?;
        if !found.contains(&name.as_str()) {
            found.push(name);
            wanted.extend(required(text).map(|path| resolved(name, path)));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// The relative paths in a module's calls of `require`.
fn required(text: &str) -> impl Iterator<Item = &str> {
    text.split("require(\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|path| path.starts_with('.'))
}

/// The path in `js/` of what the module `from` calls `path`.
fn resolved(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The modules that `entries` need, as the members of an object.
fn table(modules: &Modules, entries: &[&str]) -> Result<String> {
    let mut table = String::new();
    for name in reachable(modules, entries)? {
        let mut text = modules[name].clone();
        for path in required(&modules[name]) {
            let full = format!("require(\"./{}\")", resolved(name, path));
            text = text.replace(&format!("require(\"{path}\")"), &full);
        }
        // Nothing is beside a script that brings everything along.
        let text = text.replace("import.meta.url", "\"about:blank\"");
        if text.contains("import.meta") {
            bail!("js/{name} asks of import.meta what a classic script does not have");
        }
        table += &format!("{}: (exports, require) => {{\n{text}}},\n", quoted(&format!("./{name}")));
    }
    Ok(table)
}

/// The script of sealpost/inline: a global object, or what `require` returns. Its workers are made of its own functions.
fn classic(mut modules: Modules, wasm: &[(&str, String)]) -> Result<String> {
    let shared: Vec<String> = reachable(&modules, &WORKERS)?.iter().map(|name| format!("./{name}")).collect();
    let body: String = wasm.iter().map(|(name, text)| format!("exports.{name} = \"{text}\";\n")).collect();
    modules.insert("embedded.js".into(), body + "exports.program = workers();\n");
    let mut entries = WORKERS.to_vec();
    entries.push("inline.js");
    Ok(format!(
        "/*! sealpost: MIT OR Apache-2.0. A policy must say worker-src blob: where the keyring is used. */\n(() => {{\n\
         \"use strict\";\nconst modules = {{\n{table}}};\nconst loader = {loader};\n{LOADER}\
         function workers() {{\n  const shared = {shared}.map((name) => `${{JSON.stringify(name)}}: ${{modules[name]}}`);\n  \
         return `\"use strict\";\\nconst modules = {{ ${{shared.join(\",\\n\")}} }};\\n${{loader}}`;\n}}\n\
         const entry = require(\"./inline.js\");\n\
         if (typeof exports === \"object\") {{\n\
         Object.defineProperty(exports, \"__esModule\", {{ value: true }});\n\
         Object.assign(exports, entry);\n\
         exports.default = entry.default;\n\
         }} else globalThis.sealpost = {{ ...entry, init: entry.default }};\n}})();\n",
        table = table(&modules, &entries)?,
        loader = quoted(LOADER),
        shared = serde_json::Value::from(shared),
    ))
}

/// A script without what only a reader needs: nobody downloads it in another form.
fn minified(project: &Project, name: &str, script: &str) -> Result<String> {
    let file = project.scratch("minified")?.join(name);
    write(&file, script.as_bytes())?;
    tools::quiet(tools::node(&project.root).arg(MINIFY).arg(&file))?;
    String::from_utf8(read(&file)?).with_context(|| format!("{name} is not UTF-8"))
}

/// Bytes as gzip in base64.
fn packed(bytes: &[u8]) -> Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(Base64::encode_string(&encoder.finish()?))
}

/// A text as a literal of JavaScript, which JSON's strings are.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved() {
        assert_eq!(resolved("keyring.js", "./wasm/sealpost.js"), "wasm/sealpost.js");
        assert_eq!(resolved("vault/store.js", "../errors.js"), "errors.js");
    }

    #[test]
    fn modules_are_found_through_others_once() -> Result<()> {
        let module = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let modules = Modules::from([
            module("a.js", "require(\"./b.js\"); require(\"node:fs\")"),
            module("b.js", "require(\"./a.js\")"),
            module("c.js", ""),
        ]);
        assert_eq!(reachable(&modules, &["a.js"])?, ["a.js", "b.js"]);
        assert!(reachable(&modules, &["d.js"]).is_err());
        assert!(!table(&modules, &["a.js"])?.contains("c.js"));
        Ok(())
    }
}
