//! The ciphers of messages and of key files.

#![forbid(unsafe_code)]

pub(crate) mod block_cipher;
#[cfg(feature = "private")]
pub(super) mod cbc;
#[cfg(feature = "private")]
pub(super) mod pbes2;
