//! Reading a file, on slices.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::mem;

use zeroize::Zeroizing;

use crate::{
    Error, FileKey,
    armor::Decoder,
    header::{Header, HeaderReader},
    payload::{CHUNK, NONCE, Payload, TAG},
};

/// How the file is encoded.
#[derive(Debug)]
enum Encoding {
    /// Not known before the first byte.
    Unknown,
    Binary,
    Armored(Decoder),
}

/// The part of the file that is to be read next.
#[derive(Debug)]
enum Expected {
    Header(HeaderReader),
    /// The header is complete, and the file key is missing. What follows the header is kept.
    FileKey(Header),
    Nonce(FileKey),
    Chunk(Payload),
    /// An error occurred, or the file was ended. Every call now returns this error.
    Nothing(Error),
}

/// Reads a file as it arrives: first the header, then, once [`Opener::unlock`] was called, the payload, which it
/// decrypts. No plaintext is output before the authentication tag of its chunk was checked. The plaintext that an
/// `Opener` holds, at most a chunk, is wiped when the `Opener` is dropped.
#[derive(Debug)]
pub struct Opener {
    encoding: Encoding,
    expected: Expected,
    /// What arrived and is not read yet: the payload's nonce, or up to a whole chunk with its authentication tag. A
    /// whole chunk waits for more bytes or for [`Opener::finish`], because the nonce under which it is decrypted says
    /// whether it is the last chunk. Before the file key is there, everything after the header.
    buffer: Zeroizing<Vec<u8>>,
    /// What the last piece of armor encoded. Kept so that its memory is used again.
    decoded: Vec<u8>,
}

impl Opener {
    /// `armored`: whether the file is text in strict PEM (`true`) or bytes (`false`); with `None` its first byte tells.
    #[must_use]
    pub fn new(armored: Option<bool>) -> Self {
        let encoding = match armored {
            None => Encoding::Unknown,
            Some(false) => Encoding::Binary,
            Some(true) => Encoding::Armored(Decoder::new()),
        };
        let buffer = Zeroizing::new(Vec::with_capacity(CHUNK + TAG));
        Self { encoding, expected: Expected::Header(HeaderReader::new()), buffer, decoded: Vec::new() }
    }

    /// Whether the file is armored. Before the first byte only what [`Opener::new`] was told is known, and with `None`
    /// the result is false.
    #[must_use]
    pub fn is_armored(&self) -> bool {
        matches!(self.encoding, Encoding::Armored(_))
    }

    /// The header, if it is complete and [`Opener::unlock`] has not succeeded yet. `None` after an error of
    /// [`Opener::update`].
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        match &self.expected {
            Expected::FileKey(header) => Some(header),
            _ => None,
        }
    }

    /// Takes bytes of the file, and appends the plaintext of the chunks that are complete to `output`. Once
    /// [`Opener::header`] returns the header, call [`Opener::unlock`]: until then all that is given here is kept.
    ///
    /// # Errors
    /// Any [`Error`] but [`Error::WrongFileKey`]. After an error nothing more is output, and later calls return the
    /// same error, whatever they are given. `output` has the plaintext of the chunks before the error. After
    /// [`Opener::finish`] succeeded, the error is [`Error::Payload`].
    pub fn update(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<(), Error> {
        self.check_continues()?;
        self.recognise(input);
        let result = match &mut self.encoding {
            Encoding::Unknown => Ok(()),
            Encoding::Binary => self.read(input, output),
            Encoding::Armored(decoder) => {
                self.decoded.clear();
                let armor = decoder.read(input, &mut self.decoded);
                self.read_decoded(output).and(armor)
            }
        };
        self.or_stop(result)
    }

    /// Checks that the file key belongs to the header, and continues with the payload.
    ///
    /// # Errors
    /// [`Error::WrongFileKey`], after which another file key can be tried; those of [`Opener::update`].
    ///
    /// # Panics
    /// If [`Opener::header`] returns `None`.
    pub fn unlock(&mut self, file_key: &FileKey, output: &mut Vec<u8>) -> Result<(), Error> {
        self.header().expect("the header is complete").verify(file_key)?;
        self.expected = Expected::Nonce(file_key.clone());
        let kept = mem::replace(&mut self.buffer, Zeroizing::new(Vec::with_capacity(CHUNK + TAG)));
        let result = self.read(&kept, output);
        self.or_stop(result)
    }

    /// Tells that the file has ended, and appends the plaintext of its last chunk to `output`.
    ///
    /// # Errors
    /// As for [`Opener::update`]; [`Error::NoHeaderEnd`] or [`Error::Payload`] if the file is cut off, and
    /// [`Error::Payload`] if it was not unlocked.
    pub fn finish(&mut self, output: &mut Vec<u8>) -> Result<(), Error> {
        self.check_continues()?;
        let result = self.read_end(output);
        self.or_stop(result)
    }

    /// Reads what is left at the end of the file: the last line of the armor, and the last chunk.
    fn read_end(&mut self, output: &mut Vec<u8>) -> Result<(), Error> {
        if let Encoding::Armored(decoder) = &mut self.encoding {
            self.decoded.clear();
            let armor = decoder.finish(&mut self.decoded);
            self.read_decoded(output).and(armor)?;
        }
        match &mut self.expected {
            Expected::Header(_) => Err(Error::NoHeaderEnd),
            // The caller did not unlock the file, or the file ends before or within its payload's nonce.
            Expected::FileKey(_) | Expected::Nonce(_) => Err(Error::Payload),
            Expected::Chunk(payload) => {
                // `true`: the buffer has the last chunk.
                payload.open(&mut self.buffer, true)?;
                output.extend_from_slice(&self.buffer);
                // Whatever comes after the end is an error.
                self.expected = Expected::Nothing(Error::Payload);
                Ok(())
            }
            Expected::Nothing(error) => Err(*error),
        }
    }

    /// Recognises the armor by the first byte of the file.
    fn recognise(&mut self, input: &[u8]) {
        if let (Encoding::Unknown, Some(first)) = (&self.encoding, input.first()) {
            let is_armored = matches!(first, b'-' | b' ' | b'\t' | b'\r' | b'\n');
            self.encoding = if is_armored { Encoding::Armored(Decoder::new()) } else { Encoding::Binary };
        }
    }

    /// Reads what the last piece of armor encoded.
    fn read_decoded(&mut self, output: &mut Vec<u8>) -> Result<(), Error> {
        let decoded = mem::take(&mut self.decoded);
        let result = self.read(&decoded, output);
        self.decoded = decoded;
        result
    }

    /// Reads bytes of the file without its armor.
    fn read(&mut self, mut input: &[u8], output: &mut Vec<u8>) -> Result<(), Error> {
        while !input.is_empty() {
            match &mut self.expected {
                Expected::Header(reader) => {
                    if let Some(header) = reader.read(&mut input)? {
                        self.expected = Expected::FileKey(header);
                    }
                }
                Expected::FileKey(_) => {
                    self.buffer.extend_from_slice(input);
                    return Ok(());
                }
                Expected::Nonce(file_key) => {
                    fill(&mut self.buffer, &mut input, NONCE);
                    if self.buffer.len() == NONCE {
                        self.expected = Expected::Chunk(Payload::new(file_key, &self.buffer));
                        self.buffer.clear();
                    }
                }
                Expected::Chunk(payload) => {
                    // More follows this chunk, so it is not the last one.
                    if self.buffer.len() == CHUNK + TAG {
                        payload.open(&mut self.buffer, false)?;
                        output.extend_from_slice(&self.buffer);
                        self.buffer.clear();
                    }
                    fill(&mut self.buffer, &mut input, CHUNK + TAG);
                }
                Expected::Nothing(error) => return Err(*error),
            }
        }
        Ok(())
    }

    /// The error that occurred before, or that the file was ended.
    fn check_continues(&self) -> Result<(), Error> {
        match self.expected {
            Expected::Nothing(error) => Err(error),
            _ => Ok(()),
        }
    }

    /// After an error the state is dropped, and with it the keys.
    fn or_stop(&mut self, result: Result<(), Error>) -> Result<(), Error> {
        if let Err(error) = result {
            self.expected = Expected::Nothing(error);
        }
        result
    }
}

/// Moves bytes from the start of `input` to `buffer`, up to `length` bytes in `buffer`.
fn fill(buffer: &mut Vec<u8>, input: &mut &[u8], length: usize) {
    let (taken, rest) = input.split_at(input.len().min(length - buffer.len()));
    buffer.extend_from_slice(taken);
    *input = rest;
}
