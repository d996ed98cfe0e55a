//! Column sums of the dot13 kernel: 32-bit partial sums in registers, and their addition to 64-bit totals. Also the
//! constants of the kernel.
//!
//! The bounds are in `dot13.rs`.

#![forbid(unsafe_code)]

use crate::limbs::MASK;
use crate::simd::{self, Vector, add32, add64, and, from_words, left, or, right};

/// The four windows B_(v,0) to B_(v,3) of a group.
pub(super) type Windows = [Vector; 4];
/// The four columns of a column group.
pub(super) type ColumnGroup = [Vector; 4];

/// 2^12 at each of the four digits' places. Added to a limb before it is split into digits, and subtracted from each
/// digit afterwards, it makes unsigned digits signed.
pub(super) const HALVES: u64 = 1 << 12 | 1 << 25 | 1 << 38 | 1 << 51;

/// What t = c0 + c1·2^13 + c2·2^26 needs so that its bias, 2^32 + 2^45 + 2^58, becomes a multiple of 2^52: 2^52 + 2^58.
const ALIGN: u64 = (1 << 52) - (1 << 45) - (1 << 32);
/// What is added to `ALIGN` if t is doubled: 2·(2^32 + 2^45 + 2^58) + ALIGN + ALIGN_DOUBLED = 2^52 + 2^59.
const ALIGN_DOUBLED: u64 = ((1_u64 << 45) + (1 << 32)).wrapping_neg();
/// How much too high a carry is, by the biases of c3 and of t: (2^32 + (2^52 + 2^58)/2^39)/2^13.
const CARRY_BIAS: u64 = (1 << 19) + (1 << 6) + 1;
/// How much higher than `CARRY_BIAS` the bias of a carry is if t and c3 are doubled.
const CARRY_BIAS_DOUBLED: u64 = (1 << 19) + (1 << 6);

/// The constants of the loops. They are kept in memory: V8 materialises a vector constant in the code at each use.
pub(super) struct Constants {
    pub(super) zero: Vector,
    /// 2^31 in each 32-bit part, where sums start, so that an unsigned sum never falls below zero.
    pub(super) bias: Vector,
    pub(super) one: Vector,
    low32: Vector,
    pub(super) low39: Vector,
    /// The low 13 bits of each 32-bit part.
    low13_parts: Vector,
    /// -2^18 in each 32-bit part. A fold shifts a sum's bias of 2^31 into the carry, as 2^18; this constant removes it.
    fold: Vector,
    /// `ALIGN`, for the first group.
    pub(super) align: Vector,
    /// For the carry out of a group of the quotient: `ALIGN` for the next group, less the carry's bias.
    pub(super) next_carry: Vector,
    /// `ALIGN_DOUBLED` - `ALIGN`. A doubled result takes the carry from below R twice, and both copies include `ALIGN`.
    /// This constant, added to the second copy, replaces its `ALIGN` by `ALIGN_DOUBLED`.
    pub(super) align_doubled: Vector,
    /// For the carry out of a group of the result: the sum of `next_carry`, and of `HALVES` for the next group.
    pub(super) next_carry_upper: Vector,
    /// What is added to `next_carry_upper` if the result is doubled.
    pub(super) next_carry_upper_doubled: Vector,
    /// Masks of the places of the four digits in a group, 16 bits apart. The lower three have the 13 bits of a digit,
    /// the highest has 16 bits, because nothing lies above the highest digit.
    pub(super) places: [Vector; 4],
    /// The 13 bits of the highest digit.
    pub(super) top: Vector,
    /// The lowest bit of the highest digit, which takes the carry of the digits below it.
    pub(super) carry_place: Vector,
    /// `HALVES` without the highest digit's 2^12.
    pub(super) quotient_halves: Vector,
    /// `signs` without the highest digit's 2^12.
    pub(super) quotient_signs: Vector,
    pub(super) halves: Vector,
    pub(super) mask: Vector,
    /// 2^12 in each 16-bit part.
    pub(super) signs: Vector,
    /// 2^52 - `HALVES` - 1: removes the `HALVES` from a limb that is assembled from digits (`groups::store`).
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
            align: vector(ALIGN),
            next_carry: vector(ALIGN.wrapping_sub(CARRY_BIAS)),
            align_doubled: vector(ALIGN_DOUBLED.wrapping_sub(ALIGN)),
            next_carry_upper: vector(ALIGN.wrapping_add(HALVES).wrapping_sub(CARRY_BIAS)),
            next_carry_upper_doubled: vector(ALIGN_DOUBLED.wrapping_sub(CARRY_BIAS_DOUBLED)),
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

/// Adds a_t·b_v to a column group: four dot instructions.
#[inline(always)]
pub(super) fn add_step(sums: &mut ColumnGroup, a: Vector, b: &Windows) {
    // This is written out, as are the other operations on four columns: a compiler that optimises for size would not
    // unroll a loop, and would keep the array in memory.
    sums[0] = add32(sums[0], simd::dot(a, b[0]));
    sums[1] = add32(sums[1], simd::dot(a, b[1]));
    sums[2] = add32(sums[2], simd::dot(a, b[2]));
    sums[3] = add32(sums[3], simd::dot(a, b[3]));
}

/// Column groups u and u + 1: four columns each, as 32-bit partial sums that are 2^31 too high.
pub(super) struct Columns {
    pub(super) first: ColumnGroup,
    pub(super) second: ColumnGroup,
    /// The sum of the carries that folds took out of the second group's last column, for the first column of the next
    /// two groups. It is 2^31 too high.
    pending: Vector,
}

impl Columns {
    pub(super) fn new(k: &Constants) -> Self {
        let empty = [k.bias, k.bias, k.bias, k.bias];
        Self { first: empty, second: empty, pending: k.bias }
    }

    /// The next two groups, which start with the pending carry.
    #[inline(always)]
    pub(super) fn next(&self, k: &Constants) -> Self {
        Self {
            first: [self.pending, k.bias, k.bias, k.bias],
            second: [k.bias, k.bias, k.bias, k.bias],
            pending: k.bias,
        }
    }

    /// Adds Σ a[t]·b[t+1] to the first and Σ a[t]·b[t] to the second group, for n elements of `a` and n + 1 windows in
    /// `b`, which are in descending order. If `LONG`, folds the sums after every `limit` steps but not after the last.
    ///
    /// Each window is used for both groups, so that eight dot instructions need five loads.
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

    /// Carries what is above 13 bits in each partial sum to the next column's sum.
    #[inline(always)]
    pub(super) fn fold(&mut self, k: &Constants) {
        let carry = fold_group(k, &mut self.first, k.zero);
        let carry = fold_group(k, &mut self.second, carry);
        self.pending = add32(self.pending, carry);
    }
}

/// Reduces each sum to its low 13 bits plus the carry into it; returns the carry out of the group.
#[inline(always)]
fn fold_group(k: &Constants, sums: &mut ColumnGroup, carry: Vector) -> Vector {
    let high = |sum| add32(simd::right32::<13>(sum), k.fold);
    let low = |sum| or(and(sum, k.low13_parts), k.bias);
    let [s0, s1, s2, s3] = *sums;
    *sums = [add32(low(s0), carry), add32(low(s1), high(s0)), add32(low(s2), high(s1)), add32(low(s3), high(s2))];
    high(s3)
}

/// A group's t = c0 + c1·2^13 + c2·2^26 and c3, for each number. They are 2^32 + 2^45 + 2^58 and 2^32 too high.
#[inline(always)]
pub(super) fn total(k: &Constants, sums: &ColumnGroup) -> [Vector; 2] {
    let low = add64(both(k, sums[0]), left::<13>(both(k, sums[1])));
    [add64(low, left::<26>(both(k, sums[2]))), both(k, sums[3])]
}

/// The sum of each number's two partial sums.
#[inline(always)]
fn both(k: &Constants, sum: Vector) -> Vector {
    add64(and(sum, k.low32), right::<32>(sum))
}
