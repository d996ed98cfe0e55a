//! Sieves a window of odd numbers by the primes below 2^18.
//!
//! Of W odd numbers about W·2·e^-γ/ln B survive the primes below B. So a prime of k bits takes ln(2^k)·e^-γ/ln B base-2
//! tests: 31.9 at 1024 bits, 63.9 at 2048. B = 2^18 instead of 2^16 saves one test in nine, and the saved tests would
//! take several times as long as sieving by the additional primes does. Above 2^18, products of two primes are too
//! large for the bounds below.
//!
//! The time and the memory addresses depend on the random start of the window, which is as secret as the primes in it.
//! An observer of both could learn something about that window, but each window is used for one prime only.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::limbs;

/// The sieve uses all primes below this bound.
pub(crate) const BOUND: u32 = 1 << 18;

/// Bits of a half limb: 26, which leave room in 64 bits for the sum in [`residues`].
const HALF_BITS: usize = limbs::BITS / 2;
const HALF_MASK: u64 = (1 << HALF_BITS) - 1;

/// How many prime pairs have their residues computed at once, so that their dependency chains overlap.
const BATCH: usize = 8;

/// The offsets i < `width` for which `start + 2i` has no prime factor below 2^18 and is not 1 modulo `exponent`.
///
/// `start` is odd and greater than 2^18; `exponent` is an odd prime below 2^32.
pub(crate) fn survivors(start: &[u64], width: usize, exponent: u32) -> Zeroizing<Vec<u32>> {
    let half_limbs =
        Zeroizing::new(start.iter().flat_map(|limb| [limb & HALF_MASK, limb >> HALF_BITS]).collect::<Vec<_>>());
    let mut composite = Zeroizing::new(vec![0u8; width]);
    for pairs in table(half_limbs.len()).pairs.chunks_exact(BATCH) {
        for (pair, residue) in pairs.iter().zip(residues(pairs, &half_limbs)) {
            for (&prime, &factor) in pair.primes.iter().zip(&pair.factors) {
                mark(&mut composite, remainder(residue * u64::from(factor), prime), prime);
            }
        }
    }
    // Also mark start + 2i ≡ 1 modulo e, because RSA needs e coprime to p - 1. These are the i ≡ (1 - start)/2, and 1/2
    // modulo e is (e + 1)/2.
    let modulus = u64::from(exponent);
    let residue = half_limbs.iter().rev().fold(0, |residue, &half_limb| ((residue << HALF_BITS) | half_limb) % modulus);
    let first = (modulus + 1 - residue) * modulus.div_ceil(2) % modulus;
    mark(&mut composite, first as u32, exponent);
    Zeroizing::new((0..width as u32).filter(|&i| composite[i as usize] == 0).collect())
}

/// Marks offsets `first`, `first + step`, `first + 2·step` and so on.
fn mark(composite: &mut [u8], first: u32, step: u32) {
    let mut i = first as usize;
    while i < composite.len() {
        composite[i] = 1;
        i += step as usize;
    }
}

/// start·2^(-26·length) modulo m for the product m of each prime pair and `length` half limbs. Not fully reduced: at
/// most m + 1.
///
/// This is a Montgomery reduction by one half limb at a time: adding q·m makes the low 26 bits zero, with two
/// multiplications for each half limb and no division. `PrimePair::factors` cancels the power of two.
fn residues(pairs: &[PrimePair], half_limbs: &[u64]) -> [u64; BATCH] {
    let moduli: [u64; BATCH] = core::array::from_fn(|i| pairs[i].product());
    let inverses: [u64; BATCH] = core::array::from_fn(|i| u64::from(pairs[i].inverse));
    let mut residues = [0; BATCH];
    for half_limb in half_limbs {
        for i in 0..BATCH {
            // residue ≤ m + 1 ≤ 2^36, so that sum + quotient·m is less than 2^37 + 2^26·2^36 < 2^63.
            let sum = residues[i] + half_limb;
            let quotient = sum.wrapping_mul(inverses[i]) & HALF_MASK;
            residues[i] = (sum + quotient * moduli[i]) >> HALF_BITS;
        }
    }
    residues
}

/// `number` modulo `prime`, for a number below 2^55 that is less than 2^37 times the prime.
///
/// The quotient is computed in doubles. It is below 2^37, and each of two roundings has a relative error of at most
/// 2^-53, so both together change it by less than 2^-14. Rounded to an integer it leaves a remainder between -prime and
/// prime. This is much faster than a division of 64-bit integers, most of all on older processors.
fn remainder(number: u64, prime: u32) -> u32 {
    // Adding 2^52 to a smaller double leaves the nearest integer in the low bits of the sum.
    const TWO_52: f64 = (1u64 << 52) as f64;
    let quotient = (number as i64 as f64 / f64::from(prime) + TWO_52).to_bits() & limbs::MASK;
    let remainder = number.wrapping_sub(quotient * u64::from(prime)) as i64;
    (remainder + (i64::from(prime) & (remainder >> 63))) as u32
}

/// Two primes that are sieved together, and what is precomputed for them.
struct PrimePair {
    primes: [u32; 2],
    /// -1/m modulo 2^26 for the product m of the primes.
    inverse: u32,
    /// -2^(26·length - 1) modulo each prime. With a residue r of [`residues`], start + 2i ≡ 0 for i ≡ r·factor.
    factors: [u32; 2],
}

impl PrimePair {
    fn new(primes: [u32; 2], length: usize) -> Self {
        let mut pair = Self { primes, inverse: 0, factors: [0; 2] };
        pair.inverse = (limbs::negative_inverse(pair.product()) & HALF_MASK) as u32;
        pair.factors = primes.map(|prime| prime - power_of_two(HALF_BITS * length - 1, prime));
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

/// All odd primes below [`BOUND`], prepared for numbers of one length.
struct Table {
    half_limbs: usize,
    pairs: Vec<PrimePair>,
}

/// The table for numbers of `half_limbs` half limbs. The table of the last call is cached.
fn table(half_limbs: usize) -> Arc<Table> {
    static LAST: Mutex<Option<Arc<Table>>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    match &*last {
        Some(table) if table.half_limbs == half_limbs => Arc::clone(table),
        _ => {
            let mut primes = odd_primes();
            // Pad with 3 to full batches of pairs; marking its multiples again changes nothing.
            primes.resize(primes.len().next_multiple_of(2 * BATCH), 3);
            let pairs = primes.as_chunks().0.iter().map(|&primes| PrimePair::new(primes, half_limbs)).collect();
            Arc::clone(last.insert(Arc::new(Table { half_limbs, pairs })))
        }
    }
}

/// The odd primes below [`BOUND`], by the sieve of Eratosthenes.
fn odd_primes() -> Vec<u32> {
    // Index i stands for 2i + 1, and index 2i(i + 1) for its square.
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
    fn remainders_are_exact_up_to_the_largest_numbers_allowed() {
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
