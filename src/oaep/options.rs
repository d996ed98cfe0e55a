//! The parameters of OAEP.

#![forbid(unsafe_code)]

use crate::key::hash::Hash;

/// The parameters of OAEP (RFC 8017 appendix A.2.1). Both sides must use the same.
#[derive(Clone, Copy, Debug)]
pub struct OaepOptions<'a> {
    /// Hash of the label. The length of its output determines the longest plaintext.
    pub hash: Hash,
    /// Hash inside MGF1.
    pub mgf_hash: Hash,
    /// The label L. It is public and usually empty.
    pub label: &'a [u8],
}

impl<'a> OaepOptions<'a> {
    /// The same hash for the label and for MGF1, and an empty label.
    #[must_use]
    pub const fn new(hash: Hash) -> Self {
        Self { hash, mgf_hash: hash, label: &[] }
    }

    /// Replaces the hash inside MGF1.
    #[must_use]
    pub const fn with_mgf_hash(self, mgf_hash: Hash) -> Self {
        Self { mgf_hash, ..self }
    }

    /// Replaces the label.
    #[must_use]
    pub const fn with_label(self, label: &'a [u8]) -> Self {
        Self { label, ..self }
    }

    /// The longest plaintext in bytes for a modulus of `k` bytes: k - 2 hLen - 2, or 0 if that is negative.
    #[must_use]
    pub const fn max_plaintext(&self, k: usize) -> usize {
        k.saturating_sub(2 * self.hash.output_size() + 2)
    }
}

impl Default for OaepOptions<'_> {
    /// SHA-256 for the label and for MGF1, and an empty label.
    fn default() -> Self {
        Self::new(Hash::Sha256)
    }
}
