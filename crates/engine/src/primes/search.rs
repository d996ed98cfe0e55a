//! The search for a probable prime: window, sieve, base-2 test.
//!
//! A search takes one window of odd numbers from a random start, and tests the survivors of the sieve *in random
//! order*. Testing them upwards would favour primes after long gaps. In random order every prime of the window is
//! equally likely; the window holds some 46 of them, and the only bias left is that windows differ in how many. p and q
//! come from different searches, and so from independent windows.

use alloc::vec::Vec;
use core::fmt;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::probable::ProbablePrime;
use super::{euler, sieve};
use crate::error::Error;
use crate::kernel::{Kernel, install};
use crate::limbs::{self, Limbs};
use crate::random;

/// The public exponent e of every generated key (F4).
const EXPONENT: u32 = 65_537;

/// The number of candidates after which a search gives up, for each bit of the prime: more than a hundred times the
/// mean of 0.035. Bad luck alone gets there with a probability near e^-114. A broken kernel that rejects every prime
/// would search for ever.
const MAX_CANDIDATES_PER_BIT: u32 = 4;

/// The search for one prime in a random window.
pub struct PrimeSearch {
    kernel: Kernel,
    bits: usize,
    start: Limbs,
    survivors: Zeroizing<Vec<u32>>,
    candidates: u32,
}

impl fmt::Debug for PrimeSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrimeSearch")
            .field("bits", &self.bits)
            .field("candidates", &self.candidates)
            .finish_non_exhaustive()
    }
}

impl PrimeSearch {
    /// A random window for a prime of `modulus_bits / 2` bits.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source fails.
    ///
    /// # Panics
    /// If `modulus_bits` is odd or below 512; keys are larger.
    pub fn new<R: TryCryptoRng + ?Sized>(rng: &mut R, modulus_bits: u32) -> Result<Self, Error> {
        Self::with_kernel(install::fastest(), rng, modulus_bits)
    }

    pub(crate) fn with_kernel<R: TryCryptoRng + ?Sized>(
        kernel: Kernel,
        rng: &mut R,
        modulus_bits: u32,
    ) -> Result<Self, Error> {
        assert!(
            modulus_bits >= 512 && modulus_bits.is_multiple_of(2),
            "a modulus has at least 512 bits, an even number"
        );
        let mut search = Self {
            kernel,
            bits: modulus_bits as usize / 2,
            start: Limbs::default(),
            survivors: Zeroizing::default(),
            candidates: 0,
        };
        search.draw_window(rng)?;
        Ok(search)
    }

    /// Tests at most `limit` candidates, rounded up to an even number, and returns the first that passes the base-2
    /// test.
    ///
    /// Once that one is confirmed, start a new search: a window gives one prime only.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source fails; [`Error::Internal`] if no candidate passes among so many that
    /// a hundred should have, because then the arithmetic is broken.
    pub fn find_probable_prime<R: TryCryptoRng + ?Sized>(
        &mut self,
        rng: &mut R,
        limit: u32,
    ) -> Result<Option<ProbablePrime>, Error> {
        for _ in 0..limit.div_ceil(2) {
            if self.candidates > MAX_CANDIDATES_PER_BIT * self.bits as u32 {
                return Err(Error::Internal);
            }
            let pair = [self.next_candidate(rng)?, self.next_candidate(rng)?];
            self.candidates += 2;
            let passes = euler::passes(self.kernel, [&pair[0], &pair[1]], self.bits);
            for (limbs, passes) in pair.into_iter().zip(passes) {
                if passes {
                    return Ok(Some(ProbablePrime { kernel: self.kernel, limbs, bits: self.bits }));
                }
            }
        }
        Ok(None)
    }

    /// The number of candidates tested so far.
    #[cfg(any(test, feature = "testing", target_arch = "wasm32"))]
    #[must_use]
    pub fn candidates(&self) -> u32 {
        self.candidates
    }

    /// Removes a random survivor from the window. If there is none left, draws a new window first.
    fn next_candidate<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R) -> Result<Limbs, Error> {
        if self.survivors.is_empty() {
            self.draw_window(rng)?;
        }
        if self.survivors.is_empty() {
            // Too improbable for a random source (see `draw_window`): it must be broken.
            return Err(Error::RandomUnavailable);
        }
        let index = random::below(rng, self.survivors.len() as u32)?;
        let offset = self.survivors.swap_remove(index as usize);
        let mut candidate = self.start.clone();
        limbs::add_if(&mut candidate, &[2 * u64::from(offset)], 1);
        Ok(candidate)
    }

    /// Draws a uniform odd start with the top two bits set: p·q then has exactly twice the bits, whatever the other
    /// prime is.
    ///
    /// The window has 16 odd numbers for each bit, which is 46 primes on average; none at all has a probability near
    /// e^-46. It exceeds 2^bits with a probability of 2^-(bits-17).
    fn draw_window<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R) -> Result<(), Error> {
        let length = (self.bits + 1).div_ceil(limbs::BITS);
        let mut start = random::limbs(rng, self.bits, length)?;
        start[0] |= 1;
        for bit in [self.bits - 1, self.bits - 2] {
            start[bit / limbs::BITS] |= 1 << (bit % limbs::BITS);
        }
        self.survivors = sieve::survivors(&start, 16 * self.bits, EXPONENT);
        self.start = start;
        Ok(())
    }
}
