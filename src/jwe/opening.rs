//! Opening a message: the attempts to make with the keys, and the content key of each attempt (RFC 7516 §5.2).

#![forbid(unsafe_code)]

use alloc::{rc::Rc, string::String, vec, vec::Vec};
use core::fmt;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{
    algorithm::{ContentEncryption, KeyEncryption},
    content::{self, AeadParameters},
    header::Header,
    limits::{MAX_ATTEMPTED_BYTES, MAX_ATTEMPTS, check_content_length},
    message::{Message, Recipient},
};
use crate::{Error, OaepOptions, PrivateKey, Reason};

/// An opened message. `Debug` leaves the plaintext out.
pub struct Unsealed {
    /// The decrypted message.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// The thumbprint of the key that opened it.
    pub key_id: String,
    /// The key ID that the message has for this key, if it has one. Senders choose it freely.
    pub kid: Option<String>,
    /// The protected header as JSON text, as it was sent. Unprotected headers are left out, because anyone who handles
    /// the message can change them.
    pub header: String,
    /// The application's authenticated data (`aad`), which only the JSON serializations can have.
    pub aad: Option<Vec<u8>>,
}

impl fmt::Debug for Unsealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plaintext: _, key_id, kid, header, aad: _ } = self;
        let mut fields = f.debug_struct("Unsealed");
        fields.field("key_id", key_id).field("kid", kid).field("header", header).finish_non_exhaustive()
    }
}

/// A message and the attempts to open it with the caller's keys.
///
/// The ciphertext is not stored here, so that the caller can decrypt a long one by other means, such as WebCrypto.
pub(crate) struct Opening {
    message: Message,
    entries: Vec<Entry>,
    keys: Vec<KeyName>,
    /// The index of an entry and that of a key, in the order of the attempts.
    attempts: Vec<(usize, usize)>,
    /// The error if no attempt opens the message.
    pub(crate) failure: Error,
}

/// What must be known of a private key to plan the attempts. The private key itself is needed only when an attempt is
/// made with it.
#[derive(Clone)]
pub(crate) struct KeyName {
    /// The thumbprint.
    pub id: String,
    /// The key ID that the key's JWK gives it.
    pub kid: Option<String>,
    /// Length of the modulus in bytes.
    pub size: usize,
}

impl KeyName {
    /// The name of a private key that is at hand.
    pub(crate) fn of(key: &PrivateKey) -> Self {
        Self { id: key.public_key().thumbprint(), kid: key.kid().map(String::from), size: key.size() }
    }
}

/// A recipient's entry with known algorithms.
struct Entry {
    encrypted_key: Vec<u8>,
    kid: Option<Rc<str>>,
    oaep: OaepOptions<'static>,
    encryption: ContentEncryption,
}

/// The content encryption and the content key that an attempt yields.
pub(crate) type ContentKey = (ContentEncryption, Zeroizing<Vec<u8>>);

impl Opening {
    /// Plans the attempts to make with `keys` at a message with `length` characters of ciphertext.
    ///
    /// # Errors
    /// The reason why no entry can be opened, whatever the keys; [`Error::MessageTooLong`]; [`Error::InvalidArgument`]
    /// without any key.
    pub(crate) fn new(mut message: Message, length: usize, keys: Vec<KeyName>) -> Result<Self, Error> {
        if keys.is_empty() {
            return Err(Error::InvalidArgument { reason: "unseal needs at least one private key" });
        }
        let bytes = length / 4 * 3;
        check_content_length(bytes)?;
        let names_key = |kid: &Option<Rc<str>>, key: usize| {
            kid.as_deref().is_some_and(|kid| kid == keys[key].id || keys[key].kid.as_deref() == Some(kid))
        };
        let names_ours = |kid: &_| (0..keys.len()).any(|key| names_key(kid, key));
        // Step 5. An entry that is invalid or has unknown algorithms is skipped, as it may be for somebody else. Of the
        // errors of these entries, only one is stored: that of the first that names one of the keys, or else the first.
        let (mut entries, mut refusal) = (Vec::new(), None);
        for Recipient { header, encrypted_key } in core::mem::take(&mut message.recipients) {
            match encrypted_key.and_then(|key| Entry::new(&message, &header, key)) {
                Ok(entry) => entries.push(entry),
                Err(error) => {
                    let is_ours = names_ours(&header.kid);
                    if !matches!(refusal, Some((was_ours, _)) if was_ours || !is_ours) {
                        refusal = Some((is_ours, error));
                    }
                }
            }
        }
        let failure = match refusal {
            _ if entries.iter().any(|entry| names_ours(&entry.kid)) => Error::DecryptionFailed,
            Some((true, error)) => error,
            Some((false, error)) if entries.is_empty() => error,
            _ if entries.iter().any(|entry| entry.kid.is_some()) => Error::NotARecipient,
            _ => Error::DecryptionFailed,
        };
        if entries.is_empty() {
            return Err(failure);
        }
        // Step 7. Find the entries that one of the keys may open. `kid` is a hint of no specified form (§4.1.6), so it
        // orders the attempts and excludes no attempt: first each entry that names a key, with that key; then entries
        // without `kid`; then the rest.
        let limit = MAX_ATTEMPTS.min(MAX_ATTEMPTED_BYTES / bytes.max(message.authenticated.len()).max(1));
        let mut attempts: Vec<(usize, usize)> = Vec::new();
        for (rank, index) in (0..3).flat_map(|rank| (0..entries.len()).map(move |index| (rank, index))) {
            let entry = &entries[index];
            for key in 0..keys.len() {
                let own_rank = if names_key(&entry.kid, key) { 0 } else { 1 + u32::from(entry.kid.is_some()) };
                // An earlier attempt with an equal entry and the same key yields the same content key.
                let is_equal = |(earlier, with): &(usize, usize)| {
                    keys[*with].id == keys[key].id && entries[*earlier].equals(entry)
                };
                if own_rank != rank || keys[key].size != entry.encrypted_key.len() || attempts.iter().any(is_equal) {
                    continue;
                }
                if attempts.len() == limit {
                    return Ok(Self { message, entries, keys, attempts, failure: Error::TooManyAttempts { limit } });
                }
                attempts.push((index, key));
            }
        }
        Ok(Self { message, entries, keys, attempts, failure })
    }

    /// The parameters of the content encryption besides the content key.
    pub(crate) fn parameters(&self) -> AeadParameters<'_> {
        let Message { nonce, authenticated, tag, .. } = &self.message;
        AeadParameters { nonce, authenticated: authenticated.as_bytes(), tag }
    }

    /// The index of the key that an attempt needs. Returns `None` after the last attempt.
    pub(crate) fn key(&self, attempt: usize) -> Option<usize> {
        self.attempts.get(attempt).map(|(_, key)| *key)
    }

    /// Decrypts the content key of an attempt with its key.
    ///
    /// If the encrypted key does not decrypt, the result is a random content key, so that neither the error nor the
    /// time distinguishes a wrong encrypted key from a wrong content (§11.5). The caller decrypts the content with the
    /// content key, and makes the next attempt if that fails.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`]; [`Error::Internal`].
    pub(crate) fn content_key<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        key: &PrivateKey,
        attempt: usize,
    ) -> Result<ContentKey, Error> {
        let (index, _) = self.attempts.get(attempt).ok_or_else(|| Error::Internal)?;
        let Entry { encrypted_key, oaep, encryption, .. } = &self.entries[*index];
        // Step 9. Decrypt the content key over a random one, which is drawn whether it is needed or not.
        let mut content_key = Zeroizing::new(vec![0; encryption.key_length()]);
        rng.try_fill_bytes(&mut content_key).map_err(|_| Error::RandomUnavailable)?;
        key.decrypt_into(rng, encrypted_key, oaep, &mut content_key)?;
        Ok((*encryption, content_key))
    }

    /// Decrypts the content in place.
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`]. The content is then unchanged, unless the tag is right and the padding of AES-CBC
    /// is not: only the sender can make such a content.
    pub(crate) fn decrypt(&self, key: &ContentKey, content: &mut Zeroizing<Vec<u8>>) -> Result<(), Error> {
        // Step 16. Check the tag and decrypt.
        content::decrypt(key.0, &key.1, self.parameters(), content)
    }

    /// The result of the attempt that has opened the message.
    pub(crate) fn unsealed(&self, attempt: usize, plaintext: Zeroizing<Vec<u8>>) -> Unsealed {
        let Message { protected, aad, .. } = &self.message;
        let (index, key) = self.attempts[attempt];
        let kid = self.entries[index].kid.as_deref().map(String::from);
        Unsealed { plaintext, key_id: self.keys[key].id.clone(), kid, header: protected.clone(), aad: aad.clone() }
    }
}

impl Entry {
    /// Looks up the algorithms of an entry.
    ///
    /// # Errors
    /// [`Error::UnknownKeyEncryption`], [`Error::UnknownContentEncryption`], [`Error::UnsupportedAlgorithm`];
    /// [`Error::MalformedMessage`] if the message's initialization vector or tag does not have the length that the
    /// content encryption requires.
    fn new(message: &Message, header: &Header, encrypted_key: Vec<u8>) -> Result<Self, Error> {
        // `Recipient::new` makes entries without `alg` or `enc` invalid, so neither is missing here.
        let [alg, enc] = [&header.alg, &header.enc].map(|name| name.as_deref().unwrap_or_default());
        let (oaep, encryption) = (KeyEncryption::parse(alg)?.oaep(), ContentEncryption::parse(enc)?);
        if message.nonce.len() != encryption.nonce_length() || message.tag.len() != encryption.tag_length() {
            return Err(Error::MalformedMessage { reason: Reason::WrongNonceOrTag });
        }
        Ok(Self { encrypted_key, kid: header.kid.clone(), oaep, encryption })
    }

    /// Whether both entries have the same encrypted key and algorithms.
    fn equals(&self, other: &Self) -> bool {
        (&self.encrypted_key, self.oaep.hash, self.encryption)
            == (&other.encrypted_key, other.oaep.hash, other.encryption)
    }
}
