//! RSA-OAEP and sealed messages (JSON Web Encryption). The npm package `sealpost` is compiled from this crate for
//! browsers. The crate also works natively.
//!
//! ```
//! use getrandom::SysRng;
//! use sealpost::{PrivateKey, PublicKey, encoding::PublicKeyFormat, seal, unseal};
//!
//! let bob = PrivateKey::generate(&mut SysRng, 2048)?;
//! let public_pem = bob.public_key().to_pem(PublicKeyFormat::Spki); // give this to anyone
//! let sealed = seal(&mut SysRng, b"Meet me at noon.", &[&PublicKey::parse(public_pem.as_bytes())?])?;
//! assert_eq!(*unseal(&mut SysRng, &sealed, &[&bob])?.plaintext, b"Meet me at noon.");
//! # Ok::<(), sealpost::Error>(())
//! ```
//!
//! - **Keys**: [`PrivateKey::generate`], [`PrivateKey::parse`] and [`PublicKey::parse`]. The formats are in
//!   [`encoding`].
//! - **Messages**: [`seal`] and [`unseal`], of up to 64 MiB and for up to 100 recipients. The format is in [`jwe`].
//! - **Signatures**: [`seal_signed`] and [`unseal_from`], for messages of up to 1 MiB. The format is in [`jwt`].
//!   [`SigningKey::sign`] and [`VerifyingKey::verify`] are RSASSA-PSS. The parameters are in [`pss`].
//! - **Short secrets**: [`PublicKey::encrypt`] and [`PrivateKey::decrypt`], RSAES-OAEP. The parameters are in [`oaep`].
//! - **Unknown input**: [`inspect()`] recognises keys, messages, sealed files and possible ciphertexts.
//!   [`PrivateKey::diagnose`] finds the hashes of a ciphertext that does not decrypt.
//! - **Comparing keys**: [`safety_number()`] computes digits for two people to compare.
//! - **Errors**: one type, [`Error`], whose [`code`](Error::code) is the same in JavaScript.
//!
//! All random numbers come from the source that the caller passes, any [`TryCryptoRng`](rand_core::TryCryptoRng) such
//! as `getrandom::SysRng`. If the source fails, the function fails with [`Error::RandomUnavailable`].
//!
//! # Security
//! Keys have 2048 to 8192 bits (with `allow_weak`, private keys from 1024 bits on are read), and imported keys are
//! checked. Operations on private keys are blinded, their results are checked before they are released, and their
//! source code has no branch and no index that depends on a secret. Secret types are wiped when dropped. The allocator
//! of the wasm module also wipes the temporaries of the big-integer code; natively these remain in freed memory.
//! SECURITY.md states what is promised and what is not.

#![cfg_attr(not(feature = "private"), no_std)]
#![cfg_attr(
    not(feature = "private"),
    allow(dead_code, reason = "parts of the readers and of OAEP are for private keys alone; the linker drops them")
)]

extern crate alloc;

pub mod encoding;
pub mod error;
#[cfg(feature = "private")]
pub mod inspect;
mod json;
pub mod jwe;
#[cfg(feature = "private")]
pub mod jwt;
pub mod key;
pub mod oaep;
#[cfg(feature = "private")]
pub mod pss;

#[cfg(any(target_arch = "wasm32", test))]
#[doc(hidden)]
pub mod wipe;

#[cfg(all(target_arch = "wasm32", feature = "private"))]
mod wasm;

pub use error::{Error, Reason};
#[cfg(feature = "private")]
pub use inspect::{
    FileRecipient, Inspected, inspect,
    safety_number::{self, Identity, safety_number},
};
pub use jwe::{SealOptions, seal, seal_with};
#[cfg(feature = "private")]
pub use jwt::{Unsealed, seal_signed, unseal, unseal_from};
#[cfg(feature = "private")]
pub use key::{PrivateKey, SigningKey, VerifyingKey};
pub use key::{PublicKey, hash::Hash};
#[cfg(feature = "private")]
pub use oaep::Diagnosis;
pub use oaep::OaepOptions;
#[cfg(feature = "private")]
pub use pss::PssOptions;
pub use rand_core;

/// The README's examples, which `cargo test` compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
