//! The start-up test of a kernel: known answers, and whether its multiply-add is fused.
//!
//! All kernels must return the same limbs, so the known answers are those of the mul28 kernel. Each operand has limbs
//! of one boundary value (all ones, 2^51 and its neighbours, zero, one) or pseudo-random limbs. Squarings with
//! doubling and multiplications form a chain, in which each result is the next operand, so that a single wrong limb
//! spreads to all later results. An unfused `relaxed_madd` or `relaxed_nmadd` loses the low half of almost every
//! product (a·b - round(a·b) becomes 0 or is wrong), so the test notices if either of the two is unfused.

#![forbid(unsafe_code)]

use super::{Kernel, PreparedKernel};
use crate::limbs::{BITS, LanePair, MASK};

/// Whether this kernel agrees with the mul28 kernel, for numbers of 4, 5, 8 and 22 limbs: for two numbers, and for one
/// number in both lanes.
pub(crate) fn passes(kernel: Kernel) -> bool {
    [4, 5, 8, 22].into_iter().all(|length| agrees(kernel, length))
}

fn agrees(kernel: Kernel, length: usize) -> bool {
    // The moduli F as M = (F + 1)/2^52: in one lane all bits of M are one, up to the bound F < R/16, in the other lane
    // the limbs are pseudo-random. For a kernel with two friendly limbs, the lowest limb of M must be zero.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state ^ state >> 29) & MASK
    };
    let mut m = LanePair::zero(length - 1);
    for limb in m.0.iter_mut().skip(kernel.friendly_limbs() - 1) {
        *limb = [MASK, next()];
    }
    m.0[length - 2] = [MASK >> 4, next() >> 4 | 1 << (BITS - 5)];
    let mut pair = |fill: [Option<u64>; 2]| {
        let mut x = LanePair::zero(length);
        for limb in &mut x.0 {
            *limb = fill.map(|value| value.unwrap_or_else(&mut next));
        }
        // The top limb is zero, so that every operand is below F.
        x.0[length - 1] = [0; 2];
        x
    };
    let operands = [
        pair([Some(MASK), None]),
        pair([Some(1 << 51), Some((1 << 51) - 1)]),
        pair([Some((1 << 51) + 1), Some(0)]),
        pair([Some(1), Some(MASK)]),
        pair([None, None]),
    ];
    let mut same = chains_agree(PreparedKernel::new(kernel, m.clone(), false), &m, &operands);
    if length.is_multiple_of(2) {
        for lane in 0..2 {
            let both = |pair: &LanePair| LanePair::join(&pair.lane(lane), &pair.lane(lane), pair.0.len());
            same &=
                chains_agree(PreparedKernel::new(kernel, both(&m), true), &both(&m), &operands.each_ref().map(both));
        }
    }
    same
}

/// Whether chains of squarings and multiplications of the operands give the limbs of the mul28 kernel.
fn chains_agree(mut tested: PreparedKernel, m: &LanePair, operands: &[LanePair]) -> bool {
    let mut reference = PreparedKernel::new(Kernel::Mul28, m.clone(), false);
    let mut same = true;
    for x in operands {
        let (mut a, mut b) = (x.clone(), x.clone());
        // Twelve squarings. The bits say which of them double their result in each lane: in both lanes the same if the
        // number is the same.
        let double = if m.0.iter().all(|limb| limb[0] == limb[1]) { [0xa5a; 2] } else { [0xa5a, 0x3c7] };
        reference.square(&mut a, 12, double);
        tested.square(&mut b, 12, double);
        same &= a.0 == b.0;
        for y in operands {
            reference.multiply(&mut a, y);
            tested.multiply(&mut b, y);
            same &= a.0 == b.0;
        }
    }
    same
}
