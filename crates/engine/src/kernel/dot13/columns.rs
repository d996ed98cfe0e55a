//! The portable kernel's column sums: 32-bit partial sums in registers, and their way to digits.
//!
//! The bounds are in `portable.rs`.

use super::super::digits::MASK;
use super::super::lanes::{self, Vector, add32, add64, and, from_words, left, or, right};

/// The four windows of a group.
pub(super) type Windows = [Vector; 4];

/// 2^12 at each of the four places of 13 bits: what makes digits signed.
pub(super) const HALVES: u64 = 1 << 12 | 1 << 25 | 1 << 38 | 1 << 51;

/// Makes the bias of c0 + c1·2^13 + c2·2^26, which is 2^32 + 2^45 + 2^58, a multiple of 2^52: 2^52 + 2^58.
const EVEN: u64 = (1 << 52) - (1 << 45) - (1 << 32);
/// The same for doubled sums, as a difference: 2·(2^32 + 2^45 + 2^58) + EVEN + EVEN_TWICE = 2^52 + 2^59.
const EVEN_TWICE: u64 = ((1_u64 << 45) + (1 << 32)).wrapping_neg();
/// The bias of a carry, (2^32 + (2^52 + 2^58)/2^39)/2^13, and what doubling adds to it.
const CARRIED: u64 = (1 << 19) + (1 << 6) + 1;
const CARRIED_TWICE: u64 = (1 << 19) + (1 << 6);

/// What the loops add and mask with. In memory and not in the code: V8 builds a vector constant anew at each use.
pub(super) struct Constants {
    pub(super) zero: Vector,
    /// 2^31 in each part: sums start there, and stay positive as unsigned numbers.
    pub(super) bias: Vector,
    pub(super) one: Vector,
    low32: Vector,
    pub(super) low39: Vector,
    low13_parts: Vector,
    fold: Vector,
    pub(super) even: Vector,
    pub(super) carried: Vector,
    pub(super) turn: Vector,
    pub(super) carried_above: Vector,
    pub(super) carried_twice: Vector,
    pub(super) places: [Vector; 4],
    pub(super) top: Vector,
    pub(super) carry_place: Vector,
    pub(super) quotient_halves: Vector,
    pub(super) quotient_signs: Vector,
    pub(super) halves: Vector,
    pub(super) mask: Vector,
    pub(super) signs: Vector,
    pub(super) unsign: Vector,
}

impl Constants {
    pub(super) fn new() -> Self {
        let vector = |word| from_words(core::hint::black_box([word; 2]));
        Self {
            zero: vector(0),
            bias: vector(0x8000_0000_8000_0000),
            one: vector(1),
            low32: vector(0xffff_ffff),
            low39: vector((1 << 39) - 1),
            low13_parts: vector(0x1fff_0000_1fff),
            fold: vector(0xfffc_0000_fffc_0000),
            even: vector(EVEN),
            carried: vector(EVEN.wrapping_sub(CARRIED)),
            turn: vector(EVEN_TWICE.wrapping_sub(EVEN)),
            carried_above: vector(EVEN.wrapping_add(HALVES).wrapping_sub(CARRIED)),
            carried_twice: vector(EVEN_TWICE.wrapping_sub(CARRIED_TWICE)),
            places: [0x1fff, 0x1fff << 16, 0x1fff << 32, 0xffff << 48].map(vector),
            top: vector(0x1fff << 48),
            carry_place: vector(1 << 48),
            quotient_halves: vector(HALVES & ((1 << 39) - 1)),
            quotient_signs: vector(0x0000_1000_1000_1000),
            halves: vector(HALVES),
            mask: vector(MASK),
            signs: vector(0x1000_1000_1000_1000),
            unsign: vector((1 << 52) - HALVES - 1),
        }
    }
}

/// Adds a_t·b_v to a column group; four dots.
#[inline(always)]
pub(super) fn add_step(sums: &mut Windows, a: Vector, b: &Windows) {
    // Written out, here and below: a size-optimising compiler unrolls nothing and keeps arrays in memory.
    sums[0] = add32(sums[0], lanes::dot(a, b[0]));
    sums[1] = add32(sums[1], lanes::dot(a, b[1]));
    sums[2] = add32(sums[2], lanes::dot(a, b[2]));
    sums[3] = add32(sums[3], lanes::dot(a, b[3]));
}

/// Column groups u and u + 1: four columns each in 32-bit partial sums, 2^31 too high.
pub(super) struct Columns {
    pub(super) first: Windows,
    pub(super) second: Windows,
    /// What folding carried out of the second group's last column, for the first of the next two groups; 2^31 too high.
    pending: Vector,
}

impl Columns {
    pub(super) fn new(k: &Constants) -> Self {
        let empty = [k.bias, k.bias, k.bias, k.bias];
        Self { first: empty, second: empty, pending: k.bias }
    }

    /// The next two groups, empty but for what is pending.
    #[inline(always)]
    pub(super) fn next(&self, k: &Constants) -> Self {
        Self {
            first: [self.pending, k.bias, k.bias, k.bias],
            second: [k.bias, k.bias, k.bias, k.bias],
            pending: k.bias,
        }
    }

    /// Adds Σ a_t·b_(t+1) to the first and Σ a_t·b_t to the second group, b being at least n + 1 windows from the
    /// highest down; if `LONG`, folds the sums after each `limit` steps but not after the last.
    ///
    /// Two groups at once, as each window serves both: five loads for eight dots.
    #[inline(always)]
    pub(super) fn add_rows<const LONG: bool>(&mut self, k: &Constants, a: &[Vector], b: &[Windows], limit: usize) {
        if !LONG {
            return self.add_few(a, b);
        }
        let mut start = 0;
        while start < a.len() {
            if start > 0 {
                self.fold(k);
            }
            let end = a.len().min(start + limit);
            self.add_few(&a[start..end], &b[start..=end]);
            start = end;
        }
    }

    #[inline(always)]
    fn add_few(&mut self, a: &[Vector], b: &[Windows]) {
        let (mut first, mut second) = (self.first, self.second);
        let (mut above, rest) = (b[0], &b[1..]);
        for (&x, window) in a.iter().zip(rest) {
            add_step(&mut first, x, window);
            add_step(&mut second, x, &above);
            above = *window;
        }
        (self.first, self.second) = (first, second);
    }

    /// Carries what is above 13 bits in each partial sum to the next column's.
    #[inline(always)]
    pub(super) fn fold(&mut self, k: &Constants) {
        let carry = fold_group(k, &mut self.first, k.zero);
        let carry = fold_group(k, &mut self.second, carry);
        self.pending = add32(self.pending, carry);
    }
}

/// Leaves the low 13 bits of each sum, with the carry into it; returns the carry out.
#[inline(always)]
fn fold_group(k: &Constants, sums: &mut Windows, carry: Vector) -> Vector {
    let high = |sum| add32(lanes::right32::<13>(sum), k.fold);
    let low = |sum| or(and(sum, k.low13_parts), k.bias);
    let [s0, s1, s2, s3] = *sums;
    *sums = [add32(low(s0), carry), add32(low(s1), high(s0)), add32(low(s2), high(s1)), add32(low(s3), high(s2))];
    high(s3)
}

/// A group's c0 + c1·2^13 + c2·2^26 and c3 for each number, 2^32 + 2^45 + 2^58 and 2^32 too high.
#[inline(always)]
pub(super) fn total(k: &Constants, sums: &Windows) -> [Vector; 2] {
    let low = add64(both(k, sums[0]), left::<13>(both(k, sums[1])));
    [add64(low, left::<26>(both(k, sums[2]))), both(k, sums[3])]
}

/// The two partial sums of each number, added.
#[inline(always)]
fn both(k: &Constants, sum: Vector) -> Vector {
    add64(and(sum, k.low32), right::<32>(sum))
}
