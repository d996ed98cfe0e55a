//! A strict JSON parser (RFC 8259) for JWE, JWT and JWK.
//!
//! Two implementations must not interpret a text differently, so the parser refuses duplicate members at every depth
//! (RFC 7516 §4), and text after the value. Numbers are checked and kept as text: only whole numbers are needed, and
//! the conversion of decimals would take more code than the rest of the parser.

#![forbid(unsafe_code)]

mod reader;

use alloc::{borrow::Cow, string::String, vec::Vec};

/// The most members of an object. Finding duplicates compares each name with all others.
pub(crate) const MAX_MEMBERS: usize = 64;

/// A value. Strings without escapes borrow from the text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    String(Cow<'a, str>),
    Object(Object<'a>),
    Array(Vec<Value<'a>>),
    /// `null`, which stands for an absent member in a JWK.
    Null,
    /// A number as it is written.
    Number(&'a str),
    /// `true` or `false`, which no caller distinguishes.
    Boolean,
}

/// An object. Its names are distinct.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Object<'a> {
    members: Vec<(Cow<'a, str>, Value<'a>)>,
    /// The index at which the object's text begins.
    pub start: usize,
    /// Length of the object's text in bytes.
    pub length: usize,
}

impl<'a> Object<'a> {
    /// The members, in the order of the text until [`Self::take`] removes one.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.members.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The value of a member.
    pub(crate) fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.members().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The text of a member, if its value is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The part of `text` that the object is, if it was parsed from `text`.
    pub(crate) fn source<'b>(&self, text: &'b str) -> Option<&'b str> {
        text.get(self.start..self.start + self.length)
    }

    /// Removes a member and returns its value.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value<'a>> {
        let index = self.members.iter().position(|(known, _)| known == name)?;
        Some(self.members.swap_remove(index).1)
    }

    /// The values of the members.
    pub(crate) fn into_values(self) -> impl Iterator<Item = Value<'a>> {
        self.members.into_iter().map(|(_, value)| value)
    }
}

/// The number of characters in a text. Counts the bytes that do not continue a character. `Chars::count` is faster, but
/// its code is forty times as long.
pub(crate) fn characters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

/// Appends a string as a JSON value (RFC 8259 §7).
pub(crate) fn push_string(json: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            // Control characters are below 0x20.
            '\0'..='\x1f' => {
                let [high, low] = [character as usize >> 4, character as usize & 15].map(|digit| DIGITS[digit].into());
                json.extend(['\\', 'u', '0', '0', high, low]);
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}
