//! A private key that somebody else made: every number is checked against the others before it is a key.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::convert::Infallible;

use crypto_bigint::{BoxedUint, Gcd, NonZero, Resize};
use rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PrivateKeyParts;
use sealpost_engine::is_prime;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{PrivateKey, integer, public_numbers, trim};
use crate::Error;

/// Bases of the Miller-Rabin test of each prime: twice as many as FIPS 186-5 table B.1 has for primes of 1024 bits.
///
/// A composite of that length that chance made passes five of them with a probability below 2^-112 (Damgård, Landrock,
/// Pomerance 1993), a longer one less often. What somebody made to pass does so with 1/4 each at most, 2^-20 in all.
const BASES: u32 = 10;
/// Keys of ROCA's form have moduli that are powers of 65537 modulo all primes up to here, whatever their length.
const ROCA_BOUND: u32 = 353;

/// Modulus and public exponent as they are stored, in big-endian bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublicNumbers<'a> {
    /// Modulus n.
    pub n: &'a [u8],
    /// Public exponent e.
    pub e: &'a [u8],
}

/// The numbers of a private key as they are stored, in big-endian bytes without regard to leading zeros.
pub(crate) struct Components<'a> {
    /// Modulus n.
    pub n: &'a [u8],
    /// Public exponent e.
    pub e: &'a [u8],
    /// Private exponent d.
    pub d: &'a [u8],
    /// The primes p and q. Without them they are computed.
    pub primes: Option<[&'a [u8]; 2]>,
    /// d mod (p - 1), d mod (q - 1) and the inverse of q modulo p, as far as they are stored.
    pub crt: [Option<&'a [u8]>; 3],
}

impl PrivateKey {
    /// Makes a key of its stored numbers, having checked all of them. `minimum` is the shortest modulus in bits.
    ///
    /// e·d ≡ 1 is asked modulo p - 1 and q - 1, so that d may be the inverse modulo φ(n) or λ(n).
    pub(crate) fn from_components(components: &Components<'_>, minimum: u32) -> Result<Self, Error> {
        const CONTRADICTION: Error = Error::MalformedKey { reason: "its numbers contradict each other" };
        // The limits come first: everything after them costs time that grows with the cube of the length.
        let (n, e) = public_numbers(components.n, components.e, minimum)?;
        let precision = n.bits_precision();
        let d = integer(components.d, precision)?;
        let primes = match components.primes {
            Some([p, q]) => [integer(p, precision)?, integer(q, precision)?],
            None => recover_primes(&n, &e, &d),
        };
        let inner = rsa::PrivateKey::from_components(n, e, d, primes.into()).map_err(|error| match error {
            rsa::Error::InvalidPrime => {
                Error::UnsupportedKey { reason: "its primes are not of equal length: make a key with two equal halves" }
            }
            _ => CONTRADICTION,
        })?;
        for prime in inner.primes() {
            if !has_prime(&prime.to_be_bytes())? {
                return Err(Error::MalformedKey { reason: "one of its primes is not prime" });
            }
        }
        let key = Self::checked(inner, minimum)?;
        let own = key.components()?;
        let differs = |(own, stored): (&Zeroizing<Vec<u8>>, Option<&[u8]>)| {
            stored.is_some_and(|stored| trim(stored) != own.as_slice())
        };
        if own.values[5..].iter().zip(components.crt).any(differs) {
            return Err(Error::MalformedKey { reason: "its CRT values contradict its primes" });
        }
        Ok(key)
    }
}

/// The primes of `n`, from both exponents (NIST SP 800-56B appendix C.2), or any two numbers if there are none: the
/// caller checks their product. Takes a bounded number of steps. Not constant-time.
fn recover_primes(n: &BoxedUint, e: &BoxedUint, d: &BoxedUint) -> [BoxedUint; 2] {
    // Of all numbers, the longest is the product of n - 1 and d·e - 1.
    let width = 2 * n.bits_precision() + 128;
    let [n, e, d] = [n, e, d].map(|number| number.resize_unchecked(width));
    let one = BoxedUint::one_with_precision(width);
    let nonzero = |number: BoxedUint| NonZero::new(number).unwrap_or(NonZero::new(one.clone()).expect("it is 1"));
    // 1. a = (d·e - 1)·gcd(n - 1, d·e - 1) is a multiple of φ(n), smaller than any that does not have n's length more.
    let exponents = d.wrapping_mul(&e).wrapping_sub(&one);
    let a = exponents.wrapping_mul(n.wrapping_sub(&one).gcd(&exponents));
    // 2. It is less than a multiple of n by as many times p + q - 1, which is less than n.
    let times = (&a / nonzero(n.clone())).wrapping_add(&one);
    let totient = &a / nonzero(times);
    // 3. p + q = n - φ(n) + 1.
    let sum = n.wrapping_sub(&totient).wrapping_add(&one);
    // 4. p - q is the root of (p + q)² - 4·n.
    let difference = sum.wrapping_mul(&sum).wrapping_sub(n.shl(2)).floor_sqrt();
    let half = |number: BoxedUint| number.shr(1).resize_unchecked(n.bits_precision());
    [half(sum.wrapping_add(&difference)), half(sum.wrapping_sub(&difference))]
}

/// Whether a number read from a key is prime.
///
/// The bases are drawn from a hash of it, so that the same file always gets the same answer. Somebody who searches among
/// a million composites made for it finds one that passes, which no number of bases that a reader can wait for prevents,
/// and gains nothing: the key that he then hands out was his to know, and each operation with it is checked before its
/// result is released, so that it gives the right answer or an error.
fn has_prime(number: &[u8]) -> Result<bool, Error> {
    let mut bases = HashedBases { seed: Zeroizing::new(Sha256::digest(number).into()), counter: 0 };
    is_prime(&mut bases, number, BASES).map_err(Error::of_engine)
}

/// SHA-256 of a seed and a counter. A source of numbers that nobody chose, not of secrets.
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

/// Whether a modulus has the form that Infineon's RSALib gave it (ROCA, CVE-2017-15361), by which it can be factored:
/// both primes, and so n, are powers of 65537 modulo many small primes.
///
/// Of other moduli one in 2^40 does (the test below computes it).
pub(super) fn has_roca_form(n: &[u8]) -> bool {
    roca_primes().all(|prime| {
        let residue = n.iter().fold(0, |residue, byte| (residue << 8 | u32::from(*byte)) % prime);
        powers_of_65537(prime).any(|power| power == residue)
    })
}

fn roca_primes() -> impl Iterator<Item = u32> {
    (3..=ROCA_BOUND).filter(|number| (2..20).all(|divisor| divisor >= *number || number % divisor != 0))
}

/// The powers of 65537 modulo a small prime, each once.
fn powers_of_65537(prime: u32) -> impl Iterator<Item = u32> {
    let mut power = 1;
    let rest = core::iter::from_fn(move || {
        power = power * (65537 % prime) % prime;
        (power != 1).then_some(power)
    });
    core::iter::once(1).chain(rest)
}

#[cfg(test)]
mod tests {
    use super::{ROCA_BOUND, powers_of_65537, roca_primes};

    #[test]
    fn few_moduli_have_the_form_by_chance() {
        assert_eq!(roca_primes().count(), 70, "the odd primes up to {ROCA_BOUND}");
        let logarithm: f64 =
            roca_primes().map(|prime| (powers_of_65537(prime).count() as f64 / f64::from(prime)).log2()).sum();
        assert!(logarithm < -40.0, "one in 2^{}", -logarithm);
    }
}
