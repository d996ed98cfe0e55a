//! The crate `rsa` as it comes, as a wasm module with plain functions: keys, RSA-OAEP with SHA-256, nothing else.
//!
//! The bench measures it beside sealpost, and the soak run checks sealpost's keys and ciphertexts with it. It holds one
//! key at a time; bytes go in and out through one buffer at `buffer`.
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exports and imports functions by name; the buffer is shared with JavaScript")]

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
    /// Fills `length` bytes at `to` with random ones.
    fn random(to: *mut u8, length: usize);
}

/// The random source of the runtime.
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

fn put(bytes: &[u8]) -> u32 {
    lock(&BYTES)[..bytes.len()].copy_from_slice(bytes);
    bytes.len() as u32
}

fn numbers(lengths: &[usize]) -> Vec<BoxedUint> {
    let bytes = lock(&BYTES);
    let mut at = 0;
    lengths
        .iter()
        .map(|&length| {
            at += length;
            BoxedUint::from_be_slice(&bytes[at - length..at], length as u32 * 8).expect("as many bytes as it is wide")
        })
        .collect()
}

/// Where bytes go in and out.
#[unsafe(no_mangle)]
pub extern "C" fn buffer() -> *const u8 {
    lock(&BYTES).as_ptr()
}

/// Generates a key, and makes it the one that is held.
#[unsafe(no_mangle)]
pub extern "C" fn generate(bits: usize) {
    *lock(&KEY) = Some(PrivateKey::new(&mut Source, bits).expect("a key of a usual size"));
}

/// Writes p and then q of the key that is held to the buffer; the bytes of both together.
#[unsafe(no_mangle)]
pub extern "C" fn primes() -> u32 {
    let key = lock(&KEY);
    let primes = key.as_ref().expect("a key is held").primes().iter();
    put(&primes.flat_map(|prime| prime.to_be_bytes()).collect::<Vec<u8>>())
}

/// Holds the key whose primes stand in the buffer one after the other, `length` bytes each, with the exponent 65537; 1
/// if `rsa` takes it, and its modulus has exactly twice that length.
#[unsafe(no_mangle)]
pub extern "C" fn take(length: usize) -> u32 {
    let [p, q] = numbers(&[length, length]).try_into().expect("two numbers were read");
    let key = PrivateKey::from_p_q(p, q, BoxedUint::from(65_537u32));
    let taken = key.as_ref().is_ok_and(|key| key.n().bit_width() as usize == 16 * length && key.validate().is_ok());
    *lock(&KEY) = key.ok().filter(|_| taken);
    u32::from(taken)
}

/// Encrypts `length` bytes in the buffer to the key that is held; the ciphertext's length, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn encrypt(length: usize) -> u32 {
    let plaintext = lock(&BYTES)[..length].to_vec();
    let key = lock(&KEY);
    let public: PublicKey = key.as_ref().expect("a key is held").to_public_key();
    public.encrypt(&mut Source, Oaep::<Sha256>::new(), &plaintext).map_or(0, |ciphertext| put(&ciphertext))
}

/// Decrypts `length` bytes in the buffer with the key that is held, with blinding; the plaintext's length, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn decrypt(length: usize) -> u32 {
    let ciphertext = lock(&BYTES)[..length].to_vec();
    let key = lock(&KEY);
    let key = key.as_ref().expect("a key is held");
    key.decrypt_blinded(&mut Source, Oaep::<Sha256>::new(), &ciphertext).map_or(0, |plaintext| put(&plaintext))
}
