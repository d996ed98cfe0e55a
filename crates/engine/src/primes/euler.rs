//! Euler's test to the base 2, on two candidates at once. Nearly all composite candidates fail it.
//!
//! For an odd prime n, 2^((n-1)/2) ≡ ±1 modulo n (Euler). Of 100 candidates of 1024 bits that the sieve leaves, some 97
//! are composite and fail. A number that passes is a probable prime, which Miller-Rabin confirms or rejects. For n ≡ 3
//! modulo 4 this is the strong test to the base 2. For n ≡ 1 modulo 4 it is a little weaker than the strong test. A
//! random composite of the size of a key's primes passes with a probability below 10^-20.
//!
//! **Only squarings, and no conversion to Montgomery form.** The kernel computes modulo F, a multiple of n, and with
//! R = 2^(52G) (see `montgomery.rs`). An integer 2^j with j < 52G is already a Montgomery form, if not always a reduced
//! one: that of 2^(j - 52G), a *negative* power of two. So the test checks that 2^-E ≡ ±1 with E = (n-1)/2.
//!
//! The exponent -E is split into -c, which the starting value 2^-c covers, and m further bits, each of which is a
//! squaring, with a doubling if the bit is 1. For n of b bits whose top two are set, let X = 2^(b-1) - E, which is
//! positive, and X_0 its low m bits, the further bits. Then -E = -c·2^m + X_0 with c = 2^(b-1-m) - ⌊X/2^m⌋. The window
//! w = b-1-m is as large as 2^w ≤ 52·G allows. c ≤ 2^w, so the Montgomery form of the starting value is the integer
//! 2^(52G - c). E is at least 3/4 of 2^(b-1), so c ≥ 3/4·2^w > 3/8·52·G, and the square of this integer is below
//! 2^(52G)·2^(52G/4) ≤ R·F, which is within the kernel's bound. No estimate is involved, so no starting value can be
//! wrong.
//!
//! Constant-time in the candidates, except for whether they pass.

use crate::kernel::Kernel;
use crate::limbs::{self, BITS, LanePair, Limbs};
use crate::montgomery::ModulusPair;

/// Whether each of two odd numbers passes. Both have exactly `bits` bits, of which the top two are set. `bits` is above
/// 128, as [`ModulusPair::new`] requires.
pub(crate) fn passes(kernel: Kernel, candidates: [&Limbs; 2], bits: usize) -> [bool; 2] {
    let modulus = ModulusPair::new(kernel, candidates[0], candidates[1], bits);
    let length = modulus.length();
    let r_bits = BITS * length;
    let window = r_bits.ilog2() as usize;
    let mut remaining = bits - 1 - window;
    // X = 2^(b-1) - (n-1)/2
    let x = [0, 1].map(|lane: usize| {
        let mut exponent = modulus.n(lane).clone();
        limbs::halve(&mut exponent);
        let mut x = Limbs::new(modulus.power_of_two(bits - 1).lane(0).to_vec());
        limbs::subtract(&mut x, &exponent);
        x
    });
    let mut power = LanePair::zero(length);
    for lane in 0..2 {
        let position = r_bits as u64 - (1 << window) + limbs::bits_at(&x[lane], remaining, window);
        // The position is secret, so every limb is written.
        for (index, limb) in power.0.iter_mut().enumerate() {
            let mask = limbs::mask_if(limbs::is_zero((position / BITS as u64) ^ index as u64));
            limb[lane] = (1 << (position % BITS as u64)) & mask;
        }
    }
    while remaining > 0 {
        let count = remaining.min(BITS);
        remaining -= count;
        let double = [0, 1].map(|lane: usize| limbs::bits_at(&x[lane], remaining, count));
        modulus.square(&mut power, count as u32, double);
    }
    let result = modulus.from_montgomery(power);
    [0, 1].map(|lane: usize| is_plus_or_minus_one(&result[lane], modulus.n(lane)) == 1)
}

/// 1 if `z` is 1 or n - 1, else 0, for odd n.
pub(crate) fn is_plus_or_minus_one(z: &[u64], n: &[u64]) -> u64 {
    is_one(z) | is_minus_one(z, n)
}

/// 1 if `z` is n - 1, else 0, for odd n.
pub(crate) fn is_minus_one(z: &[u64], n: &[u64]) -> u64 {
    let mut minus_one = Limbs::new(n.to_vec());
    minus_one[0] &= !1;
    limbs::equal(z, &minus_one)
}

fn is_one(z: &[u64]) -> u64 {
    limbs::is_zero(z.iter().skip(1).fold(z[0] ^ 1, |or, limb| or | limb))
}
