//! Building blocks of hostile inputs.

use base64ct::{Base64, Encoding};

/// Makes an input of about the given length in bytes.
pub type Make = Box<dyn Fn(usize) -> Vec<u8> + Send>;

/// Repeats `unit` as often as it fits.
pub fn repeated(unit: impl AsRef<[u8]> + Send + 'static) -> Make {
    Box::new(move |length| unit.as_ref().repeat(length / unit.as_ref().len()))
}

/// `unit`, as often as it fits, between `before` and `after`.
pub fn framed(before: &'static str, unit: &'static str, after: &'static str) -> Make {
    Box::new(move |length| [before.as_bytes(), &unit.as_bytes().repeat(length / unit.len()), after.as_bytes()].concat())
}

/// A JSON object of `most` members with distinct names, or of fewer if they do not fit, between `before` and `after`.
/// 10,000 values is the most that a JSON text may have.
pub fn named(before: &'static str, most: usize, after: &'static str) -> Make {
    Box::new(move |length| {
        let names: Vec<_> = (0..most.min(length / 12)).map(|number| format!(r#""{number:0>6}":1"#)).collect();
        [before, "{", &names.join(","), "}", after].concat().into()
    })
}

/// Encodes another input in base64.
pub fn encoded(make: Make) -> Make {
    Box::new(move |length| Base64::encode_string(&make(length / 4 * 3)).into())
}

/// Encodes another input in UTF-16.
pub fn utf_16(make: Make) -> Make {
    Box::new(move |length| {
        let units = make(length / 2).into_iter().flat_map(|byte| [byte, 0]);
        [0xff, 0xfe].into_iter().chain(units).collect()
    })
}

/// A DER value. Its length is always written in three bytes.
pub fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let length = &length[length.len() - 3..];
    [&[tag, 0x83], length, contents].concat()
}

/// Nested DER values.
pub fn nested(tag: u8) -> Make {
    Box::new(move |length| {
        // Each value takes five bytes: the tag, 0x83, and a length of three bytes. They are written backwards, from the
        // innermost value.
        let mut bytes = Vec::new();
        for depth in 0..length / 5 {
            let inside = (5 * depth).to_be_bytes();
            bytes.extend(inside[inside.len() - 3..].iter().rev().chain(&[0x83, tag]));
        }
        bytes.reverse();
        bytes
    })
}

/// A SEQUENCE of the INTEGER `first` and of `count` INTEGERs of equal length, which together are about as long as the
/// input.
pub fn integers(count: usize, first: &'static [u8]) -> Make {
    Box::new(move |length| {
        let number = der(2, &vec![0x55; length / count]);
        der(0x30, &[der(2, first), number.repeat(count)].concat())
    })
}

/// Encodes another input as a PEM block.
pub fn block(label: &'static str, make: Make) -> Make {
    Box::new(move |length| {
        let body = Base64::encode_string(&make(length.saturating_sub(100) / 4 * 3));
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n").into()
    })
}

/// A PEM text that is encoded in base64 as often as the length allows.
pub fn layers(length: usize) -> Vec<u8> {
    let mut text = b"-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----".to_vec();
    while text.len() / 3 * 4 + 4 <= length {
        text = Base64::encode_string(&text).into();
    }
    text
}
