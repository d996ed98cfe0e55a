//! Options of calls, which JavaScript passes as separate arguments.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use wasm_bindgen::prelude::*;

use crate::{
    Error, Hash, OaepOptions, SealOptions,
    encoding::{PrivateKeyFormat, PublicKeyFormat},
    jwe::{ContentEncryption, Form, KeyEncryption, KeyId},
};

/// The options of OAEP. Unlike [`OaepOptions`], this type owns the label.
pub(super) struct Oaep {
    hash: Hash,
    mgf_hash: Hash,
    label: Vec<u8>,
}

impl Oaep {
    /// Parses the options. The defaults are SHA-256, the same hash for MGF1 as for the label, and an empty label.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`].
    pub(super) fn parse(hash: Option<String>, mgf_hash: Option<String>, label: Option<Vec<u8>>) -> Result<Self, Error> {
        let hash = parse_hash(hash)?.unwrap_or(Hash::Sha256);
        Ok(Self { hash, mgf_hash: parse_hash(mgf_hash)?.unwrap_or(hash), label: label.unwrap_or_default() })
    }

    /// Borrows the options.
    pub(super) fn options(&self) -> OaepOptions<'_> {
        OaepOptions { hash: self.hash, mgf_hash: self.mgf_hash, label: &self.label }
    }
}

/// Parses the name of a hash.
///
/// # Errors
/// [`Error::InvalidArgument`].
#[inline(never)]
pub(super) fn parse_hash(name: Option<String>) -> Result<Option<Hash>, Error> {
    const UNKNOWN: Error =
        Error::InvalidArgument { reason: "hash and mgfHash must each be one of SHA-1 to SHA-512/256" };
    name.map(|name| Hash::ALL.into_iter().find(|hash| hash.name() == name).ok_or_else(|| UNKNOWN)).transpose()
}

/// [`SealOptions`] with the strings and bytes that they borrow.
#[wasm_bindgen]
pub struct RawSealOptions {
    alg: KeyEncryption,
    enc: ContentEncryption,
    form: Option<Form>,
    kid: Option<String>,
    is_named: bool,
    header: Option<String>,
    aad: Option<Vec<u8>>,
}

#[wasm_bindgen]
impl RawSealOptions {
    /// Parses the options. Missing options have their defaults. If `is_named` is false and there is no `kid`, the
    /// message names no key.
    ///
    /// # Errors
    /// [`Error::UnknownKeyEncryption`], [`Error::UnsupportedAlgorithm`], [`Error::UnknownContentEncryption`],
    /// [`Error::InvalidArgument`].
    #[wasm_bindgen(constructor)]
    pub fn new(
        alg: Option<String>,
        enc: Option<String>,
        form: Option<String>,
        kid: Option<String>,
        is_named: bool,
        header: Option<String>,
        aad: Option<Vec<u8>>,
    ) -> Result<Self, JsValue> {
        let alg = alg.as_deref().map(KeyEncryption::parse).transpose()?.unwrap_or_default();
        let enc = enc.as_deref().map(ContentEncryption::parse).transpose()?.unwrap_or_default();
        let form = form.as_deref().map(Form::parse).transpose()?;
        Ok(Self { alg, enc, form, kid, is_named, header, aad })
    }
}

impl RawSealOptions {
    /// Borrows the options.
    pub(super) fn borrow(&self) -> SealOptions<'_> {
        let kid = match &self.kid {
            Some(kid) => KeyId::Named(kid),
            None if self.is_named => KeyId::Thumbprint,
            None => KeyId::Omitted,
        };
        let Self { alg, enc, form, .. } = *self;
        SealOptions { alg, enc, form, kid, header: self.header.as_deref(), aad: self.aad.as_deref() }
    }
}

/// Parses the name of a format of private keys. The default is PKCS#8.
///
/// # Errors
/// [`Error::InvalidArgument`].
pub(super) fn private_format(name: Option<String>) -> Result<PrivateKeyFormat, Error> {
    match name.as_deref() {
        None | Some("pkcs8") => Ok(PrivateKeyFormat::Pkcs8),
        Some("pkcs1") => Ok(PrivateKeyFormat::Pkcs1),
        Some(_) => Err(Error::InvalidArgument { reason: "format must be pkcs8 or pkcs1" }),
    }
}

/// Parses the name of a format of public keys. The default is SPKI.
///
/// # Errors
/// [`Error::InvalidArgument`].
pub(super) fn public_format(name: Option<String>) -> Result<PublicKeyFormat, Error> {
    match name.as_deref() {
        None | Some("spki") => Ok(PublicKeyFormat::Spki),
        Some("pkcs1") => Ok(PublicKeyFormat::Pkcs1),
        Some(_) => Err(Error::InvalidArgument { reason: "format must be spki, pkcs1 or, for PEM, openssh" }),
    }
}
