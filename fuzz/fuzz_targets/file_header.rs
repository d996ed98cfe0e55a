//! A sealed file of any bytes: what is read does not depend on the pieces in which the file arrives, no plaintext comes
//! out without the file key, and the stanzas of a header that is read can be written and are read again.
#![no_main]

use sealpost_age::{Beginning, Error, FileKey, Opener, Sealer, Stanza};
use sealpost_fuzz::cost::{self, READING};

fn check(input: &[u8]) {
    // The second argument is the length of the pieces in bytes: all in one piece, and then 1 to 97 bytes.
    let whole = cost::within(&READING, input.len(), || read(input, usize::MAX));
    assert_eq!(whole, read(input, 1 + input.len() % 97), "the result depends on the pieces");
    let described = cost::within(&READING, input.len(), || Beginning::read(input)).map(|beginning| beginning.header);
    let Ok(stanzas) = whole else { return };
    let described = described.expect("a file that is read is recognised").expect("its header is read too");
    assert_eq!(described.stanzas(), stanzas);
    let mut written = Vec::new();
    // `false`: without armor. The header becomes as long as the one that was read, so it is not too long.
    Sealer::new(&FileKey::from([1; 16]), &stanzas, [2; 16], false, &mut written).expect("the stanzas can be written");
    assert_eq!(read(&written, usize::MAX), Ok(stanzas));
}

/// The stanzas of the header of a file that arrives in pieces of `piece` bytes.
fn read(input: &[u8], piece: usize) -> Result<Vec<Stanza>, Error> {
    let (mut opener, mut output) = (Opener::new(None), Vec::new());
    for part in input.chunks(piece) {
        // An error in what follows the header is returned too, because a piece may contain both.
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
