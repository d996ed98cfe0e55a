//! Keys as text and bytes: reading recognises the form, writing has one way for each.
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
//! let der = key.to_der(PrivateKeyFormat::Pkcs8)?; // in clear, wiped when dropped
//! assert_eq!(PrivateKey::parse(&der, &ParseOptions::default())?.bits(), 2048);
//! # Ok::<(), sealpost::Error>(())
//! ```

#![forbid(unsafe_code)]

mod block;
mod cipher;
mod der;
mod describe;
mod jwk;
mod openssh;
mod pbes2;
mod pem;

use alloc::{string::String, vec::Vec};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use crate::{
    Error, PrivateKey, PublicKey,
    key::{self, PublicNumbers},
};
use block::{Block, Document, Kind};
pub(crate) use describe::describe;
pub use describe::{KeyDescription, Protection};
pub use openssh::MAX_ROUNDS;
pub use pbes2::{ITERATIONS, MAX_ITERATIONS, MAX_SCRYPT_MEMORY, MAX_SCRYPT_PARALLELIZATION};

/// The longest text or bytes of a key that are read: 64 KiB. The longest key of 8192 bits takes a tenth of that.
pub const MAX_KEY_LENGTH: usize = 64 << 10;

/// How to read a private key.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ParseOptions<'a> {
    /// Opens a protected key. Not looked at where the key is in clear.
    pub passphrase: Option<&'a [u8]>,
    /// Accept a modulus of 1024 to 2047 bits, to open old data. The public half then refuses to encrypt.
    pub allow_weak: bool,
}

/// A form in which a private key is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrivateKeyFormat {
    /// PKCS#8 `PrivateKeyInfo` (RFC 5958), which every tool reads: `BEGIN PRIVATE KEY`.
    #[default]
    Pkcs8,
    /// PKCS#1 `RSAPrivateKey` (RFC 8017 appendix A.1.2): `BEGIN RSA PRIVATE KEY`.
    Pkcs1,
}

/// A form in which a public key is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PublicKeyFormat {
    /// `SubjectPublicKeyInfo` (RFC 5280), which every tool reads: `BEGIN PUBLIC KEY`.
    #[default]
    Spki,
    /// PKCS#1 `RSAPublicKey` (RFC 8017 appendix A.1.1): `BEGIN RSA PUBLIC KEY`.
    Pkcs1,
}

impl PrivateKey {
    /// Reads a private key: PKCS#8 or PKCS#1, in clear or protected by a passphrase (PBES2, or the headers of legacy PEM),
    /// as PEM text, DER bytes or base64; OpenSSH's own form; a JWK.
    ///
    /// Text around a PEM block, line breaks of any kind or none, and blocks that hold something else are passed over.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`] (another algorithm, more than two primes, more than 8192 bits,
    /// a protection that is unknown or costs more than [`MAX_ITERATIONS`] and its like), [`Error::WeakKey`],
    /// [`Error::PublicKeyGiven`], [`Error::PassphraseRequired`], [`Error::WrongPassphrase`].
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
        match Document::read(input)?.only(Kind::is_private)? {
            Some(block) => read_private(block, options.passphrase, minimum),
            None => Err(Error::PublicKeyGiven),
        }
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

    /// Writes the private key, protected as [`PrivateKey::to_encrypted_der`] does, as PEM text.
    ///
    /// # Errors
    /// As there.
    pub fn to_encrypted_pem<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        passphrase: &[u8],
    ) -> Result<Zeroizing<String>, Error> {
        Ok(pem::write("ENCRYPTED PRIVATE KEY", &self.to_encrypted_der(rng, passphrase)?))
    }

    /// Writes the private key, unprotected, as a JSON Web Key (RFC 7517): its numbers alone.
    ///
    /// # Errors
    /// [`Error::Internal`], which a valid key does not cause.
    pub fn to_jwk(&self) -> Result<Zeroizing<String>, Error> {
        Ok(jwk::write_private(&self.components()?))
    }
}

/// Reads a private key of any form.
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
        _ => Err(Error::PublicKeyGiven),
    }
}

/// Reads what a passphrase has decrypted. A wrong one leaves nonsense, which is not said to be a malformed key.
fn decrypted(der: &[u8], minimum: u32) -> Result<PrivateKey, Error> {
    let components = der::private_components(der).map_err(|error| match error {
        Error::MalformedKey { .. } | Error::PublicKeyGiven => Error::WrongPassphrase,
        error => error,
    })?;
    PrivateKey::from_components(&components, minimum)
}

/// Gives the numbers of a public key of any form, unchecked, to `use_numbers`.
fn with_public_numbers<T>(
    block: &Block,
    use_numbers: impl FnOnce(PublicNumbers<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    match block.kind {
        Kind::Spki | Kind::Pkcs1Public | Kind::Certificate => use_numbers(der::public_numbers(&block.bytes)?),
        Kind::OpenSshPublic => use_numbers(openssh::public_numbers(&block.bytes)?),
        Kind::JwkPublic => use_numbers(jwk::Jwk::parse(&block.bytes)?.public_numbers()?),
        Kind::OtherPublic(reason) => Err(Error::UnsupportedKey { reason }),
        _ => Err(Error::PrivateKeyGiven),
    }
}

impl PublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo` or PKCS#1, or that of an X.509 certificate, as PEM text, DER bytes or
    /// base64; a line of OpenSSH's; a JWK.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`], [`Error::WeakKey`]; [`Error::PrivateKeyGiven`] wherever a
    /// private key is among the input, for then it is about to be shared.
    pub fn parse(input: &[u8]) -> Result<Self, Error> {
        // Before anything is decoded: half a private key must not get the answer that the rest of it is missing.
        if input.len() <= MAX_KEY_LENGTH && pem::announces_private_key(input) {
            return Err(Error::PrivateKeyGiven);
        }
        let document = Document::read(input)?;
        match document.only(Kind::is_public)? {
            Some(block) if !document.has(Kind::is_private) => with_public_numbers(block, PublicKey::from_numbers),
            _ => Err(Error::PrivateKeyGiven),
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

    /// Writes the public key as the line that OpenSSH keeps in a `.pub` file, without a comment and a line break.
    #[must_use]
    pub fn to_openssh(&self) -> String {
        self.with_numbers(openssh::write_public_line)
    }

    /// Writes the public key as a JSON Web Key (RFC 7517): its numbers alone.
    #[must_use]
    pub fn to_jwk(&self) -> String {
        self.with_numbers(jwk::write_public)
    }

    /// The key's JWK thumbprint with SHA-256 (RFC 7638), 43 characters of base64url: its id, and the `kid` of messages
    /// sealed for it.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        self.with_numbers(jwk::thumbprint)
    }

    /// The key's fingerprint as OpenSSH shows it, `SHA256:` and 43 characters of base64: what people compare.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.with_numbers(openssh::fingerprint)
    }

    fn with_numbers<T>(&self, operation: impl FnOnce(PublicNumbers<'_>) -> T) -> T {
        operation(PublicNumbers { n: &self.modulus(), e: &self.exponent() })
    }
}
