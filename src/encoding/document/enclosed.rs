//! Keys in JSON: a JWK, a JWK Set, members of any depth, and objects within other text.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use zeroize::Zeroizing;

use super::unwrap::TEXT;
use crate::{
    encoding::{
        bytes, jwk,
        kind::{Block, Kind, Purpose},
        openssh, pem,
        text::decode,
    },
    json::{Object, Value},
};

/// The shortest string that is examined for a key. A key of 1024 bits takes more.
const MIN_STRING: usize = 64;
/// The most objects in a text that are parsed.
const MAX_OBJECTS: usize = 4;
/// The most keys that are read. Of further ones only the first private one counts.
const MAX_KEYS: usize = 100;

const NO_RSA: &str = "its JWK Set has no RSA key";

/// A value of a JSON text that is to be examined.
struct Place<'a, 'b> {
    value: &'b Value<'a>,
    /// The nearest name above.
    member: Option<&'b str>,
    /// What the key is in, if there is one.
    enclosure: Option<&'static str>,
}

/// Finds the keys in JSON text. Returns `None` if it is no JSON.
pub(super) fn read(text: &[u8], enclosure: Option<&'static str>) -> Option<Vec<Block>> {
    let text = core::str::from_utf8(text).ok()?;
    let value = Value::parse(text)?;
    let mut blocks = Vec::new();
    // A stack instead of recursion. The parser limits the number of values.
    let mut places = alloc::vec![Place { value: &value, member: None, enclosure }];
    while let Some(place) = places.pop() {
        let first = places.len();
        match place.value {
            Value::Object(members) => match jwk::recognise(members) {
                Some(kind)
                    if blocks.len() < MAX_KEYS || (kind.is_private() && !blocks.iter().any(Block::is_private)) =>
                {
                    blocks.push(of_object(text, members, kind, &place));
                }
                Some(_) => {}
                None => places.extend(members.members().map(|(name, value)| Place {
                    value,
                    member: Some(name),
                    enclosure: Some(if name == "keys" { "jwk-set" } else { "json-member" }),
                })),
            },
            Value::Array(elements) => {
                let enclosure = place.enclosure.or(Some("json-member"));
                places.extend(elements.iter().map(|value| Place { value, enclosure, member: place.member }));
            }
            Value::String(string) if string.len() >= MIN_STRING => of_string(string, &place, &mut blocks),
            Value::String(_) | Value::Number(_) | Value::Null | Value::Boolean => {}
        }
        places[first..].reverse();
    }
    drop(places);
    jwk::wipe_value(value);
    Some(blocks)
}

/// The key that an object is.
fn of_object(text: &str, members: &Object<'_>, kind: Kind, place: &Place<'_, '_>) -> Block {
    let is_in_set = place.enclosure == Some("jwk-set");
    let kind = match kind {
        Kind::OtherPrivate(_) if is_in_set => Kind::OtherPrivate(NO_RSA),
        Kind::OtherPublic(_) if is_in_set => Kind::OtherPublic(NO_RSA),
        kind => kind,
    };
    let source = text.as_bytes().get(members.start..members.start + members.length).unwrap_or_default();
    Block {
        enclosure: place.enclosure,
        member: place.member.map(String::from),
        kid: jwk::kid(members),
        allows: Purpose::ALL.map(|purpose| jwk::is_for(members, purpose)),
        ..Block::new(kind, Zeroizing::new(source.to_vec()))
    }
}

/// The keys in a string: PEM, a line of OpenSSH's, base64, or a JWK as text.
fn of_string(string: &str, place: &Place<'_, '_>, blocks: &mut Vec<Block>) {
    let text = string.as_bytes().trim_ascii();
    let first = blocks.len();
    if text.starts_with(b"{") {
        if let Some(value @ Value::Object(_)) = core::str::from_utf8(text).ok().and_then(Value::parse) {
            if let Value::Object(members) = &value
                && let Some(kind) = jwk::recognise(members)
            {
                blocks.push(Block::new(kind, Zeroizing::new(text.to_vec())));
            }
            jwk::wipe_value(value);
        }
    } else if pem::has_blocks(text) {
        blocks.extend(pem::read(text).unwrap_or_default());
    } else if let Some(bytes) = decode(text)
        && let Some(kind) = bytes::recognise(&bytes)
    {
        blocks.push(Block::new(kind, bytes));
    } else {
        blocks.extend(openssh::public_lines(text).unwrap_or_default());
    }
    for block in &mut blocks[first..] {
        block.enclosure = Some("json-member");
        block.member = place.member.map(String::from);
    }
}

/// Finds the keys in the JSON objects that a text has.
pub(super) fn read_objects(text: &[u8]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = text;
    for _ in 0..MAX_OBJECTS {
        let Some(start) = rest.iter().position(|byte| *byte == b'{') else { break };
        rest = &rest[start..];
        match object_length(rest) {
            Some(length) => {
                blocks.extend(read(&rest[..length], Some(TEXT)).unwrap_or_default());
                rest = &rest[length..];
            }
            None => rest = &rest[1..],
        }
    }
    blocks
}

/// The length of the object at the beginning of a text, up to the brace that closes it.
fn object_length(text: &[u8]) -> Option<usize> {
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_string => is_escaped = true,
            b'"' => is_string = !is_string,
            b'{' if !is_string => depth += 1,
            b'}' if !is_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
