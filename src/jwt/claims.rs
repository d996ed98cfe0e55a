//! The claims of a signed message (RFC 7519 §4), and their form as JSON.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::types::{MAX_FILES, MAX_SIGNED, Purpose, Sender, Signer, Token};
use crate::{
    Error, PublicKey,
    json::{Object, Value, characters, push_string},
    jwe::MAX_RECIPIENTS,
};

/// The longest thumbprint, ID or name in characters.
const MAX_TEXT: usize = 256;
/// The most digits of a time in seconds since 1970. A `Date` of JavaScript can hold every such time.
const MAX_DIGITS: usize = 12;
/// The most digits of a file's length in bytes. Every such length is a safe integer of JavaScript.
const MAX_LENGTH_DIGITS: usize = 15;

/// Writes the claims of a message by the signer with the thumbprint `id`.
///
/// # Errors
/// [`Error::RandomUnavailable`]; [`Error::InvalidArgument`] if `unseal` would refuse the claims.
pub(super) fn write<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    content: &[u8],
    recipients: &[&PublicKey],
    signer: &Signer<'_>,
    id: &str,
) -> Result<Zeroizing<String>, Error> {
    let message_id = encode(&message_id(rng)?);
    let mut audience = String::new();
    for (index, recipient) in recipients.iter().enumerate() {
        if !recipients[..index].contains(recipient) {
            let comma = if index == 0 { "" } else { "," };
            audience = [audience.as_str(), comma, "\"", &recipient.thumbprint(), "\""].concat();
        }
    }
    // Content that has characters below U+0020 other than tab, line feed and carriage return goes into `data`: it is
    // hardly text, and each of them would take six bytes in JSON.
    let is_plain = |byte: &u8| matches!(byte, b' '..|b'\t'| b'\n' | b'\r');
    let (claim, content) = match core::str::from_utf8(content).ok().filter(|_| content.iter().all(is_plain)) {
        Some(text) => ("text", Zeroizing::new(String::from(text))),
        None => ("data", Zeroizing::new(Base64UrlUnpadded::encode_string(content))),
    };
    // Allocated once, because a string that grows leaves copies in freed memory: an escape takes up to six bytes.
    let mut quoted = Zeroizing::new(String::with_capacity(6 * content.len() + 2));
    push_string(&mut quoted, &content);
    // If the caller's claims are not in braces, a brace takes their place. Whenever they are not a JSON object, the
    // result is invalid JSON, which is refused below.
    let others = trim(signer.claims).strip_prefix('{').and_then(|claims| claims.strip_suffix('}')).map_or("{", trim);
    let claims = Zeroizing::new(
        [
            r#"{"iss":""#,
            id,
            r#"","aud":["#,
            &audience,
            r#"],"iat":"#,
            &decimal(signer.issued_at),
            r#","jti":""#,
            &message_id,
            if others.is_empty() { "\"" } else { "\"," },
            others,
            ",\"",
            claim,
            "\":",
            &quoted,
            "}",
        ]
        .concat(),
    );
    let key_id = recipients.first().map(|first| first.thumbprint()).unwrap_or_default();
    // Without recipients, sealing the token fails with an error that says so.
    if recipients.is_empty() || is_valid(&claims, Purpose::Message, id, &key_id) {
        return Ok(claims);
    }
    Err(Error::InvalidArgument { reason: "the claims of the sender must be a JSON object that unseal reads again" })
}

/// `text` without the white space around it, of the kinds that JSON has (RFC 8259 §2).
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// A random ID for a message.
///
/// # Errors
/// [`Error::RandomUnavailable`].
pub(crate) fn message_id<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<[u8; 16], Error> {
    let mut id = [0; 16];
    rng.try_fill_bytes(&mut id).map_err(|_| Error::RandomUnavailable)?;
    Ok(id)
}

/// Encodes base64url without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Whether `text` has the claims of a message, or of a letter with files, that the signer with the thumbprint `id` made for
/// the key with the thumbprint `key_id`. Claims of other names are ignored.
pub(super) fn is_valid(text: &str, purpose: Purpose, id: &str, key_id: &str) -> bool {
    let Some(Value::Object(claims)) = Value::parse(text) else { return false };
    let is_short = |value: &Value<'_>| matches!(value, Value::String(text) if characters(text) <= MAX_TEXT);
    let is_content = match (claims.get("text"), claims.get("data")) {
        (Some(Value::String(text)), None) => text.len() <= MAX_SIGNED,
        (None, Some(Value::String(data))) => {
            data.len() * 3 / 4 <= MAX_SIGNED && Base64UrlUnpadded::decode_vec(data).map(Zeroizing::new).is_ok()
        }
        _ => false,
    };
    let Some(Value::Array(audience)) = claims.get("aud") else { return false };
    is_content
        && (purpose == Purpose::Message || are_files(&claims))
        && audience.len() <= MAX_RECIPIENTS
        && audience.iter().all(is_short)
        && audience.iter().any(|value| matches!(value, Value::String(recipient) if recipient == key_id))
        && claims.text("iss") == Some(id)
        && claims.text("jti").is_some()
        && ["jti", "enc", "name"].iter().all(|name| claims.get(name).is_none_or(is_short))
        && matches!(claims.get("reply_to"), None | Some(Value::Object(_)))
        && matches!(claims.get("iat"), Some(Value::Number(time)) if is_time(time))
}

/// Whether the claim `files` has 1 to [`MAX_FILES`] files, each with its name, its media type, which may be empty, its
/// length in bytes, and its SHA-256. Members of other names are ignored. Whether a name is one that a file may have, and
/// whether it comes twice, is checked with the archive, in which the same names must be.
fn are_files(claims: &Object<'_>) -> bool {
    let Some(Value::Array(files)) = claims.get("files") else { return false };
    (1..=MAX_FILES).contains(&files.len()) && files.iter().all(is_file)
}

fn is_file(value: &Value<'_>) -> bool {
    let Value::Object(file) = value else { return false };
    let is_short = |text: &str| characters(text) <= MAX_TEXT;
    let is_length =
        |digits: &str| digits.len() <= MAX_LENGTH_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    file.text("name").is_some_and(|name| !name.is_empty() && is_short(name))
        && file.text("type").is_some_and(is_short)
        && matches!(file.get("length"), Some(Value::Number(length)) if is_length(length))
        && file.text("sha256").is_some_and(is_digest)
}

/// Whether a text is the base64url of 32 bytes.
fn is_digest(text: &str) -> bool {
    Base64UrlUnpadded::decode(text, &mut [0; 32]).is_ok_and(|digest| digest.len() == 32)
}

/// Whether a number is a time (RFC 7519 §2) of at most [`MAX_DIGITS`] digits before its fraction: not negative, and
/// without an exponent, because an exponent of few digits could make a time that no calendar has.
fn is_time(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && (1..=MAX_DIGITS).contains(&seconds(number).len())
}

/// The whole seconds of a time, which may have a fraction.
fn seconds(time: &str) -> &str {
    let end = time.bytes().take_while(u8::is_ascii_digit).count();
    time.get(..end).unwrap_or_default()
}

/// The content and the sender of a token whose claims are valid. `known`: whether the sender was expected.
pub(super) fn read(token: Token, known: bool) -> Option<(Zeroizing<Vec<u8>>, Sender)> {
    let Token { key, claims: text, digest } = token;
    let Some(Value::Object(mut claims)) = Value::parse(&text) else { return None };
    let content = match (claims.take("text"), claims.take("data")) {
        (Some(Value::String(text)), _) => text.into_owned().into_bytes(),
        (_, Some(Value::String(data))) => Base64UrlUnpadded::decode_vec(&data).ok()?,
        _ => return None,
    };
    let (Some(Value::Array(audience)), Some(Value::Number(time))) = (claims.get("aud"), claims.get("iat")) else {
        return None;
    };
    let text_of = |value: &Value<'_>| match value {
        Value::String(text) => Some(String::from(text.as_ref())),
        _ => None,
    };
    let reply_to = match claims.get("reply_to") {
        Some(Value::Object(jwk)) => jwk.source(&text).map(String::from),
        _ => None,
    };
    let sender = Sender {
        id: key.thumbprint(),
        known,
        audience: audience.iter().filter_map(text_of).collect(),
        signed_at: seconds(time).parse().ok()?,
        message_id: claims.text("jti")?.into(),
        encryption_key: claims.text("enc").map(String::from),
        name: claims.text("name").map(String::from),
        reply_to,
        digest,
        verifying_key: key,
    };
    Some((Zeroizing::new(content), sender))
}

/// The decimal digits of a number.
fn decimal(number: u64) -> String {
    let mut digits = if number < 10 { String::new() } else { decimal(number / 10) };
    digits.extend(char::from_digit((number % 10) as u32, 10));
    digits
}
