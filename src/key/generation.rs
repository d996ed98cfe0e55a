//! Making key pairs: searches for two primes (FIPS 186-5 appendix A.1.3), and computes the key from them.

#![forbid(unsafe_code)]

use alloc::vec;

use crypto_bigint::{BoxedUint, ConcatenatingMul, Gcd, NonZero, Resize};
use rand_core::TryCryptoRng;
use rsa::traits::PublicKeyParts;
use sealpost_engine::{Prime, PrimeSearch};
use zeroize::Zeroizing;

use super::{
    limits::{MAX_BITS, MIN_BITS},
    numbers::integer,
    private::RsaPrivateKey,
};
use crate::{Error, Reason};

/// The public exponent of generated keys, F4.
const PUBLIC_EXPONENT: u32 = 65537;
/// Pairs of primes that [`RsaPrivateKey::generate`] tries before it concludes that the random source repeats itself.
const MAX_PAIRS: u32 = 3;

impl RsaPrivateKey {
    /// Generates a key pair with a modulus of `bits` bits and the public exponent 65537.
    ///
    /// The time is random: its mean is a fraction of a second at 2048 bits, and a search can take several times the
    /// mean.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] unless `bits` is a multiple of 8 from 2048 to 8192;
    /// [`Error::RandomUnavailable`] when `rng` fails or repeats itself; [`Error::Internal`] when a check of the
    /// arithmetic fails.
    pub(crate) fn generate<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: u32) -> Result<Self, Error> {
        for _ in 0..MAX_PAIRS {
            let mut searches = [start_search(rng, bits)?, start_search(rng, bits)?];
            let [p, q] = find_primes(rng, &mut searches)?;
            match Self::from_primes(rng, &p.to_bytes(), &q.to_bytes()) {
                // The primes are equal or too close, or the modulus has the form of ROCA by chance. Together this has a
                // probability below 2^-80.
                Err(Error::WeakKey { .. } | Error::MalformedKey { .. }) => {}
                result => return result,
            }
        }
        // Three such pairs have a probability below 2^-240: the random source repeats itself.
        Err(Error::RandomUnavailable)
    }

    /// Makes the key of two primes in big-endian bytes, with the public exponent 65537.
    ///
    /// Both primes must have the same length, and their product exactly twice that length, which is so if the two
    /// highest bits of both are set. Whether they are prime is not tested here: that is the caller's part. The new key
    /// has to pass a pairwise consistency test: a random number is encrypted and decrypted.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] or [`Error::WeakKey`] when the primes do not make a key; [`Error::RandomUnavailable`]
    /// when `rng` fails; [`Error::Internal`] when the test fails.
    pub(crate) fn from_primes<R: TryCryptoRng + ?Sized>(rng: &mut R, p: &[u8], q: &[u8]) -> Result<Self, Error> {
        const NO_KEY: Error = Error::MalformedKey { reason: Reason::PrimesUnfit };
        let limit = MAX_BITS / 2;
        let (p, q) = (integer(p, limit)?, integer(q, limit)?);
        let bits = p.bit_width();
        if q.bit_width() != bits {
            return Err(Error::MalformedKey { reason: Reason::PrimesDifferInLength });
        }
        // p is the greater prime, as in OpenSSL, and as `import.rs` computes the primes of a key that is read without
        // them.
        let (p, q) = if p > q { (p, q) } else { (q, p) };
        // `rsa` computes with the precision of each integer. Set it to the length of the primes, which is public.
        let (p, q) = (p.resize_unchecked(bits), q.resize_unchecked(bits));
        let d = private_exponent(&p, &q).ok_or_else(|| NO_KEY)?;
        // `rsa` checks that d is the inverse of e.
        let e = BoxedUint::from(PUBLIC_EXPONENT);
        let inner = rsa::PrivateKey::from_components(p.concatenating_mul(&q), e, d, vec![p, q]).map_err(|_| NO_KEY)?;
        if inner.n().bit_width() != 2 * bits {
            return Err(Error::MalformedKey { reason: Reason::ModulusOneBitShort });
        }
        let key = Self::from_checked(inner, MIN_BITS)?;
        key.check_pairwise_consistency(rng)?;
        Ok(key)
    }
}

/// Starts a search for one prime of a modulus of `bits` bits. Each call of
/// [`find_probable_prime`](PrimeSearch::find_probable_prime) continues it.
///
/// # Errors
/// [`Error::InvalidArgument`] unless `bits` is a multiple of 8 from 2048 to 8192; [`Error::RandomUnavailable`].
pub(crate) fn start_search<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: u32) -> Result<PrimeSearch, Error> {
    if !(MIN_BITS..=MAX_BITS).contains(&bits) || !bits.is_multiple_of(8) {
        return Err(Error::InvalidArgument { reason: "bits must be a multiple of 8 from 2048 to 8192" });
    }
    PrimeSearch::new(rng, bits).map_err(Error::of_engine)
}

/// Runs two searches until each has found a prime. The Miller-Rabin tests of both run side by side in SIMD lanes.
fn find_primes<R: TryCryptoRng + ?Sized>(rng: &mut R, searches: &mut [PrimeSearch; 2]) -> Result<[Prime; 2], Error> {
    loop {
        // Nothing else waits for this thread, so one call may test any number of candidates (`u32::MAX`).
        let mut next = |index: usize| loop {
            if let Some(candidate) = searches[index].find_probable_prime(rng, u32::MAX).map_err(Error::of_engine)? {
                return Ok(candidate);
            }
        };
        let candidates = [next(0)?, next(1)?];
        // If one candidate fails, both are discarded: composites that pass the base-2 test are so rare that the
        // wasted work does not matter.
        if let [Some(p), Some(q)] = sealpost_engine::miller_rabin_pair(rng, candidates).map_err(Error::of_engine)? {
            return Ok([p, q]);
        }
    }
}

/// Runs share `part`, 0 to `parts` - 1, of the Miller-Rabin tests of two candidates, so that `parts` workers can divide
/// the tests. Returns whether both candidates pass this share.
///
/// # Errors
/// [`Error::RandomUnavailable`], [`Error::Internal`].
#[cfg(target_arch = "wasm32")]
pub(crate) fn confirm_primes<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    [p, q]: [&[u8]; 2],
    part: u32,
    parts: u32,
) -> Result<bool, Error> {
    let candidate = |bytes| sealpost_engine::ProbablePrime::from_bytes(bytes).map_err(Error::of_engine);
    sealpost_engine::miller_rabin_share(rng, [candidate(p)?, candidate(q)?], part, parts).map_err(Error::of_engine)
}

/// Computes d = 1/e modulo lcm(p - 1, q - 1) for e = 65537 (RFC 8017 §3.2). Returns `None` if there is no inverse.
/// Constant-time in p and q.
///
/// `inverse_modulo_even` divides only by e, which fits into a machine word. A general modular inverse would take longer
/// than the rest of [`RsaPrivateKey::from_primes`].
fn private_exponent(p: &BoxedUint, q: &BoxedUint) -> Option<BoxedUint> {
    let one = BoxedUint::one();
    let (p, q) = (p - &one, q - &one);
    let gcd = NonZero::new(p.gcd(&q)).into_option()?;
    let multiple = (p / gcd).concatenating_mul(&q);
    let bytes = Zeroizing::new(multiple.to_be_bytes());
    let d = sealpost_engine::inverse_modulo_even(u64::from(PUBLIC_EXPONENT), &bytes)?;
    BoxedUint::from_be_slice(&d, multiple.bits_precision()).ok()
}
