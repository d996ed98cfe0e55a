//! OpenSSH's form of a public key (RFC 4253 §6.6), as far as its fingerprint needs it.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use crate::PublicKey;

/// `SHA256:` and the base64 of the hash of the key's binary form, as `ssh-keygen -l` prints it.
pub(super) fn fingerprint(key: &PublicKey) -> String {
    let mut blob = Vec::new();
    push_string(&mut blob, b"ssh-rsa");
    push_mpint(&mut blob, &key.exponent());
    push_mpint(&mut blob, &key.modulus());
    let mut text = String::from("SHA256:");
    // 32 bytes leave one character of padding, which OpenSSH does not write.
    text.push_str(Base64::encode_string(&Sha256::digest(&blob)).trim_end_matches('='));
    text
}

/// Whether `text` is a line of an `authorized_keys` file or a `.pub` file, as far as its first word tells.
pub(super) fn is_public_line(text: &[u8]) -> bool {
    ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-"].iter().any(|word| text.trim_ascii_start().starts_with(word.as_bytes()))
}

/// `string` of RFC 4251 §5: the length in four bytes, then the bytes.
fn push_string(blob: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("a modulus has at most 1,024 bytes");
    blob.extend(length.to_be_bytes());
    blob.extend(bytes);
}

/// `mpint` of RFC 4251 §5: a number without leading zeros but for the one that keeps it positive.
fn push_mpint(blob: &mut Vec<u8>, number: &[u8]) {
    let sign = number.first().is_some_and(|byte| byte & 0x80 != 0);
    let bytes: Vec<u8> = sign.then_some(0).into_iter().chain(number.iter().copied()).collect();
    push_string(blob, &bytes);
}
