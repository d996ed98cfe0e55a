//! Key pairs for encryption.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "private")]
use rand_core::TryCryptoRng;
#[cfg(feature = "private")]
use zeroize::ZeroizeOnDrop;

#[cfg(feature = "private")]
use super::private::RsaPrivateKey;
use super::public::RsaPublicKey;
#[cfg(feature = "private")]
use crate::Error;

/// The private half of a key pair for encryption. Wiped when dropped. `Debug` prints only the length of the modulus.
#[cfg(feature = "private")]
pub struct PrivateKey(pub(crate) RsaPrivateKey);

/// The public half of a key pair for encryption.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(pub(crate) RsaPublicKey);

#[cfg(feature = "private")]
impl ZeroizeOnDrop for PrivateKey {}

#[cfg(feature = "private")]
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}

#[cfg(feature = "private")]
impl PrivateKey {
    /// Generates a key pair with a modulus of `bits` bits and the public exponent 65537.
    ///
    /// The time is random: its mean is a fraction of a second at 2048 bits, and a search can take several times the
    /// mean. To find the primes in another way, such as on several threads, use [`PrivateKey::from_primes`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] unless `bits` is a multiple of 8 from 2048 to 8192;
    /// [`Error::RandomUnavailable`] when `rng` fails or repeats itself; [`Error::Internal`] when a check of the
    /// arithmetic fails.
    ///
    /// # Examples
    /// ```
    /// use getrandom::SysRng;
    /// use sealpost::PrivateKey;
    ///
    /// let key = PrivateKey::generate(&mut SysRng, 2048)?;
    /// assert_eq!(key.bits(), 2048);
    /// assert_eq!(key.public_key().size(), 256); // bytes
    /// assert_eq!(key.public_key().exponent(), [1, 0, 1]); // 65537
    /// # Ok::<(), sealpost::Error>(())
    /// ```
    pub fn generate<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: u32) -> Result<Self, Error> {
        RsaPrivateKey::generate(rng, bits).map(Self)
    }

    /// Makes the key of two primes in big-endian bytes, with the public exponent 65537.
    ///
    /// Both primes must have the same length and their two highest bits set, so that the modulus has exactly twice
    /// that length. Whether they are prime is not tested here: that is the caller's part. The new key has to pass a
    /// pairwise consistency test: a random number is encrypted and decrypted.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] or [`Error::WeakKey`] when the primes do not make a key; [`Error::RandomUnavailable`]
    /// when `rng` fails; [`Error::Internal`] when the test fails.
    pub fn from_primes<R: TryCryptoRng + ?Sized>(rng: &mut R, p: &[u8], q: &[u8]) -> Result<Self, Error> {
        RsaPrivateKey::from_primes(rng, p, q).map(Self)
    }

    /// Length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.0.bits()
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.public_key())
    }

    /// Length of the modulus, and of every ciphertext, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.0.size()
    }

    /// The key ID that the key's JWK gave it. Messages may name the key by it.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.0.kid()
    }
}

impl PublicKey {
    /// Length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.0.bits()
    }

    /// Length of the modulus, and of every ciphertext, in bytes (k of RFC 8017).
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.size()
    }

    /// The modulus n in big-endian bytes without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> Vec<u8> {
        self.0.modulus()
    }

    /// The public exponent e in big-endian bytes without leading zeros.
    #[must_use]
    pub fn exponent(&self) -> Vec<u8> {
        self.0.exponent()
    }
}
