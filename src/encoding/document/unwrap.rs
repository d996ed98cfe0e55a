//! Decoding what surrounds a key or a message: escapes and encodings.
//!
//! Each step returns `None` if it would change nothing. A step takes time and memory in proportion to its input, and
//! its result is not longer than the input, except for UTF-16 and for objects as JavaScript and Python write them.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::literal;
use crate::encoding::{
    bytes,
    text::{after_empty_line, decode, decode_hexadecimal, find},
};

/// Decoded text or bytes, which may be a private key.
pub(crate) type Decoded = Zeroizing<Vec<u8>>;

/// A step: its name in descriptions, and its function.
pub(crate) type Step = (&'static str, Decode);

/// Decodes a text by one step. Returns `None` if it would change nothing.
type Decode = fn(&[u8]) -> Option<Decoded>;

/// The most steps that lead to a key or a message.
pub(crate) const MAX_STEPS: usize = 5;
/// The name of the step that decodes UTF-16, the only step for bytes that are not text.
const UTF_16: &str = "utf-16";
/// The name of the step that decodes base64.
pub(super) const BASE64: &str = "base64";
/// The name of the step that decodes escapes.
pub(crate) const ESCAPES: &str = "json-escape";
/// The name of the step that takes a key or a message out of a text.
pub(crate) const TEXT: &str = "text";

/// The steps in the order in which they are tried. At most one is taken at a time. [`quoted_printable`] comes last,
/// because the padding of base64 may look like the line breaks of quoted-printable.
const STEPS: [Step; 7] = [
    (UTF_16, utf16),
    ("hex", hexadecimal),
    (BASE64, base64),
    (ESCAPES, escapes),
    ("percent", percent),
    ("html", html),
    (ESCAPES, literal::to_json),
];

/// Takes the first step that changes `text`; `own` is a step of the caller's. Bytes that are not text, such as damaged
/// DER, are decoded as UTF-16 or not at all: with a few bytes less they could be another key.
pub(crate) fn step(text: &[u8], own: Option<Step>) -> Option<(&'static str, Decoded)> {
    let is_text = text.iter().all(is_printable);
    let steps = STEPS.into_iter().chain(own).chain([("quoted-printable", quoted_printable as _)]);
    steps.take(if is_text { usize::MAX } else { 1 }).find_map(|(name, decode)| Some((name, decode(text)?)))
}

/// Removes the quotes around a whole text, and decodes the escapes in it, before the text is searched. Returns `None`
/// for a text that does not begin with a quote, or with `b` and a quote as in Python.
pub(super) fn unquote(text: &[u8]) -> Option<(&'static str, Decoded)> {
    let text = trim(text);
    let bare = text.strip_prefix(b"b").unwrap_or(text);
    let quote = *bare.first().filter(|first| matches!(**first, b'"' | b'\'' | b'`'))?;
    if bare.contains(&b'\\') {
        return escapes(bare).map(|text| (ESCAPES, text));
    }
    let inside = bare[1..].strip_suffix(&[quote]).unwrap_or(&bare[1..]);
    Some((TEXT, Zeroizing::new(inside.to_vec())))
}

/// Removes the byte order mark and the white space around `text`.
pub(super) fn trim(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii()
}

/// Converts UTF-16 (RFC 2781), which PowerShell writes, to UTF-8. Without a byte order mark its first two characters
/// must be ASCII. Half of a surrogate pair becomes 0xff, which is not valid UTF-8.
///
/// UTF-16 that was read as another encoding is text with a zero byte beside each letter. The zero bytes are
/// removed.
fn utf16(input: &[u8]) -> Option<Decoded> {
    let zeros = input.iter().filter(|byte| **byte == 0).count();
    if zeros > 0 && zeros >= input.len() / 3 && core::str::from_utf8(input).is_ok() {
        let mut text = Zeroizing::new(Vec::with_capacity(input.len()));
        text.extend(input.iter().filter(|byte| **byte != 0));
        return Some(text);
    }
    let (units, read): (_, fn([u8; 2]) -> u16) = match input {
        [0xff, 0xfe, units @ ..] => (units, u16::from_le_bytes),
        [0xfe, 0xff, units @ ..] => (units, u16::from_be_bytes),
        [1..0x80, 0, 1..0x80, 0, ..] => (input, u16::from_le_bytes),
        [0, 1..0x80, 0, 1..0x80, ..] => (input, u16::from_be_bytes),
        _ => return None,
    };
    // A unit of two bytes takes at most three, so the vector is never moved, which would leave copies of a key in
    // memory.
    let mut text = Zeroizing::new(Vec::with_capacity(units.len() / 2 * 3));
    let (units, _) = units.as_chunks();
    for character in char::decode_utf16(units.iter().map(|unit| read(*unit))) {
        match character {
            Ok(character) => text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(_) => text.push(0xff),
        }
    }
    Some(text)
}

/// Decodes hexadecimal digits of a key or of text, with colons or white space between bytes.
fn hexadecimal(input: &[u8]) -> Option<Decoded> {
    let text = trim(input);
    let digits = [&b"0x"[..], b"0X", b"\\x"].iter().find_map(|prefix| text.strip_prefix(*prefix)).unwrap_or(text);
    decode_hexadecimal(digits).filter(|bytes| is_content(bytes))
}

/// Decodes base64 of a key, such as the body of a PEM text, or of text, as in environment variables and secrets of
/// Kubernetes.
fn base64(input: &[u8]) -> Option<Decoded> {
    // The boundaries of PEM consist of characters of base64url and spaces, so they would be decoded too.
    if find(input, b"-----").is_some() {
        return None;
    }
    decode(trim(input)).filter(|bytes| is_content(bytes))
}

/// Whether decoded bytes may be the right ones: a key, UTF-16 with a byte order mark, or text without control
/// characters.
pub(super) fn is_content(bytes: &[u8]) -> bool {
    bytes::recognise(bytes).is_some()
        || matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || (!bytes.is_empty() && bytes.iter().all(is_printable) && core::str::from_utf8(bytes).is_ok())
}

/// Whether a byte is white space or not a control character.
fn is_printable(byte: &u8) -> bool {
    !byte.is_ascii_control() || byte.is_ascii_whitespace()
}

/// Decodes the escapes of strings in JSON and in source code, and removes the quotes around the whole text.
pub(crate) fn escapes(input: &[u8]) -> Option<Decoded> {
    let mut text = trim(input);
    if let [b'"' | b'\'' | b'`', inside @ ..] = text {
        text = inside.strip_suffix(&text[..1]).unwrap_or(inside);
    }
    replace(text, b'\\', |rest| {
        Some(match rest {
            [b'n', ..] => (u32::from(b'\n'), 1),
            [b'r', ..] => (u32::from(b'\r'), 1),
            [b't', ..] => (u32::from(b'\t'), 1),
            [b'u', digits @ ..] => (number(digits.get(..4)?, 16)?, 5),
            // `\x` and many digits are bytes as PostgreSQL writes them, which the step `hex` decodes.
            [b'x', digits @ ..] if !digits.get(..16).is_some_and(|many| many.iter().all(u8::is_ascii_hexdigit)) => {
                (number(digits.get(..2)?, 16)?, 3)
            }
            [byte, ..] if !byte.is_ascii_alphanumeric() => (u32::from(*byte), 1),
            _ => return None,
        })
    })
}

/// Decodes the percent-encoding of URLs and forms. In a form a plus sign stands for a space. A text is taken for a form
/// if a plus sign follows BEGIN, or if it has an encoded plus sign (%2B).
fn percent(input: &[u8]) -> Option<Decoded> {
    let mut text = decode_pairs(input, b'%')?;
    if [&b"BEGIN+"[..], b"%2B", b"%2b"].iter().any(|sign| find(input, sign).is_some()) {
        // In `text` the encoded plus signs cannot be told from those that stand for spaces. So the latter become spaces
        // first, and the form is decoded again.
        let mut form = Zeroizing::new(input.to_vec());
        form.iter_mut().filter(|byte| **byte == b'+').for_each(|byte| *byte = b' ');
        text = decode_pairs(&form, b'%')?;
    }
    Some(text)
}

/// Decodes quoted-printable (RFC 2045 §6.7). The padding of base64 at the end of a line looks like a line break that an
/// encoder has added. Such line breaks count only at the ends of full lines, of 66 to 76 characters (76 is the limit),
/// in a text that also has encoded bytes, or in a mail that names this encoding.
///
/// The head of a mail is left out, because its parameters have equals signs that encode nothing.
fn quoted_printable(input: &[u8]) -> Option<Decoded> {
    const HEAD: &[u8] = b"quoted-printable";
    let body = find(input, HEAD).and_then(|head| after_empty_line(&input[head..]));
    let input = body.unwrap_or(input);
    let text = decode_pairs(input, b'=')?;
    let has_bytes = input.windows(2).any(|pair| pair[0] == b'=' && pair[1].is_ascii_hexdigit());
    let mut broken = input.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).filter(|line| line.ends_with(b"="));
    (body.is_some() || has_bytes || broken.all(|line| (66..=76).contains(&line.len()))).then_some(text)
}

/// Decodes the byte for each mark with two hexadecimal digits. A mark `=` before a line break is removed together with
/// the line break. Returns `None` if anything else follows a mark.
fn decode_pairs(input: &[u8], mark: u8) -> Option<Decoded> {
    if !input.contains(&mark) {
        return None;
    }
    let mut text = Zeroizing::new(Vec::with_capacity(input.len()));
    let mut rest = input;
    while let [first, others @ ..] = rest {
        rest = others;
        if *first != mark {
            text.push(*first);
            continue;
        }
        rest = match others {
            [b'\r', b'\n', others @ ..] | [b'\n', others @ ..] if mark == b'=' => others,
            _ => {
                let (digits, others) = others.split_at_checked(2)?;
                text.push(number(digits, 16)? as u8);
                others
            }
        };
    }
    (text.len() < input.len()).then_some(text)
}

/// Replaces the tags of HTML by line breaks, and decodes its entities.
fn html(input: &[u8]) -> Option<Decoded> {
    const ENTITIES: [(&[u8], u8); 9] = [
        (b"nbsp", b' '),
        (b"amp", b'&'),
        (b"lt", b'<'),
        (b"gt", b'>'),
        (b"quot", b'"'),
        (b"apos", b'\''),
        (b"plus", b'+'),
        (b"sol", b'/'),
        (b"equals", b'='),
    ];
    // The longest tag and the longest entity that are recognised.
    const TAG: usize = 256;
    const ENTITY: usize = 8;
    let untagged = replace(input, b'<', |rest| match rest {
        [b'/' | b'!' | b'a'..=b'z' | b'A'..=b'Z', ..] => Some((u32::from(b'\n'), until(rest, b'>', TAG)? + 1)),
        _ => None,
    });
    let text = untagged.as_deref().map_or(input, Vec::as_slice);
    let decoded = replace(text, b'&', |rest| {
        let length = until(rest, b';', ENTITY)?;
        let character = match &rest[..length] {
            [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
            [b'#', digits @ ..] => number(digits, 10)?,
            name => u32::from(ENTITIES.iter().find(|(known, _)| *known == name)?.1),
        };
        Some((character, length + 1))
    });
    decoded.or(untagged)
}

/// The steps that decode escapes and leave anything else in the text as it is.
pub(super) static LOOSE_STEPS: [Decode; 3] = [html, percent_as_latin_1, escapes];

/// Decodes the percent-encoding, each byte as a character of Latin-1. Percent signs that encode nothing stay.
fn percent_as_latin_1(input: &[u8]) -> Option<Decoded> {
    replace(input, b'%', |rest| Some((number(rest.get(..2)?, 16)?, 2)))
}

/// The index of `end` among the first bytes of `text`, of which at most `most` are examined.
fn until(text: &[u8], end: u8, most: usize) -> Option<usize> {
    text.iter().take(most).position(|byte| *byte == end)
}

/// Replaces each `mark` for which `decode`, given what follows the mark, returns a character and the number of bytes
/// after the mark that belong to it. Returns `None` if there is nothing to replace.
fn replace(input: &[u8], mark: u8, decode: fn(&[u8]) -> Option<(u32, usize)>) -> Option<Decoded> {
    if !input.contains(&mark) {
        return None;
    }
    // No character takes more bytes than the escape that it replaces.
    let mut text = Zeroizing::new(Vec::with_capacity(input.len()));
    let mut rest = input;
    let mut is_changed = false;
    while let Some(at) = rest.iter().position(|byte| *byte == mark) {
        text.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        match decode(rest) {
            Some((character, length)) => {
                let character = char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER);
                text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &rest[length..];
                is_changed = true;
            }
            None => text.push(mark),
        }
    }
    text.extend_from_slice(rest);
    is_changed.then_some(text)
}

/// Reads a number of one to six digits. Returns `None` for other text.
pub(super) fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    digits.iter().try_fold(0, |value, digit| Some(value * radix + char::from(*digit).to_digit(radix)?))
}
