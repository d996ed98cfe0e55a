//! The limits of messages.

#![forbid(unsafe_code)]

use crate::Error;

/// The longest message in bytes: 64 MiB.
pub const MAX_MESSAGE: usize = 64 << 20;
/// The most recipients that a message may have.
pub const MAX_RECIPIENTS: usize = 100;
/// The most attempts that are made at a message. Each takes a private operation.
pub const MAX_ATTEMPTS: usize = 100;
/// The most bytes of ciphertext that all attempts at a message process together: 256 MiB, which is four attempts at the
/// longest message. If there is more authenticated data than ciphertext, its length counts instead.
pub const MAX_ATTEMPTED_BYTES: usize = 256 << 20;
/// The longest text, in bytes, in which a message is searched for: 8 MiB. A longer one must be a message and nothing else.
pub(super) const MAX_ENCLOSED: usize = 8 << 20;
/// The most characters of a message besides its ciphertext.
pub(super) const MAX_OVERHEAD: usize = 1 << 20;
/// The longest protected header in characters.
pub(super) const MAX_PROTECTED: usize = 16 << 10;
/// The longest unprotected header in bytes.
pub(super) const MAX_UNPROTECTED: usize = 16 << 10;
/// The longest `alg` or `enc` in characters. The longest registered one has 18.
pub(super) const MAX_ALGORITHM: usize = 128;

/// Refuses a ciphertext of more than `MAX_MESSAGE` bytes and a block of CBC padding.
///
/// # Errors
/// [`Error::MessageTooLong`].
pub(super) fn check_content_length(length: usize) -> Result<(), Error> {
    if length > MAX_MESSAGE + 16 {
        return Err(Error::MessageTooLong { length, limit: MAX_MESSAGE });
    }
    Ok(())
}
