//! Probable primes, and the Miller-Rabin rounds that confirm them.

use alloc::vec::Vec;
use core::fmt;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::miller_rabin;
use crate::error::Error;
use crate::kernel::{Kernel, install};
use crate::limbs::{self, Limbs};

/// A number that passed the base-2 test, here or in another thread, and is not yet confirmed. Wiped when dropped.
pub struct ProbablePrime {
    /// The kernel that ran the base-2 test, or the fastest for a number from another thread. The Miller-Rabin rounds
    /// run on `kernel.independent()`.
    pub(super) kernel: Kernel,
    pub(super) limbs: Limbs,
    pub(super) bits: usize,
}

impl fmt::Debug for ProbablePrime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProbablePrime").field("bits", &self.bits).finish_non_exhaustive()
    }
}

/// A prime that passed all rounds of Miller-Rabin. If a search found it, its top two bits are set, and it is not 1
/// modulo 65537. Wiped when dropped.
pub struct Prime(ProbablePrime);

impl fmt::Debug for Prime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prime").field("bits", &self.0.bits).finish_non_exhaustive()
    }
}

impl Prime {
    /// Big-endian bytes, as many as the size needs.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        self.0.to_bytes()
    }
}

impl ProbablePrime {
    /// Reads a number that another thread's search found, in the form that [`ProbablePrime::to_bytes`] gives.
    ///
    /// # Errors
    /// [`Error::Internal`] if the number is even, has fewer than 64 or more than 1024 bytes, or begins with a zero
    /// byte.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if !(64..=1024).contains(&bytes.len()) || bytes[0] == 0 || bytes[bytes.len() - 1] & 1 == 0 {
            return Err(Error::Internal);
        }
        // The length of a prime is public: half of the key's.
        let bits = bytes.len() * 8 - bytes[0].leading_zeros() as usize;
        let limbs = limbs::from_bytes(bytes, (bits + 1).div_ceil(limbs::BITS));
        Ok(Self { kernel: install::fastest(), limbs, bits })
    }

    /// Big-endian bytes, as many as the size needs.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        limbs::to_bytes(&self.limbs, self.bits.div_ceil(8))
    }

    /// The prime, if the number passes the rounds of FIPS 186-5, of which two run at a time.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source gives no bases.
    pub fn miller_rabin<R: TryCryptoRng + ?Sized>(self, rng: &mut R) -> Result<Option<Prime>, Error> {
        let rounds = miller_rabin::rounds(self.bits).div_ceil(2);
        let both = [&self.limbs, &self.limbs];
        let passed = miller_rabin::passes(rng, self.kernel.independent(), both, self.bits, rounds)?;
        Ok((passed == [true, true]).then_some(Prime(self)))
    }
}

/// Tests two numbers of the same length side by side, a round of each at a time, and returns those that pass all
/// rounds.
///
/// # Errors
/// [`Error::RandomUnavailable`] if the source gives no bases; [`Error::Internal`] if the numbers differ in length.
pub fn miller_rabin_pair<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    [a, b]: [ProbablePrime; 2],
) -> Result<[Option<Prime>; 2], Error> {
    let [a_passes, b_passes] = pass_rounds(rng, [&a, &b], miller_rabin::rounds(a.bits))?;
    Ok([a_passes.then_some(Prime(a)), b_passes.then_some(Prime(b))])
}

/// Runs share `part` of the rounds of [`miller_rabin_pair`], which `parts` threads divide among them. Returns whether
/// both numbers pass this share. They are prime if they pass the shares 0 to `parts - 1`, because each round draws its
/// own random base.
///
/// # Errors
/// As for [`miller_rabin_pair`], and [`Error::Internal`] unless `part` is below `parts`.
pub fn miller_rabin_share<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    [a, b]: [ProbablePrime; 2],
    part: u32,
    parts: u32,
) -> Result<bool, Error> {
    if part >= parts {
        return Err(Error::Internal);
    }
    // A share has ⌈(rounds - part)/parts⌉ rounds. The shares add up to all rounds: two threads run 3 and 2 of 5 rounds.
    let rounds = (miller_rabin::rounds(a.bits) + parts - 1 - part) / parts;
    Ok(pass_rounds(rng, [&a, &b], rounds)? == [true, true])
}

/// Whether each of two numbers of the same length passes `rounds` rounds.
fn pass_rounds<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    [a, b]: [&ProbablePrime; 2],
    rounds: u32,
) -> Result<[bool; 2], Error> {
    if a.bits != b.bits {
        return Err(Error::Internal);
    }
    miller_rabin::passes(rng, a.kernel.independent(), [&a.limbs, &b.limbs], a.bits, rounds)
}
