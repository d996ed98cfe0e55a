//! The private operation, RSADP (RFC 8017 §5.1.2): c^d modulo n, by the Chinese remainder theorem.
//!
//! p and q fill the two lanes of the kernel. The steps 1 to 4 are computed modulo both, in Montgomery form:
//! 1. reduce c modulo p and q;
//! 2. multiply by t, the first number of the blinding pair;
//! 3. raise to the powers dP and dQ, in fixed windows (`exp.rs`);
//! 4. multiply by t^-dP and t^-dQ, the second number of the pair, which gives m modulo p and q;
//! 5. recombine (Garner): h = (m1 - m2)·qInv mod p, m = m2 + h·q;
//! 6. verify m^e = c modulo p and q, with the m that would be released and the c that was received. Without this step
//!    a fault in one lane would reveal a factor of n to whoever sees m (Boneh, DeMillo, Lipton 1997). To verify modulo
//!    p and q in the two lanes costs a quarter of what it costs modulo n.
//!
//! **Blinding.** The exponentiation sees c·t for a random t, so that its time and its faults are independent of c. The
//! pair (t, t^-d) is squared after each use, and drawn anew after [`BLINDING_USES`]. t^-d is t^(p-1-dP) modulo p and
//! t^(q-1-dQ) modulo q, computed by the same exponentiation as the operation itself, so that no inverse is needed.
//!
//! Constant-time in c, m, p, q and the exponents: no branch and no index depends on them, except for the outcome of
//! step 6, which fails only if the key or the machine is broken.
//!
//! `montgomery.rs` defines the multiple F of a prime, the number of limbs G, and R = 2^(52·G).

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use rand_core::TryCryptoRng;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::exponent::inverse_modulo_predecessor;
use super::public::PublicOperation;
use crate::error::Error;
use crate::exp::{exp, exp_public};
use crate::kernel::{Dot13, Kernel, Mul28, Workspace, install};
use crate::limbs::{self, BITS, LanePair, Limbs, MASK};
use crate::montgomery::{ModulusPair, length_for};
use crate::random;

/// How many operations use a blinding pair and its squares before a new pair is drawn, which costs an exponentiation.
const BLINDING_USES: u32 = 32;

/// The private operation of one key. Wiped when dropped. Its `Debug` shows no secret.
pub struct PrivateOperation {
    modulus: ModulusPair,
    n: Limbs,
    e: u64,
    /// dP and dQ.
    exponents: [Limbs; 2],
    /// p - 1 - dP and q - 1 - dQ.
    complements: [Limbs; 2],
    /// 1 in Montgomery form.
    one: LanePair,
    /// R² modulo F: converts the lower part of a number modulo n to Montgomery form.
    rr: LanePair,
    /// R²·2^(52·(G-1)) modulo F: converts the upper part of a number modulo n.
    upper_rr: LanePair,
    /// qInv = 1/q modulo p, in lane 0 and in Montgomery form.
    q_inverse: LanePair,
    blinding: Option<Blinding>,
    /// Bits of the longer prime.
    bits: usize,
    /// Bytes of n.
    size: usize,
}

impl fmt::Debug for PrivateOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateOperation").field("bytes", &self.size).finish_non_exhaustive()
    }
}

impl ZeroizeOnDrop for PrivateOperation {}

/// Checks at compile time that the types of all secret fields, and of the kernels' memory in `modulus`, wipe themselves
/// when dropped.
const _: () = {
    const fn assert_wiped_on_drop<T: ZeroizeOnDrop>() {}
    assert_wiped_on_drop::<Limbs>();
    assert_wiped_on_drop::<LanePair>();
    assert_wiped_on_drop::<Workspace>();
    assert_wiped_on_drop::<Dot13>();
    assert_wiped_on_drop::<Mul28>();
};

/// A blinding pair, t as `factor` and t^-d as `inverse`, in Montgomery form, and how many more operations may use this
/// pair and its squares.
struct Blinding {
    factor: LanePair,
    inverse: LanePair,
    uses: u32,
}

impl PrivateOperation {
    /// Prepares for the key with primes `p` and `q` and `q_inverse` = 1/q modulo p (big-endian bytes), and the public
    /// exponent `e`.
    ///
    /// The key is assumed to be valid: p and q are different odd primes of more than 128 bits, and e is odd, below
    /// 2^34 and coprime to p - 1 and q - 1. The primes may differ in length. d is not needed, only 1/e modulo p - 1
    /// and q - 1.
    ///
    /// # Errors
    /// [`Error::Internal`] if e has no inverse modulo p - 1 or q - 1, p or q is even, e is below 3, or `q_inverse` is
    /// not 1/q modulo p.
    pub fn new(p: &[u8], q: &[u8], e: u64, q_inverse: &[u8]) -> Result<Self, Error> {
        Self::with_kernel(install::fastest(), p, q, e, q_inverse)
    }

    /// [`PrivateOperation::new`] on a given kernel.
    pub(crate) fn with_kernel(kernel: Kernel, p: &[u8], q: &[u8], e: u64, q_inverse: &[u8]) -> Result<Self, Error> {
        let longest = p.len().max(q.len()) * 8;
        let primes = [p, q].map(|bytes| limbs::from_bytes(bytes, length_for(longest, kernel)));
        if primes.iter().any(|prime| prime[0] & 1 == 0) || e < 3 {
            return Err(Error::Internal);
        }
        let bits = primes.iter().map(|prime| limbs::bit_length(prime)).max().unwrap_or(0);
        let modulus = ModulusPair::new(kernel, &primes[0], &primes[1], bits);
        let length = modulus.length();
        let [p, q] = [modulus.n(0), modulus.n(1)];
        let exponents = [
            inverse_modulo_predecessor(e, p).ok_or(Error::Internal)?,
            inverse_modulo_predecessor(e, q).ok_or(Error::Internal)?,
        ];
        let complements = [0, 1].map(|lane: usize| {
            let mut complement = modulus.n(lane).clone();
            complement[0] &= !1;
            limbs::subtract(&mut complement, &exponents[lane]);
            complement
        });
        let (one, rr) = modulus.one_and_rr();
        // The kernel divides each product by R, so a multiplication by R² multiplies by R in effect. Two of them turn
        // 2^(52(G-1)) into 2^(52(G-1))·R² modulo F.
        let mut upper_rr = modulus.power_of_two(BITS * (length - 1));
        modulus.multiply(&mut upper_rr, &rr);
        modulus.multiply(&mut upper_rr, &rr);
        let q_inverse = limbs::from_bytes(q_inverse, length);
        let mut q_inverse = LanePair::join(&q_inverse, &q_inverse, length);
        modulus.multiply(&mut q_inverse, &rr);
        // Check that q·qInv = 1 modulo p in lane 0. The result in lane 1 is not used.
        let mut product = LanePair::join(q, p, length);
        modulus.multiply(&mut product, &rr);
        modulus.multiply(&mut product, &q_inverse);
        let expected = modulus.from_montgomery(one.clone());
        if limbs::equal(&modulus.from_montgomery(product)[0], &expected[0]) == 0 {
            return Err(Error::Internal);
        }
        let n = limbs::multiply_add(p, q, &[]);
        let size = limbs::bit_length(&n).div_ceil(8);
        Ok(Self { n, e, exponents, complements, one, rr, upper_rr, q_inverse, blinding: None, bits, size, modulus })
    }

    /// Checks that (m^e)^d = m modulo n for a random m: the pairwise consistency test of a new key.
    ///
    /// The test is not blinded. Blinding protects operations on numbers that somebody chose or knows, and nobody knows
    /// this m. So no blinding pair is drawn before the first use of the key.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source gives no number; [`Error::Internal`] if the key is not consistent.
    pub fn check_consistency<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        public: &PublicOperation,
    ) -> Result<(), Error> {
        let mut number = Zeroizing::new(vec![0; self.size]);
        // The first byte is zero, so that the number is below the modulus.
        rng.try_fill_bytes(&mut number[1..]).map_err(|_| Error::RandomUnavailable)?;
        let c = limbs::from_bytes(&public.public(&number), self.n.len());
        let x = self.exp_private(&self.to_montgomery(&c));
        if *limbs::to_bytes(&self.recombine(x), self.size) == *number { Ok(()) } else { Err(Error::Internal) }
    }

    /// c^d modulo n, as many bytes as n has. `c` must be below n; the caller checks that.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source fails when a new blinding pair is due; [`Error::Internal`] if the
    /// result fails the check, in which case it is not released.
    pub fn private<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R, c: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let blinding = match self.blinding.take() {
            Some(blinding) => blinding,
            None => self.draw_blinding(rng)?,
        };
        let c = limbs::from_bytes(c, self.n.len());
        let mut x = self.to_montgomery(&c);
        self.modulus.multiply(&mut x, &blinding.factor);
        let mut x = self.exp_private(&x);
        self.modulus.multiply(&mut x, &blinding.inverse);
        let m = self.recombine(x);
        self.blinding = self.next_blinding(blinding);
        if !self.verify(&m, &c) {
            return Err(Error::Internal);
        }
        Ok(limbs::to_bytes(&m, self.size))
    }

    /// x^dP modulo p and x^dQ modulo q.
    fn exp_private(&self, x: &LanePair) -> LanePair {
        exp(&self.modulus, x, &self.one, [&self.exponents[0], &self.exponents[1]], self.bits)
    }

    /// A number modulo n, reduced modulo p and q, in Montgomery form.
    ///
    /// The lower G - 1 limbs of the number are multiplied by R², the next G - 1 by R²·2^(52(G-1)). The limbs above them
    /// are zero, because a prime has at most 52·(G-1) - 4 bits. Both parts are below R/2^52 and both factors below 2F,
    /// so the products keep the kernel's bound F·R.
    fn to_montgomery(&self, number: &[u64]) -> LanePair {
        let length = self.modulus.length();
        let (lower, upper) = number.split_at(length - 1);
        let upper = &upper[..upper.len().min(length - 1)];
        let (mut lower, mut upper) = (LanePair::join(lower, lower, length), LanePair::join(upper, upper, length));
        self.modulus.multiply(&mut lower, &self.rr);
        self.modulus.multiply(&mut upper, &self.upper_rr);
        add(&mut lower, &upper);
        lower
    }

    /// Garner's recombination (RFC 8017 §5.1.2 step 2.b): m below n from m1 and m2 in Montgomery form.
    fn recombine(&self, x: LanePair) -> Limbs {
        let length = self.modulus.length();
        let [m1, m2] = self.modulus.from_montgomery(x);
        // h = (m1 - m2)·qInv mod p, as m1·qInv - m2·qInv + 2F: both products are below 2F.
        let mut h = LanePair::join(&m1, &m1, length);
        let mut subtrahend = LanePair::join(&m2, &m2, length);
        self.modulus.multiply(&mut h, &self.q_inverse);
        self.modulus.multiply(&mut subtrahend, &self.q_inverse);
        self.modulus.subtract(&mut h, &subtrahend);
        // h is not in Montgomery form, because only qInv was. The multiplication by R² converts it, and
        // `from_montgomery` converts it back, because only that reduces fully.
        self.modulus.multiply(&mut h, &self.rr);
        let h = self.modulus.from_montgomery(h);
        // m2 + h·q ≤ (q - 1) + (p - 1)·q < n
        limbs::multiply_add(&h[0], self.modulus.n(1), &m2)
    }

    /// Whether m^e = c modulo p and q.
    fn verify(&self, m: &[u64], c: &[u64]) -> bool {
        let power = exp_public(&self.modulus, &self.to_montgomery(m), self.e);
        let (power, c) = (self.modulus.from_montgomery(power), self.modulus.from_montgomery(self.to_montgomery(c)));
        limbs::equal(&power[0], &c[0]) & limbs::equal(&power[1], &c[1]) == 1
    }

    /// Draws a random pair (t, t^-d) modulo p and q.
    fn draw_blinding<R: TryCryptoRng + ?Sized>(&self, rng: &mut R) -> Result<Blinding, Error> {
        // Each lane has its own random number, so that the two are independent. Each number has more than twice the
        // bits of a prime, so that it is uniform to within 2^-128 modulo the prime.
        let length = 2 * (self.modulus.length() - 1);
        let [mut factor, other] =
            [random::limbs(rng, length * BITS, self.n.len())?, random::limbs(rng, length * BITS, self.n.len())?]
                .map(|t| self.to_montgomery(&t));
        for (limb, other) in factor.0.iter_mut().zip(&other.0) {
            limb[1] = other[1];
        }
        let inverse = exp(&self.modulus, &factor, &self.one, [&self.complements[0], &self.complements[1]], self.bits);
        Ok(Blinding { factor, inverse, uses: BLINDING_USES })
    }

    /// The pair for the next operation: the squares of this pair, or none after [`BLINDING_USES`] operations.
    fn next_blinding(&self, mut blinding: Blinding) -> Option<Blinding> {
        blinding.uses -= 1;
        self.modulus.square(&mut blinding.factor, 1, [0; 2]);
        self.modulus.square(&mut blinding.inverse, 1, [0; 2]);
        (blinding.uses > 0).then_some(blinding)
    }
}

/// `a += b` for a, b below 2F; the sum is below 4F.
fn add(a: &mut LanePair, b: &LanePair) {
    let mut carry = [0; 2];
    for (a, b) in a.0.iter_mut().zip(&b.0) {
        for lane in 0..2 {
            let sum = a[lane] + b[lane] + carry[lane];
            (a[lane], carry[lane]) = (sum & MASK, sum >> BITS);
        }
    }
}
