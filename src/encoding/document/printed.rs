//! Bytes as programs print them: lists of numbers, dumps, and strings with a character for each byte.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::str;
use zeroize::Zeroizing;

use super::unwrap::{Decoded, is_content};
use crate::encoding::{
    bytes::{self, begins_private},
    text::{decode_hexadecimal, find},
};

/// The name of the step that decodes printed bytes.
pub(super) const BYTES: &str = "bytes";
/// The fewest bytes that are taken for a key. Programs that shorten what they print leave 50.
pub(super) const MIN_BYTES: usize = 32;
/// The most lists of a text that are searched, and the most strings.
const MAX_LISTS: usize = 8;
/// The most bytes in a line of a dump.
const LINE: usize = 16;

/// The keys and texts in a text that has their bytes in print, in their order. Takes time in proportion to the text's
/// length.
pub(super) fn of(text: &[u8]) -> Vec<Decoded> {
    let mut found = binary_strings(text);
    for radix in [16, 10] {
        lists(text, radix, &mut found);
    }
    found
}

/// The byte that a number in a list in JSON is, which has a sign where bytes have one.
pub(super) fn byte(number: &str) -> Option<u8> {
    number.parse::<i16>().ok().filter(|number| (-128..=255).contains(number)).map(|number| number as u8)
}

/// Adds the lists of numbers: `48, 130`, `[48 -126]`, `0x30, 0x82`, `30-82`, and the lines of dumps.
fn lists(text: &[u8], radix: u32, found: &mut Vec<Decoded>) {
    // No number takes less than two characters with what separates it from the next, so that the vector never grows.
    let mut list = Zeroizing::new(Vec::with_capacity(text.len() / 2 + 1));
    let first = found.len();
    let (mut at, mut line) = (0, None);
    while at < text.len() && found.len() - first < MAX_LISTS {
        let length = text[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if length == 0 {
            match text[at] {
                b'\n' => line = None,
                // What stands before the elements of an array, such as their number, and where some were left out.
                b'[' | b'{' | b'.' => finish(&mut list, found),
                _ => {}
            }
            at += 1;
            continue;
        }
        let (before, token, after) = (&text[..at], &text[at..at + length], &text[at + length..]);
        at += length;
        if radix == 16 && line.replace(()).is_none() && is_offset(token, after) {
            let end = after.iter().position(|byte| *byte == b'\n').unwrap_or(after.len());
            push_dumped(&after[..end], &mut list);
            at += end;
        } else if let Some(byte) = value(before, token, radix) {
            // Names of members, as in `{"0":48,"1":130}`, are skipped.
            if !after.starts_with(b"\":") {
                list.push(byte);
            }
        } else if !after.starts_with(b"\":") && token != b"byte" {
            finish(&mut list, found);
        }
    }
    finish(&mut list, found);
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
    let token = str::from_utf8(token).ok()?;
    if radix == 16 {
        let digits = token.strip_prefix("0x").or_else(|| token.strip_prefix("0X"));
        return match digits.or_else(|| Some(token).filter(|token| token.len() == 2))? {
            digits if digits.len() <= 2 => u8::from_str_radix(digits, 16).ok(),
            _ => None,
        };
    }
    // A dash between two numbers is no sign.
    let is_negative = matches!(before, [.., b' ' | b',' | b'[' | b'{' | b'(' | b')' | b'\n', b'-'] | [b'-']);
    match (token.parse::<u8>().ok()?, is_negative) {
        (number, false) => Some(number),
        (number @ 1..=128, true) => Some(number.wrapping_neg()),
        _ => None,
    }
}

/// Whether the first word of a line is the offset of a dump.
fn is_offset(token: &[u8], after: &[u8]) -> bool {
    (4..=16).contains(&token.len())
        && token.iter().all(u8::is_ascii_hexdigit)
        && (after.first() == Some(&b':') || after.first() == Some(&b' '))
}

/// Adds the bytes in a line of a dump after its offset. Two spaces, or a bar, end them, except for the gap that some
/// programs leave in the middle.
fn push_dumped(line: &[u8], list: &mut Vec<u8>) {
    let first = list.len();
    let mut rest = line.strip_prefix(b":").unwrap_or(line);
    rest = rest.trim_ascii_start();
    rest = rest.strip_prefix(b"- ").unwrap_or(rest);
    loop {
        let count = list.len() - first;
        let gap = rest.iter().take_while(|byte| matches!(byte, b' ' | b'-')).count();
        let digits = &rest[gap..];
        let length = digits.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let (digits, after) = digits.split_at(length);
        let is_end = gap > 1 && count > 0 && (count != LINE / 2 || length != 2);
        if is_end || length == 0 || length > 8 || count + length / 2 > LINE {
            return;
        }
        let Some(bytes) = decode_hexadecimal(digits) else { return };
        list.extend_from_slice(&bytes);
        rest = after;
    }
}

/// The keys in strings that have a character of Latin-1 for each byte: the whole text, or those that begin like DER.
fn binary_strings(text: &[u8]) -> Vec<Decoded> {
    let mut found = Vec::new();
    if text.is_ascii() {
        return found;
    }
    let Ok(whole) = str::from_utf8(text) else { return found };
    let (bytes, length) = latin_1(whole, usize::MAX);
    if length == whole.len() && bytes::recognise(&bytes).is_some() {
        found.push(bytes);
        return found;
    }
    let mut rest = whole;
    for _ in 0..MAX_LISTS {
        // A SEQUENCE with a length of two bytes.
        let Some(at) = find(rest.as_bytes(), "0\u{82}".as_bytes()) else { break };
        rest = &rest[at..];
        let (head, _) = latin_1(rest, 4);
        let (bytes, length) = latin_1(rest, bytes::length(&head).unwrap_or(1));
        if bytes::recognise(&bytes).is_some() || begins_private(&bytes) {
            found.push(bytes);
        }
        rest = &rest[length..];
    }
    found
}

/// At most `most` characters of Latin-1 at the beginning of a text as bytes, and the length of their text.
fn latin_1(text: &str, most: usize) -> (Decoded, usize) {
    let mut bytes = Zeroizing::new(Vec::with_capacity(most.min(text.len())));
    for (at, character) in text.char_indices() {
        match u8::try_from(u32::from(character)) {
            Ok(byte) if bytes.len() < most => bytes.push(byte),
            _ => return (bytes, at),
        }
    }
    (bytes, text.len())
}
