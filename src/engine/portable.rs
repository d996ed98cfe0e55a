//! The portable kernel: `i32x4.dot_i16x8_s`, for every wasm engine with `simd128`.
//!
//! It computes exactly what `scalar.rs` defines, two numbers at once, at about half the scalar kernel's time.
//!
//! **Representation.** Each 52-bit digit is a group of four signed digits of 13 bits, d = Σ d_i·2^(13i); the vector A_t
//! holds group t of both numbers, 4 × 16 bits each. The window B_(v,r), r = 0..3, holds digits 4v+r, 4v+r-1, 4v+r-2,
//! 4v+r-3. One dot instruction of A_t and B_(v,r) makes eight products, which all belong in column 4(t+v)+r, in two
//! 32-bit partial sums for each number. A column group u is Σ A_t·B_(u-t): its four sums stay in registers.
//! A window is split in its head H (digits of group v) and tail T (of group v-1), B_v = H_v | T_(v-1), so that a
//! squaring can take the products within a group once, and those of different groups once and doubled.
//!
//! **Bounds.** Operand and modulus digits are in [-2^12, 2^12), quotient digits too except each group's highest, in
//! [0, 2^13]: the quotient must be the one in [0, R), which a signed one would not be. One step adds two products to
//! each 32-bit sum: at most 2·2^24 for operands (P steps), 2^24 + 2^25 = 3·2^24 for the quotient (Q steps). The sums are exact while
//! (2P + 3Q)·2^24 < 2^31, that is 2P + 3Q < 128. P ≤ G and Q ≤ G: up to G = 25 (1244-bit moduli) one column takes both. Beyond that
//! the sums are moved to 64 bits between the two, and within them after at most 60 operand or 40 quotient steps (2·60 + 2, 3·40 + 3). There
//! (`Columns`) c0 + c1·2^13 + c2·2^26 stands in one 64-bit sum. Each column's total is at most (4 + 5)·G·2^24, doubled at most once, so
//! that 18·G·2^24·(1 + 2^13 + 2^26) < 2^62 is what is needed: it holds for G ≤ 226, moduli of 11,696 bits. The offset 2^62
//! then keeps the sum positive and below 2^63.
//!
//! **Order.** Two column groups at once, their eight sums in registers: each window serves both, so that five loads go with
//! eight dots. A square takes the digits of one factor doubled, within 14 bits, for the products it has twice.
//!
//! Constant-time: loops depend on G only; vector instructions have no data-dependent timing.

use alloc::vec;
use alloc::vec::Vec;

use columns::{Columns, Constants, Windows, add_step};

use super::digits::Pair;
use super::lanes::{self, Vector, add64, and, from_words, left, or, right, to_words};

mod columns;

const OPERAND_STEPS: usize = 60;
/// With doubled digits: 4·28 + 8 < 128.
const SQUARE_STEPS: usize = 28;
const QUOTIENT_STEPS: usize = 40;
/// Both kinds in one column while 5·G < 128.
const FUSED_GROUPS: usize = 25;

/// The kernel with a pair of moduli and its working space.
pub(crate) struct Portable {
    constants: Constants,
    modulus: Vec<Windows>,
    a: Vec<Vector>,
    /// Twice the digits of `a`, for the products that a square has twice.
    twice: Vec<Vector>,
    b: Vec<Windows>,
    heads: Vec<Windows>,
    quotient: Vec<Vector>,
}

impl Drop for Portable {
    fn drop(&mut self) {
        let zero = from_words([0; 2]);
        [&mut self.a, &mut self.twice, &mut self.quotient].into_iter().for_each(|vectors| vectors.fill(zero));
        [&mut self.modulus, &mut self.b, &mut self.heads].into_iter().for_each(|windows| windows.fill([zero; 4]));
        core::hint::black_box(self);
    }
}

impl Portable {
    /// Prepares for moduli given as M, in G - 1 digits each.
    pub(crate) fn new(m: &Pair) -> Self {
        let constants = Constants::new();
        let zero = constants.zero;
        let length = m.0.len() + 1;
        let mut kernel = Self {
            modulus: vec![[zero; 4]; length + 1],
            a: vec![zero; length],
            twice: vec![zero; length],
            b: vec![[zero; 4]; length + 2],
            heads: vec![[zero; 4]; length + 1],
            quotient: vec![zero; length],
            constants,
        };
        load(&kernel.constants, &mut kernel.a[..length - 1], &m.0);
        kernel.a[length - 1] = zero;
        windows(&mut kernel.modulus, &mut kernel.heads, &kernel.a);
        kernel
    }

    /// `x ← x²/R`, doubled in each lane whose `double` is 1.
    pub(crate) fn square(&mut self, x: &mut [[u64; 2]], double: [u64; 2]) {
        load(&self.constants, &mut self.a, x);
        windows(&mut self.b, &mut self.heads, &self.a);
        for (twice, &a) in self.twice.iter_mut().zip(&self.a) {
            *twice = lanes::add16(a, a);
        }
        let (k, a, twice, b, heads) = (&self.constants, &self.a[..], &self.twice[..], &self.b[..], &self.heads[..]);
        let length = a.len();
        let products = |u: usize, columns: &mut Columns| {
            // Products of different groups t < half ≤ u - t, doubled; then those of groups half and half, and half and half + 1.
            let (half, low) = (u / 2, u.saturating_sub(length));
            columns.add_rows(k, &twice[low..half], &b[length + low - u..length + 1 + half - u], SQUARE_STEPS);
            let own = &heads[half];
            add_step(&mut columns.sums[0], a[half], own);
            add_step(&mut columns.sums[1], a[half], &tail(k.zero, own[3]));
            add_step(&mut columns.sums[1], twice[half], &heads[half + 1]);
        };
        reduce(k, products, &self.modulus, &mut self.quotient, x, double);
    }

    /// `x ← x·y/R`.
    pub(crate) fn multiply(&mut self, x: &mut [[u64; 2]], y: &[[u64; 2]]) {
        load(&self.constants, &mut self.a, y);
        windows(&mut self.b, &mut self.heads, &self.a);
        load(&self.constants, &mut self.a, x);
        let (k, a, b) = (&self.constants, &self.a[..], &self.b[..]);
        let length = a.len();
        let products = |u: usize, columns: &mut Columns| {
            let (low, end) = (u.saturating_sub(length), (u + 1).min(length));
            columns.add_rows(k, &a[low..end], &b[length + low - u..length + 1 + end - u], OPERAND_STEPS);
            if u + 1 < length {
                add_step(&mut columns.sums[1], a[u + 1], &b[length + 1]);
            }
        };
        reduce(k, products, &self.modulus, &mut self.quotient, x, [0; 2]);
    }
}

/// Takes the product's column groups from the lowest up, two at a time, adds q·F, and writes the digits above R to `x`.
#[inline(always)]
fn reduce(
    k: &Constants,
    products: impl Fn(usize, &mut Columns),
    m: &[Windows],
    quotient: &mut [Vector],
    x: &mut [[u64; 2]],
    double: [u64; 2],
) {
    let length = quotient.len();
    let doubled = from_words(double.map(u64::wrapping_neg));
    let mut carry = k.zero;
    for u in (0..2 * length).step_by(2) {
        let mut columns = Columns { sums: [[k.zero; 4]; 2], moved: [[k.zero, k.zero]; 2] };
        products(u, &mut columns);
        let (low, end) = (u.saturating_sub(length), u.min(length));
        if length > FUSED_GROUPS {
            columns.move_out(k);
        }
        columns.add_rows(k, &quotient[low..end], &m[length + low - u..length + 1 + end - u], QUOTIENT_STEPS);
        for group in 0..2 {
            let [mut t, mut c3] = columns.total(k, group);
            t = add64(t, k.moved);
            c3 = add64(c3, k.moved_high);
            let above = u + group >= length;
            if above {
                if u + group == length {
                    t = add64(t, carry);
                    carry = k.zero;
                }
                t = add64(t, and(t, doubled));
                c3 = add64(c3, and(c3, doubled));
            }
            t = add64(add64(t, carry), k.offset);
            c3 = add64(add64(c3, right::<39>(t)), k.offset_high);
            carry = add64(right::<13>(c3), k.carried);
            let digit = or(and(t, k.low39), left::<39>(and(c3, k.low13)));
            if above {
                x[u + group - length] = to_words(digit);
            } else {
                quotient[u + group] = quotient_digits(k, digit);
                if group == 0 {
                    add_step(&mut columns.sums[1], quotient[u], &m[length]);
                }
            }
        }
    }
}

/// Splits 52-bit values (or 53-bit ones, whose highest part then has 14 bits) in four 16-bit parts.
#[inline(always)]
fn spread(k: &Constants, v: Vector) -> Vector {
    let low = or(and(v, k.places[0]), and(left::<3>(v), k.places[1]));
    let high = or(and(left::<6>(v), k.places[2]), and(left::<9>(v), k.places[3]));
    or(low, high)
}

/// The quotient's digits: signed, except the highest of the group, so that the group's value stays what it is.
#[inline(always)]
fn quotient_digits(k: &Constants, digit: Vector) -> Vector {
    lanes::sub16(spread(k, add64(digit, k.quotient_halves)), k.quotient_signs)
}

/// Groups of signed digits of numbers below R/2, carrying from group to group.
#[inline(always)]
fn load(k: &Constants, groups: &mut [Vector], x: &[[u64; 2]]) {
    let mut carry = k.zero;
    for (group, &digit) in groups.iter_mut().zip(x) {
        let sum = add64(add64(from_words(digit), carry), k.halves);
        carry = right::<52>(sum);
        *group = lanes::sub16(spread(k, and(sum, k.mask)), k.signs);
    }
}

/// The part of a window that lies in the group, from the group in reverse order.
#[inline(always)]
fn head(reversed: Vector) -> Windows {
    [right::<48>(reversed), right::<32>(reversed), right::<16>(reversed), reversed]
}

/// The part of the next group's window that lies in this group.
#[inline(always)]
fn tail(zero: Vector, reversed: Vector) -> Windows {
    [left::<16>(reversed), left::<32>(reversed), left::<48>(reversed), zero]
}

/// The windows of a number, one more than it has groups, from the highest down, so that sums of a_t·b_(u-t) run upwards through
/// both; and their heads, from the lowest up. What stands before the windows stays zero.
#[inline(always)]
fn windows(windows: &mut [Windows], heads: &mut [Windows], groups: &[Vector]) {
    let zero = from_words([0; 2]);
    let mut below = zero;
    for (i, window) in windows.iter_mut().rev().enumerate().take(groups.len() + 1) {
        let reversed = groups.get(i).map_or(zero, |&group| lanes::reverse(group));
        heads[i] = head(reversed);
        let tail = tail(zero, below);
        *window = core::array::from_fn(|r| or(heads[i][r], tail[r]));
        below = reversed;
    }
}
