//! `unseal` and `describe` of any text: a message that opens can be described, and the cost of both is bounded by the
//! length of the text.
#![no_main]

use sealpost::{jwe, unseal};
use sealpost_fuzz::{
    cost::{self, Bounds, READING},
    keys,
    random::Repeatable,
};

/// Each of up to 100 attempts takes an operation with the private key.
const OPENING: Bounds = Bounds {
    allocated: READING.allocated.and(32 << 20),
    peak: READING.peak.and(1 << 20),
    time: READING.time.and(3_000_000_000),
};

fn check(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    let described = cost::within(&READING, input.len(), || jwe::describe(text));
    let opened = cost::within(&OPENING, input.len(), || unseal(&mut Repeatable(3), text, &[keys::recipient()]));
    if let Ok(opened) = opened {
        let described = described.expect("a message that opens can be described");
        assert!(!described.recipients.is_empty());
        assert!((opened.plaintext.len()..=opened.plaintext.len() + 16).contains(&described.length));
    }
}

sealpost_fuzz::target!(check);
