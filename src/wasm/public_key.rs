//! Public keys.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use getrandom::SysRng;
use wasm_bindgen::prelude::*;

use super::{
    objects::object,
    options::{Oaep, public_format},
};
use crate::{PublicKey, encoding, wipe::with_stack_wiped};

/// [`PublicKey`].
#[wasm_bindgen]
pub struct RawPublicKey(pub(super) PublicKey);

#[wasm_bindgen]
impl RawPublicKey {
    /// [`PublicKey::parse_with_kid`].
    pub fn parse(input: &[u8], kid: Option<String>) -> Result<Self, JsValue> {
        // The input may be a private key, which is refused.
        Ok(Self(with_stack_wiped(|| PublicKey::parse_with_kid(input, kid.as_deref()))?))
    }

    /// [`PublicKey::bits`].
    pub fn bits(&self) -> u32 {
        self.0.bits()
    }

    /// [`PublicKey::max_plaintext`].
    #[wasm_bindgen(js_name = maxPlaintext)]
    pub fn max_plaintext(&self, hash: Option<String>) -> Result<usize, JsValue> {
        Ok(self.0.max_plaintext(&Oaep::parse(hash, None, None)?.options()))
    }

    /// [`PublicKey::encrypt`].
    pub fn encrypt(
        &self,
        plaintext: &[u8],
        hash: Option<String>,
        mgf_hash: Option<String>,
        label: Option<Vec<u8>>,
    ) -> Result<Vec<u8>, JsValue> {
        let oaep = Oaep::parse(hash, mgf_hash, label)?;
        Ok(self.0.encrypt(&mut SysRng, plaintext, &oaep.options())?)
    }

    /// [`PublicKey::to_pem`], or for `openssh` [`PublicKey::to_openssh`].
    #[wasm_bindgen(js_name = toPem)]
    pub fn to_pem(&self, format: Option<String>) -> Result<String, JsValue> {
        if format.as_deref() == Some("openssh") {
            return Ok(self.0.to_openssh());
        }
        Ok(self.0.to_pem(public_format(format)?))
    }

    /// [`PublicKey::to_jwk`].
    #[wasm_bindgen(js_name = toJwk)]
    pub fn to_jwk(&self) -> String {
        self.0.to_jwk()
    }

    /// [`PublicKey::to_der`].
    #[wasm_bindgen(js_name = toDer)]
    pub fn to_der(&self, format: Option<String>) -> Result<Vec<u8>, JsValue> {
        Ok(self.0.to_der(public_format(format)?))
    }

    /// [`PublicKey::thumbprint`].
    pub fn thumbprint(&self) -> String {
        self.0.thumbprint()
    }

    /// [`PublicKey::fingerprint`].
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint()
    }
}

/// [`encoding::identify`] of a public key from the vault. The caller compares the thumbprint, `id`, with the one that the
/// vault has authenticated. Returns nothing if there is no key.
#[wasm_bindgen(js_name = storedPublicKey)]
pub fn stored_public_key(spki: &[u8]) -> Option<JsValue> {
    let (id, fingerprint, bits) = encoding::identify(spki).ok()?;
    Some(object(&[("id", id.into()), ("bits", bits.into()), ("fingerprint", fingerprint.into())]))
}

/// [`crate::safety_number()`].
#[wasm_bindgen(js_name = safetyNumber)]
pub fn safety_number(a: &RawPublicKey, b: &RawPublicKey) -> String {
    crate::safety_number(&a.0, &b.0)
}
