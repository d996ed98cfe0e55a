//! The errors of reading and writing a file.

#![forbid(unsafe_code)]

use core::fmt;
#[cfg(feature = "std")]
use std::io;

/// Why a file cannot be written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The file does not begin like one in the age format.
    NotAnAgeFile,
    /// The file is of another version of the format.
    UnsupportedVersion,
    /// The header does not follow the grammar of c2sp.org/age.
    Header {
        /// What is wrong, as the end of a sentence.
        reason: &'static str,
    },
    /// The header is longer than [`MAX_HEADER`](crate::MAX_HEADER).
    HeaderTooLong,
    /// The ASCII armor is not strict PEM (RFC 7468 §3).
    Armor {
        /// What is wrong, as the end of a sentence.
        reason: &'static str,
    },
    /// The file ends before its header is complete.
    NoHeaderEnd,
    /// The header's MAC is wrong for this file key: the key is that of another file, or the header was changed.
    WrongFileKey,
    /// The payload ends too early or was changed: which of the two cannot be told. Also the error if the caller ends a
    /// file that was not unlocked, or goes on after its end.
    Payload,
}

impl Error {
    /// The text of this error as two parts to put together. Formatting them would make the wasm module larger.
    #[must_use]
    pub const fn message(self) -> [&'static str; 2] {
        match self {
            Self::NotAnAgeFile => ["this is not a sealed file: it does not begin like one", ""],
            Self::UnsupportedVersion => ["this sealed file is of another version of the format: only v1 is read", ""],
            Self::Header { reason } => ["the header of this sealed file is damaged: ", reason],
            Self::HeaderTooLong => ["the header of a sealed file has at most 64 KiB: seal it for fewer recipients", ""],
            Self::Armor { reason } => ["the armor of this sealed file is damaged: ", reason],
            Self::NoHeaderEnd => ["this sealed file ends within its header: it may be cut off, so fetch it again", ""],
            Self::WrongFileKey => {
                ["this key does not open the sealed file: the file's header was changed, or the key is another one", ""]
            }
            Self::Payload => {
                ["this sealed file is damaged or cut off: do not use what was read of it, and fetch it again", ""]
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().into_iter().try_for_each(|part| f.write_str(part))
    }
}

impl core::error::Error for Error {}

/// Makes an error of the kind `InvalidData`, with this error inside.
#[cfg(feature = "std")]
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}
