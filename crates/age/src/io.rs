//! Writing to `Write`, and reading from `Read`.

#![forbid(unsafe_code)]

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use crate::{Error, FileKey, Header, Opener, Sealer, Stanza, payload::CHUNK};

/// Writes a file: what is written to it is encrypted and written to `W`. Call [`SealWriter::finish`] at the end.
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

    /// Writes the last chunk and returns `W`. A file without its last chunk is refused by its reader.
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
        // Some at a time, so that a long slice needs no long buffer.
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
    /// Those of a file that is none or has a damaged header, as `InvalidData`, and those of `R`.
    pub fn new(mut inner: R) -> io::Result<Self> {
        let mut opener = Opener::new(None);
        let mut buffer = [0; 4096];
        while opener.header().is_none() {
            match read_some(&mut inner, &mut buffer)? {
                0 => {
                    opener.finish(&mut Vec::new())?;
                    // Armor that ends without a line end completes the header only now. Its payload is missing then.
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

    /// Checks that the file key belongs to the header. What follows is the plaintext.
    ///
    /// # Errors
    /// [`Error::WrongFileKey`] and [`Error::Payload`], as `InvalidData`.
    pub fn unlock(mut self, file_key: &FileKey) -> io::Result<UnsealedReader<R>> {
        let mut plaintext = Zeroizing::new(Vec::with_capacity(CHUNK));
        self.opener.unlock(file_key, &mut plaintext)?;
        Ok(UnsealedReader { inner: self.inner, opener: self.opener, plaintext, position: 0, is_finished: false })
    }
}

/// Reads the plaintext of a file. An error of kind `InvalidData` says that the file was changed or is cut off: then also
/// what was read before must not be used as if it were the whole.
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

/// `read`, again if it was interrupted.
fn read_some(inner: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match inner.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
