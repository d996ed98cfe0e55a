//! Private keys protected by a passphrase, natively: round trips, wrong passphrases, costs out of bounds.

use getrandom::SysRng;
use sealpost::{Error, Inspected, PrivateKey, encoding, encoding::ParseOptions, inspect};

fn open(input: &[u8], passphrase: Option<&[u8]>) -> Result<PrivateKey, Error> {
    let mut options = ParseOptions::default();
    options.passphrase = passphrase;
    PrivateKey::parse(input, &options)
}

fn code(result: Result<PrivateKey, Error>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn a_protected_key_opens_with_its_passphrase_alone() {
    let key = PrivateKey::generate(&mut SysRng, 2048).expect("the system has randomness");
    let passphrase = "pässwörd".as_bytes();
    let der = key.to_encrypted_der(&mut SysRng, passphrase).expect("it can be written");
    let pem = key.to_encrypted_pem(&mut SysRng, passphrase).expect("it can be written");
    for input in [&der, pem.as_bytes()] {
        let opened = open(input, Some(passphrase)).expect("it is the passphrase");
        assert_eq!(opened.public_key(), key.public_key());
        assert_eq!(code(open(input, None)), "passphrase-required");
        assert_eq!(code(open(input, Some(b"password"))), "wrong-passphrase");
        let Inspected::Key(described) = inspect(input) else { panic!("it is a key") };
        let protection = described.protection.expect("it is protected");
        assert_eq!((protection.cipher, protection.derivation), ("AES-256-CBC", "PBKDF2"));
        assert_eq!((protection.hash, protection.cost), (Some("SHA-256"), encoding::ITERATIONS));
    }
    let result = key.to_encrypted_der(&mut SysRng, b"").map(drop);
    assert_eq!(result.map_err(|error| error.code()), Err("invalid-argument"));
}

#[test]
fn the_numbers_alone_make_the_same_key() {
    let key = PrivateKey::generate(&mut SysRng, 2048).expect("the system has randomness");
    let jwk = key.to_jwk().expect("a valid key");
    assert_eq!(open(jwk.as_bytes(), None).expect("our own form").public_key(), key.public_key());
    let p = jwk.find(",\"p\"").expect("it has the primes");
    let short = format!("{}}}", &jwk[..p]);
    assert_eq!(open(short.as_bytes(), None).expect("n, e and d are enough").to_jwk(), Ok(jwk));
}
