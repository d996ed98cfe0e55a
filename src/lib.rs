//! RSA-OAEP and sealed messages (JSON Web Encryption), as the npm package `sealpost` has them: it is compiled from this
//! crate, whose natural home is the browser, and which works natively as well.
//!
//! ```
//! use getrandom::SysRng;
//! use sealpost::{PrivateKey, PublicKey, encoding::PublicKeyFormat, seal, unseal};
//!
//! let bob = PrivateKey::generate(&mut SysRng, 2048)?;
//! let address = bob.public_key().to_pem(PublicKeyFormat::Spki); // give this to anyone
//! let sealed = seal(&mut SysRng, b"Meet me at noon.", &[&PublicKey::parse(address.as_bytes())?])?;
//! assert_eq!(*unseal(&mut SysRng, &sealed, &[&bob])?.plaintext, b"Meet me at noon.");
//! # Ok::<(), sealpost::Error>(())
//! ```
//!
//! - **Keys**: [`PrivateKey::generate`], and [`PrivateKey::parse`] and [`PublicKey::parse`] for every form in use;
//!   [`encoding`] has the forms.
//! - **Messages**: [`seal`] and [`unseal`], of up to 64 MiB and for up to 100 readers; [`jwe`] has the format.
//! - **Short secrets**: [`PublicKey::encrypt`] and [`PrivateKey::decrypt`], RSAES-OAEP; [`oaep`] has the parameters.
//! - **What is it?** [`inspect()`] says of any text or bytes; [`PrivateKey::diagnose`] of a ciphertext that does not
//!   decrypt.
//! - **Whose key is it?** [`safety_number()`] is what two people compare.
//! - **What went wrong?** One [`Error`], whose [`code`](Error::code) is the same in JavaScript.
//!
//! Every random number comes from the source that a function is given, any [`TryCryptoRng`](rand_core::TryCryptoRng) such
//! as `getrandom::SysRng`. Where it fails, so does the function, with [`Error::RandomUnavailable`].
//!
//! # Security
//! Keys have 2048 to 8192 bits, and what is read is checked. Operations on private keys are blinded, checked before
//! anything is released, and without a branch or an index that depends on a secret, at source level. Secret types are
//! wiped when dropped; natively, temporaries of the big-integer code stay in freed memory, which the allocator of the wasm
//! module wipes too. SECURITY.md says what is promised, and what is not.

extern crate alloc;

mod block_cipher;
pub mod encoding;
pub mod error;
pub mod inspect;
mod json;
pub mod jwe;
pub mod key;
pub mod oaep;
pub mod safety_number;

#[cfg(any(target_arch = "wasm32", test))]
mod wipe;

#[cfg(target_arch = "wasm32")]
mod wasm;

pub use error::Error;
pub use inspect::{Inspected, inspect};
pub use jwe::{Unsealed, seal, unseal};
pub use key::{PrivateKey, PublicKey};
pub use oaep::{Diagnosis, Hash, OaepOptions};
pub use rand_core;
pub use safety_number::safety_number;

/// The programs in the README, which are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
