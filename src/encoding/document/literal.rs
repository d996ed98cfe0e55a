//! Objects as JavaScript, Python and Ruby print them.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::unwrap::Decoded;
use crate::encoding::text::find;

/// Rewrites objects with a JWK or a message as JSON: single quotes as double ones, names with quotes around them, `=>` as a
/// colon, the words for null, and no comma after the last member. Returns `None` if there is none, or nothing to change.
pub(super) fn to_json(input: &[u8]) -> Option<Decoded> {
    let start = find(input, b"{")?;
    let is_dictionary = input[start..].starts_with(b"{'");
    if !is_dictionary && find(input, b"kty").is_none() && find(input, b"ciphertext").is_none() {
        return None;
    }
    // A name has at least one letter and a colon, so that the text becomes at most twice as long.
    let mut json = Zeroizing::new(Vec::with_capacity(2 * input.len()));
    let mut quote = 0;
    let mut rest = input;
    while let [first, others @ ..] = rest {
        rest = others;
        match (quote, *first) {
            _ if others.len() + start >= input.len() => json.push(*first),
            (0, mark @ (b'\'' | b'"')) => {
                quote = mark;
                json.push(b'"');
            }
            (0, b'=') if others.first() == Some(&b'>') => {
                rest = &others[1..];
                json.push(b':');
            }
            (0, b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'$') => {
                let length =
                    1 + others.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                rest = &others[length - 1..];
                let at = input.len() - others.len() - 1;
                push_word(&mut json, &input[at..at + length], rest);
            }
            (0, b'}' | b']') => {
                while json.last().is_some_and(u8::is_ascii_whitespace) {
                    json.pop();
                }
                if json.last() == Some(&b',') {
                    json.pop();
                }
                json.push(*first);
            }
            (1.., b'\\') => {
                if others.first() != Some(&b'\'') {
                    json.push(b'\\');
                }
                json.extend(others.first());
                rest = others.get(1..).unwrap_or_default();
            }
            (mark, byte) if mark == byte => {
                quote = 0;
                json.push(b'"');
            }
            (1.., b'"') => json.extend_from_slice(b"\\\""),
            (_, byte) => json.push(byte),
        }
    }
    (json.as_slice() != input).then_some(json)
}

/// Appends a word outside of strings: a name, or a value.
fn push_word(json: &mut Vec<u8>, word: &[u8], after: &[u8]) {
    if after.trim_ascii_start().first() == Some(&b':') {
        json.push(b'"');
        json.extend_from_slice(word);
        json.push(b'"');
    } else if let b"None" | b"nil" | b"undefined" = word {
        json.extend_from_slice(b"null");
    } else {
        json.extend_from_slice(word);
    }
}
