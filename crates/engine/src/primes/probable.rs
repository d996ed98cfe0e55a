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
    /// The kernel that ran the base-2 test, or the fastest for a number from another thread. One round of Miller-Rabin
    /// runs on `kernel.independent()`, the others on this kernel.
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

    /// The prime, if the number passes the rounds of FIPS 186-5, of which two run at a time: the first two on the
    /// independent kernel.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source gives no bases.
    pub fn miller_rabin<R: TryCryptoRng + ?Sized>(self, rng: &mut R) -> Result<Option<Prime>, Error> {
        let rounds = Rounds { independent: true, same: miller_rabin::rounds(self.bits).div_ceil(2) - 1 };
        let passed = rounds.pass(rng, [&self, &self])?;
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
    let [a_passes, b_passes] = Rounds::of_share(a.bits, 0, 1).pass(rng, [&a, &b])?;
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
    Ok(Rounds::of_share(a.bits, part, parts).pass(rng, [&a, &b])? == [true, true])
}

/// Rounds of Miller-Rabin, by the kernels that run them.
pub(crate) struct Rounds {
    /// Whether a round runs on the kernel that is independent of the one that ran the base-2 test.
    pub(crate) independent: bool,
    /// How many rounds run on the same kernel as the base-2 test.
    pub(crate) same: u32,
}

impl Rounds {
    /// Share `part`, below `parts`, of the rounds for numbers of `bits` bits. The shares add up to at least
    /// `miller_rabin::rounds(bits)`, and share 0 contains the independent round.
    pub(crate) fn of_share(bits: usize, part: u32, parts: u32) -> Self {
        // A round on the independent kernel takes about as long as two on the fastest. So all rounds take the time of
        // one round more, and of this a share has ⌈(all - part)/parts⌉: of 5 rounds two threads run the independent
        // one and one other, and three others.
        let time = (miller_rabin::rounds(bits) + 1 + parts - 1 - part) / parts;
        if part == 0 {
            Self { independent: true, same: time.saturating_sub(2) }
        } else {
            Self { independent: false, same: time }
        }
    }

    /// Whether each of two numbers of the same length passes these rounds.
    fn pass<R: TryCryptoRng + ?Sized>(&self, rng: &mut R, [a, b]: [&ProbablePrime; 2]) -> Result<[bool; 2], Error> {
        if a.bits != b.bits {
            return Err(Error::Internal);
        }
        let mut passed = [true; 2];
        for (kernel, rounds) in [(a.kernel.independent(), u32::from(self.independent)), (a.kernel, self.same)] {
            if rounds > 0 && passed != [false; 2] {
                let [a_passes, b_passes] = miller_rabin::passes(rng, kernel, [&a.limbs, &b.limbs], a.bits, rounds)?;
                passed = [passed[0] && a_passes, passed[1] && b_passes];
            }
        }
        Ok(passed)
    }
}
