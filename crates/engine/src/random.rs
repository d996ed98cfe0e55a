//! Random numbers from the caller's source. Every loop here is bounded, because the source may return the same bytes
//! for ever.

#![forbid(unsafe_code)]

use alloc::vec;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::limbs::{self, Limbs};

/// How many numbers a rejection sampling draws at most. Each is accepted with a probability of at least about 1/2, so
/// with a working source all are rejected with a probability of at most about 2^-128.
const MAX_DRAWS: usize = 128;

/// A uniform number of at most `bits` bits, in `length` limbs.
pub(crate) fn limbs<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: usize, length: usize) -> Result<Limbs, Error> {
    let mut bytes = Zeroizing::new(vec![0u8; bits.div_ceil(8)]);
    rng.try_fill_bytes(&mut bytes).map_err(|_| Error::RandomUnavailable)?;
    if !bits.is_multiple_of(8) {
        bytes[0] &= (1 << (bits % 8)) - 1;
    }
    Ok(limbs::from_bytes(&bytes, length))
}

/// A uniform base for Miller-Rabin, in 2 ..= n - 2, by rejection sampling. n must have exactly `bits` bits, so that the
/// sampling takes at most about two draws on average.
///
/// # Errors
/// [`Error::RandomUnavailable`] if the source fails, or [`MAX_DRAWS`] draws in a row are rejected.
pub(crate) fn base<R: TryCryptoRng + ?Sized>(rng: &mut R, n: &[u64], bits: usize) -> Result<Limbs, Error> {
    for _ in 0..MAX_DRAWS {
        let a = limbs(rng, bits, n.len())?;
        // Rejected if n - a is negative or below 2, or if a is below 2.
        let mut difference = Limbs::new(n.to_vec());
        let above = limbs::subtract(&mut difference, &a)
            | limbs::is_zero(difference.iter().skip(1).fold(difference[0] & !1, |or, limb| or | limb));
        let below = limbs::is_zero(a.iter().skip(1).fold(a[0] & !1, |or, limb| or | limb));
        if above | below == 0 {
            return Ok(a);
        }
    }
    Err(Error::RandomUnavailable)
}

/// A uniform number below `bound`, which is from 1 to 2^31, by rejection sampling.
///
/// # Errors
/// As for [`base`].
pub(crate) fn below<R: TryCryptoRng + ?Sized>(rng: &mut R, bound: u32) -> Result<u32, Error> {
    let mask = bound.next_power_of_two().wrapping_sub(1);
    for _ in 0..MAX_DRAWS {
        let value = rng.try_next_u32().map_err(|_| Error::RandomUnavailable)? & mask;
        if value < bound {
            return Ok(value);
        }
    }
    Err(Error::RandomUnavailable)
}
