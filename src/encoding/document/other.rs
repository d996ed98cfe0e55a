//! Texts in formats that are not read, recognised so that the error can name the format.

#![forbid(unsafe_code)]

use super::signs;
use crate::{
    Reason,
    encoding::{kind::Kind, text::find},
};

const PUTTY: Kind = Kind::OtherPrivate(Reason::Putty);
const SSH_COM: Kind = Kind::OtherPrivate(Reason::SshCom);
const RFC_4716: Kind = Kind::OtherPublic(Reason::Rfc4716);

/// The sign of each format, the kind of a private key in it, and the kind of a public key. A format that has only one
/// kind states it twice.
const FORMS: [(&[u8], Kind, Kind); 9] = [
    (b"PuTTY-User-Key-File-", PUTTY, PUTTY),
    (b"BEGIN SSH2 ENCRYPTED PRIVATE KEY", SSH_COM, SSH_COM),
    (b"BEGIN SSH2 PUBLIC KEY", RFC_4716, RFC_4716),
    (b"<RSAKeyValue", Kind::OtherPrivate(Reason::RsaKeyValue), Kind::OtherPublic(Reason::RsaKeyValue)),
    (b"\"Modulus\"", Kind::OtherPrivate(Reason::RsaParameters), Kind::OtherPublic(Reason::RsaParameters)),
    // A listing: what the option -text of openssl prints.
    (b"Private-Key:", Kind::OtherPrivate(Reason::Listing), Kind::OtherPrivate(Reason::Listing)),
    (b"Public-Key:", Kind::OtherPrivate(Reason::Listing), Kind::OtherPublic(Reason::Listing)),
    (b"AGE-SECRET-KEY-1", AGE, AGE),
    (b"age1", Kind::OtherPublic(Reason::AgeKey), Kind::OtherPublic(Reason::AgeKey)),
];
const AGE: Kind = Kind::OtherPrivate(Reason::AgeKey);
/// Length in characters of an X25519 recipient of age. `age1` is a sign only at the beginning of a text of this length.
const AGE_LENGTH: usize = 62;

/// Names the format of `text`.
pub(super) fn recognise(text: &[u8]) -> Option<Kind> {
    let (_, private, public) = FORMS.iter().find(|(sign, _, _)| match *sign {
        b"age1" => text.len() == AGE_LENGTH && text.starts_with(sign),
        sign => find(text, sign).is_some(),
    })?;
    Some(if signs::has_sign(text) { *private } else { *public })
}
