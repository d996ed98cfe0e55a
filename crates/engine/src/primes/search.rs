//! The search for primes: window, sieve, filter, confirmation.
//!
//! A search looks at one window of odd numbers from a random start and tries what the sieve left of it *in random
//! order*. Searching upwards would favour primes after long gaps; in random order every prime of the window is as
//! likely as any other, and the window holds some 46 of them, so that what bias is left lies in how windows differ. p
//! and q come from different searches, and so from independent windows.

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::digits::{self, Digits};
use super::kernel::Kernel;
use super::{confirm, filter, random, sieve};
use crate::error::Error;

/// The public exponent e of every key that is made here (F4).
const EXPONENT: u32 = 65_537;

/// Candidates after which a search gives up, for each bit of the prime: more than a hundred times the 0.035 it takes on
/// average. Luck ends there with a probability near e^-114; a kernel that is broken, and calls every prime composite,
/// would search for ever.
const MAX_CANDIDATES_PER_BIT: u32 = 4;

/// A prime of a given number of bits, the two top ones set, not 1 modulo 65537. Wiped when dropped.
pub struct Prime(Candidate);

impl Prime {
    /// Big-endian bytes, as many as the size needs.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        self.0.to_bytes()
    }
}

/// What passed the filter: not a prime before it is confirmed. Wiped when dropped.
pub struct Candidate {
    kernel: Kernel,
    digits: Digits,
    bits: usize,
}

impl Candidate {
    /// A candidate of the thread that found it, to be confirmed in this one: big-endian bytes as `to_bytes` gave them.
    ///
    /// # Errors
    /// [`Error::Internal`] if no search can have found it: it is even, or too short or long, or its top bit is not set.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if !(64..=1024).contains(&bytes.len()) || bytes[0] >> 7 == 0 || bytes[bytes.len() - 1] & 1 == 0 {
            return Err(Error::Internal);
        }
        let bits = bytes.len() * 8;
        let digits = digits::from_bytes(bytes, (bits + 1).div_ceil(digits::BITS));
        Ok(Self { kernel: Kernel::fastest(), digits, bits })
    }

    /// Big-endian bytes, as many as the size needs.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        digits::to_bytes(&self.digits, self.bits.div_ceil(8))
    }

    /// The prime, if this is one: the rounds of FIPS 186-5, two at a time.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source gives no bases.
    pub fn confirm<R: TryCryptoRng + ?Sized>(self, rng: &mut R) -> Result<Option<Prime>, Error> {
        let rounds = confirm::rounds(self.bits).div_ceil(2);
        let both = [&self.digits, &self.digits];
        let through = confirm::confirms(rng, self.kernel.independent(), both, self.bits, rounds)?;
        Ok((through == [true, true]).then_some(Prime(self)))
    }
}

/// Confirms two candidates of one length, a round of each at a time.
///
/// # Errors
/// [`Error::RandomUnavailable`] if the source gives no bases; [`Error::Internal`] if they differ in length.
pub fn confirm_both<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    [a, b]: [Candidate; 2],
) -> Result<[Option<Prime>; 2], Error> {
    let [p, q] = pass_rounds(rng, [&a, &b], confirm::rounds(a.bits))?;
    Ok([p.then_some(Prime(a)), q.then_some(Prime(b))])
}

/// One of `parts` threads' share of [`confirm_both`]: whether both candidates pass its rounds. They are primes if they
/// pass those of every part, 0 to `parts - 1`, since each round has a base of its own.
///
/// # Errors
/// As for [`confirm_both`]; also [`Error::Internal`] unless `part` is below `parts`.
pub fn confirm_part<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    [a, b]: [Candidate; 2],
    part: u32,
    parts: u32,
) -> Result<bool, Error> {
    if part >= parts {
        return Err(Error::Internal);
    }
    // 5 rounds are 3 and 2: the parts' rounds add up to all, ⌈(rounds - part)/parts⌉ each.
    let rounds = (confirm::rounds(a.bits) + parts - 1 - part) / parts;
    Ok(pass_rounds(rng, [&a, &b], rounds)? == [true, true])
}

fn pass_rounds<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    [a, b]: [&Candidate; 2],
    rounds: u32,
) -> Result<[bool; 2], Error> {
    if a.bits != b.bits {
        return Err(Error::Internal);
    }
    confirm::confirms(rng, a.kernel.independent(), [&a.digits, &b.digits], a.bits, rounds)
}

/// The search for one prime in a random window.
pub struct PrimeSearch {
    kernel: Kernel,
    bits: usize,
    start: Digits,
    survivors: Zeroizing<Vec<u32>>,
    candidates: u32,
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
        Self::with_kernel(Kernel::fastest(), rng, modulus_bits)
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
            start: Digits::default(),
            survivors: Zeroizing::default(),
            candidates: 0,
        };
        search.draw_window(rng)?;
        Ok(search)
    }

    /// Tests at most `limit` candidates, rounded up to an even number, and returns a prime if one of them is.
    ///
    /// After a prime, make a new search: the window is spent.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source fails; [`Error::Internal`] if no prime turns up where a hundred should
    /// have, because then the arithmetic is broken.
    pub fn step<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R, limit: u32) -> Result<Option<Prime>, Error> {
        let end = self.candidates.saturating_add(limit);
        while self.candidates < end {
            if let Some(candidate) = self.filter(rng, end - self.candidates)?
                && let Some(prime) = candidate.confirm(rng)?
            {
                return Ok(Some(prime));
            }
        }
        Ok(None)
    }

    /// Tests at most `limit` candidates, rounded up to an even number, and returns the first that passes the filter.
    ///
    /// After a candidate that is confirmed, make a new search: the window is spent.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source fails.
    pub fn filter<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R, limit: u32) -> Result<Option<Candidate>, Error> {
        for _ in 0..limit.div_ceil(2) {
            if self.candidates > MAX_CANDIDATES_PER_BIT * self.bits as u32 {
                return Err(Error::Internal);
            }
            let pair = [self.next_candidate(rng)?, self.next_candidate(rng)?];
            self.candidates += 2;
            let passes = filter::passes(self.kernel, [&pair[0], &pair[1]], self.bits);
            for (digits, passes) in pair.into_iter().zip(passes) {
                if passes {
                    return Ok(Some(Candidate { kernel: self.kernel, digits, bits: self.bits }));
                }
            }
        }
        Ok(None)
    }

    /// Candidates tested so far.
    #[cfg(any(test, feature = "testing", target_arch = "wasm32"))]
    #[must_use]
    pub fn candidates(&self) -> u32 {
        self.candidates
    }

    /// Takes a random survivor out of the window; of a new window, if this one is spent.
    fn next_candidate<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R) -> Result<Digits, Error> {
        if self.survivors.is_empty() {
            self.draw_window(rng)?;
        }
        if self.survivors.is_empty() {
            // No luck is that bad (see `draw_window`).
            return Err(Error::RandomUnavailable);
        }
        let index = random::below(rng, self.survivors.len() as u32)?;
        let offset = self.survivors.swap_remove(index as usize);
        let mut candidate = self.start.clone();
        digits::add_if(&mut candidate, &[2 * u64::from(offset)], 1);
        Ok(candidate)
    }

    /// A uniform odd start with the two top bits set: p·q then has exactly twice the bits, whatever the other prime is.
    ///
    /// The window is 16 numbers a bit wide, which is 46 primes on average: none at all has a probability near
    /// e^-46, and then the search ends. That it runs over 2^bits has one of 2^-(bits-17).
    fn draw_window<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R) -> Result<(), Error> {
        let length = (self.bits + 1).div_ceil(digits::BITS);
        let mut start = random::digits(rng, self.bits, length)?;
        start[0] |= 1;
        for bit in [self.bits - 1, self.bits - 2] {
            start[bit / digits::BITS] |= 1 << (bit % digits::BITS);
        }
        self.survivors = sieve::survivors(&start, 16 * self.bits, EXPONENT);
        self.start = start;
        Ok(())
    }
}
