//! The ASCII armor: strict PEM (RFC 7468 §3) with the label "AGE ENCRYPTED FILE".

#![forbid(unsafe_code)]

mod decoder;
mod encoder;
mod lines;

pub(crate) use decoder::Decoder;
pub(crate) use encoder::Encoder;
pub(crate) use lines::BEGIN;
