//! Builds `js/wasm/` from the crates: cargo compiles, `panics` removes the texts of panics, wasm-bindgen writes the
//! bindings, and wasm-opt makes the module smaller.

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

/// The base name of the generated files: `sealpost.js`, `sealpost_bg.wasm`, and their declarations.
const NAME: &str = "sealpost";

/// The name of the accelerated kernel's module, which is in the same folder.
const KERNEL: &str = "sealpost_kernel";

/// The name of the module of `sealpost/encrypt`. Its file in the same folder ends in `_bg.wasm`, like the main one.
const ENCRYPT: &str = "sealpost_encrypt";

/// The compact forms of the hashes, for the module of `sealpost/encrypt`. Encrypting hashes a kilobyte or two.
const COMPACT: [&str; 4] = ["--cfg", "sha2_backend=\"soft\"", "--cfg", "sha2_backend_soft=\"compact\""];
/// The name of the module for sealed files, which is in the same folder too.
const AGE: &str = "sealpost_age";

/// The arguments by which cargo selects the crate of the module for sealed files, and compiles it as a wasm module.
const AGE_CRATE: [&str; 5] = ["--release", "--package", "sealpost-age", "--features", "module"];

/// A line that is put before the bindings: they use two classes that jsdom lacks.
const ENCODERS: &str = "import { TextDecoder, TextEncoder } from \"../base/node-builtins.js\";\n";

/// Lets the module's function table grow: the loader adds the kernel's functions to it.
pub const TABLE: [&str; 1] = ["-Clink-arg=--growable-table"];

/// The features that the module may use. Browsers with 128-bit SIMD have them, but Chrome 91 to 95 lack reference
/// types. A browser rejects a whole module that uses a feature it lacks.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Options of wasm-opt. A browser downloads the module compressed. Inlining functions with a single caller would make
/// the module smaller, but the download five thousand bytes larger, and LLVM has already inlined what makes the code
/// faster. `-Oz` too gives a smaller module and a larger download. In the order of their names, functions of one crate
/// and instances of one generic function are near each other, and the download is two thousand bytes smaller.
///
/// `--low-memory-unused` lets a constant below 1024 that is added to an address become part of the instruction. That
/// would be wrong for an address that wraps around to the first 1024 bytes. These are the end of the stack, which grows
/// down from a megabyte, so nothing is there.
const SMALLER: [&str; 5] = [
    "-O2",
    "--converge",
    "--one-caller-inline-max-function-size=0",
    "--low-memory-unused",
    "--reorder-functions-by-name",
];

/// Builds `js/wasm/`. The crates are compiled while npm installs the packages that the later steps need.
pub fn build(project: &Project) -> Result<()> {
    let (compiled, kernel, encrypt, age) = thread::scope(|scope| {
        let packages = scope.spawn(|| tools::npm_packages(project));
        let compiled = compile_base(project).and_then(|base| {
            let feature: [&str; 1] = ["-Ctarget-feature=+relaxed-simd"];
            let kernel = compile(project, &["--release", "--package", "sealpost-kernel"], KERNEL, Some(&feature))?;
            let select: [&str; 3] = ["--release", "--package", "sealpost-encrypt"];
            let encrypt = compile(project, &select, ENCRYPT, Some(&COMPACT))?;
            Ok((base, kernel, encrypt, compile(project, &AGE_CRATE, AGE, Some(&[]))?))
        });
        packages.join().map_err(|_| anyhow!("the thread that ran npm panicked"))??;
        compiled
    })?;
    let output = project.path("js/wasm");
    let locks = ["Cargo.lock", "package-lock.json"].map(|name| project.path(name));
    let inputs = [&[compiled.clone(), kernel.clone(), encrypt.clone(), age.clone()][..], &locks].concat();
    stamp::step(project, "wasm", &inputs, std::slice::from_ref(&output), || {
        eprintln!("writing js/wasm/");
        let work = project.scratch("bindgen")?;
        let mut module = Module::from_file(&compiled)?;
        panics::silence(&mut module)?;
        bind(project, module, &work, "--strip-debug")?;
        let small = work.join(format!("{ENCRYPT}_bg.wasm"));
        let mut module = Module::from_file(&encrypt)?;
        panics::silence(&mut module)?;
        module.emit_wasm_file(&small)?;
        optimize(project, &small, "--strip-debug")?;
        let bindings = work.join(format!("{NAME}.js"));
        let text = fs::read_to_string(&bindings).with_context(|| format!("cannot read {}", bindings.display()))?;
        write(&bindings, [ENCODERS, &text].concat().as_bytes())?;
        // Not `fs::copy`, which would keep the mode of an executable.
        let bytes = fs::read(&kernel).context("cannot read the kernel")?;
        write(&work.join(format!("{KERNEL}.wasm")), &bytes)?;
        let mut module = Module::from_file(&age)?;
        panics::silence(&mut module)?;
        let path = work.join(format!("{AGE}.wasm"));
        module.emit_wasm_file(&path)?;
        optimize(project, &path, "--strip-debug")?;
        remove(&output)?;
        fs::rename(&work, &output).context("cannot move the generated files to js/wasm/")
    })
}

/// Builds the module that tests/panics/ compares `js/wasm/` with, and returns its folder. The module has the texts of
/// panics and the names of functions; `emptied.json` has the names of the functions that [`panics::silence`] empties.
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

/// Compiles the package's main module, which runs in every browser. The accelerated kernel is a separate module.
fn compile_base(project: &Project) -> Result<PathBuf> {
    compile(project, &["--release"], NAME, Some(&TABLE))
}

/// Writes the bindings, and the module after wasm-opt, to a new folder. `names` is as for [`optimize`].
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
    optimize(project, &folder.join(format!("{NAME}_bg.wasm")), names)
}

/// Runs wasm-opt on a module. `names` is the option of wasm-opt that keeps or removes the names of functions.
pub fn optimize(project: &Project, module: &Path, names: &str) -> Result<()> {
    let mut optimizer = tools::node(&project.root);
    optimizer.arg("node_modules/binaryen/bin/wasm-opt").args(SMALLER);
    optimizer.args([names, "--strip-producers", "--strip-target-features"]).args(FEATURES);
    tools::quiet(optimizer.arg(module).arg("-o").arg(module)).map(drop)
}

/// Compiles the crate that the arguments `select` choose, and returns the path of the module called `name`. `flags` are
/// added to the compiler's flags in `.cargo/config.toml`; with `None`, the compiler gets no flags at all.
pub fn compile(project: &Project, select: &[&str], name: &str, flags: Option<&[&str]>) -> Result<PathBuf> {
    tools::wasm_target(project)?;
    let mut cargo = tools::cargo(project);
    cargo
        // `cargo build` would build an rlib too. Then link-time optimisation (`lto` in Cargo.toml) has no effect, and
        // the module is a tenth larger.
        .args(["rustc", "--lib", "--crate-type", "cdylib", "--target", tools::TARGET])
        .args(select)
        // The modules are compiled with different flags. In one folder each build would compile all dependencies again.
        .arg("--target-dir")
        .arg(project.path("target").join("modules").join(name))
        .args(["--message-format", "json-render-diagnostics"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    match flags {
        Some(flags) => cargo.args(["--config", &rustflags(project, flags)?]),
        // This variable overrides the flags in every configuration of cargo.
        None => cargo.env("CARGO_ENCODED_RUSTFLAGS", ""),
    };
    let output = cargo.output().with_context(|| tools::not_started(&cargo))?;
    if !output.status.success() {
        bail!("the crate does not compile for {}; see the errors above", tools::TARGET);
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == name)
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|name| name.as_str().map(PathBuf::from))
        .find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .with_context(|| format!("cargo named no wasm module of a crate `{name}`"))
}

/// The setting of cargo that adds `flags`. It also has flags that remove the folders of this machine from the paths of
/// source files in panic messages, so that the same source gives the same module everywhere.
fn rustflags(project: &Project, flags: &[&str]) -> Result<String> {
    let cargo_home = match env::var_os("CARGO_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir().context("neither CARGO_HOME nor a home folder is set")?.join(".cargo"),
    };
    let remap = |from: PathBuf, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let mut all = vec![remap(project.root.clone(), "/sealpost")];
    // There is a folder for each registry, named after the registry and a hash. Its content is the same everywhere.
    for registry in fs::read_dir(cargo_home.join("registry/src")).into_iter().flatten().flatten() {
        all.push(remap(registry.path(), ""));
    }
    all.extend(flags.iter().map(|flag| (*flag).to_owned()));
    Ok(format!("target.{}.rustflags = {}", tools::TARGET, Value::from(all)))
}
