//! The limits of every key, and the checks of a public key.

#![forbid(unsafe_code)]

use super::{
    numbers::{bit_length, exponent, trim},
    roca::has_roca_form,
};
use crate::{Error, Reason};

/// Smallest modulus in bits.
pub const MIN_BITS: u32 = 2048;
/// Largest modulus in bits. With a longer modulus an operation takes seconds, which an attacker could impose by sending
/// a key.
pub const MAX_BITS: u32 = 8192;
/// Smallest modulus in bits of a private key that is read to decrypt old data.
pub const MIN_WEAK_BITS: u32 = 1024;
/// The longest key ID (`kid`) in characters.
pub(crate) const MAX_KID: usize = 1024;
/// Longest public exponent in bits. 2^33 - 1 is also the largest that BoringSSL accepts.
const MAX_EXPONENT_BITS: u32 = 33;

/// Removes leading zeros from a modulus and a public exponent in big-endian bytes, and checks both. `minimum` is the
/// shortest modulus in bits.
///
/// # Errors
/// Those of [`check_public`]. The lengths are checked first.
pub(super) fn public_numbers<'a>(n: &'a [u8], e: &'a [u8], minimum: u32) -> Result<(&'a [u8], &'a [u8]), Error> {
    let (n, e) = (trim(n), trim(e));
    if n.len() > MAX_BITS as usize / 8 {
        return Err(Error::UnsupportedKey { reason: Reason::ModulusTooLong });
    }
    if e.len() > MAX_EXPONENT_BITS.div_ceil(8) as usize {
        return Err(Error::UnsupportedKey { reason: Reason::ExponentTooLong });
    }
    check_public(n, exponent(e), minimum)?;
    Ok((n, e))
}

/// Checks that the modulus, in big-endian bytes without leading zeros, is odd, has at least `minimum` bits and is not
/// vulnerable to ROCA, and that the public exponent is odd and 3 to 2^33 - 1.
///
/// # Errors
/// [`Error::WeakKey`], [`Error::UnsupportedKey`], [`Error::MalformedKey`].
pub(super) fn check_public(n: &[u8], e: u64, minimum: u32) -> Result<(), Error> {
    check_length(n, minimum)?;
    if e == 1 {
        return Err(Error::WeakKey { reason: Reason::ExponentOne });
    }
    if e >> MAX_EXPONENT_BITS != 0 {
        return Err(Error::UnsupportedKey { reason: Reason::ExponentTooLong });
    }
    if e.is_multiple_of(2) || n.last().is_none_or(|last| last.is_multiple_of(2)) {
        return Err(Error::MalformedKey { reason: Reason::PublicNumbersEven });
    }
    if has_roca_form(n) {
        return Err(Error::WeakKey { reason: Reason::ModulusFactorable });
    }
    Ok(())
}

/// Checks that the modulus, in big-endian bytes without leading zeros, has at least `minimum` bits.
///
/// # Errors
/// [`Error::WeakKey`].
pub(super) fn check_length(n: &[u8], minimum: u32) -> Result<(), Error> {
    if bit_length(n) >= minimum {
        return Ok(());
    }
    Err(Error::WeakKey {
        reason: if minimum == MIN_BITS { Reason::ModulusTooShort } else { Reason::ModulusFarTooShort },
    })
}
