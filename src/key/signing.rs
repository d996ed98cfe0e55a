//! Key pairs for signatures. They have types of their own, because a key has one purpose (NIST SP 800-57 part 1 §5.2).

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::fmt;

use rand_core::TryCryptoRng;
use zeroize::ZeroizeOnDrop;

use super::{private::RsaPrivateKey, public::RsaPublicKey};
use crate::Error;

/// The private half of a key pair for signatures. Wiped when dropped. `Debug` prints only the length of the modulus.
pub struct SigningKey(pub(crate) RsaPrivateKey);

/// The public half of a key pair for signatures.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey(pub(crate) RsaPublicKey);

impl ZeroizeOnDrop for SigningKey {}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Generates a key pair, as [`PrivateKey::generate`](crate::PrivateKey::generate) does.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] unless `bits` is a multiple of 8 from 2048 to 8192;
    /// [`Error::RandomUnavailable`] when `rng` fails or repeats itself; [`Error::Internal`] when a check of the
    /// arithmetic fails.
    pub fn generate<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: u32) -> Result<Self, Error> {
        RsaPrivateKey::generate(rng, bits).map(Self)
    }

    /// Makes the key of two primes, as [`PrivateKey::from_primes`](crate::PrivateKey::from_primes) does.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] or [`Error::WeakKey`] when the primes do not make a key; [`Error::RandomUnavailable`]
    /// when `rng` fails; [`Error::Internal`] when the pairwise consistency test fails.
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
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.public_key())
    }
}

impl VerifyingKey {
    /// Length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.0.bits()
    }

    /// Length of the modulus, and of every signature, in bytes (k of RFC 8017).
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
