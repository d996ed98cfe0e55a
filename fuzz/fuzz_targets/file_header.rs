//! A sealed file of any bytes: what it says does not depend on the pieces in which it arrives, nothing comes out without
//! the file key, and a header that is read is read again after it was written.
#![no_main]

use sealpost_age::{Beginning, Error, FileKey, Opener, Sealer, Stanza};
use sealpost_fuzz::cost::{self, READING};

fn check(input: &[u8]) {
    let whole = cost::within(&READING, input.len(), || read(input, usize::MAX));
    assert_eq!(whole, read(input, 1 + input.len() % 97), "the result depends on the pieces");
    let described = cost::within(&READING, input.len(), || Beginning::read(input)).map(|beginning| beginning.header);
    let Ok(stanzas) = whole else { return };
    let described = described.expect("a file that is read is recognised").expect("its header too");
    assert_eq!(described.stanzas(), stanzas);
    let mut written = Vec::new();
    match Sealer::new(&FileKey::from([1; 16]), &stanzas, [2; 16], false, &mut written) {
        Ok(_) => assert_eq!(read(&written, usize::MAX), Ok(stanzas)),
        // A header of just the longest length has no room for a last line that was shorter in the input.
        Err(error) => assert_eq!(error, Error::HeaderTooLong),
    }
}

/// The stanzas of the header.
fn read(input: &[u8], piece: usize) -> Result<Vec<Stanza>, Error> {
    let (mut opener, mut output) = (Opener::new(None), Vec::new());
    for part in input.chunks(piece) {
        // An error after the header counts too: it may be in the same piece.
        opener.update(part, &mut output)?;
    }
    if opener.header().is_none() {
        opener.finish(&mut output)?;
    }
    assert!(output.is_empty(), "without the file key there is no plaintext");
    let header = opener.header().ok_or(Error::NoHeaderEnd)?;
    Ok(header.stanzas().to_vec())
}

sealpost_fuzz::target!(check);
