//! From the crate to `js/wasm/`: cargo, then the panics without their texts, then wasm-bindgen, then wasm-opt.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

use super::panics;
use crate::{
    project::{Project, remove, write},
    stamp, tools,
};

/// The name of the generated files: `sealpost.js`, `sealpost_bg.wasm`, and their declarations.
const NAME: &str = "sealpost";

/// The accelerated kernel's file, beside them.
const KERNEL: &str = "sealpost_kernel";

/// The loader adds the kernel's functions to the module's table, which must therefore be able to grow.
pub const TABLE: [&str; 1] = ["-Clink-arg=--growable-table"];

/// What every browser with 128-bit SIMD has. Anything beyond makes a module that such a browser refuses as a whole.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A function that has one caller stays a function: inlined, it takes fewer bytes, and five thousand more once they are
/// compressed. What pays in speed LLVM has inlined before. `-Oz` makes a smaller module too, and a larger download.
const SMALLER: [&str; 3] = ["-O2", "--converge", "--one-caller-inline-max-function-size=0"];

/// Compiles the crate while npm brings what the later steps need.
pub fn build(project: &Project) -> Result<()> {
    let (compiled, kernel) = thread::scope(|scope| {
        let packages = scope.spawn(|| tools::npm_packages(project));
        let compiled = compile_base(project).and_then(|base| {
            let feature: [&str; 1] = ["-Ctarget-feature=+relaxed-simd"];
            Ok((base, compile(project, &["--release", "--package", "sealpost-kernel"], KERNEL, Some(&feature))?))
        });
        packages.join().map_err(|_| anyhow!("the thread that ran npm broke down"))??;
        compiled
    })?;
    let output = project.path("js/wasm");
    let inputs = [compiled.clone(), kernel.clone(), project.path("Cargo.lock"), project.path("package-lock.json")];
    stamp::step(project, "wasm", &inputs, std::slice::from_ref(&output), || {
        eprintln!("writing js/wasm/");
        let work = project.scratch("bindgen")?;
        let mut module = Module::from_file(&compiled)?;
        panics::silence(&mut module)?;
        bind(project, module, &work, "--strip-debug")?;
        fs::copy(&kernel, work.join(format!("{KERNEL}.wasm"))).context("cannot copy the kernel")?;
        remove(&output)?;
        fs::rename(&work, &output).context("cannot move the generated files to js/wasm/")
    })
}

/// What tests/panics/ compares `js/wasm/` with: the same module with the texts of panics and the names of functions, and
/// in `emptied.json` the names of those that [`panics::silence`] empties. Returns their folder.
pub fn with_panic_texts(project: &Project) -> Result<PathBuf> {
    let compiled = compile_base(project)?;
    let output = project.scratch("panic-texts")?;
    let inputs = [compiled.clone(), project.path("Cargo.lock"), project.path("package-lock.json")];
    stamp::step(project, "panic-texts", &inputs, std::slice::from_ref(&output), || {
        bind(project, Module::from_file(&compiled)?, &output, "--debuginfo")?;
        let emptied = panics::silence(&mut Module::from_file(&compiled)?)?;
        write(&output.join("emptied.json"), Value::from(emptied).to_string().as_bytes())
    })?;
    Ok(output)
}

fn compile_base(project: &Project) -> Result<PathBuf> {
    compile(project, &["--release"], NAME, Some(&TABLE))
}

/// Writes the bindings and the module, made smaller by wasm-opt, into a new folder. `names` says what is done with the
/// names of functions.
fn bind(project: &Project, module: Module, folder: &Path, names: &str) -> Result<()> {
    remove(folder)?;
    Bindgen::new()
        .input_module(NAME, module)
        .out_name(NAME)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .ts_typed_array_buffers(true)
        .generate(folder)?;
    let module = folder.join(format!("{NAME}_bg.wasm"));
    let mut optimizer = tools::node(&project.root);
    optimizer.arg("node_modules/binaryen/bin/wasm-opt").args(SMALLER);
    optimizer.args([names, "--strip-producers", "--strip-target-features"]).args(FEATURES);
    tools::quiet(optimizer.arg(&module).arg("-o").arg(&module)).map(drop)
}

/// Compiles what `select` says, with `flags` for the compiler besides those in `.cargo/config.toml` (without a list: with
/// none at all), and returns the path of the module called `name`. Cargo knows by itself what has changed.
pub fn compile(project: &Project, select: &[&str], name: &str, flags: Option<&[&str]>) -> Result<PathBuf> {
    tools::wasm_target(project)?;
    let mut cargo = tools::cargo(project);
    cargo
        // A library that is built as an rlib too, as plain `cargo build` does, is not optimised as a whole: `lto` in
        // Cargo.toml would be without effect, and the module a tenth larger.
        .args(["rustc", "--lib", "--crate-type", "cdylib", "--target", tools::TARGET])
        .args(select)
        .args(["--message-format", "json-render-diagnostics"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    match flags {
        Some(flags) => cargo.args(["--config", &rustflags(project, flags)?]),
        // This variable goes before every setting.
        None => cargo.env("CARGO_ENCODED_RUSTFLAGS", ""),
    };
    let output = cargo.output().with_context(|| tools::not_started(&cargo))?;
    if !output.status.success() {
        bail!("the crate does not compile for {}; the errors stand above", tools::TARGET);
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == name)
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|name| name.as_str().map(PathBuf::from))
        .find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .context("cargo named no wasm module: [lib] in Cargo.toml needs the crate type cdylib")
}

/// The setting of cargo that adds `flags`. Panic messages name source files, and two flags more keep the builder's
/// folders out of them, so that the same source gives the same module everywhere.
fn rustflags(project: &Project, flags: &[&str]) -> Result<String> {
    let cargo_home = match env::var_os("CARGO_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir().context("neither CARGO_HOME nor a home folder is set")?.join(".cargo"),
    };
    let remap = |from: PathBuf, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let mut all = vec![remap(project.root.clone(), "/sealpost")];
    // One folder for each registry, named after it and a hash; what is in it is the same everywhere.
    for registry in fs::read_dir(cargo_home.join("registry/src")).into_iter().flatten().flatten() {
        all.push(remap(registry.path(), ""));
    }
    all.extend(flags.iter().map(|flag| (*flag).to_owned()));
    Ok(format!("target.{}.rustflags = {}", tools::TARGET, Value::from(all)))
}
