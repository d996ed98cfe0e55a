//! The header: one stanza for each recipient, and a MAC (c2sp.org/age, "Header").

#![forbid(unsafe_code)]

mod grammar;
mod reader;

use alloc::vec::Vec;

use hmac::Mac;

use crate::{Error, FileKey};
use grammar::{ANY_VERSION, VERSION, encode, is_argument};
pub use grammar::{Header, MAX_HEADER, Stanza, Wrapped};
pub(crate) use reader::HeaderReader;

/// Whether a file begins like one in this format, of any version.
pub(crate) fn begins(file: &[u8]) -> bool {
    file.starts_with(ANY_VERSION)
}

/// The text of a header with these stanzas, at least one.
///
/// # Errors
/// [`Error::HeaderTooLong`]; [`Error::Header`] if there is no stanza, or if a stanza has no argument or an argument
/// that is not in the grammar.
pub(crate) fn write(file_key: &FileKey, stanzas: &[Stanza]) -> Result<Vec<u8>, Error> {
    let is_valid = |stanza: &Stanza| {
        !stanza.arguments.is_empty() && stanza.arguments.iter().all(|text| is_argument(text.as_bytes()))
    };
    if stanzas.is_empty() || !stanzas.iter().all(is_valid) {
        return Err(Error::Header { reason: "it needs stanzas with arguments of visible characters" });
    }
    let mut text = [VERSION, b"\n"].concat();
    for stanza in stanzas {
        stanza.write(&mut text);
    }
    text.extend_from_slice(b"---");
    let mac = file_key.header_mac(&text).finalize().into_bytes();
    text.push(b' ');
    text.extend_from_slice(encode(&mac).as_bytes());
    text.push(b'\n');
    if text.len() > MAX_HEADER { Err(Error::HeaderTooLong) } else { Ok(text) }
}
