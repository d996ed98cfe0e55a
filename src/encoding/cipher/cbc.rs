//! The CBC ciphers that protect key files, and the legacy encryption of PEM (RFC 1421), which older versions of OpenSSL
//! wrote.

#![forbid(unsafe_code)]

use alloc::vec::Vec;
use cbc::{
    Decryptor, Encryptor,
    cipher::{BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit, block_padding::Pkcs7},
};
use des::TdesEde3;
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::block_cipher::Aes;
use crate::Error;

/// Length in bytes of the longest key of the ciphers in [`Cbc`].
pub(crate) const MAX_KEY: usize = 32;

/// A block cipher in CBC mode with the padding of PKCS#7 (RFC 8018 appendix B.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cbc {
    Aes128,
    Aes192,
    Aes256,
    TripleDes,
}

impl Cbc {
    /// The name of the cipher, as the header `DEK-Info` of the legacy encryption has it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Aes128 => "AES-128-CBC",
            Self::Aes192 => "AES-192-CBC",
            Self::Aes256 => "AES-256-CBC",
            Self::TripleDes => "DES-EDE3-CBC",
        }
    }

    /// Length of the key in bytes.
    pub(crate) const fn key_length(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
        }
    }

    /// Length of a block, and of the initialization vector, in bytes.
    pub(crate) const fn block_length(self) -> usize {
        if matches!(self, Self::TripleDes) { 8 } else { 16 }
    }

    /// Decrypts in place and removes the padding. With a wrong key the padding is valid with probability of about
    /// 1/256, so that a success does not prove the key right. Not constant-time in the padding, because only the owner
    /// of the key file learns the result.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`] if the padding is invalid or `data` is not made of whole blocks.
    pub(crate) fn decrypt(self, key: &[u8], iv: &[u8], data: &mut Zeroizing<Vec<u8>>) -> Result<(), Error> {
        fn run<C: InnerIvInit + BlockModeDecrypt>(cipher: C::Inner, iv: &[u8], data: &mut [u8]) -> Option<usize> {
            Some(C::inner_iv_slice_init(cipher, iv).ok()?.decrypt_padded::<Pkcs7>(data).ok()?.len())
        }
        let length = match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => {
                Aes::new(key).and_then(|aes| run::<Decryptor<Aes>>(aes, iv, data))
            }
            Self::TripleDes => {
                TdesEde3::new_from_slice(key).ok().and_then(|des| run::<Decryptor<TdesEde3>>(des, iv, data))
            }
        };
        data.truncate(length.ok_or_else(|| Error::WrongPassphrase)?);
        Ok(())
    }
}

/// Encrypts with AES-256 in CBC mode and the padding of PKCS#7.
pub(crate) fn encrypt_aes256(key: &[u8; 32], iv: &[u8; 16], plaintext: &[u8]) -> Vec<u8> {
    let mut data = alloc::vec![0; (plaintext.len() / 16 + 1) * 16];
    data[..plaintext.len()].copy_from_slice(plaintext);
    let cipher = Aes::new(key).expect("the key has 32 bytes");
    Encryptor::inner_iv_init(cipher, iv.into())
        .encrypt_padded::<Pkcs7>(&mut data, plaintext.len())
        .expect("`data` has room for the padding");
    data
}

/// The header `DEK-Info` of the legacy encryption: the cipher and the initialization vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Legacy {
    pub cipher: Cbc,
    iv: [u8; 16],
}

impl Legacy {
    /// Reads the name of a cipher, a comma and the initialization vector in hexadecimal. Returns the parsed header and
    /// the rest of the input, which is the body of the PEM block even if line breaks were lost.
    pub(crate) fn parse(header: &[u8]) -> Option<(Self, &[u8])> {
        let ciphers = [Cbc::Aes128, Cbc::Aes192, Cbc::Aes256, Cbc::TripleDes];
        let header = header.trim_ascii_start();
        let cipher = ciphers.into_iter().find(|cipher| header.starts_with(cipher.name().as_bytes()))?;
        let digits = header[cipher.name().len()..].trim_ascii_start().strip_prefix(b",")?.trim_ascii_start();
        let (digits, rest) = digits.split_at_checked(2 * cipher.block_length())?;
        let mut iv = [0; 16];
        read_hexadecimal(digits, &mut iv)?;
        Some((Self { cipher, iv }, rest))
    }

    /// Decrypts `data` in place.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`].
    pub(crate) fn decrypt(&self, passphrase: &[u8], data: &mut Zeroizing<Vec<u8>>) -> Result<(), Error> {
        let iv = &self.iv[..self.cipher.block_length()];
        // OpenSSL's EVP_BytesToKey: the key is the beginning of D_1 ‖ D_2, where D_0 is empty and
        // D_i = MD5(D_(i-1) ‖ passphrase ‖ salt). The salt is the first 8 bytes of the initialization vector.
        let mut key = Zeroizing::new([0; MAX_KEY]);
        for end in [16, 32] {
            let mut hash = Md5::new();
            hash.update(&key[..end - 16]);
            hash.update(passphrase);
            hash.update(&iv[..8]);
            key[end - 16..end].copy_from_slice(&Zeroizing::new(<[u8; 16]>::from(hash.finalize()))[..]);
        }
        self.cipher.decrypt(&key[..self.cipher.key_length()], iv, data)
    }
}

/// Decodes hexadecimal digits into the beginning of `bytes`.
fn read_hexadecimal(digits: &[u8], bytes: &mut [u8]) -> Option<()> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(())
}
