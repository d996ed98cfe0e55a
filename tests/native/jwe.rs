//! Sealed messages in all serializations: which are opened, which are refused, the errors of damaged messages, and what
//! is read without a key. Also how the hashes of a raw ciphertext are found.

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::SysRng;
use sealpost::{Error, Hash, OaepOptions, PrivateKey, jwe::MAX_RECIPIENTS, seal, unseal};

use crate::support::{
    code, generate,
    messages::{MESSAGE, open, with_header},
};

/// The error codes of damaged messages. `not-a-recipient` is the code if the `kid` is damaged.
const REFUSALS: [&str; 4] = ["decryption-failed", "malformed-message", "unsupported-algorithm", "not-a-recipient"];

/// Messages in the JSON serializations.
struct Json {
    key: PrivateKey,
    /// A message in general JSON to another key and to `key`.
    general: String,
    /// A message in flattened JSON to `key`.
    flattened: String,
}

impl Json {
    fn new() -> Self {
        let (key, other) = (generate(), generate());
        let general = seal(&mut SysRng, MESSAGE, &[&other.public_key(), &key.public_key()]).expect("the message fits");
        let compact = seal(&mut SysRng, MESSAGE, &[&key.public_key()]).expect("the message fits");
        let parts: Vec<_> = compact.split('.').collect();
        let flattened = format!(
            r#"{{"protected":"{}","encrypted_key":"{}","iv":"{}","ciphertext":"{}","tag":"{}"}}"#,
            parts[0], parts[1], parts[2], parts[3], parts[4]
        );
        Self { key, general, flattened }
    }
}

/// All texts in valid UTF-8 that differ from `text` in one bit.
fn flips(text: &str) -> impl Iterator<Item = String> {
    (0..text.len() * 8).filter_map(|bit| {
        let mut changed = text.as_bytes().to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        String::from_utf8(changed).ok()
    })
}

#[test]
fn compact_every_flipped_bit_and_every_truncation_is_refused() {
    let key = generate();
    let sealed = seal(&mut SysRng, MESSAGE, &[&key.public_key()]).expect("the message fits");
    assert_eq!(open(&sealed, &key).expect("the message is undamaged"), MESSAGE);
    let mut count = 0;
    for text in flips(&sealed).chain((0..sealed.len()).map(|length| sealed[..length].to_owned())) {
        count += 1;
        let code = code(open(&text, &key));
        assert!(REFUSALS.contains(&code), "{code}: {text}");
    }
    // Seven of the eight bits of a byte of ASCII can be flipped without making the text invalid UTF-8.
    assert!(count > sealed.len() * 7);
}

#[test]
fn json_every_flipped_bit_is_refused_or_changes_nothing() {
    let Json { key, general, flattened } = Json::new();
    for sealed in [general, flattened] {
        assert_eq!(open(&sealed, &key).expect("the message is undamaged"), MESSAGE);
        let (mut same, mut refused) = (0, 0);
        for text in flips(&sealed) {
            match open(&text, &key) {
                Ok(plaintext) => {
                    assert_eq!(plaintext, MESSAGE, "{text}");
                    same += 1;
                }
                Err(error) => {
                    assert!(REFUSALS.contains(&error.code()), "{error:?}: {text}");
                    refused += 1;
                }
            }
        }
        // The encrypted key for `key` and the tag have 342 and 22 characters of base64url. In each character seven bits
        // can be flipped without making the text invalid UTF-8.
        assert!(refused > 7 * 350, "{same} opened, {refused} refused");
        for length in 0..sealed.len() {
            assert_eq!(code(open(&sealed[..length], &key)), "malformed-message");
        }
    }
}

#[test]
fn invalid_and_unsupported_json_is_refused() {
    let Json { key, general, flattened } = Json::new();
    // `first` replaces the first occurrence of `from`, `member` adds members to the flattened message itself, and `own`
    // adds them to the header of the first recipient of the general message.
    let first = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from));
        text.replacen(from, to, 1)
    };
    let member = |more: &str| first(&flattened, "{", &format!("{{{more},"));
    let own = |more: &str| first(&general, r#"{"kid""#, &format!(r#"{{{more},"kid""#));
    for (text, expected) in [
        (member(r#""x":1"#), "accepted"),
        (member(r#""unprotected":{"x":1}"#), "accepted"),
        (member(r#""header":{"x":1},"unprotected":{"y":1}"#), "accepted"),
        (own(r#""x":1"#), "accepted"),
        // Duplicate members: in one object, at any depth, or in two of the headers.
        (member(r#""iv":"""#), "malformed-message"),
        (member(r#""x":{"y":[{"z":1,"z":1}]}"#), "malformed-message"),
        (member(r#""header":{"x":1},"unprotected":{"x":1}"#), "malformed-message"),
        (member(r#""unprotected":{"alg":"RSA-OAEP-256"}"#), "malformed-message"),
        (member(r#""header":{"enc":"A256GCM"}"#), "malformed-message"),
        (member(r#""header":{"alg":"RSA-OAEP-256"}"#), "malformed-message"),
        (first(&general, r#"{"kid""#, r#"{"kid":"x","kid""#), "malformed-message"),
        // `zip` and `crit` in each of the two headers beside the protected one.
        (member(r#""unprotected":{"zip":"DEF"}"#), "unsupported-algorithm"),
        (member(r#""header":{"zip":"DEF"}"#), "unsupported-algorithm"),
        (member(r#""unprotected":{"crit":["exp"]}"#), "unsupported-algorithm"),
        (member(r#""header":{"crit":["kid"]}"#), "unsupported-algorithm"),
        // Members of the wrong type, an empty `aad`, `recipients` beside `encrypted_key`, and missing members.
        (member(r#""unprotected":[]"#), "malformed-message"),
        (member(r#""header":"x""#), "malformed-message"),
        (member(r#""aad":"""#), "malformed-message"),
        (member(r#""recipients":[{}]"#), "malformed-message"),
        (member(r#""recipients":{}"#), "malformed-message"),
        (r#"{"recipients":[],"ciphertext":""}"#.into(), "malformed-message"),
        (r#"{"recipients":[1],"ciphertext":""}"#.into(), "malformed-message"),
        (first(&flattened, r#""ciphertext""#, r#""x""#), "malformed-message"),
        (first(&flattened, r#""iv""#, r#""x""#), "malformed-message"),
        (first(&flattened, r#""tag""#, r#""x""#), "malformed-message"),
        (first(&flattened, r#""encrypted_key""#, r#""x""#), "decryption-failed"),
        // `aad` that the tag does not authenticate.
        (member(r#""aad":"AAAA""#), "decryption-failed"),
        // Text after the message, line breaks as mail programs insert them, and invalid base64url.
        (format!("{general}x"), "accepted"),
        (format!("{general}{general}"), "accepted"),
        (format!("{general}{flattened}"), "malformed-message"),
        (general.replace(r#""tag":""#, "\"tag\":\"\n> "), "accepted"),
        (general.replace(r#""tag":""#, r#""tag":" "#), "malformed-message"),
        (general.replace(r#""iv":""#, r#""iv":"="#), "malformed-message"),
    ] {
        assert_eq!(code(open(&text, &key)), expected, "{text}");
    }
}

#[test]
fn a_content_key_of_the_wrong_length_has_the_error_of_a_wrong_content_key() {
    let key = generate();
    let sealed = seal(&mut SysRng, MESSAGE, &[&key.public_key()]).expect("the message fits");
    let parts: Vec<_> = sealed.split('.').collect();
    // A256GCM takes a content key of 32 bytes. The one of that length here is wrong.
    for length in [0, 1, 16, 31, 32, 33, 64] {
        let options = OaepOptions::default();
        let encrypted = key.public_key().encrypt(&mut SysRng, &vec![7; length], &options).expect("the message fits");
        let encrypted = Base64UrlUnpadded::encode_string(&encrypted);
        let text = [parts[0], &encrypted, parts[2], parts[3], parts[4]].join(".");
        assert_eq!(open(&text, &key), Err(Error::DecryptionFailed), "{length} bytes");
    }
}

#[test]
fn hostile_json_is_refused_at_once() {
    let key = generate();
    let started = std::time::Instant::now();
    let members = |count: usize| (0..count).map(|number| format!(r#""{number}":1,"#)).collect::<String>();
    for text in [
        format!("{{{}", "[".repeat(1 << 20)),
        format!(r#"{{"x":[{}1]}}"#, "1,".repeat(1 << 22)),
        format!(r#"{{{}"x":1}}"#, members(100_000)),
        format!(r#"{{"unprotected":{{{}"x":1}},"ciphertext":""}}"#, members(9_000)),
        "{".repeat(1 << 20),
    ] {
        assert_eq!(code(open(&text, &key)), "malformed-message");
    }
    assert_eq!(code(open(&"x".repeat(92 << 20), &key)), "message-too-long");
    // The limits refuse these texts within milliseconds. Without a limit, comparing all names would take minutes.
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn each_of_several_recipients_can_open_and_nobody_else() {
    let keys: Vec<_> = (0..3).map(|_| generate()).collect();
    let public_keys: Vec<_> = keys.iter().map(PrivateKey::public_key).collect();
    let recipients = [&public_keys[0], &public_keys[1], &public_keys[0]];
    let sealed = seal(&mut SysRng, MESSAGE, &recipients).expect("the message fits");
    assert_eq!(sealed.matches("encrypted_key").count(), 2, "equal keys are one recipient");
    for (key, public) in keys.iter().zip(&public_keys).take(2) {
        let unsealed = unseal(&mut SysRng, &sealed, &[key]).expect("the message is for the key");
        assert_eq!((&**unsealed.plaintext, unsealed.kid, unsealed.aad), (MESSAGE, Some(public.thumbprint()), None));
        assert_eq!(unsealed.header, r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    }
    assert_eq!(code(open(&sealed, &keys[2])), "not-a-recipient");
    assert_eq!(code(seal(&mut SysRng, MESSAGE, &[])), "invalid-argument");
    let many: Vec<_> = std::iter::repeat_n(&public_keys[0], MAX_RECIPIENTS + 1).collect();
    let error = seal(&mut SysRng, MESSAGE, &many).expect_err("there are too many recipients");
    assert_eq!(error, Error::TooManyRecipients { count: 101, limit: 100 });
}

#[test]
fn the_metadata_of_a_message_is_read_without_a_key() {
    let Json { key, general, flattened } = Json::new();
    let kid = Some(key.public_key().thumbprint());
    let described = sealpost::jwe::describe(&general).expect("the message is valid");
    assert_eq!((described.enc.as_str(), described.recipients.len(), described.length), ("A256GCM", 2, MESSAGE.len()));
    assert_eq!(described.recipients[1], ("RSA-OAEP-256".into(), kid.clone()));
    let described = sealpost::jwe::describe(&flattened).expect("the message is valid");
    assert_eq!(described.recipients, [("RSA-OAEP-256".into(), kid)]);
    let foreign = with_header(
        &seal(&mut SysRng, MESSAGE, &[&key.public_key()]).expect("the message fits"),
        r#"{"alg":"ECDH-ES","enc":"X","kid":"me"}"#,
    );
    let described = sealpost::jwe::describe(&foreign).expect("a message with unsupported algorithms can be described");
    assert_eq!(
        (described.enc.as_str(), &described.recipients[..]),
        ("X", &[("ECDH-ES".into(), Some("me".into()))][..])
    );
    assert_eq!(code(sealpost::jwe::describe("hello")), "malformed-message");
}

#[test]
fn the_hashes_of_a_ciphertext_are_found() {
    let key = generate();
    let options = OaepOptions::new(Hash::Sha1).with_mgf_hash(Hash::Sha512).with_label(b"label");
    let ciphertext = key.public_key().encrypt(&mut SysRng, MESSAGE, &options).expect("the message fits");
    let diagnosis = key.diagnose(&mut SysRng, &ciphertext, b"label").expect("the random source works");
    assert_eq!(diagnosis.map(|found| (found.hash, found.mgf_hash)), Some((Hash::Sha1, Hash::Sha512)));
    assert_eq!(key.diagnose(&mut SysRng, &ciphertext, b""), Ok(None));
    assert_eq!(key.diagnose(&mut SysRng, &ciphertext[1..], b"label"), Ok(None));
    assert_eq!(generate().diagnose(&mut SysRng, &[0xff; 256], b""), Ok(None));
}
