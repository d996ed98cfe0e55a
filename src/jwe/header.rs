//! JOSE headers (RFC 7516 §4): `alg`, `enc` and `kid`, and the members for which a message is refused.

#![forbid(unsafe_code)]

use alloc::rc::Rc;

use super::limits::{MAX_ALGORITHM, MAX_UNPROTECTED};
use crate::{
    Error, Reason,
    json::{Object, Value, characters},
    key::MAX_KID,
};

/// A JOSE header: the union of up to three JSON objects (RFC 7516 §7.2.1), the protected header, the shared unprotected
/// header and the recipient's own. Recipients share the strings of the first two.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    pub alg: Option<Rc<str>>,
    pub enc: Option<Rc<str>>,
    pub kid: Option<Rc<str>>,
}

impl Header {
    /// Adds the members of one of the three objects. After an error, which is that of the first refused member, the
    /// other members have been added nevertheless.
    ///
    /// `alg`, `enc` and `kid` may stand in any of the three: a change of an unprotected one only prevents decryption.
    ///
    /// # Errors
    /// [`Error::MalformedMessage`]; [`Error::UnsupportedAlgorithm`] for `zip` and `crit`.
    pub(super) fn add(&mut self, part: &Object<'_>) -> Result<(), Error> {
        let mut result = Ok(());
        for (name, value) in part.members() {
            let member = match name {
                "alg" => text(value, MAX_ALGORITHM).map(|text| self.alg = Some(text)),
                "enc" => text(value, MAX_ALGORITHM).map(|text| self.enc = Some(text)),
                // The key ID is a hint. A value that is not a string, which RFC 7515 §4.1.4 forbids, names no key.
                "kid" if !matches!(value, Value::String(_)) => Ok(()),
                "kid" => text(value, MAX_KID).map(|text| self.kid = Some(text)),
                // Compression before encryption leaks the content through its length, and a small message may inflate
                // until it fills the memory.
                "zip" => Err(Error::UnsupportedAlgorithm { reason: Reason::Compressed }),
                // RFC 7516 §5.2, step 5. No extension is supported, so a message that needs one is refused.
                "crit" => Err(Error::UnsupportedAlgorithm { reason: Reason::CriticalExtension }),
                _ => Ok(()),
            };
            result = result.and(member);
        }
        result
    }
}

/// The string of a member, of at most `limit` characters.
///
/// # Errors
/// [`Error::MalformedMessage`].
fn text(value: &Value<'_>, limit: usize) -> Result<Rc<str>, Error> {
    match value {
        Value::String(text) if characters(text) <= limit => Ok(Rc::from(text.as_ref())),
        Value::String(_) => Err(Error::MalformedMessage { reason: Reason::HeaderValueTooLong }),
        _ => Err(Error::MalformedMessage { reason: Reason::HeaderValueNotText }),
    }
}

/// RFC 7516 §5.2, step 4. Refuses a member that two objects have. The JSON reader refuses duplicates within one object.
///
/// # Errors
/// [`Error::MalformedMessage`].
pub(super) fn check_distinct(one: &Object<'_>, other: &Object<'_>) -> Result<(), Error> {
    if one.members().any(|(name, _)| other.get(name).is_some()) {
        return Err(Error::MalformedMessage { reason: Reason::HeaderMemberTwice });
    }
    Ok(())
}

/// Refuses an unprotected header that is too long.
///
/// # Errors
/// [`Error::MalformedMessage`].
pub(super) fn check_length(unprotected: &Object<'_>) -> Result<(), Error> {
    if unprotected.length > MAX_UNPROTECTED {
        return Err(Error::MalformedMessage { reason: Reason::UnprotectedHeaderTooLong });
    }
    Ok(())
}
