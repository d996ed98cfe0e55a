//! EME-OAEP: the encoding of a message (RFC 8017 §7.1).

#![forbid(unsafe_code)]

use alloc::{vec, vec::Vec};

use rand_core::TryCryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use super::options::OaepOptions;
use crate::{
    Error,
    key::hash::{Hash, mgf1_xor},
};

/// EME-OAEP encoding (RFC 8017 §7.1.1, steps 1 and 2) of `message` for a modulus of `k` bytes.
///
/// # Errors
/// [`Error::MessageTooLong`]; [`Error::RandomUnavailable`] when `rng` fails.
pub(super) fn encode<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    message: &[u8],
    k: usize,
    options: &OaepOptions<'_>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let hash_length = options.hash.output_size();
    // 1.a. The label may have 2^61 - 1 bytes, more than any memory has.
    // 1.b. If mLen > k - 2hLen - 2, output "message too long" and stop.
    let limit = options.max_plaintext(k);
    if k < 2 * hash_length + 2 || message.len() > limit {
        return Err(Error::MessageTooLong { length: message.len(), limit });
    }
    let mut encoded = Zeroizing::new(vec![0; k]);
    let (seed, block) = encoded[1..].split_at_mut(hash_length);
    // 2.a to 2.c. DB = lHash || PS || 0x01 || M. PS is zeros up to the length of DB.
    hash_label(options, &mut block[..hash_length]);
    let start = block.len() - message.len();
    block[start - 1] = 1;
    block[start..].copy_from_slice(message);
    // 2.d. A random seed of length hLen.
    rng.try_fill_bytes(seed).map_err(|_| Error::RandomUnavailable)?;
    // 2.e to 2.h. Mask DB (`block`) with the seed, then the seed with the masked DB.
    mgf1_xor(options.mgf_hash, seed, block);
    mgf1_xor(options.mgf_hash, block, seed);
    // 2.i. EM = 0x00 || maskedSeed || maskedDB. `encoded` began as zeros.
    Ok(encoded)
}

/// EME-OAEP decoding (RFC 8017 §7.1.2, step 3). Constant-time except for whether it succeeds and the length of the
/// result.
///
/// `encoded` has the length of the modulus; it is unmasked in place.
///
/// # Errors
/// [`Error::DecryptionFailed`].
pub(super) fn decode(encoded: &mut [u8], options: &OaepOptions<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (valid, start) = unmask(encoded, options);
    if bool::from(valid) {
        Ok(Zeroizing::new(encoded[start as usize..].to_vec()))
    } else {
        Err(Error::DecryptionFailed)
    }
}

/// Removes the masks from `encoded` in place. Returns whether the result is a valid encoding, and the index at which
/// the message starts. Constant-time.
pub(super) fn unmask(encoded: &mut [u8], options: &OaepOptions<'_>) -> (Choice, u32) {
    let hash_length = options.hash.output_size();
    // 1.c. If k < 2hLen + 2, output "decryption error". Both lengths are public.
    if encoded.len() < 2 * hash_length + 2 {
        return (Choice::from(0), 0);
    }
    // 3.b. EM = Y || maskedSeed || maskedDB.
    let (first, rest) = encoded.split_at_mut(1);
    let (seed, block) = rest.split_at_mut(hash_length);
    // 3.c to 3.f. Unmask the seed, then DB (`block`).
    mgf1_xor(options.mgf_hash, block, seed);
    mgf1_xor(options.mgf_hash, seed, block);
    // 3.g. DB = lHash' || PS || 0x01 || M. All conditions are combined in `valid`, and a caller branches on it once at
    // most. An implementation that lets an attacker tell the conditions apart reveals the plaintext (Manger, CRYPTO
    // 2001).
    let mut label_hash = [0; Hash::MAX_OUTPUT_SIZE];
    hash_label(options, &mut label_hash[..hash_length]);
    let (stored_hash, padded) = block.split_at(hash_length);
    let mut valid = first[0].ct_eq(&0) & stored_hash.ct_eq(&label_hash[..hash_length]);
    let mut in_padding = Choice::from(1);
    let mut start = 0;
    // The padding begins at index 2 hLen + 1 of EM. `index` is one more: where M starts if `byte` is the separator.
    for (index, byte) in (2 * hash_length as u32 + 2..).zip(padded) {
        let is_separator = in_padding & byte.ct_eq(&1);
        start.conditional_assign(&index, is_separator);
        in_padding &= !is_separator;
        valid &= !in_padding | byte.ct_eq(&0);
    }
    valid &= !in_padding;
    (valid, start)
}

/// Writes lHash, the hash of the label, to `target`, which has the length of the hash.
fn hash_label(options: &OaepOptions<'_>, target: &mut [u8]) {
    let mut state = options.hash.state();
    state.update(options.label);
    state.finish(target);
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use crate::{Error, key::hash::Hash, oaep::options::OaepOptions};
    use getrandom::SysRng;

    #[test]
    fn every_pair_of_hashes_round_trips_with_the_shortest_and_the_longest_message() {
        const K: usize = 160;
        for hash in Hash::ALL {
            for mgf_hash in Hash::ALL {
                let options = OaepOptions::new(hash).with_mgf_hash(mgf_hash).with_label(b"label");
                for length in [0, 1, options.max_plaintext(K)] {
                    let message = vec![0x01; length];
                    let mut encoded = encode(&mut SysRng, &message, K, &options).expect("the message fits");
                    assert_eq!(encoded.len(), K);
                    assert_eq!(decode(&mut encoded, &options).expect("the encoding is valid").as_slice(), message);
                }
            }
        }
    }

    #[test]
    fn the_error_of_a_message_too_long_has_the_limit() {
        let options = OaepOptions::default();
        let limit = options.max_plaintext(256);
        assert_eq!(limit, 190);
        let result = encode(&mut SysRng, &vec![0; limit + 1], 256, &options).map(|_| ());
        assert_eq!(result, Err(Error::MessageTooLong { length: limit + 1, limit }));
    }

    #[test]
    fn every_changed_byte_is_rejected() {
        let options = OaepOptions::new(Hash::Sha1);
        let encoded = encode(&mut SysRng, b"message", 128, &options).expect("the message fits");
        for position in 0..encoded.len() {
            let mut changed = encoded.clone();
            changed[position] ^= 1;
            // A change in the seed changes the mask of DB, and a change in DB the mask of the seed. lHash stays the
            // same with a probability of 2^-160.
            assert_eq!(decode(&mut changed, &options).map(|_| ()), Err(Error::DecryptionFailed), "byte {position}");
        }
        let other = options.with_label(b"other");
        assert_eq!(decode(&mut encoded.clone(), &other).map(|_| ()), Err(Error::DecryptionFailed));
    }

    #[test]
    fn a_modulus_shorter_than_two_hashes_and_two_bytes_is_an_error() {
        let options = OaepOptions::new(Hash::Sha512);
        assert_eq!(decode(&mut [0; 129], &options).map(|_| ()), Err(Error::DecryptionFailed));
        let encoded = encode(&mut SysRng, b"", 129, &options).map(|_| ());
        assert_eq!(encoded, Err(Error::MessageTooLong { length: 0, limit: 0 }));
    }
}
