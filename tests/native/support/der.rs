//! DER values, written by hand so that tests can write invalid ones.

pub const INTEGER: u8 = 2;
pub const BIT_STRING: u8 = 3;
pub const OCTET_STRING: u8 = 4;
pub const NULL: u8 = 5;
pub const OBJECT_IDENTIFIER: u8 = 6;
pub const SEQUENCE: u8 = 0x30;

/// Writes a value with these contents, concatenated.
pub fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let length = u16::try_from(contents.len()).expect("the contents are short").to_be_bytes();
    let header = match length {
        [0, short @ 0..0x80] => vec![tag, short],
        [0, long] => vec![tag, 0x81, long],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [header, contents].concat()
}

/// Writes an INTEGER in its shortest form.
pub fn integer(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count().min(7);
    let sign: &[u8] = if bytes[zeros] & 0x80 == 0 { &[] } else { &[0] };
    der(INTEGER, &[sign, &bytes[zeros..]])
}
