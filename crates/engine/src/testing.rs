//! Property tests of the kernels against crypto-bigint, as functions: the native tests call them, and so does the wasm
//! module of `tests/engine/`, which browsers run. Compiled for tests only.
//!
//! A kernel's answer is defined to the last digit (`plain.rs`), so each one is compared bit for bit with
//! (x·y + q·F)/R, computed by crypto-bigint from that definition.

use alloc::vec;
use alloc::vec::Vec;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, ConcatenatingMul, Odd};
use rand_core::{TryCryptoRng, TryRng};

use crate::digits::{self, BITS, MASK, Pair, bit_length, from_bytes, to_bytes};
use crate::kernel::{Kernel, Prepared};
use crate::montgomery::Modulus;
use crate::{PrimeSearch, power};

/// Rounds with one pair of moduli, before the next is drawn.
const ROUNDS: u32 = 24;

/// A kernel that can be asked for.
#[derive(Clone, Copy, Debug)]
pub enum Choice {
    /// Plain integers.
    Plain,
    /// 16-bit dot products.
    Portable,
    /// The accelerated one, where it is installed.
    Fastest,
}

impl Choice {
    fn kernel(self) -> Kernel {
        match self {
            Self::Plain => Kernel::Plain,
            Self::Portable => Kernel::Portable,
            Self::Fastest => Kernel::fastest(),
        }
    }
}

/// Makes at least `count` products modulo numbers of `bits` bits with each kernel; returns how many were made, and how
/// many results of each kernel were wrong, in the order of [`Choice`].
#[must_use]
pub fn products(bits: usize, count: u32, seed: u64) -> (u32, [u32; 3]) {
    differences([Choice::Plain, Choice::Portable, Choice::Fastest].map(Choice::kernel), bits, count, seed)
}

/// [`products`] for any kernels.
pub(crate) fn differences<const N: usize>(kernels: [Kernel; N], bits: usize, count: u32, seed: u64) -> (u32, [u32; N]) {
    let mut rng = TestRng::new(seed);
    let (mut made, mut wrong) = (0, [0; N]);
    while made < count {
        // With the friendly digits that the most demanding kernel wants; every second time also with one, for the others.
        let most = kernels.iter().map(|kernel| kernel.friendly_digits()).max().unwrap_or(1);
        made += products_with(kernels, bits, most, &mut rng, &mut wrong);
        if most > 1 && rng.next().is_multiple_of(2) {
            products_with(kernels, bits, 1, &mut rng, &mut wrong);
        }
    }
    (made, wrong)
}

/// Products with one pair of moduli, by all kernels that can do with so many friendly digits: how many each made.
fn products_with<const N: usize>(
    kernels: [Kernel; N],
    bits: usize,
    friendly: usize,
    rng: &mut TestRng,
    wrong: &mut [u32; N],
) -> u32 {
    let mut made = 0;
    let moduli = [odd_modulus(rng, bits), odd_modulus(rng, bits)].map(|n| Defined::new(&n, bits, friendly));
    let m = Pair::join(&moduli[0].m, &moduli[1].m, moduli[0].m.len());
    let mut prepared =
        kernels.map(|kernel| (kernel.friendly_digits() <= friendly).then(|| Prepared::new(kernel, m.clone())));
    for round in 0..ROUNDS {
        let x = operands(rng, &moduli, round);
        let y = operands(rng, &moduli, round);
        // In turns: one squaring, a product, a chain of squarings; with and without doubling in each lane.
        let steps = if round % 3 == 2 { 2 + (rng.next() % 5) as u32 } else { 1 };
        let double = [rng.next(), rng.next()].map(|bits| bits & ((1 << steps) - 1));
        let expected = [0, 1].map(|lane: usize| {
            if round % 3 == 1 {
                return moduli[lane].product(&x.lane(lane), &y.lane(lane), 0);
            }
            (0..steps)
                .rev()
                .fold(x.lane(lane).to_vec(), |z, step| moduli[lane].product(&z, &z, (double[lane] >> step & 1) as u32))
        });
        for (kernel, wrong) in prepared.iter_mut().zip(&mut *wrong) {
            let Some(kernel) = kernel else { continue };
            let mut z = x.clone();
            if round % 3 == 1 {
                kernel.multiply(&mut z, &y)
            } else {
                kernel.square(&mut z, steps, double)
            }
            *wrong += (0..2).filter(|&lane| *z.lane(lane) != expected[lane]).count() as u32;
        }
        made += 2 * steps;
    }
    made
}

/// How many of `2·count` powers with random exponents, through the window table, are not those of crypto-bigint.
#[must_use]
pub fn powers(choice: Choice, bits: usize, count: u32, seed: u64) -> u32 {
    let mut rng = TestRng::new(seed);
    let mut wrong = 0;
    for _ in 0..count {
        let n = [odd_modulus(&mut rng, bits), odd_modulus(&mut rng, bits)];
        let modulus = Modulus::new(choice.kernel(), &n[0], &n[1], bits);
        let width = (BITS * modulus.length()).next_multiple_of(64) as u32;
        let bases = [0; 2].map(|_| edgy(&mut rng, bits, modulus.length()));
        let exponents = [0; 2].map(|_| edgy(&mut rng, bits, modulus.length()));
        let (one, radix) = modulus.one_and_radix();
        let mut x = Pair::join(&bases[0], &bases[1], modulus.length());
        modulus.multiply(&mut x, &radix);
        let x = power::power(&modulus, &x, &one, [&exponents[0], &exponents[1]], bits);
        for (lane, z) in modulus.leave(x).iter().enumerate() {
            let params = BoxedMontyParams::new(Odd::new(boxed(&n[lane], width)).expect("an odd number was drawn"));
            let base = boxed(&bases[lane], width).rem_vartime(params.modulus().as_nz_ref());
            let power = BoxedMontyForm::new(base, &params).pow(&boxed(&exponents[lane], width)).retrieve();
            wrong += u32::from(boxed(z, width) != power);
        }
    }
    wrong
}

/// A chain of `count` squarings of a pair of numbers modulo numbers of `bits` bits, to be timed; the last digit of the
/// result, so that nothing of it can be left out.
#[must_use]
pub fn squarings(choice: Choice, bits: usize, count: u32) -> u64 {
    let mut rng = TestRng::new(bits as u64);
    let n = [odd_modulus(&mut rng, bits), odd_modulus(&mut rng, bits)];
    let modulus = Modulus::new(choice.kernel(), &n[0], &n[1], bits);
    let mut x = Pair::join(&edgy(&mut rng, bits, modulus.length()), &n[0], modulus.length());
    for _ in 0..count.div_ceil(BITS as u32) {
        modulus.square(&mut x, BITS as u32, [0; 2]);
    }
    x.0[0][0]
}

/// A prime for a modulus of `modulus_bits` bits from a seeded source, and how many candidates it took.
#[must_use]
pub fn search(choice: Choice, modulus_bits: u32, seed: u64) -> (Vec<u8>, u32) {
    let mut rng = TestRng::new(seed);
    let mut search =
        PrimeSearch::with_kernel(choice.kernel(), &mut rng, modulus_bits).expect("the test's source does not fail");
    loop {
        if let Some(prime) = search.step(&mut rng, 64).expect("the test's source does not fail") {
            return (prime.to_bytes().to_vec(), search.candidates());
        }
    }
}

/// A modulus in all forms that the definition of a product needs.
struct Defined {
    n: Vec<u64>,
    f: Vec<u64>,
    /// (F + 1)/2^52.
    m: Vec<u64>,
    boxed: BoxedUint,
    /// 1/F modulo 2^width.
    inverse: BoxedUint,
    width: u32,
}

impl Defined {
    fn new(n: &[u64], bits: usize, friendly: usize) -> Self {
        let length = (bits + BITS * friendly + 4).div_ceil(BITS);
        let k = digits::negative_inverse_of_two([n[0], n[1]]);
        let mut f = digits::multiply_add(n, &k[..friendly], &[]).to_vec();
        f.resize(length, 0);
        assert!(f[..friendly].iter().all(|&digit| digit == MASK), "F is -1 modulo 2^52 or 2^104");
        let mut m = f[1..].to_vec();
        digits::add_if(&mut m, &[1], 1);
        let width = ((BITS * length) as u32).next_multiple_of(64);
        let boxed = boxed(&f, width);
        // Newton: each step doubles the number of right bits.
        let two = BoxedUint::one_with_precision(width).wrapping_shl_vartime(1);
        let inverse = (0..=width.ilog2()).fold(BoxedUint::one_with_precision(width), |inverse, _| {
            inverse.wrapping_mul(two.wrapping_sub(boxed.wrapping_mul(&inverse)))
        });
        Self { n: n.to_vec(), f, m, boxed, inverse, width }
    }

    /// (x·y + q·F)/R, where q below R makes the division come out; doubled if `double` is 1.
    fn product(&self, x: &[u64], y: &[u64], double: u32) -> Vec<u64> {
        let radix = (BITS * self.f.len()) as u32;
        let product = boxed(x, self.width).concatenating_mul(&boxed(y, self.width));
        let quotient = low(&product, self.width).wrapping_mul(&self.inverse);
        let mut q = BoxedUint::zero_with_precision(self.width).wrapping_sub(quotient);
        // The width is more than R's by a few bits.
        q = q.wrapping_shl_vartime(self.width - radix).wrapping_shr_vartime(self.width - radix);
        let sum = product
            .wrapping_add(q.concatenating_mul(&self.boxed))
            .wrapping_shr_vartime(radix)
            .wrapping_shl_vartime(double);
        from_bytes(&sum.to_be_bytes(), self.f.len()).to_vec()
    }
}

/// The low `width` bits.
fn low(number: &BoxedUint, width: u32) -> BoxedUint {
    let bytes = number.to_be_bytes();
    BoxedUint::from_be_slice(&bytes[bytes.len() - width as usize / 8..], width).expect("as many bytes as it is wide")
}

/// Two operands below 4F in every second round, below 2F otherwise: zero, one, n - 1, F - 1, all ones, a power of two, or
/// digits at their ends.
fn operands(rng: &mut TestRng, moduli: &[Defined; 2], round: u32) -> Pair {
    let length = moduli[0].f.len();
    let [a, b] = [0, 1].map(|lane: usize| {
        let Defined { n, f, .. } = &moduli[lane];
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
            _ => edgy(rng, room, length),
        }
    });
    Pair::join(&a, &b, length)
}

/// The low `bits` bits.
fn masked(mut number: Vec<u64>, bits: usize) -> Vec<u64> {
    for (i, digit) in number.iter_mut().enumerate() {
        let above = bits.saturating_sub(i * BITS);
        *digit &= if above >= BITS { MASK } else { (1 << above) - 1 };
    }
    number
}

/// A number below 2^bits whose digits are often at an end: zero, all ones, 2^51 and its neighbours, and the ends of
/// 13-bit and 26-bit digits.
pub(crate) fn edgy(rng: &mut TestRng, bits: usize, length: usize) -> Vec<u64> {
    let digit = |rng: &mut TestRng| match rng.next() % 12 {
        0 => 0,
        1 => MASK,
        2 => 1 << 51,
        3 => (1 << 51) - 1,
        4 => (1 << 51) + 1,
        5 => 1,
        6 => (0x1000 * 0x80_0400_2001) & MASK,
        7 => (0x0fff * 0x80_0400_2001) & MASK,
        8 => (1 << 26) - 1,
        _ => rng.next() & MASK,
    };
    masked((0..length).map(|_| digit(rng)).collect(), bits)
}

/// An odd number of exactly `bits` bits; one in four is near 2^bits, one in eight just above 2^(bits - 1).
pub(crate) fn odd_modulus(rng: &mut TestRng, bits: usize) -> Vec<u64> {
    let length = bits.div_ceil(BITS).max(2);
    let mut n = match rng.next() % 8 {
        0 | 1 => {
            let mut n = masked(vec![MASK; length], bits);
            n[0] = rng.next() & MASK;
            n
        }
        2 => vec![rng.next() & MASK],
        _ => edgy(rng, bits, length),
    };
    n.resize(length, 0);
    n[0] |= 1;
    n[(bits - 1) / BITS] |= 1 << ((bits - 1) % BITS);
    n
}

/// A number as crypto-bigint holds it, in `bits` bits.
pub(crate) fn boxed(digits: &[u64], bits: u32) -> BoxedUint {
    let bytes = to_bytes(digits, bits as usize / 8);
    BoxedUint::from_be_slice(&bytes, bits).expect("it fits")
}

/// A deterministic source (SplitMix64), which fails when its budget of words is spent.
pub(crate) struct TestRng {
    state: u64,
    budget: u64,
}

/// What a [`TestRng`] fails with.
#[derive(Debug)]
pub(crate) struct Exhausted;

impl core::fmt::Display for Exhausted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the test source is exhausted")
    }
}

impl core::error::Error for Exhausted {}

impl TestRng {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, budget: u64::MAX }
    }

    #[cfg(test)]
    pub(crate) fn failing_after(seed: u64, budget: u64) -> Self {
        Self { state: seed, budget }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
}

impl TryRng for TestRng {
    type Error = Exhausted;

    fn try_next_u32(&mut self) -> Result<u32, Exhausted> {
        self.try_next_u64().map(|word| word as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Exhausted> {
        self.budget = self.budget.checked_sub(1).ok_or(Exhausted)?;
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Exhausted> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.try_next_u64()?.to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for TestRng {}
