//! The lines of the armor.

#![forbid(unsafe_code)]

pub(crate) const BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
pub(super) const END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
/// Length in characters of a full line of the body, which encodes 48 bytes.
pub(super) const COLUMNS: usize = 64;
