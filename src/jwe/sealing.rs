//! Sealing a message: everything but the encryption of its content. The steps are those of RFC 7516 §5.1.

#![forbid(unsafe_code)]

use alloc::{string::String, vec, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{
    limits::MAX_RECIPIENTS,
    options::{Form, SealOptions},
};
use crate::{Error, PublicKey};

/// Bytes of ciphertext that are encoded at a time. A multiple of three, so that the encodings can be concatenated.
const CHUNK: usize = 3 << 10;

/// A message without its ciphertext and tag.
pub(crate) struct Sealing {
    /// The key of the content encryption. It encrypts one message only.
    pub content_key: Zeroizing<Vec<u8>>,
    /// The initialization vector.
    pub nonce: Vec<u8>,
    /// The additional authenticated data: the encoded protected header, and after a dot the encoded `aad`.
    pub authenticated: String,
    /// The text before the ciphertext, between the ciphertext and the tag, and after the tag.
    pub frame: [String; 3],
}

/// A recipient's entry: the `kid` as a JSON value, and the encrypted key in base64url.
struct Entry {
    kid: Option<String>,
    encrypted_key: String,
}

impl Sealing {
    /// Draws a content key and encrypts it to each recipient. Equal keys count once.
    ///
    /// # Errors
    /// [`Error::TooManyRecipients`]; [`Error::WeakKey`]; [`Error::InvalidArgument`] for the options, and without any
    /// recipient; [`Error::RandomUnavailable`].
    pub(crate) fn new<R: TryCryptoRng + ?Sized>(
        rng: &mut R,
        recipients: &[&PublicKey],
        options: &SealOptions<'_>,
    ) -> Result<Self, Error> {
        if recipients.len() > MAX_RECIPIENTS {
            return Err(Error::TooManyRecipients { count: recipients.len(), limit: MAX_RECIPIENTS });
        }
        if recipients.is_empty() {
            return Err(Error::InvalidArgument { reason: "seal needs at least one public key" });
        }
        let mut distinct: Vec<&PublicKey> = Vec::new();
        for recipient in recipients {
            if !distinct.contains(recipient) {
                distinct.push(recipient);
            }
        }
        let form = options.form_for(distinct.len())?;
        // Steps 2 and 9. A random content key and a random initialization vector.
        let mut content_key = Zeroizing::new(vec![0; options.enc.key_length()]);
        let mut nonce = vec![0; options.enc.nonce_length()];
        rng.try_fill_bytes(&mut content_key).map_err(|_| Error::RandomUnavailable)?;
        rng.try_fill_bytes(&mut nonce).map_err(|_| Error::RandomUnavailable)?;
        // Steps 3 to 6. Encrypt the content key to each recipient.
        let mut entries = Vec::with_capacity(distinct.len());
        for recipient in distinct {
            let encrypted_key = recipient.encrypt(rng, &content_key, &options.alg.oaep())?;
            let kid = options.kid_value(&recipient.thumbprint());
            entries.push(Entry { kid, encrypted_key: Base64UrlUnpadded::encode_string(&encrypted_key) });
        }
        // Steps 12 and 13. The protected header names the key of a single recipient. In general JSON each recipient has
        // a header of its own.
        let kid = entries.first().and_then(|entry| entry.kid.as_deref()).filter(|_| form != Form::General);
        let protected = encode(options.protected(kid)?.as_bytes());
        let aad = options.aad.map(encode);
        let frame = frame(form, &protected, &entries, &encode(&nonce), aad.as_deref());
        // Step 14. The additional authenticated data.
        let authenticated = match aad {
            None => protected,
            Some(aad) => [&protected, ".", &aad].concat(),
        };
        Ok(Self { content_key, nonce, authenticated, frame })
    }

    /// Puts the ciphertext and the tag into the message.
    pub(crate) fn finish(self, ciphertext: &[u8], tag: &[u8]) -> String {
        let [before, between, after] = self.frame;
        let mut sealed = before;
        // The tag in base64url and the text around the tag have fewer than 64 characters.
        sealed.reserve_exact(ciphertext.len().div_ceil(3) * 4 + 64);
        for chunk in ciphertext.chunks(CHUNK) {
            sealed.push_str(&Base64UrlUnpadded::encode_string(chunk));
        }
        sealed + &between + &Base64UrlUnpadded::encode_string(tag) + &after
    }
}

/// The text of a message around its ciphertext and tag (step 19).
fn frame(form: Form, protected: &str, entries: &[Entry], iv: &str, aad: Option<&str>) -> [String; 3] {
    let mut before = String::new();
    if form == Form::Compact {
        for Entry { encrypted_key, .. } in entries {
            before = [protected, encrypted_key, iv, ""].join(".");
        }
        return [before, ".".into(), String::new()];
    }
    before += &[r#"{"protected":""#, protected, "\","].concat();
    if let Some(aad) = aad {
        before += &[r#""aad":""#, aad, "\","].concat();
    }
    if form == Form::General {
        before += r#""recipients":["#;
    }
    for (index, Entry { kid, encrypted_key }) in entries.iter().enumerate() {
        let key = [r#""encrypted_key":""#, encrypted_key, "\""].concat();
        match (form, kid) {
            (Form::General, Some(kid)) => {
                before += &[if index == 0 { "" } else { "," }, r#"{"header":{"kid":"#, kid, "},", &key, "}"].concat();
            }
            (Form::General, None) => before += &[if index == 0 { "{" } else { ",{" }, &key, "}"].concat(),
            _ => before += &key,
        }
    }
    before += &[if form == Form::General { "]," } else { "," }, r#""iv":""#, iv, r#"","ciphertext":""#].concat();
    [before, r#"","tag":""#.into(), r#""}"#.into()]
}

/// Encodes base64url without padding.
fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}
