//! Recognising an input.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::{
    messages::recipients_array,
    objects::{object, record},
};
use crate::{Error, FileRecipient, Inspected, encoding::KeyDescription, jwe::Description, wipe::with_stack_wiped};

/// [`crate::inspect`](fn@crate::inspect). The result has the members of `Inspected` in the package's interface.
#[wasm_bindgen]
pub fn inspect(input: &[u8]) -> JsValue {
    match with_stack_wiped(|| crate::inspect(input)) {
        Inspected::Key(key) => key_object(key),
        Inspected::Message { form, description } => message_object(form, description),
        Inspected::File { form, recipients } => file_object(form, recipients),
        Inspected::MaybeCiphertext { encoding, length } => {
            object(&[("kind", "maybe-ciphertext".into()), ("encoding", encoding.into()), ("length", length.into())])
        }
        Inspected::Unknown { refused } => {
            object(&[("kind", "unknown".into()), ("refused", refused.as_ref().map(record).into())])
        }
    }
}

/// Converts the description of a key to an object.
fn key_object(key: KeyDescription) -> JsValue {
    let protection = key.protection.map(|protection| {
        object(&[
            ("cipher", protection.cipher.into()),
            ("derivation", protection.derivation.into()),
            ("hash", protection.hash.into()),
            ("cost", protection.cost.into()),
        ])
    });
    object(&[
        ("kind", key.kind.into()),
        ("form", key.form.into()),
        ("encoding", key.encoding.into()),
        ("unwrapped", steps_array(&key.unwrapped)),
        ("bits", key.bits.into()),
        // An `f64` is exact here: the description has no exponents of more than 48 bits.
        ("e", key.exponent.map(|e| e as f64).into()),
        ("thumbprint", key.thumbprint.into()),
        ("fingerprint", key.fingerprint.into()),
        ("protection", protection.into()),
        ("purpose", key.purpose.into()),
        ("refused", key.refused.as_ref().map(record).into()),
    ])
}

/// Converts the description of a message, or the error with which the message is refused, to an object.
fn message_object(form: &str, description: Result<Description, Error>) -> JsValue {
    let (kind, form) = (("kind", "message".into()), ("form", form.into()));
    let description = match description {
        Ok(description) => description,
        Err(error) => return object(&[kind, form, ("refused", record(&error).into())]),
    };
    let (enc, recipients) = (("enc", description.enc.into()), ("recipients", recipients_array(description.recipients)));
    object(&[
        kind,
        form,
        enc,
        recipients,
        ("length", description.length.into()),
        ("cty", description.cty.into()),
        ("unwrapped", steps_array(&description.unwrapped)),
    ])
}

/// Converts the recipients of a sealed file, or the error with which it is refused, to an object.
fn file_object(form: &str, recipients: Result<Vec<FileRecipient>, Error>) -> JsValue {
    let (kind, form) = (("kind", "file".into()), ("form", form.into()));
    let recipients = match recipients {
        Ok(recipients) => recipients,
        Err(error) => return object(&[kind, form, ("refused", record(&error).into())]),
    };
    let objects = recipients
        .into_iter()
        .map(|recipient| object(&[("type", recipient.kind.into()), ("tag", recipient.tag.into())]));
    object(&[kind, form, ("recipients", objects.collect::<Array>().into())])
}

/// Converts `unwrapped`, the names of the decoding steps that led to the key or the message, to an array, or to
/// `undefined` if there are no steps.
fn steps_array(steps: &[&str]) -> JsValue {
    if steps.is_empty() {
        return JsValue::UNDEFINED;
    }
    steps.iter().map(|step| JsValue::from(*step)).collect::<Array>().into()
}
