//! `RSASSA-PSS-params` (RFC 8017 appendix A.2.3, RFC 4055 §3.1).

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::identifiers::{ID_RSASSA_PSS, NULL, PKCS1};
use crate::{
    Error, Reason,
    encoding::der::{
        asn1::Tag,
        values::{integer, write, write_tagged},
    },
    key::{PssParameters, hash::Hash, trim},
};

/// id-mgf1, 1.2.840.113549.1.1.8 (RFC 8017 appendix B.2.1).
const ID_MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
/// The identifiers of the SHA-2 family, 2.16.840.1.101.3.4.2, without their last number.
const ID_SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
/// The last number of each identifier of the SHA-2 family, and its hash.
const SHA2: [(u8, Hash); 6] = [
    (1, Hash::Sha256),
    (2, Hash::Sha384),
    (3, Hash::Sha512),
    (4, Hash::Sha224),
    (5, Hash::Sha512_224),
    (6, Hash::Sha512_256),
];
/// The default of `saltLength` in bytes.
const DEFAULT_SALT_LENGTH: usize = 20;

const OTHER_PARAMETERS: Error = Error::UnsupportedKey { reason: Reason::PssParameters };

/// Reads `RSASSA-PSS-params` in the contents of an `AlgorithmIdentifier`: finds the parameters whose encoding equals
/// `encoded`. DER encodes parameters in one way only, except that software may leave out the NULL of a hash (RFC 4055
/// §2.1).
///
/// # Errors
/// [`Error::UnsupportedKey`].
pub(super) fn read(encoded: &[u8]) -> Result<PssParameters, Error> {
    let salt_length = match encoded {
        [.., 0xa2, 3, 2, 1, length @ 0..0x80] => usize::from(*length),
        [.., 0xa2, 4, 2, 2, high @ 0..0x80, low] => usize::from(*high) << 8 | usize::from(*low),
        _ => DEFAULT_SALT_LENGTH,
    };
    for hash in Hash::ALL {
        let parameters = PssParameters { hash, salt_length, is_in_algorithm: true };
        if [true, false].iter().any(|has_null| *contents(&parameters, *has_null) == encoded) {
            return Ok(parameters);
        }
    }
    Err(OTHER_PARAMETERS)
}

/// The contents of the `AlgorithmIdentifier` of id-RSASSA-PSS with `RSASSA-PSS-params` ::= SEQUENCE { hashAlgorithm [0]
/// DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1, saltLength [2] INTEGER DEFAULT 20, trailerField [3] INTEGER
/// DEFAULT 1 }. Fields with their default values are left out (X.690 §11.5). `has_null`: whether the identifiers of the
/// hash have NULL parameters.
pub(super) fn contents(parameters: &PssParameters, has_null: bool) -> Zeroizing<Vec<u8>> {
    let mut fields = Vec::new();
    if let Some((last, _)) = SHA2.iter().find(|(_, known)| *known == parameters.hash) {
        let null = if has_null { NULL } else { &[] };
        let hash = write(Tag::Sequence, &[&write(Tag::ObjectIdentifier, &[ID_SHA2, &[*last]]), null]);
        let mask_generation = write(Tag::Sequence, &[&write(Tag::ObjectIdentifier, &[ID_MGF1]), &hash]);
        fields.extend_from_slice(&write_tagged(0xa0, &[&hash]));
        fields.extend_from_slice(&write_tagged(0xa1, &[&mask_generation]));
    }
    if parameters.salt_length != DEFAULT_SALT_LENGTH {
        let bytes = (parameters.salt_length as u16).to_be_bytes();
        fields.extend_from_slice(&write_tagged(0xa2, &[&integer(trim(&bytes))]));
    }
    Zeroizing::new([PKCS1, &[ID_RSASSA_PSS], &write(Tag::Sequence, &[&fields])].concat())
}
