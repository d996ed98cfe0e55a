//! Primes for keys (FIPS 186-5 appendix A.1.3): `search` draws a window, `sieve` removes multiples of small primes,
//! `euler` tests the survivors to the base 2, and `probable` confirms those that pass with `miller_rabin`.

#![forbid(unsafe_code)]

pub(crate) mod euler;
pub(crate) mod miller_rabin;
pub(crate) mod probable;
pub(crate) mod search;
pub(crate) mod sieve;
