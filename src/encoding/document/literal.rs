//! Objects as JavaScript, Python and Ruby print them.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use crate::encoding::text::find;

/// Rewrites the objects in a text as JSON: single quotes as double ones, names with quotes around them, `=>` as a
/// colon, None as null, and neither a comma nor white space before a closing bracket.
///
/// Returns `None` if that changes nothing, if the text ends within an escape, or if it has no object of interest: it
/// must have the name `kty` of a JWK or `ciphertext` of a message, or `{'` at its first brace, as in Python.
pub(super) fn to_json(input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let start = find(input, b"{")?;
    let is_dictionary = input[start..].starts_with(b"{'");
    if !is_dictionary && find(input, b"kty").is_none() && find(input, b"ciphertext").is_none() {
        return None;
    }
    // The text becomes at most twice as long: a name, which has at least one letter and a colon, gets two quotes, and a
    // double quote between single ones gets a backslash.
    let mut json = Zeroizing::new(Vec::with_capacity(2 * input.len()));
    json.extend_from_slice(&input[..start]);
    // `quote` is the character that began the current string, or 0 outside of strings.
    let (mut quote, mut is_name) = (0, false);
    let mut rest = &input[start..];
    while let [first, others @ ..] = rest {
        let mut byte = *first;
        rest = others;
        let is_word = is_of_word(&byte);
        if is_name && !is_word {
            json.push(b'"');
            is_name = false;
        }
        match (quote, byte) {
            (0, b'\'' | b'"') => (quote, byte) = (byte, b'"'),
            (0, b'=') if others.first() == Some(&b'>') => (rest, byte) = (&others[1..], b':'),
            (0, b'}' | b']') => {
                // Source code may have a comma after the last member.
                let end = json.trim_ascii_end().len();
                let has_comma = json[..end].ends_with(b",");
                json.truncate(end - usize::from(has_comma));
            }
            (0, b'N') if others.starts_with(b"one") => {
                rest = &others[3..];
                json.extend_from_slice(b"nul");
                byte = b'l';
            }
            (0, _) if is_word && !is_name && !json.last().is_some_and(is_of_word) => {
                is_name = begins_name(others);
                if is_name {
                    json.push(b'"');
                }
            }
            (1.., b'\\') => {
                byte = *others.first()?;
                rest = &others[1..];
                if byte != b'\'' {
                    json.push(b'\\');
                }
            }
            (1.., _) if byte == quote => (quote, byte) = (0, b'"'),
            (1.., b'"') => json.push(b'\\'),
            _ => {}
        }
        json.push(byte);
    }
    (json.as_slice() != input).then_some(json)
}

/// Whether a word is the name of a member. `text` is what follows the first letter of the word.
fn begins_name(text: &[u8]) -> bool {
    let length = text.iter().take_while(|byte| is_of_word(byte)).count();
    text[length..].trim_ascii_start().first() == Some(&b':')
}

const fn is_of_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}
