//! Finding a sealed message in a text that encloses it: in quotes, among words, in lines of mail, within JSON, or
//! encoded.
//!
//! Each layer takes time in proportion to its text, which is at most twice as long as the text around it, and at most
//! [`MAX_STEPS`](crate::encoding::unwrap::MAX_STEPS) layers are removed. What comes out is checked like any other
//! message.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use crate::{
    Error, Reason,
    encoding::{self, text, text::find, unwrap},
    json::Value,
};

/// How many bytes at the beginning of a text are searched for the names of other formats, and the length in bytes of
/// the longest text that may be a ciphertext.
const HEAD: usize = 4 << 10;

/// The shortest base64 of a message, in characters. The header and the encrypted key alone take more.
const MIN_WORD: usize = 256;

/// The most times that one message may stand in a text.
const MAX_COPIES: usize = 4;

/// Texts in other formats, which are recognised only to name them in an error. A string with a space or a quote is
/// looked for in the first [`HEAD`] bytes of the text, any other string only at the beginning of the text.
const OTHER_FORMATS: [(&[u8], Reason); 8] = [
    (b"[object Object]", Reason::ObjectAsText),
    (b"BEGIN PGP MESSAGE", Reason::OpenPgpMessage),
    (b"age-encryption.org/", Reason::AgeFile),
    (b"BEGIN AGE ENCRYPTED FILE", Reason::AgeFile),
    (b"BEGIN CMS", Reason::CmsMessage),
    (b"BEGIN PKCS7", Reason::CmsMessage),
    (b"\"signature", Reason::Token),
    (b"gAAAAA", Reason::FernetToken),
];

/// Removes the outermost layer of a text that is not a valid message by itself. Returns the text within and the name of
/// the layer. The name is `None` if line breaks or escapes within the message were removed. Returns `None` if there is
/// no layer.
///
/// JSON around a message is not parsed: base64url has neither quotes nor braces, so the nearest quotes or braces are
/// the message's ends.
///
/// # Errors
/// [`Error::MalformedMessage`] if the layer encloses two messages that differ, or one more than [`MAX_COPIES`] times.
pub(super) fn remove_layer(text: &str) -> Result<Option<(String, Option<&'static str>)>, Error> {
    let bytes = text.as_bytes();
    let compact = find_compact(bytes, 0, 4);
    let found = compact.clone().or_else(|| find_json(bytes, 0));
    if let Some(Range { start, mut end }) = found {
        let first = &bytes[start..end];
        for copy in 1.. {
            let next = if compact.is_some() { find_compact(bytes, end, 4) } else { find_json(bytes, end) };
            let Some(next) = next else { break };
            if copy == MAX_COPIES || first != &bytes[next.start..next.end] {
                return Err(Error::MalformedMessage { reason: Reason::SeveralMessages });
            }
            end = next.end;
        }
    }
    let is_whole = |at: &Range<usize>| at.len() == text.len();
    match found {
        Some(at) if is_whole(&at) => {
            if let Some(whole) = mended(text).filter(|whole| whole.len() < text.len()) {
                return Ok(Some((whole, None)));
            }
        }
        Some(at) => return Ok(within(text, at)),
        None => {}
    }
    // The members of JSON stay as they are, so that two readers see the same.
    let is_json = || text.starts_with('{') && Value::parse(text).is_some();
    if let Some((name, decoded)) = unwrap::step(bytes, None)
        && !is_json()
    {
        return Ok(into_text(decoded).map(|decoded| (decoded, Some(name))));
    }
    // A run with fewer than four dots is a message that is cut off, or another token. If there is none, the longest
    // word may be a message in base64.
    let part = find_compact(bytes, 0, 1).or_else(|| longest_word(bytes));
    Ok(part.filter(|at| !is_whole(at)).and_then(|at| within(text, at)))
}

/// Finds the longest word of base64, if it is long enough for a message.
fn longest_word(text: &[u8]) -> Option<Range<usize>> {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let (mut longest, mut start) = (0..0, 0);
    for word in text.split(|byte| !is_digit(byte)) {
        if word.len() > longest.len() {
            longest = start..start + word.len();
        }
        start += word.len() + 1;
    }
    (longest.len() >= MIN_WORD).then_some(longest)
}

/// Converts decoded bytes to text without a copy. Returns `None` if the bytes are not UTF-8.
fn into_text(mut decoded: unwrap::Decoded) -> Option<String> {
    String::from_utf8(core::mem::take(&mut *decoded)).ok()
}

/// A part of a text, and the name of the layer around it.
fn within(text: &str, part: Range<usize>) -> Option<(String, Option<&'static str>)> {
    let name = match text.as_bytes().first() {
        Some(b'{' | b'[') => "json-member",
        Some(b'"') => unwrap::ESCAPES,
        _ => unwrap::TEXT,
    };
    Some((text.get(part)?.trim_ascii().into(), Some(name)))
}

/// Finds a compact serialization with at least `least` dots (a whole one has four) that begins at or after `start`.
fn find_compact(text: &[u8], mut start: usize, least: usize) -> Option<Range<usize>> {
    loop {
        // The header is JSON: base64url of `{"` or `{ ` is `ey` and a letter from A to L.
        start += text.get(start..)?.windows(3).position(|window| matches!(window, [b'e', b'y', b'A'..=b'L']))?;
        let (before, rest) = text.split_at_checked(start)?;
        if before.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_.+/%".contains(byte)) {
            start += 3;
            continue;
        }
        let run = rest.split(|byte| b"\"'`<,;)]}&|".contains(byte)).next()?;
        // A backslash before the quote belongs to the quote.
        let run = run.strip_suffix(b"\\").unwrap_or(run);
        if dots(run) >= least {
            return Some(start..start + tag_end(run).unwrap_or(run.len()));
        }
        start += run.len();
    }
}

/// Finds where a compact serialization ends if words follow it: after the tag, whose length is that of the content
/// encryption. Returns `None` if no white space follows the tag.
fn tag_end(run: &[u8]) -> Option<usize> {
    let first = run.split(|byte| *byte == b'.').next()?;
    let (before, _) = run.iter().enumerate().filter(|(_, byte)| **byte == b'.').nth(3)?;
    let tag = &run[before + 1..];
    if !tag.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    // The tag has 32 or 24 bytes with these algorithms, and 16 with all others: 43, 32 and 22 characters of base64url.
    let header = text::decode(first)?;
    let has = |name| find(&header, name).is_some();
    let length = if has(b"\"A256CBC-") {
        43
    } else if has(b"\"A192CBC-") {
        32
    } else {
        22
    };
    let is_of_tag = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let (last, _) = tag.iter().enumerate().filter(|(_, byte)| is_of_tag(byte)).nth(length - 1)?;
    tag.get(last + 1).is_some_and(u8::is_ascii_whitespace).then_some(before + 1 + last + 1)
}

/// Finds the innermost JSON object around the first `ciphertext` at or after `start`.
fn find_json(text: &[u8], start: usize) -> Option<Range<usize>> {
    let at = start + find(text.get(start..)?, b"ciphertext")?;
    let (before, after) = text.split_at_checked(at)?;
    let (mut ends, mut beginnings) = (0, 0);
    let first = before.iter().rposition(|byte| {
        beginnings += i32::from(*byte == b'{') - i32::from(*byte == b'}');
        beginnings > 0
    })?;
    let last = after.iter().position(|byte| {
        ends += i32::from(*byte == b'}') - i32::from(*byte == b'{');
        ends > 0
    })?;
    Some(first..at + last + 1)
}

/// Undoes what was done to the text of a message. If the text begins with escaped JSON, its escapes are decoded. In
/// other texts the line breaks of a mail program, the `=` before them and the `>` after them are removed, and in the
/// compact serialization also escaped line breaks, white space and characters outside ASCII, such as spaces without
/// width. The members of JSON stay as they are, so that two readers see the same.
fn mended(text: &str) -> Option<String> {
    let is_json = text.starts_with('{');
    if text.starts_with("{\\\"") {
        return unwrap::escapes(text.as_bytes()).and_then(into_text);
    }
    let mut kept = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let mut is_line_start = false;
    while let [first, others @ ..] = rest {
        let is_mark = matches!(first, b' ' | b'\t' | b'>');
        is_line_start = matches!(first, b'\r' | b'\n') || (is_line_start && is_mark);
        rest = match (first, others) {
            (b'\\', [b'n' | b'r' | b't', others @ ..]) if !is_json => others,
            (b'=', [b'\r' | b'\n', ..]) => others,
            (0..=b' ' | b'>' | 0x7f.., _) if !is_json || is_line_start => others,
            (byte, _) => {
                kept.push(*byte);
                others
            }
        };
    }
    String::from_utf8(kept).ok()
}

/// The number of dots.
fn dots(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'.').count()
}

/// The error for a text that does not have five parts and is not JSON.
pub(super) fn wrong_count(text: &str) -> Error {
    match dots(text.as_bytes()) {
        _ if !text.starts_with("ey") => Error::MalformedMessage { reason: Reason::NotFiveParts },
        2 if !has_enc(text) => Error::MalformedMessage { reason: Reason::Token },
        dots => Error::WrongPartCount { parts: dots + 1 },
    }
}

/// Whether the header of a compact serialization names a content encryption. The header of a signed token has none.
fn has_enc(text: &str) -> bool {
    let header = text.as_bytes().split(|byte| *byte == b'.').next().and_then(text::decode);
    header.is_some_and(|header| find(&header, b"\"enc\"").is_some())
}

/// Replaces `error`, with which `text` is refused, by one that says what the text is, if it is of a known format.
pub(super) fn named(text: &str, error: Error) -> Error {
    let reason = match error {
        Error::MalformedMessage { reason } => Some(reason),
        Error::WrongPartCount { .. } => None,
        _ => return error,
    };
    let text = text.as_bytes();
    let key = encoding::describe(text);
    if key.as_ref().is_some_and(|key| key.kind == "private-key") {
        return Error::PrivateKeyGiven;
    }
    let head = text.get(..HEAD).unwrap_or(text);
    let other = OTHER_FORMATS.iter().find(|(beginning, _)| match find(head, beginning) {
        Some(at) => at == 0 || beginning.contains(&b' ') || beginning.contains(&b'"'),
        None => false,
    });
    let name = match other {
        Some((_, name)) => *name,
        None if reason != Some(Reason::NotFiveParts) => return error,
        None if key.is_some_and(|key| key.bits.is_some()) => Reason::PublicKeyAsMessage,
        None if may_be_ciphertext(text) => Reason::CiphertextAsMessage,
        None => return error,
    };
    Error::MalformedMessage { reason: name }
}

/// Whether a text may be base64 or hexadecimal digits of a ciphertext under a modulus whose length is a multiple of 512
/// bits.
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
