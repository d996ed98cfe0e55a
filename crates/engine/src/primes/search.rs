//! The search for a probable prime: it draws a window of odd numbers, sieves them by small primes, and tests the
//! survivors to the base 2.
//!
//! The window is a run of consecutive odd numbers from a random start. Its survivors are tested *in random order*:
//! testing them in ascending order would favour primes that follow a long gap. In random order every prime of the
//! window is equally likely to be found. One bias is left: a window has 46 primes on average, and a prime in a window
//! with fewer is a little more likely than one in a window with more. p and q come from two searches, and so from
//! independent windows.

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

/// The public exponent e of every generated key (F4). The sieve removes p ≡ 1 modulo e, because RSA needs e coprime to
/// p - 1.
const EXPONENT: u32 = 65_537;

/// A search for a prime of k bits gives up after `MAX_CANDIDATES_PER_BIT`·k candidates. Without this limit a search
/// would never end if the kernel (the modular multiplication) were broken and every prime failed the test. The mean is
/// 0.031·k candidates (see `sieve`), so a search with a working kernel gives up with a probability near e^-128.
const MAX_CANDIDATES_PER_BIT: u32 = 4;

/// The search for one prime in a random window, and in another one if the first has no survivors left.
pub struct PrimeSearch {
    kernel: Kernel,
    /// The bits of the prime, half of the modulus's.
    bits: usize,
    /// The first odd number of the window.
    start: Limbs,
    /// The offsets i of the numbers `start + 2i` that the sieve left and that are not tested yet.
    survivors: Zeroizing<Vec<u32>>,
    /// How many candidates were tested, in all windows of this search.
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
    /// Draws a random window for a prime of `modulus_bits / 2` bits.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source fails.
    ///
    /// # Panics
    /// If `modulus_bits` is odd or below 512. Keys have 2048 bits or more.
    pub fn new<R: TryCryptoRng + ?Sized>(rng: &mut R, modulus_bits: u32) -> Result<Self, Error> {
        Self::with_kernel(install::fastest(), rng, modulus_bits)
    }

    /// As [`PrimeSearch::new`], but on a given kernel, so that tests can choose it.
    pub(crate) fn with_kernel<R: TryCryptoRng + ?Sized>(
        kernel: Kernel,
        rng: &mut R,
        modulus_bits: u32,
    ) -> Result<Self, Error> {
        assert!(
            modulus_bits >= 512 && modulus_bits.is_multiple_of(2),
            "a modulus must have an even number of bits, at least 512"
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

    /// Tests at most `limit` candidates, rounded up to an even number because two are tested at a time, and returns the
    /// first that passes the base-2 test.
    ///
    /// If Miller-Rabin rejects the returned number, call this again. If the number is confirmed, start a new search for
    /// the next prime: p and q are independent only if they come from different windows.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source fails or repeats itself; [`Error::Internal`] after
    /// `MAX_CANDIDATES_PER_BIT` candidates for each bit of the prime, because then the arithmetic must be broken.
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
            let results = euler::passes(self.kernel, [&pair[0], &pair[1]], self.bits);
            for (limbs, passes) in pair.into_iter().zip(results) {
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

    /// Removes a random survivor from the window and returns it. If none is left, draws a new window first.
    fn next_candidate<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R) -> Result<Limbs, Error> {
        if self.survivors.is_empty() {
            self.draw_window(rng)?;
        }
        if self.survivors.is_empty() {
            // A working source never draws a window without survivors: even one without primes is too improbable (see
            // `draw_window`).
            return Err(Error::RandomUnavailable);
        }
        let index = random::below(rng, self.survivors.len() as u32)?;
        let offset = self.survivors.swap_remove(index as usize);
        let mut candidate = self.start.clone();
        limbs::add_if(&mut candidate, &[2 * u64::from(offset)], 1);
        Ok(candidate)
    }

    /// Draws a uniform odd start with the top two bits set, so that p·q always has exactly twice as many bits as p and
    /// q, and sieves the window.
    ///
    /// The window has 16·bits odd numbers. 46 of them are prime on average, and none with a probability near e^-46. The
    /// window spans 32·bits and the possible starts span 2^(bits-2), so a window ends above 2^bits with a probability
    /// of 128·bits/2^bits, which is below 2^-240.
    fn draw_window<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R) -> Result<(), Error> {
        // One bit more than the prime has, for the carry in a window that ends above 2^bits.
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
