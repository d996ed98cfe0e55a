//! RSAES-OAEP (RFC 8017 §7.1): the encoding around the RSA operation.
//!
//! The hash of the label and the hash inside MGF1 are chosen apart, because others do: Java's
//! `OAEPWithSHA-256AndMGF1Padding` is SHA-256 with MGF1 over SHA-1.
//!
//! # Examples
//! ```
//! use getrandom::SysRng;
//! use sealpost::{Hash, OaepOptions, PrivateKey};
//!
//! let key = PrivateKey::generate(&mut SysRng, 2048)?;
//! let like_java = OaepOptions::new(Hash::Sha256).with_mgf_hash(Hash::Sha1);
//! assert_eq!(key.public_key().max_plaintext(&like_java), 190); // bytes
//! let ciphertext = key.public_key().encrypt(&mut SysRng, b"four words", &like_java)?;
//! assert_eq!(ciphertext.len(), 256);
//! assert_eq!(*key.decrypt(&mut SysRng, &ciphertext, &like_java)?, b"four words");
//! # Ok::<(), sealpost::Error>(())
//! ```

#![forbid(unsafe_code)]

use alloc::{boxed::Box, vec, vec::Vec};
use digest::{Digest, FixedOutputReset};
use rand_core::TryCryptoRng;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{Error, PrivateKey, PublicKey};

mod diagnosis;

pub use diagnosis::Diagnosis;

/// A hash function for OAEP (FIPS 180-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1, 20 bytes: the default of many older tools. Sound inside OAEP, and not chosen here unless asked for.
    Sha1,
    /// SHA-224, 28 bytes.
    Sha224,
    /// SHA-256, 32 bytes: the default.
    Sha256,
    /// SHA-384, 48 bytes.
    Sha384,
    /// SHA-512, 64 bytes.
    Sha512,
    /// SHA-512/224, 28 bytes.
    Sha512_224,
    /// SHA-512/256, 32 bytes.
    Sha512_256,
}

impl Hash {
    /// All of them, in the order of the standard.
    pub const ALL: [Self; 7] =
        [Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512, Self::Sha512_224, Self::Sha512_256];

    /// The name as FIPS 180-4 writes it, for example `SHA-512/256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha512_224 => "SHA-512/224",
            Self::Sha512_256 => "SHA-512/256",
        }
    }

    /// Length of the hash (hLen of RFC 8017) in bytes.
    #[must_use]
    pub const fn output_size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 | Self::Sha512_224 => 28,
            Self::Sha256 | Self::Sha512_256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// A fresh state. Behind a pointer: one MGF1 for seven hashes keeps the wasm small, and hashing is a thousandth
    /// of the RSA operation.
    fn state(self) -> Box<dyn State> {
        match self {
            Self::Sha1 => Box::new(Sha1::new()),
            Self::Sha224 => Box::new(Sha224::new()),
            Self::Sha256 => Box::new(Sha256::new()),
            Self::Sha384 => Box::new(Sha384::new()),
            Self::Sha512 => Box::new(Sha512::new()),
            Self::Sha512_224 => Box::new(Sha512_224::new()),
            Self::Sha512_256 => Box::new(Sha512_256::new()),
        }
    }

    /// Longest of the seven, in bytes.
    const MAX_OUTPUT_SIZE: usize = 64;
}

/// A hash function at work, whichever it is. `digest` has such a trait too, with methods that nobody calls here and a
/// copy of each for every hash.
trait State {
    fn update(&mut self, data: &[u8]);

    /// Writes the hash to `target`, which is as long, and starts anew.
    fn finish(&mut self, target: &mut [u8]);
}

impl<D: Digest + FixedOutputReset> State for D {
    fn update(&mut self, data: &[u8]) {
        Digest::update(self, data);
    }

    fn finish(&mut self, target: &mut [u8]) {
        let target = target.try_into().expect("the target is as long as the hash");
        FixedOutputReset::finalize_into_reset(self, target);
    }
}

/// How to encode: both sides must agree on all three.
#[derive(Clone, Copy, Debug)]
pub struct OaepOptions<'a> {
    /// Hash of the label, which also sets how much fits.
    pub hash: Hash,
    /// Hash inside MGF1.
    pub mgf_hash: Hash,
    /// The label L, public and usually empty.
    pub label: &'a [u8],
}

impl<'a> OaepOptions<'a> {
    /// One hash for both purposes and an empty label.
    #[must_use]
    pub const fn new(hash: Hash) -> Self {
        Self { hash, mgf_hash: hash, label: &[] }
    }

    /// The same with another hash inside MGF1.
    #[must_use]
    pub const fn with_mgf_hash(self, mgf_hash: Hash) -> Self {
        Self { mgf_hash, ..self }
    }

    /// The same with a label.
    #[must_use]
    pub const fn with_label(self, label: &'a [u8]) -> Self {
        Self { label, ..self }
    }

    /// The longest plaintext in bytes for a modulus of `k` bytes: k - 2 hLen - 2, and 0 where not even that is there.
    #[must_use]
    pub const fn max_plaintext(&self, k: usize) -> usize {
        k.saturating_sub(2 * self.hash.output_size() + 2)
    }
}

impl Default for OaepOptions<'_> {
    /// SHA-256 for both purposes and an empty label.
    fn default() -> Self {
        Self::new(Hash::Sha256)
    }
}

impl PublicKey {
    /// The longest plaintext that [`encrypt`](Self::encrypt) takes under `options`, in bytes.
    #[must_use]
    pub fn max_plaintext(&self, options: &OaepOptions<'_>) -> usize {
        options.max_plaintext(self.size())
    }

    /// RSAES-OAEP-ENCRYPT (RFC 8017 §7.1.1). The ciphertext is as long as the modulus.
    ///
    /// # Errors
    /// [`Error::MessageTooLong`] for more than [`max_plaintext`](Self::max_plaintext) bytes; [`Error::WeakKey`] for a
    /// key under 2048 bits; [`Error::RandomUnavailable`] when `rng` fails.
    pub fn encrypt<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        plaintext: &[u8],
        options: &OaepOptions<'_>,
    ) -> Result<Vec<u8>, Error> {
        self.check_strength()?;
        self.encrypt_primitive(&encode(rng, plaintext, self.size(), options)?)
    }
}

impl PrivateKey {
    /// RSAES-OAEP-DECRYPT (RFC 8017 §7.1.2).
    ///
    /// The RSA operation is blinded with randomness from `rng` and checked before its result is used; it has no branch
    /// and no index that depends on a secret, nor has the decoding. Whether it succeeds, and how long the plaintext
    /// is, shows in time, as it does in the result.
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`] for every ciphertext that does not decrypt, its length and range included;
    /// [`Error::RandomUnavailable`] when `rng` fails.
    pub fn decrypt<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        ciphertext: &[u8],
        options: &OaepOptions<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        decode(&mut self.decrypt_primitive(rng, ciphertext)?, options)
    }

    /// Decrypts into `target` if the plaintext is exactly as long, and leaves it as it is otherwise: which of the two
    /// shows neither in the result nor in time, but for the length and range of `ciphertext`, which anyone can see.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] when `rng` fails; [`Error::Internal`].
    pub(crate) fn decrypt_into<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        ciphertext: &[u8],
        options: &OaepOptions<'_>,
        target: &mut [u8],
    ) -> Result<(), Error> {
        let mut encoded = match self.decrypt_primitive(rng, ciphertext) {
            Err(Error::DecryptionFailed) => return Ok(()),
            result => result?,
        };
        let (valid, start) = unmask(&mut encoded, options);
        // A plaintext of that length can start in one place only, and no key is shorter than a plaintext.
        let place = encoded.len().saturating_sub(target.len());
        let replace = valid & start.ct_eq(&(place as u32));
        for (byte, decrypted) in target.iter_mut().zip(&encoded[place..]) {
            byte.conditional_assign(decrypted, replace);
        }
        Ok(())
    }
}

/// EME-OAEP encoding (RFC 8017 §7.1.1, steps 1 and 2) of `message` for a modulus of `k` bytes.
fn encode<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    message: &[u8],
    k: usize,
    options: &OaepOptions<'_>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let hash_length = options.hash.output_size();
    // 1.a. The label is limited to 2^61 - 1 bytes, which no machine holds.
    // 1.b. If mLen > k - 2hLen - 2, output "message too long" and stop.
    let limit = options.max_plaintext(k);
    if k < 2 * hash_length + 2 || message.len() > limit {
        return Err(Error::MessageTooLong { length: message.len(), limit });
    }
    let mut encoded = Zeroizing::new(vec![0; k]);
    let (seed, block) = encoded[1..].split_at_mut(hash_length);
    // 2.a to 2.c. DB = lHash || PS || 0x01 || M, where PS are the zeros that fill it.
    hash_label(options, &mut block[..hash_length]);
    let start = block.len() - message.len();
    block[start - 1] = 1;
    block[start..].copy_from_slice(message);
    // 2.d. A random seed of length hLen.
    rng.try_fill_bytes(seed).map_err(|_| Error::RandomUnavailable)?;
    // 2.e to 2.h. Mask the block with the seed, then the seed with the masked block.
    mgf1_xor(options.mgf_hash, seed, block);
    mgf1_xor(options.mgf_hash, block, seed);
    // 2.i. EM = 0x00 || maskedSeed || maskedDB.
    Ok(encoded)
}

/// EME-OAEP decoding (RFC 8017 §7.1.2, step 3), in constant time but for the length of the result.
///
/// `encoded` has the length of the modulus; it is unmasked in place.
fn decode(encoded: &mut [u8], options: &OaepOptions<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (valid, start) = unmask(encoded, options);
    if bool::from(valid) {
        Ok(Zeroizing::new(encoded[start as usize..].to_vec()))
    } else {
        Err(Error::DecryptionFailed)
    }
}

/// Undoes the masks and says whether what remains is an encoded message, and where in it the message starts, in
/// constant time.
fn unmask(encoded: &mut [u8], options: &OaepOptions<'_>) -> (Choice, u32) {
    let hash_length = options.hash.output_size();
    // 1.c. If k < 2hLen + 2, output "decryption error". Both lengths are public.
    if encoded.len() < 2 * hash_length + 2 {
        return (Choice::from(0), 0);
    }
    // 3.b. EM = Y || maskedSeed || maskedDB.
    let (first, rest) = encoded.split_at_mut(1);
    let (seed, block) = rest.split_at_mut(hash_length);
    // 3.c to 3.f. Unmask the seed, then the block.
    mgf1_xor(options.mgf_hash, block, seed);
    mgf1_xor(options.mgf_hash, seed, block);
    // 3.g. DB = lHash' || PS || 0x01 || M. All conditions are gathered in `valid` and decided on once, at the end:
    // telling them apart gave attackers the plaintext (Manger, CRYPTO 2001).
    let mut label_hash = [0; Hash::MAX_OUTPUT_SIZE];
    hash_label(options, &mut label_hash[..hash_length]);
    let (stored_hash, padded) = block.split_at(hash_length);
    let mut valid = first[0].ct_eq(&0) & stored_hash.ct_eq(&label_hash[..hash_length]);
    let mut in_padding = Choice::from(1);
    let mut start = 0;
    for (index, byte) in (2 * hash_length as u32 + 2..).zip(padded) {
        let is_separator = in_padding & byte.ct_eq(&1);
        start.conditional_assign(&index, is_separator);
        in_padding &= !is_separator;
        valid &= !in_padding | byte.ct_eq(&0);
    }
    valid &= !in_padding;
    (valid, start)
}

/// Writes lHash, the hash of the label, to `target`, which is as long as the hash.
fn hash_label(options: &OaepOptions<'_>, target: &mut [u8]) {
    let mut state = options.hash.state();
    state.update(options.label);
    state.finish(target);
}

/// XORs the mask that MGF1 (RFC 8017 appendix B.2.1) draws from `seed` onto `target`.
fn mgf1_xor(hash: Hash, seed: &[u8], target: &mut [u8]) {
    let mut state = hash.state();
    let mut block = Zeroizing::new([0; Hash::MAX_OUTPUT_SIZE]);
    let block = &mut block[..hash.output_size()];
    for (counter, chunk) in (0u32..).zip(target.chunks_mut(hash.output_size())) {
        state.update(seed);
        state.update(&counter.to_be_bytes());
        state.finish(block);
        for (byte, mask) in chunk.iter_mut().zip(block.iter()) {
            *byte ^= mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hash, OaepOptions, decode, encode};
    use crate::Error;
    use getrandom::SysRng;

    #[test]
    fn every_pair_of_hashes_and_every_length_round_trips() {
        const K: usize = 160;
        for hash in Hash::ALL {
            for mgf_hash in Hash::ALL {
                let options = OaepOptions::new(hash).with_mgf_hash(mgf_hash).with_label(b"label");
                for length in [0, 1, options.max_plaintext(K)] {
                    let message = vec![0x01; length];
                    let mut encoded = encode(&mut SysRng, &message, K, &options).expect("it fits");
                    assert_eq!(encoded.len(), K);
                    assert_eq!(decode(&mut encoded, &options).expect("it was just encoded").as_slice(), message);
                }
            }
        }
    }

    #[test]
    fn one_byte_too_long_says_how_much_fits() {
        let options = OaepOptions::default();
        let limit = options.max_plaintext(256);
        assert_eq!(limit, 190);
        let result = encode(&mut SysRng, &vec![0; limit + 1], 256, &options).map(|_| ());
        assert_eq!(result, Err(Error::MessageTooLong { length: limit + 1, limit }));
    }

    #[test]
    fn every_changed_byte_is_refused() {
        let options = OaepOptions::new(Hash::Sha1);
        let encoded = encode(&mut SysRng, b"message", 128, &options).expect("it fits");
        for position in 0..encoded.len() {
            let mut changed = encoded.clone();
            changed[position] ^= 1;
            // A change in the seed or in the block changes the mask of the other, and with it lHash, but for a chance of
            // 2^-160.
            assert_eq!(decode(&mut changed, &options).map(|_| ()), Err(Error::DecryptionFailed), "byte {position}");
        }
        let other = options.with_label(b"other");
        assert_eq!(decode(&mut encoded.clone(), &other).map(|_| ()), Err(Error::DecryptionFailed));
    }

    #[test]
    fn a_modulus_shorter_than_two_hashes_is_an_error() {
        let options = OaepOptions::new(Hash::Sha512);
        assert_eq!(decode(&mut [0; 129], &options).map(|_| ()), Err(Error::DecryptionFailed));
        let encoded = encode(&mut SysRng, b"", 129, &options).map(|_| ());
        assert_eq!(encoded, Err(Error::MessageTooLong { length: 0, limit: 0 }));
    }
}
