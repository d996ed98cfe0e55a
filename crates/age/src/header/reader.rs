//! Reads a header as it arrives, line by line, by the grammar of c2sp.org/age. Each line is interpreted once, when it
//! is complete, however many pieces it arrives in.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use core::mem;

use super::grammar::{ANY_VERSION, COLUMNS, Header, MAX_HEADER, Stanza, VERSION, decode, is_argument};
use crate::Error;

/// What the next line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Version,
    /// The first line of a stanza, or the last line of the header.
    StanzaOrEnd,
    /// A line of the body of the last stanza.
    Body,
}

/// A header that is being read.
#[derive(Debug)]
pub(crate) struct HeaderReader {
    text: Vec<u8>,
    /// Where in `text` the unfinished line begins.
    line: usize,
    expected: Expected,
    stanzas: Vec<Stanza>,
    /// The body of the last stanza, in base64.
    body: Vec<u8>,
}

impl HeaderReader {
    pub(crate) fn new() -> Self {
        Self { text: Vec::new(), line: 0, expected: Expected::Version, stanzas: Vec::new(), body: Vec::new() }
    }

    /// Takes bytes from the start of `input`. Returns the header once its last byte was taken.
    ///
    /// # Errors
    /// [`Error::NotAnAgeFile`], [`Error::UnsupportedVersion`], [`Error::Header`] and [`Error::HeaderTooLong`], as soon
    /// as a line is wrong or the header is too long, even if the rest of the header has not arrived.
    pub(crate) fn read(&mut self, input: &mut &[u8]) -> Result<Option<Header>, Error> {
        while !input.is_empty() {
            let end = input.iter().position(|byte| *byte == b'\n');
            let (taken, rest) = input.split_at(end.map_or(input.len(), |end| end + 1));
            if self.text.len() + taken.len() > MAX_HEADER {
                // If not even the first line has ended, this is probably another kind of file rather than a file whose
                // header is too long.
                self.check_version(taken)?;
                return Err(Error::HeaderTooLong);
            }
            self.text.extend_from_slice(taken);
            *input = rest;
            self.check_version(&[])?;
            if end.is_some()
                && let Some(header) = self.finish_line()?
            {
                return Ok(Some(header));
            }
        }
        Ok(None)
    }

    /// Refuses a file of another kind by its first bytes, which are those in `text` and then those in `more`.
    fn check_version(&self, more: &[u8]) -> Result<(), Error> {
        if self.expected != Expected::Version {
            return Ok(());
        }
        let start = self.text.iter().chain(more).zip(ANY_VERSION);
        if start.clone().all(|(found, expected)| found == expected) { Ok(()) } else { Err(Error::NotAnAgeFile) }
    }

    /// Interprets the line that `text` ends with. Returns the header if this was the header's last line.
    fn finish_line(&mut self) -> Result<Option<Header>, Error> {
        let start = mem::replace(&mut self.line, self.text.len());
        let line = &self.text[start..self.text.len() - 1];
        match self.expected {
            Expected::Version if line == VERSION => self.expected = Expected::StanzaOrEnd,
            Expected::Version => {
                return Err(if line.starts_with(ANY_VERSION) {
                    Error::UnsupportedVersion
                } else {
                    Error::NotAnAgeFile
                });
            }
            Expected::StanzaOrEnd if line.starts_with(b"---") => return self.finish(start).map(Some),
            Expected::StanzaOrEnd => {
                let arguments = line.strip_prefix(b"-> ").and_then(arguments).ok_or(BAD_FIRST_LINE)?;
                self.stanzas.push(Stanza { arguments, body: Vec::new() });
                self.expected = Expected::Body;
            }
            Expected::Body => {
                let is_last = line.len() < COLUMNS;
                if line.len() > COLUMNS {
                    return Err(BAD_BODY);
                }
                self.body.extend_from_slice(line);
                if is_last {
                    let stanza = self.stanzas.last_mut().expect("a body follows the first line of its stanza");
                    stanza.body = decode(&self.body).ok_or(BAD_BODY)?;
                    self.body.clear();
                    self.expected = Expected::StanzaOrEnd;
                }
            }
        }
        Ok(None)
    }

    /// Interprets the header's last line, which begins at `start`.
    fn finish(&mut self, start: usize) -> Result<Header, Error> {
        if self.stanzas.is_empty() {
            return Err(Error::Header { reason: "it has no recipient" });
        }
        let line = &self.text[start..self.text.len() - 1];
        let mac = line.strip_prefix(b"--- ").and_then(decode).and_then(|bytes| bytes.try_into().ok()).ok_or(BAD_MAC)?;
        // The MAC authenticates the text up to and including the `---` of this line.
        self.text.truncate(start + 3);
        Ok(Header { stanzas: mem::take(&mut self.stanzas), text: mem::take(&mut self.text), mac })
    }
}

const BAD_FIRST_LINE: Error =
    Error::Header { reason: "a line that is to begin a stanza or to end the header does neither" };
const BAD_BODY: Error = Error::Header { reason: "the body of a stanza is not base64 in lines of 64 characters" };
const BAD_MAC: Error = Error::Header { reason: "its last line has no MAC of 32 bytes" };

/// The arguments of a stanza, which are separated by single spaces. `None` if one is not in the grammar.
fn arguments(line: &[u8]) -> Option<Vec<String>> {
    let words = line.split(|byte| *byte == b' ');
    words.map(|argument| is_argument(argument).then(|| argument.iter().copied().map(char::from).collect())).collect()
}
