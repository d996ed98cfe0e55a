//! The arithmetic engine: prime search, and the private and the public operation of RSA.
//!
//! The modules from the bottom up. A module uses only modules that stand before it in this list:
//! - `error`, `simd` (128-bit vector operations), `limbs` (numbers of 52-bit limbs, and pairs of them), `random`;
//! - `kernel`: Montgomery multiplication modulo two numbers at once. Three kernels return the same limbs:
//!   `kernel::mul28`, `kernel::dot13`, and the crate `sealpost-fma52`. `kernel::install` chooses the one that runs,
//!   after `kernel::self_test`;
//! - `montgomery`, `exp`: arithmetic modulo a pair of numbers, and exponentiation;
//! - `primes`: sieve, base-2 Euler test, Miller-Rabin, search;
//! - `rsa`: the operations of RFC 8017 §5.1, and the inverse of the public exponent;
//! - `testing`: property tests as functions. Compiled for tests only.
//!
//! docs/engine.md explains the whole, with bounds and measurements.

#![allow(
    unsafe_code,
    reason = "the accelerated kernel, which works on memory that it gets, and SSE2; each block has its argument"
)]

extern crate alloc;

mod error;
mod exp;
mod kernel;
mod limbs;
mod montgomery;
mod primes;
mod random;
mod rsa;
mod simd;
#[cfg(any(test, feature = "testing"))]
#[doc(hidden)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use error::Error;
#[cfg(target_arch = "wasm32")]
pub use kernel::install::{install_from_table, name};
pub use primes::miller_rabin::is_prime;
pub use primes::probable::{Prime, ProbablePrime, miller_rabin_pair, miller_rabin_share};
pub use primes::search::PrimeSearch;
pub use rsa::exponent::inverse_modulo_even;
pub use rsa::private::PrivateOperation;
pub use rsa::public::PublicOperation;
