//! Textual encoding (RFC 7468), read in any state in which people paste it.

#![forbid(unsafe_code)]

use alloc::{format, string::String, vec::Vec};
use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use crate::Error;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
/// Characters in a line of written text.
const LINE: usize = 64;

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `PrivateKeyInfo` (RFC 5958).
    Pkcs8,
    /// `RSAPrivateKey` (RFC 8017).
    Pkcs1Private,
    /// A private key in a form or protection that is not read.
    OtherPrivate(&'static str),
    /// `SubjectPublicKeyInfo` (RFC 5280).
    Spki,
    /// `RSAPublicKey` (RFC 8017).
    Pkcs1Public,
    /// A public key in a form that is not read.
    OtherPublic(&'static str),
}

/// Why a protected key is not read.
pub(super) const PROTECTED: &str = "it is protected by a passphrase: remove that first, for example with openssl pkey";
/// Why a certificate is not read.
pub(super) const CERTIFICATE: &str =
    "it is a certificate: take its public key out first, for example with openssl x509 -pubkey -noout";

impl Kind {
    pub(super) const fn is_private(self) -> bool {
        matches!(self, Self::Pkcs8 | Self::Pkcs1Private | Self::OtherPrivate(_))
    }

    pub(super) const fn is_public(self) -> bool {
        !self.is_private()
    }

    /// What a label announces. Labels that are no keys are `None`.
    fn of_label(label: &[u8], has_headers: bool) -> Option<Self> {
        Some(match label {
            b"PRIVATE KEY" | b"RSA PRIVATE KEY" if has_headers => Self::OtherPrivate(PROTECTED),
            b"PRIVATE KEY" => Self::Pkcs8,
            b"RSA PRIVATE KEY" => Self::Pkcs1Private,
            b"ENCRYPTED PRIVATE KEY" => Self::OtherPrivate(PROTECTED),
            b"OPENSSH PRIVATE KEY" => {
                Self::OtherPrivate("it is in OpenSSH's own form: convert it with ssh-keygen -p -m PKCS8")
            }
            b"EC PRIVATE KEY" | b"DSA PRIVATE KEY" => Self::OtherPrivate("it is not an RSA key"),
            b"PUBLIC KEY" => Self::Spki,
            b"RSA PUBLIC KEY" => Self::Pkcs1Public,
            b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => Self::OtherPublic(CERTIFICATE),
            // Whatever it is, it should not be shared.
            _ if label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK") => {
                Self::OtherPrivate("it is not an RSA key in PKCS#8 or PKCS#1")
            }
            _ => return None,
        })
    }
}

/// One encoded object, wiped when dropped.
pub(super) struct Block {
    pub kind: Kind,
    pub der: Zeroizing<Vec<u8>>,
}

/// All blocks of `text` that hold keys.
pub(super) fn read(text: &[u8]) -> Result<Vec<Block>, Error> {
    const CUT_OFF: Error = Error::MalformedKey { reason: "its PEM text is cut off: copy it up to the END line" };
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(begin) = find(rest, BEGIN) {
        rest = &rest[begin + BEGIN.len()..];
        let label_end = find(rest, DASHES).ok_or(CUT_OFF)?;
        let label = &rest[..label_end];
        rest = &rest[label_end + DASHES.len()..];
        let body_end = find(rest, END).ok_or(CUT_OFF)?;
        let body = &rest[..body_end];
        rest = &rest[body_end + END.len()..];
        if !rest.strip_prefix(label).is_some_and(|rest| rest.starts_with(DASHES)) {
            return Err(CUT_OFF);
        }
        // A colon is no base64: it stands in the header lines of the legacy encryption (RFC 1421).
        let has_headers = body.contains(&b':');
        if let Some(kind) = Kind::of_label(label, has_headers) {
            let der = if has_headers { Zeroizing::default() } else { decode(body)? };
            blocks.push(Block { kind, der });
        }
    }
    Ok(blocks)
}

/// Whether `text` begins a private key somewhere, be it damaged or cut off.
pub(super) fn announces_private_key(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(begin) = find(rest, BEGIN) {
        rest = &rest[begin + BEGIN.len()..];
        let label = rest.split(|byte| *byte == b'-').next().unwrap_or_default();
        if Kind::of_label(label, false).is_some_and(Kind::is_private) {
            return true;
        }
    }
    false
}

/// Writes one block.
pub(super) fn write(label: &str, der: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(Base64::encode_string(der));
    let lines = body.len() / LINE + 3;
    // Reserved whole: a string that grows would leave its beginning behind.
    let mut text = Zeroizing::new(String::with_capacity(body.len() + lines + 2 * label.len() + 64));
    text.push_str(&format!("-----BEGIN {label}-----\n"));
    let mut body = body.as_str();
    while !body.is_empty() {
        let (line, rest) = body.split_at(body.len().min(LINE));
        text.push_str(line);
        text.push('\n');
        body = rest;
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

/// Decodes base64 with white space anywhere.
fn decode(body: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    const NOT_BASE64: Error = Error::MalformedKey { reason: "its PEM text is damaged: copy it again, without changes" };
    let mut characters = Zeroizing::new(Vec::with_capacity(body.len()));
    characters.extend(body.iter().filter(|byte| !byte.is_ascii_whitespace()));
    let length = Base64::decode_in_place(&mut characters).map_err(|_| NOT_BASE64)?.len();
    characters.truncate(length);
    Ok(characters)
}

/// Where `pattern` begins in `text`.
fn find(text: &[u8], pattern: &[u8]) -> Option<usize> {
    text.windows(pattern.len()).position(|window| window == pattern)
}
