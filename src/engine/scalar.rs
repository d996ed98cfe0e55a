//! The plain kernel: 28-bit digits in 64-bit integers, column by column.
//!
//! It is the definition that the other kernels are tested against, and the separate integer code that confirms a
//! prime where `portable.rs` was the filter. It multiplies nothing wider than 32 bits, so that a wasm engine needs
//! one `i64.mul` a product, and no 128-bit helper call.
//!
//! **What every kernel computes.** R = 2^(52·G) for G digits; F < R/16 with F ≡ -1 modulo 2^52, given as
//! M = (F + 1)/2^52 in G - 1 digits. For x, y below R/2 with x·y ≤ F·R, the kernel returns exactly (x·y + q·F)/R, where
//! q is the one number below R that makes the division come out. The result is below F + x·y/R ≤ 2F. Because q
//! is unique, all kernels return the same digits, not merely congruent numbers: tests compare them bit for bit.
//! A squaring can double its result at no cost in the bound: (4F)² = 16F² ≤ F·R.
//!
//! **Reduction.** Because F ≡ -1, the quotient's next digit is the lowest digit t of what is left, and adding t·F turns
//! t into t·(F + 1), whose lowest digit is zero: the digit vanishes. No multiplication finds the quotient.
//!
//! **Digits.** A number has L of w bits, w·L ≥ 52·G. Where R ends within a digit, the quotient takes of its last one only
//! the r bits below R, and the result's digits are put together of two columns each. Doubling shifts them by r - 1
//! instead of r.
//!
//! **Bound.** A column takes at most L products of the operands and L of quotient and modulus, each at most
//! (2^w - 1)², and a carry below 2^(64-w). For w = 28 that is less than 2^64 up to L = 127; longer numbers, above 3,500
//! bits, have w = 26, and L ≤ 2047 would do.
//!
//! **Order.** Two columns at a time, k and k + 1: each digit that is loaded serves both, once with its neighbour's
//! partner. Both numbers run in the same loops: four sums that depend on nothing of each other.
//!
//! Constant-time: loops depend on G only, and there is no division, branch or index on a value.

use super::digits::{BITS, Pair};

/// Digits of 28 bits while so many are enough.
const SHORT_DIGITS: usize = 127;

/// The kernel with a pair of moduli and its working space.
pub(crate) struct Scalar {
    /// w.
    width: usize,
    /// r: bits of the quotient's last digit.
    last: usize,
    /// F + 1, its digits from the highest down, and a zero before them; so is `down`.
    modulus: Pair,
    a: Pair,
    down: Pair,
    quotient: Pair,
}

/// Columns k and k + 1 of both numbers.
type Columns = [[u64; 2]; 2];

impl Scalar {
    /// Prepares for moduli given as M, in G - 1 digits each.
    pub(crate) fn new(m: &Pair) -> Self {
        let radix = BITS * (m.0.len() + 1);
        let width = if radix.div_ceil(28) <= SHORT_DIGITS { 28 } else { 26 };
        let length = radix.div_ceil(width);
        let mut kernel = Self {
            width,
            last: radix - width * (length - 1),
            modulus: Pair::zero(length + 1),
            a: Pair::zero(length),
            down: Pair::zero(length + 1),
            quotient: Pair::zero(length),
        };
        let mut above = Pair::zero(m.0.len() + 1);
        above.0[1..].copy_from_slice(&m.0);
        repack(kernel.modulus.0.iter_mut().skip(1).rev(), width, &above.0, BITS);
        kernel
    }

    /// `x ← x²/R` for each item of `steps`, doubled in each lane where that is 1.
    pub(crate) fn square(&mut self, x: &mut [[u64; 2]], steps: impl Iterator<Item = [u64; 2]>) {
        repack(self.a.0.iter_mut(), self.width, x, BITS);
        repack(self.down.0.iter_mut().skip(1).rev(), self.width, x, BITS);
        for double in steps {
            self.reduce::<true>(double);
        }
        repack(x.iter_mut(), BITS, &self.a.0, self.width);
    }

    /// `x ← x·y/R`.
    pub(crate) fn multiply(&mut self, x: &mut [[u64; 2]], y: &[[u64; 2]]) {
        repack(self.a.0.iter_mut(), self.width, x, BITS);
        repack(self.down.0.iter_mut().skip(1).rev(), self.width, y, BITS);
        self.reduce::<false>([0; 2]);
        repack(x.iter_mut(), BITS, &self.a.0, self.width);
    }

    /// Takes the product's columns from the lowest up and adds q·F; writes the result in place of the factors, whose
    /// digits below those of the result just found no column needs any more.
    fn reduce<const SQUARE: bool>(&mut self, double: [u64; 2]) {
        let (a, down, q, f) = (&mut self.a.0[..], &mut self.down.0[..], &mut self.quotient.0[..], &self.modulus.0[..]);
        let (length, width) = (a.len(), self.width);
        let mask = (1 << width) - 1;
        let shift = double.map(|double| self.last as u64 - double);
        let (mut carry, mut below) = ([0; 2], [0; 2]);
        for k in (0..2 * length).step_by(2) {
            let low = (k + 1).saturating_sub(length);
            let mut columns = if SQUARE { square_columns(a, down, k) } else { product_columns(a, down, k) };
            // q_i meets F + 1 from its digit 1 on.
            add_rows(&mut columns, &q[low.min(length)..k.min(length)], &f[(length + low).saturating_sub(k + 1)..]);
            for (column, k) in columns.into_iter().zip(k..) {
                let mut digit = [0; 2];
                for lane in 0..2 {
                    let mut sum = column[lane] + carry[lane];
                    if k % 2 == 1 && k <= length {
                        sum += q[k - 1][lane] * f[length - 1][lane];
                    }
                    (digit[lane], carry[lane]) = (sum & mask, sum >> width);
                }
                if k + 1 < length {
                    q[k] = digit;
                } else if k + 1 == length {
                    q[k] = digit.map(|digit| digit & ((1 << self.last) - 1));
                    below = digit.map(|digit| digit >> self.last << self.last);
                } else {
                    let out: [u64; 2] = core::array::from_fn(|lane| {
                        (below[lane] >> shift[lane] | digit[lane] << (width as u64 - shift[lane])) & mask
                    });
                    (a[k - length], below) = (out, digit);
                    if SQUARE {
                        down[2 * length - k] = out;
                    }
                }
            }
        }
    }
}

/// Adds Σ a_i·b_i to the first column and Σ a_i·b_(i-1) to the second, b being one longer and starting with b_(-1).
///
/// A function of its own: within its callers, the loop's sums and pointers do not all find a register.
#[inline(never)]
fn add_rows(columns: &mut Columns, a: &[[u64; 2]], b: &[[u64; 2]]) {
    let [mut first, mut second] = *columns;
    let (mut above, rest) = (b[0], &b[1..]);
    for (x, y) in a.iter().zip(rest) {
        first[0] = first[0].wrapping_add(x[0].wrapping_mul(y[0]));
        first[1] = first[1].wrapping_add(x[1].wrapping_mul(y[1]));
        second[0] = second[0].wrapping_add(x[0].wrapping_mul(above[0]));
        second[1] = second[1].wrapping_add(x[1].wrapping_mul(above[1]));
        above = *y;
    }
    *columns = [first, second];
}

/// Columns k and k + 1, k even, of a product.
#[inline(always)]
fn product_columns(a: &[[u64; 2]], down: &[[u64; 2]], k: usize) -> Columns {
    let length = a.len();
    let (low, end) = ((k + 1).saturating_sub(length), (k + 1).min(length));
    let mut columns = [[0; 2]; 2];
    if low < end {
        add_rows(&mut columns, &a[low..end], &down[length + low - k - 1..]);
    }
    if k + 1 < length {
        columns[1] = core::array::from_fn(|lane| columns[1][lane] + a[k + 1][lane] * down[length][lane]);
    }
    columns
}

/// The same of a square: what stands twice in it is computed once.
#[inline(always)]
fn square_columns(a: &[[u64; 2]], down: &[[u64; 2]], k: usize) -> Columns {
    let (length, half) = (a.len(), k / 2);
    let low = (k + 1).saturating_sub(length);
    let mut columns = [[0; 2]; 2];
    if low < half {
        add_rows(&mut columns, &a[low..half], &down[length + low - k - 1..]);
    }
    let next = if half + 1 < length { a[half + 1] } else { [0; 2] };
    let [first, second] = columns;
    [
        core::array::from_fn(|lane| 2 * first[lane] + a[half][lane] * a[half][lane]),
        core::array::from_fn(|lane| 2 * (second[lane] + a[half][lane] * next[lane])),
    ]
}

/// Digits of `to_bits` bits from digits of `from_bits`, of both numbers; past the end there are zeros.
fn repack<'a>(to: impl Iterator<Item = &'a mut [u64; 2]>, to_bits: usize, from: &[[u64; 2]], from_bits: usize) {
    let digit = |index: usize| from.get(index).copied().unwrap_or([0; 2]);
    let (mut index, mut shift) = (0, 0);
    for to in to {
        let mut value = digit(index).map(|digit| digit >> shift);
        let mut bits = from_bits - shift;
        while bits < to_bits {
            index += 1;
            let next = digit(index);
            value = [value[0] | next[0] << bits, value[1] | next[1] << bits];
            bits += from_bits;
        }
        shift = from_bits - (bits - to_bits);
        if shift == from_bits {
            (index, shift) = (index + 1, 0);
        }
        *to = value.map(|value| value & ((1 << to_bits) - 1));
    }
}
