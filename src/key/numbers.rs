//! The numbers of a key as they are stored, and conversions between bytes and integers.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

#[cfg(feature = "private")]
use crypto_bigint::BoxedUint;
use zeroize::Zeroizing;

use super::parameters::PssParameters;
#[cfg(feature = "private")]
use crate::{Error, Reason};

/// Modulus and public exponent as they are stored, in big-endian bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublicNumbers<'a> {
    /// Modulus n.
    pub n: &'a [u8],
    /// Public exponent e.
    pub e: &'a [u8],
}

/// The numbers of a private key as they are stored, in big-endian bytes, with or without leading zeros. They are not
/// checked.
pub(crate) struct Components<'a> {
    /// Modulus n.
    pub n: &'a [u8],
    /// Public exponent e.
    pub e: &'a [u8],
    /// Private exponent d.
    pub d: &'a [u8],
    /// The primes p and q. If they are not stored, they are computed from n, e and d.
    pub primes: Option<[&'a [u8]; 2]>,
    /// d mod (p - 1), d mod (q - 1) and the inverse of q modulo p, each of which may be missing.
    pub crt: [Option<&'a [u8]>; 3],
    /// The parameters of PSS that the key states.
    pub parameters: Option<PssParameters>,
}

/// The numbers of a private key for writing, in big-endian bytes without leading zeros. Wiped when dropped.
pub(crate) struct OwnedComponents {
    /// In the order of `RSAPrivateKey` (RFC 8017 appendix A.1.2): n, e, d, p, q, dp, dq, qinv.
    pub values: [Zeroizing<Vec<u8>>; 8],
}

/// Converts big-endian `bytes` to an integer of `precision` bits.
///
/// # Errors
/// [`Error::MalformedKey`] if the number needs more bits.
#[cfg(feature = "private")]
pub(super) fn integer(bytes: &[u8], precision: u32) -> Result<BoxedUint, Error> {
    BoxedUint::from_be_slice(trim(bytes), precision).map_err(|_| Error::MalformedKey { reason: Reason::NumberTooLong })
}

/// Converts a public exponent of at most 64 bits, in big-endian bytes, to a machine word.
pub(super) fn exponent(e: &[u8]) -> u64 {
    e.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Whether the number in `bytes` is below `n`, both in big-endian bytes and of the same length. Constant-time.
pub(super) fn is_below(bytes: &[u8], n: &[u8]) -> bool {
    // The borrow of a - b - borrow. After the most significant byte it is 1 if the difference is negative.
    let next_borrow =
        |borrow: u16, (a, b): (&u8, &u8)| u16::from(*a).wrapping_sub(u16::from(*b)).wrapping_sub(borrow) >> 15;
    bytes.len() == n.len() && bytes.iter().zip(n).rev().fold(0, next_borrow) == 1
}

/// Length in bits of a number in big-endian bytes without leading zeros.
pub(super) fn bit_length(number: &[u8]) -> u32 {
    number.len() as u32 * 8 - number.first().map_or(0, |first| first.leading_zeros())
}

/// Returns `bytes` without leading zeros.
pub(crate) fn trim(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}
