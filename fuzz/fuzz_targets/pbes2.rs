//! Keys protected by PBES2: a key is refused if its key derivation costs more than the limits, and decrypted if the
//! cost is low.
#![no_main]

use sealpost::encoding::{MAX_ITERATIONS, MAX_SCRYPT_MEMORY, fuzzing};
use sealpost_fuzz::cost::{self, Bounds, READING};

/// The most iterations of PBKDF2 or passes of scrypt, and the most bytes of memory, with which a key is decrypted.
const CHEAP: (u64, u64) = (64, 1 << 20);
/// Bounds for a key that is decrypted: those of reading, and more for a derivation within the limits `CHEAP`. scrypt
/// allocates the memory that its parameters ask for, and a block for each pass.
const DECRYPTING: Bounds = Bounds {
    allocated: READING.allocated.plus(4 << 20),
    peak: READING.peak.plus(4 << 20),
    time: READING.time.plus(500_000_000),
};

fn check(input: &[u8]) {
    // With limits of zero the key is read, but not decrypted.
    let read = cost::within(&READING, input.len(), || fuzzing::pbes2(input, (0, 0)).is_ok());
    let Ok((work, memory, _)) = cost::within(&DECRYPTING, input.len(), || fuzzing::pbes2(input, CHEAP)) else {
        assert!(!read);
        return;
    };
    assert!((1..=u64::from(MAX_ITERATIONS)).contains(&work));
    assert!(memory <= MAX_SCRYPT_MEMORY);
}

sealpost_fuzz::target!(check);
