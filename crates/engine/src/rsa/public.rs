//! The public operation, RSAEP (RFC 8017 §5.1.1): m^e modulo n.
//!
//! The exponent is public, so the code may branch on its bits. The message is secret, and the arithmetic on it is
//! constant-time. The kernels compute modulo two numbers at once, one in each lane. A public operation has only one number:
//! fma52 divides its work between the lanes, and in the other kernels both lanes compute the same.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::exp::exp_public;
use crate::kernel::{Kernel, install};
use crate::limbs::{self, LanePair};
use crate::montgomery::{ModulusPair, length_for};

/// m^e modulo n for one public key.
pub struct PublicOperation {
    modulus: ModulusPair,
    /// R² modulo F, where F is the multiple of n that the kernel computes with (see `montgomery.rs`). A multiplication
    /// by it converts to Montgomery form.
    rr: LanePair,
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
    /// Prepares for an odd modulus `n` (big-endian bytes, more than 128 bits, as `ModulusPair` requires) and an
    /// exponent `e ≥ 2`.
    #[must_use]
    pub fn new(n: &[u8], e: u64) -> Self {
        Self::with_kernel(install::fastest(), n, e)
    }

    /// [`PublicOperation::new`] on a kernel of the caller's choice.
    pub(crate) fn with_kernel(kernel: Kernel, n: &[u8], e: u64) -> Self {
        let n = &n[n.iter().take_while(|&&byte| byte == 0).count()..];
        let limbs = limbs::from_bytes(n, length_for(n.len() * 8, kernel));
        let modulus = ModulusPair::one(kernel, &limbs, limbs::bit_length(&limbs));
        let (_, rr) = modulus.one_and_rr();
        Self { modulus, rr, e, byte_length: n.len() }
    }

    /// m^e modulo n, in as many bytes as n has without leading zeros. The caller checks that `m` is below n.
    /// Constant-time in m.
    #[must_use]
    pub fn public(&self, m: &[u8]) -> Zeroizing<Vec<u8>> {
        let limbs = limbs::from_bytes(m, self.modulus.length());
        let mut x = LanePair::join(&limbs, &limbs, self.modulus.length());
        self.modulus.multiply(&mut x, &self.rr);
        // The last factor m is not in Montgomery form: multiplying m^(e-1) by it also converts the result, m^e, from
        // Montgomery form. For e = 65537 that is 16 squarings and two multiplications, the conversions included.
        let x = exp_public(&self.modulus, &x, self.e - 1);
        limbs::to_bytes(&self.modulus.from_montgomery_times(x, &limbs), self.byte_length)
    }
}
