//! AES with a key of any length as one type, so that each mode of operation is there once: the three types of the crate
//! `aes` would make it three times, and the module a kilobyte larger to download.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{
    Block, BlockCipherDecBackend, BlockCipherDecClosure, BlockCipherDecrypt, BlockCipherEncBackend,
    BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, KeyInit, ParBlocks, ParBlocksSizeUser,
    consts::{U8, U16},
    inout::InOut,
};

/// AES (FIPS 197). The round keys are wiped when dropped, as those of the types in it are.
pub(super) enum Aes {
    K128(Aes128),
    K192(Aes192),
    K256(Aes256),
}

impl Aes {
    /// With a key of 16, 24 or 32 bytes.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).map(Self::K128),
            24 => Aes192::new_from_slice(key).map(Self::K192),
            _ => Aes256::new_from_slice(key).map(Self::K256),
        }
        .ok()
    }
}

impl BlockSizeUser for Aes {
    type BlockSize = U16;
}

impl ParBlocksSizeUser for Aes {
    /// As many as any implementation behind this takes at once; those that take fewer split them.
    type ParBlocksSize = U8;
}

impl BlockCipherEncrypt for Aes {
    fn encrypt_with_backend(&self, closure: impl BlockCipherEncClosure<BlockSize = U16>) {
        closure.call(self);
    }
}

impl BlockCipherDecrypt for Aes {
    fn decrypt_with_backend(&self, closure: impl BlockCipherDecClosure<BlockSize = U16>) {
        closure.call(self);
    }
}

impl BlockCipherEncBackend for Aes {
    fn encrypt_block(&self, block: InOut<'_, '_, Block<Self>>) {
        match self {
            Self::K128(aes) => aes.encrypt_block_inout(block),
            Self::K192(aes) => aes.encrypt_block_inout(block),
            Self::K256(aes) => aes.encrypt_block_inout(block),
        }
    }

    fn encrypt_par_blocks(&self, blocks: InOut<'_, '_, ParBlocks<Self>>) {
        match self {
            Self::K128(aes) => aes.encrypt_blocks_inout(blocks.into_buf()),
            Self::K192(aes) => aes.encrypt_blocks_inout(blocks.into_buf()),
            Self::K256(aes) => aes.encrypt_blocks_inout(blocks.into_buf()),
        }
    }
}

impl BlockCipherDecBackend for Aes {
    fn decrypt_block(&self, block: InOut<'_, '_, Block<Self>>) {
        match self {
            Self::K128(aes) => aes.decrypt_block_inout(block),
            Self::K192(aes) => aes.decrypt_block_inout(block),
            Self::K256(aes) => aes.decrypt_block_inout(block),
        }
    }

    fn decrypt_par_blocks(&self, blocks: InOut<'_, '_, ParBlocks<Self>>) {
        match self {
            Self::K128(aes) => aes.decrypt_blocks_inout(blocks.into_buf()),
            Self::K192(aes) => aes.decrypt_blocks_inout(blocks.into_buf()),
            Self::K256(aes) => aes.decrypt_blocks_inout(blocks.into_buf()),
        }
    }
}
