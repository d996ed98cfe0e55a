//! Which kernel runs, and the pair of moduli prepared for it.
//!
//! Three kernels compute the same function to the last digit (`plain.rs` says which): [`Kernel::Relaxed`] where the
//! loader could install it, else [`Kernel::Portable`]; [`Kernel::Plain`] confirms what the portable one filtered. The
//! accelerated kernel is a wasm module of its own on the same memory. The loader puts its two functions in this
//! module's function table and hands their places to [`install`], which believes nothing before a known-answer test.

use alloc::vec;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};

use super::digits::Pair;
use super::plain::Plain;
use super::portable::Portable;
use super::relaxed;

/// `relaxed::square` as the kernel module exports it.
pub(crate) type Square = unsafe extern "C" fn(*mut [u64; 2], *mut [u64; 2], usize, u32, u64, u64);
/// `relaxed::multiply` as the kernel module exports it.
pub(crate) type Multiply = unsafe extern "C" fn(*mut [u64; 2], *const [u64; 2], *mut [u64; 2], usize);

/// A way to multiply modulo two numbers at once.
#[derive(Clone, Copy)]
pub(crate) enum Kernel {
    /// Doubles and fused multiply-add, in a module of its own.
    Relaxed { square: Square, multiply: Multiply },
    /// 16-bit dot products of `simd128`.
    Portable,
    /// 28-bit digits, each product in 64 bits.
    Plain,
}

static SQUARE: AtomicUsize = AtomicUsize::new(0);
static MULTIPLY: AtomicUsize = AtomicUsize::new(0);

impl Kernel {
    /// The fastest kernel that is there.
    pub(crate) fn fastest() -> Self {
        let (square, multiply) = (SQUARE.load(Ordering::Acquire), MULTIPLY.load(Ordering::Acquire));
        if square == 0 || multiply == 0 {
            return Self::Portable;
        }
        Self::from_table(square, multiply)
    }

    /// Other integer code than this kernel's, to check it by.
    pub(crate) fn independent(self) -> Self {
        match self {
            Self::Relaxed { .. } => Self::Portable,
            Self::Portable | Self::Plain => Self::Plain,
        }
    }

    /// How many of the lowest digits of F + 1 have to be zero.
    pub(crate) fn friendly_digits(self) -> usize {
        match self {
            Self::Relaxed { .. } => 2,
            Self::Portable | Self::Plain => 1,
        }
    }

    /// The name that `engine()` shows.
    #[cfg(any(test, target_arch = "wasm32"))]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Relaxed { .. } => "relaxed-simd",
            Self::Portable if cfg!(target_arch = "wasm32") => "simd128",
            Self::Portable => "portable",
            Self::Plain => "plain",
        }
    }

    fn from_table(square: usize, multiply: usize) -> Self {
        // SAFETY: both are non-zero, and the values come from `install`, whose caller promises functions of these
        // types. In wasm a function pointer is an index in the table, and a call through it checks the type: at worst
        // it traps.
        unsafe {
            Self::Relaxed {
                square: core::mem::transmute::<usize, Square>(square),
                multiply: core::mem::transmute::<usize, Multiply>(multiply),
            }
        }
    }
}

/// Takes the accelerated kernel into use, if it gives the right answers here; says whether it did.
///
/// A processor without fused multiply-add rounds twice, and `relaxed_madd` may then do so too: fused or not is fixed
/// for a machine, so one test at the start decides.
///
/// # Safety
/// Each number must be the address (in wasm: the index in the function table) of a function of the type [`Square`]
/// or [`Multiply`] that keeps to `relaxed.rs`.
#[cfg(target_arch = "wasm32")]
unsafe fn install(square: usize, multiply: usize) -> bool {
    if square == 0 || multiply == 0 || !super::selftest::passes(Kernel::from_table(square, multiply)) {
        return false;
    }
    SQUARE.store(square, Ordering::Release);
    MULTIPLY.store(multiply, Ordering::Release);
    true
}

/// [`install`] for the loader in JavaScript, which can name nothing but places of the function table.
///
/// A wrong place is no undefined behaviour: a call through the table checks the type and traps, and the functions of
/// that type in it are the kernel's. The loader could write to the module's memory anyway.
#[cfg(target_arch = "wasm32")]
pub fn install_from_table(square: usize, multiply: usize) -> bool {
    // SAFETY: as just said.
    unsafe { install(square, multiply) }
}

/// Two moduli, given as M (`plain.rs`), and the working space of the kernel that will multiply modulo them.
#[allow(clippy::large_enum_variant, reason = "one for each modulus, and never moved about")]
pub(crate) enum Prepared {
    Relaxed { square: Square, multiply: Multiply, length: usize, space: Space },
    Portable(Portable),
    Plain(Plain),
}

impl Prepared {
    /// Prepares for two moduli whose M have G - 1 digits, as many of them zero as the kernel wants.
    pub(crate) fn new(kernel: Kernel, m: Pair) -> Self {
        match kernel {
            Kernel::Relaxed { square, multiply } => {
                let length = m.0.len() + 1;
                Self::Relaxed { square, multiply, length, space: Space::new(length, &m) }
            }
            Kernel::Portable => Self::Portable(Portable::new(&m)),
            Kernel::Plain => Self::Plain(Plain::new(&m)),
        }
    }

    /// `x ← x²/R`, `count ≤ 64` times over; lane l is doubled in step i where bit `count - 1 - i` of `double[l]` is
    /// set.
    pub(crate) fn square(&mut self, x: &mut Pair, count: u32, double: [u64; 2]) {
        let steps = (0..count).rev().map(|step| double.map(|bits| (bits >> step) & 1));
        match self {
            Self::Relaxed { square, length, space, .. } => {
                assert_eq!(x.0.len(), *length, "operands have G digits");
                // SAFETY: x has G digits, the space was made and prepared for G; two separate allocations.
                unsafe { square(x.0.as_mut_ptr(), space.pointer(), *length, count, double[0], double[1]) }
            }
            Self::Portable(kernel) => kernel.square(&mut x.0, steps),
            Self::Plain(kernel) => kernel.square(&mut x.0, steps),
        }
    }

    /// `x ← x·y/R`.
    pub(crate) fn multiply(&mut self, x: &mut Pair, y: &Pair) {
        match self {
            Self::Relaxed { multiply, length, space, .. } => {
                assert!(x.0.len() == *length && y.0.len() == *length, "operands have G digits");
                // SAFETY: as in `square`; y is a third allocation.
                unsafe { multiply(x.0.as_mut_ptr(), y.0.as_ptr(), space.pointer(), *length) }
            }
            Self::Portable(kernel) => kernel.multiply(&mut x.0, &y.0),
            Self::Plain(kernel) => kernel.multiply(&mut x.0, &y.0),
        }
    }
}

/// 16 bytes, aligned as vectors like to be.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
struct Chunk([u64; 2]);

/// The accelerated kernel's constants, moduli and working space; wiped when dropped.
pub(crate) struct Space(Vec<Chunk>);

impl Space {
    fn new(length: usize, m: &Pair) -> Self {
        let mut space = Self(vec![Chunk([0; 2]); relaxed::space_for(length)]);
        // SAFETY: a `Chunk` is exactly one `[u64; 2]`, with a greater alignment.
        relaxed::prepare(unsafe { core::slice::from_raw_parts_mut(space.pointer(), space.0.len()) }, &m.0);
        space
    }

    fn pointer(&mut self) -> *mut [u64; 2] {
        self.0.as_mut_ptr().cast()
    }
}

impl zeroize::ZeroizeOnDrop for Space {}

impl Drop for Space {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.0.iter_mut().for_each(|chunk| chunk.0.zeroize());
    }
}
