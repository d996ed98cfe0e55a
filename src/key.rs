//! RSA keys (RFC 8017 §3). Each constructor of a key checks its numbers.

#![forbid(unsafe_code)]

mod generation;
mod import;
mod limits;
mod numbers;
mod private;
mod public;
mod roca;

#[cfg(target_arch = "wasm32")]
pub(crate) use generation::{confirm_primes, start_search};
pub(crate) use limits::MAX_KID;
pub use limits::{MAX_BITS, MIN_BITS, MIN_WEAK_BITS};
pub(crate) use numbers::{Components, OwnedComponents, PublicNumbers, trim};
pub use private::PrivateKey;
pub use public::PublicKey;
