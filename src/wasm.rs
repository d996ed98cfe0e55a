//! The boundary to JavaScript: convert, call, convert.
//!
//! These classes are not the public interface. The hand-written face in `js/` is: it checks every argument before it
//! comes here, and turns what is thrown into its own error class.

#![forbid(unsafe_code)]

use alloc::{rc::Rc, string::String, vec::Vec};
use getrandom::SysRng;
use js_sys::Reflect;
use sealpost_engine::{self as engine, PrimeSearch};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use wasm_bindgen::prelude::*;

use crate::{
    Error, Hash, OaepOptions, PrivateKey, PublicKey, Unsealed,
    encoding::{ParseOptions, PrivateKeyFormat, PublicKeyFormat},
    jwe, key,
    wipe::WipingAllocator,
};

#[global_allocator]
static ALLOCATOR: WipingAllocator<std::alloc::System> = WipingAllocator(std::alloc::System);

/// A failure as JavaScript sees it: an `Error` with a `code`.
impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let thrown = js_sys::Error::new(&alloc::format!("{error}"));
        // Setting a property of an object that was just made cannot fail.
        let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
        thrown.into()
    }
}

/// The options of all calls in one shape: a shape of its own for each would be most of the code here.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Options {
    hash: Option<String>,
    mgf_hash: Option<String>,
    label: Option<ByteBuf>,
    format: Option<String>,
    allow_weak: Option<bool>,
}

impl Options {
    fn read(value: JsValue) -> Result<Self, Error> {
        serde_wasm_bindgen::from_value(value)
            .map_err(|_| Error::InvalidArgument { reason: "an option has the wrong type: see the declarations" })
    }

    fn oaep(&self) -> Result<OaepOptions<'_>, Error> {
        let hash = parse_hash(self.hash.as_deref())?.unwrap_or(Hash::Sha256);
        let mgf_hash = parse_hash(self.mgf_hash.as_deref())?.unwrap_or(hash);
        Ok(OaepOptions { hash, mgf_hash, label: self.label.as_deref().map_or(&[], Vec::as_slice) })
    }

    fn private_format(&self) -> Result<PrivateKeyFormat, Error> {
        match self.format.as_deref() {
            None | Some("pkcs8") => Ok(PrivateKeyFormat::Pkcs8),
            Some("pkcs1") => Ok(PrivateKeyFormat::Pkcs1),
            Some(_) => Err(Error::InvalidArgument { reason: "format must be pkcs8 or pkcs1" }),
        }
    }

    fn public_format(&self) -> Result<PublicKeyFormat, Error> {
        match self.format.as_deref() {
            None | Some("spki") => Ok(PublicKeyFormat::Spki),
            Some("pkcs1") => Ok(PublicKeyFormat::Pkcs1),
            Some(_) => Err(Error::InvalidArgument { reason: "format must be spki or pkcs1" }),
        }
    }
}

fn parse_hash(name: Option<&str>) -> Result<Option<Hash>, Error> {
    const UNKNOWN: Error =
        Error::InvalidArgument { reason: "hash and mgfHash must each be one of SHA-1 to SHA-512/256" };
    name.map(|name| Hash::ALL.into_iter().find(|hash| hash.name() == name).ok_or(UNKNOWN)).transpose()
}

/// A private key, shared with the lists it is pushed to and wiped when the last of them is freed.
#[wasm_bindgen]
pub struct RawPrivateKey(Rc<PrivateKey>);

#[wasm_bindgen]
impl RawPrivateKey {
    /// [`PrivateKey::generate`].
    pub fn generate(bits: u32) -> Result<Self, JsValue> {
        Ok(Self(PrivateKey::generate(&mut SysRng, bits)?.into()))
    }

    /// [`PrivateKey::from_primes`].
    #[wasm_bindgen(js_name = fromPrimes)]
    pub fn from_primes(p: &[u8], q: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(PrivateKey::from_primes(&mut SysRng, p, q)?.into()))
    }

    /// [`PrivateKey::parse`]; takes `allowWeak`.
    pub fn parse(input: &[u8], options: JsValue) -> Result<Self, JsValue> {
        let options = ParseOptions { allow_weak: Options::read(options)?.allow_weak.unwrap_or(false) };
        Ok(Self(PrivateKey::parse(input, &options)?.into()))
    }

    /// [`PrivateKey::bits`].
    pub fn bits(&self) -> u32 {
        self.0.bits()
    }

    /// [`PrivateKey::public_key`].
    #[wasm_bindgen(js_name = publicKey)]
    pub fn public_key(&self) -> RawPublicKey {
        RawPublicKey(self.0.public_key())
    }

    /// [`PrivateKey::decrypt`]; takes `hash`, `mgfHash` and `label`.
    pub fn decrypt(&self, ciphertext: &[u8], options: JsValue) -> Result<Vec<u8>, JsValue> {
        let options = Options::read(options)?;
        Ok(core::mem::take(&mut *self.0.decrypt(&mut SysRng, ciphertext, &options.oaep()?)?))
    }

    /// [`PrivateKey::to_pem`]; takes `format`.
    #[wasm_bindgen(js_name = toPem)]
    pub fn to_pem(&self, options: JsValue) -> Result<String, JsValue> {
        Ok(core::mem::take(&mut *self.0.to_pem(Options::read(options)?.private_format()?)?))
    }

    /// [`PrivateKey::to_der`]; takes `format`.
    #[wasm_bindgen(js_name = toDer)]
    pub fn to_der(&self, options: JsValue) -> Result<Vec<u8>, JsValue> {
        Ok(core::mem::take(&mut *self.0.to_der(Options::read(options)?.private_format()?)?))
    }
}

/// A public key.
#[wasm_bindgen]
pub struct RawPublicKey(PublicKey);

#[wasm_bindgen]
impl RawPublicKey {
    /// [`PublicKey::parse`].
    pub fn parse(input: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(PublicKey::parse(input)?))
    }

    /// [`PublicKey::bits`].
    pub fn bits(&self) -> u32 {
        self.0.bits()
    }

    /// [`PublicKey::max_plaintext`]; takes `hash`.
    #[wasm_bindgen(js_name = maxPlaintext)]
    pub fn max_plaintext(&self, options: JsValue) -> Result<usize, JsValue> {
        Ok(self.0.max_plaintext(&Options::read(options)?.oaep()?))
    }

    /// [`PublicKey::encrypt`]; takes `hash`, `mgfHash` and `label`.
    pub fn encrypt(&self, plaintext: &[u8], options: JsValue) -> Result<Vec<u8>, JsValue> {
        let options = Options::read(options)?;
        Ok(self.0.encrypt(&mut SysRng, plaintext, &options.oaep()?)?)
    }

    /// [`PublicKey::to_pem`]; takes `format`.
    #[wasm_bindgen(js_name = toPem)]
    pub fn to_pem(&self, options: JsValue) -> Result<String, JsValue> {
        Ok(self.0.to_pem(Options::read(options)?.public_format()?))
    }

    /// [`PublicKey::to_der`]; takes `format`.
    #[wasm_bindgen(js_name = toDer)]
    pub fn to_der(&self, options: JsValue) -> Result<Vec<u8>, JsValue> {
        Ok(self.0.to_der(Options::read(options)?.public_format()?))
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

/// The private keys to try on a message.
#[wasm_bindgen]
#[derive(Default)]
pub struct RawKeys(Vec<Rc<PrivateKey>>);

#[wasm_bindgen]
impl RawKeys {
    /// An empty list.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key, which stays usable by itself.
    pub fn push(&mut self, key: &RawPrivateKey) {
        self.0.push(Rc::clone(&key.0));
    }
}

/// The function table, to which the loader adds the functions of the accelerated kernel.
#[wasm_bindgen(js_name = functionTable)]
pub fn function_table() -> JsValue {
    wasm_bindgen::function_table()
}

/// Takes the accelerated kernel into use, whose functions stand at these places of the function table, if its answers
/// are right; whether it did.
#[wasm_bindgen(js_name = installKernel)]
pub fn install_kernel(square: usize, multiply: usize) -> bool {
    engine::install_from_table(square, multiply)
}

/// Goes back to the kernel of this module.
#[wasm_bindgen(js_name = uninstallKernel)]
pub fn uninstall_kernel() {
    engine::uninstall();
}

/// Which kernel runs.
#[wasm_bindgen(js_name = engineName)]
pub fn engine_name() -> String {
    engine::name().into()
}

/// [`jwe::seal`].
#[wasm_bindgen]
pub fn seal(plaintext: &[u8], recipient: &RawPublicKey) -> Result<String, JsValue> {
    Ok(jwe::seal(&mut SysRng, plaintext, &recipient.0)?)
}

/// [`jwe::unseal`].
#[wasm_bindgen]
pub fn unseal(sealed: &str, keys: &RawKeys) -> Result<RawUnsealed, JsValue> {
    let keys: Vec<&PrivateKey> = keys.0.iter().map(Rc::as_ref).collect();
    Ok(RawUnsealed(jwe::unseal(&mut SysRng, sealed, &keys)?))
}

/// An opened message.
#[wasm_bindgen]
pub struct RawUnsealed(Unsealed);

#[wasm_bindgen]
impl RawUnsealed {
    /// The message.
    pub fn plaintext(&self) -> js_sys::Uint8Array {
        js_sys::Uint8Array::from(self.0.plaintext.as_slice())
    }

    /// The thumbprint of the recipient's key, where the sender named it.
    pub fn kid(&self) -> Option<String> {
        self.0.kid.clone()
    }

    /// The protected header as JSON text.
    pub fn header(&self) -> String {
        self.0.header.clone()
    }
}

/// The search for one prime, in slices.
#[wasm_bindgen]
pub struct RawPrimeSearch(PrimeSearch);

#[wasm_bindgen]
impl RawPrimeSearch {
    /// A search in a new random window, for a modulus of `bits` bits.
    #[wasm_bindgen(constructor)]
    pub fn new(bits: u32) -> Result<Self, JsValue> {
        Ok(Self(key::start_search(&mut SysRng, bits)?))
    }

    /// Tests at most `limit` candidates; the prime in big-endian bytes when one is found.
    pub fn step(&mut self, limit: u32) -> Result<Option<Vec<u8>>, JsValue> {
        let prime = self.0.step(&mut SysRng, limit).map_err(Error::from)?;
        Ok(prime.map(|prime| core::mem::take(&mut *prime.to_bytes())))
    }

    /// Candidates tested so far.
    pub fn candidates(&self) -> u32 {
        self.0.candidates()
    }
}
