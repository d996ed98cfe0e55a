//! JSON Web Key (RFC 7517, RFC 7518 §6.3) and its thumbprint (RFC 7638).

#![forbid(unsafe_code)]

use alloc::{borrow::Cow, string::String, vec::Vec};
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::kind::{Kind, NOT_RSA};
use crate::{
    Error,
    json::{Object, Value, characters},
    key::{Components, MAX_KID, OwnedComponents, PublicNumbers},
};

/// The members of a private key, in the order of [`OwnedComponents`]; the first two are those of a public key.
const NUMBERS: [&str; 8] = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

const NO_OBJECT: Error = Error::MalformedKey { reason: "its JSON is not an object with distinct members" };
const NOT_BASE64URL: Error = Error::MalformedKey { reason: "one of its numbers is missing or not base64url" };

/// A parsed JWK with its numbers decoded. Wiped when dropped.
pub(super) struct Jwk {
    numbers: [Option<Zeroizing<Vec<u8>>>; 8],
    /// The key ID, unless it is longer than [`MAX_KID`], so that no message can name it.
    pub kid: Option<String>,
}

/// Determines whether JSON text is a private or a public key.
///
/// # Errors
/// [`Error::MalformedKey`] if it is no JWK.
pub(super) fn recognise(text: &[u8]) -> Result<Kind, Error> {
    let members = read(text)?;
    let has = |name: &str| members.get(name).is_some();
    if let Some(Value::Array(keys)) = members.get("keys") {
        const SET: &str = "it is a JWK Set: give one of the keys in it";
        // A symmetric key (`k`) counts as private.
        let has_private = |members: &Object<'_>| members.get("d").or(members.get("k")).is_some();
        let is_private = keys.iter().any(|key| matches!(key, Value::Object(members) if has_private(members)));
        wipe(members);
        return Ok(if is_private { Kind::OtherPrivate(SET) } else { Kind::OtherPublic(SET) });
    }
    let kind = match members.get("kty") {
        Some(Value::String(kty)) if kty == "RSA" => {
            if has("d") {
                Kind::JwkPrivate
            } else {
                Kind::JwkPublic
            }
        }
        Some(Value::String(_)) if has("d") || has("k") => Kind::OtherPrivate(NOT_RSA),
        Some(Value::String(_)) => Kind::OtherPublic(NOT_RSA),
        _ => return Err(Error::MalformedKey { reason: "its JSON is no JWK: it has no kty" }),
    };
    wipe(members);
    Ok(kind)
}

impl Jwk {
    /// Parses an RSA key, and refuses one that is not for encryption.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`].
    pub(super) fn parse(text: &[u8]) -> Result<Self, Error> {
        let members = read(text)?;
        let result = check_purpose(&members).and_then(|()| {
            let mut numbers = [const { None }; 8];
            for (number, name) in numbers.iter_mut().zip(NUMBERS) {
                *number = match members.get(name) {
                    Some(Value::String(text)) => {
                        Some(Zeroizing::new(Base64UrlUnpadded::decode_vec(text).map_err(|_| NOT_BASE64URL)?))
                    }
                    Some(_) => return Err(NOT_BASE64URL),
                    None => None,
                };
            }
            let kid = match members.get("kid") {
                Some(Value::String(kid)) if characters(kid) <= MAX_KID => Some(String::from(kid.as_ref())),
                _ => None,
            };
            Ok(Self { numbers, kid })
        });
        wipe(members);
        result
    }

    /// The modulus and the public exponent, which are not checked.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] if one is missing.
    pub(super) fn public_numbers(&self) -> Result<PublicNumbers<'_>, Error> {
        let [n, e, ..] = self.numbers.each_ref().map(|number| number.as_deref());
        Ok(PublicNumbers { n: n.ok_or_else(|| NOT_BASE64URL)?, e: e.ok_or_else(|| NOT_BASE64URL)? })
    }

    /// The numbers of a private key, which are not checked. n, e and d are sufficient (RFC 7518 §6.3.2).
    ///
    /// # Errors
    /// [`Error::MalformedKey`] if one of these is missing, or one prime without the other.
    pub(super) fn private_components(&self) -> Result<Components<'_>, Error> {
        let PublicNumbers { n, e } = self.public_numbers()?;
        let [_, _, d, p, q, dp, dq, qinv] = self.numbers.each_ref().map(|number| number.as_deref().map(Vec::as_slice));
        let primes = match (p, q) {
            (Some(p), Some(q)) => Some([p, q]),
            (None, None) => None,
            _ => return Err(NOT_BASE64URL),
        };
        Ok(Components { n, e, d: d.ok_or_else(|| NOT_BASE64URL)?, primes, crt: [dp, dq, qinv] })
    }
}

/// Writes a private JWK with `kty` and the numbers only.
pub(super) fn write_private(components: &OwnedComponents) -> Zeroizing<String> {
    write(&components.values.each_ref().map(|number| number.as_slice()))
}

/// Writes a public JWK with `kty` and the numbers only.
pub(super) fn write_public(numbers: PublicNumbers<'_>) -> String {
    core::mem::take(&mut *write(&[numbers.n, numbers.e]))
}

/// Computes the thumbprint (RFC 7638 §3): SHA-256 over the required members in lexicographic order, without white
/// space.
pub(super) fn thumbprint(numbers: PublicNumbers<'_>) -> String {
    let mut canonical = String::from(r#"{"e":""#);
    canonical.push_str(&Base64UrlUnpadded::encode_string(numbers.e));
    canonical.push_str(r#"","kty":"RSA","n":""#);
    canonical.push_str(&Base64UrlUnpadded::encode_string(numbers.n));
    canonical.push_str(r#""}"#);
    Base64UrlUnpadded::encode_string(&Sha256::digest(canonical.as_bytes()))
}

fn write(numbers: &[&[u8]]) -> Zeroizing<String> {
    // The string is allocated once, because one that grows leaves copies of the key in freed memory.
    let length = numbers.iter().map(|number| number.len() * 4 / 3 + 16).sum::<usize>() + 16;
    let mut text = Zeroizing::new(String::with_capacity(length));
    text.push_str(r#"{"kty":"RSA""#);
    for (number, name) in numbers.iter().zip(NUMBERS) {
        for part in [",\"", name, "\":\"", &Zeroizing::new(Base64UrlUnpadded::encode_string(number)), "\""] {
            text.push_str(part);
        }
    }
    text.push('}');
    text
}

fn read(text: &[u8]) -> Result<Object<'_>, Error> {
    match core::str::from_utf8(text).ok().and_then(Value::parse) {
        Some(Value::Object(members)) => Ok(members),
        _ => Err(NO_OBJECT),
    }
}

/// Refuses a key whose `use`, `key_ops` or `alg` (RFC 7517 §4) does not allow encryption with RSA-OAEP.
///
/// # Errors
/// [`Error::UnsupportedKey`].
fn check_purpose(members: &Object<'_>) -> Result<(), Error> {
    let refuse = |reason| Err(Error::UnsupportedKey { reason });
    let operations = if members.get("d").is_some() { ["decrypt", "unwrapKey"] } else { ["encrypt", "wrapKey"] };
    let is_one_of =
        |value: &Value<'_>, names: &[&str]| matches!(value, Value::String(text) if names.contains(&text.as_ref()));
    if members.get("oth").is_some() {
        return refuse("it has more than two primes: make a key with two");
    }
    if members.get("use").is_some_and(|value| !is_one_of(value, &["enc"])) {
        return refuse("its use is not encryption: its owner made it for something else");
    }
    if let Some(value) = members.get("key_ops") {
        let Value::Array(allowed) = value else { return refuse("its key_ops are no list") };
        if !allowed.iter().any(|value| is_one_of(value, &operations)) {
            return refuse("its key_ops do not allow encryption: its owner made it for something else");
        }
    }
    let oaep = ["RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"];
    if members.get("alg").is_some_and(|value| !is_one_of(value, &oaep)) {
        return refuse("its alg is not RSA-OAEP: its owner made it for something else");
    }
    Ok(())
}

/// Wipes strings that the JSON reader copied, which may be parts of a private key. Other strings borrow from the input.
fn wipe(members: Object<'_>) {
    members.into_values().for_each(wipe_value);
}

fn wipe_value(value: Value<'_>) {
    match value {
        Value::String(Cow::Owned(mut text)) => text.zeroize(),
        Value::Array(elements) => elements.into_iter().for_each(wipe_value),
        Value::Object(members) => wipe(members),
        Value::String(Cow::Borrowed(_)) | Value::Other => {}
    }
}
