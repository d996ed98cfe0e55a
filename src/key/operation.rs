//! The public operation of a key, computed by the engine or, without private keys, by `sealpost-rsaep`.

#![forbid(unsafe_code)]

use alloc::{sync::Arc, vec::Vec};

#[cfg(feature = "private")]
use sealpost_engine::PublicOperation;
#[cfg(not(feature = "private"))]
use sealpost_rsaep::PublicOperation;

/// The public operation of one key, which clones of the key share.
#[cfg(feature = "private")]
#[derive(Clone, Default)]
pub(super) struct Operation(std::sync::OnceLock<Arc<std::sync::Mutex<PublicOperation>>>);

#[cfg(feature = "private")]
impl Operation {
    /// The engine's form is computed on first use: the computation takes twice as long as one operation.
    pub(super) fn new(_: &[u8], _: u64) -> Self {
        Self::default()
    }

    /// m^e modulo n. `message` is below `n`.
    pub(super) fn public(&self, n: &[u8], e: u64, message: &[u8]) -> Vec<u8> {
        let new = || Arc::new(std::sync::Mutex::new(PublicOperation::new(n, e)));
        let operation = self.0.get_or_init(new).lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        core::mem::take(&mut *operation.public(message))
    }
}

/// The public operation of one key, which clones of the key share.
#[cfg(not(feature = "private"))]
#[derive(Clone)]
pub(super) struct Operation(Arc<PublicOperation>);

#[cfg(not(feature = "private"))]
impl Operation {
    pub(super) fn new(n: &[u8], e: u64) -> Self {
        Self(Arc::new(PublicOperation::new(n, e)))
    }

    /// m^e modulo n. `message` is below `n`.
    pub(super) fn public(&self, _: &[u8], _: u64, message: &[u8]) -> Vec<u8> {
        core::mem::take(&mut *self.0.public(message))
    }
}
