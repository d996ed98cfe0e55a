//! The decoder of armor on any bytes: its result does not depend on the pieces in which they arrive, and is that of a
//! reference reader, which has the whole text. Also the encoder: what it writes of any bytes is decoded to these bytes.
#![no_main]

use base64ct::{Base64, Encoding};
use sealpost_age::fuzzing::{decode_armor, encode_armor};
use sealpost_fuzz::cost::{self, READING};

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----\n";
const END: &str = "-----END AGE ENCRYPTED FILE-----";

fn check(input: &[u8]) {
    // The second argument is the length of the pieces in bytes: all in one piece, and then 1 to 97 bytes.
    let decoded = cost::within(&READING, input.len(), || decode_armor(input, usize::MAX)).ok();
    assert_eq!(decoded, decode_armor(input, 1 + input.len() % 97).ok(), "the result depends on the pieces");
    assert_eq!(decoded, reference(input), "the reference reader has another result");
    let armor = encode_armor(input);
    assert_eq!(decode_armor(&armor, usize::MAX).as_deref(), Ok(input));
}

/// Decodes strict PEM, with at most 1,024 bytes of white space before it and after it, and CRLF or LF.
fn reference(input: &[u8]) -> Option<Vec<u8>> {
    let text = core::str::from_utf8(input).ok()?;
    let is_white = |character| matches!(character, ' ' | '\t' | '\r' | '\n');
    let start = text.trim_start_matches(is_white);
    let begun = text.len() - start.len();
    // The line end of the END line does not count as white space after the armor.
    let at = start.find(END)? + END.len();
    let (armor, after) = start.split_at(at);
    let rest = after.strip_prefix('\r').unwrap_or(after);
    let rest = if rest.is_empty() { rest } else { rest.strip_prefix('\n')? };
    if begun > 1024 || rest.len() > 1024 || !rest.chars().all(is_white) {
        return None;
    }
    let armor = armor.replace("\r\n", "\n");
    let body = armor.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let decoded = Base64::decode_vec(&body.replace('\n', "")).ok()?;
    let encoded = Base64::encode_string(&decoded);
    let lines: String = encoded
        .as_bytes()
        .chunks(64)
        .map(|line| core::str::from_utf8(line).expect("base64 is ASCII").to_owned() + "\n")
        .collect();
    (lines == body).then_some(decoded)
}

sealpost_fuzz::target!(check);
