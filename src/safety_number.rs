//! The safety number: digits that two people compare to verify that each has the other's key.

#![forbid(unsafe_code)]

use alloc::string::String;

use sha2::{Digest, Sha512};

use crate::{PublicKey, encoding::PublicKeyFormat};

/// The prefix of the first hash, for domain separation.
const PURPOSE: &[u8] = b"sealpost safety number v1";
/// Number of further hashes of a key. They make the search for a key with a given number as many times slower.
/// Computing the number of two keys still takes only some milliseconds.
const ROUNDS: u32 = 5200;
/// Groups of five digits for each key.
const GROUPS: usize = 6;
/// Bytes of the hash for each group. 2^40 is not a multiple of 100,000, which makes no group more likely than another
/// by more than 10^-7.
const GROUP_LENGTH: usize = 5;

/// The safety number of two keys: twelve groups of five digits, the same whichever key comes first.
///
/// The groups are separated by single spaces. Each half depends on one key only. An attacker in the middle has to find
/// a key with a given half, which takes some 10^30 tries of 5,201 hashes. If both keys were hashed together, the
/// attacker could choose both forged keys, and a collision would suffice, which takes the square root of the number of
/// possible results.
///
/// # Examples
/// ```
/// use getrandom::SysRng;
/// use sealpost::{PrivateKey, safety_number};
///
/// let alice = PrivateKey::generate(&mut SysRng, 2048)?.public_key();
/// let bob = PrivateKey::generate(&mut SysRng, 2048)?.public_key();
/// assert_eq!(safety_number(&alice, &bob), safety_number(&bob, &alice));
/// assert_eq!(safety_number(&alice, &bob).len(), 71); // sixty digits and eleven spaces
/// # Ok::<(), sealpost::Error>(())
/// ```
#[must_use]
pub fn safety_number(a: &PublicKey, b: &PublicKey) -> String {
    let (a, b) = (half(a), half(b));
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    first + " " + &second
}

/// Computes the half of one key: 30 digits in six groups.
fn half(key: &PublicKey) -> String {
    let spki = key.to_der(PublicKeyFormat::Spki);
    // h0 = SHA-512(purpose || SPKI).
    let mut hash = Sha512::new().chain_update(PURPOSE).chain_update(&spki).finalize();
    // h(i) = SHA-512(h(i-1) || SPKI).
    for _ in 0..ROUNDS {
        hash = Sha512::new().chain_update(hash).chain_update(&spki).finalize();
    }
    // The first 30 bytes are six numbers of 40 bits, each modulo 100,000.
    let mut half = String::new();
    for bytes in hash.chunks_exact(GROUP_LENGTH).take(GROUPS) {
        let mut number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) % 100_000;
        if !half.is_empty() {
            half.push(' ');
        }
        for place in [10_000, 1_000, 100, 10, 1] {
            half.extend(char::from_digit((number / place) as u32, 10));
            number %= place;
        }
    }
    half
}

#[cfg(test)]
mod tests {
    use super::safety_number;
    use crate::PrivateKey;
    use getrandom::SysRng;

    #[test]
    fn a_safety_number_has_sixty_digits_and_is_symmetric() {
        let [a, b, c] =
            [(); 3].map(|()| PrivateKey::generate(&mut SysRng, 2048).expect("the random source works").public_key());
        let number = safety_number(&a, &b);
        let groups: Vec<_> = number.split(' ').collect();
        assert_eq!(groups.len(), 12);
        assert!(groups.iter().all(|group| group.len() == 5 && group.bytes().all(|byte| byte.is_ascii_digit())));
        assert!(groups[..6] <= groups[6..]);
        assert_eq!(number, safety_number(&b, &a));
        assert_ne!(number, safety_number(&a, &c));
        // The half of a key does not depend on the other key.
        let half = &safety_number(&a, &a)[..35];
        assert!(number.contains(half) && safety_number(&a, &c).contains(half));
    }
}
