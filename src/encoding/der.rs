//! ASN.1 structures of keys in DER: PKCS#1 (RFC 8017 appendix A.1), PKCS#8 (RFC 5958), SPKI (RFC 5280).

#![forbid(unsafe_code)]

use ::der::{
    Decode, Encode, Reader, SliceReader, Tag, Tagged,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef},
};
use alloc::vec::Vec;
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::pem::{Block, CERTIFICATE, Kind, PROTECTED};
use crate::{Error, PrivateKey, PublicKey, key::Components};

/// id-RSASSA-PSS (RFC 8017 appendix A.2.3).
const ID_RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
/// id-RSAES-OAEP (RFC 8017 appendix A.2.1).
const ID_RSAES_OAEP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.7");

/// Tells what DER bytes hold by the tags of their first members, or `None` if they are not a key in DER.
pub(super) fn recognise(input: &[u8]) -> Option<Kind> {
    let outer = AnyRef::from_der(input).ok().filter(|any| any.tag() == Tag::Sequence)?;
    let mut members = SliceReader::new(outer.value()).ok()?;
    let mut tags = [None; 3];
    for tag in &mut tags {
        if members.is_finished() {
            break;
        }
        *tag = Some(AnyRef::decode(&mut members).ok()?.tag());
    }
    Some(match tags {
        [Some(Tag::Integer), Some(Tag::Integer), Some(_)] => Kind::Pkcs1Private,
        [Some(Tag::Integer), Some(Tag::Integer), None] => Kind::Pkcs1Public,
        [Some(Tag::Integer), Some(Tag::Sequence), Some(_)] => Kind::Pkcs8,
        [Some(Tag::Sequence), Some(Tag::BitString), None] => Kind::Spki,
        [Some(Tag::Sequence), Some(Tag::OctetString), None] => Kind::OtherPrivate(PROTECTED),
        [Some(Tag::Sequence), Some(Tag::Sequence), Some(Tag::BitString)] => Kind::OtherPublic(CERTIFICATE),
        _ => return None,
    })
}

/// Reads a private key, whatever its label says it is. `minimum` is the shortest modulus in bits.
pub(super) fn private_key(block: &Block, minimum: u32) -> Result<PrivateKey, Error> {
    if let Kind::OtherPrivate(reason) = block.kind {
        return Err(Error::UnsupportedKey { reason });
    }
    match recognise(&block.der) {
        Some(Kind::Pkcs1Private) => pkcs1_components(&block.der, minimum),
        Some(Kind::Pkcs8) => {
            let info = PrivateKeyInfoRef::from_der(&block.der).map_err(malformed)?;
            check_algorithm(&info.algorithm)?;
            pkcs1_components(info.private_key.as_bytes(), minimum)
        }
        Some(Kind::OtherPrivate(reason)) => Err(Error::UnsupportedKey { reason }),
        Some(_) => Err(Error::PublicKeyGiven),
        None => Err(DAMAGED),
    }
}

/// Reads a public key, whatever its label says it is.
pub(super) fn public_key(block: &Block) -> Result<PublicKey, Error> {
    if let Kind::OtherPublic(reason) = block.kind {
        return Err(Error::UnsupportedKey { reason });
    }
    match recognise(&block.der) {
        Some(Kind::Pkcs1Public) => pkcs1_numbers(&block.der),
        Some(Kind::Spki) => {
            let info = SubjectPublicKeyInfoRef::from_der(&block.der).map_err(malformed)?;
            check_algorithm(&info.algorithm)?;
            pkcs1_numbers(info.subject_public_key.as_bytes().ok_or(DAMAGED)?)
        }
        Some(Kind::OtherPublic(reason)) => Err(Error::UnsupportedKey { reason }),
        Some(_) => Err(Error::PrivateKeyGiven),
        None => Err(DAMAGED),
    }
}

/// Writes `RSAPrivateKey`.
pub(super) fn pkcs1_private(key: &PrivateKey) -> Result<Zeroizing<Vec<u8>>, Error> {
    let components = key.components()?;
    let [n, e, d, p, q, dp, dq, qinv] = &components.values;
    let structure = pkcs1::RsaPrivateKey {
        modulus: uint(n)?,
        public_exponent: uint(e)?,
        private_exponent: uint(d)?,
        prime1: uint(p)?,
        prime2: uint(q)?,
        exponent1: uint(dp)?,
        exponent2: uint(dq)?,
        coefficient: uint(qinv)?,
        other_prime_infos: None,
    };
    Ok(Zeroizing::new(structure.to_der().map_err(|_| Error::Internal)?))
}

/// Writes `PrivateKeyInfo`.
pub(super) fn pkcs8(key: &PrivateKey) -> Result<Zeroizing<Vec<u8>>, Error> {
    let inner = pkcs1_private(key)?;
    let octets = OctetStringRef::new(&inner).map_err(|_| Error::Internal)?;
    let info = PrivateKeyInfoRef::new(pkcs1::ALGORITHM_ID, octets);
    Ok(Zeroizing::new(info.to_der().map_err(|_| Error::Internal)?))
}

/// Writes `RSAPublicKey`.
pub(super) fn pkcs1_public(key: &PublicKey) -> Result<Vec<u8>, Error> {
    let (modulus, exponent) = (key.modulus(), key.exponent());
    let structure = RsaPublicKeyRef { modulus: uint(&modulus)?, public_exponent: uint(&exponent)? };
    structure.to_der().map_err(|_| Error::Internal)
}

/// Writes `SubjectPublicKeyInfo`.
pub(super) fn spki(key: &PublicKey) -> Result<Vec<u8>, Error> {
    let inner = pkcs1_public(key)?;
    let subject_public_key = BitStringRef::from_bytes(&inner).map_err(|_| Error::Internal)?;
    let info = SubjectPublicKeyInfoRef { algorithm: pkcs1::ALGORITHM_ID, subject_public_key };
    info.to_der().map_err(|_| Error::Internal)
}

const DAMAGED: Error = Error::MalformedKey { reason: "its bytes are damaged or cut off" };

fn malformed(_: ::der::Error) -> Error {
    DAMAGED
}

/// Accepts rsaEncryption and nothing else: a key that is marked for PSS or OAEP parameters must not serve here.
fn check_algorithm(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<(), Error> {
    let reason = match algorithm.oid {
        pkcs1::ALGORITHM_OID => match algorithm.parameters {
            // RFC 8017 asks for NULL; some writers leave it out.
            None => return Ok(()),
            Some(parameters) if parameters.is_null() => return Ok(()),
            Some(_) => return Err(Error::MalformedKey { reason: "its algorithm has parameters that RSA has not" }),
        },
        ID_RSASSA_PSS => "it is restricted to signatures (RSASSA-PSS)",
        ID_RSAES_OAEP => "it is restricted to other parameters (id-RSAES-OAEP): convert it to a plain RSA key",
        _ => "it is not an RSA key",
    };
    Err(Error::UnsupportedKey { reason })
}

/// Reads `RSAPrivateKey`.
fn pkcs1_components(der: &[u8], minimum: u32) -> Result<PrivateKey, Error> {
    check_two_primes(der)?;
    let key = RsaPrivateKeyRef::from_der(der).map_err(malformed)?;
    let components = Components {
        n: key.modulus.as_bytes(),
        e: key.public_exponent.as_bytes(),
        d: key.private_exponent.as_bytes(),
        p: key.prime1.as_bytes(),
        q: key.prime2.as_bytes(),
        dp: key.exponent1.as_bytes(),
        dq: key.exponent2.as_bytes(),
        qinv: key.coefficient.as_bytes(),
    };
    PrivateKey::from_components(&components, minimum)
}

/// Refuses version 1 of `RSAPrivateKey`, which announces more than two primes (RFC 8017 appendix A.1.2).
fn check_two_primes(der: &[u8]) -> Result<(), Error> {
    let outer = AnyRef::from_der(der).map_err(malformed)?;
    let version = u8::decode(&mut SliceReader::new(outer.value()).map_err(malformed)?).map_err(malformed)?;
    match version {
        0 => Ok(()),
        1 => Err(Error::UnsupportedKey { reason: "it has more than two primes: make a key with two" }),
        _ => Err(DAMAGED),
    }
}

/// Reads `RSAPublicKey`.
fn pkcs1_numbers(der: &[u8]) -> Result<PublicKey, Error> {
    let key = RsaPublicKeyRef::from_der(der).map_err(malformed)?;
    PublicKey::from_numbers(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}

fn uint(bytes: &[u8]) -> Result<UintRef<'_>, Error> {
    UintRef::new(bytes).map_err(|_| Error::Internal)
}
