//! The safety number: what two people compare to know that each has the other's true key.

#![forbid(unsafe_code)]

use alloc::string::String;

use sha2::{Digest, Sha512};

use crate::{PublicKey, encoding::PublicKeyFormat};

/// What the first hash begins with, so that no other use of SHA-512 yields the same.
const PURPOSE: &[u8] = b"sealpost safety number v1";
/// How often a key is hashed again. Each round costs someone who searches for a key with a given number as much as it
/// costs here, once: two keys take some milliseconds.
const ROUNDS: u32 = 5200;
/// Numbers of five digits in each key's half.
const NUMBERS: usize = 6;
/// Bytes of the hash that make one of them: 2^40 is not a multiple of 100,000, and the remainder favours no number by
/// more than one in ten million.
const NUMBER_LENGTH: usize = 5;

/// The safety number of two keys: twelve groups of five digits, the same whichever key comes first.
///
/// Each key makes half of it by itself. Someone in the middle would have to find a key with a given half, which takes
/// some 10^30 tries of 5,201 hashes; were both keys hashed together, looking for two keys that collide would do, and
/// that takes the square root. The groups are separated by single spaces.
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

/// A key's half: 30 digits in six groups.
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
    for bytes in hash.chunks_exact(NUMBER_LENGTH).take(NUMBERS) {
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
    fn it_is_sixty_digits_and_symmetric() {
        let [a, b, c] =
            [(); 3].map(|()| PrivateKey::generate(&mut SysRng, 2048).expect("randomness is there").public_key());
        let number = safety_number(&a, &b);
        let groups: Vec<_> = number.split(' ').collect();
        assert_eq!(groups.len(), 12);
        assert!(groups.iter().all(|group| group.len() == 5 && group.bytes().all(|byte| byte.is_ascii_digit())));
        assert!(groups[..6] <= groups[6..]);
        assert_eq!(number, safety_number(&b, &a));
        assert_ne!(number, safety_number(&a, &c));
        // Each key has a half of its own, wherever it stands.
        let half = &safety_number(&a, &a)[..35];
        assert!(number.contains(half) && safety_number(&a, &c).contains(half));
    }
}
