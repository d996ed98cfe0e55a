//! JSON Web Keys: the modulus has no more bytes than the input.
#![no_main]

use sealpost::encoding::fuzzing;
use sealpost_fuzz::cost::{self, READING};

fn check(input: &[u8]) {
    if let Ok(modulus) = cost::within(&READING, input.len(), || fuzzing::jwk(input)) {
        assert!(modulus.len() <= input.len());
    }
}

sealpost_fuzz::target!(check);
