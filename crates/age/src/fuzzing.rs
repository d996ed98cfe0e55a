//! The functions of the armor, for the fuzz targets. This module is compiled for the fuzz targets only
//! (`cfg(fuzzing)`).

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use crate::{
    Error,
    armor::{Decoder, Encoder},
};

/// Decodes armor that arrives in pieces of `piece` bytes.
///
/// # Errors
/// [`Error::Armor`]
pub fn decode_armor(text: &[u8], piece: usize) -> Result<Vec<u8>, Error> {
    let (mut decoder, mut output) = (Decoder::new(), Vec::new());
    for part in text.chunks(piece) {
        decoder.read(part, &mut output)?;
    }
    decoder.finish(&mut output).map(|()| output)
}

/// Encodes bytes as armor.
#[must_use]
pub fn encode_armor(bytes: &[u8]) -> Vec<u8> {
    let mut output = Vec::new();
    let mut encoder = Encoder::new(&mut output);
    encoder.write(bytes, &mut output);
    encoder.finish(&mut output);
    output
}
