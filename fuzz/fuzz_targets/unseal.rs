//! `unseal` of messages with a valid authentication tag: a message that opens has the plaintext, the header and the
//! additional authenticated data with which it was built, and `describe` gives a fitting length.
#![no_main]

use sealpost::{Error, jwe, unseal};
use sealpost_fuzz::{
    cost::{self, FINDING, OPENING},
    keys, message,
    random::Repeatable,
};

fn check(input: &[u8]) {
    let Some(made) = message::make(input) else { return };
    let (sealed, length) = (&made.sealed, made.sealed.len());
    let described = cost::within(&FINDING, length, || jwe::describe(sealed));
    let opened = cost::within(&OPENING, length, || unseal(&mut Repeatable(3), sealed, &[keys::recipient()]));
    match opened {
        Ok(opened) => {
            assert_eq!(*opened.plaintext, made.plaintext);
            assert_eq!(opened.header, made.protected);
            assert_eq!(opened.aad, made.aad);
            let described = described.expect("a message that opens can be described");
            assert_eq!(opened.key_id, keys::recipient().public_key().thumbprint());
            // `describe` gives the length of the ciphertext, which has up to 16 bytes of padding with AES-CBC.
            assert!((made.plaintext.len()..=made.plaintext.len() + 16).contains(&described.length));
        }
        Err(Error::Internal | Error::RandomUnavailable) => panic!("no message may cause this error"),
        Err(_) => {}
    }
}

sealpost_fuzz::target!(check);
