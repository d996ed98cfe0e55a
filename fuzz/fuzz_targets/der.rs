//! The DER reader: each number of a key that is read is a part of the input, and no input is read both as a private and
//! as a public key.
#![no_main]

use sealpost::encoding::fuzzing;
use sealpost_fuzz::cost::{self, READING};

fn check(input: &[u8]) {
    let [private, public] = cost::within(&READING, input.len(), || fuzzing::der(input));
    assert!(private.is_err() || public.is_err(), "one input is read as a private and as a public key");
    for number in [private, public].into_iter().flatten().flatten() {
        assert!(input.windows(number.len()).any(|window| window == number));
    }
}

sealpost_fuzz::target!(check);
