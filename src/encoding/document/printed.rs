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
/// The fewest bytes that are taken for a key. Of a long buffer, Node prints the first 50 bytes.
const MIN_BYTES: usize = 32;
/// How many times the length of a text may be decoded in search of strings. After that, of each string only the
/// beginning is examined.
const MAX_DECODED: usize = 2;
/// The beginning of a SEQUENCE whose length follows in two bytes, 0x30 0x82, with a character of Latin-1 for each byte.
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
        // An offset at the beginning of a line of a dump has 4 to 16 digits.
        let is_offset = is_first && (4..=LINE).contains(&length) && token.iter().all(u8::is_ascii_hexdigit);
        // Names of members, as in `{"0":48,"1":130}`, and casts are skipped.
        let is_skipped = token == b"byte" || after.starts_with(b"\":");
        if length == 0 {
            match after.first() {
                // A bracket begins the elements of an array, so the numbers before it, such as their count, are not a
                // part of the list. Dots stand where elements were left out, so the list ends there.
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
            // The offset 0 begins a dump. A heading above the dump is not a part of it.
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

/// The byte for a number in a list: 0 to 255, or -255 to -1 modulo 256. `before` is the text before the number. Returns
/// `None` if the token is not a byte.
fn value(before: &[u8], token: &[u8], radix: u32) -> Option<u8> {
    let digits = match token {
        [b'0', b'x' | b'X', digits @ ..] => digits,
        digits if digits.len() == 2 || radix == 10 => digits,
        _ => return None,
    };
    let number = number(digits, radix).filter(|number| *number <= 255)? as u8;
    // A dash after a digit separates two numbers and is no minus sign.
    let is_negative = match before {
        [.., preceding, b'-'] => !preceding.is_ascii_alphanumeric(),
        _ => before == b"-",
    };
    Some(if is_negative { number.wrapping_neg() } else { number })
}

/// Adds the bytes that follow the offset in a line of a dump. The bytes end before two spaces or a bar. Some programs
/// leave two spaces in the middle, after eight bytes, which do not end the bytes.
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

/// Adds the keys in strings that have a character of Latin-1 for each byte: the whole text, or those that begin like
/// DER.
#[inline(never)]
pub(super) fn binary_strings(text: &[u8], found: &mut Vec<Decoded>) {
    let (mut rest, mut most) = (text, usize::MAX);
    let mut left = MAX_DECODED * text.len();
    loop {
        let (bytes, length) = latin_1(rest, most);
        // A string of ASCII characters alone is the same as bytes, and is not decoded.
        let is_string = length > bytes.len() && (most < usize::MAX || length == text.len());
        let is_found = is_string && (begins_private(&bytes) || is_key(&bytes));
        if is_found {
            found.push(bytes);
        }
        // A string that was found is skipped as a whole, because parts of a certificate or a request may begin like a
        // private key. After any other string the search continues behind its first character, or, if it is the whole
        // text, at its beginning.
        let skipped = if is_found { length } else { usize::from(most < usize::MAX) };
        rest = rest.get(skipped..).unwrap_or_default();
        let Some(at) = find(rest, SEQUENCE) else { break };
        rest = &rest[at..];
        // The first four characters have the tag and the length of the SEQUENCE. At least the beginning of each string
        // is examined, so that a private key is noticed behind many other strings.
        most = bytes::length(&latin_1(rest, 4).0).unwrap_or(1).min(left.max(BEGINNING));
        left = left.saturating_sub(most.min(rest.len()));
    }
}

/// Whether bytes are a key and nothing else.
fn is_key(bytes: &[u8]) -> bool {
    !matches!(bytes::recognise(bytes), None | Some(Kind::DamagedPrivate(_) | Kind::DamagedPublic(_)))
}

/// At most `most` characters of Latin-1 at the beginning of a text in UTF-8, a byte for each, and the length of these
/// characters in the text.
fn latin_1(text: &[u8], most: usize) -> (Decoded, usize) {
    let mut bytes = Zeroizing::new(Vec::with_capacity(most.min(text.len())));
    let mut rest = text;
    while bytes.len() < most {
        rest = match rest {
            [byte @ 0..0x80, others @ ..] => {
                bytes.push(*byte);
                others
            }
            // Two bytes of UTF-8: the first has the upper two bits of the character, and the second the lower six.
            [lead @ (0xc2 | 0xc3), low @ 0x80..0xc0, others @ ..] => {
                bytes.push(lead << 6 | low & 0x3f);
                others
            }
            _ => break,
        };
    }
    (bytes, text.len() - rest.len())
}
