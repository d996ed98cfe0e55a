//! The token as JWS in compact serialization (RFC 7515 §7.1), signed with PS256 (RFC 7518 §3.5).

#![forbid(unsafe_code)]

use alloc::{boxed::Box, string::String};

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{KnownSender, MAX_SIGNED, Opened, TYPE, claims};
use crate::{
    Error, Hash, PssOptions, SigningKey, VerifyingKey, encoding,
    json::{Object, Value},
};

/// The longest header in characters of base64url.
const MAX_HEADER: usize = 16 << 10;
/// The longest token in characters. JSON may spell a byte of the content with six, and base64url has four for three.
const MAX_TOKEN: usize = 8 * MAX_SIGNED + (64 << 10);
/// SHA-256, and a salt of the same length.
const PS256: PssOptions = PssOptions { hash: Some(Hash::Sha256), salt_length: Some(32) };

/// What a token is.
pub(super) enum Outcome {
    /// A signed message that is valid: its content and its sender.
    Signed(Box<Opened>),
    /// A signed message that breaks a rule.
    Invalid,
    /// Something else.
    Other,
}

/// Signs the claims with a key whose thumbprint is `id`.
///
/// # Errors
/// [`Error::InvalidArgument`] if the key is restricted to other parameters; [`Error::RandomUnavailable`];
/// [`Error::Internal`].
pub(super) fn sign<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    key: &SigningKey,
    id: &str,
    claims: &str,
) -> Result<Zeroizing<String>, Error> {
    let jwk = key.verifying_key().to_jwk();
    // Neither a thumbprint nor a JWK that was written here has a character that needs an escape.
    let header = [r#"{"alg":"PS256","typ":""#, TYPE, r#"","kid":""#, id, r#"","jwk":"#, &jwk, "}"].concat();
    // The string is allocated once, because one that grows leaves copies of the message in freed memory.
    let length = (header.len() + claims.len() + key.verifying_key().size()) * 4 / 3 + 8;
    let mut token = Zeroizing::new(String::with_capacity(length));
    token.push_str(&Base64UrlUnpadded::encode_string(header.as_bytes()));
    token.push('.');
    token.push_str(&Zeroizing::new(Base64UrlUnpadded::encode_string(claims.as_bytes())));
    let signature = key.sign(rng, token.as_bytes(), &PS256).map_err(|error| match error {
        Error::InvalidArgument { .. } => {
            Error::InvalidArgument { reason: "from must be a key that may sign with SHA-256 and a salt of 32 bytes" }
        }
        error => error,
    })?;
    token.push('.');
    token.push_str(&Base64UrlUnpadded::encode_string(&signature));
    Ok(token)
}

/// Verifies a token that was sealed for the key with the thumbprint `key_id`.
pub(super) fn verify(token: &str, key_id: &str, expected: Option<&[KnownSender<'_>]>) -> Outcome {
    let mut parts = token.split('.');
    let [Some(encoded), Some(claims), Some(signature), None] = [(); 4].map(|()| parts.next()) else {
        return Outcome::Other;
    };
    if token.len() > MAX_TOKEN {
        return Outcome::Other;
    }
    // A header over the limit may be that of a signed message, and is not read.
    let Some(header) = (encoded.len() <= MAX_HEADER).then(|| decode(encoded)).flatten() else {
        return Outcome::Invalid;
    };
    let Some(Value::Object(members)) = Value::parse(&header) else { return Outcome::Invalid };
    if members.text("typ") != Some(TYPE) {
        return Outcome::Other;
    }
    let open = || {
        let senders = expected.unwrap_or_default();
        let (id, key) = verifying_key(&header, &members, senders)?;
        let known = senders.iter().any(|sender| sender.has_id(&id));
        if !known && expected.is_some() {
            return None;
        }
        let signed = token.get(..token.len() - signature.len() - 1)?;
        let signature = Base64UrlUnpadded::decode_vec(signature).ok()?;
        // A key that is restricted to other parameters cannot have signed.
        if key.verify(signed.as_bytes(), &signature, &PS256) != Ok(true) {
            return None;
        }
        let claims = claims::read(&decode(claims)?, &id, key_id)?;
        let digest = Sha256::digest(token.as_bytes()).into();
        Some(claims.of(id, key, known, digest))
    };
    open().map_or(Outcome::Invalid, |opened| Outcome::Signed(Box::new(opened)))
}

/// The thumbprint and the key with which the header says that the token is signed. The key in the header (`jwk`) is only
/// taken if `kid` is its thumbprint; a key that the caller has takes precedence.
fn verifying_key(header: &str, members: &Object<'_>, senders: &[KnownSender<'_>]) -> Option<(String, VerifyingKey)> {
    // RFC 7515 §4.1.11: no extension is supported, so none that is critical.
    if members.text("alg") != Some("PS256") || members.get("crit").is_some() {
        return None;
    }
    let id = members.text("kid")?;
    let enclosed = match members.get("jwk") {
        Some(Value::Object(jwk)) => {
            let text = header.get(jwk.start..jwk.start + jwk.length)?;
            Some(encoding::verifying_key_of_jwk(text).ok().filter(|key| key.thumbprint() == id)?)
        }
        Some(_) => return None,
        None => None,
    };
    let known = senders.iter().find_map(|sender| match sender {
        KnownSender::Key(key) if sender.has_id(id) => Some((*key).clone()),
        _ => None,
    });
    Some((id.into(), known.or(enclosed)?))
}

/// Decodes base64url to text. Trailing bits that are not zero are refused, so that a token has one spelling.
fn decode(encoded: &str) -> Option<Zeroizing<String>> {
    let bytes = Base64UrlUnpadded::decode_vec(encoded).ok()?;
    String::from_utf8(bytes).ok().map(Zeroizing::new)
}
