//! Raw OAEP and sealed messages: round trips, errors, and failing random sources.

use core::convert::Infallible;

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::SysRng;
use sealpost::{
    Error, Inspected, OaepOptions, PrivateKey, SealOptions,
    encoding::{ParseOptions, PrivateKeyFormat},
    inspect,
    jwe::KeyId,
    rand_core::{TryCryptoRng, TryRng},
    seal, seal_with, unseal,
};

use crate::support::{code, generate};

/// A random source that fails after a number of bytes.
struct FailingRng {
    /// How many bytes the source still gives before it fails.
    left: usize,
}

#[derive(Debug)]
struct Exhausted;

impl core::fmt::Display for Exhausted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("exhausted")
    }
}

impl core::error::Error for Exhausted {}

impl TryRng for FailingRng {
    type Error = Exhausted;

    fn try_next_u32(&mut self) -> Result<u32, Exhausted> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Exhausted> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Exhausted> {
        self.left = self.left.checked_sub(target.len()).ok_or(Exhausted)?;
        SysRng.try_fill_bytes(target).map_err(|_| Exhausted)
    }
}

impl TryCryptoRng for FailingRng {}

/// A random source that repeats one byte.
struct StuckRng(u8);

impl TryRng for StuckRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        target.fill(self.0);
        Ok(())
    }
}

impl TryCryptoRng for StuckRng {}

#[test]
fn messages_of_many_lengths_round_trip() {
    let key = generate();
    for length in [0, 1, 15, 16, 17, 1000, 1 << 20] {
        let message: Vec<u8> = (0..length).map(|index: usize| index.to_le_bytes()[0]).collect();
        let sealed = seal(&mut SysRng, &message, &[&key.public_key()]).expect("the message fits");
        assert!(sealed.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
        let unsealed =
            unseal(&mut SysRng, &format!("\u{feff}\n {sealed} \r\n"), &[&key]).expect("the message is for the key");
        assert_eq!(*unsealed.plaintext, message);
        assert_eq!(unsealed.kid, Some(key.public_key().thumbprint()));
    }
}

#[test]
fn the_key_is_chosen_by_kid_and_without_kid_by_trying() {
    let (alice, bob) = (generate(), generate());
    let sealed = seal(&mut SysRng, b"for Bob", &[&bob.public_key()]).expect("the message fits");
    assert_eq!(*unseal(&mut SysRng, &sealed, &[&alice, &bob]).expect("the message is for Bob").plaintext, b"for Bob");
    assert_eq!(code(unseal(&mut SysRng, &sealed, &[&alice])), "not-a-recipient");
    assert_eq!(code(unseal(&mut SysRng, &sealed, &[])), "invalid-argument");
    let options = SealOptions { kid: KeyId::Omitted, ..SealOptions::default() };
    let sealed = seal_with(&mut SysRng, b"for Bob", &[&bob.public_key()], &options).expect("the message fits");
    assert_eq!(*unseal(&mut SysRng, &sealed, &[&alice, &bob]).expect("Bob's key is tried").plaintext, b"for Bob");
    assert_eq!(code(unseal(&mut SysRng, &sealed, &[&alice])), "decryption-failed");
}

#[test]
fn invalid_and_unsupported_headers_are_refused() {
    let key = generate();
    let sealed = seal(&mut SysRng, b"x", &[&key.public_key()]).expect("the message fits");
    let (_, rest) = sealed.split_once('.').expect("a compact message has dots");
    for (header, expected) in [
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","zip":"DEF"}"#, "unsupported-algorithm"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","crit":["exp"],"exp":1}"#, "unsupported-algorithm"),
        (r#"{"alg":"RSA1_5","enc":"A256GCM"}"#, "unsupported-algorithm"),
        (r#"{"alg":"dir","enc":"A256GCM"}"#, "unsupported-algorithm"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256CTR"}"#, "unsupported-algorithm"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","enc":"A256GCM"}"#, "malformed-message"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","x":1,"\u0078":2}"#, "malformed-message"),
        (r#"{"alg":"RSA-OAEP-256"}"#, "malformed-message"),
        (r#"{"enc":"A256GCM"}"#, "malformed-message"),
        (r#"{"alg":1,"enc":"A256GCM"}"#, "malformed-message"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"} {}"#, "malformed-message"),
        ("[]", "malformed-message"),
        ("", "malformed-message"),
    ] {
        let text = format!("{}.{rest}", Base64UrlUnpadded::encode_string(header.as_bytes()));
        assert_eq!(code(unseal(&mut SysRng, &text, &[&key])), expected, "{header}");
    }
    let deep = format!(r#"{{"alg":"RSA-OAEP-256","enc":"A256GCM","x":{}}}"#, "[".repeat(9000));
    let text = format!("{}.{rest}", Base64UrlUnpadded::encode_string(deep.as_bytes()));
    assert_eq!(code(unseal(&mut SysRng, &text, &[&key])), "malformed-message");
    for text in ["", ".", "....", "a.b.c.d", "a.b.c.d.e.f", "hello", "\u{0}", &".".repeat(1 << 20)] {
        assert_eq!(code(unseal(&mut SysRng, text, &[&key])), "malformed-message");
    }
}

#[test]
fn every_invalid_ciphertext_has_the_same_error() {
    let key = generate();
    let options = OaepOptions::default();
    let modulus = key.public_key().modulus();
    for ciphertext in [&[][..], &[0; 255], &[0; 256], &[0; 257], &[0xff; 256], &modulus, &[1; 1 << 16]] {
        let result = key.decrypt(&mut SysRng, ciphertext, &options).map(|_| ());
        assert_eq!(result, Err(Error::DecryptionFailed), "{} bytes", ciphertext.len());
    }
}

#[test]
fn a_message_that_mentions_a_private_key_is_a_message() {
    let text = |beginning: &str| {
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
        format!(
            r#"{{{beginning}"protected":"{header}","unprotected":{{"kid":"-----BEGIN PRIVATE KEY-----"}},"ciphertext":""}}"#
        )
    };
    let message = inspect(text("").as_bytes());
    assert!(matches!(message, Inspected::Message { description: Ok(_), .. }), "{message:?}");
    // A damaged message that contains the BEGIN line of a private key is described as a private key.
    let damaged = inspect(text(r#""iv":5,"#).as_bytes());
    assert!(matches!(&damaged, Inspected::Key(description) if description.kind == "private-key"), "{damaged:?}");
}

#[test]
fn the_error_of_a_message_too_long_has_the_length_and_the_limit() {
    let public = generate().public_key();
    let options = OaepOptions::default();
    assert_eq!(public.max_plaintext(&options), 190);
    assert!(public.encrypt(&mut SysRng, &[0; 190], &options).is_ok());
    let error = public.encrypt(&mut SysRng, &[0; 191], &options).expect_err("the message is too long");
    assert_eq!(error, Error::MessageTooLong { length: 191, limit: 190 });
}

#[test]
fn a_failing_random_source_is_an_error_wherever_it_fails() {
    let key = generate();
    let public = key.public_key();
    let options = OaepOptions::default();
    let ciphertext = public.encrypt(&mut SysRng, b"x", &options).expect("the message fits");
    let sealed = seal(&mut SysRng, b"x", &[&public]).expect("the message fits");
    let der = key.to_der(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    // Each of these numbers is less than the bytes that any of the operations draws.
    for left in [0, 1, 16, 33, 43] {
        let mut rng = FailingRng { left };
        assert_eq!(code(PrivateKey::generate(&mut rng, 2048)), "random-unavailable", "{left} bytes");
        // A key that was used keeps its blinding pair. A key that was just parsed has to draw a pair from the source.
        let fresh = || PrivateKey::parse(&der, &ParseOptions::default()).expect("the key is valid");
        assert_eq!(code(fresh().decrypt(&mut FailingRng { left }, &ciphertext, &options)), "random-unavailable");
        assert_eq!(code(unseal(&mut FailingRng { left }, &sealed, &[&fresh()])), "random-unavailable");
        assert_eq!(code(seal(&mut FailingRng { left }, b"x", &[&public])), "random-unavailable");
    }
    // OAEP with SHA-256 draws a seed of 32 bytes.
    assert_eq!(code(public.encrypt(&mut FailingRng { left: 31 }, b"x", &options)), "random-unavailable");
    assert_eq!(code(public.encrypt(&mut FailingRng { left: 32 }, b"x", &options)), "accepted");
}

#[test]
fn the_given_random_source_is_the_only_one() {
    // With a stuck source two sealed messages are equal, with a random source they differ.
    let public = generate().public_key();
    let stuck = || seal(&mut StuckRng(7), b"x", &[&public]).expect("the message fits");
    let random = || seal(&mut SysRng, b"x", &[&public]).expect("the message fits");
    assert_eq!(stuck(), stuck());
    assert_ne!(random(), random());
}

#[test]
fn errors_do_not_repeat_an_input_that_is_neither_a_key_nor_a_message() {
    let secret = "correct horse battery staple";
    let key = generate();
    let failures = [
        PrivateKey::parse(secret.as_bytes(), &ParseOptions::default()).map(|_| ()),
        unseal(&mut SysRng, secret, &[&key]).map(|_| ()),
        key.decrypt(&mut SysRng, secret.as_bytes(), &OaepOptions::default()).map(|_| ()),
    ];
    for failure in failures {
        let error = failure.expect_err("the input is neither a key nor a message");
        assert!(!format!("{error} {error:?}").contains("horse"));
    }
}
