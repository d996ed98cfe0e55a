//! The file key, and the keys that are derived from it.

#![forbid(unsafe_code)]

use core::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rand_core::TryCryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The symmetric key of one file, 128 bits (c2sp.org/age, "File key"). It must not be used for a second file. It is
/// wiped when it is dropped.
#[derive(Clone)]
pub struct FileKey(Zeroizing<[u8; Self::LENGTH]>);

impl FileKey {
    /// Length of a file key in bytes.
    pub const LENGTH: usize = 16;

    /// A new random key.
    ///
    /// # Errors
    /// The error of the random source.
    pub fn generate<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<Self, R::Error> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        rng.try_fill_bytes(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// The bytes, to be encrypted to a recipient.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// The HMAC-SHA-256 of `header`, to be finalized or verified. Its key is derived from the file key without a salt.
    pub(crate) fn header_mac(&self, header: &[u8]) -> Hmac<Sha256> {
        let key = self.derive(None, b"header");
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_ref()).expect("HMAC takes keys of any length");
        mac.update(header);
        mac
    }

    /// The key of the payload, derived from the file key with the payload's nonce as the salt.
    pub(crate) fn payload_key(&self, nonce: &[u8]) -> Zeroizing<[u8; 32]> {
        self.derive(Some(nonce), b"payload")
    }

    /// Derives 32 bytes from the file key by HKDF-SHA-256 (RFC 5869).
    fn derive(&self, salt: Option<&[u8]>, info: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(salt, self.0.as_ref())
            .expand(info, key.as_mut())
            .expect("32 bytes are fewer than 255 times the length of the hash");
        key
    }
}

impl From<[u8; Self::LENGTH]> for FileKey {
    fn from(bytes: [u8; Self::LENGTH]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(..)")
    }
}
