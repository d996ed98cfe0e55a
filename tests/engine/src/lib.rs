//! The engine's property tests as a wasm module with plain functions: `tests/kernels/` runs it in browsers and in Node,
//! with the accelerated kernel of the package put in this module's function table, as the package's loader does.
//!
//! Kernels go by number: 0 plain, 1 portable, 2 the fastest there is.
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exports functions by name; none of them takes a pointer")]

use std::sync::atomic::{AtomicU32, Ordering};

use sealpost_engine::testing::{self, Choice};

fn choice(kernel: u32) -> Choice {
    [Choice::Plain, Choice::Portable, Choice::Fastest][kernel as usize]
}

/// Takes the kernel at these places of the function table into use; 1 if its answers are right.
#[unsafe(no_mangle)]
pub extern "C" fn install(square: usize, multiply: usize) -> u32 {
    u32::from(sealpost_engine::install_from_table(square, multiply))
}

/// 1 if the fastest kernel is the accelerated one.
#[unsafe(no_mangle)]
pub extern "C" fn accelerated() -> u32 {
    u32::from(sealpost_engine::name() == "relaxed-simd")
}

static WRONG: [AtomicU32; 3] = [const { AtomicU32::new(0) }; 3];

/// At least `count` products modulo numbers of `bits` bits with each kernel: how many were made.
#[unsafe(no_mangle)]
pub extern "C" fn products(bits: usize, count: u32, seed: u64) -> u32 {
    let (made, wrong) = testing::products(bits, count, seed);
    for (sum, wrong) in WRONG.iter().zip(wrong) {
        sum.fetch_add(wrong, Ordering::Relaxed);
    }
    made
}

/// How many results of a kernel were wrong in all calls of [`products`].
#[unsafe(no_mangle)]
pub extern "C" fn wrong(kernel: u32) -> u32 {
    WRONG[kernel as usize].load(Ordering::Relaxed)
}

/// How many of `2·count` powers are wrong.
#[unsafe(no_mangle)]
pub extern "C" fn powers(kernel: u32, bits: usize, count: u32, seed: u64) -> u32 {
    testing::powers(choice(kernel), bits, count, seed)
}

/// A chain of `count` squarings of two numbers of `bits` bits side by side, rounded up to 52, for the bench.
#[unsafe(no_mangle)]
pub extern "C" fn squarings(kernel: u32, bits: usize, count: u32) -> u64 {
    testing::squarings(choice(kernel), bits, count)
}

/// Searches a prime from a seeded source: how many candidates it took, and in the upper half a checksum of the prime.
#[unsafe(no_mangle)]
pub extern "C" fn search(kernel: u32, modulus_bits: u32, seed: u64) -> u64 {
    let (prime, candidates) = testing::search(choice(kernel), modulus_bits, seed);
    let checksum = prime.iter().fold(0u32, |sum, &byte| sum.wrapping_mul(16_777_619) ^ u32::from(byte));
    u64::from(checksum) << 32 | u64::from(candidates)
}
