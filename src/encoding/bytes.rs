//! Recognising keys and key stores in bytes by their beginning and structure.

#![forbid(unsafe_code)]

mod stores;

use super::{der, kind::Kind, openssh, text};
use crate::Reason;

/// The object identifiers of PBES1 and PBES2, 1.2.840.113549.1.5, with tag and length, and without their last number.
const PBES: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
/// Most bytes of white space before DER that are skipped to recognise it.
const MAX_SPACE: usize = 8;

/// Determines what key or key store `input` is. Returns `None` for other bytes.
pub(super) fn recognise(input: &[u8]) -> Option<Kind> {
    match der::recognise(input).or_else(|| openssh::recognise(input)) {
        Some(der::PKCS12) => return Some(stores::pkcs12(input)),
        Some(kind) => return Some(kind),
        None => {}
    }
    if is_blob(input) {
        return Some(Kind::OtherPrivate(Reason::OtherPrivateKey));
    }
    if let Some(kind) = stores::java(input).or_else(|| openpgp(input)) {
        return Some(kind);
    }
    let spaces = input.iter().take(MAX_SPACE).take_while(|byte| byte.is_ascii_whitespace()).count();
    let der = &input[spaces..];
    let (contents, length) = outer(der)?;
    let complete = length.is_some_and(|length| length == der.len());
    if length.is_some_and(|length| length < der.len())
        && let Some(kind) = length.and_then(|length| der::recognise(&der[..length]))
    {
        return Some(damaged(kind, Reason::BytesAfter));
    }
    if complete && spaces > 0 {
        return der::recognise(der).map(|kind| damaged(kind, Reason::BytesBefore));
    }
    // BER: an indefinite length, or a SEQUENCE that has all its bytes and is not DER.
    let is_indefinite = length.is_none();
    if !(is_indefinite || complete) {
        return None;
    }
    let is_long = !is_indefinite && has_long_length(der);
    // PFX ::= SEQUENCE { version INTEGER (3), authSafe, ... } (RFC 7292 §4).
    if contents.starts_with(&[2, 1, 3, 0x30]) {
        return Some(if complete { stores::pkcs12(der) } else { der::PKCS12 });
    }
    // An OCTET STRING in pieces (X.690 §8.7.3) is constructed: its tag is 0x24. 0x82 says that its length follows in
    // two bytes, as the length of a key does.
    if begins_private(der) && (is_indefinite || is_long || text::find(contents, &[0x24, 0x82]).is_some()) {
        return Some(Kind::OtherPrivate(if is_long { Reason::LongLengths } else { Reason::PrivateBer }));
    }
    // `SubjectPublicKeyInfo` begins with a SEQUENCE: of 13 bytes for rsaEncryption (0x0d), of indefinite length (0x80),
    // or with its length in further bytes (0x81 to 0x84). `RSAPublicKey` begins with an INTEGER, which counts here if
    // its length takes four further bytes.
    let is_public = matches!(contents, [0x30, 0x80..=0x84 | 0x0d, ..]) || contents.starts_with(&[2, 0x84]);
    (is_public && (is_long || is_indefinite)).then_some(Kind::OtherPublic(if is_long {
        Reason::LongLengths
    } else {
        Reason::PublicBer
    }))
}

/// Whether a file begins like a private key as Windows exports it: a BLOB of CryptoAPI of the type PRIVATEKEYBLOB, or a
/// BLOB of CNG. In the latter, the length of the modulus in bits follows the magic number, least significant byte
/// first; that byte is 0 for the usual lengths.
fn is_blob(file: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 3] = [b"\x07\x02\0\0\0\xa4\0\0RSA2", b"RSA2\0", b"RSA3\0"];
    BEGINNINGS.iter().any(|beginning| file.starts_with(beginning))
}

/// The kind of a key of OpenPGP in binary (RFC 9580 §5.5): a packet of version 4 with a secret key or a public key.
fn openpgp(input: &[u8]) -> Option<Kind> {
    let (header, rest) = input.split_first()?;
    // The type of the packet, and how many bytes its length takes, in the old format and in the new one (§4.2). In the
    // new format only lengths below 8,384 are read, which suffice for keys.
    let (packet, length) = match header {
        0x80..0xc0 => (header >> 2 & 0xf, 1 << (header & 3)),
        0xc0.. => (header & 0x3f, 1 + usize::from(*rest.first()? > 191)),
        _ => return None,
    };
    // The version, the time of creation, the algorithm, and then, for RSA and discrete logarithms, the first byte of a
    // number's length in bits, or for elliptic curves the length of the curve's identifier.
    let is_key = matches!(rest.get(length..)?, [4, _, _, _, _, 1..=3 | 16..=22, 2..=0x40, ..]);
    match packet {
        5 | 7 if is_key => Some(Kind::OtherPrivate(Reason::OpenPgpKey)),
        6 | 14 if is_key => Some(Kind::OtherPublic(Reason::OpenPgpKey)),
        _ => None,
    }
}

/// Whether `input`, which may be cut off, begins like an unencrypted private key in DER or BER, or like an
/// `EncryptedPrivateKeyInfo`.
pub(super) fn begins_private(input: &[u8]) -> bool {
    match outer(input) {
        // The version, then `AlgorithmIdentifier` (PKCS#8), an INTEGER (PKCS#1) or an OCTET STRING (SEC 1). In BER the
        // length of the version may take four bytes after 0x84.
        Some(([2, 1, 0 | 1, 0x30 | 0x02 | 0x04, ..] | [2, 0x84, 0, 0, 0, 1, 0 | 1, ..], _)) => true,
        // `AlgorithmIdentifier`: its length takes 1 to 5 bytes, and then its object identifier begins.
        Some(([0x30, contents @ ..], _)) => (1..=5).any(|at| contents.get(at..).is_some_and(|id| id.starts_with(PBES))),
        _ => false,
    }
}

/// What follows the tag and the length of the SEQUENCE at the beginning of `input`, up to the end of `input`, and the
/// length in bytes of the whole SEQUENCE, which is `None` for an indefinite length.
fn outer(input: &[u8]) -> Option<(&[u8], Option<usize>)> {
    match input {
        [0x30, 0x80, contents @ ..] => Some((contents, None)),
        [0x30, short @ 0..0x80, contents @ ..] => Some((contents, Some(2 + usize::from(*short)))),
        [0x30, count @ 0x81..=0x84, rest @ ..] => {
            let (length, contents) = rest.split_at_checked(usize::from(count & 0x7f))?;
            let value = length.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
            Some((contents, usize::try_from(value).ok()?.checked_add(2 + length.len())))
        }
        _ => None,
    }
}

/// The length in bytes of the SEQUENCE at the beginning of `input`, which may be cut off. `None` if there is none, or
/// if its length is indefinite.
pub(super) fn length(input: &[u8]) -> Option<usize> {
    outer(input)?.1
}

/// Whether the length of the SEQUENCE could be encoded in fewer bytes.
const fn has_long_length(der: &[u8]) -> bool {
    matches!(der, [_, 0x81, 0..0x80, ..] | [_, 0x82..=0x84, 0, ..])
}

/// The kind of a recognised key that has other bytes around it. `reason` says whether the other bytes are before or
/// after the key. A kind that is not supported keeps its own reason.
const fn damaged(kind: Kind, reason: Reason) -> Kind {
    match kind {
        Kind::OtherPrivate(_) | Kind::OtherPublic(_) => kind,
        _ if kind.is_private() => Kind::DamagedPrivate(reason),
        _ => Kind::DamagedPublic(reason),
    }
}

/// The kind of bytes that were decoded from PEM. Where the reason of a kind is a command for a DER file, the kind with
/// the command for a PEM file takes its place.
pub(super) fn recognise_in_pem(bytes: &[u8]) -> Option<Kind> {
    Some(match recognise(bytes)? {
        der::REQUEST => der::REQUEST_IN_PEM,
        der::PKCS7 => der::PKCS7_IN_PEM,
        kind => kind,
    })
}
