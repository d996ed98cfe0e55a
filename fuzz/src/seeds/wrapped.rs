//! Keys and messages as other programs hand them on: escaped, encoded once more, or within other text. There is a seed
//! for each step by which sealpost decodes such a text.

use base64ct::{Base64, Encoding};

use super::Add;

/// Adds a public key: its PEM text wrapped for each decoding step but UTF-16 (see keys.rs) and for some sequences of
/// steps, and with damaged boundaries; its DER as base64, hexadecimal digits, numbers, a dump and characters; and both
/// in one text.
pub(super) fn add_key(add: &mut Add<'_>, name: &str, pem: &str, der: &[u8]) {
    const TARGETS: [&str; 3] = ["public_key", "inspect", "pem"];
    add_text(add, &TARGETS, name, pem);
    let base64 = Base64::encode_string(der);
    for (form, text) in [
        ("dashes", pem.replace("-----", "–")),
        ("lower-case", pem.to_lowercase()),
        ("no-begin", pem.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default()),
        ("no-end", pem.split("-----END").next().unwrap_or_default().to_owned()),
        ("lines", format!("Key: {}\nRegards", lines(&base64, "\n"))),
        ("hex-lines", format!("$ xxd -p key\n{}\n$", lines(&digits(der), "\n"))),
        ("several", format!("a={base64}\nb={base64}\n{pem}")),
        ("array", format!("{:?}", pem.lines().collect::<Vec<_>>())),
        ("did", format!("did:jwk:{base64}")),
        ("numbers", format!("{der:?}")),
        ("signed-numbers", format!("{:?}", der.iter().map(|byte| *byte as i8).collect::<Vec<_>>())),
        ("buffer", format!(r#"{{"a":{{"type":"Buffer","data":{der:?}}}}}"#)),
        ("pairs", der.iter().map(|byte| format!("{byte:02X}-")).collect()),
        ("dump", dump(der)),
        ("binary", der.iter().map(|byte| char::from(*byte)).collect()),
        ("comments", pem.lines().map(|line| format!("// {line}\n")).collect()),
        ("psql", pem.lines().map(|line| format!("  1 | {line}+\n")).collect()),
        ("mail", format!("A: b; c=d\nE: quoted-printable\n\n{}", pem.replace('=', "=3D"))),
    ] {
        add(&TARGETS, &format!("{name}-{form}"), text.as_bytes());
    }
}

/// The lines of a dump, as `xxd` prints it.
fn dump(bytes: &[u8]) -> String {
    let pairs = |part: &[u8]| part.chunks(2).map(|pair| format!("{} ", digits(pair))).collect::<String>();
    let line = |(at, part): (usize, &[u8])| format!("{:08x}: {:40} ....\n", at * 16, pairs(part));
    bytes.chunks(16).enumerate().map(line).collect()
}

/// Adds a message: wrapped for each decoding step, and with words around it.
pub(super) fn add_message(add: &mut Add<'_>, name: &str, sealed: &str) {
    const TARGETS: [&str; 2] = ["message", "inspect"];
    add_text(add, &TARGETS, name, sealed);
    for (form, text) in [
        ("words", format!("Bob wrote: {sealed} Regards, Bob")),
        ("lines", lines(sealed, "\r\n> ")),
        ("soft-breaks", lines(sealed, "=\n")),
        ("twice", format!("{sealed}\n{sealed}\n")),
        ("three-parts", sealed.split('.').take(3).collect::<Vec<_>>().join(".")),
        ("zeros", sealed.chars().flat_map(|character| [character, '\0']).collect()),
        ("queue", format!(r#"{{"data":"{}"}}"#, Base64::encode_string(sealed.as_bytes()))),
    ] {
        add(&TARGETS, &format!("{name}-{form}"), text.as_bytes());
    }
}

/// Adds a text wrapped for each step that decodes any text, except UTF-16, by itself, and for some sequences of steps.
fn add_text(add: &mut Add<'_>, targets: &[&'static str], name: &str, text: &str) {
    let escaped = format!("{text:?}");
    let percent: String = text.bytes().map(percent_encoded).collect();
    let html = text.replace('"', "&quot;").replace('\n', "<br>\n").replace('+', "&#43;");
    let base64 = Base64::encode_string(text.as_bytes());
    for (step, wrapped) in [
        ("escaped", escaped.clone()),
        ("escaped-twice", format!("{escaped:?}")),
        ("single-quotes", format!("{{'key': '{}'}}", escaped.trim_matches('"'))),
        ("percent", percent.clone()),
        ("parameter", format!("?key={percent}&id=1")),
        ("html", html),
        ("quoted-printable", text.replace('=', "=3D").replace('\n', "=0A=\n")),
        ("hex", digits(text.as_bytes())),
        ("base64", base64.clone()),
        ("base64-lines", format!("data: |\n  {}\nb: 1\n", lines(&base64, "\n  "))),
        ("member", format!(r#"{{"a":[{{"key":{escaped}}}]}}"#)),
        ("member-base64", format!(r#"{{"key":"{base64}"}}"#)),
        ("text", format!("before {text} after")),
    ] {
        add(targets, &format!("{name}-{step}"), wrapped.as_bytes());
    }
}

/// Letters and digits as they are, and everything else with a percent sign.
fn percent_encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() { char::from(byte).into() } else { format!("%{byte:02X}") }
}

/// The bytes in hexadecimal digits.
fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// ASCII text with `end` after every 64 characters.
fn lines(text: &str, end: &str) -> String {
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    lines.join(end)
}
