//! Random numbers whose limbs are often boundary values of the kernels' arithmetic.

use alloc::vec;
use alloc::vec::Vec;

use crypto_bigint::BoxedUint;

use super::rng::TestRng;
use crate::limbs::{BITS, MASK, to_bytes};

/// The number modulo 2^bits.
pub(super) fn masked(mut number: Vec<u64>, bits: usize) -> Vec<u64> {
    for (i, limb) in number.iter_mut().enumerate() {
        let remaining = bits.saturating_sub(i * BITS);
        *limb &= if remaining >= BITS { MASK } else { (1 << remaining) - 1 };
    }
    number
}

/// A number below 2^bits whose limbs are often boundary values: zero, one, all ones, 2^51 and its neighbours, and limbs
/// whose 13-bit or 26-bit digits are boundary values.
pub(crate) fn boundary_number(rng: &mut TestRng, bits: usize, length: usize) -> Vec<u64> {
    let limb = |rng: &mut TestRng| match rng.next() % 12 {
        0 => 0,
        1 => MASK,
        2 => 1 << 51,
        3 => (1 << 51) - 1,
        4 => (1 << 51) + 1,
        5 => 1,
        // 2^12, or 2^12 - 1, in each of the four 13-bit digits.
        6 => (0x1000 * 0x80_0400_2001) & MASK,
        7 => (0x0fff * 0x80_0400_2001) & MASK,
        8 => (1 << 26) - 1,
        _ => rng.next() & MASK,
    };
    masked((0..length).map(|_| limb(rng)).collect(), bits)
}

/// An odd number of exactly `bits` bits; one in four is near 2^bits, one in eight just above 2^(bits - 1).
pub(crate) fn odd_modulus(rng: &mut TestRng, bits: usize) -> Vec<u64> {
    let length = bits.div_ceil(BITS).max(2);
    let mut n = match rng.next() % 8 {
        0 | 1 => {
            let mut n = masked(vec![MASK; length], bits);
            n[0] = rng.next() & MASK;
            n
        }
        2 => vec![rng.next() & MASK],
        _ => boundary_number(rng, bits, length),
    };
    n.resize(length, 0);
    n[0] |= 1;
    n[(bits - 1) / BITS] |= 1 << ((bits - 1) % BITS);
    n
}

/// A number as a `BoxedUint` of `bits` bits.
pub(crate) fn boxed(limbs: &[u64], bits: u32) -> BoxedUint {
    let bytes = to_bytes(limbs, bits as usize / 8);
    BoxedUint::from_be_slice(&bytes, bits).expect("the number has at most `bits` bits")
}
