//! The Miller-Rabin test, FIPS 186-5 appendix B.3.1, with random bases.
//!
//! Candidates for a new key have passed the base-2 test (`euler`). One of their rounds runs on another kernel than that
//! test (`Kernel::independent`: `Dot13` after `Fma52`, `Mul28` after `Dot13`), so that a fault in one kernel cannot make
//! a composite pass as a prime. The other rounds run on the kernel of the base-2 test, which is faster
//! (`probable.rs`).
//!
//! Two rounds run side by side, one in each lane: one round for each of two candidates, p and q, or two rounds for one
//! number. In the second case the callers of `passes` ask it for half the number of rounds, rounded up.
//!
//! Not constant-time in the exponent of 2 in n - 1, which tells two bits of a prime on average. That is harmless,
//! because Coppersmith's method needs half of the bits of a prime to factor the modulus. Not constant-time in the
//! number of rounds either: the test ends early if both lanes fail. That is harmless, because a number that fails is
//! discarded.

use rand_core::TryCryptoRng;

use super::euler::{is_minus_one, is_plus_or_minus_one};
use crate::error::Error;
use crate::kernel::{Kernel, install};
use crate::limbs::{self, LanePair, Limbs};
use crate::montgomery::ModulusPair;
use crate::{exp, random};

/// Rounds for a random candidate of `bits` bits.
///
/// FIPS 186-5 table B.1 has 5 for primes of 1024 bits (error below 2^-112), and 4 for 1536 (2^-128) and 2048 (2^-144)
/// bits. The longer a random composite is, the less often it passes a round (Damgård, Landrock, Pomerance 1993), so
/// sizes in between take the number of the next smaller size in the table. Only tests ask for primes below 1024 bits:
/// no such key is generated, and the reader of keys calls [`is_prime`], for which it chooses the number of rounds.
pub(crate) fn rounds(bits: usize) -> u32 {
    match bits {
        1536.. => 4,
        1024.. => 5,
        512.. => 10,
        _ => 40,
    }
}

/// Whether a number (big-endian bytes) that an adversary may have chosen is prime, by `rounds` random bases. An odd
/// number of rounds is rounded up to an even number.
///
/// For an adversarial n up to a quarter of the bases are strong liars. Not constant-time. The rounds run on the fastest
/// kernel. No base-2 test came before, so there is no result of another kernel to check, and a fault most likely makes
/// a prime look composite, not a composite look prime.
///
/// # Errors
/// [`Error::RandomUnavailable`] if the source gives no bases.
pub fn is_prime<R: TryCryptoRng + ?Sized>(rng: &mut R, number: &[u8], rounds: u32) -> Result<bool, Error> {
    // One limb more than the bytes fill, so that n has a limb even if `number` is empty.
    let n = limbs::from_bytes(number, (number.len() * 8).div_ceil(limbs::BITS) + 1);
    let bits = limbs::bit_length(&n);
    // Small numbers by trial division.
    if bits <= 32 {
        let n = n[0];
        return Ok(
            n >= 2 && (2..).take_while(|divisor| divisor * divisor <= n).all(|divisor| !n.is_multiple_of(divisor))
        );
    }
    if n[0] & 1 == 0 {
        return Ok(false);
    }
    Ok(passes(rng, install::fastest(), [&n, &n], bits, rounds.div_ceil(2))? == [true, true])
}

/// Whether each of two odd numbers of exactly `bits > 32` bits passes `rounds` rounds.
///
/// # Errors
/// [`Error::RandomUnavailable`] if the source gives no bases.
pub(crate) fn passes<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    kernel: Kernel,
    numbers: [&Limbs; 2],
    bits: usize,
    rounds: u32,
) -> Result<[bool; 2], Error> {
    // A smaller modulus is treated as one of 152 bits, because the kernels take at least four limbs. 152 bits are the
    // most that take only four, or five for `Kernel::Fma52` (`montgomery::length_for`).
    let modulus = ModulusPair::new(kernel, numbers[0], numbers[1], bits.max(152));
    let n = [0, 1].map(|lane: usize| modulus.n(lane));
    let (one, rr) = modulus.one_and_rr();
    // Steps 1 and 2 of B.3.1: n - 1 = 2^a·m with m odd. The standard calls the number w, not n.
    let mut a = [0; 2];
    let m = [0, 1].map(|lane: usize| {
        let mut m = n[lane].clone();
        m[0] &= !1;
        while m[0] & 1 == 0 {
            limbs::halve(&mut m);
            a[lane] += 1;
        }
        m
    });
    let mut passed_all = [1, 1];
    for _ in 0..rounds {
        // 4.1, 4.2. A random b with 1 < b < n - 1, for each number. The multiplication by R² converts it to Montgomery
        // form.
        let mut b = LanePair::join(&random::base(rng, n[0], bits)?, &random::base(rng, n[1], bits)?, modulus.length());
        modulus.multiply(&mut b, &rr);
        // 4.3. z = b^m mod n
        let mut z = exp::exp(&modulus, &b, &one, [&m[0], &m[1]], bits);
        // 4.4. The number passes the round if z = 1 or z = n - 1.
        let reduced = modulus.from_montgomery(z.clone());
        let mut passed = [0, 1].map(|lane: usize| is_plus_or_minus_one(&reduced[lane], n[lane]));
        // 4.5. It also passes if squaring z up to a - 1 times gives n - 1. The standard stops at z = 1, which cannot
        // become n - 1 any more; going on does not change the result.
        for step in 1..a[0].max(a[1]) {
            modulus.square(&mut z, 1, [0; 2]);
            let reduced = modulus.from_montgomery(z.clone());
            for lane in 0..2 {
                passed[lane] |= is_minus_one(&reduced[lane], n[lane]) & u64::from(step < a[lane]);
            }
        }
        // 4.6. A number that does not pass the round is composite.
        passed_all = [passed_all[0] & passed[0], passed_all[1] & passed[1]];
        if passed_all == [0, 0] {
            break;
        }
    }
    Ok(passed_all.map(|passed| passed == 1))
}
