//! The accelerated kernel as a wasm module of its own.
//!
//! A module with an opcode that an engine does not know fails validation as a whole, so relaxed SIMD cannot be in the
//! base module. This module imports the base's memory, and works only on memory that the base passes pointers to: it
//! has no allocation, no static data, no stack and no panic. The arithmetic is in `crates/fma52`.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exports functions that work on memory they are pointed to")]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// See [`sealpost_fma52::square`].
///
/// # Safety
/// As for [`sealpost_fma52::square`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn square(
    x: *mut [u64; 2],
    workspace: *mut [u64; 2],
    length: usize,
    count: u32,
    double0: u64,
    double1: u64,
) {
    // SAFETY: the caller promises what the function asks for.
    unsafe { sealpost_fma52::square(x, workspace, length, count, double0, double1) }
}

/// See [`sealpost_fma52::multiply`].
///
/// # Safety
/// As for [`sealpost_fma52::multiply`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn multiply(x: *mut [u64; 2], y: *const [u64; 2], workspace: *mut [u64; 2], length: usize) {
    // SAFETY: the caller promises what the function asks for.
    unsafe { sealpost_fma52::multiply(x, y, workspace, length) }
}
