//! What all formats of keys share: the kind and the encoding of a key, the purpose for which it is read, and the error
//! of a damaged key.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use zeroize::Zeroizing;

#[cfg(feature = "private")]
use super::cipher::cbc::Legacy;
use crate::{Error, Reason};

/// The error of bytes that do not have the structure that their beginning announces.
pub(super) const DAMAGED: Error = Error::MalformedKey { reason: Reason::KeyDamaged };

/// The kind of an encoded key: a supported format, or one that is only recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `PrivateKeyInfo` (RFC 5958).
    Pkcs8,
    /// `RSAPrivateKey` (RFC 8017).
    Pkcs1Private,
    /// `EncryptedPrivateKeyInfo` (RFC 5958).
    EncryptedPkcs8,
    /// `PrivateKeyInfo` or `RSAPrivateKey` under the legacy encryption of PEM (RFC 1421).
    #[cfg(feature = "private")]
    Legacy(Legacy),
    /// OpenSSH's format of private keys (PROTOCOL.key).
    OpenSshPrivate,
    /// A private JWK (RFC 7517).
    JwkPrivate,
    /// A private key in an unsupported format or protection, with the reason of [`Error::UnsupportedKey`].
    OtherPrivate(Reason),
    /// `SubjectPublicKeyInfo` (RFC 5280).
    Spki,
    /// `RSAPublicKey` (RFC 8017).
    Pkcs1Public,
    /// An X.509 certificate (RFC 5280), from which only the public key is read.
    Certificate,
    /// OpenSSH's public key in binary (RFC 4253 §6.6).
    OpenSshPublic,
    /// A public JWK (RFC 7517).
    JwkPublic,
    /// A public key in an unsupported format, with the reason of [`Error::UnsupportedKey`].
    OtherPublic(Reason),
    /// OpenSSH's certificate for a public key in binary (PROTOCOL.certkeys), from which only the public key is read.
    OpenSshCertificate,
    /// A private key with other bytes around it or, in JSON, without `kty`, with the reason of [`Error::MalformedKey`].
    DamagedPrivate(Reason),
    /// A public key with other bytes around it or, in JSON, without `kty`, with the reason of [`Error::MalformedKey`].
    DamagedPublic(Reason),
}

impl Kind {
    /// Whether this is a private key.
    pub(super) const fn is_private(self) -> bool {
        #[cfg(feature = "private")]
        if matches!(self, Self::Legacy(_)) {
            return true;
        }
        matches!(
            self,
            Self::Pkcs8
                | Self::Pkcs1Private
                | Self::EncryptedPkcs8
                | Self::OpenSshPrivate
                | Self::JwkPrivate
                | Self::OtherPrivate(_)
                | Self::DamagedPrivate(_)
        )
    }

    /// Whether this is a public key.
    pub(super) const fn is_public(self) -> bool {
        !self.is_private()
    }

    /// Whether keys of this kind can be parsed.
    pub(super) const fn is_supported(self) -> bool {
        !matches!(self, Self::OtherPrivate(_) | Self::OtherPublic(_) | Self::DamagedPrivate(_) | Self::DamagedPublic(_))
    }
}

/// The encoding of a key in the innermost text or bytes that hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Der,
    Pem,
    Base64,
    Json,
    OpenSshLine,
}

impl Carrier {
    /// The name of the encoding in the error of an input with two keys.
    pub(super) const fn name(self) -> &'static str {
        match self {
            // An input of DER has one key. Two keys in DER come from a text: from digits, a list of numbers, or a dump.
            Self::Der => "printed bytes",
            Self::Pem => "PEM",
            Self::Base64 => "base64",
            Self::Json => "JWK",
            Self::OpenSshLine => "OpenSSH",
        }
    }
}

/// One encoded key. Wiped when dropped.
pub(super) struct Block {
    pub kind: Kind,
    /// DER, OpenSSH's binary format, or JSON text. May be empty for an unsupported kind.
    pub bytes: Zeroizing<Vec<u8>>,
    pub carrier: Carrier,
    /// The names of the steps that led to the key, the outermost first.
    pub steps: Vec<&'static str>,
    /// The name of the JSON member that has the key.
    pub member: Option<String>,
    /// The key ID of a JWK.
    pub kid: Option<String>,
    /// The number of the PEM text or the JSON array that has the key, or 0 for a key in neither. Certificates may form
    /// a chain only if they have the same number, which is not 0.
    pub run: usize,
    /// Whether a JWK allows encryption, and whether it allows signatures. It allows both if it names no purpose.
    pub allows: [bool; 2],
}

impl Block {
    /// A key without steps, names and numbers, which allows both purposes. Not inlined, because copies would add to the
    /// wasm module.
    #[inline(never)]
    pub(super) const fn new(kind: Kind, carrier: Carrier, bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { kind, bytes, carrier, steps: Vec::new(), member: None, kid: None, run: 0, allows: [true; 2] }
    }

    pub(super) const fn is_private(&self) -> bool {
        self.kind.is_private()
    }
}

/// What a key is read for. A key has one purpose (NIST SP 800-57 part 1 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Encryption,
    Signatures,
}

impl Purpose {
    /// Both, in the order of [`Block::allows`].
    pub(super) const ALL: [Self; 2] = [Self::Encryption, Self::Signatures];
}
