//! Lines of PEM between the same characters, as programs print them: comments of source code, differences of files, logs,
//! and the tables of psql.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::unwrap::Decoded;
use crate::encoding::text::find;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
/// The most bytes after the text of a line. A block in one line has its base64 there.
const MAX_AFTER: usize = 16;

/// What stands before and after the text of each line of a block.
struct Frame<'a> {
    /// The number of bytes before the text.
    width: usize,
    /// The last of them that is no space, and its index. Numbers and times before it differ from line to line.
    mark: Option<(usize, u8)>,
    /// What is after the text, such as the `+` of psql.
    after: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The frame of a BEGIN line, unless it has none.
    fn of(line: &'a [u8]) -> Option<Self> {
        let width = find(line, BEGIN)?;
        let rest = &line[width + BEGIN.len()..];
        let after = rest[find(rest, DASHES)? + DASHES.len()..].trim_ascii();
        if after.len() > MAX_AFTER {
            return None;
        }
        let mark = line[..width].iter().rposition(|byte| !byte.is_ascii_whitespace()).map(|at| (at, line[at]));
        (mark.is_some() || !after.is_empty()).then_some(Self { width, mark, after })
    }

    /// The text of a line within this frame.
    fn text(&self, line: &'a [u8]) -> Option<&'a [u8]> {
        // The dashes of a signed OpenPGP text stand before lines with a dash alone (RFC 9580 §7.2).
        let is_escape = self.width == 2 && matches!(self.mark, Some((0, b'-')));
        if is_escape && !line.starts_with(b"- ") {
            return Some(line);
        }
        let is_like = |byte: u8, mark: u8| byte == mark || (byte.is_ascii_digit() && mark.is_ascii_digit());
        let line = line.trim_ascii_end();
        let is_framed = self.mark.is_none_or(|(at, mark)| line.get(at).is_some_and(|byte| is_like(*byte, mark)));
        let text = line.get(self.width..).filter(|_| is_framed)?;
        // The last line may end otherwise.
        let text = text.strip_suffix(self.after).or_else(|| find(text, END).map(|_| text))?;
        Some(text.trim_ascii_end())
    }
}

/// Takes the lines of PEM out of their frames. Returns `None` if there are no frames, or a line is not within its own.
pub(super) fn without_frame(text: &[u8]) -> Option<Decoded> {
    find(text, BEGIN)?;
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    let mut frame = None;
    let mut is_framed = false;
    for line in text.split(|byte| *byte == b'\n') {
        frame = frame.or_else(|| Frame::of(line));
        let inside = match &frame {
            Some(frame) => frame.text(line)?,
            None => line,
        };
        is_framed |= frame.is_some();
        kept.extend_from_slice(inside);
        kept.push(b'\n');
        if find(inside, END).is_some() {
            frame = None;
        }
    }
    is_framed.then_some(kept)
}
