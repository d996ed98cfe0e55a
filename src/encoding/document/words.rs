//! Words of base64 or of hexadecimal digits in a text, each of which may be a key.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::unwrap::Decoded;
use crate::encoding::{
    bytes,
    text::{decode, decode_hexadecimal},
};

/// The shortest word that is searched, in characters.
const MIN_WORD: usize = 64;
/// The shortest and the longest line, in digits, of a word that continues over several lines. Programs break lines
/// after 60 to 76 digits.
const MIN_LINE: usize = 40;
const MAX_LINE: usize = 80;
/// The most beginnings of DER in a text from which digits are counted.
const MAX_BEGINNINGS: usize = 32;

/// The words of a text, in their order. Words of `whole` or more characters are left out: such a word is the whole
/// text, which a step decodes.
pub(super) fn of(text: &[u8], whole: usize) -> Vec<Decoded> {
    let mut words: Vec<Decoded> = Vec::new();
    let mut beginnings = 0;
    let mut rest = text;
    while let Some(start) = rest.iter().position(is_digit) {
        rest = &rest[start..];
        let length = run(rest);
        let begins_der = beginnings < MAX_BEGINNINGS
            && matches!(rest, [b'M', b'I', ..] | [b'3', b'0', ..] | [b'0', b'x', ..] | [b'x', ..]);
        beginnings += usize::from(begins_der);
        let (word, used) = Some(rest)
            .filter(|_| begins_der)
            .and_then(der)
            .or_else(|| Some(rest).filter(|_| length >= MIN_LINE).map(|rest| lines(rest, length)))
            .unwrap_or((Zeroizing::default(), length));
        if word.len() >= MIN_WORD && word.len() < whole {
            words.push(word);
        }
        rest = &rest[used..];
    }
    words
}

/// The digits, base64 or hexadecimal, of a key in DER at the beginning of `text`, and how many bytes of `text` they
/// take. White space between digits is skipped: the first bytes of the key tell how many digits there are. Returns
/// `None` if there are fewer digits, if the last of them is followed by another digit, or if the key would be shorter
/// than half of [`MIN_WORD`] in bytes.
fn der(text: &[u8]) -> Option<(Decoded, usize)> {
    let digits = text.strip_prefix(b"0").unwrap_or(text).strip_prefix(b"x").unwrap_or(text);
    let is_hexadecimal = digits.starts_with(b"30");
    let is_of_word = |byte: &u8| if is_hexadecimal { byte.is_ascii_hexdigit() } else { is_digit(byte) };
    // A zone file (RFC 1035) has a key in several quoted strings.
    let is_between =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'"') || (is_hexadecimal && *byte == b':');
    // The first eight digits have the tag and the length.
    let mut most = 8;
    let mut word = Zeroizing::new(Vec::new());
    for (at, byte) in digits.iter().enumerate() {
        if word.len() == most {
            if most > 8 {
                let is_end = !is_digit(byte);
                return is_end.then(|| (word, at + text.len() - digits.len()));
            }
            let head = if is_hexadecimal { decode_hexadecimal(&word)? } else { decode(&word)? };
            let bytes = bytes::length(&head).filter(|bytes| *bytes >= MIN_WORD / 2)?;
            most = if is_hexadecimal { bytes * 2 } else { (bytes * 4).div_ceil(3) };
            // The digits are allocated once, because a vector that grows leaves copies of a key in freed memory.
            let mut all = Zeroizing::new(Vec::with_capacity(most.min(digits.len())));
            all.extend_from_slice(&word);
            word = all;
        }
        if is_of_word(byte) {
            word.push(*byte);
        } else if !is_between(byte) {
            break;
        }
    }
    (word.len() == most && most > 8).then_some((word, text.len()))
}

/// The word at the beginning of a text, of which the first line has `length` digits, and how many bytes of the text it
/// takes. If the word ends its line, the next lines belong to it as long as they consist of digits alone and have one
/// length, which may differ from the first line's. The last of these lines may be shorter.
fn lines(text: &[u8], length: usize) -> (Decoded, usize) {
    let mut ranges = alloc::vec![(0, length)];
    // The length of the line before, or 0 after the first line, whose length does not count.
    let mut before = 0;
    let mut end = length;
    loop {
        let spaces = text[end..].iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'>').count();
        let start = end + spaces;
        let next = run(&text[start..]);
        let is_end = match text[start + next..] {
            [] | [b'=', b'='] | [b'='] => true,
            [b'=', b'=', after, ..] | [b'=', after, ..] | [after, ..] => after.is_ascii_whitespace(),
        };
        let is_line = is_end && length <= MAX_LINE && text[end..start].contains(&b'\n');
        if !is_line || next == 0 || next > MAX_LINE || (before > 0 && next > before) {
            break;
        }
        end = start + next;
        ranges.push((start, end));
        if before > 0 && next < before {
            break;
        }
        before = next;
    }
    let mut word = Zeroizing::new(Vec::with_capacity(end));
    for (start, end) in ranges {
        word.extend_from_slice(&text[start..end]);
    }
    (word, end)
}

/// The number of digits at the beginning of a text.
fn run(text: &[u8]) -> usize {
    text.iter().position(|byte| !is_digit(byte)).unwrap_or(text.len())
}

/// Whether a byte is a digit of base64, of base64url or in hexadecimal.
fn is_digit(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}
