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

const WRONG_TYPE: Error = Error::MalformedMessage { reason: "one of its members is of the wrong type or place" };

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

impl Message {
    /// Takes a message apart, and checks all that is the same for every algorithm and key.
    pub(super) fn parse(sealed: &str) -> Result<Self, Error> {
        let sealed = trim(sealed);
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

    /// The JSON serializations (§7.2). Members that are not known must be ignored.
    fn json(sealed: &str) -> Result<Self, Error> {
        // 1. One JSON object without duplicate members.
        let Some(Value::Object(mut members)) = Value::parse(sealed) else {
            return Err(Error::MalformedMessage { reason: "it is not a JSON object with distinct members" });
        };
        let mut text = |name| match take(&mut members, name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(WRONG_TYPE),
        };
        let (encoded_header, encoded_aad) = (text("protected")?, text("aad")?);
        let (iv, ciphertext, tag) = (text("iv")?, text("ciphertext")?, text("tag")?);
        // 2. and 3. Decode the parts and read the headers.
        let (protected, mut shared) = match &encoded_header {
            Some(encoded) => protected_header(encoded)?,
            None => ("{}".into(), Vec::new()),
        };
        match take(&mut members, "unprotected") {
            None => {}
            Some(Value::Object(mut unprotected)) => {
                check_distinct(&shared, &unprotected)?;
                shared.append(&mut unprotected);
            }
            Some(_) => return Err(WRONG_TYPE),
        }
        let recipients = recipients(members, &shared)?;
        let aad = encoded_aad.as_deref().map(decode).transpose()?;
        if aad.as_ref().is_some_and(Vec::is_empty) {
            // It must be left out, or two texts would mean the same.
            return Err(Error::MalformedMessage { reason: "its aad is empty" });
        }
        // 14. The additional authenticated data: the protected header as it was sent, and the aad after a dot.
        let mut authenticated = encoded_header.unwrap_or_default();
        if let Some(encoded) = &encoded_aad {
            authenticated.push('.');
            authenticated.push_str(encoded);
        }
        Ok(Self {
            protected,
            authenticated,
            aad,
            recipients,
            nonce: decode(&iv.unwrap_or_default())?,
            ciphertext: ciphertext.ok_or(Error::MalformedMessage { reason: "it has no ciphertext" })?,
            tag: decode(&tag.unwrap_or_default())?,
        })
    }
}

/// The recipients of either JSON form: `recipients`, or the message itself with its `header` and `encrypted_key`.
fn recipients(mut members: Vec<(String, Value)>, shared: &Members) -> Result<Vec<Recipient>, Error> {
    let entries = match take(&mut members, "recipients") {
        None => vec![Value::Object(members)],
        Some(Value::Array(entries)) if !members.iter().any(|(name, _)| name == "header" || name == "encrypted_key") => {
            entries
        }
        Some(_) => return Err(WRONG_TYPE),
    };
    if entries.len() > MAX_RECIPIENTS {
        return Err(Error::TooManyRecipients { count: entries.len(), limit: MAX_RECIPIENTS });
    }
    let mut recipients: Vec<Recipient> = Vec::new();
    for entry in &entries {
        let Value::Object(entry) = entry else { return Err(WRONG_TYPE) };
        let (own, encrypted_key) = recipient_parts(entry)?;
        let recipient = Recipient { header: Header::join(shared, own)?, encrypted_key: decode(encrypted_key)? };
        if recipients.first().is_some_and(|first| first.header.enc != recipient.header.enc) {
            return Err(Error::MalformedMessage { reason: "its recipients have different enc" });
        }
        recipients.push(recipient);
    }
    if recipients.is_empty() {
        return Err(Error::MalformedMessage { reason: "it has no recipients" });
    }
    Ok(recipients)
}

/// A message without a byte order mark and white space around it, as files have them.
pub(crate) fn trim(sealed: &str) -> &str {
    sealed.trim_start_matches('\u{feff}').trim_ascii()
}

/// Takes a member out of an object.
fn take(members: &mut Vec<(String, Value)>, name: &str) -> Option<Value> {
    let place = members.iter().position(|(known, _)| known == name)?;
    Some(members.swap_remove(place).1)
}

/// A recipient's own header and encrypted key, either of which may be missing (§7.2.1).
fn recipient_parts(recipient: &Members) -> Result<(&Members, &str), Error> {
    let (mut own, mut encrypted_key) = (&[][..], "");
    for (name, value) in recipient {
        match (name.as_str(), value) {
            ("header", Value::Object(members)) => own = members,
            ("encrypted_key", Value::String(text)) => encrypted_key = text,
            ("header" | "encrypted_key", _) => return Err(WRONG_TYPE),
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
