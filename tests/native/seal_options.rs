//! The options of `seal_with`: messages that are sealed with them can be opened, and options that are invalid or that
//! exclude each other are refused.

use getrandom::SysRng;
use sealpost::{
    Error, PrivateKey, SealOptions,
    jwe::{self, ContentEncryption, Form, KeyEncryption, KeyId},
    seal_with, unseal,
};

use crate::support::{
    code, generate,
    messages::{MESSAGE, open},
};

const ALGS: [KeyEncryption; 4] =
    [KeyEncryption::RsaOaep, KeyEncryption::RsaOaep256, KeyEncryption::RsaOaep384, KeyEncryption::RsaOaep512];
const ENCS: [ContentEncryption; 6] = [
    ContentEncryption::A128Gcm,
    ContentEncryption::A192Gcm,
    ContentEncryption::A256Gcm,
    ContentEncryption::A128CbcHs256,
    ContentEncryption::A192CbcHs384,
    ContentEncryption::A256CbcHs512,
];

/// Seals [`MESSAGE`] for `key` with these options.
fn sealed(key: &PrivateKey, options: &SealOptions<'_>) -> Result<String, Error> {
    seal_with(&mut SysRng, MESSAGE, &[&key.public_key()], options)
}

#[test]
fn every_algorithm_and_form_is_opened() {
    let (key, other) = (generate(), generate());
    for alg in ALGS {
        for enc in ENCS {
            for (form, aad) in [
                (Some(Form::Compact), None),
                (Some(Form::Flattened), None),
                (Some(Form::General), None),
                (None, Some(&b"data"[..])),
                (Some(Form::General), Some(b"data")),
            ] {
                let options = SealOptions { alg, enc, form, aad, ..SealOptions::default() };
                let text = sealed(&key, &options).expect("the options fit each other");
                let opened =
                    unseal(&mut SysRng, &text, &[&other, &key]).expect("the message was sealed for one of the keys");
                assert_eq!((&**opened.plaintext, opened.aad.as_deref()), (MESSAGE, aad), "{options:?}");
                assert_eq!(opened.kid, Some(key.public_key().thumbprint()));
            }
        }
    }
}

#[test]
fn header_and_kid_are_as_given() {
    let key = generate();
    for (kid, expected) in [
        (KeyId::Named("a \"quoted\\\u{1f} name, ключ"), Some("a \"quoted\\\u{1f} name, ключ")),
        (KeyId::Named(""), Some("")),
        (KeyId::Omitted, None),
    ] {
        for form in [Form::Compact, Form::Flattened, Form::General] {
            let header = Some(r#" { "cty" : "JWT", "deep" : {"x":[1,null]} } "#);
            let options = SealOptions { kid, form: Some(form), header, ..SealOptions::default() };
            let text = sealed(&key, &options).expect("the options fit each other");
            let opened = unseal(&mut SysRng, &text, &[&key]).expect("the message was sealed for this key");
            assert_eq!(opened.kid.as_deref(), expected, "{form:?}");
            assert!(opened.header.ends_with(r#","cty" : "JWT", "deep" : {"x":[1,null]}}"#), "{}", opened.header);
            let recipients = jwe::describe(&text).expect("the text is a message").recipients;
            assert_eq!(recipients, [("RSA-OAEP-256".into(), expected.map(String::from))]);
        }
    }
    for empty in ["{}", " { } "] {
        let text = sealed(&key, &SealOptions { header: Some(empty), ..SealOptions::default() })
            .expect("a header may be empty");
        assert_eq!(open(&text, &key).expect("the message was sealed for this key"), MESSAGE);
    }
}

#[test]
fn invalid_options_and_those_that_exclude_each_other_are_refused() {
    let (key, other) = (generate(), generate());
    // Each is just above its limit: a `kid` of 1,024 characters, an `aad` of 512 KiB, a header of 64 members, of which
    // `alg`, `enc` and `kid` are three, and a protected header of 16 Ki characters in base64url.
    let (long, too_much) = ("x".repeat(1025), vec![1; (512 << 10) + 1]);
    let many = format!("{{{}}}", (0..62).map(|index| format!(r#""{index}":1"#)).collect::<Vec<_>>().join(","));
    let large = format!(r#"{{"x":"{}"}}"#, "x".repeat(12 << 10));
    let default = SealOptions::default();
    let header = |text| SealOptions { header: Some(text), ..default };
    for options in [
        SealOptions { form: Some(Form::Compact), aad: Some(b"x"), ..default },
        SealOptions { aad: Some(b""), ..default },
        SealOptions { aad: Some(&too_much), ..default },
        SealOptions { kid: KeyId::Named(&long), ..default },
        header(&many),
        header(&large),
        header("[]"),
        header("{"),
        header(r#"{"x":1,"x":1}"#),
        header(r#"{"cty":1}"#),
        header(r#"{"typ":null}"#),
        header(r#"{"\u0061lg":"x"}"#),
        header(r#"{"enc":"x"}"#),
        header(r#"{"kid":"x"}"#),
        header(r#"{"zip":"DEF"}"#),
        header(r#"{"crit":["x"]}"#),
    ] {
        assert_eq!(code(sealed(&key, &options)), "invalid-argument", "{options:?}");
    }
    let both = [&key.public_key(), &other.public_key()];
    for options in [
        SealOptions { form: Some(Form::Compact), ..default },
        SealOptions { form: Some(Form::Flattened), ..default },
        SealOptions { kid: KeyId::Named("one"), ..default },
    ] {
        assert_eq!(code(seal_with(&mut SysRng, MESSAGE, &both, &options)), "invalid-argument", "{options:?}");
    }
    let options = SealOptions { kid: KeyId::Omitted, aad: Some(b"x"), ..default };
    let text = seal_with(&mut SysRng, MESSAGE, &both, &options).expect("the options fit each other");
    assert!(!text.contains("\"kid\""));
    assert_eq!(open(&text, &other).expect("the message was sealed for this key"), MESSAGE);
}
