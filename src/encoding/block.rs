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

/// What may lie around a key: texts and bytes that somebody encoded once more on the way. Each step takes one layer off, or
/// finds none of its kind. They are tried in this order, each once, and each takes time and memory in proportion to its
/// input, so that an input has as many layers as there are steps, whatever it holds.
const STEPS: [Step; 2] = [of_utf16, of_base64];

type Step = fn(&[u8]) -> Option<Zeroizing<Vec<u8>>>;

impl Document {
    /// Takes an input apart, without a look inside its blocks beyond telling what they are. There is at least one.
    pub(super) fn read(input: &[u8]) -> Result<Self, Error> {
        if input.len() > MAX_KEY_LENGTH {
            return Err(Error::MalformedKey { reason: "it is longer than 64 KiB" });
        }
        let mut steps = STEPS.iter();
        let mut unwrapped: Option<Zeroizing<Vec<u8>>> = None;
        loop {
            let text = unwrapped.as_deref().map_or(input, Vec::as_slice);
            match Self::find(text)? {
                Some(Self { carrier: Carrier::Der, blocks }) if unwrapped.is_some() => {
                    return Ok(Self { carrier: Carrier::Base64, blocks });
                }
                Some(document) => return Ok(document),
                None => unwrapped = Some(steps.find_map(|step| step(text)).ok_or_else(|| NO_KEY)?),
            }
        }
    }

    /// The blocks of an input that nobody encoded once more. An error means that there are some, and something is wrong.
    fn find(input: &[u8]) -> Result<Option<Self>, Error> {
        let one = |carrier, kind, bytes| Ok(Some(Self { carrier, blocks: [Block { kind, bytes }].into() }));
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
        if blocks.is_empty() && pem::has_blocks(text) {
            return Err(Error::MalformedKey { reason: "its PEM text holds something other than a key" });
        }
        Ok((!blocks.is_empty()).then_some(Self { carrier, blocks }))
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

/// The text of a file in UTF-16 with a byte order mark (RFC 2781), which PowerShell writes, in UTF-8. Half of a surrogate
/// pair becomes a byte that stands in no text.
fn of_utf16(input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (units, read): (_, fn([u8; 2]) -> u16) = match input {
        [0xff, 0xfe, units @ ..] => (units, u16::from_le_bytes),
        [0xfe, 0xff, units @ ..] => (units, u16::from_be_bytes),
        _ => return None,
    };
    // Reserved whole: a unit of two bytes takes at most three.
    let mut text = Zeroizing::new(Vec::with_capacity(units.len() / 2 * 3));
    let (units, _) = units.as_chunks();
    for character in char::decode_utf16(units.iter().map(|unit| read(*unit))) {
        match character {
            Ok(character) => text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(_) => text.push(0xff),
        }
    }
    Some(text)
}

/// What base64 encodes, if that is a key in DER, such as the body of a PEM text or what Java's encoder makes, or a PEM text
/// as it stands in a variable of the environment or in a secret of Kubernetes.
fn of_base64(input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    pem::decode(trim(input)).filter(|bytes| der::recognise(bytes).is_some() || pem::has_blocks(bytes))
}
