//! Opening a message: which keys may fit, and the content key each of them yields (RFC 7516 §5.2).

use alloc::{string::String, vec, vec::Vec};

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{
    Unsealed,
    algorithm::{ContentEncryption, key_encryption},
    content::{self, Sealed},
    message::{Message, Recipient, check_content_length},
};
use crate::{Error, OaepOptions, PrivateKey};

/// The most attempts that are made at a message. Each takes a private operation.
pub const MAX_ATTEMPTS: usize = 100;
/// The most bytes of ciphertext that all attempts together go over: 256 MiB, which is four attempts at the longest message.
pub const MAX_ATTEMPTED_BYTES: usize = 256 << 20;

/// A message that may be opened with some of the keys at hand.
///
/// The content can be decrypted elsewhere: a message of many megabytes whose ciphertext is left out comes here just as
/// well, and what comes of it is the content key.
pub(crate) struct Opening {
    message: Message,
    /// The thumbprints of the keys.
    key_ids: Vec<String>,
    /// In the order in which they are to be made.
    attempts: Vec<Attempt>,
    /// What it means when none of them opens the message.
    failure: Error,
}

/// One recipient's entry and one key.
#[derive(Clone, Copy)]
struct Attempt {
    recipient: usize,
    key: usize,
    algorithms: Algorithms,
}

/// What the content key and the content are encrypted with.
type Algorithms = (OaepOptions<'static>, ContentEncryption);

impl Opening {
    /// Finds the attempts that are worth making with `keys` at a message with `length` characters of ciphertext.
    ///
    /// `kid` is a hint of no specified form (§4.1.6). It orders the attempts and rules none out: first the entries that
    /// name a key, with that key; then the entries without `kid`; then the rest.
    pub(crate) fn new(message: Message, length: usize, keys: &[&PrivateKey]) -> Result<Self, Error> {
        if keys.is_empty() {
            return Err(Error::InvalidArgument { reason: "unseal needs at least one private key" });
        }
        let bytes = length / 4 * 3;
        check_content_length(bytes)?;
        let key_ids: Vec<_> = keys.iter().map(|key| key.public_key().thumbprint()).collect();
        // 3. to 5. The algorithms of an entry must be known. Those of other people's entries need not.
        let algorithms: Vec<_> = message.recipients.iter().map(|recipient| algorithms(&message, recipient)).collect();
        let names = |recipient: usize, key: usize| {
            let kid = message.recipients[recipient].header.kid.as_deref();
            kid.is_some_and(|kid| kid == key_ids[key] || keys[key].kid() == Some(kid))
        };
        let failure = failure(&message, &algorithms, |recipient| (0..keys.len()).any(|key| names(recipient, key)));
        // 6. Find the recipients that may be one of us.
        let limit = MAX_ATTEMPTS.min(MAX_ATTEMPTED_BYTES / bytes.max(1));
        let mut attempts = Vec::new();
        let pairs = |recipient| (0..keys.len()).map(move |key| (recipient, key));
        for rank in 0..3 {
            for (recipient, key) in (0..algorithms.len()).flat_map(pairs) {
                let Ok(algorithms) = algorithms[recipient] else { continue };
                let attempt = Attempt { recipient, key, algorithms };
                let Recipient { header, encrypted_key: Ok(encrypted_key) } = &message.recipients[recipient] else {
                    continue;
                };
                let own_rank = if names(recipient, key) { 0 } else { 1 + u32::from(header.kid.is_some()) };
                let is_made = |other: &Attempt| {
                    // The same key under the same parameters would yield the same.
                    key_ids[other.key] == key_ids[key]
                        && other.has_parameters_of(&attempt)
                        && message.recipients[other.recipient].encrypted_key.as_ref() == Ok(encrypted_key)
                };
                if own_rank != rank || encrypted_key.len() != keys[key].size() || attempts.iter().any(is_made) {
                    continue;
                }
                if attempts.len() == limit {
                    return Ok(Self { message, key_ids, attempts, failure: Error::TooManyAttempts { limit } });
                }
                attempts.push(attempt);
            }
        }
        Ok(Self { message, key_ids, attempts, failure })
    }

    /// What the content is decrypted with, besides the content key.
    pub(crate) fn sealed(&self) -> Sealed<'_> {
        let Message { nonce, authenticated, tag, .. } = &self.message;
        Sealed { nonce, authenticated: authenticated.as_bytes(), tag }
    }

    /// The content encryption of an attempt, and the content key that it yields; where the encrypted key does not decrypt,
    /// a random one, so that a wrong key and a wrong message are the same to an observer, in time as well (§11.5). So
    /// whoever gets it goes on to decrypt the content, and to the next attempt only where that fails.
    ///
    /// # Errors
    /// When all attempts have been made, what that means; [`Error::RandomUnavailable`].
    pub(crate) fn content_key<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        keys: &[&PrivateKey],
        attempt: usize,
    ) -> Result<(ContentEncryption, Zeroizing<Vec<u8>>), Error> {
        let Attempt { recipient, key, algorithms: (oaep, encryption) } =
            self.attempts.get(attempt).ok_or(self.failure)?;
        // 10. Decrypt the content key over a random one, which is drawn in any case.
        let mut content_key = Zeroizing::new(vec![0; encryption.key_length()]);
        rng.try_fill_bytes(&mut content_key).map_err(|_| Error::RandomUnavailable)?;
        let encrypted_key = self.message.recipients[*recipient].encrypted_key.as_deref().map_err(|error| *error)?;
        keys[*key].decrypt_into(rng, encrypted_key, oaep, &mut content_key)?;
        Ok((*encryption, content_key))
    }

    /// Decrypts the content in place with a content key of [`content_key`](Self::content_key).
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`], and the content is as it was.
    pub(crate) fn decrypt(
        &self,
        (encryption, content_key): &(ContentEncryption, Zeroizing<Vec<u8>>),
        content: &mut Zeroizing<Vec<u8>>,
    ) -> Result<(), Error> {
        // 16. Check the tag and decrypt.
        content::decrypt(*encryption, content_key, self.sealed(), content)
    }

    /// The message that an attempt has opened.
    pub(crate) fn unsealed(&self, attempt: usize, plaintext: Zeroizing<Vec<u8>>) -> Unsealed {
        let Message { protected, aad, recipients, .. } = &self.message;
        let Attempt { recipient, key, .. } = self.attempts[attempt];
        Unsealed {
            plaintext,
            key_id: self.key_ids[key].clone(),
            kid: recipients[recipient].header.kid.as_deref().map(String::from),
            header: protected.clone(),
            aad: aad.clone(),
        }
    }
}

impl Attempt {
    fn has_parameters_of(&self, other: &Self) -> bool {
        let [(one, encryption), (another, other_encryption)] = [&self.algorithms, &other.algorithms];
        (one.hash, encryption) == (another.hash, other_encryption)
    }
}

/// The algorithms of a recipient's entry, or why it cannot be opened with any key.
fn algorithms(message: &Message, recipient: &Recipient) -> Result<Algorithms, Error> {
    recipient.encrypted_key.as_ref().map_err(|error| *error)?;
    // An entry without one of them cannot be read.
    let [alg, enc] = [&recipient.header.alg, &recipient.header.enc].map(|name| name.as_deref().unwrap_or_default());
    let (oaep, encryption) = (key_encryption(alg)?, ContentEncryption::parse(enc)?);
    if message.nonce.len() != encryption.nonce_length() || message.tag.len() != encryption.tag_length() {
        return Err(Error::MalformedMessage { reason: "its initialization vector or tag has the wrong length" });
    }
    Ok((oaep, encryption))
}

/// What it means when no attempt opens a message. `is_named` tells of an entry whether it names one of the keys.
fn failure(message: &Message, algorithms: &[Result<Algorithms, Error>], is_named: impl Fn(usize) -> bool) -> Error {
    let entries = || algorithms.iter().enumerate();
    let has_kid = |(index, _): (usize, _)| message.recipients[index].header.kid.is_some();
    if entries().any(|(index, algorithms)| algorithms.is_ok() && is_named(index)) {
        return Error::DecryptionFailed;
    }
    // An entry for one of the keys that cannot be opened; or no entry can.
    let error_of = |(index, algorithms): (usize, &Result<_, Error>)| algorithms.err().filter(|_| is_named(index));
    if let Some(error) = entries().find_map(error_of) {
        return error;
    }
    match algorithms.first() {
        Some(Err(error)) if algorithms.iter().all(Result::is_err) => *error,
        _ if entries().filter(|(_, algorithms)| algorithms.is_ok()).any(has_kid) => Error::NotARecipient,
        _ => Error::DecryptionFailed,
    }
}
