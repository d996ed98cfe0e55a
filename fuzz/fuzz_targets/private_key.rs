//! `PrivateKey::parse`: every form in which an accepted key is written without a passphrase is read again, as the same
//! key. A key below 2048 bits is not accepted by default.
#![no_main]

use std::{cell::RefCell, collections::HashSet};

use sealpost::{
    Error, Inspected, PrivateKey,
    encoding::{ParseOptions, PrivateKeyFormat},
    inspect,
};
use sealpost_fuzz::cost::{self, Bounds, FINDING};

/// Checking a key's numbers costs much, whatever the length of the input. So constants are added to the bounds.
const PARSING: Bounds = FINDING.plus(64 << 20, 4_000_000_000);

const PKCS8: PrivateKeyFormat = PrivateKeyFormat::Pkcs8;

fn check(input: &[u8]) {
    // The first byte chooses the options: bit 0 forbids weak keys, and bit 1 gives a passphrase unless decryption with
    // it would take long.
    let Some((choice, input)) = input.split_first() else { return };
    let mut options = ParseOptions::default();
    options.allow_weak = choice & 1 == 0;
    options.passphrase = (choice & 2 != 0 && is_cheap(input)).then_some(b"passphrase");
    let Ok(key) = cost::within(&PARSING, input.len(), || PrivateKey::parse(input, &options)) else { return };
    let written = key.to_der(PKCS8).expect("a valid key can be written");
    thread_local! {
        /// The keys that were checked, in PKCS#8. Each is checked only once, because that takes long.
        static CHECKED: RefCell<HashSet<Vec<u8>>> = RefCell::default();
    }
    if !CHECKED.with_borrow_mut(|checked| checked.insert(written.to_vec())) {
        return;
    }
    let read = |bytes: &[u8]| {
        let key = PrivateKey::parse(bytes, &options).expect("a written key is read again");
        assert_eq!(key.to_der(PKCS8).as_ref(), Ok(&written));
    };
    read(&written);
    read(&key.to_der(PrivateKeyFormat::Pkcs1).expect("a valid key can be written"));
    read(key.to_pem(PKCS8).expect("a valid key can be written").as_bytes());
    read(key.to_pem(PrivateKeyFormat::Pkcs1).expect("a valid key can be written").as_bytes());
    read(key.to_jwk().expect("a valid key can be written").as_bytes());
    let options = ParseOptions::default();
    assert!(key.bits() >= 2048 || matches!(PrivateKey::parse(&written, &options), Err(Error::WeakKey { .. })));
}

/// Whether a key is decrypted so fast that a thousand mutations of it can be tried.
fn is_cheap(input: &[u8]) -> bool {
    let Inspected::Key(description) = inspect(input) else { return true };
    description.protection.is_none_or(|protection| match protection.derivation {
        "MD5" => true,
        "PBKDF2" => protection.cost <= 1_000,
        _ => false,
    })
}

sealpost_fuzz::target!(check);
