//! Which kernel runs: installs the accelerated one after its start-up test.
//!
//! The accelerated kernel (fma52) is a wasm module of its own. It works on the memory of the main module, which
//! contains this code. The loader puts the kernel's three functions in the main module's function table, one after the
//! other, and passes the first index to [`install_from_table`]. The functions are used only after a known-answer test.

use core::sync::atomic::{AtomicUsize, Ordering};

use sealpost_fma52::{Functions, Multiply, MultiplyOne, Square};

use super::Kernel;
#[cfg(target_arch = "wasm32")]
use super::self_test;

/// The index in the function table of the accelerated kernel's first function, or 0 while the kernel is not installed.
static FIRST: AtomicUsize = AtomicUsize::new(0);

/// The fastest kernel that is installed.
pub(crate) fn fastest() -> Kernel {
    match FIRST.load(Ordering::Acquire) {
        0 => Kernel::Dot13,
        first => from_table(first),
    }
}

/// The name of the kernel that runs: "relaxed-simd" where the accelerated module is installed, else "simd128".
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn name() -> &'static str {
    fastest().name()
}

/// The kernel of the functions at `first` and the two indices after it: `square`, `multiply` and `multiply_one`.
fn from_table(first: usize) -> Kernel {
    // SAFETY: `first` is not zero, and was passed to `install`, whose caller promises functions of these types. In wasm
    // a function pointer is an index in the table, and a call through it traps unless the function has its type.
    unsafe {
        Kernel::Fma52(Functions {
            square: core::mem::transmute::<usize, Square>(first),
            multiply: core::mem::transmute::<usize, Multiply>(first + 1),
            multiply_one: core::mem::transmute::<usize, MultiplyOne>(first + 2),
        })
    }
}

/// Installs the accelerated kernel if it passes the start-up test, and returns whether it did.
///
/// On a processor without fused multiply-add, `relaxed_madd` may round twice. Whether it does is the same for all calls
/// on a machine, so one test at the start is enough.
///
/// # Safety
/// `first` must be the index in the function table of a [`Square`] that behaves as `sealpost_fma52::square`, and the
/// next two those of a [`Multiply`] and a [`MultiplyOne`] that behave as the functions `multiply` and `multiply_one`.
#[cfg(target_arch = "wasm32")]
unsafe fn install(first: usize) -> bool {
    if first == 0 || !self_test::passes(from_table(first)) {
        return false;
    }
    FIRST.store(first, Ordering::Release);
    true
}

/// Installs the accelerated kernel, whose functions are in the function table from index `first` on, if it passes the
/// start-up test, and returns whether it did. The loader in JavaScript calls this.
///
/// This is a safe function although a wrong index breaks the promise of `install`. A call through the table checks the
/// type, so it traps or reaches another function of this type, which may write to the module's memory. The loader can
/// write to that memory anyway.
#[cfg(target_arch = "wasm32")]
pub fn install_from_table(first: usize) -> bool {
    // SAFETY: the loader passes the index of the kernel's functions; see above for what a wrong index can do.
    unsafe { install(first) }
}
