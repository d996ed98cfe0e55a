//! The arithmetic engine: the prime search, the private and the public operation of RSA.
//!
//! From the bottom up:
//! - `digits`: numbers as 52-bit digits, and pairs of them;
//! - `plain`, `portable` (both on `lanes`), `relaxed`: three kernels that multiply modulo two numbers at once, and
//!   agree to the last digit;
//! - `kernel`: which of them runs, and `selftest`, which decides it;
//! - `montgomery`, `power`: arithmetic modulo a pair of numbers, over a kernel;
//! - `sieve`, `filter`, `confirm`, `search`: a prime; `random` draws what they need;
//! - `private`, `public`: the operations of RFC 8017 §5.1.
//!
//! docs/engine.md tells the whole story, with bounds and measurements.

#![allow(
    unsafe_code,
    reason = "calls of the accelerated kernel, which works on memory that it is pointed to; each block has its argument"
)]

extern crate alloc;

mod confirm;
mod digits;
mod error;
mod filter;
mod kernel;
mod lanes;
mod montgomery;
mod plain;
mod portable;
mod power;
mod private;
mod public;
mod random;
#[allow(
    dead_code,
    reason = "compiled into a wasm module of its own; here only for its size of scratch and the native tests"
)]
mod relaxed;
mod search;
#[cfg(any(test, target_arch = "wasm32"))]
mod selftest;
mod sieve;
#[cfg(any(test, feature = "testing"))]
#[doc(hidden)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use confirm::is_prime;
pub use error::Error;
#[cfg(target_arch = "wasm32")]
pub use kernel::install_from_table;
pub use private::{PrivateOperation, inverse_modulo_even};
pub use public::PublicOperation;
pub use search::{Candidate, Prime, PrimeSearch, confirm_both, confirm_part};

/// The name of the kernel that runs: "relaxed-simd" where the accelerated module is installed, else "simd128" in wasm
/// and "portable" natively.
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn name() -> &'static str {
    kernel::Kernel::fastest().name()
}
