//! Modular exponentiation: constant-time in a secret exponent, and variable-time in a public one.
//!
//! Secret exponents are read in fixed windows of five bits. Each window after the first takes five squarings and one
//! multiplication, whatever its bits are. The factor is read from the table of powers by scanning all entries under a
//! mask, so that neither the instructions nor the addresses depend on the exponent. With windows of five bits, 30
//! powers are computed for the table, and an exponent of 1024 bits takes 204 multiplications. Windows of six bits would
//! take 62 powers and 170 multiplications, and each scan would be twice as long.
//!
//! [`ModulusPair::square`] can double the results of its squarings. No squaring here does that: the bits are `[0; 2]`.

#![forbid(unsafe_code)]

use alloc::vec;
use alloc::vec::Vec;

use crate::limbs::{self, LanePair};
use crate::montgomery::ModulusPair;
use crate::simd::{self, Vector};

const WINDOW: usize = 5;
const ENTRIES: usize = 1 << WINDOW;

/// `x^exponent[lane]` in each lane, for exponents of at most `bits` bits. `x`, `one` (the number 1) and the result are
/// in Montgomery form. Constant-time in x and the exponents.
pub(crate) fn exp(modulus: &ModulusPair, x: &LanePair, one: &LanePair, exponent: [&[u64]; 2], bits: usize) -> LanePair {
    let table = Table::new(modulus, x, one);
    let windows = bits.div_ceil(WINDOW);
    let index = |window: usize| exponent.map(|exponent| limbs::bits_at(exponent, window * WINDOW, WINDOW));
    let (mut result, mut factor) = (one.clone(), one.clone());
    table.select(index(windows - 1), &mut result);
    for window in (0..windows - 1).rev() {
        modulus.square(&mut result, WINDOW as u32, [0; 2]);
        table.select(index(window), &mut factor);
        modulus.multiply(&mut result, &factor);
    }
    result
}

/// `x^e` in both lanes, in Montgomery form, for a public exponent e ≥ 1. The time depends on e.
pub(crate) fn exp_public(modulus: &ModulusPair, x: &LanePair, e: u64) -> LanePair {
    let mut result = x.clone();
    // Square and multiply, from the bit below the highest. `pending` counts the squarings that are not made yet: those
    // for a run of zeros and for the bit that ends it are made in one call.
    let mut pending = 0;
    for bit in (0..e.ilog2()).rev() {
        pending += 1;
        if e >> bit & 1 == 1 || bit == 0 {
            modulus.square(&mut result, pending, [0; 2]);
            pending = 0;
        }
        if e >> bit & 1 == 1 {
            modulus.multiply(&mut result, x);
        }
    }
    result
}

/// How many limbs a scan of the table accumulates in registers at once, so that a mask is computed once for all of
/// them. Eleven accumulators, the limb that was read, the mask, the countdown and the constants 0 and -1 fill the
/// sixteen vector registers of x86-64. For the primes of keys of 2048, 3072 and 4096 bits the fma52 kernel takes 22, 32
/// and 42 limbs, which leave at most two limbs of the last block unused.
const BLOCK: usize = 11;

/// The powers x^0 to x^31 of both lanes. Each block holds [`BLOCK`] limbs of every power. The last block is padded with
/// zeros. Wiped when dropped.
struct Table(Vec<[[Vector; BLOCK]; ENTRIES]>);

impl Table {
    /// Computes an even power as a square, and an odd one by multiplying the power before it by x.
    fn new(modulus: &ModulusPair, x: &LanePair, one: &LanePair) -> Self {
        let blocks = one.0.len().div_ceil(BLOCK);
        let mut powers: Vec<LanePair> = Vec::with_capacity(ENTRIES);
        powers.extend([one.clone(), x.clone()]);
        for i in 2..ENTRIES {
            let mut next = powers[if i % 2 == 0 { i / 2 } else { i - 1 }].clone();
            if i % 2 == 0 {
                modulus.square(&mut next, 1, [0; 2]);
            } else {
                modulus.multiply(&mut next, x);
            }
            powers.push(next);
        }
        let mut table = vec![[[simd::from_words([0; 2]); BLOCK]; ENTRIES]; blocks];
        for (entry, power) in powers.iter().enumerate() {
            for (block, limbs) in table.iter_mut().zip(power.0.chunks(BLOCK)) {
                for (slot, limb) in block[entry].iter_mut().zip(limbs) {
                    *slot = simd::from_words(*limb);
                }
            }
        }
        Self(table)
    }

    /// Copies entry `index[lane]` of each lane to `out`. Reads all entries.
    fn select(&self, index: [u64; 2], out: &mut LanePair) {
        // The vector comparison is of 32-bit parts, so both halves of a 64-bit lane hold the index. `countdown` starts
        // at the index, is decremented for each entry, and is zero at the entry that is wanted.
        let wanted = simd::from_words(index.map(|number| number << 32 | number));
        for (block, limbs) in self.0.iter().zip(out.0.chunks_mut(BLOCK)) {
            let mut selected = [simd::from_words([0; 2]); BLOCK];
            let mut countdown = wanted;
            for entry in block {
                // black_box keeps the base pointer, so that LLVM loads the limbs at constant offsets from it instead of
                // computing an address for each.
                let entry = core::hint::black_box(entry);
                let mask = simd::equal32(countdown, simd::from_words([0; 2]));
                for (selected, &limb) in selected.iter_mut().zip(entry) {
                    *selected = simd::or(*selected, simd::and(limb, mask));
                }
                countdown = simd::add32(countdown, simd::from_words([u64::MAX; 2]));
            }
            for (limb, selected) in limbs.iter_mut().zip(selected) {
                *limb = simd::to_words(selected);
            }
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        self.0.as_flattened_mut().as_flattened_mut().fill(simd::from_words([0; 2]));
        // The compiler must assume that black_box reads the table, so it cannot leave out the writes above.
        core::hint::black_box(&self.0);
    }
}
