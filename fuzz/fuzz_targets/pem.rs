//! Texts around keys: PEM, base64, UTF-16, lines, damaged or not. A block's content is no longer than its text, and it
//! is read again after it was written as PEM.
#![no_main]

use sealpost::encoding::fuzzing;
use sealpost_fuzz::cost::{self, READING};

fn check(input: &[u8]) {
    let Ok(blocks) = cost::within(&READING, input.len(), || fuzzing::document(input)) else { return };
    // Two bytes of UTF-16 take up to three in UTF-8.
    assert!(2 * blocks.iter().map(Vec::len).sum::<usize>() <= 3 * input.len());
    for block in blocks {
        let text = fuzzing::write_pem("PUBLIC KEY", &block);
        if text.len() <= sealpost::encoding::MAX_KEY_LENGTH {
            assert_eq!(fuzzing::document(text.as_bytes()), Ok(vec![block]));
        }
    }
}

sealpost_fuzz::target!(check);
