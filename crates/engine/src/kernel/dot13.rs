//! The dot13 kernel: 13-bit digits and `i32x4.dot_i16x8_s`, for every wasm engine with `simd128`.
//!
//! In each of two lanes it computes (x·y + q·F)/R exactly as `mul28.rs` defines it; the symbols G, R, F and M are
//! defined there too. It takes 0.7 to 0.97 of the mul28 kernel's time, depending on the browser and the size
//! (docs/engine.md).
//!
//! **Representation.** Each 52-bit limb is a group of four signed digits of 13 bits, d = Σ d_i·2^(13i). The vector A_t
//! holds group t of the numbers in both lanes, as 4 × 16 bits each. The window B_(v,r), r = 0..3, holds the digits
//! 4v+r, 4v+r-1, 4v+r-2, 4v+r-3. One dot instruction of A_t and B_(v,r) computes eight products, four for each lane;
//! all of them belong to column 4(t+v)+r, and they are added to two 32-bit partial sums for each lane. Column group u,
//! that is columns 4u to 4u+3, is Σ A_t·B_(u-t): its four vectors of sums stay in registers. Each window is composed of
//! a head H (digits of group v) and a tail T (digits of group v-1), B_v = H_v | T_(v-1), so that a squaring can compute
//! products within a group once, and products of different groups once and doubled.
//!
//! **Chains of squarings.** Numbers stay in this form from one squaring to the next: the columns above R give the
//! digits of the next factor directly. Only the end of a call converts them to 52-bit limbs.
//!
//! **Bounds.** Operand, modulus and quotient digits are in [-2^12, 2^12), except the highest digit of each group of the
//! quotient, which is in [0, 2^13]: the quotient must be in [0, R), and with only signed digits it could be negative.
//! A step (one dot instruction for each column) adds two products to each 32-bit sum: at most 2·2^24 in each of P steps
//! of the operands (4·2^24 if one factor is doubled, in half as many steps), and at most 2^24 + 2^25 = 3·2^24 in each
//! of Q steps of the quotient. Sums start at 2^31 (`bias`) and stay between 0 and 2^32 while (2P + 3Q)·2^24 < 2^31,
//! that is 2P + 3Q < 128. P ≤ G and Q ≤ G, so up to G = 25 (1244-bit moduli) one column can take all steps of both.
//!
//! For a greater G the sums are *folded* between operands and quotient: 13 bits stay, the rest is added to the next
//! column, and |sum| ≤ 2^13 + 2^18 < 2^24 is left, which counts as 1 below. Within the steps of one kind no fold is
//! needed while 3·G + 1 < 128, up to G = 42. For a still greater G (`LONG`) loops also fold after every 60 steps of
//! operands, 28 with a doubled factor, or 40 of the quotient. One more step follows each loop: 2·60 + 2 + 1,
//! 4·28 + 4 + 1 and 3·40 + 3 + 1 are below 128. What a fold carries to the next pair of groups (`pending`) is below
//! 2^18, and a pair is folded less than 64 times while G < 1000: 64·2^18 = 2^24.
//!
//! The two partial sums of a lane are added in 64 bits: c_r in [0, 2^33), 2^32 too high. t = c0 + c1·2^13 + c2·2^26 is
//! below 2^60, and 2^32 + 2^45 + 2^58 too high. Adding 2^52 - 2^45 - 2^32 makes that bias 2^52 + 2^58, a multiple of
//! 2^52 that changes none of the limb's bits. With the 2^32 of c3, this bias makes the carry 2^19 + 2^6 + 1 too high.
//! One constant (`next_carry`) subtracts that, and adds 2^52 - 2^45 - 2^32 for the next group. No 64-bit sum is ever
//! negative. Doubling a result doubles t and c3 in the columns above R, and changes these constants (`align_doubled`,
//! `next_carry_upper_doubled`).
//!
//! **Order.** Two column groups are summed at once, in eight registers. Each window is used for both groups, so that
//! eight dot instructions need five loads. A squaring doubles the digits of one factor, to 14 bits, for the products
//! that occur twice. Each group of quotient digits depends on the one before, and the group's last column is known
//! last, so `quotient_digits` uses that column last.
//!
//! Constant-time: loops depend on G only; vector instructions have no data-dependent timing.

#![forbid(unsafe_code)]

use alloc::vec;
use alloc::vec::Vec;

use columns::{Columns, Constants, Windows, add_step, total};
use groups::{each, head, load, quotient_digits, result_digits, store, tail, windows};

use crate::limbs::LanePair;
use crate::simd::{self, Vector, add64, and, from_words, right};

mod columns;
mod groups;

/// Steps between two folds in loops that need folds, for a product of operands, a square, and the quotient: see the
/// bounds above.
const OPERAND_STEPS: usize = 60;
const SQUARE_STEPS: usize = 28;
const QUOTIENT_STEPS: usize = 40;
/// Up to this G no fold is needed between operands and quotient: 5·G < 128.
const FUSED_GROUPS: usize = 25;
/// Up to this G no fold is needed within a loop: 3·G + 1 < 128.
const LONG_GROUPS: usize = 42;

/// The kernel with a pair of moduli and its working memory. Wiped when dropped.
pub(crate) struct Dot13 {
    constants: Constants,
    /// Windows of M: window v is at index G - v. M·2^52 = F + 1, so window v of M is window v + 1 of F + 1.
    modulus: Vec<Windows>,
    /// First the quotient's G groups, then the G groups of x, which the result replaces. In this order group u comes
    /// from column group u.
    digits: Vec<Vector>,
    /// Windows of the factor y (of 2x in a squaring): window v is at index G + 1 - v.
    b: Vec<Windows>,
}

impl zeroize::ZeroizeOnDrop for Dot13 {}

impl Drop for Dot13 {
    fn drop(&mut self) {
        let zero = from_words([0; 2]);
        self.digits.fill(zero);
        [&mut self.modulus, &mut self.b].into_iter().for_each(|windows| windows.fill([zero; 4]));
        // The compiler must assume that black_box reads the memory, so it cannot leave out the writes above.
        core::hint::black_box(self);
    }
}

impl Dot13 {
    /// Prepares for moduli given as M, in G - 1 limbs each.
    pub(crate) fn new(m: &LanePair) -> Self {
        let constants = Constants::new();
        let zero = constants.zero;
        let length = m.0.len() + 1;
        let mut kernel = Self {
            modulus: vec![[zero; 4]; length + 1],
            digits: vec![zero; 2 * length],
            b: vec![[zero; 4]; length + 2],
            constants,
        };
        load(&kernel.constants, &mut kernel.digits[..length - 1], &m.0);
        windows(&mut kernel.modulus, &kernel.digits[..length], |group| group);
        kernel
    }

    /// `x ← x²/R` for each item of `steps`; the result in lane l is doubled if element l of the item is 1.
    pub(crate) fn square(&mut self, x: &mut [[u64; 2]], steps: impl Iterator<Item = [u64; 2]>) {
        let length = x.len();
        load(&self.constants, &mut self.digits[length..], x);
        if length > LONG_GROUPS {
            steps.for_each(|double| self.square_once::<true>(double));
        } else {
            steps.for_each(|double| self.square_once::<false>(double));
        }
        store(&self.constants, &self.digits[length..], x);
    }

    #[inline(never)]
    fn square_once<const LONG: bool>(&mut self, double: [u64; 2]) {
        let length = self.digits.len() / 2;
        windows(&mut self.b, &self.digits[length..], |group| simd::add16(group, group));
        let (k, b) = (&self.constants, &self.b[..]);
        let products = |u: usize, a: &[Vector], columns: &mut Columns| {
            // The windows in `b` are those of 2x. First the products of different groups, t < half < u - t, which are
            // doubled thereby. Then the products of group half: for the first column group with the head of group half
            // itself, not doubled; for the second with window half + 1, that is the head of group half + 1, doubled,
            // and the tail of group half, not doubled. `b` has that tail doubled, so the tail is subtracted once.
            let (half, low) = (u / 2, u.saturating_sub(length));
            columns.add_rows::<LONG>(k, &a[low..half], &b[length + low - u..], SQUARE_STEPS);
            let (own, window) = (simd::reverse(a[half]), &b[length - half]);
            let tail = tail(k.zero, own);
            add_step(&mut columns.first, a[half], &head(own));
            add_step(&mut columns.second, a[half], &each(window, &tail, simd::sub16));
        };
        reduce::<LONG>(k, products, &self.modulus, &mut self.digits, double);
    }

    /// `x ← x·y/R`.
    pub(crate) fn multiply(&mut self, x: &mut [[u64; 2]], y: &[[u64; 2]]) {
        let length = x.len();
        load(&self.constants, &mut self.digits[length..], y);
        windows(&mut self.b, &self.digits[length..], |group| group);
        load(&self.constants, &mut self.digits[length..], x);
        self.multiply_once();
        store(&self.constants, &self.digits[length..], x);
    }

    /// Always with the folds of a `LONG` loop, which take no time if they are not needed. A second copy of this function
    /// would be a kilobyte to download.
    #[inline(never)]
    fn multiply_once(&mut self) {
        let length = self.digits.len() / 2;
        let (k, b) = (&self.constants, &self.b[..]);
        let products = |u: usize, a: &[Vector], columns: &mut Columns| {
            let (low, end) = (u.saturating_sub(length), (u + 1).min(length));
            columns.add_rows::<true>(k, &a[low..end], &b[length + low - u..], OPERAND_STEPS);
            if u + 1 < length {
                // Window 0 with group u + 1: a product of the second column group, which `add_rows` leaves out.
                add_step(&mut columns.second, a[u + 1], &b[length + 1]);
            }
        };
        reduce::<true>(k, products, &self.modulus, &mut self.digits, [0; 2]);
    }
}

/// Computes x·y + q·F by column groups, from the lowest up, two at a time. Writes the quotient's digits to the lower
/// half of `digits`, and the result's to the upper half, over the factor x: column group u reads only groups of x from
/// u - G upwards, which are not overwritten yet.
#[inline(always)]
fn reduce<const LONG: bool>(
    k: &Constants,
    products: impl Fn(usize, &[Vector], &mut Columns),
    m: &[Windows],
    digits: &mut [Vector],
    double: [u64; 2],
) {
    let length = digits.len() / 2;
    let mut carry = Carry::new(k, double);
    let mut columns = Columns::new(k);
    for u in (0..2 * length).step_by(2) {
        columns = columns.next(k);
        products(u, &digits[length..], &mut columns);
        if length > FUSED_GROUPS {
            columns.fold(k);
        }
        let (low, end) = (u.saturating_sub(length), u.min(length));
        columns.add_rows::<LONG>(k, &digits[low..end], &m[length + low - u..], QUOTIENT_STEPS);
        digits[u] = carry.digits(k, total(k, &columns.first), u, length);
        if u < length {
            // The quotient group just found, with window 1 of F + 1.
            add_step(&mut columns.second, digits[u], &m[length]);
        }
        digits[u + 1] = carry.digits(k, total(k, &columns.second), u + 1, length);
    }
}

/// The carry from one column group to the next, and the constants that depend on which lanes are doubled.
struct Carry {
    /// The carry, plus the constant that the next group's t needs.
    carry: Vector,
    /// All ones in lanes whose result is doubled.
    doubled: Vector,
    /// The constant `next_carry_upper`, plus `next_carry_upper_doubled` in the lanes that are doubled.
    next_carry_upper: Vector,
}

impl Carry {
    #[inline(always)]
    fn new(k: &Constants, double: [u64; 2]) -> Self {
        let doubled = from_words(double.map(u64::wrapping_neg));
        let next_carry_upper = add64(k.next_carry_upper, and(k.next_carry_upper_doubled, doubled));
        Self { carry: k.align, doubled, next_carry_upper }
    }

    /// The digits of group u from its t and c3: digits of the quotient for u < G, of the result for the groups above.
    #[inline(always)]
    fn digits(&mut self, k: &Constants, [t, c3]: [Vector; 2], u: usize, length: usize) -> Vector {
        if u < length {
            let t = add64(t, self.carry);
            let c3 = add64(c3, right::<39>(t));
            self.carry = add64(right::<13>(c3), k.next_carry);
            return quotient_digits(k, t, c3);
        }
        if u == length {
            // The first group above R: its result digits are rounded (`halves`), and where the result is doubled, so is
            // the carry that comes from below.
            self.carry = add64(add64(self.carry, k.halves), and(add64(self.carry, k.align_doubled), self.doubled));
        }
        let t = add64(add64(t, and(t, self.doubled)), self.carry);
        let c3 = add64(add64(c3, and(c3, self.doubled)), right::<39>(t));
        self.carry = add64(right::<13>(c3), self.next_carry_upper);
        result_digits(k, t, c3)
    }
}
