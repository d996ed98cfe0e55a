//! Products of limbs, sums of columns, the reduction, and conversions between limbs and doubles.

use crate::simd::*;
use crate::workspace::Constants;

/// The halves of a·b in both lanes: `hi` and `lo` of the crate's documentation, as bit patterns.
#[inline(always)]
pub(crate) fn product(k: &Constants, a: Vector, b: Vector) -> (Vector, Vector) {
    let high = multiply_add(a, b, k.two_104);
    (high, negative_multiply_add(a, b, subtract_doubles(high, k.two_104_less)))
}

/// Converts 52-bit integers to doubles: each becomes the mantissa of a double in [2^52, 2^53), from which 2^52 is then
/// subtracted.
#[inline(always)]
pub(crate) fn to_double(k: &Constants, limb: Vector) -> Vector {
    subtract_doubles(or(limb, k.two_52), k.two_52)
}

/// Adds the N rows Σ a_r·b·2^(52r), r < N, to `count + N` columns. The lowest `count` columns are read from `current`,
/// the N above them, which no earlier row has reached, from `initial`. All are written to `columns`. Where the columns
/// have been written already, all three are the same pointer.
///
/// Each column is loaded and stored once for N rows. The rows' partial sums for the next N columns stay in registers.
/// They start as `carried`.
///
/// # Safety
/// `b` must be readable for `count` vectors, `current` likewise, `initial` in the N after those, and `columns` writable
/// for `count + N`.
#[inline(always)]
pub(crate) unsafe fn add_rows<const N: usize>(
    k: &Constants,
    [columns, current, initial]: [*mut Vector; 3],
    a: [Vector; N],
    b: *const Vector,
    count: usize,
    mut carried: [Vector; N],
) {
    // SAFETY: indices stay below the counts that the caller promises.
    unsafe {
        for j in 0..count {
            let limb = *b.add(j);
            let (mut high, low) = product(k, a[0], limb);
            *columns.add(j) = subtract(add(*current.add(j), carried[0]), low);
            for r in 1..N {
                let (above, low) = product(k, a[r], limb);
                carried[r - 1] = subtract(add(carried[r], high), low);
                high = above;
            }
            carried[N - 1] = high;
        }
        for (j, carried) in carried.into_iter().enumerate() {
            *columns.add(count + j) = add(*initial.add(count + j), carried);
        }
    }
}

/// Converts limbs to doubles.
///
/// # Safety
/// `from` must be readable and `to` writable for `length` limbs.
#[inline(always)]
pub(crate) unsafe fn load(k: &Constants, to: *mut Vector, from: *const [u64; 2], length: usize) {
    for i in 0..length {
        // SAFETY: i < length.
        unsafe {
            *to.add(i) = to_double(k, from.cast::<Vector>().add(i).read_unaligned());
        }
    }
}

/// Converts doubles to limbs.
///
/// # Safety
/// As for [`load`].
#[inline(always)]
pub(crate) unsafe fn store(k: &Constants, to: *mut [u64; 2], from: *const Vector, length: usize) {
    for i in 0..length {
        // SAFETY: i < length.
        unsafe {
            let limb = and(add_doubles(*from.add(i), k.two_52), k.mask);
            to.cast::<Vector>().add(i).write_unaligned(limb);
        }
    }
}

/// The lowest limb of a column plus carry, and the carry into the next column.
///
/// The true sum of column and carry lies between -2^62 and 2^62. `carry` is 2^10 too high, and `column` is too high by
/// the offset 2^62 - 2^10. Together that is 2^62, so that the sum here is positive, and the next carry is
/// 2^62/2^52 = 2^10 too high again. For a doubled column all these amounts are doubled.
#[inline(always)]
pub(crate) fn limb_of_column(k: &Constants, column: Vector, carry: Vector) -> (Vector, Vector) {
    let positive = add(column, carry);
    (and(positive, k.mask), shift_right_52(positive))
}

/// Writes the rows a_i·b, i < `rows`, to the columns. b has `count` limbs. If `EVEN`, the number of rows is even.
///
/// # Safety
/// `a` must be readable for `rows` vectors, `b` for `count`, `initial` for `rows + count`, and `columns` writable for as
/// many.
#[inline(always)]
pub(crate) unsafe fn add_all_rows<const EVEN: bool>(
    k: &Constants,
    [columns, initial]: [*mut Vector; 2],
    a: *const Vector,
    rows: usize,
    b: *const Vector,
    count: usize,
) {
    // SAFETY: indices stay below the counts that the caller promises.
    unsafe {
        let mut current = initial;
        let mut i = 0;
        while i + 4 <= rows {
            let four = [*a.add(i), *a.add(i + 1), *a.add(i + 2), *a.add(i + 3)];
            let above = [columns, current, initial].map(|columns| columns.add(i));
            add_rows(k, above, four, b, count, [integers(0); 4]);
            current = columns;
            i += 4;
        }
        if i + 2 <= rows {
            let above = [columns, columns, initial].map(|columns| columns.add(i));
            add_rows(k, above, [*a.add(i), *a.add(i + 1)], b, count, [integers(0); 2]);
            i += 2;
        }
        if !EVEN && i < rows {
            let above = [columns, columns, initial].map(|columns| columns.add(i));
            add_rows(k, above, [*a.add(i)], b, count, [integers(0)]);
        }
    }
}

/// The columns, the limbs of M after the lowest, and where the result goes: see the two kinds of workspace.
#[derive(Clone, Copy)]
pub(crate) struct Reduction {
    pub(crate) columns: *mut Vector,
    pub(crate) m: *const Vector,
    pub(crate) x: *mut Vector,
}

/// Adds q·F to the columns and writes the upper half, doubled in lanes where `double` is all ones, to `x` as doubles.
///
/// If `ONE`, both lanes compute modulo one number (`one.rs`): a lane has half of the limbs of M, and a column is the sum
/// of its parts in the two lanes.
///
/// # Safety
/// As for [`square`](crate::square), or [`multiply_one`](crate::multiply_one) if `ONE`.
#[inline(always)]
pub(crate) unsafe fn reduce<const ONE: bool>(k: &Constants, parts: Reduction, length: usize, double: Vector) {
    let Reduction { columns, m, x } = parts;
    // The vectors of `m`. If `ONE`, also how much higher a column is in the high lane than in the low one.
    let places = if ONE { length / 2 - 1 } else { length - 2 };
    let mut carry = k.carry_offset;
    let mut i = 0;
    // SAFETY: every column index is below 2G, and at least -`places` if `ONE`; every index into m is below `places`,
    // into x below G.
    unsafe {
        // The sum of column c, given vector c of the columns.
        let sum = |c: usize, vector: Vector| {
            if ONE { add(low_lanes(vector), high_lanes(*columns.add(c).sub(places))) } else { vector }
        };
        let (m0, m1) = (*m, *m.add(1));
        while i + 4 <= length {
            // The quotient limbs of four rows. The rows of the first two add nothing to the lowest two columns, so both
            // limbs are known at once; the other two need the first rows' products with m0 and m1.
            let (limb, above) = limb_of_column(k, sum(i, *columns.add(i)), carry);
            let q0 = to_double(k, limb);
            let (high00, low00) = product(k, q0, m0);
            let (high01, low01) = product(k, q0, m1);
            let (limb, above) = limb_of_column(k, sum(i + 1, *columns.add(i + 1)), above);
            let q1 = to_double(k, limb);
            let (high10, low10) = product(k, q1, m0);
            let (high11, low11) = product(k, q1, m1);
            let column = subtract(*columns.add(i + 2), low00);
            let (limb, above) = limb_of_column(k, sum(i + 2, column), above);
            let q2 = to_double(k, limb);
            let (high20, low20) = product(k, q2, m0);
            let (high21, low21) = product(k, q2, m1);
            let next = subtract(subtract(add(*columns.add(i + 3), high00), low01), low10);
            let (limb, above) = limb_of_column(k, sum(i + 3, next), above);
            let q3 = to_double(k, limb);
            let (high30, low30) = product(k, q3, m0);
            let (high31, low31) = product(k, q3, m1);
            if ONE {
                // Their high lanes are parts of higher columns, which will be read.
                *columns.add(i + 2) = column;
                *columns.add(i + 3) = next;
            }
            carry = above;
            // The parts of these products in columns i + 4 to i + 7. `add_rows` adds the products with the next limbs
            // of M.
            let carried = [
                subtract(subtract(add(high01, high10), low11), low20),
                subtract(subtract(add(high11, high20), low21), low30),
                subtract(add(high21, high30), low31),
                high31,
            ];
            add_rows(k, [columns.add(i + 4); 3], [q0, q1, q2, q3], m.add(2), places - 2, carried);
            i += 4;
        }
        if i + 2 <= length {
            let (limb0, above) = limb_of_column(k, sum(i, *columns.add(i)), carry);
            let (limb1, above) = limb_of_column(k, sum(i + 1, *columns.add(i + 1)), above);
            let q = [to_double(k, limb0), to_double(k, limb1)];
            add_rows(k, [columns.add(i + 2); 3], q, m, places, [integers(0); 2]);
            carry = above;
            i += 2;
        }
        if !ONE && i < length {
            let (limb, above) = limb_of_column(k, *columns.add(i), carry);
            add_rows(k, [columns.add(i + 2); 3], [to_double(k, limb)], m, places, [integers(0)]);
            carry = above;
        }
        // Add the carry out of the lower half to the upper half, less the 2^10 by which it is too high. So the carry
        // into the upper half is zero, represented as 2^10.
        let true_carry = subtract(carry, k.carry_offset);
        let true_carry = if ONE { blend(true_carry, integers(0)) } else { true_carry };
        *columns.add(length) = add(*columns.add(length), true_carry);
        // A doubled column has twice the offset, so its carries in and out are 2^11 too high instead of 2^10.
        carry = add(k.carry_offset, and(k.carry_offset, double));
        for i in 0..length {
            let column = sum(length + i, *columns.add(length + i));
            let (limb, above) = limb_of_column(k, add(column, and(column, double)), carry);
            *x.add(i) = to_double(k, limb);
            carry = above;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{HIGH_PATTERN, LOW_PATTERN, MASK, TWO_52, TWO_104, TWO_104_LESS};

    #[test]
    fn the_halves_of_a_product_are_exact() {
        let vector = |value: u64| integers(value);
        let k = Constants {
            two_104: vector(TWO_104),
            two_104_less: vector(TWO_104_LESS),
            two_52: vector(TWO_52),
            mask: vector(MASK),
            carry_offset: vector(1 << 10),
        };
        let limbs = [0, 1, 2, 3, (1 << 26) - 1, 1 << 26, (1 << 51) - 1, 1 << 51, (1 << 51) + 1, MASK - 1, MASK];
        for a in limbs {
            for b in limbs {
                let [high, low] =
                    <[Vector; 2]>::from(product(&k, to_double(&k, vector(a)), to_double(&k, vector(b)))).map(|v| v[0]);
                let h = high.wrapping_sub(HIGH_PATTERN);
                let l = LOW_PATTERN.wrapping_add(low).wrapping_neg().cast_signed();
                assert!(h < MASK && l.unsigned_abs() <= 1 << 51, "{a}·{b}");
                assert_eq!((i128::from(h) << 52) + i128::from(l), i128::from(a) * i128::from(b), "{a}·{b}");
            }
        }
    }
}
