//! The base-2 test that composite candidates fail, on two candidates at once.
//!
//! For n of b bits with its two top bits set, 2^((n-1)/2) ≡ ±1 modulo n where n is prime (Euler). Some 97 of 100
//! candidates that the sieve leaves are composite and fail; what passes is still only a candidate, for `confirm.rs`.
//! For n ≡ 3 modulo 4 this is the strong test, for n ≡ 1 a little weaker; a composite passes with a probability below
//! 10^-20.
//!
//! **Squarings only, and nothing to set up.** A power of two that is smaller than F, as it stands, is already in
//! Montgomery's form: 2^j stands for 2^(j - 52G), a *negative* power. So the test is made on 2^-E ≡ ±1, E = (n-1)/2:
//! the start takes the top bits of -E, and each further bit is a squaring, with a doubling where the bit is one.
//! With X = 2^(b-1) - E and its low m bits X_0, -E = -c·2^m + X_0 where c = 2^(b-1-m) - ⌊X/2^m⌋.
//! For w = b-1-m, c ≤ 2^w ≤ 52·G, so that the start is 2^(52G - c). E is at least 3/4 of 2^(b-1), so
//! c ≥ 3/4·2^w > 3/8·52·G, and the start's square is below 2^(52G)·2^(52G/4) ≤ R·F: within the kernel's bound.
//! There is no estimate of 2^t·R modulo F that could be off.
//!
//! Constant-time in the candidates, except for which of them pass.

use super::digits::{self, BITS, Digits, Pair};
use super::kernel::Kernel;
use super::montgomery::Modulus;

/// Whether each of two odd numbers of exactly `bits` bits, the two top ones set, passes. `bits` is at least 256.
pub(crate) fn passes(kernel: Kernel, candidates: [&Digits; 2], bits: usize) -> [bool; 2] {
    let modulus = Modulus::new(kernel, candidates[0], candidates[1], bits);
    let length = modulus.length();
    let radix_bits = BITS * length;
    let window = radix_bits.ilog2() as usize;
    let mut remaining = bits - 1 - window;
    // X = 2^(b-1) - (n-1)/2
    let x = [0, 1].map(|lane: usize| {
        let mut exponent = modulus.n(lane).clone();
        digits::halve(&mut exponent);
        let mut x = Digits::new(modulus.plain_power_of_two(bits - 1).lane(0).to_vec());
        digits::subtract(&mut x, &exponent);
        x
    });
    let mut power = Pair::zero(length);
    for lane in 0..2 {
        let position = radix_bits as u64 - (1 << window) + digits::bits_at(&x[lane], remaining, window);
        // The position is secret: write every digit.
        for (index, digit) in power.0.iter_mut().enumerate() {
            let here = digits::mask_if(digits::is_zero((position / BITS as u64) ^ index as u64));
            digit[lane] = (1 << (position % BITS as u64)) & here;
        }
    }
    while remaining > 0 {
        let count = remaining.min(BITS);
        remaining -= count;
        let double = [0, 1].map(|lane: usize| digits::bits_at(&x[lane], remaining, count));
        modulus.square(&mut power, count as u32, double);
    }
    let result = modulus.leave(power);
    [0, 1].map(|lane: usize| is_plus_or_minus_one(&result[lane], modulus.n(lane)) == 1)
}

/// 1 if `z` is 1 or n - 1, else 0, for odd n.
pub(crate) fn is_plus_or_minus_one(z: &[u64], n: &[u64]) -> u64 {
    is_one(z) | is_minus_one(z, n)
}

/// 1 if `z` is n - 1, else 0, for odd n.
pub(crate) fn is_minus_one(z: &[u64], n: &[u64]) -> u64 {
    let mut minus_one = Digits::new(n.to_vec());
    minus_one[0] &= !1;
    digits::equal(z, &minus_one)
}

fn is_one(z: &[u64]) -> u64 {
    digits::is_zero(z.iter().skip(1).fold(z[0] ^ 1, |or, digit| or | digit))
}
