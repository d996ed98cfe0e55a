//! Messages with a valid authentication tag, built from the input, so that the fuzzer reaches the code that runs after
//! the tag was checked.

use aes::{Aes128, Aes192, Aes256};
use aes_gcm::{
    AesGcm, Nonce,
    aead::{AeadInOut, KeyInit, consts::U12},
};
use base64ct::{Base64UrlUnpadded, Encoding};
use cbc::{
    Encryptor,
    cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7},
};
use hmac::{Hmac, Mac};
use sealpost::{Hash, OaepOptions};
use sha2::{Sha256, Sha384, Sha512};
use std::sync::OnceLock;

use crate::{keys, random::Repeatable};

/// Content encryption: the algorithm, and the lengths of its key and initialization vector in bytes (RFC 7518 §5).
pub const ENC: [(&str, usize, usize); 6] = [
    ("A128GCM", 16, 12),
    ("A192GCM", 24, 12),
    ("A256GCM", 32, 12),
    ("A128CBC-HS256", 32, 16),
    ("A192CBC-HS384", 48, 16),
    ("A256CBC-HS512", 64, 16),
];
/// Key encryption: the algorithm and its OAEP hash. RFC 7518 §4.3 has the first two, the IANA registry the others.
pub const ALG: [(&str, Hash); 4] = [
    ("RSA-OAEP", Hash::Sha1),
    ("RSA-OAEP-256", Hash::Sha256),
    ("RSA-OAEP-384", Hash::Sha384),
    ("RSA-OAEP-512", Hash::Sha512),
];
/// Stands for the encrypted key in the JSON text of a recipient's entry.
const ENCRYPTED_KEY: char = '$';
/// Separates the parts of an input. JSON text cannot contain this byte.
const SEPARATOR: u8 = 0;

/// A message built from an input, and its content.
pub struct Made {
    /// The message's text.
    pub sealed: String,
    /// The plaintext in it.
    pub plaintext: Vec<u8>,
    /// The protected header as JSON text.
    pub protected: String,
    /// The additional authenticated data (`aad`).
    pub aad: Option<Vec<u8>>,
}

/// Builds a message from an input. Three bytes choose the serialization (compact, flattened JSON or general JSON),
/// `enc` and `alg`. The parts that follow, separated by zero bytes, are the protected header, the unprotected header,
/// the additional authenticated data, the plaintext, and the JSON text of each recipient's entry, in which `$` stands
/// for the encrypted key. `None` if the input has fewer than three bytes, or if a part that must be text is not UTF-8.
pub fn make(input: &[u8]) -> Option<Made> {
    let [form, enc, alg, rest @ ..] = input else { return None };
    let (enc, alg) = (usize::from(*enc) % ENC.len(), usize::from(*alg) % ALG.len());
    let mut parts = rest.split(|byte| *byte == SEPARATOR);
    let protected = core::str::from_utf8(parts.next()?).ok()?;
    let unprotected = core::str::from_utf8(parts.next().unwrap_or_default()).ok()?;
    let aad = parts.next().unwrap_or_default();
    let plaintext = parts.next().unwrap_or_default();
    let (content_key, encrypted_key) = keys_of(enc, alg);
    let encoded_header = Base64UrlUnpadded::encode_string(protected.as_bytes());
    let encoded_aad = Base64UrlUnpadded::encode_string(aad);
    let nonce = vec![7; ENC[enc].2];
    let is_compact = form % 3 == 0;
    let mut authenticated = encoded_header.clone();
    if !is_compact && !aad.is_empty() {
        authenticated = format!("{authenticated}.{encoded_aad}");
    }
    let (ciphertext, tag) = encrypt(enc, content_key, &nonce, authenticated.as_bytes(), plaintext);
    let [nonce, ciphertext, tag] = [&nonce, &ciphertext, &tag].map(|bytes| Base64UrlUnpadded::encode_string(bytes));
    let sealed = if is_compact {
        format!("{encoded_header}.{encrypted_key}.{nonce}.{ciphertext}.{tag}")
    } else {
        let mut members = vec![format!(r#""iv":"{nonce}","ciphertext":"{ciphertext}","tag":"{tag}""#)];
        let given = [
            (protected, format!(r#""protected":"{encoded_header}""#)),
            (unprotected, format!(r#""unprotected":{unprotected}"#)),
            (if aad.is_empty() { "" } else { "aad" }, format!(r#""aad":"{encoded_aad}""#)),
        ];
        members.extend(given.into_iter().filter(|(part, _)| !part.is_empty()).map(|(_, member)| member));
        let entries = parts.map(|part| core::str::from_utf8(part).ok()).collect::<Option<Vec<_>>>()?.join(",");
        let entries = entries.replace(ENCRYPTED_KEY, encrypted_key);
        members.push(if form % 3 == 1 { entries } else { format!(r#""recipients":[{entries}]"#) });
        format!("{{{}}}", members.join(","))
    };
    let aad = (!is_compact && !aad.is_empty()).then(|| aad.to_vec());
    let protected = if protected.is_empty() && !is_compact { "{}" } else { protected };
    Some(Made { sealed, plaintext: plaintext.to_vec(), protected: protected.into(), aad })
}

/// The content key, and its encryption to the recipient in base64url. Both are made once for each pair of algorithms.
fn keys_of(enc: usize, alg: usize) -> (&'static [u8], &'static str) {
    type Keys = OnceLock<(Vec<u8>, String)>;
    static KEYS: [[Keys; 4]; 6] = [const { [const { OnceLock::new() }; 4] }; 6];
    let (content_key, encrypted) = KEYS[enc][alg].get_or_init(|| {
        let content_key: Vec<u8> = (1..=ENC[enc].1 as u8).collect();
        let key = keys::recipient().public_key();
        let options = OaepOptions::new(ALG[alg].1);
        let encrypted =
            key.encrypt(&mut Repeatable(2), &content_key, &options).expect("a 2048-bit key encrypts a content key");
        (content_key, Base64UrlUnpadded::encode_string(&encrypted))
    });
    (content_key, encrypted)
}

/// The ciphertext and the tag (RFC 7518 §5.2.2.1 and §5.3).
fn encrypt(enc: usize, key: &[u8], nonce: &[u8], authenticated: &[u8], plaintext: &[u8]) -> (Vec<u8>, Vec<u8>) {
    match enc {
        0 => gcm::<AesGcm<Aes128, U12>>(key, nonce, authenticated, plaintext),
        1 => gcm::<AesGcm<Aes192, U12>>(key, nonce, authenticated, plaintext),
        2 => gcm::<AesGcm<Aes256, U12>>(key, nonce, authenticated, plaintext),
        3 => cbc::<Encryptor<Aes128>, Hmac<Sha256>>(key, nonce, authenticated, plaintext),
        4 => cbc::<Encryptor<Aes192>, Hmac<Sha384>>(key, nonce, authenticated, plaintext),
        _ => cbc::<Encryptor<Aes256>, Hmac<Sha512>>(key, nonce, authenticated, plaintext),
    }
}

fn gcm<C: KeyInit + AeadInOut<NonceSize = U12>>(
    key: &[u8],
    nonce: &[u8],
    authenticated: &[u8],
    plaintext: &[u8],
) -> (Vec<u8>, Vec<u8>) {
    let mut content = plaintext.to_vec();
    let nonce = Nonce::try_from(nonce).expect("the initialization vector has 12 bytes");
    let cipher = C::new_from_slice(key).expect("the key has the length of its algorithm");
    let tag = cipher
        .encrypt_inout_detached(&nonce, authenticated, content.as_mut_slice().into())
        .expect("the plaintext is short");
    (content, tag.to_vec())
}

fn cbc<C: KeyIvInit + BlockModeEncrypt, M: hmac::digest::KeyInit + Mac>(
    key: &[u8],
    nonce: &[u8],
    authenticated: &[u8],
    plaintext: &[u8],
) -> (Vec<u8>, Vec<u8>) {
    let (mac_key, encryption_key) = key.split_at(key.len() / 2);
    let cipher = C::new_from_slices(encryption_key, nonce).expect("key and vector have the lengths of their algorithm");
    let content = cipher.encrypt_padded_vec::<Pkcs7>(plaintext);
    let mut mac = <M as hmac::digest::KeyInit>::new_from_slice(mac_key).expect("HMAC takes a key of any length");
    let bits = authenticated.len() as u64 * 8;
    for part in [authenticated, nonce, &content, &bits.to_be_bytes()] {
        mac.update(part);
    }
    let tag = mac.finalize().into_bytes()[..key.len() / 2].to_vec();
    (content, tag)
}
