//! Objects as JavaScript, Python and Ruby print them.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::unwrap::Decoded;
use crate::encoding::text::find;

/// The names of members by which an object of interest is known: a JWK, or a message.
const NAMES: [&[u8]; 2] = [b"kty", b"ciphertext"];

/// Rewrites objects with a JWK or a message as JSON: single quotes as double ones, names with quotes around them, `=>` as a
/// colon, and the words for null. Returns `None` if there is none or nothing to change.
pub(super) fn to_json(input: &[u8]) -> Option<Decoded> {
    let start = input.iter().position(|byte| *byte == b'{')?;
    if input[start..].starts_with(b"{\"") && !input.contains(&b'\'') && find(input, b"=>").is_none() {
        return None;
    }
    if !input[start..].starts_with(b"{'") && NAMES.iter().all(|name| find(input, name).is_none()) {
        return None;
    }
    // A name has at least one letter and a colon, so that the text becomes at most twice as long.
    let mut json = Zeroizing::new(Vec::with_capacity(2 * input.len()));
    json.extend_from_slice(&input[..start]);
    let mut rest = &input[start..];
    while let [first, others @ ..] = rest {
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')).count();
        rest = match (first, others) {
            (quote @ (b'\'' | b'"'), inside) => push_string(&mut json, *quote, inside),
            (b'=', [b'>', others @ ..]) => {
                json.push(b':');
                others
            }
            (_, others) if length == 0 => {
                if let b'}' | b']' = first {
                    // Source code may have a comma after the last member.
                    let end = json.trim_ascii_end().len();
                    if json[..end].ends_with(b",") {
                        json.truncate(end - 1);
                    }
                }
                json.push(*first);
                others
            }
            _ => {
                let (word, after) = rest.split_at(length);
                push_word(&mut json, word, after);
                after
            }
        };
    }
    (json.as_slice() != input).then_some(json)
}

/// Appends a string, of which the quote was read, and returns what follows it.
fn push_string<'a>(json: &mut Vec<u8>, quote: u8, mut inside: &'a [u8]) -> &'a [u8] {
    json.push(b'"');
    loop {
        inside = match inside {
            [] => return inside,
            [b'\\', b'\'', others @ ..] => {
                json.push(b'\'');
                others
            }
            [b'\\', escaped, others @ ..] => {
                json.extend([b'\\', *escaped]);
                others
            }
            [byte, others @ ..] if *byte == quote => {
                json.push(b'"');
                return others;
            }
            [b'"', others @ ..] => {
                json.extend(*b"\\\"");
                others
            }
            [byte, others @ ..] => {
                json.push(*byte);
                others
            }
        };
    }
}

/// Appends a word outside of strings: a name, or a value.
fn push_word(json: &mut Vec<u8>, word: &[u8], after: &[u8]) {
    let is_name = after.trim_ascii_start().first() == Some(&b':');
    match word {
        word if is_name => {
            for part in [b"\"", word, b"\""] {
                json.extend_from_slice(part);
            }
        }
        b"None" | b"nil" | b"undefined" => json.extend_from_slice(b"null"),
        word => json.extend_from_slice(word),
    }
}
