//! Plaintexts, ciphertexts of RSA-OAEP and encoded messages, for the target `oaep`. The target `inspect` gets the
//! ciphertext alone.

use sealpost::{Inspected, OaepOptions, encoding::fuzzing, inspect};

use super::Add;
use crate::{keys, random::Repeatable};

pub(super) fn add(add: &mut Add<'_>) {
    // The first byte says what comes after the first three: 0 for label and plaintext, 1 for a ciphertext, 2 for an
    // encoded message. The second chooses the hash, the third the hash of MGF1 (fuzz_targets/oaep.rs).
    for hash in 0..7 {
        add(&["oaep"], &format!("plaintext-{hash}"), &[&[0, hash, 6 - hash], &b"label\0plaintext"[..]].concat());
    }
    let key = keys::recipient().public_key();
    let encrypted =
        key.encrypt(&mut Repeatable(6), b"plaintext", &OaepOptions::default()).expect("the plaintext is short");
    add(&["oaep"], "ciphertext", &[&[1, 2, 2], &encrypted[..]].concat());
    assert!(matches!(inspect(&encrypted), Inspected::MaybeCiphertext { .. }));
    add(&["inspect"], "ciphertext", &encrypted);
    // An encoded message that is not well-formed, but below the modulus. Its first byte, zero, is left out: the target
    // adds it.
    let mut encoded = vec![0; key.size()];
    encoded[1..].fill(0x5a);
    assert!(fuzzing::encrypt_primitive(&key, &encoded).is_ok());
    add(&["oaep"], "encoded", &[&[2, 2, 2], &encoded[1..]].concat());
}
