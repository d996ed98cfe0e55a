//! The functions that JavaScript calls.
//!
//! `arguments` and `length` are a block from [`allocate`](crate::arguments::allocate), which the call frees. `key`, and
//! each pointer among the arguments of [`seal`], is a pointer from [`parse`], not freed yet.

use alloc::{boxed::Box, vec::Vec};

use sealpost::{PublicKey, seal_with, wipe::with_stack_wiped};

use crate::{answer::Answer, arguments::Arguments, random::SystemRandom};

/// Takes a block of arguments, which is freed when it is dropped.
///
/// # Safety
/// As this module's documentation says.
unsafe fn block(arguments: *mut u8, length: usize) -> Box<[u8]> {
    // SAFETY: the block came from `Box::into_raw` of a slice of this length, and JavaScript does not use it again.
    unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(arguments, length)) }
}

/// [`PublicKey::from_der`], or for two arguments [`PublicKey::from_numbers`]. The answer is the pointer of the key in
/// four bytes.
///
/// # Safety
/// As this module's documentation says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn parse(arguments: *mut u8, length: usize) -> Box<Answer> {
    // SAFETY: the caller keeps the rules of this module.
    let block = unsafe { block(arguments, length) };
    let mut arguments = Arguments::new(&block);
    let key = match (arguments.next().unwrap_or_default(), arguments.next()) {
        (n, Some(e)) => PublicKey::from_numbers(n, e),
        // The input may be a private key, which is refused.
        (der, None) => with_stack_wiped(|| PublicKey::from_der(der)),
    };
    Answer::new(key.map(|key| (Box::into_raw(Box::new(key)) as u32).to_le_bytes().into()))
}

/// Frees a key.
#[unsafe(no_mangle)]
pub extern "C" fn free_key(key: Box<PublicKey>) {
    drop(key);
}

/// [`PublicKey::bits`].
#[unsafe(no_mangle)]
pub extern "C" fn bits(key: &PublicKey) -> u32 {
    key.bits()
}

/// [`PublicKey::max_plaintext`] for the options of OAEP, in four bytes.
///
/// # Safety
/// As this module's documentation says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn max_plaintext(key: &PublicKey, arguments: *mut u8, length: usize) -> Box<Answer> {
    // SAFETY: the caller keeps the rules of this module.
    let block = unsafe { block(arguments, length) };
    let options = Arguments::new(&block).oaep();
    Answer::new(options.map(|options| (key.max_plaintext(&options) as u32).to_le_bytes().into()))
}

/// [`PublicKey::encrypt`] of a plaintext under the options of OAEP.
///
/// # Safety
/// As this module's documentation says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn encrypt(key: &PublicKey, arguments: *mut u8, length: usize) -> Box<Answer> {
    // SAFETY: the caller keeps the rules of this module.
    let block = unsafe { block(arguments, length) };
    let mut arguments = Arguments::new(&block);
    let plaintext = arguments.next().unwrap_or_default();
    Answer::new(arguments.oaep().and_then(|options| key.encrypt(&mut SystemRandom, plaintext, &options)))
}

/// [`PublicKey::to_pem`], or for `openssh` [`PublicKey::to_openssh`].
///
/// # Safety
/// As this module's documentation says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn to_pem(key: &PublicKey, arguments: *mut u8, length: usize) -> Box<Answer> {
    // SAFETY: the caller keeps the rules of this module.
    let block = unsafe { block(arguments, length) };
    let text = if Arguments::new(&block).text() == Some("openssh") {
        key.to_openssh()
    } else {
        key.to_pem(Arguments::new(&block).format())
    };
    Answer::text(Ok(text))
}

/// [`PublicKey::to_der`].
///
/// # Safety
/// As this module's documentation says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn to_der(key: &PublicKey, arguments: *mut u8, length: usize) -> Box<Answer> {
    // SAFETY: the caller keeps the rules of this module.
    let block = unsafe { block(arguments, length) };
    Answer::new(Ok(key.to_der(Arguments::new(&block).format())))
}

/// [`PublicKey::to_jwk`].
#[unsafe(no_mangle)]
pub extern "C" fn to_jwk(key: &PublicKey) -> Box<Answer> {
    Answer::text(Ok(key.to_jwk()))
}

/// [`PublicKey::thumbprint`].
#[unsafe(no_mangle)]
pub extern "C" fn thumbprint(key: &PublicKey) -> Box<Answer> {
    Answer::text(Ok(key.thumbprint()))
}

/// [`PublicKey::fingerprint`].
#[unsafe(no_mangle)]
pub extern "C" fn fingerprint(key: &PublicKey) -> Box<Answer> {
    Answer::text(Ok(key.fingerprint()))
}

/// [`seal_with`] of a plaintext to the keys whose pointers, of four bytes each, are the second argument, under options.
///
/// # Safety
/// As this module's documentation says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn seal(arguments: *mut u8, length: usize) -> Box<Answer> {
    // SAFETY: the caller keeps the rules of this module.
    let block = unsafe { block(arguments, length) };
    let mut arguments = Arguments::new(&block);
    let plaintext = arguments.next().unwrap_or_default();
    let (pointers, _) = arguments.next().unwrap_or_default().as_chunks();
    let key = |pointer: &[u8; 4]| u32::from_le_bytes(*pointer) as *const PublicKey;
    // SAFETY: each pointer is a key that is not freed before the call ends.
    let keys: Vec<&PublicKey> = pointers.iter().map(|pointer| unsafe { &*key(pointer) }).collect();
    let options = arguments.seal_options();
    Answer::text(options.and_then(|options| seal_with(&mut SystemRandom, plaintext, &keys, &options)))
}
