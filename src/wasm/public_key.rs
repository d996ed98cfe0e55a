//! Public keys.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use getrandom::SysRng;
use wasm_bindgen::prelude::*;

use super::{
    objects::object,
    options::{Oaep, parse_hash, public_format},
};
use crate::{
    Error, Identity, PssOptions, PublicKey, VerifyingKey, encoding, key::RsaPublicKey, safety_number,
    wipe::with_stack_wiped,
};

/// [`PublicKey`] or [`VerifyingKey`].
#[wasm_bindgen]
pub struct RawPublicKey(pub(super) PublicHalf);

/// A public key of either purpose.
pub(super) enum PublicHalf {
    Encryption(PublicKey),
    Signing(VerifyingKey),
}

impl PublicHalf {
    /// The RSA key in either type.
    fn rsa(&self) -> &RsaPublicKey {
        match self {
            Self::Encryption(key) => &key.0,
            Self::Signing(key) => &key.0,
        }
    }
}

impl RawPublicKey {
    /// The key for encryption.
    ///
    /// # Errors
    /// [`Error::Internal`] for a verifying key, which the classes in js/ do not pass.
    pub(super) fn encryption(&self) -> Result<&PublicKey, Error> {
        match &self.0 {
            PublicHalf::Encryption(key) => Ok(key),
            PublicHalf::Signing(_) => Err(Error::Internal),
        }
    }

    /// The verifying key.
    ///
    /// # Errors
    /// [`Error::Internal`] for a key for encryption, which the classes in js/ do not pass.
    pub(super) fn verifying(&self) -> Result<&VerifyingKey, Error> {
        match &self.0 {
            PublicHalf::Signing(key) => Ok(key),
            PublicHalf::Encryption(_) => Err(Error::Internal),
        }
    }
}

#[wasm_bindgen]
impl RawPublicKey {
    /// [`PublicKey::parse_with_kid`] or [`VerifyingKey::parse_with_kid`].
    pub fn parse(input: &[u8], kid: Option<String>, signing: Option<bool>) -> Result<Self, JsValue> {
        // The input may be a private key, which is refused.
        Ok(Self(with_stack_wiped(|| {
            Ok::<_, Error>(if signing.unwrap_or(false) {
                PublicHalf::Signing(VerifyingKey::parse_with_kid(input, kid.as_deref())?)
            } else {
                PublicHalf::Encryption(PublicKey::parse_with_kid(input, kid.as_deref())?)
            })
        })?))
    }

    /// [`PublicKey::bits`].
    pub fn bits(&self) -> u32 {
        self.0.rsa().bits()
    }

    /// [`PublicKey::max_plaintext`].
    #[wasm_bindgen(js_name = maxPlaintext)]
    pub fn max_plaintext(&self, hash: Option<String>) -> Result<usize, JsValue> {
        Ok(self.encryption()?.max_plaintext(&Oaep::parse(hash, None, None)?.options()))
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
        Ok(self.encryption()?.encrypt(&mut SysRng, plaintext, &oaep.options())?)
    }

    /// [`VerifyingKey::verify`].
    pub fn verify(
        &self,
        message: &[u8],
        signature: &[u8],
        hash: Option<String>,
        salt_length: Option<usize>,
    ) -> Result<bool, JsValue> {
        let options = PssOptions { hash: parse_hash(hash)?, salt_length };
        Ok(self.verifying()?.verify(message, signature, &options)?)
    }

    /// [`PublicKey::to_pem`], or for `openssh` [`PublicKey::to_openssh`].
    #[wasm_bindgen(js_name = toPem)]
    pub fn to_pem(&self, format: Option<String>) -> Result<String, JsValue> {
        if format.as_deref() == Some("openssh") {
            return Ok(self.0.rsa().to_openssh());
        }
        let format = public_format(format)?;
        Ok(self.0.rsa().to_pem(format))
    }

    /// [`PublicKey::to_jwk`].
    #[wasm_bindgen(js_name = toJwk)]
    pub fn to_jwk(&self) -> String {
        self.0.rsa().to_jwk()
    }

    /// [`PublicKey::to_der`].
    #[wasm_bindgen(js_name = toDer)]
    pub fn to_der(&self, format: Option<String>) -> Result<Vec<u8>, JsValue> {
        let format = public_format(format)?;
        Ok(self.0.rsa().to_der(format))
    }

    /// [`PublicKey::thumbprint`].
    pub fn thumbprint(&self) -> String {
        self.0.rsa().thumbprint()
    }

    /// [`PublicKey::fingerprint`].
    pub fn fingerprint(&self) -> String {
        self.0.rsa().fingerprint()
    }
}

/// [`encoding::identify`] of a public key from the vault. The caller compares the thumbprint, `id`, with the one that
/// the vault has authenticated. Returns `undefined` if there is no key.
#[wasm_bindgen(js_name = storedPublicKey)]
pub fn stored_public_key(spki: &[u8]) -> Option<JsValue> {
    let (id, fingerprint, bits) = encoding::identify(spki).ok()?;
    Some(object(&[("id", id.into()), ("bits", bits.into()), ("fingerprint", fingerprint.into())]))
}

/// One half of [`crate::safety_number()`]: that of a person with the key `key` for encryption. `signing` is the
/// thumbprint of the person's verifying key, or empty if there is none.
#[wasm_bindgen(js_name = safetyNumberHalf)]
pub fn safety_number_half(key: &RawPublicKey, signing: &str) -> Result<String, JsValue> {
    let key = key.encryption()?;
    let identity = if signing.is_empty() { Identity::new(key, None) } else { Identity::with_thumbprint(key, signing)? };
    Ok(safety_number::half(&identity))
}
