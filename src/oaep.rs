//! RSAES-OAEP (RFC 8017 §7.1).
//!
//! The hash of the label and the hash inside MGF1 can differ, because they differ in other software: Java's
//! `OAEPWithSHA-256AndMGF1Padding` is SHA-256 with MGF1 over SHA-1.
//!
//! # Examples
//! ```
//! use getrandom::SysRng;
//! use sealpost::{Hash, OaepOptions, PrivateKey};
//!
//! let key = PrivateKey::generate(&mut SysRng, 2048)?;
//! let like_java = OaepOptions::new(Hash::Sha256).with_mgf_hash(Hash::Sha1);
//! assert_eq!(key.public_key().max_plaintext(&like_java), 190); // bytes
//! let ciphertext = key.public_key().encrypt(&mut SysRng, b"four words", &like_java)?;
//! assert_eq!(ciphertext.len(), 256);
//! assert_eq!(*key.decrypt(&mut SysRng, &ciphertext, &like_java)?, b"four words");
//! # Ok::<(), sealpost::Error>(())
//! ```

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
#[cfg(feature = "private")]
use subtle::{ConditionallySelectable, ConstantTimeEq};
#[cfg(feature = "private")]
use zeroize::Zeroizing;

#[cfg(feature = "private")]
use crate::PrivateKey;
use crate::{Error, PublicKey};

#[cfg(feature = "private")]
mod diagnosis;
mod options;
mod padding;

pub use crate::key::hash::Hash;
#[cfg(feature = "private")]
pub use diagnosis::Diagnosis;
pub use options::OaepOptions;

impl PublicKey {
    /// The longest plaintext that [`encrypt`](Self::encrypt) takes under `options`, in bytes.
    #[must_use]
    pub fn max_plaintext(&self, options: &OaepOptions<'_>) -> usize {
        options.max_plaintext(self.size())
    }

    /// RSAES-OAEP-ENCRYPT (RFC 8017 §7.1.1). The ciphertext is as long as the modulus.
    ///
    /// # Errors
    /// [`Error::MessageTooLong`] for more than [`max_plaintext`](Self::max_plaintext) bytes; [`Error::WeakKey`] for a
    /// key under 2048 bits; [`Error::RandomUnavailable`] when `rng` fails.
    pub fn encrypt<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        plaintext: &[u8],
        options: &OaepOptions<'_>,
    ) -> Result<Vec<u8>, Error> {
        self.0.check_strength()?;
        let encoded = padding::encode(rng, plaintext, self.size(), options)?;
        // The first byte of the encoding is zero, so the encoding is below the modulus.
        self.0.public_primitive(&encoded).ok_or_else(|| Error::Internal)
    }
}

#[cfg(feature = "private")]
impl PrivateKey {
    /// RSAES-OAEP-DECRYPT (RFC 8017 §7.1.2).
    ///
    /// The RSA operation is blinded with randomness from `rng`, and its result is checked before use. Neither the
    /// operation nor the decoding has a branch or an index that depends on a secret. The time depends on whether
    /// decryption succeeds and on the length of the plaintext, both of which the result shows.
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`] for every ciphertext that does not decrypt, also one of the wrong length or out of
    /// range; [`Error::RandomUnavailable`] when `rng` fails; [`Error::Internal`] when the check fails.
    pub fn decrypt<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        ciphertext: &[u8],
        options: &OaepOptions<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        padding::decode(&mut self.0.private_primitive(rng, ciphertext)?, options)
    }

    /// Decrypts into `target` if the plaintext has exactly the length of `target`; otherwise leaves `target` unchanged.
    /// Neither the result nor the time shows which of the two happened, except for a ciphertext of the wrong length or
    /// out of range, both of which are public.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] when `rng` fails; [`Error::Internal`] when the check of the RSA operation fails.
    pub(crate) fn decrypt_into<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        ciphertext: &[u8],
        options: &OaepOptions<'_>,
        target: &mut [u8],
    ) -> Result<(), Error> {
        let mut encoded = match self.0.private_primitive(rng, ciphertext) {
            Err(Error::DecryptionFailed) => return Ok(()),
            result => result?,
        };
        let (valid, start) = padding::unmask(&mut encoded, options);
        // A plaintext of the length of `target` can start at one index only. `saturating_sub` cannot saturate, because a
        // modulus is longer than a content key.
        let place = encoded.len().saturating_sub(target.len());
        let replace = valid & start.ct_eq(&(place as u32));
        for (byte, decrypted) in target.iter_mut().zip(&encoded[place..]) {
            byte.conditional_assign(decrypted, replace);
        }
        Ok(())
    }
}
