//! The public numbers of a key of any kind.

#![forbid(unsafe_code)]

use crate::{
    Error,
    encoding::{
        der, jwk,
        kind::{Kind, Purpose},
        openssh,
    },
    key::{PssParameters, PublicNumbers},
};

/// A function of the public numbers of a key and the parameters of PSS that the key states.
pub(crate) type UseNumbers<'a> = &'a mut dyn FnMut(PublicNumbers<'_>, Option<PssParameters>) -> Result<(), Error>;

/// Calls `use_numbers` with the public numbers of a key that is to be used for `purpose`, and with the parameters of
/// PSS that the key states. The numbers are not checked.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`]; [`Error::PassphraseRequired`] for a private key whose public
/// numbers are encrypted; the errors of `use_numbers`.
pub(crate) fn with_public(
    kind: Kind,
    bytes: &[u8],
    purpose: Purpose,
    use_numbers: UseNumbers<'_>,
) -> Result<(), Error> {
    match kind {
        Kind::Spki | Kind::Pkcs1Public | Kind::Certificate => {
            let (numbers, parameters) = der::public_numbers(bytes, purpose)?;
            use_numbers(numbers, parameters)
        }
        Kind::OpenSshPublic | Kind::OpenSshCertificate => use_numbers(openssh::public_numbers(bytes)?, None),
        Kind::JwkPublic | Kind::JwkPrivate => {
            let jwk = jwk::Jwk::parse(bytes, purpose)?;
            use_numbers(jwk.public_numbers()?, jwk.parameters)
        }
        Kind::Pkcs8 | Kind::Pkcs1Private => {
            let components = der::private_components(bytes, purpose)?;
            use_numbers(PublicNumbers { n: components.n, e: components.e }, components.parameters)
        }
        Kind::OpenSshPrivate => use_numbers(openssh::public_numbers(openssh::PrivateFile::parse(bytes)?.public)?, None),
        Kind::EncryptedPkcs8 | Kind::Legacy(_) => Err(Error::PassphraseRequired),
        Kind::OtherPrivate(reason) | Kind::OtherPublic(reason) => Err(Error::UnsupportedKey { reason }),
        Kind::DamagedPrivate(reason) | Kind::DamagedPublic(reason) => Err(Error::MalformedKey { reason }),
    }
}
