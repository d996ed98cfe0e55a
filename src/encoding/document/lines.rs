//! PEM whose lines have something before and after them, as programs print it: in comments of source code, in diffs, in
//! logs, and in the tables of psql.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::unwrap::Decoded;
use crate::encoding::text::find;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// What stands beside the text of each line of a block.
#[derive(Clone, Copy)]
struct Frame<'a> {
    /// The number of bytes before the text.
    width: usize,
    /// The last of these bytes that is not white space: its index in the line, and the byte.
    mark: Option<(usize, u8)>,
    /// What follows the text, such as the `+` of psql.
    after: &'a [u8],
}

/// Removes what stands before and after each line of the PEM blocks in a text. What stands before a line is as wide as
/// before the BEGIN line and has the same last character that is not white space; numbers and times may differ. Returns
/// `None` if nothing stands beside the lines, or if something else stands beside one of them.
pub(super) fn without_frame(text: &[u8]) -> Option<Decoded> {
    // A line break is added after every line, also after the last, which may have none in `text`.
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    let mut frame: Option<Frame<'_>> = None;
    let mut is_framed = false;
    for line in text.split(|byte| *byte == b'\n') {
        let mut inside = line.trim_ascii_end();
        if let Some(width) = find(line, BEGIN) {
            let mark = line[..width].iter().rposition(|byte| !byte.is_ascii_whitespace()).map(|at| (at, line[at]));
            let after = &inside[inside.iter().rposition(|byte| *byte == b'-')? + 1..];
            frame = Some(Frame { width, mark, after: after.trim_ascii_start() });
            is_framed |= mark.is_some() || !after.is_empty();
        }
        if let Some(Frame { width, mark, after }) = frame {
            if mark.is_some_and(|(at, byte)| line.get(at) != Some(&byte)) {
                return None;
            }
            inside = inside.get(width..)?;
            if find(inside, END).is_some() {
                frame = None;
            }
            // What follows the other lines may be missing after the END line.
            if inside.ends_with(after) {
                inside = inside[..inside.len() - after.len()].trim_ascii_end();
            } else if frame.is_some() {
                return None;
            }
        }
        kept.extend_from_slice(inside);
        kept.push(b'\n');
    }
    is_framed.then_some(kept)
}
