//! The kernels: Montgomery multiplication modulo two numbers at once.
//!
//! Three kernels return the same limbs; `kernel/mul28.rs` defines what they compute. [`Kernel::Fma52`] runs where
//! the loader could install it (`kernel/install.rs`), else [`Kernel::Dot13`]. [`Kernel::Mul28`] checks the primes
//! that the dot13 kernel found, and provides the known answers of the start-up test (`kernel/self_test.rs`).
//!
//! In all kernels G is the number of 52-bit limbs, R = 2^(52·G), and F the modulus. F is not n, the number to compute
//! modulo, but a multiple of n with F ≡ -1 modulo 2^52 (`montgomery.rs`).

use alloc::vec;
use alloc::vec::Vec;

pub(crate) use dot13::Dot13;
pub(crate) use mul28::Mul28;
use sealpost_fma52::{self as fma52, Functions};

use crate::limbs::LanePair;

mod dot13;
pub(crate) mod install;
mod mul28;
#[cfg(any(test, target_arch = "wasm32"))]
pub(crate) mod self_test;

/// A way to multiply modulo two numbers at once.
#[derive(Clone, Copy)]
pub(crate) enum Kernel {
    /// 52-bit limbs as doubles, by fused multiply-add. In wasm this kernel is a module of its own, which works on the
    /// memory of the main module and is called through the main module's function table.
    Fma52(Functions),
    /// 13-bit digits, by 16-bit dot products of `simd128`.
    Dot13,
    /// 28-bit digits, by 32 × 32 → 64-bit products of `simd128`.
    Mul28,
}

impl Kernel {
    /// The kernel that runs one round of Miller-Rabin on the primes that this one found. The two share no multiplication code. The exception is
    /// mul28, which checks its own primes: only tests search with it.
    pub(crate) fn independent(self) -> Self {
        match self {
            Self::Fma52(_) => Self::Dot13,
            Self::Dot13 | Self::Mul28 => Self::Mul28,
        }
    }

    /// How many of the lowest limbs of F + 1 must be zero (the Montgomery-friendly limbs of F).
    pub(crate) fn friendly_limbs(self) -> usize {
        match self {
            Self::Fma52(_) => 2,
            Self::Dot13 | Self::Mul28 => 1,
        }
    }

    /// In wasm, the name that the package's `engine()` returns. Elsewhere the names are for the messages of tests.
    #[cfg(any(test, target_arch = "wasm32"))]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fma52(_) => "relaxed-simd",
            Self::Dot13 if cfg!(target_arch = "wasm32") => "simd128",
            Self::Dot13 => "dot13",
            Self::Mul28 => "mul28",
        }
    }
}

/// A kernel with a pair of moduli and its working memory.
#[allow(clippy::large_enum_variant, reason = "there is one for each pair of moduli, moved only when it is made")]
pub(crate) enum PreparedKernel {
    /// If `one`, both lanes together compute modulo one number ([`fma52::multiply_one`]).
    Fma52 {
        functions: Functions,
        one: bool,
        length: usize,
        workspace: Workspace,
    },
    Dot13(Dot13),
    Mul28(Mul28),
}

impl PreparedKernel {
    /// Prepares for two moduli F, given as M = (F + 1)/2^52 in G - 1 limbs. F must have as many friendly limbs as the
    /// kernel needs ([`Kernel::friendly_limbs`]).
    ///
    /// If `one`, both lanes have the same modulus, and both lanes of each [`LanePair`] will have the same number. G must
    /// then be even.
    pub(crate) fn new(kernel: Kernel, m: LanePair, one: bool) -> Self {
        let length = m.0.len() + 1;
        assert!(!one || length.is_multiple_of(2), "G is even for one number");
        match kernel {
            Kernel::Fma52(functions) => {
                let one = one && length >= fma52::LEAST_LENGTH;
                Self::Fma52 { functions, one, length, workspace: Workspace::new(&m, one) }
            }
            Kernel::Dot13 => Self::Dot13(Dot13::new(&m)),
            Kernel::Mul28 => Self::Mul28(Mul28::new(&m)),
        }
    }

    /// `x ← x²/R`, `count ≤ 64` times. In step i = 0, 1, … the result in lane l is doubled if bit `count - 1 - i` of
    /// `double[l]` is set.
    pub(crate) fn square(&mut self, x: &mut LanePair, count: u32, double: [u64; 2]) {
        let steps = (0..count).rev().map(|position| double.map(|bits| (bits >> position) & 1));
        match self {
            Self::Fma52 { functions, one, length, workspace } => {
                assert_eq!(x.0.len(), *length, "operands have G limbs");
                let (x, space) = (x.0.as_mut_ptr(), workspace.pointer());
                // SAFETY: x has G limbs, and the workspace was made and prepared for G and for this function; they are
                // separate allocations. The null pointer asks for squarings.
                unsafe {
                    if *one {
                        (functions.multiply_one)(x, core::ptr::null(), space, *length, count, double[0]);
                    } else {
                        (functions.square)(x, space, *length, count, double[0], double[1]);
                    }
                }
            }
            Self::Dot13(kernel) => kernel.square(&mut x.0, steps),
            Self::Mul28(kernel) => kernel.square(&mut x.0, steps),
        }
    }

    /// `x ← x·y/R`.
    pub(crate) fn multiply(&mut self, x: &mut LanePair, y: &LanePair) {
        match self {
            Self::Fma52 { functions, one, length, workspace } => {
                assert!(x.0.len() == *length && y.0.len() == *length, "operands have G limbs");
                let (x, y, space) = (x.0.as_mut_ptr(), y.0.as_ptr(), workspace.pointer());
                // SAFETY: as in `square`; y is a third allocation.
                unsafe {
                    if *one {
                        (functions.multiply_one)(x, y, space, *length, 1, 0);
                    } else {
                        (functions.multiply)(x, y, space, *length);
                    }
                }
            }
            Self::Dot13(kernel) => kernel.multiply(&mut x.0, &y.0),
            Self::Mul28(kernel) => kernel.multiply(&mut x.0, &y.0),
        }
    }
}

/// A 16-byte vector with its alignment, which a `[u64; 2]` lacks.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
struct Chunk([u64; 2]);

/// The working memory of the fma52 kernel, with its constants and moduli. Wiped when dropped.
pub(crate) struct Workspace(Vec<Chunk>);

impl Workspace {
    fn new(m: &LanePair, one: bool) -> Self {
        let length = m.0.len() + 1;
        let size = if one { fma52::workspace_length_one(length) } else { fma52::workspace_length(length) };
        let mut workspace = Self(vec![Chunk([0; 2]); size]);
        // SAFETY: a `Chunk` has the size and layout of one `[u64; 2]`, with a greater alignment.
        let vectors = unsafe { core::slice::from_raw_parts_mut(workspace.pointer(), workspace.0.len()) };
        if one {
            fma52::prepare_one(vectors, &m.0)
        } else {
            fma52::prepare(vectors, &m.0)
        }
        workspace
    }

    fn pointer(&mut self) -> *mut [u64; 2] {
        self.0.as_mut_ptr().cast()
    }
}

impl zeroize::ZeroizeOnDrop for Workspace {}

impl Drop for Workspace {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.0.iter_mut().for_each(|chunk| chunk.0.zeroize());
    }
}
