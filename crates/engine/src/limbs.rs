//! Natural numbers as limbs of 52 bits, and pairs of numbers side by side.
//!
//! A number is a little-endian slice of `u64` limbs, each below 2^52. The caller chooses its length, which is never
//! shortened: lengths are public (they follow from the size of the key), values are secret. A limb has 52 bits because
//! the mantissa of a double holds them (the crate `sealpost-fma52`), and because they are four digits of 13 bits
//! (`kernel/dot13.rs`). Every kernel takes and returns numbers in this form.
//!
//! A [`LanePair`] holds limb `i` of two numbers next to each other. Two independent numbers (two prime candidates, or
//! the p and q halves of one private operation) fill the two lanes of a 128-bit vector, so no kernel shuffles in the
//! loops that multiply.
//!
//! The time of each function here, except [`bit_length`], depends only on the lengths and positions that it is given.

#![forbid(unsafe_code)]

use alloc::vec;
use alloc::vec::Vec;
use zeroize::{Zeroize, Zeroizing};

/// Bits in a limb.
pub(crate) const BITS: usize = 52;
/// The largest limb.
pub(crate) const MASK: u64 = (1 << BITS) - 1;

/// One number, wiped when dropped.
pub(crate) type Limbs = Zeroizing<Vec<u64>>;

/// Two numbers of equal length: element `i` is limb `i` of both. Wiped when dropped. It has no `Debug`, because the
/// numbers may be secret.
#[derive(Clone)]
pub(crate) struct LanePair(pub(crate) Vec<[u64; 2]>);

impl zeroize::ZeroizeOnDrop for LanePair {}

impl Drop for LanePair {
    fn drop(&mut self) {
        self.0.as_flattened_mut().zeroize();
    }
}

impl LanePair {
    /// A pair of zeros of `length` limbs.
    pub(crate) fn zero(length: usize) -> Self {
        Self(vec![[0; 2]; length])
    }

    /// Puts two numbers, each of at most `length` limbs, side by side.
    pub(crate) fn join(a: &[u64], b: &[u64], length: usize) -> Self {
        let mut pair = Self::zero(length);
        for (limb, &value) in pair.0.iter_mut().zip(a) {
            limb[0] = value;
        }
        for (limb, &value) in pair.0.iter_mut().zip(b) {
            limb[1] = value;
        }
        pair
    }

    /// A copy of the number in one lane.
    pub(crate) fn lane(&self, lane: usize) -> Limbs {
        Zeroizing::new(self.0.iter().map(|limb| limb[lane]).collect())
    }
}

/// All ones if `condition` is 1, zero if it is 0: a mask to select with instead of a branch. black_box keeps the
/// compiler from turning the selection into a branch.
pub(crate) fn mask_if(condition: u64) -> u64 {
    debug_assert!(condition < 2);
    core::hint::black_box(condition).wrapping_neg()
}

/// 1 if `x` is zero, else 0, without a branch.
pub(crate) fn is_zero(x: u64) -> u64 {
    !(x | x.wrapping_neg()) >> 63
}

/// 1 if two numbers of the same length are equal, else 0.
pub(crate) fn equal(a: &[u64], b: &[u64]) -> u64 {
    debug_assert_eq!(a.len(), b.len());
    is_zero(a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)))
}

/// Reads big-endian bytes; the value must fit in `length` limbs.
pub(crate) fn from_bytes(bytes: &[u8], length: usize) -> Limbs {
    let mut limbs = Zeroizing::new(vec![0u64; length]);
    for (position, &byte) in bytes.iter().rev().enumerate() {
        let (index, shift) = (position * 8 / BITS, position * 8 % BITS);
        let value = u64::from(byte) << shift;
        if index < length {
            limbs[index] |= value & MASK;
        }
        if index + 1 < length {
            limbs[index + 1] |= value >> BITS;
        }
    }
    limbs
}

/// Writes the low `length` bytes, big-endian.
pub(crate) fn to_bytes(limbs: &[u64], length: usize) -> Zeroizing<Vec<u8>> {
    let limb = |index: usize| limbs.get(index).copied().unwrap_or(0);
    let mut bytes = Zeroizing::new(vec![0u8; length]);
    for (position, byte) in bytes.iter_mut().rev().enumerate() {
        let (index, shift) = (position * 8 / BITS, position * 8 % BITS);
        *byte = ((limb(index) >> shift) | (limb(index + 1) << (BITS - shift))) as u8;
    }
    bytes
}

/// The number of significant bits. Its time reveals the position of the highest non-zero limb: use it only where the
/// number's length is public.
pub(crate) fn bit_length(limbs: &[u64]) -> usize {
    limbs.iter().rposition(|&limb| limb != 0).map_or(0, |top| top * BITS + 64 - limbs[top].leading_zeros() as usize)
}

/// Bits `position .. position + count` (`count` at most 52) as a number; bits past the end are zero.
pub(crate) fn bits_at(limbs: &[u64], position: usize, count: usize) -> u64 {
    let limb = |index: usize| limbs.get(index).copied().unwrap_or(0);
    let (index, shift) = (position / BITS, position % BITS);
    ((limb(index) >> shift) | (limb(index + 1) << (BITS - shift))) & ((1 << count) - 1)
}

/// Divides by two, rounding down.
pub(crate) fn halve(limbs: &mut [u64]) {
    for index in 0..limbs.len() {
        let above = limbs.get(index + 1).copied().unwrap_or(0);
        limbs[index] = (limbs[index] >> 1) | ((above << (BITS - 1)) & MASK);
    }
}

/// `a += b · factor`, `factor` 0 or 1; returns the carry. Limbs past the end of `b` count as zero.
pub(crate) fn add_if(a: &mut [u64], b: &[u64], factor: u64) -> u64 {
    let mask = mask_if(factor);
    let mut carry = 0;
    for (index, limb) in a.iter_mut().enumerate() {
        let sum = *limb + (b.get(index).copied().unwrap_or(0) & mask) + carry;
        (*limb, carry) = (sum & MASK, sum >> BITS);
    }
    carry
}

/// `a -= b` modulo 2^(52·length); returns the borrow, 1 if b was greater. Limbs past the end of `b` count as zero.
pub(crate) fn subtract(a: &mut [u64], b: &[u64]) -> u64 {
    let mut borrow = 0;
    for (index, limb) in a.iter_mut().enumerate() {
        let difference = limb.wrapping_sub(b.get(index).copied().unwrap_or(0)).wrapping_sub(borrow);
        (*limb, borrow) = (difference & MASK, difference >> 63);
    }
    borrow
}

/// Subtracts `b` once if `a ≥ b`.
pub(crate) fn reduce_once(a: &mut [u64], b: &[u64]) {
    let borrow = subtract(a, b);
    add_if(a, b, borrow);
}

/// The product of two limbs as its (low, high) limbs.
pub(crate) fn wide(a: u64, b: u64) -> (u64, u64) {
    let product = u128::from(a) * u128::from(b);
    (product as u64 & MASK, (product >> BITS) as u64)
}

/// `a · b + c` in `a.len() + b.len()` limbs; `c` must not be longer than that.
pub(crate) fn multiply_add(a: &[u64], b: &[u64], c: &[u64]) -> Limbs {
    let mut result = Zeroizing::new(vec![0u64; a.len() + b.len()]);
    result[..c.len()].copy_from_slice(c);
    for (offset, &x) in a.iter().enumerate() {
        let mut carry = 0;
        for (limb, &y) in result[offset..].iter_mut().zip(b.iter().chain(core::iter::repeat(&0))) {
            // x·y + limb + carry ≤ (2^52-1)² + 2·(2^52-1) < 2^104
            let sum = u128::from(x) * u128::from(y) + u128::from(*limb) + u128::from(carry);
            (*limb, carry) = (sum as u64 & MASK, (sum >> BITS) as u64);
        }
    }
    result
}

/// -1/n modulo 2^52, for odd n, by Newton's iteration: 5 bits are correct at the start, and each step doubles their
/// number.
pub(crate) fn negative_inverse(n: u64) -> u64 {
    let mut inverse = n.wrapping_mul(3) ^ 2;
    for _ in 0..4 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(n.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg() & MASK
}

/// -1/n modulo 2^104, for an odd n given as its two lowest limbs: one more step of Newton's iteration.
pub(crate) fn negative_inverse_of_two([low, high]: [u64; 2]) -> [u64; 2] {
    let n = u128::from(high) << BITS | u128::from(low);
    let inverse = u128::from(negative_inverse(low));
    let inverse = inverse.wrapping_mul(n.wrapping_mul(inverse).wrapping_add(2));
    [inverse as u64 & MASK, (inverse >> BITS) as u64 & MASK]
}

/// Divides a multiple of the odd two-limb number `k` by `k`.
///
/// Exact division from the low end (Jebelean): each quotient limb is the current limb times 1/k modulo 2^52. No
/// quotient limb is estimated, and there is no branch.
pub(crate) fn divide_exactly(limbs: &mut [u64], k: [u64; 2]) {
    let inverse = negative_inverse(k[0]).wrapping_neg();
    // The product of k and the quotient limbs so far is subtracted: these are its parts in the next two limbs.
    let (mut next, mut after) = (0, 0);
    for limb in limbs.iter_mut() {
        let difference = limb.wrapping_sub(next);
        let quotient = difference.wrapping_mul(inverse) & MASK;
        let (low, high) = wide(quotient, k[1]);
        let sum = wide(quotient, k[0]).1 + low + after + (difference >> 63);
        (next, after) = (sum & MASK, high + (sum >> BITS));
        *limb = quotient;
    }
}
