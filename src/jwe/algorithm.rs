//! The supported algorithms: their names, and the lengths of their keys, nonces and tags.

#![forbid(unsafe_code)]

use crate::{Error, Hash, OaepOptions, Reason, error::AlgorithmName};

/// Content encryption, the header's `enc` (RFC 7518 §5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentEncryption {
    /// `A128GCM`.
    A128Gcm,
    /// `A192GCM`.
    A192Gcm,
    /// `A256GCM`.
    #[default]
    A256Gcm,
    /// `A128CBC-HS256`.
    A128CbcHs256,
    /// `A192CBC-HS384`.
    A192CbcHs384,
    /// `A256CBC-HS512`.
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
    pub fn parse(name: &str) -> Result<Self, Error> {
        Self::find(name).ok_or_else(|| Error::UnknownContentEncryption { enc: AlgorithmName::new(name) })
    }

    #[doc(hidden)]
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.name() == name)
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

/// Key encryption, the header's `alg`: RSAES-OAEP with the hash of the variant, also for MGF1, and no label. RFC 7518
/// §4.3 defines `RSA-OAEP` and `RSA-OAEP-256`, and the IANA registry has the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyEncryption {
    /// `RSA-OAEP`, with SHA-1.
    RsaOaep,
    /// `RSA-OAEP-256`.
    #[default]
    RsaOaep256,
    /// `RSA-OAEP-384`.
    RsaOaep384,
    /// `RSA-OAEP-512`.
    RsaOaep512,
}

impl KeyEncryption {
    const ALL: [Self; 4] = [Self::RsaOaep, Self::RsaOaep256, Self::RsaOaep384, Self::RsaOaep512];

    /// The registered name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::RsaOaep384 => "RSA-OAEP-384",
            Self::RsaOaep512 => "RSA-OAEP-512",
        }
    }

    /// Finds the algorithm of this name.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] for `RSA1_5` and PBES2; [`Error::UnknownKeyEncryption`].
    pub fn parse(name: &str) -> Result<Self, Error> {
        Self::find(name).ok_or_else(|| match name {
            "RSA1_5" => Error::UnsupportedAlgorithm { reason: Reason::Rsa15 },
            _ if name.starts_with("PBES2-") => Error::UnsupportedAlgorithm { reason: Reason::PassphraseMessage },
            _ => Error::UnknownKeyEncryption { alg: AlgorithmName::new(name) },
        })
    }

    #[doc(hidden)]
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.name() == name)
    }

    /// The parameters of RSAES-OAEP.
    pub(super) fn oaep(self) -> OaepOptions<'static> {
        OaepOptions::new(match self {
            Self::RsaOaep => Hash::Sha1,
            Self::RsaOaep256 => Hash::Sha256,
            Self::RsaOaep384 => Hash::Sha384,
            Self::RsaOaep512 => Hash::Sha512,
        })
    }
}
