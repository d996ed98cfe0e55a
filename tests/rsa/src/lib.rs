//! The crate `rsa` without changes as a wasm module with plain functions: keys, and RSA-OAEP with SHA-256.
//!
//! The bench measures it beside sealpost, and the soak run checks sealpost's keys and ciphertexts with it. It stores
//! one key at a time; bytes are passed in and out in one buffer at `buffer`.
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exports and imports functions by name; the buffer is shared with JavaScript")]
#![allow(clippy::missing_panics_doc, reason = "a panic is a trap, which fails the test")]

use std::{
    convert::Infallible,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crypto_bigint::BoxedUint;
use rand_core::{TryCryptoRng, TryRng};
use rsa::{
    Oaep, PrivateKey, PublicKey,
    traits::{PrivateKeyParts, PublicKeyParts},
};
use sha2::Sha256;

const BUFFER: usize = 4096;
static BYTES: Mutex<[u8; BUFFER]> = Mutex::new([0; BUFFER]);
static KEY: Mutex<Option<PrivateKey>> = Mutex::new(None);

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    /// Fills `length` bytes at `to` with random bytes.
    fn random(to: *mut u8, length: usize);
}

/// The random source that JavaScript provides.
struct Source;

impl TryRng for Source {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| word as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        // SAFETY: the import fills exactly these bytes.
        unsafe { random(bytes.as_mut_ptr(), bytes.len()) };
        Ok(())
    }
}

impl TryCryptoRng for Source {}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes bytes to the beginning of the buffer. Returns their length.
fn put(bytes: &[u8]) -> u32 {
    lock(&BYTES)[..bytes.len()].copy_from_slice(bytes);
    bytes.len() as u32
}

/// Reads numbers of these lengths in bytes from the buffer, where they are concatenated.
fn numbers(lengths: &[usize]) -> Vec<BoxedUint> {
    let bytes = lock(&BYTES);
    let mut at = 0;
    lengths
        .iter()
        .map(|&length| {
            at += length;
            BoxedUint::from_be_slice(&bytes[at - length..at], length as u32 * 8)
                .expect("the precision is the length of the bytes")
        })
        .collect()
}

/// The address of the buffer in which bytes are passed in and out.
#[unsafe(no_mangle)]
pub extern "C" fn buffer() -> *const u8 {
    lock(&BYTES).as_ptr()
}

/// Generates a key, and stores it.
#[unsafe(no_mangle)]
pub extern "C" fn generate(bits: usize) {
    *lock(&KEY) = Some(PrivateKey::new(&mut Source, bits).expect("the size is supported"));
}

/// Writes p and then q of the stored key to the buffer; returns the length of both together.
#[unsafe(no_mangle)]
pub extern "C" fn primes() -> u32 {
    let key = lock(&KEY);
    let primes = key.as_ref().expect("a key is stored").primes().iter();
    put(&primes.flat_map(|prime| prime.to_be_bytes()).collect::<Vec<u8>>())
}

/// Stores the key whose primes are in the buffer, one after the other in `length` bytes each, with the exponent 65537.
/// Returns 1 if `rsa` accepts it and its modulus has exactly twice that length.
#[unsafe(no_mangle)]
pub extern "C" fn take(length: usize) -> u32 {
    let [p, q] = numbers(&[length, length]).try_into().expect("`numbers` returns one number for each length");
    let key = PrivateKey::from_p_q(p, q, BoxedUint::from(65_537u32));
    let taken = key.as_ref().is_ok_and(|key| key.n().bit_width() as usize == 16 * length && key.validate().is_ok());
    *lock(&KEY) = key.ok().filter(|_| taken);
    u32::from(taken)
}

/// Encrypts `length` bytes in the buffer to the stored key; returns the ciphertext's length, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn encrypt(length: usize) -> u32 {
    let plaintext = lock(&BYTES)[..length].to_vec();
    let key = lock(&KEY);
    let public: PublicKey = key.as_ref().expect("a key is stored").to_public_key();
    public.encrypt(&mut Source, Oaep::<Sha256>::new(), &plaintext).map_or(0, |ciphertext| put(&ciphertext))
}

/// Decrypts `length` bytes in the buffer with the stored key, with blinding; returns the plaintext's length, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn decrypt(length: usize) -> u32 {
    let ciphertext = lock(&BYTES)[..length].to_vec();
    let key = lock(&KEY);
    let key = key.as_ref().expect("a key is stored");
    key.decrypt_blinded(&mut Source, Oaep::<Sha256>::new(), &ciphertext).map_or(0, |plaintext| put(&plaintext))
}
