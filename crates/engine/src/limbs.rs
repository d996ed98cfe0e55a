//! Natural numbers as digits of 52 bits, and pairs of them side by side.
//!
//! A number is a little-endian row of `u64`, each below 2^52, its length chosen by the caller and never shortened:
//! lengths are public (they follow from the size of the key), values are secret. 52 bits are what the mantissa of a
//! double holds (see `relaxed.rs`), and four digits of 13 bits (see `portable.rs`); every kernel speaks this form.
//!
//! A [`Pair`] holds digit `i` of two numbers next to each other. Two independent numbers fill the two lanes of a
//! 128-bit vector, so that no kernel ever shuffles: two prime candidates, or the p and q halves of one private
//! operation.
//!
//! Everything here runs in time that depends on lengths only.

use alloc::vec;
use alloc::vec::Vec;
use zeroize::{Zeroize, Zeroizing};

/// Bits in a digit.
pub(crate) const BITS: usize = 52;
/// The largest digit.
pub(crate) const MASK: u64 = (1 << BITS) - 1;

/// One number, wiped when dropped.
pub(crate) type Digits = Zeroizing<Vec<u64>>;

/// Two numbers of equal length, digit by digit; wiped when dropped. No `Debug`: it may be secret.
#[derive(Clone)]
pub(crate) struct Pair(pub(crate) Vec<[u64; 2]>);

impl zeroize::ZeroizeOnDrop for Pair {}

impl Drop for Pair {
    fn drop(&mut self) {
        self.0.as_flattened_mut().zeroize();
    }
}

impl Pair {
    /// A pair of zeros of `length` digits.
    pub(crate) fn zero(length: usize) -> Self {
        Self(vec![[0; 2]; length])
    }

    /// Puts two numbers, each of at most `length` digits, side by side.
    pub(crate) fn join(a: &[u64], b: &[u64], length: usize) -> Self {
        let mut pair = Self::zero(length);
        for (digit, &value) in pair.0.iter_mut().zip(a) {
            digit[0] = value;
        }
        for (digit, &value) in pair.0.iter_mut().zip(b) {
            digit[1] = value;
        }
        pair
    }

    /// A copy of the number in one lane.
    pub(crate) fn lane(&self, lane: usize) -> Digits {
        Zeroizing::new(self.0.iter().map(|digit| digit[lane]).collect())
    }
}

/// All ones if the condition holds, else zero: selects without a branch.
pub(crate) fn mask_if(condition: u64) -> u64 {
    debug_assert!(condition < 2);
    core::hint::black_box(condition).wrapping_neg()
}

/// 1 if `x` is zero, else 0, without a branch.
pub(crate) fn is_zero(x: u64) -> u64 {
    !(x | x.wrapping_neg()) >> 63
}

/// 1 if the numbers are equal, else 0. The lengths must be.
pub(crate) fn equal(a: &[u64], b: &[u64]) -> u64 {
    debug_assert_eq!(a.len(), b.len());
    is_zero(a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)))
}

/// Reads big-endian bytes; the value must fit in `length` digits.
pub(crate) fn from_bytes(bytes: &[u8], length: usize) -> Digits {
    let mut digits = Zeroizing::new(vec![0u64; length]);
    for (position, &byte) in bytes.iter().rev().enumerate() {
        let (index, shift) = (position * 8 / BITS, position * 8 % BITS);
        let value = u64::from(byte) << shift;
        if index < length {
            digits[index] |= value & MASK;
        }
        if index + 1 < length {
            digits[index + 1] |= value >> BITS;
        }
    }
    digits
}

/// Writes the low `length` bytes, big-endian.
pub(crate) fn to_bytes(digits: &[u64], length: usize) -> Zeroizing<Vec<u8>> {
    let digit = |index: usize| digits.get(index).copied().unwrap_or(0);
    let mut bytes = Zeroizing::new(vec![0u8; length]);
    for (position, byte) in bytes.iter_mut().rev().enumerate() {
        let (index, shift) = (position * 8 / BITS, position * 8 % BITS);
        *byte = ((digit(index) >> shift) | (digit(index + 1) << (BITS - shift))) as u8;
    }
    bytes
}

/// The number of significant bits. Not constant-time in the position of the top digit: for public sizes only.
pub(crate) fn bit_length(digits: &[u64]) -> usize {
    digits.iter().rposition(|&digit| digit != 0).map_or(0, |top| top * BITS + 64 - digits[top].leading_zeros() as usize)
}

/// Bits `position .. position + count` (`count` at most 52) as a number; past the end there are zeros.
pub(crate) fn bits_at(digits: &[u64], position: usize, count: usize) -> u64 {
    let digit = |index: usize| digits.get(index).copied().unwrap_or(0);
    let (index, shift) = (position / BITS, position % BITS);
    ((digit(index) >> shift) | (digit(index + 1) << (BITS - shift))) & ((1 << count) - 1)
}

/// Divides by two.
pub(crate) fn halve(digits: &mut [u64]) {
    for index in 0..digits.len() {
        let above = digits.get(index + 1).copied().unwrap_or(0);
        digits[index] = (digits[index] >> 1) | ((above << (BITS - 1)) & MASK);
    }
}

/// `a += b · factor`, `factor` 0 or 1; returns the carry. Digits past the end of `b` are zeros.
pub(crate) fn add_if(a: &mut [u64], b: &[u64], factor: u64) -> u64 {
    let mask = mask_if(factor);
    let mut carry = 0;
    for (index, digit) in a.iter_mut().enumerate() {
        let sum = *digit + (b.get(index).copied().unwrap_or(0) & mask) + carry;
        (*digit, carry) = (sum & MASK, sum >> BITS);
    }
    carry
}

/// `a -= b`; returns the borrow, 1 if b was greater (then a is 2^(52·length) too large). Digits past the end of `b` are
/// zeros.
pub(crate) fn subtract(a: &mut [u64], b: &[u64]) -> u64 {
    let mut borrow = 0;
    for (index, digit) in a.iter_mut().enumerate() {
        let difference = digit.wrapping_sub(b.get(index).copied().unwrap_or(0)).wrapping_sub(borrow);
        (*digit, borrow) = (difference & MASK, difference >> 63);
    }
    borrow
}

/// Takes `b` off once if `a ≥ b`.
pub(crate) fn reduce_once(a: &mut [u64], b: &[u64]) {
    let borrow = subtract(a, b);
    add_if(a, b, borrow);
}

/// The product of two digits as (low, high) digits.
pub(crate) fn wide(a: u64, b: u64) -> (u64, u64) {
    let product = u128::from(a) * u128::from(b);
    (product as u64 & MASK, (product >> BITS) as u64)
}

/// `a · b + c` for numbers, `a.len() + b.len()` digits long; `c` must not be longer than that.
pub(crate) fn multiply_add(a: &[u64], b: &[u64], c: &[u64]) -> Digits {
    let mut result = Zeroizing::new(vec![0u64; a.len() + b.len()]);
    result[..c.len()].copy_from_slice(c);
    for (offset, &x) in a.iter().enumerate() {
        let mut carry = 0;
        for (digit, &y) in result[offset..].iter_mut().zip(b.iter().chain(core::iter::repeat(&0))) {
            // x·y + digit + carry ≤ (2^52-1)² + 2·(2^52-1) < 2^104
            let sum = u128::from(x) * u128::from(y) + u128::from(*digit) + u128::from(carry);
            (*digit, carry) = (sum as u64 & MASK, (sum >> BITS) as u64);
        }
    }
    result
}

/// -1/n modulo 2^52, for odd n, by Newton's iteration: each step doubles the number of right bits, 5 to begin with.
pub(crate) fn negative_inverse(n: u64) -> u64 {
    let mut inverse = n.wrapping_mul(3) ^ 2;
    for _ in 0..4 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(n.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg() & MASK
}

/// The same modulo 2^104, for an n of two digits: one step more.
pub(crate) fn negative_inverse_of_two([low, high]: [u64; 2]) -> [u64; 2] {
    let n = u128::from(high) << BITS | u128::from(low);
    let inverse = u128::from(negative_inverse(low));
    let inverse = inverse.wrapping_mul(n.wrapping_mul(inverse).wrapping_add(2));
    [inverse as u64 & MASK, (inverse >> BITS) as u64 & MASK]
}

/// Divides by the odd number `k` of two digits, where the division is known to leave no remainder.
///
/// From the low end, each quotient digit is the current digit times 1/k modulo 2^52; no estimate, no branch.
pub(crate) fn divide_exactly(digits: &mut [u64], k: [u64; 2]) {
    let inverse = negative_inverse(k[0]).wrapping_neg();
    // What the quotient's digits so far take off the next digit, and off the one after.
    let (mut next, mut after) = (0, 0);
    for digit in digits.iter_mut() {
        let difference = digit.wrapping_sub(next);
        let quotient = difference.wrapping_mul(inverse) & MASK;
        let (low, high) = wide(quotient, k[1]);
        let sum = wide(quotient, k[0]).1 + low + after + (difference >> 63);
        (next, after) = (sum & MASK, high + (sum >> BITS));
        *digit = quotient;
    }
}
