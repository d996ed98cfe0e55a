//! Sieving a window of odd numbers by the primes below 2^16.
//!
//! What is left of W numbers after the primes below B is about W·2·e^-γ/ln B, so a prime of k bits costs
//! ln(2^k)·e^-γ/ln B tests: 35.9 at 1024 bits, 71.9 at 2048. The optimum is flat between 2^16 and 2^19, and with primes
//! below 2^16 every product fits in 32 bits.
//!
//! The time depends on the random start of the window, which is as secret as the primes in it; the marks written depend
//! on its residues. What an observer could learn this way concerns one window that is used for one prime.

use alloc::vec;
use alloc::vec::Vec;
use std::sync::OnceLock;

use zeroize::Zeroizing;

use super::digits;

/// Sieving stops at this number; all primes below it are used.
pub(crate) const BOUND: u32 = 1 << 16;

/// Offsets i for which `start + 2i` has no prime factor below 2^16 and is not 1 modulo `exponent`, for i below `width`.
///
/// `start` is odd and greater than 2^16; `exponent` is an odd prime below 2^32.
pub(crate) fn survivors(start: &[u64], width: usize, exponent: u32) -> Zeroizing<Vec<u32>> {
    let limbs = Zeroizing::new(
        (0..digits::bit_length(start).div_ceil(32))
            .map(|i| digits::bits_at(start, 32 * i, 32) as u32)
            .collect::<Vec<u32>>(),
    );
    let mut composite = Zeroizing::new(vec![0u8; width]);
    for (pair, residue) in pairs().iter().zip(residues(&limbs)) {
        for &prime in pair {
            // start + 2i ≡ 0: i ≡ -start/2
            let negative = prime - residue % prime;
            mark(&mut composite, (negative + prime * (negative % 2)) / 2, prime);
        }
    }
    // start + 2i ≡ 1 modulo e: RSA needs an e that is prime to p - 1.
    let modulus = u64::from(exponent);
    let residue = limbs.iter().rev().fold(0, |residue, &limb| ((residue << 32) | u64::from(limb)) % modulus);
    let half = (modulus + 1 - residue) * modulus.div_ceil(2) % modulus;
    mark(&mut composite, half as u32, exponent);
    Zeroizing::new((0..width as u32).filter(|&i| composite[i as usize] == 0).collect())
}

fn mark(composite: &mut [u8], first: u32, step: u32) {
    let mut i = first as usize;
    if i >= step as usize {
        i -= step as usize;
    }
    while i < composite.len() {
        composite[i] = 1;
        i += step as usize;
    }
}

/// The odd primes below [`BOUND`] in twos whose product fits in 32 bits; found once.
fn pairs() -> &'static [[u32; 2]] {
    static PAIRS: OnceLock<Vec<[u32; 2]>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let mut composite = vec![false; BOUND as usize];
        let mut primes = Vec::new();
        for i in (3..BOUND).step_by(2) {
            if !composite[i as usize] {
                primes.push(i);
                (i.saturating_mul(i)..BOUND)
                    .step_by(2 * i as usize)
                    .for_each(|multiple| composite[multiple as usize] = true);
            }
        }
        // 6541 odd primes: the last stands alone, twice.
        primes.chunks(2).map(|chunk| [chunk[0], chunk[chunk.len() - 1]]).collect()
    })
}

/// The number modulo the product of each pair.
///
/// One pass from the low end makes number·2^(-32·limbs) of it: adding q·m makes the low 32 bits vanish (Montgomery
/// again). Two multiplications a limb, no division, and eight moduli at once so that their chains overlap. The power of
/// two is put back by one more product, with 2^(32·limbs) from a few squarings.
fn residues(limbs: &[u32]) -> impl Iterator<Item = u32> {
    const AT_ONCE: usize = 8;
    pairs().chunks(AT_ONCE).flat_map(move |chunk| {
        let moduli: [u64; AT_ONCE] = core::array::from_fn(|i| {
            chunk.get(i).map_or(3, |&[first, second]| {
                if first == second { u64::from(first) } else { u64::from(first) * u64::from(second) }
            })
        });
        let inverses = moduli.map(|modulus| digits::negative_inverse(modulus) as u32);
        let mut residues = [0u64; AT_ONCE];
        for &limb in limbs {
            for i in 0..AT_ONCE {
                // residue ≤ m + 1 < 2^32, so the sum is below 2^33 + 2^32·m ≤ 2^64.
                let sum = residues[i] + u64::from(limb);
                let quotient = (sum as u32).wrapping_mul(inverses[i]);
                residues[i] = (sum + u64::from(quotient) * moduli[i]) >> 32;
            }
        }
        // 2^32 in Montgomery's form is 2^64 modulo m.
        let base = moduli.map(|modulus| (u64::MAX % modulus + 1) % modulus);
        let mut scale = base;
        for bit in (0..limbs.len().ilog2()).rev() {
            for i in 0..AT_ONCE {
                scale[i] = product(scale[i], scale[i], moduli[i], inverses[i]);
                if limbs.len() >> bit & 1 == 1 {
                    scale[i] = product(scale[i], base[i], moduli[i], inverses[i]);
                }
            }
        }
        for i in 0..AT_ONCE {
            residues[i] = product(residues[i] % moduli[i], scale[i], moduli[i], inverses[i]);
        }
        residues.into_iter().take(chunk.len()).map(|residue| residue as u32)
    })
}

/// a·b·2^-32 modulo m, for a, b below m.
fn product(a: u64, b: u64, modulus: u64, inverse: u32) -> u64 {
    let product = a * b;
    let quotient = u64::from((product as u32).wrapping_mul(inverse));
    // The low halves add up to 2^32, or are both zero; the high ones to less than 2m.
    let sum = (product >> 32) + ((quotient * modulus) >> 32) + u64::from(product as u32 != 0);
    if sum >= modulus { sum - modulus } else { sum }
}
