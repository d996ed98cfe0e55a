//! Searching text, decoding base64 and hexadecimal digits with the damage that copying and pasting causes, and encoding
//! base64.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
#[cfg(feature = "private")]
use base64ct::Base64;
#[cfg(not(feature = "private"))]
use base64ct::Base64UrlUnpadded;
use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

/// Decodes base64 of either alphabet, with or without padding (RFC 4648 §4 and §5). Skips what copying inserts: white
/// space, line breaks escaped as `\n` by JSON or a shell, the `>` of quoted mail, characters outside ASCII, such as
/// the non-breaking spaces of word processors, and what source code has between the strings of two lines.
#[inline(never)]
pub(crate) fn decode(body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // Most texts that are no base64 are refused before anything is allocated.
    let is_foreign = |byte: &u8| matches!(byte, b'!' | b'#'..=b'&' | b'('..=b'*' | b':'..=b'<' | b'?' | b'@' | b'[' | b']' | b'^' | b'{'..=b'~');
    if body.iter().any(is_foreign) {
        return None;
    }
    let mut characters = Zeroizing::new(Vec::with_capacity(body.len()));
    let mut rest = body;
    while let [first, others @ ..] = rest {
        rest = match (first, others) {
            (b'\\' | b'`', [b'n' | b'r', others @ ..]) => others,
            (b'"' | b'\'', _) => {
                // From the end of a string to the beginning of the next there is no base64.
                let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'+' | b',' | b'.');
                let length = others.iter().take_while(|byte| is_between(byte)).count();
                if others.get(length) == Some(first) { &others[length + 1..] } else { others }
            }
            (byte, others) => {
                match *byte {
                    b'-' => characters.push(b'+'),
                    b'_' => characters.push(b'/'),
                    b'>' | 0x80.. => {}
                    byte if byte.is_ascii_whitespace() => {}
                    byte => characters.push(byte),
                }
                others
            }
        };
    }
    while characters.last() == Some(&b'=') {
        characters.pop();
    }
    let length = Base64Unpadded::decode_in_place(&mut characters).ok()?.len();
    characters.truncate(length);
    Some(characters)
}

/// What follows the first empty line of a text, such as the body after the head of a mail. In a text that has line
/// breaks of both kinds, an empty line that ends in CRLF counts only if none ends in LF alone. The result begins with
/// the LF before the empty line.
#[inline(never)]
pub(super) fn after_empty_line(text: &[u8]) -> Option<&[u8]> {
    let at = find(text, b"\n\n").or_else(|| find(text, b"\n\r\n"))?;
    text.get(at..)
}

/// Base64 with padding (RFC 4648 §4). Constant-time.
#[cfg(feature = "private")]
pub(super) fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Base64 with padding (RFC 4648 §4) by way of base64url, so that the module has one encoder. Not constant-time.
#[cfg(not(feature = "private"))]
pub(super) fn encode(bytes: &[u8]) -> String {
    let characters = Base64UrlUnpadded::encode_string(bytes);
    let ordinary = characters.chars().map(|character| match character {
        '-' => '+',
        '_' => '/',
        character => character,
    });
    let padding = characters.len().next_multiple_of(4) - characters.len();
    ordinary.chain(core::iter::repeat_n('=', padding)).collect()
}

/// Decodes hexadecimal digits, with colons or white space between them.
pub(super) fn decode_hexadecimal(digits: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let is_between = |byte: &u8| *byte == b':' || byte.is_ascii_whitespace();
    if !digits.iter().all(|byte| byte.is_ascii_hexdigit() || is_between(byte)) {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    let mut half = None;
    for digit in digits.iter().filter(|byte| !is_between(byte)) {
        let value = char::from(*digit).to_digit(16)? as u8;
        match half.take() {
            Some(high) => bytes.push(high << 4 | value),
            None => half = Some(value),
        }
    }
    half.is_none().then_some(bytes)
}

/// The index at which `pattern` begins in `text`. Not inlined: a copy for each pattern would add kilobytes to the wasm
/// module.
#[inline(never)]
pub(crate) fn find(text: &[u8], pattern: &[u8]) -> Option<usize> {
    let first = pattern.first()?;
    // Most bytes of a text differ from the first byte of the pattern, so that the whole pattern is rarely compared.
    (0..text.len()).find(|at| text[*at] == *first && text[*at..].starts_with(pattern))
}
