//! The limits of messages.

#![forbid(unsafe_code)]

use crate::Error;

/// The longest plaintext of a message in bytes: 64 MiB.
pub const MAX_MESSAGE: usize = 64 << 20;
/// The most recipients that a message may have.
pub const MAX_RECIPIENTS: usize = 100;
/// The most attempts that are made at a message. Each attempt takes a private operation.
pub const MAX_ATTEMPTS: usize = 100;
/// The most bytes of ciphertext that all attempts at a message process together: 256 MiB, which is four attempts at the
/// longest message, or three if CBC padding makes its ciphertext longer. If a message has more authenticated data than
/// ciphertext, the length of the authenticated data counts instead.
pub const MAX_ATTEMPTED_BYTES: usize = 256 << 20;
/// The longest text, in bytes, in which a message is searched for: 8 MiB. A longer text must be a message and nothing
/// else.
pub(super) const MAX_ENCLOSED: usize = 8 << 20;
/// The most characters that a message with the longest ciphertext may have besides the ciphertext. A message with a
/// shorter ciphertext may have more, as only the sum is limited.
pub(super) const MAX_OVERHEAD: usize = 1 << 20;
/// The longest `aad` that is written, in bytes. With the headers and keys of 100 recipients its base64url stays below
/// `MAX_OVERHEAD`.
pub(super) const MAX_AAD: usize = 512 << 10;
/// The longest protected header in characters of base64url.
pub(super) const MAX_PROTECTED: usize = 16 << 10;
/// The longest unprotected header in bytes.
pub(super) const MAX_UNPROTECTED: usize = 16 << 10;
/// The longest `alg` or `enc` in characters. The longest registered name has 18.
pub(super) const MAX_ALGORITHM: usize = 128;

/// Refuses a ciphertext that is longer than `MAX_MESSAGE` bytes plus one block, which CBC padding may add.
///
/// # Errors
/// [`Error::MessageTooLong`].
pub(super) fn check_content_length(length: usize) -> Result<(), Error> {
    if length > MAX_MESSAGE + 16 {
        return Err(Error::MessageTooLong { length, limit: MAX_MESSAGE });
    }
    Ok(())
}
