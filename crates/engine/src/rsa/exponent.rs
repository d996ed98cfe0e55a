//! Private exponents: the inverse of the public exponent modulo p - 1, q - 1, or another even number.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::limbs::{self, BITS, Limbs};

/// 1/e modulo the even number `even` (big-endian bytes), in as many bytes, for an odd e from 3 to 2^34. None if e and
/// `even` have a common factor. Constant-time in `even`.
#[must_use]
pub fn inverse_modulo_even(e: u64, even: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // One bit more than `even` has, so that there is a limb for the lowest bit even if `even` is empty.
    let mut successor = limbs::from_bytes(even, (even.len() * 8 + 1).div_ceil(BITS));
    successor[0] |= 1;
    Some(limbs::to_bytes(&inverse_modulo_predecessor(e, &successor)?, even.len()))
}

/// 1/e modulo p - 1, for odd e below 2^34 and odd p, as (1 + (p-1)·u)/e with u = -1/(p-1) modulo e. The division by e
/// is exact. None if e and p - 1 have a common factor. Constant-time in p.
pub(super) fn inverse_modulo_predecessor(e: u64, p: &Limbs) -> Option<Limbs> {
    let mut even = p.clone();
    even[0] &= !1;
    // (p-1) mod e, bit by bit, because the time of the processor's division depends on its operands.
    let mut residue = 0u64;
    for position in (0..even.len() * BITS).rev() {
        residue = residue << 1 | limbs::bits_at(&even, position, 1);
        let difference = residue.wrapping_sub(e);
        residue = difference.wrapping_add(e & limbs::mask_if(difference >> 63));
    }
    let negative_u = inverse_of_word(residue, e)?;
    let mut inverse = limbs::multiply_add(&even, &[e - negative_u], &[1]);
    limbs::divide_exactly(&mut inverse, [e, 0]);
    inverse.truncate(p.len());
    Some(inverse)
}

/// 1/a modulo odd m below 2^34, by the binary extended Euclidean algorithm with masks and a number of steps that
/// depends on m alone. (To compute the inverse as the power a^(φ(m)-1), the factors of m would be needed.) None if a
/// and m have a common factor. Constant-time in a.
fn inverse_of_word(a: u64, m: u64) -> Option<u64> {
    // Invariant: a·x ≡ u and a·y ≡ v modulo m.
    let (mut u, mut v, mut x, mut y) = (a, m, 1u64, 0u64);
    for _ in 0..2 * (64 - m.leading_zeros()) {
        let odd = limbs::mask_if(u & 1);
        // If u is odd, swap so that u is the greater of the two, then subtract v.
        let swap = odd & limbs::mask_if(u.wrapping_sub(v) >> 63);
        let (du, dx) = ((u ^ v) & swap, (x ^ y) & swap);
        (u, v, x, y) = (u ^ du, v ^ du, x ^ dx, y ^ dx);
        u -= v & odd;
        let difference = x.wrapping_sub(y & odd);
        x = difference.wrapping_add(m & limbs::mask_if(difference >> 63));
        u >>= 1;
        x = (x + (m & limbs::mask_if(x & 1))) >> 1;
    }
    (v == 1).then_some(y)
}
