//! Helpers that several modules use: keys, error codes, descriptions, DER, messages and command-line programs.

use std::sync::LazyLock;

use getrandom::SysRng;
use sealpost::{Error, Inspected, PrivateKey, PublicKey, encoding::KeyDescription, encoding::ParseOptions, inspect};

pub mod der;
pub mod messages;
pub mod tools;

/// A key of 2048 bits that tests share if they do not need one of their own.
pub static KEY: LazyLock<PrivateKey> = LazyLock::new(generate);

pub const PASSPHRASE: &str = "five words from a die";

/// Generates a key of 2048 bits.
pub fn generate() -> PrivateKey {
    PrivateKey::generate(&mut SysRng, 2048).expect("the system has randomness")
}

/// The error code of a result, or `accepted`.
pub fn code<T>(result: Result<T, Error>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "accepted")
}

/// Reads a private key.
pub fn parse(input: &[u8], passphrase: Option<&str>) -> Result<PrivateKey, Error> {
    let mut options = ParseOptions::default();
    options.passphrase = passphrase.map(str::as_bytes);
    PrivateKey::parse(input, &options)
}

/// The error code for an input that is read as a private key without a passphrase, or `accepted`.
pub fn private_code(input: &[u8]) -> &'static str {
    code(parse(input, None))
}

/// The error code for an input that is read as a public key, or `accepted`.
pub fn public_code(input: &[u8]) -> &'static str {
    code(PublicKey::parse(input))
}

/// The description of a key.
pub fn description(input: &[u8]) -> KeyDescription {
    let Inspected::Key(description) = inspect(input) else { panic!("the input is not described as a key") };
    description
}

/// Asserts that `file` is [`KEY`] protected by [`PASSPHRASE`].
pub fn assert_opens_only_with_passphrase(file: &[u8], context: &str) {
    let public = |passphrase| parse(file, passphrase).map(|key| key.public_key());
    assert_eq!(public(Some(PASSPHRASE)), Ok(KEY.public_key()), "{context}");
    assert_eq!(public(None), Err(Error::PassphraseRequired), "{context}");
    assert_eq!(public(Some("another one")), Err(Error::WrongPassphrase), "{context}");
}
