//! Arithmetic: the search for primes.

#![forbid(unsafe_code)]

use core::num::NonZero;

use crypto_bigint::{BoxedUint, Odd};
use crypto_primes::hazmat::{MillerRabin, SmallFactorsSieve};
use rand_core::TryCryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::Error;

/// Smallest modulus in bits.
pub const MIN_BITS: u32 = 2048;
/// Largest modulus in bits: beyond it an operation takes seconds, and a hostile key would hold up its reader.
pub const MAX_BITS: u32 = 8192;

/// A prime number, wiped when dropped.
pub struct Prime(BoxedUint);

impl Prime {
    /// The prime in big-endian bytes.
    #[must_use]
    pub fn to_be_bytes(&self) -> Zeroizing<alloc::vec::Vec<u8>> {
        Zeroizing::new(self.0.to_be_bytes().into_vec())
    }
}

impl Drop for Prime {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Prime {}

/// The search for one prime in a random window.
pub struct PrimeSearch {
    bits: u32,
    sieve: SmallFactorsSieve<BoxedUint>,
    candidates: u32,
}

impl PrimeSearch {
    /// Draws a window for a prime of half of `modulus_bits`, its two highest bits set.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] unless `modulus_bits` is a multiple of 8 from 2048 to 8192;
    /// [`Error::RandomUnavailable`] when `rng` fails.
    pub fn new<R: TryCryptoRng + ?Sized>(rng: &mut R, modulus_bits: u32) -> Result<Self, Error> {
        if !(MIN_BITS..=MAX_BITS).contains(&modulus_bits) || !modulus_bits.is_multiple_of(8) {
            return Err(Error::InvalidArgument { reason: "bits must be a multiple of 8 from 2048 to 8192" });
        }
        let bits = modulus_bits / 2;
        Ok(Self { bits, sieve: window(rng, bits)?, candidates: 0 })
    }

    /// Tests at most `limit` candidates and returns the prime when one is found.
    pub fn step<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R, limit: u32) -> Result<Option<Prime>, Error> {
        for _ in 0..limit {
            let Some(candidate) = self.sieve.next() else {
                self.sieve = window(rng, self.bits)?;
                continue;
            };
            self.candidates += 1;
            let odd = Odd::new(candidate.clone()).expect("the sieve gives odd numbers");
            let test = MillerRabin::new(odd);
            if !test.test_base_two().is_probably_prime() {
                continue;
            }
            let mut passed = true;
            for _ in 0..5 {
                let mut base = Zeroizing::new(alloc::vec![0; (self.bits / 8) as usize]);
                rng.try_fill_bytes(&mut base).map_err(|_| Error::RandomUnavailable)?;
                let base = BoxedUint::from_be_slice(&base, self.bits).map_err(|_| Error::Internal)?;
                passed &= test.test(&base).is_probably_prime();
            }
            if passed {
                return Ok(Some(Prime(candidate)));
            }
        }
        Ok(None)
    }

    /// Candidates tested so far.
    #[must_use]
    pub fn candidates(&self) -> u32 {
        self.candidates
    }
}

fn window<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: u32) -> Result<SmallFactorsSieve<BoxedUint>, Error> {
    let mut bytes = Zeroizing::new(alloc::vec![0; bits.div_ceil(8) as usize]);
    rng.try_fill_bytes(&mut bytes).map_err(|_| Error::RandomUnavailable)?;
    // Prime lengths are multiples of 4 bits.
    if bits.is_multiple_of(8) {
        bytes[0] |= 0xc0;
    } else {
        bytes[0] = bytes[0] & 0x0f | 0x0c;
    }
    let start = BoxedUint::from_be_slice(&bytes, bits).map_err(|_| Error::Internal)?;
    let length = NonZero::new(bits).ok_or(Error::Internal)?;
    SmallFactorsSieve::new(start, length, false).map_err(|_| Error::Internal)
}
