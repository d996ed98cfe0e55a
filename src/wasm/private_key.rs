//! Private keys.

#![forbid(unsafe_code)]

use alloc::{rc::Rc, string::String, vec::Vec};

use getrandom::SysRng;
use wasm_bindgen::prelude::*;

use super::{
    objects::object,
    options::{Oaep, private_format},
    public_key::RawPublicKey,
};
use crate::{Error, Hash, PrivateKey, encoding::ParseOptions, jwe, wipe::with_stack_wiped};

/// [`PrivateKey`]. A [`RawKeys`](super::keys::RawKeys) may share the key. The key is wiped when the last object that
/// has it is freed.
#[wasm_bindgen]
pub struct RawPrivateKey(pub(super) Rc<PrivateKey>);

#[wasm_bindgen]
impl RawPrivateKey {
    /// [`PrivateKey::generate`].
    pub fn generate(bits: u32) -> Result<Self, JsValue> {
        Ok(Self(with_stack_wiped(|| PrivateKey::generate(&mut SysRng, bits))?.into()))
    }

    /// [`PrivateKey::from_primes`].
    #[wasm_bindgen(js_name = fromPrimes)]
    pub fn from_primes(p: &[u8], q: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(with_stack_wiped(|| PrivateKey::from_primes(&mut SysRng, p, q))?.into()))
    }

    /// [`PrivateKey::parse`].
    pub fn parse(
        input: &[u8],
        allow_weak: Option<bool>,
        passphrase: Option<Vec<u8>>,
        kid: Option<String>,
    ) -> Result<Self, JsValue> {
        let allow_weak = allow_weak.unwrap_or(false);
        let options = ParseOptions { allow_weak, passphrase: passphrase.as_deref(), kid: kid.as_deref() };
        Ok(Self(parse_private_key(input, &options)?.into()))
    }

    /// [`PrivateKey::bits`].
    pub fn bits(&self) -> u32 {
        self.0.bits()
    }

    /// [`PrivateKey::kid`].
    pub fn kid(&self) -> Option<String> {
        self.0.kid().map(String::from)
    }

    /// [`PrivateKey::public_key`].
    #[wasm_bindgen(js_name = publicKey)]
    pub fn public_key(&self) -> RawPublicKey {
        RawPublicKey(self.0.public_key())
    }

    /// [`PrivateKey::decrypt`].
    pub fn decrypt(
        &self,
        ciphertext: &[u8],
        hash: Option<String>,
        mgf_hash: Option<String>,
        label: Option<Vec<u8>>,
    ) -> Result<Vec<u8>, JsValue> {
        let oaep = Oaep::parse(hash, mgf_hash, label)?;
        let plaintext = with_stack_wiped(|| self.0.decrypt(&mut SysRng, ciphertext, &oaep.options()));
        Ok(core::mem::take(&mut *plaintext?))
    }

    /// [`jwe::diagnose`] of `sealed`, or else [`PrivateKey::diagnose`] of `ciphertext`.
    pub fn diagnose(
        &self,
        ciphertext: &[u8],
        sealed: Option<String>,
        label: Option<Vec<u8>>,
    ) -> Result<JsValue, JsValue> {
        let label = label.unwrap_or_default();
        let found = with_stack_wiped(|| match &sealed {
            Some(sealed) => jwe::diagnose(&mut SysRng, sealed, &self.0, &label),
            None => self.0.diagnose(&mut SysRng, ciphertext, &label),
        })?;
        let name = |hash: Hash| JsValue::from(hash.name());
        Ok(found.map(|found| object(&[("hash", name(found.hash)), ("mgfHash", name(found.mgf_hash))])).into())
    }

    /// [`PrivateKey::to_pem`], or with a passphrase [`PrivateKey::to_encrypted_pem`]. Returns UTF-8 and not a string,
    /// because bytes can be wiped, and transferred from one thread to another without a copy.
    #[wasm_bindgen(js_name = toPem)]
    pub fn to_pem(&self, format: Option<String>, passphrase: Option<Vec<u8>>) -> Result<Vec<u8>, JsValue> {
        let format = private_format(format)?;
        let mut pem = with_stack_wiped(|| match &passphrase {
            Some(passphrase) => self.0.to_encrypted_pem(&mut SysRng, passphrase),
            None => self.0.to_pem(format),
        })?;
        Ok(core::mem::take(&mut *pem).into_bytes())
    }

    /// [`PrivateKey::to_pem_under_key`], as UTF-8 like [`Self::to_pem`]. `key` has 32 bytes.
    #[wasm_bindgen(js_name = toPemUnderKey)]
    pub fn to_pem_under_key(&self, salt: &[u8], key: &[u8]) -> Result<Vec<u8>, JsValue> {
        let key = key.try_into().map_err(|_| Error::Internal)?;
        let mut pem = with_stack_wiped(|| self.0.to_pem_under_key(&mut SysRng, salt, key))?;
        Ok(core::mem::take(&mut *pem).into_bytes())
    }

    /// [`PrivateKey::to_der`], or with a passphrase [`PrivateKey::to_encrypted_der`].
    #[wasm_bindgen(js_name = toDer)]
    pub fn to_der(&self, format: Option<String>, passphrase: Option<Vec<u8>>) -> Result<Vec<u8>, JsValue> {
        let format = private_format(format)?;
        Ok(core::mem::take(&mut *with_stack_wiped(|| match &passphrase {
            Some(passphrase) => self.0.to_encrypted_der(&mut SysRng, passphrase),
            None => self.0.to_der(format),
        })?))
    }

    /// [`PrivateKey::to_jwk`].
    #[wasm_bindgen(js_name = toJwk)]
    pub fn to_jwk(&self) -> Result<String, JsValue> {
        Ok(core::mem::take(&mut *with_stack_wiped(|| self.0.to_jwk())?))
    }
}

/// [`PrivateKey::parse`]. Not inlined, because two copies would add kilobytes to the wasm module.
///
/// # Errors
/// Those of [`PrivateKey::parse`].
#[inline(never)]
pub(super) fn parse_private_key(input: &[u8], options: &ParseOptions<'_>) -> Result<PrivateKey, Error> {
    with_stack_wiped(|| PrivateKey::parse(input, options))
}
