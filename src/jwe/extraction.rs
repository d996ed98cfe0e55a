//! Finding a sealed message in a text that encloses it: in quotes, among words, in lines of mail, or within JSON.
//!
//! Each layer takes time in proportion to its text, which is never longer than the text around it, and at most
//! [`MAX_LAYERS`] are removed. What comes out is checked like any other message.

#![forbid(unsafe_code)]

use alloc::{borrow::Cow, string::String, vec, vec::Vec};

use crate::{
    Error, encoding,
    json::{Object, Value},
};

/// The most layers around a message.
pub(super) const MAX_LAYERS: usize = 4;

/// Bytes of a text that are searched for the names of other formats, and the longest encoded ciphertext.
const HEAD: usize = 4 << 10;

const NOT_FIVE_PARTS: &str = "it must be five parts joined by dots, or a JSON object";
const TOKEN: &str = "it is a signed or unsigned token (JWS, JWT), which is not encrypted";
const AGE: &str = "it is a file encrypted with age, which age opens";
const CMS: &str = "it is a CMS (PKCS#7) message, which openssl cms opens";

/// Texts in other formats, which are recognised only to name them in an error. One without a space is recognised at the
/// beginning only.
const OTHER_FORMATS: [(&[u8], &str); 8] = [
    (b"BEGIN PGP MESSAGE", "it is an OpenPGP message, which gpg opens"),
    (b"age-encryption.org/", AGE),
    (b"BEGIN AGE ENCRYPTED FILE", AGE),
    (b"BEGIN CMS", CMS),
    (b"BEGIN PKCS7", CMS),
    (b"gAAAAA", "it is a token of Fernet, which is encrypted with a shared key"),
    (b"ZXlK", "it is base64 of a message: decode it once"),
    (b"%7B%22", "it is percent-encoded: decodeURIComponent decodes it"),
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
        let bytes = text.as_bytes();
        let has_five_parts = dots(bytes) == 4;
        let is_bare = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        if bytes.starts_with(b"ey") || (has_five_parts && bytes.iter().all(is_bare)) {
            return Ok(Self::Compact(without_breaks(text)));
        }
        if let Some(b'{' | b'[' | b'"') = bytes.first() {
            match Value::parse(text) {
                Some(Value::String(string)) => return Ok(Self::Text(string, "json-escape")),
                Some(value) => return Self::member(value),
                None => {}
            }
        }
        if let Some(compact) = compact_among_words(text) {
            return Ok(Self::Text(compact.into(), "text"));
        }
        let Some(start) = bytes.iter().position(|byte| *byte == b'{') else {
            return if has_five_parts {
                Ok(Self::Compact(without_breaks(text)))
            } else {
                Err(Error::MalformedMessage { reason: NOT_FIVE_PARTS })
            };
        };
        let end = bytes.iter().rposition(|byte| *byte == b'}').map_or(bytes.len(), |end| end + 1);
        match text.get(start..end) {
            Some(json) if json.len() < text.len() => Ok(Self::Text(json.into(), "text")),
            // JSON strings have no line breaks, so that a mail program has inserted those within them.
            _ if bytes.contains(&b'\n') => Ok(Self::Text(in_one_line(text).into(), "text")),
            _ => Err(Error::MalformedMessage {
                reason: "it is not a JSON object of at most 64 distinct members in each",
            }),
        }
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
        found.ok_or(Error::MalformedMessage { reason: if is_token { TOKEN } else { "it has no ciphertext" } })
    }
}

fn holds_message(value: &Value<'_>) -> bool {
    matches!(value, Value::String(text) if is_message(text))
}

/// Whether a JSON string looks like a message: five parts, or JSON that has such a text or a `ciphertext`.
fn is_message(text: &str) -> bool {
    let text = super::trim(text).as_bytes();
    match text {
        [b'{' | b'[' | b'"', ..] => {
            find(text, b"ciphertext").is_some() || (find(text, b"ey").is_some() && dots(text) >= 4)
        }
        _ => text.starts_with(b"ey") && dots(text) == 4,
    }
}

/// Finds the first compact serialization after words or within quotes.
fn compact_among_words(text: &str) -> Option<&str> {
    const ENDS: &[u8] = b"\"'`<,;)]}";
    let bytes = text.as_bytes();
    let start = (0..bytes.len()).find(|at| {
        let before = at.checked_sub(1).and_then(|index| bytes.get(index));
        // The header is JSON: base64url of `{"` or `{ ` is `ey` and a letter from A to L.
        matches!(bytes.get(*at..), Some([b'e', b'y', b'A'..=b'L', ..]))
            && !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_.+/%".contains(byte))
    })?;
    let length = bytes.get(start..)?.iter().position(|byte| ENDS.contains(byte));
    text.get(start..length.map_or(bytes.len(), |length| start + length))
}

/// Removes what mail programs and terminals insert into long lines: white space, characters outside ASCII, such as
/// spaces without width, the `>` of quoted mail, and line breaks that are escaped.
fn without_breaks(text: &str) -> Cow<'_, str> {
    let is_inserted = |byte: &u8| matches!(byte, 0..=b' ' | b'>' | b'\\' | 0x7f..);
    if !text.as_bytes().iter().any(is_inserted) {
        return text.into();
    }
    let mut kept = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        rest = others;
        match (first, others) {
            (b'\\', [b'n' | b'r' | b't', others @ ..]) => rest = others,
            (b'\\', _) => kept.push(b'\\'),
            (byte, _) if is_inserted(byte) => {}
            (byte, _) => kept.push(*byte),
        }
    }
    ascii(kept).into()
}

/// Joins the lines of quoted mail.
fn in_one_line(text: &str) -> String {
    let mut is_start = false;
    let mut joined = text.as_bytes().to_vec();
    joined.retain(|byte| {
        is_start = matches!(byte, b'\r' | b'\n') || (is_start && matches!(byte, b'>' | b' ' | b'\t'));
        !is_start
    });
    ascii(joined)
}

/// Converts bytes of a text from which only whole characters were removed.
fn ascii(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

/// The number of dots.
fn dots(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'.').count()
}

/// The index at which `pattern` begins in `text`. The search of `str` would take a kilobyte of the wasm module.
fn find(text: &[u8], pattern: &[u8]) -> Option<usize> {
    text.windows(pattern.len()).position(|window| window == pattern)
}

/// The error for a compact serialization that has not five parts.
pub(super) fn wrong_count(text: &str) -> Error {
    match dots(text.as_bytes()) {
        2 => Error::MalformedMessage { reason: TOKEN },
        dots => Error::WrongPartCount { parts: dots + 1 },
    }
}

/// Replaces `error`, with which `text` is refused, by one that says what the text is, if it is of a known format.
pub(super) fn named(text: &str, error: Error) -> Error {
    let reason = match error {
        Error::MalformedMessage { reason } => reason,
        Error::WrongPartCount { .. } => "",
        _ => return error,
    };
    if encoding::holds_private_key(text.as_bytes()) {
        return Error::PrivateKeyGiven;
    }
    let text = text.as_bytes();
    let head = text.get(..HEAD).unwrap_or(text);
    let other = OTHER_FORMATS.iter().find(|(beginning, _)| match find(head, beginning) {
        Some(at) => at == 0 || beginning.contains(&b' '),
        None => false,
    });
    let name = match other {
        Some((_, name)) => name,
        None if reason != NOT_FIVE_PARTS => return error,
        None if encoding::describe(text).is_some_and(|key| key.bits.is_some()) => "it is a public key or a certificate",
        None if may_be_ciphertext(text) => "it may be a raw ciphertext of RSA: decode it to bytes, for decrypt",
        None => return error,
    };
    Error::MalformedMessage { reason: name }
}

/// Whether a text may be base64 or hexadecimal digits of a ciphertext under a modulus of a multiple of 512 bits.
fn may_be_ciphertext(text: &[u8]) -> bool {
    let (mut digits, mut others) = (0, 0);
    if text.len() > HEAD {
        return false;
    }
    for byte in text {
        match byte {
            b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' => digits += 1,
            b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'/' | b'-' | b'_' => others += 1,
            b' ' | b'\t'..=b'\r' | b'=' | b':' => {}
            _ => return false,
        }
    }
    let length = if others == 0 { digits / 2 } else { (digits + others) * 3 / 4 };
    (128..=1024).contains(&length) && length % 64 == 0
}
