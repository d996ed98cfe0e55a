//! The boundary to JavaScript: convert, call, convert.
//!
//! These classes are not the public interface. The hand-written face in `js/` is: it checks every argument before it
//! comes here, and turns what is thrown into its own error class.

#![forbid(unsafe_code)]

use alloc::{rc::Rc, string::String, vec::Vec};
use getrandom::SysRng;
use js_sys::{Array, Object, Reflect, Uint8Array};
use rand_core::TryRng;
use sealpost_engine::{self as engine, PrimeSearch};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::{
    Error, Hash, Inspected, OaepOptions, PrivateKey, PublicKey, Unsealed,
    encoding::{KeyDescription, ParseOptions, PrivateKeyFormat, PublicKeyFormat},
    jwe::{self, ContentEncryption, Description, Message, Opening, Sealed, Sealing},
    key,
    wipe::{WipingAllocator, leaving_no_trace},
};

#[global_allocator]
static ALLOCATOR: WipingAllocator<std::alloc::System> = WipingAllocator(std::alloc::System);

/// A failure as JavaScript sees it: an `Error` with a `code`.
impl From<&Error> for JsValue {
    fn from(error: &Error) -> Self {
        let thrown = js_sys::Error::new(&error.message());
        // Setting a property of an object that was just made cannot fail.
        let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
        thrown.into()
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

/// The options of OAEP. Options come as single arguments, and what goes back is put together member by member: serde would
/// take a tenth of the module.
struct Oaep {
    hash: Hash,
    mgf_hash: Hash,
    label: Vec<u8>,
}

impl Oaep {
    fn parse(hash: Option<String>, mgf_hash: Option<String>, label: Option<Vec<u8>>) -> Result<Self, Error> {
        let hash = parse_hash(hash)?.unwrap_or(Hash::Sha256);
        Ok(Self { hash, mgf_hash: parse_hash(mgf_hash)?.unwrap_or(hash), label: label.unwrap_or_default() })
    }

    fn options(&self) -> OaepOptions<'_> {
        OaepOptions { hash: self.hash, mgf_hash: self.mgf_hash, label: &self.label }
    }
}

fn parse_hash(name: Option<String>) -> Result<Option<Hash>, Error> {
    const UNKNOWN: Error =
        Error::InvalidArgument { reason: "hash and mgfHash must each be one of SHA-1 to SHA-512/256" };
    name.map(|name| Hash::ALL.into_iter().find(|hash| hash.name() == name).ok_or_else(|| UNKNOWN)).transpose()
}

fn private_format(name: Option<String>) -> Result<PrivateKeyFormat, Error> {
    match name.as_deref() {
        None | Some("pkcs8") => Ok(PrivateKeyFormat::Pkcs8),
        Some("pkcs1") => Ok(PrivateKeyFormat::Pkcs1),
        Some(_) => Err(Error::InvalidArgument { reason: "format must be pkcs8 or pkcs1" }),
    }
}

fn public_format(name: Option<String>) -> Result<PublicKeyFormat, Error> {
    match name.as_deref() {
        None | Some("spki") => Ok(PublicKeyFormat::Spki),
        Some("pkcs1") => Ok(PublicKeyFormat::Pkcs1),
        Some(_) => Err(Error::InvalidArgument { reason: "format must be spki, pkcs1 or, for PEM, openssh" }),
    }
}

/// [`PrivateKey::parse`], once in the module: inlined in two places it would take kilobytes more.
#[inline(never)]
fn parse_private_key(input: &[u8], options: &ParseOptions<'_>) -> Result<PrivateKey, Error> {
    leaving_no_trace(|| PrivateKey::parse(input, options))
}

/// A private key, shared with the lists it is pushed to and wiped when the last of them is freed.
#[wasm_bindgen]
pub struct RawPrivateKey(Rc<PrivateKey>);

#[wasm_bindgen]
impl RawPrivateKey {
    /// [`PrivateKey::generate`].
    pub fn generate(bits: u32) -> Result<Self, JsValue> {
        Ok(Self(leaving_no_trace(|| PrivateKey::generate(&mut SysRng, bits))?.into()))
    }

    /// [`PrivateKey::from_primes`].
    #[wasm_bindgen(js_name = fromPrimes)]
    pub fn from_primes(p: &[u8], q: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(leaving_no_trace(|| PrivateKey::from_primes(&mut SysRng, p, q))?.into()))
    }

    /// [`PrivateKey::parse`].
    pub fn parse(input: &[u8], allow_weak: Option<bool>, passphrase: Option<Vec<u8>>) -> Result<Self, JsValue> {
        let options = ParseOptions { allow_weak: allow_weak.unwrap_or(false), passphrase: passphrase.as_deref() };
        Ok(Self(parse_private_key(input, &options)?.into()))
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

    /// [`PrivateKey::decrypt`].
    pub fn decrypt(
        &self,
        ciphertext: &[u8],
        hash: Option<String>,
        mgf_hash: Option<String>,
        label: Option<Vec<u8>>,
    ) -> Result<Vec<u8>, JsValue> {
        let oaep = Oaep::parse(hash, mgf_hash, label)?;
        let plaintext = leaving_no_trace(|| self.0.decrypt(&mut SysRng, ciphertext, &oaep.options()));
        Ok(core::mem::take(&mut *plaintext?))
    }

    /// [`PrivateKey::diagnose`].
    pub fn diagnose(&self, ciphertext: &[u8], label: Option<Vec<u8>>) -> Result<JsValue, JsValue> {
        let label = label.unwrap_or_default();
        let found = leaving_no_trace(|| self.0.diagnose(&mut SysRng, ciphertext, &label))?;
        let name = |hash: Hash| JsValue::from(hash.name());
        Ok(found.map(|found| plain(&[("hash", name(found.hash)), ("mgfHash", name(found.mgf_hash))])).into())
    }

    /// [`PrivateKey::to_pem`]; with a passphrase, [`PrivateKey::to_encrypted_pem`]. In UTF-8: bytes can be wiped, and
    /// handed from one thread to another without a copy.
    #[wasm_bindgen(js_name = toPem)]
    pub fn to_pem(&self, format: Option<String>, passphrase: Option<Vec<u8>>) -> Result<Vec<u8>, JsValue> {
        let format = private_format(format)?;
        let mut pem = leaving_no_trace(|| match &passphrase {
            Some(passphrase) => self.0.to_encrypted_pem(&mut SysRng, passphrase),
            None => self.0.to_pem(format),
        })?;
        Ok(core::mem::take(&mut *pem).into_bytes())
    }

    /// [`PrivateKey::to_der`]; with a passphrase, [`PrivateKey::to_encrypted_der`].
    #[wasm_bindgen(js_name = toDer)]
    pub fn to_der(&self, format: Option<String>, passphrase: Option<Vec<u8>>) -> Result<Vec<u8>, JsValue> {
        let format = private_format(format)?;
        Ok(core::mem::take(&mut *leaving_no_trace(|| match &passphrase {
            Some(passphrase) => self.0.to_encrypted_der(&mut SysRng, passphrase),
            None => self.0.to_der(format),
        })?))
    }

    /// [`PrivateKey::to_jwk`].
    #[wasm_bindgen(js_name = toJwk)]
    pub fn to_jwk(&self) -> Result<String, JsValue> {
        Ok(core::mem::take(&mut *leaving_no_trace(|| self.0.to_jwk())?))
    }
}

/// Private keys as PKCS#8 DER (RFC 5958), one after the other, and a line of text in front of them. They are encrypted and
/// decrypted here, because a buffer that goes through WebCrypto leaves a copy that nobody wipes.
#[wasm_bindgen]
#[derive(Default)]
pub struct RawPkcs8(Zeroizing<Vec<u8>>);

#[wasm_bindgen]
impl RawPkcs8 {
    /// Without a key.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a key; how many bytes it takes.
    pub fn push(&mut self, key: &RawPrivateKey) -> Result<usize, JsValue> {
        let der = leaving_no_trace(|| key.0.to_der(PrivateKeyFormat::Pkcs8))?;
        self.0.extend_from_slice(&der);
        Ok(der.len())
    }

    /// `head` and the keys under AES-256-GCM: a random nonce, the ciphertext, the tag.
    pub fn encrypt(&self, head: &[u8], key: &[u8], authenticated: &[u8]) -> Result<Vec<u8>, JsValue> {
        let mut nonce = [0; 12];
        SysRng.try_fill_bytes(&mut nonce).map_err(|_| Error::RandomUnavailable)?;
        let mut content = [head, &self.0].concat();
        let tag = leaving_no_trace(|| jwe::encrypt(key, &nonce, authenticated, &mut content))?;
        Ok([&nonce, &*content, &tag].concat())
    }

    /// What [`Self::encrypt`] gave.
    pub fn decrypt(sealed: &[u8], key: &[u8], authenticated: &[u8]) -> Option<Self> {
        let (nonce, rest) = sealed.split_first_chunk::<12>()?;
        let (content, tag) = rest.split_last_chunk::<16>()?;
        let parts = Sealed { nonce, authenticated, tag };
        let mut content = Zeroizing::new(content.to_vec());
        leaving_no_trace(|| jwe::decrypt(ContentEncryption::A256Gcm, key, parts, &mut content)).ok()?;
        Some(Self(content))
    }

    /// The text before the first line feed.
    pub fn head(&self) -> Vec<u8> {
        self.0.split(|byte| *byte == b'\n').next().unwrap_or_default().into()
    }

    /// The key in `length` bytes from `start` on; in all that follow, unless told.
    pub fn key(&self, start: usize, length: Option<usize>) -> Option<RawPrivateKey> {
        let rest = self.0.get(start..)?;
        let der = rest.get(..length.unwrap_or(rest.len()))?;
        let options = ParseOptions { allow_weak: true, passphrase: None };
        Some(RawPrivateKey(parse_private_key(der, &options).ok()?.into()))
    }
}

/// A public key.
#[wasm_bindgen]
pub struct RawPublicKey(PublicKey);

#[wasm_bindgen]
impl RawPublicKey {
    /// [`PublicKey::parse`].
    pub fn parse(input: &[u8]) -> Result<Self, JsValue> {
        // It may be a private key, which is refused.
        Ok(Self(leaving_no_trace(|| PublicKey::parse(input))?))
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

    /// [`PublicKey::to_pem`].
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

/// The private keys to try on a message, or the public keys to seal one for.
#[wasm_bindgen]
#[derive(Default)]
pub struct RawKeys {
    private: Vec<Rc<PrivateKey>>,
    public: Vec<PublicKey>,
}

#[wasm_bindgen]
impl RawKeys {
    /// An empty list.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a private key, which stays usable by itself.
    pub fn push(&mut self, key: &RawPrivateKey) {
        self.private.push(Rc::clone(&key.0));
    }

    /// Adds a public key, which stays usable by itself.
    #[wasm_bindgen(js_name = pushPublic)]
    pub fn push_public(&mut self, key: &RawPublicKey) {
        self.public.push(key.0.clone());
    }
}

impl RawKeys {
    fn private(&self) -> Vec<&PrivateKey> {
        self.private.iter().map(Rc::as_ref).collect()
    }

    fn public(&self) -> Vec<&PublicKey> {
        self.public.iter().collect()
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

/// Which kernel runs.
#[wasm_bindgen(js_name = engineName)]
pub fn engine_name() -> String {
    engine::name().into()
}

/// Whether there is memory for so many bytes at once. It stays with the module, for what comes next.
#[wasm_bindgen]
pub fn reserve(bytes: usize) -> bool {
    Vec::<u8>::new().try_reserve_exact(bytes).is_ok()
}

/// [`jwe::seal`].
#[wasm_bindgen]
pub fn seal(plaintext: &[u8], recipients: &RawKeys) -> Result<String, JsValue> {
    Ok(jwe::seal(&mut SysRng, plaintext, &recipients.public())?)
}

/// [`Sealing::new`]: all but the content, which is encrypted and put in place outside.
#[wasm_bindgen(js_name = startSealing)]
pub fn start_sealing(recipients: &RawKeys) -> Result<JsValue, JsValue> {
    let Sealing { content_key, nonce, protected, frame } = Sealing::new(&mut SysRng, &recipients.public())?;
    let frame: Array = frame.into_iter().map(JsValue::from).collect();
    let (key, nonce) = (bytes(&*content_key), bytes(&nonce));
    Ok(plain(&[("key", key), ("nonce", nonce), ("authenticated", protected.into()), ("frame", frame.into())]))
}

/// [`jwe::unseal`].
#[wasm_bindgen]
pub fn unseal(sealed: &str, keys: &RawKeys) -> Result<JsValue, JsValue> {
    let unsealed = leaving_no_trace(|| jwe::unseal(&mut SysRng, sealed, &keys.private()))?;
    Ok(plain_unsealed(unsealed))
}

/// [`Opening`]: a message without its ciphertext, which is decrypted outside.
#[wasm_bindgen]
pub struct RawOpening(Opening);

#[wasm_bindgen]
impl RawOpening {
    /// [`Opening::new`]; `length` is that of the ciphertext in characters.
    #[wasm_bindgen(constructor)]
    pub fn new(sealed: &str, length: usize, keys: &RawKeys) -> Result<Self, JsValue> {
        let (message, _) = Message::parse(sealed)?;
        Ok(Self(Opening::new(message, length, &keys.private())?))
    }

    /// [`Opening::content_key`] with the keys of [`RawOpening::new`]. After the last attempt comes the error that it means.
    pub fn attempt(&self, keys: &RawKeys, attempt: usize) -> Result<JsValue, JsValue> {
        let (opening, keys) = (&self.0, keys.private());
        let content_key = leaving_no_trace(|| opening.content_key(&mut SysRng, &keys, attempt))?;
        let Some((encryption, key)) = content_key else { return Err((&opening.failure).into()) };
        let Sealed { nonce, authenticated, tag } = opening.sealed();
        Ok(plain(&[
            ("enc", encryption.name().into()),
            ("key", bytes(&key)),
            ("nonce", bytes(nonce)),
            ("authenticated", bytes(authenticated)),
            ("tag", bytes(tag)),
            ("unsealed", plain_unsealed(opening.unsealed(attempt, Vec::new().into()))),
        ]))
    }
}

/// Whom a message is for, as [`jwe::describe`] says.
#[wasm_bindgen]
pub fn recipients(sealed: &str) -> Result<JsValue, JsValue> {
    Ok(plain_recipients(jwe::describe(sealed)?.recipients))
}

/// [`crate::safety_number()`].
#[wasm_bindgen(js_name = safetyNumber)]
pub fn safety_number(a: &RawPublicKey, b: &RawPublicKey) -> String {
    crate::safety_number(&a.0, &b.0)
}

/// [`crate::inspect`](fn@crate::inspect). Its members are those of `Inspected` in js/api/inspect.js.
#[wasm_bindgen]
pub fn inspect(input: &[u8]) -> JsValue {
    match leaving_no_trace(|| crate::inspect(input)) {
        Inspected::Key(key) => plain_key(key),
        Inspected::Message { form, description } => plain_message(form, description),
        Inspected::MaybeCiphertext { encoding, length } => {
            plain(&[("kind", "maybe-ciphertext".into()), ("encoding", encoding.into()), ("length", length.into())])
        }
        Inspected::Unknown => plain(&[("kind", "unknown".into())]),
    }
}

fn plain_key(key: KeyDescription) -> JsValue {
    let protection = key.protection.map(|protection| {
        plain(&[
            ("cipher", protection.cipher.into()),
            ("derivation", protection.derivation.into()),
            ("hash", protection.hash.into()),
            ("cost", protection.cost.into()),
        ])
    });
    plain(&[
        ("kind", key.kind.into()),
        ("form", key.form.into()),
        ("encoding", key.encoding.into()),
        ("bits", key.bits.into()),
        // Below 2^53, and so exact.
        ("e", key.exponent.map(|e| e as f64).into()),
        ("thumbprint", key.thumbprint.into()),
        ("fingerprint", key.fingerprint.into()),
        ("protection", protection.into()),
        ("refused", key.refused.map(plain_error).into()),
    ])
}

fn plain_message(form: &str, description: Result<Description, Error>) -> JsValue {
    let (kind, form) = (("kind", "message".into()), ("form", form.into()));
    let description = match description {
        Ok(description) => description,
        Err(error) => return plain(&[kind, form, ("refused", plain_error(error))]),
    };
    let (enc, recipients) = (("enc", description.enc.into()), ("recipients", plain_recipients(description.recipients)));
    plain(&[kind, form, enc, recipients, ("length", description.length.into())])
}

fn plain_recipients(recipients: Vec<(String, Option<String>)>) -> JsValue {
    let plain_one = |(alg, kid): (String, Option<String>)| plain(&[("alg", alg.into()), ("kid", kid.into())]);
    recipients.into_iter().map(plain_one).collect::<Array>().into()
}

fn plain_error(error: Error) -> JsValue {
    plain(&[("code", error.code().into()), ("message", error.message().into())])
}

fn plain_unsealed(Unsealed { plaintext, key_id, kid, header, aad }: Unsealed) -> JsValue {
    plain(&[
        ("plaintext", bytes(&plaintext)),
        ("keyId", key_id.into()),
        ("kid", kid.into()),
        ("header", header.into()),
        ("aad", aad.as_deref().map(bytes).into()),
    ])
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// A plain object of the members that have a value.
fn plain(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_undefined()) {
        // Setting a property of an object that was just made cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Whether two numbers that searches let through pass the share of part `part` of `parts` in what makes them primes.
#[wasm_bindgen(js_name = confirmPrimes)]
pub fn confirm_primes(p: &[u8], q: &[u8], part: u32, parts: u32) -> Result<bool, JsValue> {
    Ok(leaving_no_trace(|| key::confirm_primes(&mut SysRng, [p, q], part, parts))?)
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

    /// Tests at most `limit` numbers; one that passes, in big-endian bytes, is still to be confirmed.
    pub fn step(&mut self, limit: u32) -> Result<Option<Vec<u8>>, JsValue> {
        let candidate =
            leaving_no_trace(|| self.0.find_probable_prime(&mut SysRng, limit)).map_err(Error::of_engine)?;
        Ok(candidate.map(|candidate| core::mem::take(&mut *candidate.to_bytes())))
    }

    /// Candidates tested so far.
    pub fn candidates(&self) -> u32 {
        self.0.candidates()
    }
}
