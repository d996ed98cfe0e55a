//! Reading and writing private keys.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{
    cipher::pbes2,
    der,
    document::key::{ParseOptions, parse_private},
    jwk,
    kind::Purpose,
    pem,
};
use crate::{
    Error, PrivateKey, SigningKey,
    key::{self, RsaPrivateKey},
};

/// An ASN.1 format of private keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrivateKeyFormat {
    /// PKCS#8 `PrivateKeyInfo` (RFC 5958), the common format: `BEGIN PRIVATE KEY`.
    #[default]
    Pkcs8,
    /// PKCS#1 `RSAPrivateKey` (RFC 8017 appendix A.1.2): `BEGIN RSA PRIVATE KEY`.
    Pkcs1,
}

impl PrivateKey {
    /// Reads a private key: PKCS#8 or PKCS#1, unencrypted or protected by a passphrase (PBES2, or the legacy encryption
    /// of PEM), as PEM text, DER bytes or base64; OpenSSH's format; a JWK, or a JWK Set with one fitting key.
    ///
    /// Text around a PEM block, missing or different line breaks, and PEM blocks that are no keys are ignored.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`] (another algorithm, more than two primes, more than 8192
    /// bits, an unknown protection, or one whose cost exceeds [`MAX_ITERATIONS`](super::MAX_ITERATIONS) or a similar
    /// limit), [`Error::EncodedKey`], [`Error::SeveralKeys`], [`Error::WeakKey`], [`Error::PublicKeyGiven`],
    /// [`Error::PassphraseRequired`], [`Error::WrongPassphrase`]; [`Error::Internal`] if the engine refuses the
    /// numbers.
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
    /// Reads a private key in any form that [`PrivateKey::parse`] reads; also one that is restricted to RSASSA-PSS,
    /// with the parameters that it states (RFC 4055), which [`SigningKey::sign`] then uses.
    ///
    /// # Errors
    /// Those of [`PrivateKey::parse`]; [`Error::UnsupportedKey`] for a JWK or an algorithm identifier that names a
    /// purpose other than signatures; [`Error::InvalidArgument`] with `allow_weak`.
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
    /// passphrase and `salt`, by PBKDF2-HMAC-SHA256 with [`ITERATIONS`](super::ITERATIONS).
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`]; [`Error::Internal`], which a valid key does not cause.
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

/// The functions that write a private key, for both types of private keys.
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
            /// [`Error::InvalidArgument`] for an empty passphrase; [`Error::RandomUnavailable`]; [`Error::Internal`],
            /// which a valid key does not cause.
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
