//! The private half of a key pair.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use std::sync::{Mutex, PoisonError};

use rand_core::TryCryptoRng;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use sealpost_engine::{PrivateOperation, PublicOperation};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{
    limits::check_public,
    numbers::{OwnedComponents, exponent, is_below, trim},
    parameters::PssParameters,
    public::RsaPublicKey,
};
use crate::{Error, Reason};

/// The 100 in |p - q| > 2^(nlen/2 - 100), which the primes must satisfy (FIPS 186-5 appendix A.1.3).
const DISTANCE_MARGIN_BITS: u32 = 100;

/// An RSA private key (RFC 8017 §3.2), whatever its purpose. Wiped when dropped.
pub(crate) struct RsaPrivateKey {
    inner: rsa::PrivateKey,
    /// The engine's form of the same key. The lock is needed because each operation replaces the blinding pair in it.
    operation: Mutex<PrivateOperation>,
    /// The key ID that the key's JWK gives it (`kid`, RFC 7517 §4.5).
    pub(crate) kid: Option<String>,
    /// The parameters of PSS to which the key is restricted. A key for encryption has none.
    pub(crate) parameters: Option<PssParameters>,
}

impl ZeroizeOnDrop for RsaPrivateKey {}

/// Checks at compile time that the types of all secret fields, and of the numbers that the functions return, wipe
/// themselves when dropped.
const fn assert_wiped_on_drop<T: ZeroizeOnDrop>() {}
const _: () = {
    assert_wiped_on_drop::<rsa::PrivateKey>();
    assert_wiped_on_drop::<PrivateOperation>();
    assert_wiped_on_drop::<Zeroizing<Vec<u8>>>();
};

impl RsaPrivateKey {
    /// Makes a key from numbers that `rsa` has checked. Checks what `rsa` leaves out: the limits in [`check_public`],
    /// the distance of the primes, and the length of the private exponent. `minimum` is the shortest modulus in bits.
    /// The caller has checked that the modulus is not longer than `MAX_BITS`.
    ///
    /// # Errors
    /// [`Error::WeakKey`], [`Error::UnsupportedKey`], [`Error::MalformedKey`]; [`Error::Internal`] if the engine
    /// refuses the numbers.
    pub(super) fn from_checked(inner: rsa::PrivateKey, minimum: u32) -> Result<Self, Error> {
        check_public(&inner.n_bytes(), exponent(&inner.e_bytes()), minimum)?;
        let half_length = inner.n().bit_width() / 2;
        let primes = inner.primes();
        let distance = if primes[0] > primes[1] {
            primes[0].wrapping_sub(primes[1].as_ref())
        } else {
            primes[1].wrapping_sub(primes[0].as_ref())
        };
        if distance.bit_width() <= half_length - DISTANCE_MARGIN_BITS {
            return Err(Error::WeakKey { reason: Reason::PrimesClose });
        }
        // FIPS 186-5 appendix A.1.1 requires d > 2^(nlen/2): a short d can be computed from n and e.
        if inner.d().bit_width() <= half_length {
            return Err(Error::WeakKey { reason: Reason::PrivateExponentShort });
        }
        let [p, q] = [&primes[0], &primes[1]].map(|prime| Zeroizing::new(prime.to_be_bytes()));
        let q_inverse = Zeroizing::new(inner.crt_coefficient().ok_or_else(|| Error::Internal)?.to_be_bytes());
        let operation = PrivateOperation::new(&p, &q, exponent(&inner.e_bytes()), &q_inverse);
        Ok(Self { inner, operation: Mutex::new(operation.map_err(Error::of_engine)?), kid: None, parameters: None })
    }

    /// Encrypts and decrypts a random number: the pairwise consistency test of FIPS 140-3.
    ///
    /// # Errors
    /// [`Error::Internal`] if the decrypted number differs; [`Error::RandomUnavailable`] when `rng` fails.
    pub(super) fn check_pairwise_consistency<R: TryCryptoRng + ?Sized>(&self, rng: &mut R) -> Result<(), Error> {
        let public = PublicOperation::new(&self.inner.n_bytes(), exponent(&self.inner.e_bytes()));
        let operation = self.operation.lock().unwrap_or_else(PoisonError::into_inner);
        operation.check_consistency(rng, &public).map_err(Error::of_engine)
    }

    /// Length of the modulus in bits.
    pub(crate) fn bits(&self) -> u32 {
        self.inner.n().bit_width()
    }

    /// Length of the modulus, of every ciphertext and of every signature, in bytes (k of RFC 8017).
    pub(crate) fn size(&self) -> usize {
        self.inner.size()
    }

    /// The key ID that the key's JWK gave it. Messages may name the key by it.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The public half.
    pub(crate) fn public_key(&self) -> RsaPublicKey {
        RsaPublicKey::from_checked(&self.inner.n_bytes(), &self.inner.e_bytes(), self.parameters)
    }

    /// RSADP and RSASP1 (RFC 8017 §5.1.2 and §5.2.1), which are the same operation: blinded, and checked by computing
    /// the e-th power of the result before it is released.
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`] for a number of the wrong length or out of range, as for all other invalid
    /// ciphertexts; [`Error::RandomUnavailable`] when `rng` fails; [`Error::Internal`] if the check fails.
    pub(crate) fn private_primitive<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        number: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        // 1. If c is not between 0 and n - 1, output "ciphertext representative out of range" and stop.
        if number.len() != self.inner.size() {
            return Err(Error::DecryptionFailed);
        }
        if !is_below(number, &self.inner.n_bytes()) {
            return Err(Error::DecryptionFailed);
        }
        // 2. and 3. m = c^d mod n by the Chinese remainder theorem. A poisoned lock can be ignored: the engine takes
        // the blinding pair out before it uses the pair, so a panic leaves no pair that is only half updated.
        self.operation.lock().unwrap_or_else(PoisonError::into_inner).private(rng, number).map_err(Error::of_engine)
    }

    /// The numbers of this key, from which its stored forms are written.
    ///
    /// # Errors
    /// [`Error::Internal`], which a valid key does not cause.
    pub(crate) fn components(&self) -> Result<OwnedComponents, Error> {
        let (p, q) = (&self.inner.primes()[0], &self.inner.primes()[1]);
        let (Some(dp), Some(dq)) = (self.inner.dp(), self.inner.dq()) else { return Err(Error::Internal) };
        let qinv = self.inner.crt_coefficient().ok_or_else(|| Error::Internal)?;
        let numbers = [self.inner.n().as_ref(), self.inner.e(), self.inner.d(), p.as_ref(), q.as_ref(), dp, dq, &qinv];
        Ok(OwnedComponents {
            values: numbers.map(|number| {
                let bytes = Zeroizing::new(number.to_be_bytes());
                Zeroizing::new(trim(&bytes).to_vec())
            }),
        })
    }
}
