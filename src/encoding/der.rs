//! ASN.1 structures of keys in DER: PKCS#1 (RFC 8017 appendix A.1), PKCS#8 (RFC 5958), SPKI and X.509 certificates
//! (RFC 5280).
//!
//! The structures are parsed by hand, because the crates that have types for them would take up a tenth of the wasm
//! module.

#![forbid(unsafe_code)]

mod algorithm;
mod asn1;
mod values;

use alloc::vec::Vec;

use zeroize::Zeroizing;

pub(super) use self::{
    asn1::Tag,
    values::{Members, integer, is, write},
};
use super::kind::{DAMAGED, Kind, Purpose};
use crate::{
    Error, Reason,
    key::{Components, OwnedComponents, PssParameters, PublicNumbers, RsaPublicKey},
};

/// id-signedData, 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

// Files that are only recognised. The reasons for a certificate request and for PKCS#7 have a command, which differs
// between PEM and DER.
pub(super) const PKCS12: Kind = Kind::OtherPrivate(Reason::Pkcs12);
pub(super) const REQUEST_IN_PEM: Kind = Kind::OtherPublic(Reason::RequestInPem);
pub(super) const PKCS7_IN_PEM: Kind = Kind::OtherPublic(Reason::Pkcs7InPem);
pub(super) const REQUEST: Kind = Kind::OtherPublic(Reason::Request);
pub(super) const PKCS7: Kind = Kind::OtherPublic(Reason::Pkcs7);

/// Whether the first member of a SEQUENCE is `CertificationRequestInfo` (RFC 2986 §4.1): version 0 and a name. In a
/// certificate of version 1 with the serial number 0 an `AlgorithmIdentifier` follows, which begins with an identifier.
const fn is_request(body: &[u8]) -> bool {
    matches!(body, [2, 1, 0, 0x30, _, next, ..] if *next != 0x06)
}

/// Determines the kind of a key, a certificate, a certificate request or a key store in DER: from the tags of the first
/// three members, and from the contents of the first member where these tags do not suffice. Returns `None` for other
/// bytes.
pub(super) fn recognise(input: &[u8]) -> Option<Kind> {
    let mut members = Members::of(input).ok()?;
    let mut tags = [None; 3];
    let mut first = None;
    for tag in &mut tags {
        if members.is_finished() {
            break;
        }
        let member = members.any().ok()?;
        *tag = Some(member.tag());
        first = first.or(Some(member));
    }
    Some(match tags {
        [Some(Tag::Integer), Some(Tag::Integer), Some(_)] => Kind::Pkcs1Private,
        [Some(Tag::Integer), Some(Tag::Integer), None] => Kind::Pkcs1Public,
        [Some(Tag::Integer), Some(Tag::Sequence), Some(Tag::Sequence)] => PKCS12,
        [Some(Tag::Integer), Some(Tag::Sequence), Some(_)] => Kind::Pkcs8,
        // SEC 1 (RFC 5915).
        [Some(Tag::Integer), Some(Tag::OctetString), _] => Kind::OtherPrivate(Reason::NotRsa),
        [Some(Tag::Sequence), Some(Tag::BitString), None] => Kind::Spki,
        [Some(Tag::Sequence), Some(Tag::OctetString), None] => Kind::EncryptedPkcs8,
        [Some(Tag::Sequence), Some(Tag::Sequence), Some(Tag::BitString)] => {
            if first.is_some_and(|body| is_request(body.value())) { REQUEST } else { Kind::Certificate }
        }
        // ContentInfo (RFC 5652 §3) with id-signedData, 1.2.840.113549.1.7.2.
        [Some(Tag::ObjectIdentifier), Some(_), None] if first.is_some_and(|id| id.value() == SIGNED_DATA) => PKCS7,
        _ => return None,
    })
}

/// Reads the numbers of an unencrypted private key, PKCS#8 or PKCS#1. The structure of the bytes decides between the
/// two, because some software writes either under the PEM label of the other. The numbers are not checked.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::PublicKeyGiven`].
pub(super) fn private_components(der: &[u8], purpose: Purpose) -> Result<Components<'_>, Error> {
    match recognise(der) {
        Some(Kind::Pkcs1Private) => rsa_private_key(der),
        Some(Kind::Pkcs8) => {
            // PrivateKeyInfo ::= SEQUENCE { version, privateKeyAlgorithm, privateKey OCTET STRING, ... }. The rest is
            // attributes and a copy of the public key, which are ignored.
            let mut info = Members::of(der)?;
            let [0 | 1] = info.uint()? else { return Err(DAMAGED) };
            let parameters = algorithm::read(info.value(Tag::Sequence)?, purpose)?;
            Ok(Components { parameters, ..rsa_private_key(info.value(Tag::OctetString)?)? })
        }
        Some(Kind::OtherPrivate(reason)) => Err(Error::UnsupportedKey { reason }),
        Some(kind) if kind.is_public() => Err(Error::PublicKeyGiven),
        _ => Err(DAMAGED),
    }
}

/// Reads a public key, SPKI, PKCS#1 or X.509, and checks its numbers.
///
/// # Errors
/// Those of [`public_numbers`]; [`Error::WeakKey`].
pub(super) fn public_key(der: &[u8], purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let (numbers, parameters) = public_numbers(der, purpose)?;
    RsaPublicKey::from_numbers(numbers, parameters)
}

/// Reads the modulus and the public exponent of a public key, SPKI, PKCS#1 or X.509. The numbers are not checked. Also
/// returns the parameters of PSS that the key states.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::PrivateKeyGiven`].
pub(super) fn public_numbers(
    der: &[u8],
    purpose: Purpose,
) -> Result<(PublicNumbers<'_>, Option<PssParameters>), Error> {
    match recognise(der) {
        Some(Kind::Pkcs1Public) => Ok((rsa_public_key(der)?, None)),
        Some(Kind::Spki) => spki_numbers(Members::of(der)?, purpose),
        Some(Kind::Certificate) => certificate_numbers(der, purpose),
        Some(kind) if kind.is_private() => Err(Error::PrivateKeyGiven),
        _ => Err(DAMAGED),
    }
}

/// Reads the members of `SubjectPublicKeyInfo` ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING }.
fn spki_numbers(mut info: Members<'_>, purpose: Purpose) -> Result<(PublicNumbers<'_>, Option<PssParameters>), Error> {
    let parameters = algorithm::read(info.value(Tag::Sequence)?, purpose)?;
    // The first byte of a BIT STRING is the number of unused bits in the last.
    let bits = info.value(Tag::BitString)?;
    Ok((rsa_public_key(bits.strip_prefix(&[0]).ok_or_else(|| DAMAGED)?)?, parameters))
}

/// Reads the public key of an X.509 certificate (RFC 5280 §4.1). The signature and the validity are not checked,
/// because they mean nothing without a trusted issuer.
fn certificate_numbers(der: &[u8], purpose: Purpose) -> Result<(PublicNumbers<'_>, Option<PssParameters>), Error> {
    let [.., key] = certificate_members(der)?;
    spki_numbers(Members::inside(key), purpose)
}

/// Whether the certificate `issuing` may follow `certificate` in a chain: the subject of `issuing` is the issuer of
/// `certificate`, and `certificate` is not self-issued. The names are compared as they are encoded, and no signature is
/// checked.
#[cfg(feature = "private")]
pub(super) fn is_issued_by(certificate: &[u8], issuing: &[u8]) -> bool {
    let [Ok([issuer, own_subject, _]), Ok([_, subject, _])] = [certificate, issuing].map(certificate_members) else {
        return false;
    };
    issuer == subject && issuer != own_subject
}

/// The contents of the issuer, the subject and the `SubjectPublicKeyInfo` of a certificate.
fn certificate_members(der: &[u8]) -> Result<[&[u8]; 3], Error> {
    // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
    // TBSCertificate ::= SEQUENCE { version [0] OPTIONAL, serialNumber INTEGER, signature, issuer, validity, subject,
    // subjectPublicKeyInfo, ... }. The five members from signature to subjectPublicKeyInfo are SEQUENCEs.
    let mut body = Members::inside(Members::of(der)?.value(Tag::Sequence)?);
    if is(&body.any()?, Tag::Integer) {
        // Version 1 is the default and is left out, so this was the serial number.
    } else {
        body.value(Tag::Integer)?;
    }
    let mut members: [&[u8]; 5] = [&[]; 5];
    for member in &mut members {
        *member = body.value(Tag::Sequence)?;
    }
    let [_signature, issuer, _validity, subject, key] = members;
    Ok([issuer, subject, key])
}

/// Writes `RSAPrivateKey`.
pub(super) fn pkcs1_private(components: &OwnedComponents) -> Zeroizing<Vec<u8>> {
    let integers = components.values.each_ref().map(|number| integer(number));
    let version = integer(&[]);
    let members: Vec<&[u8]> = [&version].into_iter().chain(&integers).map(|member| member.as_slice()).collect();
    write(Tag::Sequence, &members)
}

/// Writes `PrivateKeyInfo`.
pub(super) fn pkcs8(components: &OwnedComponents, parameters: Option<PssParameters>) -> Zeroizing<Vec<u8>> {
    let octets = write(Tag::OctetString, &[&pkcs1_private(components)]);
    write(Tag::Sequence, &[&integer(&[]), &algorithm::written(parameters), &octets])
}

/// Writes `RSAPublicKey`.
pub(super) fn pkcs1_public(numbers: PublicNumbers<'_>) -> Vec<u8> {
    take(write(Tag::Sequence, &[&integer(numbers.n), &integer(numbers.e)]))
}

/// Writes `SubjectPublicKeyInfo`.
pub(super) fn spki(numbers: PublicNumbers<'_>, parameters: Option<PssParameters>) -> Vec<u8> {
    let bits = write(Tag::BitString, &[&[0], &pkcs1_public(numbers)]);
    take(write(Tag::Sequence, &[&algorithm::written(parameters), &bits]))
}

/// Reads `RSAPrivateKey`.
fn rsa_private_key(der: &[u8]) -> Result<Components<'_>, Error> {
    let mut members = Members::of(der)?;
    match members.uint()? {
        [0] => {}
        // Version 1 means more than two primes.
        [1] => return Err(Error::UnsupportedKey { reason: Reason::MorePrimes }),
        _ => return Err(DAMAGED),
    }
    let [n, e, d] = [members.uint()?, members.uint()?, members.uint()?];
    let [p, q, dp, dq, qinv] = [members.uint()?, members.uint()?, members.uint()?, members.uint()?, members.uint()?];
    // Some software writes zeros for the primes and the CRT numbers if it does not have them.
    let components = if [p, q, dp, dq, qinv].iter().all(|number| matches!(number, [0])) {
        Components { n, e, d, primes: None, crt: [None; 3], parameters: None }
    } else {
        Components { n, e, d, primes: Some([p, q]), crt: [Some(dp), Some(dq), Some(qinv)], parameters: None }
    };
    if members.is_finished() { Ok(components) } else { Err(DAMAGED) }
}

/// Reads `RSAPublicKey`.
fn rsa_public_key(der: &[u8]) -> Result<PublicNumbers<'_>, Error> {
    let mut members = Members::of(der)?;
    let numbers = PublicNumbers { n: members.uint()?, e: members.uint()? };
    if members.is_finished() { Ok(numbers) } else { Err(DAMAGED) }
}

/// Takes public bytes, which need no wiping, out of `Zeroizing`.
fn take(mut bytes: Zeroizing<Vec<u8>>) -> Vec<u8> {
    core::mem::take(&mut *bytes)
}
