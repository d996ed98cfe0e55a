//! The claims of a signed message (RFC 7519 §4), and their form as JSON.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{MAX_SIGNED, Sender, Signer, Token};
use crate::{
    Error, PublicKey, encoding,
    json::{Object, Value, characters, quoted},
    jwe::MAX_RECIPIENTS,
};

/// The longest thumbprint, ID or name in characters.
const MAX_TEXT: usize = 256;
/// The latest time, in seconds since 1970, that a `Date` of JavaScript can have.
const MAX_TIME: u64 = 8_640_000_000_000;

/// Writes the claims of a message by the signer with the thumbprint `id`.
///
/// # Errors
/// [`Error::RandomUnavailable`]; [`Error::InvalidArgument`] if they would not be read again.
pub(super) fn write<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    content: &[u8],
    recipients: &[&PublicKey],
    signer: &Signer<'_>,
    id: &str,
) -> Result<Zeroizing<String>, Error> {
    let mut message_id = [0; 16];
    rng.try_fill_bytes(&mut message_id).map_err(|_| Error::RandomUnavailable)?;
    let mut audience = String::new();
    for (index, recipient) in recipients.iter().enumerate() {
        if !recipients[..index].contains(recipient) {
            let comma = if index == 0 { "" } else { "," };
            audience = [audience.as_str(), comma, "\"", &recipient.thumbprint(), "\""].concat();
        }
    }
    // Control characters other than line feeds and the like would take six bytes each.
    let is_plain = |byte: &u8| matches!(byte, b' '..|b'\t'| b'\n' | b'\r');
    let (claim, content) = match core::str::from_utf8(content).ok().filter(|_| content.iter().all(is_plain)) {
        Some(text) => ("text", quoted(text)),
        None => ("data", quoted(&Zeroizing::new(Base64UrlUnpadded::encode_string(content)))),
    };
    let others = signer.claims.strip_prefix('{').and_then(|claims| claims.strip_suffix('}')).unwrap_or("{");
    let claims = Zeroizing::new(
        [
            r#"{"iss":""#,
            id,
            r#"","aud":["#,
            &audience,
            r#"],"iat":"#,
            &decimal(signer.issued_at),
            r#","jti":""#,
            &Base64UrlUnpadded::encode_string(&message_id),
            if others.is_empty() { "\"" } else { "\"," },
            others,
            ",\"",
            claim,
            "\":",
            &content,
            "}",
        ]
        .concat(),
    );
    let key_id = recipients.first().map(|first| first.thumbprint()).unwrap_or_default();
    if recipients.is_empty() || is_valid(&claims, id, &key_id) {
        return Ok(claims);
    }
    Err(Error::InvalidArgument { reason: "the claims of the sender must be a JSON object that unseal reads again" })
}

/// Whether these are claims of a message that the signer with the thumbprint `id` made for the key with the thumbprint
/// `key_id`. Claims of other names are ignored.
pub(super) fn is_valid(text: &str, id: &str, key_id: &str) -> bool {
    let Some(Value::Object(claims)) = Value::parse(text) else { return false };
    let is_short = |value: &Value<'_>| matches!(value, Value::String(text) if characters(text) <= MAX_TEXT);
    let is_content = match (claims.get("text"), claims.get("data")) {
        (Some(Value::String(text)), None) => text.len() <= MAX_SIGNED,
        (None, Some(Value::String(data))) => {
            Base64UrlUnpadded::decode_vec(data).is_ok_and(|data| Zeroizing::new(data).len() <= MAX_SIGNED)
        }
        _ => false,
    };
    let is_audience = match claims.get("aud") {
        Some(Value::Array(ids)) => {
            let names_key = |value: &Value<'_>| matches!(value, Value::String(id) if id == key_id);
            ids.len() <= MAX_RECIPIENTS && ids.iter().all(is_short) && ids.iter().any(names_key)
        }
        _ => false,
    };
    let is_reply_to = match claims.get("reply_to") {
        Some(Value::Object(jwk)) => {
            reply_to(text, jwk).is_some_and(|key| claims.text("enc") == Some(&key.thumbprint()))
        }
        value => value.is_none(),
    };
    claims.text("iss") == Some(id)
        && is_audience
        && time(&claims).is_some()
        && claims.get("jti").is_some_and(is_short)
        && ["enc", "name"].iter().all(|name| claims.get(name).is_none_or(is_short))
        && is_reply_to
        && is_content
}

/// The content and the sender of a token, whose claims are valid.
pub(super) fn read(token: Token, known: bool) -> Option<(Zeroizing<Vec<u8>>, Sender)> {
    let Token { key, claims: text, digest } = token;
    let Some(Value::Object(mut claims)) = Value::parse(&text) else { return None };
    let content = match (claims.take("text"), claims.take("data")) {
        (Some(Value::String(text)), _) => text.into_owned().into_bytes(),
        (_, Some(Value::String(data))) => Base64UrlUnpadded::decode_vec(&data).ok()?,
        _ => return None,
    };
    let Some(Value::Array(ids)) = claims.get("aud") else { return None };
    let string = |value: &Value<'_>| match value {
        Value::String(text) => Some(String::from(text.as_ref())),
        _ => None,
    };
    let sender = Sender {
        id: key.thumbprint(),
        known,
        audience: ids.iter().filter_map(string).collect(),
        signed_at: time(&claims)?,
        message_id: claims.text("jti")?.into(),
        encryption_key: claims.text("enc").map(String::from),
        name: claims.text("name").map(String::from),
        reply_to: match claims.get("reply_to") {
            Some(Value::Object(jwk)) => reply_to(&text, jwk),
            _ => None,
        },
        digest,
        verifying_key: key,
    };
    Some((Zeroizing::new(content), sender))
}

/// The time of signing in seconds since 1970. It may have a fraction (RFC 7519 §2), which is cut off.
fn time(claims: &Object<'_>) -> Option<u64> {
    let Some(Value::Number(number)) = claims.get("iat") else { return None };
    let whole = number.bytes().take_while(|byte| *byte != b'.');
    let add = |sum: u64, byte: u8| match byte {
        b'0'..=b'9' => Some(sum * 10 + u64::from(byte - b'0')).filter(|sum| *sum <= MAX_TIME),
        _ => None,
    };
    whole.fold(Some(0), |sum, byte| add(sum?, byte))
}

fn reply_to(claims: &str, jwk: &Object<'_>) -> Option<PublicKey> {
    encoding::public_key_of_jwk(jwk.source(claims)?).ok()
}

fn decimal(number: u64) -> String {
    let mut digits = if number < 10 { String::new() } else { decimal(number / 10) };
    digits.extend(char::from_digit((number % 10) as u32, 10));
    digits
}
