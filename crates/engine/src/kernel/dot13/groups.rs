//! The portable kernel's groups of 13-bit digits: to and from digits of 52 bits, from column sums, and in windows.

use super::super::lanes::{self, Vector, add64, and, from_words, left, or, right, to_words};
use super::columns::{Constants, Windows};

/// Splits 52-bit values (or 53-bit ones, whose highest part then has 14 bits) in four 16-bit parts.
#[inline(always)]
fn spread(k: &Constants, v: Vector) -> Vector {
    let low = or(and(v, k.places[0]), and(left::<3>(v), k.places[1]));
    let high = or(and(left::<6>(v), k.places[2]), and(left::<9>(v), k.places[3]));
    or(low, high)
}

/// The quotient's digits, from c0 + c1·2^13 + c2·2^26 and c3: signed, except the highest of the group, so that the
/// group's value stays what it is. What can be done without c3, which comes last, is done without.
#[inline(always)]
pub(super) fn quotient_digits(k: &Constants, t: Vector, c3: Vector) -> Vector {
    let v = add64(and(t, k.low39), k.quotient_halves);
    let low = or(and(v, k.places[0]), and(left::<3>(v), k.places[1]));
    let high = or(and(left::<6>(v), k.places[2]), and(left::<9>(v), k.carry_place));
    let three = lanes::sub16(or(low, high), k.quotient_signs);
    lanes::add16(three, and(left::<48>(c3), k.top))
}

/// The result's digits, all signed: half a digit was added at each place, so that what is carried out is rounded.
#[inline(always)]
pub(super) fn result_digits(k: &Constants, t: Vector, c3: Vector) -> Vector {
    let low = or(and(t, k.places[0]), and(left::<3>(t), k.places[1]));
    let high = or(and(left::<6>(t), k.places[2]), and(left::<48>(c3), k.top));
    lanes::sub16(or(low, high), k.signs)
}

/// Groups of signed digits of numbers below R/2, carrying from group to group.
#[inline(always)]
pub(super) fn load(k: &Constants, groups: &mut [Vector], x: &[[u64; 2]]) {
    let mut carry = k.zero;
    for (group, &digit) in groups.iter_mut().zip(x) {
        let sum = add64(add64(from_words(digit), carry), k.halves);
        carry = right::<52>(sum);
        *group = lanes::sub16(spread(k, and(sum, k.mask)), k.signs);
    }
}

/// Digits of 52 bits from groups of signed digits, borrowing from group to group.
#[inline(always)]
pub(super) fn store(k: &Constants, groups: &[Vector], x: &mut [[u64; 2]]) {
    // 2^52 - HALVES - 1 is added to each, so that the carry is 1 where nothing is borrowed: also at the start.
    let mut carry = k.one;
    for (digit, &group) in x.iter_mut().zip(groups) {
        let v = lanes::add16(group, k.signs);
        let low = or(and(v, k.places[0]), right::<3>(and(v, k.places[1])));
        let high = or(right::<6>(and(v, k.places[2])), right::<9>(and(v, k.places[3])));
        let sum = add64(add64(or(low, high), carry), k.unsign);
        carry = right::<52>(sum);
        *digit = to_words(and(sum, k.mask));
    }
}

/// The part of a window that lies in the group, from the group in reverse order.
#[inline(always)]
pub(super) fn head(reversed: Vector) -> Windows {
    [right::<48>(reversed), right::<32>(reversed), right::<16>(reversed), reversed]
}

/// The part of the next group's window that lies in this group.
#[inline(always)]
pub(super) fn tail(zero: Vector, reversed: Vector) -> Windows {
    [left::<16>(reversed), left::<32>(reversed), left::<48>(reversed), zero]
}

/// An operation on each of four pairs of vectors.
#[inline(always)]
pub(super) fn each(a: &Windows, b: &Windows, f: impl Fn(Vector, Vector) -> Vector) -> Windows {
    [f(a[0], b[0]), f(a[1], b[1]), f(a[2], b[2]), f(a[3], b[3])]
}

/// The windows of a number, one more than it has groups, from the highest down, so that sums of a_t·b_(u-t) run upwards
/// through both. What stands before the windows stays zero.
#[inline(always)]
pub(super) fn windows(windows: &mut [Windows], groups: &[Vector], map: impl Fn(Vector) -> Vector) {
    let zero = from_words([0; 2]);
    let mut below = [zero; 4];
    let mut rest = windows.iter_mut().rev();
    for (&group, window) in groups.iter().zip(&mut rest) {
        let reversed = lanes::reverse(map(group));
        let head = head(reversed);
        *window = each(&head, &below, or);
        below = tail(zero, reversed);
    }
    if let Some(window) = rest.next() {
        *window = below;
    }
}
