//! Keys as text and bytes: reading recognises the form, writing has one way for each.

#![forbid(unsafe_code)]

mod der;
mod jwk;
mod openssh;
mod pem;

use alloc::{string::String, vec::Vec};
use zeroize::Zeroizing;

use crate::{Error, PrivateKey, PublicKey, key};
use pem::{Block, Kind};

/// The longest text or bytes of a key that are read: 64 KiB. The longest key of 8192 bits takes a tenth of that.
pub const MAX_KEY_LENGTH: usize = 64 << 10;

/// How to read a private key.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ParseOptions {
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
    /// Reads a private key: PKCS#8 or PKCS#1, as PEM text or DER bytes.
    ///
    /// Text around a PEM block, line breaks of any kind or none, and blocks that hold something else are passed over.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKey`] (another algorithm, more than two primes, more than 8192
    /// bits, protected by a passphrase), [`Error::WeakKey`], [`Error::PublicKeyGiven`].
    pub fn parse(input: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        let minimum = if options.allow_weak { key::MIN_WEAK_BITS } else { key::MIN_BITS };
        let document = Document::read(input)?;
        match document.only(Kind::is_private, "it holds more than one private key: give one")? {
            Some(block) => der::private_key(block, minimum),
            None if document.has(Kind::is_public) => Err(Error::PublicKeyGiven),
            None => Err(NO_KEY),
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
}

impl PublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo` or PKCS#1, as PEM text or DER bytes.
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
        if document.has(Kind::is_private) {
            return Err(Error::PrivateKeyGiven);
        }
        match document.only(Kind::is_public, "it holds more than one public key: give one")? {
            Some(block) => der::public_key(block),
            None if openssh::is_public_line(input) => Err(Error::UnsupportedKey {
                reason: "it is in OpenSSH's own form: convert it with ssh-keygen -e -m PKCS8 -f",
            }),
            None => Err(NO_KEY),
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

    /// The key's JWK thumbprint with SHA-256 (RFC 7638), 43 characters of base64url: its id, and the `kid` of messages
    /// sealed for it.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        jwk::thumbprint(self)
    }

    /// The key's fingerprint as OpenSSH shows it, `SHA256:` and 43 characters of base64: what people compare.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        openssh::fingerprint(self)
    }
}

const NO_KEY: Error = Error::MalformedKey { reason: "expected PEM text, which begins with -----BEGIN, or DER bytes" };

/// The blocks that an input holds: those of a PEM text, or one of DER bytes.
struct Document {
    blocks: Vec<Block>,
}

impl Document {
    /// Takes an input apart, without a look inside its blocks beyond telling what they are.
    fn read(input: &[u8]) -> Result<Self, Error> {
        if input.len() > MAX_KEY_LENGTH {
            return Err(Error::MalformedKey { reason: "it is longer than 64 KiB" });
        }
        let blocks = match der::recognise(input) {
            Some(kind) => [Block { kind, der: Zeroizing::new(input.to_vec()) }].into(),
            None => pem::read(input)?,
        };
        Ok(Self { blocks })
    }

    /// Whether there is a block of such a kind.
    fn has(&self, is_wanted: fn(Kind) -> bool) -> bool {
        self.blocks.iter().any(|block| is_wanted(block.kind))
    }

    /// The block of such a kind, if there is one, and an error if there are two.
    fn only(&self, is_wanted: fn(Kind) -> bool, several: &'static str) -> Result<Option<&Block>, Error> {
        let mut wanted = self.blocks.iter().filter(|block| is_wanted(block.kind));
        match (wanted.next(), wanted.next()) {
            (_, Some(_)) => Err(Error::MalformedKey { reason: several }),
            (first, None) => Ok(first),
        }
    }
}
