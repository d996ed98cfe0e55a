//! Writing a file: plaintext comes in slices, and the file is appended to a `Vec`.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::{
    Error, FileKey, Stanza,
    armor::Encoder,
    header,
    payload::{CHUNK, NONCE, Payload, TAG},
};

/// Encrypts a file as its plaintext arrives. The plaintext that a `Sealer` holds, at most a chunk, is wiped when the
/// `Sealer` is dropped.
#[derive(Debug)]
pub struct Sealer {
    payload: Payload,
    /// Plaintext that is not encrypted yet. A whole chunk also waits here until more plaintext or `finish` shows
    /// whether it is the last chunk, because the nonce under which a chunk is encrypted says whether it is the last.
    chunk: Zeroizing<Vec<u8>>,
    armor: Option<Encoder>,
}

impl Sealer {
    /// Begins a file and appends its first bytes to `output`. `nonce`: 16 random bytes. `armored`: whether the file is
    /// text in strict PEM instead of bytes.
    ///
    /// # Errors
    /// [`Error::HeaderTooLong`]; [`Error::Header`] if there is no stanza, or if a stanza has no argument or an
    /// argument that is not in the grammar.
    pub fn new(
        file_key: &FileKey,
        stanzas: &[Stanza],
        nonce: [u8; NONCE],
        armored: bool,
        output: &mut Vec<u8>,
    ) -> Result<Self, Error> {
        let mut start = header::write(file_key, stanzas)?;
        start.extend_from_slice(&nonce);
        let armor = armored.then(|| Encoder::new(output));
        let chunk = Zeroizing::new(Vec::with_capacity(CHUNK + TAG));
        let mut sealer = Self { payload: Payload::new(file_key, &nonce), chunk, armor };
        sealer.write(&start, output);
        Ok(sealer)
    }

    /// Takes plaintext, and appends the encrypted chunks to `output`, except a last one, whole or not, which waits for
    /// more plaintext or for [`Sealer::finish`].
    pub fn update(&mut self, mut plaintext: &[u8], output: &mut Vec<u8>) {
        while !plaintext.is_empty() {
            if self.chunk.len() == CHUNK {
                self.seal_chunk(false, output);
            }
            let (taken, rest) = plaintext.split_at(plaintext.len().min(CHUNK - self.chunk.len()));
            self.chunk.extend_from_slice(taken);
            plaintext = rest;
        }
    }

    /// Ends the file. Without this call the file is cut off, and its readers report that as an error.
    pub fn finish(&mut self, output: &mut Vec<u8>) {
        self.seal_chunk(true, output);
        if let Some(armor) = &mut self.armor {
            armor.finish(output);
        }
    }

    /// Encrypts the chunk that was collected, and writes it.
    fn seal_chunk(&mut self, is_last: bool, output: &mut Vec<u8>) {
        self.payload.seal(&mut self.chunk, is_last);
        match &mut self.armor {
            Some(armor) => armor.write(&self.chunk, output),
            None => output.extend_from_slice(&self.chunk),
        }
        self.chunk.clear();
    }

    /// Writes bytes of the file, in armor if the file is armored.
    fn write(&mut self, bytes: &[u8], output: &mut Vec<u8>) {
        match &mut self.armor {
            Some(armor) => armor.write(bytes, output),
            None => output.extend_from_slice(bytes),
        }
    }
}
