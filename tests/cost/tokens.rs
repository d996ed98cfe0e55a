//! Hostile signed messages: each token is sealed for its reader, and the sender's signature is valid, except where the
//! input changes the signature or the whole token.

use std::sync::Arc;

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::SysRng;
use sealpost::{PssOptions, PublicKey, SealOptions, SigningKey, seal_with};

use crate::shapes::{Make, framed, named, repeated};

/// The length of a long value, in bytes, with which a header stays below the limit of 16 KiB of base64url.
const SHORT: usize = 11_000;

/// What an input changes.
#[derive(Clone, Copy)]
pub enum Place {
    /// A member of the header. The header may exceed its limit.
    Header(&'static str),
    /// A member of a header that stays below its limit.
    ShortHeader(&'static str),
    /// A claim.
    Claims(&'static str),
    /// The signature, in base64url.
    Signature,
    /// The whole token.
    Token,
}
use Place::{Claims, Header, ShortHeader, Signature, Token};

/// Who signs the tokens, and the key for which they are sealed.
pub struct Parties {
    pub sender: SigningKey,
    pub reader: PublicKey,
}

impl Parties {
    /// A sealed token, which is valid except for `value` at `place`. If `place` names a member that the token does not
    /// have, the member is added.
    pub fn sealed(&self, place: Place, value: &str) -> Vec<u8> {
        let key = self.sender.verifying_key();
        let (id, reader) = (format!("\"{}\"", key.thumbprint()), format!("[\"{}\"]", self.reader.thumbprint()));
        let header = [("alg", r#""PS256""#), ("typ", r#""sealpost+jwt""#), ("kid", &id), ("jwk", &key.to_jwk())];
        let claims = [("iss", id.as_str()), ("aud", &reader), ("iat", "1"), ("jti", "\"0\""), ("text", "\"\"")];
        let header =
            object(&header, if let Header(name) | ShortHeader(name) = place { Some((name, value)) } else { None });
        let claims = object(&claims, if let Claims(name) = place { Some((name, value)) } else { None });
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        let signed = [encode(&header), encode(&claims)].join(".");
        let token = match place {
            Token => value.into(),
            Signature => [&signed, value].join("."),
            _ => {
                let signature = self.sender.sign(&mut SysRng, signed.as_bytes(), &PssOptions::default());
                [signed, Base64UrlUnpadded::encode_string(&signature.expect("the options fit"))].join(".")
            }
        };
        let options = SealOptions { header: Some(r#"{"cty":"JWT"}"#), ..SealOptions::default() };
        seal_with(&mut SysRng, token.as_bytes(), &[&self.reader], &options).expect("the token fits").into()
    }
}

/// A JSON object with these members and with `changed`, which replaces a member of the same name.
fn object(members: &[(&str, &str)], changed: Option<(&str, &str)>) -> String {
    let kept = members.iter().copied().filter(|(name, _)| changed.is_none_or(|(other, _)| other != *name));
    let members: Vec<_> = kept.chain(changed).map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

/// An object of 60 members with long names that begin alike.
fn long_names() -> Make {
    Box::new(|length| {
        let stem = "x".repeat(length / 60);
        let members: Vec<_> = (0..60).map(|number| format!(r#""{stem}{number:0>2}":1"#)).collect();
        format!("{{{}}}", members.join(",")).into()
    })
}

/// Names and makers of the inputs.
pub fn inputs(parties: &Arc<Parties>) -> Vec<(&'static str, Make)> {
    let sealed = |(name, place, value): (&'static str, Place, Make)| {
        let parties = Arc::clone(parties);
        let make: Make = Box::new(move |length| {
            let length = if matches!(place, ShortHeader(_)) { length.min(SHORT) } else { length };
            parties.sealed(place, &String::from_utf8(value(length)).expect("the value is text"))
        });
        (name, make)
    };
    kinds().into_iter().map(sealed).collect()
}

/// Names of the inputs, the places that they change, and makers of the new values.
fn kinds() -> Vec<(&'static str, Place, Make)> {
    vec![
        ("a long text", Claims("text"), framed("\"", "x", "\"")),
        ("a text of escapes", Claims("text"), framed("\"", r"\u0041", "\"")),
        ("a text of surrogates", Claims("text"), framed("\"", r"\ud83d\ude00", "\"")),
        ("a text of characters outside ASCII", Claims("text"), framed("\"", "é", "\"")),
        ("a text without an end", Claims("text"), framed("\"", r"\\", "")),
        ("long data beside a text", Claims("data"), framed("\"", "AAAA", "\"")),
        ("an audience of many", Claims("aud"), framed("[", r#""x","#, r#""x"]"#)),
        ("an audience of objects", Claims("aud"), framed("[", "{},", "{}]")),
        ("an audience of long texts", Claims("aud"), Box::new(audience)),
        ("a long audience", Claims("aud"), framed("\"", "x", "\"")),
        ("a long issuer", Claims("iss"), framed("\"", "x", "\"")),
        ("a long ID", Claims("jti"), framed("\"", "x", "\"")),
        ("a long ID of escapes", Claims("jti"), framed("\"", r"\u0041", "\"")),
        ("many IDs", Claims("jti"), framed("[", r#""0","#, r#""0"]"#)),
        ("an ID that comes often", Claims("jti"), framed("\"0\"", r#","jti":"0""#, "")),
        ("a long time", Claims("iat"), repeated("1")),
        ("a time with a long fraction", Claims("iat"), framed("1.", "1", "")),
        ("a long name", Claims("name"), framed("\"", "é", "\"")),
        ("a long key of the writer", Claims("reply_to"), framed(r#"{"n":""#, "AAAA", r#""}"#)),
        ("a key of the writer with many members", Claims("reply_to"), named("", usize::MAX, "")),
        ("a key of the writer with long names", Claims("reply_to"), long_names()),
        ("objects in an unknown claim", Claims("x"), framed("[", r#"{"a":1,"b":2},"#, "{}]")),
        ("values in an unknown claim", Claims("x"), framed("[", "1,", "1]")),
        ("many claims", Claims("x"), Box::new(members)),
        ("arrays in arrays", Claims("x"), repeated("[")),
        ("objects in objects", Claims("x"), repeated(r#"{"x":"#)),
        ("a header beyond the limit", Header("x"), framed("\"", "x", "\"")),
        ("values in a header", ShortHeader("x"), framed("[", "1,", "1]")),
        ("objects in a header", ShortHeader("x"), framed("[", r#"{"a":1,"b":2},"#, "{}]")),
        ("escapes in a header", ShortHeader("x"), framed("\"", r"\u0041", "\"")),
        ("many members of a header", ShortHeader("x"), Box::new(members)),
        ("arrays in a header", ShortHeader("x"), repeated("[")),
        ("names of critical members", ShortHeader("crit"), framed("[", r#""x","#, r#""x"]"#)),
        ("a long key ID", ShortHeader("kid"), framed("\"", "x", "\"")),
        ("a long type", ShortHeader("typ"), framed("\"", "x", "\"")),
        ("a long modulus", ShortHeader("jwk"), framed(r#"{"kty":"RSA","e":"AQAB","n":""#, "AAAA", r#""}"#)),
        ("a long exponent", ShortHeader("jwk"), framed(r#"{"kty":"RSA","n":"AQ","e":""#, "AAAA", r#""}"#)),
        ("a key of long names", ShortHeader("jwk"), long_names()),
        ("a long signature", Signature, repeated("AAAA")),
        ("a signature that is not base64url", Signature, repeated("A é")),
        ("dots", Token, repeated(".")),
        ("beginnings of tokens", Token, repeated("eyJ.")),
        ("a long part", Token, framed("eyJ.", "AAAA", ".AAAA")),
        ("characters outside ASCII", Token, repeated("é")),
    ]
}

/// An audience of 99 long texts.
fn audience(length: usize) -> Vec<u8> {
    let text = "x".repeat(length / 99);
    let texts: Vec<_> = (0..99).map(|_| format!("\"{text}\"")).collect();
    format!("[{}]", texts.join(",")).into()
}

/// The value of a member, and further members after that value: as many as the length allows.
fn members(length: usize) -> Vec<u8> {
    let names: Vec<_> = (0..length / 12).map(|number| format!(r#","{number:0>6}":1"#)).collect();
    ["1", &names.concat()].concat().into()
}
