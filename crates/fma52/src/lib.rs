//! The accelerated kernel: Montgomery multiplication on 52-bit limbs held as doubles, by `f64x2.relaxed_madd`, modulo
//! two numbers at once, one in each lane of a vector.
//!
//! For numbers of G limbs, R = 2^(52·G) and a modulus F < R/16 with F ≡ -1 modulo 2^104, given as M = (F + 1)/2^52, the
//! kernel returns (x·y + q·F)/R with the one q in [0, R) for which the division is exact. These are the same limbs that
//! `kernel/mul28.rs` of the engine defines. wasm has no 64 × 64 → 128-bit multiplication, but a fused multiply-add of
//! doubles rounds only once, and so two of them give the high and the low half of a 104-bit product (Emmart, Zheng,
//! Weems, ARITH 2018).
//!
//! **Product** of limbs a, b below 2^52. The sum a·b + 2^104 lies in [2^104, 2^105), where doubles are 2^52 apart:
//! ```text
//! hi = fma(a, b, 2^104)                         = 2^104 + H·2^52, with H = round(a·b/2^52) ≤ 2^52 - 2
//! lo = fma(-a, b, hi - (2^104 - 3·2^51))        = 3·2^51 - L, with L = a·b - H·2^52 in [-2^51, 2^51]
//! ```
//! The subtraction is exact: its result is 2^51·(2H + 3), and 2H + 3 < 2^53. `lo` is exact too, as an integer in
//! [2^52, 2^53]. (2^104 - 3·2^51 is a double; 2^104 + 3·2^51 is not, which is why the low half comes with its sign
//! reversed.) With bits(z) for the bit pattern of the double z as an integer, bits(hi) = bits(2^104) + H and
//! bits(lo) = bits(2^52) + 2^51 - L. The equation for `lo` also holds at the upper end of its range, 2^53, where the
//! carry out of the mantissa increments the exponent.
//!
//! Each column of the product is summed as 64-bit integers modulo 2^64. The low half of a_i·b_j belongs to column
//! i + j, from which bits(lo) is subtracted, and the high half to column i + j + 1, to which bits(hi) is added. How
//! often bits(2^104) and bits(2^52) + 2^51 enter a column is known beforehand; the column's initial value cancels them.
//! Two products, one in each lane, take five vector instructions.
//!
//! **Bound.** A column's true sum has at most 2G terms H < 2^52 and 2G terms |L| ≤ 2^51, and a carry. Doubled, that is
//! 2·(2G·2^52 + 2G·2^51) + 2^13 = 6·G·2^52 + 2^13 < 2^62 for G ≤ 170 (8,732-bit moduli): the sums are exact as signed
//! 64-bit numbers. An offset of 2^62 in each column's initial value makes them positive for the logical shift; a
//! doubled column has the offset 2^63.
//!
//! **Two friendly limbs.** The next quotient limb is the lowest limb of the running sum, but it is known only after the
//! products of the quotient limbs before it have been added there. If F were only -1 modulo 2^52, each quotient limb
//! would wait for a product of the limb before it, a latency of some 19 cycles during which nothing else can be done.
//! With F ≡ -1 modulo 2^104 the lowest limb of M = (F + 1)/2^52 is zero, and a quotient limb changes only the carry
//! into the next quotient limb, so two are known at a time. In exchange F becomes 52 bits longer. Each row of the
//! reduction becomes one limb shorter.
//!
//! **Order.** The reduction follows the product. A row is one limb times all limbs of the other factor. Four rows are
//! computed at a time, so that each column is loaded and stored once for four products, and the partial sums of the
//! next columns stay in registers. The loops are not unrolled, as the number of limbs is known at run time only. A
//! square sums the products of different limbs, doubles them, and adds the limbs' squares. For a column that no earlier
//! row has reached, a block of rows reads the initial value from the workspace's table of these values instead of the
//! column. So no pass initialises the columns beforehand. docs/engine.md has the measurements, and the alternatives
//! that were slower.
//!
//! Constant-time: no branch or index depends on a value, and multiply-adds of numbers in this range have a fixed
//! latency.
//!
//! [`square`] and [`multiply`] are linked into the accelerated wasm module (`crates/kernel`), and [`prepare`] into the
//! main one. The engine's native tests use all three; there the multiply-add is `f64::mul_add`. In wasm [`square`] and
//! [`multiply`] use no stack memory, no static data, no allocation and no panic: only the memory that their arguments
//! point to.
#![no_std]
#![allow(unsafe_code, reason = "works on memory that it is pointed to; each block has its argument")]

#[cfg(not(target_arch = "wasm32"))]
extern crate std;

mod one;
mod reduction;
mod simd;
mod workspace;

pub use one::{LEAST_LENGTH, MultiplyOne, multiply_one, prepare_one, workspace_length_one};
use reduction::{Reduction, add_all_rows, add_rows, load, product, reduce, store};
use simd::*;
use workspace::open;
pub use workspace::{prepare, workspace_length};

#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use simd::UNFUSED;

/// The kernel's functions, as its module exports them.
#[derive(Clone, Copy, Debug)]
pub struct Functions {
    /// [`square`]
    pub square: Square,
    /// [`multiply`]
    pub multiply: Multiply,
    /// [`multiply_one`]
    pub multiply_one: MultiplyOne,
}

/// [`square`] as the kernel module exports it.
pub type Square = unsafe extern "C" fn(*mut [u64; 2], *mut [u64; 2], usize, u32, u64, u64);
/// [`multiply`] as the kernel module exports it.
pub type Multiply = unsafe extern "C" fn(*mut [u64; 2], *const [u64; 2], *mut [u64; 2], usize);

/// `x ← x²/R`, `count` times. In step i = 0, 1, … the result in lane l is doubled if bit `count - 1 - i` of `double<l>`
/// is set.
///
/// # Safety
/// `x` points to `length` limbs of both numbers, `workspace` to [`workspace_length`]`(length)` vectors aligned to 16
/// bytes and initialised by [`prepare`]. They do not overlap, and nothing else accesses them during the call. `length`
/// is at least 4, `count` at most 64.
#[inline(always)]
pub unsafe fn square(
    x: *mut [u64; 2],
    workspace: *mut [u64; 2],
    length: usize,
    count: u32,
    double0: u64,
    double1: u64,
) {
    // SAFETY: all indices are below the lengths promised; see `open` for the parts of the workspace.
    unsafe {
        let (constants, layout) = open(workspace, length);
        let (k, a, columns, initial) = (&constants, layout.x, layout.columns, layout.initial_halved.cast_mut());
        load(k, a, x, length);
        let mut step = count;
        while step > 0 {
            step -= 1;
            // The rows below start at column 1. They end below the highest column unless G is a multiple of four.
            *columns = *initial;
            *columns.add(2 * length - 1) = *initial.add(2 * length - 1);
            let mut current = initial;
            let mut i = 0;
            while i + 4 <= length {
                let rows = [*a.add(i), *a.add(i + 1), *a.add(i + 2), *a.add(i + 3)];
                // The products of the four limbs with each other, then with the limbs above them.
                let (high01, low01) = product(k, rows[0], rows[1]);
                let (high02, low02) = product(k, rows[0], rows[2]);
                let (high03, low03) = product(k, rows[0], rows[3]);
                let (high12, low12) = product(k, rows[1], rows[2]);
                let (high13, low13) = product(k, rows[1], rows[3]);
                let (high23, low23) = product(k, rows[2], rows[3]);
                let [column, before, initial] = [columns, current, initial].map(|columns| columns.add(2 * i));
                *column.add(1) = subtract(*before.add(1), low01);
                *column.add(2) = subtract(add(*before.add(2), high01), low02);
                *column.add(3) = subtract(subtract(add(*before.add(3), high02), low03), low12);
                let carried = [subtract(add(high03, high12), low13), subtract(high13, low23), high23, integers(0)];
                let above = [column, before, initial].map(|columns| columns.add(4));
                add_rows(k, above, rows, a.add(i + 4), length - 4 - i, carried);
                current = columns;
                i += 4;
            }
            while i + 1 < length {
                let above = [columns, columns, initial].map(|columns| columns.add(2 * i + 1));
                add_rows(k, above, [*a.add(i)], a.add(i + 1), length - 1 - i, [integers(0)]);
                i += 1;
            }
            // Double the columns, and add the limbs' squares.
            for i in 0..length {
                let (high, low) = product(k, *a.add(i), *a.add(i));
                let (even, odd) = (columns.add(2 * i), columns.add(2 * i + 1));
                *even = subtract(add(*even, *even), low);
                *odd = add(add(*odd, *odd), high);
            }
            let double = pair(((double0 >> step) & 1).wrapping_neg(), ((double1 >> step) & 1).wrapping_neg());
            reduce::<false>(k, Reduction { columns, m: layout.m, x: a }, length, double);
        }
        store(k, x, a, length);
    }
}

/// `x ← x·y/R`.
///
/// # Safety
/// As for [`square`], and `y` points to `length` limbs of both numbers.
#[inline(always)]
pub unsafe fn multiply(x: *mut [u64; 2], y: *const [u64; 2], workspace: *mut [u64; 2], length: usize) {
    // SAFETY: all indices are below the lengths promised; see `open` for the parts of the workspace.
    unsafe {
        let (constants, layout) = open(workspace, length);
        let (k, a, columns, initial) = (&constants, layout.x, layout.columns, layout.initial.cast_mut());
        load(k, a, x, length);
        load(k, layout.y, y, length);
        add_all_rows::<false>(k, [columns, initial], a, length, layout.y, length);
        reduce::<false>(k, Reduction { columns, m: layout.m, x: a }, length, integers(0));
        store(k, x, a, length);
    }
}
