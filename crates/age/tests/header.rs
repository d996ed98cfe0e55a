//! The grammar of headers, and the limits. Most cases of the grammar are in published vectors, which the tests of the
//! npm package run.

use sealpost_age::{Error, FileKey, MAX_HEADER, Opener, Sealer, Stanza};

const FILE_KEY: [u8; 16] = [3; 16];

fn seal(stanzas: &[Stanza]) -> Result<Vec<u8>, Error> {
    let mut output = Vec::new();
    Sealer::new(&FileKey::from(FILE_KEY), stanzas, [4; 16], false, &mut output)?.finish(&mut output);
    Ok(output)
}

fn read(file: &[u8]) -> Result<Opener, Error> {
    let mut opener = Opener::new(None);
    opener.update(file, &mut Vec::new())?;
    if opener.header().is_none() {
        opener.finish(&mut Vec::new())?;
    }
    Ok(opener)
}

#[test]
fn bodies_of_0_to_200_bytes_are_read_as_written() -> Result<(), Error> {
    for length in 0..=200 {
        let stanza = Stanza { arguments: vec!["a".into(), "!~".into()], body: (0..length).collect() };
        let opener = read(&seal(&[stanza.clone(), stanza.clone()])?)?;
        let header = opener.header().expect("the header is complete");
        assert_eq!(header.stanzas(), [stanza.clone(), stanza]);
        assert!(header.ssh_rsa()?.is_empty());
        header.verify(&FileKey::from(FILE_KEY))?;
        assert_eq!(header.verify(&FileKey::from([5; 16])), Err(Error::WrongFileKey));
    }
    Ok(())
}

#[test]
fn stanzas_for_rsa_keys_have_a_tag_and_nothing_else() -> Result<(), Error> {
    let with =
        |arguments: &[&str]| Stanza { arguments: arguments.iter().map(|text| (*text).into()).collect(), body: vec![] };
    for arguments in [&["ssh-rsa"][..], &["ssh-rsa", "AQIDBA", "x"], &["ssh-rsa", "AQID"], &["ssh-rsa", "AQIDBB"]] {
        let opener = read(&seal(&[with(arguments)])?)?;
        let header = opener.header().expect("the header is complete");
        assert!(matches!(header.ssh_rsa(), Err(Error::Header { .. })), "{arguments:?}");
    }
    let opener = read(&seal(&[with(&["ssh-rsa", "AQIDBA"]), with(&["ssh-ed25519"])])?)?;
    let found = opener.header().expect("the header is complete").ssh_rsa()?;
    assert_eq!((found.len(), found[0].tag), (1, [1, 2, 3, 4]));
    Ok(())
}

#[test]
fn arguments_outside_of_the_grammar_are_not_written() {
    for argument in ["", " ", "a b", "a\n", "\u{7f}", "é"] {
        let stanza = Stanza { arguments: vec!["a".into(), argument.into()], body: vec![] };
        assert!(matches!(seal(&[stanza]), Err(Error::Header { .. })), "{argument:?}");
    }
    assert!(matches!(seal(&[Stanza { arguments: vec![], body: vec![] }]), Err(Error::Header { .. })));
    assert!(matches!(seal(&[]), Err(Error::Header { .. })));
}

#[test]
fn headers_are_limited_to_64_kib() -> Result<(), Error> {
    let stanza = |length| Stanza { arguments: vec!["a".into()], body: vec![0; length] };
    let (mut longest, mut too_long) = (0, MAX_HEADER);
    while too_long - longest > 1 {
        let middle = usize::midpoint(longest, too_long);
        *(if seal(&[stanza(middle)]).is_ok() { &mut longest } else { &mut too_long }) = middle;
    }
    let file = seal(&[stanza(longest)])?;
    // A nonce and the tag of an empty chunk follow the header, 16 bytes each.
    let header = file.len() - 32;
    // One byte more of the body makes the header at most three bytes longer: two characters and a line end.
    assert!(header <= MAX_HEADER && header > MAX_HEADER - 3);
    read(&file)?;
    assert_eq!(seal(&[stanza(too_long)]), Err(Error::HeaderTooLong));

    // A header that never ends is refused at the limit, whatever its lines are.
    let start = b"age-encryption.org/v1\n-> a\n";
    for line in [&b"-> a\n\n"[..], b"-> a ", b"-"] {
        let endless = [&start[..], b"\n", &line.repeat(MAX_HEADER)].concat();
        let mut opener = Opener::new(None);
        let end = endless.iter().position(|byte| opener.update(&[*byte], &mut Vec::new()).is_err());
        assert_eq!(end, Some(MAX_HEADER));
    }
    Ok(())
}

#[test]
fn other_files_and_cut_off_ones_are_refused_with_the_reason() {
    for (file, error) in [
        (&b"PK\x03\x04"[..], Error::NotAnAgeFile),
        (b"\0", Error::NotAnAgeFile),
        (b"age-encryption.net", Error::NotAnAgeFile),
        (b"age-encryption.org/v2\n", Error::UnsupportedVersion),
        (b"age-encryption.org/v1 \n", Error::UnsupportedVersion),
        (b"", Error::NoHeaderEnd),
        (b"age-encryption.org/v1", Error::NoHeaderEnd),
    ] {
        assert_eq!(read(file).err(), Some(error), "{file:?}");
    }
    assert!(matches!(read(b"-----BEGIN PGP MESSAGE-----\n").err(), Some(Error::Armor { .. })));
}
