//! What the fuzz targets and their seeds need from inside the crate: the parsers behind `PrivateKey::parse` and
//! `PublicKey::parse`, the writer of PEM, and RSAEP. Compiled only under `--cfg fuzzing`.

#![forbid(unsafe_code)]
#![allow(missing_docs, clippy::missing_errors_doc, reason = "not part of the interface")]

use alloc::{string::String, vec::Vec};

use super::{
    cipher::pbes2::{Derivation, Protected},
    der,
    document::Reading,
    jwk,
    kind::Purpose,
    openssh, pem,
};
use crate::{
    Error, PublicKey,
    json::Value,
    key::{Components, PublicNumbers},
};

/// All names and strings of a JSON text, in order.
pub fn json(text: &str) -> Option<Vec<String>> {
    // The parser limits the depth.
    fn collect(value: &Value<'_>, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(String::from(text.as_ref())),
            Value::Array(elements) => elements.iter().for_each(|element| collect(element, found)),
            Value::Object(object) => object.members().for_each(|(name, value)| {
                found.push(name.into());
                collect(value, found);
            }),
            Value::Number(_) | Value::Null | Value::Boolean => {}
        }
    }
    let mut found = Vec::new();
    collect(&Value::parse(text)?, &mut found);
    Some(found)
}

/// The numbers of a private key in DER, and those of a public key.
pub fn der(input: &[u8]) -> [Result<Vec<Vec<u8>>, Error>; 2] {
    [
        der::private_components(input, Purpose::Signatures).map(|components| private_numbers(&components)),
        der::public_numbers(input, Purpose::Signatures).map(|(numbers, _)| public_numbers(&numbers)),
    ]
}

fn private_numbers(components: &Components<'_>) -> Vec<Vec<u8>> {
    let Components { n, e, d, primes, crt, parameters: _ } = components;
    let numbers = [*n, *e, *d].into_iter().chain(primes.iter().flatten().copied()).chain(crt.iter().flatten().copied());
    numbers.map(<[u8]>::to_vec).collect()
}

fn public_numbers(numbers: &PublicNumbers<'_>) -> Vec<Vec<u8>> {
    [numbers.n, numbers.e].map(<[u8]>::to_vec).into()
}

/// The bytes of all keys in an input.
pub fn document(input: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    Ok(Reading::of(input).document?.0.iter().map(|block| block.bytes.to_vec()).collect())
}

/// A block of PEM text.
pub fn write_pem(label: &str, bytes: &[u8]) -> String {
    pem::write(label, bytes).as_str().into()
}

/// The moduli in an OpenSSH private key: that of the public half and, if it is not encrypted, that of the private half.
pub fn openssh_private(bytes: &[u8]) -> Result<(Vec<u8>, Option<Vec<u8>>), Error> {
    let file = openssh::PrivateFile::parse(bytes)?;
    let public = openssh::public_numbers(file.public)?.n.to_vec();
    if file.protection.is_some() {
        return Ok((public, None));
    }
    let private = file.open(None)?;
    let components = file.components(&private)?;
    Ok((public, Some(components.n.to_vec())))
}

/// The number of keys in the lines of a text, and the modulus of an OpenSSH public key.
pub fn openssh_public(bytes: &[u8]) -> (Result<usize, Error>, Result<Vec<u8>, Error>) {
    let count = openssh::public_lines(bytes).map(|blocks| blocks.len());
    (count, openssh::public_numbers(bytes).map(|numbers| numbers.n.to_vec()))
}

/// The cost of a protected key: the iterations of PBKDF2 or the passes of scrypt, and the memory in bytes. Decrypts the
/// key if both are within `limits`, which have the same order.
pub fn pbes2(der: &[u8], limits: (u64, u64)) -> Result<(u64, u64, Option<Result<usize, Error>>), Error> {
    let protected = Protected::parse(der)?;
    let (work, memory) = match protected.derivation {
        Derivation::Pbkdf2 { iterations, .. } => (u64::from(iterations), 0),
        Derivation::Scrypt { log_n, r, p, .. } => (u64::from(p), u64::from(r) << log_n << 7),
    };
    let is_cheap = work <= limits.0 && memory <= limits.1;
    let opened = is_cheap.then(|| protected.decrypt(b"passphrase").map(|bytes| bytes.len()));
    Ok((work, memory, opened))
}

/// The numbers of a JWK: those of a private key or, if it is none, those of a public key.
pub fn jwk(text: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let key = jwk::Jwk::parse(text, Purpose::Encryption)?;
    match key.private_components() {
        Ok(components) => Ok(private_numbers(&components)),
        Err(_) => Ok(public_numbers(&key.public_numbers()?)),
    }
}

/// RSAEP of any encoded message, whether it is well-formed or not.
pub fn encrypt_primitive(key: &PublicKey, encoded: &[u8]) -> Result<Vec<u8>, Error> {
    key.0.public_primitive(encoded).ok_or_else(|| Error::Internal)
}
