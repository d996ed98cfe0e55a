//! JSON Web Keys: no number has more bytes than the input.
#![no_main]

use sealpost::encoding::fuzzing;
use sealpost_fuzz::cost::{self, READING};

fn check(input: &[u8]) {
    if let Ok(numbers) = cost::within(&READING, input.len(), || fuzzing::jwk(input)) {
        assert!(numbers.iter().all(|number| number.len() <= input.len()));
    }
}

sealpost_fuzz::target!(check);
