//! Messages of all algorithms in all serializations: as inputs from which the target `unseal` builds them, and as texts
//! for the other targets.

use super::{Add, wrapped};
use crate::{
    keys,
    message::{ALG, ENC, make},
};

pub(super) fn add(add: &mut Add<'_>) {
    let kid = keys::recipient().public_key().thumbprint();
    for (enc, (enc_name, ..)) in ENC.iter().enumerate() {
        for (alg, (alg_name, _)) in ALG.iter().enumerate() {
            for form in 0..3 {
                // One pair of algorithms in three is enough for each serialization.
                if (enc + alg + form) % 3 == 0 {
                    let header =
                        format!(r#"{{"alg":"{alg_name}","enc":"{enc_name}","kid":"{kid}","cty":"text/plain"}}"#);
                    let entries = ["", r#""encrypted_key":"$""#, r#"{"encrypted_key":"$"}"#][form];
                    let name = format!("message-{alg_name}-{enc_name}-{form}");
                    add_made(add, &name, [form, enc, alg], [&header, "", "aad", "plaintext", entries]);
                }
            }
        }
    }
    // Headers in all three places, and several recipients, one of them with another key.
    let entries = r#"{"header":{"kid":"somebody"},"encrypted_key":"AAAA"}"#;
    let own = format!(r#"{{"header":{{"alg":"RSA-OAEP-256","kid":"{kid}","x":[1,{{}}]}},"encrypted_key":"$"}}"#);
    let entries = format!("{entries}\0{own}");
    let (protected, shared) = (r#"{"enc":"A256GCM","typ":"JOSE","b64":true}"#, r#"{"jku":"x","n":1e3}"#);
    add_made(add, "message-several", [2, 2, 1], [protected, shared, "", "to several", &entries]);
    add_made(
        add,
        "message-unprotected",
        [2, 2, 1],
        ["", r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#, "", "x", r#"{"encrypted_key":"$"}"#],
    );
    let refused = r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","zip":"DEF","crit":["exp"]}"#;
    add_made(add, "message-refused", [0, 2, 1], [refused, "", "", "x", ""]);
    add_made(
        add,
        "message-escaped",
        [0, 2, 1],
        [r#"{"\u0061lg":"RSA-OAEP-256","enc":"A256GCM","x":"\ud83d\ude00\n"}"#, "", "", "x", ""],
    );
    let mentioned = r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"-----BEGIN PRIVATE KEY-----"}"#;
    add_made(add, "message-mentions-key", [2, 2, 1], ["", mentioned, "", "x", r#"{"encrypted_key":"$"}"#]);
    add_limits(add);
    for text in [r#"[1,-0.5e+9,"a\"\\",{"a":null,"b":[true,false]}]"#, r#"{"a":{"b":{"c":{}}},"d":"é"}"#] {
        add(&["json", "jwk", "message"], &format!("json-{}", text.len()), text.as_bytes());
    }
}

/// JSON at the limits of the reader, which allows 10,000 values in all, nested 16 deep.
fn add_limits(add: &mut Add<'_>) {
    let nested = |depth: usize| format!("{}1{}", r#"{"":"#.repeat(depth), "}".repeat(depth));
    let list = |element: &str, count: usize| format!("[{element}{}]", format!(",{element}").repeat(count - 1));
    for (name, text) in [
        ("values", list("1", 9_999)),
        ("objects", list(&nested(1), 4_999)),
        ("nested", list(&nested(14), 666)),
        ("lists", list("[1]", 4_999)),
    ] {
        add(&["json"], &format!("limit-{name}"), text.as_bytes());
        let message = format!(r#"{{"protected":"e30","ciphertext":"","x":{text}}}"#);
        add(&["message", "inspect"], &format!("limit-{name}"), message.as_bytes());
    }
}

/// Adds the input of [`make`] that consists of `choice` (the numbers of the serialization, of `enc` and of `alg`) and
/// `parts`, and the message that is built from it.
fn add_made(add: &mut Add<'_>, name: &str, choice: [usize; 3], parts: [&str; 5]) {
    let input = [choice.map(|number| number as u8).to_vec(), parts.join("\0").into_bytes()].concat();
    let made = make(&input).expect("all parts are text");
    add(&["unseal"], name, &input);
    add(&["message", "inspect", "json"], name, made.sealed.as_bytes());
    // One compact message and one in general JSON are enough to be wrapped for each decoding step.
    if name.starts_with("message-RSA-OAEP-256-A256GCM") || name == "message-several" {
        wrapped::add_message(add, name, &made.sealed);
    }
    add(&["json"], &format!("{name}-header"), made.protected.as_bytes());
}
