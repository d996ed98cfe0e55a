//! The supported algorithms of RFC 7518: their names, and the lengths of their keys, nonces and tags.

#![forbid(unsafe_code)]

use crate::{Error, Hash, OaepOptions, error::AlgorithmName};

/// Content encryption, the header's `enc` (RFC 7518 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentEncryption {
    A128Gcm,
    A192Gcm,
    A256Gcm,
    A128CbcHs256,
    A192CbcHs384,
    A256CbcHs512,
}

impl ContentEncryption {
    const ALL: [Self; 6] =
        [Self::A128Gcm, Self::A192Gcm, Self::A256Gcm, Self::A128CbcHs256, Self::A192CbcHs384, Self::A256CbcHs512];

    /// The registered name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A192Gcm => "A192GCM",
            Self::A256Gcm => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A192CbcHs384 => "A192CBC-HS384",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    /// Finds the algorithm of this name.
    ///
    /// # Errors
    /// [`Error::UnknownContentEncryption`].
    pub(crate) fn parse(name: &str) -> Result<Self, Error> {
        let unknown = || Error::UnknownContentEncryption { enc: AlgorithmName::new(name) };
        Self::ALL.into_iter().find(|each| each.name() == name).ok_or_else(unknown)
    }

    /// Length of the content key in bytes. With HMAC it is the HMAC key and the AES key together.
    pub(super) const fn key_length(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A192Gcm => 24,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A192CbcHs384 => 48,
            Self::A256CbcHs512 => 64,
        }
    }

    /// Length of the initialization vector in bytes.
    pub(super) const fn nonce_length(self) -> usize {
        match self {
            Self::A128Gcm | Self::A192Gcm | Self::A256Gcm => 12,
            Self::A128CbcHs256 | Self::A192CbcHs384 | Self::A256CbcHs512 => 16,
        }
    }

    /// Length of the authentication tag in bytes.
    pub(super) const fn tag_length(self) -> usize {
        match self {
            Self::A128Gcm | Self::A192Gcm | Self::A256Gcm | Self::A128CbcHs256 => 16,
            Self::A192CbcHs384 => 24,
            Self::A256CbcHs512 => 32,
        }
    }
}

/// The parameters of RSAES-OAEP that the header's `alg` names (RFC 7518 §4.3).
///
/// # Errors
/// [`Error::UnsupportedAlgorithm`] for `RSA1_5` and PBES2; [`Error::UnknownKeyEncryption`].
pub(super) fn key_encryption(alg: &str) -> Result<OaepOptions<'static>, Error> {
    let hash = match alg {
        "RSA-OAEP" => Hash::Sha1,
        "RSA-OAEP-256" => Hash::Sha256,
        "RSA-OAEP-384" => Hash::Sha384,
        "RSA-OAEP-512" => Hash::Sha512,
        "RSA1_5" => {
            return Err(Error::UnsupportedAlgorithm {
                reason: "its alg is RSA1_5, whose padding is unsafe: ask for RSA-OAEP-256",
            });
        }
        _ if alg.starts_with("PBES2-") => {
            return Err(Error::UnsupportedAlgorithm {
                reason: "it is sealed with a passphrase (PBES2): ask for RSA-OAEP-256",
            });
        }
        _ => return Err(Error::UnknownKeyEncryption { alg: AlgorithmName::new(alg) }),
    };
    Ok(OaepOptions::new(hash))
}
