//! Recognising what a text or bytes are: a key, a message, a sealed file, possibly a ciphertext, or none of these.

#![forbid(unsafe_code)]

pub mod safety_number;

use alloc::{string::String, vec::Vec};
use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding};
use sealpost_age::{Beginning, Stanza};

use crate::{
    Error,
    encoding::{self, KeyDescription},
    jwe::{self, Description},
};

/// Lengths in bytes of RSA ciphertexts, for moduli of 1024 to 8192 bits.
const CIPHERTEXT_LENGTHS: core::ops::RangeInclusive<usize> = 128..=1024;

/// What an input is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inspected {
    /// A key, whether parsing would accept it or not.
    Key(KeyDescription),
    /// A sealed message, whether it is valid or not.
    Message {
        /// `compact` or `json`, the serializations of RFC 7516 §7.
        form: &'static str,
        /// The metadata of the message, or the error with which it would be refused.
        description: Result<Description, Error>,
    },
    /// A sealed file in the age format, or its beginning.
    File {
        /// `age`, or `age-armor` for its text form.
        form: &'static str,
        /// Its recipients, of whom nothing is authenticated, or the error with which it would be refused.
        recipients: Result<Vec<FileRecipient>, Error>,
    },
    /// Bytes that have the length of a raw RSA ciphertext. Only decryption shows whether they are one.
    MaybeCiphertext {
        /// `bytes`, `hex`, `base64` or `base64url`.
        encoding: &'static str,
        /// The number of bytes.
        length: usize,
    },
    /// None of these.
    Unknown {
        /// The error of [`unseal`](crate::unseal()), if the input is of another format that this error names.
        refused: Option<Error>,
    },
}

/// A recipient of a sealed file, as the file's header names them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileRecipient {
    /// The type, such as `ssh-rsa`.
    pub kind: String,
    /// For an RSA key, the beginning of the SHA-256 that its fingerprint shows: four bytes in base64.
    pub tag: Option<String>,
}

/// Recognises what `input`, text in UTF-8 or bytes, is. It needs no key and cannot fail.
///
/// Of a private key only the format and the public half are examined. Whether its numbers are valid is only known after
/// [`PrivateKey::parse`](crate::PrivateKey::parse).
///
/// # Examples
/// ```
/// use getrandom::SysRng;
/// use sealpost::{Inspected, PrivateKey, inspect};
///
/// let line = PrivateKey::generate(&mut SysRng, 2048)?.public_key().to_openssh();
/// let Inspected::Key(key) = inspect(line.as_bytes()) else { panic!("it is a key") };
/// assert_eq!((key.kind, key.form, key.bits), ("public-key", "openssh", Some(2048)));
/// assert_eq!(inspect(b"something else"), Inspected::Unknown { refused: None });
/// # Ok::<(), sealpost::Error>(())
/// ```
#[must_use]
pub fn inspect(input: &[u8]) -> Inspected {
    if let Some(beginning) = Beginning::read(input) {
        return file(beginning);
    }
    let key = encoding::describe(input);
    // An input in a supported key format is a key. In a message, a string may look like the beginning of a key in
    // another format: a valid message takes precedence over such a key, and such a key over a damaged message.
    let is_supported = key.as_ref().is_some_and(|key| key.form != "other");
    let message = if is_supported { None } else { core::str::from_utf8(input).ok().and_then(message) };
    match (key, message) {
        (Some(_), Some(message @ Inspected::Message { description: Ok(_), .. })) => return message,
        (Some(key), _) => return Inspected::Key(key),
        (None, Some(message)) => return message,
        (None, None) => {}
    }
    match ciphertext(input) {
        Some((encoding, length)) => Inspected::MaybeCiphertext { encoding, length },
        None => Inspected::Unknown { refused: None },
    }
}

/// Describes a sealed file.
fn file(beginning: Beginning) -> Inspected {
    let form = if beginning.is_armored { "age-armor" } else { "age" };
    let recipients = beginning.header.and_then(|header| header.ssh_rsa().map(drop).map(|()| header));
    let recipients = recipients.map_err(|error| Error::MalformedFile { message: error.message() });
    let recipients = recipients.map(|header| header.stanzas().iter().map(recipient).collect());
    Inspected::File { form, recipients }
}

fn recipient(stanza: &Stanza) -> FileRecipient {
    let kind = stanza.arguments[0].clone();
    let tag = if kind == "ssh-rsa" { stanza.arguments.get(1).cloned() } else { None };
    FileRecipient { kind, tag }
}

/// Recognises a message, valid or damaged, or a text in another format, which is only named in an error.
fn message(text: &str) -> Option<Inspected> {
    let text = jwe::trim(text);
    let description = jwe::describe(text);
    let outline = if text.starts_with('{') { "json" } else { "compact" };
    let form = description.as_ref().map_or(outline, |description| description.form);
    if let Err(Error::MalformedMessage { reason }) = &description
        && reason.names_other_format()
    {
        return Some(Inspected::Unknown { refused: description.err() });
    }
    let is_message = match &description {
        // A damaged message is recognised by its outline: a member "ciphertext", or five parts of which the first is a
        // JSON object in base64url (`{"` becomes `ey`).
        Err(Error::MalformedMessage { .. }) if form == "json" => {
            encoding::text::find(text.as_bytes(), b"\"ciphertext\"").is_some()
        }
        Err(Error::MalformedMessage { .. }) => text.starts_with("ey") && text.split('.').count() == 5,
        Err(Error::WrongPartCount { .. } | Error::PrivateKeyGiven) => false,
        _ => true,
    };
    is_message.then_some(Inspected::Message { form, description })
}

/// Returns the encoding and the number of bytes of an input that may be a ciphertext.
fn ciphertext(input: &[u8]) -> Option<(&'static str, usize)> {
    let found = match core::str::from_utf8(input) {
        Ok(text) => {
            // For each byte, two hexadecimal digits and up to six characters of white space.
            if text.len() > 8 * CIPHERTEXT_LENGTHS.end() {
                return None;
            }
            let text: String = text.split_ascii_whitespace().collect();
            let bare = text.trim_end_matches('=');
            let is_hexadecimal = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_hexadecimal {
                ("hex", text.len() / 2)
            } else if let Ok(bytes) = Base64Unpadded::decode_vec(bare) {
                ("base64", bytes.len())
            } else {
                ("base64url", Base64UrlUnpadded::decode_vec(bare).ok()?.len())
            }
        }
        // A ciphertext in bytes gets here, because 128 random bytes or more are almost never valid UTF-8.
        Err(_) => ("bytes", input.len()),
    };
    CIPHERTEXT_LENGTHS.contains(&found.1).then_some(found)
}
