//! JOSE headers (RFC 7516 §4): the members that mean something here, wherever they stand.

use alloc::string::String;

use crate::{Error, json::Value};

/// Names and values, as JSON has them.
pub(super) type Members = [(String, Value)];

/// A recipient's JOSE header: the union of up to three JSON objects (RFC 7516 §7.2.1).
#[derive(Debug)]
pub(super) struct Header {
    pub alg: String,
    pub enc: String,
    pub kid: Option<String>,
}

impl Header {
    /// Joins the headers that all recipients share with the recipient's own, and refuses what cannot or must not be
    /// processed.
    ///
    /// Where `alg`, `enc` and `kid` stand does not matter: if someone on the way changes them, nothing opens.
    pub(super) fn join(shared: &Members, own: &Members) -> Result<Self, Error> {
        check_distinct(shared, own)?;
        let (mut alg, mut enc, mut kid) = (None, None, None);
        for (name, value) in shared.iter().chain(own) {
            let member = match name.as_str() {
                "alg" => &mut alg,
                "enc" => &mut enc,
                "kid" => &mut kid,
                // Compression before encryption leaks the content through its length, and a small message may inflate
                // to fill the memory. Outside the protected header it would be malformed besides.
                "zip" => return Err(Error::UnsupportedAlgorithm { reason: "it is compressed (zip)" }),
                // 5. No extension is understood here, so any that must be is one too many.
                "crit" => {
                    return Err(Error::UnsupportedAlgorithm {
                        reason: "it needs an extension that is not known here (crit)",
                    });
                }
                _ => continue,
            };
            let Value::String(text) = value else {
                return Err(Error::MalformedMessage { reason: "its header has an alg, enc or kid that is no text" });
            };
            *member = Some(text.clone());
        }
        match (alg, enc) {
            (Some(alg), Some(enc)) => Ok(Self { alg, enc, kid }),
            _ => Err(Error::MalformedMessage { reason: "its header names no alg or no enc" }),
        }
    }
}

/// 4. The names in the three places must differ. Within one place the JSON reader has seen to it.
pub(super) fn check_distinct(one: &Members, other: &Members) -> Result<(), Error> {
    if one.iter().any(|(name, _)| other.iter().any(|(known, _)| known == name)) {
        return Err(Error::MalformedMessage { reason: "a member of its header comes twice" });
    }
    Ok(())
}
