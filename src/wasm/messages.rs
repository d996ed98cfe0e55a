//! Sealed messages.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use getrandom::SysRng;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::{
    keys::RawKeys,
    objects::{bytes, object},
    options::RawSealOptions,
};
use crate::{
    Unsealed,
    jwe::{self, Sealing},
    wipe::with_stack_wiped,
};

/// [`jwe::seal_with`].
#[wasm_bindgen]
pub fn seal(plaintext: &[u8], recipients: &RawKeys, options: &RawSealOptions) -> Result<String, JsValue> {
    Ok(jwe::seal_with(&mut SysRng, plaintext, &recipients.public(), &options.borrow())?)
}

/// [`Sealing::new`]. The caller encrypts the content and completes the message.
#[wasm_bindgen(js_name = startSealing)]
pub fn start_sealing(recipients: &RawKeys, options: &RawSealOptions) -> Result<JsValue, JsValue> {
    let sealing = Sealing::new(&mut SysRng, &recipients.public(), &options.borrow())?;
    let Sealing { content_key, nonce, authenticated, frame } = sealing;
    let frame: Array = frame.into_iter().map(JsValue::from).collect();
    let (key, nonce) = (bytes(&content_key), bytes(&nonce));
    Ok(object(&[("key", key), ("nonce", nonce), ("authenticated", authenticated.into()), ("frame", frame.into())]))
}

/// [`jwe::unseal`].
#[wasm_bindgen]
pub fn unseal(sealed: &str, keys: &RawKeys) -> Result<JsValue, JsValue> {
    let unsealed = with_stack_wiped(|| jwe::unseal(&mut SysRng, sealed, &keys.private()))?;
    Ok(unsealed_object(unsealed))
}

/// The recipients of [`jwe::describe`].
#[wasm_bindgen]
pub fn recipients(sealed: &str) -> Result<JsValue, JsValue> {
    Ok(recipients_array(jwe::describe(sealed)?.recipients))
}

/// Converts an opened message to an object.
pub(super) fn unsealed_object(Unsealed { plaintext, key_id, kid, header, aad }: Unsealed) -> JsValue {
    object(&[
        ("plaintext", bytes(&plaintext)),
        ("keyId", key_id.into()),
        ("kid", kid.into()),
        ("header", header.into()),
        ("aad", aad.as_deref().map(bytes).into()),
    ])
}

/// Converts recipients to an array of objects.
pub(super) fn recipients_array(recipients: Vec<(String, Option<String>)>) -> JsValue {
    let recipient_object = |(alg, kid): (String, Option<String>)| object(&[("alg", alg.into()), ("kid", kid.into())]);
    recipients.into_iter().map(recipient_object).collect::<Array>().into()
}
