//! Whole files: of sizes around the borders of chunks, read in pieces of different lengths, and damaged.

use std::io::{self, Read, Write};

use sealpost_age::{CHUNK, Error, FileKey, Opener, SealWriter, Sealer, Stanza, UnsealReader};

const FILE_KEY: [u8; 16] = *b"a key of a file!";
const NONCE: [u8; 16] = *b"nonce of payload";

fn stanzas() -> Vec<Stanza> {
    vec![
        Stanza { arguments: vec!["other.example/type".into(), "x".into()], body: vec![9; 48] },
        Stanza::ssh_rsa([1, 2, 3, 4], vec![7; 384]),
    ]
}

/// Bytes without a short period.
fn content(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index ^ (index >> 7) ^ (index >> 15)) as u8).collect()
}

fn sealed(content: &[u8], armored: bool) -> Vec<u8> {
    let mut output = Vec::new();
    let mut sealer =
        Sealer::new(&FileKey::from(FILE_KEY), &stanzas(), NONCE, armored, &mut output).expect("the header is valid");
    sealer.update(content, &mut output);
    sealer.finish(&mut output);
    output
}

/// Opens a file that arrives in pieces of `piece` bytes. Returns the plaintext that was released, and the result.
fn opened(sealed: &[u8], piece: usize) -> (Vec<u8>, Result<(), Error>) {
    let mut output = Vec::new();
    let mut opener = Opener::new(None);
    let mut open = || {
        for part in sealed.chunks(piece) {
            opener.update(part, &mut output)?;
            if opener.header().is_some() {
                assert!(output.is_empty());
                opener.unlock(&FileKey::from(FILE_KEY), &mut output)?;
            }
        }
        opener.finish(&mut output)
    };
    let result = open();
    (output, result)
}

#[test]
fn files_of_sizes_around_chunk_borders_open_to_what_was_sealed() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK + 77] {
        let content = content(length);
        for armored in [false, true] {
            let file = sealed(&content, armored);
            for piece in [4099, 65536, usize::MAX] {
                assert!(opened(&file, piece) == (content.clone(), Ok(())), "{length} bytes, {armored}, {piece}");
            }
        }
    }
}

#[test]
fn pieces_of_one_byte_give_the_same_as_one_piece() {
    let content = content(1000);
    for armored in [false, true] {
        let file = sealed(&content, armored);
        assert!(opened(&file, 1) == (content.clone(), Ok(())));
        let mut again = Vec::new();
        let mut sealer =
            Sealer::new(&FileKey::from(FILE_KEY), &stanzas(), NONCE, armored, &mut again).expect("the header is valid");
        for byte in &content {
            sealer.update(&[*byte], &mut again);
        }
        sealer.finish(&mut again);
        assert_eq!(again, file);
    }
}

#[test]
fn every_truncation_is_an_error() {
    for armored in [false, true] {
        let file = sealed(&content(100), armored);
        assert!(opened(&file, usize::MAX).1.is_ok());
        // The armor may end without its last line end.
        let shorter = file.len() - usize::from(armored);
        for length in 0..shorter {
            let (output, result) = opened(&file[..length], usize::MAX);
            assert!(result.is_err() && output.is_empty(), "{length} of {} bytes", file.len());
        }
    }
}

#[test]
fn every_bit_flip_is_an_error() {
    for armored in [false, true] {
        let mut file = sealed(&content(100), armored);
        for bit in 0..file.len() * 8 {
            file[bit / 8] ^= 1 << (bit % 8);
            let (output, result) = opened(&file, usize::MAX);
            assert!(result.is_err() && output.is_empty(), "bit {bit}");
            file[bit / 8] ^= 1 << (bit % 8);
        }
        assert!(opened(&file, usize::MAX).1.is_ok());
    }
}

#[test]
fn chunks_in_another_order_or_number_are_an_error() {
    let file = sealed(&content(3 * CHUNK), false);
    let start = file.len() - 3 * (CHUNK + 16);
    let (header, payload) = file.split_at(start);
    let chunk = |index: usize| &payload[index * (CHUNK + 16)..(index + 1) * (CHUNK + 16)];
    for order in [&[0, 1][..], &[0], &[], &[0, 2, 1], &[1, 0, 2], &[0, 1, 1, 2], &[0, 1, 2, 2], &[0, 2]] {
        let changed = [&[header][..], &order.iter().map(|index| chunk(*index)).collect::<Vec<_>>()].concat().concat();
        let (output, result) = opened(&changed, 1 << 20);
        assert_eq!(result, Err(Error::Payload), "{order:?}");
        // The plaintext that was released before the error is the beginning of the content.
        assert!(content(3 * CHUNK).starts_with(&output));
    }
    // The same chunks in their order open.
    assert!(opened(&[header, chunk(0), chunk(1), chunk(2)].concat(), 1 << 20) == (content(3 * CHUNK), Ok(())));
}

#[test]
fn another_file_key_is_refused_before_the_payload() {
    let file = sealed(b"content", false);
    let mut opener = Opener::new(None);
    let mut output = Vec::new();
    opener.update(&file, &mut output).expect("the header is valid");
    let wrong = FileKey::from([0; 16]);
    assert_eq!(opener.unlock(&wrong, &mut output), Err(Error::WrongFileKey));
    assert!(output.is_empty());
    opener.unlock(&FileKey::from(FILE_KEY), &mut output).expect("another file key can be tried");
    opener.finish(&mut output).expect("the file is complete");
    assert_eq!(output, b"content");
    assert_eq!(opener.update(b"more", &mut output), Err(Error::Payload));
}

#[test]
fn after_an_error_every_call_returns_this_error() {
    let binary = sealed(b"content", false);
    let no_version = b"age-encryption.org/v2\n".to_vec();
    let damaged = [&binary[..binary.len() - 1], &[binary[binary.len() - 1] ^ 1], &vec![0; 2 * CHUNK][..]].concat();
    let armored = sealed(b"content", true);
    // The first line of base64 has a character that is none.
    let mut bad_armor = armored.clone();
    bad_armor[40] = b'*';
    for (name, file) in [("version", no_version), ("payload", damaged), ("armor", bad_armor)] {
        let (mut opener, mut output) = (Opener::new(None), Vec::new());
        let key = FileKey::from(FILE_KEY);
        let mut error = opener.update(&file, &mut output).err();
        if error.is_none() {
            error = opener.unlock(&key, &mut output).err();
        }
        let error = Err(error.expect(name));
        for more in [&b""[..], b"x", b"\n", &armored, &binary, b""] {
            assert_eq!(opener.update(more, &mut output), error, "{name}: {} bytes", more.len());
        }
        assert_eq!(opener.finish(&mut output), error, "{name}");
        assert_eq!((opener.update(b"", &mut output), opener.finish(&mut output)), (error, error), "{name}");
        assert!(output.is_empty() && opener.header().is_none(), "{name}");
    }
    // A file that was ended does not continue, and does not end again.
    for file in [binary, armored] {
        let (mut opener, mut output) = (Opener::new(None), Vec::new());
        opener.update(&file, &mut output).expect("the header is valid");
        opener.unlock(&FileKey::from(FILE_KEY), &mut output).expect("it is the file key");
        opener.finish(&mut output).expect("the file is complete");
        for more in [&b""[..], b"x", b"\n"] {
            assert_eq!(opener.update(more, &mut output), Err(Error::Payload));
        }
        assert_eq!((opener.finish(&mut output), output), (Err(Error::Payload), b"content".to_vec()));
    }
}

#[test]
fn the_reader_returns_what_the_writer_was_given() -> io::Result<()> {
    let content = content(200_000);
    for armored in [false, true] {
        let mut writer = SealWriter::new(Vec::new(), &FileKey::from(FILE_KEY), &stanzas(), NONCE, armored)?;
        writer.write_all(&content)?;
        let file = writer.finish()?;
        assert_eq!(file, sealed(&content, armored));
        let reader = UnsealReader::new(&file[..])?;
        assert_eq!(reader.header().stanzas(), stanzas());
        let found = reader.header().ssh_rsa()?;
        assert_eq!((found.len(), found[0].tag, found[0].body), (1, [1, 2, 3, 4], &[7; 384][..]));
        let mut plaintext = Vec::new();
        reader.unlock(&FileKey::from(FILE_KEY))?.read_to_end(&mut plaintext)?;
        assert!(plaintext == content);
        // A file that is cut off ends with an error, and not as a shorter file would.
        let reader = UnsealReader::new(&file[..file.len() - 40])?;
        let error = reader.unlock(&FileKey::from(FILE_KEY))?.read_to_end(&mut Vec::new());
        assert_eq!(error.map_err(|error| error.kind()), Err(io::ErrorKind::InvalidData));
    }
    Ok(())
}
