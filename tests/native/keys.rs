//! Keys: generation, formats, and the refusal of invalid keys, of weak keys, and of keys for other algorithms.

use base64ct::{Base64, Encoding};
use getrandom::SysRng;
use pkcs1::{
    RsaPrivateKeyRef, RsaPublicKeyRef,
    der::{Decode, Encode, asn1::UintRef},
};
use sealpost::{
    Error, OaepOptions, PrivateKey, PublicKey,
    encoding::{MAX_KEY_LENGTH, ParseOptions, PrivateKeyFormat, PublicKeyFormat},
};

use crate::support::{code, generate, private_code, public_code, tools::openssl};

/// Reads an unprotected private key.
fn parse(input: &[u8]) -> Result<PrivateKey, Error> {
    PrivateKey::parse(input, &ParseOptions::default())
}

#[test]
fn a_generated_key_has_its_size_and_decrypts_what_it_encrypts() {
    for bits in [2048, 2056, 3072] {
        let key = PrivateKey::generate(&mut SysRng, bits).expect("the size is supported");
        assert_eq!((key.bits(), key.public_key().bits()), (bits, bits));
        let ciphertext =
            key.public_key().encrypt(&mut SysRng, b"hello", &OaepOptions::default()).expect("the message fits");
        assert_eq!(ciphertext.len(), bits as usize / 8);
        let plaintext =
            key.decrypt(&mut SysRng, &ciphertext, &OaepOptions::default()).expect("the ciphertext is for the key");
        assert_eq!(*plaintext, b"hello");
    }
}

#[test]
fn unsupported_sizes_are_invalid_arguments() {
    for bits in [0, 1024, 2047, 2049, 8200, u32::MAX] {
        assert_eq!(code(PrivateKey::generate(&mut SysRng, bits)), "invalid-argument", "{bits}");
    }
}

#[test]
fn der_and_pem_that_are_written_without_a_passphrase_are_read() {
    let key = generate();
    let original = key.to_der(PrivateKeyFormat::Pkcs1).expect("the key is valid");
    for format in [PrivateKeyFormat::Pkcs1, PrivateKeyFormat::Pkcs8] {
        let pem = key.to_pem(format).expect("the key is valid");
        let der = key.to_der(format).expect("the key is valid");
        for input in [pem.as_bytes(), &der] {
            assert_eq!(
                parse(input).expect("the format is supported").to_der(PrivateKeyFormat::Pkcs1),
                Ok(original.clone())
            );
        }
    }
    let public = key.public_key();
    for format in [PublicKeyFormat::Pkcs1, PublicKeyFormat::Spki] {
        let pem = public.to_pem(format);
        let der = public.to_der(format);
        for input in [pem.as_bytes(), &der] {
            assert_eq!(PublicKey::parse(input), Ok(public.clone()));
        }
    }
}

#[test]
fn openssl_writes_the_same_bytes() {
    let key = generate();
    let pkcs8 = key.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    let pkcs1 = key.to_pem(PrivateKeyFormat::Pkcs1).expect("the key is valid");
    assert_eq!(openssl(&["pkey"], pkcs1.as_bytes()), pkcs8.as_bytes());
    assert_eq!(openssl(&["rsa", "-traditional"], pkcs8.as_bytes()), pkcs1.as_bytes());
    openssl(&["pkey", "-check", "-noout"], pkcs8.as_bytes());
    let public = key.public_key().to_pem(PublicKeyFormat::Spki);
    assert_eq!(openssl(&["pkey", "-pubout"], pkcs8.as_bytes()), public.as_bytes());
}

#[test]
fn pem_with_changed_white_space_or_with_text_around_it_is_read() {
    let key = generate();
    let pem = key.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    let thumbprint = key.public_key().thumbprint();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    for text in [
        pem.replace('\n', "\r\n"),
        pem.replace('\n', "\r"),
        pem.replace('\n', " \n\t"),
        pem.replace('\n', ""),
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"),
        format!("\u{feff}{}", *pem),
        format!("Dear Bob,\n\nhere it is:\n{}\nAlice", *pem),
        format!("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{}", *pem),
    ] {
        assert_eq!(parse(text.as_bytes()).expect("the input is the same key").public_key().thumbprint(), thumbprint);
    }
    // A key that comes twice counts once. Two keys are an error.
    let twice = [pem.as_bytes(), pem.as_bytes()].concat();
    assert_eq!(parse(&twice).expect("the input is the same key").public_key().thumbprint(), thumbprint);
    let other = generate().to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    assert_eq!(private_code([pem.as_bytes(), other.as_bytes()].concat().as_slice()), "malformed-key");
}

#[test]
fn utf_16_is_decoded() {
    let key = generate();
    let pem = key.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    let jwk = key.to_jwk().expect("the key is valid").replacen('{', r#"{"name":"é 😀","#, 1);
    // None of these characters is in the alphabet of base64, but both bytes of U+4141 are, and one byte of U+0A41.
    let noisy = pem.replacen('\n', "\n\u{4141}\u{a41}😀", 3);
    for text in [pem.as_str(), &noisy, &jwk, &key.public_key().to_openssh()] {
        let units = || text.encode_utf16();
        let little = [vec![0xff, 0xfe], units().flat_map(u16::to_le_bytes).collect()].concat();
        let big = [vec![0xfe, 0xff], units().flat_map(u16::to_be_bytes).collect()].concat();
        for bytes in [little, big] {
            let read = parse(&bytes).map(|read| read.public_key()).or_else(|_| PublicKey::parse(&bytes));
            assert_eq!(read.expect("the input is the same key"), key.public_key());
        }
    }
    // Unpaired surrogates within base64 are refused. A single byte after the last two-byte unit is ignored.
    let unpaired = pem.encode_utf16().flat_map(|unit| [unit, 0xd800]).flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(unpaired).collect();
    assert_eq!(private_code(&bytes), "malformed-key");
    assert!(
        parse(&[&[0xff, 0xfe], &*pem.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), b"A"].concat())
            .is_ok()
    );
}

#[test]
fn outer_encodings_are_decoded_in_at_most_five_steps() {
    let key = generate();
    let pem = key.public_key().to_pem(PublicKeyFormat::Spki);
    let base64 = |text: &str| Base64::encode_string(text.as_bytes());
    let utf_16 = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    for bytes in [base64(&pem).into_bytes(), utf_16(&base64(&pem)), utf_16(&pem)] {
        assert_eq!(PublicKey::parse(&bytes).expect("the input is the same key"), key.public_key());
    }
    let mut text = pem;
    for _ in 0..5 {
        text = base64(&text);
        assert_eq!(PublicKey::parse(text.as_bytes()).expect("the input is the same key"), key.public_key());
    }
    assert_eq!(public_code(base64(&text).as_bytes()), "malformed-key");
}

#[test]
fn the_wrong_half_of_a_key_has_its_own_error() {
    let key = generate();
    let public = key.public_key();
    for format in [PublicKeyFormat::Pkcs1, PublicKeyFormat::Spki] {
        assert_eq!(private_code(public.to_pem(format).as_bytes()), "public-key-given");
        assert_eq!(private_code(&public.to_der(format)), "public-key-given");
    }
    for format in [PrivateKeyFormat::Pkcs1, PrivateKeyFormat::Pkcs8] {
        let pem = key.to_pem(format).expect("the key is valid");
        assert_eq!(public_code(pem.as_bytes()), "private-key-given");
        assert_eq!(public_code(&key.to_der(format).expect("the key is valid")), "private-key-given");
        let both = format!("{}{}", public.to_pem(PublicKeyFormat::Spki), *pem);
        assert_eq!(public_code(both.as_bytes()), "private-key-given");
    }
    let encrypted = openssl(
        &["pkcs8", "-topk8", "-passout", "pass:x"],
        key.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid").as_bytes(),
    );
    assert_eq!(public_code(&encrypted), "private-key-given");
    assert_eq!(private_code(&encrypted), "passphrase-required");
}

#[test]
fn keys_of_other_kinds_are_unsupported() {
    for bits in ["2048", "3072", "4096"] {
        let pkcs8 = openssl(&["genrsa", "-primes", "3", bits], b"");
        assert_eq!(private_code(&pkcs8), "unsupported-key", "{bits}");
        assert_eq!(private_code(&openssl(&["rsa", "-traditional"], &pkcs8)), "unsupported-key", "{bits}");
    }
    for algorithm in [
        &["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"][..],
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["-algorithm", "ED25519"],
    ] {
        let private = openssl(&[&["genpkey"], algorithm].concat(), b"");
        assert_eq!(private_code(&private), "unsupported-key", "{algorithm:?}");
        assert_eq!(public_code(&private), "private-key-given", "{algorithm:?}");
        assert_eq!(public_code(&openssl(&["pkey", "-pubout"], &private)), "unsupported-key", "{algorithm:?}");
    }
    assert_eq!(public_code(b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 bob@example.org\n"), "unsupported-key");
    // Two keys of the supported kind have other errors: a truncated line, and a protected key.
    assert_eq!(public_code(b" ssh-rsa AAAAB3NzaC1yc2E bob@example.org\n"), "malformed-key");
    let key = openssl(&["genrsa", "2048"], b"");
    let legacy = openssl(&["rsa", "-traditional", "-aes128", "-passout", "pass:x"], &key);
    assert_eq!(private_code(&legacy), "passphrase-required");
}

#[test]
fn weak_keys_are_refused_unless_allowed_and_never_encrypt() {
    let pem = openssl(&["genrsa", "1024"], b"");
    assert_eq!(private_code(&pem), "weak-key");
    let mut options = ParseOptions::default();
    options.allow_weak = true;
    let key = PrivateKey::parse(&pem, &options).expect("weak keys are allowed");
    let result = key.public_key().encrypt(&mut SysRng, b"hello", &OaepOptions::default());
    assert_eq!(code(result), "weak-key");
    let sealed = sealpost::seal(&mut SysRng, b"hello", &[&key.public_key()]);
    assert_eq!(code(sealed), "weak-key");
    assert_eq!(public_code(&openssl(&["pkey", "-pubout"], &pem)), "weak-key");
    // A key of 512 bits is refused even if weak keys are allowed.
    let shorter = openssl(&["genrsa", "512"], b"");
    assert_eq!(code(PrivateKey::parse(&shorter, &options)), "weak-key");
}

#[test]
fn noise_and_truncated_keys_are_malformed() {
    let key = generate();
    let der = key.to_der(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    let pem = key.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    for input in
        [&b""[..], b"\0", b"hello", &[0xff; 1000], &[0x30; 60_000], &vec![0; 1 << 20], &[0x30, 0x84, 0x80, 0, 0, 0]]
    {
        assert_eq!(private_code(input), "malformed-key");
        assert_eq!(public_code(input), "malformed-key");
    }
    for length in 0..der.len() {
        assert_eq!(private_code(&der[..length]), "malformed-key", "{length} bytes");
    }
    // A truncated private key is refused as a private key where a public one is needed.
    for length in "-----BEGIN PRIVATE KEY-".len()..pem.len() {
        assert_eq!(public_code(&pem.as_bytes()[..length]), "private-key-given", "{length} characters");
    }
    // A PEM text without its base64 padding and its END line is read, because no byte of the key is missing. A shorter
    // text is malformed.
    let end = pem.find("-----END").expect("the text has an END line");
    for length in 0..pem[..end].trim_end_matches(['\n', '=']).len() {
        assert_eq!(private_code(&pem.as_bytes()[..length]), "malformed-key", "{length} characters");
    }
}

#[test]
fn a_key_with_white_space_around_it_is_read_up_to_the_limit() {
    let key = generate();
    let private = key.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    let public = key.public_key().to_pem(PublicKeyFormat::Spki);
    let padded = |pem: &str, length: usize| [pem, &" ".repeat(length - pem.len())].concat().into_bytes();
    for (length, expected) in [(MAX_KEY_LENGTH, "accepted"), (MAX_KEY_LENGTH + 1, "malformed-key")] {
        assert_eq!(private_code(&padded(&private, length)), expected, "{length} bytes");
        assert_eq!(public_code(&padded(&public, length)), expected, "{length} bytes");
    }
}

#[test]
fn no_flipped_byte_makes_another_key() {
    let key = generate();
    let der = key.to_der(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    for position in 0..der.len() {
        let mut changed = der.clone();
        changed[position] ^= 0x10;
        let code = private_code(&changed);
        assert!(
            ["malformed-key", "unsupported-key", "weak-key", "public-key-given"].contains(&code),
            "byte {position}: {code}"
        );
    }
}

/// Writes `RSAPublicKey` (RFC 8017 appendix A.1.1) in DER.
fn pkcs1_public(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let uint = |number| UintRef::new(number).expect("the number is short enough");
    let key = RsaPublicKeyRef { modulus: uint(modulus), public_exponent: uint(exponent) };
    key.to_der().expect("the key can be encoded")
}

#[test]
fn public_numbers_out_of_range_are_refused() {
    let modulus = generate().public_key().modulus();
    let even = [&modulus[..255], &[0x10]].concat();
    let of_8193_bits = [&[1][..], &[0xff; 1024]].concat();
    let f4 = [1, 0, 1];
    for (modulus, exponent, code) in [
        (&modulus, &f4[..], "accepted"),
        (&modulus, &[3], "accepted"),
        (&modulus, &[1, 0xff, 0xff, 0xff, 0xff], "accepted"),
        (&modulus, &[1], "weak-key"),
        (&modulus, &[0], "malformed-key"),
        (&modulus, &[1, 0, 0], "malformed-key"),
        (&modulus, &[2, 0, 0, 0, 1], "unsupported-key"),
        (&modulus, &modulus, "unsupported-key"),
        (&even, &f4, "malformed-key"),
        (&of_8193_bits, &f4, "unsupported-key"),
        (&modulus[1..].to_vec(), &f4, "weak-key"),
    ] {
        assert_eq!(public_code(&pkcs1_public(modulus, exponent)), code, "e = {exponent:?}");
    }
}

#[test]
fn private_numbers_that_contradict_each_other_are_refused() {
    let der = generate().to_der(PrivateKeyFormat::Pkcs1).expect("the key is valid");
    let key = RsaPrivateKeyRef::from_der(&der).expect("the DER is valid");
    let other = generate().to_der(PrivateKeyFormat::Pkcs1).expect("the key is valid");
    let other = RsaPrivateKeyRef::from_der(&other).expect("the DER is valid");
    assert_eq!(private_code(&key.to_der().expect("the key can be encoded")), "accepted");
    let three = UintRef::new(&[3]).expect("the number is short enough");
    for changed in [
        RsaPrivateKeyRef { modulus: other.modulus, ..key.clone() },
        RsaPrivateKeyRef { public_exponent: three, ..key.clone() },
        RsaPrivateKeyRef { private_exponent: other.private_exponent, ..key.clone() },
        RsaPrivateKeyRef { prime1: other.prime1, ..key.clone() },
        RsaPrivateKeyRef { prime2: other.prime2, ..key.clone() },
        RsaPrivateKeyRef { exponent1: other.exponent1, ..key.clone() },
        RsaPrivateKeyRef { exponent2: other.exponent2, ..key.clone() },
        RsaPrivateKeyRef { coefficient: other.coefficient, ..key.clone() },
    ] {
        assert_eq!(private_code(&changed.to_der().expect("the key can be encoded")), "malformed-key");
    }
}
