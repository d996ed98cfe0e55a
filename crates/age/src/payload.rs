//! The payload: STREAM over ChaCha20-Poly1305 (c2sp.org/age, "Payload").

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::fmt;

use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce, Tag, aead::AeadInOut};

use crate::{Error, FileKey};

/// Length of a chunk of plaintext in bytes. The last one may be shorter, and is empty only if the whole payload is.
pub const CHUNK: usize = 64 << 10;

/// Length of a chunk's tag in bytes.
pub(crate) const TAG: usize = 16;

/// Length in bytes of the nonce before the first chunk. It is the salt of the payload key.
pub(crate) const NONCE: usize = 16;

/// Encrypts or decrypts the chunks of one payload, in their order. It wipes its key when it is dropped.
pub(crate) struct Payload {
    cipher: ChaCha20Poly1305,
    /// The number of chunks encrypted or decrypted so far, which is the next chunk's number.
    counter: u64,
}

impl Payload {
    pub(crate) fn new(file_key: &FileKey, nonce: &[u8]) -> Self {
        let key = file_key.payload_key(nonce);
        Self { cipher: ChaCha20Poly1305::new((&*key).into()), counter: 0 }
    }

    /// Encrypts a chunk in place and appends its tag.
    pub(crate) fn seal(&mut self, chunk: &mut Vec<u8>, is_last: bool) {
        let nonce = self.next_nonce(is_last);
        // The cipher's limit for one call is 256 GiB.
        let tag = self.cipher.encrypt_inout_detached(&nonce, &[], chunk.as_mut_slice().into());
        chunk.extend_from_slice(&tag.expect("a chunk is shorter than the limit of the cipher"));
    }

    /// Checks the tag at the end of a chunk, then decrypts the chunk in place and removes the tag.
    ///
    /// # Errors
    /// [`Error::Payload`] if the tag is wrong or missing, or if a chunk after the first is empty. In that case `chunk`
    /// does not have plaintext.
    pub(crate) fn open(&mut self, chunk: &mut Vec<u8>, is_last: bool) -> Result<(), Error> {
        let length = chunk.len().checked_sub(TAG).ok_or(Error::Payload)?;
        if length == 0 && self.counter > 0 {
            return Err(Error::Payload);
        }
        let nonce = self.next_nonce(is_last);
        let (content, tag) = chunk.split_at_mut(length);
        let tag = <&Tag>::try_from(&*tag).map_err(|_| Error::Payload)?;
        // The tag is checked before anything is decrypted.
        self.cipher.decrypt_inout_detached(&nonce, &[], content.into(), tag).map_err(|_| Error::Payload)?;
        chunk.truncate(length);
        Ok(())
    }

    /// The nonce of the next chunk, which is counted here: the chunk's number in 11 bytes, big-endian, and whether it
    /// is the last chunk. A payload has fewer than 2^64 chunks, which would be 2^80 bytes.
    fn next_nonce(&mut self, is_last: bool) -> Nonce {
        let mut nonce = Nonce::default();
        nonce[3..11].copy_from_slice(&self.counter.to_be_bytes());
        nonce[11] = u8::from(is_last);
        self.counter = self.counter.checked_add(1).expect("a payload has fewer than 2^64 chunks");
        nonce
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} chunks)", self.counter)
    }
}
