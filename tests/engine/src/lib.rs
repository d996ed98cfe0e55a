//! The engine's property tests as a wasm module with plain functions. `tests/kernels/` runs it in browsers and in Node,
//! with the package's accelerated kernel in this module's function table, where the package's loader would put it. The
//! bench times squarings with it.
//!
//! Kernels are numbered: 0 is mul28, 1 is dot13, 2 is fma52 where it is installed, else dot13.
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exports functions by name; none of them takes a pointer")]

use std::sync::atomic::{AtomicU32, Ordering};

use sealpost_engine::testing::{self, Choice};

fn choice(kernel: u32) -> Choice {
    [Choice::Mul28, Choice::Dot13, Choice::Fastest][kernel as usize]
}

/// Installs the accelerated kernel, whose functions are in the function table from index `first` on; returns 1 if it
/// passes the start-up test.
#[unsafe(no_mangle)]
pub extern "C" fn install(first: usize) -> u32 {
    u32::from(sealpost_engine::install_from_table(first))
}

/// Returns 1 if the accelerated kernel is installed.
#[unsafe(no_mangle)]
pub extern "C" fn accelerated() -> u32 {
    u32::from(sealpost_engine::name() == "relaxed-simd")
}

static WRONG: [AtomicU32; 3] = [const { AtomicU32::new(0) }; 3];

/// Makes at least `count` products modulo numbers of `bits` bits with each kernel; returns how many.
#[unsafe(no_mangle)]
pub extern "C" fn products(bits: usize, count: u32, seed: u64) -> u32 {
    let (made, wrong) = testing::products(bits, count, seed);
    for (sum, wrong) in WRONG.iter().zip(wrong) {
        sum.fetch_add(wrong, Ordering::Relaxed);
    }
    made
}

/// How many of a kernel's results were wrong, in all calls of [`products`] together.
#[unsafe(no_mangle)]
pub extern "C" fn wrong(kernel: u32) -> u32 {
    WRONG[kernel as usize].load(Ordering::Relaxed)
}

/// Computes `2·count` powers modulo numbers of `bits` bits; returns how many are wrong.
#[unsafe(no_mangle)]
pub extern "C" fn powers(kernel: u32, bits: usize, count: u32, seed: u64) -> u32 {
    testing::powers(choice(kernel), bits, count, seed)
}

/// A chain of `count` squarings, rounded up to a multiple of 52, of two numbers side by side, modulo numbers of `bits`
/// bits. Returns the lowest limb of a result. For the bench.
#[unsafe(no_mangle)]
pub extern "C" fn squarings(kernel: u32, bits: usize, count: u32) -> u64 {
    testing::squarings(choice(kernel), bits, count)
}

/// Searches for a prime with a seeded source. Returns the number of candidates tested in the lower 32 bits, and a
/// checksum of the prime in the upper 32.
#[unsafe(no_mangle)]
pub extern "C" fn search(kernel: u32, modulus_bits: u32, seed: u64) -> u64 {
    let (prime, candidates) = testing::search(choice(kernel), modulus_bits, seed);
    let checksum = prime.iter().fold(0u32, |sum, &byte| sum.wrapping_mul(16_777_619) ^ u32::from(byte));
    u64::from(checksum) << 32 | u64::from(candidates)
}
