//! The public operation of RSA, RSAEP (RFC 8017 §5.1.1), in little code.
//!
//! `sealpost/encrypt` uses this crate instead of the engine, whose kernels are faster, but whose code is several times
//! as long. docs/engine.md compares the two.
//!
//! A number is a little-endian slice of limbs of 27 bits. R is 2^(27·length), where the length is such that R > 4·n.
//! The Montgomery form of x is x·R modulo n. Numbers between operations are below 2·n and not always below n (Walter,
//! Montgomery exponentiation needs no final subtractions, 1999). Lengths, the modulus and the exponent are public. The
//! arithmetic on the message takes the same time for every message.
//!
//! With 27 bits the sum of a whole column of products fits into 64 bits: at 8192 bits a number has 304 limbs, and
//! 2·304 products of 54 bits are below 2^64. So the inner loop has no carries.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::{vec, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

/// Bits in a limb.
const BITS: usize = 27;
/// The largest limb.
const MASK: u64 = (1 << BITS) - 1;

type Limbs = Zeroizing<Vec<u32>>;

/// m^e modulo n for one public key.
#[derive(Clone)]
pub struct PublicOperation {
    n: Limbs,
    /// -1/n modulo 2^27.
    negative_inverse: u32,
    /// R² modulo n. A multiplication by it converts to Montgomery form.
    rr: Limbs,
    e: u64,
    /// The length of n in bytes, without leading zeros.
    byte_length: usize,
}

impl fmt::Debug for PublicOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicOperation").field("bytes", &self.byte_length).field("e", &self.e).finish_non_exhaustive()
    }
}

impl PublicOperation {
    /// Prepares for an odd modulus `n ≥ 3` of at most 8192 bits (big-endian bytes) and an exponent `e ≥ 2`.
    #[must_use]
    pub fn new(n: &[u8], e: u64) -> Self {
        let n = &n[n.iter().take_while(|byte| **byte == 0).count()..];
        let length = (n.len() * 8 + 2).div_ceil(BITS);
        let mut operation =
            Self { n: from_bytes(n, length), negative_inverse: 0, rr: Limbs::default(), e, byte_length: n.len() };
        operation.negative_inverse = negative_inverse(operation.n[0]);
        operation.rr = operation.square_of_r();
        operation
    }

    /// m^e modulo n, in as many bytes as n has without leading zeros. The caller checks that `m` is below n.
    /// Constant-time in m.
    #[must_use]
    pub fn public(&self, m: &[u8]) -> Zeroizing<Vec<u8>> {
        let m = from_bytes(m, self.n.len());
        let x = self.multiply(&m, &self.rr);
        // The last factor m is not in Montgomery form: multiplying m^(e-1) by it also converts the result, m^e, from
        // Montgomery form. For e = 65537 that is 16 squarings and two multiplications, the conversions included.
        let exponent = self.e - 1;
        let mut power = x.clone();
        for bit in (0..exponent.ilog2()).rev() {
            power = self.square(&power);
            if exponent >> bit & 1 == 1 {
                power = self.multiply(&power, &x);
            }
        }
        let mut result = self.multiply(&power, &m);
        self.reduce_once(&mut result);
        to_bytes(&result, self.byte_length)
    }

    /// a·b/R modulo n, for a and b below 2·n. The result is below 2·n.
    fn multiply(&self, a: &[u32], b: &[u32]) -> Limbs {
        self.columns(a, b, column)
    }

    /// a²/R modulo n, for a below 2·n. The result is below 2·n. Takes three quarters of the time of
    /// [`Self::multiply`].
    fn square(&self, a: &[u32]) -> Limbs {
        self.columns(a, a, column_of_square)
    }

    /// Montgomery multiplication, column by column. `products` is the sum of the products of a and b in a column.
    ///
    /// The result is (a·b + q·n)/R for a q below R. That is below n·(4·n/R + 1) < 2·n.
    fn columns(&self, a: &[u32], b: &[u32], products: fn(&[u32], &[u32], usize) -> u64) -> Limbs {
        let length = self.n.len();
        let mut q = Zeroizing::new(vec![0; length]);
        let mut result = Zeroizing::new(vec![0; length]);
        let mut sum = 0;
        for index in 0..2 * length {
            sum += products(a, b, index) + column(&q, &self.n, index);
            match index.checked_sub(length) {
                // The limb of q that makes this limb of the sum zero.
                None => {
                    q[index] = (sum as u32).wrapping_mul(self.negative_inverse) & MASK as u32;
                    sum += u64::from(q[index]) * u64::from(self.n[0]);
                }
                Some(place) => result[place] = (sum & MASK) as u32,
            }
            sum >>= BITS;
        }
        result
    }

    /// Subtracts n once if x is not below n.
    fn reduce_once(&self, x: &mut [u32]) {
        let borrow = add_multiple(x, u64::MAX, &self.n);
        // `black_box` keeps the compiler from making a branch of the factor.
        add_multiple(x, core::hint::black_box(borrow & 1), &self.n);
    }

    /// R² modulo n. Its time depends on n.
    fn square_of_r(&self) -> Limbs {
        let length = self.n.len();
        // The highest power of two below n, doubled until it is 2^length·R modulo n, which is the Montgomery form of
        // 2^length.
        let top = self.n.iter().rposition(|limb| *limb != 0).unwrap_or_default();
        let bits = top * BITS + self.n[top].ilog2() as usize;
        let mut x = Zeroizing::new(vec![0; length]);
        x[top] = 1 << (bits % BITS);
        let double = |x: &mut Limbs| {
            let copy = x.clone();
            add_multiple(x, 1, &copy);
            self.reduce_once(x);
        };
        for _ in bits..(BITS + 1) * length {
            double(&mut x);
        }
        // Square and multiply by the bits of 27, from the bit below the highest: x becomes the Montgomery form of
        // (2^length)^27. This power is R, so its Montgomery form is R² modulo n.
        let base = x.clone();
        for bit in (0..BITS.ilog2()).rev() {
            x = self.square(&x);
            if BITS >> bit & 1 == 1 {
                x = self.multiply(&x, &base);
            }
        }
        x
    }
}

/// The sum of the products a[i]·b[j] with i + j = `index`.
fn column(a: &[u32], b: &[u32], index: usize) -> u64 {
    let (start, end) = column_range(a.len(), index);
    reversed_dot(&a[start..end], &b[start..end])
}

/// [`column`] for b = a: each product of two different limbs is computed once and doubled.
fn column_of_square(a: &[u32], _: &[u32], index: usize) -> u64 {
    let (start, end) = column_range(a.len(), index);
    let middle = (start + end) / 2;
    let half = reversed_dot(&a[start..middle], &a[start + end - middle..end]);
    let square = if index.is_multiple_of(2) && middle < end { u64::from(a[middle]) * u64::from(a[middle]) } else { 0 };
    2 * half + square
}

/// The sum of the products of a's limbs and of as many limbs of b in reverse order, four products at a time.
#[inline(never)]
fn reversed_dot(a: &[u32], b: &[u32]) -> u64 {
    let product = |x: &u32, y: &u32| u64::from(*x) * u64::from(*y);
    let (quads, rest) = a.as_chunks::<4>();
    let (first, reversed) = b.as_rchunks::<4>();
    let sum = dot_of_quads(quads, reversed);
    rest.iter().zip(first.iter().rev()).fold(sum, |sum, (x, y)| sum + product(x, y))
}

/// [`reversed_dot`] for limbs in groups of four. A vector instruction multiplies two pairs of limbs.
#[cfg(target_arch = "wasm32")]
fn dot_of_quads(a: &[[u32; 4]], b: &[[u32; 4]]) -> u64 {
    use core::arch::wasm32::{
        i64x2_add, u32x4, u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4, u64x2_extract_lane, u64x2_splat,
    };
    let mut sum = u64x2_splat(0);
    for ([a, b, c, d], [w, x, y, z]) in a.iter().zip(b.iter().rev()) {
        let (left, right) = (u32x4(*a, *b, *c, *d), u32x4(*z, *y, *x, *w));
        sum = i64x2_add(sum, u64x2_extmul_low_u32x4(left, right));
        sum = i64x2_add(sum, u64x2_extmul_high_u32x4(left, right));
    }
    u64x2_extract_lane::<0>(sum) + u64x2_extract_lane::<1>(sum)
}

/// [`reversed_dot`] for limbs in groups of four.
#[cfg(not(target_arch = "wasm32"))]
fn dot_of_quads(a: &[[u32; 4]], b: &[[u32; 4]]) -> u64 {
    let product = |(x, y): (&u32, &u32)| u64::from(*x) * u64::from(*y);
    a.iter().zip(b.iter().rev()).map(|(a, b)| a.iter().zip(b.iter().rev()).map(product).sum::<u64>()).sum()
}

/// The range (start, end) of i and of j in the pairs with i + j = `index`, for two numbers of `length` limbs.
fn column_range(length: usize, index: usize) -> (usize, usize) {
    ((index + 1).saturating_sub(length).min(length), (index + 1).min(length))
}

/// `sum += factor · number`, with a factor of 0, 1 or -1 modulo 2^64. Returns the carry, -1 modulo 2^64 for a borrow.
fn add_multiple(sum: &mut [u32], factor: u64, number: &[u32]) -> u64 {
    let mut carry = 0_u64;
    for (limb, y) in sum.iter_mut().zip(number) {
        let value = carry.wrapping_add(u64::from(*limb)).wrapping_add(factor.wrapping_mul(u64::from(*y)));
        *limb = (value & MASK) as u32;
        carry = (value.cast_signed() >> BITS).cast_unsigned();
    }
    carry
}

/// -1/n modulo 2^32, and so modulo 2^27, for odd n, by Newton's iteration: 5 bits are correct at the start, and each
/// step doubles their number.
fn negative_inverse(n: u32) -> u32 {
    let mut inverse = n.wrapping_mul(3) ^ 2;
    for _ in 0..3 {
        inverse = inverse.wrapping_mul(2_u32.wrapping_sub(n.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

/// Reads big-endian bytes; the value must fit in `length` limbs.
fn from_bytes(bytes: &[u8], length: usize) -> Limbs {
    let mut limbs = Zeroizing::new(vec![0; length]);
    for (position, byte) in bytes.iter().rev().enumerate() {
        let (index, shift) = (position * 8 / BITS, position * 8 % BITS);
        let value = u64::from(*byte) << shift;
        limbs[index] |= (value & MASK) as u32;
        if index + 1 < length {
            limbs[index + 1] |= (value >> BITS) as u32;
        }
    }
    limbs
}

/// Writes the low `length` bytes, big-endian.
fn to_bytes(limbs: &[u32], length: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    for (position, byte) in bytes.iter_mut().rev().enumerate() {
        let (index, shift) = (position * 8 / BITS, position * 8 % BITS);
        let above = limbs.get(index + 1).copied().unwrap_or_default();
        *byte = ((u64::from(limbs[index]) | u64::from(above) << BITS) >> shift) as u8;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::negative_inverse;

    #[test]
    fn a_number_times_its_negative_inverse_is_minus_one() {
        for n in [1_u32, 3, 0x8000_0001, 0xffff_ffff, 0x1234_5679] {
            assert_eq!(n.wrapping_mul(negative_inverse(n)), u32::MAX, "{n}");
        }
    }
}
