//! Signed messages: a token with a valid signature over any header and claims, sealed for its reader. If the message
//! opens as a signed message, its sender is the key that signed, and its audience contains the reader.
#![no_main]

use base64ct::{Base64UrlUnpadded, Encoding};
use sealpost::{Error, PssOptions, SealOptions, seal_with, unseal, unseal_from};
use sealpost_fuzz::{
    cost::{self, OPENING},
    keys,
    random::Repeatable,
};

/// The input is the header and the claims, with a zero byte between.
fn check(input: &[u8]) {
    let Some(at) = input.iter().position(|byte| *byte == 0) else { return };
    let encode = Base64UrlUnpadded::encode_string;
    let signed = [encode(&input[..at]), encode(&input[at + 1..])].join(".");
    let signature = keys::sender().sign(&mut Repeatable(4), signed.as_bytes(), &PssOptions::default());
    let token = [signed, encode(&signature.expect("the options fit"))].join(".");
    let options = SealOptions { header: Some(r#"{"cty":"JWT"}"#), ..SealOptions::default() };
    let recipient = keys::recipient().public_key();
    let sealed = seal_with(&mut Repeatable(5), token.as_bytes(), &[&recipient], &options).expect("the token fits");
    let (reader, id) = (keys::recipient(), keys::sender().verifying_key().thumbprint());
    let opened = cost::within(&OPENING, sealed.len(), || unseal(&mut Repeatable(6), &sealed, &[reader]));
    let expected = unseal_from(&mut Repeatable(6), &sealed, &[reader], &[&id]);
    match opened {
        Ok(opened) => match opened.sender {
            Some(sender) => {
                assert_eq!((&sender.id, sender.known), (&id, false));
                assert!(sender.audience.contains(&recipient.thumbprint()));
                assert!(opened.header == "{}" && opened.kid.is_none() && opened.aad.is_none());
                assert!(expected.expect("the sender is expected").sender.is_some_and(|sender| sender.known));
            }
            None => {
                assert_eq!(*opened.plaintext, token.as_bytes());
                assert_eq!(expected.map(drop), Err(Error::SignatureInvalid));
            }
        },
        Err(error) => {
            assert_eq!(error, Error::SignatureInvalid);
            assert_eq!(expected.map(drop), Err(Error::SignatureInvalid));
        }
    }
}

sealpost_fuzz::target!(check);
