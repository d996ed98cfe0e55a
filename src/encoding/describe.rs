//! Describing a key from what can be read without its passphrase.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use super::{
    cipher::pbes2::{Derivation, Protected},
    document::{Reading, key::unsupported, numbers},
    jwk,
    kind::{Block, Carrier, Kind, Purpose},
    openssh::{self, PrivateFile},
};
use crate::{
    Error,
    key::{PublicNumbers, RsaPublicKey, trim},
};

/// The description of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyDescription {
    /// `private-key`, `public-key` or `certificate`.
    pub kind: &'static str,
    /// `pkcs8`, `pkcs1`, `spki`, `x509`, `openssh` or `jwk`; `other` for an unsupported format or a damaged key.
    pub form: &'static str,
    /// `pem`, `der`, `base64`, `json` or `line`; `pem` also for other texts: a key in a format that is only recognised,
    /// or a damaged key of which nothing more is known.
    pub encoding: &'static str,
    /// The steps that decoded the input and led to the key, the outermost first.
    pub unwrapped: Vec<&'static str>,
    /// Length of the modulus in bits, if it can be read.
    pub bits: Option<u32>,
    /// The public exponent, if it can be read and has at most 48 bits.
    pub exponent: Option<u64>,
    /// The thumbprint (RFC 7638), if the public half can be read.
    pub thumbprint: Option<String>,
    /// The fingerprint, if the public half can be read.
    pub fingerprint: Option<String>,
    /// How a passphrase protects the key. `None` for an unprotected key, and for a protection that is not supported.
    pub protection: Option<Protection>,
    /// `signing` for a key that states that it is for signatures: [`SigningKey`](crate::SigningKey) and
    /// [`VerifyingKey`](crate::VerifyingKey) read it, and the types of keys for encryption refuse it.
    pub purpose: Option<&'static str>,
    /// The error with which parsing as a key for encryption would refuse the key. Parsing a private key may fail even
    /// if this is `None`, because the private numbers are not checked here.
    pub refused: Option<Error>,
}

/// How a passphrase protects a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Protection {
    /// The cipher, such as `AES-256-CBC`.
    pub cipher: &'static str,
    /// The key derivation: `PBKDF2`, `scrypt`, `bcrypt`, or `MD5` for the legacy encryption of PEM.
    pub derivation: &'static str,
    /// The hash of PBKDF2.
    pub hash: Option<&'static str>,
    /// The iterations of PBKDF2, the rounds of bcrypt, the cost N of scrypt, or 1 for MD5.
    pub cost: u32,
}

/// Describes the key in an input. Returns `None` if the input has no key.
pub(crate) fn describe(input: &[u8]) -> Option<KeyDescription> {
    let Reading { document, has_private_key } = Reading::of(input);
    let document = match document {
        Ok(document) => document,
        // A private key that is damaged, or in a format that has no name.
        Err(error) => return has_private_key.then(|| blank("private-key", Carrier::Pem, Some(error))),
    };
    let kind = if has_private_key { "private-key" } else { "public-key" };
    let only =
        document.only(if has_private_key { Kind::is_private } else { Kind::is_public }, None, Purpose::Encryption);
    let carrier = document.0.first().map_or(Carrier::Pem, |first| first.carrier);
    Some(match only {
        Ok(Some(block)) => KeyDescription { unwrapped: document.unwrapped(block), ..of_block(block) },
        Ok(None) => blank(kind, carrier, Some(Error::PrivateKeyGiven)),
        Err(error) => blank(kind, carrier, Some(error)),
    })
}

/// A description without any details of the key.
fn blank(kind: &'static str, carrier: Carrier, refused: Option<Error>) -> KeyDescription {
    let encoding = match carrier {
        Carrier::Der => "der",
        Carrier::Pem => "pem",
        Carrier::Base64 => "base64",
        Carrier::Json => "json",
        Carrier::OpenSshLine => "line",
    };
    KeyDescription {
        kind,
        form: "other",
        encoding,
        unwrapped: Vec::new(),
        bits: None,
        exponent: None,
        thumbprint: None,
        fingerprint: None,
        protection: None,
        purpose: None,
        refused,
    }
}

/// Describes a key.
fn of_block(block: &Block) -> KeyDescription {
    let (name, form) = match block.kind {
        Kind::Pkcs8 | Kind::EncryptedPkcs8 => ("private-key", "pkcs8"),
        Kind::Pkcs1Private => ("private-key", "pkcs1"),
        // The encrypted key may also be PKCS#8, which only decryption shows.
        Kind::Legacy(_) => ("private-key", "pkcs1"),
        Kind::OpenSshPrivate => ("private-key", "openssh"),
        Kind::JwkPrivate => ("private-key", "jwk"),
        Kind::OtherPrivate(_) | Kind::DamagedPrivate(_) => ("private-key", "other"),
        Kind::Spki => ("public-key", "spki"),
        Kind::Pkcs1Public => ("public-key", "pkcs1"),
        Kind::Certificate => ("certificate", "x509"),
        Kind::OpenSshPublic => ("public-key", "openssh"),
        Kind::JwkPublic => ("public-key", "jwk"),
        Kind::OpenSshCertificate => ("certificate", "openssh"),
        Kind::OtherPublic(_) | Kind::DamagedPublic(_) => ("public-key", "other"),
    };
    let mut description = KeyDescription { form, ..blank(name, block.carrier, None) };
    let [encryption, signatures] = Purpose::ALL;
    description.refused = describe_kind(&mut description, block.kind, &block.bytes, encryption).err();
    if matches!(description.refused, Some(Error::UnsupportedKey { .. }))
        && describe_kind(&mut description, block.kind, &block.bytes, signatures).is_ok()
    {
        description.purpose = Some("signing");
    }
    if let Kind::OtherPrivate(reason) | Kind::OtherPublic(reason) = block.kind {
        description.refused = Some(unsupported(block, reason));
    }
    description
}

/// Adds the details of a key of this kind.
///
/// # Errors
/// The error with which parsing refuses the key.
fn describe_kind(description: &mut KeyDescription, kind: Kind, bytes: &[u8], purpose: Purpose) -> Result<(), Error> {
    match kind {
        Kind::EncryptedPkcs8 => {
            let protected = Protected::parse(bytes)?;
            let (derivation, hash, cost) = match protected.derivation {
                Derivation::Pbkdf2 { iterations, hash, .. } => ("PBKDF2", Some(hash.name()), iterations),
                Derivation::Scrypt { log_n, .. } => ("scrypt", None, 1 << log_n),
            };
            let cipher = protected.encryption.name();
            description.protection = Some(Protection { cipher, derivation, hash, cost });
            Ok(())
        }
        Kind::Legacy(legacy) => {
            let cipher = legacy.cipher.name();
            description.protection = Some(Protection { cipher, derivation: "MD5", hash: None, cost: 1 });
            Ok(())
        }
        _ => {
            if let Kind::OpenSshPrivate = kind {
                description.protection = PrivateFile::parse(bytes)?.protection.map(|(_, cost)| Protection {
                    cipher: "AES-256-CTR",
                    derivation: "bcrypt",
                    hash: None,
                    cost,
                });
            }
            numbers::with_public(kind, bytes, purpose, &mut |numbers, _| describe_numbers(description, numbers))
        }
    }
}

/// Adds the details of the public half.
///
/// # Errors
/// The error with which parsing refuses the key.
fn describe_numbers(description: &mut KeyDescription, stored: PublicNumbers<'_>) -> Result<(), Error> {
    let numbers = PublicNumbers { n: trim(stored.n), e: trim(stored.e) };
    let leading_zeros = numbers.n.first().map_or(0, |byte| byte.leading_zeros());
    // Cannot overflow: the input has at most 64 KiB.
    description.bits = Some(numbers.n.len() as u32 * 8 - leading_zeros);
    let value = |number: &[u8]| number.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    description.exponent = (numbers.e.len() <= 6).then(|| value(numbers.e));
    description.thumbprint = Some(jwk::thumbprint(numbers));
    description.fingerprint = Some(openssh::fingerprint(numbers));
    RsaPublicKey::from_numbers(numbers, None).map(drop)
}
