//! Tests each rule for signed messages with tokens that break no other rule.

use std::sync::LazyLock;

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::SysRng;

use super::{MAX_SIGNED, Signer, TOKEN, Unsealed, seal_signed, unseal, unseal_from, verify};
use crate::{
    Error, Hash, PrivateKey, PssOptions, SigningKey,
    encoding::{ParseOptions, PrivateKeyFormat},
    jwe,
    jwe::SealOptions,
};

mod files;

static ALICE: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(&mut SysRng, 2048).expect("the source works"));
static BOB: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate(&mut SysRng, 2048).expect("the source works"));

const NOW: u64 = 1_800_000_000;
const PS256: PssOptions = PssOptions { hash: Some(Hash::Sha256), salt_length: None };

/// The thumbprint of Alice's verifying key.
fn id() -> String {
    ALICE.verifying_key().thumbprint()
}

/// The thumbprint of Bob's key for encryption.
fn bob() -> String {
    BOB.public_key().thumbprint()
}

/// The header of a valid token of Alice's.
fn header() -> String {
    let jwk = ALICE.verifying_key().to_jwk();
    format!(r#"{{"alg":"PS256","typ":"sealpost+jwt","kid":"{}","jwk":{jwk}}}"#, id())
}

/// The claims of a valid token of Alice's for Bob.
fn claims() -> String {
    format!(r#"{{"iss":"{}","aud":["{}"],"iat":{NOW},"jti":"0123","text":"Meet me at noon."}}"#, id(), bob())
}

/// A token with a valid signature of `key` over this header and these claims.
fn signed_by(key: &SigningKey, header: &str, claims: &str, options: &PssOptions) -> String {
    let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let signature = key.sign(&mut SysRng, signed.as_bytes(), options).expect("the options fit");
    format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature))
}

/// A token that Alice signs with PS256.
fn token(header: &str, claims: &str) -> String {
    signed_by(&ALICE, header, claims, &PS256)
}

/// Opens a token that is sealed for Bob.
fn open(token: &str) -> Result<Unsealed, Error> {
    let sealed = jwe::seal_with(&mut SysRng, token.as_bytes(), &[&BOB.public_key()], &TOKEN).expect("the token fits");
    unseal(&mut SysRng, &sealed, &[&BOB])
}

/// What a token is for Bob: `signed`, `other`, or `invalid`.
fn outcome(token: &str) -> &'static str {
    match verify(true, token.as_bytes(), &bob(), None) {
        Ok(Some(_)) => "signed",
        Ok(None) => "other",
        Err(error) => {
            assert_eq!(error, Error::SignatureInvalid);
            "invalid"
        }
    }
}

/// Replaces `from`, which must be in the text once.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
    text.replace(from, to)
}

#[test]
fn a_signed_message_tells_its_reader_who_wrote_it_to_whom_and_when() {
    let other = PrivateKey::generate(&mut SysRng, 2048).expect("the source works").public_key();
    let recipients = [&BOB.public_key(), &other, &BOB.public_key()];
    let claims = format!(r#"{{"enc":"{}","name":"Alice \"A\"","reply_to":{},"more":[1]}}"#, bob(), other.to_jwk());
    for content in [&b"Meet me at \"noon\".\n\\ \xed\x95\x9c"[..], b"", b"\0", b"\xff\xfe", &[b'a'; MAX_SIGNED]] {
        let signer = Signer::new(&ALICE, NOW).with_claims(&claims);
        let sealed = seal_signed(&mut SysRng, content, &recipients, &signer).expect("the message fits");
        for senders in [None, Some(id())] {
            let senders: Option<Vec<&str>> = senders.as_ref().map(|id| vec!["", id]);
            let opened = match &senders {
                Some(senders) => unseal_from(&mut SysRng, &sealed, &[&BOB], senders),
                None => unseal(&mut SysRng, &sealed, &[&BOB]),
            };
            let opened = opened.expect("the message is for Bob");
            assert_eq!(*opened.plaintext, content);
            assert_eq!((opened.kid, opened.aad, opened.header.as_str(), opened.key_id), (None, None, "{}", bob()));
            let sender = opened.sender.expect("it is signed");
            assert_eq!((sender.known, sender.signed_at, sender.message_id.len()), (senders.is_some(), NOW, 22));
            assert_eq!((sender.id, sender.verifying_key), (id(), ALICE.verifying_key()));
            assert_eq!(sender.audience, [bob(), other.thumbprint()]);
            assert_eq!((sender.encryption_key, sender.name.as_deref()), (Some(bob()), Some("Alice \"A\"")));
            assert_eq!(sender.reply_to, Some(other.to_jwk()));
        }
    }
    let seal = |content: &[u8], signer: &Signer<'_>| seal_signed(&mut SysRng, content, &[&other], signer);
    let plain = Signer::new(&ALICE, NOW);
    assert_eq!(seal(&[0; MAX_SIGNED + 1], &plain).map_err(|error| error.code()), Err("message-too-long"));
    let late = Signer::new(&ALICE, u64::MAX);
    assert_eq!(seal(b"", &late).map_err(|error| error.code()), Err("invalid-argument"));
}

#[test]
fn the_claims_of_a_signer_are_any_json_object_that_is_read_again() {
    let recipient = BOB.public_key();
    let seal = |claims: &str| {
        let sealed = seal_signed(&mut SysRng, b"", &[&recipient], &Signer::new(&ALICE, NOW).with_claims(claims));
        sealed.map_err(|error| error.code()).err()
    };
    for claims in ["{}", "{ }", " {\t}\r\n", "\n{ \"name\" : \"A\" }\n"] {
        assert_eq!(seal(claims), None, "{claims:?}");
    }
    let name = format!(r#"{{"name":"{}"}}"#, "x".repeat(257));
    let broken = ["", "[]", "{", "{,}", "{ , }", "\u{a0}{}", "{}{}"];
    let wrong = [r#"{"iss":"x"}"#, r#"{"text":"x"}"#, r#"{"enc":5}"#, r#"{"reply_to":""}"#, &name];
    for claims in [&broken[..], &wrong].concat() {
        assert_eq!(seal(claims), Some("invalid-argument"), "{claims:?}");
    }
}

#[test]
fn a_token_whose_header_breaks_one_rule_is_not_taken_for_signed() {
    let header = header();
    let with = |from: &str, to: &str| outcome(&token(&replaced(&header, from, to), &claims()));
    let member = |member: &str| with(r#"{"alg""#, &format!(r#"{{{member},"alg""#));
    assert_eq!(with(r#""alg""#, r#" "alg""#), "signed", "white space between members");
    assert_eq!(member(r#""more":1"#), "signed", "a member of another name is ignored");
    for alg in ["PS384", "PS512", "RS256", "none", "ps256", ""] {
        assert_eq!(with("PS256", alg), "invalid", "{alg}");
    }
    assert_eq!(with(r#""PS256""#, r#"["PS256"]"#), "invalid");
    assert_eq!(with(r#""alg":"PS256","#, ""), "invalid");
    // Another `typ` is another kind of token.
    for typ in ["JWT", "sealpost-files+jwt", "SEALPOST+JWT", "application/sealpost+jwt", ""] {
        assert_eq!(with("sealpost+jwt", typ), "other", "{typ}");
    }
    assert_eq!(with(r#""typ":"sealpost+jwt","#, ""), "other");
    for crit in [r#"["exp"]"#, "[]", "null"] {
        assert_eq!(member(&format!(r#""crit":{crit}"#)), "invalid", "{crit}");
    }
    assert_eq!(member(r#""kid":"x""#), "invalid", "a member that comes twice");
    let kid = format!(r#""kid":"{}""#, id());
    for other in [format!(r#""kid":"{}""#, bob()), r#""kid":null"#.into(), r#""k":"x""#.into()] {
        assert_eq!(with(&kid, &other), "invalid", "{other}");
    }
    let padding = "x".repeat(13_000);
    assert_eq!(member(&format!(r#""pad":"{}""#, &padding[..10_000])), "signed");
    assert_eq!(member(&format!(r#""pad":"{padding}""#)), "invalid", "a header over its limit");
    for text in ["", "{", "[]", "{}x", "\u{feff}{}"] {
        assert_eq!(outcome(&token(text, &claims())), "invalid", "{text}");
    }
}

#[test]
fn the_key_in_the_header_must_be_a_verifying_key_whose_thumbprint_is_kid() {
    let jwk = ALICE.verifying_key().to_jwk();
    let private = ALICE.to_jwk().expect("the key is valid");
    let with = |to: &str| outcome(&token(&replaced(&header(), &jwk, to), &claims()));
    let member = |member: &str| with(&jwk.replacen('{', &format!("{{{member},"), 1));
    assert_eq!(member(r#""use":"sig","key_ops":["verify"],"alg":"PS256""#), "signed", "a JWK for signatures");
    for encryption in [r#""use":"enc""#, r#""key_ops":["encrypt"]"#, r#""alg":"RSA-OAEP-256""#, r#""alg":"PS384""#] {
        assert_eq!(member(encryption), "invalid", "{encryption}");
    }
    assert_eq!(with(&private), "invalid", "a private key");
    for other in ["null", "\"\"", "{}", &BOB.public_key().to_jwk(), &jwk.replace("RSA", "EC"), &format!("[{jwk}]")] {
        assert_eq!(with(other), "invalid", "{other}");
    }
    assert_eq!(with(&format!(r#"{{"keys":[{jwk}]}}"#)), "invalid", "a JWK Set");
    assert_eq!(outcome(&token(&replaced(&header(), &format!(r#","jwk":{jwk}"#), ""), &claims())), "invalid");
    // Somebody else signs, and calls themselves Alice.
    let der = BOB.to_der(PrivateKeyFormat::Pkcs8).expect("the key is valid");
    let mallory = SigningKey::parse(&der, &ParseOptions::default()).expect("a plain key has no purpose");
    assert_eq!(outcome(&signed_by(&mallory, &header(), &claims(), &PS256)), "invalid");
    let own = replaced(&header(), &jwk, &mallory.verifying_key().to_jwk());
    assert_eq!(outcome(&signed_by(&mallory, &own, &claims(), &PS256)), "invalid");
    let own = replaced(&own, &id(), &mallory.verifying_key().thumbprint());
    assert_eq!(outcome(&signed_by(&mallory, &own, &claims(), &PS256)), "invalid", "iss is still Alice");
    let claims = replaced(&claims(), &id(), &mallory.verifying_key().thumbprint());
    assert_eq!(outcome(&signed_by(&mallory, &own, &claims, &PS256)), "signed", "in their own name");
}

#[test]
fn a_token_whose_claims_break_one_rule_is_invalid() {
    let claims = claims();
    let with = |from: &str, to: &str| outcome(&token(&header(), &replaced(&claims, from, to)));
    let member = |member: &str| with(r#"{"iss""#, &format!(r#"{{{member},"iss""#));
    assert_eq!(member(r#""more":{"a":[1,null]},"exp":1,"sub":"x""#), "signed", "claims of other names");
    let iss = format!(r#""iss":"{}","#, id());
    for other in [format!(r#""iss":"{}","#, bob()), r#""iss":5,"#.into(), String::new()] {
        assert_eq!(with(&iss, &other), "invalid", "{other}");
    }
    let (aud, bob) = (format!(r#""aud":["{}"],"#, bob()), bob());
    let alice = id();
    for other in [
        String::new(),
        format!(r#""aud":"{bob}","#),
        format!(r#""aud":["{alice}"],"#),
        format!(r#""aud":{{"{bob}":1}},"#),
        format!(r#""aud":["{bob}",5],"#),
        format!(r#""aud":["{bob} "],"#),
        format!(r#""aud":["{bob}","{}"],"#, "x".repeat(257)),
        format!(r#""aud":["{bob}"{}],"#, r#","x""#.repeat(100)),
        r#""aud":[],"#.into(),
        r#""aud":null,"#.into(),
    ] {
        assert_eq!(with(&aud, &other), "invalid", "{other}");
    }
    assert_eq!(with(&aud, &format!(r#""aud":["{bob}"{}],"#, r#","x""#.repeat(99))), "signed");
    let iat = format!(r#""iat":{NOW},"#);
    for time in ["0", "1800000000.75", "999999999999"] {
        assert_eq!(
            with(&iat, &format!(r#""iat":{time},"#)),
            "signed",
            "{time}: a time in the past or the future is no error"
        );
    }
    for time in [
        "-1",
        "1000000000000",
        "1e300",
        "1E400",
        "9e14",
        "1.5e12",
        "1800000000e0",
        "\"1800000000\"",
        "null",
        "[1]",
        "true",
        &"9".repeat(400),
    ] {
        assert_eq!(with(&iat, &format!(r#""iat":{time},"#)), "invalid", "{time}");
    }
    assert_eq!(with(&iat, ""), "invalid");
    for id in [String::new(), r#""jti":5,"#.into(), format!(r#""jti":"{}","#, "x".repeat(257))] {
        assert_eq!(with(r#""jti":"0123","#, &id), "invalid", "{id}");
    }
    for wrong in [r#""enc":5"#, r#""enc":null"#, r#""name":["x"]"#, r#""reply_to":"x""#, r#""iss":"x""#] {
        assert_eq!(member(wrong), "invalid", "{wrong}");
    }
    let text = r#""text":"Meet me at noon.""#;
    // The characters of base64url for as many bytes as a message may have.
    let longest = (MAX_SIGNED * 4).div_ceil(3);
    let data = |length| format!(r#""data":"{}""#, "A".repeat(length));
    for content in [r#""data":"TQ""#, r#""data":"-A""#, r#""data":"""#, r#""text":"""#, &data(longest)] {
        assert_eq!(with(text, content), "signed", "{}", &content[..content.len().min(40)]);
    }
    for content in [
        r#""x":1"#,
        r#""text":5"#,
        r#""data":"TQ==""#,
        r#""data":"TR""#,
        r#""data":"+A""#,
        r#""data":"TQ","text":"x""#,
        r#""text":null"#,
        &format!(r#""text":"{}""#, "x".repeat(MAX_SIGNED + 1)),
        &data(longest + 1),
        &data(longest.next_multiple_of(4)),
    ] {
        assert_eq!(with(text, content), "invalid", "{}", &content[..content.len().min(40)]);
    }
    assert_eq!(with(text, &format!(r#""text":"{}""#, "\\u0061".repeat(MAX_SIGNED))), "signed");
    let members: String = (0..60).map(|number| format!(r#","{number}":1"#)).collect();
    assert_eq!(member(&members[1..]), "invalid", "more members than JSON may have");
    for text in ["", "5", "{", &format!("[{claims}]"), &format!("{claims}{claims}")] {
        assert_eq!(outcome(&token(&header(), text)), "invalid", "{text}");
    }
}

#[test]
fn the_signature_must_be_that_of_ps256_over_the_token_as_it_is() {
    let valid = token(&header(), &claims());
    assert_eq!(outcome(&valid), "signed");
    for (hash, salt_length) in
        [(Hash::Sha256, 0), (Hash::Sha256, 20), (Hash::Sha256, 33), (Hash::Sha384, 32), (Hash::Sha512_256, 32)]
    {
        let options = PssOptions { hash: Some(hash), salt_length: Some(salt_length) };
        assert_eq!(outcome(&signed_by(&ALICE, &header(), &claims(), &options)), "invalid", "{hash:?} {salt_length}");
    }
    let (signed, signature) = valid.rsplit_once('.').expect("a token has dots");
    let signature = Base64UrlUnpadded::decode_vec(signature).expect("it is base64url");
    let with = |signature: &[u8]| outcome(&format!("{signed}.{}", Base64UrlUnpadded::encode_string(signature)));
    assert_eq!(with(&signature), "signed");
    assert_eq!(with(&[&[0], &signature[..]].concat()), "invalid", "a byte more");
    assert_eq!(with(&signature[1..]), "invalid", "a byte less");
    assert_eq!(with(b""), "invalid", "no signature");
    assert_eq!(with(&ALICE.verifying_key().modulus()), "invalid", "n");
    assert_eq!(with(&[0xff; 256]), "invalid", "more than n");
    assert_eq!(outcome(&format!("{valid}=")), "invalid", "padding");
    assert_eq!(outcome(&format!(" {valid}")), "invalid", "white space");
    for other in [format!("{valid}."), format!("{valid}.{valid}"), String::new(), signed.into(), "..".repeat(2)] {
        assert_eq!(outcome(&other), "other", "no JWS in compact serialization");
    }
}

#[test]
fn a_token_with_a_flipped_bit_has_no_sender() {
    let valid = token(&header(), &claims());
    let (bob, alice) = (bob(), id());
    let mut invalid = 0;
    for bit in 0..valid.len() * 8 {
        let mut changed = valid.clone().into_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        match verify(true, &changed, &bob, None) {
            Err(Error::SignatureInvalid) => invalid += 1,
            // Another `typ`, a dot more or less, or invalid UTF-8 make the message one that is not signed.
            result => assert!(matches!(result, Ok(None)), "bit {bit}"),
        }
        assert!(
            matches!(verify(true, &changed, &bob, Some(&|id| id == alice)), Err(Error::SignatureInvalid)),
            "bit {bit}"
        );
    }
    assert!(invalid > valid.len() * 6, "{invalid} of {} bits", valid.len() * 8);
}

#[test]
fn unseal_from_refuses_unexpected_senders_and_unsigned_messages() {
    let seal = |token: &str, is_token: bool| {
        let options = if is_token { TOKEN } else { SealOptions::default() };
        jwe::seal_with(&mut SysRng, token.as_bytes(), &[&BOB.public_key()], &options).expect("the token fits")
    };
    let from = |sealed: &str, senders: &[&str]| unseal_from(&mut SysRng, sealed, &[&BOB], senders).map(|_| ());
    let valid = token(&header(), &claims());
    let (signed, other) = (seal(&valid, true), token(&replaced(&header(), "sealpost+jwt", "JWT"), &claims()));
    assert_eq!(from(&signed, &[&id()]), Ok(()));
    for senders in [&[][..], &[bob().as_str()], &["", &id()[1..]]] {
        assert_eq!(from(&signed, senders), Err(Error::SignatureInvalid));
    }
    // A token in a message without `cty`, and a token with another `typ`, are messages that are not signed.
    for sealed in [seal(&valid, false), seal("Meet me at noon.", false), seal(&other, true), seal("no token", true)] {
        assert_eq!(from(&sealed, &[&id()]), Err(Error::SignatureInvalid));
        let opened = unseal(&mut SysRng, &sealed, &[&BOB]).expect("it is for Bob");
        assert!(opened.sender.is_none() && opened.kid == Some(bob()) && opened.header.contains("A256GCM"));
    }
    assert_eq!(
        *open(&other).expect("it is for Bob").plaintext,
        other.as_bytes(),
        "a JWT for another purpose is a text"
    );
    assert!(open(&valid).expect("it is for Bob").sender.is_some());
}

#[test]
fn a_token_that_its_reader_seals_for_somebody_else_is_refused() {
    let carol = PrivateKey::generate(&mut SysRng, 2048).expect("the source works");
    let signer = Signer::new(&ALICE, NOW);
    let sealed = seal_signed(&mut SysRng, b"You are fired.", &[&BOB.public_key()], &signer).expect("the message fits");
    let token = jwe::unseal(&mut SysRng, &sealed, &[&BOB]).expect("it is for Bob").plaintext;
    let forwarded = jwe::seal_with(&mut SysRng, &token, &[&carol.public_key()], &TOKEN).expect("the token fits");
    for senders in [&[][..], &[&*id()]] {
        let result = match senders {
            [] => unseal(&mut SysRng, &forwarded, &[&carol]),
            senders => unseal_from(&mut SysRng, &forwarded, &[&carol], senders),
        };
        assert_eq!(result.map(|_| ()), Err(Error::SignatureInvalid));
    }
    // The token is refused even with both keys at hand: Carol's key opens the message, and the audience has Bob's key.
    let again = unseal(&mut SysRng, &forwarded, &[&*BOB, &carol]).map(|_| ());
    assert_eq!(again, Err(Error::SignatureInvalid), "the audience must have the key that opened it");
}
