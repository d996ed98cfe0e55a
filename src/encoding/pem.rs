//! Reading PEM, the textual encoding of RFC 7468, also with the damage that copying and pasting causes, and writing it.

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use zeroize::Zeroizing;

#[cfg(feature = "private")]
use super::cipher::cbc::Legacy;
use super::{
    bytes, der,
    kind::{Block, Carrier, DAMAGED, Kind},
    text::{after_empty_line, decode, encode, find},
};
use crate::{Error, Reason};

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const PROC_TYPE: &[u8] = b"Proc-Type:";
const DEK_INFO: &[u8] = b"DEK-Info:";
/// Characters of base64 in a line that is written.
const LINE: usize = 64;

/// The kinds of keys by PEM label.
const KINDS: [(&[u8], Kind); 16] = [
    (b"PRIVATE KEY", Kind::Pkcs8),
    (b"RSA PRIVATE KEY", Kind::Pkcs1Private),
    (b"ENCRYPTED PRIVATE KEY", Kind::EncryptedPkcs8),
    (b"OPENSSH PRIVATE KEY", Kind::OpenSshPrivate),
    (b"EC PRIVATE KEY", Kind::OtherPrivate(Reason::NotRsa)),
    (b"DSA PRIVATE KEY", Kind::OtherPrivate(Reason::NotRsa)),
    (b"PUBLIC KEY", Kind::Spki),
    (b"RSA PUBLIC KEY", Kind::Pkcs1Public),
    (b"CERTIFICATE", Kind::Certificate),
    (b"X509 CERTIFICATE", Kind::Certificate),
    (b"TRUSTED CERTIFICATE", Kind::OtherPublic(Reason::TrustedCertificate)),
    (b"CERTIFICATE REQUEST", der::REQUEST_IN_PEM),
    (b"NEW CERTIFICATE REQUEST", der::REQUEST_IN_PEM),
    (b"PKCS7", der::PKCS7_IN_PEM),
    (b"PGP PUBLIC KEY BLOCK", Kind::OtherPublic(Reason::OpenPgpKey)),
    (b"X509 CRL", Kind::OtherPublic(Reason::RevocationList)),
];

/// The kind of key that a label announces. `None` for a label of something else.
fn kind_of_label(label: &[u8]) -> Option<Kind> {
    // An unknown private key must be recognised as private, so that it is not taken for a public key and shared.
    const OTHER_PRIVATE: Kind = Kind::OtherPrivate(Reason::OtherPrivateKey);
    let is_private = || label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK");
    let known = KINDS.iter().find(|(known, _)| *known == label).map(|(_, kind)| *kind);
    known.or_else(|| is_private().then_some(OTHER_PRIVATE))
}

/// The known label that equals `squashed` when the spaces of the label are left out.
pub(super) fn label_of(squashed: &[u8]) -> Option<&'static [u8]> {
    let is_same = |label: &[u8]| label.iter().filter(|byte| **byte != b' ').eq(squashed);
    KINDS.iter().map(|(label, _)| *label).find(|label| is_same(label))
}

/// The keys in a text, and the text without its blocks.
type Blocks = (Vec<Block>, Option<Zeroizing<Vec<u8>>>);

/// Reads all blocks of `text` that are keys. Returns them and, if `text` has blocks with any labels, the text without
/// its blocks.
///
/// # Errors
/// [`Error::MalformedKey`] if a boundary is damaged or missing, or if a key is damaged and no other can be read.
pub(super) fn read(text: &[u8]) -> Result<Blocks, Error> {
    const CUT_OFF: Error = Error::MalformedKey { reason: Reason::PemCutOff };
    let mut blocks = Vec::new();
    let mut failure = None;
    if !has_blocks(text) {
        return Ok((blocks, None));
    }
    let mut outside = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some(begin) = find(rest, BEGIN) {
        outside.extend_from_slice(&rest[..begin]);
        rest = &rest[begin + BEGIN.len()..];
        let label_end = find(rest, DASHES).ok_or_else(|| CUT_OFF)?;
        let label = &rest[..label_end];
        rest = &rest[label_end + DASHES.len()..];
        // A sixth dash would be taken for a character of base64url.
        if rest.first() == Some(&b'-') {
            return Err(CUT_OFF);
        }
        let body_end = find(rest, END).ok_or_else(|| CUT_OFF)?;
        let body = &rest[..body_end];
        rest = &rest[body_end + END.len()..];
        match rest.strip_prefix(label).and_then(|rest| rest.strip_prefix(DASHES)) {
            Some(after) => rest = after,
            None => return Err(CUT_OFF),
        }
        if let Some(kind) = kind_of_label(label) {
            match block(kind, body) {
                Ok(block) => blocks.push(block),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
    }
    outside.extend_from_slice(rest);
    match failure {
        Some(failure) if blocks.is_empty() => Err(failure),
        _ => Ok((blocks, Some(outside))),
    }
}

/// Decodes a block whose label announces `kind`.
///
/// # Errors
/// [`Error::MalformedKey`].
fn block(kind: Kind, body: &[u8]) -> Result<Block, Error> {
    const NOT_BASE64: Error = Error::MalformedKey { reason: Reason::PemDamaged };
    /// A private key that is encrypted in a way that is not supported.
    const PROTECTED: Kind = Kind::OtherPrivate(Reason::ProtectionOutdated);
    if !kind.is_supported() {
        return Ok(Block::new(kind, Carrier::Pem, Zeroizing::default()));
    }
    // The header lines of the legacy encryption (RFC 1421). OpenSSL writes both.
    if find(body, PROC_TYPE).is_none() && find(body, DEK_INFO).is_none() {
        let body = without_headers(body);
        let decoded = decode(body);
        // Labels are often wrong, so the structure of the bytes takes precedence.
        if let Some(kind) = decoded.as_ref().and_then(|bytes| bytes::recognise_in_pem(bytes)) {
            return Ok(Block::new(kind, Carrier::Pem, decoded.unwrap_or_default()));
        }
        let body = body.trim_ascii();
        // Base64 of a key in DER begins with M. An n before the M is a line break, `\n`, that lost its backslash.
        if body.starts_with(b"nM") {
            return Err(Error::MalformedKey { reason: Reason::PemBackslashes });
        }
        let with_plus_signs: Zeroizing<Vec<u8>> =
            Zeroizing::new(body.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect());
        if decode(&with_plus_signs).is_some_and(|bytes| bytes::recognise(&bytes).is_some()) {
            return Err(Error::MalformedKey { reason: Reason::PemSpaces });
        }
        return Err(if decoded.is_some() { DAMAGED } else { NOT_BASE64 });
    }
    #[cfg(feature = "private")]
    if matches!(kind, Kind::Pkcs8 | Kind::Pkcs1Private)
        && let Some(at) = find(body, DEK_INFO)
        && let Some((legacy, body)) = Legacy::parse(&body[at + DEK_INFO.len()..])
    {
        return Ok(Block::new(Kind::Legacy(legacy), Carrier::Pem, decode(body).ok_or_else(|| NOT_BASE64)?));
    }
    if kind.is_private() { Ok(Block::new(PROTECTED, Carrier::Pem, Zeroizing::default())) } else { Err(NOT_BASE64) }
}

/// The body of a block after header lines that mean nothing here, such as a comment, and the empty line that ends them.
fn without_headers(body: &[u8]) -> &[u8] {
    find(body, b": ").and_then(|headers| after_empty_line(&body[headers..])).unwrap_or(body)
}

/// Whether `text` has the beginning of a block with any label.
pub(super) fn has_blocks(text: &[u8]) -> bool {
    find(text, BEGIN).is_some()
}

/// Writes one block.
pub(super) fn write(label: &str, der: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(encode(der));
    let lines = body.len() / LINE + 3;
    // The string is allocated once, because one that grows leaves copies of the key in freed memory. `lines` is the
    // number of line breaks, also those of the boundaries, and 64 bytes suffice for the boundaries' words and dashes.
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
