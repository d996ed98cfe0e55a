//! Bytes as programs print them: lists of numbers, dumps, and strings with a character for each byte.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::unwrap::{Decoded, is_content, number};
use crate::encoding::{
    bytes::{self, begins_private},
    kind::Kind,
    text::find,
};

/// The name of the step that decodes printed bytes.
pub(super) const BYTES: &str = "bytes";
/// The fewest bytes that are taken for a key. Programs that shorten what they print leave 50.
const MIN_BYTES: usize = 32;
/// How many times the length of a text may be decoded in search of strings. After that, of each string only the beginning is
/// examined.
const MAX_DECODED: usize = 2;
/// The beginning of a SEQUENCE with a length of two bytes, with a character of Latin-1 for each byte.
pub(super) const SEQUENCE: &[u8] = "0\u{82}".as_bytes();
/// The most characters at the beginning of a string that are examined.
const BEGINNING: usize = 32;
/// The most bytes in a line of a dump.
const LINE: usize = 16;

/// The keys and texts in a text that has their bytes in print. Takes time in proportion to the text's length.
pub(super) fn of(text: &[u8]) -> Vec<Decoded> {
    let mut found = Vec::new();
    binary_strings(text, &mut found);
    for radix in [10, 16] {
        lists(text, radix, &mut found);
    }
    found
}

/// Adds the lists of numbers: `48, 130`, `[48 -126]`, `0x30, 0x82`, `30-82`, and the lines of dumps.
#[inline(never)]
fn lists(text: &[u8], radix: u32, found: &mut Vec<Decoded>) {
    // No number takes less than two characters with what separates it from the next, so that the vector never grows.
    let mut list = Zeroizing::new(Vec::with_capacity(text.len() / 2 + 1));
    let mut at = 0;
    let mut is_first = true;
    loop {
        let length = text[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let (before, token, after) = (&text[..at], &text[at..at + length], &text[at + length..]);
        at += length.max(1);
        let is_offset = is_first && (4..=LINE).contains(&length) && token.iter().all(u8::is_ascii_hexdigit);
        // Names of members, as in `{"0":48,"1":130}`, and casts are skipped.
        let is_skipped = token == b"byte" || after.starts_with(b"\":");
        if length == 0 {
            match after.first() {
                // What stands before the elements of an array, such as their number, and where some were left out.
                Some(b'[' | b'{' | b'.') | None => finish(&mut list, found),
                Some(byte) => is_first |= *byte == b'\n',
            }
            if after.is_empty() {
                break;
            }
            continue;
        }
        is_first = false;
        if radix == 16 && is_offset && matches!(after, [b':' | b' ', ..]) {
            // The first line may have a heading above it.
            if token.iter().all(|digit| *digit == b'0') {
                finish(&mut list, found);
            }
            let end = after.iter().position(|byte| *byte == b'\n').unwrap_or(after.len());
            push_dumped(&after[..end], &mut list);
            at += end;
        } else if !is_skipped {
            match value(before, token, radix) {
                Some(byte) => list.push(byte),
                None => finish(&mut list, found),
            }
        }
    }
}

/// Adds a list to what was found if it may be a key or a text, and empties it.
fn finish(list: &mut Vec<u8>, found: &mut Vec<Decoded>) {
    if list.len() >= MIN_BYTES && (is_content(list) || begins_private(list)) {
        found.push(Zeroizing::new(list.clone()));
    }
    list.clear();
}

/// The byte that a number in a list is.
fn value(before: &[u8], token: &[u8], radix: u32) -> Option<u8> {
    let digits = match token {
        [b'0', b'x' | b'X', digits @ ..] => digits,
        digits if digits.len() == 2 || radix == 10 => digits,
        _ => return None,
    };
    let number = number(digits, radix).filter(|number| *number <= 255)? as u8;
    // A dash after a digit is no sign.
    let is_negative = match before {
        [.., before, b'-'] => !before.is_ascii_alphanumeric(),
        before => before == b"-",
    };
    Some(if is_negative { number.wrapping_neg() } else { number })
}

/// Adds the bytes in a line of a dump after its offset. Two spaces, or a bar, end them, except for the gap that some
/// programs leave in the middle.
fn push_dumped(line: &[u8], list: &mut Vec<u8>) {
    let first = list.len();
    let mut rest = line.strip_prefix(b":").unwrap_or(line);
    loop {
        let count = list.len() - first;
        let gap = rest.iter().take_while(|byte| matches!(byte, b' ' | b'-')).count();
        rest = &rest[gap..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let is_end = gap > 1 && count > 0 && (count != LINE / 2 || length != 2);
        if is_end || length == 0 || !length.is_multiple_of(2) || count + length / 2 > LINE {
            return;
        }
        for pair in rest[..length].chunks_exact(2) {
            list.extend(number(pair, 16).map(|byte| byte as u8));
        }
        rest = &rest[length..];
    }
}

/// Adds the keys in strings that have a character of Latin-1 for each byte: the whole text, or those that begin like DER.
#[inline(never)]
pub(super) fn binary_strings(text: &[u8], found: &mut Vec<Decoded>) {
    let (mut rest, mut most) = (text, usize::MAX);
    let mut left = MAX_DECODED * text.len();
    loop {
        let (bytes, length) = latin_1(rest, most);
        // A string in ASCII is what it is.
        let is_string = length > bytes.len() && (most < usize::MAX || length == text.len());
        let is_found = is_string && (begins_private(&bytes) || is_key(&bytes));
        if is_found {
            found.push(bytes);
        }
        // What is inside of a certificate or a request may begin like a private key. What is not found may have a key after
        // its first character, or, if it is the whole text, at its beginning.
        let skipped = if is_found { length } else { usize::from(most < usize::MAX) };
        rest = rest.get(skipped..).unwrap_or_default();
        let Some(at) = find(rest, SEQUENCE) else { break };
        rest = &rest[at..];
        // A private key is not overlooked behind many strings that are none.
        most = bytes::length(&latin_1(rest, 4).0).unwrap_or(1).min(left.max(BEGINNING));
        left = left.saturating_sub(most.min(rest.len()));
    }
}

/// Whether bytes are a key and nothing else.
fn is_key(bytes: &[u8]) -> bool {
    !matches!(bytes::recognise(bytes), None | Some(Kind::DamagedPrivate(_) | Kind::DamagedPublic(_)))
}

/// At most `most` characters of Latin-1 at the beginning of a text in UTF-8 as bytes, and the length of their text.
fn latin_1(text: &[u8], most: usize) -> (Decoded, usize) {
    let mut bytes = Zeroizing::new(Vec::with_capacity(most.min(text.len())));
    let mut rest = text;
    while bytes.len() < most {
        rest = match rest {
            [byte @ 0..0x80, others @ ..] => {
                bytes.push(*byte);
                others
            }
            // Two bytes of UTF-8 have the upper two bits and the lower six.
            [lead @ (0xc2 | 0xc3), low @ 0x80..0xc0, others @ ..] => {
                bytes.push(lead << 6 | low & 0x3f);
                others
            }
            _ => break,
        };
    }
    (bytes, text.len() - rest.len())
}
