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
mod text;

use alloc::{string::String, vec::Vec};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use crate::{
    Error, PrivateKey, PublicKey,
    key::{self, PublicNumbers},
};
pub(crate) use describe::describe;
pub use describe::{KeyDescription, Protection};
pub use document::MAX_KEY_LENGTH;
use document::Reading;
use kind::{Block, Kind};
pub use openssh::MAX_ROUNDS;
pub use pbes2::{ITERATIONS, MAX_ITERATIONS, MAX_SCRYPT_MEMORY, MAX_SCRYPT_PARALLELIZATION};

/// Options of [`PrivateKey::parse`].
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ParseOptions<'a> {
    /// Decrypts a protected key. Ignored if the key is not protected.
    pub passphrase: Option<&'a [u8]>,
    /// Accept a modulus of 1024 to 2047 bits, to decrypt old data. The public half then refuses to encrypt.
    pub allow_weak: bool,
    /// Chooses the key of this ID (`kid`) in a JWK Set.
    pub kid: Option<&'a str>,
}

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
        let Reading { document, has_private_key } = Reading::of(input);
        match document?.only(Kind::is_private, options.kid)? {
            Some(block) => read_private(block, options.passphrase, minimum),
            None if has_private_key => Err(UNREADABLE),
            None => Err(Error::PublicKeyGiven),
        }
    }

    /// Reads the PKCS#8 DER of a key that was checked before, without testing whether p and q are prime: see
    /// [`PrivateKey::from_tested_components`].
    ///
    /// # Errors
    /// Those of [`PrivateKey::parse`].
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn from_tested_der(der: &[u8]) -> Result<Self, Error> {
        Self::from_tested_components(&der::private_components(der)?, key::MIN_WEAK_BITS)
    }

    /// Writes the private key, unprotected, as DER bytes.
    ///
    /// # Errors
    /// [`Error::Internal`], which a valid key does not cause.
    pub fn to_der(&self, format: PrivateKeyFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        let components = self.components()?;
        Ok(match format {
            PrivateKeyFormat::Pkcs8 => der::pkcs8(&components),
            PrivateKeyFormat::Pkcs1 => der::pkcs1_private(&components),
        })
    }

    /// Writes the private key, unprotected, as PEM text (RFC 7468).
    ///
    /// # Errors
    /// [`Error::Internal`], which a valid key does not cause.
    pub fn to_pem(&self, format: PrivateKeyFormat) -> Result<Zeroizing<String>, Error> {
        let label = match format {
            PrivateKeyFormat::Pkcs8 => "PRIVATE KEY",
            PrivateKeyFormat::Pkcs1 => "RSA PRIVATE KEY",
        };
        Ok(pem::write(label, &self.to_der(format)?))
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
        if passphrase.is_empty() {
            return Err(Error::InvalidArgument { reason: "passphrase must not be empty" });
        }
        pbes2::encrypt(rng, passphrase, &self.to_der(PrivateKeyFormat::Pkcs8)?)
    }

    /// Writes the private key, protected as by [`PrivateKey::to_encrypted_der`], as PEM text.
    ///
    /// # Errors
    /// Those of [`PrivateKey::to_encrypted_der`].
    pub fn to_encrypted_pem<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        passphrase: &[u8],
    ) -> Result<Zeroizing<String>, Error> {
        Ok(pem::write("ENCRYPTED PRIVATE KEY", &self.to_encrypted_der(rng, passphrase)?))
    }

    /// Writes the private key as [`PrivateKey::to_encrypted_pem`] does, with a key that the caller derived from the
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

    /// Writes the private key, unprotected, as a JSON Web Key (RFC 7517) with `kty` and its numbers only.
    ///
    /// # Errors
    /// [`Error::Internal`], which a valid key does not cause.
    pub fn to_jwk(&self) -> Result<Zeroizing<String>, Error> {
        Ok(jwk::write_private(&self.components()?))
    }
}

const UNREADABLE: Error = Error::MalformedKey {
    reason: "it has a private key that is damaged, beside a public one: give the private key alone",
};

/// Reads a private key of any kind, and decrypts it if necessary.
///
/// # Errors
/// Those of [`PrivateKey::parse`].
fn read_private(block: &Block, passphrase: Option<&[u8]>, minimum: u32) -> Result<PrivateKey, Error> {
    match block.kind {
        Kind::Pkcs8 | Kind::Pkcs1Private => {
            PrivateKey::from_components(&der::private_components(&block.bytes)?, minimum)
        }
        Kind::EncryptedPkcs8 => {
            let protected = pbes2::Protected::parse(&block.bytes)?;
            decrypted(&protected.decrypt(passphrase.ok_or_else(|| Error::PassphraseRequired)?)?, minimum)
        }
        Kind::Legacy(legacy) => {
            let mut data = block.bytes.clone();
            legacy.decrypt(passphrase.ok_or_else(|| Error::PassphraseRequired)?, &mut data)?;
            decrypted(&data, minimum)
        }
        Kind::OpenSshPrivate => {
            let file = openssh::PrivateFile::parse(&block.bytes)?;
            let private = file.open(passphrase)?;
            PrivateKey::from_components(&file.components(&private)?, minimum)
        }
        Kind::JwkPrivate => {
            let jwk = jwk::Jwk::parse(&block.bytes)?;
            Ok(PrivateKey::from_components(&jwk.private_components()?, minimum)?.with_kid(jwk.kid))
        }
        Kind::OtherPrivate(reason) => Err(Error::UnsupportedKey { reason }),
        Kind::DamagedPrivate(reason) => Err(Error::MalformedKey { reason }),
        _ => Err(Error::PublicKeyGiven),
    }
}

/// Reads a decrypted key. After decryption a parse error means a wrong passphrase.
///
/// # Errors
/// [`Error::WrongPassphrase`], [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`].
fn decrypted(der: &[u8], minimum: u32) -> Result<PrivateKey, Error> {
    let components = der::private_components(der).map_err(|error| match error {
        Error::MalformedKey { .. } | Error::PublicKeyGiven => Error::WrongPassphrase,
        error => error,
    })?;
    PrivateKey::from_components(&components, minimum)
}

/// The thumbprint, the fingerprint and the length in bits of a public key in SPKI DER, whose numbers are not checked. If
/// the thumbprint is that of a key that was checked before, they are the numbers of that key.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::PrivateKeyGiven`].
#[cfg(target_arch = "wasm32")]
pub(crate) fn identify(spki: &[u8]) -> Result<(String, String, u32), Error> {
    let PublicNumbers { n, e } = der::public_numbers(spki)?;
    let numbers = PublicNumbers { n: key::trim(n), e: key::trim(e) };
    let bits = numbers.n.len() as u32 * 8 - numbers.n.first().map_or(0, |first| first.leading_zeros());
    Ok((jwk::thumbprint(numbers), openssh::fingerprint(numbers), bits))
}

/// Calls `use_numbers` with the numbers of a public key of any kind, which are not checked.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::PrivateKeyGiven`], and those of `use_numbers`.
fn with_public_numbers<T>(
    block: &Block,
    use_numbers: impl FnOnce(PublicNumbers<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    match block.kind {
        Kind::Spki | Kind::Pkcs1Public | Kind::Certificate => use_numbers(der::public_numbers(&block.bytes)?),
        Kind::OpenSshPublic | Kind::OpenSshCertificate => use_numbers(openssh::public_numbers(&block.bytes)?),
        Kind::JwkPublic => use_numbers(jwk::Jwk::parse(&block.bytes)?.public_numbers()?),
        Kind::OtherPublic(reason) => Err(Error::UnsupportedKey { reason }),
        Kind::DamagedPublic(reason) => Err(Error::MalformedKey { reason }),
        _ => Err(Error::PrivateKeyGiven),
    }
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
        let Reading { document, has_private_key } = Reading::of(input);
        // Before other errors, so that a private key that is cut off is refused as private and not as malformed.
        if has_private_key {
            return Err(Error::PrivateKeyGiven);
        }
        match document?.only(Kind::is_public, kid)? {
            Some(block) => with_public_numbers(block, PublicKey::from_numbers),
            None => Err(Error::PrivateKeyGiven),
        }
    }

    /// Writes the public key as DER bytes.
    #[must_use]
    pub fn to_der(&self, format: PublicKeyFormat) -> Vec<u8> {
        match format {
            PublicKeyFormat::Spki => der::spki(self),
            PublicKeyFormat::Pkcs1 => der::pkcs1_public(self),
        }
    }

    /// Writes the public key as PEM text (RFC 7468).
    #[must_use]
    pub fn to_pem(&self, format: PublicKeyFormat) -> String {
        let label = match format {
            PublicKeyFormat::Spki => "PUBLIC KEY",
            PublicKeyFormat::Pkcs1 => "RSA PUBLIC KEY",
        };
        core::mem::take(&mut *pem::write(label, &self.to_der(format)))
    }

    /// Writes the public key as the line of OpenSSH's `.pub` files, without a comment and without a line break.
    #[must_use]
    pub fn to_openssh(&self) -> String {
        self.with_numbers(openssh::write_public_line)
    }

    /// Writes the public key as a JSON Web Key (RFC 7517) with `kty` and its numbers only.
    #[must_use]
    pub fn to_jwk(&self) -> String {
        self.with_numbers(jwk::write_public)
    }

    /// The key's JWK thumbprint with SHA-256 (RFC 7638), 43 characters of base64url. [`seal`](crate::seal()) uses it as
    /// the `kid`.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        self.with_numbers(jwk::thumbprint)
    }

    /// The key's fingerprint as OpenSSH shows it: `SHA256:` and 43 characters of base64.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.with_numbers(openssh::fingerprint)
    }

    /// Calls `operation` with the numbers of this key.
    fn with_numbers<T>(&self, operation: impl FnOnce(PublicNumbers<'_>) -> T) -> T {
        operation(PublicNumbers { n: &self.modulus(), e: &self.exponent() })
    }
}
