//! Reading the public key of one encoded key, and nothing around it.

#![forbid(unsafe_code)]

#[cfg(feature = "private")]
use super::jwk;
use super::{der, kind::Purpose};
use crate::{Error, key::RsaPublicKey};

/// Reads a public key in DER.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`], [`Error::PrivateKeyGiven`].
pub(super) fn of_der(bytes: &[u8], purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let (numbers, parameters) = der::public_numbers(bytes, purpose)?;
    RsaPublicKey::from_numbers(numbers, parameters)
}

/// Reads a JWK as a public key. The caller checks that it is the JWK of a public RSA key.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`].
#[cfg(feature = "private")]
pub(super) fn of_jwk(text: &[u8], purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let jwk = jwk::Jwk::parse(text, purpose)?;
    RsaPublicKey::from_numbers(jwk.public_numbers()?, jwk.parameters)
}
