//! Which kernel runs: installs the accelerated one after its start-up test.
//!
//! The accelerated kernel (fma52) is a wasm module of its own. It works on the memory of the main module, which
//! contains this code. The loader puts the kernel's two functions in the main module's function table and passes their
//! indices to [`install_from_table`]. The functions are used only after a known-answer test.

use core::sync::atomic::{AtomicUsize, Ordering};

use sealpost_fma52::{Multiply, Square};

use super::Kernel;
#[cfg(target_arch = "wasm32")]
use super::self_test;

/// The functions of the accelerated kernel as indices of the function table, or 0 while it is not installed.
static SQUARE: AtomicUsize = AtomicUsize::new(0);
static MULTIPLY: AtomicUsize = AtomicUsize::new(0);

/// The fastest kernel that is installed.
pub(crate) fn fastest() -> Kernel {
    let (square, multiply) = (SQUARE.load(Ordering::Acquire), MULTIPLY.load(Ordering::Acquire));
    if square == 0 || multiply == 0 {
        return Kernel::Dot13;
    }
    from_table(square, multiply)
}

/// The name of the kernel that runs: "relaxed-simd" where the accelerated module is installed, else "simd128".
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn name() -> &'static str {
    fastest().name()
}

fn from_table(square: usize, multiply: usize) -> Kernel {
    // SAFETY: both are non-zero, and were passed to `install`, whose caller promises functions of these types. In wasm
    // a function pointer is an index in the table, and a call through it traps unless the function has its type.
    unsafe {
        Kernel::Fma52 {
            square: core::mem::transmute::<usize, Square>(square),
            multiply: core::mem::transmute::<usize, Multiply>(multiply),
        }
    }
}

/// Installs the accelerated kernel if it passes the start-up test, and returns whether it did.
///
/// On a processor without fused multiply-add, `relaxed_madd` may round twice. Whether it does is the same for all calls
/// on a machine, so one test at the start is enough.
///
/// # Safety
/// `square` must be the index in the function table of a [`Square`] that behaves as `sealpost_fma52::square`, and
/// `multiply` that of a [`Multiply`] that behaves as `sealpost_fma52::multiply`.
#[cfg(target_arch = "wasm32")]
unsafe fn install(square: usize, multiply: usize) -> bool {
    if square == 0 || multiply == 0 || !self_test::passes(from_table(square, multiply)) {
        return false;
    }
    SQUARE.store(square, Ordering::Release);
    MULTIPLY.store(multiply, Ordering::Release);
    true
}

/// Installs the accelerated kernel from two indices of the function table, if it passes the start-up test, and returns
/// whether it did. The loader in JavaScript calls this.
///
/// This is a safe function although a wrong index breaks the promise of `install`. A call through the table checks the
/// type, so it traps or reaches another function of this type, which may write to the module's memory. The loader can
/// write to that memory anyway.
#[cfg(target_arch = "wasm32")]
pub fn install_from_table(square: usize, multiply: usize) -> bool {
    // SAFETY: the loader passes the indices of the kernel's functions; see above for what wrong indices can do.
    unsafe { install(square, multiply) }
}
