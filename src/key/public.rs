//! The public half of a key pair.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use super::{
    limits::{MIN_BITS, check_length, public_numbers},
    numbers::{PublicNumbers, bit_length, exponent, is_below},
    operation::Operation,
    parameters::PssParameters,
};
use crate::Error;

/// An RSA public key (RFC 8017 §3.1), whatever its purpose.
#[derive(Clone)]
pub(crate) struct RsaPublicKey {
    /// Modulus n in big-endian bytes without leading zeros.
    n: Vec<u8>,
    /// Public exponent e in the same form.
    e: Vec<u8>,
    operation: Operation,
    /// The parameters of PSS to which the key is restricted. A key for encryption has none.
    pub(crate) parameters: Option<PssParameters>,
}

impl PartialEq for RsaPublicKey {
    fn eq(&self, other: &Self) -> bool {
        (&self.n, &self.e, self.parameters) == (&other.n, &other.e, other.parameters)
    }
}

impl Eq for RsaPublicKey {}

impl RsaPublicKey {
    /// Wraps a key whose numbers were checked by [`check_public`](super::limits::check_public).
    pub(super) fn from_checked(n: &[u8], e: &[u8], parameters: Option<PssParameters>) -> Self {
        Self { n: n.to_vec(), e: e.to_vec(), operation: Operation::new(n, exponent(e)), parameters }
    }

    /// Makes a key from its modulus and public exponent in big-endian bytes, and checks both. `parameters` are the
    /// parameters of PSS that the key states.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`].
    pub(crate) fn from_numbers(numbers: PublicNumbers<'_>, parameters: Option<PssParameters>) -> Result<Self, Error> {
        let (n, e) = public_numbers(numbers.n, numbers.e, MIN_BITS)?;
        Ok(Self::from_checked(n, e, parameters))
    }

    /// Length of the modulus in bits.
    pub(crate) fn bits(&self) -> u32 {
        bit_length(&self.n)
    }

    /// Length of the modulus, and of every ciphertext, in bytes (k of RFC 8017).
    pub(crate) fn size(&self) -> usize {
        self.n.len()
    }

    /// The modulus n in big-endian bytes without leading zeros.
    pub(crate) fn modulus(&self) -> Vec<u8> {
        self.n.clone()
    }

    /// The public exponent e in big-endian bytes without leading zeros.
    pub(crate) fn exponent(&self) -> Vec<u8> {
        self.e.clone()
    }

    /// Checks that the modulus has at least 2048 bits. Only the public half of a private key that was read
    /// with `allow_weak` can have fewer.
    ///
    /// # Errors
    /// [`Error::WeakKey`].
    pub(crate) fn check_strength(&self) -> Result<(), Error> {
        check_length(&self.n, MIN_BITS)
    }

    /// RSAEP and RSAVP1 (RFC 8017 §5.1.1 and §5.2.2), which are the same operation. Returns `None` unless `number` has
    /// as many bytes as the modulus and is below it.
    pub(crate) fn public_primitive(&self, number: &[u8]) -> Option<Vec<u8>> {
        // 1. If m is not between 0 and n - 1, output "message representative out of range" and stop.
        if !is_below(number, &self.n) {
            return None;
        }
        // 2. and 3. c = m^e mod n.
        Some(self.operation.public(&self.n, exponent(&self.e), number))
    }
}
