//! The hash functions of OAEP and PSS, and MGF1, which both use.

#![forbid(unsafe_code)]

use alloc::boxed::Box;

use digest::{Digest, FixedOutputReset};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use zeroize::Zeroizing;

/// A hash function for OAEP and PSS (FIPS 180-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1, 20 bytes: the default of many older tools, and never of this crate. Its collisions do not weaken
    /// OAEP, but they do weaken signatures: sign nothing with it, and use it only to verify old signatures.
    Sha1,
    /// SHA-224, 28 bytes.
    Sha224,
    /// SHA-256, 32 bytes: the default.
    Sha256,
    /// SHA-384, 48 bytes.
    Sha384,
    /// SHA-512, 64 bytes.
    Sha512,
    /// SHA-512/224, 28 bytes.
    Sha512_224,
    /// SHA-512/256, 32 bytes.
    Sha512_256,
}

impl Hash {
    /// All hash functions, in the order of FIPS 180-4.
    pub const ALL: [Self; 7] =
        [Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512, Self::Sha512_224, Self::Sha512_256];

    /// The name as FIPS 180-4 writes it, for example `SHA-512/256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha512_224 => "SHA-512/224",
            Self::Sha512_256 => "SHA-512/256",
        }
    }

    /// Length of the hash (hLen of RFC 8017) in bytes.
    #[must_use]
    pub const fn output_size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 | Self::Sha512_224 => 28,
            Self::Sha256 | Self::Sha512_256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// A fresh state. It is a trait object, so that the wasm module has one copy of MGF1 instead of seven. The cost of
    /// the indirect calls is negligible beside the RSA operation.
    pub(crate) fn state(self) -> Box<dyn State> {
        match self {
            Self::Sha1 => Box::new(Sha1::new()),
            Self::Sha224 => Box::new(Sha224::new()),
            Self::Sha256 => Box::new(Sha256::new()),
            Self::Sha384 => Box::new(Sha384::new()),
            Self::Sha512 => Box::new(Sha512::new()),
            Self::Sha512_224 => Box::new(Sha512_224::new()),
            Self::Sha512_256 => Box::new(Sha512_256::new()),
        }
    }

    /// Length of the longest hash in bytes.
    pub(crate) const MAX_OUTPUT_SIZE: usize = 64;
}

/// The state of any of the hash functions. `digest::DynDigest` would serve as well, but a trait object has code for all
/// methods of its trait, and most of them are not needed.
pub(crate) trait State {
    fn update(&mut self, data: &[u8]);

    /// Writes the hash to `target`, which has the length of the hash, and resets the state.
    fn finish(&mut self, target: &mut [u8]);
}

impl<D: Digest + FixedOutputReset> State for D {
    fn update(&mut self, data: &[u8]) {
        Digest::update(self, data);
    }

    fn finish(&mut self, target: &mut [u8]) {
        let target = target.try_into().expect("`target` has the length of the hash");
        FixedOutputReset::finalize_into_reset(self, target);
    }
}

/// XORs `target` with the mask that MGF1 (RFC 8017 appendix B.2.1) derives from `seed`.
pub(crate) fn mgf1_xor(hash: Hash, seed: &[u8], target: &mut [u8]) {
    let mut state = hash.state();
    let mut block = Zeroizing::new([0; Hash::MAX_OUTPUT_SIZE]);
    let block = &mut block[..hash.output_size()];
    for (counter, chunk) in (0u32..).zip(target.chunks_mut(hash.output_size())) {
        state.update(seed);
        state.update(&counter.to_be_bytes());
        state.finish(block);
        for (byte, mask) in chunk.iter_mut().zip(block.iter()) {
            *byte ^= mask;
        }
    }
}
