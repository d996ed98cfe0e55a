//! Hostile messages.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::shapes::{Make, framed, named, repeated};

/// A message in JSON with `more` members. Its other members are valid.
fn message(more: &str) -> Vec<u8> {
    let protected = Base64UrlUnpadded::encode_string(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    format!(r#"{{"protected":"{protected}","iv":"{:A>16}","tag":"{:A>22}",{more}}}"#, "", "").into()
}

/// A message in JSON with further members, whose text is `before`, `unit` as often as it fits, and `after`.
fn json(before: &'static str, unit: &'static str, after: &'static str) -> Make {
    Box::new(move |length| message(&format!("{before}{}{after}", unit.repeat(length / unit.len()))))
}

/// A message to 100 recipients with the members `own` in each header, the members `unprotected` in the shared header,
/// and encrypted keys of `length` characters.
fn to_many(unprotected: &str, own: &str, length: usize) -> Vec<u8> {
    let entry = |number| format!(r#"{{"header":{{{own}}},"encrypted_key":"{number:A<length$}"}}"#);
    let entries: Vec<_> = (0..100).map(entry).collect();
    message(&format!(r#""unprotected":{{{unprotected}}},"recipients":[{}],"ciphertext":"AAAA""#, entries.join(",")))
}

/// A message to 100 recipients with a long shared header, whose text is `before`, `unit` as often as it fits, and
/// `after`.
fn shared(before: &'static str, unit: &'static str, after: &'static str) -> Make {
    Box::new(move |length| to_many(&format!("{before}{}{after}", unit.repeat(length / unit.len())), "", 4))
}

/// A message to 100 recipients. Each recipient's header has the text `before`, `unit` as often as it fits, and `after`.
fn own(before: &'static str, unit: &'static str, after: &'static str) -> Make {
    Box::new(move |length| to_many("", &format!("{before}{}{after}", unit.repeat(length / unit.len() / 100)), 4))
}

/// A compact message whose part at the index `place` is `unit` as often as it fits.
fn compact(place: usize, unit: &'static str) -> Make {
    Box::new(move |length| {
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
        let mut parts = [header, String::new(), "A".repeat(16), String::new(), "A".repeat(22)];
        parts[place] = unit.repeat(length / unit.len());
        parts.join(".").into()
    })
}

/// Names and makers of the inputs.
pub fn inputs() -> Vec<(&'static str, Make)> {
    vec![
        ("9,900 names", named("", 9_900, "")),
        (
            "9,900 names and a long text",
            Box::new(|length| {
                let names: Vec<_> = (0..9_900).map(|number| format!(r#""{number}":1"#)).collect();
                message(&format!(r#""x":"{}",{}"#, "x".repeat(length), names.join(",")))
            }),
        ),
        (
            "members in proportion to the length",
            Box::new(|length| {
                let text = "x".repeat(92);
                let names: Vec<_> = (0..length / 106).map(|number| format!(r#""{number:0>6}":"{text}""#)).collect();
                message(&names.join(","))
            }),
        ),
        ("more names than any limit allows", named("", usize::MAX, "")),
        (
            "long names that begin alike",
            Box::new(|length| {
                let stem = "x".repeat(length / 60);
                let names: Vec<_> = (0..60).map(|number| format!(r#""{stem}{number:0>2}":1"#)).collect();
                message(&names.join(","))
            }),
        ),
        (
            "names in every recipient's header",
            Box::new(|length| {
                let names = |stem: &str| {
                    let names: Vec<_> = (0..60).map(|number| format!(r#""{stem}{number:0>2}":1"#)).collect();
                    names.join(",")
                };
                let stem = "x".repeat(length / 100 / 60);
                to_many(&names("y"), &names(&stem), 4)
            }),
        ),
        ("beginnings of compact messages", repeated("eyJ ")),
        ("beginnings within words", repeated("eyJ")),
        ("beginnings in quotes", repeated("\"eyJ.\",")),
        ("compact messages", repeated("eyJ.a.b.c.d ")),
        ("names of a member after braces", framed("{", "{", "ciphertext")),
        ("names of a member in braces", repeated("{ciphertext}")),
        ("names of a member", framed("{", "ciphertext", "}")),
        ("escaped line breaks", framed("eyJ.a.b.c.", "\\n", "d")),
        ("line breaks in JSON", framed("{\"ciphertext\":", "\n> ", "}")),
        ("backslashes in JSON", framed("{\\\"ciphertext", "\\\\", "}")),
        ("lines of base64", repeated("AAAA\n")),
        ("values", framed("[", "1,", "1]")),
        ("values in an unknown member", json(r#""x":["#, "1,", r#"1],"ciphertext":"""#)),
        ("objects in an unknown member", json(r#""x":["#, "{},", r#"1],"ciphertext":"""#)),
        ("arrays in arrays", repeated("[")),
        ("objects in objects", repeated(r#"{"a":"#)),
        ("arrays in a member", json(r#""x":"#, "[", "")),
        ("a long number", json(r#""x":"#, "1", r#","ciphertext":"""#)),
        ("a long text", json(r#""x":""#, "x", r#"","ciphertext":"""#)),
        ("a long text without an end", json(r#""x":""#, r"\\", "")),
        ("escapes", json(r#""x":""#, r"\u0041", r#"","ciphertext":"""#)),
        ("escapes in the ciphertext", json(r#""ciphertext":""#, r"\u0041", r#"""#)),
        ("an escape at the beginning of the ciphertext", json(r#""ciphertext":"\u0041"#, "AAAA", r#"AAA""#)),
        ("surrogates", json(r#""x":""#, r"\ud83d\ude00", r#"","ciphertext":"""#)),
        ("characters outside ASCII", json(r#""x":""#, "é", r#"","ciphertext":"""#)),
        ("a ciphertext", json(r#""ciphertext":""#, "AAAA", r#"""#)),
        ("authenticated data", json(r#""ciphertext":"","aad":""#, "AAAA", r#"""#)),
        ("a long encrypted key", json(r#""ciphertext":"","encrypted_key":""#, "AAAA", r#"""#)),
        ("a second tag, a long one", json(r#""ciphertext":"","x":"","tag":""#, "AAAA", r#"""#)),
        ("a compact tag", compact(4, "AAAA")),
        ("a long shared text", shared(r#""x":""#, "x", r#"""#)),
        ("a long shared kid", shared(r#""kid":""#, "x", r#"""#)),
        ("a long shared typ with escapes", shared(r#""typ":""#, r"\u0041", r#"""#)),
        ("shared values", shared(r#""x":["#, "1,", "1]")),
        ("long kids", own(r#""kid":""#, "x", r#"""#)),
        ("long algs", own(r#""alg":""#, "x", r#"""#)),
        ("long texts", own(r#""x":""#, "x", r#"""#)),
        ("100 kids at the limit", Box::new(|_| to_many("", &format!(r#""kid":"{}""#, "é".repeat(1024)), 342))),
        ("a shared kid at the limit", Box::new(|_| to_many(&format!(r#""kid":"{}""#, "é".repeat(1024)), "", 4))),
        ("recipients", json(r#""recipients":["#, "{},", r#"{}],"ciphertext":"""#)),
        ("dots", repeated(".")),
        ("spaces", repeated(" ")),
        ("byte order marks", repeated("\u{feff}")),
        ("a long protected header", compact(0, "eyJh")),
        ("a compact encrypted key", compact(1, "AAAA")),
        ("a compact ciphertext", compact(3, "AAAA")),
        ("a compact ciphertext that is not base64url", compact(3, "A é")),
    ]
}
