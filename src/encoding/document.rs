//! Recognising the keys in an input: those of a PEM text, of OpenSSH lines or of JSON, or a single one in any other
//! format, and decoding what is around them.

#![forbid(unsafe_code)]

mod armour;
mod enclosed;
pub(super) mod key;
mod lines;
mod literal;
pub(super) mod numbers;
mod other;
mod place;
mod printed;
mod signs;
pub(crate) mod unwrap;
mod words;

use alloc::vec::Vec;
use zeroize::Zeroizing;

use self::{
    place::{Finds, Place, Stage},
    printed::BYTES,
    unwrap::{MAX_STEPS, Step, TEXT},
};
use super::{
    bytes, der,
    kind::{Block, Carrier, Kind, Purpose},
    openssh, pem,
};
use crate::{Error, Reason, error::AlgorithmName, key::trim};

/// The keys in an input, of which there is at least one.
pub(super) struct Document(pub Vec<Block>);

/// What was found in an input.
pub(super) struct Reading {
    pub document: Result<Document, Error>,
    /// Whether the input has a private key, or the signs of a private key that cannot be read.
    pub has_private_key: bool,
}

/// The longest input, text or bytes, that is parsed as a key: 64 KiB. A key of 8192 bits takes a tenth of that.
pub const MAX_KEY_LENGTH: usize = 64 << 10;

/// The step that mends the boundaries of PEM.
const MEND: Step = ("armour", armour::mend);
/// The most times that a word is taken out of a text on the way to one key, so that the time for all words has a bound.
const MAX_TEXTS: usize = 2;

/// What an object of JavaScript becomes as text.
const OBJECT: &[u8] = b"[object Object]";

// The errors of an input without a key: in general, of damaged JSON, and of JSON that is not damaged.
const NO_KEY: Error = Error::MalformedKey { reason: Reason::NoKey };
const DAMAGED_JSON: Error = Error::MalformedKey { reason: Reason::JsonDamaged };
const NO_JWK: Error = Error::MalformedKey { reason: Reason::JsonWithoutKey };

impl Reading {
    /// Finds the keys in an input. Of each key only the kind is determined.
    ///
    /// A text is searched. If it has no key, it is decoded by one step, and the decoded text is searched. If that has
    /// no key either, the words of the text before the step are searched one by one. At most [`MAX_STEPS`] steps lead
    /// to a key.
    pub(super) fn of(input: &[u8]) -> Self {
        if input.len() > MAX_KEY_LENGTH {
            let document = Err(Error::MalformedKey { reason: Reason::KeyTooLong });
            return Self { document, has_private_key: false };
        }
        let mut finds = Finds::default();
        let (mut failure, mut has_private_key) = (None, false);
        finds.places.push(Place::new(Zeroizing::new(input.to_vec())));
        while let Some(place) = finds.places.pop() {
            match place.stage {
                Stage::Search => {
                    // The error for a word says nothing of the text that has the word.
                    let is_word = place.steps.contains(&TEXT);
                    let is_member = place.steps.last() == Some(&enclosed::MEMBER);
                    let error = search(place, &mut finds, &mut has_private_key).err().filter(|_| !is_word);
                    // The first error is kept, except that the error of a JSON member replaces the error that the JSON
                    // has no key.
                    if failure.is_none() || (is_member && error.is_some() && failure == Some(NO_JWK)) {
                        failure = error;
                    }
                }
                Stage::Step(count) if finds.blocks.len() == count => {
                    let mut next = unwrap::step(&place.text, Some(MEND)).map(|(name, text)| place.inside(name, text));
                    // Two keys in base64, decoded together, look like one key with bytes after it. Then the words of
                    // the text are searched first, because each may be a key.
                    let after = next.take_if(|next| is_damaged(&next.text));
                    finds.places.extend(after.map(|after| Place { stage: Stage::Otherwise(count), ..after }));
                    finds.places.push(Place { stage: Stage::Words(count), ..place });
                    finds.places.extend(next);
                }
                Stage::Words(count) if finds.blocks.len() == count => push_words(&place, &mut finds),
                Stage::Otherwise(count) if finds.blocks.len() == count => {
                    finds.places.push(Place { stage: Stage::Search, ..place });
                }
                Stage::Step(_) | Stage::Words(_) | Stage::Otherwise(_) => {}
            }
        }
        has_private_key |= finds.blocks.iter().any(Block::is_private);
        let document =
            if finds.blocks.is_empty() { Err(failure.unwrap_or(NO_KEY)) } else { Ok(Document(finds.blocks)) };
        Self { document, has_private_key }
    }
}

/// Whether bytes are a key with other bytes around it.
fn is_damaged(bytes: &[u8]) -> bool {
    matches!(bytes::recognise(bytes), Some(Kind::DamagedPrivate(_) | Kind::DamagedPublic(_)))
}

/// Searches a text or bytes, and adds what is to be searched next.
///
/// # Errors
/// [`Error::MalformedKey`] for a text that begins like a key and is damaged, for PEM of other labels, and for JSON that
/// is damaged or has no key.
fn search(place: Place, finds: &mut Finds, has_private_key: &mut bool) -> Result<(), Error> {
    // The numbers of a public key in DER may spell the signs of a private key.
    if let Some(kind) = bytes::recognise(&place.text) {
        finds.add(&place, Block::new(kind, Carrier::Der, place.text.clone()));
        return Ok(());
    }
    *has_private_key = *has_private_key || signs::has_private_key(&place.text, place.steps.len());
    let is_last = place.steps.len() >= MAX_STEPS;
    if !is_last && let Some((name, text)) = unwrap::unquote(&place.text) {
        finds.places.push(place.inside(name, text));
        return Ok(());
    }
    // `places` is a stack: the places that `find` pushes are searched before the one that is inserted at `at`.
    let (count, at) = (finds.blocks.len(), finds.places.len());
    let result = find(&place, finds);
    let stage = match result {
        // If the text has a key, the words outside of the key are searched too: there may be another key.
        Ok(true) => Stage::Words(finds.blocks.len()),
        _ if finds.blocks.len() > count => return Ok(()),
        _ => Stage::Step(count),
    };
    if !is_last {
        finds.places.insert(at, Place { stage, ..place });
    }
    result.map(drop)
}

/// Finds the keys in a text that is not encoded, and the strings in it that may hold keys. Returns true if parts of the
/// text are keys and the rest of the text may have others, which is never so for JSON.
///
/// # Errors
/// Those of [`search`].
fn find(place: &Place, finds: &mut Finds) -> Result<bool, Error> {
    let text = unwrap::trim(&place.text);
    let count = finds.blocks.len();
    let mut failure = None;
    if let Some(b'{' | b'[') = text.first() {
        let is_json = enclosed::read(text, place, finds);
        if is_json {
            push_printed(place, finds);
        }
        failure = Some(match is_json {
            true => NO_JWK,
            false if text == OBJECT => Error::MalformedKey { reason: Reason::ObjectAsText },
            false => DAMAGED_JSON,
        });
    }
    let is_json = failure == Some(NO_JWK);
    let mut has_keys = false;
    if !is_json {
        let (blocks, outside) = pem::read(text)?;
        let outside = outside.as_deref().map_or(text, Vec::as_slice);
        // Certificates may form a chain if they are in one PEM text, or in the texts of one JSON array.
        let run = if place.run > 0 { place.run } else { finds.next_run() };
        blocks.into_iter().for_each(|block| finds.add(place, Block { run, ..block }));
        enclosed::read_objects(outside, place, finds);
        match openssh::public_lines(outside) {
            // The body of a public key in RFC 4716's format is the base64 of an OpenSSH line. For such a text the kind
            // names the format instead.
            Ok(_) if other::recognise(text).is_some() => {}
            Ok(blocks) => blocks.into_iter().for_each(|block| finds.add(place, block)),
            Err(error) => failure = failure.or(Some(error)),
        }
        has_keys = finds.blocks.len() > count;
    }
    if finds.blocks.len() > count {
        return Ok(has_keys);
    }
    // In JSON only .NET's `RSAParameters` are recognised, which are JSON themselves. Other formats are recognised when
    // the members are searched, where their texts have no escapes.
    let is_form = |kind: &Kind| {
        !is_json || matches!(kind, Kind::OtherPublic(Reason::RsaParameters) | Kind::OtherPrivate(Reason::RsaParameters))
    };
    if let Some(kind) = other::recognise(text).filter(is_form) {
        finds.add(place, Block::new(kind, Carrier::Pem, Zeroizing::default()));
        return Ok(false);
    }
    if !is_json && pem::has_blocks(text) {
        failure = failure.or(Some(Error::MalformedKey { reason: Reason::PemOther }));
    }
    failure.map_or(Ok(false), Err)
}

/// Adds the words of a text, and the bytes that the text has in print, to the places to search. Words in PEM are left
/// out: a damaged PEM text is not taken apart.
fn push_words(place: &Place, finds: &mut Finds) {
    push_printed(place, finds);
    let Ok((_, outside)) = pem::read(&place.text) else { return };
    let outside = outside.as_deref().unwrap_or(&place.text);
    let texts = place.steps.iter().filter(|step| **step == TEXT).count();
    if texts < MAX_TEXTS && !pem::has_blocks(outside) {
        let words = words::of(outside, unwrap::trim(&place.text).len()).into_iter().rev();
        finds.places.extend(words.map(|word| place.inside(TEXT, word)));
    }
}

/// Adds the bytes that a text has in print, as numbers or digits, to the places to search.
fn push_printed(place: &Place, finds: &mut Finds) {
    if !place.steps.contains(&BYTES) {
        finds.places.extend(printed::of(&place.text).into_iter().map(|bytes| place.inside(BYTES, bytes)));
    }
}

impl Document {
    /// Whether there is a key of a wanted kind.
    pub(super) fn has(&self, is_wanted: fn(Kind) -> bool) -> bool {
        self.0.iter().any(|block| is_wanted(block.kind))
    }

    /// Returns the key of a wanted kind, if there is one: of several JWKs the one for `purpose`, and of a chain of
    /// certificates the first, which is the owner's. An unsupported key counts only if there is no supported one. `kid`
    /// chooses a JWK.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] or [`Error::SeveralKeys`] if two different keys suit equally well;
    /// [`Error::MalformedKey`] if none has this `kid`.
    pub(super) fn only(
        &self,
        is_wanted: fn(Kind) -> bool,
        kid: Option<&str>,
        purpose: Purpose,
    ) -> Result<Option<&Block>, Error> {
        let mut best: Option<(u8, &Block)> = None;
        let mut second = None;
        // The last certificate so far in the chain that begins with the best key.
        let mut chain: Option<&Block> = None;
        for block in self.0.iter().filter(|block| is_wanted(block.kind)) {
            if kid.is_some() && block.kid.as_deref() != kid {
                continue;
            }
            if chain.is_some_and(|last| is_chain(last, block)) {
                chain = Some(block);
                continue;
            }
            // 0 for an unsupported key, 1 for a supported one, and 2 if that is also meant for `purpose`.
            let rank = match block.kind.is_supported() && !is_of_other_algorithm(block) {
                true => 1 + u8::from(block.allows[purpose as usize]),
                false => 0,
            };
            match best {
                Some((known, first)) if known >= rank => {
                    if known == rank && rank > 0 && !is_same(first, block) {
                        second = second.or(Some(block));
                    }
                }
                _ => (best, second, chain) = (Some((rank, block)), None, Some(block)),
            }
        }
        match (best, second) {
            (Some((_, first)), Some(second)) => Err(several(first, second)),
            (None, _) if kid.is_some() && self.has(is_wanted) => {
                Err(Error::MalformedKey { reason: Reason::JwkSetWithoutKid })
            }
            (best, None) | (best @ None, _) => Ok(best.map(|(_, block)| block)),
        }
    }

    /// The steps that led to `block`, the outermost first.
    pub(super) fn unwrapped(&self, block: &Block) -> Vec<&'static str> {
        let mut steps = block.steps.clone();
        let certificates = self.0.iter().filter(|block| matches!(block.kind, Kind::Certificate)).count();
        match block.kind {
            Kind::OpenSshCertificate => steps.push("ssh-certificate"),
            Kind::Certificate if certificates > 1 => steps.push("first-certificate"),
            _ => {}
        }
        steps
    }
}

/// Whether `next` follows `last` in a chain of certificates: in the same PEM text or JSON array, and as its issuer.
/// Certificates in separate places, such as those of one key for signatures and one for encryption, are not a chain.
fn is_chain(last: &Block, next: &Block) -> bool {
    let are_certificates = matches!((last.kind, next.kind), (Kind::Certificate, Kind::Certificate));
    are_certificates && last.run > 0 && last.run == next.run && der::is_issued_by(&last.bytes, &next.bytes)
}

/// Whether a key that is not in a certificate has an algorithm other than RSA. Beside an RSA key such a key
/// does not count.
fn is_of_other_algorithm(block: &Block) -> bool {
    matches!(block.kind, Kind::Spki | Kind::Pkcs8)
        && matches!(
            numbers::with_public(block.kind, &block.bytes, Purpose::Signatures, &mut |_, _| Ok(())),
            Err(Error::UnsupportedKey { reason: Reason::NotRsa })
        )
}

/// Whether two keys have the same public numbers, in whatever formats.
fn is_same(one: &Block, other: &Block) -> bool {
    let mut known: Option<[Vec<u8>; 2]> = None;
    let mut is_same = false;
    for block in [one, other] {
        // A key whose numbers cannot be read differs from all others.
        let _ = numbers::with_public(block.kind, &block.bytes, Purpose::Signatures, &mut |public, _| {
            let found = [public.n, public.e].map(|number| trim(number).to_vec());
            is_same = known.as_ref() == Some(&found);
            known = Some(found);
            Ok(())
        });
    }
    is_same
}

/// The error of two keys. It names the JSON members that have the keys, or else their encodings, if these names differ.
fn several(first: &Block, second: &Block) -> Error {
    if first.steps.last() == Some(&"jwk-set") {
        return Error::MalformedKey { reason: Reason::JwkSetSeveral };
    }
    let [first, second] = [first, second].map(|block| block.member.as_deref().unwrap_or(block.carrier.name()));
    if first == second {
        return Error::MalformedKey { reason: Reason::SeveralKeys };
    }
    Error::SeveralKeys { places: AlgorithmName::pair(first, second) }
}
