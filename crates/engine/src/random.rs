//! Random numbers from the caller's source, which may fail, and may be stuck: nothing here draws for ever.

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::digits::{self, Digits};
use crate::error::Error;

use alloc::vec;

/// Draws for one number. Each fits with a probability of a half at least, so that a working source fails with 2^-128.
const DRAWS: usize = 128;

/// A uniform number of `bits` bits in `length` digits.
pub(crate) fn digits<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: usize, length: usize) -> Result<Digits, Error> {
    let mut bytes = Zeroizing::new(vec![0u8; bits.div_ceil(8)]);
    rng.try_fill_bytes(&mut bytes).map_err(|_| Error::RandomUnavailable)?;
    if !bits.is_multiple_of(8) {
        bytes[0] &= (1 << (bits % 8)) - 1;
    }
    Ok(digits::from_bytes(&bytes, length))
}

/// A uniform number in 2 ..= n - 2, by drawing until one fits: at most twice on average, since n has its top bit set.
///
/// # Errors
/// [`Error::RandomUnavailable`] if the source fails, or [`DRAWS`] draws give nothing that fits.
pub(crate) fn base<R: TryCryptoRng + ?Sized>(rng: &mut R, n: &[u64], bits: usize) -> Result<Digits, Error> {
    for _ in 0..DRAWS {
        let a = digits(rng, bits, n.len())?;
        // a + 2 ≤ n, and a ≥ 2.
        let mut room = Digits::new(n.to_vec());
        let above = digits::subtract(&mut room, &a)
            | digits::is_zero(room.iter().skip(1).fold(room[0] & !1, |or, digit| or | digit));
        let small = digits::is_zero(a.iter().skip(1).fold(a[0] & !1, |or, digit| or | digit));
        if above | small == 0 {
            return Ok(a);
        }
    }
    Err(Error::RandomUnavailable)
}

/// A uniform number below `bound ≥ 1`.
///
/// # Errors
/// As for [`base`].
pub(crate) fn below<R: TryCryptoRng + ?Sized>(rng: &mut R, bound: u32) -> Result<u32, Error> {
    let mask = bound.next_power_of_two().wrapping_sub(1);
    for _ in 0..DRAWS {
        let value = rng.try_next_u32().map_err(|_| Error::RandomUnavailable)? & mask;
        if value < bound {
            return Ok(value);
        }
    }
    Err(Error::RandomUnavailable)
}
