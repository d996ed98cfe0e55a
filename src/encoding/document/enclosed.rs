//! Keys in JSON: a JWK, a JWK Set, members of any depth, and objects within other text.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use zeroize::Zeroizing;

use super::{
    place::{Finds, Place},
    unwrap::TEXT,
};
use crate::{
    Reason,
    encoding::{
        jwk,
        kind::{Block, Carrier, Kind, Purpose},
        text::find,
    },
    json::{Object, Value},
};

/// The shortest string that is searched for a key, in bytes. A key of 1024 bits takes more.
const MIN_STRING: usize = 64;
/// The most opening braces in a text, outside the objects already parsed, at which an object is looked for.
const MAX_OBJECTS: usize = 4;

/// The name of the step that takes a value out of JSON.
pub(super) const MEMBER: &str = "json-member";
/// The name of the step that takes a key out of a JWK Set.
const SET: &str = "jwk-set";

/// A value that is to be searched.
struct Node<'a, 'b> {
    value: &'b Value<'a>,
    /// The name of the nearest member that encloses the value.
    member: Option<&'b str>,
    /// The step that leads from the text to the value, if there is one.
    step: Option<&'static str>,
    /// The number of the array of which the value is an element, or 0.
    run: usize,
}

/// Finds the keys in JSON text, which is the text of `place` or a part of it, and the strings in it that may hold keys.
/// Returns false if the text is not JSON.
pub(super) fn read(text: &[u8], place: &Place, finds: &mut Finds) -> bool {
    let Some((text, value)) = core::str::from_utf8(text).ok().and_then(|text| Some((text, Value::parse(text)?))) else {
        return false;
    };
    let mut strings = Vec::new();
    // A stack instead of recursion. The parser limits the number of values.
    let mut nodes = alloc::vec![Node { value: &value, member: None, step: None, run: 0 }];
    while let Some(node) = nodes.pop() {
        let first = nodes.len();
        match node.value {
            Value::Object(members) => match jwk::recognise(members) {
                Some(kind) if finds.has_room(kind) => finds.add(place, of_object(text, members, kind, &node)),
                Some(_) => {}
                None => nodes.extend(members.members().map(|(name, value)| Node {
                    value,
                    member: Some(name),
                    step: Some(if name == "keys" { SET } else { MEMBER }),
                    run: 0,
                })),
            },
            Value::Array(elements) => match lines(elements) {
                Some(text) => strings.push(string(place, &node, text)),
                None => {
                    let (step, run) = (node.step.or(Some(MEMBER)), finds.next_run());
                    nodes.extend(elements.iter().map(|value| Node { value, step, member: node.member, run }));
                }
            },
            Value::String(text) if text.len() >= MIN_STRING => {
                strings.push(string(place, &node, Zeroizing::new(text.as_bytes().to_vec())));
            }
            Value::String(_) | Value::Number(_) | Value::Null | Value::Boolean => {}
        }
        // The last node is taken first, so the members or elements are put in reverse order.
        nodes[first..].reverse();
    }
    drop(nodes);
    jwk::wipe_value(value);
    // The places are a stack, so the strings are pushed in reverse order.
    finds.places.extend(strings.into_iter().rev());
    true
}

/// The place to search for a string in JSON.
fn string(place: &Place, node: &Node<'_, '_>, text: Zeroizing<Vec<u8>>) -> Place {
    let inside = place.inside(MEMBER, text);
    let run = if node.run > 0 { node.run } else { inside.run };
    Place { member: node.member.map(String::from).or(inside.member), run, ..inside }
}

/// The text of an array that has the lines of PEM, one in each string. Returns `None` for any other array.
fn lines(elements: &[Value<'_>]) -> Option<Zeroizing<Vec<u8>>> {
    let Some(Value::String(first)) = elements.first() else { return None };
    if !first.starts_with("-----BEGIN ") || find(first.as_bytes(), b"-----END ").is_some() {
        return None;
    }
    let strings = || {
        elements.iter().filter_map(|value| match value {
            Value::String(line) => Some(line.as_bytes()),
            _ => None,
        })
    };
    let mut joined = Zeroizing::new(Vec::with_capacity(strings().map(|line| line.len() + 1).sum()));
    for line in strings() {
        joined.extend_from_slice(line);
        joined.push(b'\n');
    }
    Some(joined)
}

/// The key that the JSON object `members` is.
fn of_object(text: &str, members: &Object<'_>, kind: Kind, node: &Node<'_, '_>) -> Block {
    let kind = match kind {
        Kind::OtherPrivate(_) if node.step == Some(SET) => Kind::OtherPrivate(Reason::JwkSetWithoutRsa),
        Kind::OtherPublic(_) if node.step == Some(SET) => Kind::OtherPublic(Reason::JwkSetWithoutRsa),
        kind => kind,
    };
    let source = text.as_bytes().get(members.start..members.start + members.length).unwrap_or_default();
    Block {
        steps: node.step.into_iter().collect(),
        member: node.member.map(String::from),
        kid: jwk::kid(members),
        allows: Purpose::ALL.map(|purpose| jwk::is_for(members, purpose)),
        ..Block::new(kind, Carrier::Json, Zeroizing::new(source.to_vec()))
    }
}

/// Finds the keys in the JSON objects that a text has.
pub(super) fn read_objects(text: &[u8], place: &Place, finds: &mut Finds) {
    let within = place.inside(TEXT, Zeroizing::default());
    let mut rest = text;
    for _ in 0..MAX_OBJECTS {
        let Some(start) = rest.iter().position(|byte| *byte == b'{') else { break };
        rest = &rest[start..];
        match object_length(rest) {
            Some(length) => {
                read(&rest[..length], &within, finds);
                rest = &rest[length..];
            }
            None => rest = &rest[1..],
        }
    }
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
