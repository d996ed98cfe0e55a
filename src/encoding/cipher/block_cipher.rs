//! AES with a key of any length as one type, so that the wasm module has one copy of each mode of operation. The three
//! types of the crate `aes` would make three copies.

#![forbid(unsafe_code)]

use aes::{Aes128, Aes192, Aes256};
use aes_gcm::{
    AesGcm,
    aead::{AeadInOut, consts::U12},
};
use cbc::cipher::{
    Block, BlockCipherDecBackend, BlockCipherDecClosure, BlockCipherDecrypt, BlockCipherEncBackend,
    BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, KeyInit, ParBlocks, ParBlocksSizeUser,
    consts::{U8, U16},
    inout::InOut,
    typenum::Unsigned,
};

/// AES (FIPS 197). The crate `aes` wipes the round keys on drop.
pub(crate) enum Aes {
    K128(Aes128),
    K192(Aes192),
    K256(Aes256),
}

impl Aes {
    /// Expands a key of 16, 24 or 32 bytes. Returns `None` for another length.
    pub(crate) fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).map(Self::K128),
            24 => Aes192::new_from_slice(key).map(Self::K192),
            _ => Aes256::new_from_slice(key).map(Self::K256),
        }
        .ok()
    }

    fn encrypt(&self, blocks: &mut [Block<Self>]) {
        let batches = Batches(blocks);
        match self {
            Self::K128(aes) => aes.encrypt_with_backend(batches),
            Self::K192(aes) => aes.encrypt_with_backend(batches),
            Self::K256(aes) => aes.encrypt_with_backend(batches),
        }
    }

    fn decrypt(&self, blocks: &mut [Block<Self>]) {
        let batches = Batches(blocks);
        match self {
            Self::K128(aes) => aes.decrypt_with_backend(batches),
            Self::K192(aes) => aes.decrypt_with_backend(batches),
            Self::K256(aes) => aes.decrypt_with_backend(batches),
        }
    }
}

/// Blocks for a backend of the crate `aes`, in batches of as many blocks as it processes at once. The last batch is
/// filled up with zero blocks, because in wasm the backend's code for single blocks is not faster and would add to the
/// module.
struct Batches<'a>(&'a mut [Block<Aes>]);

impl Batches<'_> {
    fn run<B: BlockSizeUser<BlockSize = U16> + ParBlocksSizeUser>(self, operation: impl Fn(&mut ParBlocks<B>)) {
        for blocks in self.0.chunks_mut(B::ParBlocksSize::USIZE) {
            let mut batch = ParBlocks::<B>::default();
            batch[..blocks.len()].copy_from_slice(blocks);
            operation(&mut batch);
            blocks.copy_from_slice(&batch[..blocks.len()]);
        }
    }
}

impl BlockSizeUser for Batches<'_> {
    type BlockSize = U16;
}

impl BlockCipherEncClosure for Batches<'_> {
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, backend: &B) {
        self.run::<B>(|batch| backend.encrypt_par_blocks_inplace(batch));
    }
}

impl BlockCipherDecClosure for Batches<'_> {
    fn call<B: BlockCipherDecBackend<BlockSize = U16>>(self, backend: &B) {
        self.run::<B>(|batch| backend.decrypt_par_blocks_inplace(batch));
    }
}

impl BlockSizeUser for Aes {
    type BlockSize = U16;
}

impl ParBlocksSizeUser for Aes {
    /// A multiple of the batch size of each backend, except those for VAES (native x86 only), whose batches are longer.
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
    fn encrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
        let mut blocks = [block.clone_in()];
        self.encrypt(&mut blocks);
        [*block.get_out()] = blocks;
    }

    fn encrypt_par_blocks(&self, mut blocks: InOut<'_, '_, ParBlocks<Self>>) {
        let mut result = blocks.clone_in();
        self.encrypt(&mut result);
        *blocks.get_out() = result;
    }
}

impl BlockCipherDecBackend for Aes {
    fn decrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
        let mut blocks = [block.clone_in()];
        self.decrypt(&mut blocks);
        [*block.get_out()] = blocks;
    }

    fn decrypt_par_blocks(&self, mut blocks: InOut<'_, '_, ParBlocks<Self>>) {
        let mut result = blocks.clone_in();
        self.decrypt(&mut result);
        *blocks.get_out() = result;
    }
}

/// AES-GCM with a nonce of 12 bytes (SP 800-38D).
pub(crate) type Gcm = AesGcm<Aes, U12>;

/// Checks the tag and decrypts `content` in place. Returns `None`, and leaves `content` unchanged, if the tag is wrong
/// or if the key, the nonce or the tag has the wrong length.
pub(crate) fn decrypt_gcm(
    key: &[u8],
    nonce: &[u8],
    associated_data: &[u8],
    content: &mut [u8],
    tag: &[u8],
) -> Option<()> {
    let (nonce, tag) = (nonce.try_into().ok()?, tag.try_into().ok()?);
    Gcm::from(Aes::new(key)?).decrypt_inout_detached(nonce, associated_data, content.into(), tag).ok()
}
