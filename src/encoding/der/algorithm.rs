//! The `AlgorithmIdentifier` of an RSA key (RFC 5280 §4.1.1.2): rsaEncryption, or id-RSASSA-PSS and its parameters
//! (RFC 8017 appendix A.2.3, RFC 4055 §3.1).

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use ::der::{Class, Tag, Tagged};
use zeroize::Zeroizing;

use super::{Members, integer, write, write_tagged};
use crate::{
    Error,
    encoding::kind::{DAMAGED, NOT_RSA, Purpose},
    hash::Hash,
    key::PssParameters,
};

/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// id-RSAES-OAEP, 1.2.840.113549.1.1.7 (RFC 8017 appendix A.2.1).
const ID_RSAES_OAEP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];
/// id-mgf1, 1.2.840.113549.1.1.8 (RFC 8017 appendix B.2.1).
const ID_MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10 (RFC 8017 appendix A.2.3).
const ID_RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// id-sha1, 1.3.14.3.2.26.
const ID_SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
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

const OTHER_PARAMETERS: Error = Error::UnsupportedKey {
    reason: "it is restricted to parameters of RSASSA-PSS that are not supported: its hash must be one of SHA-1 to \
             SHA-512/256, and that of MGF1 the same",
};

/// Reads the contents of the `AlgorithmIdentifier` of a key that is to be used for `purpose`: rsaEncryption, or for
/// signatures also id-RSASSA-PSS, and returns the parameters of PSS that it states. A key that is restricted to other
/// parameters must not be used otherwise.
///
/// # Errors
/// [`Error::UnsupportedKey`]; [`Error::MalformedKey`].
pub(super) fn read(contents: &[u8], purpose: Purpose) -> Result<Option<PssParameters>, Error> {
    let mut members = Members::inside(contents)?;
    let reason = match members.value(Tag::ObjectIdentifier)? {
        // RFC 8017 requires NULL parameters, which some software leaves out.
        RSA_ENCRYPTION => return no_parameters(members).map(|()| None),
        ID_RSASSA_PSS if purpose == Purpose::Signatures => return pss_parameters(members),
        ID_RSASSA_PSS => "it is restricted to signatures (RSASSA-PSS)",
        ID_RSAES_OAEP if purpose == Purpose::Signatures => "it is restricted to encryption (id-RSAES-OAEP)",
        ID_RSAES_OAEP => "it is restricted to other parameters (id-RSAES-OAEP): convert it to a plain RSA key",
        _ => NOT_RSA,
    };
    Err(Error::UnsupportedKey { reason })
}

/// Accepts NULL or nothing as the rest of an `AlgorithmIdentifier`.
fn no_parameters(mut members: Members<'_>) -> Result<(), Error> {
    if members.is_finished() {
        return Ok(());
    }
    match (members.value(Tag::Null)?, members.is_finished()) {
        ([], true) => Ok(()),
        _ => Err(DAMAGED),
    }
}

/// Reads `RSASSA-PSS-params` ::= SEQUENCE { hashAlgorithm [0] DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1,
/// saltLength [2] INTEGER DEFAULT 20, trailerField [3] INTEGER DEFAULT 1 }. Without it the key may be used with all
/// parameters.
fn pss_parameters(mut members: Members<'_>) -> Result<Option<PssParameters>, Error> {
    if members.is_finished() {
        return Ok(None);
    }
    let mut fields = Members::inside(members.value(Tag::Sequence)?)?;
    if !members.is_finished() {
        return Err(DAMAGED);
    }
    let (mut hash, mut mgf_hash, mut salt_length) = (Hash::Sha1, Hash::Sha1, DEFAULT_SALT_LENGTH);
    let mut least = 0;
    while !fields.is_finished() {
        let field = fields.any()?;
        let (tag, number) = (field.tag(), field.tag().number().value());
        if tag.class() != Class::ContextSpecific || !tag.is_constructed() || number < least {
            return Err(DAMAGED);
        }
        least = number + 1;
        let mut value = Members::inside(field.value())?;
        match number {
            0 => hash = read_hash(value.value(Tag::Sequence)?)?,
            1 => {
                let mut generation = Members::inside(value.value(Tag::Sequence)?)?;
                if generation.value(Tag::ObjectIdentifier)? != ID_MGF1 {
                    return Err(OTHER_PARAMETERS);
                }
                mgf_hash = read_hash(generation.value(Tag::Sequence)?)?;
            }
            // No modulus that is read leaves room for a longer salt.
            2 => match value.uint()? {
                [length] => salt_length = usize::from(*length),
                [high, low] => salt_length = usize::from(*high) << 8 | usize::from(*low),
                _ => return Err(OTHER_PARAMETERS),
            },
            3 if value.uint()? == [1] => {}
            _ => return Err(OTHER_PARAMETERS),
        }
        if !value.is_finished() {
            return Err(DAMAGED);
        }
    }
    if hash != mgf_hash {
        return Err(OTHER_PARAMETERS);
    }
    Ok(Some(PssParameters { hash, salt_length, is_in_algorithm: true }))
}

/// Reads the contents of the `AlgorithmIdentifier` of a hash.
fn read_hash(contents: &[u8]) -> Result<Hash, Error> {
    let mut members = Members::inside(contents)?;
    let hash = match members.value(Tag::ObjectIdentifier)? {
        ID_SHA1 => Hash::Sha1,
        [family @ .., last] if family == ID_SHA2 => {
            SHA2.iter().find(|(number, _)| number == last).map(|(_, hash)| *hash).ok_or_else(|| OTHER_PARAMETERS)?
        }
        _ => return Err(OTHER_PARAMETERS),
    };
    no_parameters(members).map(|()| hash)
}

/// Writes the `AlgorithmIdentifier` of a key: id-RSASSA-PSS with the parameters that the key stated in its own, or else
/// rsaEncryption with NULL. Defaults are left out (X.690 §11.5).
pub(super) fn written(parameters: Option<PssParameters>) -> Zeroizing<Vec<u8>> {
    let null = write(Tag::Null, &[]);
    let Some(PssParameters { hash, salt_length, is_in_algorithm: true }) = parameters else {
        return write(Tag::Sequence, &[&write(Tag::ObjectIdentifier, &[RSA_ENCRYPTION]), &null]);
    };
    let mut fields = Vec::new();
    if let Some((last, _)) = SHA2.iter().find(|(_, known)| *known == hash) {
        let hash = write(Tag::Sequence, &[&write(Tag::ObjectIdentifier, &[ID_SHA2, &[*last]]), &null]);
        let generation = write(Tag::Sequence, &[&write(Tag::ObjectIdentifier, &[ID_MGF1]), &hash]);
        fields.extend_from_slice(&write_tagged(0xa0, &[&hash]));
        fields.extend_from_slice(&write_tagged(0xa1, &[&generation]));
    }
    if salt_length != DEFAULT_SALT_LENGTH {
        let [high, low] = (salt_length as u16).to_be_bytes();
        let number = if high == 0 { &[low][..] } else { &[high, low] };
        fields.extend_from_slice(&write_tagged(0xa2, &[&integer(if number == [0] { &[] } else { number })]));
    }
    let identifier = write(Tag::ObjectIdentifier, &[ID_RSASSA_PSS]);
    write(Tag::Sequence, &[&identifier, &write(Tag::Sequence, &[&fields])])
}
