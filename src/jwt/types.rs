//! Who signs a message, who signed it, and the parts of its token.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use zeroize::Zeroizing;

use crate::{SigningKey, VerifyingKey};

/// The longest content of a signed message in bytes: 1 MiB.
pub const MAX_SIGNED: usize = 1 << 20;

/// The most files that a letter with files has.
pub(crate) const MAX_FILES: usize = 1_000;

/// What a token is for. The `typ` in its header says so (RFC 8725 §3.11), and a token for one purpose is never accepted
/// for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A signed message, in a sealed message.
    Message,
    /// A letter with files, in a sealed file: the token names the files in the claim `files`.
    #[cfg_attr(
        not(any(test, target_arch = "wasm32")),
        expect(dead_code, reason = "the npm package reads sealed files")
    )]
    Files,
}

impl Purpose {
    /// The `typ` of the token.
    pub(super) const fn typ(self) -> &'static str {
        match self {
            Self::Message => "sealpost+jwt",
            Self::Files => "sealpost-files+jwt",
        }
    }
}

/// Who signs a message, and what the message says of its writer.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Signer<'a> {
    /// The key that signs.
    pub key: &'a SigningKey,
    /// The time of signing in seconds since 1970 (`iat`).
    pub issued_at: u64,
    /// Further claims, as the text of a JSON object. The claims that a reader evaluates are `enc`, the thumbprint of
    /// the writer's own key for encryption, `name`, the name that the writer goes by, and `reply_to`, the key of `enc`
    /// as JWK.
    pub claims: &'a str,
}

impl<'a> Signer<'a> {
    /// A signer who adds no claims.
    #[must_use]
    pub const fn new(key: &'a SigningKey, issued_at: u64) -> Self {
        Self { key, issued_at, claims: "{}" }
    }

    /// Adds claims, as the text of a JSON object.
    #[must_use]
    pub const fn with_claims(self, claims: &'a str) -> Self {
        Self { claims, ..self }
    }
}

/// Who signed a message, and what the message says of its writer, all of which is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sender {
    /// The thumbprint of the verifying key.
    pub id: String,
    /// Whether the sender is one of those whom the reader expects.
    pub known: bool,
    /// The verifying key. If the sender is not known, anybody may have made it.
    pub verifying_key: VerifyingKey,
    /// The thumbprints of the keys for which the sender sealed the message (`aud`).
    pub audience: Vec<String>,
    /// The sender's word for when they signed, in seconds since 1970 (`iat`). It may be in the future.
    pub signed_at: u64,
    /// The ID of the message (`jti`), by which a reader can see that a message comes a second time.
    pub message_id: String,
    /// The thumbprint of the writer's own key for encryption (`enc`).
    pub encryption_key: Option<String>,
    /// The name that the writer goes by (`name`).
    pub name: Option<String>,
    /// The writer's own key for encryption as JWK (`reply_to`), as the writer states it: a JSON object. Neither its
    /// form nor whether its thumbprint is `encryption_key` was checked.
    pub reply_to: Option<String>,
    /// SHA-256 of the token. Two messages with the same ID and different digests are not the same message.
    pub digest: [u8; 32],
}

/// Whether the sender with this thumbprint is expected.
pub(crate) type IsExpected<'a> = &'a dyn Fn(&str) -> bool;

/// A token whose signature and claims are valid.
pub(crate) struct Token {
    pub key: VerifyingKey,
    /// The claims as JSON text.
    pub claims: Zeroizing<String>,
    /// SHA-256 of the token.
    pub digest: [u8; 32],
}
