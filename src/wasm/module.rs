//! The wasm module itself: its kernel and its memory.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use sealpost_engine as engine;
use wasm_bindgen::prelude::*;

/// Returns the module's function table, to which the loader adds the functions of the accelerated kernel.
#[wasm_bindgen(js_name = functionTable)]
pub fn function_table() -> JsValue {
    wasm_bindgen::function_table()
}

/// Installs the accelerated kernel, whose functions are in the function table from the index `first` on, if it passes
/// the start-up test. Returns whether it passes.
#[wasm_bindgen(js_name = installKernel)]
pub fn install_kernel(first: usize) -> bool {
    engine::install_from_table(first)
}

/// Returns the name of the kernel in use.
#[wasm_bindgen(js_name = engineName)]
pub fn engine_name() -> String {
    engine::name().into()
}

/// Returns whether the module can allocate this many bytes at once. The memory is freed, but remains part of the
/// instance for later calls.
#[wasm_bindgen]
pub fn reserve(bytes: usize) -> bool {
    Vec::<u8>::new().try_reserve_exact(bytes).is_ok()
}
