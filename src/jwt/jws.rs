//! The token as JWS in compact serialization (RFC 7515 §7.1), signed with PS256 (RFC 7518 §3.5).

#![forbid(unsafe_code)]

use alloc::string::String;

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    claims,
    types::{IsExpected, MAX_SIGNED, Purpose, Token},
};
use crate::{
    Error, Hash, PssOptions, SigningKey, VerifyingKey, encoding,
    json::{Object, Value},
};

/// The longest header in characters of base64url.
const MAX_HEADER: usize = 16 << 10;
/// The longest token in characters. JSON may take six bytes for a byte of the content, and base64url takes four
/// characters for three bytes. 64 KiB are for the header, the other claims and the signature. The package writes
/// content with control characters other than tabs and line ends as base64url, all of it (`data`). So the content takes
/// a third of this limit at most, and what a letter says of its files fits as well.
const MAX_TOKEN: usize = 8 * MAX_SIGNED + (64 << 10);
/// SHA-256, and a salt of the same length.
const PS256: PssOptions = PssOptions { hash: Some(Hash::Sha256), salt_length: Some(32) };

/// What a token is.
pub(super) enum Outcome {
    /// A token for this purpose that is valid.
    Signed(Token),
    /// A token for this purpose that breaks a rule, or a token whose header cannot be read.
    Invalid,
    /// A token for another purpose, a text over [`MAX_TOKEN`], which is not read, or no token.
    Other,
}

/// Signs the claims. `verifying_key` is the public half of `key`.
///
/// # Errors
/// [`Error::InvalidArgument`] if the key is restricted to other parameters; [`Error::RandomUnavailable`];
/// [`Error::Internal`].
pub(super) fn sign<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    key: &SigningKey,
    verifying_key: &VerifyingKey,
    claims: &str,
) -> Result<Zeroizing<String>, Error> {
    // Neither a thumbprint nor a JWK that was written here has a character that needs an escape.
    let (id, jwk) = (verifying_key.thumbprint(), verifying_key.to_jwk());
    let typ = Purpose::Message.typ();
    let header = [r#"{"alg":"PS256","typ":""#, typ, r#"","kid":""#, &id, r#"","jwk":"#, &jwk, "}"].concat();
    let encode = |text: &str| Zeroizing::new(Base64UrlUnpadded::encode_string(text.as_bytes()));
    let signed = Zeroizing::new([&encode(&header), ".", &encode(claims)].concat());
    let signature = key.sign(rng, signed.as_bytes(), &PS256).map_err(|error| match error {
        Error::InvalidArgument { .. } => Error::InvalidArgument {
            reason: "the signer's key must be one that may sign with SHA-256 and a salt of 32 bytes",
        },
        error => error,
    })?;
    Ok(Zeroizing::new([signed.as_str(), ".", &Base64UrlUnpadded::encode_string(&signature)].concat()))
}

/// Verifies a token that was sealed for the key with the thumbprint `key_id`. If `is_expected` is given, it must return
/// true for the sender's thumbprint.
pub(super) fn verify(token: &str, purpose: Purpose, key_id: &str, is_expected: Option<IsExpected<'_>>) -> Outcome {
    let mut parts = token.split('.');
    let [Some(header), Some(claims), Some(signature), None] = [(); 4].map(|()| parts.next()) else {
        return Outcome::Other;
    };
    if token.len() > MAX_TOKEN {
        return Outcome::Other;
    }
    // A header over the limit is not read, and may be that of a token for this purpose: so the token is not `Other`.
    if header.len() > MAX_HEADER {
        return Outcome::Invalid;
    }
    let Some(header) = decode(header) else { return Outcome::Invalid };
    let Some(Value::Object(members)) = Value::parse(&header) else { return Outcome::Invalid };
    if members.text("typ") != Some(purpose.typ()) {
        return Outcome::Other;
    }
    let open = || {
        let key = verifying_key(&header, &members)?;
        let id = key.thumbprint();
        if is_expected.is_some_and(|is_expected| !is_expected(&id)) {
            return None;
        }
        let signed = token.get(..token.len() - signature.len() - 1)?;
        let signature = Base64UrlUnpadded::decode_vec(signature).ok()?;
        // A key that states other parameters cannot have signed.
        if key.verify(signed.as_bytes(), &signature, &PS256) != Ok(true) {
            return None;
        }
        let claims = decode(claims).filter(|claims| claims::is_valid(claims, purpose, &id, key_id))?;
        Some(Token { key, claims, digest: Sha256::digest(token.as_bytes()).into() })
    };
    open().map_or(Outcome::Invalid, Outcome::Signed)
}

/// The key with which the header says that the token is signed (`jwk`), if `kid` is its thumbprint.
fn verifying_key(header: &str, members: &Object<'_>) -> Option<VerifyingKey> {
    // RFC 7515 §4.1.11: no extension is supported, so a token that needs one is refused.
    if members.text("alg") != Some("PS256") || members.get("crit").is_some() {
        return None;
    }
    let Some(Value::Object(jwk)) = members.get("jwk") else { return None };
    if jwk.text("kty") != Some("RSA") || jwk.get("d").is_some() {
        return None;
    }
    let key = encoding::verifying_key_of_jwk(jwk.source(header)?).ok()?;
    (members.text("kid") == Some(&key.thumbprint())).then_some(key)
}

/// Decodes base64url to text. Trailing bits that are not zero are refused, so that a token has one spelling.
fn decode(encoded: &str) -> Option<Zeroizing<String>> {
    let bytes = Base64UrlUnpadded::decode_vec(encoded).ok()?;
    String::from_utf8(bytes).ok().map(Zeroizing::new)
}
