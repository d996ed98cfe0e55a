//! Compares the public operation with that of the engine and of the crate `rsa`, and for small moduli with integers of
//! 128 bits.

use crypto_bigint::BoxedUint;
use rsa::hazmat::rsa_encrypt;
use sealpost_engine as engine;

use sealpost_rsaep::PublicOperation;

/// xorshift64 (Marsaglia, Xorshift RNGs, 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number of `bits` bits, the highest of which is set.
    fn number(&mut self, bits: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = (0..bits.div_ceil(8)).map(|_| self.next() as u8).collect();
        let top = (bits - 1) % 8;
        bytes[0] = bytes[0] & ((2 << top) - 1) as u8 | 1 << top;
        bytes
    }
}

/// n - `difference`.
fn minus(n: &[u8], difference: u8) -> Vec<u8> {
    let mut result = n.to_vec();
    let last = result.len() - 1;
    result[last] -= difference;
    result
}

/// Compares the results of the three implementations for one key and all `messages`, each below n.
fn check(n: &[u8], e: u64, messages: &[Vec<u8>]) {
    let (ours, engines) = (PublicOperation::new(n, e), engine::PublicOperation::new(n, e));
    let precision = n.len() as u32 * 8;
    let boxed = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, precision).expect("the number fits");
    let key = rsa::PublicKey::new(boxed(n), BoxedUint::from(e)).expect("the numbers make a key");
    for (index, message) in messages.iter().enumerate() {
        let result = ours.public(message);
        assert_eq!(*result, *engines.public(message), "engine: {} bytes, e = {e}, message {index}", n.len());
        let other = rsa_encrypt(&key, &boxed(message)).expect("the message is below n").to_be_bytes();
        assert_eq!(**result, other[other.len() - n.len()..], "rsa: {} bytes, e = {e}, message {index}", n.len());
    }
}

/// 0, 1, a power of two, n - 1, n - 2, and `count` random numbers below n.
fn messages(random: &mut Random, n: &[u8], count: usize) -> Vec<Vec<u8>> {
    let mut all = vec![vec![0; n.len()]; 3];
    all[1][n.len() - 1] = 1;
    all[2][1] = 0x80;
    all.push(minus(n, 1));
    all.push(minus(n, 2));
    for _ in 0..count {
        let mut message: Vec<u8> = (0..n.len()).map(|_| random.next() as u8).collect();
        message[0] = 0;
        all.push(message);
    }
    all
}

#[test]
fn random_moduli_of_seventeen_lengths_give_what_the_engine_and_rsa_give() {
    let mut random = Random(0x5ea1_9057);
    // Lengths in bits: whole bytes, whole limbs of 27 bits (2079), sizes of keys, and lengths next to them.
    let lengths =
        [2048, 2049, 2055, 2056, 2063, 2079, 2080, 2081, 2113, 2560, 3071, 3072, 3073, 4095, 4096, 4128, 8192];
    for bits in lengths {
        for e in [65_537, 3, 17, 65_539, (1 << 33) - 9] {
            let mut n = random.number(bits);
            let last = n.len() - 1;
            n[last] |= 3;
            let count = if bits > 4096 { 2 } else { 10 };
            let messages = messages(&mut random, &n, count);
            check(&n, e, &messages);
        }
    }
}

#[test]
fn moduli_with_extreme_limbs_give_what_the_engine_and_rsa_give() {
    let mut random = Random(0x0dd5);
    for length in [256, 260, 384, 512, 513, 1024] {
        for (first, middle, last) in
            [(0xff, 0xff, 0xff), (0x80, 0, 0x03), (1, 0, 0x03), (0xff, 0, 0xff), (0x80, 0xff, 0x7f)]
        {
            let mut n = vec![middle; length];
            (n[0], n[length - 1]) = (first, last);
            check(&n, 65_537, &messages(&mut random, &n, 3));
        }
    }
}

#[test]
fn cubes_modulo_small_numbers_are_right() {
    for n in (0x1_0001_u64..0x1_0201).step_by(2).chain([(1 << 24) + 1, (1 << 32) - 1, (1 << 32) + 15, u64::MAX]) {
        let bytes = n.to_be_bytes();
        let operation = PublicOperation::new(&bytes, 3);
        for m in [0, 1, 2, n / 2, n - 2, n - 1] {
            let square = u128::from(m) * u128::from(m) % u128::from(n);
            let cube = square * u128::from(m) % u128::from(n);
            let length = (64 - n.leading_zeros()).div_ceil(8) as usize;
            let result = operation.public(&m.to_be_bytes()[8 - length..]);
            assert_eq!(result.iter().fold(0, |sum, byte| sum << 8 | u128::from(*byte)), cube, "{m}^3 modulo {n}");
        }
    }
}
