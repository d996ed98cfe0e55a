//! The signs of a private key, in text or bytes of any state: damaged, cut off, or in a form that is not read.
//!
//! A private key that is given where a public key is needed must be called private, even if it cannot be read. Each
//! sign takes time in proportion to the length of the text.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use super::{
    armour::{skip_spaces, strip_ignoring_case, without_dashes, without_dashes_before},
    printed::{SEQUENCE, binary_strings},
    unwrap::LOOSE_STEPS,
};
use crate::encoding::{
    bytes::begins_private,
    text::{decode, decode_hexadecimal, find},
};

/// Texts that only private keys have.
const LITERALS: [&[u8]; 6] = [
    // The base64 of `openssh-key-v1`.
    b"b3BlbnNzaC1rZXktdjE",
    b"openssh-key-v1\0",
    b"PuTTY-User-Key-File-",
    // What begins the private part of PuTTY's file.
    b"Private-Lines:",
    b"AGE-SECRET-KEY-1",
    // The beginning of the listing of a private key that `openssl pkey -text` prints.
    b"Private-Key:",
];

/// The fewest characters of base64 that are taken for a number of a key.
const NUMBER: usize = 32;
/// Characters before `PRIVATE KEY` that are examined.
const LABEL: usize = 40;

/// The most times that each kind of escapes is decoded. Each step that led to a text counts as one of these times.
const MAX_ROUNDS: usize = 3;

/// Whether `text`, to which a number of `steps` led, has a sign of a private key, as it is or once escapes anywhere in
/// it are decoded.
pub(super) fn has_private_key(text: &[u8], steps: usize) -> bool {
    let rounds = MAX_ROUNDS.saturating_sub(steps).max(1);
    let mut strings = Vec::new();
    let mut decoded;
    let mut current = text;
    for at in 0..=rounds * LOOSE_STEPS.len() {
        if at > 0 {
            let Some(next) = LOOSE_STEPS[at % LOOSE_STEPS.len()](current) else { continue };
            decoded = next;
            current = &decoded;
        }
        // Once strings were found, later rounds look for no others: a further step could damage a certificate request,
        // and the contents of a request begin like a private key.
        if strings.is_empty() && find(current, SEQUENCE).is_some() {
            binary_strings(current, &mut strings);
        }
        if has_sign(current) || strings.iter().any(|string| begins_private(string)) {
            return true;
        }
    }
    false
}

/// Whether `text` has a sign of a private key as it is.
pub(super) fn has_sign(text: &[u8]) -> bool {
    begins_private(text.trim_ascii_start())
        || begins_mangled(text)
        || LITERALS.iter().any(|literal| find(text, literal).is_some())
        || has_label(text)
        || has_members(text)
        || has_xml(text)
        || has_encoded_der(text)
}

/// Whether `text` is the beginning of a private key in DER that was read as text, so that each byte outside ASCII
/// became another character. The bytes that tell private keys from others are in ASCII.
fn begins_mangled(text: &[u8]) -> bool {
    // The tag takes one byte, the character for 0x82 two or three, the first byte of the length, which is in ASCII,
    // one, and the character for the second byte of the length one to three: together 5 to 8 bytes.
    matches!(text, [b'0', 0xc2..=0xef, ..])
        && (5..=8).any(|at| match text.get(at..) {
            Some([2, 1, 0 | 1, 0x30 | 0x02 | 0x04, ..]) => true,
            // The object identifiers of PBES1 and PBES2 have these three bytes, and those of RSA keys do not.
            Some([0x30, contents @ ..]) => find(contents.get(..40).unwrap_or(contents), &[0x0d, 1, 5]).is_some(),
            _ => false,
        })
}

/// Whether `text` has a boundary of PEM with a label of a private key: with BEGIN or END, and any dashes before or
/// after it; or, if BEGIN or END is lost, with two or more dashes on each side and no space between. The words PRIVATE
/// KEY in prose do not count.
fn has_label(text: &[u8]) -> bool {
    let mut position = 0;
    while let Some(at) = find_ignoring_case(&text[position..], b"private").map(|at| at + position) {
        position = at + 1;
        let Some(rest) = strip_ignoring_case(skip_spaces(&text[at + 7..]), b"key") else { continue };
        let rest = strip_ignoring_case(skip_spaces(rest), b"block").unwrap_or(rest);
        let window = &text[at.saturating_sub(LABEL)..at];
        let is_of_label = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | 0xc2 | 0xa0);
        let length = window.iter().rev().take_while(|byte| is_of_label(byte)).count();
        let (before, label) = window.split_at(window.len() - length);
        let has_mark = [&b"BEGIN"[..], b"END"].iter().any(|mark| find_ignoring_case(label, mark).is_some());
        let dash_after = without_dashes(rest).len() < rest.len();
        let dash_before = without_dashes_before(before).len() < before.len();
        let is_boundary = if has_mark {
            dash_before || dash_after
        } else {
            // Without BEGIN: at least two dashes on each side and no space between.
            label.first() != Some(&b' ') && before.ends_with(b"--") && rest.starts_with(b"--")
        };
        if is_boundary {
            return true;
        }
    }
    false
}

/// Whether `text` has the members of a private JWK, or of .NET's `RSAParameters`, or arguments of these names, with
/// numbers as values. The text may be cut off.
fn has_members(text: &[u8]) -> bool {
    let has = |name: &[u8]| has_number(text, name);
    (has(b"d") && (has(b"n") || find(text, b"kty").is_some())) || (has(b"D") && has(b"Modulus"))
}

/// Whether a member or variable `name` has a long number as its value. Quotes and backslashes around the name and the
/// number are skipped.
fn has_number(text: &[u8], name: &[u8]) -> bool {
    let skip = |text: &[u8]| {
        text.iter().position(|byte| !matches!(byte, b'"' | b'\'' | b'\\') && !byte.is_ascii_whitespace()).unwrap_or(0)
    };
    let mut position = 0;
    while let Some(at) = find(&text[position..], name).map(|at| at + position) {
        position = at + name.len();
        if at > 0 && is_of_word(&text[at - 1]) {
            continue;
        }
        let rest = &text[position..];
        let rest = &rest[skip(rest)..];
        let [b':' | b'=', rest @ ..] = rest else { continue };
        let rest = &rest[skip(rest)..];
        if rest.iter().take(NUMBER).take_while(|byte| is_of_base64(byte)).count() == NUMBER {
            return true;
        }
    }
    false
}

/// Whether `text` has an element D with contents, as .NET's `RSAKeyValue` of a private key has.
fn has_xml(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = find(rest, b"<D>") {
        rest = &rest[at + 3..];
        if rest.trim_ascii_start().first().is_some_and(is_of_base64) {
            return true;
        }
    }
    false
}

/// Whether a word of `text` is the beginning of a private key in DER, in base64 or hexadecimal.
fn has_encoded_der(text: &[u8]) -> bool {
    text.split(|byte| !is_of_base64(byte)).any(|word| {
        let word = word.strip_prefix(b"0x").unwrap_or(word);
        if word.len() < NUMBER {
            return false;
        }
        // The beginning suffices: 36 bytes of base64 or 40 of hexadecimal digits.
        let bytes = match word {
            [b'M', b'I', ..] => decode(&word[..word.len().min(48) / 4 * 4]),
            [b'3', b'0', ..] => decode_hexadecimal(&word[..word.len().min(80) / 2 * 2]),
            _ => None,
        };
        bytes.is_some_and(|bytes| begins_private(&bytes))
    })
}

fn is_of_base64(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn is_of_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

/// The index at which `word` begins in `text`, in capital or small letters.
fn find_ignoring_case(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word))
}
