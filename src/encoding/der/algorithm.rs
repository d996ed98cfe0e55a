//! The `AlgorithmIdentifier` of an RSA key (RFC 5280 §4.1.1.2): rsaEncryption, or id-RSASSA-PSS and its parameters
//! (RFC 8017 appendix A.2.3, RFC 4055 §3.1).

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use ::der::Tag;
use zeroize::Zeroizing;

use super::values::{Members, integer, write, write_tagged};
use crate::{
    Error, Reason,
    encoding::kind::{DAMAGED, Purpose},
    key::hash::Hash,
    key::{PssParameters, trim},
};

/// The identifiers of pkcs-1, 1.2.840.113549.1.1, with tag and length, and without their last number.
const PKCS1: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
/// The last numbers: rsaEncryption, id-RSAES-OAEP and id-RSASSA-PSS (RFC 8017 appendix A).
const RSA_ENCRYPTION: u8 = 1;
const ID_RSAES_OAEP: u8 = 7;
const ID_RSASSA_PSS: u8 = 10;
/// NULL.
const NULL: &[u8] = &[5, 0];
/// id-mgf1, 1.2.840.113549.1.1.8 (RFC 8017 appendix B.2.1).
const ID_MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
/// The identifiers of the SHA-2 family, 2.16.840.1.101.3.4.2, without their last number.
const ID_SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
/// The last numbers.
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

/// Reads the contents of the `AlgorithmIdentifier` of a key that is to be used for `purpose`: rsaEncryption, or for
/// signatures also id-RSASSA-PSS, and returns the parameters of PSS that it states. A key that is restricted to other
/// parameters must not be used otherwise.
///
/// # Errors
/// [`Error::UnsupportedKey`]; [`Error::MalformedKey`].
pub(super) fn read(contents: &[u8], purpose: Purpose) -> Result<Option<PssParameters>, Error> {
    let reason = match contents.strip_prefix(PKCS1) {
        // RFC 8017 requires NULL parameters, which some software leaves out.
        Some([RSA_ENCRYPTION] | [RSA_ENCRYPTION, 5, 0]) => return Ok(None),
        Some([RSA_ENCRYPTION, ..]) => return Err(DAMAGED),
        // Without parameters the key may be used with all of them.
        Some([ID_RSASSA_PSS]) if purpose == Purpose::Signatures => return Ok(None),
        Some([ID_RSASSA_PSS, ..]) if purpose == Purpose::Signatures => return pss_parameters(contents).map(Some),
        Some([ID_RSASSA_PSS, ..]) => Reason::PssOnly,
        Some([ID_RSAES_OAEP, ..]) if purpose == Purpose::Signatures => Reason::OaepOnly,
        Some([ID_RSAES_OAEP, ..]) => Reason::OaepRestricted,
        _ => {
            Members::inside(contents)?.value(Tag::ObjectIdentifier)?;
            Reason::NotRsa
        }
    };
    Err(Error::UnsupportedKey { reason })
}

/// Reads `RSASSA-PSS-params` in the contents of an `AlgorithmIdentifier`: finds the parameters whose encoding it is. DER
/// has one encoding of each, but for the NULL of the hashes, which software may leave out (RFC 4055 §2.1).
///
/// # Errors
/// [`Error::UnsupportedKey`].
fn pss_parameters(contents: &[u8]) -> Result<PssParameters, Error> {
    let salt_length = match contents {
        [.., 0xa2, 3, 2, 1, length @ 0..0x80] => usize::from(*length),
        [.., 0xa2, 4, 2, 2, high @ 0..0x80, low] => usize::from(*high) << 8 | usize::from(*low),
        _ => DEFAULT_SALT_LENGTH,
    };
    for hash in Hash::ALL {
        let parameters = PssParameters { hash, salt_length, is_in_algorithm: true };
        if [true, false].iter().any(|has_null| *pss_contents(&parameters, *has_null) == contents) {
            return Ok(parameters);
        }
    }
    Err(OTHER_PARAMETERS)
}

/// The contents of the `AlgorithmIdentifier` of id-RSASSA-PSS with `RSASSA-PSS-params` ::= SEQUENCE { hashAlgorithm [0]
/// DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1, saltLength [2] INTEGER DEFAULT 20, trailerField [3] INTEGER
/// DEFAULT 1 }. Defaults are left out (X.690 §11.5).
fn pss_contents(parameters: &PssParameters, has_null: bool) -> Zeroizing<Vec<u8>> {
    let mut fields = Vec::new();
    if let Some((last, _)) = SHA2.iter().find(|(_, known)| *known == parameters.hash) {
        let null = if has_null { NULL } else { &[] };
        let hash = write(Tag::Sequence, &[&write(Tag::ObjectIdentifier, &[ID_SHA2, &[*last]]), null]);
        let generation = write(Tag::Sequence, &[&write(Tag::ObjectIdentifier, &[ID_MGF1]), &hash]);
        fields.extend_from_slice(&write_tagged(0xa0, &[&hash]));
        fields.extend_from_slice(&write_tagged(0xa1, &[&generation]));
    }
    if parameters.salt_length != DEFAULT_SALT_LENGTH {
        let bytes = (parameters.salt_length as u16).to_be_bytes();
        fields.extend_from_slice(&write_tagged(0xa2, &[&integer(trim(&bytes))]));
    }
    Zeroizing::new([PKCS1, &[ID_RSASSA_PSS], &write(Tag::Sequence, &[&fields])].concat())
}

/// Writes the `AlgorithmIdentifier` of a key: id-RSASSA-PSS with the parameters that the key stated in its own, or else
/// rsaEncryption with NULL.
pub(super) fn written(parameters: Option<PssParameters>) -> Zeroizing<Vec<u8>> {
    match parameters {
        Some(parameters) if parameters.is_in_algorithm => write(Tag::Sequence, &[&pss_contents(&parameters, true)]),
        _ => write(Tag::Sequence, &[PKCS1, &[RSA_ENCRYPTION], NULL]),
    }
}
