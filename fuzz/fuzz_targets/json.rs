//! sealpost's JSON reader: `serde_json` accepts every text that this reader accepts, and finds the same names and
//! strings.
#![no_main]

use sealpost::encoding::fuzzing;
use sealpost_fuzz::cost::{self, READING};
use serde_json::Value;

fn check(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    let found = cost::within(&READING, input.len(), || fuzzing::json(text));
    let of_serde = serde_json::from_str::<Value>(text);
    if let Some(mut found) = found {
        let mut others = Vec::new();
        collect(&of_serde.expect("serde_json accepts what sealpost accepts"), &mut others);
        // serde_json sorts the members of an object.
        found.sort();
        others.sort();
        assert_eq!(found, others);
    }
}

/// Collects all names and strings of a value. The recursion is bounded, because sealpost's reader has accepted the text
/// and limits its depth.
fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, found)),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            found.push(name.clone());
            collect(value, found);
        }),
        _ => {}
    }
}

sealpost_fuzz::target!(check);
