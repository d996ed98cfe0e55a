//! Sealing a file into a `Write`, and unsealing one from a `Read`.

#![forbid(unsafe_code)]

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use crate::{Error, FileKey, Header, Opener, Sealer, Stanza, payload::CHUNK};

/// Encrypts the plaintext that is written to it, and writes the file to `W`. Call [`SealWriter::finish`] at the end.
#[derive(Debug)]
pub struct SealWriter<W> {
    inner: W,
    sealer: Sealer,
    output: Vec<u8>,
}

impl<W: Write> SealWriter<W> {
    /// Writes the header. `nonce` and `armored` are those of [`Sealer::new`].
    ///
    /// # Errors
    /// Those of [`Sealer::new`] and of `W`.
    pub fn new(
        mut inner: W,
        file_key: &FileKey,
        stanzas: &[Stanza],
        nonce: [u8; 16],
        armored: bool,
    ) -> io::Result<Self> {
        let mut output = Vec::new();
        let sealer = Sealer::new(file_key, stanzas, nonce, armored, &mut output)?;
        inner.write_all(&output)?;
        output.clear();
        Ok(Self { inner, sealer, output })
    }

    /// Writes the last chunk and returns `W`. Readers refuse a file without its last chunk.
    ///
    /// # Errors
    /// Those of `W`.
    pub fn finish(mut self) -> io::Result<W> {
        self.sealer.finish(&mut self.output);
        self.inner.write_all(&self.output)?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, plaintext: &[u8]) -> io::Result<usize> {
        // At most a chunk at a time, so that a long slice needs no long buffer.
        let taken = plaintext.len().min(CHUNK);
        self.sealer.update(&plaintext[..taken], &mut self.output);
        let written = self.inner.write_all(&self.output);
        self.output.clear();
        written.map(|()| taken)
    }

    /// Flushes `W`. The unfinished chunk is not written: it has to be full, unless it is the last.
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file whose header was read and whose payload waits for the file key.
#[derive(Debug)]
pub struct UnsealReader<R> {
    inner: R,
    opener: Opener,
}

impl<R: Read> UnsealReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// Of the kind `InvalidData`, with an [`Error`] inside: the input is not a file in this format, its header is
    /// damaged, or the input ends within the header. Also the errors of `R`.
    pub fn new(mut inner: R) -> io::Result<Self> {
        let mut opener = Opener::new(None);
        let mut buffer = [0; 4096];
        while opener.header().is_none() {
            match read_some(&mut inner, &mut buffer)? {
                0 => {
                    opener.finish(&mut Vec::new())?;
                    // Not reached: as long as the file key is missing, `finish` returns an error.
                    return Err(Error::Payload.into());
                }
                count => opener.update(&buffer[..count], &mut Vec::new())?,
            }
        }
        Ok(Self { inner, opener })
    }

    /// The header.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.opener.header().expect("the constructor read the header")
    }

    /// Checks that the file key belongs to the header, and returns the reader of the plaintext.
    ///
    /// # Errors
    /// [`Error::WrongFileKey`] and [`Error::Payload`], as `InvalidData`.
    pub fn unlock(mut self, file_key: &FileKey) -> io::Result<UnsealedReader<R>> {
        let mut plaintext = Zeroizing::new(Vec::with_capacity(CHUNK));
        self.opener.unlock(file_key, &mut plaintext)?;
        Ok(UnsealedReader { inner: self.inner, opener: self.opener, plaintext, position: 0, is_finished: false })
    }
}

/// Reads the plaintext of a file. An error of the kind `InvalidData` says that the file was changed or is cut off. What
/// was read before the error is then only a part of the plaintext, and must not be used as the whole.
#[derive(Debug)]
pub struct UnsealedReader<R> {
    inner: R,
    opener: Opener,
    /// Plaintext of which the first `position` bytes were read.
    plaintext: Zeroizing<Vec<u8>>,
    position: usize,
    is_finished: bool,
}

impl<R: Read> Read for UnsealedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut input = [0; 4096];
        while self.position == self.plaintext.len() && !self.is_finished {
            self.plaintext.clear();
            self.position = 0;
            let count = read_some(&mut self.inner, &mut input)?;
            if count == 0 {
                self.opener.finish(&mut self.plaintext)?;
                self.is_finished = true;
            } else {
                self.opener.update(&input[..count], &mut self.plaintext)?;
            }
        }
        let count = (&self.plaintext[self.position..]).read(buffer)?;
        self.position += count;
        Ok(count)
    }
}

/// Calls `read`, and calls it again if a signal interrupted it.
fn read_some(inner: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match inner.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
