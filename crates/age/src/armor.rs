//! The ASCII armor: strict PEM (RFC 7468 §3) with the label "AGE ENCRYPTED FILE".

#![forbid(unsafe_code)]

mod decoder;
mod encoder;

pub(crate) use decoder::Decoder;
pub(crate) use encoder::Encoder;

pub(crate) const BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
/// Length in characters of a full line, which has 48 bytes.
const COLUMNS: usize = 64;
