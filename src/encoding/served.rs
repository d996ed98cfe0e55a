//! Reading a public key in the forms in which servers give it: PEM, DER, base64 of DER, a JWK and a JWK Set.
//!
//! `document` reads more: it finds keys in other text and decodes what is around them. Its code is several times as long,
//! too much for the module that only encrypts. Every key that is read here is read by `document` too, with the same
//! result, which tests/encrypt/ checks.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::{
    MAX_KEY_LENGTH, der, jwk,
    kind::{Kind, Purpose},
    public, signs,
    text::{decode, find},
};
use crate::{
    Error, Reason,
    json::{Object, Value},
    key::RsaPublicKey,
};

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
/// The byte order mark, which some servers write before a text.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// The members of a JWK that only private and symmetric keys have (RFC 7518 §6.2.2, §6.3.2 and §6.4).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

const OTHER_FORM: Error = Error::UnsupportedKey { reason: Reason::OtherForm };

/// Reads a public key for encryption, of a JWK Set that with the ID `kid`.
///
/// # Errors
/// Those of [`PublicKey::parse`](crate::PublicKey::parse). [`Error::UnsupportedKey`] for all other forms, unless there
/// are signs of a private key.
pub(super) fn parse_public(input: &[u8], kid: Option<&str>, purpose: Purpose) -> Result<RsaPublicKey, Error> {
    if input.len() > MAX_KEY_LENGTH {
        return Err(Error::MalformedKey { reason: Reason::KeyTooLong });
    }
    // The numbers of a public key in DER may spell the signs of a private key.
    if der::recognise(input).is_some() {
        return of_der(input, kid, purpose);
    }
    // Of UTF-16 the zero bytes are left out, so that it reads like ASCII.
    let ascii: Zeroizing<Vec<u8>> = Zeroizing::new(input.iter().copied().filter(|byte| *byte != 0).collect());
    if signs::has_private_key(input) || signs::has_private_key(&ascii) {
        return Err(Error::PrivateKeyGiven);
    }
    let text = input.strip_prefix(MARK).unwrap_or(input).trim_ascii();
    if text.first() == Some(&b'{') {
        return of_json(text, kid, purpose);
    }
    let der = if text.starts_with(BEGIN) { of_pem(text) } else { decode(text) };
    of_der(&der.ok_or_else(|| OTHER_FORM)?, kid, purpose)
}

/// Reads a key in DER, which has no ID.
fn of_der(bytes: &[u8], kid: Option<&str>, purpose: Purpose) -> Result<RsaPublicKey, Error> {
    match der::recognise(bytes) {
        Some(kind) if kind.is_private() => Err(Error::PrivateKeyGiven),
        Some(Kind::Spki | Kind::Pkcs1Public | Kind::Certificate) if kid.is_some() => Err(NO_KID),
        Some(Kind::Spki | Kind::Pkcs1Public | Kind::Certificate) => public::of_der(bytes, purpose),
        _ => Err(OTHER_FORM),
    }
}

const NO_KID: Error = Error::MalformedKey { reason: Reason::JwkSetWithoutKid };

/// The DER of the one block of a PEM text (RFC 7468), or of the first of several certificates, which are a chain.
fn of_pem(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let is_certificate = |bytes: &[u8]| matches!(der::recognise(bytes), Some(Kind::Certificate));
    let mut rest = text;
    let mut first: Option<Zeroizing<Vec<u8>>> = None;
    while !rest.is_empty() {
        rest = rest.strip_prefix(BEGIN)?;
        let (label, body) = rest.split_at(find(rest, DASHES)?);
        let body = &body[DASHES.len()..];
        let (body, end) = body.split_at(find(body, END)?);
        let der = decode(body)?;
        rest = end[END.len()..].strip_prefix(label)?.strip_prefix(DASHES)?.trim_ascii_start();
        // Labels are often wrong, so that the structure of the bytes alone counts.
        match &first {
            None => first = Some(der),
            Some(first) if is_certificate(first) && is_certificate(&der) => {}
            Some(_) => return None,
        }
    }
    first
}

/// Reads a JWK, or the one key of a JWK Set for this purpose that has the ID, or any ID without one.
fn of_json(text: &[u8], kid: Option<&str>, purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let malformed = |reason| Err(Error::MalformedKey { reason });
    let Some((text, value)) = core::str::from_utf8(text).ok().and_then(|text| Some((text, Value::parse(text)?))) else {
        return malformed(Reason::JsonDamaged);
    };
    let keys = match &value {
        Value::Object(members) => match members.get("keys") {
            Some(Value::Array(keys)) if members.get("kty").is_none() => keys.as_slice(),
            _ => core::slice::from_ref(&value),
        },
        _ => &[],
    };
    let mut best: Option<(bool, &Object<'_>)> = None;
    let mut has_two = false;
    for key in keys {
        let Value::Object(key) = key else { continue };
        if PRIVATE_MEMBERS.iter().any(|name| !matches!(key.get(name), None | Some(Value::Null))) {
            return Err(Error::PrivateKeyGiven);
        }
        if !jwk::is_rsa(key) || (kid.is_some() && jwk::kid(key).as_deref() != kid) {
            continue;
        }
        let is_fit = jwk::is_for(key, purpose);
        match best {
            Some((true, _)) if !is_fit => {}
            Some((known, first)) if known == is_fit => has_two |= first.text("n") != key.text("n"),
            _ => (best, has_two) = (Some((is_fit, key)), false),
        }
    }
    match best {
        Some(_) if has_two => malformed(Reason::JwkSetSeveral),
        Some((_, key)) => public::of_jwk(key.source(text).unwrap_or_default().as_bytes(), purpose),
        None if kid.is_some() => Err(NO_KID),
        None if keys.iter().any(|key| matches!(key, Value::Object(key) if key.get("kty").is_some())) => {
            Err(Error::UnsupportedKey { reason: Reason::JwkOtherType })
        }
        None => Err(OTHER_FORM),
    }
}
