//! Keys in the forms that sealpost reads, and in some that it only recognises. The forms that sealpost does not write are
//! assembled here.

use aes::Aes128;
use base64ct::{Base64, Encoding};
use cbc::{
    Encryptor,
    cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7},
};
use md5::{Digest, Md5};
use pkcs8::{PrivateKeyInfoRef, pkcs5::pbes2};
use rsa::{
    PrivateKey as RsaPrivateKey,
    traits::{PrivateKeyParts, PublicKeyParts},
};
use sealpost::{
    PrivateKey, PublicKey,
    encoding::{ParseOptions, PrivateKeyFormat, PublicKeyFormat, fuzzing},
};

use super::{Add, wrapped};
use crate::{keys::generate, random::Repeatable};

const PASSPHRASE: &[u8] = b"passphrase";
/// The type of OpenSSH's certificates for RSA keys.
const CERTIFICATE: &str = "ssh-rsa-cert-v01@openssh.com";
const PRIVATE: [&str; 3] = ["private_key", "inspect", "pem"];
const PUBLIC: [&str; 3] = ["public_key", "inspect", "pem"];

pub(super) fn add(add: &mut Add<'_>) {
    // Keys of 1024 and of 2048 bits. Runs that parse the short one are faster: checking its primes takes an eighth of
    // the time.
    add_key(add, "weak", &weak());
    add_key(add, "key", &generate(4));
    // Forms of keys that sealpost recognises and refuses.
    for text in [
        "PuTTY-User-Key-File-3: ssh-rsa",
        "---- BEGIN SSH2 PUBLIC KEY ----\n",
        "-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== somebody\n",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AA\"}",
    ] {
        let name = format!("other-{}", text.len());
        add(&["private_key", "public_key", "inspect", "pem", "jwk", "json"], &name, text.as_bytes());
    }
}

fn add_key(add: &mut Add<'_>, name: &str, key: &PrivateKey) {
    const WRITTEN: &str = "a valid key is written";
    let pkcs8 = key.to_der(PrivateKeyFormat::Pkcs8).expect(WRITTEN);
    let pkcs1 = key.to_der(PrivateKeyFormat::Pkcs1).expect(WRITTEN);
    let jwk = key.to_jwk().expect(WRITTEN);
    let public = key.public_key();
    let (spki, public_pkcs1) = (public.to_der(PublicKeyFormat::Spki), public.to_der(PublicKeyFormat::Pkcs1));
    let certificate = certificate(&spki);
    wrapped::add_key(add, &format!("{name}-wrapped"), &fuzzing::write_pem("PUBLIC KEY", &spki), &spki);
    for (form, der, label) in [("pkcs8", &pkcs8, "PRIVATE KEY"), ("pkcs1", &pkcs1, "RSA PRIVATE KEY")] {
        add(&["private_key", "inspect", "der"], &format!("{name}-{form}"), der);
        add(&PRIVATE, &format!("{name}-{form}-pem"), fuzzing::write_pem(label, der).as_bytes());
    }
    for (form, der, label) in [
        ("spki", &spki, "PUBLIC KEY"),
        ("public-pkcs1", &public_pkcs1, "RSA PUBLIC KEY"),
        ("certificate", &certificate, "CERTIFICATE"),
    ] {
        add(&["public_key", "inspect", "der"], &format!("{name}-{form}"), der);
        let pem = fuzzing::write_pem(label, der);
        add(&PUBLIC, &format!("{name}-{form}-pem"), pem.as_bytes());
        add(&PUBLIC, &format!("{name}-{form}-base64"), Base64::encode_string(der).as_bytes());
        add(&PUBLIC, &format!("{name}-{form}-pem-base64"), Base64::encode_string(pem.as_bytes()).as_bytes());
        let utf16 = [0xfeff].into_iter().chain(pem.encode_utf16()).flat_map(u16::to_le_bytes);
        add(&PUBLIC, &format!("{name}-{form}-utf16"), &utf16.collect::<Vec<_>>());
    }
    add(&["private_key", "inspect", "jwk", "json"], &format!("{name}-jwk"), jwk.as_bytes());
    let [n, e, d] = ["n", "e", "d"].map(|member| {
        let (_, rest) = jwk.split_once(&format!("\"{member}\":\"")).expect("the JWK has the member");
        rest.split('"').next().expect("a split has a first part")
    });
    let no_primes =
        format!(r#"{{"kty":"RSA","alg":"RSA-OAEP-256","key_ops":["decrypt"],"n":"{n}","e":"{e}","d":"{d}"}}"#);
    add(&["private_key", "inspect", "jwk", "json"], &format!("{name}-jwk-no-primes"), no_primes.as_bytes());
    let public_jwk = format!(r#"{{"kty":"RSA","use":"enc","key_ops":["encrypt","wrapKey"],"n":"{n}","e":"{e}"}}"#);
    add(&["public_key", "inspect", "jwk", "json"], &format!("{name}-public-jwk"), public_jwk.as_bytes());
    add(
        &["public_key", "inspect", "jwk", "json"],
        &format!("{name}-set"),
        format!("{{\"keys\":[{public_jwk}]}}").as_bytes(),
    );
    let line = public.to_openssh();
    add(&["public_key", "inspect", "pem", "openssh"], &format!("{name}-line"), line.as_bytes());
    let lines = format!("# comment\nfrom=\"10.0.0.1\" {line} someone\r\nssh-ed25519 AAAA b\n");
    add(&["public_key", "inspect", "pem", "openssh"], &format!("{name}-lines"), lines.as_bytes());
    let blob = Base64::decode_vec(&line["ssh-rsa ".len()..]).expect("the second field of the line is base64");
    add(&["openssh"], &format!("{name}-blob"), &blob);
    let certificate = openssh_certificate(&blob);
    add(&["openssh"], &format!("{name}-ssh-certificate"), &certificate);
    let base64 = Base64::encode_string(&certificate);
    let line = format!("{CERTIFICATE} {base64} someone\n");
    match PublicKey::parse(line.as_bytes()) {
        Ok(read) => assert!(read == public, "the certificate has the key"),
        Err(error) => assert_eq!(error.code(), "weak-key", "the certificate is read"),
    }
    add(&["public_key", "inspect", "pem", "openssh"], &format!("{name}-ssh-certificate-line"), line.as_bytes());
    for (form, file) in [("openssh", openssh(key, &blob, false)), ("openssh-protected", openssh(key, &blob, true))] {
        add(&["openssh"], &format!("{name}-{form}"), &file);
        let pem = fuzzing::write_pem("OPENSSH PRIVATE KEY", &file);
        add(&PRIVATE, &format!("{name}-{form}-pem"), pem.as_bytes());
    }
    add_protected(add, name, &pkcs8, &pkcs1);
}

/// Keys under PBES2 at a low cost, and under the legacy encryption of PEM.
fn add_protected(add: &mut Add<'_>, name: &str, pkcs8: &[u8], pkcs1: &[u8]) {
    const PARAMETERS: &str = "the parameters are valid";
    let (salt, iv, iterations) = ([1; 16], [2; 16], 2);
    let scrypt = pkcs8::pkcs5::scrypt::Params::new(1, 1, 1).expect(PARAMETERS);
    let parameters = [
        ("pbkdf2-sha256-aes256", pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(iterations, &salt, iv)),
        ("pbkdf2-sha256-aes128", pbes2::Parameters::generate_pbkdf2_sha256_aes128cbc(iterations, &salt, iv)),
        ("scrypt-aes256", pbes2::Parameters::generate_scrypt_aes256cbc(scrypt, &salt, iv)),
    ];
    let info = PrivateKeyInfoRef::try_from(pkcs8).expect("the key was written as PKCS#8");
    for (form, parameters) in parameters {
        let document =
            info.encrypt_with_params(parameters.expect(PARAMETERS), PASSPHRASE).expect("the parameters are supported");
        let der = document.as_bytes();
        add(&["private_key", "inspect", "pbes2", "der"], &format!("{name}-{form}"), der);
        let pem = fuzzing::write_pem("ENCRYPTED PRIVATE KEY", der);
        add(&PRIVATE, &format!("{name}-{form}-pem"), pem.as_bytes());
    }
    // The legacy encryption of PEM (OpenSSL): one MD5 of the passphrase and a salt, the first 8 bytes of the IV.
    let (iv, digits) = ([0x11; 16], "11".repeat(16));
    let key = Md5::digest([PASSPHRASE, &iv[..8]].concat());
    let encrypted = Encryptor::<Aes128>::new(&key, &iv.into()).encrypt_padded_vec::<Pkcs7>(pkcs1);
    let header = format!("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{digits}\n\n");
    let pem = fuzzing::write_pem("RSA PRIVATE KEY", &encrypted);
    let pem = pem.replace("-----BEGIN RSA PRIVATE KEY-----\n", &header);
    add(&PRIVATE, &format!("{name}-legacy"), pem.as_bytes());
}

/// A key of 1024 bits, which sealpost reads only if weak keys are allowed.
fn weak() -> PrivateKey {
    const PRECOMPUTED: &str = "a new key has precomputed values";
    let key = RsaPrivateKey::new(&mut Repeatable(5), 1024).expect("the source does not fail");
    let [p, q] = key.primes() else { panic!("a key has two primes") };
    let crt = key.crt_coefficient().expect("p and q are distinct");
    let (dp, dq) = (key.dp().expect(PRECOMPUTED), key.dq().expect(PRECOMPUTED));
    let numbers = [key.n().as_ref(), key.e(), key.d(), p, q, dp, dq, &crt].map(|number| integer(&number.to_be_bytes()));
    let der = tlv(0x30, &[vec![2, 1, 0], numbers.concat()].concat());
    let mut options = ParseOptions::default();
    options.allow_weak = true;
    PrivateKey::parse(&der, &options).expect("a generated key is valid")
}

/// A certificate of version 3 with empty names.
fn certificate(spki: &[u8]) -> Vec<u8> {
    let sequence = |parts: &[&[u8]]| tlv(0x30, &parts.concat());
    // sha256WithRSAEncryption, with NULL as its parameters.
    let algorithm = sequence(&[&tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]), &[5, 0]]);
    let version = tlv(0xa0, &[2, 1, 2]);
    let empty = sequence(&[]);
    let body = sequence(&[&version, &[2, 1, 1], &algorithm, &empty, &empty, &empty, spki]);
    sequence(&[&body, &algorithm, &tlv(3, &[0; 17])])
}

/// The format `openssh-key-v1` (PROTOCOL.key). If `is_protected`, the header names an encryption, although the content
/// is not encrypted.
fn openssh(key: &PrivateKey, public: &[u8], is_protected: bool) -> Vec<u8> {
    let der = key.to_der(PrivateKeyFormat::Pkcs1).expect("a valid key is written");
    let [_, n, e, d, p, q, _, _, qinv] = integers(&der)[..] else { panic!("PKCS#1 has nine numbers") };
    // Two equal check numbers, the members of the key, the comment, and padding of the bytes 1, 2, 3 and so on.
    let mut private = [7, 7, 7, 7].repeat(2);
    for part in [b"ssh-rsa", n, e, d, qinv, p, q, b"comment"] {
        private.extend(string(part));
    }
    private.extend((1..=8).take(private.len().next_multiple_of(8) - private.len()));
    let options = [string(&[3; 16]), 1_u32.to_be_bytes().to_vec()].concat();
    let (cipher, function, options): (&[u8], &[u8], &[u8]) =
        if is_protected { (b"aes256-ctr", b"bcrypt", &options) } else { (b"none", b"none", b"") };
    let head = [b"openssh-key-v1\0".to_vec(), string(cipher), string(function), string(options)].concat();
    [head, 1_u32.to_be_bytes().to_vec(), string(public), string(&private)].concat()
}

/// A certificate for the key `blob`, signed by the same key (PROTOCOL.certkeys). The signature is not valid: it is not
/// checked.
fn openssh_certificate(blob: &[u8]) -> Vec<u8> {
    let numbers = &blob[string(b"ssh-rsa").len()..];
    // The serial number, the type (1: of a user), the ID, the principals, the times of validity, the critical options, the
    // extensions, and a reserved string.
    let valid = [0_u64.to_be_bytes(), u64::MAX.to_be_bytes()].concat();
    let principals = string(&string(b"alice"));
    let extensions = string(&[string(b"permit-pty"), string(b"")].concat());
    let kind = 1_u32.to_be_bytes();
    let details =
        [&7_u64.to_be_bytes()[..], &kind, &string(b"id"), &principals, &valid, &string(b""), &extensions, &string(b"")];
    let signature = [string(b"rsa-sha2-256"), string(&[5; 256])].concat();
    let nonce = string(&[4; 32]);
    [&string(CERTIFICATE.as_bytes())[..], &nonce, numbers, &details.concat(), &string(blob), &string(&signature)]
        .concat()
}

/// A string of the SSH protocol: its length in four bytes, and its bytes (RFC 4251 §5).
fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes(), bytes].concat()
}

/// The INTEGERs of a SEQUENCE that sealpost wrote.
fn integers(der: &[u8]) -> Vec<&[u8]> {
    let (_, mut rest) = head(der);
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (length, contents) = head(rest);
        found.push(&contents[..length]);
        rest = &contents[length..];
    }
    found
}

/// The length of an element's content, and the bytes behind its tag and length.
fn head(der: &[u8]) -> (usize, &[u8]) {
    match der[1] {
        0x81 => (usize::from(der[2]), &der[3..]),
        0x82 => (usize::from(u16::from_be_bytes([der[2], der[3]])), &der[4..]),
        short => (usize::from(short), &der[2..]),
    }
}

/// A non-negative INTEGER in DER.
fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let number = &number[zeros..];
    let sign: &[u8] = if number.first().is_none_or(|byte| *byte >= 0x80) { &[0] } else { &[] };
    tlv(2, &[sign, number].concat())
}

/// An element in DER: tag, length, contents.
fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len() as u16;
    let head = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => [&[tag, 0x82][..], &length.to_be_bytes()].concat(),
    };
    [&head, contents].concat()
}
