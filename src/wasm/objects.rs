//! JavaScript objects and errors.

#![forbid(unsafe_code)]

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;

use crate::Error;

/// Creates a plain object. Members whose value is `undefined` are left out.
///
/// Members are set one by one, because serde would be a tenth of the wasm module.
pub(super) fn object(members: &[(&str, JsValue)]) -> JsValue {
    with_members(Object::new().into(), members)
}

/// Creates a plain object that describes an error.
pub(super) fn error_object(error: Error) -> JsValue {
    object(&[("code", error.code().into()), ("message", error.message().into())])
}

/// Copies bytes into a `Uint8Array`.
pub(super) fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// Creates an `Error` with a `code`, to be thrown.
impl From<&Error> for JsValue {
    fn from(error: &Error) -> Self {
        with_members(js_sys::Error::new(&error.message()).into(), &[("code", error.code().into())])
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

/// Sets members of a new object.
fn with_members(object: JsValue, members: &[(&str, JsValue)]) -> JsValue {
    for (name, value) in members.iter().filter(|(_, value)| !value.is_undefined()) {
        // Cannot fail: the object is new and extensible.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}
