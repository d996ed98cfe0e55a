//! What the beginning of a file says, without a key.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use crate::{
    Error, Header,
    armor::{self, Decoder},
    header::{self, HeaderReader},
};

/// The beginning of a file that is in the age format, or looks like it.
#[derive(Debug)]
pub struct Beginning {
    /// Whether it is armored.
    pub is_armored: bool,
    /// The header, of which nothing is authenticated, or why the file would be refused.
    pub header: Result<Header, Error>,
}

impl Beginning {
    /// Reads the beginning of a file, which may end anywhere. The longest header has 64 KiB, armored 88 KiB; what
    /// follows the header is not looked at. `None` if it does not begin like a file in this format.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if header::begins(bytes) {
            return Some(Self { is_armored: false, header: read(bytes) });
        }
        if !bytes.trim_ascii_start().starts_with(armor::BEGIN) {
            return None;
        }
        // The armor of the longest header, with white space before it and CR in each line.
        let start = &bytes[..bytes.len().min(2 * crate::MAX_HEADER)];
        let mut decoded = Vec::new();
        let armor = Decoder::new().read(start, &mut decoded);
        let header = read(&decoded);
        // The header may be complete although the armor after it is damaged.
        let header = header.or_else(|error| armor.and(Err(error)));
        Some(Self { is_armored: true, header })
    }
}

fn read(mut bytes: &[u8]) -> Result<Header, Error> {
    HeaderReader::new().read(&mut bytes)?.ok_or(Error::NoHeaderEnd)
}
