//! EMSA-PSS: the encoding of a message for a signature (RFC 8017 §9.1).

#![forbid(unsafe_code)]

use alloc::{vec, vec::Vec};

use rand_core::TryCryptoRng;

use super::options::Resolved;
use crate::{
    Error,
    key::hash::{Hash, mgf1_xor},
};

/// The last byte of an encoded message.
const TRAILER: u8 = 0xbc;

/// EMSA-PSS-ENCODE (§9.1.1). `bits` is emBits. The result has as many bytes as a modulus of `bits` + 1 bits: if `bits`
/// is a multiple of 8, a zero byte precedes EM.
///
/// # Errors
/// [`Error::InvalidArgument`] if the salt is too long; [`Error::RandomUnavailable`] when `rng` fails.
pub(super) fn encode<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    message: &[u8],
    bits: usize,
    Resolved { hash, salt_length }: &Resolved,
) -> Result<Vec<u8>, Error> {
    let (hash_length, length) = (hash.output_size(), bits.div_ceil(8));
    // 1. The message may have 2^61 - 1 bytes, more than any memory has.
    // 3. If emLen < hLen + sLen + 2, output "encoding error" and stop.
    if length.checked_sub(hash_length + 2).is_none_or(|limit| limit < *salt_length) {
        return Err(Error::InvalidArgument { reason: "saltLength is too long for this key" });
    }
    let mut encoded = vec![0; bits / 8 + 1];
    let start = encoded.len() - length;
    let (block, rest) = encoded[start..].split_at_mut(length - hash_length - 1);
    // 4., 7. and 8. DB = PS || 0x01 || salt, with a random salt. PS is zeros.
    let (padding, salt) = block.split_at_mut(block.len() - salt_length);
    rng.try_fill_bytes(salt).map_err(|_| Error::RandomUnavailable)?;
    if let Some(last) = padding.last_mut() {
        *last = 1;
    }
    // 2., 5. and 6. H = Hash(M').
    let (digest, trailer) = rest.split_at_mut(hash_length);
    hash_salted(*hash, message, salt, digest);
    // 9. and 10. maskedDB = DB xor MGF1(H).
    mgf1_xor(*hash, digest, block);
    // 11. Set the leftmost 8emLen - emBits bits to zero.
    block[0] &= leading_mask(bits);
    // 12. EM = maskedDB || H || 0xbc.
    trailer[0] = TRAILER;
    Ok(encoded)
}

/// EMSA-PSS-VERIFY (§9.1.2) of `number`, the result of RSAVP1 for a modulus of `bits` + 1 bits. Returns whether
/// `number` is consistent with the message.
pub(super) fn verify(message: &[u8], number: &[u8], bits: usize, Resolved { hash, salt_length }: &Resolved) -> bool {
    let (hash_length, length) = (hash.output_size(), bits.div_ceil(8));
    // §8.1.2 step 2.c. If the number needs more than emLen bytes, the signature is invalid.
    let (leading, encoded) = number.split_at(number.len() - length);
    if leading.iter().any(|byte| *byte != 0) {
        return false;
    }
    // 3. If emLen < hLen + sLen + 2, output "inconsistent" and stop.
    let Some(padding_length) = length.checked_sub(hash_length + 2).and_then(|rest| rest.checked_sub(*salt_length))
    else {
        return false;
    };
    // 4. and 5. EM = maskedDB || H || 0xbc.
    let [rest @ .., TRAILER] = encoded else { return false };
    let (block, digest) = rest.split_at(rest.len() - hash_length);
    // 6. The leftmost 8emLen - emBits bits of maskedDB must be zero.
    if block[0] & !leading_mask(bits) != 0 {
        return false;
    }
    // 7. to 9. DB = maskedDB xor MGF1(H), without the leftmost bits of step 6.
    let mut block = block.to_vec();
    mgf1_xor(*hash, digest, &mut block);
    block[0] &= leading_mask(bits);
    // 10. DB must be zeros, then 0x01, then the salt.
    let (padding, rest) = block.split_at(padding_length);
    let [1, salt @ ..] = rest else { return false };
    if padding.iter().any(|byte| *byte != 0) {
        return false;
    }
    // 11. to 14. H must be Hash(M').
    let mut expected = [0; Hash::MAX_OUTPUT_SIZE];
    let expected = &mut expected[..hash_length];
    hash_salted(*hash, message, salt, expected);
    expected == digest
}

/// The bits of the first byte of EM that belong to a number of `bits` bits.
const fn leading_mask(bits: usize) -> u8 {
    0xff >> (bits.div_ceil(8) * 8 - bits)
}

/// Hash(M'), where M' is eight zero bytes, the hash of the message, and the salt. `target` has the length of the hash.
fn hash_salted(hash: Hash, message: &[u8], salt: &[u8], target: &mut [u8]) {
    let mut state = hash.state();
    state.update(message);
    state.finish(target);
    state.update(&[0; 8]);
    state.update(target);
    state.update(salt);
    state.finish(target);
}

#[cfg(test)]
mod tests {
    use super::{Resolved, encode, hash_salted, leading_mask, verify};
    use crate::{
        Error,
        key::hash::{Hash, mgf1_xor},
    };
    use getrandom::SysRng;

    const BITS: usize = 2047;
    const SHA256: Resolved = Resolved { hash: Hash::Sha256, salt_length: 32 };

    /// EM for a DB and H, by §9.1.1 steps 9 to 12, with the leftmost bits as they come out of the mask.
    fn encoded(db: &[u8], digest: &[u8]) -> Vec<u8> {
        let mut block = db.to_vec();
        mgf1_xor(Hash::Sha256, digest, &mut block);
        [&block, digest, &[0xbc]].concat()
    }

    /// DB with these bytes before the salt, and its H.
    fn parts(before: &[u8], salt: &[u8]) -> (Vec<u8>, [u8; 32]) {
        let mut digest = [0; 32];
        hash_salted(Hash::Sha256, b"message", salt, &mut digest);
        ([before, salt].concat(), digest)
    }

    #[test]
    fn every_hash_round_trips_with_no_salt_to_the_longest_and_with_moduli_of_2048_to_2056_bits() {
        for hash in Hash::ALL {
            for bits in BITS..BITS + 9 {
                for salt_length in [0, 1, hash.output_size(), bits.div_ceil(8) - hash.output_size() - 2] {
                    let parameters = Resolved { hash, salt_length };
                    let encoded = encode(&mut SysRng, b"message", bits, &parameters).expect("the salt fits");
                    assert_eq!(encoded.len(), (bits + 1).div_ceil(8));
                    assert!(verify(b"message", &encoded, bits, &parameters), "{hash:?} {bits} {salt_length}");
                    assert!(!verify(b"massage", &encoded, bits, &parameters));
                    for salt_length in [salt_length + 1, salt_length.wrapping_sub(1)] {
                        assert!(!verify(b"message", &encoded, bits, &Resolved { hash, salt_length }));
                    }
                }
            }
        }
    }

    #[test]
    fn a_salt_that_does_not_fit_is_an_error() {
        let parameters = Resolved { hash: Hash::Sha512, salt_length: 256 - 64 - 1 };
        let result = encode(&mut SysRng, b"", BITS, &parameters);
        assert!(matches!(result, Err(Error::InvalidArgument { .. })));
        assert!(!verify(b"", &[0; 256], BITS, &parameters));
    }

    #[test]
    fn an_encoding_that_breaks_one_rule_is_inconsistent() {
        let salt = [7; 32];
        let mut before = vec![0; 256 - 32 - 32 - 2];
        before.push(1);
        let (db, digest) = parts(&before, &salt);
        let consistent = |encoded: &[u8]| verify(b"message", encoded, BITS, &SHA256);
        let clear = |mut encoded: Vec<u8>| {
            encoded[0] &= leading_mask(BITS);
            encoded
        };
        let valid = clear(encoded(&db, &digest));
        assert!(consistent(&valid), "a valid encoding");
        // Step 4.
        let mut other = valid.clone();
        other[255] = 0xcc;
        assert!(!consistent(&other), "the trailer");
        // Step 6. The bit is not part of DB, so that all other steps succeed.
        let mut other = valid.clone();
        other[0] |= 0x80;
        assert!(!consistent(&other), "the leftmost bit");
        // Step 10.
        for place in [0, before.len() / 2, before.len() - 2] {
            let mut changed = before.clone();
            changed[place] = 1;
            let (db, digest) = parts(&changed, &salt);
            assert!(!consistent(&clear(encoded(&db, &digest))), "a byte of PS at {place}");
        }
        for separator in [0, 2, 0x81] {
            let mut changed = before.clone();
            *changed.last_mut().expect("it is not empty") = separator;
            let (db, digest) = parts(&changed, &salt);
            assert!(!consistent(&clear(encoded(&db, &digest))), "the separator {separator}");
        }
        // Step 14. H is that of another salt.
        let (_, other) = parts(&before, &[8; 32]);
        assert!(!consistent(&clear(encoded(&db, &other))), "H of another salt");
        // §8.1.2 step 2.c, for a modulus of 8·256 + 1 bits, whose EM has one byte less than the modulus.
        let long = encode(&mut SysRng, b"message", 2048, &SHA256).expect("the salt fits");
        assert!(verify(b"message", &long, 2048, &SHA256), "a valid encoding");
        let mut other = long;
        other[0] = 1;
        assert!(!verify(b"message", &other, 2048, &SHA256), "a byte before EM");
    }

    #[test]
    fn every_changed_byte_is_rejected() {
        let encoded = encode(&mut SysRng, b"message", BITS, &SHA256).expect("the salt fits");
        for position in 0..encoded.len() {
            let mut changed = encoded.clone();
            changed[position] ^= 1;
            assert!(!verify(b"message", &changed, BITS, &SHA256), "byte {position}");
        }
    }
}
