//! Finding a sealed message in a text that encloses it: in quotes, among words, in lines of mail, or within JSON.
//!
//! Each layer takes time in proportion to its text, which is never longer than the text around it, and at most
//! [`MAX_LAYERS`] are removed. What comes out is checked like any other message.

#![forbid(unsafe_code)]

use alloc::{borrow::Cow, string::String, vec, vec::Vec};

use crate::{
    Error,
    json::{Object, Value},
};

/// The most layers around a message.
pub(super) const MAX_LAYERS: usize = 4;

/// Bytes of a text that are searched for the names of other formats.
const HEAD: usize = 4 << 10;
/// Lengths in characters, without white space, of encoded ciphertexts for moduli of 1024 to 8192 bits: from base64 of
/// 128 bytes to hexadecimal digits of 1024.
const ENCODED_CIPHERTEXT: core::ops::RangeInclusive<usize> = 171..=2048;

const NOT_A_MESSAGE: Error =
    Error::MalformedMessage { reason: "it must be five parts joined by dots, or a JSON object" };
const TOKEN: Error =
    Error::MalformedMessage { reason: "it is a signed or unsigned token (JWS, JWT), which is not encrypted" };
const AGE: &str = "it is a file encrypted with age, which age opens";
const CMS: &str = "it is a CMS (PKCS#7) message, which openssl cms opens";

/// Texts at the beginning of other formats, which are recognised only to name them in an error.
const OTHER_FORMATS: [(&str, &str); 8] = [
    ("BEGIN PGP MESSAGE", "it is an OpenPGP message, which gpg opens"),
    ("age-encryption.org/", AGE),
    ("BEGIN AGE ENCRYPTED FILE", AGE),
    ("BEGIN CMS", CMS),
    ("BEGIN PKCS7", CMS),
    ("gAAAAA", "it is a token of Fernet, which is encrypted with a shared key"),
    ("ZXlK", "it is base64 of a message: decode it once"),
    ("%7B%22", "it is percent-encoded: decodeURIComponent decodes it"),
];

/// A text without its outermost layer.
pub(super) enum Layer<'a> {
    /// A message in compact serialization.
    Compact(Cow<'a, str>),
    /// A message in a JSON serialization, and the name of the step if a JSON value enclosed it.
    Json(Object<'a>, Option<&'static str>),
    /// A text that may have more layers, and the name of the step.
    Text(Cow<'a, str>, &'static str),
}

impl<'a> Layer<'a> {
    /// Removes the outermost layer of `text`, if it has any.
    ///
    /// # Errors
    /// [`Error::MalformedMessage`].
    pub(super) fn remove(text: &'a str) -> Result<Self, Error> {
        let is_compact = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let has_five_parts = text.bytes().filter(|byte| *byte == b'.').count() == 4;
        if text.starts_with("ey") || (has_five_parts && text.bytes().all(is_compact)) {
            return Ok(Self::Compact(without_breaks(text)));
        }
        if text.starts_with(['{', '[', '"']) {
            match Value::parse(text) {
                Some(Value::String(string)) => return Ok(Self::Text(string, "json-escape")),
                Some(value) => return Self::member(value),
                None => {}
            }
        }
        if let Some(compact) = compact_among_words(text) {
            return Ok(Self::Text(compact.into(), "text"));
        }
        let Some(start) = text.find('{') else {
            return if has_five_parts { Ok(Self::Compact(without_breaks(text))) } else { Err(NOT_A_MESSAGE) };
        };
        let json = text.rfind('}').and_then(|end| text.get(start..=end)).unwrap_or(text);
        if json.len() < text.len() {
            return Ok(Self::Text(json.into(), "text"));
        }
        if text.contains('\n') {
            // JSON strings have no line breaks, so that a mail program has inserted those within them.
            let line = |line: &'a str| line.trim_start_matches(['>', ' ', '\t']).trim_end();
            return Ok(Self::Text(text.lines().map(line).collect::<String>().into(), "text"));
        }
        Err(Error::MalformedMessage { reason: "it is not a JSON object of at most 64 distinct members in each" })
    }

    /// Finds the only message in a JSON value.
    ///
    /// # Errors
    /// [`Error::MalformedMessage`] if there is none, or more than one.
    fn member(value: Value<'a>) -> Result<Self, Error> {
        const NAME: &str = "json-member";
        let is_outermost = |object: &Object<'_>| object.get("ciphertext").is_some_and(|value| !holds_message(value));
        let mut is_token = false;
        let mut found = None;
        let mut values = vec![value];
        let mut name = None;
        while let Some(value) = values.pop() {
            let layer = match value {
                Value::Object(object) if is_outermost(&object) => Self::Json(object, name),
                Value::Object(object) => {
                    is_token |= object.get("signature").or(object.get("signatures")).is_some();
                    values.extend(object.into_values());
                    name = Some(NAME);
                    continue;
                }
                Value::Array(elements) => {
                    values.extend(elements);
                    name = Some(NAME);
                    continue;
                }
                Value::String(text) if is_message(&text) => Self::Text(text, NAME),
                Value::String(_) | Value::Other => continue,
            };
            if found.replace(layer).is_some() {
                return Err(Error::MalformedMessage { reason: "it holds two messages or more: give one" });
            }
        }
        found.ok_or(if is_token { TOKEN } else { Error::MalformedMessage { reason: "it has no ciphertext" } })
    }
}

fn holds_message(value: &Value<'_>) -> bool {
    matches!(value, Value::String(text) if is_message(text))
}

/// Whether a JSON string looks like a message: five parts, or JSON that has such a text or a `ciphertext`.
fn is_message(text: &str) -> bool {
    let text = super::trim(text);
    let dots = || text.bytes().filter(|byte| *byte == b'.').count();
    if text.starts_with(['{', '[', '"']) {
        return text.contains("ciphertext") || (text.contains("ey") && dots() >= 4);
    }
    text.starts_with("ey") && dots() == 4
}

/// Finds the first compact serialization after words or within quotes.
fn compact_among_words(text: &str) -> Option<&str> {
    let is_beginning = |at: &usize| {
        let bytes = text.as_bytes();
        let before = at.checked_sub(1).and_then(|index| bytes.get(index));
        // The header is JSON: base64url of `{"` or `{ ` is `ey` and a letter from A to L.
        !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_.+/%".contains(byte))
            && matches!(bytes.get(at + 2), Some(b'A'..=b'L'))
    };
    let rest = text.get(text.match_indices("ey").map(|(at, _)| at).find(is_beginning)?..)?;
    rest.split(['"', '\'', '`', '“', '”', '‘', '’', '»', '<', ',', ';', ')', ']', '}']).next()
}

/// Removes what mail programs and terminals insert into long lines: white space, characters without width, the `>` of
/// quoted mail, and line breaks that are escaped.
fn without_breaks(text: &str) -> Cow<'_, str> {
    let is_inserted = |character: char| {
        matches!(
            character,
            ' ' | '\t'..='\r' | '>' | '\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}'
        )
    };
    if !text.contains(|character| character == '\\' || is_inserted(character)) {
        return text.into();
    }
    let mut cleaned = String::with_capacity(text.len());
    for (index, part) in text.split('\\').enumerate() {
        let part = match part.strip_prefix(['n', 'r', 't']) {
            Some(rest) if index > 0 => rest,
            _ if index > 0 => return text.into(),
            _ => part,
        };
        part.split(is_inserted).for_each(|piece| cleaned.push_str(piece));
    }
    cleaned.into()
}

/// The error for a compact serialization that has not five parts.
pub(super) fn wrong_count(text: &str) -> Error {
    match text.split('.').count() {
        3 => TOKEN,
        parts => Error::WrongPartCount { parts },
    }
}

/// Replaces `error`, with which `text` is refused, by one that says what the text is, if it is of a known format.
pub(super) fn named(text: &str, error: Error) -> Error {
    let Error::MalformedMessage { .. } = error else { return error };
    if crate::encoding::holds_private_key(text.as_bytes()) {
        return Error::PrivateKeyGiven;
    }
    let text = super::trim(text);
    let head = text.get(..HEAD).unwrap_or(text);
    for (beginning, reason) in OTHER_FORMATS {
        let is_found = if beginning.contains(' ') { head.contains(beginning) } else { head.starts_with(beginning) };
        if is_found {
            return Error::MalformedMessage { reason };
        }
    }
    if error != NOT_A_MESSAGE {
        return error;
    }
    if crate::encoding::describe(text.as_bytes()).is_some() {
        return Error::MalformedMessage { reason: "it is a public key or a certificate" };
    }
    if may_be_ciphertext(head) {
        return Error::MalformedMessage { reason: "it may be a raw ciphertext of RSA: decode it to bytes for decrypt" };
    }
    error
}

/// Whether a text may be base64 or hexadecimal digits of a ciphertext under a modulus of a multiple of 256 bits.
fn may_be_ciphertext(text: &str) -> bool {
    let mut digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').collect();
    digits.retain(|byte| !b":".contains(byte));
    let is_encoded = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let is_hexadecimal = digits.iter().all(u8::is_ascii_hexdigit);
    let length = if is_hexadecimal { digits.len() / 2 } else { digits.len() * 3 / 4 };
    ENCODED_CIPHERTEXT.contains(&digits.len()) && digits.iter().all(is_encoded) && length.is_multiple_of(32)
}
