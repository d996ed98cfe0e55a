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
//! let address = key.public_key().to_pem(PublicKeyFormat::Spki); // give this to anyone
//! assert_eq!(PublicKey::parse(address.as_bytes())?, key.public_key());
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
mod describe;
mod document;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod jwk;
mod kind;
mod openssh;
mod pbes2;
mod pem;
pub(crate) mod text;

use alloc::{string::String, vec::Vec};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use crate::{
    Error, PrivateKey, PublicKey, SigningKey, VerifyingKey,
    key::{self, PublicNumbers, RsaPrivateKey, RsaPublicKey},
};
pub(crate) use cipher::block_cipher;
pub(crate) use describe::describe;
pub use describe::{KeyDescription, Protection};
pub use document::MAX_KEY_LENGTH;
pub use document::key::ParseOptions;
use document::key::{parse_private, parse_public, public_jwk};
pub(crate) use document::unwrap;
use kind::Purpose;
pub use openssh::MAX_ROUNDS;
pub use pbes2::{ITERATIONS, MAX_ITERATIONS, MAX_SCRYPT_MEMORY, MAX_SCRYPT_PARALLELIZATION};

/// An ASN.1 format of private keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrivateKeyFormat {
    /// PKCS#8 `PrivateKeyInfo` (RFC 5958), the common format: `BEGIN PRIVATE KEY`.
    #[default]
    Pkcs8,
    /// PKCS#1 `RSAPrivateKey` (RFC 8017 appendix A.1.2): `BEGIN RSA PRIVATE KEY`.
    Pkcs1,
}

/// An ASN.1 format of public keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PublicKeyFormat {
    /// `SubjectPublicKeyInfo` (RFC 5280), the common format: `BEGIN PUBLIC KEY`.
    #[default]
    Spki,
    /// PKCS#1 `RSAPublicKey` (RFC 8017 appendix A.1.1): `BEGIN RSA PUBLIC KEY`.
    Pkcs1,
}

impl PrivateKey {
    /// Reads a private key: PKCS#8 or PKCS#1, unencrypted or protected by a passphrase (PBES2, or the legacy encryption
    /// of PEM), as PEM text, DER bytes or base64; OpenSSH's format; a JWK.
    ///
    /// Text around a PEM block, missing or different line breaks, and PEM blocks that are no keys are ignored.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`] (another algorithm, more than two primes, more than 8192
    /// bits, an unknown protection, or one whose cost exceeds [`MAX_ITERATIONS`] or a similar limit),
    /// [`Error::WeakKey`], [`Error::PublicKeyGiven`], [`Error::PassphraseRequired`], [`Error::WrongPassphrase`].
    ///
    /// # Examples
    /// ```
    /// use getrandom::SysRng;
    /// use sealpost::{Error, PrivateKey, encoding::ParseOptions};
    ///
    /// let pem = PrivateKey::generate(&mut SysRng, 2048)?.to_encrypted_pem(&mut SysRng, b"five words from a die")?;
    /// let mut options = ParseOptions::default();
    /// assert_eq!(PrivateKey::parse(pem.as_bytes(), &options).err(), Some(Error::PassphraseRequired));
    /// options.passphrase = Some(b"five words from a die");
    /// assert_eq!(PrivateKey::parse(pem.as_bytes(), &options)?.bits(), 2048);
    /// # Ok::<(), sealpost::Error>(())
    /// ```
    pub fn parse(input: &[u8], options: &ParseOptions<'_>) -> Result<Self, Error> {
        let minimum = if options.allow_weak { key::MIN_WEAK_BITS } else { key::MIN_BITS };
        parse_private(input, options, minimum, Purpose::Encryption).map(Self)
    }
}

/// Reads the PKCS#8 DER of a key that was checked before, without testing whether p and q are prime: see
/// [`RsaPrivateKey::from_tested_components`].
///
/// # Errors
/// Those of [`PrivateKey::parse`].
#[cfg(target_arch = "wasm32")]
pub(crate) fn from_tested_der(der: &[u8], is_signing: bool) -> Result<RsaPrivateKey, Error> {
    let purpose = if is_signing { Purpose::Signatures } else { Purpose::Encryption };
    RsaPrivateKey::from_tested_components(&der::private_components(der, purpose)?, key::MIN_WEAK_BITS)
}

impl SigningKey {
    /// Reads a private key in any form that [`PrivateKey::parse`] reads; also one that is restricted to RSASSA-PSS, with
    /// the parameters that it states (RFC 4055), which [`SigningKey::sign`] then uses.
    ///
    /// # Errors
    /// Those of [`PrivateKey::parse`]; [`Error::UnsupportedKey`] for a JWK or an algorithm identifier that names another
    /// purpose; [`Error::InvalidArgument`] with `allow_weak`.
    pub fn parse(input: &[u8], options: &ParseOptions<'_>) -> Result<Self, Error> {
        if options.allow_weak {
            return Err(Error::InvalidArgument { reason: "a signing key has at least 2048 bits: leave out allowWeak" });
        }
        parse_private(input, options, key::MIN_BITS, Purpose::Signatures).map(Self)
    }
}

impl RsaPrivateKey {
    pub(crate) fn to_der(&self, format: PrivateKeyFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        let components = self.components()?;
        Ok(match format {
            PrivateKeyFormat::Pkcs8 => der::pkcs8(&components, self.parameters),
            PrivateKeyFormat::Pkcs1 => der::pkcs1_private(&components),
        })
    }

    pub(crate) fn to_pem(&self, format: PrivateKeyFormat) -> Result<Zeroizing<String>, Error> {
        let label = match format {
            PrivateKeyFormat::Pkcs8 => "PRIVATE KEY",
            PrivateKeyFormat::Pkcs1 => "RSA PRIVATE KEY",
        };
        Ok(pem::write(label, &self.to_der(format)?))
    }

    pub(crate) fn to_encrypted_der<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        passphrase: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        if passphrase.is_empty() {
            return Err(Error::InvalidArgument { reason: "passphrase must not be empty" });
        }
        pbes2::encrypt(rng, passphrase, &self.to_der(PrivateKeyFormat::Pkcs8)?)
    }

    pub(crate) fn to_encrypted_pem<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        passphrase: &[u8],
    ) -> Result<Zeroizing<String>, Error> {
        Ok(pem::write("ENCRYPTED PRIVATE KEY", &self.to_encrypted_der(rng, passphrase)?))
    }

    /// Writes the private key as [`Self::to_encrypted_pem`] does, with a key that the caller derived from the
    /// passphrase and `salt`, by PBKDF2-HMAC-SHA256 with [`ITERATIONS`].
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`].
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn to_pem_under_key<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        salt: &[u8],
        key: &[u8; 32],
    ) -> Result<Zeroizing<String>, Error> {
        let der = pbes2::encrypt_under_key(rng, salt, key, &self.to_der(PrivateKeyFormat::Pkcs8)?)?;
        Ok(pem::write("ENCRYPTED PRIVATE KEY", &der))
    }

    pub(crate) fn to_jwk(&self) -> Result<Zeroizing<String>, Error> {
        Ok(jwk::write_private(&self.components()?))
    }
}

/// The writing of a private key, in the interface of both types.
macro_rules! write_private {
    ($Key:ident) => {
        impl $Key {
            /// Writes the private key, unprotected, as DER bytes. PKCS#8 keeps the parameters of RSASSA-PSS that the
            /// algorithm identifier of a signing key stated.
            ///
            /// # Errors
            /// [`Error::Internal`], which a valid key does not cause.
            pub fn to_der(&self, format: PrivateKeyFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
                self.0.to_der(format)
            }

            /// Writes the private key, unprotected, as PEM text (RFC 7468).
            ///
            /// # Errors
            /// [`Error::Internal`], which a valid key does not cause.
            pub fn to_pem(&self, format: PrivateKeyFormat) -> Result<Zeroizing<String>, Error> {
                self.0.to_pem(format)
            }

            /// Writes the private key, protected by a passphrase, as DER bytes: PKCS#8 under PBES2 (RFC 8018) with
            /// PBKDF2-HMAC-SHA256, 600,000 iterations, and AES-256-CBC. Takes about a second.
            ///
            /// # Errors
            /// [`Error::InvalidArgument`] for an empty passphrase; [`Error::RandomUnavailable`].
            pub fn to_encrypted_der<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                passphrase: &[u8],
            ) -> Result<Zeroizing<Vec<u8>>, Error> {
                self.0.to_encrypted_der(rng, passphrase)
            }

            /// Writes the private key, protected as by `to_encrypted_der`, as PEM text.
            ///
            /// # Errors
            /// Those of `to_encrypted_der`.
            pub fn to_encrypted_pem<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                passphrase: &[u8],
            ) -> Result<Zeroizing<String>, Error> {
                self.0.to_encrypted_pem(rng, passphrase)
            }

            /// Writes the private key, unprotected, as a JSON Web Key (RFC 7517) with `kty` and its numbers only.
            ///
            /// # Errors
            /// [`Error::Internal`], which a valid key does not cause.
            pub fn to_jwk(&self) -> Result<Zeroizing<String>, Error> {
                self.0.to_jwk()
            }
        }
    };
}

write_private!(PrivateKey);
write_private!(SigningKey);

/// The thumbprint, the fingerprint and the length in bits of a public key in SPKI DER, whose numbers are not checked. If
/// the thumbprint is that of a key that was checked before, they are the numbers of that key.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::PrivateKeyGiven`].
#[cfg(target_arch = "wasm32")]
pub(crate) fn identify(spki: &[u8]) -> Result<(String, String, u32), Error> {
    let (PublicNumbers { n, e }, _) = der::public_numbers(spki, Purpose::Signatures)?;
    let numbers = PublicNumbers { n: key::trim(n), e: key::trim(e) };
    let bits = numbers.n.len() as u32 * 8 - numbers.n.first().map_or(0, |first| first.leading_zeros());
    Ok((jwk::thumbprint(numbers), openssh::fingerprint(numbers), bits))
}

impl PublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo` or PKCS#1, or that of an X.509 certificate, as PEM text, DER bytes or
    /// base64; a line of OpenSSH; a JWK.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`]; [`Error::PrivateKeyGiven`] if any part
    /// of the input is a private key, which its owner may be about to share by mistake.
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

impl VerifyingKey {
    /// Reads a public key in any form that [`PublicKey::parse`] reads; also one that is restricted to RSASSA-PSS, with
    /// the parameters that it states (RFC 4055), which [`VerifyingKey::verify`] then uses.
    ///
    /// # Errors
    /// Those of [`PublicKey::parse`]; [`Error::UnsupportedKey`] for a JWK or an algorithm identifier that names another
    /// purpose.
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
pub(crate) fn verifying_key_of_jwk(jwk: &str) -> Result<VerifyingKey, Error> {
    public_jwk(jwk.as_bytes(), Purpose::Signatures).map(VerifyingKey)
}

/// The writing of a public key, in the interface of both types.
macro_rules! write_public {
    ($Key:ident) => {
        impl $Key {
            /// Writes the public key as DER bytes. SPKI keeps the parameters of RSASSA-PSS that the algorithm identifier
            /// of a verifying key stated.
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
write_public!(VerifyingKey);
