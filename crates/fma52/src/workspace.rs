//! The workspace: the loops' constants, the columns' initial values, the modulus, the columns, and the operands as
//! doubles. The caller allocates it, and [`prepare`] writes the first three parts.
//!
//! bits(z) is the bit pattern of the double z. The crate's documentation defines `hi`, `lo`, H, L, M and G.

use crate::simd::Vector;

pub(crate) const MASK: u64 = (1 << 52) - 1;
/// bits(2^104).
pub(crate) const TWO_104: u64 = (1023 + 104) << 52;
/// bits(2^104 - 3·2^51): below 2^104 doubles are 2^51 apart.
pub(crate) const TWO_104_LESS: u64 = TWO_104 - 3;
/// bits(2^52).
pub(crate) const TWO_52: u64 = (1023 + 52) << 52;
/// Subtracting bits(lo) from a column adds L and this constant.
pub(crate) const LOW_PATTERN: u64 = (TWO_52 + (1 << 51)).wrapping_neg();
/// Adding bits(hi) to a column adds H and this constant.
pub(crate) const HIGH_PATTERN: u64 = TWO_104;

/// The constants of the loops, in the order in which they stand at the start of the workspace.
///
/// They are loaded from memory, because V8 materialises a vector constant at each use, inside the loop. With constants
/// in the code the kernel took a fifth to a third longer (docs/engine.md).
#[derive(Clone, Copy)]
pub(crate) struct Constants {
    pub(crate) two_104: Vector,
    pub(crate) two_104_less: Vector,
    pub(crate) two_52: Vector,
    pub(crate) mask: Vector,
    pub(crate) carry_offset: Vector,
}
pub(crate) const CONSTANTS: [u64; 5] = [TWO_104, TWO_104_LESS, TWO_52, MASK, 1 << 10];
/// The part of each column's initial value that keeps its sum positive: 2^62, less the 2^10 by which every carry into a
/// column is too high (see `limb_of_column`).
pub(crate) const OFFSET: u64 = (1 << 62) - (1 << 10);

/// The parts of the workspace after the constants, for numbers of `length` limbs (G).
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// The initial values of the 2G columns.
    pub(crate) initial: *const Vector,
    /// Half of each initial value, for a squaring, which doubles the columns.
    pub(crate) initial_halved: *const Vector,
    /// M without its lowest limb, which is zero, as G - 2 doubles.
    pub(crate) m: *const Vector,
    /// The sums of the 2G columns.
    pub(crate) columns: *mut Vector,
    /// The operands, as G doubles each. A squaring uses only x.
    pub(crate) x: *mut Vector,
    pub(crate) y: *mut Vector,
}

/// The size of the workspace for numbers of `length` limbs, in vectors of 16 bytes.
#[must_use]
pub fn workspace_length(length: usize) -> usize {
    // The constants, both tables of initial values, M, the columns, x, y.
    CONSTANTS.len() + 4 * length + (length - 2) + 2 * length + length + length
}

/// Prepares the workspace for a pair of moduli, one in each lane. `m` is M in G - 1 limbs, of which the lowest is zero.
/// The engine calls this in the main wasm module; the kernel's own wasm module does not contain it.
///
/// A column's initial value is `OFFSET`, less one `LOW_PATTERN` for each low half and one `HIGH_PATTERN` for each high
/// half that is added to the column in a product and its reduction. The low half of x_i·y_j is added to column i + j
/// and that of q_i·M_(j+1) to column i + j + 2, the high halves one column above. Every initial value is even, so that
/// half of it is exact.
pub fn prepare(workspace: &mut [[u64; 2]], m: &[[u64; 2]]) {
    let length = m.len() + 1;
    let (constants, rest) = workspace.split_at_mut(CONSTANTS.len());
    let (initial, rest) = rest.split_at_mut(2 * length);
    let (initial_halved, rest) = rest.split_at_mut(2 * length);
    constants.iter_mut().zip(CONSTANTS).for_each(|(vector, constant)| *vector = [constant; 2]);
    // The number of pairs (i, j) with i < rows, j < places and i + j = c.
    let pairs =
        |c: usize, rows: usize, places: usize| (c + 1).min(rows).min(places).min((rows + places - 1).saturating_sub(c));
    // The number of low halves in column c.
    let lows =
        |c: usize| (pairs(c, length, length) + c.checked_sub(2).map_or(0, |c| pairs(c, length, length - 2))) as u64;
    for (c, (column, half)) in initial.iter_mut().zip(initial_halved).enumerate() {
        let highs = if c == 0 { 0 } else { lows(c - 1) };
        let patterns = lows(c).wrapping_mul(LOW_PATTERN).wrapping_add(highs.wrapping_mul(HIGH_PATTERN));
        let value = OFFSET.wrapping_sub(patterns);
        (*column, *half) = ([value; 2], [value >> 1; 2]);
    }
    for (vector, limb) in rest.iter_mut().zip(&m[1..]) {
        *vector = limb.map(|limb| (limb as f64).to_bits());
    }
}

/// Loads the constants.
///
/// # Safety
/// `start` must be readable for as many vectors as there are constants.
#[inline(always)]
pub(crate) unsafe fn constants(start: *const Vector) -> Constants {
    // SAFETY: the indices are below the number of constants.
    unsafe {
        Constants {
            two_104: *start,
            two_104_less: *start.add(1),
            two_52: *start.add(2),
            mask: *start.add(3),
            carry_offset: *start.add(4),
        }
    }
}

/// Loads the constants, and returns pointers to the other parts of the workspace.
///
/// # Safety
/// As for [`square`](crate::square).
#[inline(always)]
pub(crate) unsafe fn open(workspace: *mut [u64; 2], length: usize) -> (Constants, Layout) {
    let start = workspace.cast::<Vector>();
    // SAFETY: the parts add up to `workspace_length(length)` vectors.
    unsafe {
        let initial = start.add(CONSTANTS.len());
        let initial_halved = initial.add(2 * length);
        let m = initial_halved.add(2 * length);
        let columns = m.add(length - 2);
        let x = columns.add(2 * length);
        (constants(start), Layout { initial, initial_halved, m, columns, x, y: x.add(length) })
    }
}
