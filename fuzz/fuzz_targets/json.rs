//! The JSON reader beside `serde_json`: whatever it takes that one takes too, with the same names and texts.
#![no_main]

use sealpost::encoding::fuzzing;
use sealpost_fuzz::cost::{self, READING};
use serde_json::Value;

fn check(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    let found = cost::within(&READING, input.len(), || fuzzing::json(text));
    let other = serde_json::from_str::<Value>(text);
    if let Some(mut found) = found {
        let mut others = Vec::new();
        collect(&other.expect("it is JSON"), &mut others);
        // serde_json sorts the members of an object.
        found.sort();
        others.sort();
        assert_eq!(found, others);
    }
}

/// All names and texts of a value. The reader under test has bounded its depth.
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
