//! `unseal` and `describe` of any text: a message that opens can be described, and the cost of both has a bound that
//! depends on the length of the text.
#![no_main]

use sealpost::{jwe, unseal};
use sealpost_fuzz::{
    cost::{self, FINDING, OPENING},
    keys,
    random::Repeatable,
};

fn check(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    let described = cost::within(&FINDING, input.len(), || jwe::describe(text));
    let opened = cost::within(&OPENING, input.len(), || unseal(&mut Repeatable(3), text, &[keys::recipient()]));
    if let Ok(opened) = opened {
        let described = described.expect("a message that opens can be described");
        assert!(!described.recipients.is_empty());
        // `describe` gives the length of the ciphertext, which has up to 16 bytes of padding with AES-CBC.
        assert!((opened.plaintext.len()..=opened.plaintext.len() + 16).contains(&described.length));
    }
}

sealpost_fuzz::target!(check);
