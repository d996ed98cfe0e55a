//! Lists of keys.

#![forbid(unsafe_code)]

use alloc::{rc::Rc, string::String, vec::Vec};

use wasm_bindgen::prelude::*;

use super::{private_key::RawPrivateKey, public_key::RawPublicKey};
use crate::{PrivateKey, PublicKey, jwe::KeyName};

/// The private keys for opening a message, or their names, or the public keys for sealing a message.
#[wasm_bindgen]
#[derive(Default)]
pub struct RawKeys {
    private: Vec<Rc<PrivateKey>>,
    public: Vec<PublicKey>,
    names: Vec<KeyName>,
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

    /// Adds the name of a private key: its thumbprint, the key ID that its JWK gave it, and its length in bits.
    #[wasm_bindgen(js_name = pushName)]
    pub fn push_name(&mut self, id: String, kid: Option<String>, bits: u32) {
        self.names.push(KeyName { id, kid, size: bits.div_ceil(8) as usize });
    }

    /// Adds a copy of a public key.
    #[wasm_bindgen(js_name = pushPublic)]
    pub fn push_public(&mut self, key: &RawPublicKey) -> Result<(), JsValue> {
        self.public.push(key.encryption()?.clone());
        Ok(())
    }
}

impl RawKeys {
    /// Borrows the private keys.
    pub(super) fn private(&self) -> Vec<&PrivateKey> {
        self.private.iter().map(Rc::as_ref).collect()
    }

    /// The names of private keys.
    pub(super) fn names(&self) -> Vec<KeyName> {
        self.names.clone()
    }

    /// Borrows the public keys.
    pub(super) fn public(&self) -> Vec<&PublicKey> {
        self.public.iter().collect()
    }
}
