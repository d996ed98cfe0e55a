//! Files in the age format, version 1 ([c2sp.org/age](https://c2sp.org/age)), with `ssh-rsa` recipients.
//!
//! A file has a textual header and a payload. For each recipient the header has a stanza with the 16-byte
//! [`FileKey`], encrypted to the recipient's public key. The payload is encrypted with a key derived from the file key,
//! in chunks of 64 KiB, each with its authentication tag, so that a file of any size is written and read with little
//! memory.
//!
//! There is no RSA in this crate. The caller encrypts the file key with RSAES-OAEP (SHA-256, with [`OAEP_LABEL`] as its
//! label) for [`Stanza::ssh_rsa`], and decrypts the stanzas that [`Header::ssh_rsa`] finds.
//!
//! [`SealWriter`] and [`UnsealReader`] work on `Write` and `Read`. [`Sealer`] and [`Opener`] below them work on slices,
//! for callers with other kinds of input and output, such as the wasm module of this crate.
//!
//! # Examples
//! ```
//! use std::io::{Read, Write};
//! use sealpost_age::{FileKey, SealWriter, Stanza, UnsealReader};
//! # let (wrapped, tag, random, nonce) = (vec![1; 256], [1, 2, 3, 4], [5; 16], [6; 16]);
//!
//! // `random`, the file key, and `nonce` are 16 random bytes each, `wrapped` is the file key after RSAES-OAEP, and
//! // `tag` says for which RSA key it is: four bytes of that key's hash. `false`: bytes, not text in PEM.
//! let stanza = Stanza::ssh_rsa(tag, wrapped);
//! let mut writer = SealWriter::new(Vec::new(), &FileKey::from(random), &[stanza], nonce, false)?;
//! writer.write_all(b"the content of a file")?;
//! let sealed = writer.finish()?;
//!
//! let reader = UnsealReader::new(&sealed[..])?;
//! let [found] = &reader.header().ssh_rsa()?[..] else { panic!("one stanza") };
//! assert_eq!(found.tag, tag);
//! // RSAES-OAEP decrypts `found.body` to the file key.
//! let mut plaintext = Vec::new();
//! reader.unlock(&FileKey::from(random))?.read_to_end(&mut plaintext)?;
//! assert_eq!(plaintext, b"the content of a file");
//! # Ok::<(), std::io::Error>(())
//! ```

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(unsafe_code)]

extern crate alloc;

mod armor;
mod beginning;
mod error;
mod file_key;
#[cfg(fuzzing)]
pub mod fuzzing;
mod header;
#[cfg(feature = "std")]
mod io;
mod opener;
mod payload;
mod sealer;
#[cfg(all(target_arch = "wasm32", feature = "module"))]
mod wasm;

pub use beginning::Beginning;
pub use error::Error;
pub use file_key::FileKey;
pub use header::{Header, MAX_HEADER, Stanza, Wrapped};
#[cfg(feature = "std")]
pub use io::{SealWriter, UnsealReader, UnsealedReader};
pub use opener::Opener;
pub use payload::CHUNK;
pub use sealer::Sealer;

/// The label with which RSAES-OAEP encrypts a file key.
pub const OAEP_LABEL: &[u8] = b"age-encryption.org/v1/ssh-rsa";
