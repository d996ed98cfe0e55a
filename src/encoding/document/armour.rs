//! PEM boundaries that are slightly off: other dashes or another number of them, spaces, small letters, an END label
//! that differs from the BEGIN label, a lost BEGIN or END line.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::lines;
use crate::encoding::pem::label_of;

/// The longest label that is examined, with its spaces, in characters.
const LABEL: usize = 48;
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// A BEGIN or END line that was found in a text.
struct Mark {
    /// The index of its first dash, or of the keyword if no dashes precede it.
    start: usize,
    /// The index after its last dash, or after the label if no dashes follow it.
    end: usize,
    is_begin: bool,
    label: &'static [u8],
}

/// Removes what stands beside each line of PEM, or else mends the boundaries. Returns `None` if there is nothing to
/// change.
pub(super) fn mend(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    lines::without_frame(text).or_else(|| mend_boundaries(text))
}

/// Rewrites the boundaries of known labels as RFC 7468 has them: five dashes, and the same label in END as in BEGIN.
/// Completes a block of which one boundary is lost. Returns `None` if there is no boundary, or nothing to change.
fn mend_boundaries(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // The length is counted first, because a vector that grows leaves copies of a key in freed memory.
    let mut length = 0;
    if !write_mended(text, &mut |part| length += part.len()) {
        return None;
    }
    let mut mended = Zeroizing::new(Vec::with_capacity(length));
    write_mended(text, &mut |part| mended.extend_from_slice(part));
    (mended.as_slice() != text).then_some(mended)
}

/// Gives the parts of the mended text to `write`, one after the other. Returns whether the text has a boundary.
fn write_mended(text: &[u8], write: &mut dyn FnMut(&[u8])) -> bool {
    let mut open: Option<&[u8]> = None;
    let mut is_first = true;
    let mut rest = text;
    while let Some(Mark { start, end, is_begin, label }) = next_mark(rest) {
        let is_begin_lost = is_first && !is_begin;
        if is_begin_lost {
            // The body is all text before the END line.
            write_boundary(write, BEGIN, label);
        }
        write(&rest[..start]);
        rest = &rest[end..];
        if is_begin {
            write_boundary(write, BEGIN, label);
            open = Some(label);
        } else if let Some(label) = open.take().or(is_begin_lost.then_some(label)) {
            write_boundary(write, END, label);
        }
        is_first = false;
    }
    write(rest);
    if let Some(label) = open {
        write_boundary(write, END, label);
    }
    !is_first
}

/// Writes a boundary, whose keyword has the dashes before it.
fn write_boundary(write: &mut dyn FnMut(&[u8]), keyword: &[u8], label: &[u8]) {
    for part in [keyword, label, b"-----"] {
        write(part);
    }
}

/// Finds the first boundary of a known label.
fn next_mark(text: &[u8]) -> Option<Mark> {
    (0..text.len()).find_map(|at| {
        let (is_begin, rest) = match text[at] {
            b'B' | b'b' => (true, strip_ignoring_case(&text[at..], b"begin")?),
            b'E' | b'e' => (false, strip_ignoring_case(&text[at..], b"end")?),
            _ => return None,
        };
        let (label, rest) = label(rest)?;
        let (before, after) = (without_dashes_before(&text[..at]), without_dashes(rest));
        let has_dashes = before.len() < at || after.len() < rest.len();
        let is_line = text[..at].last().is_none_or(|byte| *byte == b'\n');
        (has_dashes || is_line).then(|| Mark { start: before.len(), end: text.len() - after.len(), is_begin, label })
    })
}

/// Reads a label, in capital or small letters and with any spaces, up to the first byte that is neither a letter, a
/// digit nor a space. Returns the label and the rest of the text, or `None` for an unknown label.
fn label(text: &[u8]) -> Option<(&'static [u8], &[u8])> {
    let mut squashed = [0; LABEL];
    let mut length = 0;
    let mut rest = text;
    for _ in 0..LABEL {
        let after = skip_space(rest);
        if after.len() < rest.len() {
            rest = after;
        } else if let [byte, others @ ..] = rest
            && byte.is_ascii_alphanumeric()
        {
            squashed[length] = byte.to_ascii_uppercase();
            length += 1;
            rest = others;
        } else {
            break;
        }
    }
    Some((label_of(&squashed[..length])?, rest))
}

/// Skips one space, or one no-break space in UTF-8.
fn skip_space(text: &[u8]) -> &[u8] {
    text.strip_prefix(b" ").or_else(|| text.strip_prefix(b"\xc2\xa0")).unwrap_or(text)
}

/// Skips spaces.
pub(super) fn skip_spaces(mut text: &[u8]) -> &[u8] {
    loop {
        let after = skip_space(text);
        if after.len() == text.len() {
            return text;
        }
        text = after;
    }
}

/// Whether three bytes are a dash in UTF-8: U+2010 to U+2015, U+2212 or U+FF0D.
const fn is_wide_dash(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe2, 0x80, 0x90..=0x95] | [0xe2, 0x88, 0x92] | [0xef, 0xbc, 0x8d])
}

/// Skips spaces and the dashes that follow them.
pub(super) fn without_dashes(text: &[u8]) -> &[u8] {
    let mut rest = skip_spaces(text);
    let first = rest.len();
    loop {
        rest = match rest {
            [b'-', others @ ..] => others,
            [a, b, c, others @ ..] if is_wide_dash(&[*a, *b, *c]) => others,
            _ => break,
        };
    }
    if rest.len() < first { rest } else { text }
}

/// Removes spaces at the end of a text and the dashes before them.
pub(super) fn without_dashes_before(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let Some(before) = rest.strip_suffix(b" ").or_else(|| rest.strip_suffix(b"\xc2\xa0")) {
        rest = before;
    }
    let first = rest.len();
    loop {
        rest = match rest {
            [others @ .., b'-'] => others,
            [others @ .., a, b, c] if is_wide_dash(&[*a, *b, *c]) => others,
            _ => break,
        };
    }
    if rest.len() < first { rest } else { text }
}

/// Removes `word` from the beginning of a text, in capital or small letters.
pub(super) fn strip_ignoring_case<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (beginning, rest) = text.split_at_checked(word.len())?;
    beginning.eq_ignore_ascii_case(word).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::mend_boundaries;

    #[test]
    fn the_memory_for_a_mended_text_is_allocated_once() {
        for (what, unit) in [
            ("a short boundary", "endPKCS7\n"),
            ("short boundaries", "beginX509CRL\nendX509CRL\n"),
            ("an END line with the longer label of its BEGIN line", "beginencryptedprivatekey\nendPKCS7\n"),
            ("the same without line breaks", "beginencryptedprivatekey-endPKCS7-"),
            ("a lost END line", "-BEGIN PKCS7\nMA=="),
            ("a lost BEGIN line", "MA==\nend encrypted private key"),
        ] {
            for count in [1, 10, 1000] {
                let mended = mend_boundaries(unit.repeat(count).as_bytes()).expect("there is a boundary to mend");
                assert_eq!(mended.capacity(), mended.len(), "{what}, {count} times");
            }
        }
    }
}
