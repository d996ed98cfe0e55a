//! The formats of keys: which are read, which are refused, and how `inspect` describes each. The keys come from
//! sealpost itself, from OpenSSL, and from DER that the tests write.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use sealpost::{
    Inspected, PublicKey,
    encoding::{KeyDescription, PrivateKeyFormat, PublicKeyFormat},
    inspect,
};
use sha2::{Digest, Sha256};

use crate::support::{
    KEY, PASSPHRASE, assert_opens_only_with_passphrase, code,
    der::{BIT_STRING, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, der},
    description, generate, parse, private_code,
    tools::{openssl, run, with_file},
};

/// Reads a public key, or returns the code of the error.
fn public(input: &[u8]) -> Result<PublicKey, &'static str> {
    PublicKey::parse(input).map_err(|error| error.code())
}

/// The kind, form and encoding in the description of a key.
fn names(input: &[u8]) -> (&'static str, &'static str, &'static str) {
    let KeyDescription { kind, form, encoding, .. } = description(input);
    (kind, form, encoding)
}

/// [`KEY`] in PKCS#1.
fn pkcs1() -> Vec<u8> {
    KEY.to_der(PrivateKeyFormat::Pkcs1).expect("the key is valid").to_vec()
}

/// Writes a PEM block without line breaks in its body.
fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", Base64::encode_string(der))
}

#[test]
fn every_format_that_sealpost_writes_without_a_passphrase_is_described() {
    let (public_key, jwk) = (KEY.public_key(), KEY.to_jwk().expect("the key is valid"));
    let private_der = |format| KEY.to_der(format).expect("the key is valid");
    let private_pem = |format| KEY.to_pem(format).expect("the key is valid");
    let (pkcs8, pkcs1) = (private_der(PrivateKeyFormat::Pkcs8), private_der(PrivateKeyFormat::Pkcs1));
    // RFC 7638: SHA-256 of the JWK's required members, sorted by name and without white space.
    let required_members =
        format!(r#"{{"e":"AQAB","kty":"RSA","n":"{}"}}"#, Base64UrlUnpadded::encode_string(&public_key.modulus()));
    let thumbprint = Base64UrlUnpadded::encode_string(&Sha256::digest(required_members));
    let fingerprint = run("ssh-keygen", &["-l", "-f", "-"], public_key.to_openssh().as_bytes());
    let fingerprint = String::from_utf8(fingerprint).expect("the output is text");
    let fingerprint = fingerprint.split(' ').nth(1).expect("the output has the size and the fingerprint");
    assert_eq!((public_key.thumbprint(), public_key.fingerprint()), (thumbprint.clone(), fingerprint.to_owned()));
    for (input, expected) in [
        (pkcs8.to_vec(), ("private-key", "pkcs8", "der")),
        (pkcs1.to_vec(), ("private-key", "pkcs1", "der")),
        (private_pem(PrivateKeyFormat::Pkcs8).as_bytes().to_vec(), ("private-key", "pkcs8", "pem")),
        (private_pem(PrivateKeyFormat::Pkcs1).as_bytes().to_vec(), ("private-key", "pkcs1", "pem")),
        (Base64::encode_string(&pkcs8).into_bytes(), ("private-key", "pkcs8", "base64")),
        (jwk.as_bytes().to_vec(), ("private-key", "jwk", "json")),
        (public_key.to_der(PublicKeyFormat::Spki), ("public-key", "spki", "der")),
        (public_key.to_der(PublicKeyFormat::Pkcs1), ("public-key", "pkcs1", "der")),
        (public_key.to_pem(PublicKeyFormat::Spki).into_bytes(), ("public-key", "spki", "pem")),
        (public_key.to_pem(PublicKeyFormat::Pkcs1).into_bytes(), ("public-key", "pkcs1", "pem")),
        (public_key.to_openssh().into_bytes(), ("public-key", "openssh", "line")),
        (public_key.to_jwk().into_bytes(), ("public-key", "jwk", "json")),
    ] {
        assert_eq!(names(&input), expected);
        let KeyDescription { bits, exponent, thumbprint: id, fingerprint: shown, protection, refused, .. } =
            description(&input);
        assert_eq!((bits, exponent, protection, refused), (Some(2048), Some(65_537), None, None), "{expected:?}");
        assert_eq!((id.as_ref(), shown.as_deref()), (Some(&thumbprint), Some(fingerprint)), "{expected:?}");
    }
}

#[test]
fn unsupported_and_malformed_keys_are_described_and_refused() {
    let public_pem = KEY.public_key().to_pem(PublicKeyFormat::Spki);
    let other_pem = generate().public_key().to_pem(PublicKeyFormat::Spki);
    for (input, kind, form, refused) in [
        ("PuTTY-User-Key-File-3: ssh-rsa".to_owned(), "private-key", "other", "unsupported-key"),
        ("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA".into(), "private-key", "other", "unsupported-key"),
        (pem("EC PRIVATE KEY", b"x"), "private-key", "other", "unsupported-key"),
        (pem("DSA PRIVATE KEY", b"x"), "private-key", "other", "unsupported-key"),
        (pem("PGP PRIVATE KEY BLOCK", b"x"), "private-key", "other", "unsupported-key"),
        (pem("SOME PRIVATE KEY", b"x"), "private-key", "other", "unsupported-key"),
        (pem("PGP PUBLIC KEY BLOCK", b"x"), "public-key", "other", "unsupported-key"),
        (pem("TRUSTED CERTIFICATE", b"x"), "public-key", "other", "unsupported-key"),
        (pem("CERTIFICATE REQUEST", b"x"), "public-key", "other", "unsupported-key"),
        (pem("NEW CERTIFICATE REQUEST", b"x"), "public-key", "other", "unsupported-key"),
        (pem("PKCS7", b"x"), "public-key", "other", "unsupported-key"),
        ("ssh-ed25519 AAAA".into(), "public-key", "other", "unsupported-key"),
        ("ecdsa-sha2-nistp256 AAAA".into(), "public-key", "other", "unsupported-key"),
        (r#"{"kty":"EC"}"#.into(), "public-key", "other", "unsupported-key"),
        (r#"{"kty":"EC","d":"AA"}"#.into(), "private-key", "other", "unsupported-key"),
        (r#"{"kty":"oct","k":"AA"}"#.into(), "private-key", "other", "unsupported-key"),
        (r#"{"keys":[{"kty":"EC"}]}"#.into(), "public-key", "other", "unsupported-key"),
        (r#"{"keys":[{"kty":"RSA"},{"kty":"RSA","n":""}]}"#.into(), "public-key", "other", "malformed-key"),
        (r#"{"keys":[{"kty":"RSA","d":"AA"},{"kty":"RSA","d":"AB"}]}"#.into(), "private-key", "other", "malformed-key"),
        (r#"{"keys":[{"kty":"oct","k":"AA"}]}"#.into(), "private-key", "other", "unsupported-key"),
        // Two public keys: it is not known which one is meant.
        (public_pem.clone() + &other_pem, "public-key", "other", "malformed-key"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE".into(), "private-key", "other", "malformed-key"),
    ] {
        let description = description(input.as_bytes());
        assert_eq!((description.kind, description.form), (kind, form), "{input}");
        assert_eq!(description.refused.map(|error| error.code()), Some(refused), "{input}");
        assert_eq!(description.bits, None);
        if refused == "unsupported-key" {
            // The errors of the function that reads this kind of key, and of the one that reads the other kind.
            let (own, other) = if kind == "private-key" {
                (private_code(input.as_bytes()), public(input.as_bytes()).err())
            } else {
                (public(input.as_bytes()).expect_err("the key is refused"), Some(private_code(input.as_bytes())))
            };
            let wrong_kind = if kind == "private-key" { "private-key-given" } else { "public-key-given" };
            assert_eq!((own, other), (refused, Some(wrong_kind)), "{input}");
        }
    }
    // Texts that are no key, and a damaged public key, which is not recognised as a key. A damaged private key is
    // recognised by its PEM label (the last row above).
    for no_key in [&b"hello"[..], b"-----BEGIN PUBLIC KEY-----\nMIIE", b"{}", b"[]", br#"{"kty":5}"#, b""] {
        assert!(!matches!(inspect(no_key), Inspected::Key(_)));
    }
}

#[test]
fn legacy_pem_opens_only_with_its_passphrase() {
    let clear = KEY.to_pem(PrivateKeyFormat::Pkcs1).expect("the key is valid");
    let passphrase = format!("pass:{PASSPHRASE}");
    for (flag, cipher) in
        [("-aes128", "AES-128-CBC"), ("-aes192", "AES-192-CBC"), ("-aes256", "AES-256-CBC"), ("-des3", "DES-EDE3-CBC")]
    {
        let file = openssl(&["rsa", "-traditional", flag, "-passout", &passphrase], clear.as_bytes());
        assert_opens_only_with_passphrase(&file, cipher);
        let KeyDescription { form, protection, refused, bits, .. } = description(&file);
        let protection = protection.expect("the key is protected");
        assert_eq!((form, refused, bits), ("pkcs1", None, None));
        assert_eq!((protection.cipher, protection.derivation), (cipher, "MD5"));
        assert_eq!((protection.hash, protection.cost), (None, 1));
        // An unknown cipher, an initialization vector that is not hexadecimal, and no DEK-Info header.
        let text = String::from_utf8(file).expect("the output is text");
        for (from, to) in [(cipher, "SEED-CBC"), (&format!("{cipher},"), &format!("{cipher},x")), ("DEK-Info", "DEK")] {
            assert_eq!(code(parse(text.replace(from, to).as_bytes(), Some(PASSPHRASE))), "unsupported-key");
        }
    }
}

#[test]
fn the_public_key_of_a_certificate_is_read() {
    let clear = KEY.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    let certificate = with_file("certificate", clear.as_bytes(), |file| {
        let key = file.to_str().expect("the path is text");
        openssl(&["req", "-x509", "-key", key, "-subj", "/CN=x", "-days", "1"], b"")
    });
    assert_eq!(public(&certificate), Ok(KEY.public_key()));
    assert_eq!(names(&certificate), ("certificate", "x509", "pem"));
    assert_eq!(description(&certificate).bits, Some(2048));
    assert_eq!(private_code(&certificate), "public-key-given");
    // Certificates without a version member, which are of version 1, and then certificates with a version member. The
    // public key must be the sixth member, not counting the version.
    let (spki, empty) = (KEY.public_key().to_der(PublicKeyFormat::Spki), der(SEQUENCE, &[]));
    let certificate_of = |body: &[&[u8]]| der(SEQUENCE, &[&der(SEQUENCE, body), &empty, &der(BIT_STRING, &[&[0, 1]])]);
    let serial = der(INTEGER, &[&[5]]);
    assert_eq!(public(&certificate_of(&[&serial, &empty, &empty, &empty, &empty, &spki])), Ok(KEY.public_key()));
    assert_eq!(public(&certificate_of(&[&serial, &empty, &empty, &empty, &spki])), Err("malformed-key"));
    assert_eq!(public(&certificate_of(&[&serial, &empty, &empty, &empty, &serial, &spki])), Err("malformed-key"));
    let version = der(0xa0, &[&der(INTEGER, &[&[2]])]);
    assert_eq!(
        public(&certificate_of(&[&version, &serial, &empty, &empty, &empty, &empty, &spki])),
        Ok(KEY.public_key())
    );
    assert_eq!(
        public(&certificate_of(&[&version, &version, &empty, &empty, &empty, &empty, &spki])),
        Err("malformed-key")
    );
}

#[test]
fn a_jwk_for_another_purpose_or_with_missing_or_invalid_members_is_refused() {
    let (private_jwk, public_jwk) = (KEY.to_jwk().expect("the key is valid"), KEY.public_key().to_jwk());
    let with = |jwk: &str, member: &str| jwk.replacen('{', &format!("{{{member},"), 1);
    for (member, for_private, for_public) in [
        (r#""use":"enc""#, "accepted", "accepted"),
        (r#""use":"sig""#, "unsupported-key", "unsupported-key"),
        (r#""use":1"#, "unsupported-key", "unsupported-key"),
        (r#""alg":"RSA-OAEP""#, "accepted", "accepted"),
        (r#""alg":"RSA-OAEP-256""#, "accepted", "accepted"),
        (r#""alg":"RSA-OAEP-384""#, "accepted", "accepted"),
        (r#""alg":"RSA-OAEP-512""#, "accepted", "accepted"),
        (r#""alg":"PS256""#, "unsupported-key", "unsupported-key"),
        (r#""key_ops":["decrypt"]"#, "accepted", "unsupported-key"),
        (r#""key_ops":["sign","unwrapKey"]"#, "accepted", "unsupported-key"),
        (r#""key_ops":["encrypt"]"#, "unsupported-key", "accepted"),
        (r#""key_ops":["verify","wrapKey"]"#, "unsupported-key", "accepted"),
        (r#""key_ops":[]"#, "accepted", "accepted"),
        (r#""key_ops":"decrypt""#, "unsupported-key", "unsupported-key"),
        (r#""oth":[]"#, "accepted", "accepted"),
        (r#""oth":[{}]"#, "unsupported-key", "unsupported-key"),
        (r#""use":null,"alg":null,"key_ops":null,"oth":null"#, "accepted", "accepted"),
        (r#""ext":true"#, "accepted", "accepted"),
    ] {
        assert_eq!(private_code(with(&private_jwk, member).as_bytes()), for_private, "{member}");
        let result = public(with(&public_jwk, member).as_bytes()).map_or_else(|code| code, |_| "accepted");
        assert_eq!(result, for_public, "{member}");
    }
    for missing in ["n", "e", "p", "q"] {
        let at = private_jwk.find(&format!(r#","{missing}":"#)).expect("the JWK has the member");
        let end = at + 1 + private_jwk[at + 1..].find(',').expect("other members follow");
        assert_eq!(
            private_code(format!("{}{}", &private_jwk[..at], &private_jwk[end..]).as_bytes()),
            "malformed-key",
            "{missing}"
        );
    }
    for (from, to) in [(r#""n":""#, r#""n":"="#), (r#""dq":""#, r#""dq":"*"#), (r#""e":"AQAB""#, r#""e":65537"#)] {
        assert_eq!(private_code(private_jwk.replace(from, to).as_bytes()), "malformed-key", "{to}");
    }
}

#[test]
fn a_modulus_may_contain_the_marker_of_another_format() {
    for text in ["-----BEGIN PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----", "ssh-rsa AAAA", "{\"kty\":\"RSA\",\"d\":"]
    {
        let mut modulus = KEY.public_key().modulus();
        modulus[64..64 + text.len()].copy_from_slice(text.as_bytes());
        let jwk = format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, Base64UrlUnpadded::encode_string(&modulus));
        let key = PublicKey::parse(jwk.as_bytes()).expect("a JWK is read");
        for format in [PublicKeyFormat::Spki, PublicKeyFormat::Pkcs1] {
            let der = key.to_der(format);
            for input in [der.clone(), key.to_pem(format).into_bytes(), Base64::encode_string(&der).into_bytes()] {
                assert_eq!(public(&input).map(|key| key.modulus()), Ok(modulus.clone()), "{text} in {format:?}");
                assert_eq!(names(&input).0, "public-key", "{text} in {format:?}");
            }
        }
    }
}

#[test]
fn der_with_an_escape_in_it_is_not_decoded_as_text() {
    let der = KEY.public_key().to_der(PublicKeyFormat::Pkcs1);
    for escape in [&b"\\"[..], b"\\n", b"%41", b"=41", b"&amp;", b"<br>"] {
        for at in 0..=der.len() {
            let input = [&der[..at], escape, &der[at..]].concat();
            assert!(public(&input).is_err(), "{} at {at}", escape.escape_ascii());
        }
    }
}

#[test]
fn invalid_der_is_refused() {
    let (pkcs1, zero) = (pkcs1(), der(INTEGER, &[&[0]]));
    let rsa = der(OBJECT_IDENTIFIER, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]]);
    let identifier = |last: u8| der(OBJECT_IDENTIFIER, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last]]);
    let null = der(NULL, &[]);
    let (algorithm, octets) = (der(SEQUENCE, &[&rsa, &null]), der(OCTET_STRING, &[&pkcs1]));
    let private_of = |members: &[&[u8]]| private_code(&der(SEQUENCE, members));
    assert_eq!(private_of(&[&zero, &algorithm, &octets]), "accepted");
    assert_eq!(private_of(&[&zero, &der(SEQUENCE, &[&rsa]), &octets]), "accepted");
    assert_eq!(private_of(&[&der(INTEGER, &[&[1]]), &algorithm, &octets]), "accepted");
    assert_eq!(private_of(&[&zero, &algorithm, &octets, &der(0xa0, &[])]), "accepted");
    for version in [&[2][..], &[], &[0, 0], &[0xff], &[0, 1]] {
        assert_eq!(private_of(&[&der(INTEGER, &[version]), &algorithm, &octets]), "malformed-key", "{version:?}");
    }
    for parameters in [der(NULL, &[&[0]]), der(SEQUENCE, &[]), [null.clone(), null.clone()].concat()] {
        assert_eq!(private_of(&[&zero, &der(SEQUENCE, &[&rsa, &parameters]), &octets]), "malformed-key");
    }
    // id-RSAES-OAEP, id-RSASSA-PSS and md2WithRSAEncryption (RFC 8017 appendix C).
    for other in [7, 10, 2] {
        assert_eq!(private_of(&[&zero, &der(SEQUENCE, &[&identifier(other), &null]), &octets]), "unsupported-key");
    }
    assert_eq!(private_of(&[&zero, &algorithm, &zero]), "malformed-key");
    assert_eq!(private_of(&[&zero, &algorithm, &algorithm]), "unsupported-key", "PKCS#12");
    assert_eq!(private_of(&[&zero, &octets]), "unsupported-key", "SEC 1");
    assert_eq!(private_code(&[der(SEQUENCE, &[&zero, &algorithm, &octets]), vec![0]].concat()), "malformed-key");

    // The members of PKCS#1, after four bytes of tag and length. The first is the version, INTEGER 0, in three bytes.
    let numbers = &pkcs1[4..];
    assert_eq!(private_of(&[numbers]), "accepted");
    assert_eq!(private_of(&[numbers, &zero]), "malformed-key");
    assert_eq!(private_of(&[&[2, 1, 1], &numbers[3..]]), "unsupported-key", "more than two primes");
    assert_eq!(private_of(&[&[2, 1, 2], &numbers[3..]]), "malformed-key");
    let public_key = KEY.public_key();
    let (n, e) = ([&[0], &*public_key.modulus()].concat(), der(INTEGER, &[&[1, 0, 1]]));
    let spki_of = |unused: u8, key: &[u8]| der(SEQUENCE, &[&algorithm, &der(BIT_STRING, &[&[unused], key])]);
    let pkcs1_of = |n: &[u8], more: &[u8]| der(SEQUENCE, &[&der(INTEGER, &[n]), &e, more]);
    assert_eq!(public(&spki_of(0, &pkcs1_of(&n, &[]))), Ok(public_key.clone()));
    assert_eq!(public(&spki_of(1, &pkcs1_of(&n, &[]))), Err("malformed-key"));
    assert_eq!(public(&spki_of(0, &pkcs1_of(&n, &zero))), Err("malformed-key"));
    assert_eq!(public(&spki_of(0, &pkcs1_of(&n[1..], &[]))), Err("malformed-key"), "a negative modulus");
    assert_eq!(public(&spki_of(0, &pkcs1_of(&[&[0], &*n].concat(), &[]))), Err("malformed-key"));
    assert_eq!(public(&spki_of(0, &pkcs1_of(&[], &[]))), Err("malformed-key"));
    assert_eq!(public(&der(SEQUENCE, &[&algorithm, &octets])), Err("private-key-given"));
}

#[test]
fn pem_is_written_as_openssl_writes_it() {
    let public_key = KEY.public_key();
    let written = public_key.to_pem(PublicKeyFormat::Spki);
    assert_eq!(openssl(&["pkey", "-pubin"], written.as_bytes()), written.as_bytes());
    let written = public_key.to_pem(PublicKeyFormat::Pkcs1);
    let by_openssl = openssl(&["rsa", "-RSAPublicKey_in", "-RSAPublicKey_out"], written.as_bytes());
    assert_eq!(by_openssl, written.as_bytes());
    let written = KEY.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    assert_eq!(openssl(&["pkey"], written.as_bytes()), written.as_bytes());
}
