//! Arguments of variable length.

use alloc::{boxed::Box, vec, vec::Vec};

use sealpost::{
    Error, Hash, OaepOptions, SealOptions,
    encoding::PublicKeyFormat,
    jwe::{ContentEncryption, Form, KeyEncryption, KeyId},
};

/// Allocates a block for arguments, which a call frees.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Whether the module can allocate this many bytes at once. The memory is freed, but remains part of the instance for
/// later calls.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(bytes: usize) -> bool {
    Vec::<u8>::new().try_reserve_exact(bytes).is_ok()
}

/// The arguments of one call: each is its length in four bytes, little-endian, and its bytes. The length 2^32 - 1
/// stands for a missing argument and has no bytes.
pub(crate) struct Arguments<'a>(&'a [u8]);

impl<'a> Arguments<'a> {
    pub(crate) fn new(block: &'a [u8]) -> Self {
        Self(block)
    }

    /// The next argument, or `None` if it is missing or the block has ended.
    pub(crate) fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk()?;
        let length = u32::from_le_bytes(*length);
        self.0 = rest;
        if length == u32::MAX {
            return None;
        }
        let (bytes, rest) = self.0.split_at_checked(length as usize)?;
        self.0 = rest;
        Some(bytes)
    }

    /// The next argument as text.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        // SAFETY: JavaScript's TextEncoder made the bytes, and its result is always valid UTF-8.
        self.next().map(|bytes| unsafe { core::str::from_utf8_unchecked(bytes) })
    }

    /// The next three arguments: the hash, the hash of MGF1, and the label. The defaults for missing arguments are
    /// SHA-256, the same hash for MGF1, and an empty label.
    ///
    /// # Errors
    /// [`Error::Internal`] for a name that JavaScript should have refused.
    pub(crate) fn oaep(&mut self) -> Result<OaepOptions<'a>, Error> {
        let hash = self.hash()?.unwrap_or(Hash::Sha256);
        let mgf_hash = self.hash()?.unwrap_or(hash);
        Ok(OaepOptions { hash, mgf_hash, label: self.next().unwrap_or_default() })
    }

    /// The next seven arguments: `alg`, `enc`, `form`, `kid`, a flag, `header` and `aad`. Each of them may be missing.
    /// If `kid` is missing, the message names each key by its thumbprint, or names no key if the flag is missing too.
    ///
    /// # Errors
    /// [`Error::Internal`] for a name that JavaScript should have refused.
    pub(crate) fn seal_options(&mut self) -> Result<SealOptions<'a>, Error> {
        // JavaScript has checked the names.
        let alg = self.named(KeyEncryption::find)?.unwrap_or_default();
        let enc = self.named(ContentEncryption::find)?.unwrap_or_default();
        let form = self.named(|name| Form::parse(name).ok())?;
        let kid = match (self.text(), self.next()) {
            (Some(kid), _) => KeyId::Named(kid),
            (None, Some(_)) => KeyId::Thumbprint,
            (None, None) => KeyId::Omitted,
        };
        Ok(SealOptions { alg, enc, form, kid, header: self.text(), aad: self.next() })
    }

    /// The next argument as a hash.
    fn hash(&mut self) -> Result<Option<Hash>, Error> {
        self.named(|name| Hash::ALL.into_iter().find(|hash| hash.name() == name))
    }

    /// What the next argument names. JavaScript has checked the name.
    fn named<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Error> {
        self.text().map(|name| find(name).ok_or_else(|| Error::Internal)).transpose()
    }

    /// The next argument as the name of a format other than OpenSSH's. The default is SPKI.
    pub(crate) fn format(&mut self) -> PublicKeyFormat {
        if self.text() == Some("pkcs1") { PublicKeyFormat::Pkcs1 } else { PublicKeyFormat::Spki }
    }
}
