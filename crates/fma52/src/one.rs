//! Montgomery multiplication modulo one number, which both lanes compute together.
//!
//! A public operation has one number only. [`multiply_one`] divides its products between the lanes, so that it takes
//! half as many instructions for them as [`multiply`](crate::multiply) with the same number in each lane.
//!
//! G is even, H = G/2. A vector of columns has column c in the low lane and column c + H - 1 in the high lane. A row of
//! the product is a limb x_i, in both lanes, times all limbs of y, of which the high lane takes the upper H + 1 and the
//! low lane the H - 1 others. A row of the reduction is a quotient limb times the G - 2 limbs of M after the lowest,
//! which is zero: H - 1 for each lane. So both kinds of rows are computed as modulo two
//! numbers, and are half as long.
//!
//! The sum of a column is that of its parts in both lanes: the low lane of vector c, and the high lane of vector
//! c - (H - 1). When its quotient limb is computed, all its products have been added, in the high lane too: these came
//! with earlier quotient limbs.
//!
//! A column's initial value cancels the constants of the bit patterns that are added to the same lane; the offset that
//! keeps the sum positive is in the low lane where column c has one, else in the high lane.

use crate::reduction::{Reduction, add_all_rows, reduce, store, to_double};
use crate::simd::*;
use crate::workspace::{CONSTANTS, Constants, HIGH_PATTERN, LOW_PATTERN, OFFSET, constants};

/// [`multiply_one`] as the kernel module exports it.
pub type MultiplyOne = unsafe extern "C" fn(*mut [u64; 2], *const [u64; 2], *mut [u64; 2], usize, u32, u64);

/// The least G. With H = 4 each lane has three limbs of M, one more than a block of four rows multiplies by itself.
pub const LEAST_LENGTH: usize = 8;

/// The parts of the workspace after the constants, for a number of `length` limbs (G).
#[derive(Clone, Copy)]
struct Layout {
    /// The initial values of the columns in 3H + 1 vectors.
    initial: *mut Vector,
    /// M without its lowest limb, in H - 1 vectors.
    m: *const Vector,
    /// The sums of the columns in 3H + 1 vectors, after H - 1 of zeros and before H - 1 of zeros.
    columns: *mut Vector,
    /// x, each limb in both lanes, as G doubles.
    x: *mut Vector,
    /// The other factor in the same form.
    y: *mut Vector,
    /// The other factor in H + 1 vectors: limbs 0 to H - 2 and two zeros in the low lane, H - 1 to G - 1 in the high
    /// lane.
    halves: *mut Vector,
}

/// The size of the workspace for a number of `length` limbs, in vectors of 16 bytes.
#[must_use]
pub fn workspace_length_one(length: usize) -> usize {
    let half = length / 2;
    CONSTANTS.len() + (3 * half + 1) + (half - 1) + (5 * half - 1) + 2 * length + (half + 1)
}

/// Prepares the workspace for one modulus. `m` is M in G - 1 limbs, of which the lowest is zero; the low lane is read.
/// The engine calls this in the main wasm module; the kernel's own wasm module does not contain it.
pub fn prepare_one(workspace: &mut [[u64; 2]], m: &[[u64; 2]]) {
    let length = m.len() + 1;
    let half = length / 2;
    workspace.fill([0; 2]);
    let (constants, rest) = workspace.split_at_mut(CONSTANTS.len());
    let (initial, rest) = rest.split_at_mut(3 * half + 1);
    constants.iter_mut().zip(CONSTANTS).for_each(|(vector, constant)| *vector = [constant; 2]);
    // The number of pairs (i, j) with i < G, j < places and i + j = c.
    let pairs = |c: usize, places: usize| (c + 1).min(length).min(places).min((length + places - 1).saturating_sub(c));
    // The number of low halves that are added to vector c, in each lane.
    let lows = |c: usize| (pairs(c, half + 1) + c.checked_sub(2).map_or(0, |c| pairs(c, half - 1))) as u64;
    for (c, vector) in initial.iter_mut().enumerate() {
        let highs = if c == 0 { 0 } else { lows(c - 1) };
        let patterns = lows(c).wrapping_mul(LOW_PATTERN).wrapping_add(highs.wrapping_mul(HIGH_PATTERN));
        // The highest column in a low lane is 3H, which is in the high lane of vector G + 1.
        let offset = if c > length + 1 { OFFSET } else { 0 };
        *vector = [OFFSET.wrapping_sub(patterns), offset.wrapping_sub(patterns)];
    }
    for (j, vector) in rest[..half - 1].iter_mut().enumerate() {
        *vector = [m[1 + j], m[half + j]].map(|limb| (limb[0] as f64).to_bits());
    }
}

/// Loads the constants, and returns pointers to the other parts of the workspace.
///
/// # Safety
/// As for [`multiply_one`].
#[inline(always)]
unsafe fn open(workspace: *mut [u64; 2], length: usize) -> (Constants, Layout) {
    let start = workspace.cast::<Vector>();
    let half = length / 2;
    // SAFETY: the parts add up to `workspace_length_one(length)` vectors.
    unsafe {
        let initial = start.add(CONSTANTS.len());
        let m = initial.add(3 * half + 1);
        let columns = m.add(2 * (half - 1));
        let x = columns.add(4 * half);
        (constants(start), Layout { initial, m, columns, x, y: x.add(length), halves: x.add(2 * length) })
    }
}

/// `x ← x·y/R`, or if `y` is null `x ← x²/R`, `count` times, for the number x in `number`. In step i = 0, 1, … the result
/// is doubled if bit `count - 1 - i` of `double` is set. Both lanes of `number` get the result.
///
/// # Safety
/// `number` and `y`, unless it is null, point to `length` limbs, of which the low lanes are read; `workspace` to
/// [`workspace_length_one`]`(length)` vectors aligned to 16 bytes and initialised by [`prepare_one`]. They do not
/// overlap, and nothing else accesses them during the call. `length` is even and at least [`LEAST_LENGTH`], `count` at
/// most 64.
#[inline(always)]
pub unsafe fn multiply_one(
    number: *mut [u64; 2],
    y: *const [u64; 2],
    workspace: *mut [u64; 2],
    length: usize,
    count: u32,
    double: u64,
) {
    // SAFETY: all indices are below the lengths promised; see `Layout` for the parts of the workspace.
    unsafe {
        let (constants, layout) = open(workspace, length);
        let (k, half) = (&constants, length / 2);
        let Layout { initial, m, columns, x, halves, .. } = layout;
        load(k, x, number, length);
        let factor = if y.is_null() {
            x
        } else {
            load(k, layout.y, y, length);
            layout.y
        };
        let mut step = count;
        while step > 0 {
            step -= 1;
            for j in 0..half - 1 {
                *halves.add(j) = blend(*factor.add(j), *factor.add(j + half - 1));
            }
            for j in half - 1..half + 1 {
                *halves.add(j) = blend(integers(0), *factor.add(j + half - 1));
            }
            add_all_rows::<true>(k, [columns, initial], x, length, halves, half + 1);
            reduce::<true>(k, Reduction { columns, m, x }, length, integers(((double >> step) & 1).wrapping_neg()));
        }
        store(k, number, x, length);
    }
}

/// Converts the limbs in the low lanes to doubles in both lanes.
///
/// # Safety
/// `from` must be readable and `to` writable for `length` limbs.
#[inline(always)]
unsafe fn load(k: &Constants, to: *mut Vector, from: *const [u64; 2], length: usize) {
    for i in 0..length {
        // SAFETY: i < length.
        unsafe {
            *to.add(i) = to_double(k, low_lanes(from.cast::<Vector>().add(i).read_unaligned()));
        }
    }
}
