//! Opening a message: which keys may fit, and the content key each of them yields (RFC 7516 §5.2).

use alloc::{string::String, vec, vec::Vec};

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{
    Unsealed,
    algorithm::{ContentEncryption, key_encryption},
    content::{self, Sealed},
    message::{Message, decode},
};
use crate::{Error, OaepOptions, PrivateKey};

/// A message that may be opened with some of the keys at hand.
///
/// The content can be decrypted elsewhere: a message of many megabytes whose ciphertext is left out (empty) comes here
/// just as well, and what comes of it is the content key.
pub(crate) struct Opening {
    message: Message,
    pub(crate) encryption: ContentEncryption,
    attempts: Vec<Attempt>,
}

/// One recipient's entry and one key.
struct Attempt {
    recipient: usize,
    key: usize,
    /// The key's thumbprint, where the entry names it.
    kid: Option<String>,
    oaep: OaepOptions<'static>,
}

impl Opening {
    /// Reads a message and finds the attempts that are worth making with `keys`: for an entry that names its recipient
    /// (`kid`) that key alone, and otherwise every key.
    pub(crate) fn new(sealed: &str, keys: &[&PrivateKey]) -> Result<Self, Error> {
        if keys.is_empty() {
            return Err(Error::InvalidArgument { reason: "unseal needs at least one private key" });
        }
        let message = Message::parse(sealed)?;
        let thumbprints: Vec<_> = keys.iter().map(|key| key.public_key().thumbprint()).collect();
        let mut attempts = Vec::new();
        let mut result = Err(Error::NotARecipient);
        // 6. Find the recipients that may be one of us. Where several may, those that are named come first.
        for named in [true, false] {
            for (recipient, entry) in message.recipients.iter().enumerate() {
                let kid = entry.header.kid.as_deref();
                for (key, thumbprint) in thumbprints.iter().enumerate() {
                    if kid.is_some() != named || kid.is_some_and(|kid| !names(kid, thumbprint)) {
                        continue;
                    }
                    // 3. to 5. Their algorithms must be known. Those of other people's entries need not.
                    match (key_encryption(&entry.header.alg), ContentEncryption::parse(&entry.header.enc)) {
                        (Ok(oaep), Ok(encryption)) => {
                            let kid = named.then(|| thumbprint.clone());
                            attempts.push(Attempt { recipient, key, kid, oaep });
                            result = Ok(encryption);
                        }
                        (Err(error), _) | (_, Err(error)) if attempts.is_empty() => result = Err(error),
                        _ => {}
                    }
                }
            }
        }
        let encryption = result?;
        if message.nonce.len() != encryption.nonce_length() || message.tag.len() != encryption.tag_length() {
            return Err(Error::MalformedMessage { reason: "its initialization vector or tag has the wrong length" });
        }
        Ok(Self { message, encryption, attempts })
    }

    /// What the content is decrypted with, besides the content key.
    pub(crate) fn sealed(&self) -> Sealed<'_> {
        let Message { nonce, authenticated, tag, .. } = &self.message;
        Sealed { nonce, authenticated: authenticated.as_bytes(), tag }
    }

    /// The content key that an attempt yields; where the encrypted key does not decrypt, a random one, so that a wrong
    /// key and a wrong message are the same to an observer, in time as well (§11.5).
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`] when all attempts have been made; [`Error::RandomUnavailable`].
    pub(crate) fn content_key<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        keys: &[&PrivateKey],
        attempt: usize,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let Attempt { recipient, key, oaep, .. } = self.attempts.get(attempt).ok_or(Error::DecryptionFailed)?;
        // 10. Decrypt the content key over a random one, which is drawn in any case.
        let mut content_key = Zeroizing::new(vec![0; self.encryption.key_length()]);
        rng.try_fill_bytes(&mut content_key).map_err(|_| Error::RandomUnavailable)?;
        keys[*key].decrypt_into(rng, &self.message.recipients[*recipient].encrypted_key, oaep, &mut content_key)?;
        Ok(content_key)
    }

    /// Decrypts the content with the key of one attempt.
    pub(crate) fn decrypt(&self, content_key: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        // 16. Check the tag and decrypt.
        content::decrypt(self.encryption, content_key, self.sealed(), decode(&self.message.ciphertext)?)
    }

    /// The message that an attempt has opened.
    pub(crate) fn unsealed(&self, attempt: usize, plaintext: Zeroizing<Vec<u8>>) -> Unsealed {
        let Message { protected, aad, .. } = &self.message;
        let kid = self.attempts[attempt].kid.clone();
        Unsealed { plaintext, kid, header: protected.clone(), aad: aad.clone() }
    }
}

/// Whether `kid` is the thumbprint, or was before it was damaged on the way.
///
/// No two keys have thumbprints that are so alike, and what was damaged is not said to be for somebody else: where the
/// kid is protected, the tag will tell, and where it is not, it does not matter. One flipped bit of a protected header
/// changes two characters of it, and one flipped bit of JSON may turn six into one, as an escape.
fn names(kid: &str, thumbprint: &str) -> bool {
    const DAMAGE: usize = 6;
    let same = |(one, other): &(u8, u8)| one == other;
    let before = kid.bytes().zip(thumbprint.bytes()).take_while(same).count();
    let after = kid.bytes().rev().zip(thumbprint.bytes().rev()).take_while(same).count();
    before + after + DAMAGE >= thumbprint.len()
}
