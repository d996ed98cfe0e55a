//! JSON Web Key (RFC 7517), as far as its thumbprint needs it.

#![forbid(unsafe_code)]

use alloc::{format, string::String};
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::PublicKey;

/// The thumbprint of RFC 7638 §3: SHA-256 over the required members in lexicographic order, without white space.
pub(super) fn thumbprint(key: &PublicKey) -> String {
    let e = Base64UrlUnpadded::encode_string(&key.exponent());
    let n = Base64UrlUnpadded::encode_string(&key.modulus());
    let canonical = format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#);
    Base64UrlUnpadded::encode_string(&Sha256::digest(canonical.as_bytes()))
}
