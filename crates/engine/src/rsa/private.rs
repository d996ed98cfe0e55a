//! The private operation, RSADP (RFC 8017 §5.1.2): c^d modulo n, by the Chinese remainder theorem.
//!
//! p and q fill the two lanes. In order, everything in Montgomery's form modulo p and q:
//! 1. c modulo p and q;
//! 2. times t, the first half of the blinding pair;
//! 3. to the powers dP and dQ, fixed windows (`power.rs`);
//! 4. times t^-dP and t^-dQ, the second half: m modulo p and q;
//! 5. Garner's recombination: h = (m1 - m2)·qInv mod p, m = m2 + h·q;
//! 6. m^e = c modulo p and q, from m and c as they come in and go out, before anything is released. A fault in one half
//!    would otherwise show a factor of n to whoever sees m (Boneh, DeMillo, Lipton 1997). Modulo p and q in the lanes
//!    this costs a quarter of what it does modulo n.
//!
//! **Blinding.** The exponentiation sees c·t for a random t, so that its time and its errors say nothing about c. The
//! pair (t, t^-d) is squared after each use, and drawn anew after [`BLINDING_USES`]. The second half is t^(p-1-dP), by
//! the same exponentiation as the operation itself: no inverse is computed.
//!
//! Constant-time in c, m, p, q and the exponents: the code has no branch and no index that depends on them, except on
//! the outcome of the check, which fails only where a key or the machine is broken.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::digits::{self, BITS, Digits, MASK, Pair};
use super::kernel::{Kernel, Space};
use super::montgomery::{Modulus, length_for};
use super::portable::Portable;
use super::power::power;
use super::public::{PublicOperation, power_public};
use super::random;
use crate::error::Error;

/// Uses of a blinding pair before the next is drawn; a new pair costs one exponentiation more.
const BLINDING_USES: u32 = 32;

/// What the private operation of one key needs. Wiped when dropped; no `Debug`.
pub struct PrivateOperation {
    modulus: Modulus,
    n: Digits,
    e: u64,
    /// dP and dQ, and what they lack to p - 1 and q - 1.
    exponents: [Digits; 2],
    complements: [Digits; 2],
    one: Pair,
    /// R² and R²·2^(52·(G-1)): they bring the lower and the upper part of a number modulo n to Montgomery's form.
    radix: Pair,
    upper_radix: Pair,
    /// 1/q modulo p in lane 0, in Montgomery's form.
    q_inverse: Pair,
    blinding: Option<Blinding>,
    bits: usize,
    length: usize,
}

impl ZeroizeOnDrop for PrivateOperation {}

/// What a private operation is made of wipes itself when dropped; the numbers that are left are public.
const _: () = {
    const fn assert_wiped_on_drop<T: ZeroizeOnDrop>() {}
    assert_wiped_on_drop::<Digits>();
    assert_wiped_on_drop::<Pair>();
    assert_wiped_on_drop::<Space>();
    assert_wiped_on_drop::<Portable>();
};

/// t and t^-d in Montgomery's form, and how often they may still be used.
struct Blinding {
    factor: Pair,
    inverse: Pair,
    uses: u32,
}

impl PrivateOperation {
    /// Prepares for the key with primes `p` and `q` (big-endian bytes) and public exponent `e`.
    ///
    /// The key is taken to be valid: p and q are different odd primes of more than 128 bits, and e is odd and prime to
    /// p - 1 and q - 1. They may differ in length. d is not needed: 1/e modulo p - 1 and q - 1 is all of it that
    /// counts.
    ///
    /// # Errors
    /// [`Error::Internal`] if e has no inverse modulo p - 1 or q - 1, or p or q is even.
    pub fn new(p: &[u8], q: &[u8], e: u64) -> Result<Self, Error> {
        Self::with_kernel(Kernel::fastest(), p, q, e, None)
    }

    /// The same where 1/q modulo p is known: that saves an exponentiation, which is most of the work.
    ///
    /// # Errors
    /// As for [`PrivateOperation::new`], and [`Error::Internal`] if `q_inverse` is not what it should be.
    pub fn with_inverse(p: &[u8], q: &[u8], e: u64, q_inverse: &[u8]) -> Result<Self, Error> {
        Self::with_kernel(Kernel::fastest(), p, q, e, Some(q_inverse))
    }

    pub(crate) fn with_kernel(
        kernel: Kernel,
        p: &[u8],
        q: &[u8],
        e: u64,
        known_inverse: Option<&[u8]>,
    ) -> Result<Self, Error> {
        let longest = p.len().max(q.len()) * 8;
        let primes = [p, q].map(|bytes| digits::from_bytes(bytes, length_for(longest, kernel)));
        if primes.iter().any(|prime| prime[0] & 1 == 0) || e < 3 {
            return Err(Error::Internal);
        }
        let bits = primes.iter().map(|prime| digits::bit_length(prime)).max().unwrap_or(0);
        let modulus = Modulus::new(kernel, &primes[0], &primes[1], bits);
        let length = modulus.length();
        let [p, q] = [modulus.n(0), modulus.n(1)];
        let exponents = [inverse_below(e, p).ok_or(Error::Internal)?, inverse_below(e, q).ok_or(Error::Internal)?];
        let complements = [0, 1].map(|lane: usize| {
            let mut complement = modulus.n(lane).clone();
            complement[0] &= !1;
            digits::subtract(&mut complement, &exponents[lane]);
            complement
        });
        let (one, radix) = modulus.one_and_radix();
        // 2^(52(G-1)) in Montgomery's form, times R².
        let mut upper_radix = modulus.plain_power_of_two(BITS * (length - 1));
        modulus.multiply(&mut upper_radix, &radix);
        modulus.multiply(&mut upper_radix, &radix);
        let mut q_and_p = Pair::join(q, p, length);
        modulus.multiply(&mut q_and_p, &radix);
        let q_inverse = match known_inverse {
            Some(bytes) => {
                let inverse = digits::from_bytes(bytes, length);
                let mut inverse = Pair::join(&inverse, &inverse, length);
                modulus.multiply(&mut inverse, &radix);
                // q·qInv = 1 modulo p; lane 1 is nobody's.
                let mut product = inverse.clone();
                modulus.multiply(&mut product, &q_and_p);
                let expected = modulus.leave(one.clone());
                if digits::equal(&modulus.leave(product)[0], &expected[0]) == 0 {
                    return Err(Error::Internal);
                }
                inverse
            }
            None => {
                // 1/q = q^(p-2) modulo p, by Fermat. Lane 1 would have 0: it gets p^(q-2), and nobody reads it.
                let less_two = [0, 1].map(|lane: usize| {
                    let mut exponent = modulus.n(lane).clone();
                    digits::subtract(&mut exponent, &[2]);
                    exponent
                });
                power(&modulus, &q_and_p, &one, [&less_two[0], &less_two[1]], bits)
            }
        };
        let n = digits::multiply_add(p, q, &[]);
        let bytes = digits::bit_length(&n).div_ceil(8);
        Ok(Self {
            n,
            e,
            exponents,
            complements,
            one,
            radix,
            upper_radix,
            q_inverse,
            blinding: None,
            bits,
            length: bytes,
            modulus,
        })
    }

    /// Whether m^e^d = m modulo n for a random m, the pairwise consistency test of a new key.
    ///
    /// Blinding hides what is made of a number that somebody chose or knows. Nobody knows this one: it is not blinded,
    /// and the pair that blinds is left for the first use of the key.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source gives no number; [`Error::Internal`] if the key is not consistent.
    pub fn check_consistency<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        public: &PublicOperation,
    ) -> Result<(), Error> {
        let mut number = Zeroizing::new(vec![0; self.length]);
        // A leading byte of zero keeps the number below the modulus.
        rng.try_fill_bytes(&mut number[1..]).map_err(|_| Error::RandomUnavailable)?;
        let c = digits::from_bytes(&public.public(&number), self.n.len());
        let x =
            power(&self.modulus, &self.residues(&c), &self.one, [&self.exponents[0], &self.exponents[1]], self.bits);
        if *digits::to_bytes(&self.recombine(x), self.length) == *number { Ok(()) } else { Err(Error::Internal) }
    }

    /// c^d modulo n, as many bytes as n has. `c` is below n; the caller has checked it.
    ///
    /// # Errors
    /// [`Error::RandomUnavailable`] if the source fails when a new blinding pair is due; [`Error::Internal`] if the
    /// result does not pass the check, in which case it is not released.
    pub fn private<R: TryCryptoRng + ?Sized>(&mut self, rng: &mut R, c: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let blinding = match self.blinding.take() {
            Some(blinding) => blinding,
            None => self.draw_blinding(rng)?,
        };
        let c = digits::from_bytes(c, self.n.len());
        let mut x = self.residues(&c);
        self.modulus.multiply(&mut x, &blinding.factor);
        let mut x = power(&self.modulus, &x, &self.one, [&self.exponents[0], &self.exponents[1]], self.bits);
        self.modulus.multiply(&mut x, &blinding.inverse);
        let m = self.recombine(x);
        self.blinding = self.spent(blinding);
        if !self.agrees(&m, &c) {
            return Err(Error::Internal);
        }
        Ok(digits::to_bytes(&m, self.length))
    }

    /// A number modulo n as numbers modulo p and q, in Montgomery's form.
    ///
    /// Its lower 52·(G-1) bits times R², and the others times R²·2^(52(G-1)): both parts fit, as 52·(G-1) ≥ bits + 4.
    fn residues(&self, number: &[u64]) -> Pair {
        let length = self.modulus.length();
        let (lower, upper) = number.split_at(length - 1);
        let upper = &upper[..upper.len().min(length - 1)];
        let (mut lower, mut upper) = (Pair::join(lower, lower, length), Pair::join(upper, upper, length));
        self.modulus.multiply(&mut lower, &self.radix);
        self.modulus.multiply(&mut upper, &self.upper_radix);
        sum(&mut lower, &upper);
        lower
    }

    /// Garner (RFC 8017 §5.1.2 step 2.b): m below n from m1 and m2 in Montgomery's form.
    fn recombine(&self, x: Pair) -> Digits {
        let length = self.modulus.length();
        let [m1, m2] = self.modulus.leave(x);
        // h = (m1 - m2)·qInv mod p, as m1·qInv + (2F - m2·qInv): both products are below 2F.
        let mut h = Pair::join(&m1, &m1, length);
        let mut minus = Pair::join(&m2, &m2, length);
        self.modulus.multiply(&mut h, &self.q_inverse);
        self.modulus.multiply(&mut minus, &self.q_inverse);
        self.modulus.subtract(&mut h, &minus);
        // What `multiply` gave is plain: m1 is, and qInv is in Montgomery's form. So it goes there once more, to leave
        // it.
        self.modulus.multiply(&mut h, &self.radix);
        let h = self.modulus.leave(h);
        // m2 + h·q ≤ (q - 1) + (p - 1)·q < n
        digits::multiply_add(&h[0], self.modulus.n(1), &m2)
    }

    /// Whether m^e = c modulo p and q.
    fn agrees(&self, m: &[u64], c: &[u64]) -> bool {
        let power = power_public(&self.modulus, &self.residues(m), self.e);
        let (power, c) = (self.modulus.leave(power), self.modulus.leave(self.residues(c)));
        digits::equal(&power[0], &c[0]) & digits::equal(&power[1], &c[1]) == 1
    }

    /// A random pair (t, t^-d) modulo p and q.
    fn draw_blinding<R: TryCryptoRng + ?Sized>(&self, rng: &mut R) -> Result<Blinding, Error> {
        // Uniform to within 2^-56 modulo each prime, and independent: each lane draws its own.
        let length = 2 * (self.modulus.length() - 1);
        let [mut factor, other] =
            [random::digits(rng, length * BITS, self.n.len())?, random::digits(rng, length * BITS, self.n.len())?]
                .map(|t| self.residues(&t));
        for (digit, other) in factor.0.iter_mut().zip(&other.0) {
            digit[1] = other[1];
        }
        let inverse = power(&self.modulus, &factor, &self.one, [&self.complements[0], &self.complements[1]], self.bits);
        Ok(Blinding { factor, inverse, uses: BLINDING_USES })
    }

    /// The pair for the next use: squared, or none if it has served.
    fn spent(&self, mut blinding: Blinding) -> Option<Blinding> {
        blinding.uses -= 1;
        self.modulus.square(&mut blinding.factor, 1, [0; 2]);
        self.modulus.square(&mut blinding.inverse, 1, [0; 2]);
        (blinding.uses > 0).then_some(blinding)
    }
}

/// `a += b`, both below 2F.
fn sum(a: &mut Pair, b: &Pair) {
    let mut carry = [0; 2];
    for (a, b) in a.0.iter_mut().zip(&b.0) {
        for lane in 0..2 {
            let sum = a[lane] + b[lane] + carry[lane];
            (a[lane], carry[lane]) = (sum & MASK, sum >> BITS);
        }
    }
}

/// 1/e modulo an even number (big-endian bytes), for odd e from 3 to 2^34, in as many bytes; none if they have a common
/// factor. Constant-time in the even number.
#[must_use]
pub fn inverse_modulo_even(e: u64, even: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut above = digits::from_bytes(even, (even.len() * 8 + 1).div_ceil(BITS));
    above[0] |= 1;
    Some(digits::to_bytes(&inverse_below(e, &above)?, even.len()))
}

/// 1/e modulo p - 1, for odd e below 2^34 and odd p: (1 + (p-1)·u)/e with u = -1/(p-1) modulo e.
fn inverse_below(e: u64, p: &Digits) -> Option<Digits> {
    let mut even = p.clone();
    even[0] &= !1;
    // (p-1) mod e, bit by bit: the processor's division takes a time that depends on its operands.
    let mut residue = 0u64;
    for position in (0..even.len() * BITS).rev() {
        residue = residue << 1 | digits::bits_at(&even, position, 1);
        let difference = residue.wrapping_sub(e);
        residue = difference.wrapping_add(e & digits::mask_if(difference >> 63));
    }
    let u = invert(residue, e)?;
    let mut inverse = digits::multiply_add(&even, &[e - u], &[1]);
    digits::divide_exactly(&mut inverse, [e, 0]);
    inverse.truncate(p.len());
    Some(inverse)
}

/// 1/a modulo odd m below 2^34: a^(φ-1) would need φ, so the binary extended algorithm, with masks, a fixed number of
/// steps.
fn invert(a: u64, m: u64) -> Option<u64> {
    // a·x ≡ u and a·y ≡ v modulo m, throughout.
    let (mut u, mut v, mut x, mut y) = (a, m, 1u64, 0u64);
    for _ in 0..2 * (64 - m.leading_zeros()) {
        let odd = digits::mask_if(u & 1);
        // u odd: make u the greater of the two, then take the other off.
        let swap = odd & digits::mask_if(u.wrapping_sub(v) >> 63);
        let (du, dx) = ((u ^ v) & swap, (x ^ y) & swap);
        (u, v, x, y) = (u ^ du, v ^ du, x ^ dx, y ^ dx);
        u -= v & odd;
        let difference = x.wrapping_sub(y & odd);
        x = difference.wrapping_add(m & digits::mask_if(difference >> 63));
        u >>= 1;
        x = (x + (m & digits::mask_if(x & 1))) >> 1;
    }
    (v == 1).then_some(y)
}
