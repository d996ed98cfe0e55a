//! Writes the armor.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use base64ct::{Base64, Encoding};

use super::lines::{BEGIN, COLUMNS, END};

/// How many bytes a full line encodes.
const LINE: usize = COLUMNS / 4 * 3;

/// Armor that is being written.
#[derive(Debug)]
pub(crate) struct Encoder {
    /// The bytes that are not encoded yet because they do not fill a line: fewer than [`LINE`].
    rest: Vec<u8>,
}

impl Encoder {
    /// Begins the armor: appends its first line to `output`.
    pub(crate) fn new(output: &mut Vec<u8>) -> Self {
        output.extend_from_slice(BEGIN);
        output.push(b'\n');
        Self { rest: Vec::with_capacity(LINE) }
    }

    /// Takes bytes, and appends the lines that they complete to `output`.
    pub(crate) fn write(&mut self, mut input: &[u8], output: &mut Vec<u8>) {
        if !self.rest.is_empty() {
            let (taken, more) = input.split_at(input.len().min(LINE - self.rest.len()));
            self.rest.extend_from_slice(taken);
            input = more;
            if self.rest.len() < LINE {
                return;
            }
            write_line(&self.rest, output);
            self.rest.clear();
        }
        let lines = input.chunks_exact(LINE);
        self.rest.extend_from_slice(lines.remainder());
        for line in lines {
            write_line(line, output);
        }
    }

    /// Ends the armor: appends the unfinished line and the last line to `output`.
    pub(crate) fn finish(&mut self, output: &mut Vec<u8>) {
        if !self.rest.is_empty() {
            write_line(&self.rest, output);
            self.rest.clear();
        }
        output.extend_from_slice(END);
        output.push(b'\n');
    }
}

/// Appends the line that encodes `bytes`, at most [`LINE`] of them.
fn write_line(bytes: &[u8], output: &mut Vec<u8>) {
    let start = output.len();
    output.resize(start + bytes.len().div_ceil(3) * 4, 0);
    Base64::encode(bytes, &mut output[start..]).expect("four characters for three bytes fit");
    output.push(b'\n');
}
