//! The definition of a kernel's result, computed by crypto-bigint, and operands with boundary values. The symbols are
//! those of `kernel/mul28.rs`, which states the definition.

use alloc::vec;
use alloc::vec::Vec;

use crypto_bigint::{BoxedUint, ConcatenatingMul};

use super::numbers::{boundary_number, boxed, masked};
use super::rng::TestRng;
use crate::limbs::{self, BITS, LanePair, MASK, bit_length, from_bytes};

/// A modulus in all forms that the definition of a kernel's result needs.
pub(super) struct DefinedModulus {
    n: Vec<u64>,
    f: Vec<u64>,
    /// (F + 1)/2^52.
    pub(super) m: Vec<u64>,
    /// F, as a number of crypto-bigint.
    boxed: BoxedUint,
    /// 1/F modulo 2^width.
    inverse: BoxedUint,
    /// The bits of R, rounded up to 64-bit words.
    width: u32,
}

impl DefinedModulus {
    /// Makes F from n of `bits` bits. `friendly` is the number of the lowest limbs of F + 1 that are zero.
    pub(super) fn new(n: &[u64], bits: usize, friendly: usize) -> Self {
        let length = (bits + BITS * friendly + 4).div_ceil(BITS);
        let k = limbs::negative_inverse_of_two([n[0], n[1]]);
        let mut f = limbs::multiply_add(n, &k[..friendly], &[]).to_vec();
        f.resize(length, 0);
        assert!(f[..friendly].iter().all(|&limb| limb == MASK), "F must be -1 modulo 2^52 or 2^104");
        let mut m = f[1..].to_vec();
        limbs::add_if(&mut m, &[1], 1);
        let width = ((BITS * length) as u32).next_multiple_of(64);
        let boxed = boxed(&f, width);
        // Newton's iteration: each step doubles the number of correct bits.
        let two = BoxedUint::one_with_precision(width).wrapping_shl_vartime(1);
        let inverse = (0..=width.ilog2()).fold(BoxedUint::one_with_precision(width), |inverse, _| {
            inverse.wrapping_mul(two.wrapping_sub(boxed.wrapping_mul(&inverse)))
        });
        Self { n: n.to_vec(), f, m, boxed, inverse, width }
    }

    /// (x·y + q·F)/R for the q in [0, R) with which R divides the sum; doubled if `double` is 1.
    pub(super) fn product(&self, x: &[u64], y: &[u64], double: u32) -> Vec<u64> {
        let r_bits = (BITS * self.f.len()) as u32;
        let product = boxed(x, self.width).concatenating_mul(&boxed(y, self.width));
        let quotient = low(&product, self.width).wrapping_mul(&self.inverse);
        let mut q = BoxedUint::zero_with_precision(self.width).wrapping_sub(quotient);
        // Reduce modulo R = 2^r_bits, which can be less than 2^width.
        q = q.wrapping_shl_vartime(self.width - r_bits).wrapping_shr_vartime(self.width - r_bits);
        let result = product
            .wrapping_add(q.concatenating_mul(&self.boxed))
            .wrapping_shr_vartime(r_bits)
            .wrapping_shl_vartime(double);
        from_bytes(&result.to_be_bytes(), self.f.len()).to_vec()
    }
}

/// The low `width` bits.
fn low(number: &BoxedUint, width: u32) -> BoxedUint {
    let bytes = number.to_be_bytes();
    BoxedUint::from_be_slice(&bytes[bytes.len() - width as usize / 8..], width).expect("the slice has `width` bits")
}

/// One operand in each lane, below 4F in odd rounds and below 2F in even ones: zero, one, n - 1, F - 1, all ones, a
/// power of two, or a number whose limbs are often boundary values.
pub(super) fn operands(rng: &mut TestRng, moduli: [&DefinedModulus; 2], round: u32) -> LanePair {
    let length = moduli[0].f.len();
    let [a, b] = [0, 1].map(|lane: usize| {
        let DefinedModulus { n, f, .. } = moduli[lane];
        let room = bit_length(f) + (round % 2) as usize;
        let less_one = |number: &[u64]| {
            let mut less = number.to_vec();
            less[0] &= !1;
            less
        };
        match rng.next() % 16 {
            0 => vec![0; length],
            1 => vec![1],
            2 => less_one(n),
            3 => less_one(f),
            4 => masked(vec![MASK; length], room),
            5 => {
                let position = rng.next() as usize % room;
                let mut power = vec![0; length];
                power[position / BITS] = 1 << (position % BITS);
                power
            }
            _ => boundary_number(rng, room, length),
        }
    });
    LanePair::join(&a, &b, length)
}
