//! JOSE headers (RFC 7516 §4): the members that mean something here, wherever they stand.

use alloc::rc::Rc;

use crate::{
    Error,
    json::{Object, Value},
    key::{MAX_KID, characters},
};

/// The longest `alg` or `enc` in characters. The longest that is registered has 18.
const MAX_NAME: usize = 128;
/// The longest text of a header other than the protected one, in bytes.
const MAX_UNPROTECTED: usize = 16 << 10;

/// A JOSE header, or what the headers that all recipients share say of it: the union of up to three JSON objects (RFC 7516
/// §7.2.1). The texts are shared among the recipients.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    pub alg: Option<Rc<str>>,
    pub enc: Option<Rc<str>>,
    pub kid: Option<Rc<str>>,
}

impl Header {
    /// Adds the members of another part. What cannot or must not be processed is an error, beside which the rest is read
    /// all the same.
    ///
    /// Where `alg`, `enc` and `kid` stand does not matter: if someone on the way changes them, nothing opens.
    pub(super) fn add(&mut self, part: &Object<'_>) -> Result<(), Error> {
        let mut result = Ok(());
        for (name, value) in part.members() {
            let member = match name {
                "alg" => text(value, MAX_NAME).map(|text| self.alg = Some(text)),
                "enc" => text(value, MAX_NAME).map(|text| self.enc = Some(text)),
                "kid" => text(value, MAX_KID).map(|text| self.kid = Some(text)),
                // Compression before encryption leaks the content through its length, and a small message may inflate
                // to fill the memory. Outside the protected header it would be malformed besides.
                "zip" => Err(Error::UnsupportedAlgorithm { reason: "it is compressed (zip)" }),
                // 5. No extension is understood here, so any that must be is one too many.
                "crit" => {
                    Err(Error::UnsupportedAlgorithm { reason: "it needs an extension that is not known here (crit)" })
                }
                _ => Ok(()),
            };
            result = result.and(member);
        }
        result
    }
}

/// The text of a member, of at most `limit` characters.
fn text(value: &Value<'_>, limit: usize) -> Result<Rc<str>, Error> {
    match value {
        Value::String(text) if characters(text) <= limit => Ok(Rc::from(text.as_ref())),
        Value::String(_) => {
            Err(Error::MalformedMessage { reason: "its header has an alg, enc or kid that is too long" })
        }
        _ => Err(Error::MalformedMessage { reason: "its header has an alg, enc or kid that is no text" }),
    }
}

/// 4. The names in the three places must differ. Within one place the JSON reader has seen to it.
pub(super) fn check_distinct(one: &Object<'_>, other: &Object<'_>) -> Result<(), Error> {
    if one.members().any(|(name, _)| other.get(name).is_some()) {
        return Err(Error::MalformedMessage { reason: "a member of its header comes twice" });
    }
    Ok(())
}

/// Refuses a header other than the protected one that is too long.
pub(super) fn check_length(unprotected: &Object<'_>) -> Result<(), Error> {
    if unprotected.length > MAX_UNPROTECTED {
        return Err(Error::MalformedMessage { reason: "one of its headers has more than 16,384 bytes" });
    }
    Ok(())
}
