//! Key stores, of which only the kind is determined: whether they have private keys.

#![forbid(unsafe_code)]

use crate::{
    Reason,
    encoding::{kind::Kind, text::find},
};

/// The bag types of private keys in PKCS#12 (RFC 7292 §4.2): keyBag, 1.2.840.113549.1.12.10.1.1, and
/// pkcs8ShroudedKeyBag, 1.2.840.113549.1.12.10.1.2.
const BAGS: [&[u8]; 2] = [
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01],
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02],
];
/// Signs of keys in a store of Java: an encrypted private key has an algorithm identifier that begins with
/// 1.3.6.1.4.1.42.2, and a secret key is an object of the class `SealedObject`.
const JAVA: [&[u8]; 2] = [&[0x2b, 0x06, 0x01, 0x04, 0x01, 0x2a, 0x02], b"SealedObject"];

/// The kind of a complete PKCS#12 file. Programs encrypt a private key and usually leave the type of its bag readable,
/// so a file without the type of such a bag is taken to be public: it has only certificates, unless a program encrypted
/// the types of its bags too, which the text of the error does not exclude.
pub(super) fn pkcs12(file: &[u8]) -> Kind {
    kind(file, &BAGS, Reason::Pkcs12, Reason::Pkcs12Certificates)
}

/// The kind of a key store of Java, JKS or JCEKS. Returns `None` for other bytes.
pub(super) fn java(file: &[u8]) -> Option<Kind> {
    let reason = match file {
        [0xfe, 0xed, 0xfe, 0xed, ..] => Reason::JavaKeyStore,
        [0xce, 0xce, 0xce, 0xce, ..] => Reason::JavaJceks,
        _ => return None,
    };
    Some(kind(file, &JAVA, reason, Reason::JavaTrustStore))
}

/// The kind of a store: private, with the reason `private`, if the file has one of the signs, or else public, with the
/// reason `public`.
#[inline(never)]
fn kind(file: &[u8], signs: &[&[u8]], private: Reason, public: Reason) -> Kind {
    match signs.iter().any(|sign| find(file, sign).is_some()) {
        true => Kind::OtherPrivate(private),
        false => Kind::OtherPublic(public),
    }
}
