//! Reading the key of an input for one purpose.

#![forbid(unsafe_code)]

use super::Reading;
use crate::{
    Error, Reason,
    encoding::{
        cipher::pbes2,
        der, jwk,
        kind::{Block, Carrier, Kind, Purpose},
        openssh,
    },
    key::{RsaPrivateKey, RsaPublicKey},
};

/// The error of an input that has a damaged private key, beside a public key.
const UNREADABLE: Error = Error::MalformedKey { reason: Reason::PrivateKeyDamaged };

/// Options of [`PrivateKey::parse`](crate::PrivateKey::parse) and [`SigningKey::parse`](crate::SigningKey::parse).
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ParseOptions<'a> {
    /// Decrypts a protected key. Ignored if the key is not protected.
    pub passphrase: Option<&'a [u8]>,
    /// Accepts a modulus of 1024 to 2047 bits, to decrypt old data. The public half of such a key refuses to encrypt.
    /// Signing keys refuse this option.
    pub allow_weak: bool,
    /// Chooses the key of this ID (`kid`) in a JWK Set.
    pub kid: Option<&'a str>,
}

/// Reads a private key for `purpose`. `minimum` is the shortest modulus in bits.
///
/// # Errors
/// Those of [`PrivateKey::parse`].
pub(crate) fn parse_private(
    input: &[u8],
    options: &ParseOptions<'_>,
    minimum: u32,
    purpose: Purpose,
) -> Result<RsaPrivateKey, Error> {
    let Reading { document, has_private_key } = Reading::of(input);
    let document = document?;
    match (document.only(Kind::is_private, options.kid, purpose)?, document.0.first()) {
        (Some(block), _) => read_private(block, options.passphrase, minimum, purpose),
        (None, _) if has_private_key => Err(UNREADABLE),
        // A key store in which no private key was recognised may have one that only its owner can see. So the error
        // names the store, and does not call it a public key.
        (None, Some(block @ Block { kind: Kind::OtherPublic(reason), .. }))
            if matches!(reason, Reason::Pkcs12Certificates | Reason::JavaTrustStore) =>
        {
            Err(unsupported(block, *reason))
        }
        (None, _) => Err(Error::PublicKeyGiven),
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
        Kind::Pkcs8 | Kind::Pkcs1Private => {
            RsaPrivateKey::from_components(&der::private_components(&block.bytes, purpose)?, minimum)
        }
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
            let mut key = RsaPrivateKey::from_components(&jwk.private_components()?, minimum)?;
            key.kid = jwk.kid;
            Ok(key)
        }
        Kind::OtherPrivate(reason) => Err(unsupported(block, reason)),
        Kind::DamagedPrivate(reason) => Err(Error::MalformedKey { reason }),
        _ => Err(Error::PublicKeyGiven),
    }
}

/// The error of a key that is not supported. If the text of the reason has a command (in backticks), which takes the
/// file itself, and the input is an encoding of the file, the error says that the file must be decoded first.
pub(crate) fn unsupported(block: &Block, reason: Reason) -> Error {
    let is_encoded = block.carrier == Carrier::Base64 || !block.steps.is_empty();
    if is_encoded && reason.text().contains('`') {
        Error::EncodedKey { reason }
    } else {
        Error::UnsupportedKey { reason }
    }
}

/// Reads a decrypted key. After decryption a parse error means a wrong passphrase.
///
/// # Errors
/// [`Error::WrongPassphrase`], [`Error::UnsupportedKey`]; those of [`RsaPrivateKey::from_components`].
fn from_decrypted(der: &[u8], minimum: u32, purpose: Purpose) -> Result<RsaPrivateKey, Error> {
    let components = der::private_components(der, purpose).map_err(|error| match error {
        Error::MalformedKey { .. } | Error::PublicKeyGiven => Error::WrongPassphrase,
        error => error,
    })?;
    RsaPrivateKey::from_components(&components, minimum)
}

/// Reads a public key for `purpose`. `kid` chooses the key of this ID in a JWK Set.
///
/// # Errors
/// Those of [`PublicKey::parse`].
pub(crate) fn parse_public(input: &[u8], kid: Option<&str>, purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let Reading { document, has_private_key } = Reading::of(input);
    // This comes before other errors, so that a private key that is cut off is refused as private and not as malformed.
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
        Kind::Spki | Kind::Pkcs1Public | Kind::Certificate => der::public_key(&block.bytes, purpose),
        Kind::OpenSshPublic | Kind::OpenSshCertificate => {
            RsaPublicKey::from_numbers(openssh::public_numbers(&block.bytes)?, None)
        }
        Kind::JwkPublic => public_jwk(&block.bytes, purpose),
        Kind::OtherPublic(reason) => Err(unsupported(block, reason)),
        Kind::DamagedPublic(reason) => Err(Error::MalformedKey { reason }),
        _ => Err(Error::PrivateKeyGiven),
    }
}

/// Reads a JWK, and nothing around it, as a public key. The caller checks that it is the JWK of a public RSA key.
///
/// # Errors
/// Those of [`PublicKey::parse`].
pub(crate) fn public_jwk(jwk: &[u8], purpose: Purpose) -> Result<RsaPublicKey, Error> {
    let jwk = jwk::Jwk::parse(jwk, purpose)?;
    RsaPublicKey::from_numbers(jwk.public_numbers()?, jwk.parameters)
}
