//! The accelerated kernel as a wasm module of its own.
//!
//! A module with an opcode that an engine does not know fails validation as a whole, so relaxed SIMD cannot be in
//! the base module. This one imports the base's memory and works only on what the base points it to: no
//! allocation, no static data, no stack, no panic. The arithmetic is `src/engine/relaxed.rs`.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exports functions that work on memory they are pointed to")]

#[allow(dead_code, reason = "the base module makes the working space")]
#[path = "../../src/engine/relaxed.rs"]
mod relaxed;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// See `relaxed::square`.
///
/// # Safety
/// The base module keeps what `relaxed::square` asks for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn square(
    x: *mut [u64; 2],
    space: *mut [u64; 2],
    length: usize,
    count: u32,
    double0: u64,
    double1: u64,
) {
    // SAFETY: passed on to the caller.
    unsafe { relaxed::square(x, space, length, count, double0, double1) }
}

/// See `relaxed::multiply`.
///
/// # Safety
/// The base module keeps what `relaxed::multiply` asks for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn multiply(x: *mut [u64; 2], y: *const [u64; 2], space: *mut [u64; 2], length: usize) {
    // SAFETY: passed on to the caller.
    unsafe { relaxed::multiply(x, y, space, length) }
}
