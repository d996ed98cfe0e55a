//! The public half of a key pair.

#![forbid(unsafe_code)]

use alloc::{sync::Arc, vec::Vec};
use std::sync::{Mutex, OnceLock, PoisonError};

use rsa::traits::PublicKeyParts;
use sealpost_engine::PublicOperation;

use super::{
    limits::{MIN_BITS, check_length, public_numbers},
    numbers::{PublicNumbers, exponent, is_below},
    parameters::PssParameters,
};
use crate::{Error, Reason};

/// An RSA public key (RFC 8017 §3.1), whatever its purpose.
#[derive(Clone)]
pub(crate) struct RsaPublicKey {
    inner: rsa::PublicKey,
    /// The engine's form of the same key, computed on first use: the computation takes twice as long as one operation.
    operation: OnceLock<Arc<Mutex<PublicOperation>>>,
    /// The parameters of PSS to which the key is restricted. A key for encryption has none.
    pub(crate) parameters: Option<PssParameters>,
}

impl PartialEq for RsaPublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner && self.parameters == other.parameters
    }
}

impl Eq for RsaPublicKey {}

impl RsaPublicKey {
    /// Wraps a key whose numbers were checked by [`check_public`](super::limits::check_public).
    pub(super) fn from_checked(inner: rsa::PublicKey, parameters: Option<PssParameters>) -> Self {
        Self { inner, operation: OnceLock::new(), parameters }
    }

    /// Makes a key from its modulus and public exponent in big-endian bytes, and checks both. `parameters` are the
    /// parameters of PSS that the key states.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`].
    pub(crate) fn from_numbers(numbers: PublicNumbers<'_>, parameters: Option<PssParameters>) -> Result<Self, Error> {
        let (n, e) = public_numbers(numbers.n, numbers.e, MIN_BITS)?;
        let inner =
            rsa::PublicKey::new(n, e).map_err(|_| Error::MalformedKey { reason: Reason::PublicNumbersInvalid })?;
        Ok(Self::from_checked(inner, parameters))
    }

    /// Length of the modulus in bits.
    pub(crate) fn bits(&self) -> u32 {
        self.inner.n().bit_width()
    }

    /// Length of the modulus, of every ciphertext and of every signature, in bytes (k of RFC 8017).
    pub(crate) fn size(&self) -> usize {
        self.inner.size()
    }

    /// The modulus n in big-endian bytes without leading zeros.
    pub(crate) fn modulus(&self) -> Vec<u8> {
        self.inner.n_bytes().into_vec()
    }

    /// The public exponent e in big-endian bytes without leading zeros.
    pub(crate) fn exponent(&self) -> Vec<u8> {
        self.inner.e_bytes().into_vec()
    }

    /// Checks that the modulus has at least 2048 bits. Only the public half of a private key that was read
    /// with `allow_weak` can have fewer.
    ///
    /// # Errors
    /// [`Error::WeakKey`].
    pub(crate) fn check_strength(&self) -> Result<(), Error> {
        check_length(self.inner.n().as_ref(), MIN_BITS)
    }

    /// RSAEP and RSAVP1 (RFC 8017 §5.1.1 and §5.2.2), which are the same operation. Returns `None` unless `number` has
    /// as many bytes as the modulus and is below it.
    pub(crate) fn public_primitive(&self, number: &[u8]) -> Option<Vec<u8>> {
        // 1. If m is not between 0 and n - 1, output "message representative out of range" and stop.
        if number.len() != self.size() || !is_below(number, self.inner.n().as_ref()) {
            return None;
        }
        // 2. and 3. c = m^e mod n.
        let new = || Arc::new(Mutex::new(PublicOperation::new(&self.modulus(), exponent(self.inner.e()))));
        let operation = self.operation.get_or_init(new).lock().unwrap_or_else(PoisonError::into_inner);
        Some(core::mem::take(&mut *operation.public(number)))
    }
}
