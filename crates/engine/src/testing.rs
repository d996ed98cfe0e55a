//! Property tests of the kernels and of exponentiation against crypto-bigint, a chain of squarings to be timed, and a
//! prime search from a seed, as functions: the wasm module of `tests/engine/`, which browsers run, calls those that are
//! `pub`, and the native tests call those that are `pub(crate)`. Compiled for tests only.
//!
//! A kernel's result is defined to the last limb (`kernel/mul28.rs`): (x·y + q·F)/R for the modulus F, the Montgomery
//! radix R, and the one q in [0, R) for which R divides the sum. So each result is compared bit for bit with what
//! crypto-bigint computes from that definition.

mod defined;
mod numbers;
mod rng;

use alloc::vec::Vec;

use crypto_bigint::Odd;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use rand_core::TryCryptoRng;

use crate::error::Error;
use crate::exp;
use crate::kernel::{Kernel, PreparedKernel, install};
use crate::limbs::{BITS, LanePair};
use crate::montgomery::ModulusPair;
use crate::primes::probable::Prime;
use crate::primes::search::PrimeSearch;
use defined::{DefinedModulus, operands};
pub(crate) use numbers::{boundary_number, boxed, odd_modulus};
#[cfg(test)]
pub(crate) use rng::Exhausted;
pub(crate) use rng::TestRng;

/// Rounds with one pair of moduli before the next pair is drawn.
const ROUNDS: u32 = 24;

/// Which kernel a test runs on.
#[derive(Clone, Copy, Debug)]
pub enum Choice {
    /// The mul28 kernel.
    Mul28,
    /// The dot13 kernel.
    Dot13,
    /// The fma52 kernel where it is installed, else the dot13 kernel.
    Fastest,
}

impl Choice {
    fn kernel(self) -> Kernel {
        match self {
            Self::Mul28 => Kernel::Mul28,
            Self::Dot13 => Kernel::Dot13,
            Self::Fastest => install::fastest(),
        }
    }
}

/// Makes at least `count` products modulo numbers of `bits` bits with each kernel. Returns how many each kernel made,
/// and how many of its results were wrong, in the order of [`Choice`].
#[must_use]
pub fn products(bits: usize, count: u32, seed: u64) -> (u32, [u32; 3]) {
    differences([Choice::Mul28, Choice::Dot13, Choice::Fastest].map(Choice::kernel), bits, count, seed)
}

/// [`products`] for a list of kernels.
pub(crate) fn differences<const N: usize>(kernels: [Kernel; N], bits: usize, count: u32, seed: u64) -> (u32, [u32; N]) {
    let mut rng = TestRng::new(seed);
    let (mut made, mut wrong) = (0, [0; N]);
    while made < count {
        // The moduli F have as many friendly limbs (the lowest limbs of F + 1, which are zero) as any of the kernels
        // needs. Every second time on average, the kernels that need only one friendly limb also get moduli with only
        // one; these products are checked, but not counted.
        let most = kernels.iter().map(|kernel| kernel.friendly_limbs()).max().unwrap_or(1);
        made += products_with(kernels, bits, most, &mut rng, &mut wrong);
        if most > 1 && rng.next().is_multiple_of(2) {
            products_with(kernels, bits, 1, &mut rng, &mut wrong);
        }
    }
    (made, wrong)
}

/// Makes products modulo one pair of moduli with `friendly` friendly limbs, by all kernels that need no more friendly
/// limbs: modulo both at once and, where G is even, modulo the first in both lanes. Returns how many products each kernel
/// made, and adds each kernel's number of wrong results to `wrong`.
fn products_with<const N: usize>(
    kernels: [Kernel; N],
    bits: usize,
    friendly: usize,
    rng: &mut TestRng,
    wrong: &mut [u32; N],
) -> u32 {
    let moduli = [odd_modulus(rng, bits), odd_modulus(rng, bits)].map(|n| DefinedModulus::new(&n, bits, friendly));
    let m = LanePair::join(&moduli[0].m, &moduli[1].m, moduli[0].m.len());
    let usable = |kernel: &Kernel| kernel.friendly_limbs() <= friendly;
    let prepared = kernels.map(|kernel| usable(&kernel).then(|| PreparedKernel::new(kernel, m.clone(), false)));
    let mut made = compare_products(prepared, &moduli, rng, wrong);
    if m.0.len() % 2 == 1 {
        let [first, _] = moduli;
        let m = LanePair::join(&first.m, &first.m, m.0.len());
        let prepared = kernels.map(|kernel| usable(&kernel).then(|| PreparedKernel::new(kernel, m.clone(), true)));
        made += compare_products(prepared, &[first], rng, wrong);
    }
    made
}

/// Makes [`ROUNDS`] rounds of products with kernels that are prepared for two moduli or for one in both lanes.
fn compare_products<const N: usize>(
    mut prepared: [Option<PreparedKernel>; N],
    moduli: &[DefinedModulus],
    rng: &mut TestRng,
    wrong: &mut [u32; N],
) -> u32 {
    let mut made = 0;
    let [first, second] = [&moduli[0], &moduli[moduli.len() - 1]];
    // One number is the same in both lanes.
    let same = |pair: LanePair| LanePair::join(&pair.lane(0), &pair.lane(0), pair.0.len());
    let both = |pair| if moduli.len() == 1 { same(pair) } else { pair };
    for round in 0..ROUNDS {
        let x = both(operands(rng, [first, second], round));
        let y = both(operands(rng, [first, second], round));
        // In turns: one squaring, a product, a chain of squarings. Each squaring doubles at random in each lane.
        let steps = if round % 3 == 2 { 2 + (rng.next() % 5) as u32 } else { 1 };
        let mut double = [rng.next(), rng.next()].map(|random| random & ((1 << steps) - 1));
        if moduli.len() == 1 {
            double[1] = double[0];
        }
        let expected = [0, 1].map(|lane: usize| {
            let modulus = [first, second][lane];
            if round % 3 == 1 {
                return modulus.product(&x.lane(lane), &y.lane(lane), 0);
            }
            (0..steps)
                .rev()
                .fold(x.lane(lane).to_vec(), |z, step| modulus.product(&z, &z, (double[lane] >> step & 1) as u32))
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
        // Each step makes a product for each modulus.
        made += moduli.len() as u32 * steps;
    }
    made
}

/// How many of `2·count` powers with random exponents differ from crypto-bigint's.
#[must_use]
pub fn powers(choice: Choice, bits: usize, count: u32, seed: u64) -> u32 {
    powers_on(choice.kernel(), bits, count, seed)
}

/// [`powers`] on any kernel.
pub(crate) fn powers_on(kernel: Kernel, bits: usize, count: u32, seed: u64) -> u32 {
    let mut rng = TestRng::new(seed);
    let mut wrong = 0;
    for _ in 0..count {
        let n = [odd_modulus(&mut rng, bits), odd_modulus(&mut rng, bits)];
        let modulus = ModulusPair::new(kernel, &n[0], &n[1], bits);
        let width = (BITS * modulus.length()).next_multiple_of(64) as u32;
        let bases = [0; 2].map(|_| boundary_number(&mut rng, bits, modulus.length()));
        let exponents = [0; 2].map(|_| boundary_number(&mut rng, bits, modulus.length()));
        let (one, rr) = modulus.one_and_rr();
        let mut x = LanePair::join(&bases[0], &bases[1], modulus.length());
        modulus.multiply(&mut x, &rr);
        let x = exp::exp(&modulus, &x, &one, [&exponents[0], &exponents[1]], bits);
        for (lane, z) in modulus.from_montgomery(x).iter().enumerate() {
            let params = BoxedMontyParams::new(Odd::new(boxed(&n[lane], width)).expect("an odd number was drawn"));
            let base = boxed(&bases[lane], width).rem_vartime(params.modulus().as_nz_ref());
            let power = BoxedMontyForm::new(base, &params).pow(&boxed(&exponents[lane], width)).retrieve();
            wrong += u32::from(boxed(z, width) != power);
        }
    }
    wrong
}

/// A chain of `count` squarings, rounded up to a multiple of 52, of a pair of numbers modulo numbers of `bits` bits, to
/// be timed. Returns the lowest limb of the result, so that the compiler cannot drop the chain.
#[must_use]
pub fn squarings(choice: Choice, bits: usize, count: u32) -> u64 {
    let mut rng = TestRng::new(bits as u64);
    let n = [odd_modulus(&mut rng, bits), odd_modulus(&mut rng, bits)];
    let modulus = ModulusPair::new(choice.kernel(), &n[0], &n[1], bits);
    let mut x = LanePair::join(&boundary_number(&mut rng, bits, modulus.length()), &n[0], modulus.length());
    for _ in 0..count.div_ceil(BITS as u32) {
        modulus.square(&mut x, BITS as u32, [0; 2]);
    }
    x.0[0][0]
}

/// A prime for a modulus of `modulus_bits` bits from a seeded source, and how many candidates the search tested.
#[must_use]
pub fn search(choice: Choice, modulus_bits: u32, seed: u64) -> (Vec<u8>, u32) {
    let mut rng = TestRng::new(seed);
    let mut search =
        PrimeSearch::with_kernel(choice.kernel(), &mut rng, modulus_bits).expect("the test's source does not fail");
    loop {
        if let Some(prime) = find_prime(&mut search, &mut rng, 64).expect("the test's source does not fail") {
            return (prime.to_bytes().to_vec(), search.candidates());
        }
    }
}

/// Tests at most `limit` candidates of a search, rounded up to an even number, and returns the first that is prime.
pub(crate) fn find_prime<R: TryCryptoRng + ?Sized>(
    search: &mut PrimeSearch,
    rng: &mut R,
    limit: u32,
) -> Result<Option<Prime>, Error> {
    let end = search.candidates().saturating_add(limit);
    while search.candidates() < end {
        if let Some(probable) = search.find_probable_prime(rng, end - search.candidates())?
            && let Some(prime) = probable.miller_rabin(rng)?
        {
            return Ok(Some(prime));
        }
    }
    Ok(None)
}
