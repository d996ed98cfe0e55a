//! The safety number: digits that two people compare to verify that each has the other's keys.

#![forbid(unsafe_code)]

use alloc::string::String;

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha512};

use crate::{Error, PublicKey, VerifyingKey, encoding::PublicKeyFormat};

/// The prefix of the first hash, for domain separation.
const PURPOSE: &[u8] = b"sealpost safety number v2";
/// The number of hashes of an identity after the first. With them the search for keys with a given half of a safety
/// number takes 5,201 times as long. Computing the safety number of two identities still takes only some milliseconds.
const ROUNDS: u32 = 5200;
/// Groups of five digits for each identity.
const GROUPS: usize = 6;
/// Bytes of the hash for each group. 2^40 is not a multiple of 100,000, so some groups are more likely than others, but
/// by a factor of less than 1 + 10^-7.
const GROUP_LENGTH: usize = 5;

/// The public keys of a person.
#[derive(Clone, Debug)]
pub struct Identity<'a> {
    encryption: &'a PublicKey,
    /// SHA-256 of the verifying key (RFC 7638), if the person has one.
    signing: Option<[u8; 32]>,
}

impl<'a> Identity<'a> {
    /// A person with a key for encryption, and perhaps one that verifies their signatures.
    #[must_use]
    pub fn new(encryption: &'a PublicKey, signing: Option<&VerifyingKey>) -> Self {
        Self { encryption, signing: signing.and_then(|key| decode(&key.thumbprint())) }
    }

    /// A person of whose verifying key only the thumbprint is known.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] unless `signing` is a thumbprint: 43 characters of base64url.
    pub fn with_thumbprint(encryption: &'a PublicKey, signing: &str) -> Result<Self, Error> {
        let reason = "signing must be a VerifyingKey or its thumbprint, 43 characters of base64url";
        let signing = decode(signing).ok_or_else(|| Error::InvalidArgument { reason })?;
        Ok(Self { encryption, signing: Some(signing) })
    }
}

/// Decodes the 32 bytes of a thumbprint.
fn decode(thumbprint: &str) -> Option<[u8; 32]> {
    Base64UrlUnpadded::decode_vec(thumbprint).ok()?.try_into().ok()
}

/// The safety number of two people: twelve groups of five digits, the same whoever comes first.
///
/// The groups are separated by single spaces. Each half depends on the keys of one person only. An attacker in the
/// middle has to find keys with a given half, which takes some 10^30 tries of 5,201 hashes each. (To make new keys for
/// each try, for example a new thumbprint of a signing key, costs little beside the hashes.) If the keys of both people
/// were hashed together, the attacker could choose forged keys for both, and would only need a collision, which takes
/// the square root of the number of possible results.
///
/// Both sides must know the same keys: the same person with and without a signing key is two different identities.
///
/// # Examples
/// ```
/// use getrandom::SysRng;
/// use sealpost::{Identity, PrivateKey, SigningKey, safety_number};
///
/// let alice = PrivateKey::generate(&mut SysRng, 2048)?.public_key();
/// let bob = PrivateKey::generate(&mut SysRng, 2048)?.public_key();
/// let signing = SigningKey::generate(&mut SysRng, 2048)?.verifying_key();
/// let [alice, bob] = [Identity::new(&alice, Some(&signing)), Identity::new(&bob, None)];
/// assert_eq!(safety_number(&alice, &bob), safety_number(&bob, &alice));
/// assert_eq!(safety_number(&alice, &bob).len(), 71); // sixty digits and eleven spaces
/// # Ok::<(), sealpost::Error>(())
/// ```
#[must_use]
pub fn safety_number(a: &Identity<'_>, b: &Identity<'_>) -> String {
    let (a, b) = (half(a), half(b));
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    first + " " + &second
}

/// Computes the half of one person: 30 digits in six groups. The boundary to JavaScript calls this function for each of
/// the two people.
pub(crate) fn half(identity: &Identity<'_>) -> String {
    // h0 = SHA-512(purpose || keys), where keys = SPKI || thumbprint.
    let mut keys = identity.encryption.to_der(PublicKeyFormat::Spki);
    keys.extend(identity.signing.iter().flatten());
    let mut hash = Sha512::new().chain_update(PURPOSE).chain_update(&keys).finalize();
    // h(i) = SHA-512(h(i-1) || keys).
    for _ in 0..ROUNDS {
        hash = Sha512::new().chain_update(hash).chain_update(&keys).finalize();
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
    use super::{Identity, safety_number};
    use crate::{PrivateKey, SigningKey};
    use getrandom::SysRng;

    #[test]
    fn a_safety_number_has_sixty_digits_is_symmetric_and_depends_on_each_key() {
        let [a, b, c] =
            [(); 3].map(|()| PrivateKey::generate(&mut SysRng, 2048).expect("the random source works").public_key());
        let signing = SigningKey::generate(&mut SysRng, 2048).expect("the random source works").verifying_key();
        let people = [
            Identity::new(&a, None),
            Identity::new(&b, Some(&signing)),
            Identity::new(&c, None),
            Identity::new(&b, None),
        ];
        let [a, b, c, without] = &people;
        let number = safety_number(a, b);
        let groups: Vec<_> = number.split(' ').collect();
        assert_eq!(groups.len(), 12);
        assert!(groups.iter().all(|group| group.len() == 5 && group.bytes().all(|byte| byte.is_ascii_digit())));
        assert!(groups[..6] <= groups[6..]);
        assert_eq!(number, safety_number(b, a));
        assert_ne!(number, safety_number(a, c));
        assert_ne!(number, safety_number(a, without));
        // The half of a person does not depend on the other.
        let half = &safety_number(a, a)[..35];
        assert!(number.contains(half) && safety_number(a, c).contains(half));
        // The thumbprint in place of the verifying key gives the same number.
        let by_thumbprint = Identity::with_thumbprint(b.encryption, &signing.thumbprint()).expect("it is a thumbprint");
        assert_eq!(safety_number(a, &by_thumbprint), number);
        for wrong in ["", "x", &signing.thumbprint()[1..], &signing.fingerprint()] {
            assert!(Identity::with_thumbprint(b.encryption, wrong).is_err(), "{wrong}");
        }
    }
}
