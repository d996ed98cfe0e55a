//! The accelerated kernel: 52-bit digits in doubles, `f64x2.relaxed_madd`, two independent numbers in the two lanes.
//!
//! It computes exactly what `plain.rs` defines. wasm has no 64 × 64 → 128-bit product, but a fused multiply-add of
//! doubles rounds once, and so gives both halves of a 104-bit product (Emmart, Zheng, Weems, ARITH 2018).
//!
//! **Product** of digits a, b below 2^52. The sum a·b + 2^104 lies in [2^104, 2^105), where doubles are 2^52 apart:
//! ```text
//! hi = fma(a, b, 2^104)                         = 2^104 + H·2^52, with H = round(a·b/2^52) ≤ 2^52 - 2
//! lo = fma(-a, b, hi - (2^104 - 3·2^51))        = 3·2^51 - L, with L = a·b - H·2^52 in [-2^51, 2^51]
//! ```
//! The subtraction is exact: its result is 2^51·(2H + 3), and 2H + 3 < 2^53. So is `lo`, an integer in [2^52, 2^53].
//! (The sign matters: 2^104 - 3·2^51 is a double, 2^104 + 3·2^51 is none.) As integers, bits(hi) = bits(2^104) + H, and
//! bits(lo) = bits(2^52) + 2^51 - L; both hold at the upper ends too, where the exponent takes up the carry. Columns
//! are sums of these bit patterns in 64-bit integers modulo 2^64: + bits(hi) one column above, - bits(lo) in its own.
//! The constants are taken out by count, in the columns' initial values. Five vector operations make two products.
//!
//! **Bound.** A column's true sum has at most 2G terms H < 2^52 and 2G terms |L| ≤ 2^51, and a carry: doubled,
//! 2·(2G·2^52 + 2G·2^51) + 2^13 = 6·G·2^52 + 2^13 < 2^61 for G ≤ 85, and < 2^62 for G ≤ 170 (8,732-bit moduli): as
//! signed 64-bit numbers the sums are exact, and the offset 2^62 makes them positive for the logical shift. The columns
//! start with it; a doubled column has 2^63.
//!
//! **Two friendly digits.** A quotient digit is the lowest digit of what is left, but it is only known when the rows of
//! the digits before it have been added there: one high and one low half, some 19 cycles a digit during which nothing
//! else can be done. With F ≡ -1 modulo 2^104 instead of 2^52, M's lowest digit is zero, and a quotient digit changes
//! nothing but the carry in the next one: two digits are known at a time. That takes 52 bits more for F, and one digit
//! less in each row.
//!
//! **Order.** A product pass, then a reduction pass, four rows at a time: each column is then loaded and stored once
//! for four products, and its partial sums travel in registers from step to step. Rolled loops, digit count at run
//! time. Squaring sums the products of different digits, doubles, and adds the squares. The first four rows read the
//! columns' initial values where those stand, and so does each block of rows in the columns that it is the first to
//! reach, so that no pass fills the columns beforehand. What else was measured is in docs/engine.md.
//!
//! Constant-time: no branch or index on a value; multiply-adds of numbers in this range have fixed latency.
//!
//! This file is compiled into the accelerated wasm module (`kernel/`), and into the native tests with a true fused
//! multiply-add. It uses no stack memory, no static, no allocation and no panic: only what its arguments point to.

#[path = "relaxed/lanes.rs"]
pub(crate) mod lanes;

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
/// They are loaded from memory, not written as constants: V8 builds a vector constant anew at each use, inside the
/// loop, which made the whole kernel half as fast again.
#[derive(Clone, Copy)]
struct Constants {
    two_104: Vector,
    split: Vector,
    two_52: Vector,
    mask: Vector,
    offset_carried: Vector,
}
const HEAD: [u64; 5] = [TWO_104, SPLIT, TWO_52, MASK, 1 << 10];
/// What columns start with, beside the constants of their terms (`split`).
const OFFSET: u64 = (1 << 62) - (1 << 10);

/// Where things stand in the space, in vectors, for numbers of G digits.
#[derive(Clone, Copy)]
struct Space {
    length: usize,
    /// The columns' initial values for a product, and the halves of them for a square, which doubles them.
    initial: *const Vector,
    halves: *const Vector,
    /// M without its lowest digit.
    m: *const Vector,
    columns: *mut Vector,
    x: *mut Vector,
    y: *mut Vector,
}

/// Vectors of space that numbers of `length` digits need.
pub fn space_for(length: usize) -> usize {
    HEAD.len() + 4 * length + (length - 2) + 2 * length + length + length
}

/// Prepares the space for a pair of moduli, given as M in `length - 1` digits, the lowest of them zero. It runs in the
/// base module.
///
/// The columns' initial values take out the constants of all terms that a column of a product and its reduction collects:
/// low halves of x_i·y_j in column i + j, of q_i·M_(j+1) in column i + j + 2, and high halves one column above; and they
/// bring the offset in. All of it is even, so that the values have exact halves.
pub fn prepare(space: &mut [[u64; 2]], m: &[[u64; 2]]) {
    let length = m.len() + 1;
    let (head, rest) = space.split_at_mut(HEAD.len());
    let (initial, rest) = rest.split_at_mut(2 * length);
    let (halves, rest) = rest.split_at_mut(2 * length);
    head.iter_mut().zip(HEAD).for_each(|(vector, constant)| *vector = [constant; 2]);
    // How often a row below `rows` and a place below `places` add up to c.
    let terms =
        |c: usize, rows: usize, places: usize| (c + 1).min(rows).min(places).min((rows + places - 1).saturating_sub(c));
    let low =
        |c: usize| (terms(c, length, length) + c.checked_sub(2).map_or(0, |c| terms(c, length, length - 2))) as u64;
    for (c, (column, half)) in initial.iter_mut().zip(halves).enumerate() {
        let high = if c == 0 { 0 } else { low(c - 1) };
        let constants = low(c).wrapping_mul(LOW).wrapping_add(high.wrapping_mul(HIGH));
        let value = OFFSET.wrapping_sub(constants);
        (*column, *half) = ([value; 2], [value >> 1; 2]);
    }
    for (vector, digit) in rest.iter_mut().zip(&m[1..]) {
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
            offset_carried: *head.add(4),
        };
        let initial = head.add(HEAD.len());
        let halves = initial.add(2 * length);
        let m = halves.add(2 * length);
        let columns = m.add(length - 2);
        let x = columns.add(2 * length);
        (constants, Space { length, initial, halves, m, columns, x, y: x.add(length) })
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

/// Adds Σ a_r·b·2^(52r), N rows at once, to the columns as they stand in `old`, and in `fresh` those above the rows.
///
/// Each column is loaded and stored once for N rows; what the rows add to the next N columns travels in registers,
/// `carried` being what it starts with.
///
/// # Safety
/// `b` must be readable for `count` vectors, `old` likewise, `fresh` in the N after those, and `columns` writable for
/// `count + N`.
#[inline(always)]
unsafe fn add_rows<const N: usize>(
    k: &Constants,
    [columns, old, fresh]: [*mut Vector; 3],
    a: [Vector; N],
    b: *const Vector,
    count: usize,
    mut carried: [Vector; N],
) {
    // SAFETY: indices stay below the counts that the caller promises.
    unsafe {
        for j in 0..count {
            let digit = *b.add(j);
            let (mut high, low) = product(k, a[0], digit);
            *columns.add(j) = subtract(add(*old.add(j), carried[0]), low);
            for r in 1..N {
                let (above, low) = product(k, a[r], digit);
                carried[r - 1] = subtract(add(carried[r], high), low);
                high = above;
            }
            carried[N - 1] = high;
        }
        for (j, carried) in carried.into_iter().enumerate() {
            *columns.add(count + j) = add(*fresh.add(count + j), carried);
        }
    }
}

/// Digits to doubles.
///
/// # Safety
/// `from` must be readable and `to` writable for `length` digits.
#[inline(always)]
unsafe fn take(k: &Constants, to: *mut Vector, from: *const [u64; 2], length: usize) {
    for i in 0..length {
        // SAFETY: i < length.
        unsafe {
            *to.add(i) = to_double(k, from.cast::<Vector>().add(i).read_unaligned());
        }
    }
}

/// Doubles to digits.
///
/// # Safety
/// As for [`take`].
#[inline(always)]
unsafe fn give(k: &Constants, to: *mut [u64; 2], from: *const Vector, length: usize) {
    for i in 0..length {
        // SAFETY: i < length.
        unsafe {
            let digit = and(add_doubles(*from.add(i), k.two_52), k.mask);
            to.cast::<Vector>().add(i).write_unaligned(digit);
        }
    }
}

/// The lowest digit of a column with what is carried to it, and the next carry, which is 2^10 too high like `carry`.
///
/// A column is above -2^62 and below 2^62 with its carry. [`OFFSET`], which is in it, and what the carry is too high make
/// 2^62: the sum is positive, and the next carry 2^10 higher.
#[inline(always)]
fn split(k: &Constants, column: Vector, carry: Vector) -> (Vector, Vector) {
    let positive = add(column, carry);
    (and(positive, k.mask), shift_right_52(positive))
}

/// Adds q·F to the columns and leaves the upper half, doubled where the mask says so, as doubles in `space.x`.
///
/// # Safety
/// As for [`square`].
#[inline(always)]
unsafe fn reduce(k: &Constants, space: Space, double: Vector) {
    let Space { length, columns, x, m, .. } = space;
    let mut carry = k.offset_carried;
    let mut i = 0;
    // SAFETY: every column index is below 2G, every index into m below G - 2, into x below G.
    unsafe {
        let (m0, m1) = (*m, *m.add(1));
        while i + 4 <= length {
            // The quotient digits of four rows: the first two as they stand, the others when the first have been added.
            let (digit, above) = split(k, *columns.add(i), carry);
            let q0 = to_double(k, digit);
            let (high00, low00) = product(k, q0, m0);
            let (high01, low01) = product(k, q0, m1);
            let (digit, above) = split(k, *columns.add(i + 1), above);
            let q1 = to_double(k, digit);
            let (high10, low10) = product(k, q1, m0);
            let (high11, low11) = product(k, q1, m1);
            let (digit, above) = split(k, subtract(*columns.add(i + 2), low00), above);
            let q2 = to_double(k, digit);
            let (high20, low20) = product(k, q2, m0);
            let (high21, low21) = product(k, q2, m1);
            let column = subtract(subtract(add(*columns.add(i + 3), high00), low01), low10);
            let (digit, above) = split(k, column, above);
            let q3 = to_double(k, digit);
            let (high30, low30) = product(k, q3, m0);
            let (high31, low31) = product(k, q3, m1);
            carry = above;
            let carried = [
                subtract(subtract(add(high01, high10), low11), low20),
                subtract(subtract(add(high11, high20), low21), low30),
                subtract(add(high21, high30), low31),
                high31,
            ];
            add_rows(k, [columns.add(i + 4); 3], [q0, q1, q2, q3], m.add(2), length - 4, carried);
            i += 4;
        }
        if i + 2 <= length {
            let (digit0, above) = split(k, *columns.add(i), carry);
            let (digit1, above) = split(k, *columns.add(i + 1), above);
            let q = [to_double(k, digit0), to_double(k, digit1)];
            add_rows(k, [columns.add(i + 2); 3], q, m, length - 2, [integers(0); 2]);
            carry = above;
            i += 2;
        }
        if i < length {
            let (digit, above) = split(k, *columns.add(i), carry);
            add_rows(k, [columns.add(i + 2); 3], [to_double(k, digit)], m, length - 2, [integers(0)]);
            carry = above;
        }
        *columns.add(length) = subtract(add(*columns.add(length), carry), k.offset_carried);
        // A column that is doubled has twice the offset, and takes and gives a carry that is twice as much too high.
        carry = add(k.offset_carried, and(k.offset_carried, double));
        for i in 0..length {
            let column = *columns.add(length + i);
            let (digit, above) = split(k, add(column, and(column, double)), carry);
            *x.add(i) = to_double(k, digit);
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
        let (k, a, columns, halves) = (&constants, space.x, space.columns, space.halves.cast_mut());
        take(k, a, x, length);
        let mut step = count;
        while step > 0 {
            step -= 1;
            // No row reaches the lowest column, and none the highest unless G is a multiple of four.
            *columns = *halves;
            *columns.add(2 * length - 1) = *halves.add(2 * length - 1);
            let mut old = halves;
            let mut i = 0;
            while i + 4 <= length {
                let rows = [*a.add(i), *a.add(i + 1), *a.add(i + 2), *a.add(i + 3)];
                let (high01, low01) = product(k, rows[0], rows[1]);
                let (high02, low02) = product(k, rows[0], rows[2]);
                let (high03, low03) = product(k, rows[0], rows[3]);
                let (high12, low12) = product(k, rows[1], rows[2]);
                let (high13, low13) = product(k, rows[1], rows[3]);
                let (high23, low23) = product(k, rows[2], rows[3]);
                let [column, before, fresh] = [columns, old, halves].map(|columns| columns.add(2 * i));
                *column.add(1) = subtract(*before.add(1), low01);
                *column.add(2) = subtract(add(*before.add(2), high01), low02);
                *column.add(3) = subtract(subtract(add(*before.add(3), high02), low03), low12);
                let carried = [subtract(add(high03, high12), low13), subtract(high13, low23), high23, integers(0)];
                let above = [column.add(4), before.add(4), fresh.add(4)];
                add_rows(k, above, rows, a.add(i + 4), length - 4 - i, carried);
                old = columns;
                i += 4;
            }
            while i + 1 < length {
                let above = [columns, columns, halves].map(|columns| columns.add(2 * i + 1));
                add_rows(k, above, [*a.add(i)], a.add(i + 1), length - 1 - i, [integers(0)]);
                i += 1;
            }
            for i in 0..length {
                let (high, low) = product(k, *a.add(i), *a.add(i));
                let (even, odd) = (columns.add(2 * i), columns.add(2 * i + 1));
                *even = subtract(add(*even, *even), low);
                *odd = add(add(*odd, *odd), high);
            }
            reduce(k, space, pair(((double0 >> step) & 1).wrapping_neg(), ((double1 >> step) & 1).wrapping_neg()));
        }
        give(k, x, a, length);
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
        let (k, a, columns, initial) = (&constants, space.x, space.columns, space.initial.cast_mut());
        take(k, a, x, length);
        take(k, space.y, y, length);
        let mut old = initial;
        let mut i = 0;
        while i + 4 <= length {
            let rows = [*a.add(i), *a.add(i + 1), *a.add(i + 2), *a.add(i + 3)];
            let above = [columns, old, initial].map(|columns| columns.add(i));
            add_rows(k, above, rows, space.y, length, [integers(0); 4]);
            old = columns;
            i += 4;
        }
        if i + 2 <= length {
            let above = [columns, columns, initial].map(|columns| columns.add(i));
            add_rows(k, above, [*a.add(i), *a.add(i + 1)], space.y, length, [integers(0); 2]);
            i += 2;
        }
        if i < length {
            let above = [columns, columns, initial].map(|columns| columns.add(i));
            add_rows(k, above, [*a.add(i)], space.y, length, [integers(0)]);
        }
        reduce(k, space, integers(0));
        give(k, x, a, length);
    }
}
