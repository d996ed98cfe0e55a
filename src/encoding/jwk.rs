//! JSON Web Key (RFC 7517, RFC 7518 §6.3) and its thumbprint (RFC 7638).

#![forbid(unsafe_code)]

use alloc::{borrow::Cow, string::String, vec::Vec};
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::{
    kind::{Kind, Purpose},
    text::decode,
};
use crate::{
    Error, Reason,
    json::{Object, Value, characters},
    key::{Components, MAX_KID, OwnedComponents, PssParameters, PublicNumbers, hash::Hash},
};

/// The members of a private key, in the order of [`OwnedComponents`]; the first two are those of a public key.
const NUMBERS: [&str; 8] = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

/// The error of a text that is not a JSON object.
const NO_OBJECT: Error = Error::MalformedKey { reason: Reason::JwkNotObject };
/// The error of a number that is missing or not a string of base64url.
const NOT_BASE64URL: Error = Error::MalformedKey { reason: Reason::JwkNumber };
/// Types of keys (`kty`) with a private member `d`, or `k` for a symmetric key, which counts as private.
const TYPES: [&str; 6] = ["RSA", "RSA-HSM", "EC", "EC-HSM", "OKP", "oct"];
/// The fewest digits, hexadecimal or decimal, of a long number of a key. A text of at least as many digits and nothing
/// else is refused, because it is also the base64 of another number.
const MIN_DIGITS: usize = 256;
/// The fewest characters that are taken for a long number in an object without a known `kty`.
const MIN_NUMBER: usize = 32;

/// A parsed JWK with its numbers decoded. Wiped when dropped.
pub(super) struct Jwk {
    numbers: [Option<Zeroizing<Vec<u8>>>; 8],
    /// The key ID. A key ID longer than [`MAX_KID`] is left out, because no message can name the key by it.
    pub kid: Option<String>,
    /// The parameters of PSS that the JWK's `alg` states.
    pub parameters: Option<PssParameters>,
}

/// The value of a member, unless it is null, which some libraries write for an absent member.
fn member<'a, 'b>(members: &'b Object<'a>, name: &str) -> Option<&'b Value<'a>> {
    members.get(name).filter(|value| **value != Value::Null)
}

/// The key ID (`kid`) of a JWK, unless it is longer than [`MAX_KID`].
pub(super) fn kid(members: &Object<'_>) -> Option<String> {
    members.text("kid").filter(|kid| characters(kid) <= MAX_KID).map(String::from)
}

/// Determines whether a JSON object is a private or a public key. Returns `None` if it is no key.
pub(super) fn recognise(members: &Object<'_>) -> Option<Kind> {
    let is_long = |name| members.text(name).is_some_and(|number| number.len() >= MIN_NUMBER);
    let has = |name| members.text(name).is_some_and(|number| !number.is_empty());
    Some(match members.text("kty") {
        Some("RSA" | "RSA-HSM") if has("d") => Kind::JwkPrivate,
        Some("RSA" | "RSA-HSM") => Kind::JwkPublic,
        Some(kty) if TYPES.contains(&kty) && (has("d") || has("k")) => Kind::OtherPrivate(Reason::JwkOtherType),
        Some(_) if is_long("n") && is_long("d") => Kind::OtherPrivate(Reason::JwkOtherType),
        Some(_) => Kind::OtherPublic(Reason::JwkOtherType),
        None if is_long("n") && is_long("d") => Kind::DamagedPrivate(Reason::JwkWithoutType),
        None if is_long("n") => Kind::DamagedPublic(Reason::JwkWithoutType),
        None => return None,
    })
}

/// Whether a key allows this purpose, by naming it or by naming none.
pub(super) fn is_for(members: &Object<'_>, purpose: Purpose) -> bool {
    check_purpose(members, purpose).is_ok()
}

/// Decodes a number: base64url, or base64 as other software writes it, with padding or without. A text with characters
/// of both alphabets is refused, and so are hexadecimal and decimal digits, which would be the base64 of another
/// number, and bits after the last byte that are not zero.
///
/// # Errors
/// [`Error::MalformedKey`].
fn number(name: &str, text: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let bare = text.trim_end_matches('=');
    let has = |characters: [u8; 2]| bare.bytes().any(|byte| characters.contains(&byte));
    let is_digits = match name {
        // No exponent in use has base64url of decimal digits alone: 65537 is `AQAB`.
        "e" => text.starts_with("0x") || text.bytes().all(|byte| byte.is_ascii_digit()),
        _ => text.len() >= MIN_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
    };
    let is_padded = bare.len() < text.len();
    let is_valid = bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte))
        && !(has(*b"+/") && has(*b"-_"))
        && !is_digits
        && (!is_padded || text.len().is_multiple_of(4));
    let decoded = if is_valid && !has_spare_bits(bare.as_bytes()) { decode(bare.as_bytes()) } else { None };
    let reason = match name {
        "n" => Reason::JwkModulus,
        "e" => Reason::JwkExponent,
        _ => Reason::JwkNumber,
    };
    decoded.ok_or_else(|| Error::MalformedKey { reason })
}

/// Whether the unused bits in the last character of base64 without padding are not all zero. No encoder writes such a
/// text (RFC 4648 §3.5).
fn has_spare_bits(text: &[u8]) -> bool {
    let mask = match text.len() % 4 {
        2 => 0xf,
        3 => 3,
        _ => 0,
    };
    // The last of the three bytes ends in the six bits of the fourth character.
    let last = text.last().and_then(|last| decode(&[b'A', b'A', b'A', *last]));
    last.is_some_and(|bytes| bytes.last().is_some_and(|bits| bits & mask != 0))
}

impl Jwk {
    /// Parses an RSA key, and refuses one that is not for `purpose`.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`].
    pub(super) fn parse(text: &[u8], purpose: Purpose) -> Result<Self, Error> {
        let members = read(text)?;
        let result = check_purpose(&members, purpose).and_then(|parameters| {
            if member(&members, "n").is_none() && members.get("x5c").is_some() {
                return Err(Error::MalformedKey { reason: Reason::JwkCertificateOnly });
            }
            let mut numbers = [const { None }; 8];
            for (decoded, name) in numbers.iter_mut().zip(NUMBERS) {
                *decoded = match member(&members, name) {
                    // An empty number is not an absent one.
                    Some(Value::String(text)) if !text.is_empty() => Some(number(name, text)?),
                    Some(_) if name == "e" => {
                        return Err(Error::MalformedKey { reason: Reason::JwkExponent });
                    }
                    Some(_) => return Err(NOT_BASE64URL),
                    None => None,
                };
            }
            Ok(Self { numbers, kid: kid(&members), parameters })
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
    /// [`Error::MalformedKey`] if n, e or d is missing, or if only one of the primes is there.
    pub(super) fn private_components(&self) -> Result<Components<'_>, Error> {
        let PublicNumbers { n, e } = self.public_numbers()?;
        let [_, _, d, p, q, dp, dq, qinv] = self.numbers.each_ref().map(|number| number.as_deref().map(Vec::as_slice));
        let primes = match (p, q) {
            (Some(p), Some(q)) => Some([p, q]),
            (None, None) => None,
            _ => return Err(NOT_BASE64URL),
        };
        Ok(Components {
            n,
            e,
            d: d.ok_or_else(|| NOT_BASE64URL)?,
            primes,
            crt: [dp, dq, qinv],
            parameters: self.parameters,
        })
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

/// Writes a JWK with these numbers, which are in the order of [`NUMBERS`].
fn write(numbers: &[&[u8]]) -> Zeroizing<String> {
    // The string is allocated once, because one that grows leaves copies of the key in freed memory. 16 bytes suffice
    // for the name and the quotes of a member, and for `{"kty":"RSA"}`.
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

/// Parses the JSON object of a JWK.
fn read(text: &[u8]) -> Result<Object<'_>, Error> {
    match core::str::from_utf8(text).ok().and_then(Value::parse) {
        Some(Value::Object(members)) => Ok(members),
        _ => Err(NO_OBJECT),
    }
}

/// The values by which a JWK names a purpose, and the reasons for refusing a key with other values.
struct Terms {
    usage: &'static str,
    /// The operations of a private key and of a public key.
    operations: [&'static [&'static str]; 2],
    algorithms: &'static [&'static str],
    /// The reasons for a wrong `use`, `key_ops` and `alg`.
    refusals: [Reason; 3],
}

const ENCRYPTION: Terms = Terms {
    usage: "enc",
    operations: [&["decrypt", "unwrapKey"], &["encrypt", "wrapKey"]],
    algorithms: &["RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"],
    refusals: [Reason::JwkUse, Reason::JwkOperations, Reason::JwkAlgorithm],
};

const SIGNATURES: Terms = Terms {
    usage: "sig",
    operations: [&["sign"], &["verify"]],
    algorithms: &["PS256", "PS384", "PS512"],
    refusals: [Reason::JwkOtherPurpose; 3],
};

/// The hashes of the algorithms in [`SIGNATURES`] (RFC 7518 §3.5).
const PSS_HASHES: [Hash; 3] = [Hash::Sha256, Hash::Sha384, Hash::Sha512];

/// Refuses a key with more than two primes, and one whose `use`, `key_ops` or `alg` (RFC 7517 §4) does not allow
/// `purpose`. Returns the parameters of PSS that the key's `alg` states: the salt is as long as the hash.
///
/// # Errors
/// [`Error::UnsupportedKey`].
fn check_purpose(members: &Object<'_>, purpose: Purpose) -> Result<Option<PssParameters>, Error> {
    let refuse = |reason| Err(Error::UnsupportedKey { reason });
    let Terms { usage, operations, algorithms, refusals } = match purpose {
        Purpose::Encryption => ENCRYPTION,
        Purpose::Signatures => SIGNATURES,
    };
    let [private, public] = operations;
    let operations = if member(members, "d").is_some() { private } else { public };
    let index_of = |value: &Value<'_>, names: &[&str]| match value {
        Value::String(text) => names.iter().position(|name| *name == text.as_ref()),
        _ => None,
    };
    let is_empty = |value: &Value<'_>| matches!(value, Value::Array(elements) if elements.is_empty());
    let present = |name| member(members, name).filter(|value| !is_empty(value));
    if present("oth").is_some() {
        return refuse(Reason::MorePrimes);
    }
    if member(members, "use").is_some_and(|value| index_of(value, &[usage]).is_none()) {
        return refuse(refusals[0]);
    }
    if let Some(value) = present("key_ops") {
        let Value::Array(allowed) = value else { return refuse(Reason::JwkOperationsNoList) };
        if !allowed.iter().any(|value| index_of(value, operations).is_some()) {
            return refuse(refusals[1]);
        }
    }
    let Some(alg) = member(members, "alg") else { return Ok(None) };
    let Some(index) = index_of(alg, algorithms) else { return refuse(refusals[2]) };
    #[cfg(feature = "private")]
    if let (Purpose::Signatures, Some(hash)) = (purpose, PSS_HASHES.get(index)) {
        let (hash, salt_length) = (*hash, hash.output_size());
        return Ok(Some(PssParameters { hash, salt_length, is_in_algorithm: false }));
    }
    // Only the feature `private` uses the index.
    let _ = index;
    Ok(None)
}

/// Wipes strings that the JSON reader copied, which may be parts of a private key. Other strings borrow from the input.
fn wipe(members: Object<'_>) {
    members.into_values().for_each(wipe_value);
}

/// Wipes a value as [`wipe`] does. The JSON parser limits the depth of the recursion.
pub(super) fn wipe_value(value: Value<'_>) {
    match value {
        Value::String(Cow::Owned(mut text)) => text.zeroize(),
        Value::Array(elements) => elements.into_iter().for_each(wipe_value),
        Value::Object(members) => wipe(members),
        Value::String(Cow::Borrowed(_)) | Value::Number(_) | Value::Null | Value::Boolean => {}
    }
}
