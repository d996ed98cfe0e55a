//! Parsing the serializations of RFC 7516 §7: compact, flattened JSON and general JSON. The steps are those of §5.2.

#![forbid(unsafe_code)]

use alloc::{borrow::Cow, string::String, vec, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding};

use super::{
    extraction::{named, remove_layer, wrong_count},
    header::{Header, check_distinct, check_length},
    limits::{MAX_ENCLOSED, MAX_MESSAGE, MAX_OVERHEAD, MAX_PROTECTED, MAX_RECIPIENTS, check_content_length},
};
use crate::{
    Error, Reason,
    encoding::unwrap::MAX_STEPS,
    json::{Object, Value},
};

const WRONG_TYPE: Error = Error::MalformedMessage { reason: Reason::MemberWrongType };

/// A parsed message without its ciphertext.
pub(crate) struct Message {
    /// The protected header as JSON text; an empty object if the message has none.
    pub protected: String,
    /// The additional authenticated data of the content encryption.
    pub authenticated: String,
    /// The application's authenticated data.
    pub aad: Option<Vec<u8>>,
    /// The recipients' entries. Once [`Message::parse`] has returned, at least one of them is valid.
    pub(super) recipients: Vec<Recipient>,
    pub nonce: Vec<u8>,
    pub tag: Vec<u8>,
    /// The serialization: `compact` or `json`.
    pub(super) form: &'static str,
    /// The layers that were removed from around the message, the outermost first.
    pub(super) unwrapped: Vec<&'static str>,
}

/// A recipient's entry.
pub(super) struct Recipient {
    pub header: Header,
    /// An error if the entry is invalid. `header` then has the members that are valid.
    pub encrypted_key: Result<Vec<u8>, Error>,
}

impl Message {
    /// Parses a message and checks everything that does not depend on algorithms and keys. Returns the message and its
    /// ciphertext in base64url, which is copied only if it has JSON escapes or a layer was removed from around the
    /// message.
    ///
    /// # Errors
    /// [`Error::MalformedMessage`], [`Error::WrongPartCount`], [`Error::MessageTooLong`],
    /// [`Error::TooManyRecipients`], [`Error::UnsupportedAlgorithm`], if a part that all recipients share is invalid,
    /// an entry is not a JSON object, or no entry is valid. If at least one entry is valid, the others are stored with
    /// their errors.
    /// [`Error::PrivateKeyGiven`] if the text is not a message but has the signs of a private key.
    pub(crate) fn parse(sealed: &str) -> Result<(Self, Cow<'_, str>), Error> {
        let sealed = trim(sealed);
        if sealed.len() > MAX_MESSAGE / 3 * 4 + MAX_OVERHEAD {
            return Err(Error::MessageTooLong { length: sealed.len() / 4 * 3, limit: MAX_MESSAGE });
        }
        let (message, ciphertext) = match Self::read(sealed) {
            Err(error @ (Error::MalformedMessage { .. } | Error::WrongPartCount { .. }))
                if sealed.len() <= MAX_ENCLOSED =>
            {
                // `named` makes the error say what the text is, if it is of another known format.
                Self::enclosed(sealed, error).map_err(|error| named(sealed, error))?
            }
            result => result?,
        };
        check_content_length(ciphertext.len() / 4 * 3)?;
        if message.readable().next().is_none() {
            // No key could open a message without a valid entry.
            let first = message.recipients.into_iter().next().and_then(|recipient| recipient.encrypted_key.err());
            return Err(first.unwrap_or(Error::MalformedMessage { reason: Reason::NoRecipients }));
        }
        Ok((message, ciphertext))
    }

    /// Parses a message that no layer encloses.
    fn read(sealed: &str) -> Result<(Self, Cow<'_, str>), Error> {
        if sealed.starts_with('{') { Self::json(sealed) } else { Self::compact(sealed) }
    }

    /// Removes the layers around a message and parses it. `error` is the error if there is no layer.
    fn enclosed(sealed: &str, mut error: Error) -> Result<(Self, Cow<'_, str>), Error> {
        let mut unwrapped = Vec::new();
        let mut text = String::new();
        for _ in 0..MAX_STEPS {
            let outer = if text.is_empty() { sealed } else { &text };
            let Some((inner, name)) = remove_layer(outer)? else { break };
            unwrapped.extend(name);
            text = inner;
            match Self::read(&text) {
                Ok((message, ciphertext)) => {
                    return Ok((Self { unwrapped, ..message }, ciphertext.into_owned().into()));
                }
                Err(inner) => error = inner,
            }
        }
        Err(error)
    }

    /// The recipients whose entries are valid.
    pub(super) fn readable(&self) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter().filter(|recipient| recipient.encrypted_key.is_ok())
    }

    /// The compact serialization (§7.1).
    fn compact(sealed: &str) -> Result<(Self, Cow<'_, str>), Error> {
        // Step 1. Five parts, none of which may contain a dot.
        let mut parts = sealed.split('.');
        let mut next = || parts.next().ok_or_else(|| wrong_count(sealed));
        let (encoded, key, nonce, ciphertext, tag) = (next()?, next()?, next()?, next()?, next()?);
        if parts.next().is_some() {
            return Err(wrong_count(sealed));
        }
        // Steps 2 and 3. Decode the parts and read the header.
        let protected = protected_text(encoded)?;
        let mut header = Header::default();
        header.add(&protected_members(&protected)?)?;
        let message = Self {
            recipients: vec![Recipient::new(header, Ok(decode(key)?))],
            protected,
            authenticated: encoded.into(),
            aad: None,
            nonce: decode(nonce)?,
            tag: decode(tag)?,
            form: "compact",
            unwrapped: Vec::new(),
        };
        Ok((message, ciphertext.into()))
    }

    /// The JSON serializations (§7.2). Unknown members must be ignored.
    fn json(sealed: &str) -> Result<(Self, Cow<'_, str>), Error> {
        // Step 1. One JSON object without duplicate members.
        let Some(Value::Object(mut members)) = Value::parse(sealed) else {
            return Err(Error::MalformedMessage { reason: Reason::MessageNotJson });
        };
        let mut text = |name| match members.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(WRONG_TYPE),
        };
        let (encoded_header, encoded_aad) = (text("protected")?, text("aad")?);
        let (iv, ciphertext, tag) = (text("iv")?, text("ciphertext")?, text("tag")?);
        // Steps 2 and 3. Decode the parts and read the headers.
        let protected = encoded_header.as_deref().map_or_else(|| Ok("{}".into()), protected_text)?;
        let shared = [
            protected_members(&protected)?,
            match members.take("unprotected") {
                None => Object::default(),
                Some(Value::Object(unprotected)) => unprotected,
                Some(_) => return Err(WRONG_TYPE),
            },
        ];
        let recipients = recipients(members, &shared)?;
        let aad = encoded_aad.as_deref().map(decode).transpose()?;
        if aad.as_ref().is_some_and(Vec::is_empty) {
            // §7.2.1 requires that an empty `aad` be left out.
            return Err(Error::MalformedMessage { reason: Reason::EmptyAad });
        }
        // Steps 14 and 15. The additional authenticated data: the protected header as it was sent, and after a dot the
        // `aad`.
        let mut authenticated = encoded_header.unwrap_or_default().into_owned();
        if let Some(encoded) = &encoded_aad {
            authenticated.reserve_exact(encoded.len() + 1);
            authenticated.push('.');
            authenticated.push_str(encoded);
        }
        let message = Self {
            protected,
            authenticated,
            aad,
            recipients,
            nonce: decode(&iv.unwrap_or_default())?,
            tag: decode(&tag.unwrap_or_default())?,
            form: "json",
            unwrapped: Vec::new(),
        };
        Ok((message, ciphertext.ok_or_else(|| Error::MalformedMessage { reason: Reason::NoCiphertext })?))
    }
}

impl Recipient {
    /// Makes an entry, which is invalid if its header has no `alg` or no `enc`.
    fn new(header: Header, encrypted_key: Result<Vec<u8>, Error>) -> Self {
        const NO_ALGORITHM: Error = Error::MalformedMessage { reason: Reason::HeaderWithoutAlgorithm };
        let is_complete = header.alg.is_some() && header.enc.is_some();
        let encrypted_key = encrypted_key.and_then(|key| if is_complete { Ok(key) } else { Err(NO_ALGORITHM) });
        Self { header, encrypted_key }
    }

    /// Reads an entry of a JSON serialization: a header and an encrypted key, either of which may be missing (§7.2.1).
    /// `shared` has the protected and the unprotected header of all recipients, and `header` is their union.
    fn read(entry: &Object<'_>, shared: &[Object<'_>; 2], mut header: Header) -> Self {
        let own = match entry.get("header") {
            None => Ok(()),
            Some(Value::Object(own)) => check_length(own)
                .and_then(|()| header.add(own))
                .and_then(|()| shared.iter().try_for_each(|part| check_distinct(part, own))),
            Some(_) => Err(WRONG_TYPE),
        };
        let encrypted_key = match entry.get("encrypted_key") {
            None => Ok(Vec::new()),
            Some(Value::String(encoded)) => decode(encoded),
            Some(_) => Err(WRONG_TYPE),
        };
        Self::new(header, own.and(encrypted_key))
    }
}

/// Reads the recipients of general JSON (`recipients`) or flattened JSON (`header` and `encrypted_key` of the message
/// itself).
///
/// # Errors
/// Those of [`Message::parse`].
fn recipients(mut message: Object<'_>, shared: &[Object<'_>; 2]) -> Result<Vec<Recipient>, Error> {
    let mut header = Header::default();
    let [protected, unprotected] = shared;
    check_length(unprotected)?;
    check_distinct(protected, unprotected)?;
    header.add(protected)?;
    header.add(unprotected)?;
    let entries = match message.take("recipients") {
        None => return Ok(vec![Recipient::read(&message, shared, header)]),
        Some(Value::Array(entries)) if message.get("header").or(message.get("encrypted_key")).is_none() => entries,
        Some(_) => return Err(WRONG_TYPE),
    };
    if entries.len() > MAX_RECIPIENTS {
        return Err(Error::TooManyRecipients { count: entries.len(), limit: MAX_RECIPIENTS });
    }
    let mut recipients = Vec::with_capacity(entries.len());
    for entry in &entries {
        let Value::Object(entry) = entry else { return Err(WRONG_TYPE) };
        recipients.push(Recipient::read(entry, shared, header.clone()));
    }
    Ok(recipients)
}

/// Removes the byte order mark and the white space around a message, which files may have.
pub(crate) fn trim(sealed: &str) -> &str {
    sealed.trim_start_matches('\u{feff}').trim_ascii()
}

/// Decodes a protected header to JSON text.
fn protected_text(encoded: &str) -> Result<String, Error> {
    if encoded.len() > MAX_PROTECTED {
        return Err(Error::MalformedMessage { reason: Reason::HeaderTooLong });
    }
    String::from_utf8(decode(encoded)?).map_err(|_| Error::MalformedMessage { reason: Reason::HeaderNotText })
}

/// Parses a decoded protected header.
fn protected_members(text: &str) -> Result<Object<'_>, Error> {
    match Value::parse(text) {
        Some(Value::Object(members)) => Ok(members),
        _ => Err(Error::MalformedMessage { reason: Reason::HeaderNotJson }),
    }
}

/// Decodes base64url without padding (RFC 7515 §2). Trailing bits that are not zero are an error.
///
/// # Errors
/// [`Error::MalformedMessage`].
pub(super) fn decode(text: &str) -> Result<Vec<u8>, Error> {
    // The empty list stands for any other character that is not of base64url.
    const FAULTS: [(&[u8], Reason); 4] = [
        (b" \t\r\n", Reason::PartWhiteSpace),
        (b"=", Reason::PartPadding),
        (b"+/", Reason::PartBase64),
        (b"", Reason::PartCharacter),
    ];
    Base64UrlUnpadded::decode_vec(text).map_err(|_| {
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let is_fault =
            |characters: &[u8], byte: u8| characters.contains(&byte) || characters.is_empty() && !is_digit(byte);
        let fault = FAULTS.iter().find(|(characters, _)| text.bytes().any(|byte| is_fault(characters, byte)));
        Error::MalformedMessage { reason: fault.map_or(Reason::PartCutOff, |(_, reason)| *reason) }
    })
}
