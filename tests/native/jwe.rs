//! Sealed messages in all their forms: what is read, what is refused, and what becomes of every damage.

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::SysRng;
use sealpost::{Error, Hash, OaepOptions, PrivateKey, encoding::ParseOptions, jwe::MAX_RECIPIENTS, seal, unseal};

/// What damage leads to: the last where it is in a `kid`.
const REFUSALS: [&str; 4] = ["decryption-failed", "malformed-message", "unsupported-algorithm", "not-a-recipient"];
const MESSAGE: &[u8] = b"short";

fn generate() -> PrivateKey {
    PrivateKey::generate(&mut SysRng, 2048).expect("the system has randomness")
}

fn code<T>(result: Result<T, Error>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "accepted")
}

fn open(sealed: &str, key: &PrivateKey) -> Result<Vec<u8>, Error> {
    unseal(&mut SysRng, sealed, &[key]).map(|unsealed| unsealed.plaintext.to_vec())
}

/// The compact message with another header, whose tag is that of the first: it gets as far as the tag and no further.
fn with_header(sealed: &str, header: &str) -> String {
    let (_, rest) = sealed.split_once('.').expect("it has parts");
    format!("{}.{rest}", Base64UrlUnpadded::encode_string(header.as_bytes()))
}

/// The parts of a message to two keys, and a message to the same in flattened JSON.
struct Json {
    key: PrivateKey,
    general: String,
    flattened: String,
}

impl Json {
    fn new() -> Self {
        let (key, other) = (generate(), generate());
        let general = seal(&mut SysRng, MESSAGE, &[&other.public_key(), &key.public_key()]).expect("it fits");
        let compact = seal(&mut SysRng, MESSAGE, &[&key.public_key()]).expect("it fits");
        let parts: Vec<_> = compact.split('.').collect();
        let flattened = format!(
            r#"{{"protected":"{}","encrypted_key":"{}","iv":"{}","ciphertext":"{}","tag":"{}"}}"#,
            parts[0], parts[1], parts[2], parts[3], parts[4]
        );
        Self { key, general, flattened }
    }
}

/// Every text that differs from `text` in one bit and is still text.
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
    let sealed = seal(&mut SysRng, MESSAGE, &[&key.public_key()]).expect("it fits");
    assert_eq!(open(&sealed, &key).expect("it is whole"), MESSAGE);
    let mut count = 0;
    for text in flips(&sealed).chain((0..sealed.len()).map(|length| sealed[..length].to_owned())) {
        count += 1;
        let code = code(open(&text, &key));
        assert!(REFUSALS.contains(&code), "{code}: {text}");
    }
    assert!(count > sealed.len() * 7);
}

#[test]
fn json_every_flipped_bit_is_refused_or_changes_nothing() {
    let Json { key, general, flattened } = Json::new();
    for sealed in [general, flattened] {
        assert_eq!(open(&sealed, &key).expect("it is whole"), MESSAGE);
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
        assert!(refused > 7 * 350, "{same} opened, {refused} refused");
        for length in 0..sealed.len() {
            assert_eq!(code(open(&sealed[..length], &key)), "malformed-message");
        }
    }
}

#[test]
fn json_that_must_be_refused() {
    let Json { key, general, flattened } = Json::new();
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
        // A member that comes twice, in one place, at any depth, or in two places.
        (member(r#""iv":"""#), "malformed-message"),
        (member(r#""x":{"y":[{"z":1,"z":1}]}"#), "malformed-message"),
        (member(r#""header":{"x":1},"unprotected":{"x":1}"#), "malformed-message"),
        (member(r#""unprotected":{"alg":"RSA-OAEP-256"}"#), "malformed-message"),
        (member(r#""header":{"enc":"A256GCM"}"#), "malformed-message"),
        (member(r#""header":{"alg":"RSA-OAEP-256"}"#), "malformed-message"),
        (first(&general, r#"{"kid""#, r#"{"kid":"x","kid""#), "malformed-message"),
        // What leaks, or must be understood, wherever it stands.
        (member(r#""unprotected":{"zip":"DEF"}"#), "unsupported-algorithm"),
        (member(r#""header":{"zip":"DEF"}"#), "unsupported-algorithm"),
        (member(r#""unprotected":{"crit":["exp"]}"#), "unsupported-algorithm"),
        (member(r#""header":{"crit":["kid"]}"#), "unsupported-algorithm"),
        // Members of the wrong type, and neither form or both at once.
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
        // Data that the tag does not cover.
        (member(r#""aad":"AAAA""#), "decryption-failed"),
        (format!("{general}x"), "malformed-message"),
        (general.replace(r#""tag":""#, r#""tag":" "#), "malformed-message"),
        (general.replace(r#""iv":""#, r#""iv":"="#), "malformed-message"),
    ] {
        assert_eq!(code(open(&text, &key)), expected, "{text}");
    }
}

/// Messages whose parts are those of one message to a key, but for the recipients.
struct Entries {
    key: PrivateKey,
    sealed: String,
    /// The key's own encrypted key.
    encrypted_key: String,
}

impl Entries {
    fn new() -> Self {
        let (key, other) = (generate(), generate());
        let sealed = seal(&mut SysRng, MESSAGE, &[&key.public_key(), &other.public_key()]).expect("it fits");
        let (_, rest) = sealed.split_once(r#""encrypted_key":""#).expect("it has a recipient");
        let encrypted_key = rest.split('"').next().expect("it ends").to_owned();
        Self { key, sealed, encrypted_key }
    }

    /// The message with other entries.
    fn message(&self, entries: &[String]) -> String {
        let (before, _) = self.sealed.split_once(r#""recipients":["#).expect("it has recipients");
        let (_, rest) = self.sealed.split_once(r#"],"iv""#).expect("it has recipients");
        format!(r#"{before}"recipients":[{}],"iv"{rest}"#, entries.join(","))
    }

    /// The key's entry with these members in its header.
    fn ours(&self, header: &str) -> String {
        format!(r#"{{"header":{{{header}}},"encrypted_key":"{}"}}"#, self.encrypted_key)
    }

    fn open(&self, entries: &[String]) -> &'static str {
        code(open(&self.message(entries), &self.key))
    }
}

#[test]
fn kid_is_a_hint_and_rules_nothing_out() {
    let entries = Entries::new();
    let kid = entries.key.public_key().thumbprint();
    for (name, opened) in [(None, None), (Some("x"), Some("x")), (Some(""), Some("")), (Some(&*kid), Some(&*kid))] {
        let header = name.map_or_else(String::new, |name| format!(r#""kid":"{name}""#));
        let unsealed = unseal(&mut SysRng, &entries.message(&[entries.ours(&header)]), &[&generate(), &entries.key])
            .unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert_eq!((unsealed.kid.as_deref(), &unsealed.key_id), (opened, &kid), "as the message has it");
    }
    // What it says when none of them opens the message.
    let other = |name: &str| format!(r#"{{"header":{{"kid":"{name}"}},"encrypted_key":"{}"}}"#, "A".repeat(342));
    for (list, expected) in [
        (vec![other("x")], "not-a-recipient"),
        (vec![other(&kid)], "decryption-failed"),
        (vec![other("x"), other(&kid)], "decryption-failed"),
        (vec![other("x"), r#"{"encrypted_key":"AAAA"}"#.into()], "not-a-recipient"),
        (vec![r#"{"encrypted_key":"AAAA"}"#.into()], "decryption-failed"),
        // Names are compared exactly.
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
fn a_key_from_a_jwk_keeps_its_own_name() {
    let entries = Entries::new();
    let jwk = entries.key.to_jwk().expect("it is a key");
    let other = generate();
    for (name, expected) in [("bob-1", "decryption-failed"), ("bob-2", "not-a-recipient")] {
        let named = jwk.replacen('{', &format!(r#"{{"kid":"{name}","#), 1);
        let key = PrivateKey::parse(named.as_bytes(), &ParseOptions::default()).expect("it is a key");
        let text =
            entries.message(&[format!(r#"{{"header":{{"kid":"bob-1"}},"encrypted_key":"{}"}}"#, "A".repeat(342))]);
        assert_eq!(code(unseal(&mut SysRng, &text, &[&other, &key])), expected);
        assert!(!key.to_jwk().expect("it is a key").contains("kid"), "the numbers alone are written");
    }
    // Too long for any message, or no name: the key is good all the same.
    for name in [format!("\"{}\"", "x".repeat(1025)), "5".into()] {
        let named = jwk.replacen('{', &format!(r#"{{"kid":{name},"#), 1);
        let key = PrivateKey::parse(named.as_bytes(), &ParseOptions::default()).expect("it is a key");
        assert_eq!(code(open(&entries.message(&[entries.ours("")]), &key)), "accepted");
    }
}

#[test]
fn somebody_elses_broken_entry_is_skipped() {
    let entries = Entries::new();
    let ours = entries.ours("");
    for (broken, alone) in [
        (r#"{"header":{"zip":"DEF"},"encrypted_key":"AAAA"}"#.to_owned(), "unsupported-algorithm"),
        (r#"{"header":{"crit":["x"]},"encrypted_key":"AAAA"}"#.into(), "unsupported-algorithm"),
        (r#"{"header":{"kid":5}}"#.into(), "malformed-message"),
        (r#"{"header":{"kid":null}}"#.into(), "malformed-message"),
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
            let described = sealpost::jwe::describe(&entries.message(&list)).expect("what opens is described");
            assert_eq!(described.recipients, [("RSA-OAEP-256".into(), None)]);
        }
    }
    // Of two broken ones the first is told.
    let (zip, kid) = (r#"{"header":{"zip":"DEF"}}"#, r#"{"header":{"kid":5}}"#);
    assert_eq!(entries.open(&[zip.into(), kid.into()]), "unsupported-algorithm");
    assert_eq!(entries.open(&[kid.into(), zip.into()]), "malformed-message");
    // What is no entry at all.
    assert_eq!(entries.open(&["5".into(), ours]), "malformed-message");
}

#[test]
fn alg_and_enc_are_read_wherever_they_stand_and_other_peoples_need_not_be_known() {
    let entries = Entries::new();
    let kid = entries.key.public_key().thumbprint();
    let sealed = entries.sealed.split_once(r#"],"iv""#).expect("it has recipients").1;
    // Without the protected header nothing opens: the tag covers it.
    let message = |list: &[String]| format!(r#"{{"recipients":[{}],"iv"{sealed}"#, list.join(","));
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
    let sealed = seal(&mut SysRng, MESSAGE, &[&entries.key.public_key()]).expect("it fits");
    let error = |alg: &str, enc: &str| {
        let header = format!(r#"{{"alg":"{alg}","enc":"{enc}"}}"#);
        open(&with_header(&sealed, &header), &entries.key).expect_err("it is not known")
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
fn attempts_are_made_in_order_and_within_their_bounds() {
    let entries = Entries::new();
    let stranger = |number: usize, header: &str| {
        format!(r#"{{"header":{{{header}}},"encrypted_key":"{number:0>3}{}"}}"#, "A".repeat(339))
    };
    let strangers = |count: usize| (0..count).map(|number| stranger(number, "")).collect::<Vec<_>>();
    let ours = entries.ours("");
    // The entries without a name in their order; then those with another's.
    assert_eq!(entries.open(&[strangers(99), vec![ours.clone()]].concat()), "accepted");
    let mut list = (0..99).map(|number| stranger(number, r#""kid":"x""#)).collect::<Vec<_>>();
    list.push(ours.clone());
    let two =
        |list: &[String], other: &PrivateKey| code(unseal(&mut SysRng, &entries.message(list), &[other, &entries.key]));
    let other = generate();
    assert_eq!(two(&list, &other), "accepted", "2 of 200");
    // Two keys make two attempts of each entry: that of the right one would be the 102nd.
    assert_eq!(two(&[strangers(50), vec![ours.clone()]].concat(), &other), "message-too-long");
    assert_eq!(two(&[strangers(49), vec![ours.clone()]].concat(), &other), "accepted");
    // A name is enough to be the first.
    let named = entries.ours(&format!(r#""kid":"{}""#, entries.key.public_key().thumbprint()));
    assert_eq!(two(&[strangers(99), vec![named]].concat(), &other), "accepted");
    // Equal encrypted keys count once, and so do equal keys; another length counts not at all.
    assert_eq!(two(&[vec![stranger(0, ""); 99], vec![ours.clone()]].concat(), &other), "accepted");
    assert_eq!(two(&[strangers(99), vec![ours.clone()]].concat(), &entries.key), "accepted");
    let short = || (0..99).map(|number| format!(r#"{{"encrypted_key":"{number:0>4}"}}"#));
    assert_eq!(two(&short().chain([ours]).collect::<Vec<_>>(), &other), "accepted");
}

#[test]
fn a_content_key_of_the_wrong_length_is_the_same_error_as_none_at_all() {
    let key = generate();
    let sealed = seal(&mut SysRng, MESSAGE, &[&key.public_key()]).expect("it fits");
    let parts: Vec<_> = sealed.split('.').collect();
    for length in [0, 1, 16, 31, 32, 33, 64] {
        let options = OaepOptions::default();
        let encrypted = key.public_key().encrypt(&mut SysRng, &vec![7; length], &options).expect("it fits");
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
    // Milliseconds; comparing every name with every other would take minutes.
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn several_recipients_each_open_and_nobody_else() {
    let keys: Vec<_> = (0..3).map(|_| generate()).collect();
    let halves: Vec<_> = keys.iter().map(PrivateKey::public_key).collect();
    let sealed = seal(&mut SysRng, MESSAGE, &[&halves[0], &halves[1], &halves[0]]).expect("it fits");
    assert_eq!(sealed.matches("encrypted_key").count(), 2, "a key that comes twice is one recipient");
    for (key, half) in keys.iter().zip(&halves).take(2) {
        let unsealed = unseal(&mut SysRng, &sealed, &[key]).expect("it is for them");
        assert_eq!((&**unsealed.plaintext, unsealed.kid, unsealed.aad), (MESSAGE, Some(half.thumbprint()), None));
        assert_eq!(unsealed.header, r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    }
    assert_eq!(code(open(&sealed, &keys[2])), "not-a-recipient");
    assert_eq!(code(seal(&mut SysRng, MESSAGE, &[])), "invalid-argument");
    let many: Vec<_> = std::iter::repeat_n(&halves[0], MAX_RECIPIENTS + 1).collect();
    let error = seal(&mut SysRng, MESSAGE, &many).expect_err("there are too many");
    assert_eq!(error, Error::TooManyRecipients { count: 101, limit: 100 });
}

#[test]
fn what_is_written_on_a_message_is_read_without_a_key() {
    let Json { key, general, flattened } = Json::new();
    let kid = Some(key.public_key().thumbprint());
    let described = sealpost::jwe::describe(&general).expect("it is a message");
    assert_eq!((described.enc.as_str(), described.recipients.len(), described.length), ("A256GCM", 2, MESSAGE.len()));
    assert_eq!(described.recipients[1], ("RSA-OAEP-256".into(), kid.clone()));
    let described = sealpost::jwe::describe(&flattened).expect("it is a message");
    assert_eq!(described.recipients, [("RSA-OAEP-256".into(), kid)]);
    let foreign = with_header(
        &seal(&mut SysRng, MESSAGE, &[&key.public_key()]).expect("it fits"),
        r#"{"alg":"ECDH-ES","enc":"X","kid":"me"}"#,
    );
    let described = sealpost::jwe::describe(&foreign).expect("what is not supported can be described");
    assert_eq!(
        (described.enc.as_str(), &described.recipients[..]),
        ("X", &[("ECDH-ES".into(), Some("me".into()))][..])
    );
    assert_eq!(code(sealpost::jwe::describe("hello")), "malformed-message");
}

#[test]
fn a_ciphertext_of_the_key_is_diagnosed() {
    let key = generate();
    let options = OaepOptions::new(Hash::Sha1).with_mgf_hash(Hash::Sha512).with_label(b"label");
    let ciphertext = key.public_key().encrypt(&mut SysRng, MESSAGE, &options).expect("it fits");
    let diagnosis = key.diagnose(&mut SysRng, &ciphertext, b"label").expect("randomness is there");
    assert_eq!(diagnosis.map(|found| (found.hash, found.mgf_hash)), Some((Hash::Sha1, Hash::Sha512)));
    assert_eq!(key.diagnose(&mut SysRng, &ciphertext, b""), Ok(None));
    assert_eq!(key.diagnose(&mut SysRng, &ciphertext[1..], b"label"), Ok(None));
    assert_eq!(generate().diagnose(&mut SysRng, &[0xff; 256], b""), Ok(None));
}
