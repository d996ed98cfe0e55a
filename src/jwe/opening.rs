//! Opening a message: which keys may fit, and the content key each of them yields (RFC 7516 §5.2).

use alloc::{rc::Rc, string::String, vec, vec::Vec};

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{
    Unsealed,
    algorithm::{ContentEncryption, key_encryption},
    content::{self, Sealed},
    header::Header,
    message::{Message, Recipient, check_content_length},
};
use crate::{Error, OaepOptions, PrivateKey};

/// The most attempts that are made at a message. Each takes a private operation.
pub const MAX_ATTEMPTS: usize = 100;
/// The most bytes of ciphertext that all attempts together go over: 256 MiB, which is four attempts at the longest message.
/// Where there is more authenticated data than ciphertext, it counts instead.
pub const MAX_ATTEMPTED_BYTES: usize = 256 << 20;

/// A message that may be opened with some of the keys at hand.
///
/// The content can be decrypted elsewhere: a message of many megabytes whose ciphertext is left out comes here just as
/// well, and what comes of it is the content key.
pub(crate) struct Opening {
    message: Message,
    entries: Vec<Entry>,
    /// The thumbprints of the keys.
    key_ids: Vec<String>,
    /// An entry and a key each, in the order in which they are to be tried.
    attempts: Vec<(usize, usize)>,
    /// What it means when none of them opens the message.
    pub(crate) failure: Error,
}

/// A recipient's entry that can be opened with the right key.
struct Entry {
    encrypted_key: Vec<u8>,
    kid: Option<Rc<str>>,
    oaep: OaepOptions<'static>,
    encryption: ContentEncryption,
}

/// What one attempt yields: the content encryption and a content key.
pub(crate) type ContentKey = (ContentEncryption, Zeroizing<Vec<u8>>);

impl Opening {
    /// Finds the attempts that are worth making with `keys` at a message with `length` characters of ciphertext.
    ///
    /// # Errors
    /// Why no entry can be opened with any key; [`Error::MessageTooLong`]; [`Error::InvalidArgument`] without any key.
    pub(crate) fn new(mut message: Message, length: usize, keys: &[&PrivateKey]) -> Result<Self, Error> {
        if keys.is_empty() {
            return Err(Error::InvalidArgument { reason: "unseal needs at least one private key" });
        }
        let bytes = length / 4 * 3;
        check_content_length(bytes)?;
        let key_ids: Vec<_> = keys.iter().map(|key| key.public_key().thumbprint()).collect();
        let is_name = |kid: &Option<Rc<str>>, key: usize| {
            kid.as_deref().is_some_and(|kid| kid == key_ids[key] || keys[key].kid() == Some(kid))
        };
        let is_ours = |kid: &_| (0..keys.len()).any(|key| is_name(kid, key));
        // 3. to 5. The algorithms of an entry must be known. Those of other people's entries need not: of what is wrong
        // with them, what is wrong with the first counts, or with the first that names one of the keys.
        let (mut entries, mut refusal) = (Vec::new(), None);
        for Recipient { header, encrypted_key } in core::mem::take(&mut message.recipients) {
            match encrypted_key.and_then(|key| Entry::new(&message, &header, key)) {
                Ok(entry) => entries.push(entry),
                Err(error) => {
                    let is_ours = is_ours(&header.kid);
                    if !matches!(refusal, Some((was_ours, _)) if was_ours || !is_ours) {
                        refusal = Some((is_ours, error));
                    }
                }
            }
        }
        let failure = match refusal {
            _ if entries.iter().any(|entry| is_ours(&entry.kid)) => Error::DecryptionFailed,
            Some((true, error)) => error,
            Some((false, error)) if entries.is_empty() => error,
            _ if entries.iter().any(|entry| entry.kid.is_some()) => Error::NotARecipient,
            _ => Error::DecryptionFailed,
        };
        if entries.is_empty() {
            return Err(failure);
        }
        // 6. Find the recipients that may be one of us. `kid` is a hint of no specified form (§4.1.6), which orders the
        // attempts and rules none out: first come the entries that name a key, with that key, then the entries without
        // `kid`, then the rest.
        let limit = MAX_ATTEMPTS.min(MAX_ATTEMPTED_BYTES / bytes.max(message.authenticated.len()).max(1));
        let mut attempts: Vec<(usize, usize)> = Vec::new();
        for (rank, index) in (0..3).flat_map(|rank| (0..entries.len()).map(move |index| (rank, index))) {
            let entry = &entries[index];
            for key in 0..keys.len() {
                let own_rank = if is_name(&entry.kid, key) { 0 } else { 1 + u32::from(entry.kid.is_some()) };
                // The same encrypted key would yield the same with the same key.
                let is_made =
                    |(made, with): &(usize, usize)| key_ids[*with] == key_ids[key] && entries[*made].equals(entry);
                if own_rank != rank || keys[key].size() != entry.encrypted_key.len() || attempts.iter().any(is_made) {
                    continue;
                }
                if attempts.len() == limit {
                    return Ok(Self { message, entries, key_ids, attempts, failure: Error::TooManyAttempts { limit } });
                }
                attempts.push((index, key));
            }
        }
        Ok(Self { message, entries, key_ids, attempts, failure })
    }

    /// What the content is decrypted with, besides the content key.
    pub(crate) fn sealed(&self) -> Sealed<'_> {
        let Message { nonce, authenticated, tag, .. } = &self.message;
        Sealed { nonce, authenticated: authenticated.as_bytes(), tag }
    }

    /// What an attempt yields; where the encrypted key does not decrypt, a random content key, so that a wrong key and a
    /// wrong message are the same to an observer, in time as well (§11.5). So whoever gets it goes on to decrypt the
    /// content, and to the next attempt only where that fails. After the last attempt there is none.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`].
    pub(crate) fn content_key<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        keys: &[&PrivateKey],
        attempt: usize,
    ) -> Result<Option<ContentKey>, Error> {
        let Some((index, key)) = self.attempts.get(attempt) else { return Ok(None) };
        let Entry { encrypted_key, oaep, encryption, .. } = &self.entries[*index];
        // 10. Decrypt the content key over a random one, which is drawn in any case.
        let mut content_key = Zeroizing::new(vec![0; encryption.key_length()]);
        rng.try_fill_bytes(&mut content_key).map_err(|_| Error::RandomUnavailable)?;
        keys[*key].decrypt_into(rng, encrypted_key, oaep, &mut content_key)?;
        Ok(Some((*encryption, content_key)))
    }

    /// Decrypts the content in place.
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`], and the content is as it was.
    pub(crate) fn decrypt(&self, key: &ContentKey, content: &mut Zeroizing<Vec<u8>>) -> Result<(), Error> {
        // 16. Check the tag and decrypt.
        content::decrypt(key.0, &key.1, self.sealed(), content)
    }

    /// The message that an attempt has opened.
    pub(crate) fn unsealed(&self, attempt: usize, plaintext: Zeroizing<Vec<u8>>) -> Unsealed {
        let Message { protected, aad, .. } = &self.message;
        let (index, key) = self.attempts[attempt];
        let kid = self.entries[index].kid.as_deref().map(String::from);
        Unsealed { plaintext, key_id: self.key_ids[key].clone(), kid, header: protected.clone(), aad: aad.clone() }
    }
}

impl Entry {
    /// # Errors
    /// [`Error::UnknownKeyEncryption`], [`Error::UnknownContentEncryption`], [`Error::UnsupportedAlgorithm`];
    /// [`Error::MalformedMessage`] where the message's initialization vector or tag are not as long as the content
    /// encryption has them.
    fn new(message: &Message, header: &Header, encrypted_key: Vec<u8>) -> Result<Self, Error> {
        // An entry without one of them cannot be read.
        let [alg, enc] = [&header.alg, &header.enc].map(|name| name.as_deref().unwrap_or_default());
        let (oaep, encryption) = (key_encryption(alg)?, ContentEncryption::parse(enc)?);
        if message.nonce.len() != encryption.nonce_length() || message.tag.len() != encryption.tag_length() {
            return Err(Error::MalformedMessage { reason: "its initialization vector or tag has the wrong length" });
        }
        Ok(Self { encrypted_key, kid: header.kid.clone(), oaep, encryption })
    }

    /// Whether both are the same but for the name.
    fn equals(&self, other: &Self) -> bool {
        (&self.encrypted_key, self.oaep.hash, self.encryption)
            == (&other.encrypted_key, other.oaep.hash, other.encryption)
    }
}
