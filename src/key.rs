//! RSA keys (RFC 8017 §3): a constructed key is a valid key.

#![forbid(unsafe_code)]

mod import;

use alloc::{string::String, sync::Arc, vec, vec::Vec};
use core::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use crypto_bigint::{BoxedUint, ConcatenatingMul, Gcd, Integer, NonZero, Resize};
use rand_core::TryCryptoRng;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use sealpost_engine::{Prime, PrimeSearch, PrivateOperation, PublicOperation};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::Error;
pub(crate) use import::{Components, PublicNumbers};

/// Smallest modulus in bits.
pub const MIN_BITS: u32 = 2048;
/// Largest modulus in bits: beyond it an operation takes seconds, and a hostile key would hold up its reader.
pub const MAX_BITS: u32 = 8192;
/// Smallest modulus in bits of a private key that is read to open old data.
pub const MIN_WEAK_BITS: u32 = 1024;
/// The longest name of a key, `kid`, in characters.
pub(crate) const MAX_KID: usize = 1024;
/// The public exponent of generated keys, F4.
const PUBLIC_EXPONENT: u32 = 65537;
/// Longest public exponent in bits: 2^33 - 1 is the largest that others accept.
const MAX_EXPONENT_BITS: u32 = 33;
/// Pairs of primes that are tried for a key before the random source is taken to be stuck.
const MAX_ATTEMPTS: u32 = 3;
/// The primes must differ in one of their highest bits: |p - q| > 2^(nlen/2 - 100) (FIPS 186-5 appendix A.1.3).
const MIN_DISTANCE_BITS: u32 = 100;

/// The numbers of a private key, to be written. Wiped when dropped.
pub(crate) struct OwnedComponents {
    /// In the order of `RSAPrivateKey` (RFC 8017 appendix A.1.2): n, e, d, p, q, dp, dq, qinv.
    pub values: [Zeroizing<Vec<u8>>; 8],
}

/// The private half of a key pair. Wiped when dropped, and without a `Debug` that could print it.
pub struct PrivateKey {
    inner: rsa::PrivateKey,
    /// The engine's form of the same key. It keeps a blinding pair from one use to the next, hence the lock.
    operation: Mutex<PrivateOperation>,
    /// What its owner calls it (`kid` of RFC 7517 §4.5), where its JWK says so.
    kid: Option<String>,
}

impl ZeroizeOnDrop for PrivateKey {}

const fn assert_wiped_on_drop<T: ZeroizeOnDrop>() {}
const _: () = {
    assert_wiped_on_drop::<rsa::PrivateKey>();
    assert_wiped_on_drop::<PrivateOperation>();
    assert_wiped_on_drop::<Zeroizing<Vec<u8>>>();
};

/// The public half of a key pair.
#[derive(Clone)]
pub struct PublicKey {
    inner: rsa::PublicKey,
    /// The engine's form of the same key, made when it is first needed: that takes twice as long as to use it.
    operation: OnceLock<Arc<Mutex<PublicOperation>>>,
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("bits", &self.bits()).finish_non_exhaustive()
    }
}

impl PrivateKey {
    /// Generates a key pair with a modulus of `bits` bits and the public exponent 65537.
    ///
    /// How long it takes is a matter of luck: the mean is a fraction of a second at 2048 bits, and a search can take
    /// several times its mean. [`PrivateKey::from_primes`] serves those who search in slices.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] unless `bits` is a multiple of 8 from 2048 to 8192;
    /// [`Error::RandomUnavailable`] when `rng` fails.
    ///
    /// # Examples
    /// ```
    /// use getrandom::SysRng;
    /// use sealpost::PrivateKey;
    ///
    /// let key = PrivateKey::generate(&mut SysRng, 2048)?;
    /// assert_eq!(key.bits(), 2048);
    /// assert_eq!(key.public_key().size(), 256); // bytes
    /// assert_eq!(key.public_key().exponent(), [1, 0, 1]); // 65537
    /// # Ok::<(), sealpost::Error>(())
    /// ```
    pub fn generate<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: u32) -> Result<Self, Error> {
        let mut searches = [start_search(rng, bits)?, start_search(rng, bits)?];
        for _ in 0..MAX_ATTEMPTS {
            let [p, q] = find_primes(rng, &mut searches)?;
            match Self::from_primes(rng, &p.to_bytes(), &q.to_bytes()) {
                // Primes too close to make a key come up with probability 2^-100.
                Err(Error::WeakKey { .. } | Error::MalformedKey { .. }) => {
                    searches = [start_search(rng, bits)?, start_search(rng, bits)?];
                }
                result => return result,
            }
        }
        // Not bad luck: the source repeats itself.
        Err(Error::RandomUnavailable)
    }

    /// Makes the key of two primes in big-endian bytes, with the public exponent 65537.
    ///
    /// Both primes must have the same length and their two highest bits set, so that the modulus has exactly twice
    /// that length. Ends with a pairwise consistency test: a random number is encrypted and decrypted.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] or [`Error::WeakKey`] when the primes do not make a key; [`Error::RandomUnavailable`]
    /// when `rng` fails; [`Error::Internal`] when the test fails.
    pub fn from_primes<R: TryCryptoRng + ?Sized>(rng: &mut R, p: &[u8], q: &[u8]) -> Result<Self, Error> {
        let limit = MAX_BITS / 2;
        let (p, q) = (integer(p, limit)?, integer(q, limit)?);
        let bits = p.bit_width();
        if q.bit_width() != bits {
            return Err(Error::MalformedKey { reason: "its primes differ in length" });
        }
        // The greater prime is p, as OpenSSL writes it: of a key written without its primes the same two come back.
        let (p, q) = if p > q { (p, q) } else { (q, p) };
        // rsa keeps every number at the width it comes in, and the width is public.
        let (p, q) = (p.resize_unchecked(bits), q.resize_unchecked(bits));
        const NO_KEY: Error = Error::MalformedKey { reason: "its two primes do not make an RSA key" };
        let d = private_exponent(&p, &q).ok_or_else(|| NO_KEY)?;
        // Checks that d belongs to p and q.
        let e = BoxedUint::from(PUBLIC_EXPONENT);
        let inner = rsa::PrivateKey::from_components(p.concatenating_mul(&q), e, d, vec![p, q]).map_err(|_| NO_KEY)?;
        if inner.n().bit_width() != 2 * bits {
            return Err(Error::MalformedKey { reason: "its primes are too short for the modulus" });
        }
        let key = Self::checked(inner, MIN_BITS)?;
        key.check_pairwise_consistency(rng)?;
        Ok(key)
    }

    /// Checks what `rsa` leaves out: that the primes are apart and the private exponent is not short.
    fn checked(inner: rsa::PrivateKey, minimum: u32) -> Result<Self, Error> {
        check_public(inner.n().as_ref(), inner.e(), minimum)?;
        let half = inner.n().bit_width() / 2;
        let primes = inner.primes();
        let distance = if primes[0] > primes[1] {
            primes[0].wrapping_sub(primes[1].as_ref())
        } else {
            primes[1].wrapping_sub(primes[0].as_ref())
        };
        if distance.bit_width() <= half - MIN_DISTANCE_BITS {
            return Err(Error::WeakKey { reason: "its primes are so close that the modulus can be factored" });
        }
        if inner.d().bit_width() <= half {
            return Err(Error::WeakKey { reason: "its private exponent is so short that it can be computed" });
        }
        let [p, q] = [&primes[0], &primes[1]].map(|prime| Zeroizing::new(prime.to_be_bytes()));
        let q_inverse = Zeroizing::new(inner.crt_coefficient().ok_or_else(|| Error::Internal)?.to_be_bytes());
        let operation = PrivateOperation::new(&p, &q, exponent(inner.e()), &q_inverse);
        Ok(Self { inner, operation: Mutex::new(operation.map_err(Error::of_engine)?), kid: None })
    }

    /// Encrypts and decrypts a random number (the pairwise consistency test of FIPS 140-3).
    fn check_pairwise_consistency<R: TryCryptoRng + ?Sized>(&self, rng: &mut R) -> Result<(), Error> {
        let public = PublicOperation::new(&self.inner.n_bytes(), exponent(self.inner.e()));
        let operation = self.operation.lock().unwrap_or_else(PoisonError::into_inner);
        operation.check_consistency(rng, &public).map_err(Error::of_engine)
    }

    /// Length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.inner.n().bit_width()
    }

    /// Length of the modulus, and of every ciphertext, in bytes (k of RFC 8017).
    pub(crate) fn size(&self) -> usize {
        self.inner.size()
    }

    /// The name that a JWK gave this key, for messages that name it so.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The same key under the name that its JWK gives it.
    pub(crate) fn with_kid(self, kid: Option<String>) -> Self {
        Self { kid, ..self }
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::of(self.inner.to_public_key())
    }

    /// RSADP (RFC 8017 §5.1.2): blinded, and checked by encrypting the result again before it is released.
    ///
    /// A ciphertext of the wrong length or out of range is [`Error::DecryptionFailed`], like every other bad one.
    pub(crate) fn decrypt_primitive<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        // 1. If c is not between 0 and n - 1, output "ciphertext representative out of range" and stop.
        if ciphertext.len() != self.inner.size() {
            return Err(Error::DecryptionFailed);
        }
        if !is_below(ciphertext, self.inner.n().as_ref()) {
            return Err(Error::DecryptionFailed);
        }
        // 2. and 3. m = c^d mod n by the Chinese remainder theorem. A panic under the lock leaves no half-made pair: it
        //    is
        // taken out before it is used.
        self.operation.lock().unwrap_or_else(PoisonError::into_inner).private(rng, ciphertext).map_err(Error::of_engine)
    }

    /// The numbers of this key, without leading zeros.
    pub(crate) fn components(&self) -> Result<OwnedComponents, Error> {
        let (p, q) = (&self.inner.primes()[0], &self.inner.primes()[1]);
        let (Some(dp), Some(dq)) = (self.inner.dp(), self.inner.dq()) else { return Err(Error::Internal) };
        let qinv = self.inner.crt_coefficient().ok_or_else(|| Error::Internal)?;
        let numbers = [self.inner.n().as_ref(), self.inner.e(), self.inner.d(), p.as_ref(), q.as_ref(), dp, dq, &qinv];
        Ok(OwnedComponents {
            values: numbers.map(|number| {
                let bytes = Zeroizing::new(number.to_be_bytes());
                Zeroizing::new(trim(&bytes).to_vec())
            }),
        })
    }
}

impl PublicKey {
    /// `inner` has been checked.
    fn of(inner: rsa::PublicKey) -> Self {
        Self { inner, operation: OnceLock::new() }
    }

    /// Makes a key of its modulus and public exponent in big-endian bytes, having checked both.
    pub(crate) fn from_numbers(numbers: PublicNumbers<'_>) -> Result<Self, Error> {
        let (n, e) = public_numbers(numbers.n, numbers.e, MIN_BITS)?;
        let inner = rsa::PublicKey::new(n, e)
            .map_err(|_| Error::MalformedKey { reason: "its modulus or exponent is invalid" })?;
        Ok(Self::of(inner))
    }

    /// Length of the modulus in bits.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.inner.n().bit_width()
    }

    /// Length of the modulus, and of every ciphertext, in bytes (k of RFC 8017).
    #[must_use]
    pub fn size(&self) -> usize {
        self.inner.size()
    }

    /// The modulus n in big-endian bytes without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> Vec<u8> {
        self.inner.n_bytes().into_vec()
    }

    /// The public exponent e in big-endian bytes without leading zeros.
    #[must_use]
    pub fn exponent(&self) -> Vec<u8> {
        self.inner.e_bytes().into_vec()
    }

    /// Refuses keys that are too short to encrypt to: they exist only as halves of weak private keys.
    pub(crate) fn check_strength(&self) -> Result<(), Error> {
        check_length(self.inner.n().as_ref(), MIN_BITS)
    }

    /// RSAEP (RFC 8017 §5.1.1) on `message`, a number below the modulus in as many bytes.
    pub(crate) fn encrypt_primitive(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        // 1. If m is not between 0 and n - 1, output "message representative out of range" and stop.
        if !is_below(message, self.inner.n().as_ref()) {
            return Err(Error::Internal);
        }
        // 2. and 3. c = m^e mod n.
        let new = || Arc::new(Mutex::new(PublicOperation::new(&self.modulus(), exponent(self.inner.e()))));
        let operation = self.operation.get_or_init(new).lock().unwrap_or_else(PoisonError::into_inner);
        Ok(core::mem::take(&mut *operation.public(message)))
    }
}

/// Runs two searches until each has a prime. Both candidates are confirmed together, a round of each at a time.
fn find_primes<R: TryCryptoRng + ?Sized>(rng: &mut R, searches: &mut [PrimeSearch; 2]) -> Result<[Prime; 2], Error> {
    let mut found = [None, None];
    loop {
        let mut next = |index: usize| loop {
            if let Some(candidate) = searches[index].find_probable_prime(rng, u32::MAX).map_err(Error::of_engine)? {
                return Ok(candidate);
            }
        };
        // A candidate that is no prime is a matter for the tests: it takes a fault in the kernel.
        match found {
            [Some(p), Some(q)] => return Ok([p, q]),
            [None, None] => {
                let both = [next(0)?, next(1)?];
                found = sealpost_engine::miller_rabin_pair(rng, both).map_err(Error::of_engine)?;
            }
            [p, q] => {
                let missing = usize::from(p.is_some());
                let candidate = next(missing)?;
                let prime = candidate.miller_rabin(rng).map_err(Error::of_engine)?;
                found = if missing == 0 { [prime, q] } else { [p, prime] };
            }
        }
    }
}

/// Whether two numbers that searches let through pass one part's share of what makes them primes.
#[cfg(target_arch = "wasm32")]
pub(crate) fn confirm_primes<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    [p, q]: [&[u8]; 2],
    part: u32,
    parts: u32,
) -> Result<bool, Error> {
    let candidate = |bytes| sealpost_engine::ProbablePrime::from_bytes(bytes).map_err(Error::of_engine);
    sealpost_engine::miller_rabin_share(rng, [candidate(p)?, candidate(q)?], part, parts).map_err(Error::of_engine)
}

/// d = 1/e modulo lcm(p - 1, q - 1) for e = 65537 (RFC 8017 §3.2); none if there is no such number.
///
/// The engine divides by e only: an inverse modulo a number of twice the length of the primes took longer than all else
/// that makes a key of them. Constant-time in p and q.
fn private_exponent(p: &BoxedUint, q: &BoxedUint) -> Option<BoxedUint> {
    let one = BoxedUint::one();
    let (p, q) = (p - &one, q - &one);
    let gcd = NonZero::new(p.gcd(&q)).into_option()?;
    let multiple = (p / gcd).concatenating_mul(&q);
    let bytes = Zeroizing::new(multiple.to_be_bytes());
    let d = sealpost_engine::inverse_modulo_even(u64::from(PUBLIC_EXPONENT), &bytes)?;
    BoxedUint::from_be_slice(&d, multiple.bits_precision()).ok()
}

/// A search for one prime of a modulus of `bits` bits, to be run in slices.
pub(crate) fn start_search<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: u32) -> Result<PrimeSearch, Error> {
    if !(MIN_BITS..=MAX_BITS).contains(&bits) || !bits.is_multiple_of(8) {
        return Err(Error::InvalidArgument { reason: "bits must be a multiple of 8 from 2048 to 8192" });
    }
    PrimeSearch::new(rng, bits).map_err(Error::of_engine)
}

/// Reads a modulus and a public exponent, and checks both.
fn public_numbers(n: &[u8], e: &[u8], minimum: u32) -> Result<(BoxedUint, BoxedUint), Error> {
    let (n, e) = (trim(n), trim(e));
    if n.len() > MAX_BITS as usize / 8 {
        return Err(Error::UnsupportedKey { reason: "its modulus has more than 8192 bits: make a smaller key" });
    }
    if e.len() > MAX_EXPONENT_BITS.div_ceil(8) as usize {
        return Err(Error::UnsupportedKey { reason: EXPONENT_TOO_LONG });
    }
    let (n, e) = (integer(n, n.len() as u32 * 8)?, integer(e, u64::BITS)?);
    check_public(&n, &e, minimum)?;
    Ok((n, e))
}

const EXPONENT_TOO_LONG: &str = "its public exponent has more than 33 bits: make a key with the exponent 65537";

/// The limits of every key: the modulus odd and of a supported length, e odd and 3 to 2^33 - 1.
fn check_public(n: &BoxedUint, e: &BoxedUint, minimum: u32) -> Result<(), Error> {
    check_length(n, minimum)?;
    if bool::from(e.is_one()) {
        return Err(Error::WeakKey { reason: "its public exponent is 1, which encrypts nothing" });
    }
    if e.bit_width() > MAX_EXPONENT_BITS {
        return Err(Error::UnsupportedKey { reason: EXPONENT_TOO_LONG });
    }
    if bool::from(e.is_even()) || bool::from(n.is_even()) {
        return Err(Error::MalformedKey { reason: "its modulus and exponent must be odd" });
    }
    if import::has_roca_form(&n.to_be_bytes()) {
        return Err(Error::WeakKey {
            reason: "its modulus has the form of keys that can be factored (ROCA): make a new key elsewhere",
        });
    }
    Ok(())
}

fn check_length(n: &BoxedUint, minimum: u32) -> Result<(), Error> {
    if n.bit_width() >= minimum {
        return Ok(());
    }
    Err(Error::WeakKey {
        reason: if minimum == MIN_BITS {
            "its modulus has fewer than 2048 bits: make a new key of 2048 bits or more"
        } else {
            "its modulus has fewer than 1024 bits: make a new key of 2048 bits or more"
        },
    })
}

/// A public exponent, whose length was checked before, as a machine word.
fn exponent(e: &BoxedUint) -> u64 {
    e.to_be_bytes().iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Whether the number in `bytes`, of which there are as many as `n` has, is below `n`. Leading zeros are read like all other
/// bytes: how small the number is does not show in time.
fn is_below(bytes: &[u8], n: &BoxedUint) -> bool {
    BoxedUint::from_be_slice(bytes, n.bits_precision()).is_ok_and(|number| number < *n)
}

/// The number in big-endian `bytes`, held in `precision` bits.
fn integer(bytes: &[u8], precision: u32) -> Result<BoxedUint, Error> {
    BoxedUint::from_be_slice(trim(bytes), precision)
        .map_err(|_| Error::MalformedKey { reason: "one of its numbers is longer than its modulus" })
}

/// `bytes` without its leading zeros.
pub(crate) fn trim(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}

/// How many characters a text has. `Chars::count` is fast, and forty times as long.
pub(crate) fn characters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}
