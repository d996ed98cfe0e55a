//! Compares the public and the private operation, and inverses of exponents, with crypto-bigint. Also tests broken
//! keys, faults in the kernel, and random sources that fail.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero, Odd, Resize};

use super::kernels::{CALLS_TO_FAULT, faulty_kernel, kernels};
use crate::error::Error;
use crate::kernel::{Kernel, install};
use crate::primes::search::PrimeSearch;
use crate::rsa::exponent::inverse_modulo_even;
use crate::rsa::private::PrivateOperation;
use crate::rsa::public::PublicOperation;
use crate::testing::{TestRng, find_prime};

fn prime(rng: &mut TestRng, bits: u32) -> Vec<u8> {
    let mut search = PrimeSearch::new(rng, 2 * bits).expect("the source does not fail");
    loop {
        if let Some(prime) = find_prime(&mut search, rng, 64).expect("the source does not fail") {
            return prime.to_bytes().to_vec();
        }
    }
}

fn boxed(bytes: &[u8], bits: u32) -> BoxedUint {
    BoxedUint::from_be_slice(bytes, bits).expect("the number has at most `bits` bits")
}

/// The private operation of p, q and e on the fastest kernel.
fn private_key(p: &[u8], q: &[u8], e: u64) -> Result<PrivateOperation, Error> {
    private_key_on(install::fastest(), p, q, e)
}

fn private_key_on(kernel: Kernel, p: &[u8], q: &[u8], e: u64) -> Result<PrivateOperation, Error> {
    PrivateOperation::with_kernel(kernel, p, q, e, &inverse(q, p))
}

/// 1/a modulo an odd m that is coprime to a.
fn inverse(a: &[u8], m: &[u8]) -> Vec<u8> {
    let bits = a.len().max(m.len()).next_multiple_of(8) as u32 * 8;
    let m = Odd::new(boxed(m, bits)).expect("the number is odd");
    boxed(a, bits).rem(m.as_nz_ref()).invert_odd_mod(&m).expect("the numbers are coprime").to_be_bytes().to_vec()
}

/// base^exponent modulo n, as the low `length` bytes.
fn expected(base: &[u8], exponent: u64, n: &BoxedUint, length: usize) -> Vec<u8> {
    let params = BoxedMontyParams::new(Odd::new(n.clone()).expect("the number is odd"));
    let power =
        BoxedMontyForm::new(boxed(base, n.bits_precision()), &params).pow(&BoxedUint::from(exponent)).retrieve();
    let bytes = power.to_be_bytes();
    bytes[bytes.len() - length..].to_vec()
}

#[test]
fn private_undoes_public() {
    let mut rng = TestRng::new(77);
    // Lengths of p and q in bits: equal, and unequal by little or by much, the longer prime first or second.
    for (p_bits, q_bits) in [(512, 512), (516, 516), (512, 508), (508, 516), (300, 724), (724, 300), (1024, 1024)] {
        let (p, q) = (prime(&mut rng, p_bits), prime(&mut rng, q_bits));
        let width = (p_bits + q_bits).next_multiple_of(64);
        let n = boxed(&p, p_bits.next_multiple_of(64)).concatenating_mul(&boxed(&q, q_bits.next_multiple_of(64)));
        let bytes = n.to_be_bytes();
        let bytes = &bytes[bytes.iter().position(|&byte| byte != 0).expect("the number is not zero")..];
        let n = boxed(bytes, width);
        for e in [65_537u64, 3, 17, (1 << 33) - 9] {
            // A small e may divide p - 1 or q - 1.
            let Ok(mut private) = private_key(&p, &q, e) else { continue };
            let public = PublicOperation::new(bytes, e);
            // The messages 0, 1, p, n - 1, and 40 random ones.
            let mut messages = vec![vec![0; bytes.len()], vec![0; bytes.len()], vec![0; bytes.len()], bytes.to_vec()];
            messages[1][bytes.len() - 1] = 1;
            *messages[3].last_mut().expect("n is not empty") -= 1;
            // The message p is zero modulo p.
            let start = bytes.len() - p.len();
            messages[2][start..].copy_from_slice(&p);
            for _ in 0..40 {
                let mut message: Vec<u8> = (0..bytes.len()).map(|_| rng.next() as u8).collect();
                message[0] = 0;
                messages.push(message);
            }
            for (i, message) in messages.iter().enumerate() {
                let c = public.public(message);
                assert_eq!(
                    *c,
                    expected(message, e, &n, bytes.len()),
                    "public, {p_bits}+{q_bits} bits, e = {e}, message {i}"
                );
                assert_eq!(
                    *private.private(&mut rng, &c).expect("the operation passes its check"),
                    *message,
                    "private, {p_bits}+{q_bits} bits, e = {e}, message {i}"
                );
            }
        }
    }
}

#[test]
fn the_public_operation_of_each_kernel_is_that_of_crypto_bigint() {
    let mut rng = TestRng::new(78);
    // Of the numbers of limbs some are odd and are rounded up, and some are multiples of four.
    for bits in [192, 256, 304, 512, 1024, 1528, 2048, 2056, 3072, 4096, 8192] {
        let mut n: Vec<u8> = (0..bits / 8).map(|_| rng.next() as u8).collect();
        (n[0], n[bits / 8 - 1]) = (n[0] | 0x80, n[bits / 8 - 1] | 1);
        let number = boxed(&n, (bits as u32).next_multiple_of(64));
        for kernel in kernels() {
            let exponents: &[u64] = if bits > 1024 { &[17] } else { &[3, 65_537, (1 << 33) - 9] };
            for &e in exponents {
                let public = PublicOperation::with_kernel(kernel, &n, e);
                let mut random: Vec<u8> = (0..n.len()).map(|_| rng.next() as u8).collect();
                random[0] &= 0x7f;
                let mut largest = n.clone();
                largest[n.len() - 1] -= 1;
                let mut one = vec![0; n.len()];
                one[n.len() - 1] = 1;
                for message in [random, largest, one, vec![0; n.len()]] {
                    assert_eq!(
                        *public.public(&message),
                        expected(&message, e, &number, n.len()),
                        "{bits} bits, e = {e}, {}",
                        kernel.name()
                    );
                }
            }
        }
    }
}

#[test]
fn a_broken_key_releases_nothing() {
    let mut rng = TestRng::new(3);
    let (p, mut q) = (prime(&mut rng, 512), prime(&mut rng, 512));
    let c = vec![7; 127];
    private_key(&p, &q, 65_537).expect("the key is valid").private(&mut rng, &c).expect("control: a good key works");
    // An odd composite instead of q, modulo which Fermat's theorem does not hold.
    q[63] ^= 2;
    let outcome = private_key(&p, &q, 65_537).and_then(|mut key| key.private(&mut rng, &c));
    assert!(matches!(outcome, Err(Error::Internal)));
}

#[test]
fn a_failing_source_is_an_error() {
    let mut rng = TestRng::new(4);
    let (p, q) = (prime(&mut rng, 512), prime(&mut rng, 512));
    let mut key = private_key(&p, &q, 65_537).expect("the key is valid");
    assert!(matches!(key.private(&mut TestRng::failing_after(1, 10), &[5; 100]), Err(Error::RandomUnavailable)));
    // After the failure the key still works. A blinding pair that was drawn lasts for 32 uses without the source.
    assert!(key.private(&mut rng, &[5; 100]).is_ok());
    let mut without_source = || key.private(&mut TestRng::failing_after(1, 0), &[5; 100]);
    for _ in 1..32 {
        assert!(without_source().is_ok());
    }
    assert!(matches!(without_source(), Err(Error::RandomUnavailable)));
}

#[test]
fn a_fault_in_the_kernel_releases_no_wrong_plaintext() {
    let mut rng = TestRng::new(6);
    let (p, q) = (prime(&mut rng, 512), prime(&mut rng, 512));
    let c = vec![9; 127];
    let right = private_key(&p, &q, 65_537)
        .expect("the key is valid")
        .private(&mut rng, &c)
        .expect("the operation passes its check");
    let mut refused = 0;
    for calls in (0..700).step_by(3) {
        let mut key = private_key_on(faulty_kernel(), &p, &q, 65_537).expect("the key is valid");
        CALLS_TO_FAULT.set(calls);
        match key.private(&mut rng, &c) {
            Ok(m) => assert_eq!(m, right, "fault after {calls} calls"),
            Err(error) => {
                assert_eq!(error, Error::Internal);
                refused += 1;
            }
        }
        CALLS_TO_FAULT.set(u32::MAX);
    }
    // A fault changes no result if it is in a value that is not used, in the random t of the blinding pair before t^-d
    // is computed, or after the operation's last call. Most other faults change the result.
    assert!(refused > 100, "{refused} of 234 faults were found");
}

#[test]
fn a_wrong_inverse_of_q_is_refused() {
    let mut rng = TestRng::new(8);
    let (p, q) = (prime(&mut rng, 512), prime(&mut rng, 512));
    let mut inverse = inverse(&q, &p);
    assert!(PrivateOperation::new(&p, &q, 65_537, &inverse).is_ok());
    *inverse.last_mut().expect("the inverse is not empty") ^= 1;
    assert!(matches!(PrivateOperation::new(&p, &q, 65_537, &inverse), Err(Error::Internal)));
}

#[test]
fn the_consistency_test_fails_for_another_public_exponent_and_without_random_numbers() {
    let mut rng = TestRng::new(9);
    let (p, q) = (prime(&mut rng, 512), prime(&mut rng, 512));
    let n = boxed(&p, 512).concatenating_mul(&boxed(&q, 512)).to_be_bytes();
    let key = private_key(&p, &q, 65_537).expect("the key is valid");
    assert_eq!(key.check_consistency(&mut rng, &PublicOperation::new(&n, 65_537)), Ok(()));
    // The public exponent of the private key is 65,537.
    assert_eq!(key.check_consistency(&mut rng, &PublicOperation::new(&n, 65_539)), Err(Error::Internal));
    let failing = &mut TestRng::failing_after(1, 3);
    assert_eq!(key.check_consistency(failing, &PublicOperation::new(&n, 65_537)), Err(Error::RandomUnavailable));
}

#[test]
fn the_consistency_test_finds_most_faults_in_the_kernel() {
    let mut rng = TestRng::new(10);
    let (p, q) = (prime(&mut rng, 512), prime(&mut rng, 512));
    let n = boxed(&p, 512).concatenating_mul(&boxed(&q, 512)).to_be_bytes();
    let public = PublicOperation::new(&n, 65_537);
    let mut refused = 0;
    for calls in (0..300).step_by(3) {
        let key = private_key_on(faulty_kernel(), &p, &q, 65_537).expect("the key is valid");
        CALLS_TO_FAULT.set(calls);
        refused += u32::from(key.check_consistency(&mut rng, &public) == Err(Error::Internal));
        CALLS_TO_FAULT.set(u32::MAX);
    }
    assert!(refused > 70, "{refused} of 100 faults were found");
}

#[test]
fn inverses_modulo_even_numbers_are_those_of_crypto_bigint() {
    let mut rng = TestRng::new(12);
    for length in [8, 65, 128, 256] {
        for e in [3, 5, 65_537, (1 << 33) - 9] {
            let mut even: Vec<u8> = (0..length).map(|_| rng.next() as u8).collect();
            even[length - 1] &= !1;
            let modulus = boxed(&even, length as u32 * 8);
            let expected = BoxedUint::from(e).resize_unchecked(length as u32 * 8);
            let expected = expected.invert_mod(&NonZero::new(modulus).expect("the number is not zero")).into_option();
            let actual = inverse_modulo_even(e, &even).map(|inverse| boxed(&inverse, length as u32 * 8));
            assert_eq!(actual, expected, "{length} bytes, e = {e}");
        }
    }
    assert!(inverse_modulo_even(5, &[0; 8]).is_none() && inverse_modulo_even(5, &[10]).is_none());
}
