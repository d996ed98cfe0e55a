//! Finding the OAEP parameters of a ciphertext that does not decrypt under the expected ones.

#![forbid(unsafe_code)]

use rand_core::TryCryptoRng;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use super::{options::OaepOptions, padding::unmask};
use crate::{Error, PrivateKey, key::hash::Hash};

/// The two hashes under which a ciphertext decrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// Hash of the label.
    pub hash: Hash,
    /// Hash inside MGF1.
    pub mgf_hash: Hash,
}

impl PrivateKey {
    /// Finds the hash and the MGF1 hash under which `ciphertext` decrypts with `label`. Returns `None` if none of the
    /// 49 pairs fits: the ciphertext is for another key, has another label or is damaged.
    ///
    /// This is for the owner of the key, to examine a ciphertext that was meant for them. **Neither the result nor
    /// anything that depends on it, such as the time of a response, may reach the sender of the ciphertext.** The
    /// result tells whether a block of the sender's choice is well-formed under any of 49 encodings. That is an oracle
    /// for Manger's attack (CRYPTO 2001), and it lets anybody decrypt what was encrypted to this key.
    ///
    /// Performs one private operation and decodes its result under every pair. Constant-time, whichever pair fits,
    /// except for the length and range of the ciphertext, which are public. If several pairs fit, which only a sender
    /// can arrange, the result is the first in the order of [`Hash::ALL`]. Under a modulus whose length is a multiple
    /// of 8 bits, a random block fits a pair with a probability of about 2^-(8 hLen + 15): Y is zero (at most 2^-7,
    /// because the modulus begins with a one bit), lHash is that of the label (2^-8hLen), and the first byte of the
    /// padding that is not zero is 0x01 (1/255). The sum over all pairs, of which the seven with SHA-1 (hLen = 20) make
    /// nearly all, is below 2^-172.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] when `rng` fails; [`Error::Internal`] when the check of the RSA operation fails.
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
        let encoded = match self.0.private_primitive(rng, ciphertext) {
            Err(Error::DecryptionFailed) => return Ok(None),
            result => result?,
        };
        Ok(diagnose(&encoded, label))
    }
}

/// Finds the pair under which `encoded`, the result of the RSA operation, is a valid encoding.
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
    // The only branch that depends on the result.
    (found < PAIRS).then(|| pair(found))
}

#[cfg(test)]
mod tests {
    use super::{Diagnosis, Hash, OaepOptions, diagnose};
    use crate::oaep::padding::encode;
    use getrandom::SysRng;

    #[test]
    fn every_pair_of_hashes_is_found() {
        for hash in Hash::ALL {
            for mgf_hash in Hash::ALL {
                let options = OaepOptions { hash, mgf_hash, label: b"label" };
                let mut encoded = encode(&mut SysRng, b"message", 256, &options).expect("the message fits");
                let answer = Some(Diagnosis { hash, mgf_hash });
                assert_eq!(diagnose(&encoded, b"label"), answer);
                assert_eq!(diagnose(&encoded, b""), None, "another label");
                encoded[0] = 1;
                assert_eq!(diagnose(&encoded, b"label"), None, "the first byte is not zero");
            }
        }
    }

    #[test]
    fn a_modulus_too_short_for_some_hashes_is_tried_with_the_others() {
        let options = OaepOptions::new(Hash::Sha384);
        let encoded = encode(&mut SysRng, b"message", 128, &options).expect("the message fits");
        assert_eq!(diagnose(&encoded, b""), Some(Diagnosis { hash: Hash::Sha384, mgf_hash: Hash::Sha384 }));
        assert_eq!(diagnose(&[0; 128], b""), None);
    }
}
