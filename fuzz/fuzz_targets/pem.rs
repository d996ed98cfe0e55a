//! The texts that contain keys: PEM, base64, UTF-16 and lines, damaged or not. The contents of all blocks together have
//! at most one and a half times the length of the input, and the content of each block in DER, written as PEM, is read
//! again.
#![no_main]

use sealpost::encoding::fuzzing;
use sealpost_fuzz::cost::{self, FINDING};

fn check(input: &[u8]) {
    let Ok(blocks) = cost::within(&FINDING, input.len(), || fuzzing::document(input)) else { return };
    // Text in UTF-16 is converted to UTF-8, where two of its bytes take up to three.
    assert!(2 * blocks.iter().map(Vec::len).sum::<usize>() <= 3 * input.len());
    // Only contents in DER, which begin with the tag of a SEQUENCE: a key that is only named has no content here, and
    // keys in other forms are recognised by their text.
    for block in blocks.into_iter().filter(|block| block.first() == Some(&0x30)) {
        let text = fuzzing::write_pem("PUBLIC KEY", &block);
        if text.len() <= sealpost::encoding::MAX_KEY_LENGTH {
            assert_eq!(fuzzing::document(text.as_bytes()), Ok(vec![block]));
        }
    }
}

sealpost_fuzz::target!(check);
