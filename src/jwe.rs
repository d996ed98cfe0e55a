//! Sealed messages: JSON Web Encryption (RFC 7516).
//!
//! A message of up to 64 MiB is encrypted with a fresh content key under AES-256-GCM, and the content key with RSA-OAEP
//! under each recipient's public key. The header names the algorithms and is authenticated with the message; recipients
//! are named by the thumbprints of their keys (`kid`). A sealed message reveals the header, the recipients and the
//! length.
//!
//! [`seal`] writes `RSA-OAEP-256` and `A256GCM`, in compact serialization for one recipient and in general JSON for
//! several. [`seal_with`] writes what its [`SealOptions`] name, and [`unseal`] reads all that [`seal_with`] can write:
//! each serialization, RSA-OAEP with SHA-1, SHA-256, SHA-384 and SHA-512, AES-GCM and AES-CBC with HMAC at all lengths,
//! more members of the header, and the application's authenticated data (`aad`).
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
//! let description = jwe::describe(&sealed)?; // needs no key
//! assert_eq!((description.recipients.len(), description.length), (2, 16));
//! # Ok::<(), sealpost::Error>(())
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "private")]
use alloc::rc::Rc;
use alloc::{string::String, vec::Vec};

use rand_core::TryCryptoRng;
#[cfg(feature = "private")]
use zeroize::Zeroizing;

#[cfg(feature = "private")]
use crate::{Diagnosis, PrivateKey, json::Value};
use crate::{Error, PublicKey};

mod algorithm;
mod content;
#[cfg(feature = "private")]
mod extraction;
#[cfg(feature = "private")]
mod header;
mod limits;
#[cfg(feature = "private")]
mod message;
#[cfg(feature = "private")]
mod opening;
mod options;
mod sealing;

pub use algorithm::{ContentEncryption, KeyEncryption};
#[cfg(all(target_arch = "wasm32", feature = "private"))]
pub(crate) use content::{AeadParameters, decrypt, encrypt};
#[cfg(feature = "private")]
use limits::MAX_ALGORITHM;
pub use limits::{MAX_ATTEMPTED_BYTES, MAX_ATTEMPTS, MAX_MESSAGE, MAX_RECIPIENTS};
#[cfg(all(target_arch = "wasm32", feature = "private"))]
pub(crate) use message::Message;
#[cfg(feature = "private")]
use message::Recipient;
#[cfg(feature = "private")]
pub(crate) use message::trim;
#[cfg(feature = "private")]
pub use opening::Unsealed;
#[cfg(feature = "private")]
pub(crate) use opening::{KeyName, Opening};
pub use options::{Form, KeyId, SealOptions};
pub(crate) use sealing::Sealing;

/// The unauthenticated metadata of a sealed message, which can be read without a key.
#[cfg(feature = "private")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// The content encryption (`enc`) of the first recipient in `recipients`.
    pub enc: String,
    /// The key encryption (`alg`) and the key ID (`kid`), if there is one, of each recipient whose entry is valid.
    pub recipients: Vec<(String, Option<String>)>,
    /// Length of the ciphertext in bytes: the length of the plaintext or, with AES-CBC, up to 16 more.
    pub length: usize,
    /// The type of the content (`cty`) in the protected header: `JWT` for a message that may be signed.
    pub cty: Option<String>,
    /// The serialization: `compact` or `json`.
    pub form: &'static str,
    /// What enclosed or encoded the message, the outermost first: `json-member` for a JSON value, `text` for words
    /// around the message, quotes other than `"` and lines of mail, and the names of the decoding steps, such as
    /// `json-escape` and `base64`.
    pub unwrapped: Vec<&'static str>,
}

/// Seals `plaintext`, of at most 64 MiB, for the owners of `recipients`, at most 100 keys (RFC 7516 §5.1). Equal keys
/// count once.
///
/// The result is ASCII text: compact serialization for one recipient, general JSON for several. It has 4 characters for
/// every 3 bytes of the message. With keys of 3072 bits it has some 700 characters more for one recipient, and some 600
/// more for each of several. The message does not authenticate the sender: anyone who has the public keys can seal.
///
/// # Errors
/// [`Error::MessageTooLong`]; [`Error::TooManyRecipients`]; [`Error::WeakKey`] for a key under 2048 bits;
/// [`Error::InvalidArgument`] without any recipient; [`Error::RandomUnavailable`].
pub fn seal<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    plaintext: &[u8],
    recipients: &[&PublicKey],
) -> Result<String, Error> {
    seal_with(rng, plaintext, recipients, &SealOptions::default())
}

/// [`seal`] with the given algorithms, serialization, header and authenticated data.
///
/// # Errors
/// Those of [`seal`]; [`Error::InvalidArgument`] for options that are out of their range or exclude each other.
pub fn seal_with<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    plaintext: &[u8],
    recipients: &[&PublicKey],
    options: &SealOptions<'_>,
) -> Result<String, Error> {
    if plaintext.len() > MAX_MESSAGE {
        return Err(Error::MessageTooLong { length: plaintext.len(), limit: MAX_MESSAGE });
    }
    let sealing = Sealing::new(rng, recipients, options)?;
    // Step 15. Encrypt the message. The capacity has room for the padding of AES-CBC, so that no second copy is made.
    let mut content = Vec::with_capacity(plaintext.len() + content::BLOCK);
    content.extend_from_slice(plaintext);
    let authenticated = sealing.authenticated.as_bytes();
    let tag = content::encrypt(options.enc, &sealing.content_key, &sealing.nonce, authenticated, &mut content)?;
    Ok(sealing.finish(&content, &tag))
}

/// Opens a sealed message with whichever of `keys` it is sealed for (RFC 7516 §5.2).
///
/// The key ID of an entry (`kid`) determines the order of the attempts and excludes no attempt: senders choose it
/// freely. At most [`MAX_ATTEMPTS`] attempts are made, fewer for a long message ([`MAX_ATTEMPTED_BYTES`]). Invalid
/// entries of other recipients are skipped. The message may be in quotes, among words, in quoted or wrapped lines of
/// mail, the only one in a JSON value, or encoded once more, in at most five such layers ([`Description::unwrapped`]).
/// A message whose shared headers have `zip`, `crit` or a duplicate member is refused. An entry with `RSA1_5` is never
/// tried, and a message without any other entry is refused.
///
/// # Errors
/// [`Error::MalformedMessage`], [`Error::WrongPartCount`], [`Error::PrivateKeyGiven`],
/// [`Error::UnsupportedAlgorithm`], [`Error::UnknownKeyEncryption`],
/// [`Error::UnknownContentEncryption`], [`Error::NotARecipient`], [`Error::MessageTooLong`],
/// [`Error::TooManyRecipients`], [`Error::TooManyAttempts`]; [`Error::DecryptionFailed`], whether the content key or
/// the content does not decrypt; [`Error::InvalidArgument`] without any key; [`Error::RandomUnavailable`];
/// [`Error::Internal`].
#[cfg(feature = "private")]
pub fn unseal<R: TryCryptoRng + ?Sized>(rng: &mut R, sealed: &str, keys: &[&PrivateKey]) -> Result<Unsealed, Error> {
    let (message, ciphertext) = message::Message::parse(sealed)?;
    let names = keys.iter().map(|key| KeyName::of(key)).collect();
    let opening = Opening::new(message, ciphertext.len(), names)?;
    let mut content = Zeroizing::new(message::decode(&ciphertext)?);
    drop(ciphertext);
    let mut attempt = 0;
    while let Some(key) = opening.key(attempt) {
        let content_key = opening.content_key(rng, keys[key], attempt)?;
        match opening.decrypt(&content_key, &mut content) {
            Err(Error::DecryptionFailed) => attempt += 1,
            result => return result.map(|()| opening.unsealed(attempt, content)),
        }
    }
    Err(opening.failure)
}

/// Reads the metadata of a sealed message. Needs no key; nothing of the result is authenticated.
///
/// # Errors
/// [`Error::MalformedMessage`], [`Error::WrongPartCount`], [`Error::PrivateKeyGiven`], [`Error::MessageTooLong`],
/// [`Error::TooManyRecipients`], and [`Error::UnsupportedAlgorithm`] for `zip` and `crit`, in the headers that all
/// recipients share or in every entry.
#[cfg(feature = "private")]
pub fn describe(sealed: &str) -> Result<Description, Error> {
    let (message, ciphertext) = message::Message::parse(sealed)?;
    let text = |name: &Option<Rc<str>>| name.as_deref().map(String::from);
    let enc = message.readable().next().and_then(|first| text(&first.header.enc)).unwrap_or_default();
    let recipients = message.readable().map(|Recipient { header, .. }| {
        // `readable` skips entries without `alg`.
        (text(&header.alg).unwrap_or_default(), text(&header.kid))
    });
    let recipients = recipients.collect();
    let (form, unwrapped, cty) = (message.form, message.unwrapped.clone(), content_type(&message.protected));
    Ok(Description { enc, recipients, length: ciphertext.len() * 3 / 4, cty, form, unwrapped })
}

/// The content type (`cty`) in a protected header, unless it is longer than [`MAX_ALGORITHM`].
#[cfg(feature = "private")]
pub(crate) fn content_type(header: &str) -> Option<String> {
    match Value::parse(header) {
        Some(Value::Object(members)) => members.text("cty").filter(|cty| cty.len() <= MAX_ALGORITHM).map(String::from),
        _ => None,
    }
}

/// Finds the hash and the MGF1 hash under which the content key of a sealed message decrypts with `key` and `label`.
/// Returns `None` if no pair fits any of the encrypted keys.
///
/// This is [`PrivateKey::diagnose`] for each distinct encrypted key of the message that is as long as the modulus, at
/// most [`MAX_RECIPIENTS`], up to the first that decrypts. It is for the owner of the key, and **neither the result nor
/// the time may reach the sender of the message**, for the reason that [`PrivateKey::diagnose`] gives.
///
/// # Errors
/// Those of [`describe`]; [`Error::RandomUnavailable`]; [`Error::Internal`].
#[cfg(feature = "private")]
pub fn diagnose<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    sealed: &str,
    key: &PrivateKey,
    label: &[u8],
) -> Result<Option<Diagnosis>, Error> {
    let (message, _) = message::Message::parse(sealed)?;
    let mut tried: Vec<&[u8]> = Vec::new();
    for encrypted_key in message.readable().filter_map(|recipient| recipient.encrypted_key.as_deref().ok()) {
        if encrypted_key.len() != key.size() || tried.contains(&encrypted_key) {
            continue;
        }
        let found = key.diagnose(rng, encrypted_key, label)?;
        if found.is_some() {
            return Ok(found);
        }
        tried.push(encrypted_key);
    }
    Ok(None)
}
