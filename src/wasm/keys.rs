//! Lists of keys.

#![forbid(unsafe_code)]

use alloc::{rc::Rc, string::String, vec::Vec};

use wasm_bindgen::prelude::*;

use super::{private_key::RawPrivateKey, public_key::RawPublicKey};
use crate::{PrivateKey, PublicKey, VerifyingKey, jwt::KnownSender};

/// The private keys for opening a message and its expected senders, or the public keys for sealing one.
#[wasm_bindgen]
#[derive(Default)]
pub struct RawKeys {
    private: Vec<Rc<PrivateKey>>,
    public: Vec<PublicKey>,
    senders: Vec<VerifyingKey>,
    thumbprints: Vec<String>,
}

#[wasm_bindgen]
impl RawKeys {
    /// Makes an empty list.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a private key without copying it.
    pub fn push(&mut self, key: &RawPrivateKey) -> Result<(), JsValue> {
        self.private.push(Rc::clone(key.encryption()?));
        Ok(())
    }

    /// Adds a copy of a public key.
    #[wasm_bindgen(js_name = pushPublic)]
    pub fn push_public(&mut self, key: &RawPublicKey) -> Result<(), JsValue> {
        self.public.push(key.encryption()?.clone());
        Ok(())
    }

    /// Adds a copy of the verifying key of an expected sender.
    #[wasm_bindgen(js_name = pushSender)]
    pub fn push_sender(&mut self, key: &RawPublicKey) -> Result<(), JsValue> {
        self.senders.push(key.verifying()?.clone());
        Ok(())
    }

    /// Adds the thumbprint of the verifying key of an expected sender.
    #[wasm_bindgen(js_name = pushThumbprint)]
    pub fn push_thumbprint(&mut self, thumbprint: String) {
        self.thumbprints.push(thumbprint);
    }
}

impl RawKeys {
    /// Borrows the expected senders. Without any, every sender is accepted, and none.
    pub(super) fn senders(&self) -> Option<Vec<KnownSender<'_>>> {
        let keys = self.senders.iter().map(KnownSender::Key);
        let senders: Vec<_> = keys.chain(self.thumbprints.iter().map(|id| KnownSender::Thumbprint(id))).collect();
        (!senders.is_empty()).then_some(senders)
    }

    /// Borrows the private keys.
    pub(super) fn private(&self) -> Vec<&PrivateKey> {
        self.private.iter().map(Rc::as_ref).collect()
    }

    /// Borrows the public keys.
    pub(super) fn public(&self) -> Vec<&PublicKey> {
        self.public.iter().collect()
    }
}
