//! Making a private key from stored numbers, which other software may have made: each number is checked against the
//! others.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::convert::Infallible;

use crypto_bigint::{BoxedUint, Gcd, NonZero, Resize};
use rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PrivateKeyParts;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    limits::public_numbers,
    numbers::{Components, integer, trim},
    private::RsaPrivateKey,
};
use crate::{Error, Reason};

/// The number of bases of the Miller-Rabin test of each prime. FIPS 186-5 table B.1 asks for half as many for primes of
/// 1024 bits.
///
/// A random composite of 1024 bits passes five bases with a probability below 2^-112 (Damgård, Landrock, Pomerance
/// 1993), a longer one with a smaller probability. A composite that was constructed to pass does so with a probability
/// of at most 1/4 for each base, 2^-20 for all ten.
const BASES: u32 = 10;

impl RsaPrivateKey {
    /// Makes a key from its stored numbers and checks all of them. `minimum` is the shortest modulus in bits.
    ///
    /// e·d ≡ 1 is checked modulo p - 1 and q - 1, so that d may be the inverse modulo φ(n) or λ(n).
    ///
    /// # Errors
    /// [`Error::MalformedKey`] for numbers that contradict each other; [`Error::UnsupportedKey`]; [`Error::WeakKey`];
    /// [`Error::Internal`] if the engine refuses the numbers.
    pub(crate) fn from_components(components: &Components<'_>, minimum: u32) -> Result<Self, Error> {
        Self::checked(components, minimum, is_prime_by_hashed_bases)
    }

    /// Makes a key from its stored numbers as [`from_components`](Self::from_components) does, but does not test
    /// whether p and q are prime, which takes most of the time. All other checks are made.
    ///
    /// This is for the numbers of a key that was tested before, from a store that authenticates them. The caller
    /// compares the thumbprint of n and e with that of the tested key. The product of two primes has no other
    /// factorization, so p and q are then the primes that were tested.
    ///
    /// # Errors
    /// Those of [`from_components`](Self::from_components).
    #[cfg(any(test, target_arch = "wasm32"))]
    pub(crate) fn from_tested_components(components: &Components<'_>, minimum: u32) -> Result<Self, Error> {
        Self::checked(components, minimum, |_| Ok(true))
    }

    /// Makes a key from its stored numbers, after `is_prime` has tested p and q.
    ///
    /// # Errors
    /// Those of [`from_components`](Self::from_components).
    fn checked(
        components: &Components<'_>,
        minimum: u32,
        is_prime: fn(&[u8]) -> Result<bool, Error>,
    ) -> Result<Self, Error> {
        const CONTRADICTION: Error = Error::MalformedKey { reason: Reason::NumbersContradict };
        // The lengths are checked first: the time of all later steps grows with the cube of a length.
        let (n, e) = public_numbers(components.n, components.e, minimum)?;
        let (n, e) = (integer(n, n.len() as u32 * 8)?, integer(e, u64::BITS)?);
        let precision = n.bits_precision();
        let d = integer(components.d, precision)?;
        let primes = match components.primes {
            Some([p, q]) => [integer(p, precision)?, integer(q, precision)?],
            None => recover_primes(&n, &e, &d),
        };
        // `rsa` gives one error for three causes: a prime that is longer than half the modulus, two equal primes, and
        // two numbers that have a common factor, of which at least one is not prime.
        let [p, q] = &primes;
        let invalid_prime = if p == q {
            Error::WeakKey { reason: Reason::PrimesClose }
        } else if p.bit_width().max(q.bit_width()) > n.bit_width().div_ceil(2) {
            Error::UnsupportedKey { reason: Reason::PrimesUnequal }
        } else {
            Error::MalformedKey { reason: Reason::NotPrime }
        };
        let inner = rsa::PrivateKey::from_components(n, e, d, primes.into()).map_err(|error| match error {
            rsa::Error::InvalidPrime => invalid_prime,
            _ => CONTRADICTION,
        })?;
        for prime in inner.primes() {
            if !is_prime(&prime.to_be_bytes())? {
                return Err(Error::MalformedKey { reason: Reason::NotPrime });
            }
        }
        let mut key = Self::from_checked(inner, minimum)?;
        key.parameters = components.parameters;
        let computed = key.components()?;
        let differs = |(computed, stored): (&Zeroizing<Vec<u8>>, Option<&[u8]>)| {
            stored.is_some_and(|stored| trim(stored) != computed.as_slice())
        };
        if computed.values[5..].iter().zip(components.crt).any(differs) {
            return Err(Error::MalformedKey { reason: Reason::CrtContradicts });
        }
        Ok(key)
    }
}

/// Computes the primes of `n` from both exponents (NIST SP 800-56B appendix C.2). If `n` is not the product of two
/// primes that fit the exponents, returns two arbitrary numbers: the caller checks the product. Takes a bounded number
/// of steps. Not constant-time.
fn recover_primes(n: &BoxedUint, e: &BoxedUint, d: &BoxedUint) -> [BoxedUint; 2] {
    // The longest intermediate result is the product of n - 1 and d·e - 1, where d is as long as n and e has at most 64
    // bits.
    let width = 2 * n.bits_precision() + 128;
    let [n, e, d] = [n, e, d].map(|number| number.resize_unchecked(width));
    let one = BoxedUint::one_with_precision(width);
    let nonzero = |number: BoxedUint| NonZero::new(number).unwrap_or(NonZero::new(one.clone()).expect("1 is not zero"));
    // 1. a = (d·e - 1)·gcd(n - 1, d·e - 1), a multiple of φ(n).
    let exponents = d.wrapping_mul(&e).wrapping_sub(&one);
    let a = exponents.wrapping_mul(n.wrapping_sub(&one).gcd(&exponents));
    // 2. m = floor(a/n) + 1 and φ(n) = a/m: a = m·φ(n) = m·n - m·(p + q - 1), and m·(p + q - 1) is less than n.
    let m = (&a / nonzero(n.clone())).wrapping_add(&one);
    let totient = &a / nonzero(m);
    // 3. p + q = n - φ(n) + 1.
    let sum = n.wrapping_sub(&totient).wrapping_add(&one);
    // 4. p - q is the square root of (p + q)² - 4·n.
    let difference = sum.wrapping_mul(&sum).wrapping_sub(n.shl(2)).floor_sqrt();
    let half = |number: BoxedUint| number.shr(1).resize_unchecked(n.bits_precision());
    [half(sum.wrapping_add(&difference)), half(sum.wrapping_sub(&difference))]
}

/// Whether a number read from a key is prime.
///
/// The bases are derived from a hash of the number, so that the result for a file is always the same. An attacker who
/// searches among a million constructed composites finds one that passes, and no affordable number of bases prevents
/// such a search. Such a key gives the attacker nothing, because whoever makes a key knows it. Each operation with such
/// a key is checked before its result is released, so that the result is right or an error.
fn is_prime_by_hashed_bases(number: &[u8]) -> Result<bool, Error> {
    let mut bases = HashedBases { seed: Zeroizing::new(Sha256::digest(number).into()), counter: 0 };
    sealpost_engine::is_prime(&mut bases, number, BASES).map_err(Error::of_engine)
}

/// A deterministic source of bases: SHA-256 of a seed and a counter. No secret may be drawn from it.
struct HashedBases {
    seed: Zeroizing<[u8; 32]>,
    counter: u32,
}

impl TryRng for HashedBases {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for chunk in target.chunks_mut(32) {
            self.counter += 1;
            let hash = Sha256::new().chain_update(*self.seed).chain_update(self.counter.to_be_bytes()).finalize();
            chunk.copy_from_slice(&hash[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for HashedBases {}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use crypto_bigint::{BoxedUint, ConcatenatingMul};

    use super::{Components, RsaPrivateKey, integer, trim};
    use crate::{Error, key::MIN_BITS};

    #[test]
    fn only_primality_goes_untested_for_the_numbers_of_a_tested_key() -> Result<(), Error> {
        const F4: u64 = 65537;
        let key = RsaPrivateKey::generate(&mut getrandom::SysRng, 2048)?;
        let components = key.components()?;
        let [n, e, d, p, q, dp, dq, qinv] = components.values.each_ref().map(|value| value.as_slice());
        let numbers = |d, primes, crt| Components { n, e, d, primes: Some(primes), crt, parameters: None };
        let all = [Some(dp), Some(dq), Some(qinv)];
        let tested = RsaPrivateKey::from_tested_components(&numbers(d, [p, q], all), MIN_BITS)?;
        assert_eq!(tested.components()?.values, components.values, "a valid key");
        for contradicting in
            [numbers(dp, [p, q], all), numbers(d, [p, q], [Some(dp), Some(dq), Some(dq)]), numbers(d, [p, p], all)]
        {
            let error = RsaPrivateKey::from_tested_components(&contradicting, MIN_BITS).err();
            assert_eq!(error, RsaPrivateKey::from_components(&contradicting, MIN_BITS).err());
            assert!(matches!(error, Some(Error::MalformedKey { .. })));
        }

        // Instead of q, take the first composite among the odd numbers after q for which e has an inverse modulo
        // (p - 1)·(composite - 1).
        let (one, two) = (BoxedUint::one(), BoxedUint::from(2_u64));
        let p = integer(p, 1024)?;
        let mut composite = integer(q, 1024)?;
        let (n, d) = loop {
            composite = composite.wrapping_add(&two);
            let multiple = (&p - &one).concatenating_mul(&composite - &one);
            let d = sealpost_engine::inverse_modulo_even(F4, &multiple.to_be_bytes());
            let is_prime = super::is_prime_by_hashed_bases(&composite.to_be_bytes())?;
            if let (Some(d), false) = (d, is_prime) {
                break (p.concatenating_mul(&composite), d);
            }
        };
        let bytes = |number: &BoxedUint| -> Vec<u8> { trim(&number.to_be_bytes()).to_vec() };
        let (n, p, q) = (bytes(&n), bytes(&p), bytes(&composite));
        let made = Components { n: &n, e, d: &d, primes: Some([&p, &q]), crt: [None; 3], parameters: None };
        let checked = RsaPrivateKey::from_components(&made, MIN_BITS);
        assert!(matches!(checked, Err(Error::MalformedKey { .. })), "a composite in place of a prime");
        assert_eq!(RsaPrivateKey::from_tested_components(&made, MIN_BITS)?.bits(), 2048);
        Ok(())
    }
}
