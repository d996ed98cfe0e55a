//! Tests each rule for the tokens of letters with files with tokens that break no other rule.

use super::*;
use crate::jwt::{types::MAX_FILES, verify_files};

const DIGEST: &str = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";

fn file(name: &str) -> String {
    format!(r#"{{"name":"{name}","type":"text/plain","length":0,"sha256":"{DIGEST}"}}"#)
}

fn letter_header() -> String {
    replaced(&header(), "sealpost+jwt", "sealpost-files+jwt")
}

fn letter_claims() -> String {
    replaced(&claims(), r#","text""#, &format!(r#","files":[{},{}],"text""#, file("a"), file("b")))
}

/// What a token in a sealed file is for Bob: `signed` or `invalid`.
fn letter_outcome(token: &str) -> &'static str {
    match verify_files(token.as_bytes(), &bob()) {
        Ok(token) => {
            assert_eq!(token.key, ALICE.verifying_key());
            "signed"
        }
        Err(error) => {
            assert_eq!(error, Error::SignatureInvalid);
            "invalid"
        }
    }
}

/// The outcome of a letter whose claims differ in one place.
fn with(from: &str, to: &str) -> &'static str {
    letter_outcome(&token(&letter_header(), &replaced(&letter_claims(), from, to)))
}

#[test]
fn a_token_for_one_purpose_is_never_one_for_the_other() {
    let letter = token(&letter_header(), &letter_claims());
    assert_eq!(letter_outcome(&letter), "signed", "the control");
    assert_eq!(outcome(&letter), "other", "in a sealed message");
    let is_alice: &dyn Fn(&str) -> bool = &|sender| sender == id();
    let expected = verify(true, letter.as_bytes(), &bob(), Some(is_alice));
    assert!(matches!(expected, Err(Error::SignatureInvalid)), "in a sealed message that Alice must have signed");

    // The same claims under the `typ` of a message: a valid message, and no letter.
    let message = token(&header(), &letter_claims());
    assert_eq!((outcome(&message), letter_outcome(&message)), ("signed", "invalid"));
    for typ in ["JWT", "SEALPOST-FILES+JWT", "application/sealpost-files+jwt", ""] {
        let header = replaced(&header(), "sealpost+jwt", typ);
        assert_eq!(letter_outcome(&token(&header, &letter_claims())), "invalid", "{typ}");
    }
    let none = replaced(&header(), r#""typ":"sealpost+jwt","#, "");
    assert_eq!(letter_outcome(&token(&none, &letter_claims())), "invalid");
    for text in ["", "Meet me at noon.", "a.b", "a.b.c.d", "{}"] {
        assert_eq!(letter_outcome(text), "invalid", "{text}");
    }
    assert!(matches!(verify_files(b"\xff.\xff.\xff", &bob()), Err(Error::SignatureInvalid)), "no UTF-8");
}

#[test]
fn the_rules_of_a_signed_message_hold_for_a_letter() {
    let member = |member: &str| with(r#"{"iss""#, &format!(r#"{{{member},"iss""#));
    assert_eq!(member(r#""more":1,"enc":"x","name":"Alice","reply_to":{}"#), "signed", "the control");
    for wrong in [r#""iss":"x""#, r#""enc":5"#, r#""name":5"#, r#""reply_to":"x""#, r#""data":"TQ""#] {
        assert_eq!(member(wrong), "invalid", "{wrong}");
    }
    assert_eq!(with(&bob(), &id()), "invalid", "for a key that did not open the file");
    assert_eq!(with(&format!(r#""iat":{NOW},"#), ""), "invalid");
    assert_eq!(with(r#""jti":"0123","#, ""), "invalid");
    assert_eq!(with(r#","text":"Meet me at noon.""#, ""), "invalid");
    assert_eq!(with("Meet me at noon.", ""), "signed", "a letter without a text");
    assert_eq!(with("Meet me at noon.", &"x".repeat(MAX_SIGNED + 1)), "invalid");
    let alg = replaced(&letter_header(), "PS256", "PS384");
    assert_eq!(letter_outcome(&token(&alg, &letter_claims())), "invalid");
    let valid = token(&letter_header(), &letter_claims());
    let (signed, _) = valid.rsplit_once('.').expect("a token has dots");
    let other = token(&letter_header(), &letter_claims().replace("noon", "nine"));
    let (_, signature) = other.rsplit_once('.').expect("a token has dots");
    assert_eq!(letter_outcome(&format!("{signed}.{signature}")), "invalid", "the signature of another letter");
    assert_eq!(letter_outcome(&format!("{signed}.")), "invalid", "no signature");
}

#[test]
fn each_rule_of_the_files_is_checked() {
    let (a, b) = (file("a"), file("b"));
    let both = format!("[{a},{b}]");
    let files = |list: &str| with(&both, list);
    let many = |count: usize| format!("[{}]", vec![a.as_str(); count].join(","));
    assert_eq!(with(&format!(r#""files":{both},"#), ""), "invalid", "no files");
    assert_eq!((files(&many(1)), files(&many(MAX_FILES))), ("signed", "signed"));
    for wrong in ["[]", "null", "{}", "5", r#""a""#, "[5]", "[null]", "[[]]", &format!("[{a},5]"), &a] {
        assert_eq!(files(wrong), "invalid", "{wrong}");
    }
    assert_eq!(files(&many(MAX_FILES + 1)), "invalid", "too many");

    let a_with = |from: &str, to: &str| files(&format!("[{},{b}]", replaced(&a, from, to)));
    assert_eq!(a_with(r#"{"name""#, r#"{"more":1,"name""#), "signed", "a member of another name is ignored");
    for (from, valid) in [
        (r#":"a""#, format!(r#":"{}""#, "한".repeat(256))),
        (r#":"text/plain""#, r#":"""#.into()),
        (":0", ":999999999999999".into()),
    ] {
        assert_eq!(a_with(from, &valid), "signed", "{valid}");
    }
    for name in [r#""""#, "5", "null", &format!(r#""{}""#, "x".repeat(257))] {
        assert_eq!(a_with(r#""a""#, name), "invalid", "the name {name}");
    }
    for kind in ["5", "null", &format!(r#""{}""#, "x".repeat(257))] {
        assert_eq!(a_with(r#""text/plain""#, kind), "invalid", "the type {kind}");
    }
    for length in ["-1", "1.0", "1e3", r#""1""#, "null", "1000000000000000"] {
        assert_eq!(a_with(":0", &format!(":{length}")), "invalid", "the length {length}");
    }
    let digest = format!(r#""{DIGEST}""#);
    assert_eq!(a_with(&digest, &format!(r#""{}""#, "A".repeat(43))), "signed", "another hash");
    // A character less, one more, an alphabet that is not that of base64url, padding, and spare bits that are set.
    for other in [
        &"A".repeat(42),
        &format!("{DIGEST}A"),
        &DIGEST.replace('-', "+"),
        &format!("{DIGEST}="),
        &DIGEST.replace("SuFU", "SuFV"),
        "",
    ] {
        assert_eq!(a_with(&digest, &format!(r#""{other}""#)), "invalid", "the hash {other}");
    }
    for member in [r#""name":"a","#, r#""type":"text/plain","#, r#""length":0,"#, &format!(r#","sha256":{digest}"#)] {
        assert_eq!(a_with(member, ""), "invalid", "without {member}");
    }
    assert_eq!(a_with(r#"{"name""#, r#"{"name":"b","name""#), "invalid", "a member that comes twice");
}
