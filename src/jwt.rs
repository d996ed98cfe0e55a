//! Signed messages: a JSON Web Token (RFC 7519) in a sealed message, which says who wrote it, for whom, and when.
//!
//! The token is signed with RSASSA-PSS (JWS `PS256`, RFC 7515) and then sealed, so that only the recipients see who the
//! sender is. The token names the keys of its recipients (`aud`), so that readers refuse it if a recipient seals it
//! again for somebody else. Other software for JOSE can read and write such messages. It checks `aud` if it is told
//! which audience to expect.
//!
//! [`unseal`] shows whose signature a message has, and leaves it to the caller whether they know that key: `known` is
//! always false. [`unseal_from`] opens only messages that one of the given senders signed.
//!
//! The npm package writes the token in JavaScript (js/api/sealing.js), where writing JSON takes no code of its own. It
//! verifies tokens with this module. So it does with letters with files, whose tokens are in sealed files (docs/files.md).
//!
//! # Examples
//! ```
//! use getrandom::SysRng;
//! use sealpost::{PrivateKey, SigningKey, jwt::Signer, seal_signed, unseal, unseal_from};
//!
//! let (alice, bob) = (SigningKey::generate(&mut SysRng, 2048)?, PrivateKey::generate(&mut SysRng, 2048)?);
//! let now = 1_800_000_000; // seconds since 1970, from the system's clock
//! let sealed = seal_signed(&mut SysRng, b"Meet me at noon.", &[&bob.public_key()], &Signer::new(&alice, now))?;
//!
//! let known = alice.verifying_key(); // Bob got it from Alice, and compared it
//! let opened = unseal_from(&mut SysRng, &sealed, &[&bob], &[&known.thumbprint()])?;
//! assert_eq!(*opened.plaintext, b"Meet me at noon.");
//! assert_eq!(opened.sender.map(|sender| (sender.known, sender.signed_at)), Some((true, now)));
//!
//! // Without a list anybody may be the sender, and `known` is false.
//! let sender = unseal(&mut SysRng, &sealed, &[&bob])?.sender.expect("it is signed");
//! assert_eq!((sender.known, sender.id), (false, known.thumbprint()));
//! # Ok::<(), sealpost::Error>(())
//! ```

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use core::fmt;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use crate::{Error, PrivateKey, PublicKey, jwe, jwe::SealOptions};

mod claims;
mod jws;
#[cfg(test)]
mod tests;
mod types;

#[cfg(target_arch = "wasm32")]
pub(crate) use claims::{encode, message_id};
pub(crate) use types::Token;
use types::{IsExpected, Purpose};
pub use types::{MAX_SIGNED, Sender, Signer};

/// The options for sealing a token: its content type (RFC 7519 §5.2).
const TOKEN: SealOptions<'_> = SealOptions {
    header: Some(r#"{"cty":"JWT"}"#),
    alg: jwe::KeyEncryption::RsaOaep256,
    enc: jwe::ContentEncryption::A256Gcm,
    form: None,
    kid: jwe::KeyId::Thumbprint,
    aad: None,
};

/// An opened message. `Debug` leaves the plaintext out.
pub struct Unsealed {
    /// The message.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// The thumbprint of the key that opened it.
    pub key_id: String,
    /// The key ID that the message has for this key, if it has one. Senders choose it freely. `None` for a signed
    /// message, because the signature does not cover the key ID.
    pub kid: Option<String>,
    /// The protected header as JSON text, as it was sent. `{}` for a signed message, because the signature does not
    /// cover the header. Unprotected headers are left out, because anyone who handles the message can change them.
    pub header: String,
    /// The application's authenticated data (`aad`). `None` for a signed message.
    pub aad: Option<Vec<u8>>,
    /// Who signed the message. `None` if it is not signed, or not as this crate signs: a JWT with another `typ` in its
    /// header is not verified, and `plaintext` is that JWT.
    pub sender: Option<Sender>,
}

impl fmt::Debug for Unsealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plaintext: _, key_id, kid, header, aad: _, sender } = self;
        let mut fields = f.debug_struct("Unsealed");
        fields.field("key_id", key_id).field("kid", kid).field("header", header).field("sender", sender);
        fields.finish_non_exhaustive()
    }
}

/// Signs `plaintext`, of at most 1 MiB, and seals it for the owners of `recipients`. The token in the message names its
/// recipients and the sender's verifying key, and only the recipients can read the token.
///
/// A recipient can show the signed message to others as proof of what the sender wrote.
///
/// # Errors
/// Those of [`seal`](crate::seal()); [`Error::InvalidArgument`] if the signing key is restricted to other parameters
/// than those of `PS256`, or the signer's claims are invalid; [`Error::Internal`].
pub fn seal_signed<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    plaintext: &[u8],
    recipients: &[&PublicKey],
    signer: &Signer<'_>,
) -> Result<String, Error> {
    let token = sign(rng, plaintext, recipients, signer)?;
    jwe::seal_with(rng, token.as_bytes(), recipients, &TOKEN)
}

/// Makes the token of a signed message.
///
/// # Errors
/// Those of [`seal_signed`].
pub(crate) fn sign<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    plaintext: &[u8],
    recipients: &[&PublicKey],
    signer: &Signer<'_>,
) -> Result<Zeroizing<String>, Error> {
    if recipients.len() > jwe::MAX_RECIPIENTS {
        return Err(Error::TooManyRecipients { count: recipients.len(), limit: jwe::MAX_RECIPIENTS });
    }
    if plaintext.len() > MAX_SIGNED {
        return Err(Error::MessageTooLong { length: plaintext.len(), limit: MAX_SIGNED });
    }
    let key = signer.key.verifying_key();
    let claims = claims::write(rng, plaintext, recipients, signer, &key.thumbprint())?;
    jws::sign(rng, signer.key, &key, &claims)
}

/// Opens a message with whichever of `keys` it is sealed for, as [`jwe::unseal`] does, and verifies the signature of a
/// signed message.
///
/// # Errors
/// Those of [`jwe::unseal`]; [`Error::SignatureInvalid`].
pub fn unseal<R: TryCryptoRng + ?Sized>(rng: &mut R, sealed: &str, keys: &[&PrivateKey]) -> Result<Unsealed, Error> {
    open(jwe::unseal(rng, sealed, keys)?, None)
}

/// Opens a message as [`unseal`] does, but only if one of `senders` signed it. `senders` are the thumbprints of their
/// verifying keys.
///
/// # Errors
/// Those of [`jwe::unseal`]; [`Error::SignatureInvalid`], also for a message that is not signed.
pub fn unseal_from<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    sealed: &str,
    keys: &[&PrivateKey],
    senders: &[&str],
) -> Result<Unsealed, Error> {
    open(jwe::unseal(rng, sealed, keys)?, Some(&|id| senders.contains(&id)))
}

/// Verifies the signature of an opened message, if it is signed. If `is_expected` is given, the message must be signed
/// by a sender for whom it returns true.
///
/// # Errors
/// [`Error::SignatureInvalid`].
fn open(opened: jwe::Unsealed, is_expected: Option<IsExpected<'_>>) -> Result<Unsealed, Error> {
    let jwe::Unsealed { plaintext, key_id, kid, header, aad } = opened;
    match verify(is_token(&header), &plaintext, &key_id, is_expected)? {
        Some(token) => {
            let (plaintext, sender) =
                claims::read(token, is_expected.is_some()).ok_or_else(|| Error::SignatureInvalid)?;
            Ok(Unsealed { plaintext, key_id, kid: None, header: "{}".into(), aad: None, sender: Some(sender) })
        }
        None => Ok(Unsealed { plaintext, key_id, kid, header, aad, sender: None }),
    }
}

/// Verifies the plaintext of a sealed message. `is_token`: whether the message's header says that the plaintext is a
/// token. `key_id`: the thumbprint of the key that opened the message. If `is_expected` is given, the plaintext must be
/// a token signed by a sender for whom it returns true. If `is_expected` is not given, returns `None` for a message
/// that is not signed, or a token for another purpose.
///
/// # Errors
/// [`Error::SignatureInvalid`].
pub(crate) fn verify(
    is_token: bool,
    plaintext: &[u8],
    key_id: &str,
    is_expected: Option<IsExpected<'_>>,
) -> Result<Option<Token>, Error> {
    let token = if is_token { core::str::from_utf8(plaintext).ok() } else { None };
    match token.map_or(jws::Outcome::Other, |token| jws::verify(token, Purpose::Message, key_id, is_expected)) {
        jws::Outcome::Signed(token) => Ok(Some(token)),
        jws::Outcome::Other if is_expected.is_none() => Ok(None),
        jws::Outcome::Other | jws::Outcome::Invalid => Err(Error::SignatureInvalid),
    }
}

/// Verifies the token of a letter with files (docs/files.md), which was in a sealed file that the key with the thumbprint
/// `key_id` opened.
///
/// # Errors
/// [`Error::SignatureInvalid`], also for a token for another purpose, such as that of a signed message.
#[cfg(any(test, target_arch = "wasm32"))]
pub(crate) fn verify_files(token: &[u8], key_id: &str) -> Result<Token, Error> {
    let token = core::str::from_utf8(token).map_err(|_| Error::SignatureInvalid)?;
    match jws::verify(token, Purpose::Files, key_id, None) {
        jws::Outcome::Signed(token) => Ok(token),
        jws::Outcome::Invalid | jws::Outcome::Other => Err(Error::SignatureInvalid),
    }
}

/// Whether the protected header of a message says that it contains a token (`cty`, RFC 7519 §5.2).
pub(crate) fn is_token(header: &str) -> bool {
    jwe::content_type(header).is_some_and(|content_type| content_type.eq_ignore_ascii_case("JWT"))
}
