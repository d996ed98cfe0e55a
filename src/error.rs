//! The error type. Its codes are the same in Rust and in JavaScript.

#![forbid(unsafe_code)]

mod reason;

use alloc::{boxed::Box, string::String};
use core::fmt;

pub use reason::Reason;

/// Why an operation failed.
///
/// [`code`](Error::code) is stable and meant for programs. The text is meant for people and says what to do next. It
/// never repeats input except the name of an algorithm or of a JSON member, which are public.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The input is not a key in any supported format, or its numbers contradict each other.
    MalformedKey {
        /// What is wrong, as the end of a sentence.
        reason: Reason,
    },
    /// The input has two keys where one is needed. The code is that of [`Error::MalformedKey`].
    SeveralKeys {
        /// The names of the JSON members that have the keys, or the formats of the keys, with a tab between.
        places: AlgorithmName,
    },
    /// The input is a key of an unsupported algorithm, format or protection.
    UnsupportedKey {
        /// What the key is and what to do, as the end of a sentence.
        reason: Reason,
    },
    /// The input is the base64, or another encoding, of a file with an unsupported key, which a command converts. The
    /// code is that of [`Error::UnsupportedKey`].
    EncodedKey {
        /// What the file is and what to do, as the end of a sentence.
        reason: Reason,
    },
    /// The key offers too little security.
    WeakKey {
        /// What is weak, as the end of a sentence.
        reason: Reason,
    },
    /// The input is a private key where a public key or a message is needed.
    PrivateKeyGiven,
    /// The input is a public key where a private key is needed.
    PublicKeyGiven,
    /// The key is protected by a passphrase, and none was given.
    PassphraseRequired,
    /// The passphrase does not decrypt the key, or the file is damaged. The two cannot be distinguished.
    WrongPassphrase,
    /// The message is too long.
    MessageTooLong {
        /// Length of the message in bytes.
        length: usize,
        /// The greatest possible length in bytes.
        limit: usize,
    },
    /// The message has too many recipients. The code is that of [`Error::MessageTooLong`].
    TooManyRecipients {
        /// The number of recipients.
        count: usize,
        /// The greatest possible number.
        limit: usize,
    },
    /// More attempts at the message are possible, each at one entry with one of the keys, than are allowed, and none of
    /// those made opens it. The code is that of [`Error::MessageTooLong`].
    TooManyAttempts {
        /// The number of attempts that were made.
        limit: usize,
    },
    /// The ciphertext did not decrypt. The error is deliberately the same for all causes (RFC 8017 §7.1.2, note).
    DecryptionFailed,
    /// None of the keys opens the message, and the message names a different key.
    NotARecipient,
    /// A signed message breaks a rule, or its sender is not one who was expected. The error is the same for all causes.
    SignatureInvalid,
    /// The input is not a sealed message.
    MalformedMessage {
        /// What is wrong, as the end of a sentence.
        reason: Reason,
    },
    /// The input begins like a sealed message in compact serialization and does not have five parts. The code is that
    /// of [`Error::MalformedMessage`].
    WrongPartCount {
        /// The number of parts.
        parts: usize,
    },
    /// The sealed message uses an algorithm or extension that is not supported.
    UnsupportedAlgorithm {
        /// What is not supported and what to do, as the end of a sentence.
        reason: Reason,
    },
    /// The sealed message uses an unknown key encryption (`alg`). The code is that of [`Error::UnsupportedAlgorithm`].
    UnknownKeyEncryption {
        /// The algorithm.
        alg: AlgorithmName,
    },
    /// The sealed message uses an unknown content encryption (`enc`). The code is that of
    /// [`Error::UnsupportedAlgorithm`].
    UnknownContentEncryption {
        /// The algorithm.
        enc: AlgorithmName,
    },
    /// The input is a sealed file that cannot be opened, whatever the key.
    MalformedFile {
        /// What is wrong, in two parts of a sentence.
        message: [&'static str; 2],
    },
    /// An argument is outside its range.
    InvalidArgument {
        /// The argument and the expected values, as a sentence.
        reason: &'static str,
    },
    /// The random source failed.
    RandomUnavailable,
    /// A check of the arithmetic failed, so that the result was not released; or a case occurred that only a mistake in
    /// this software can cause.
    Internal,
}

impl Error {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MalformedKey { .. } | Self::SeveralKeys { .. } => "malformed-key",
            Self::UnsupportedKey { .. } | Self::EncodedKey { .. } => "unsupported-key",
            Self::WeakKey { .. } => "weak-key",
            Self::PrivateKeyGiven => "private-key-given",
            #[cfg(feature = "private")]
            Self::PublicKeyGiven => "public-key-given",
            Self::MessageTooLong { .. } | Self::TooManyRecipients { .. } | Self::TooManyAttempts { .. } => {
                "message-too-long"
            }
            #[cfg(feature = "private")]
            Self::PassphraseRequired => "passphrase-required",
            #[cfg(feature = "private")]
            Self::WrongPassphrase => "wrong-passphrase",
            #[cfg(feature = "private")]
            Self::DecryptionFailed => "decryption-failed",
            #[cfg(feature = "private")]
            Self::NotARecipient => "not-a-recipient",
            #[cfg(feature = "private")]
            Self::SignatureInvalid => "signature-invalid",
            #[cfg(feature = "private")]
            Self::MalformedMessage { .. } | Self::WrongPartCount { .. } => "malformed-message",
            #[cfg(feature = "private")]
            Self::UnsupportedAlgorithm { .. }
            | Self::UnknownKeyEncryption { .. }
            | Self::UnknownContentEncryption { .. } => "unsupported-algorithm",
            #[cfg(feature = "private")]
            Self::MalformedFile { .. } => "malformed-file",
            Self::InvalidArgument { .. } => "invalid-argument",
            Self::RandomUnavailable => "random-unavailable",
            Self::Internal => "internal-error",
            // The crate without its feature `private` does not give the other errors.
            #[cfg(not(feature = "private"))]
            _ => "",
        }
    }

    /// The identifier of the reason, where the code has several: that of a [`Reason`], or of a variant that shares its
    /// code with another one. `None` for [`Error::MessageTooLong`], for [`Error::InvalidArgument`] and
    /// [`Error::MalformedFile`], of which only the texts differ, and for the variants without data. Like the code it is
    /// meant for programs, but reasons may be split into more exact ones until version 1.0.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        Some(match self {
            Self::MalformedKey { reason }
            | Self::UnsupportedKey { reason }
            | Self::EncodedKey { reason }
            | Self::WeakKey { reason }
            | Self::MalformedMessage { reason }
            | Self::UnsupportedAlgorithm { reason } => reason.id(),
            #[cfg(feature = "private")]
            Self::SeveralKeys { .. } => "several-keys-in",
            Self::TooManyRecipients { .. } => "too-many-recipients",
            #[cfg(feature = "private")]
            Self::TooManyAttempts { .. } => "too-many-attempts",
            #[cfg(feature = "private")]
            Self::WrongPartCount { .. } => "part-count",
            #[cfg(feature = "private")]
            Self::UnknownKeyEncryption { .. } => "unknown-alg",
            #[cfg(feature = "private")]
            Self::UnknownContentEncryption { .. } => "unknown-enc",
            _ => return None,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([first, second], [start, middle, end]) = (self.values(), self.template());
        f.write_str(&[start, &first, middle, &second, end].concat())
    }
}

#[cfg(feature = "private")]
const NOT_A_MESSAGE: &str = "this is not a sealed message: ";
#[cfg(feature = "private")]
const NOT_OPENED: &str = "this message cannot be opened here: ";

// Nothing here uses `format!`, which would add two kilobytes to the wasm module.
impl Error {
    /// Describes this error in four lines, which `parseRecord` in js/base/errors.js reads: the code; the reason, or
    /// nothing; the names or numbers in the text, with a tab between; the text.
    #[doc(hidden)]
    #[must_use]
    pub fn record(&self) -> String {
        let ([first, second], [start, middle, end]) = (self.values(), self.template());
        let reason = self.reason().unwrap_or_default();
        [self.code(), "\n", reason, "\n", &first, "\t", &second, "\n", start, &first, middle, &second, end].concat()
    }

    /// The names or the numbers in the text, in their order there.
    pub(crate) fn values(&self) -> [String; 2] {
        match self {
            #[cfg(feature = "private")]
            Self::SeveralKeys { places: names }
            | Self::UnknownKeyEncryption { alg: names }
            | Self::UnknownContentEncryption { enc: names } => {
                let (first, second) = reason::split(names.as_str(), b'\t');
                [first.into(), second.into()]
            }
            Self::MessageTooLong { length: first, limit: second }
            | Self::TooManyRecipients { count: first, limit: second } => [decimal(*first), decimal(*second)],
            #[cfg(feature = "private")]
            Self::TooManyAttempts { limit: number } | Self::WrongPartCount { parts: number } => {
                [decimal(*number), String::new()]
            }
            _ => [String::new(), String::new()],
        }
    }

    /// The text in three parts, with the first value after the first part and the second one after the second.
    pub(crate) fn template(&self) -> [&'static str; 3] {
        let text = match self {
            Self::MalformedKey { reason } => return ["this is not a readable RSA key: ", reason.text(), ""],
            Self::UnsupportedKey { reason } => return ["this key is not supported: ", reason.text(), ""],
            #[cfg(feature = "private")]
            Self::EncodedKey { reason } => {
                return ["this key is not supported: ", reason.text(), ", where FILE is what this text decodes to"];
            }
            Self::WeakKey { reason } => return ["this key is too weak to use: ", reason.text(), ""],
            #[cfg(feature = "private")]
            Self::UnsupportedAlgorithm { reason } => return [NOT_OPENED, reason.text(), ""],
            #[cfg(feature = "private")]
            Self::SeveralKeys { .. } => return ["this holds more than one key, in ", " and ", ": give one"],
            Self::MessageTooLong { .. } => {
                return ["the message has ", " bytes and at most ", " fit: seal takes 64 MiB, sealFile any size"];
            }
            Self::TooManyRecipients { .. } => {
                return ["the message has ", " recipients and may have ", ": seal it again for the others"];
            }
            #[cfg(feature = "private")]
            Self::UnknownKeyEncryption { .. } => {
                return ["this message cannot be opened here: its alg is \"", "\", so ask for RSA-OAEP-256", ""];
            }
            #[cfg(feature = "private")]
            Self::UnknownContentEncryption { .. } => {
                return ["this message cannot be opened here: its enc is \"", "\", so ask for A256GCM", ""];
            }
            Self::PrivateKeyGiven => {
                "this is a private key where a public key or a message is needed: do not share it, and ask for the \
                 public half"
            }
            Self::InvalidArgument { reason } => reason,
            Self::RandomUnavailable => {
                "the system's random source failed: nothing was done, try again or restart the system"
            }
            Self::Internal => "a check of the arithmetic failed and the result was withheld: try again",
            #[cfg(feature = "private")]
            _ => return self.template_for_owners(),
            #[cfg(not(feature = "private"))]
            _ => "",
        };
        [text, "", ""]
    }

    /// The text of an error that the crate without its feature `private` does not give, where `template` has none.
    #[cfg(feature = "private")]
    fn template_for_owners(&self) -> [&'static str; 3] {
        let text = match self {
            Self::MalformedMessage { reason } => return [NOT_A_MESSAGE, reason.text(), ""],
            Self::TooManyAttempts { .. } => {
                return [
                    "",
                    " attempts to open this message failed, each at one entry with one key, and no more are made: give \
                     the one key that it is for, or ask for a message whose kid names the key",
                    "",
                ];
            }
            Self::WrongPartCount { .. } => {
                return ["this is not a sealed message: it must be five parts joined by dots, and has ", "", ""];
            }
            Self::MalformedFile { message: [first, second] } => return [first, second, ""],
            Self::PublicKeyGiven => {
                "this is a public key where a private key is needed: use the private half of the pair"
            }
            Self::PassphraseRequired => {
                "this private key is protected by a passphrase: give it as the option passphrase"
            }
            Self::WrongPassphrase => {
                "the passphrase does not open this key: check it, and if it is right, the key's file is damaged"
            }
            Self::DecryptionFailed => {
                "decryption failed: the ciphertext is damaged, or key, hash, MGF1 hash or label are not the sender's \
                 (diagnose tells the key's owner about the hashes)"
            }
            Self::NotARecipient => {
                "the message is sealed for another key: none of those that were tried opens it, and \
                 its kid names none of them"
            }
            Self::SignatureInvalid => {
                "the signature of this message does not hold: it was changed, passed on by somebody else than its \
                 sender, or is not signed by a sender who was expected, so do not trust it and ask the sender again"
            }
            _ => "",
        };
        [text, "", ""]
    }
}

/// The decimal digits of a number.
fn decimal(number: usize) -> String {
    let mut digits = if number < 10 { String::new() } else { decimal(number / 10) };
    digits.extend(char::from_digit((number % 10) as u32, 10));
    digits
}

impl core::error::Error for Error {}

/// The name of an algorithm from a message, or of a JSON member: the first 64 characters, with `?` for each character
/// that is not printable ASCII. In [`Error::SeveralKeys`] two names with a tab between.
#[derive(Clone, PartialEq, Eq)]
pub struct AlgorithmName(Box<str>);

impl AlgorithmName {
    const MAX_LENGTH: usize = 64;

    pub(crate) fn new(name: &str) -> Self {
        let printable = |character| if matches!(character, ' '..='~') { character } else { '?' };
        Self(name.chars().take(Self::MAX_LENGTH).map(printable).collect())
    }

    /// Two names, with a tab between.
    pub(crate) fn pair(first: &str, second: &str) -> Self {
        Self([&*Self::new(first).0, "\t", &Self::new(second).0].concat().into())
    }

    /// The name, or the two names with a tab between.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AlgorithmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl fmt::Display for AlgorithmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "private")]
impl Error {
    /// Converts an error of the engine. An implementation of `From` would make the engine part of the public interface.
    pub(crate) const fn of_engine(error: sealpost_engine::Error) -> Self {
        match error {
            sealpost_engine::Error::RandomUnavailable => Self::RandomUnavailable,
            sealpost_engine::Error::Internal => Self::Internal,
        }
    }
}
