//! What a header consists of.

#![forbid(unsafe_code)]

use alloc::{string::String, vec, vec::Vec};

use base64ct::{Base64, Encoding};
use hmac::Mac;

use crate::{Error, FileKey};

/// The longest header that is written or read, in bytes.
pub const MAX_HEADER: usize = 64 << 10;

pub(super) const VERSION: &[u8] = b"age-encryption.org/v1";
/// What the version line of every version begins with.
pub(super) const ANY_VERSION: &[u8] = b"age-encryption.org/";
/// Length in characters of a full line of a stanza's body. The first shorter line ends the body.
pub(super) const COLUMNS: usize = 64;
/// The type of a stanza for an RSA key, which is its first argument.
const SSH_RSA: &str = "ssh-rsa";

/// The file key, encrypted to one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stanza {
    /// The type, and what else the recipient needs. One or more, each of one or more visible characters of ASCII.
    pub arguments: Vec<String>,
    /// The encrypted file key.
    pub body: Vec<u8>,
}

impl Stanza {
    /// A stanza for an RSA key. `tag`: the first four bytes of the SHA-256 of the public key in the wire encoding of
    /// SSH (RFC 4253 §6.6). `body`: the file key after RSAES-OAEP.
    #[must_use]
    pub fn ssh_rsa(tag: [u8; 4], body: Vec<u8>) -> Self {
        Self { arguments: vec![SSH_RSA.into(), encode(&tag)], body }
    }

    /// Appends the stanza's text.
    pub(super) fn write(&self, text: &mut Vec<u8>) {
        text.extend_from_slice(b"->");
        for argument in &self.arguments {
            text.push(b' ');
            text.extend_from_slice(argument.as_bytes());
        }
        text.push(b'\n');
        let body = encode(&self.body);
        for line in body.as_bytes().chunks(COLUMNS) {
            text.extend_from_slice(line);
            text.push(b'\n');
        }
        // The last line must be shorter than a full one. If the body fills its lines, an empty line follows.
        if body.len().is_multiple_of(COLUMNS) {
            text.push(b'\n');
        }
    }
}

/// A stanza of the type `ssh-rsa`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrapped<'a> {
    /// The first four bytes of the SHA-256 of the recipient's public key: see [`Stanza::ssh_rsa`].
    pub tag: [u8; 4],
    /// The file key after RSAES-OAEP, unless the file is damaged. This crate does not check the length, which should be
    /// that of the recipient's modulus.
    pub body: &'a [u8],
}

/// A header that follows the grammar. Nothing of it is authenticated before [`Header::verify`].
#[derive(Debug)]
pub struct Header {
    pub(super) stanzas: Vec<Stanza>,
    /// The text up to and including the `---` of the last line, which the MAC authenticates.
    pub(super) text: Vec<u8>,
    pub(super) mac: [u8; 32],
}

impl Header {
    /// The stanzas in their order, at least one.
    #[must_use]
    pub fn stanzas(&self) -> &[Stanza] {
        &self.stanzas
    }

    /// The stanzas of the type `ssh-rsa`, in their order. Stanzas of other types are skipped.
    ///
    /// # Errors
    /// [`Error::Header`] if a stanza of the type `ssh-rsa` has anything but the type and a tag as its arguments.
    pub fn ssh_rsa(&self) -> Result<Vec<Wrapped<'_>>, Error> {
        let stanzas = self.stanzas.iter().filter(|stanza| stanza.arguments[0] == SSH_RSA);
        stanzas
            .map(|stanza| {
                let [_, text] = &stanza.arguments[..] else { return Err(BAD_SSH_RSA) };
                let tag = decode(text.as_bytes()).and_then(|bytes| bytes.try_into().ok()).ok_or(BAD_SSH_RSA)?;
                Ok(Wrapped { tag, body: &stanza.body })
            })
            .collect()
    }

    /// Checks the MAC, in constant time.
    ///
    /// # Errors
    /// [`Error::WrongFileKey`]
    pub fn verify(&self, file_key: &FileKey) -> Result<(), Error> {
        file_key.header_mac(&self.text).verify_slice(&self.mac).map_err(|_| Error::WrongFileKey)
    }
}

const BAD_SSH_RSA: Error = Error::Header { reason: "a stanza for an RSA key has no tag of four bytes" };

/// Encodes base64 without padding. Padding is removed here and added in [`decode`], because the armor needs the padded
/// form anyway: `Base64Unpadded` would add a second encoder and a second decoder to the wasm module.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = Base64::encode_string(bytes);
    while text.ends_with('=') {
        text.pop();
    }
    text
}

/// Decodes base64 without padding. `None` if it is not canonical (RFC 4648 §3.5).
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if text.ends_with(b"=") {
        return None;
    }
    let padding = &b"=="[..match text.len() % 4 {
        0 => 0,
        1 => return None,
        rest => 4 - rest,
    }];
    Base64::decode_vec(str::from_utf8(&[text, padding].concat()).ok()?).ok()
}

/// Whether `text` is one or more visible characters of ASCII (RFC 5234, VCHAR).
pub(super) fn is_argument(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_graphic)
}
