//! RSASSA-PSS (RFC 8017 §8.1).
//!
//! The hash of the message is also the hash inside MGF1, and the salt is as long as the hash unless the caller asks for
//! another length or the key states one. With a salt as long as the hash, these are the parameters of `PS256`, `PS384`
//! and `PS512` in JWS and of `pss.new` in pycryptodome.
//! WebCrypto also has one hash for both, and its caller states the length of the salt. Software that signs with a salt
//! of the greatest possible length, such as OpenSSL and Node by default, has to be told the length, or its signatures
//! have to be verified with that length.
//!
//! # Examples
//! ```
//! use getrandom::SysRng;
//! use sealpost::{Hash, PssOptions, SigningKey};
//!
//! let key = SigningKey::generate(&mut SysRng, 2048)?;
//! let options = PssOptions::default(); // SHA-256 and a salt of 32 bytes
//! let signature = key.sign(&mut SysRng, b"four words", &options)?;
//! assert_eq!(signature.len(), 256); // bytes
//! assert!(key.verifying_key().verify(b"four words", &signature, &options)?);
//! assert!(!key.verifying_key().verify(b"other words", &signature, &options)?);
//!
//! let options = PssOptions { hash: Some(Hash::Sha512), salt_length: Some(20) };
//! let signature = key.sign(&mut SysRng, b"four words", &options)?;
//! assert!(key.verifying_key().verify(b"four words", &signature, &options)?);
//! # Ok::<(), sealpost::Error>(())
//! ```

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use crate::{Error, SigningKey, VerifyingKey};

mod options;
mod padding;

pub use options::PssOptions;

impl SigningKey {
    /// RSASSA-PSS-SIGN (RFC 8017 §8.1.1). The signature is as long as the modulus.
    ///
    /// The RSA operation is blinded with randomness from `rng`, and its result s is released only if s^e is the encoded
    /// message. The operation has no branch and no index that depends on a secret.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the key is restricted to other parameters, or the salt is too long for the
    /// modulus; [`Error::RandomUnavailable`] when `rng` fails; [`Error::Internal`] when the check fails.
    pub fn sign<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        message: &[u8],
        options: &PssOptions,
    ) -> Result<Vec<u8>, Error> {
        // 1. EM = EMSA-PSS-ENCODE(M, modBits - 1).
        let encoded = padding::encode(rng, message, self.bits() as usize - 1, &options.resolve(self.0.parameters)?)?;
        // 2. and 3. s = RSASP1(K, OS2IP(EM)). EM is below 2^(modBits - 1), and so below the modulus.
        let mut signature = self.0.private_primitive(rng, &encoded)?;
        Ok(core::mem::take(&mut *signature))
    }
}

impl VerifyingKey {
    /// RSASSA-PSS-VERIFY (RFC 8017 §8.1.2). Returns whether the signature is valid. Not constant-time: signature,
    /// message and key are known to whoever verifies.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the key is restricted to other parameters.
    pub fn verify(&self, message: &[u8], signature: &[u8], options: &PssOptions) -> Result<bool, Error> {
        let parameters = options.resolve(self.0.parameters)?;
        // 1. and 2. m = RSAVP1((n, e), s), which checks the length of S and that s is below the modulus.
        let Some(encoded) = self.0.public_primitive(signature) else { return Ok(false) };
        // 3. EMSA-PSS-VERIFY(M, EM, modBits - 1).
        Ok(padding::verify(message, &encoded, self.bits() as usize - 1, &parameters))
    }
}
