//! Protected private keys and JWKs that the crate writes itself.

use getrandom::SysRng;
use sealpost::encoding;

use crate::support::{code, description, generate, parse};

#[test]
fn a_written_key_opens_only_with_its_passphrase() {
    let key = generate();
    let passphrase = "pässwörd";
    let der = key.to_encrypted_der(&mut SysRng, passphrase.as_bytes()).expect("the random source works");
    let pem = key.to_encrypted_pem(&mut SysRng, passphrase.as_bytes()).expect("the random source works");
    for input in [&der, pem.as_bytes()] {
        let opened = parse(input, Some(passphrase)).expect("the passphrase is right");
        assert_eq!(opened.public_key(), key.public_key());
        assert_eq!(code(parse(input, None)), "passphrase-required");
        assert_eq!(code(parse(input, Some("password"))), "wrong-passphrase");
        let protection = description(input).protection.expect("the key is protected");
        assert_eq!((protection.cipher, protection.derivation), ("AES-256-CBC", "PBKDF2"));
        assert_eq!((protection.hash, protection.cost), (Some("SHA-256"), encoding::ITERATIONS));
    }
    assert_eq!(code(key.to_encrypted_der(&mut SysRng, b"")), "invalid-argument");
}

#[test]
fn a_jwk_without_primes_is_the_same_key() {
    let key = generate();
    let jwk = key.to_jwk().expect("the key is valid");
    assert_eq!(parse(jwk.as_bytes(), None).expect("the JWK is valid").public_key(), key.public_key());
    let p = jwk.find(",\"p\"").expect("the JWK has primes");
    let short = format!("{}}}", &jwk[..p]);
    assert_eq!(parse(short.as_bytes(), None).expect("n, e and d are sufficient").to_jwk(), Ok(jwk));
}
