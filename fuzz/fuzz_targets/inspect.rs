//! `inspect` agrees with `parse` and `describe`: it recognises every key that `parse` accepts, with the same length,
//! thumbprint and fingerprint, and every message that `describe` accepts. It describes no public key that `parse` does
//! not accept, unless it describes that key as refused.
#![no_main]

use sealpost::{Inspected, PrivateKey, PublicKey, encoding::ParseOptions, inspect, jwe};
use sealpost_fuzz::cost::{self, FINDING};

fn check(input: &[u8]) {
    let inspected = cost::within(&FINDING, input.len(), || inspect(input));
    let public = match PublicKey::parse(input) {
        Ok(key) => Some(("public-key", key)),
        // A key that `inspect` marks as refused or protected is not parsed as a private key, because checking its
        // numbers takes long. So it is not noticed here if `parse` reads a private key that `inspect` marks as refused.
        Err(_) if is_refused_or_protected(&inspected) => None,
        Err(_) => PrivateKey::parse(input, &ParseOptions::default()).ok().map(|key| ("private-key", key.public_key())),
    };
    if let Some((kind, key)) = public {
        let Inspected::Key(description) = &inspected else { panic!("a key is described as {inspected:?}") };
        let is_certificate = description.kind == "certificate" && kind == "public-key";
        assert!(description.kind == kind || is_certificate, "a {kind} is described as {description:?}");
        assert_eq!(description.refused, None);
        assert_eq!(description.bits, Some(key.bits()));
        assert_eq!(description.thumbprint, Some(key.thumbprint()));
        assert_eq!(description.fingerprint, Some(key.fingerprint()));
    } else if let Inspected::Key(description) = &inspected {
        assert!(
            description.kind == "private-key" || description.refused.is_some(),
            "`parse` does not accept the key, but it is not described as refused: {description:?}"
        );
    }
    if let Some(Ok(read)) = core::str::from_utf8(input).ok().map(jwe::describe) {
        let Inspected::Message { description, .. } = inspected else {
            panic!("a message is described as {inspected:?}")
        };
        assert_eq!(description, Ok(read));
    }
}

fn is_refused_or_protected(found: &Inspected) -> bool {
    matches!(found, Inspected::Key(description) if description.refused.is_some() || description.protection.is_some())
}

sealpost_fuzz::target!(check);
