//! ROCA (CVE-2017-15361): Infineon's RSALib made moduli that can be factored.

#![forbid(unsafe_code)]

/// The largest prime of the test. RSALib makes primes that are powers of 65537 modulo each small prime: up to 353 for
/// moduli of 992 to 1952 bits, and up to larger primes for longer moduli.
const ROCA_BOUND: u32 = 353;

/// Whether a modulus (big-endian) is a power of 65537 modulo each small prime. The two primes of a vulnerable key are
/// such powers, and so is their product.
///
/// Another modulus has this form with a probability below 2^-80: the test below computes 2^-85 for random numbers.
pub(super) fn has_roca_form(n: &[u8]) -> bool {
    roca_primes().all(|prime| {
        let residue = n.iter().fold(0, |residue, byte| (residue << 8 | u32::from(*byte)) % prime);
        powers_of_65537(prime).any(|power| power == residue)
    })
}

/// The odd primes up to the bound. Divisors below 20 suffice, because the bound is below 20².
fn roca_primes() -> impl Iterator<Item = u32> {
    (3..=ROCA_BOUND).filter(|number| (2..20).all(|divisor| divisor >= *number || number % divisor != 0))
}

/// The distinct powers of 65537 modulo a small prime.
fn powers_of_65537(prime: u32) -> impl Iterator<Item = u32> {
    let mut power = 1;
    let others = core::iter::from_fn(move || {
        power = power * (65537 % prime) % prime;
        (power != 1).then_some(power)
    });
    core::iter::once(1).chain(others)
}

#[cfg(test)]
mod tests {
    use super::{ROCA_BOUND, powers_of_65537, roca_primes};

    #[test]
    fn few_random_moduli_have_the_form_of_roca() {
        assert_eq!(roca_primes().count(), 70, "odd primes up to {ROCA_BOUND}");
        let log2_probability: f64 =
            roca_primes().map(|prime| (powers_of_65537(prime).count() as f64 / f64::from(prime)).log2()).sum();
        assert!(log2_probability < -80.0, "the probability is 2^{log2_probability}");
    }
}
