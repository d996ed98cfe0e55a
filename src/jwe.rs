//! Sealed messages: JSON Web Encryption (RFC 7516) in compact serialization.
//!
//! A message of any length is encrypted with a fresh content key under AES-256-GCM, and the content key with RSA-OAEP
//! under the recipient's public key. The header says so, names the recipient by the thumbprint of the key (`kid`), and
//! is authenticated with the message. Whoever sees a sealed message learns the `kid` and the length, and nothing else.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use aes::Aes256Enc;
use aes_gcm::{AesGcm, KeyInit, Nonce, Tag, aead::AeadInOut, aead::consts::U12};
use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{Error, OaepOptions, PrivateKey, PublicKey, json::Value};

/// AES-256-GCM (NIST SP 800-38D). Counter mode encrypts in both directions, so the inverse cipher is left out.
type Cipher = AesGcm<Aes256Enc, U12>;

/// Length of the content key in bytes.
const KEY_LENGTH: usize = 32;
/// Length of the initialization vector in bytes.
const NONCE_LENGTH: usize = 12;
/// Length of the authentication tag in bytes.
const TAG_LENGTH: usize = 16;
/// The longest message in bytes: 64 MiB.
pub const MAX_MESSAGE: usize = 64 << 20;
/// The longest protected header in characters.
const MAX_HEADER: usize = 16 << 10;

/// An opened message.
pub struct Unsealed {
    /// The message.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// The thumbprint of the recipient's key, where the sender named it.
    pub kid: Option<String>,
    /// The protected header as JSON text, as it was sent.
    pub header: String,
}

/// Seals `plaintext`, of at most 64 MiB, for the owner of `recipient` (RFC 7516 §5.1).
///
/// The result is ASCII text: `RSA-OAEP-256` and `A256GCM` in compact serialization, some 4/3 of the message and 600
/// characters. It says nothing about who wrote it: anyone who has the public key can seal.
///
/// # Errors
/// [`Error::MessageTooLong`]; [`Error::WeakKey`] for a key under 2048 bits; [`Error::RandomUnavailable`].
pub fn seal<R: TryCryptoRng + ?Sized>(rng: &mut R, plaintext: &[u8], recipient: &PublicKey) -> Result<String, Error> {
    if plaintext.len() > MAX_MESSAGE {
        return Err(Error::MessageTooLong { length: plaintext.len(), limit: MAX_MESSAGE });
    }
    // 2. A random content key. 9. A random initialization vector; both are used once.
    let mut key = Zeroizing::new([0; KEY_LENGTH]);
    let mut nonce = [0; NONCE_LENGTH];
    rng.try_fill_bytes(&mut *key).map_err(|_| Error::RandomUnavailable)?;
    rng.try_fill_bytes(&mut nonce).map_err(|_| Error::RandomUnavailable)?;
    // 3. to 5. The content key, encrypted to the recipient.
    let encrypted_key = recipient.encrypt(rng, &*key, &OaepOptions::default())?;
    // 12. to 14. The protected header is the additional authenticated data, in its encoded form.
    let header = alloc::format!(r#"{{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"{}"}}"#, recipient.thumbprint());
    let mut sealed = String::with_capacity(header.len() * 2 + encrypted_key.len() * 2 + plaintext.len() / 3 * 4 + 64);
    sealed.push_str(&Base64UrlUnpadded::encode_string(header.as_bytes()));
    // 15. Encrypt the message.
    let mut content = plaintext.to_vec();
    let cipher = Cipher::new((&*key).into());
    let tag = cipher
        .encrypt_inout_detached(&Nonce::from(nonce), sealed.as_bytes(), content.as_mut_slice().into())
        .map_err(|_| Error::Internal)?;
    // 19. The five parts, joined by dots.
    for part in [encrypted_key.as_slice(), &nonce, &content, &tag] {
        sealed.push('.');
        sealed.push_str(&Base64UrlUnpadded::encode_string(part));
    }
    Ok(sealed)
}

/// Opens a sealed message with the one of `keys` it is sealed for (RFC 7516 §5.2).
///
/// A message that names its recipient (`kid`) is tried with that key alone; one that does not, with each in turn.
/// White space around the message is ignored.
///
/// # Errors
/// [`Error::MalformedMessage`], [`Error::UnsupportedAlgorithm`], [`Error::NotARecipient`];
/// [`Error::DecryptionFailed`] whether the content key or the content does not decrypt; [`Error::RandomUnavailable`].
pub fn unseal<R: TryCryptoRng + ?Sized>(rng: &mut R, sealed: &str, keys: &[&PrivateKey]) -> Result<Unsealed, Error> {
    let message = Message::parse(sealed.trim_ascii())?;
    let kid = message.header.kid.as_deref();
    if keys.is_empty() {
        return Err(Error::InvalidArgument { reason: "unseal needs at least one private key" });
    }
    let mut result = Err(Error::NotARecipient);
    for key in keys {
        if kid.is_none_or(|kid| kid == key.public_key().thumbprint()) {
            result = message.open(rng, key);
            if !matches!(result, Err(Error::DecryptionFailed)) {
                break;
            }
        }
    }
    let plaintext = result?;
    Ok(Unsealed { plaintext, kid: message.header.kid, header: message.header_text })
}

/// The parts of a compact serialization, decoded.
struct Message<'a> {
    header: Header,
    header_text: String,
    /// The first part as it was sent: what the tag authenticates.
    authenticated: &'a [u8],
    encrypted_key: Vec<u8>,
    nonce: [u8; NONCE_LENGTH],
    ciphertext: &'a str,
    tag: [u8; TAG_LENGTH],
}

impl<'a> Message<'a> {
    /// Takes a message apart and checks all that can be checked without a key.
    fn parse(sealed: &'a str) -> Result<Self, Error> {
        const NOT_FIVE_PARTS: Error = Error::MalformedMessage { reason: "it must be five parts joined by dots" };
        if sealed.len() > MAX_MESSAGE / 3 * 4 + (64 << 10) {
            return Err(Error::MessageTooLong { length: sealed.len() / 4 * 3, limit: MAX_MESSAGE });
        }
        // 1. Five parts, none of which may contain a dot.
        let mut parts = sealed.split('.');
        let mut next = || parts.next().ok_or(NOT_FIVE_PARTS);
        let (header, key, nonce, ciphertext, tag) = (next()?, next()?, next()?, next()?, next()?);
        if parts.next().is_some() {
            return Err(NOT_FIVE_PARTS);
        }
        if header.len() > MAX_HEADER {
            return Err(Error::MalformedMessage { reason: "its header has more than 16,384 characters" });
        }
        // 2. and 3. Decode the parts and read the header.
        let header_text = String::from_utf8(decode(header)?)
            .map_err(|_| Error::MalformedMessage { reason: "its header is not text" })?;
        let parsed = Header::parse(&header_text)?;
        Ok(Self {
            header: parsed,
            header_text,
            authenticated: header.as_bytes(),
            encrypted_key: decode(key)?,
            nonce: decode_exactly(nonce)?,
            ciphertext,
            tag: decode_exactly(tag)?,
        })
    }

    /// Decrypts with `key`.
    fn open<R: TryCryptoRng + ?Sized>(&self, rng: &mut R, key: &PrivateKey) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut content = Zeroizing::new(decode(self.ciphertext)?);
        // 10. Decrypt the content key. Where that fails, go on with a random one, so that a wrong key and a wrong
        // message are the same to an observer (§11.5).
        let mut content_key = Zeroizing::new([0; KEY_LENGTH]);
        rng.try_fill_bytes(&mut *content_key).map_err(|_| Error::RandomUnavailable)?;
        match key.decrypt(rng, &self.encrypted_key, &OaepOptions::default()) {
            Ok(decrypted) => {
                let right_length = decrypted.len().ct_eq(&KEY_LENGTH);
                for (target, byte) in content_key.iter_mut().zip(decrypted.iter()) {
                    target.conditional_assign(byte, right_length);
                }
            }
            Err(Error::DecryptionFailed) => {}
            Err(error) => return Err(error),
        }
        // 16. Check the tag and decrypt.
        Cipher::new((&*content_key).into())
            .decrypt_inout_detached(
                &Nonce::from(self.nonce),
                self.authenticated,
                content.as_mut_slice().into(),
                &Tag::from(self.tag),
            )
            .map_err(|_| Error::DecryptionFailed)?;
        Ok(content)
    }
}

/// The members of a protected header that mean something here (RFC 7516 §4.1).
struct Header {
    kid: Option<String>,
}

impl Header {
    /// 3. to 5. Reads the header, and refuses what cannot or must not be processed.
    fn parse(text: &str) -> Result<Self, Error> {
        let Some(Value::Object(members)) = Value::parse(text) else {
            return Err(Error::MalformedMessage { reason: "its header is not a JSON object with distinct members" });
        };
        let mut header = Self { kid: None };
        let (mut has_alg, mut has_enc) = (false, false);
        for (name, value) in members {
            match (name.as_str(), value) {
                ("alg", Value::String(alg)) => {
                    check_alg(&alg)?;
                    has_alg = true;
                }
                ("enc", Value::String(enc)) => {
                    if enc != "A256GCM" {
                        return Err(Error::UnsupportedAlgorithm { reason: "its enc is not A256GCM" });
                    }
                    has_enc = true;
                }
                ("kid", Value::String(kid)) => header.kid = Some(kid),
                ("alg" | "enc" | "kid", _) => {
                    return Err(Error::MalformedMessage {
                        reason: "its header has an alg, enc or kid that is no text",
                    });
                }
                // Compression before encryption leaks the content through its length, and a small message may inflate
                // to fill the memory.
                ("zip", _) => return Err(Error::UnsupportedAlgorithm { reason: "it is compressed (zip)" }),
                ("crit", _) => {
                    return Err(Error::UnsupportedAlgorithm {
                        reason: "it needs an extension that is not known here (crit)",
                    });
                }
                _ => {}
            }
        }
        if has_alg && has_enc {
            Ok(header)
        } else {
            Err(Error::MalformedMessage { reason: "its header names no alg or no enc" })
        }
    }
}

fn check_alg(alg: &str) -> Result<(), Error> {
    let reason = match alg {
        "RSA-OAEP-256" => return Ok(()),
        "RSA1_5" => "its alg is RSA1_5, whose padding is unsafe: ask for RSA-OAEP-256",
        _ => "its alg is not RSA-OAEP-256",
    };
    Err(Error::UnsupportedAlgorithm { reason })
}

/// Decodes base64url without padding (RFC 7515 §2); spare bits that are not zero are refused.
fn decode(text: &str) -> Result<Vec<u8>, Error> {
    Base64UrlUnpadded::decode_vec(text)
        .map_err(|_| Error::MalformedMessage { reason: "one of its parts is not base64url without padding" })
}

/// Decodes a part that has a fixed length.
fn decode_exactly<const N: usize>(text: &str) -> Result<[u8; N], Error> {
    decode(text)?
        .try_into()
        .map_err(|_| Error::MalformedMessage { reason: "its initialization vector or tag has the wrong length" })
}
