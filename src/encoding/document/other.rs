//! Texts in formats that are recognised only to name them, with what converts them.

#![forbid(unsafe_code)]

use super::signs;
use crate::encoding::{kind::Kind, text::find};

const PUTTY: Kind =
    Kind::OtherPrivate("it is in PuTTY's own form: convert it with `puttygen FILE -O private-openssh -o OUT`");
const SSH_COM: Kind =
    Kind::OtherPrivate("it is in the form of ssh.com: convert it with `puttygen FILE -O private-openssh -o OUT`");
const RFC_4716: Kind = Kind::OtherPublic("it is in the form of RFC 4716: convert it with `ssh-keygen -i -f FILE`");
const XML: &str = "it is RSAKeyValue XML of .NET: export it as PEM";
const PARAMETERS: &str = "it is RSAParameters of .NET: export it as PEM";
const LISTING: &str = "it is a listing, the output of openssl's option -text: give the PEM text";

/// Texts that occur in one format only. Where the format has two kinds of keys, the first kind is that of a private key.
const FORMS: [(&[u8], Kind, Kind); 9] = [
    (b"PuTTY-User-Key-File-", PUTTY, PUTTY),
    (b"BEGIN SSH2 ENCRYPTED PRIVATE KEY", SSH_COM, SSH_COM),
    (b"BEGIN SSH2 PUBLIC KEY", RFC_4716, RFC_4716),
    (b"<RSAKeyValue", Kind::OtherPrivate(XML), Kind::OtherPublic(XML)),
    (b"\"Modulus\"", Kind::OtherPrivate(PARAMETERS), Kind::OtherPublic(PARAMETERS)),
    (b"Private-Key:", Kind::OtherPrivate(LISTING), Kind::OtherPrivate(LISTING)),
    (b"Public-Key:", Kind::OtherPrivate(LISTING), Kind::OtherPublic(LISTING)),
    (b"AGE-SECRET-KEY-1", AGE, AGE),
    (b"age1", Kind::OtherPublic(AGE_TEXT), Kind::OtherPublic(AGE_TEXT)),
];
const AGE_TEXT: &str = "it is a key of age, which is not RSA";
const AGE: Kind = Kind::OtherPrivate(AGE_TEXT);
/// Characters of an age recipient.
const AGE_LENGTH: usize = 62;

/// Names the format of `text`.
pub(super) fn recognise(text: &[u8]) -> Option<Kind> {
    let (_, private, public) = FORMS.iter().find(|(sign, _, _)| match *sign {
        b"age1" => text.len() == AGE_LENGTH && text.starts_with(sign),
        sign => find(text, sign).is_some(),
    })?;
    Some(if signs::has_private_key(text) { *private } else { *public })
}
