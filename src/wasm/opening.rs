//! Messages whose content JavaScript decrypts.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use getrandom::SysRng;
use wasm_bindgen::prelude::*;

use super::{
    keys::RawKeys,
    messages::unsealed_object,
    objects::{bytes, object},
    private_key::RawPrivateKey,
};
use crate::{
    Error, Reason,
    jwe::{AeadParameters, Message, Opening},
    wipe::with_stack_wiped,
};

/// [`Opening`]: a message without its ciphertext. The caller decrypts the ciphertext.
#[wasm_bindgen]
pub struct RawOpening(Opening);

#[wasm_bindgen]
impl RawOpening {
    /// [`Opening::new`] with the keys whose names are in the list. `sealed` is a message from which the caller has
    /// removed the ciphertext, and `length` is the length of that ciphertext in characters.
    #[wasm_bindgen(constructor)]
    pub fn new(sealed: &str, length: usize, keys: &RawKeys) -> Result<Self, JsValue> {
        let (message, rest) = Message::parse(sealed)?;
        if !rest.is_empty() {
            // What the caller removed was not the ciphertext of this message.
            return Err(Error::MalformedMessage { reason: Reason::TwoCiphertexts }.into());
        }
        Ok(Self(Opening::new(message, length, keys.names())?))
    }

    /// [`Opening::key`]: the index in the list of names.
    ///
    /// # Errors
    /// After the last attempt, the error for a message that none of the keys opens.
    pub fn key(&self, attempt: usize) -> Result<usize, JsValue> {
        self.0.key(attempt).ok_or_else(|| (&self.0.failure).into())
    }

    /// [`Opening::content_key`] with the key that [`RawOpening::key`] names.
    pub fn attempt(&self, key: &RawPrivateKey, attempt: usize) -> Result<JsValue, JsValue> {
        let (opening, private_key) = (&self.0, key.encryption()?);
        let (encryption, key) = with_stack_wiped(|| opening.content_key(&mut SysRng, private_key, attempt))?;
        let AeadParameters { nonce, authenticated, tag } = opening.parameters();
        Ok(object(&[
            ("enc", encryption.name().into()),
            ("key", bytes(&key)),
            ("nonce", bytes(nonce)),
            ("authenticated", bytes(authenticated)),
            ("tag", bytes(tag)),
            ("unsealed", unsealed_object(opening.unsealed(attempt, Vec::new().into()))),
        ]))
    }
}
