//! The portable kernel: `i32x4.dot_i16x8_s`, for every wasm engine with `simd128`.
//!
//! It computes exactly what `plain.rs` defines, two numbers at once, at about three quarters of that kernel's time.
//!
//! **Representation.** Each 52-bit digit is a group of four signed digits of 13 bits, d = Σ d_i·2^(13i); the vector A_t
//! holds group t of both numbers, 4 × 16 bits each. The window B_(v,r), r = 0..3, holds digits 4v+r, 4v+r-1, 4v+r-2,
//! 4v+r-3. One dot instruction of A_t and B_(v,r) makes eight products, which all belong in column 4(t+v)+r, in two
//! 32-bit partial sums for each number. A column group u is Σ A_t·B_(u-t): its four sums stay in registers.
//! A window is split in its head H (digits of group v) and tail T (of group v-1), B_v = H_v | T_(v-1), so that a
//! squaring can take the products within a group once, and those of different groups once and doubled.
//!
//! **Chains.** Numbers stay in this form from one squaring to the next: the columns above R give the next factor's
//! digits directly. 52-bit digits are made at the end of a call only.
//!
//! **Bounds.** Operand and modulus digits are in [-2^12, 2^12), quotient digits too except each group's highest, in
//! [0, 2^13]: the quotient must be the one in [0, R), which a signed one would not be. One step adds two products to each
//! 32-bit sum: at most 2·2^24 for operands (P steps; 4·2^24 with one factor doubled, in half as many), 2^24 + 2^25 =
//! 3·2^24 for the quotient (Q steps). Sums start at 2^31 (`bias`) and stay between 0 and 2^32 while (2P + 3Q)·2^24 <
//! 2^31, that is 2P + 3Q < 128. P ≤ G and Q ≤ G: up to G = 25 (1244-bit moduli) one column takes both. Above, sums are
//! *folded* between the two: 13 bits stay, the rest goes to the next column, and |sum| ≤ 2^13 + 2^18 < 2^24 is left.
//! One kind at a time needs no fold while 3·G + 1 < 128, up to G = 42. Above (`LONG`), loops fold after 60 operand
//! steps (2·60 + 2 + 1 < 128), 28 with a doubled factor (4·28 + 4 + 1) or 40 of the quotient (3·40 + 3 + 1). What folds
//! leave for the next pair of groups (`pending`) is below 2^18 each, and a pair folds less than 64 times while G <
//! 1000: 64·2^18 = 2^24.
//!
//! A number's two partial sums are added in 64 bits, c_r in [0, 2^33), 2^32 too high. t = c0 + c1·2^13 + c2·2^26 is
//! below 2^60 and 2^32 + 2^45 + 2^58 too high; adding 2^52 - 2^45 - 2^32 makes that 2^52 + 2^58, which touches none of
//! the digits below 2^52, and leaves the carry 2^19 + 2^6 + 1 too high with the 2^32 of c3: one constant (`carried`)
//! takes the one off and adds the other for the next group. No value is ever negative. Doubling doubles t and c3 in the
//! columns above R, and what the constants take off (`carried_twice`).
//!
//! **Order.** Two column groups at once, their eight sums in registers: each window serves both, so that five loads go
//! with eight dots. A square takes the digits of one factor doubled, within 14 bits, for the products it has twice.
//! Each quotient digit waits for the one before: `quotient_digits` does what it can before the last sum is there.
//!
//! Constant-time: loops depend on G only; vector instructions have no data-dependent timing.

use alloc::vec;
use alloc::vec::Vec;

use columns::{Columns, Constants, Windows, add_step, total};
use groups::{each, head, load, quotient_digits, result_digits, store, tail, windows};

use super::digits::Pair;
use super::lanes::{self, Vector, add64, and, from_words, right};

mod columns;
mod groups;

/// Steps between folds in loops that need them: of operands, of a square's, of the quotient.
const OPERAND_STEPS: usize = 60;
const SQUARE_STEPS: usize = 28;
const QUOTIENT_STEPS: usize = 40;
/// Both kinds in one column while 5·G < 128.
const FUSED_GROUPS: usize = 25;
/// No fold within a loop while 3·G + 1 < 128.
const LONG_GROUPS: usize = 42;

/// The kernel with a pair of moduli and its working space.
pub(crate) struct Portable {
    constants: Constants,
    modulus: Vec<Windows>,
    /// The quotient's G groups, then those of x: columns in the order in which they are found.
    digits: Vec<Vector>,
    b: Vec<Windows>,
}

impl zeroize::ZeroizeOnDrop for Portable {}

impl Drop for Portable {
    fn drop(&mut self) {
        let zero = from_words([0; 2]);
        self.digits.fill(zero);
        [&mut self.modulus, &mut self.b].into_iter().for_each(|windows| windows.fill([zero; 4]));
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
            digits: vec![zero; 2 * length],
            b: vec![[zero; 4]; length + 2],
            constants,
        };
        load(&kernel.constants, &mut kernel.digits[..length - 1], &m.0);
        windows(&mut kernel.modulus, &kernel.digits[..length], |group| group);
        kernel
    }

    /// `x ← x²/R` for each item of `steps`, doubled in each lane where that is 1.
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
        windows(&mut self.b, &self.digits[length..], |group| lanes::add16(group, group));
        let (k, b) = (&self.constants, &self.b[..]);
        let products = |u: usize, a: &[Vector], columns: &mut Columns| {
            // Products of different groups t < half ≤ u - t, doubled; then those of groups half and half, and half and
            // half + 1. The last two kinds are in one window: it has the tail of group half doubled, and half of that
            // is taken off.
            let (half, low) = (u / 2, u.saturating_sub(length));
            columns.add_rows::<LONG>(k, &a[low..half], &b[length + low - u..], SQUARE_STEPS);
            let (own, window) = (lanes::reverse(a[half]), &b[length - half]);
            let tail = tail(k.zero, own);
            add_step(&mut columns.first, a[half], &head(own));
            add_step(&mut columns.second, a[half], &each(window, &tail, lanes::sub16));
        };
        reduce::<LONG>(k, products, &self.modulus, &mut self.digits, double);
    }

    /// `x ← x·y/R`.
    pub(crate) fn multiply(&mut self, x: &mut [[u64; 2]], y: &[[u64; 2]]) {
        let length = x.len();
        load(&self.constants, &mut self.digits[length..], y);
        windows(&mut self.b, &self.digits[length..], |group| group);
        load(&self.constants, &mut self.digits[length..], x);
        if length > LONG_GROUPS {
            self.multiply_once::<true>();
        } else {
            self.multiply_once::<false>();
        }
        store(&self.constants, &self.digits[length..], x);
    }

    #[inline(never)]
    fn multiply_once<const LONG: bool>(&mut self) {
        let length = self.digits.len() / 2;
        let (k, b) = (&self.constants, &self.b[..]);
        let products = |u: usize, a: &[Vector], columns: &mut Columns| {
            let (low, end) = (u.saturating_sub(length), (u + 1).min(length));
            columns.add_rows::<LONG>(k, &a[low..end], &b[length + low - u..], OPERAND_STEPS);
            if u + 1 < length {
                add_step(&mut columns.second, a[u + 1], &b[length + 1]);
            }
        };
        reduce::<LONG>(k, products, &self.modulus, &mut self.digits, [0; 2]);
    }
}

/// Takes the product's column groups from the lowest up, two at a time, and adds q·F; writes the quotient's digits,
/// then those of the result in place of a factor's: of them, column u needs those above u - G only.
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
        digits[u] = carry.digit(k, total(k, &columns.first), u, length);
        if u < length {
            add_step(&mut columns.second, digits[u], &m[length]);
        }
        digits[u + 1] = carry.digit(k, total(k, &columns.second), u + 1, length);
    }
}

/// What goes from column group to column group.
struct Carry {
    carry: Vector,
    doubled: Vector,
    carried_above: Vector,
}

impl Carry {
    #[inline(always)]
    fn new(k: &Constants, double: [u64; 2]) -> Self {
        let doubled = from_words(double.map(u64::wrapping_neg));
        Self { carry: k.even, doubled, carried_above: add64(k.carried_above, and(k.carried_twice, doubled)) }
    }

    /// Digits of group u from its sums.
    #[inline(always)]
    fn digit(&mut self, k: &Constants, [t, c3]: [Vector; 2], u: usize, length: usize) -> Vector {
        if u < length {
            let t = add64(t, self.carry);
            let c3 = add64(c3, right::<39>(t));
            self.carry = add64(right::<13>(c3), k.carried);
            return quotient_digits(k, t, c3);
        }
        if u == length {
            self.carry = add64(add64(self.carry, k.halves), and(add64(self.carry, k.turn), self.doubled));
        }
        let t = add64(add64(t, and(t, self.doubled)), self.carry);
        let c3 = add64(add64(c3, and(c3, self.doubled)), right::<39>(t));
        self.carry = add64(right::<13>(c3), self.carried_above);
        result_digits(k, t, c3)
    }
}
