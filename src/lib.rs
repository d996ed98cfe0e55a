#![doc = include_str!("../README.md")]

extern crate alloc;

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
