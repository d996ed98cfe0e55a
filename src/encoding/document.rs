//! Recognising the keys in an input: those of a PEM text or of OpenSSH lines, or a single one in any other format.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use zeroize::Zeroizing;

use super::{
    der, jwk,
    kind::{Block, Kind},
    openssh, pem,
};
use crate::Error;

/// The outer encoding of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Der,
    Pem,
    Base64,
    Json,
    OpenSshLine,
}

/// The keys in an input.
pub(super) struct Document {
    pub carrier: Carrier,
    pub blocks: Vec<Block>,
}

/// The longest input, text or bytes, that is parsed as a key: 64 KiB. A key of 8192 bits takes a tenth of that.
pub const MAX_KEY_LENGTH: usize = 64 << 10;

const NO_KEY: Error = Error::MalformedKey {
    reason: "expected PEM text, which begins with -----BEGIN, DER bytes, a JWK or an OpenSSH line",
};

/// Prefixes of formats that are recognised only to name them in an error.
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

/// Decoders of encodings that may surround a key in any supported format. Each returns `None` if the input does not
/// have its encoding. They are tried in this order and each at most once, so that a hostile input cannot have more
/// layers than there are decoders. Each takes time and memory in proportion to its input.
const DECODERS: [Decoder; 2] = [decode_utf16, decode_base64];

type Decoder = fn(&[u8]) -> Option<Zeroizing<Vec<u8>>>;

impl Document {
    /// Finds the keys in an input, of which there is at least one. Of each only the kind is determined.
    ///
    /// # Errors
    /// [`Error::MalformedKey`].
    pub(super) fn read(input: &[u8]) -> Result<Self, Error> {
        if input.len() > MAX_KEY_LENGTH {
            return Err(Error::MalformedKey { reason: "it is longer than 64 KiB" });
        }
        let mut decoders = DECODERS.iter();
        let mut decoded: Option<Zeroizing<Vec<u8>>> = None;
        loop {
            let text = decoded.as_deref().map_or(input, Vec::as_slice);
            match Self::find(text)? {
                Some(Self { carrier: Carrier::Der, blocks }) if decoded.is_some() => {
                    return Ok(Self { carrier: Carrier::Base64, blocks });
                }
                Some(document) => return Ok(document),
                None => decoded = Some(decoders.find_map(|decode| decode(text)).ok_or_else(|| NO_KEY)?),
            }
        }
    }

    /// Finds the keys in an input that is not encoded by any of [`DECODERS`].
    ///
    /// # Errors
    /// [`Error::MalformedKey`] for an input that begins like a key and is damaged.
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

    /// Whether there is a key of a wanted kind.
    pub(super) fn has(&self, is_wanted: fn(Kind) -> bool) -> bool {
        self.blocks.iter().any(|block| is_wanted(block.kind))
    }

    /// Returns the key of a wanted kind, if there is one. An unsupported key counts only if there is no supported one.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] if there are two.
    pub(super) fn only(&self, is_wanted: fn(Kind) -> bool) -> Result<Option<&Block>, Error> {
        let mut wanted = self.blocks.iter().filter(|block| is_wanted(block.kind) && block.kind.is_supported());
        match (wanted.next(), wanted.next()) {
            (_, Some(_)) => Err(Error::MalformedKey { reason: "it holds more than one key: give one" }),
            (None, None) => Ok(self.blocks.iter().find(|block| is_wanted(block.kind))),
            (first, None) => Ok(first),
        }
    }
}

/// Whether an input is a text with the beginning of a private key in PEM, even if that is damaged or cut off. DER is no
/// text: a public key's numbers may happen to contain these characters.
pub(super) fn announces_private_key(input: &[u8]) -> bool {
    input.len() <= MAX_KEY_LENGTH && der::recognise(input).is_none() && pem::announces_private_key(input)
}

/// Removes the byte order mark and the white space around `text`.
fn trim(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii()
}

/// Converts UTF-16 with a byte order mark (RFC 2781), which PowerShell writes, to UTF-8. Half of a surrogate pair
/// becomes 0xff, which is not valid UTF-8.
fn decode_utf16(input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (units, read): (_, fn([u8; 2]) -> u16) = match input {
        [0xff, 0xfe, units @ ..] => (units, u16::from_le_bytes),
        [0xfe, 0xff, units @ ..] => (units, u16::from_be_bytes),
        _ => return None,
    };
    // A unit of two bytes takes at most three, so the vector is never moved, which would leave copies of a key in
    // memory.
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

/// Decodes base64 of a key in DER, such as the body of a PEM text, or of a PEM text, as in environment variables and
/// Kubernetes secrets.
fn decode_base64(input: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    pem::decode(trim(input)).filter(|bytes| der::recognise(bytes).is_some() || pem::has_blocks(bytes))
}
