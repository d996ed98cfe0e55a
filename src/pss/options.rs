//! The parameters of PSS.

#![forbid(unsafe_code)]

use crate::{
    Error,
    key::{PssParameters, hash::Hash},
};

/// The parameters of RSASSA-PSS (RFC 8017 appendix A.2.3). Both sides must use the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PssOptions {
    /// Hash of the message and inside MGF1. The default is the hash that the key states, or else SHA-256.
    pub hash: Option<Hash>,
    /// Length of the salt in bytes. The default is the length that the key states, or else the length of the hash.
    pub salt_length: Option<usize>,
}

/// Hash and length of the salt in bytes, after the defaults were filled in.
pub(super) struct Resolved {
    pub hash: Hash,
    pub salt_length: usize,
}

impl PssOptions {
    /// Fills in the defaults for a key with these parameters.
    ///
    /// A key may state its hash and the least length of a salt (RFC 4055 §3.1 and §3.3): a longer salt is allowed.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for another hash than the key states, or a shorter salt.
    pub(super) fn resolve(&self, stated: Option<PssParameters>) -> Result<Resolved, Error> {
        let hash = self.hash.or(stated.map(|stated| stated.hash)).unwrap_or(Hash::Sha256);
        let default = stated.map_or(hash.output_size(), |stated| stated.salt_length);
        let salt_length = self.salt_length.unwrap_or(default);
        match stated {
            Some(stated) if stated.hash != hash || salt_length < stated.salt_length => Err(Error::InvalidArgument {
                reason: "the key is restricted to signatures with another hash or a longer salt",
            }),
            _ => Ok(Resolved { hash, salt_length }),
        }
    }
}
