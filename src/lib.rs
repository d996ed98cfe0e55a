#![doc = include_str!("../README.md")]
#![cfg_attr(not(test), no_std)]

extern crate alloc;
#[cfg(target_arch = "wasm32")]
extern crate std;

pub mod encoding;
mod engine;
pub mod error;
pub mod jwe;
pub mod key;
pub mod oaep;

#[cfg(any(target_arch = "wasm32", test))]
mod wipe;

#[cfg(target_arch = "wasm32")]
mod wasm;

pub use engine::{Prime, PrimeSearch};
pub use error::Error;
pub use jwe::{Unsealed, seal, unseal};
pub use key::{PrivateKey, PublicKey};
pub use oaep::{Hash, OaepOptions};
pub use rand_core;
