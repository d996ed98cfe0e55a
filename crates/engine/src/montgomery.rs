//! Arithmetic modulo two odd numbers at once, in Montgomery's form, over a kernel.
//!
//! For an odd n of b bits, the kernel works modulo F = k·n, where k = -1/n modulo 2^52, so that F ≡ -1 modulo 2^52
//! (why: `plain.rs`), or the same modulo 2^104 for the kernel that wants two digits of it (why: `relaxed.rs`). With d
//! the number of these digits, G is the smallest number with b + 52·d + 4 ≤ 52·G: then F < 2^(b+52d) ≤ R/16, which is
//! what a squaring with doubling needs. In Montgomery's form a number z stands as z·R modulo F, below 4F.
//!
//! **No division anywhere.** R² modulo F, which others get by a long division, comes from a plain power of two
//! by some hundred doublings with a conditional subtraction and a dozen squarings. It does not depend on an
//! estimate of a quotient; a bad one costs primes without ever giving a wrong key. Going back, multiplying by k first
//! makes the exact quotient by k the number modulo n: k·z mod k·n = k·(z mod n).
//!
//! Constant-time in the values: what runs depends on b alone, and both lanes run together.

use alloc::vec;
use core::cell::RefCell;

use super::digits::{self, BITS, Digits, MASK, Pair};
use super::kernel::{Kernel, Prepared};

/// A pair of odd moduli.
pub(crate) struct Modulus {
    n: [Digits; 2],
    f: [Digits; 2],
    /// k of both lanes: the two lowest digits of a pair.
    k: Pair,
    prepared: RefCell<Prepared>,
}

/// G, the number of digits that a kernel takes for numbers of `bits` bits.
pub(crate) fn length_for(bits: usize, kernel: Kernel) -> usize {
    (bits + BITS * kernel.friendly_digits() + 4).div_ceil(BITS)
}

impl Modulus {
    /// Prepares for two odd numbers of at most `bits` bits (and more than 128, so that two lanes of G ≥ 4 digits are
    /// used).
    pub(crate) fn new(kernel: Kernel, a: &[u64], b: &[u64], bits: usize) -> Self {
        debug_assert!(bits > 128 && a[0] & b[0] & 1 == 1);
        let length = length_for(bits, kernel);
        let n = [a, b].map(|number| {
            let mut n = Digits::new(vec![0; length]);
            let used = number.len().min(length);
            n[..used].copy_from_slice(&number[..used]);
            n
        });
        let mut k = Pair::zero(length);
        let f = [0, 1].map(|lane| {
            let factor = digits::negative_inverse_of_two([n[lane][0], n[lane][1]]);
            for (k, &digit) in k.0.iter_mut().zip(&factor[..kernel.friendly_digits()]) {
                k[lane] = digit;
            }
            let mut f = digits::multiply_add(&n[lane], &[k.0[0][lane], k.0[1][lane]], &[]);
            f.truncate(length);
            f
        });
        // M = (F + 1)/2^52: the lowest digit is all ones, so the addition carries one into the next. For a kernel with two
        // friendly digits the next is all ones too, and M's lowest becomes zero.
        let m = [0, 1].map(|lane: usize| {
            debug_assert_eq!(f[lane][0], MASK);
            let mut m = Digits::new(f[lane][1..].to_vec());
            digits::add_if(&mut m, &[1], 1);
            m
        });
        let prepared = RefCell::new(Prepared::new(kernel, Pair::join(&m[0], &m[1], length - 1)));
        Self { n, f, k, prepared }
    }

    /// G, the digits of every number modulo these.
    pub(crate) fn length(&self) -> usize {
        self.k.0.len()
    }

    /// The modulus in one lane.
    pub(crate) fn n(&self, lane: usize) -> &Digits {
        &self.n[lane]
    }

    /// `x ← x²·2^bit`, once for each of `count ≤ 64` bits from the highest: doubling the exponent and adding the bit,
    /// where x is a power of two in Montgomery's form. Zeros only square.
    pub(crate) fn square(&self, x: &mut Pair, count: u32, double: [u64; 2]) {
        self.prepared.borrow_mut().square(x, count, double);
    }

    /// `x ← x·y`, all in Montgomery's form.
    pub(crate) fn multiply(&self, x: &mut Pair, y: &Pair) {
        self.prepared.borrow_mut().multiply(x, y);
    }

    /// The numbers modulo n, from Montgomery's form: each below its n.
    pub(crate) fn leave(&self, x: Pair) -> [Digits; 2] {
        self.leave_by(x, &self.k)
    }

    /// x·y modulo n for x in Montgomery's form and y, below n, as it stands: the multiplication is the one that leaves.
    pub(crate) fn leave_times(&self, x: Pair, y: [&[u64]; 2]) -> [Digits; 2] {
        let [a, b] = [0, 1].map(|lane| digits::multiply_add(&[self.k.0[0][lane], self.k.0[1][lane]], y[lane], &[]));
        self.leave_by(x, &Pair::join(&a[..self.length()], &b[..self.length()], self.length()))
    }

    /// x·ky/k for x in Montgomery's form and a plain multiple ky of k.
    fn leave_by(&self, mut x: Pair, ky: &Pair) -> [Digits; 2] {
        // x·ky/R is added to what is below F. ky ≤ k·(n - 1) < F, x ≤ 4F and F < 2^(b+52d) ≤ R/16: it is at most F/4, so
        // that after the division by k less than 5/4·n is left.
        self.multiply(&mut x, ky);
        [0, 1].map(|lane| {
            let mut z = x.lane(lane);
            digits::divide_exactly(&mut z, [self.k.0[0][lane], self.k.0[1][lane]]);
            digits::reduce_once(&mut z, &self.n[lane]);
            z
        })
    }

    /// 2^j as it stands, in both lanes: in Montgomery's form it is 2^(j - 52·G).
    pub(crate) fn plain_power_of_two(&self, j: usize) -> Pair {
        let mut x = Pair::zero(self.length());
        x.0[j / BITS] = [1 << (j % BITS); 2];
        x
    }

    /// One and R, in Montgomery's form: R modulo F and R² modulo F.
    pub(crate) fn one_and_radix(&self) -> (Pair, Pair) {
        let exponent = BITS * self.length();
        // R·2^t with t the top three bits of the exponent: each further bit is a squaring in the kernel.
        let rest = exponent.ilog2() - 2;
        let top = exponent >> rest;
        let start = digits::bit_length(&self.n[0]).min(digits::bit_length(&self.n[1])) - 1;
        let mut power = self.plain_power_of_two(start);
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
    pub(crate) fn subtract(&self, x: &mut Pair, y: &Pair) {
        for lane in 0..2 {
            // A digit's sum is above -2^52 - 1 and below 3·2^52: the arithmetic shift carries -1 to 2.
            let mut carry = 0i64;
            for ((x, y), f) in x.0.iter_mut().zip(&y.0).zip(self.f[lane].iter()) {
                let sum = x[lane] as i64 - y[lane] as i64 + 2 * *f as i64 + carry;
                (x[lane], carry) = (sum as u64 & MASK, sum >> BITS);
            }
        }
    }

    /// `x ← 2x mod F` for x below F.
    fn double(&self, x: &mut Pair) {
        for lane in 0..2 {
            let (mut carry, mut borrow) = (0, 0);
            for (digit, f) in x.0.iter_mut().zip(self.f[lane].iter()) {
                let doubled = digit[lane] << 1 | carry;
                carry = doubled >> BITS;
                let difference = (doubled & MASK).wrapping_sub(*f).wrapping_sub(borrow);
                borrow = difference >> 63;
                digit[lane] = difference & MASK;
            }
            let (mask, mut carry) = (digits::mask_if(borrow), 0);
            for (digit, f) in x.0.iter_mut().zip(self.f[lane].iter()) {
                let sum = digit[lane] + (f & mask) + carry;
                (digit[lane], carry) = (sum & MASK, sum >> BITS);
            }
        }
    }
}
