//! The generated scripts of the package: the workers, CommonJS for Node, `sealpost/encrypt`, and what `sealpost/inline`
//! embeds.
//!
//! `xtask/bundle-entries.js` bundles them with esbuild. The embedded files are compressed in Rust and not in Node,
//! whose zlib gives different bytes in different releases: the same source has to give the same package everywhere.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Result;
use base64ct::{Base64, Encoding};
use flate2::{Compression, write::GzEncoder};

use crate::{
    project::{Project, files, read, remove, write},
    stamp, tools,
};

/// Tells Node and TypeScript that the files below the folder are CommonJS.
pub const COMMONJS: &[u8] = b"{ \"type\": \"commonjs\" }\n";

/// The modules below js/cjs/ that the entries for Node import, and their declarations for the type checker.
const SHARED: [(&str, &str); 10] = [
    ("encrypt", "export * from \"../encrypt/node.js\";\nexport { default } from \"../encrypt/node.js\";\n"),
    ("index", "export * from \"../index.js\";\nexport { default } from \"../index.js\";\n"),
    ("keyring", "export * from \"../keyring.js\";\n"),
    ("files", "export * from \"../files.js\";\n"),
    ("files/module", "export * from \"../../files/module.js\";\n"),
    ("api/jwk", "export * from \"../../api/jwk.js\";\n"),
    ("base/arguments", "export * from \"../../base/arguments.js\";\n"),
    ("base/errors", "export * from \"../../base/errors.js\";\n"),
    ("module/compile", "export * from \"../../module/compile.js\";\n"),
    ("module/instance", "export * from \"../../module/instance.js\";\n"),
];

/// The workers, each bundled into one file. Their scripts are in js/scripts/.
const WORKERS: [&str; 4] =
    ["js/keyring-worker.js", "js/generator-worker.js", "js/cipher-worker.js", "js/files-worker.js"];

const BUNDLER: &str = "xtask/bundle-entries.js";

/// The beginning of js/embedded.js. Only the classic script has a value for `program`, the workers' program as text.
/// The classic script does not need `workers`, which is the same program in gzip and base64.
const EMBEDDED: &str = "// Made by `cargo xtask build`: gzip in base64.
export const program = /** @type {string | undefined} */ (undefined);
";

/// The entry `sealpost/encrypt` as a single ES module, with bindings of its own.
const ENCRYPT: &str = "js/encrypt.bundle.js";

/// The declarations of that module for the type checker.
const ENCRYPT_TYPES: &[u8] = b"export * from \"./encrypt.js\";\nexport { default } from \"./encrypt.js\";\n";

/// Writes the workers' files, `js/embedded.js`, `js/cjs/` and `js/encrypt.bundle.js`.
pub fn build(project: &Project) -> Result<()> {
    let [folder, embedded, encrypt] = ["js/cjs", "js/embedded.js", ENCRYPT].map(|name| project.path(name));
    let mut inputs = sources(project)?;
    inputs.extend(["js/wasm", "package.json", "package-lock.json", BUNDLER].map(|name| project.path(name)));
    let mut outputs = vec![folder.clone(), embedded.clone(), encrypt.clone()];
    outputs.extend(WORKERS.map(|name| project.path(name)));
    stamp::step(project, "entries", &inputs, &outputs, || {
        eprintln!("writing the workers, js/cjs/, js/embedded.js and {ENCRYPT}");
        bundle(project, "scripts", &project.path("js"))?;
        let workers = project.scratch("workers.js")?;
        bundle(project, "workers", &workers)?;
        let mut module = EMBEDDED.to_owned();
        for (name, file) in [
            ("base", project.path("js/wasm/sealpost_bg.wasm")),
            ("kernel", project.path("js/wasm/sealpost_kernel.wasm")),
            ("workers", workers),
        ] {
            module += &format!("export const {name} = /** @type {{string}} */ (\"{}\");\n", packed(&read(&file)?)?);
        }
        write(&embedded, module.as_bytes())?;

        remove(&folder)?;
        bundle(project, "commonjs", &folder)?;
        bundle(project, "encrypt", &encrypt)?;
        write(&encrypt.with_extension("d.ts"), ENCRYPT_TYPES)?;
        for (name, declarations) in SHARED {
            write(&folder.join(format!("{name}.d.ts")), declarations.as_bytes())?;
        }
        write(&folder.join("package.json"), COMMONJS)
    })
}

/// The hand-written modules.
fn sources(project: &Project) -> Result<Vec<PathBuf>> {
    let js = project.path("js");
    let mut made = vec![js.join("cjs"), js.join("wasm"), js.join("embedded.js"), project.path(ENCRYPT)];
    made.extend(WORKERS.map(|name| project.path(name)));
    let modules = files(&js)?.into_iter().filter(|file| file.extension().is_some_and(|end| end == "js"));
    Ok(modules.filter(|file| !made.iter().any(|output| file.starts_with(output))).collect())
}

/// Runs one of the steps of the bundler.
fn bundle(project: &Project, step: &str, output: &Path) -> Result<()> {
    tools::quiet(tools::node(&project.root).args([BUNDLER, step]).arg(output)).map(drop)
}

/// Compresses bytes with gzip and encodes them in base64.
fn packed(bytes: &[u8]) -> Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(Base64::encode_string(&encoder.finish()?))
}
