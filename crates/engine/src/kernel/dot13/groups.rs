//! Groups of four 13-bit digits in the dot13 kernel: their conversion from and to 52-bit limbs, from column sums, and
//! to windows. `dot13.rs` explains the representation.

#![forbid(unsafe_code)]

use super::columns::{Constants, Windows};
use crate::simd::{self, Vector, add64, and, from_words, left, or, right, to_words};

/// Splits 52-bit values into four digits of 13 bits, in 16 bits each.
#[inline(always)]
fn spread(k: &Constants, v: Vector) -> Vector {
    let low = or(and(v, k.places[0]), and(left::<3>(v), k.places[1]));
    let high = or(and(left::<6>(v), k.places[2]), and(left::<9>(v), k.places[3]));
    or(low, high)
}

/// The digits of a group of the quotient, from t = c0 + c1·2^13 + c2·2^26 and c3, where c0 to c3 are the sums of the
/// group's four columns, and c3 includes the carry out of t. The lower three digits are signed. If that makes them
/// carry 1, the highest digit takes it, unsigned, so that nothing is carried out of the group. c3 is known last, so it
/// is used last.
#[inline(always)]
pub(super) fn quotient_digits(k: &Constants, t: Vector, c3: Vector) -> Vector {
    let v = add64(and(t, k.low39), k.quotient_halves);
    let low = or(and(v, k.places[0]), and(left::<3>(v), k.places[1]));
    let high = or(and(left::<6>(v), k.places[2]), and(left::<9>(v), k.carry_place));
    let lower_and_carry = simd::sub16(or(low, high), k.quotient_signs);
    simd::add16(lower_and_carry, and(left::<48>(c3), k.top))
}

/// The digits of a group of the result, all signed, from t and c3 as in [`quotient_digits`]. t includes `HALVES`, so
/// that each carry was rounded to nearest.
#[inline(always)]
pub(super) fn result_digits(k: &Constants, t: Vector, c3: Vector) -> Vector {
    let low = or(and(t, k.places[0]), and(left::<3>(t), k.places[1]));
    let high = or(and(left::<6>(t), k.places[2]), and(left::<48>(c3), k.top));
    simd::sub16(or(low, high), k.signs)
}

/// Converts 52-bit limbs of numbers below R/2 to groups of signed digits, with a carry from group to group.
#[inline(always)]
pub(super) fn load(k: &Constants, groups: &mut [Vector], x: &[[u64; 2]]) {
    let mut carry = k.zero;
    for (group, &limb) in groups.iter_mut().zip(x) {
        let sum = add64(add64(from_words(limb), carry), k.halves);
        carry = right::<52>(sum);
        *group = simd::sub16(spread(k, and(sum, k.mask)), k.signs);
    }
}

/// Converts groups of signed digits to 52-bit limbs, with a borrow from group to group.
#[inline(always)]
pub(super) fn store(k: &Constants, groups: &[Vector], x: &mut [[u64; 2]]) {
    // `unsign` is 2^52 - HALVES - 1, so the sum is the group's value plus 2^52, less 1 if the carry is 0. Bit 52 of the
    // sum is the next carry: 0 if this group borrows from the next, and 1 if not. It is 1 at the start.
    let mut carry = k.one;
    for (limb, &group) in x.iter_mut().zip(groups) {
        let v = simd::add16(group, k.signs);
        let low = or(and(v, k.places[0]), right::<3>(and(v, k.places[1])));
        let high = or(right::<6>(and(v, k.places[2])), right::<9>(and(v, k.places[3])));
        let sum = add64(add64(or(low, high), carry), k.unsign);
        carry = right::<52>(sum);
        *limb = to_words(and(sum, k.mask));
    }
}

/// The head of a group's windows: the part that holds its own digits. `reversed` is the group in reverse order.
#[inline(always)]
pub(super) fn head(reversed: Vector) -> Windows {
    [right::<48>(reversed), right::<32>(reversed), right::<16>(reversed), reversed]
}

/// The tail of the next group's windows: the part that holds this group's digits. `reversed` is this group in reverse
/// order.
#[inline(always)]
pub(super) fn tail(zero: Vector, reversed: Vector) -> Windows {
    [left::<16>(reversed), left::<32>(reversed), left::<48>(reversed), zero]
}

/// Applies an operation to each of four pairs of vectors.
#[inline(always)]
pub(super) fn each(a: &Windows, b: &Windows, f: impl Fn(Vector, Vector) -> Vector) -> Windows {
    [f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2]), f(a[3], b[3])]
}

/// Writes the [`Windows`] of a number, one more than it has groups, to the end of `windows`; the elements before them
/// stay zero. They are in descending order, so that Σ a_t·b_(u-t) reads both a and b at ascending addresses. `map` is
/// applied to each group first.
#[inline(always)]
pub(super) fn windows(windows: &mut [Windows], groups: &[Vector], map: impl Fn(Vector) -> Vector) {
    let zero = from_words([0; 2]);
    let mut below = [zero; 4];
    let mut rest = windows.iter_mut().rev();
    for (&group, window) in groups.iter().zip(&mut rest) {
        let reversed = simd::reverse(map(group));
        let head = head(reversed);
        *window = each(&head, &below, or);
        below = tail(zero, reversed);
    }
    if let Some(window) = rest.next() {
        *window = below;
    }
}
