//! The key files that an input holds: those of a PEM text, or a single one in any other form.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::{MAX_KEY_LENGTH, cipher::Legacy, der, jwk, openssh, pem};
use crate::Error;

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `PrivateKeyInfo` (RFC 5958).
    Pkcs8,
    /// `RSAPrivateKey` (RFC 8017).
    Pkcs1Private,
    /// `EncryptedPrivateKeyInfo` (RFC 5958).
    EncryptedPkcs8,
    /// One of the first two, encrypted as the headers of its PEM text say (RFC 1421).
    Legacy(Legacy),
    /// OpenSSH's own form of a private key.
    OpenSshPrivate,
    /// A private key as JSON (RFC 7517).
    JwkPrivate,
    /// A private key in a form or protection that is not read.
    OtherPrivate(&'static str),
    /// `SubjectPublicKeyInfo` (RFC 5280).
    Spki,
    /// `RSAPublicKey` (RFC 8017).
    Pkcs1Public,
    /// An X.509 certificate (RFC 5280), of which the public key counts.
    Certificate,
    /// OpenSSH's public key (RFC 4253), decoded.
    OpenSshPublic,
    /// A public key as JSON (RFC 7517).
    JwkPublic,
    /// A public key in a form that is not read.
    OtherPublic(&'static str),
}

impl Kind {
    pub(super) const fn is_private(self) -> bool {
        matches!(
            self,
            Self::Pkcs8
                | Self::Pkcs1Private
                | Self::EncryptedPkcs8
                | Self::Legacy(_)
                | Self::OpenSshPrivate
                | Self::JwkPrivate
                | Self::OtherPrivate(_)
        )
    }

    pub(super) const fn is_public(self) -> bool {
        !self.is_private()
    }

    const fn is_read(self) -> bool {
        !matches!(self, Self::OtherPrivate(_) | Self::OtherPublic(_))
    }
}

/// One encoded object, wiped when dropped.
pub(super) struct Block {
    pub kind: Kind,
    /// DER, OpenSSH's binary form, or JSON text.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// How the blocks came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Der,
    Pem,
    Base64,
    Json,
    OpenSshLine,
}

/// What an input holds.
pub(super) struct Document {
    pub carrier: Carrier,
    pub blocks: Vec<Block>,
}

const NO_KEY: Error = Error::MalformedKey {
    reason: "expected PEM text, which begins with -----BEGIN, DER bytes, a JWK or an OpenSSH line",
};

/// How texts begin that are named and not read.
const OTHER_FORMS: [(&[u8], Kind); 2] = [
    (
        b"PuTTY-User-Key-File-",
        Kind::OtherPrivate("it is in PuTTY's own form: export it as an OpenSSH key with puttygen"),
    ),
    (
        b"---- BEGIN SSH2 PUBLIC KEY",
        Kind::OtherPublic("it is in the form of RFC 4716: ssh-keygen -i -f converts it to a line of OpenSSH's"),
    ),
];

impl Document {
    /// Takes an input apart, without a look inside its blocks beyond telling what they are. There is at least one.
    pub(super) fn read(input: &[u8]) -> Result<Self, Error> {
        if input.len() > MAX_KEY_LENGTH {
            return Err(Error::MalformedKey { reason: "it is longer than 64 KiB" });
        }
        // UTF-16, which PowerShell writes: of ASCII, every second byte is zero.
        if let [0xff, 0xfe, text @ ..] | [0xfe, 0xff, text @ ..] = input {
            let mut ascii = Zeroizing::new(Vec::with_capacity(text.len()));
            ascii.extend(text.iter().filter(|byte| **byte != 0));
            return Self::read(&ascii);
        }
        let one = |carrier, kind, bytes| Ok(Self { carrier, blocks: [Block { kind, bytes }].into() });
        if let Some(kind) = der::recognise(input) {
            return one(Carrier::Der, kind, Zeroizing::new(input.to_vec()));
        }
        let text = trim(input);
        if text.first() == Some(&b'{') {
            return one(Carrier::Json, jwk::recognise(text)?, Zeroizing::new(text.to_vec()));
        }
        for (beginning, kind) in OTHER_FORMS {
            if text.starts_with(beginning) {
                return one(Carrier::OpenSshLine, kind, Zeroizing::default());
            }
        }
        let (mut carrier, mut blocks) = (Carrier::Pem, pem::read(text)?);
        if blocks.is_empty() {
            (carrier, blocks) = (Carrier::OpenSshLine, openssh::public_lines(text)?);
        }
        if blocks.is_empty() {
            if pem::has_blocks(text) {
                return Err(Error::MalformedKey { reason: "its PEM text holds something other than a key" });
            }
            // The body of a PEM text, or what Java's encoder made of a key.
            let bytes = pem::decode(text).unwrap_or_default();
            // A PEM text as it stands in a variable of the environment, or in a secret of Kubernetes.
            if pem::has_blocks(&bytes) {
                return Self::read(&bytes);
            }
            return one(Carrier::Base64, der::recognise(&bytes).ok_or(NO_KEY)?, bytes);
        }
        Ok(Self { carrier, blocks })
    }

    /// Whether there is a block of such a kind.
    pub(super) fn has(&self, is_wanted: fn(Kind) -> bool) -> bool {
        self.blocks.iter().any(|block| is_wanted(block.kind))
    }

    /// The block of such a kind, if there is one, and an error if there are two. Those that are not read count only where
    /// there is no other.
    pub(super) fn only(&self, is_wanted: fn(Kind) -> bool) -> Result<Option<&Block>, Error> {
        let mut wanted = self.blocks.iter().filter(|block| is_wanted(block.kind) && block.kind.is_read());
        match (wanted.next(), wanted.next()) {
            (_, Some(_)) => Err(Error::MalformedKey { reason: "it holds more than one key: give one" }),
            (None, None) => Ok(self.blocks.iter().find(|block| is_wanted(block.kind))),
            (first, None) => Ok(first),
        }
    }
}

/// `text` without a byte order mark and white space around it.
fn trim(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii()
}
