//! The public numbers of a key of any kind.

#![forbid(unsafe_code)]

use super::{der, jwk, kind::Kind, openssh};
use crate::{Error, key::PublicNumbers};

/// Calls `use_numbers` with the public numbers of a key, which are not checked.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`]; [`Error::PassphraseRequired`] for a private key whose public
/// numbers are encrypted; those of `use_numbers`.
pub(super) fn with_public(
    kind: Kind,
    bytes: &[u8],
    use_numbers: &mut dyn FnMut(PublicNumbers<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    match kind {
        Kind::Spki | Kind::Pkcs1Public | Kind::Certificate => use_numbers(der::public_numbers(bytes)?),
        Kind::OpenSshPublic | Kind::OpenSshCertificate => use_numbers(openssh::public_numbers(bytes)?),
        Kind::JwkPublic | Kind::JwkPrivate => use_numbers(jwk::Jwk::parse(bytes)?.public_numbers()?),
        Kind::Pkcs8 | Kind::Pkcs1Private => {
            let components = der::private_components(bytes)?;
            use_numbers(PublicNumbers { n: components.n, e: components.e })
        }
        Kind::OpenSshPrivate => use_numbers(openssh::public_numbers(openssh::PrivateFile::parse(bytes)?.public)?),
        Kind::EncryptedPkcs8 | Kind::Legacy(_) => Err(Error::PassphraseRequired),
        Kind::OtherPrivate(reason) | Kind::OtherPublic(reason) => Err(Error::UnsupportedKey { reason }),
        Kind::DamagedPrivate(reason) | Kind::DamagedPublic(reason) => Err(Error::MalformedKey { reason }),
    }
}
