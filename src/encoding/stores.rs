//! Key stores, of which only the kind is determined: whether they have private keys.

#![forbid(unsafe_code)]

use super::{kind::Kind, text::find};
use crate::Reason;

/// The bag types of private keys in PKCS#12 (RFC 7292 §4.2), 1.2.840.113549.1.12.10.1, before their last number: 1 for a
/// key, and 2 for an encrypted one.
const BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01];

/// The kind of a complete PKCS#12 file. Programs encrypt a private key and leave the type of its bag readable, so that a
/// file without such a bag has certificates. It is not called public without that reservation.
pub(super) fn pkcs12(file: &[u8]) -> Kind {
    let mut rest = file;
    while let Some(at) = find(rest, BAG) {
        rest = &rest[at + BAG.len()..];
        if let [1 | 2, ..] = rest {
            return Kind::OtherPrivate(Reason::Pkcs12);
        }
    }
    Kind::OtherPublic(Reason::Pkcs12Certificates)
}

/// The kind of a key store of Java, JKS or JCEKS. It has certificates alone if all of its entries say so.
pub(super) fn java(file: &[u8]) -> Option<Kind> {
    let (magic, rest) = file.split_first_chunk()?;
    let reason = match magic {
        [0xfe, 0xed, 0xfe, 0xed] => Reason::JavaKeyStore,
        [0xce, 0xce, 0xce, 0xce] => Reason::JavaJceks,
        _ => return None,
    };
    let has_certificates = certificates(rest).is_some();
    Some(if has_certificates { Kind::OtherPublic(Reason::JavaTrustStore) } else { Kind::OtherPrivate(reason) })
}

/// Reads the entries of a key store after its magic number, as far as they are certificates.
fn certificates(mut rest: &[u8]) -> Option<()> {
    // Takes bytes, and returns the number that they are if they are few.
    let mut take = |count: usize| {
        let (number, after) = rest.split_at_checked(count)?;
        rest = after;
        Some(number.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    };
    let version = take(4)?;
    for _ in 0..take(4)? {
        let tag = take(4)?;
        // The date follows the alias.
        let alias = take(2)?;
        take(alias + 8)?;
        if tag != 2 {
            return None;
        }
        if version == 2 {
            let kind = take(2)?;
            take(kind)?;
        }
        let length = take(4)?;
        take(length)?;
    }
    Some(())
}
