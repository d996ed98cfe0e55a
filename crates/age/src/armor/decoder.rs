//! Reads the armor as it arrives. The decoder is strict: it accepts what the encoder writes, and beyond that only white
//! space before and after the armor, CRLF instead of LF, and a last line without a line end.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use base64ct::{Base64, Encoding};

use super::lines::{BEGIN, COLUMNS, END};
use crate::Error;

/// The most white space before the armor, and the most after it, in bytes.
const MAX_WHITE_SPACE: usize = 1024;

/// What the next line may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// White space, or the first line.
    Begin,
    /// A line of the body, or the last line.
    BodyOrEnd,
    /// The last line, because the line before encodes fewer bytes than a full one.
    End,
    /// Only white space: the armor has ended.
    Nothing,
}

/// Armor that is being read.
#[derive(Debug)]
pub(crate) struct Decoder {
    /// The unfinished line.
    line: Vec<u8>,
    expected: Expected,
    /// Bytes of white space seen before the armor or, once the armor has ended, after it.
    white_space: usize,
}

impl Decoder {
    pub(crate) fn new() -> Self {
        // A full line and CR.
        Self { line: Vec::with_capacity(COLUMNS + 1), expected: Expected::Begin, white_space: 0 }
    }

    /// Takes a piece of the armor, and appends what the completed lines encode to `output`.
    ///
    /// # Errors
    /// [`Error::Armor`]
    pub(crate) fn read(&mut self, mut input: &[u8], output: &mut Vec<u8>) -> Result<(), Error> {
        while !input.is_empty() {
            if self.expected == Expected::Nothing || (self.expected == Expected::Begin && self.line.is_empty()) {
                input = self.skip_white_space(input)?;
                continue;
            }
            let end = input.iter().position(|byte| *byte == b'\n');
            let (taken, rest) = input.split_at(end.unwrap_or(input.len()));
            if self.line.len() + taken.len() > COLUMNS + 1 {
                return Err(LONG_LINE);
            }
            self.line.extend_from_slice(taken);
            input = rest;
            if end.is_some() {
                input = &input[1..];
                self.finish_line(output)?;
            }
        }
        Ok(())
    }

    /// Ends the input. The last line may lack its line end.
    ///
    /// # Errors
    /// [`Error::Armor`]
    pub(crate) fn finish(&mut self, output: &mut Vec<u8>) -> Result<(), Error> {
        if self.expected != Expected::Nothing && !self.line.is_empty() {
            self.finish_line(output)?;
        }
        if self.expected == Expected::Nothing { Ok(()) } else { Err(NO_END) }
    }

    /// Removes white space from the start of the input. Before the armor, the next byte must begin it. After the armor,
    /// nothing else may follow.
    fn skip_white_space<'a>(&mut self, input: &'a [u8]) -> Result<&'a [u8], Error> {
        let count = input.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
        self.white_space += count;
        if self.white_space > MAX_WHITE_SPACE {
            return Err(Error::Armor { reason: "more than 1,024 bytes of white space are before or after it" });
        }
        let rest = &input[count..];
        match rest.first() {
            Some(b'-') if self.expected == Expected::Begin => {
                self.line.push(b'-');
                Ok(&rest[1..])
            }
            Some(_) if self.expected == Expected::Begin => Err(NO_BEGIN),
            Some(_) => Err(Error::Armor { reason: "something follows its last line" }),
            None => Ok(rest),
        }
    }

    /// Interprets the collected line and clears it.
    fn finish_line(&mut self, output: &mut Vec<u8>) -> Result<(), Error> {
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        self.expected = match self.expected {
            Expected::Begin if line == BEGIN => Expected::BodyOrEnd,
            Expected::Begin => return Err(NO_BEGIN),
            Expected::BodyOrEnd | Expected::End if line == END => {
                self.white_space = 0;
                Expected::Nothing
            }
            Expected::BodyOrEnd => {
                let start = output.len();
                output.resize(start + COLUMNS / 4 * 3, 0);
                let decoded = Base64::decode(line, &mut output[start..]).map_or(0, <[u8]>::len);
                output.truncate(start + decoded);
                // An empty line encodes nothing. If it were accepted, the same bytes would have several encodings.
                if decoded == 0 {
                    return Err(BAD_LINE);
                }
                if line.len() == COLUMNS && !line.ends_with(b"=") { Expected::BodyOrEnd } else { Expected::End }
            }
            Expected::End | Expected::Nothing => return Err(NO_END),
        };
        self.line.clear();
        Ok(())
    }
}

const NO_BEGIN: Error = Error::Armor { reason: "its first line is not -----BEGIN AGE ENCRYPTED FILE-----" };
const NO_END: Error = Error::Armor { reason: "-----END AGE ENCRYPTED FILE----- does not follow its last line" };
const LONG_LINE: Error = Error::Armor { reason: "a line has more than 64 characters" };
const BAD_LINE: Error = Error::Armor { reason: "a line is not base64 of up to 64 characters" };
