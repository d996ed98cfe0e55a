//! What can be read from the beginning of a file without a key.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use crate::{
    Error, Header,
    armor::{self, Decoder},
    header::{self, HeaderReader},
};

/// The beginning of a file in the age format, which may be damaged.
#[derive(Debug)]
pub struct Beginning {
    /// Whether the file is armored.
    pub is_armored: bool,
    /// The header, of which nothing is authenticated, or why the file would be refused.
    pub header: Result<Header, Error>,
}

impl Beginning {
    /// Reads the first bytes of a file, which may be cut off anywhere. 64 KiB of the file are enough for the longest
    /// header, and 90 KiB if the file is armored. Returns `None` if the file does not begin like one in this format.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if header::begins(bytes) {
            return Some(Self { is_armored: false, header: read(bytes) });
        }
        if !bytes.trim_ascii_start().starts_with(armor::BEGIN) {
            return None;
        }
        // Longer than the armor of the longest header, with white space before it and CR in each line.
        let start = &bytes[..bytes.len().min(2 * crate::MAX_HEADER)];
        let mut decoded = Vec::new();
        let armor = Decoder::new().read(start, &mut decoded);
        let header = read(&decoded);
        // The header may be complete although the armor after it is damaged. If there is no valid header, an error in
        // the armor is returned rather than the error of the header.
        let header = header.or_else(|error| armor.and(Err(error)));
        Some(Self { is_armored: true, header })
    }
}

/// Reads the header at the beginning of a file without its armor.
fn read(mut bytes: &[u8]) -> Result<Header, Error> {
    HeaderReader::new().read(&mut bytes)?.ok_or(Error::NoHeaderEnd)
}
