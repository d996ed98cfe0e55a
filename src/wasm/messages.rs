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
    encoding::PublicKeyFormat,
    jwe::{self, Sealing, Unsealed},
    jwt::{self, Token},
    wipe::with_stack_wiped,
};

/// [`jwe::seal_with`].
#[wasm_bindgen]
pub fn seal(plaintext: &[u8], recipients: &RawKeys, options: &RawSealOptions) -> Result<String, JsValue> {
    Ok(jwe::seal_with(&mut SysRng, plaintext, &recipients.public(), &options.borrow())?)
}

/// [`Sealing::new`]. The caller encrypts the content and completes the message. Returns an object with the fields of
/// [`Sealing`], of which `key` is the content key.
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

/// The random bytes of a message ID (`jti`).
#[wasm_bindgen(js_name = messageId)]
pub fn message_id() -> Result<Vec<u8>, JsValue> {
    Ok(jwt::message_id(&mut SysRng)?.into())
}

/// [`jwt::verify`]. Returns for a signed message a text that consists of the verifying key in PEM, the claims as JSON,
/// and the digest in base64url; `undefined` for a message that is not signed. `from` has the thumbprints of the
/// expected senders, separated by spaces.
#[wasm_bindgen(js_name = verifyToken)]
pub fn verify_token(
    is_token: bool,
    plaintext: &[u8],
    key_id: &str,
    from: Option<String>,
) -> Result<Option<String>, JsValue> {
    // Thumbprints have the same length and no space, so that a window that equals `id` is one whole thumbprint.
    let is_expected = |id: &str| {
        from.as_ref()
            .is_some_and(|from| from.as_bytes().windows(id.len()).any(|thumbprint| thumbprint == id.as_bytes()))
    };
    let token = jwt::verify(is_token, plaintext, key_id, if from.is_some() { Some(&is_expected) } else { None })?;
    Ok(token.map(token_text))
}

/// [`jwt::verify_files`]. Returns a text as [`verify_token`] does.
#[wasm_bindgen(js_name = verifyFiles)]
pub fn verify_files(token: &[u8], key_id: &str) -> Result<String, JsValue> {
    Ok(token_text(jwt::verify_files(token, key_id)?))
}

/// The verifying key in PEM, the claims as JSON, and the digest in base64url, one after the other.
fn token_text(Token { key, claims, digest }: Token) -> String {
    [&key.to_pem(PublicKeyFormat::Spki), claims.as_str(), &jwt::encode(&digest)].concat()
}

/// The recipients that [`jwe::describe`] finds, as an array of objects with `alg` and `kid`.
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
