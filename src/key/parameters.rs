//! The parameters that a key states.

#![forbid(unsafe_code)]

#[cfg(feature = "private")]
use crate::key::hash::Hash;

/// The parameters of RSASSA-PSS to which a key is restricted (RFC 4055 §3.1).
#[cfg(feature = "private")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PssParameters {
    /// The hash of the message and of MGF1.
    pub hash: Hash,
    /// The least length of the salt in bytes.
    pub salt_length: usize,
    /// Whether the key's algorithm identifier states the parameters: then it is also written with them. If false, the
    /// `alg` of a JWK stated the parameters, and they are not written.
    pub is_in_algorithm: bool,
}

/// Keys for encryption state no parameters of RSASSA-PSS: there is no value of this type.
#[cfg(not(feature = "private"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PssParameters {}
