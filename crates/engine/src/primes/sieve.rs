//! Sieving a window of odd numbers by the primes below 2^18.
//!
//! What is left of W numbers after the primes below B is about W·2·e^-γ/ln B, so a prime of k bits costs
//! ln(2^k)·e^-γ/ln B tests: 31.9 at 1024 bits, 63.9 at 2048. From 2^16 to 2^18 that saves one test in nine, which is
//! several times what the sieve then takes longer; above, the products of two primes outgrow the arithmetic below.
//!
//! The time depends on the random start of the window, which is as secret as the primes in it; the marks written depend
//! on its residues. What an observer could learn this way concerns one window that is used for one prime.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use super::digits;

/// Sieving stops at this number; all primes below it are used.
pub(crate) const BOUND: u32 = 1 << 18;

/// Bits of a limb: two make a digit, and with the product of two primes one fits in 64 bits.
const LIMB: usize = digits::BITS / 2;
const LIMB_MASK: u64 = (1 << LIMB) - 1;

/// Pairs of primes whose residues are found at once, so that their chains of multiplications overlap.
const AT_ONCE: usize = 8;

/// Offsets i for which `start + 2i` has no prime factor below 2^18 and is not 1 modulo `exponent`, for i below `width`.
///
/// `start` is odd and greater than 2^18; `exponent` is an odd prime below 2^32.
pub(crate) fn survivors(start: &[u64], width: usize, exponent: u32) -> Zeroizing<Vec<u32>> {
    let limbs = Zeroizing::new(start.iter().flat_map(|digit| [digit & LIMB_MASK, digit >> LIMB]).collect::<Vec<_>>());
    let mut composite = Zeroizing::new(vec![0u8; width]);
    for pairs in table(limbs.len()).pairs.chunks_exact(AT_ONCE) {
        for (pair, residue) in pairs.iter().zip(residues(pairs, &limbs)) {
            for (&prime, &factor) in pair.primes.iter().zip(&pair.factors) {
                mark(&mut composite, remainder(residue * u64::from(factor), prime), prime);
            }
        }
    }
    // start + 2i ≡ 1 modulo e: RSA needs an e that is prime to p - 1.
    let modulus = u64::from(exponent);
    let residue = limbs.iter().rev().fold(0, |residue, &limb| ((residue << LIMB) | limb) % modulus);
    let half = (modulus + 1 - residue) * modulus.div_ceil(2) % modulus;
    mark(&mut composite, half as u32, exponent);
    Zeroizing::new((0..width as u32).filter(|&i| composite[i as usize] == 0).collect())
}

fn mark(composite: &mut [u8], first: u32, step: u32) {
    let mut i = first as usize;
    while i < composite.len() {
        composite[i] = 1;
        i += step as usize;
    }
}

/// The number times 2^(-26·limbs) modulo the product m of each pair, or that and m.
///
/// One pass from the low end: adding q·m makes the low 26 bits vanish (Montgomery again), with two multiplications a
/// limb and no division. The power of two is taken out by `Pair::factors`.
fn residues(pairs: &[Pair], limbs: &[u64]) -> [u64; AT_ONCE] {
    let moduli: [u64; AT_ONCE] = core::array::from_fn(|i| pairs[i].product());
    let inverses: [u64; AT_ONCE] = core::array::from_fn(|i| u64::from(pairs[i].inverse));
    let mut residues = [0; AT_ONCE];
    for limb in limbs {
        for i in 0..AT_ONCE {
            // residue ≤ m + 1 ≤ 2^36, so that the sum below is less than 2^37 + 2^26·2^36 < 2^63.
            let sum = residues[i] + limb;
            let quotient = sum.wrapping_mul(inverses[i]) & LIMB_MASK;
            residues[i] = (sum + quotient * moduli[i]) >> LIMB;
        }
    }
    residues
}

/// `number` modulo `prime`, for a number below 2^55 that is less than 2^37 times the prime.
///
/// The quotient comes from doubles: it is below 2^37, so that the two roundings, each by a factor within 2^-53 of one,
/// move it by less than 2^-14, and rounding it to an integer leaves a remainder between -prime and prime. Much faster
/// than a division of 64-bit integers, on older processors above all.
fn remainder(number: u64, prime: u32) -> u32 {
    // Added to a smaller number, it leaves the nearest integer in the low bits of the sum.
    const TWO_52: f64 = (1u64 << 52) as f64;
    let quotient = (number as i64 as f64 / f64::from(prime) + TWO_52).to_bits() & digits::MASK;
    let remainder = number.wrapping_sub(quotient * u64::from(prime)) as i64;
    (remainder + (i64::from(prime) & (remainder >> 63))) as u32
}

/// Two primes, and what is known of them beforehand.
struct Pair {
    primes: [u32; 2],
    /// -1/m modulo 2^26, m the product of the two.
    inverse: u32,
    /// -2^(26·limbs - 1) modulo each prime. With a residue r of `residues`, start + 2i ≡ 0 where i ≡ r·factor.
    factors: [u32; 2],
}

impl Pair {
    fn new(primes: [u32; 2], limbs: usize) -> Self {
        let mut pair = Self { primes, inverse: 0, factors: [0; 2] };
        pair.inverse = (digits::negative_inverse(pair.product()) & LIMB_MASK) as u32;
        pair.factors = primes.map(|prime| prime - power_of_two(LIMB * limbs - 1, prime));
        pair
    }

    fn product(&self) -> u64 {
        u64::from(self.primes[0]) * u64::from(self.primes[1])
    }
}

/// 2^exponent modulo an odd prime.
fn power_of_two(exponent: usize, prime: u32) -> u32 {
    (0..=exponent.ilog2()).rev().fold(1, |power, bit| {
        let square = u64::from(power) * u64::from(power);
        remainder(square << (exponent >> bit & 1), prime)
    })
}

/// All odd primes below [`BOUND`], for numbers of one length.
struct Table {
    limbs: usize,
    pairs: Vec<Pair>,
}

/// The table for numbers of so many limbs; the last one made is kept.
fn table(limbs: usize) -> Arc<Table> {
    static LAST: Mutex<Option<Arc<Table>>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    match &*last {
        Some(table) if table.limbs == limbs => Arc::clone(table),
        _ => {
            let mut primes = odd_primes();
            // Full rows of pairs: what is marked twice is marked.
            primes.resize(primes.len().next_multiple_of(2 * AT_ONCE), 3);
            let pairs = primes.as_chunks().0.iter().map(|&primes| Pair::new(primes, limbs)).collect();
            Arc::clone(last.insert(Arc::new(Table { limbs, pairs })))
        }
    }
}

/// The odd primes below [`BOUND`].
fn odd_primes() -> Vec<u32> {
    // Place i stands for 2i + 1.
    let mut composite = vec![0u8; BOUND as usize / 2];
    for i in 1..BOUND.isqrt() / 2 {
        if composite[i as usize] == 0 {
            mark(&mut composite, 2 * i * (i + 1), 2 * i + 1);
        }
    }
    (1..BOUND / 2).filter(|&i| composite[i as usize] == 0).map(|i| 2 * i + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::{BOUND, remainder};

    #[test]
    fn remainders_are_exact_at_their_limits() {
        for prime in [3, 5, 65_537, 131_071, BOUND - 5] {
            let p = u64::from(prime);
            let highest = ((1 << 37) * p).min(1 << 55);
            for quotient in [0, 1, 2, highest / p / 2, highest / p - 1] {
                for offset in [0, 1, p / 2, p / 2 + 1, p - 1] {
                    let number = quotient * p + offset;
                    assert_eq!(u64::from(remainder(number, prime)), offset, "{number} modulo {prime}");
                }
            }
        }
    }
}
