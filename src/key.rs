//! RSA keys (RFC 8017 §3). Each constructor of a key checks its numbers.

#![forbid(unsafe_code)]

mod encryption;
mod generation;
pub(crate) mod hash;
mod import;
mod limits;
mod numbers;
mod parameters;
mod private;
mod public;
mod roca;
mod signing;

pub use encryption::{PrivateKey, PublicKey};
#[cfg(target_arch = "wasm32")]
pub(crate) use generation::{confirm_primes, start_search};
pub(crate) use limits::MAX_KID;
pub use limits::{MAX_BITS, MIN_BITS, MIN_WEAK_BITS};
pub(crate) use numbers::{Components, OwnedComponents, PublicNumbers, trim};
pub(crate) use parameters::PssParameters;
pub(crate) use private::RsaPrivateKey;
pub(crate) use public::RsaPublicKey;
pub use signing::{SigningKey, VerifyingKey};
