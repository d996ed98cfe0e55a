//! `PublicKey::parse`: every form in which an accepted key is written is read again, as the same key. An accepted key
//! has 2048 to 8192 bits.
#![no_main]

use sealpost::{PublicKey, encoding::PublicKeyFormat};
use sealpost_fuzz::cost::{self, FINDING};

fn check(input: &[u8]) {
    let Ok(key) = cost::within(&FINDING, input.len(), || PublicKey::parse(input)) else { return };
    assert!((2048..=8192).contains(&key.bits()));
    for format in [PublicKeyFormat::Spki, PublicKeyFormat::Pkcs1] {
        assert_eq!(PublicKey::parse(&key.to_der(format)).as_ref(), Ok(&key));
        assert_eq!(PublicKey::parse(key.to_pem(format).as_bytes()).as_ref(), Ok(&key));
    }
    for text in [key.to_openssh(), key.to_jwk()] {
        assert_eq!(PublicKey::parse(text.as_bytes()).as_ref(), Ok(&key));
    }
    // 32 bytes of SHA-256 are 43 characters in base64; a fingerprint begins with `SHA256:`.
    assert_eq!((key.thumbprint().len(), key.fingerprint().len()), (43, 50));
}

sealpost_fuzz::target!(check);
