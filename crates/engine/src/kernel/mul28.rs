//! The mul28 kernel: 28-bit digits and their 64-bit products, column by column.
//!
//! This kernel defines what the other kernels must compute, and tests compare them with it. It is also the independent
//! code that checks the primes that the dot13 kernel found: these two kernels share nothing but single instructions
//! (`simd.rs`). The only multiplication of mul28 is 32 × 32 → 64 bits. One instruction multiplies for both numbers,
//! each in its own 64-bit lane.
//!
//! **What every kernel computes.** R = 2^(52·G) for numbers of G limbs, and F < R/16 with F ≡ -1 modulo 2^52, given as
//! M = (F + 1)/2^52 in G - 1 limbs. For x, y below R/2 with x·y ≤ F·R, the kernel returns exactly (x·y + q·F)/R, where
//! q is the one number in [0, R) for which the division leaves no remainder. The result is at most F + x·y/R ≤ 2F.
//! Because q is unique, all kernels return the same limbs, not merely congruent numbers, and tests compare them bit for
//! bit. A squaring can double its result and stay within the bound: (4F)² = 16F² ≤ F·R.
//!
//! **Reduction.** Because F ≡ -1, the quotient's next digit is the lowest digit t of the running sum: adding t·F turns
//! it into t·(F + 1), whose lowest digit is zero. So no multiplication computes a quotient digit.
//!
//! **Digits.** A digit has w bits, R takes L digits with w·L ≥ 52·G, and a number has one digit more, which is zero, if
//! L is odd. Where R ends within a digit, the quotient takes only the r bits below R of its last digit, and each digit
//! of the result is assembled from two columns. If the result is doubled, both columns are doubled before the shift.
//!
//! **Bound.** A column takes at most L products of the operands and L of quotient and modulus, each at most
//! (2^w - 1)², and a carry below 2^(64-w). For w = 28 the sum is less than 2^64 up to L = 127, that is G = 68, or an n
//! of 3,480 bits (`montgomery.rs`). Above that w = 26, and the sum is less than 2^64 up to L = 2047.
//!
//! **Order.** A vector holds two digits of each number, in 32 bits each: A_t the digits 2t and 2t + 1, the window
//! B_(v,0) the digits 2v and 2v - 1, the window B_(v,1) the digits 2v + 1 and 2v. The products of A_t with B_(v,i),
//! both that of the low parts and that of the high parts, belong to column 2(t + v) + i. Four columns are computed at a
//! time, 2u to 2u + 3: each window is used twice, so that three loads go with eight multiplications.
//!
//! Constant-time: loops depend on G only, and there is no division, branch or index on a value.

#![forbid(unsafe_code)]

use alloc::vec;
use alloc::vec::Vec;

use crate::limbs::{BITS, LanePair, MASK};
use crate::simd::{
    Vector, add64, and, from_words, left_by, narrow, or, product_high as high, product_low as low, right_by, to_words,
};

/// The largest L for which w is 28: see the bound above.
const MAX_DIGITS_OF_28: usize = 127;

/// The windows B_(v,0) and B_(v,1); or digits 2v and 2v + 1, each in 64 bits.
type VectorPair = [Vector; 2];
/// Four columns of both numbers.
type Columns = [Vector; 4];

/// The kernel with a pair of moduli and its working memory. Wiped when dropped.
pub(crate) struct Mul28 {
    /// w, the bits of a digit.
    width: u32,
    /// L, the digits of R.
    length: usize,
    /// r, the bits of the quotient's last digit.
    last: u32,
    /// The bits below 2^w.
    mask: Vector,
    /// Masks of the low bits of each column that are a quotient digit: w bits, r for the last digit, none above R.
    quotient_masks: Vec<Columns>,
    /// Windows of F + 1, laid out as in `b`.
    modulus: Vec<VectorPair>,
    /// The vectors A_t of the factor x.
    a: Vec<Vector>,
    /// Windows of the factor y (of x in a squaring), in descending order between two windows of zeros: window v is at
    /// index `a.len() + 1 - v`.
    b: Vec<VectorPair>,
    /// The vectors of the quotient, as in `a`.
    quotient: Vec<Vector>,
    /// All columns of x·y + q·F, reduced to w bits each.
    columns: Vec<Columns>,
    /// The digits of an operand, and later of the result.
    digits: Vec<VectorPair>,
}

impl zeroize::ZeroizeOnDrop for Mul28 {}

impl Drop for Mul28 {
    fn drop(&mut self) {
        let zero = from_words([0; 2]);
        [&mut self.a, &mut self.quotient].into_iter().for_each(|vectors| vectors.fill(zero));
        [&mut self.modulus, &mut self.b, &mut self.digits].into_iter().for_each(|pairs| pairs.fill([zero; 2]));
        self.columns.fill([zero; 4]);
        // The compiler must assume that black_box reads the memory, so it cannot leave out the writes above.
        core::hint::black_box(self);
    }
}

impl Mul28 {
    /// Prepares for moduli given as M, in G - 1 limbs each.
    pub(crate) fn new(m: &LanePair) -> Self {
        let r_bits = BITS * (m.0.len() + 1);
        let width = if r_bits.div_ceil(28) <= MAX_DIGITS_OF_28 { 28 } else { 26 };
        let length = r_bits.div_ceil(width);
        let last = r_bits - width * (length - 1);
        let groups = length.div_ceil(2);
        let zero = from_words([0; 2]);
        // Constants are kept in memory: V8 materialises a vector constant in the code at each use.
        let bits = |count: usize| from_words(core::hint::black_box([(1 << count) - 1; 2]));
        let mask = |k: usize| bits(if k + 1 < length { width } else { last * usize::from(k + 1 == length) });
        let mut kernel = Self {
            width: width as u32,
            length,
            last: last as u32,
            mask: bits(width),
            quotient_masks: (0..2 * groups)
                .step_by(4)
                .map(|k| [mask(k), mask(k + 1), mask(k + 2), mask(k + 3)])
                .collect(),
            modulus: vec![[zero; 2]; groups + 3],
            a: vec![zero; groups],
            b: vec![[zero; 2]; groups + 3],
            quotient: vec![zero; groups + 1],
            columns: vec![[zero; 4]; groups],
            digits: vec![[zero; 2]; groups],
        };
        // F + 1 = M·2^52.
        let mut f_plus_one = LanePair::zero(m.0.len() + 1);
        f_plus_one.0[1..].copy_from_slice(&m.0);
        kernel.load(&f_plus_one.0);
        windows(&mut kernel.modulus, &kernel.digits);
        kernel
    }

    /// `x ← x²/R` for each item of `steps`; the result in lane l is doubled if element l of the item is 1.
    pub(crate) fn square(&mut self, x: &mut [[u64; 2]], steps: impl Iterator<Item = [u64; 2]>) {
        self.load(x);
        for double in steps {
            pack(&mut self.a, &self.digits);
            windows(&mut self.b, &self.digits);
            self.reduce(double, true);
        }
        self.store(x);
    }

    /// `x ← x·y/R`.
    pub(crate) fn multiply(&mut self, x: &mut [[u64; 2]], y: &[[u64; 2]]) {
        self.load(y);
        windows(&mut self.b, &self.digits);
        self.load(x);
        pack(&mut self.a, &self.digits);
        self.reduce([0; 2], false);
        self.store(x);
    }

    /// Computes the columns of x·y + q·F from the lowest up, and leaves those above R as the result in `digits`.
    #[inline(never)]
    fn reduce(&mut self, double: [u64; 2], is_square: bool) {
        let (a, b, q, f) = (&self.a[..], &self.b[..], &mut self.quotient[..], &self.modulus[..]);
        let (groups, width, mask) = (a.len(), self.width, self.mask);
        // The low parts of f1, f2 and f3 are digits 1, 2 and 3 of F + 1. Digit 0 of F + 1 is zero.
        let ([_, f1], [f2, f3]) = (f[groups + 1], f[groups]);
        let mut carry = from_words([0; 2]);
        for (u, columns) in (0_usize..).step_by(2).zip(&mut self.columns) {
            let (first, end) = (u.saturating_sub(groups), u.min(groups));
            let sums = if is_square { square_columns(a, b, u) } else { product_columns(a, b, u) };
            let [c0, mut c1, mut c2, mut c3] = add_rows(sums, &q[first..end], &f[groups + first - u..]);
            let c0 = add64(c0, carry);
            if u < groups {
                // Four quotient digits. Each is the low bits of its column, after the digits below it were multiplied
                // by F + 1 into that column and their carries added.
                let masks = &self.quotient_masks[u / 2];
                let q0 = and(c0, masks[0]);
                let digit = narrow(q0, q0);
                c1 = add64(add64(c1, right_by(c0, width)), low(digit, f1));
                (c2, c3) = (add64(c2, low(digit, f2)), add64(c3, low(digit, f3)));
                let q1 = and(c1, masks[1]);
                let digit = narrow(q1, q1);
                c2 = add64(add64(c2, right_by(c1, width)), low(digit, f1));
                c3 = add64(c3, low(digit, f2));
                let q2 = and(c2, masks[2]);
                c3 = add64(add64(c3, right_by(c2, width)), low(narrow(q2, q2), f1));
                (q[u], q[u + 1]) = (narrow(q0, q1), narrow(q2, and(c3, masks[3])));
            } else {
                c1 = add64(c1, right_by(c0, width));
                c2 = add64(c2, right_by(c1, width));
                c3 = add64(c3, right_by(c2, width));
            }
            carry = right_by(c3, width);
            *columns = [and(c0, mask), and(c1, mask), and(c2, mask), and(c3, mask)];
        }
        self.finish(double);
    }

    /// Assembles the result's digits from the columns that reach above R.
    #[inline(always)]
    fn finish(&mut self, double: [u64; 2]) {
        let doubled = from_words(double.map(u64::wrapping_neg));
        let columns = &mut self.columns.as_flattened_mut()[self.length - 1..];
        // R ends `last` bits above the start of column L - 1: a digit is the upper bits of one column and the lower
        // bits of the next.
        columns[0] = and(columns[0], from_words([!((1 << self.last) - 1); 2]));
        for (digit, column) in self.digits.as_flattened_mut().iter_mut().zip(columns.windows(2)) {
            let both = or(column[0], left_by(column[1], self.width));
            *digit = and(right_by(add64(both, and(both, doubled)), self.last), self.mask);
        }
    }

    /// Sets `digits` from 52-bit limbs.
    #[inline(never)]
    fn load(&mut self, x: &[[u64; 2]]) {
        let limb = |index: usize| from_words(x.get(index).copied().unwrap_or([0; 2]));
        let (mut index, mut shift) = (0, 0);
        for to in self.digits.as_flattened_mut() {
            let both = or(right_by(limb(index), shift), left_by(limb(index + 1), BITS as u32 - shift));
            *to = and(both, self.mask);
            shift += self.width;
            if shift >= BITS as u32 {
                (index, shift) = (index + 1, shift - BITS as u32);
            }
        }
    }

    /// Converts `digits` to 52-bit limbs. A limb has bits of two or three digits.
    #[inline(never)]
    fn store(&self, x: &mut [[u64; 2]]) {
        let (from, mask) = (self.digits.as_flattened(), from_words([MASK; 2]));
        let digit = |index: usize| from.get(index).copied().unwrap_or(from_words([0; 2]));
        let (mut index, mut shift) = (0, 0);
        for to in x {
            let two = or(right_by(digit(index), shift), left_by(digit(index + 1), self.width - shift));
            *to = to_words(and(or(two, left_by(digit(index + 2), 2 * self.width - shift)), mask));
            shift += BITS as u32;
            while shift >= self.width {
                (index, shift) = (index + 1, shift - self.width);
            }
        }
    }
}

/// Adds Σ a[t]·b[t+1] to the first two columns and Σ a[t]·b[t] to the last two. `b` must be longer than `a`.
#[inline(always)]
fn add_rows(columns: Columns, a: &[Vector], b: &[VectorPair]) -> Columns {
    let [mut c0, mut c1, mut c2, mut c3] = columns;
    let (mut above, rest) = (b[0], &b[1..]);
    for (&x, &window) in a.iter().zip(rest) {
        c0 = add64(add64(c0, low(x, window[0])), high(x, window[0]));
        c1 = add64(add64(c1, low(x, window[1])), high(x, window[1]));
        c2 = add64(add64(c2, low(x, above[0])), high(x, above[0]));
        c3 = add64(add64(c3, low(x, above[1])), high(x, above[1]));
        above = window;
    }
    [c0, c1, c2, c3]
}

/// Columns 2u to 2u + 3, u even, of a product.
#[inline(always)]
fn product_columns(a: &[Vector], b: &[VectorPair], u: usize) -> Columns {
    let (first, end) = (u.saturating_sub(a.len()), (u + 2).min(a.len()));
    add_rows([from_words([0; 2]); 4], &a[first..end], &b[a.len() + first - u..])
}

/// Columns 2u to 2u + 3, u even, of a square: products that occur twice are computed once and doubled.
#[inline(always)]
fn square_columns(a: &[Vector], b: &[VectorPair], u: usize) -> Columns {
    let (groups, half) = (a.len(), u / 2);
    let first = u.saturating_sub(groups);
    let [c0, c1, c2, c3] = add_rows([from_words([0; 2]); 4], &a[first..half], &b[groups + first - u..]);
    // Digits u and u + 1: their squares, their product with each other, and with the next two digits.
    let (own, [_, own_turned], [next0, next1]) = (a[half], b[groups + 1 - half], b[groups - half]);
    let c1 = add64(c1, low(own, own_turned));
    let c2 = add64(c2, low(own, next0));
    let c3 = add64(c3, add64(low(own, next1), high(own, next1)));
    [add64(add64(c0, c0), low(own, own)), add64(c1, c1), add64(add64(c2, c2), high(own, own)), add64(c3, c3)]
}

/// Packs a number's digits into its vectors A_t.
#[inline(never)]
fn pack(to: &mut [Vector], digits: &[VectorPair]) {
    for (to, digit) in to.iter_mut().zip(digits) {
        *to = narrow(digit[0], digit[1]);
    }
}

/// Writes the windows of a number, one more than the number has vectors A_t. They are in descending order, so that
/// Σ a_t·b_(u-t) reads both a and b at ascending addresses.
#[inline(never)]
fn windows(to: &mut [VectorPair], digits: &[VectorPair]) {
    let zero = from_words([0; 2]);
    let mut below = zero;
    let mut rest = to.iter_mut().rev().skip(1);
    for (digit, to) in digits.iter().zip(&mut rest) {
        *to = [narrow(digit[0], below), narrow(digit[1], digit[0])];
        below = digit[1];
    }
    if let Some(to) = rest.next() {
        *to = [narrow(zero, below), zero];
    }
}
