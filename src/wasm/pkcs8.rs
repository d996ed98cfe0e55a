//! Private keys that js/vault/ stores or backs up.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use getrandom::SysRng;
use rand_core::TryRng;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::private_key::{RawPrivateKey, parse_private_key};
use crate::{
    Error,
    encoding::{self, ParseOptions, PrivateKeyFormat},
    jwe::{self, AeadParameters, ContentEncryption},
    wipe::with_stack_wiped,
};

/// Private keys in PKCS#8 DER (RFC 5958), concatenated; after decryption also the text before them, which is a line in
/// a backup and empty in a stored key. They are encrypted and decrypted here, because WebCrypto leaves copies of its
/// input in memory that cannot be wiped.
#[wasm_bindgen]
#[derive(Default)]
pub struct RawPkcs8(Zeroizing<Vec<u8>>);

#[wasm_bindgen]
impl RawPkcs8 {
    /// Makes an empty list.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a key. Returns the length of its DER in bytes.
    pub fn push(&mut self, key: &RawPrivateKey) -> Result<usize, JsValue> {
        let der = key.der(PrivateKeyFormat::Pkcs8)?;
        self.0.extend_from_slice(&der);
        Ok(der.len())
    }

    /// Encrypts the text `head`, followed by the keys, with AES-256-GCM. Returns a random nonce, the ciphertext and the
    /// tag, concatenated.
    pub fn encrypt(&self, head: &[u8], key: &[u8], authenticated: &[u8]) -> Result<Vec<u8>, JsValue> {
        let mut nonce = [0; 12];
        SysRng.try_fill_bytes(&mut nonce).map_err(|_| Error::RandomUnavailable)?;
        let mut content = [head, &self.0].concat();
        let tag =
            with_stack_wiped(|| jwe::encrypt(ContentEncryption::A256Gcm, key, &nonce, authenticated, &mut content))?;
        Ok([&nonce, &*content, &tag].concat())
    }

    /// Decrypts the result of [`Self::encrypt`]. Returns `undefined` if the tag is wrong, `sealed` is too short or the
    /// key is not of 32 bytes.
    pub fn decrypt(sealed: &[u8], key: &[u8], authenticated: &[u8]) -> Option<Self> {
        let (nonce, rest) = sealed.split_first_chunk::<12>()?;
        let (content, tag) = rest.split_last_chunk::<16>()?;
        let parameters = AeadParameters { nonce, authenticated, tag };
        let mut content = Zeroizing::new(content.to_vec());
        with_stack_wiped(|| jwe::decrypt(ContentEncryption::A256Gcm, key, parameters, &mut content)).ok()?;
        Some(Self(content))
    }

    /// Returns the decrypted text before the first line feed.
    pub fn head(&self) -> Vec<u8> {
        self.0.split(|byte| *byte == b'\n').next().unwrap_or_default().into()
    }

    /// Parses the key at `start`, of `length` bytes, whose key ID is `kid`. `start` counts from the beginning of the
    /// text before the keys. `signing`: whether it is a signing key. Returns `undefined` if there is no valid key.
    pub fn key(
        &self,
        start: usize,
        length: usize,
        kid: Option<String>,
        signing: Option<bool>,
    ) -> Option<RawPrivateKey> {
        let der = self.0.get(start..)?.get(..length)?;
        let signing = signing.unwrap_or(false);
        let options = ParseOptions { allow_weak: !signing, ..ParseOptions::default() };
        let mut key = parse_private_key(der, &options, signing).ok()?;
        key.kid = kid;
        Some(RawPrivateKey::of(key, signing))
    }

    /// Parses the only key, which was checked when it was stored: its primes are not tested again
    /// ([`encoding::from_tested_der`]). Its key ID is `kid`. The caller checks its thumbprint. `signing`: whether it is
    /// a signing key. Returns `undefined` if there is no valid key.
    #[wasm_bindgen(js_name = storedKey)]
    pub fn stored_key(&self, kid: Option<String>, signing: Option<bool>) -> Option<RawPrivateKey> {
        let signing = signing.unwrap_or(false);
        let mut key = with_stack_wiped(|| encoding::from_tested_der(&self.0, signing)).ok()?;
        key.kid = kid;
        Some(RawPrivateKey::of(key, signing))
    }
}
