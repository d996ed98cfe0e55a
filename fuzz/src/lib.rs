//! The common parts of the fuzz targets: bounds on the time and memory of each input, a stack of 1 MiB, a mutator that
//! repeats parts of the input, seeds, messages built from the input, and a random source and keys that are the same in
//! every run.
//!
//! `cargo xtask fuzz` builds and runs the targets; docs/assurance.md says what each of them checks.

pub mod cost;
pub mod keys;
pub mod message;
pub mod mutate;
pub mod process;
pub mod random;
pub mod seeds;

pub use libfuzzer_sys;

/// Makes a function of the input a fuzz target with this crate's limits and mutator.
#[macro_export]
macro_rules! target {
    ($body:path) => {
        ::libfuzzer_sys::fuzz_target!(init: $crate::process::start(), |input: &[u8]| $body(input));
        ::libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::mutate::mutate(data, size, max_size, seed)
        });
    };
}
