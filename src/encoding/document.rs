//! Recognising the keys in an input: those of a PEM text, of OpenSSH lines or of JSON, or a single one in any other
//! format, and decoding what is around them.

#![forbid(unsafe_code)]

mod armour;
mod enclosed;
mod key;
mod other;
mod signs;
mod unwrap;

use alloc::vec::Vec;
use zeroize::Zeroizing;

pub use self::key::ParseOptions;
pub(super) use self::key::{parse_private, parse_public, public_jwk};
use self::unwrap::{BASE64, Decoded, MAX_STEPS, TEXT};
use super::{
    bytes,
    kind::{Block, Kind, Purpose},
    openssh, pem,
};
use crate::{Error, error::AlgorithmName};

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
    /// The names of the steps that decoded the input, the outermost first.
    pub steps: Vec<&'static str>,
}

/// What an input is.
pub(super) struct Reading {
    /// The keys in it, of which there is at least one.
    pub document: Result<Document, Error>,
    /// Whether it has a private key, or the signs of one that cannot be read.
    pub has_private_key: bool,
}

/// The longest input, text or bytes, that is parsed as a key: 64 KiB. A key of 8192 bits takes a tenth of that.
pub const MAX_KEY_LENGTH: usize = 64 << 10;

const NO_KEY: Error = Error::MalformedKey {
    reason: "expected PEM text, which begins with -----BEGIN, DER bytes, a JWK or an OpenSSH line",
};

impl Reading {
    /// Finds the keys in an input. Of each only the kind is determined.
    ///
    /// An input is searched, decoded by one step and searched again, until there is a key, no step applies, or the most
    /// steps were taken.
    pub(super) fn of(input: &[u8]) -> Self {
        if input.len() > MAX_KEY_LENGTH {
            let document = Err(Error::MalformedKey { reason: "it is longer than 64 KiB" });
            return Self { document, has_private_key: false };
        }
        let mut steps: Vec<&'static str> = Vec::new();
        let mut decoded: Option<Decoded> = None;
        let mut failure = None;
        let mut has_private_key = false;
        let document = loop {
            let text = decoded.as_deref().map_or(input, Vec::as_slice);
            // The numbers of a public key in DER may spell the signs of a private key.
            let bytes = bytes::recognise(text);
            has_private_key |= bytes.is_none() && signs::has_private_key(text);
            let is_last = steps.len() == MAX_STEPS;
            let mut next = if bytes.is_some() || is_last { None } else { unwrap::unquote(text) };
            if next.is_none() {
                match find(text, bytes) {
                    Ok(Some((carrier, blocks))) => break Ok(Document::new(carrier, blocks, steps)),
                    Ok(None) => {}
                    // What a word within a text is taken for says nothing of the text.
                    Err(error) if !steps.contains(&TEXT) => failure = failure.or(Some(error)),
                    Err(_) => {}
                }
                next = if is_last { None } else { unwrap::step(text) };
            }
            match next {
                Some((name, text)) => {
                    steps.push(name);
                    decoded = Some(text);
                }
                None => break Err(failure.unwrap_or(NO_KEY)),
            }
        };
        has_private_key |= document.as_ref().is_ok_and(|document| document.has(Kind::is_private));
        Self { document, has_private_key }
    }
}

/// Finds the keys in an input that is not encoded. `kind` is that of the input as bytes.
///
/// # Errors
/// [`Error::MalformedKey`] for an input that begins like a key and is damaged.
fn find(input: &[u8], kind: Option<Kind>) -> Result<Option<(Carrier, Vec<Block>)>, Error> {
    if let Some(kind) = kind {
        return Ok(Some((Carrier::Der, [Block::new(kind, Zeroizing::new(input.to_vec()))].into())));
    }
    let text = unwrap::trim(input);
    let mut failure = None;
    if let Some(b'{' | b'[') = text.first() {
        const NO_OBJECT: Error = Error::MalformedKey { reason: "its JSON is damaged, or a name in it comes twice" };
        const NO_KEY: Error = Error::MalformedKey { reason: "its JSON has no key: a JWK has a member kty" };
        match enclosed::read(text, None) {
            Some(blocks) if !blocks.is_empty() => return Ok(Some((Carrier::Json, blocks))),
            Some(_) => failure = Some(NO_KEY),
            None => failure = Some(NO_OBJECT),
        }
    }
    let mut carrier = Carrier::Pem;
    let mut blocks = pem::read(text)?;
    let objects = enclosed::read_objects(text);
    if blocks.is_empty() && !objects.is_empty() {
        carrier = Carrier::Json;
    }
    blocks.extend(objects);
    if blocks.is_empty() {
        carrier = Carrier::OpenSshLine;
        match other::recognise(text) {
            Some(kind) => blocks.push(Block::new(kind, Zeroizing::default())),
            None => blocks = openssh::public_lines(text)?,
        }
    }
    if blocks.is_empty() && pem::has_blocks(text) {
        return Err(Error::MalformedKey { reason: "its PEM text holds something other than a key" });
    }
    match failure {
        Some(failure) if blocks.is_empty() => Err(failure),
        _ => Ok((!blocks.is_empty()).then_some((carrier, blocks))),
    }
}

impl Document {
    fn new(carrier: Carrier, blocks: Vec<Block>, mut steps: Vec<&'static str>) -> Self {
        if carrier == Carrier::Der && steps.last() == Some(&BASE64) {
            // Base64 is the encoding of the key, and not a step before.
            steps.pop();
            return Self { carrier: Carrier::Base64, blocks, steps };
        }
        Self { carrier, blocks, steps }
    }

    /// Whether there is a key of a wanted kind.
    pub(super) fn has(&self, is_wanted: fn(Kind) -> bool) -> bool {
        self.blocks.iter().any(|block| is_wanted(block.kind))
    }

    /// Returns the key of a wanted kind, if there is one: of several JWKs the one for `purpose`, and of several
    /// certificates the first, which is the owner's in a chain. An unsupported key counts only if there is no supported
    /// one. `kid` chooses a JWK.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] if there are two, or none with this `kid`; [`Error::SeveralKeys`].
    pub(super) fn only(
        &self,
        is_wanted: fn(Kind) -> bool,
        kid: Option<&str>,
        purpose: Purpose,
    ) -> Result<Option<&Block>, Error> {
        let mut best: Option<(u8, &Block)> = None;
        let mut second = None;
        for block in self.blocks.iter().filter(|block| is_wanted(block.kind)) {
            if kid.is_some() && block.kid.as_deref() != kid {
                continue;
            }
            let rank = match block.kind.is_supported() {
                true => 1 + u8::from(block.allows[purpose as usize]),
                false => 0,
            };
            match best {
                Some((known, first)) if known >= rank => {
                    let is_chain = matches!((first.kind, block.kind), (Kind::Certificate, Kind::Certificate));
                    if known == rank && rank > 0 && !is_chain {
                        second = second.or(Some(block));
                    }
                }
                _ => (best, second) = (Some((rank, block)), None),
            }
        }
        match (best, second) {
            (Some((_, first)), Some(second)) => Err(several(first, second)),
            (None, _) if kid.is_some() && self.has(is_wanted) => {
                Err(Error::MalformedKey { reason: "no key in it has this kid" })
            }
            (best, None) | (best @ None, _) => Ok(best.map(|(_, block)| block)),
        }
    }

    /// The steps that decoded the input and led to `block`, the outermost first.
    pub(super) fn unwrapped(&self, block: Option<&Block>) -> Vec<&'static str> {
        let mut steps = self.steps.clone();
        if let Some(block) = block {
            steps.extend(block.enclosure);
            let certificates = self.blocks.iter().filter(|block| matches!(block.kind, Kind::Certificate)).count();
            match block.kind {
                Kind::OpenSshCertificate => steps.push("ssh-certificate"),
                Kind::Certificate if certificates > 1 => steps.push("first-certificate"),
                _ => {}
            }
        }
        steps
    }
}

/// The error of two keys, which names the JSON members that have them, or their formats.
fn several(first: &Block, second: &Block) -> Error {
    if first.enclosure == Some("jwk-set") {
        return Error::MalformedKey {
            reason: "its JWK Set has more than one fitting key: choose one with the option kid",
        };
    }
    let [first, second] = [first, second].map(|block| block.member.as_deref().unwrap_or(block.kind.format()));
    if first == second {
        return Error::MalformedKey { reason: "it holds more than one key: give one" };
    }
    Error::SeveralKeys { places: AlgorithmName::new(&[first, " and ", second].concat()) }
}
