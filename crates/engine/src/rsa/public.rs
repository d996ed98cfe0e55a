//! The public operation, RSAEP (RFC 8017 §5.1.1): m^e modulo n.
//!
//! The exponent is public, so its bits decide what is computed. The message is secret, and the arithmetic on it is
//! constant-time. One lane would be enough; the other one computes the same.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::exp::exp_public;
use crate::kernel::install;
use crate::limbs::{self, LanePair};
use crate::montgomery::{ModulusPair, length_for};

/// m^e modulo n for one public key.
pub struct PublicOperation {
    modulus: ModulusPair,
    /// R² modulo F: multiplying by it converts to Montgomery form.
    rr: LanePair,
    e: u64,
    /// Bytes of n.
    length: usize,
}

impl fmt::Debug for PublicOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicOperation").field("bytes", &self.length).field("e", &self.e).finish_non_exhaustive()
    }
}

impl PublicOperation {
    /// Prepares for an odd modulus `n` (big-endian bytes, more than 128 bits) and an exponent `e ≥ 2`.
    #[must_use]
    pub fn new(n: &[u8], e: u64) -> Self {
        let n = &n[n.iter().take_while(|&&byte| byte == 0).count()..];
        let kernel = install::fastest();
        let limbs = limbs::from_bytes(n, length_for(n.len() * 8, kernel));
        let bits = limbs::bit_length(&limbs);
        let modulus = ModulusPair::new(kernel, &limbs, &limbs, bits);
        let (_, rr) = modulus.one_and_rr();
        Self { modulus, rr, e, length: n.len() }
    }

    /// m^e modulo n, as many bytes as n has. `m` must be below n; the caller checks that. Constant-time in m.
    #[must_use]
    pub fn public(&self, m: &[u8]) -> Zeroizing<Vec<u8>> {
        let limbs = limbs::from_bytes(m, self.modulus.length());
        let mut x = LanePair::join(&limbs, &limbs, self.modulus.length());
        self.modulus.multiply(&mut x, &self.rr);
        // m^(e-1) in Montgomery form times the ordinary m is m^e out of Montgomery form. For e = 65537 that is 16
        // squarings and two multiplications in all.
        let x = exp_public(&self.modulus, &x, self.e - 1);
        limbs::to_bytes(&self.modulus.from_montgomery_times(x, [&limbs, &limbs])[0], self.length)
    }
}
