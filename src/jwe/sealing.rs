//! Sealing a message: everything but the encryption of its content (RFC 7516 §5.1).

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::limits::MAX_RECIPIENTS;
use crate::{Error, OaepOptions, PublicKey};

/// Bytes of ciphertext that are encoded at a time. A multiple of three, so that the encodings can be concatenated.
const CHUNK: usize = 3 << 10;

/// The beginning of the protected header.
const ALGORITHMS: &str = r#"{"alg":"RSA-OAEP-256","enc":"A256GCM""#;

/// A message without its ciphertext and tag.
pub(crate) struct Sealing {
    /// The key of AES-256-GCM. It encrypts one message only.
    pub content_key: Zeroizing<[u8; 32]>,
    /// The nonce of AES-GCM.
    pub nonce: [u8; 12],
    /// The encoded protected header, which is also the additional authenticated data.
    pub protected: String,
    /// The text before the ciphertext, between the ciphertext and the tag, and after the tag.
    pub frame: [String; 3],
}

impl Sealing {
    /// Draws a content key and encrypts it to each recipient. Equal keys count once. `is_token`: the content is a JWT,
    /// which the header says (RFC 7519 §5.2).
    ///
    /// # Errors
    /// [`Error::TooManyRecipients`]; [`Error::WeakKey`]; [`Error::InvalidArgument`] without any recipient;
    /// [`Error::RandomUnavailable`].
    pub(crate) fn new<R: TryCryptoRng + ?Sized>(
        rng: &mut R,
        recipients: &[&PublicKey],
        is_token: bool,
    ) -> Result<Self, Error> {
        if recipients.len() > MAX_RECIPIENTS {
            return Err(Error::TooManyRecipients { count: recipients.len(), limit: MAX_RECIPIENTS });
        }
        let mut distinct: Vec<&PublicKey> = Vec::new();
        for recipient in recipients {
            if !distinct.contains(recipient) {
                distinct.push(recipient);
            }
        }
        // Steps 2 and 9. A random content key and a random initialization vector.
        let mut content_key = Zeroizing::new([0; 32]);
        let mut nonce = [0; 12];
        rng.try_fill_bytes(&mut *content_key).map_err(|_| Error::RandomUnavailable)?;
        rng.try_fill_bytes(&mut nonce).map_err(|_| Error::RandomUnavailable)?;
        // Steps 3 to 6. Encrypt the content key to each recipient.
        let mut entries = Vec::new();
        for recipient in distinct {
            let encrypted_key = recipient.encrypt(rng, &*content_key, &OaepOptions::default())?;
            entries.push((recipient.thumbprint(), Base64UrlUnpadded::encode_string(&encrypted_key)));
        }
        let iv = Base64UrlUnpadded::encode_string(&nonce);
        // Steps 12 to 14 and 19. The encoded protected header is the additional authenticated data. A thumbprint is
        // base64url and needs no escapes in JSON.
        let cty = if is_token { r#","cty":"JWT""# } else { "" };
        let (protected, frame) = match entries.as_slice() {
            [] => return Err(Error::InvalidArgument { reason: "seal needs at least one public key" }),
            [(kid, encrypted_key)] => {
                let protected = encode(&[ALGORITHMS, cty, r#","kid":""#, kid, r#""}"#].concat());
                let before = [&protected, encrypted_key, &iv, ""].join(".");
                (protected, [before, ".".into(), String::new()])
            }
            several => {
                let protected = encode(&[ALGORITHMS, cty, "}"].concat());
                let mut before = [r#"{"protected":""#, &protected, r#"","recipients":["#].concat();
                for (index, (kid, key)) in several.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    before += &[comma, r#"{"header":{"kid":""#, kid, r#""},"encrypted_key":""#, key, r#""}"#].concat();
                }
                before += &[r#"],"iv":""#, &iv, r#"","ciphertext":""#].concat();
                (protected, [before, r#"","tag":""#.into(), r#""}"#.into()])
            }
        };
        Ok(Self { content_key, nonce, protected, frame })
    }

    /// Puts the ciphertext and the tag into the message.
    pub(crate) fn finish(self, ciphertext: &[u8], tag: &[u8]) -> String {
        let [before, between, after] = self.frame;
        let mut sealed = before;
        sealed.reserve_exact(ciphertext.len().div_ceil(3) * 4 + 64);
        for chunk in ciphertext.chunks(CHUNK) {
            sealed.push_str(&Base64UrlUnpadded::encode_string(chunk));
        }
        sealed + &between + &Base64UrlUnpadded::encode_string(tag) + &after
    }
}

fn encode(text: &str) -> String {
    Base64UrlUnpadded::encode_string(text.as_bytes())
}
