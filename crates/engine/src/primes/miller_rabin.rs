//! The test that makes a candidate a prime: Miller-Rabin, FIPS 186-5 appendix B.3.1, with random bases.
//!
//! It runs through other code than the filter's (`Kernel::independent`: integers where the filter used doubles, plain
//! integers where it used 16-bit vectors), so that a fault in a kernel cannot make a key of a composite.
//! Two bases run side by side: one for each of a key's two candidates, or two for the same, in which case an odd number
//! of rounds is rounded up.
//!
//! Not constant-time in the number of factors two of n - 1, nor in how many rounds run: a composite ends the test, and
//! is thrown away.

use rand_core::TryCryptoRng;

use super::digits::{self, Digits, Pair};
use super::filter::{is_minus_one, is_plus_or_minus_one};
use super::kernel::Kernel;
use super::montgomery::Modulus;
use super::{power, random};
use crate::error::Error;

/// Rounds for a random candidate of `bits` bits.
///
/// FIPS 186-5 table B.1 has 5 for primes of 1024 bits (error below 2^-112) and 4 for 1536 (2^-128) and 2048 (2^-144). A
/// random composite passes the less often the longer it is (Damgård, Landrock, Pomerance 1993), so sizes in between
/// take the number of the size below. Below 1024 bits, where keys are only read and never made, more.
pub(crate) fn rounds(bits: usize) -> u32 {
    match bits {
        1536.. => 4,
        1024.. => 5,
        512.. => 10,
        _ => 40,
    }
}

/// Whether a number that anybody may have chosen (big-endian bytes) is prime, by the same test with `rounds` bases.
///
/// Somebody who picks the number, not chance, decides how many bases lie about it: up to a quarter. Not constant-time.
/// The fastest kernel does it: nothing else of this module has looked at the number, so there is no verdict to check
/// with other code, and the likely fault makes a prime look composite.
///
/// # Errors
/// [`Error::RandomUnavailable`] if the source gives no bases.
pub fn is_prime<R: TryCryptoRng + ?Sized>(rng: &mut R, number: &[u8], rounds: u32) -> Result<bool, Error> {
    let n = digits::from_bytes(number, (number.len() * 8).div_ceil(digits::BITS) + 1);
    let bits = digits::bit_length(&n);
    if bits <= 32 {
        let n = n[0];
        return Ok(
            n >= 2 && (2..).take_while(|divisor| divisor * divisor <= n).all(|divisor| !n.is_multiple_of(divisor))
        );
    }
    if n[0] & 1 == 0 {
        return Ok(false);
    }
    Ok(confirms(rng, Kernel::fastest(), [&n, &n], bits, rounds.div_ceil(2))? == [true, true])
}

/// Whether each of two odd numbers of exactly `bits > 32` bits passes `rounds` rounds.
///
/// # Errors
/// [`Error::RandomUnavailable`] if the source gives no bases.
pub(crate) fn confirms<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    kernel: Kernel,
    numbers: [&Digits; 2],
    bits: usize,
    rounds: u32,
) -> Result<[bool; 2], Error> {
    let modulus = Modulus::new(kernel, numbers[0], numbers[1], bits.max(152));
    let n = [0, 1].map(|lane: usize| modulus.n(lane));
    let (one, radix) = modulus.one_and_radix();
    // 1. n - 1 = 2^a·m
    let mut a = [0; 2];
    let m = [0, 1].map(|lane: usize| {
        let mut m = n[lane].clone();
        m[0] &= !1;
        while m[0] & 1 == 0 {
            digits::halve(&mut m);
            a[lane] += 1;
        }
        m
    });
    let mut prime = [1, 1];
    for _ in 0..rounds {
        // 4.1, 4.2. A random b with 1 < b < n - 1, for each number.
        let mut b = Pair::join(&random::base(rng, n[0], bits)?, &random::base(rng, n[1], bits)?, modulus.length());
        modulus.multiply(&mut b, &radix);
        // 4.3. z = b^m mod n
        let mut z = power::power(&modulus, &b, &one, [&m[0], &m[1]], bits);
        // 4.4. The number is through if z = 1 or z = n - 1.
        let plain = modulus.leave(z.clone());
        let mut through = [0, 1].map(|lane: usize| is_plus_or_minus_one(&plain[lane], n[lane]));
        // 4.5. Or if squaring it up to a - 1 times gives n - 1.
        for step in 1..a[0].max(a[1]) {
            modulus.square(&mut z, 1, [0; 2]);
            let plain = modulus.leave(z.clone());
            for lane in 0..2 {
                through[lane] |= is_minus_one(&plain[lane], n[lane]) & u64::from(step < a[lane]);
            }
        }
        // 4.6. Otherwise it is composite.
        prime = [prime[0] & through[0], prime[1] & through[1]];
        if prime == [0, 0] {
            break;
        }
    }
    Ok(prime.map(|prime| prime == 1))
}
