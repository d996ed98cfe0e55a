//! The serializations of RFC 7516 §7, taken apart: compact, flattened JSON and general JSON.

use alloc::{string::String, vec, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding};

use super::{
    MAX_MESSAGE, MAX_RECIPIENTS,
    header::{Header, Members, check_distinct},
};
use crate::{Error, json::Value};

/// The longest protected header in characters.
const MAX_HEADER: usize = 16 << 10;
/// All that a message may have besides its ciphertext, in characters.
pub(super) const MAX_OVERHEAD: usize = 1 << 20;

/// A message with its parts decoded, but for the ciphertext.
pub(super) struct Message {
    /// The protected header as JSON text; an empty object where there is none.
    pub protected: String,
    /// What the tag authenticates besides the content.
    pub authenticated: String,
    /// Authenticated data of the application's.
    pub aad: Option<Vec<u8>>,
    pub recipients: Vec<Recipient>,
    pub nonce: Vec<u8>,
    /// In base64url.
    pub ciphertext: String,
    pub tag: Vec<u8>,
}

/// Whom a message is for.
pub(super) struct Recipient {
    pub header: Header,
    pub encrypted_key: Vec<u8>,
}

/// The parts of either JSON serialization, as they stand in it.
#[derive(Default)]
struct Parts {
    protected: Option<String>,
    unprotected: Vec<(String, Value)>,
    recipients: Option<Vec<Value>>,
    /// `header` and `encrypted_key` at the top: the one recipient of the flattened form.
    only_recipient: Vec<(String, Value)>,
    aad: Option<String>,
    iv: Option<String>,
    ciphertext: Option<String>,
    tag: Option<String>,
}

impl Message {
    /// Takes a message apart, and checks all that is the same for every algorithm and key.
    pub(super) fn parse(sealed: &str) -> Result<Self, Error> {
        if sealed.len() > MAX_MESSAGE / 3 * 4 + MAX_OVERHEAD {
            return Err(Error::MessageTooLong { length: sealed.len() / 4 * 3, limit: MAX_MESSAGE });
        }
        let message = if sealed.starts_with('{') { Self::json(sealed) } else { Self::compact(sealed) }?;
        // A block of CBC's padding may come on top.
        let length = message.ciphertext.len() / 4 * 3;
        if length > MAX_MESSAGE + 16 {
            return Err(Error::MessageTooLong { length, limit: MAX_MESSAGE });
        }
        Ok(message)
    }

    /// The compact serialization (§7.1).
    fn compact(sealed: &str) -> Result<Self, Error> {
        const NOT_FIVE_PARTS: Error =
            Error::MalformedMessage { reason: "it must be five parts joined by dots, or a JSON object" };
        // 1. Five parts, none of which may contain a dot.
        let mut parts = sealed.split('.');
        let mut next = || parts.next().ok_or(NOT_FIVE_PARTS);
        let (header, key, nonce, ciphertext, tag) = (next()?, next()?, next()?, next()?, next()?);
        if parts.next().is_some() {
            return Err(NOT_FIVE_PARTS);
        }
        // 2. and 3. Decode the parts and read the header.
        let (protected, members) = protected_header(header)?;
        Ok(Self {
            protected,
            authenticated: header.into(),
            aad: None,
            recipients: vec![Recipient { header: Header::join(&members, &[])?, encrypted_key: decode(key)? }],
            nonce: decode(nonce)?,
            ciphertext: ciphertext.into(),
            tag: decode(tag)?,
        })
    }

    /// The JSON serializations (§7.2).
    fn json(sealed: &str) -> Result<Self, Error> {
        // 1. One JSON object without duplicate members.
        let mut parts = Parts::parse(sealed)?;
        // 2. and 3. Decode the parts and read the headers.
        let (protected, mut shared) = match &parts.protected {
            Some(encoded) => protected_header(encoded)?,
            None => ("{}".into(), Vec::new()),
        };
        check_distinct(&shared, &parts.unprotected)?;
        shared.append(&mut parts.unprotected);
        let mut recipients = Vec::new();
        for recipient in parts.recipients()? {
            let (own, encrypted_key) = recipient_parts(recipient)?;
            recipients.push(Recipient { header: Header::join(&shared, own)?, encrypted_key: decode(encrypted_key)? });
        }
        if recipients.windows(2).any(|pair| pair[0].header.enc != pair[1].header.enc) {
            return Err(Error::MalformedMessage { reason: "its recipients have different enc" });
        }
        let aad = parts.aad.as_deref().map(decode).transpose()?;
        // 14. The additional authenticated data: the protected header as it was sent, and the aad after a dot.
        let mut authenticated = parts.protected.unwrap_or_default();
        if let Some(encoded) = &parts.aad {
            authenticated.push('.');
            authenticated.push_str(encoded);
        }
        Ok(Self {
            protected,
            authenticated,
            aad,
            recipients,
            nonce: decode(&parts.iv.unwrap_or_default())?,
            ciphertext: parts.ciphertext.ok_or(Error::MalformedMessage { reason: "it has no ciphertext" })?,
            tag: decode(&parts.tag.unwrap_or_default())?,
        })
    }
}

impl Parts {
    fn parse(sealed: &str) -> Result<Self, Error> {
        const NOT_AN_OBJECT: Error =
            Error::MalformedMessage { reason: "it is not a JSON object with distinct members" };
        const WRONG_TYPE: Error = Error::MalformedMessage { reason: "one of its members is of the wrong type" };
        let Some(Value::Object(members)) = Value::parse(sealed) else { return Err(NOT_AN_OBJECT) };
        let mut parts = Self::default();
        for (name, value) in members {
            match (name.as_str(), value) {
                ("unprotected", Value::Object(members)) => parts.unprotected = members,
                ("recipients", Value::Array(recipients)) => parts.recipients = Some(recipients),
                ("header" | "encrypted_key", value) => parts.only_recipient.push((name, value)),
                ("protected", Value::String(text)) => parts.protected = Some(text),
                ("iv", Value::String(text)) => parts.iv = Some(text),
                ("ciphertext", Value::String(text)) => parts.ciphertext = Some(text),
                ("tag", Value::String(text)) => parts.tag = Some(text),
                // An empty one must be left out, or two texts would mean the same.
                ("aad", Value::String(text)) if !text.is_empty() => parts.aad = Some(text),
                ("unprotected" | "recipients" | "protected" | "iv" | "ciphertext" | "tag" | "aad", _) => {
                    return Err(WRONG_TYPE);
                }
                // Others must be ignored (§7.2.1).
                _ => {}
            }
        }
        Ok(parts)
    }

    /// The recipients of either form, as objects.
    fn recipients<'a>(&'a self) -> Result<Vec<&'a Members>, Error> {
        const NOT_OBJECTS: Error =
            Error::MalformedMessage { reason: "its recipients must be JSON objects, at least one" };
        let Some(recipients) = &self.recipients else { return Ok(vec![&self.only_recipient]) };
        if !self.only_recipient.is_empty() {
            return Err(Error::MalformedMessage { reason: "it has one recipient and several" });
        }
        if recipients.len() > MAX_RECIPIENTS {
            return Err(Error::TooManyRecipients { count: recipients.len(), limit: MAX_RECIPIENTS });
        }
        if recipients.is_empty() {
            return Err(NOT_OBJECTS);
        }
        let members = |value: &'a Value| match value {
            Value::Object(members) => Ok(members.as_slice()),
            _ => Err(NOT_OBJECTS),
        };
        recipients.iter().map(members).collect()
    }
}

/// A recipient's own header and encrypted key, either of which may be missing (§7.2.1).
fn recipient_parts(recipient: &Members) -> Result<(&Members, &str), Error> {
    let (mut own, mut encrypted_key) = (&[][..], "");
    for (name, value) in recipient {
        match (name.as_str(), value) {
            ("header", Value::Object(members)) => own = members,
            ("encrypted_key", Value::String(text)) => encrypted_key = text,
            ("header" | "encrypted_key", _) => {
                return Err(Error::MalformedMessage { reason: "a header or encrypted_key is of the wrong type" });
            }
            _ => {}
        }
    }
    Ok((own, encrypted_key))
}

/// Decodes a protected header: its JSON text, and its members.
fn protected_header(encoded: &str) -> Result<(String, Vec<(String, Value)>), Error> {
    if encoded.len() > MAX_HEADER {
        return Err(Error::MalformedMessage { reason: "its header has more than 16,384 characters" });
    }
    let text = String::from_utf8(decode(encoded)?)
        .map_err(|_| Error::MalformedMessage { reason: "its header is not text" })?;
    match Value::parse(&text) {
        Some(Value::Object(members)) => Ok((text, members)),
        _ => Err(Error::MalformedMessage { reason: "its header is not a JSON object with distinct members" }),
    }
}

/// Decodes base64url without padding (RFC 7515 §2); spare bits that are not zero are refused.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, Error> {
    Base64UrlUnpadded::decode_vec(text)
        .map_err(|_| Error::MalformedMessage { reason: "one of its parts is not base64url without padding" })
}
