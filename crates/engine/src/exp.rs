//! Exponentiation with secret exponents: fixed windows of five bits.
//!
//! Five squarings and one multiplication a window, whatever the bits are; the factor is read by a scan over the whole
//! table with a mask, so that neither the instructions nor the addresses depend on the exponent. Windows of five bits
//! make 30 table entries and, at 1024 bits, 205 multiplications; six would make 62 and 171, and a scan twice as long.

use alloc::vec;
use alloc::vec::Vec;

use super::digits::{self, Pair};
use super::lanes::{self, Vector};
use super::montgomery::Modulus;

const WINDOW: usize = 5;
const ENTRIES: usize = 1 << WINDOW;

/// `x` to the power of `exponent[lane]` in each lane, where the exponents have at most `bits` bits; everything in
/// Montgomery's form, `one` being one.
pub(crate) fn power(modulus: &Modulus, x: &Pair, one: &Pair, exponent: [&[u64]; 2], bits: usize) -> Pair {
    let table = Table::new(modulus, x, one);
    let windows = bits.div_ceil(WINDOW);
    let index = |window: usize| exponent.map(|exponent| digits::bits_at(exponent, window * WINDOW, WINDOW));
    let (mut result, mut factor) = (one.clone(), one.clone());
    table.select(index(windows - 1), &mut result);
    for window in (0..windows - 1).rev() {
        modulus.square(&mut result, WINDOW as u32, [0; 2]);
        table.select(index(window), &mut factor);
        modulus.multiply(&mut result, &factor);
    }
    result
}

/// Digits that a scan sums in registers at once: each mask is made once for so many. With the digit
/// read, the mask and what it is made of, the sixteen vector registers of x86-64 are full; 22, 32 and 42 digits leave
/// little of the last block empty.
const BLOCK: usize = 11;

/// x^0, x^1, … x^31 as vectors of both lanes: block by block, and in a block entry by entry; the last block is filled up.
/// Wiped when dropped.
struct Table(Vec<[[Vector; BLOCK]; ENTRIES]>);

impl Table {
    /// The even powers as squares, the odd ones by a multiplication with x.
    fn new(modulus: &Modulus, x: &Pair, one: &Pair) -> Self {
        let blocks = one.0.len().div_ceil(BLOCK);
        let mut powers: Vec<Pair> = Vec::with_capacity(ENTRIES);
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
        let mut table = vec![[[lanes::from_words([0; 2]); BLOCK]; ENTRIES]; blocks];
        for (entry, power) in powers.iter().enumerate() {
            for (block, digits) in table.iter_mut().zip(power.0.chunks(BLOCK)) {
                for (slot, digit) in block[entry].iter_mut().zip(digits) {
                    *slot = lanes::from_words(*digit);
                }
            }
        }
        Self(table)
    }

    /// Writes entry `index[lane]` of each lane to `out`, having read all entries.
    fn select(&self, index: [u64; 2], out: &mut Pair) {
        // 32-bit parts are compared, so numbers stand in both halves of a lane; each entry counts them down by one.
        let wanted = lanes::from_words(index.map(|number| number << 32 | number));
        for (block, digits) in self.0.iter().zip(out.0.chunks_mut(BLOCK)) {
            let mut sum = [lanes::from_words([0; 2]); BLOCK];
            let mut number = wanted;
            for entry in block {
                // Otherwise each digit's address is computed by itself, where the load has room for an offset.
                let entry = core::hint::black_box(entry);
                let mask = lanes::equal32(number, lanes::from_words([0; 2]));
                for (sum, &digit) in sum.iter_mut().zip(entry) {
                    *sum = lanes::or(*sum, lanes::and(digit, mask));
                }
                number = lanes::add32(number, lanes::from_words([u64::MAX; 2]));
            }
            for (digit, sum) in digits.iter_mut().zip(sum) {
                *digit = lanes::to_words(sum);
            }
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        self.0.as_flattened_mut().as_flattened_mut().fill(lanes::from_words([0; 2]));
        core::hint::black_box(&self.0);
    }
}
