//! PEM, the textual encoding of RFC 7468, with the damage that copying and pasting causes.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use base64ct::{Base64, Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use super::{
    cipher::Legacy,
    der,
    kind::{Block, Kind, NOT_RSA},
};
use crate::Error;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const DEK_INFO: &[u8] = b"DEK-Info:";
/// Characters of base64 in a line that is written.
const LINE: usize = 64;

/// The kinds of keys by PEM label.
const KINDS: [(&[u8], Kind); 15] = [
    (b"PRIVATE KEY", Kind::Pkcs8),
    (b"RSA PRIVATE KEY", Kind::Pkcs1Private),
    (b"ENCRYPTED PRIVATE KEY", Kind::EncryptedPkcs8),
    (b"OPENSSH PRIVATE KEY", Kind::OpenSshPrivate),
    (b"EC PRIVATE KEY", Kind::OtherPrivate(NOT_RSA)),
    (b"DSA PRIVATE KEY", Kind::OtherPrivate(NOT_RSA)),
    (b"PUBLIC KEY", Kind::Spki),
    (b"RSA PUBLIC KEY", Kind::Pkcs1Public),
    (b"CERTIFICATE", Kind::Certificate),
    (b"X509 CERTIFICATE", Kind::Certificate),
    (
        b"TRUSTED CERTIFICATE",
        Kind::OtherPublic("it is a certificate in OpenSSL's own form: convert it with openssl x509"),
    ),
    (b"CERTIFICATE REQUEST", REQUEST),
    (b"NEW CERTIFICATE REQUEST", REQUEST),
    (b"PKCS7", Kind::OtherPublic("it is a PKCS#7 bundle: openssl pkcs7 -print_certs prints the certificates in it")),
    (b"PGP PUBLIC KEY BLOCK", Kind::OtherPublic("it is an OpenPGP key")),
];

const REQUEST: Kind = Kind::OtherPublic("it is a certificate request: openssl req -noout -pubkey prints the key in it");

/// The kind of key that a label announces. `None` for a label of something else.
fn kind_of_label(label: &[u8]) -> Option<Kind> {
    // An unknown private key must be recognised as one, so that it is not taken for a public key and shared.
    const OTHER_PRIVATE: Kind = Kind::OtherPrivate("it is not an RSA key in PKCS#8, PKCS#1 or OpenSSH's form");
    let is_private = || label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK");
    let known = KINDS.iter().find(|(known, _)| *known == label).map(|(_, kind)| *kind);
    known.or_else(|| is_private().then_some(OTHER_PRIVATE))
}

/// Reads all blocks of `text` that are keys.
///
/// # Errors
/// [`Error::MalformedKey`].
pub(super) fn read(text: &[u8]) -> Result<Vec<Block>, Error> {
    const CUT_OFF: Error = Error::MalformedKey { reason: "its PEM text is cut off: copy it up to the END line" };
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(begin) = find(rest, BEGIN) {
        rest = &rest[begin + BEGIN.len()..];
        let label_end = find(rest, DASHES).ok_or_else(|| CUT_OFF)?;
        let label = &rest[..label_end];
        rest = &rest[label_end + DASHES.len()..];
        let body_end = find(rest, END).ok_or_else(|| CUT_OFF)?;
        let body = &rest[..body_end];
        rest = &rest[body_end + END.len()..];
        if !rest.strip_prefix(label).is_some_and(|rest| rest.starts_with(DASHES)) {
            return Err(CUT_OFF);
        }
        if let Some(kind) = kind_of_label(label) {
            blocks.push(block(kind, body)?);
        }
    }
    Ok(blocks)
}

/// Decodes a block whose label announces `kind`.
fn block(kind: Kind, body: &[u8]) -> Result<Block, Error> {
    const NOT_BASE64: Error = Error::MalformedKey { reason: "its PEM text is damaged: copy it again, without changes" };
    const UNKNOWN: Kind =
        Kind::OtherPrivate("its protection is of an unknown or outdated kind: renew it with openssl rsa -aes256");
    if let Kind::OtherPrivate(_) | Kind::OtherPublic(_) = kind {
        return Ok(Block { kind, bytes: Zeroizing::default() });
    }
    // Only the header lines of the legacy encryption have colons (RFC 1421).
    if !body.contains(&b':') {
        let bytes = decode(body).ok_or_else(|| NOT_BASE64)?;
        // Labels are often wrong, so the structure of the DER takes precedence.
        return Ok(Block { kind: der::recognise(&bytes).unwrap_or(kind), bytes });
    }
    match find(body, DEK_INFO).and_then(|at| Legacy::parse(&body[at + DEK_INFO.len()..])) {
        Some((legacy, body)) if matches!(kind, Kind::Pkcs8 | Kind::Pkcs1Private) => {
            Ok(Block { kind: Kind::Legacy(legacy), bytes: decode(body).ok_or_else(|| NOT_BASE64)? })
        }
        _ if kind.is_private() => Ok(Block { kind: UNKNOWN, bytes: Zeroizing::default() }),
        _ => Err(NOT_BASE64),
    }
}

/// Whether `text` has the beginning of a block with any label.
pub(super) fn has_blocks(text: &[u8]) -> bool {
    find(text, BEGIN).is_some()
}

/// Whether `text` has the beginning of a private key, even if that is damaged or cut off.
pub(super) fn announces_private_key(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(begin) = find(rest, BEGIN) {
        rest = &rest[begin + BEGIN.len()..];
        let label = rest.split(|byte| *byte == b'-').next().unwrap_or_default();
        if kind_of_label(label).is_some_and(Kind::is_private) {
            return true;
        }
    }
    false
}

/// Writes one block.
pub(super) fn write(label: &str, der: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(Base64::encode_string(der));
    let lines = body.len() / LINE + 3;
    // The string is allocated once, because one that grows leaves copies of the key in freed memory.
    let mut text = Zeroizing::new(String::with_capacity(body.len() + lines + 2 * label.len() + 64));
    let boundary = |text: &mut String, mark| [mark, label, "-----\n"].into_iter().for_each(|part| text.push_str(part));
    boundary(&mut text, "-----BEGIN ");
    for (index, character) in body.chars().enumerate() {
        if index > 0 && index.is_multiple_of(LINE) {
            text.push('\n');
        }
        text.push(character);
    }
    text.push('\n');
    boundary(&mut text, "-----END ");
    text
}

/// Decodes base64 of either alphabet, with or without padding (RFC 4648 §4 and §5). Skips what copying inserts: white
/// space, line breaks escaped as `\n` by JSON or a shell, the `>` of quoted mail, and characters outside ASCII, such as
/// the non-breaking spaces of word processors.
pub(super) fn decode(body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut characters = Zeroizing::new(Vec::with_capacity(body.len()));
    let mut rest = body;
    while let [first, others @ ..] = rest {
        rest = match (first, others) {
            (b'\\', [b'n' | b'r', others @ ..]) => others,
            (byte, others) => {
                match *byte {
                    b'-' => characters.push(b'+'),
                    b'_' => characters.push(b'/'),
                    b'>' | 0x80.. => {}
                    byte if byte.is_ascii_whitespace() => {}
                    byte => characters.push(byte),
                }
                others
            }
        };
    }
    while characters.last() == Some(&b'=') {
        characters.pop();
    }
    let length = Base64Unpadded::decode_in_place(&mut characters).ok()?.len();
    characters.truncate(length);
    Some(characters)
}

/// The index at which `pattern` begins in `text`.
fn find(text: &[u8], pattern: &[u8]) -> Option<usize> {
    text.windows(pattern.len()).position(|window| window == pattern)
}
