//! The portable kernel's column sums: 32-bit partial sums in registers, and their way to 64 bits.
//!
//! The bounds are in `portable.rs`.

use super::super::digits::MASK;
use super::super::lanes::{self, Vector, add32, add64, and, from_words, left, right, xor};

/// The four windows of a group.
pub(super) type Windows = [Vector; 4];

/// 2^12 at each of the four places of 13 bits: what makes digits signed.
const HALVES: u64 = 1 << 12 | 1 << 25 | 1 << 38 | 1 << 51;

/// What the loops add and mask with. In memory and not in the code: V8 builds a vector constant anew at each use.
pub(super) struct Constants {
    pub(super) zero: Vector,
    pub(super) sign: Vector,
    pub(super) low32: Vector,
    pub(super) moved: Vector,
    pub(super) moved_high: Vector,
    pub(super) offset: Vector,
    pub(super) offset_high: Vector,
    pub(super) carried: Vector,
    pub(super) low39: Vector,
    pub(super) low13: Vector,
    pub(super) places: [Vector; 4],
    pub(super) quotient_halves: Vector,
    pub(super) quotient_signs: Vector,
    pub(super) halves: Vector,
    pub(super) mask: Vector,
    pub(super) signs: Vector,
}

impl Constants {
    pub(super) fn new() -> Self {
        let vector = |word| from_words(core::hint::black_box([word; 2]));
        Self {
            zero: vector(0),
            sign: vector(0x8000_0000_8000_0000),
            low32: vector(0xffff_ffff),
            moved: vector((1_u64 << 32 | 1 << 45 | 1 << 58).wrapping_neg()),
            moved_high: vector((1_u64 << 32).wrapping_neg()),
            offset: vector(1 << 62),
            offset_high: vector((1 << 40) - (1 << 23)),
            carried: vector((1_u64 << 27).wrapping_neg()),
            low39: vector((1 << 39) - 1),
            low13: vector((1 << 13) - 1),
            places: [0x1fff, 0x1fff << 16, 0x1fff << 32, 0xffff << 48].map(vector),
            quotient_halves: vector(HALVES & ((1 << 39) - 1)),
            quotient_signs: vector(0x0000_1000_1000_1000),
            halves: vector(HALVES),
            mask: vector(MASK),
            signs: vector(0x1000_1000_1000_1000),
        }
    }
}

/// Adds a_t·b_v to a column group; four dots.
#[inline(always)]
pub(super) fn add_step(sums: &mut Windows, a: Vector, b: &Windows) {
    for (sum, &window) in sums.iter_mut().zip(b) {
        *sum = add32(*sum, lanes::dot(a, window));
    }
}

/// Column groups u and u + 1: four columns each in 32-bit partial sums, and what was moved out of them to 64 bits, as
/// c0 + c1·2^13 + c2·2^26 and c3 of each number.
pub(super) struct Columns {
    pub(super) sums: [Windows; 2],
    pub(super) moved: [[Vector; 2]; 2],
}

impl Columns {
    /// Adds Σ a_t·b_(t+1) to the first and Σ a_t·b_t to the second group, b being n + 1 windows from the highest down; moves the
    /// sums out after each `limit` steps but not after the last.
    ///
    /// Two groups at once, as each window serves both: five loads for eight dots.
    #[inline(always)]
    pub(super) fn add_rows(&mut self, k: &Constants, a: &[Vector], b: &[Windows], limit: usize) {
        let mut start = 0;
        while start < a.len() {
            if start > 0 {
                self.move_out(k);
            }
            let end = a.len().min(start + limit);
            let [mut first, mut second] = self.sums;
            let mut above = b[start];
            for (&x, window) in a[start..end].iter().zip(&b[start + 1..=end]) {
                add_step(&mut first, x, window);
                add_step(&mut second, x, &above);
                above = *window;
            }
            self.sums = [first, second];
            start = end;
        }
    }

    /// Moves both groups' sums to 64 bits, and clears them.
    #[inline(always)]
    pub(super) fn move_out(&mut self, k: &Constants) {
        for group in 0..2 {
            let [low, high] = self.total(k, group);
            self.moved[group] = [add64(low, k.moved), add64(high, k.moved_high)];
            self.sums[group] = [k.zero; 4];
        }
    }

    /// A group's totals, with 2^32 + 2^45 + 2^58 and 2^32 too much.
    ///
    /// There is no cheap sign extension to 64 bits, so each 32-bit half is made positive by 2^31 first.
    #[inline(always)]
    pub(super) fn total(&self, k: &Constants, group: usize) -> [Vector; 2] {
        let [c0, c1, c2, c3] = self.sums[group].map(|sum| {
            let positive = xor(sum, k.sign);
            add64(and(positive, k.low32), right::<32>(positive))
        });
        let [low, high] = self.moved[group];
        [add64(add64(c0, left::<13>(c1)), add64(left::<26>(c2), low)), add64(c3, high)]
    }
}
