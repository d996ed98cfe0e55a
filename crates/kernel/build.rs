//! Links the kernel so that it imports the memory of the package's main wasm module, and has no stack of its own.
fn main() {
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        for argument in ["--import-memory", "--no-entry", "--strip-all", "-zstack-size=0"] {
            println!("cargo:rustc-cdylib-link-arg={argument}");
        }
    }
    println!("cargo:rerun-if-changed=build.rs");
}
