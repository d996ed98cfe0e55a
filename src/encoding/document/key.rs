//! Reading the key of an input for one purpose.

#![forbid(unsafe_code)]

use zeroize::Zeroizing;

use super::Reading;
use crate::{
    Error,
    encoding::{
        ParseOptions, der, jwk,
        kind::{Block, Kind, NOT_RSA, Purpose},
        openssh, pbes2,
    },
    json::Value,
    key::{RsaPrivateKey, RsaPublicKey},
};

const UNREADABLE: Error = Error::MalformedKey {
    reason: "it has a private key that is damaged, beside a public one: give the private key alone",
};

/// Reads a private key for `purpose`. `minimum` is the shortest modulus in bits.
///
/// # Errors
/// Those of [`PrivateKey::parse`].
pub(in crate::encoding) fn parse_private(
    input: &[u8],
    options: &ParseOptions<'_>,
    minimum: u32,
    purpose: Purpose,
) -> Result<RsaPrivateKey, Error> {
    let Reading { document, has_private_key } = Reading::of(input);
    match document?.only(Kind::is_private, options.kid, purpose)? {
        Some(block) => read_private(block, options.passphrase, minimum, purpose),
        None if has_private_key => Err(UNREADABLE),
        None => Err(Error::PublicKeyGiven),
    }
}

/// Reads a private key of any kind, and decrypts it if necessary.
///
/// # Errors
/// Those of [`PrivateKey::parse`].
fn read_private(
    block: &Block,
    passphrase: Option<&[u8]>,
    minimum: u32,
    purpose: Purpose,
) -> Result<RsaPrivateKey, Error> {
    match block.kind {
        Kind::Pkcs8 | Kind::Pkcs1Private => from_der(&block.bytes, minimum, purpose),
        Kind::EncryptedPkcs8 => {
            let protected = pbes2::Protected::parse(&block.bytes)?;
            let decrypted = protected.decrypt(passphrase.ok_or_else(|| Error::PassphraseRequired)?)?;
            from_decrypted(&decrypted, minimum, purpose)
        }
        Kind::Legacy(legacy) => {
            let mut data = block.bytes.clone();
            legacy.decrypt(passphrase.ok_or_else(|| Error::PassphraseRequired)?, &mut data)?;
            from_decrypted(&data, minimum, purpose)
        }
        Kind::OpenSshPrivate => {
            let file = openssh::PrivateFile::parse(&block.bytes)?;
            let private = file.open(passphrase)?;
            RsaPrivateKey::from_components(&file.components(&private)?, minimum)
        }
        Kind::JwkPrivate => {
            let jwk = jwk::Jwk::parse(&block.bytes, purpose)?;
            let key = RsaPrivateKey::from_components(&jwk.private_components()?, minimum)?;
            Ok(key.with_kid(jwk.kid).with_parameters(jwk.parameters))
        }
        Kind::OtherPrivate(reason) => Err(Error::UnsupportedKey { reason }),
        Kind::DamagedPrivate(reason) => Err(Error::MalformedKey { reason }),
        _ => Err(Error::PublicKeyGiven),
    }
}

/// Reads an unencrypted key in DER.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::PublicKeyGiven`], [`Error::UnsupportedKey`], [`Error::WeakKey`].
fn from_der(der: &[u8], minimum: u32, purpose: Purpose) -> Result<RsaPrivateKey, Error> {
    let (components, parameters) = der::private_components(der, purpose)?;
    Ok(RsaPrivateKey::from_components(&components, minimum)?.with_parameters(parameters))
}

/// Reads a decrypted key. After decryption a parse error means a wrong passphrase.
///
/// # Errors
/// [`Error::WrongPassphrase`], [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`].
fn from_decrypted(der: &[u8], minimum: u32, purpose: Purpose) -> Result<RsaPrivateKey, Error> {
    match der::private_components(der, purpose) {
        Err(Error::MalformedKey { .. } | Error::PublicKeyGiven) => Err(Error::WrongPassphrase),
        _ => from_der(der, minimum, purpose),
    }
}

/// Reads a public key for `purpose`, of a JWK Set that with the ID `kid`.
///
/// # Errors
/// Those of [`PublicKey::parse`].
pub(in crate::encoding) fn parse_public(
    input: &[u8],
    kid: Option<&str>,
    purpose: Purpose,
) -> Result<RsaPublicKey, Error> {
    let Reading { document, has_private_key } = Reading::of(input);
    // Before other errors, so that a private key that is cut off is refused as private and not as malformed.
    if has_private_key {
        return Err(Error::PrivateKeyGiven);
    }
    match document?.only(Kind::is_public, kid, purpose)? {
        Some(block) => read_public(block, purpose),
        None => Err(Error::PrivateKeyGiven),
    }
}

/// Reads a public key of any kind.
///
/// # Errors
/// Those of [`PublicKey::parse`].
fn read_public(block: &Block, purpose: Purpose) -> Result<RsaPublicKey, Error> {
    match block.kind {
        Kind::Spki | Kind::Pkcs1Public | Kind::Certificate => {
            let (numbers, parameters) = der::public_numbers(&block.bytes, purpose)?;
            Ok(RsaPublicKey::from_numbers(numbers)?.with_parameters(parameters))
        }
        Kind::OpenSshPublic | Kind::OpenSshCertificate => {
            RsaPublicKey::from_numbers(openssh::public_numbers(&block.bytes)?)
        }
        Kind::JwkPublic => {
            let jwk = jwk::Jwk::parse(&block.bytes, purpose)?;
            Ok(RsaPublicKey::from_numbers(jwk.public_numbers()?)?.with_parameters(jwk.parameters))
        }
        Kind::OtherPublic(reason) => Err(Error::UnsupportedKey { reason }),
        Kind::DamagedPublic(reason) => Err(Error::MalformedKey { reason }),
        _ => Err(Error::PrivateKeyGiven),
    }
}

/// Reads a JWK, and nothing around it, as a public key.
///
/// # Errors
/// Those of [`PublicKey::parse`].
pub(in crate::encoding) fn public_jwk(jwk: &str, purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let kind = match Value::parse(jwk) {
        Some(Value::Object(members)) => jwk::recognise(&members),
        _ => None,
    };
    read_public(&Block::new(kind.unwrap_or(Kind::OtherPublic(NOT_RSA)), Zeroizing::new(jwk.into())), purpose)
}
