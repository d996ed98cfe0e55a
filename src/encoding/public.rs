//! Reading the public key of one encoded key, and nothing around it.

#![forbid(unsafe_code)]

use super::{der, jwk, kind::Purpose};
use crate::{Error, key::RsaPublicKey};

/// Reads a public key in DER.
///
/// # Errors
/// Those of [`PublicKey::parse`](crate::PublicKey::parse).
pub(super) fn of_der(bytes: &[u8], purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let (numbers, parameters) = der::public_numbers(bytes, purpose)?;
    RsaPublicKey::from_numbers(numbers, parameters)
}

/// Reads a JWK as a public key. The caller checks that it is the JWK of a public RSA key.
///
/// # Errors
/// Those of [`PublicKey::parse`](crate::PublicKey::parse).
pub(super) fn of_jwk(text: &[u8], purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let jwk = jwk::Jwk::parse(text, purpose)?;
    RsaPublicKey::from_numbers(jwk.public_numbers()?, jwk.parameters)
}
