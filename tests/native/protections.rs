//! Protections of private keys: those that OpenSSL and OpenSSH write, AES-GCM, which the tests write themselves, and
//! the limits on the cost of each.

use aes_gcm::{AeadInOut, Aes128Gcm, Aes256Gcm, KeyInit};
use base64ct::{Base64, Encoding};
use sealpost::encoding::{KeyDescription, MAX_ITERATIONS, MAX_ROUNDS, PrivateKeyFormat, Protection};
use sha2::Sha256;
use std::{
    fs,
    process::{Command, Stdio},
};

use crate::support::{
    KEY, PASSPHRASE, assert_opens_only_with_passphrase, code,
    der::{OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, der, integer},
    description, parse, private_code, tools,
};

// The contents of object identifiers in DER. `AES` is the beginning that the identifiers of all AES modes share. The
// number after it (NIST) says the mode and the size of the key.
const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
const SCRYPT: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b];
const HMAC_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x09];
const AES: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01];

/// Writes `EncryptedPrivateKeyInfo` with a key derivation function and an encryption scheme, each with its parameters.
fn protected(function: (&[u8], &[u8]), encryption: (&[u8], &[u8]), data: &[u8]) -> Vec<u8> {
    let algorithm =
        |(identifier, parameters): (&[u8], &[u8])| der(SEQUENCE, &[&der(OBJECT_IDENTIFIER, &[identifier]), parameters]);
    let both = der(SEQUENCE, &[&algorithm(function), &algorithm(encryption)]);
    der(SEQUENCE, &[&algorithm((PBES2, &both)), &der(OCTET_STRING, &[data])])
}

/// The protection in the description of a key, and the code of the error with which parsing would refuse it.
fn protection(input: &[u8]) -> (Option<Protection>, Option<&'static str>) {
    let KeyDescription { protection, refused, .. } = description(input);
    (protection, refused.map(|error| error.code()))
}

/// Runs `openssl` with [`KEY`] in PKCS#8 as its input.
fn openssl(arguments: &[&str]) -> Vec<u8> {
    tools::openssl(arguments, KEY.to_pem(PrivateKeyFormat::Pkcs8).expect("the key is valid").as_bytes())
}

#[test]
fn keys_protected_by_openssl_open_only_with_their_passphrase() {
    let passphrase = format!("pass:{PASSPHRASE}");
    let ciphers = [
        ("aes-128-cbc", "AES-128-CBC"),
        ("aes-192-cbc", "AES-192-CBC"),
        ("aes-256-cbc", "AES-256-CBC"),
        ("des3", "DES-EDE3-CBC"),
    ];
    let hashes = [
        ("hmacWithSHA1", "SHA-1"),
        ("hmacWithSHA224", "SHA-224"),
        ("hmacWithSHA256", "SHA-256"),
        ("hmacWithSHA384", "SHA-384"),
        ("hmacWithSHA512", "SHA-512"),
    ];
    for (index, (flag, hash)) in hashes.into_iter().enumerate() {
        let (cipher, name) = ciphers[index % ciphers.len()];
        let mut arguments = vec!["pkcs8", "-topk8", "-v2", cipher, "-v2prf", flag, "-iter", "1000"];
        arguments.extend(["-passout", &passphrase]);
        let file = openssl(&arguments);
        assert_opens_only_with_passphrase(&file, flag);
        let (described, refused) = protection(&file);
        let described = described.expect("the key is protected");
        assert_eq!((described.cipher, described.derivation, refused), (name, "PBKDF2", None));
        assert_eq!((described.hash, described.cost), (Some(hash), 1000));
    }
    let scrypt = ["-scrypt", "-scrypt_N", "1024", "-scrypt_r", "8", "-scrypt_p", "2", "-passout", &passphrase];
    let file = openssl(&[&["pkcs8", "-topk8"][..], &scrypt].concat());
    assert_opens_only_with_passphrase(&file, "scrypt");
    let described = protection(&file).0.expect("the key is protected");
    assert_eq!((described.derivation, described.hash, described.cost), ("scrypt", None, 1024));
    let outdated = openssl(&["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", &passphrase]);
    assert_eq!(code(parse(&outdated, Some(PASSPHRASE))), "unsupported-key");
    assert_eq!(protection(&outdated), (None, Some("unsupported-key")));
}

#[test]
fn aes_gcm_is_decrypted_and_its_tag_is_checked() {
    let info = KEY.to_der(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    let prf = der(SEQUENCE, &[&der(OBJECT_IDENTIFIER, &[HMAC_SHA256])]);
    let derivation = der(SEQUENCE, &[&der(OCTET_STRING, &[&[7; 16]]), &integer(10), &prf]);
    let nonce = [9; 12];
    let encrypt = |length: usize| {
        let (mut key, mut data) = (vec![0; length], info.to_vec());
        pbkdf2::pbkdf2_hmac::<Sha256>(PASSPHRASE.as_bytes(), &[7; 16], 10, &mut key);
        let (nonce, buffer) = (&nonce.into(), data.as_mut_slice().into());
        let tag = if length == 16 {
            Aes128Gcm::new_from_slice(&key).expect("the key has its length").encrypt_inout_detached(nonce, b"", buffer)
        } else {
            Aes256Gcm::new_from_slice(&key).expect("the key has its length").encrypt_inout_detached(nonce, b"", buffer)
        };
        data.extend(tag.expect("the key is short"));
        data
    };
    // `last` is the last number of the cipher's object identifier.
    let file = |last: u8, parameters: &[u8], data: &[u8]| {
        protected((PBKDF2, &derivation), (&[AES, &[last]].concat(), parameters), data)
    };
    // The parameters are the nonce alone, or `GCMParameters` (RFC 5084): the nonce and the length of the tag.
    let nonce_alone = der(OCTET_STRING, &[&nonce]);
    let gcm_parameters = der(SEQUENCE, &[&nonce_alone, &integer(16)]);
    for (last, length, name) in [(6, 16, "AES-128-GCM"), (46, 32, "AES-256-GCM")] {
        for parameters in [&nonce_alone, &gcm_parameters] {
            let data = encrypt(length);
            assert_opens_only_with_passphrase(&file(last, parameters, &data), name);
            assert_eq!(protection(&file(last, parameters, &data)).0.expect("the key is protected").cipher, name);
            let mut damaged = data.clone();
            damaged[100] ^= 1;
            assert_eq!(code(parse(&file(last, parameters, &damaged), Some(PASSPHRASE))), "wrong-passphrase");
            assert_eq!(code(parse(&file(last, parameters, &data[..15]), Some(PASSPHRASE))), "wrong-passphrase");
        }
    }
    assert_eq!(protection(&file(26, &nonce_alone, b"")).0.expect("the key is protected").cipher, "AES-192-GCM");
    // Tags of 12 bytes (by default, then stated), nonces of 11 and 13 bytes, and no nonce.
    for parameters in [
        der(SEQUENCE, &[&nonce_alone]),
        der(SEQUENCE, &[&nonce_alone, &integer(12)]),
        der(OCTET_STRING, &[&[9; 11]]),
        der(OCTET_STRING, &[&[9; 13]]),
        integer(12),
    ] {
        assert_eq!(private_code(&file(6, &parameters, &encrypt(16))), "unsupported-key");
    }
}

#[test]
fn costs_beyond_the_limits_and_invalid_parameters_are_refused() {
    let salt = der(OCTET_STRING, &[&[7; 16]]);
    let cbc = (&[AES, &[42]].concat()[..], &der(OCTET_STRING, &[&[0; 16]])[..]);
    // `members` are the parameters of the key derivation after the salt.
    let code_with = |function: &[u8], members: &[&[u8]]| {
        private_code(&protected((function, &der(SEQUENCE, &[&[&salt[..]], members].concat())), cbc, &[0; 16]))
    };
    let limit = u64::from(MAX_ITERATIONS);
    for (iterations, expected) in [
        (0, "malformed-key"),
        (1, "passphrase-required"),
        (limit, "passphrase-required"),
        (limit + 1, "unsupported-key"),
        (u64::from(u32::MAX), "unsupported-key"),
        (1 << 32, "unsupported-key"),
        ((1 << 40) + 1, "unsupported-key"),
    ] {
        assert_eq!(code_with(PBKDF2, &[&integer(iterations)]), expected, "{iterations} iterations");
    }
    for (length, expected) in [(32, "passphrase-required"), (16, "malformed-key"), (1 << 40, "malformed-key")] {
        assert_eq!(code_with(PBKDF2, &[&integer(1), &integer(length)]), expected, "a key of {length} bytes");
        let scrypt = [integer(2), integer(8), integer(1), integer(length)];
        assert_eq!(code_with(SCRYPT, &scrypt.each_ref().map(Vec::as_slice)), expected, "a key of {length} bytes");
    }
    for ([n, r, p], expected) in [
        ([2, 1, 1], "passphrase-required"),
        ([1, 8, 1], "malformed-key"),
        ([0, 8, 1], "malformed-key"),
        ([10_000, 8, 1], "malformed-key"),
        ([1024, 0, 1], "malformed-key"),
        ([1024, 8, 0], "malformed-key"),
        // p equals the limit of 16, then exceeds it.
        ([1024, 8, 16], "passphrase-required"),
        ([1024, 8, 17], "unsupported-key"),
        // 128·N·r equals 256 MiB, then exceeds it.
        ([1 << 18, 8, 1], "passphrase-required"),
        ([1 << 19, 8, 1], "unsupported-key"),
        ([1 << 18, 9, 1], "unsupported-key"),
        // 128·r·p equals 16 MiB, then exceeds it.
        ([2, 1 << 13, 16], "passphrase-required"),
        ([2, (1 << 13) + 1, 16], "unsupported-key"),
        ([1 << 31, 1, 1], "unsupported-key"),
        ([1 << 32, 1, 1], "unsupported-key"),
        ([(1 << 32) + 1, 1, 1], "unsupported-key"),
        ([2, 1 << 40, 1], "unsupported-key"),
    ] {
        assert_eq!(code_with(SCRYPT, &[&integer(n), &integer(r), &integer(p)]), expected, "N = {n}, r = {r}, p = {p}");
    }
    // `last` is the last number of the object identifier: 7 is HMAC with SHA-1, 11 with SHA-512.
    let prf = |last: u8| der(SEQUENCE, &[&der(OBJECT_IDENTIFIER, &[&HMAC_SHA256[..7], &[last]])]);
    for (last, expected) in
        [(7, "passphrase-required"), (11, "passphrase-required"), (6, "unsupported-key"), (12, "unsupported-key")]
    {
        assert_eq!(code_with(PBKDF2, &[&integer(1), &prf(last)]), expected, "HMAC {last}");
    }
    assert_eq!(code_with(PBES2, &[&integer(1)]), "unsupported-key", "an unknown key derivation");
    let pbkdf2 = der(SEQUENCE, &[&salt, &integer(1)]);
    // 2, 22 and 42 are AES-CBC with keys of 128, 192 and 256 bits, 1 and 5 other modes. `iv` is the length of the IV.
    let code_with_cipher = |last: u8, iv: usize| {
        private_code(&protected(
            (PBKDF2, &pbkdf2),
            (&[AES, &[last]].concat(), &der(OCTET_STRING, &[&vec![0; iv]])),
            &[0; 16],
        ))
    };
    assert_eq!([2, 22, 42].map(|last| code_with_cipher(last, 16)), ["passphrase-required"; 3]);
    assert_eq!([(42, 15), (42, 17), (2, 8)].map(|(last, iv)| code_with_cipher(last, iv)), ["malformed-key"; 3]);
    assert_eq!([1, 5].map(|last| code_with_cipher(last, 16)), ["unsupported-key"; 2]);
}

/// Writes [`KEY`] in OpenSSH's format by `ssh-keygen` with these options.
fn openssh(name: &str, options: &[&str]) -> Vec<u8> {
    let clear = KEY.to_pem(PrivateKeyFormat::Pkcs1).expect("the key is valid");
    tools::with_file(name, clear.as_bytes(), |file| {
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-q", "-p", "-P", ""]).args(options).arg("-f").arg(file).stdout(Stdio::null());
        let status = keygen.status().expect("ssh-keygen should be installed");
        assert!(status.success(), "ssh-keygen failed");
        fs::read(file).expect("the file exists")
    })
}

/// Decodes the body of a PEM text.
fn unwrapped(text: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(text).expect("the file is text");
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    Base64::decode_vec(&body).expect("the body is base64")
}

/// Encodes bytes as PEM text with OpenSSH's label.
fn wrapped(bytes: &[u8]) -> Vec<u8> {
    let body = Base64::encode_string(bytes);
    format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----\n").into_bytes()
}

/// The index at which `pattern` begins.
fn find(bytes: &[u8], pattern: &[u8]) -> usize {
    bytes.windows(pattern.len()).position(|window| window == pattern).expect("the pattern occurs")
}

#[test]
fn keys_protected_by_openssh_open_only_with_their_passphrase() {
    let file = openssh("protected", &["-N", PASSPHRASE, "-a", "2"]);
    assert_opens_only_with_passphrase(&file, "OpenSSH");
    let described = protection(&file).0.expect("the key is protected");
    assert_eq!((described.cipher, described.derivation, described.cost), ("AES-256-CTR", "bcrypt", 2));
    let bytes = unwrapped(&file);
    // After "bcrypt" come the length of the options, the length of the salt, the salt of 16 bytes, and the rounds.
    let rounds = find(&bytes, b"bcrypt") + 6 + 4 + 4 + 16;
    let code_with = |number: u32| {
        let mut changed = bytes.clone();
        changed[rounds..rounds + 4].copy_from_slice(&number.to_be_bytes());
        private_code(&wrapped(&changed))
    };
    assert_eq!(code_with(0), "malformed-key");
    assert_eq!([code_with(1), code_with(MAX_ROUNDS)], ["passphrase-required"; 2]);
    assert_eq!([code_with(MAX_ROUNDS + 1), code_with(u32::MAX)], ["unsupported-key"; 2]);
    let other = openssh("other-cipher", &["-N", PASSPHRASE, "-a", "2", "-Z", "aes256-cbc"]);
    assert_eq!(private_code(&other), "unsupported-key");
}

#[test]
fn invalid_openssh_files_are_refused() {
    let file = openssh("clear", &["-N", ""]);
    assert_eq!(parse(&file, None).map(|key| key.public_key()), Ok(KEY.public_key()));
    assert_eq!(protection(&file), (None, None));
    let bytes = unwrapped(&file);
    // The code after a byte was changed: `change` has the bits that are flipped.
    let changed = |at: usize, change: u8| {
        let mut changed = bytes.clone();
        changed[at] ^= change;
        private_code(&wrapped(&changed))
    };
    // The private part begins with two equal numbers, checkint1 and checkint2. Then comes the type of the key, after
    // its length of four bytes.
    let private = bytes.windows(7).rposition(|window| window == b"ssh-rsa").expect("the pattern occurs") - 4;
    assert_eq!(changed(0, 1), "malformed-key", "the magic");
    assert_eq!(changed(find(&bytes, b"none"), 1), "unsupported-key", "the cipher");
    // After the cipher "none" come the length of the key derivation's name, the name "none", and the length of its
    // options.
    let key_count = find(&bytes, b"none") + 4 + 4 + 4 + 4;
    assert_eq!(changed(key_count + 3, 2), "unsupported-key", "three keys");
    assert_eq!(changed(key_count + 3, 1), "unsupported-key", "no key");
    let public = find(&bytes, b"ssh-rsa");
    assert_eq!(changed(public, 1), "unsupported-key", "the type of the public key");
    assert_eq!(changed(public + 7 + 4, 2), "malformed-key", "a public exponent that differs from the private part's");
    assert_eq!(changed(private - 1, 1), "malformed-key", "checkint2");
    assert_eq!(changed(private - 5, 1), "malformed-key", "checkint1");
    assert_eq!(changed(private + 4, 1), "unsupported-key", "the type of the private key");
    assert_eq!(changed(bytes.len() - 1, 1), "malformed-key", "the padding");
    assert_eq!(private_code(&wrapped(&[&*bytes, &[0]].concat())), "malformed-key", "a byte after the end");
    for length in [0, 10, 20, 100, 300, bytes.len() - 1] {
        assert_eq!(private_code(&wrapped(&bytes[..length])), "malformed-key", "the first {length} bytes");
    }
}
