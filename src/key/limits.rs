//! The limits of every key, and the checks of a public key.

#![forbid(unsafe_code)]

use crypto_bigint::{BoxedUint, Integer};

use super::{
    numbers::{integer, trim},
    roca::has_roca_form,
};
use crate::{Error, Reason};

/// Smallest modulus in bits.
pub const MIN_BITS: u32 = 2048;
/// Largest modulus in bits. An operation with a longer one takes seconds, which an attacker could impose by sending a
/// key.
pub const MAX_BITS: u32 = 8192;
/// Smallest modulus in bits of a private key that is read to decrypt old data.
pub const MIN_WEAK_BITS: u32 = 1024;
/// The longest key ID (`kid`) in characters.
pub(crate) const MAX_KID: usize = 1024;
/// Longest public exponent in bits. 2^33 - 1 is also the largest that BoringSSL accepts.
const MAX_EXPONENT_BITS: u32 = 33;

/// Converts a modulus and a public exponent to integers and checks both. `minimum` is the shortest modulus in bits.
///
/// # Errors
/// As [`check_public`]. The lengths are checked before the numbers are converted.
pub(super) fn public_numbers(n: &[u8], e: &[u8], minimum: u32) -> Result<(BoxedUint, BoxedUint), Error> {
    let (n, e) = (trim(n), trim(e));
    if n.len() > MAX_BITS as usize / 8 {
        return Err(Error::UnsupportedKey { reason: Reason::ModulusTooLong });
    }
    if e.len() > MAX_EXPONENT_BITS.div_ceil(8) as usize {
        return Err(Error::UnsupportedKey { reason: Reason::ExponentTooLong });
    }
    let (n, e) = (integer(n, n.len() as u32 * 8)?, integer(e, u64::BITS)?);
    check_public(&n, &e, minimum)?;
    Ok((n, e))
}

/// Checks that the modulus is odd, has at least `minimum` bits and is not vulnerable to ROCA, and that the public
/// exponent is odd and 3 to 2^33 - 1.
///
/// # Errors
/// [`Error::WeakKey`], [`Error::UnsupportedKey`], [`Error::MalformedKey`].
pub(super) fn check_public(n: &BoxedUint, e: &BoxedUint, minimum: u32) -> Result<(), Error> {
    check_length(n, minimum)?;
    if bool::from(e.is_one()) {
        return Err(Error::WeakKey { reason: Reason::ExponentOne });
    }
    if e.bit_width() > MAX_EXPONENT_BITS {
        return Err(Error::UnsupportedKey { reason: Reason::ExponentTooLong });
    }
    if bool::from(e.is_even()) || bool::from(n.is_even()) {
        return Err(Error::MalformedKey { reason: Reason::PublicNumbersEven });
    }
    if has_roca_form(&n.to_be_bytes()) {
        return Err(Error::WeakKey { reason: Reason::ModulusFactorable });
    }
    Ok(())
}

/// Checks that the modulus has at least `minimum` bits.
///
/// # Errors
/// [`Error::WeakKey`].
pub(super) fn check_length(n: &BoxedUint, minimum: u32) -> Result<(), Error> {
    if n.bit_width() >= minimum {
        return Ok(());
    }
    Err(Error::WeakKey {
        reason: if minimum == MIN_BITS { Reason::ModulusTooShort } else { Reason::ModulusFarTooShort },
    })
}
