//! The `AlgorithmIdentifier` of an RSA key (RFC 5280 §4.1.1.2): rsaEncryption, or id-RSASSA-PSS and its parameters
//! (RFC 8017 appendix A.2.3, RFC 4055 §3.1), which only keys for signatures may have.

#![forbid(unsafe_code)]

mod identifiers;
#[cfg(feature = "private")]
mod pss;

use alloc::vec::Vec;

use zeroize::Zeroizing;

use self::identifiers::{ID_RSAES_OAEP, ID_RSASSA_PSS, NULL, PKCS1, RSA_ENCRYPTION};
use super::{
    asn1::Tag,
    values::{Members, write},
};
use crate::{
    Error, Reason,
    encoding::kind::{DAMAGED, Purpose},
    key::PssParameters,
};

/// Reads the contents of the `AlgorithmIdentifier` of a key that is to be used for `purpose`: rsaEncryption, or for
/// signatures also id-RSASSA-PSS. Returns the parameters of PSS that the identifier states: the key must not be used
/// with any others.
///
/// # Errors
/// [`Error::UnsupportedKey`]; [`Error::MalformedKey`].
pub(super) fn read(contents: &[u8], purpose: Purpose) -> Result<Option<PssParameters>, Error> {
    let reason = match contents.strip_prefix(PKCS1) {
        // RFC 8017 requires NULL parameters, which some software leaves out.
        Some([RSA_ENCRYPTION] | [RSA_ENCRYPTION, 5, 0]) => return Ok(None),
        Some([RSA_ENCRYPTION, ..]) => return Err(DAMAGED),
        // Without parameters the key may be used with any parameters of PSS.
        Some([ID_RSASSA_PSS]) if purpose == Purpose::Signatures => return Ok(None),
        #[cfg(feature = "private")]
        Some([ID_RSASSA_PSS, ..]) if purpose == Purpose::Signatures => return pss::read(contents).map(Some),
        // A build without private keys verifies no signatures, so it does not read the parameters.
        #[cfg(not(feature = "private"))]
        Some([ID_RSASSA_PSS, ..]) if purpose == Purpose::Signatures => return Ok(None),
        Some([ID_RSASSA_PSS, ..]) => Reason::PssOnly,
        Some([ID_RSAES_OAEP, ..]) if purpose == Purpose::Signatures => Reason::OaepOnly,
        Some([ID_RSAES_OAEP, ..]) => Reason::OaepRestricted,
        _ => {
            Members::inside(contents).value(Tag::ObjectIdentifier)?;
            Reason::NotRsa
        }
    };
    Err(Error::UnsupportedKey { reason })
}

/// Writes the `AlgorithmIdentifier` of a key: id-RSASSA-PSS with the parameters if the identifier that was read had
/// them, or else rsaEncryption with NULL.
pub(super) fn written(parameters: Option<PssParameters>) -> Zeroizing<Vec<u8>> {
    match parameters {
        #[cfg(feature = "private")]
        // `true`: with NULL parameters of the hash, as most software writes it.
        Some(parameters) if parameters.is_in_algorithm => write(Tag::Sequence, &[&pss::contents(&parameters, true)]),
        _ => write(Tag::Sequence, &[PKCS1, &[RSA_ENCRYPTION], NULL]),
    }
}
