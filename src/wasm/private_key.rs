//! Private keys.

#![forbid(unsafe_code)]

use alloc::{rc::Rc, string::String, vec::Vec};

use getrandom::SysRng;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{
    objects::object,
    options::{Oaep, parse_hash, private_format},
    public_key::{PublicHalf, RawPublicKey},
};
use crate::{
    Error, Hash, PrivateKey, PssOptions, SigningKey,
    encoding::{ParseOptions, PrivateKeyFormat},
    jwe,
    key::RsaPrivateKey,
    wipe::with_stack_wiped,
};

/// [`PrivateKey`] or [`SigningKey`]. One class for both takes less code, and the classes in js/ keep them apart. A
/// [`RawKeys`](super::keys::RawKeys) may share the key. The key is wiped when the last object that has it is freed.
#[wasm_bindgen]
pub struct RawPrivateKey(pub(super) PrivateHalf);

/// A private key of either purpose.
pub(super) enum PrivateHalf {
    Encryption(Rc<PrivateKey>),
    Signing(Rc<SigningKey>),
}

impl PrivateHalf {
    /// The RSA key in either type.
    fn rsa(&self) -> &RsaPrivateKey {
        match self {
            Self::Encryption(key) => &key.0,
            Self::Signing(key) => &key.0,
        }
    }
}

impl RawPrivateKey {
    /// The key for encryption.
    ///
    /// # Errors
    /// [`Error::Internal`] for a signing key, which the classes in js/ do not pass.
    pub(super) fn encryption(&self) -> Result<&Rc<PrivateKey>, Error> {
        match &self.0 {
            PrivateHalf::Encryption(key) => Ok(key),
            PrivateHalf::Signing(_) => Err(Error::Internal),
        }
    }

    /// The signing key.
    ///
    /// # Errors
    /// [`Error::Internal`] for a key for encryption, which the classes in js/ do not pass.
    pub(super) fn signing(&self) -> Result<&SigningKey, Error> {
        match &self.0 {
            PrivateHalf::Signing(key) => Ok(key),
            PrivateHalf::Encryption(_) => Err(Error::Internal),
        }
    }

    /// Makes a signing key if `signing` is true, else a key for encryption.
    pub(super) fn of(key: RsaPrivateKey, signing: bool) -> Self {
        Self(if signing {
            PrivateHalf::Signing(Rc::new(SigningKey(key)))
        } else {
            PrivateHalf::Encryption(Rc::new(PrivateKey(key)))
        })
    }

    /// [`PrivateKey::to_der`].
    ///
    /// # Errors
    /// Those of [`PrivateKey::to_der`].
    pub(super) fn der(&self, format: PrivateKeyFormat) -> Result<Zeroizing<Vec<u8>>, Error> {
        with_stack_wiped(|| self.0.rsa().to_der(format))
    }
}

#[wasm_bindgen]
impl RawPrivateKey {
    /// [`PrivateKey::generate`] or [`SigningKey::generate`].
    pub fn generate(bits: u32, signing: bool) -> Result<Self, JsValue> {
        let key = with_stack_wiped(|| PrivateKey::generate(&mut SysRng, bits))?;
        Ok(Self::of(key.0, signing))
    }

    /// [`PrivateKey::from_primes`] or [`SigningKey::from_primes`].
    #[wasm_bindgen(js_name = fromPrimes)]
    pub fn from_primes(p: &[u8], q: &[u8], signing: Option<bool>) -> Result<Self, JsValue> {
        let key = with_stack_wiped(|| PrivateKey::from_primes(&mut SysRng, p, q))?;
        Ok(Self::of(key.0, signing.unwrap_or(false)))
    }

    /// [`PrivateKey::parse`] or [`SigningKey::parse`].
    pub fn parse(
        input: &[u8],
        allow_weak: Option<bool>,
        passphrase: Option<Vec<u8>>,
        kid: Option<String>,
        signing: Option<bool>,
    ) -> Result<Self, JsValue> {
        let allow_weak = allow_weak.unwrap_or(false);
        let options = ParseOptions { allow_weak, passphrase: passphrase.as_deref(), kid: kid.as_deref() };
        let signing = signing.unwrap_or(false);
        Ok(Self::of(parse_private_key(input, &options, signing)?, signing))
    }

    /// The key ID that the key's JWK gave it.
    pub fn kid(&self) -> Option<String> {
        self.0.rsa().kid.clone()
    }

    /// [`PrivateKey::bits`].
    pub fn bits(&self) -> u32 {
        self.0.rsa().bits()
    }

    /// [`PrivateKey::public_key`] or [`SigningKey::verifying_key`].
    #[wasm_bindgen(js_name = publicKey)]
    pub fn public_key(&self) -> RawPublicKey {
        RawPublicKey(match &self.0 {
            PrivateHalf::Encryption(key) => PublicHalf::Encryption(key.public_key()),
            PrivateHalf::Signing(key) => PublicHalf::Signing(key.verifying_key()),
        })
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
        let key = self.encryption()?;
        let plaintext = with_stack_wiped(|| key.decrypt(&mut SysRng, ciphertext, &oaep.options()));
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
        let key = self.encryption()?;
        let found = with_stack_wiped(|| match &sealed {
            Some(sealed) => jwe::diagnose(&mut SysRng, sealed, key, &label),
            None => key.diagnose(&mut SysRng, ciphertext, &label),
        })?;
        let name = |hash: Hash| JsValue::from(hash.name());
        Ok(found.map(|found| object(&[("hash", name(found.hash)), ("mgfHash", name(found.mgf_hash))])).into())
    }

    /// [`SigningKey::sign`].
    pub fn sign(&self, message: &[u8], hash: Option<String>, salt_length: Option<usize>) -> Result<Vec<u8>, JsValue> {
        let (key, options) = (self.signing()?, PssOptions { hash: parse_hash(hash)?, salt_length });
        Ok(with_stack_wiped(|| key.sign(&mut SysRng, message, &options))?)
    }

    /// [`PrivateKey::to_pem`], or with a passphrase [`PrivateKey::to_encrypted_pem`]. Returns UTF-8 and not a string,
    /// because bytes can be wiped, and transferred from one thread to another without a copy.
    #[wasm_bindgen(js_name = toPem)]
    pub fn to_pem(&self, format: Option<String>, passphrase: Option<Vec<u8>>) -> Result<Vec<u8>, JsValue> {
        let format = private_format(format)?;
        let mut pem = with_stack_wiped(|| match &passphrase {
            Some(passphrase) => self.0.rsa().to_encrypted_pem(&mut SysRng, passphrase),
            None => self.0.rsa().to_pem(format),
        })?;
        Ok(core::mem::take(&mut *pem).into_bytes())
    }

    /// [`RsaPrivateKey::to_pem_under_key`], as UTF-8 like [`Self::to_pem`]. `key` has 32 bytes.
    #[wasm_bindgen(js_name = toPemUnderKey)]
    pub fn to_pem_under_key(&self, salt: &[u8], key: &[u8]) -> Result<Vec<u8>, JsValue> {
        let key = key.try_into().map_err(|_| Error::Internal)?;
        let mut pem = with_stack_wiped(|| self.0.rsa().to_pem_under_key(&mut SysRng, salt, key))?;
        Ok(core::mem::take(&mut *pem).into_bytes())
    }

    /// [`PrivateKey::to_der`], or with a passphrase [`PrivateKey::to_encrypted_der`].
    #[wasm_bindgen(js_name = toDer)]
    pub fn to_der(&self, format: Option<String>, passphrase: Option<Vec<u8>>) -> Result<Vec<u8>, JsValue> {
        let format = private_format(format)?;
        Ok(core::mem::take(&mut *with_stack_wiped(|| match &passphrase {
            Some(passphrase) => self.0.rsa().to_encrypted_der(&mut SysRng, passphrase),
            None => self.0.rsa().to_der(format),
        })?))
    }

    /// [`PrivateKey::to_jwk`].
    #[wasm_bindgen(js_name = toJwk)]
    pub fn to_jwk(&self) -> Result<String, JsValue> {
        Ok(core::mem::take(&mut *with_stack_wiped(|| self.0.rsa().to_jwk())?))
    }
}

/// [`PrivateKey::parse`] or [`SigningKey::parse`]. Not inlined, because two copies would add kilobytes to the wasm
/// module.
///
/// # Errors
/// Those of [`PrivateKey::parse`] and [`SigningKey::parse`].
#[inline(never)]
pub(super) fn parse_private_key(
    input: &[u8],
    options: &ParseOptions<'_>,
    signing: bool,
) -> Result<RsaPrivateKey, Error> {
    with_stack_wiped(|| {
        Ok(if signing { SigningKey::parse(input, options)?.0 } else { PrivateKey::parse(input, options)?.0 })
    })
}
