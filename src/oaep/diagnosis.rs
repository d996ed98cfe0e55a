//! Which parameters did the sender use? For ciphertexts that do not decrypt because the other side got OAEP wrong.

use rand_core::TryCryptoRng;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use super::{Hash, OaepOptions, unmask};
use crate::{Error, PrivateKey};

/// The two hashes under which a ciphertext decrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// Hash of the label.
    pub hash: Hash,
    /// Hash inside MGF1.
    pub mgf_hash: Hash,
}

impl PrivateKey {
    /// Finds the hash and the MGF1 hash under which `ciphertext` decrypts with `label`; `None` where none of the 49
    /// pairs fits, as for another key, another label or a damaged ciphertext.
    ///
    /// For the owner of the key, about a ciphertext of their own. **The answer must never go back to whoever sent the
    /// ciphertext, nor anything that depends on it, its time included.** It says that a block of the sender's choice is
    /// well-formed under one of 49 encodings rather than one: an oracle as in Manger's attack (CRYPTO 2001), with more
    /// questions to each query. With it, anybody could decrypt what was encrypted to this key.
    ///
    /// One private operation, whose result is decoded under every pair, in constant time, whichever of them fits; the
    /// length and range of the ciphertext are public. Of several pairs that fit, which only a sender can bring about on
    /// purpose, the first in the order of [`Hash::ALL`] is named. By accident, a random block fits a pair with
    /// a probability of at most 2^-(8 hLen + 15) or so: Y is zero (2^-7), lHash is the label's (2^-8hLen), and the padding
    /// ends in 0x01 before anything else but zeros (1/255). The seven pairs with SHA-1, where hLen is 20, make nearly all
    /// of the sum, which stays below 2^-172.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] when `rng` fails.
    ///
    /// # Examples
    /// ```
    /// use getrandom::SysRng;
    /// use sealpost::{Diagnosis, Hash, OaepOptions, PrivateKey};
    ///
    /// let key = PrivateKey::generate(&mut SysRng, 2048)?;
    /// let ciphertext = key.public_key().encrypt(&mut SysRng, b"x", &OaepOptions::new(Hash::Sha1))?;
    /// let found = key.diagnose(&mut SysRng, &ciphertext, b"")?;
    /// assert_eq!(found, Some(Diagnosis { hash: Hash::Sha1, mgf_hash: Hash::Sha1 }));
    /// # Ok::<(), sealpost::Error>(())
    /// ```
    pub fn diagnose<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        ciphertext: &[u8],
        label: &[u8],
    ) -> Result<Option<Diagnosis>, Error> {
        let encoded = match self.decrypt_primitive(rng, ciphertext) {
            Err(Error::DecryptionFailed) => return Ok(None),
            result => result?,
        };
        Ok(diagnose(&encoded, label))
    }
}

fn diagnose(encoded: &[u8], label: &[u8]) -> Option<Diagnosis> {
    const PAIRS: u32 = (Hash::ALL.len() * Hash::ALL.len()) as u32;
    let pair = |number: u32| {
        let number = number as usize;
        Diagnosis { hash: Hash::ALL[number / Hash::ALL.len()], mgf_hash: Hash::ALL[number % Hash::ALL.len()] }
    };
    let mut block = Zeroizing::new(encoded.to_vec());
    let mut found = PAIRS;
    for number in 0..PAIRS {
        let Diagnosis { hash, mgf_hash } = pair(number);
        block.copy_from_slice(encoded);
        let (valid, _) = unmask(&mut block, &OaepOptions { hash, mgf_hash, label });
        found.conditional_assign(&number, valid & found.ct_eq(&PAIRS));
    }
    // The one place where the answer becomes visible.
    (found < PAIRS).then(|| pair(found))
}

#[cfg(test)]
mod tests {
    use super::{Diagnosis, Hash, OaepOptions, diagnose};
    use crate::oaep::encode;
    use getrandom::SysRng;

    #[test]
    fn every_pair_is_told_from_every_other() {
        for hash in Hash::ALL {
            for mgf_hash in Hash::ALL {
                let options = OaepOptions { hash, mgf_hash, label: b"label" };
                let mut encoded = encode(&mut SysRng, b"message", 256, &options).expect("it fits");
                let answer = Some(Diagnosis { hash, mgf_hash });
                assert_eq!(diagnose(&encoded, b"label"), answer);
                assert_eq!(diagnose(&encoded, b""), None, "another label");
                encoded[0] = 1;
                assert_eq!(diagnose(&encoded, b"label"), None, "out of form");
            }
        }
    }

    #[test]
    fn a_modulus_too_short_for_some_hashes_is_tried_with_the_others() {
        let options = OaepOptions::new(Hash::Sha384);
        let encoded = encode(&mut SysRng, b"message", 128, &options).expect("it fits");
        assert_eq!(diagnose(&encoded, b""), Some(Diagnosis { hash: Hash::Sha384, mgf_hash: Hash::Sha384 }));
        assert_eq!(diagnose(&[0; 128], b""), None);
    }
}
