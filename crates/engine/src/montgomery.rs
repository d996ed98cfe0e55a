//! Arithmetic modulo two odd numbers at once, in Montgomery form, on top of a kernel.
//!
//! For an odd n of b bits, the kernel works modulo the Montgomery-friendly multiple F = k·n with k = -1/n modulo 2^52,
//! so that F ≡ -1 modulo 2^52 (see `kernel/mul28.rs`). This makes the lowest limb of F + 1 zero: it is a friendly limb.
//! For the kernel that needs two of them (see the crate `sealpost-fma52`) both congruences hold modulo 2^104. With d
//! the number of friendly limbs, the number of limbs G is the smallest with b + 52·d + 4 ≤ 52·G. Then F < 2^(b+52d) ≤
//! R/16 for R = 2^(52·G), which is what squaring with doubling needs. The Montgomery form of a number z is z·R modulo
//! F, not fully reduced: below 4F.
//!
//! **No division.** R² modulo F, usually found by long division, is computed from a power of two by about a hundred
//! modular doublings and about ten squarings. No quotient is estimated: a wrong estimate would reject primes silently.
//! To convert from Montgomery form, the kernel multiplies by k, which gives k·z modulo F. As F = k·n, this is
//! k·(z modulo n), and the exact quotient by k is z modulo n.
//!
//! Constant-time in the values: the instructions depend on the kernel and on bit lengths alone, and both lanes run
//! together.

#![forbid(unsafe_code)]

use alloc::vec;
use core::cell::RefCell;

use crate::kernel::{Kernel, PreparedKernel};
use crate::limbs::{self, BITS, LanePair, Limbs, MASK};

/// A pair of odd moduli n, one in each lane, with their multiples F = k·n.
pub(crate) struct ModulusPair {
    n: [Limbs; 2],
    f: [Limbs; 2],
    /// k of both lanes, in the lowest limb, or the lowest two for a kernel that needs two friendly limbs.
    k: LanePair,
    prepared: RefCell<PreparedKernel>,
}

/// G, the number of limbs that a kernel takes for moduli of `bits` bits.
pub(crate) fn length_for(bits: usize, kernel: Kernel) -> usize {
    (bits + BITS * kernel.friendly_limbs() + 4).div_ceil(BITS)
}

#[allow(clippy::wrong_self_convention, reason = "`from_montgomery` is the usual name of this conversion")]
impl ModulusPair {
    /// Prepares for two odd numbers of at most `bits` bits. `bits` must be above 128, so that G is at least 4.
    pub(crate) fn new(kernel: Kernel, a: &[u64], b: &[u64], bits: usize) -> Self {
        Self::prepare(kernel, [a, b], bits, false)
    }

    /// Prepares for one odd number of at most `bits` bits, above 128, in both lanes. Both lanes of each [`LanePair`]
    /// must then hold the same number.
    pub(crate) fn one(kernel: Kernel, n: &[u64], bits: usize) -> Self {
        Self::prepare(kernel, [n, n], bits, true)
    }

    fn prepare(kernel: Kernel, [a, b]: [&[u64]; 2], bits: usize, one: bool) -> Self {
        debug_assert!(bits > 128 && a[0] & b[0] & 1 == 1);
        let length = if one { length_for(bits, kernel).next_multiple_of(2) } else { length_for(bits, kernel) };
        let n = [a, b].map(|number| {
            let mut n = Limbs::new(vec![0; length]);
            let used = number.len().min(length);
            n[..used].copy_from_slice(&number[..used]);
            n
        });
        let mut k = LanePair::zero(length);
        let f = [0, 1].map(|lane| {
            let factor = limbs::negative_inverse_of_two([n[lane][0], n[lane][1]]);
            for (k, &limb) in k.0.iter_mut().zip(&factor[..kernel.friendly_limbs()]) {
                k[lane] = limb;
            }
            let mut f = limbs::multiply_add(&n[lane], &[k.0[0][lane], k.0[1][lane]], &[]);
            f.truncate(length);
            f
        });
        // M = (F + 1)/2^52: the lowest limb of F is all ones, so adding one carries into the next. With two friendly
        // limbs the next is all ones too, and the lowest limb of M becomes zero.
        let m = [0, 1].map(|lane: usize| {
            debug_assert_eq!(f[lane][0], MASK);
            let mut m = Limbs::new(f[lane][1..].to_vec());
            limbs::add_if(&mut m, &[1], 1);
            m
        });
        let prepared = RefCell::new(PreparedKernel::new(kernel, LanePair::join(&m[0], &m[1], length - 1), one));
        Self { n, f, k, prepared }
    }

    /// G, the number of limbs of every number modulo this pair.
    pub(crate) fn length(&self) -> usize {
        self.k.0.len()
    }

    /// The modulus in one lane, in G limbs.
    pub(crate) fn n(&self, lane: usize) -> &Limbs {
        &self.n[lane]
    }

    /// `x ← x²·2^bit` in Montgomery form, once for each of the lowest `count ≤ 64` bits of `double[lane]`, from the
    /// highest. If x is a power of two, this appends the bits to its exponent. Where a bit is zero, it only squares.
    pub(crate) fn square(&self, x: &mut LanePair, count: u32, double: [u64; 2]) {
        self.prepared.borrow_mut().square(x, count, double);
    }

    /// `x ← x·y`, all in Montgomery form.
    pub(crate) fn multiply(&self, x: &mut LanePair, y: &LanePair) {
        self.prepared.borrow_mut().multiply(x, y);
    }

    /// Converts from Montgomery form: the numbers modulo n, fully reduced.
    pub(crate) fn from_montgomery(&self, mut x: LanePair) -> [Limbs; 2] {
        self.multiply(&mut x, &self.k);
        [0, 1].map(|lane| self.divide_by_k(&x, lane))
    }

    /// x·y modulo n, fully reduced, where both lanes have the same modulus n and the same x in Montgomery form, and y is
    /// an ordinary number below n: the multiplication by y also converts x from Montgomery form.
    pub(crate) fn from_montgomery_times(&self, mut x: LanePair, y: &[u64]) -> Limbs {
        let ky = limbs::multiply_add(&[self.k.0[0][0], self.k.0[1][0]], y, &[]);
        let ky = &ky[..self.length()];
        self.multiply(&mut x, &LanePair::join(ky, ky, self.length()));
        self.divide_by_k(&x, 0)
    }

    /// One lane of a product of x, in Montgomery form, and k·y, divided by k: x·y modulo n, fully reduced.
    fn divide_by_k(&self, product: &LanePair, lane: usize) -> Limbs {
        // The kernel returned x·ky/R plus less than F. With ky ≤ k·(n - 1) < F, x ≤ 4F and F ≤ R/16, x·ky/R is at most
        // F/4. So the quotient by k is below 5/4·n, and one conditional subtraction reduces it.
        let mut z = product.lane(lane);
        limbs::divide_exactly(&mut z, [self.k.0[0][lane], self.k.0[1][lane]]);
        limbs::reduce_once(&mut z, &self.n[lane]);
        z
    }

    /// The integer 2^j in both lanes. Read as a Montgomery form it stands for 2^(j - 52·G).
    pub(crate) fn power_of_two(&self, j: usize) -> LanePair {
        let mut x = LanePair::zero(self.length());
        x.0[j / BITS] = [1 << (j % BITS); 2];
        x
    }

    /// R modulo F, the Montgomery form of 1, and R² modulo F. A multiplication by R² converts to Montgomery form.
    pub(crate) fn one_and_rr(&self) -> (LanePair, LanePair) {
        let exponent = BITS * self.length();
        // Doubling 2^start < n modulo F gives R modulo F. From there on the number is R·2^t, the Montgomery form of
        // 2^t. It is doubled until t is the number in the top three bits of 52·G. Each further bit of 52·G is then
        // appended to t by a squaring in the kernel, with a doubling if the bit is 1. For t = 52·G the number is R·R.
        let rest = exponent.ilog2() - 2;
        let top = exponent >> rest;
        let start = limbs::bit_length(&self.n[0]).min(limbs::bit_length(&self.n[1])) - 1;
        let mut power = self.power_of_two(start);
        for _ in start..exponent {
            self.double(&mut power);
        }
        let one = power.clone();
        for _ in 0..top {
            self.double(&mut power);
        }
        self.square(&mut power, rest, [exponent as u64 & ((1 << rest) - 1); 2]);
        (one, power)
    }

    /// `x ← x - y + 2F`, positive and below 4F where x and y are below 2F.
    pub(crate) fn subtract(&self, x: &mut LanePair, y: &LanePair) {
        for lane in 0..2 {
            // A limb's sum is above -2^52 - 1 and below 3·2^52; the arithmetic shift gives a carry from -1 to 2.
            let mut carry = 0i64;
            for ((x, y), f) in x.0.iter_mut().zip(&y.0).zip(self.f[lane].iter()) {
                let sum = x[lane] as i64 - y[lane] as i64 + 2 * *f as i64 + carry;
                (x[lane], carry) = (sum as u64 & MASK, sum >> BITS);
            }
        }
    }

    /// `x ← 2x mod F` for x below F.
    fn double(&self, x: &mut LanePair) {
        for lane in 0..2 {
            let (mut carry, mut borrow) = (0, 0);
            for (limb, f) in x.0.iter_mut().zip(self.f[lane].iter()) {
                let doubled = limb[lane] << 1 | carry;
                carry = doubled >> BITS;
                let difference = (doubled & MASK).wrapping_sub(*f).wrapping_sub(borrow);
                borrow = difference >> 63;
                limb[lane] = difference & MASK;
            }
            let (mask, mut carry) = (limbs::mask_if(borrow), 0);
            for (limb, f) in x.0.iter_mut().zip(self.f[lane].iter()) {
                let sum = limb[lane] + (f & mask) + carry;
                (limb[lane], carry) = (sum & MASK, sum >> BITS);
            }
        }
    }
}
