//! The accelerated kernel: 52-bit digits in doubles, `f64x2.relaxed_madd`, two independent numbers in the two lanes.
//!
//! It computes exactly what `scalar.rs` defines. wasm has no 64 × 64 → 128-bit product, but a fused multiply-add of
//! doubles rounds once, and so gives both halves of a 104-bit product (Emmart, Zheng, Weems, ARITH 2018).
//!
//! **Product** of digits a, b below 2^52. The sum a·b + 2^104 lies in [2^104, 2^105), where doubles are 2^52 apart:
//! ```text
//! hi = fma(a, b, 2^104)                         = 2^104 + H·2^52, with H = round(a·b/2^52) ≤ 2^52 - 2
//! lo = fma(-a, b, hi - (2^104 - 3·2^51))        = 3·2^51 - L, with L = a·b - H·2^52 in [-2^51, 2^51]
//! ```
//! The subtraction is exact: its result is 2^51·(2H + 3), and 2H + 3 < 2^53. So is `lo`, an integer in [2^52, 2^53]. (The sign
//! matters: 2^104 - 3·2^51 is a double, 2^104 + 3·2^51 is none.) As integers, bits(hi) = bits(2^104) + H, and
//! bits(lo) = bits(2^52) + 2^51 - L; both hold at the upper ends too, where the exponent takes up the carry.
//! Columns are sums of these bit patterns in 64-bit integers modulo 2^64: + bits(hi) one column above, - bits(lo) in its
//! own. The constants are taken out by count, in the columns' initial values. Five vector operations make two products.
//!
//! **Bound.** A column's true sum has at most 2G terms H < 2^52 and 2G terms |L| ≤ 2^51, and a carry: doubled,
//! 2·(2G·2^52 + 2G·2^51) + 2^13 = 6·G·2^52 + 2^13 < 2^61 for G ≤ 85, and < 2^62 for G ≤ 170 (8784-bit moduli): as signed
//! 64-bit numbers the sums are exact, and the offset 2^62 makes them positive for the logical shift.
//!
//! **Order.** A product pass, then a reduction pass, two rows at a time: each column is then loaded and stored once for two
//! products, and its partial sums travel in registers from step to step. Rolled loops, digit count at run time: unrolled
//! forms gained nothing and cost up to five times (docs/engine.md). Squaring sums the products of different digits,
//! doubles, and adds the squares.
//!
//! Constant-time: no branch or index on a value; multiply-adds of numbers in this range have fixed latency.
//!
//! This file is compiled into the accelerated wasm module (`kernel/`), and into the native tests with a true fused
//! multiply-add. It uses no stack memory, no static, no allocation and no panic: only what its arguments point to.

#![allow(unsafe_code, reason = "works on memory that the base module points it to")]

#[cfg(target_arch = "wasm32")]
mod lanes {
    use core::arch::wasm32::*;
    pub(super) type Vector = v128;
    #[inline(always)]
    pub(super) fn integers(value: u64) -> Vector {
        u64x2_splat(value)
    }
    #[inline(always)]
    pub(super) fn pair(a: u64, b: u64) -> Vector {
        u64x2(a, b)
    }
    #[inline(always)]
    pub(super) fn multiply_add(a: Vector, b: Vector, c: Vector) -> Vector {
        f64x2_relaxed_madd(a, b, c)
    }
    #[inline(always)]
    pub(super) fn negative_multiply_add(a: Vector, b: Vector, c: Vector) -> Vector {
        f64x2_relaxed_nmadd(a, b, c)
    }
    #[inline(always)]
    pub(super) fn subtract_doubles(a: Vector, b: Vector) -> Vector {
        f64x2_sub(a, b)
    }
    #[inline(always)]
    pub(super) fn add(a: Vector, b: Vector) -> Vector {
        i64x2_add(a, b)
    }
    #[inline(always)]
    pub(super) fn subtract(a: Vector, b: Vector) -> Vector {
        i64x2_sub(a, b)
    }
    #[inline(always)]
    pub(super) fn and(a: Vector, b: Vector) -> Vector {
        v128_and(a, b)
    }
    #[inline(always)]
    pub(super) fn or(a: Vector, b: Vector) -> Vector {
        v128_or(a, b)
    }
    #[inline(always)]
    pub(super) fn shift_right_52(v: Vector) -> Vector {
        u64x2_shr(v, 52)
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) mod lanes {
    pub(super) type Vector = [u64; 2];
    fn floats(a: Vector, b: Vector, c: Vector, f: impl Fn(f64, f64, f64) -> f64) -> Vector {
        core::array::from_fn(|i| f(f64::from_bits(a[i]), f64::from_bits(b[i]), f64::from_bits(c[i])).to_bits())
    }
    fn map(a: Vector, b: Vector, f: impl Fn(u64, u64) -> u64) -> Vector {
        [f(a[0], b[0]), f(a[1], b[1])]
    }
    pub(super) fn integers(value: u64) -> Vector {
        [value; 2]
    }
    pub(super) fn pair(a: u64, b: u64) -> Vector {
        [a, b]
    }
    #[cfg(test)]
    std::thread_local! {
        /// Whether `multiply_add` and `negative_multiply_add` round twice here, as on a processor without the instruction.
        pub(in super::super) static UNFUSED: core::cell::Cell<[bool; 2]> = const { core::cell::Cell::new([false; 2]) };
    }
    fn fused(which: usize, a: f64, b: f64, c: f64) -> f64 {
        #[cfg(test)]
        if UNFUSED.get()[which] {
            return a * b + c;
        }
        let _ = which;
        a.mul_add(b, c)
    }
    pub(super) fn multiply_add(a: Vector, b: Vector, c: Vector) -> Vector {
        floats(a, b, c, |a, b, c| fused(0, a, b, c))
    }
    pub(super) fn negative_multiply_add(a: Vector, b: Vector, c: Vector) -> Vector {
        floats(a, b, c, |a, b, c| fused(1, -a, b, c))
    }
    pub(super) fn subtract_doubles(a: Vector, b: Vector) -> Vector {
        floats(a, b, b, |a, b, _| a - b)
    }
    pub(super) fn add(a: Vector, b: Vector) -> Vector {
        map(a, b, u64::wrapping_add)
    }
    pub(super) fn subtract(a: Vector, b: Vector) -> Vector {
        map(a, b, u64::wrapping_sub)
    }
    pub(super) fn and(a: Vector, b: Vector) -> Vector {
        map(a, b, |x, y| x & y)
    }
    pub(super) fn or(a: Vector, b: Vector) -> Vector {
        map(a, b, |x, y| x | y)
    }
    pub(super) fn shift_right_52(v: Vector) -> Vector {
        [v[0] >> 52, v[1] >> 52]
    }
}

use lanes::*;

const MASK: u64 = (1 << 52) - 1;
/// bits(2^104), bits(2^104 - 3·2^51), bits(2^52).
const TWO_104: u64 = (1023 + 104) << 52;
const SPLIT: u64 = TWO_104 - 3;
const TWO_52: u64 = (1023 + 52) << 52;
/// What -bits(lo) leaves in a column beside L, and what bits(hi) leaves beside H.
const LOW: u64 = (TWO_52 + (1 << 51)).wrapping_neg();
const HIGH: u64 = TWO_104;

/// The constants that the loops need, as they stand at the head of the space.
///
/// They are loaded from memory, not written as constants: V8 builds a vector constant anew at each use, inside the loop,
/// which made the whole kernel half as fast again.
#[derive(Clone, Copy)]
struct Constants {
    two_104: Vector,
    split: Vector,
    two_52: Vector,
    mask: Vector,
    offset: Vector,
    offset_carried: Vector,
}
const HEAD: [u64; 6] = [TWO_104, SPLIT, TWO_52, MASK, 1 << 62, 1 << 10];

/// Where things stand in the space, in vectors, for numbers of G digits.
#[derive(Clone, Copy)]
struct Space {
    length: usize,
    initial: *const Vector,
    m: *const Vector,
    columns: *mut Vector,
    x: *mut Vector,
    y: *mut Vector,
}

/// Vectors of space that numbers of `length` digits need.
pub fn space_for(length: usize) -> usize {
    HEAD.len() + 2 * length + (length - 1) + 2 * length + length + length
}

/// Prepares the space for a pair of moduli, given as M in `length - 1` digits. It runs in the base module.
///
/// The columns' initial values take out the constants of all terms that a column of a product and its reduction
/// collects. Low halves in column c: 2c + 1 below G and 2(2G-1-c) from there on; high halves: as many as low ones in the
/// column before. (Product: c + 1, then 2G-1-c. Reduction, one column up and a digit shorter: c, then 2G-1-c.)
pub fn prepare(space: &mut [[u64; 2]], m: &[[u64; 2]]) {
    let length = m.len() + 1;
    let (head, rest) = space.split_at_mut(HEAD.len());
    let (initial, rest) = rest.split_at_mut(2 * length);
    head.iter_mut().zip(HEAD).for_each(|(vector, constant)| *vector = [constant; 2]);
    let low = |c: usize| (if c < length { 2 * c + 1 } else { 2 * (2 * length - 1 - c) }) as u64;
    for (c, column) in initial.iter_mut().enumerate() {
        let high = if c == 0 { 0 } else { low(c - 1) };
        *column = [low(c).wrapping_mul(LOW).wrapping_add(high.wrapping_mul(HIGH)).wrapping_neg(); 2];
    }
    for (vector, digit) in rest.iter_mut().zip(m) {
        *vector = digit.map(|digit| (digit as f64).to_bits());
    }
}

/// # Safety
/// As for [`square`].
#[inline(always)]
unsafe fn open(space: *mut [u64; 2], length: usize) -> (Constants, Space) {
    let head = space.cast::<Vector>();
    // SAFETY: the parts add up to `space_for(length)` vectors.
    unsafe {
        let constants = Constants {
            two_104: *head,
            split: *head.add(1),
            two_52: *head.add(2),
            mask: *head.add(3),
            offset: *head.add(4),
            offset_carried: *head.add(5),
        };
        let initial = head.add(HEAD.len());
        let m = initial.add(2 * length);
        let columns = m.add(length - 1);
        let x = columns.add(2 * length);
        (constants, Space { length, initial, m, columns, x, y: x.add(length) })
    }
}

/// The two halves of two products, as bit patterns.
#[inline(always)]
fn product(k: &Constants, a: Vector, b: Vector) -> (Vector, Vector) {
    let high = multiply_add(a, b, k.two_104);
    (high, negative_multiply_add(a, b, subtract_doubles(high, k.split)))
}

/// 52-bit integers as doubles: put under the exponent of 2^52, which is then taken off.
#[inline(always)]
fn to_double(k: &Constants, digit: Vector) -> Vector {
    subtract_doubles(or(digit, k.two_52), k.two_52)
}

/// One digit b of two rows: the finished column, and what goes into the next two.
#[inline(always)]
fn step(
    k: &Constants,
    column: Vector,
    a0: Vector,
    a1: Vector,
    b: Vector,
    next: Vector,
    after: Vector,
) -> (Vector, Vector, Vector) {
    let (high0, low0) = product(k, a0, b);
    let (high1, low1) = product(k, a1, b);
    (subtract(add(column, next), low0), subtract(add(after, high0), low1), high1)
}

/// Adds a0·b and a1·b·2^52 to the columns, `count` digits of b; the last two columns are written over what `carried` says.
///
/// # Safety
/// `b` must be readable for `count` vectors, `columns` writable for `count + 2`.
#[inline(always)]
unsafe fn two_rows(
    k: &Constants,
    columns: *mut Vector,
    a0: Vector,
    a1: Vector,
    b: *const Vector,
    count: usize,
    mut next: Vector,
    mut after: Vector,
) {
    // SAFETY: indices stay below the counts that the caller promises.
    unsafe {
        for j in 0..count {
            (*columns.add(j), next, after) = step(k, *columns.add(j), a0, a1, *b.add(j), next, after);
        }
        *columns.add(count) = add(*columns.add(count), next);
        *columns.add(count + 1) = add(*columns.add(count + 1), after);
    }
}

/// The same for a single row: `columns` writable for `count + 1`.
///
/// # Safety
/// As for [`two_rows`].
#[inline(always)]
unsafe fn one_row(k: &Constants, columns: *mut Vector, a: Vector, b: *const Vector, count: usize, mut next: Vector) {
    // SAFETY: indices stay below the counts that the caller promises.
    unsafe {
        for j in 0..count {
            let (high, low) = product(k, a, *b.add(j));
            *columns.add(j) = subtract(add(*columns.add(j), next), low);
            next = high;
        }
        *columns.add(count) = add(*columns.add(count), next);
    }
}

/// # Safety
/// `from` must be readable and `to` writable for `length` digits.
#[inline(always)]
unsafe fn convert(k: &Constants, to: *mut Vector, from: *const [u64; 2], length: usize) {
    for i in 0..length {
        // SAFETY: i < length.
        unsafe {
            let [a, b] = *from.add(i);
            *to.add(i) = to_double(k, pair(a, b));
        }
    }
}

/// The quotient's next digit, and the carry: the column plus 2^62, split at 52 bits.
#[inline(always)]
fn split(k: &Constants, column: Vector) -> (Vector, Vector) {
    let positive = add(column, k.offset);
    (and(positive, k.mask), subtract(shift_right_52(positive), k.offset_carried))
}

/// Adds q·F to the columns and leaves the upper half, doubled where the mask says so, in `out` and, as doubles, in `space.x`.
///
/// # Safety
/// As for [`square`].
#[inline(always)]
unsafe fn reduce(k: &Constants, space: Space, out: *mut [u64; 2], double: Vector) {
    let Space { length, columns, x, m, .. } = space;
    let mut i = 0;
    // SAFETY: every column index is below 2G, every index into m below G - 1, into x and out below G.
    unsafe {
        let (digit, above) = split(k, *columns);
        let mut q0 = to_double(k, digit);
        let (high, low) = product(k, q0, *m);
        let (digit, mut carry) = split(k, subtract(add(*columns.add(1), above), low));
        let mut q1 = to_double(k, digit);
        let (after_high, after_low) = product(k, q1, *m);
        let (mut next, mut after) = (subtract(high, after_low), after_high);
        while i + 3 < length {
            // The next two quotient digits need two columns only: find them before the rest of this pair of rows, which hides
            // their latency.
            let (t0, next1, after1) = step(k, *columns.add(i + 2), q0, q1, *m.add(1), next, after);
            let (t1, next2, after2) = step(k, *columns.add(i + 3), q0, q1, *m.add(2), next1, after1);
            let (digit, above) = split(k, add(t0, carry));
            let q2 = to_double(k, digit);
            let (high2, low2) = product(k, q2, *m);
            let (digit, above) = split(k, subtract(add(t1, above), low2));
            let q3 = to_double(k, digit);
            let (high3, low3) = product(k, q3, *m);
            carry = above;
            two_rows(k, columns.add(i + 4), q0, q1, m.add(3), length - 4, next2, after2);
            (q0, q1, next, after) = (q2, q3, subtract(high2, low3), high3);
            i += 2;
        }
        two_rows(k, columns.add(i + 2), q0, q1, m.add(1), length - 2, next, after);
        i += 2;
        if i < length {
            let (digit, above) = split(k, add(*columns.add(i), carry));
            one_row(k, columns.add(i + 1), to_double(k, digit), m, length - 1, integers(0));
            carry = above;
        }
        *columns.add(length) = add(*columns.add(length), carry);
        carry = integers(0);
        for i in 0..length {
            let column = *columns.add(length + i);
            let (digit, above) = split(k, add(add(column, and(column, double)), carry));
            *x.add(i) = to_double(k, digit);
            out.cast::<Vector>().add(i).write_unaligned(digit);
            carry = above;
        }
    }
}

/// `x ← x²/R`, `count` times over; lane l is doubled in step i where bit `count - 1 - i` of `double<l>` is set.
///
/// # Safety
/// `x` points to `length` digits of both numbers, `space` to [`space_for`]`(length)` vectors aligned to 16 bytes that
/// [`prepare`] has seen; they do not overlap, and nobody else uses them. `length` is at least 4, `count` at most 64.
#[inline(always)]
pub unsafe fn square(x: *mut [u64; 2], space: *mut [u64; 2], length: usize, count: u32, double0: u64, double1: u64) {
    // SAFETY: all indices are below the lengths promised; see `open` for the parts of the space.
    unsafe {
        let (constants, space) = open(space, length);
        let (k, a, columns) = (&constants, space.x, space.columns);
        convert(k, a, x, length);
        let mut step = count;
        while step > 0 {
            step -= 1;
            for c in 0..2 * length {
                *columns.add(c) = integers(0);
            }
            let mut i = 0;
            while i + 1 < length {
                let (a0, a1) = (*a.add(i), *a.add(i + 1));
                let (high, low) = product(k, a0, a1);
                *columns.add(2 * i + 1) = subtract(*columns.add(2 * i + 1), low);
                two_rows(k, columns.add(2 * i + 2), a0, a1, a.add(i + 2), length - 2 - i, high, integers(0));
                i += 2;
            }
            for i in 0..length {
                let (high, low) = product(k, *a.add(i), *a.add(i));
                let (even, odd) = (columns.add(2 * i), columns.add(2 * i + 1));
                *even = subtract(add(add(*even, *even), *space.initial.add(2 * i)), low);
                *odd = add(add(add(*odd, *odd), *space.initial.add(2 * i + 1)), high);
            }
            reduce(k, space, x, pair(((double0 >> step) & 1).wrapping_neg(), ((double1 >> step) & 1).wrapping_neg()));
        }
    }
}

/// `x ← x·y/R`.
///
/// # Safety
/// As for [`square`], and `y` points to `length` digits of both numbers.
#[inline(always)]
pub unsafe fn multiply(x: *mut [u64; 2], y: *const [u64; 2], space: *mut [u64; 2], length: usize) {
    // SAFETY: all indices are below the lengths promised; see `open` for the parts of the space.
    unsafe {
        let (constants, space) = open(space, length);
        let (k, a, columns) = (&constants, space.x, space.columns);
        convert(k, a, x, length);
        convert(k, space.y, y, length);
        for c in 0..2 * length {
            *columns.add(c) = *space.initial.add(c);
        }
        let mut i = 0;
        while i + 1 < length {
            two_rows(k, columns.add(i), *a.add(i), *a.add(i + 1), space.y, length, integers(0), integers(0));
            i += 2;
        }
        if i < length {
            one_row(k, columns.add(i), *a.add(i), space.y, length, integers(0));
        }
        reduce(k, space, x, integers(0));
    }
}
