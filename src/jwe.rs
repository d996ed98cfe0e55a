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

use alloc::{rc::Rc, string::String, vec::Vec};

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use crate::{Error, PrivateKey, PublicKey};

mod algorithm;
mod content;
mod header;
mod message;
mod opening;
mod sealing;

#[cfg(target_arch = "wasm32")]
pub(crate) use algorithm::ContentEncryption;
#[cfg(target_arch = "wasm32")]
pub(crate) use content::{Sealed, decrypt, encrypt};
#[cfg(target_arch = "wasm32")]
pub(crate) use message::Message;
use message::Recipient;
pub(crate) use message::trim;
pub(crate) use opening::Opening;
pub use opening::{MAX_ATTEMPTED_BYTES, MAX_ATTEMPTS};
pub(crate) use sealing::Sealing;

/// The longest message in bytes: 64 MiB.
pub const MAX_MESSAGE: usize = 64 << 20;
/// The most recipients that a message may have.
pub const MAX_RECIPIENTS: usize = 100;

/// An opened message.
pub struct Unsealed {
    /// The message.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// The thumbprint of the key that opened it.
    pub key_id: String,
    /// The name that the message has for this key, where it has one. Senders choose such names as they like.
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
    /// The content encryption, `enc`, as the first of these recipients has it.
    pub enc: String,
    /// For each recipient whose entry can be read the key encryption, `alg`, and the name of the key, `kid`, if there is
    /// one.
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
/// The name that an entry has for its key (`kid`) says what is tried first, and rules nothing out: it is a hint, of which
/// senders make what they like. At most [`MAX_ATTEMPTS`] entries are tried, and of a long message fewer. Entries of other
/// recipients that cannot be read are passed over. White space around the message, and a byte order mark, are ignored. A
/// message whose shared headers have `zip`, `crit` or a member that comes twice is refused, and one that uses `RSA1_5` is
/// not opened.
///
/// # Errors
/// [`Error::MalformedMessage`], [`Error::UnsupportedAlgorithm`], [`Error::UnknownKeyEncryption`],
/// [`Error::UnknownContentEncryption`], [`Error::NotARecipient`], [`Error::MessageTooLong`], [`Error::TooManyRecipients`], [`Error::TooManyAttempts`]; [`Error::DecryptionFailed`] whether
/// the content key or the content does not decrypt; [`Error::InvalidArgument`] without any key;
/// [`Error::RandomUnavailable`].
pub fn unseal<R: TryCryptoRng + ?Sized>(rng: &mut R, sealed: &str, keys: &[&PrivateKey]) -> Result<Unsealed, Error> {
    let (message, ciphertext) = message::Message::parse(sealed)?;
    let opening = Opening::new(message, ciphertext.len(), keys)?;
    let mut content = Zeroizing::new(message::decode(&ciphertext)?);
    drop(ciphertext);
    let mut attempt = 0;
    while let Some(content_key) = opening.content_key(rng, keys, attempt)? {
        match opening.decrypt(&content_key, &mut content) {
            Err(Error::DecryptionFailed) => attempt += 1,
            result => return result.map(|()| opening.unsealed(attempt, content)),
        }
    }
    Err(opening.failure)
}

/// Reads what is written on a sealed message. It needs no key, and nothing of it is authenticated.
///
/// # Errors
/// [`Error::MalformedMessage`], [`Error::MessageTooLong`], [`Error::TooManyRecipients`], and
/// [`Error::UnsupportedAlgorithm`] for `zip` and `crit`, in the headers that all recipients share or in every entry.
pub fn describe(sealed: &str) -> Result<Description, Error> {
    let (message, ciphertext) = message::Message::parse(sealed)?;
    let text = |name: &Option<Rc<str>>| name.as_deref().map(String::from);
    let enc = message.readable().next().and_then(|first| text(&first.header.enc)).unwrap_or_default();
    let recipients = message.readable().map(|Recipient { header, .. }| {
        // An entry without it cannot be read.
        (text(&header.alg).unwrap_or_default(), text(&header.kid))
    });
    Ok(Description { enc, recipients: recipients.collect(), length: ciphertext.len() * 3 / 4 })
}
