//! RSA keys (RFC 8017 §3). The numbers of a key are checked before the key is made.

#![forbid(unsafe_code)]

mod encryption;
#[cfg(feature = "private")]
mod generation;
pub(crate) mod hash;
#[cfg(feature = "private")]
mod import;
mod limits;
mod numbers;
mod operation;
mod parameters;
#[cfg(feature = "private")]
mod private;
mod public;
mod roca;
#[cfg(feature = "private")]
mod signing;

#[cfg(feature = "private")]
pub use encryption::PrivateKey;
pub use encryption::PublicKey;
#[cfg(all(target_arch = "wasm32", feature = "private"))]
pub(crate) use generation::{confirm_primes, start_search};
pub(crate) use limits::MAX_KID;
pub use limits::{MAX_BITS, MIN_BITS, MIN_WEAK_BITS};
#[cfg(feature = "private")]
pub(crate) use numbers::trim;
pub(crate) use numbers::{Components, OwnedComponents, PublicNumbers};
pub(crate) use parameters::PssParameters;
#[cfg(feature = "private")]
pub(crate) use private::RsaPrivateKey;
pub(crate) use public::RsaPublicKey;
#[cfg(feature = "private")]
pub use signing::{SigningKey, VerifyingKey};
