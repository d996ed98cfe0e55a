//! Sealed messages: JSON Web Encryption (RFC 7516).
//!
//! A message of any length is encrypted with a fresh content key under AES-256-GCM, and the content key with RSA-OAEP
//! under each recipient's public key. The header says so and is authenticated with the message; recipients are named by
//! the thumbprints of their keys (`kid`). Whoever sees a sealed message learns these and the length, and nothing else.
//!
//! One way is written: `RSA-OAEP-256` and `A256GCM`, in compact serialization for one recipient and in general JSON for
//! several. More is read: flattened JSON, RSA-OAEP with SHA-1, SHA-384 and SHA-512, AES-GCM and AES-CBC with HMAC at all
//! lengths, and authenticated data of the application's (`aad`).
//!
//! # Examples
//! ```
//! use getrandom::SysRng;
//! use sealpost::{PrivateKey, jwe, seal, unseal};
//!
//! let [alice, bob] = [PrivateKey::generate(&mut SysRng, 2048)?, PrivateKey::generate(&mut SysRng, 2048)?];
//! let sealed = seal(&mut SysRng, b"Meet me at noon.", &[&alice.public_key(), &bob.public_key()])?;
//! let opened = unseal(&mut SysRng, &sealed, &[&bob])?;
//! assert_eq!(*opened.plaintext, b"Meet me at noon.");
//! assert_eq!(opened.kid, Some(bob.public_key().thumbprint()));
//!
//! let description = jwe::describe(&sealed)?; // what anyone can read of it
//! assert_eq!((description.recipients.len(), description.length), (2, 16));
//! # Ok::<(), sealpost::Error>(())
//! ```

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use crate::{Error, PrivateKey, PublicKey};

mod algorithm;
mod cipher;
mod content;
mod header;
mod message;
mod opening;
mod sealing;

#[cfg(target_arch = "wasm32")]
pub(crate) use algorithm::ContentEncryption;
#[cfg(target_arch = "wasm32")]
pub(crate) use content::{Sealed, decrypt, encrypt};
pub(crate) use message::trim;
pub(crate) use opening::Opening;
pub(crate) use sealing::Sealing;

/// The longest message in bytes: 64 MiB.
pub const MAX_MESSAGE: usize = 64 << 20;
/// The most recipients that a message may have.
pub const MAX_RECIPIENTS: usize = 100;

/// An opened message.
pub struct Unsealed {
    /// The message.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// The thumbprint of the recipient's key, where the sender named it.
    pub kid: Option<String>,
    /// The protected header as JSON text, as it was sent. What the JSON forms can carry besides, in headers that are not
    /// protected, has no sender: anyone on the way can change it, and it is left out here.
    pub header: String,
    /// The application's authenticated data, which the JSON forms can carry.
    pub aad: Option<Vec<u8>>,
}

/// What is written on a sealed message, for anyone to read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// The content encryption, `enc`.
    pub enc: String,
    /// For each recipient the key encryption, `alg`, and the name of the key, `kid`, if there is one.
    pub recipients: Vec<(String, Option<String>)>,
    /// Length of the ciphertext in bytes, which is that of the message or, with AES-CBC, up to 16 more.
    pub length: usize,
}

/// Seals `plaintext`, of at most 64 MiB, for the owners of `recipients`, of whom there may be 100 (RFC 7516 §5.1). A key
/// that comes twice is one recipient.
///
/// The result is ASCII text: compact serialization for one recipient, some 4/3 of the message and 600 characters, and
/// general JSON for several, with some 500 characters for each of them. It says nothing about who wrote it: anyone who
/// has the public keys can seal.
///
/// # Errors
/// [`Error::MessageTooLong`]; [`Error::TooManyRecipients`]; [`Error::WeakKey`] for a key under 2048 bits;
/// [`Error::InvalidArgument`] without any recipient; [`Error::RandomUnavailable`].
pub fn seal<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    plaintext: &[u8],
    recipients: &[&PublicKey],
) -> Result<String, Error> {
    if plaintext.len() > MAX_MESSAGE {
        return Err(Error::MessageTooLong { length: plaintext.len(), limit: MAX_MESSAGE });
    }
    let sealing = Sealing::new(rng, recipients)?;
    // 15. Encrypt the message.
    let mut content = plaintext.to_vec();
    let authenticated = sealing.protected.as_bytes();
    let tag = content::encrypt(&*sealing.content_key, &sealing.nonce, authenticated, &mut content)?;
    Ok(sealing.finish(&content, &tag))
}

/// Opens a sealed message with the one of `keys` it is sealed for (RFC 7516 §5.2).
///
/// A recipient's entry that names its key (`kid`) is tried with that key alone; one that does not, with each in turn.
/// White space around the message, and a byte order mark, are ignored. A message with `zip`, `crit` or a member that comes
/// twice is refused, and one that uses `RSA1_5` is not opened.
///
/// # Errors
/// [`Error::MalformedMessage`], [`Error::UnsupportedAlgorithm`], [`Error::NotARecipient`], [`Error::MessageTooLong`],
/// [`Error::TooManyRecipients`]; [`Error::DecryptionFailed`] whether the content key or the content does not decrypt;
/// [`Error::InvalidArgument`] without any key; [`Error::RandomUnavailable`].
pub fn unseal<R: TryCryptoRng + ?Sized>(rng: &mut R, sealed: &str, keys: &[&PrivateKey]) -> Result<Unsealed, Error> {
    let opening = Opening::new(sealed, keys)?;
    let mut attempt = 0;
    loop {
        let content_key = opening.content_key(rng, keys, attempt)?;
        match opening.decrypt(&content_key) {
            Err(Error::DecryptionFailed) => attempt += 1,
            plaintext => return Ok(opening.unsealed(attempt, plaintext?)),
        }
    }
}

/// Reads what is written on a sealed message. It needs no key, and nothing of it is authenticated.
///
/// # Errors
/// [`Error::MalformedMessage`], [`Error::MessageTooLong`], [`Error::TooManyRecipients`], and
/// [`Error::UnsupportedAlgorithm`] for `zip` and `crit`.
pub fn describe(sealed: &str) -> Result<Description, Error> {
    let message = message::Message::parse(sealed)?;
    let enc = message.recipients.first().map(|recipient| recipient.header.enc.clone()).unwrap_or_default();
    let recipients = message.recipients.into_iter().map(|recipient| (recipient.header.alg, recipient.header.kid));
    Ok(Description { enc, recipients: recipients.collect(), length: message.ciphertext.len() * 3 / 4 })
}
