//! The start-up test of a kernel: known answers, and the multiply-add's own.
//!
//! The kernels compute one function to the last digit, so the answers come from the plain kernel: numbers at the ends
//! of what is allowed (digits all ones, digits 2^51 ± 1, zero, one) and a chain in between, through squaring with
//! doubling and through multiplication. An unfused multiply-add loses the low half of almost every product (a·b -
//! round(a·b) becomes 0 or garbage), so both `relaxed_madd` and `relaxed_nmadd` show at once; the chain carries any
//! single wrong digit into all that follow.

use super::digits::{BITS, MASK, Pair};
use super::kernel::{Kernel, Prepared};

/// Whether this kernel agrees with the plain one.
pub(crate) fn passes(kernel: Kernel) -> bool {
    [4, 5, 22].into_iter().all(|length| agrees(kernel, length))
}

fn agrees(kernel: Kernel, length: usize) -> bool {
    // The largest M that F < R/16 allows, in one lane, and scattered digits in the other.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state ^ state >> 29) & MASK
    };
    let mut m = Pair::zero(length - 1);
    for digit in m.0.iter_mut().skip(kernel.friendly_digits() - 1) {
        *digit = [MASK, next()];
    }
    m.0[length - 2] = [MASK >> 4, next() >> 4 | 1 << (BITS - 5)];
    let mut pair = |top: u64, fill: [Option<u64>; 2]| {
        let mut x = Pair::zero(length);
        for digit in &mut x.0 {
            *digit = fill.map(|value| value.unwrap_or_else(&mut next));
        }
        x.0[length - 1] = x.0[length - 1].map(|digit| digit & top);
        x
    };
    // Operands below F each: the top digit of F is 0 or a few bits, so that of the operands is zero.
    let operands = [
        pair(0, [Some(MASK), None]),
        pair(0, [Some(1 << 51), Some((1 << 51) - 1)]),
        pair(0, [Some((1 << 51) + 1), Some(0)]),
        pair(0, [Some(1), Some(MASK)]),
        pair(0, [None, None]),
    ];
    let (mut right, mut tested) = (Prepared::new(Kernel::Plain, m.clone()), Prepared::new(kernel, m));
    let mut same = true;
    for x in &operands {
        let (mut a, mut b) = (x.clone(), x.clone());
        right.square(&mut a, 12, [0xa5a, 0x3c7]);
        tested.square(&mut b, 12, [0xa5a, 0x3c7]);
        same &= a.0 == b.0;
        for y in &operands {
            right.multiply(&mut a, y);
            tested.multiply(&mut b, y);
            same &= a.0 == b.0;
        }
    }
    same
}
