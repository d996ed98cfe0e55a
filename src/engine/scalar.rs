//! The plain kernel: 26-bit digits in 64-bit integers, one number after the other.
//!
//! It is the definition that the other kernels are tested against, and the separate integer code that confirms a
//! prime where `portable.rs` was the filter. It multiplies nothing wider than 32 bits, so that a wasm engine needs
//! one `i64.mul` a product, and no 128-bit helper call.
//!
//! **What every kernel computes.** R = 2^(52·G) for G digits; F < R/16 with F ≡ -1 modulo 2^52, given as
//! M = (F + 1)/2^52 in G - 1 digits. For x, y below R/2 with x·y ≤ F·R, the kernel returns exactly (x·y + q·F)/R, where
//! q is the one number below R that makes the division come out. The result is below F + x·y/R ≤ 2F. Because q
//! is unique, all kernels return the same digits, not merely congruent numbers: tests compare them bit for bit.
//! A squaring can double its result at no cost in the bound: (4F)² = 16F² ≤ F·R.
//!
//! **Reduction.** Because F ≡ -1, the quotient's next digit is the lowest digit t of what is left, and adding t·F turns
//! t into t + t·(M·2^52 - 1) = t·M·2^52: the digit vanishes and t·M joins the columns above. No multiplication finds
//! the quotient.
//!
//! **Bound.** A column takes at most 2G products of the operands and 2G of quotient and modulus, each below 2^52, and
//! a carry below 2^39, all doubled at most once: 8·G·2^52 + 2^39 < 2^64 holds for G ≤ 511, that is 26,516-bit moduli.
//!
//! Constant-time: loops depend on G only, and there is no division, branch or index on a value.

use alloc::vec;
use zeroize::Zeroizing;

use super::digits::{BITS, Digits, Pair};

const HALF: usize = BITS / 2;
const HALF_MASK: u64 = (1 << HALF) - 1;

/// The kernel with a pair of moduli and its working space.
pub(crate) struct Scalar {
    modulus: [Digits; 2],
    a: Digits,
    b: Digits,
    quotient: Digits,
}

impl Scalar {
    /// Prepares for moduli given as M, in G - 1 digits each.
    pub(crate) fn new(m: &Pair) -> Self {
        let length = m.0.len() + 1;
        let split = |lane: usize| {
            let mut halves = Zeroizing::new(vec![0; 2 * m.0.len()]);
            load(&mut halves, &m.0, lane);
            halves
        };
        let zeros = || Zeroizing::new(vec![0; 2 * length]);
        Self { modulus: [split(0), split(1)], a: zeros(), b: zeros(), quotient: zeros() }
    }

    /// `x ← x²/R`, doubled in each lane whose `double` is 1.
    pub(crate) fn square(&mut self, x: &mut [[u64; 2]], double: [u64; 2]) {
        for (lane, double) in double.into_iter().enumerate() {
            load(&mut self.a, x, lane);
            let a = &self.a;
            let column = |k: usize| {
                let (low, half) = (k.saturating_sub(a.len() - 1), k / 2);
                // Σ a_i·a_j over i + j = k: the products with i < j count twice.
                let (end, middle) = if k.is_multiple_of(2) { (half, a[half] * a[half]) } else { (half + 1, 0) };
                2 * dot(&a[low..end], &a[k + 1 - end..k + 1 - low]) + middle
            };
            reduce(column, &self.modulus[lane], &mut self.quotient, x, lane, double);
        }
    }

    /// `x ← x·y/R`.
    pub(crate) fn multiply(&mut self, x: &mut [[u64; 2]], y: &[[u64; 2]]) {
        for lane in 0..2 {
            load(&mut self.a, x, lane);
            load(&mut self.b, y, lane);
            let (a, b) = (&self.a, &self.b);
            let column = |k: usize| {
                let (low, end) = (k.saturating_sub(a.len() - 1), (k + 1).min(a.len()));
                dot(&a[low..end], &b[k + 1 - end..k + 1 - low])
            };
            reduce(column, &self.modulus[lane], &mut self.quotient, x, lane, 0);
        }
    }
}

/// Splits digits of 52 bits into halves.
fn load(halves: &mut [u64], x: &[[u64; 2]], lane: usize) {
    for (half, digit) in halves.chunks_exact_mut(2).zip(x) {
        half[0] = digit[lane] & HALF_MASK;
        half[1] = digit[lane] >> HALF;
    }
}

/// Σ a_i·b_(n-1-i): two stretches that run against each other.
fn dot(a: &[u64], b: &[u64]) -> u64 {
    a.iter().zip(b.iter().rev()).fold(0u64, |sum, (x, y)| sum.wrapping_add(x * y))
}

/// Takes the product's columns from the lowest up, adds q·F, and writes the digits above R to `x`.
fn reduce(column: impl Fn(usize) -> u64, m: &[u64], q: &mut [u64], x: &mut [[u64; 2]], lane: usize, double: u64) {
    let length = q.len();
    let mut carry = 0u64;
    for k in 0..2 * length {
        // q_i meets m_j at column i + j + 2.
        let (low, end) = ((k + 1).saturating_sub(m.len() + 2), k.saturating_sub(1).min(length));
        let product = if k + 1 < 2 * length { column(k) } else { 0 };
        let folded = if low < end { dot(&q[low..end], &m[k - 1 - end..k - 1 - low]) } else { 0 };
        let sum = product + folded;
        if k < length {
            let sum = sum + carry;
            q[k] = sum & HALF_MASK;
            carry = sum >> HALF;
        } else {
            // The carry out of the part below R is not doubled twice: it enters before the shift, later ones after it.
            let sum = if k == length { (sum + carry) << double } else { (sum << double) + carry };
            carry = sum >> HALF;
            let (digit, shift) = ((k - length) / 2, (k % 2) * HALF);
            if shift == 0 {
                x[digit][lane] = sum & HALF_MASK;
            } else {
                x[digit][lane] |= (sum & HALF_MASK) << HALF;
            }
        }
    }
}
