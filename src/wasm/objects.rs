//! JavaScript objects and errors.

#![forbid(unsafe_code)]

use alloc::string::String;

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;

use crate::Error;

/// Creates a plain object. Members whose value is `undefined` are left out.
///
/// Members are set one by one, because serde would be a tenth of the wasm module.
pub(super) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_undefined()) {
        // Cannot fail: the object is new and extensible.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Copies bytes into a `Uint8Array`.
pub(super) fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// [`Error::record`].
pub(super) fn record(error: &Error) -> String {
    error.record()
}

/// Creates a JavaScript `Error` to be thrown, whose message is [`Error::record`].
impl From<&Error> for JsValue {
    fn from(error: &Error) -> Self {
        js_sys::Error::new(&record(error)).into()
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}
