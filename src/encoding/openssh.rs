//! OpenSSH's formats: the public key (RFC 4253 §6.6) as a line of text, its fingerprint, and the private key
//! (PROTOCOL.key in OpenSSH's sources).

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
use base64ct::{Base64, Encoding};
use ctr::{
    Ctr128BE, CtrCore,
    cipher::{InnerIvInit, StreamCipher},
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    kind::{Block, DAMAGED, Kind, NOT_RSA},
    pem,
};
use crate::{
    Error,
    block_cipher::Aes,
    key::{Components, PublicNumbers},
};

/// Most rounds of bcrypt that are performed, some ten seconds of work. The default of ssh-keygen is 16 or 24.
pub const MAX_ROUNDS: u32 = 1024;

const RSA: &[u8] = b"ssh-rsa";
const MAGIC: &[u8] = b"openssh-key-v1\0";
/// Length of the key of AES-256 in bytes.
const KEY_LENGTH: usize = 32;
/// Length of the initial counter of AES in counter mode in bytes.
const COUNTER_LENGTH: usize = 16;

/// Computes `SHA256:` and the base64 of the hash of the public key in binary, as `ssh-keygen -l` prints it.
pub(super) fn fingerprint(numbers: PublicNumbers<'_>) -> String {
    let mut text = String::from("SHA256:");
    // OpenSSH writes the base64 without padding.
    text.push_str(Base64::encode_string(&Sha256::digest(public_blob(numbers))).trim_end_matches('='));
    text
}

/// Writes the line of a `.pub` or `authorized_keys` file, without a comment and without a line break.
pub(super) fn write_public_line(numbers: PublicNumbers<'_>) -> String {
    let mut line = String::from("ssh-rsa ");
    line.push_str(&Base64::encode_string(&public_blob(numbers)));
    line
}

/// Reads the public keys in the lines of a `.pub`, `authorized_keys` or `known_hosts` file. A line may have other words
/// before the type of the key and a comment after the key.
///
/// # Errors
/// [`Error::MalformedKey`].
pub(super) fn public_lines(text: &[u8]) -> Result<Vec<Block>, Error> {
    let mut blocks = Vec::new();
    for line in text.split(|byte| matches!(byte, b'\r' | b'\n')) {
        let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        if line.starts_with(b"#") {
            continue;
        }
        let Some(word) = words.find(|word| is_key_type(word)) else { continue };
        blocks.push(if word == RSA {
            let bytes = words.next().and_then(pem::decode).ok_or_else(|| DAMAGED)?;
            Block { kind: Kind::OpenSshPublic, bytes }
        } else {
            Block { kind: Kind::OtherPublic(NOT_RSA), bytes: Zeroizing::default() }
        });
    }
    Ok(blocks)
}

fn is_key_type(word: &[u8]) -> bool {
    [RSA, b"ssh-ed25519", b"ssh-dss", b"ecdsa-sha2-nistp", b"sk-ssh-", b"sk-ecdsa-"]
        .iter()
        .any(|name| word.starts_with(name))
}

/// Reads the modulus and the public exponent of a public key in binary. They are not checked.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`].
pub(super) fn public_numbers(blob: &[u8]) -> Result<PublicNumbers<'_>, Error> {
    let mut reader = Reader(blob);
    if reader.string()? != RSA {
        return Err(Error::UnsupportedKey { reason: NOT_RSA });
    }
    let (e, n) = (reader.string()?, reader.string()?);
    if reader.0.is_empty() { Ok(PublicNumbers { n, e }) } else { Err(DAMAGED) }
}

/// A parsed private key file, whose cost is within the limits.
pub(super) struct PrivateFile<'a> {
    /// The public key in binary, which is never encrypted.
    pub public: &'a [u8],
    /// Salt and rounds of bcrypt, if a passphrase protects the key.
    pub protection: Option<(&'a [u8], u32)>,
    /// The private part, which may be encrypted.
    private: &'a [u8],
}

impl<'a> PrivateFile<'a> {
    /// Parses a file and checks its cost.
    ///
    /// # Errors
    /// [`Error::MalformedKey`]; [`Error::UnsupportedKey`] for an unsupported cipher, and beyond the limits.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader(bytes.strip_prefix(MAGIC).ok_or_else(|| DAMAGED)?);
        let (cipher, function) = (reader.string()?, reader.string()?);
        let mut options = Reader(reader.string()?);
        if reader.number()? != 1 {
            return Err(Error::UnsupportedKey { reason: "its file has more than one key" });
        }
        let (public, private) = (reader.string()?, reader.string()?);
        if !reader.0.is_empty() {
            return Err(DAMAGED);
        }
        let protection = match (cipher, function) {
            (b"none", b"none") => None,
            (b"aes256-ctr", b"bcrypt") => {
                let (salt, rounds) = (options.string()?, options.number()?);
                if rounds == 0 || salt.is_empty() {
                    return Err(DAMAGED);
                }
                if rounds > MAX_ROUNDS {
                    return Err(Error::UnsupportedKey {
                        reason: "its passphrase takes more than 1,024 rounds: renew its protection with ssh-keygen -p -a 100",
                    });
                }
                Some((salt, rounds))
            }
            _ => {
                return Err(Error::UnsupportedKey {
                    reason: "its protection is not aes256-ctr: renew it with ssh-keygen -p -Z aes256-ctr",
                });
            }
        };
        Ok(Self { public, protection, private })
    }

    /// Decrypts the private part. A wrong passphrase is only found out by [`Self::components`].
    ///
    /// # Errors
    /// [`Error::PassphraseRequired`]; [`Error::WrongPassphrase`] for an empty one.
    pub(super) fn open(&self, passphrase: Option<&[u8]>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut private = Zeroizing::new(self.private.to_vec());
        if let Some((salt, rounds)) = self.protection {
            let passphrase = passphrase.ok_or_else(|| Error::PassphraseRequired)?;
            let mut derived = Zeroizing::new([0; KEY_LENGTH + COUNTER_LENGTH]);
            bcrypt_pbkdf::bcrypt_pbkdf(passphrase, salt, rounds, &mut *derived).map_err(|_| Error::WrongPassphrase)?;
            let (key, counter) = derived.split_at(KEY_LENGTH);
            Aes::new(key)
                .and_then(|aes| CtrCore::inner_iv_slice_init(aes, counter).ok())
                .map(Ctr128BE::from_core)
                .expect("the key and the counter have their lengths")
                .apply_keystream(&mut private);
        }
        Ok(private)
    }

    /// Reads the numbers of a decrypted private part. They are not checked.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::MalformedKey`], [`Error::UnsupportedKey`].
    pub(super) fn components<'b>(&self, private: &'b [u8]) -> Result<Components<'b>, Error> {
        let mut reader = Reader(private);
        // checkint1 must equal checkint2 (PROTOCOL.key). They differ if the passphrase was wrong.
        if reader.number()? != reader.number()? {
            return Err(if self.protection.is_some() { Error::WrongPassphrase } else { DAMAGED });
        }
        if reader.string()? != RSA {
            return Err(Error::UnsupportedKey { reason: NOT_RSA });
        }
        let mut next = || reader.string();
        let (n, e, d, qinv, p, q, _comment) = (next()?, next()?, next()?, next()?, next()?, next()?, next()?);
        // The padding to a multiple of the block length is 1, 2, 3 and so on.
        let is_padding = reader.0.len() <= 255 && reader.0.iter().zip(1..).all(|(byte, number)| *byte == number);
        let public = public_numbers(self.public)?;
        if !is_padding || (public.n, public.e) != (n, e) {
            return Err(DAMAGED);
        }
        Ok(Components { n, e, d, primes: Some([p, q]), crt: [None, None, Some(qinv)] })
    }
}

/// Reads the data types of RFC 4251 §5.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads a `uint32`.
    fn number(&mut self) -> Result<u32, Error> {
        let (number, rest) = self.0.split_first_chunk().ok_or_else(|| DAMAGED)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*number))
    }

    /// Reads a `string` or an `mpint`: the length in four bytes, then the bytes.
    fn string(&mut self) -> Result<&'a [u8], Error> {
        let length = self.number()? as usize;
        let (string, rest) = self.0.split_at_checked(length).ok_or_else(|| DAMAGED)?;
        self.0 = rest;
        Ok(string)
    }
}

/// Writes a public key in binary.
fn public_blob(numbers: PublicNumbers<'_>) -> Vec<u8> {
    let mut blob = Vec::new();
    push_string(&mut blob, RSA);
    push_mpint(&mut blob, numbers.e);
    push_mpint(&mut blob, numbers.n);
    blob
}

/// Appends a `string` (RFC 4251 §5): the length in four bytes, then the bytes.
fn push_string(blob: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("a modulus has at most 1,024 bytes");
    blob.extend(length.to_be_bytes());
    blob.extend(bytes);
}

/// Appends an `mpint` (RFC 4251 §5): a number without leading zeros except one that keeps it positive.
fn push_mpint(blob: &mut Vec<u8>, number: &[u8]) {
    let sign = number.first().is_some_and(|byte| byte & 0x80 != 0);
    let bytes: Vec<u8> = sign.then_some(0).into_iter().chain(number.iter().copied()).collect();
    push_string(blob, &bytes);
}
