//! OpenSSH's formats: the public key (RFC 4253 §6.6) as a line of text, its fingerprint, the certificate
//! (PROTOCOL.certkeys in OpenSSH's sources), and the private key (PROTOCOL.key).

#![forbid(unsafe_code)]

use alloc::{string::String, vec::Vec};
#[cfg(feature = "private")]
use ctr::{
    Ctr128BE, CtrCore,
    cipher::{InnerIvInit, StreamCipher},
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

#[cfg(feature = "private")]
use super::cipher::block_cipher::Aes;
use super::{
    kind::{Block, Carrier, DAMAGED, Kind},
    text,
};
#[cfg(feature = "private")]
use crate::key::Components;
use crate::{Error, Reason, key::PublicNumbers};

/// Most rounds of bcrypt that are performed, some ten seconds of work. The default of ssh-keygen is 16 or 24.
pub const MAX_ROUNDS: u32 = 1024;

/// The most characters of base64 over several lines that are read. A certificate for a key of 8192 bits takes some
/// 4,600 if the key of its authority is as long.
const MAX_BASE64: usize = 8 << 10;

const RSA: &[u8] = b"ssh-rsa";
const RSA_CERTIFICATE: &[u8] = b"ssh-rsa-cert-v01@openssh.com";
const MAGIC: &[u8] = b"openssh-key-v1\0";
/// Length of the key of AES-256 in bytes.
const KEY_LENGTH: usize = 32;
/// Length of the initial counter of AES in counter mode in bytes.
const COUNTER_LENGTH: usize = 16;

/// Computes `SHA256:` and the base64 of the hash of the public key in binary, as `ssh-keygen -l` prints it.
pub(super) fn fingerprint(numbers: PublicNumbers<'_>) -> String {
    let mut fingerprint = String::from("SHA256:");
    // OpenSSH writes the base64 without padding.
    fingerprint.push_str(text::encode(&Sha256::digest(public_blob(numbers))).trim_end_matches('='));
    fingerprint
}

/// Writes the line of a `.pub` or `authorized_keys` file, without a comment and without a line break.
pub(super) fn write_public_line(numbers: PublicNumbers<'_>) -> String {
    let mut line = String::from("ssh-rsa ");
    line.push_str(&text::encode(&public_blob(numbers)));
    line
}

/// The kind of a public key, a certificate or a private file in binary. Returns `None` for other bytes.
pub(super) fn recognise(bytes: &[u8]) -> Option<Kind> {
    const BEGINNINGS: [(&[u8], Kind); 3] = [
        (MAGIC, Kind::OpenSshPrivate),
        (b"\0\0\0\x07ssh-rsa", Kind::OpenSshPublic),
        (b"\0\0\0\x1cssh-rsa-cert-v01@openssh.com", Kind::OpenSshCertificate),
    ];
    BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)).map(|(_, kind)| *kind)
}

/// Reads the public keys and certificates in the lines of a `.pub`, `authorized_keys` or `known_hosts` file, or in
/// base64 without the rest of such a line. A line may have other words before the type of the key and a comment after
/// the key, and the base64 may continue in the next lines. All keys of other algorithms together become one block of an
/// unsupported kind.
///
/// # Errors
/// [`Error::MalformedKey`] if the base64 of an RSA key is damaged or missing.
pub(super) fn public_lines(text: &[u8]) -> Result<Vec<Block>, Error> {
    let mut blocks = Vec::new();
    let (mut is_announced, mut has_other) = (false, false);
    // The mark of quoted mail belongs to no word.
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
    let lines = text.split(|byte| matches!(byte, b'\r' | b'\n')).filter(|line| !line.starts_with(b"#"));
    let mut words = lines.flat_map(|line| line.split(is_space)).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        if is_blob(word) {
            let mut block = parse_blob(word);
            if block.is_none() {
                // The vector never grows, so that no copies stay in freed memory, and its capacity bounds the memory
                // for a text with many keys.
                let mut joined = Zeroizing::new(Vec::with_capacity(MAX_BASE64));
                joined.extend_from_slice(&word[..word.len().min(MAX_BASE64)]);
                while let Some(next) =
                    words.next_if(|word| is_continuation(word) && joined.len() + word.len() <= MAX_BASE64)
                {
                    joined.extend_from_slice(next);
                }
                block = parse_blob(&joined);
            }
            blocks.push(block.ok_or_else(|| DAMAGED)?);
        } else if word.starts_with(RSA) {
            is_announced = true;
        } else {
            has_other |= is_key_type(word);
        }
    }
    if has_other {
        blocks.push(Block::new(Kind::OtherPublic(Reason::NotRsa), Carrier::OpenSshLine, Zeroizing::default()));
    }
    if blocks.is_empty() && is_announced { Err(DAMAGED) } else { Ok(blocks) }
}

/// Whether a word begins like the base64 of an RSA key or of a certificate for an RSA key.
fn is_blob(word: &[u8]) -> bool {
    // The base64 of the length of the type and of the type.
    word.starts_with(b"AAAAB3NzaC1yc2") || word.starts_with(b"AAAAHHNzaC1yc2EtY2VydC")
}

/// Whether a word may continue the base64 of the line before.
fn is_continuation(word: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    word.iter().all(is_base64) && !word.starts_with(b"--") && !is_key_type(word) && !is_blob(word)
}

/// Decodes the base64 of a complete key.
fn parse_blob(word: &[u8]) -> Option<Block> {
    let bytes = text::decode(word)?;
    let kind = recognise(&bytes)?;
    public_numbers(&bytes).is_ok().then(|| Block::new(kind, Carrier::OpenSshLine, bytes))
}

/// Whether a word begins like the type of a key or certificate in OpenSSH's formats.
fn is_key_type(word: &[u8]) -> bool {
    [RSA, b"ssh-ed25519", b"ssh-dss", b"ecdsa-sha2-nistp", b"sk-ssh-", b"sk-ecdsa-"]
        .iter()
        .any(|name| word.starts_with(name))
}

/// Reads the modulus and the public exponent of a public key or a certificate in binary. They are not checked. The
/// signature and the validity of a certificate are not checked either, because they mean nothing without a trusted
/// authority.
///
/// # Errors
/// [`Error::MalformedKey`], [`Error::UnsupportedKey`].
pub(super) fn public_numbers(blob: &[u8]) -> Result<PublicNumbers<'_>, Error> {
    let mut reader = Reader(blob);
    let is_certificate = match reader.string()? {
        RSA => false,
        // The nonce follows.
        RSA_CERTIFICATE => reader.string().is_ok(),
        _ => return Err(Error::UnsupportedKey { reason: Reason::NotRsa }),
    };
    let (e, n) = (reader.string()?, reader.string()?);
    // The rest of a certificate is not read.
    if reader.0.is_empty() || is_certificate { Ok(PublicNumbers { n, e }) } else { Err(DAMAGED) }
}

/// A parsed private key file, whose cost is within the limit.
#[cfg(feature = "private")]
pub(super) struct PrivateFile<'a> {
    /// The public key in binary, which is never encrypted.
    pub public: &'a [u8],
    /// Salt and rounds of bcrypt, if a passphrase protects the key.
    pub protection: Option<(&'a [u8], u32)>,
    /// The private part, which may be encrypted.
    private: &'a [u8],
}

#[cfg(feature = "private")]
impl<'a> PrivateFile<'a> {
    /// Parses a file and checks its cost.
    ///
    /// # Errors
    /// [`Error::MalformedKey`]; [`Error::UnsupportedKey`] for several keys, an unsupported cipher, and beyond the
    /// limit.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader(bytes.strip_prefix(MAGIC).ok_or_else(|| DAMAGED)?);
        let (cipher, function) = (reader.string()?, reader.string()?);
        let mut options = Reader(reader.string()?);
        if reader.number()? != 1 {
            return Err(Error::UnsupportedKey { reason: Reason::OpenSshSeveral });
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
                    return Err(Error::UnsupportedKey { reason: Reason::OpenSshRounds });
                }
                Some((salt, rounds))
            }
            _ => {
                return Err(Error::UnsupportedKey { reason: Reason::OpenSshCipher });
            }
        };
        Ok(Self { public, protection, private })
    }

    /// Decrypts the private part. A wrong passphrase is only found out by [`Self::components`].
    ///
    /// # Errors
    /// [`Error::PassphraseRequired`]; [`Error::WrongPassphrase`] for an empty passphrase.
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
            return Err(Error::UnsupportedKey { reason: Reason::NotRsa });
        }
        let mut next = || reader.string();
        let (n, e, d, qinv, p, q, _comment) = (next()?, next()?, next()?, next()?, next()?, next()?, next()?);
        // The padding to a multiple of the block length is 1, 2, 3 and so on.
        let is_padding = reader.0.len() <= 255 && reader.0.iter().zip(1..).all(|(byte, number)| *byte == number);
        let public = public_numbers(self.public)?;
        if !is_padding || (public.n, public.e) != (n, e) {
            return Err(DAMAGED);
        }
        Ok(Components { n, e, d, primes: Some([p, q]), crt: [None, None, Some(qinv)], parameters: None })
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
