//! Recipients' entries of sealed messages: which are tried, in which order, and the errors of entries that are invalid
//! or for other recipients.

use getrandom::SysRng;
use sealpost::{PrivateKey, encoding::ParseOptions, jwe::MAX_RECIPIENTS, seal, unseal};

use crate::support::{
    code, generate,
    messages::{MESSAGE, open, with_header},
};

/// One message, from which the tests make messages with other recipients' entries.
struct Entries {
    key: PrivateKey,
    sealed: String,
    /// The encrypted key for `key`.
    encrypted_key: String,
}

impl Entries {
    fn new() -> Self {
        let (key, other) = (generate(), generate());
        let sealed = seal(&mut SysRng, MESSAGE, &[&key.public_key(), &other.public_key()]).expect("the message fits");
        let (_, rest) = sealed.split_once(r#""encrypted_key":""#).expect("the message has a recipient");
        let encrypted_key = rest.split('"').next().expect("the string ends").to_owned();
        Self { key, sealed, encrypted_key }
    }

    /// Replaces the entries of the message.
    fn message(&self, entries: &[String]) -> String {
        let (before, _) = self.sealed.split_once(r#""recipients":["#).expect("the message has recipients");
        let (_, rest) = self.sealed.split_once(r#"],"iv""#).expect("the message has recipients");
        format!(r#"{before}"recipients":[{}],"iv"{rest}"#, entries.join(","))
    }

    /// The entry for `key` with these members in its header.
    fn ours(&self, header: &str) -> String {
        format!(r#"{{"header":{{{header}}},"encrypted_key":"{}"}}"#, self.encrypted_key)
    }

    /// The code of the result of opening the message with other entries.
    fn open(&self, entries: &[String]) -> &'static str {
        code(open(&self.message(entries), &self.key))
    }
}

#[test]
fn kid_is_a_hint_and_excludes_no_key() {
    let entries = Entries::new();
    let kid = entries.key.public_key().thumbprint();
    for (name, opened) in [(None, None), (Some("x"), Some("x")), (Some(""), Some("")), (Some(&*kid), Some(&*kid))] {
        let header = name.map_or_else(String::new, |name| format!(r#""kid":"{name}""#));
        let unsealed = unseal(&mut SysRng, &entries.message(&[entries.ours(&header)]), &[&generate(), &entries.key])
            .unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert_eq!((unsealed.kid.as_deref(), &unsealed.key_id), (opened, &kid), "`kid` is that of the message");
    }
    // The errors if no entry can be opened. The encrypted key is 256 zero bytes in base64url.
    let other = |name: &str| format!(r#"{{"header":{{"kid":"{name}"}},"encrypted_key":"{}"}}"#, "A".repeat(342));
    for (list, expected) in [
        (vec![other("x")], "not-a-recipient"),
        (vec![other(&kid)], "decryption-failed"),
        (vec![other("x"), other(&kid)], "decryption-failed"),
        (vec![other("x"), r#"{"encrypted_key":"AAAA"}"#.into()], "not-a-recipient"),
        (vec![r#"{"encrypted_key":"AAAA"}"#.into()], "decryption-failed"),
        // Key IDs are compared exactly.
        (vec![other(&kid[..42])], "not-a-recipient"),
        (vec![other(&format!("{kid} "))], "not-a-recipient"),
        (vec![other(&"x".repeat(1024))], "not-a-recipient"),
        (vec![other(&"é".repeat(1024))], "not-a-recipient"),
        (vec![other(&"x".repeat(1025))], "malformed-message"),
    ] {
        assert_eq!(entries.open(&list), expected, "{list:?}");
    }
}

#[test]
fn the_kid_of_a_jwk_names_the_key() {
    let entries = Entries::new();
    let jwk = entries.key.to_jwk().expect("the key is valid");
    let other = generate();
    for (name, expected) in [("bob-1", "decryption-failed"), ("bob-2", "not-a-recipient")] {
        let named = jwk.replacen('{', &format!(r#"{{"kid":"{name}","#), 1);
        let key = PrivateKey::parse(named.as_bytes(), &ParseOptions::default()).expect("the key is valid");
        let text =
            entries.message(&[format!(r#"{{"header":{{"kid":"bob-1"}},"encrypted_key":"{}"}}"#, "A".repeat(342))]);
        assert_eq!(code(unseal(&mut SysRng, &text, &[&other, &key])), expected);
        assert!(!key.to_jwk().expect("the key is valid").contains("\"kid\""), "only the numbers are written");
    }
    // A `kid` that is too long, or that is not a string, is ignored.
    for name in [format!("\"{}\"", "x".repeat(1025)), "5".into()] {
        let named = jwk.replacen('{', &format!(r#"{{"kid":{name},"#), 1);
        let key = PrivateKey::parse(named.as_bytes(), &ParseOptions::default()).expect("the key is valid");
        assert_eq!(code(open(&entries.message(&[entries.ours("")]), &key)), "accepted");
    }
}

#[test]
fn a_kid_that_is_no_text_counts_as_absent() {
    let entries = Entries::new();
    for kid in ["5", "null", "{}", r#"["a"]"#] {
        let ours = entries.ours(&format!(r#""kid":{kid}"#));
        assert_eq!(entries.open(core::slice::from_ref(&ours)), "accepted", "{kid}");
        let described = sealpost::jwe::describe(&entries.message(&[ours])).expect("the message can be opened");
        assert_eq!(described.recipients, [("RSA-OAEP-256".into(), None)], "{kid}");
    }
}

#[test]
fn invalid_entries_of_others_are_skipped() {
    let entries = Entries::new();
    let ours = entries.ours("");
    for (broken, alone) in [
        (r#"{"header":{"zip":"DEF"},"encrypted_key":"AAAA"}"#.to_owned(), "unsupported-algorithm"),
        (r#"{"header":{"crit":["x"]},"encrypted_key":"AAAA"}"#.into(), "unsupported-algorithm"),
        (r#"{"header":{"alg":5}}"#.into(), "malformed-message"),
        (r#"{"header":{"alg":null}}"#.into(), "malformed-message"),
        (r#"{"header":{"alg":"RSA-OAEP-256"}}"#.into(), "malformed-message"),
        (r#"{"header":[],"encrypted_key":"AAAA"}"#.into(), "malformed-message"),
        (r#"{"encrypted_key":"AA=="}"#.into(), "malformed-message"),
        (r#"{"encrypted_key":"AB"}"#.into(), "malformed-message"),
        (r#"{"encrypted_key":5}"#.into(), "malformed-message"),
        (format!(r#"{{"header":{{"kid":"{}"}}}}"#, "x".repeat(1025)), "malformed-message"),
        (format!(r#"{{"header":{{"x":"{}"}}}}"#, "x".repeat(16 << 10)), "malformed-message"),
    ] {
        assert_eq!(entries.open(core::slice::from_ref(&broken)), alone, "{broken}");
        assert_eq!(entries.open(&[broken.clone(), broken.clone()]), alone, "{broken}");
        for list in [[broken.clone(), ours.clone()], [ours.clone(), broken.clone()]] {
            assert_eq!(entries.open(&list), "accepted", "{broken}");
            let described = sealpost::jwe::describe(&entries.message(&list)).expect("the message can be opened");
            assert_eq!(described.recipients, [("RSA-OAEP-256".into(), None)]);
        }
    }
    // Of two invalid entries, the error is that of the first.
    let (zip, alg) = (r#"{"header":{"zip":"DEF"}}"#, r#"{"header":{"alg":5}}"#);
    assert_eq!(entries.open(&[zip.into(), alg.into()]), "unsupported-algorithm");
    assert_eq!(entries.open(&[alg.into(), zip.into()]), "malformed-message");
    // An entry that is no object makes the whole message malformed.
    assert_eq!(entries.open(&["5".into(), ours]), "malformed-message");
}

#[test]
fn alg_and_enc_may_stand_in_a_recipients_header_and_may_be_unknown_for_others() {
    let entries = Entries::new();
    let kid = entries.key.public_key().thumbprint();
    let rest = entries.sealed.split_once(r#"],"iv""#).expect("the message has recipients").1;
    // Without the protected header decryption fails, because the tag authenticates that header. So the error
    // `decryption-failed` shows that an entry was tried.
    let message = |list: &[String]| format!(r#"{{"recipients":[{}],"iv"{rest}"#, list.join(","));
    let entry =
        |alg: &str, enc: &str, kid: &str| entries.ours(&format!(r#""alg":"{alg}","enc":"{enc}","kid":"{kid}""#));
    let ours = entry("RSA-OAEP-256", "A256GCM", &kid);
    for (list, expected) in [
        (vec![ours.clone()], "decryption-failed"),
        (vec![entry("ECDH-ES", "A256GCM", "x"), ours.clone()], "decryption-failed"),
        (vec![ours.clone(), entry("RSA1_5", "A256GCM", "x")], "decryption-failed"),
        (vec![ours.clone(), entry("RSA-OAEP", "A128GCM", "x")], "decryption-failed"),
        (vec![entry("ECDH-ES", "A256GCM", "x")], "unsupported-algorithm"),
        (vec![entry("ECDH-ES", "A256GCM", "x"), entry("RSA-OAEP-256", "A256GCM", "y")], "not-a-recipient"),
        (vec![entry("RSA-OAEP-256", "A256GCM", "")], "not-a-recipient"),
        (vec![entry("RSA1_5", "A256GCM", &kid)], "unsupported-algorithm"),
        (vec![entry("RSA-OAEP-256", "A256CTR", &kid)], "unsupported-algorithm"),
        (vec![entry("RSA-OAEP-256", "A256CTR", &kid), entry("RSA-OAEP-256", "A256GCM", "x")], "unsupported-algorithm"),
        // The message has the IV of AES-GCM, which is too short for AES-CBC.
        (vec![entry("RSA-OAEP-256", "A128CBC-HS256", &kid)], "malformed-message"),
        (vec![ours.clone(); MAX_RECIPIENTS], "decryption-failed"),
        (vec![ours; MAX_RECIPIENTS + 1], "message-too-long"),
    ] {
        assert_eq!(code(open(&message(&list), &entries.key)), expected, "{list:?}");
    }
}

#[test]
fn an_unknown_algorithm_is_named() {
    let entries = Entries::new();
    let sealed = seal(&mut SysRng, MESSAGE, &[&entries.key.public_key()]).expect("the message fits");
    let error = |alg: &str, enc: &str| {
        let header = format!(r#"{{"alg":"{alg}","enc":"{enc}"}}"#);
        open(&with_header(&sealed, &header), &entries.key).expect_err("the algorithm is unknown")
    };
    for (alg, enc, named) in [
        ("ECDH-ES", "A256GCM", "its alg is \"ECDH-ES\","),
        ("RSA-OAEP-256", "A256CTR", "its enc is \"A256CTR\","),
        ("", "A256GCM", "its alg is \"\","),
        ("é\\n\u{7f}x", "A256GCM", "its alg is \"???x\","),
        (&"x".repeat(128), "A256GCM", &format!("its alg is \"{}\",", "x".repeat(64))),
    ] {
        let error = error(alg, enc);
        assert_eq!(error.code(), "unsupported-algorithm");
        assert!(error.to_string().contains(named), "{error}");
    }
    for (alg, enc) in [(&*"x".repeat(129), "A256GCM"), ("RSA-OAEP-256", &*"é".repeat(129))] {
        assert_eq!(error(alg, enc).code(), "malformed-message");
    }
}

#[test]
fn attempts_have_an_order_and_a_limit() {
    let entries = Entries::new();
    let stranger = |number: usize, header: &str| {
        format!(r#"{{"header":{{{header}}},"encrypted_key":"{number:0>3}{}"}}"#, "A".repeat(339))
    };
    let strangers = |count: usize| (0..count).map(|number| stranger(number, "")).collect::<Vec<_>>();
    let ours = entries.ours("");
    // Entries without `kid` are tried in their order, before entries with the `kid` of another key.
    assert_eq!(entries.open(&[strangers(99), vec![ours.clone()]].concat()), "accepted");
    let mut list = (0..99).map(|number| stranger(number, r#""kid":"x""#)).collect::<Vec<_>>();
    list.push(ours.clone());
    let open_with_two =
        |list: &[String], other: &PrivateKey| code(unseal(&mut SysRng, &entries.message(list), &[other, &entries.key]));
    let other = generate();
    assert_eq!(open_with_two(&list, &other), "accepted", "the second of 200 possible attempts");
    // With two keys each entry takes two attempts, so the attempt that succeeds would be the 102nd.
    let many = entries.message(&[strangers(50), vec![ours.clone()]].concat());
    let error = unseal(&mut SysRng, &many, &[&other, &entries.key]).expect_err("too many attempts");
    assert_eq!((error.code(), error.reason()), ("message-too-long", Some("too-many-attempts")));
    // There are 51 entries, so the text must not say that 100 entries were tried.
    assert!(error.to_string().starts_with("100 attempts "), "{error}");
    assert_eq!(open_with_two(&[strangers(49), vec![ours.clone()]].concat(), &other), "accepted");
    // The entry that names a key is tried first.
    let named = entries.ours(&format!(r#""kid":"{}""#, entries.key.public_key().thumbprint()));
    assert_eq!(open_with_two(&[strangers(99), vec![named]].concat(), &other), "accepted");
    // Equal encrypted keys count once, and so do equal private keys. An encrypted key that is not as long as the
    // modulus does not count.
    assert_eq!(open_with_two(&[vec![stranger(0, ""); 99], vec![ours.clone()]].concat(), &other), "accepted");
    assert_eq!(open_with_two(&[strangers(99), vec![ours.clone()]].concat(), &entries.key), "accepted");
    let short = || (0..99).map(|number| format!(r#"{{"encrypted_key":"{number:0>4}"}}"#));
    assert_eq!(open_with_two(&short().chain([ours]).collect::<Vec<_>>(), &other), "accepted");
}
