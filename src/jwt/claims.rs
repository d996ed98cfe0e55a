//! The claims of a signed message (RFC 7519 §4), and their form as JSON.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{MAX_SIGNED, Opened, Sender, Signer};
use crate::{
    Error, PublicKey, VerifyingKey, encoding,
    json::{Object, Value, characters, push_string},
    jwe::MAX_RECIPIENTS,
};

/// The longest thumbprint, ID or name in characters.
const MAX_TEXT: usize = 256;
/// The latest time, in seconds since 1970, that a `Date` of JavaScript can have.
const MAX_TIME: u64 = 8_640_000_000_000;

/// What the claims say, in their valid form.
pub(super) struct Claims {
    content: Zeroizing<Vec<u8>>,
    audience: Vec<String>,
    signed_at: u64,
    message_id: String,
    encryption_key: Option<String>,
    name: Option<String>,
    reply_to: Option<PublicKey>,
}

impl Claims {
    /// The content, and the sender with the key that verified the claims.
    pub(super) fn of(self, id: String, verifying_key: VerifyingKey, known: bool, digest: [u8; 32]) -> Opened {
        let Self { content, audience, signed_at, message_id, encryption_key, name, reply_to } = self;
        let sender = Sender {
            id,
            known,
            verifying_key,
            audience,
            signed_at,
            message_id,
            encryption_key,
            name,
            reply_to,
            digest,
        };
        (content, sender)
    }
}

/// Writes the claims of a message by the signer with the thumbprint `id`.
///
/// # Errors
/// [`Error::RandomUnavailable`]; [`Error::InvalidArgument`] for a time or a name that is not read again.
pub(super) fn write<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    content: &[u8],
    recipients: &[&PublicKey],
    signer: &Signer<'_>,
    id: &str,
) -> Result<Zeroizing<String>, Error> {
    let Signer { issued_at, encryption_key, name, reply_to, .. } = *signer;
    if issued_at > MAX_TIME || name.is_some_and(|name| characters(name) > MAX_TEXT) {
        return Err(Error::InvalidArgument { reason: "the time of signing or the name of the sender is too long" });
    }
    let mut message_id = [0; 16];
    rng.try_fill_bytes(&mut message_id).map_err(|_| Error::RandomUnavailable)?;
    // The string is allocated once, because one that grows leaves copies of the message in freed memory: the content, of
    // which a byte takes at most two, some 50 for each recipient, and some thousand for a key.
    let length = 2 * content.len() + 50 * recipients.len() + 8 * MAX_TEXT + 4096;
    let mut claims = Zeroizing::new(String::with_capacity(length));
    let push = |claims: &mut String, parts: &[&str]| parts.iter().for_each(|part| claims.push_str(part));
    push(&mut claims, &[r#"{"iss":""#, id, r#"","aud":["#]);
    for (index, recipient) in recipients.iter().enumerate() {
        if recipients[..index].contains(recipient) {
            continue;
        }
        push(&mut claims, &[if index == 0 { "\"" } else { ",\"" }, &recipient.thumbprint(), "\""]);
    }
    let message_id = Base64UrlUnpadded::encode_string(&message_id);
    push(&mut claims, &[r#"],"iat":"#, &decimal(issued_at), r#","jti":""#, &message_id, "\""]);
    for (claim, value) in [(r#","enc":"#, encryption_key), (r#","name":"#, name)] {
        if let Some(value) = value {
            claims.push_str(claim);
            push_string(&mut claims, value);
        }
    }
    if let Some(key) = reply_to {
        push(&mut claims, &[r#","reply_to":"#, &key.to_jwk()]);
    }
    // Control characters other than line feeds and the like would take six bytes each.
    let is_plain = |byte: &u8| matches!(byte, b' '..|b'\t'| b'\n' | b'\r');
    match core::str::from_utf8(content).ok().filter(|_| content.iter().all(is_plain)) {
        Some(text) => {
            claims.push_str(r#","text":"#);
            push_string(&mut claims, text);
        }
        None => push(&mut claims, &[r#","data":""#, &Zeroizing::new(Base64UrlUnpadded::encode_string(content)), "\""]),
    }
    claims.push('}');
    Ok(claims)
}

/// Reads the claims of a message that the signer with the thumbprint `id` made for the key with the thumbprint `key_id`.
/// Returns `None` if a claim is missing, has another form or another value. Claims of other names are ignored.
pub(super) fn read(text: &str, id: &str, key_id: &str) -> Option<Claims> {
    let Value::Object(mut claims) = Value::parse(text)? else { return None };
    if claims.text("iss") != Some(id) {
        return None;
    }
    let Value::Array(recipients) = claims.get("aud")? else { return None };
    if recipients.len() > MAX_RECIPIENTS {
        return None;
    }
    let audience: Option<Vec<String>> = recipients.iter().map(|value| short(value)).collect();
    let audience = audience.filter(|audience| audience.iter().any(|id| id == key_id))?;
    // A time may have a fraction (RFC 7519 §2), which does not matter here.
    let Value::Number(time) = claims.get("iat")? else { return None };
    let signed_at = time.split('.').next()?.parse().ok().filter(|time| *time <= MAX_TIME)?;
    let message_id = short(claims.get("jti")?).filter(|id| !id.is_empty())?;
    let optional = |name| claims.get(name).map_or(Some(None), |value| short(value).map(Some));
    let (encryption_key, name) = (optional("enc")?, optional("name")?);
    let reply_to = match claims.get("reply_to") {
        Some(Value::Object(jwk)) => Some(reply_to(text, jwk, encryption_key.as_deref())?),
        Some(_) => return None,
        None => None,
    };
    let content = match (claims.take("text"), claims.take("data")) {
        (Some(Value::String(text)), None) => text.into_owned().into_bytes(),
        (None, Some(Value::String(data))) => Base64UrlUnpadded::decode_vec(&data).ok()?,
        _ => return None,
    };
    let content = Zeroizing::new(content);
    (content.len() <= MAX_SIGNED).then_some(Claims {
        content,
        audience,
        signed_at,
        message_id,
        encryption_key,
        name,
        reply_to,
    })
}

/// The text of a claim, unless it is too long.
fn short(value: &Value<'_>) -> Option<String> {
    match value {
        Value::String(text) if characters(text) <= MAX_TEXT => Some(text.as_ref().into()),
        _ => None,
    }
}

/// The key in `reply_to`, which must be the one that `enc` names.
fn reply_to(text: &str, jwk: &Object<'_>, encryption_key: Option<&str>) -> Option<PublicKey> {
    let text = text.get(jwk.start..jwk.start + jwk.length)?;
    let key = encoding::public_key_of_jwk(text).ok()?;
    encryption_key.is_none_or(|id| key.thumbprint() == id).then_some(key)
}

fn decimal(number: u64) -> String {
    let mut digits = if number < 10 { String::new() } else { decimal(number / 10) };
    digits.extend(char::from_digit((number % 10) as u32, 10));
    digits
}
