//! The formats of keys. Parsing recognises the format. For writing the caller chooses one.
//!
//! # Examples
//! ```
//! use getrandom::SysRng;
//! use sealpost::{
//!     PrivateKey, PublicKey,
//!     encoding::{ParseOptions, PrivateKeyFormat, PublicKeyFormat},
//! };
//!
//! let key = PrivateKey::generate(&mut SysRng, 2048)?;
//! let public_pem = key.public_key().to_pem(PublicKeyFormat::Spki); // give this to anyone
//! assert_eq!(PublicKey::parse(public_pem.as_bytes())?, key.public_key());
//! assert!(key.public_key().to_openssh().starts_with("ssh-rsa AAAA"));
//! assert!(key.public_key().fingerprint().starts_with("SHA256:"));
//!
//! let der = key.to_der(PrivateKeyFormat::Pkcs8)?; // unencrypted, wiped when dropped
//! assert_eq!(PrivateKey::parse(&der, &ParseOptions::default())?.bits(), 2048);
//! # Ok::<(), sealpost::Error>(())
//! ```

#![forbid(unsafe_code)]

mod bytes;
mod cipher;
mod der;
#[cfg(feature = "private")]
mod describe;
#[cfg(feature = "private")]
mod document;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod jwk;
mod kind;
mod openssh;
mod pem;
#[cfg(feature = "private")]
mod private;
pub(crate) mod text;

use alloc::{string::String, vec::Vec};

#[cfg(feature = "private")]
use crate::VerifyingKey;
use crate::{
    Error, PublicKey,
    key::{PublicNumbers, RsaPublicKey},
};
pub(crate) use cipher::block_cipher;
#[cfg(feature = "private")]
pub use cipher::pbes2::{ITERATIONS, MAX_ITERATIONS, MAX_SCRYPT_MEMORY, MAX_SCRYPT_PARALLELIZATION};
#[cfg(feature = "private")]
pub(crate) use describe::describe;
#[cfg(feature = "private")]
pub use describe::{KeyDescription, Protection};
#[cfg(feature = "private")]
use document::key::{parse_public, public_jwk};
#[cfg(feature = "private")]
pub(crate) use document::unwrap;
#[cfg(feature = "private")]
pub use document::{MAX_KEY_LENGTH, key::ParseOptions};
use kind::Purpose;
#[cfg(feature = "private")]
pub use openssh::MAX_ROUNDS;
#[cfg(feature = "private")]
pub use private::PrivateKeyFormat;
#[cfg(all(target_arch = "wasm32", feature = "private"))]
pub(crate) use private::from_tested_der;

/// An ASN.1 format of public keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PublicKeyFormat {
    /// `SubjectPublicKeyInfo` (RFC 5280), the common format: `BEGIN PUBLIC KEY`.
    #[default]
    Spki,
    /// PKCS#1 `RSAPublicKey` (RFC 8017 appendix A.1.1): `BEGIN RSA PUBLIC KEY`.
    Pkcs1,
}

/// The thumbprint, the fingerprint and the length in bits of a public key in SPKI DER. The numbers of the key are not
/// checked: the caller compares the thumbprint with that of a key whose numbers were checked before. Equal thumbprints
/// mean equal numbers.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::PrivateKeyGiven`].
#[cfg(all(target_arch = "wasm32", feature = "private"))]
pub(crate) fn identify(spki: &[u8]) -> Result<(String, String, u32), Error> {
    let (PublicNumbers { n, e }, _) = der::public_numbers(spki, Purpose::Signatures)?;
    let numbers = PublicNumbers { n: crate::key::trim(n), e: crate::key::trim(e) };
    let bits = numbers.n.len() as u32 * 8 - numbers.n.first().map_or(0, |first| first.leading_zeros());
    Ok((jwk::thumbprint(numbers), openssh::fingerprint(numbers), bits))
}

#[cfg(feature = "private")]
impl PublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo`, PKCS#1 or an X.509 certificate, as PEM text, DER bytes or base64; a
    /// line of OpenSSH with a key or a certificate; a JWK, or a JWK Set with one fitting key.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::SeveralKeys`], [`Error::UnsupportedKey`], [`Error::EncodedKey`],
    /// [`Error::WeakKey`]; [`Error::PrivateKeyGiven`] if any part of the input is a private key, which its owner may be
    /// about to share by mistake.
    pub fn parse(input: &[u8]) -> Result<Self, Error> {
        Self::parse_with_kid(input, None)
    }

    /// Reads a public key as [`PublicKey::parse`] does, and of a JWK Set the key with this ID (`kid`).
    ///
    /// # Errors
    /// Those of [`PublicKey::parse`].
    pub fn parse_with_kid(input: &[u8], kid: Option<&str>) -> Result<Self, Error> {
        parse_public(input, kid, Purpose::Encryption).map(Self)
    }
}

/// The readers of keys for the wasm module of the package's entry `sealpost/encrypt`. The JavaScript of that entry
/// decodes PEM, base64 and JSON, and passes DER or numbers.
#[cfg(not(feature = "private"))]
#[doc(hidden)]
impl PublicKey {
    /// Reads a public key in DER: `SubjectPublicKeyInfo`, PKCS#1 or an X.509 certificate.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], also for bytes that are no key; [`Error::UnsupportedKey`], [`Error::WeakKey`],
    /// [`Error::PrivateKeyGiven`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        // A private key is also recognised if other bytes follow it.
        let prefix = || bytes::length(der).and_then(|length| der.get(..length)).and_then(der::recognise);
        match der::recognise(der).or_else(|| prefix().filter(|kind| kind.is_private())) {
            Some(kind::Kind::OtherPublic(_)) | None => Err(Error::MalformedKey { reason: crate::Reason::OtherForm }),
            Some(kind) if kind.is_private() => Err(Error::PrivateKeyGiven),
            Some(_) => der::public_key(der, Purpose::Encryption).map(Self),
        }
    }

    /// Makes a key from its modulus and public exponent in big-endian bytes, and checks both.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`].
    pub fn from_numbers(n: &[u8], e: &[u8]) -> Result<Self, Error> {
        RsaPublicKey::from_numbers(PublicNumbers { n, e }, None).map(Self)
    }
}

#[cfg(feature = "private")]
impl VerifyingKey {
    /// Reads a public key in any form that [`PublicKey::parse`] reads; also one that is restricted to RSASSA-PSS, with
    /// the parameters that it states (RFC 4055), which [`VerifyingKey::verify`] then uses.
    ///
    /// # Errors
    /// Those of [`PublicKey::parse`]; [`Error::UnsupportedKey`] for a JWK or an algorithm identifier that names a
    /// purpose other than signatures.
    pub fn parse(input: &[u8]) -> Result<Self, Error> {
        Self::parse_with_kid(input, None)
    }

    /// Reads a public key as [`VerifyingKey::parse`] does, and of a JWK Set the key with this ID (`kid`).
    ///
    /// # Errors
    /// Those of [`VerifyingKey::parse`].
    pub fn parse_with_kid(input: &[u8], kid: Option<&str>) -> Result<Self, Error> {
        parse_public(input, kid, Purpose::Signatures).map(Self)
    }
}

impl RsaPublicKey {
    pub(crate) fn to_der(&self, format: PublicKeyFormat) -> Vec<u8> {
        self.with_numbers(|numbers| match format {
            PublicKeyFormat::Spki => der::spki(numbers, self.parameters),
            PublicKeyFormat::Pkcs1 => der::pkcs1_public(numbers),
        })
    }

    pub(crate) fn to_pem(&self, format: PublicKeyFormat) -> String {
        let label = match format {
            PublicKeyFormat::Spki => "PUBLIC KEY",
            PublicKeyFormat::Pkcs1 => "RSA PUBLIC KEY",
        };
        core::mem::take(&mut *pem::write(label, &self.to_der(format)))
    }

    pub(crate) fn to_openssh(&self) -> String {
        self.with_numbers(openssh::write_public_line)
    }

    pub(crate) fn to_jwk(&self) -> String {
        self.with_numbers(jwk::write_public)
    }

    pub(crate) fn thumbprint(&self) -> String {
        self.with_numbers(jwk::thumbprint)
    }

    pub(crate) fn fingerprint(&self) -> String {
        self.with_numbers(openssh::fingerprint)
    }

    /// Calls `operation` with the numbers of this key.
    fn with_numbers<T>(&self, operation: impl FnOnce(PublicNumbers<'_>) -> T) -> T {
        operation(PublicNumbers { n: &self.modulus(), e: &self.exponent() })
    }
}

/// Reads a JWK, and nothing around it, as a verifying key. The caller checks that it is the JWK of a public RSA key.
///
/// # Errors
/// Those of [`VerifyingKey::parse`].
#[cfg(feature = "private")]
pub(crate) fn verifying_key_of_jwk(jwk: &str) -> Result<VerifyingKey, Error> {
    public_jwk(jwk.as_bytes(), Purpose::Signatures).map(VerifyingKey)
}

/// The functions that write a public key, for both types of public keys.
macro_rules! write_public {
    ($Key:ident) => {
        impl $Key {
            /// Writes the public key as DER bytes. SPKI keeps the parameters of RSASSA-PSS that the algorithm
            /// identifier of a verifying key stated.
            #[must_use]
            pub fn to_der(&self, format: PublicKeyFormat) -> Vec<u8> {
                self.0.to_der(format)
            }

            /// Writes the public key as PEM text (RFC 7468).
            #[must_use]
            pub fn to_pem(&self, format: PublicKeyFormat) -> String {
                self.0.to_pem(format)
            }

            /// Writes the public key as the line of OpenSSH's `.pub` files, without a comment and without a line break.
            #[must_use]
            pub fn to_openssh(&self) -> String {
                self.0.to_openssh()
            }

            /// Writes the public key as a JSON Web Key (RFC 7517) with `kty` and its numbers only.
            #[must_use]
            pub fn to_jwk(&self) -> String {
                self.0.to_jwk()
            }

            /// The key's JWK thumbprint with SHA-256 (RFC 7638), 43 characters of base64url. Messages name their
            /// recipients and their sender by it (`kid`).
            #[must_use]
            pub fn thumbprint(&self) -> String {
                self.0.thumbprint()
            }

            /// The key's fingerprint as OpenSSH shows it: `SHA256:` and 43 characters of base64.
            #[must_use]
            pub fn fingerprint(&self) -> String {
                self.0.fingerprint()
            }
        }
    };
}

write_public!(PublicKey);
#[cfg(feature = "private")]
write_public!(VerifyingKey);
