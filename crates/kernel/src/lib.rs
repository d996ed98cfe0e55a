//! The accelerated kernel (Montgomery multiplication by relaxed SIMD) as a separate wasm module.
//!
//! A wasm engine without relaxed SIMD refuses every module that contains an opcode of relaxed SIMD. So this kernel
//! cannot be in the base module, which is the package's main module. This module imports the base module's memory, and
//! works only on memory that the base module passes pointers to: it allocates nothing, has no static data and no stack,
//! and never panics. The arithmetic is in `crates/fma52`.

// On other targets the crate is empty. Native tests call `sealpost-fma52` directly.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exports functions that take raw pointers")]

// `no_std` requires a panic handler. Nothing calls this one.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// `x ← x²/R`, `count` times: see [`sealpost_fma52::square`].
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
    // SAFETY: the caller meets the requirements, which are those of the function called here.
    unsafe { sealpost_fma52::square(x, workspace, length, count, double0, double1) }
}

/// `x ← x·y/R`: see [`sealpost_fma52::multiply`].
///
/// # Safety
/// As for [`sealpost_fma52::multiply`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn multiply(x: *mut [u64; 2], y: *const [u64; 2], workspace: *mut [u64; 2], length: usize) {
    // SAFETY: the caller meets the requirements, which are those of the function called here.
    unsafe { sealpost_fma52::multiply(x, y, workspace, length) }
}

/// `x ← x·y/R` or `x ← x²/R`, `count` times, modulo one number: see [`sealpost_fma52::multiply_one`].
///
/// # Safety
/// As for [`sealpost_fma52::multiply_one`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn multiply_one(
    x: *mut [u64; 2],
    y: *const [u64; 2],
    workspace: *mut [u64; 2],
    length: usize,
    count: u32,
    double: u64,
) {
    // SAFETY: the caller meets the requirements, which are those of the function called here.
    unsafe { sealpost_fma52::multiply_one(x, y, workspace, length, count, double) }
}
