//! The public operation, RSAEP (RFC 8017 §5.1.1): m^e modulo n.
//!
//! The exponent is public, so plain square-and-multiply from its highest bit; the message is not, and the
//! arithmetic on it is constant-time. One lane would do; the second computes the same.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::digits::{self, Pair};
use super::kernel::Kernel;
use super::montgomery::{Modulus, length_for};

/// m^e modulo n for one public key.
pub struct PublicOperation {
    modulus: Modulus,
    radix: Pair,
    e: u64,
    length: usize,
}

impl PublicOperation {
    /// Prepares for an odd modulus `n` (big-endian bytes, more than 128 bits) and an exponent `e ≥ 2`.
    #[must_use]
    pub fn new(n: &[u8], e: u64) -> Self {
        let n = &n[n.iter().take_while(|&&byte| byte == 0).count()..];
        let kernel = Kernel::fastest();
        let digits = digits::from_bytes(n, length_for(n.len() * 8, kernel));
        let bits = digits::bit_length(&digits);
        let modulus = Modulus::new(kernel, &digits, &digits, bits);
        let (_, radix) = modulus.one_and_radix();
        Self { modulus, radix, e, length: n.len() }
    }

    /// m^e modulo n, as many bytes as n has. `m` is below n; the caller has checked it.
    #[must_use]
    pub fn public(&self, m: &[u8]) -> Zeroizing<Vec<u8>> {
        let digits = digits::from_bytes(m, self.modulus.length());
        let mut x = Pair::join(&digits, &digits, self.modulus.length());
        self.modulus.multiply(&mut x, &self.radix);
        // The last factor is m itself, as it stands: F4 then takes 16 squarings and two multiplications.
        let x = power_public(&self.modulus, &x, self.e - 1);
        digits::to_bytes(&self.modulus.leave_times(x, [&digits, &digits])[0], self.length)
    }
}

/// x^e for a public exponent e ≥ 1, in Montgomery's form.
pub(crate) fn power_public(modulus: &Modulus, x: &Pair, e: u64) -> Pair {
    let mut result = x.clone();
    // Below the highest bit: runs of zeros are squared in one call.
    let mut pending = 0;
    for bit in (0..e.ilog2()).rev() {
        pending += 1;
        if e >> bit & 1 == 1 || bit == 0 {
            modulus.square(&mut result, pending, [0; 2]);
            pending = 0;
        }
        if e >> bit & 1 == 1 {
            modulus.multiply(&mut result, x);
        }
    }
    result
}
