//! Sealed messages.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use getrandom::SysRng;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::{
    keys::RawKeys,
    objects::{bytes, object},
    private_key::RawPrivateKey,
};
use crate::{
    PublicKey,
    encoding::PublicKeyFormat,
    jwe::{self, Sealing, Unsealed},
    jwt::{self, Sender, Signer},
    wipe::with_stack_wiped,
};

/// [`jwe::seal`], or [`jwe::seal_token`].
#[wasm_bindgen]
pub fn seal(plaintext: &[u8], recipients: &RawKeys, is_token: bool) -> Result<String, JsValue> {
    let seal = if is_token { jwe::seal_token } else { jwe::seal };
    Ok(seal(&mut SysRng, plaintext, &recipients.public())?)
}

/// [`Sealing::new`]. The caller encrypts the content and completes the message.
#[wasm_bindgen(js_name = startSealing)]
pub fn start_sealing(recipients: &RawKeys, is_token: bool) -> Result<JsValue, JsValue> {
    let sealing = Sealing::new(&mut SysRng, &recipients.public(), is_token)?;
    let Sealing { content_key, nonce, protected, frame } = sealing;
    let frame: Array = frame.into_iter().map(JsValue::from).collect();
    let (key, nonce) = (bytes(&*content_key), bytes(&nonce));
    Ok(object(&[("key", key), ("nonce", nonce), ("authenticated", protected.into()), ("frame", frame.into())]))
}

/// [`jwe::unseal`].
#[wasm_bindgen]
pub fn unseal(sealed: &str, keys: &RawKeys) -> Result<JsValue, JsValue> {
    let unsealed = with_stack_wiped(|| jwe::unseal(&mut SysRng, sealed, &keys.private()))?;
    Ok(unsealed_object(unsealed))
}

/// [`jwt::sign`]: the token of a signed message, in UTF-8. `issued_at` is in seconds since 1970. `reply_to` is a public
/// key in any form.
#[wasm_bindgen(js_name = signToken)]
pub fn sign_token(
    plaintext: &[u8],
    recipients: &RawKeys,
    key: &RawPrivateKey,
    issued_at: f64,
    encryption_key: Option<String>,
    name: Option<String>,
    reply_to: Option<String>,
) -> Result<Vec<u8>, JsValue> {
    let reply_to = reply_to.map(|key| PublicKey::parse(key.as_bytes())).transpose()?;
    let signer = Signer {
        encryption_key: encryption_key.as_deref(),
        name: name.as_deref(),
        reply_to: reply_to.as_ref(),
        ..Signer::new(key.signing()?, issued_at as u64)
    };
    let mut token = with_stack_wiped(|| jwt::sign(&mut SysRng, plaintext, &recipients.public(), &signer))?;
    Ok(core::mem::take(&mut *token).into_bytes())
}

/// [`jwt::verify`]: the content and the sender of a signed message, or nothing for one that is not signed. `keys` has the
/// expected senders.
#[wasm_bindgen(js_name = verifyToken)]
pub fn verify_token(is_token: bool, plaintext: &[u8], key_id: &str, keys: &RawKeys) -> Result<JsValue, JsValue> {
    let opened = with_stack_wiped(|| jwt::verify(is_token, plaintext, key_id, keys.senders().as_deref()))?;
    Ok(opened
        .map(|(content, sender)| object(&[("plaintext", bytes(&content)), ("sender", sender_object(sender))]))
        .into())
}

/// Converts a sender to an object.
fn sender_object(sender: Sender) -> JsValue {
    object(&[
        ("id", sender.id.into()),
        ("known", sender.known.into()),
        ("verifyingKey", sender.verifying_key.to_pem(PublicKeyFormat::Spki).into()),
        ("audience", sender.audience.into_iter().map(JsValue::from).collect::<Array>().into()),
        ("signedAt", (sender.signed_at as f64).into()),
        ("messageId", sender.message_id.into()),
        ("encryptionKey", sender.encryption_key.into()),
        ("name", sender.name.into()),
        ("replyTo", sender.reply_to.map(|key| key.to_pem(PublicKeyFormat::Spki)).into()),
        ("digest", bytes(&sender.digest)),
    ])
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
        ("isToken", jwt::is_token(&header).into()),
        ("header", header.into()),
        ("aad", aad.as_deref().map(bytes).into()),
    ])
}

/// Converts recipients to an array of objects.
pub(super) fn recipients_array(recipients: Vec<(String, Option<String>)>) -> JsValue {
    let recipient_object = |(alg, kid): (String, Option<String>)| object(&[("alg", alg.into()), ("kid", kid.into())]);
    recipients.into_iter().map(recipient_object).collect::<Array>().into()
}
