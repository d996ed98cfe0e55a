//! Opening and changing messages.

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::SysRng;
use sealpost::{Error, PrivateKey, unseal};

/// The plaintext of the messages that the tests seal.
pub const MESSAGE: &[u8] = b"short";

/// Opens a message with one key.
pub fn open(sealed: &str, key: &PrivateKey) -> Result<Vec<u8>, Error> {
    unseal(&mut SysRng, sealed, &[key]).map(|unsealed| unsealed.plaintext.to_vec())
}

/// Replaces the header of a compact message, which then cannot be decrypted: the tag authenticates the header.
pub fn with_header(sealed: &str, header: &str) -> String {
    let (_, rest) = sealed.split_once('.').expect("a compact message has dots");
    format!("{}.{rest}", Base64UrlUnpadded::encode_string(header.as_bytes()))
}
