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

/// x^0, x^1, … x^31, one after the other as vectors of both lanes; wiped when dropped.
struct Table(Vec<Vector>);

impl Table {
    /// The even powers as squares, the odd ones by a multiplication with x.
    fn new(modulus: &Modulus, x: &Pair, one: &Pair) -> Self {
        let length = one.0.len();
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
        let mut table = vec![lanes::from_words([0; 2]); ENTRIES * length];
        for (slot, digit) in table.iter_mut().zip(powers.iter().flat_map(|power| &power.0)) {
            *slot = lanes::from_words(*digit);
        }
        Self(table)
    }

    /// Writes entry `index[lane]` of each lane to `out`, having read all entries.
    fn select(&self, index: [u64; 2], out: &mut Pair) {
        let length = out.0.len();
        let masks: [Vector; ENTRIES] = core::array::from_fn(|i| {
            lanes::from_words(index.map(|index| digits::mask_if(digits::is_zero(index ^ i as u64))))
        });
        for (position, digit) in out.0.iter_mut().enumerate() {
            let column = self.0[position..].iter().step_by(length);
            let zero = lanes::from_words([0; 2]);
            *digit = lanes::to_words(
                column.zip(&masks).fold(zero, |sum, (&entry, &mask)| lanes::or(sum, lanes::and(entry, mask))),
            );
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        self.0.fill(lanes::from_words([0; 2]));
        core::hint::black_box(&self.0);
    }
}
