//! The options for sealing a message, and the protected header that states them.

#![forbid(unsafe_code)]

use alloc::string::String;

use super::{
    algorithm::{ContentEncryption, KeyEncryption},
    limits::{MAX_AAD, MAX_PROTECTED},
};
#[cfg(feature = "private")]
use crate::json::{MAX_MEMBERS, Object, Value};
use crate::{
    Error,
    json::{characters, push_string},
    key::MAX_KID,
};

/// How [`seal_with`](super::seal_with) seals a message. The default is what [`seal`](super::seal) does.
#[derive(Clone, Copy, Debug, Default)]
pub struct SealOptions<'a> {
    /// The key encryption (`alg`).
    pub alg: KeyEncryption,
    /// The content encryption (`enc`).
    pub enc: ContentEncryption,
    /// The serialization. With `None` it is compact for one recipient without `aad`, flattened JSON for one recipient
    /// with `aad`, and general JSON for several recipients.
    pub form: Option<Form>,
    /// The name of the recipient's key (`kid`).
    pub kid: KeyId<'a>,
    /// More members of the protected header, such as `cty`: a JSON object, in which `alg`, `enc`, `kid`, `zip` and
    /// `crit` are refused. `cty` and `typ` are strings. The whole header has at most 64 members and 16,384 characters
    /// of base64url.
    pub header: Option<&'a str>,
    /// The application's authenticated data (`aad`), which is sent with the message: 1 byte to 512 KiB. The compact
    /// serialization cannot have any.
    pub aad: Option<&'a [u8]>,
}

/// A serialization of a message (RFC 7516 §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// §7.1. For one recipient, and without `aad`.
    Compact,
    /// §7.2.2. For one recipient.
    Flattened,
    /// §7.2.1.
    General,
}

impl Form {
    /// Finds the form of this name: `compact`, `flattened` or `general`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`].
    pub fn parse(name: &str) -> Result<Self, Error> {
        match name {
            "compact" => Ok(Self::Compact),
            "flattened" => Ok(Self::Flattened),
            "general" => Ok(Self::General),
            _ => Err(Error::InvalidArgument { reason: "form must be compact, flattened or general" }),
        }
    }
}

/// The name of a recipient's key in a message, the header's `kid`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyId<'a> {
    /// The thumbprint of the key (RFC 7638).
    #[default]
    Thumbprint,
    /// A name of at most 1,024 characters, for a message with one recipient.
    Named(&'a str),
    /// No `kid`: nothing in the message names its recipients.
    Omitted,
}

impl SealOptions<'_> {
    /// The serialization for this number of recipients.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for options that exclude each other or this number of recipients, and for `aad` or
    /// `kid` of a length that is not allowed.
    pub(super) fn form_for(&self, recipients: usize) -> Result<Form, Error> {
        let invalid = |reason| Err(Error::InvalidArgument { reason });
        match self.aad {
            Some([]) => return invalid("aad must not be empty: leave it out"),
            Some(aad) if aad.len() > MAX_AAD => return invalid("aad must have at most 524,288 bytes"),
            _ => {}
        }
        if let KeyId::Named(kid) = self.kid {
            if recipients > 1 {
                return invalid("kid names the key of one recipient, and this message has several");
            }
            if characters(kid) > MAX_KID {
                return invalid("kid must have at most 1,024 characters");
            }
        }
        match (self.form, recipients) {
            (Some(Form::Compact), _) if self.aad.is_some() => {
                invalid("the compact form cannot have aad: use flattened or general")
            }
            (Some(Form::Compact | Form::Flattened), 2..) => {
                invalid("the compact and the flattened form have one recipient: use general")
            }
            (Some(form), _) => Ok(form),
            (None, 0 | 1) => Ok(if self.aad.is_some() { Form::Flattened } else { Form::Compact }),
            (None, _) => Ok(Form::General),
        }
    }

    /// The `kid` of a recipient's key, as a JSON value.
    pub(super) fn kid_value(&self, thumbprint: &str) -> Option<String> {
        let kid = match self.kid {
            KeyId::Thumbprint => thumbprint,
            KeyId::Named(kid) => kid,
            KeyId::Omitted => return None,
        };
        let mut value = String::new();
        push_string(&mut value, kid);
        Some(value)
    }

    /// The protected header as JSON text. `kid` is a JSON value.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`].
    pub(super) fn protected(&self, kid: Option<&str>) -> Result<String, Error> {
        // The names of algorithms have no characters that JSON escapes.
        let mut text = [r#"{"alg":""#, self.alg.name(), r#"","enc":""#, self.enc.name(), "\""].concat();
        if let Some(kid) = kid {
            text += &[r#","kid":"#, kid].concat();
        }
        if let Some(more) = self.header.map(more_members).transpose()?.filter(|members| !members.is_empty()) {
            text += &[",", more].concat();
        }
        text.push('}');
        if text.len() > MAX_PROTECTED / 4 * 3 {
            return Err(Error::InvalidArgument { reason: "header is too long: 12,288 bytes are taken in all" });
        }
        Ok(text)
    }
}

/// Returns the text of the members that a caller adds to the protected header, without the braces. js/encrypt/module.js
/// has checked them.
#[cfg(not(feature = "private"))]
#[expect(clippy::unnecessary_wraps, reason = "the function below has errors")]
fn more_members(header: &str) -> Result<&str, Error> {
    Ok(header.get(1..header.len().saturating_sub(1)).unwrap_or_default())
}

/// Checks the members that a caller adds to the protected header. Returns their text, without the braces.
///
/// # Errors
/// [`Error::InvalidArgument`].
#[cfg(feature = "private")]
fn more_members(header: &str) -> Result<&str, Error> {
    /// `alg`, `enc` and `kid` have options of their own. Messages are not compressed, and no extension is supported.
    const REFUSED: [&str; 5] = ["alg", "enc", "kid", "zip", "crit"];
    let invalid = |reason| Err(Error::InvalidArgument { reason });
    let Some(Value::Object(members)) = Value::parse(header) else {
        return invalid("header must be a JSON object of at most 64 distinct members in each");
    };
    // `alg`, `enc` and `kid` are added to these members.
    if members.members().count() > MAX_MEMBERS - 3 {
        return invalid("header must have at most 61 members");
    }
    if REFUSED.iter().any(|name| members.get(name).is_some()) {
        return invalid("header must not have alg, enc, kid, zip or crit: the first three are options of their own");
    }
    let is_text = |name| matches!(members.get(name), None | Some(Value::String(_)));
    if !is_text("cty") || !is_text("typ") {
        return invalid("cty and typ in header must be strings");
    }
    let Object { start, length, .. } = members;
    // An object's text begins and ends with a brace.
    Ok(header.get(start + 1..start + length - 1).unwrap_or_default().trim_ascii())
}
