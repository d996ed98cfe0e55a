//! Compares each kernel bit for bit with crypto-bigint, at the limits of limbs and moduli. Also tests that the start-up
//! test finds faults, and the conversion from Montgomery form.

use crypto_bigint::NonZero;
use sealpost_fma52::{self as fma52, Functions};

use crate::kernel::{Kernel, PreparedKernel, self_test};
use crate::limbs::{BITS, LanePair, MASK};
use crate::montgomery::ModulusPair;
use crate::testing::{TestRng, boundary_number, boxed, differences, odd_modulus, powers_on};

/// The fma52 kernel, compiled for this machine, with `f64::mul_add`.
pub(super) fn fma52_kernel() -> Kernel {
    unsafe extern "C" fn square(x: *mut [u64; 2], space: *mut [u64; 2], length: usize, count: u32, a: u64, b: u64) {
        // SAFETY: the caller promises what the function asks for.
        unsafe { fma52::square(x, space, length, count, a, b) }
    }
    unsafe extern "C" fn multiply(x: *mut [u64; 2], y: *const [u64; 2], space: *mut [u64; 2], length: usize) {
        // SAFETY: the caller promises what the function asks for.
        unsafe { fma52::multiply(x, y, space, length) }
    }
    unsafe extern "C" fn multiply_one(
        x: *mut [u64; 2],
        y: *const [u64; 2],
        space: *mut [u64; 2],
        length: usize,
        count: u32,
        double: u64,
    ) {
        // SAFETY: the caller promises what the function asks for.
        unsafe { fma52::multiply_one(x, y, space, length, count, double) }
    }
    Kernel::Fma52(Functions { square, multiply, multiply_one })
}

/// The functions of the fma52 kernel.
pub(super) fn functions() -> Functions {
    let Kernel::Fma52(functions) = fma52_kernel() else { unreachable!("it is made above") };
    functions
}

std::thread_local! {
    /// How many calls of [`faulty_kernel`] give correct results before the one that does not.
    pub(super) static CALLS_TO_FAULT: core::cell::Cell<u32> = const { core::cell::Cell::new(u32::MAX) };
}

/// The fma52 kernel with one wrong bit in the result of one call, which [`CALLS_TO_FAULT`] chooses.
pub(super) fn faulty_kernel() -> Kernel {
    fn fault(x: *mut [u64; 2]) {
        let left = CALLS_TO_FAULT.get();
        CALLS_TO_FAULT.set(left.wrapping_sub(1));
        if left == 0 {
            // SAFETY: x points to at least four limbs.
            unsafe { (*x.add(1))[0] ^= 1 << 20 };
        }
    }
    unsafe extern "C" fn square(x: *mut [u64; 2], space: *mut [u64; 2], length: usize, count: u32, a: u64, b: u64) {
        // SAFETY: the caller promises what the function asks for.
        unsafe { fma52::square(x, space, length, count, a, b) }
        fault(x);
    }
    unsafe extern "C" fn multiply(x: *mut [u64; 2], y: *const [u64; 2], space: *mut [u64; 2], length: usize) {
        // SAFETY: the caller promises what the function asks for.
        unsafe { fma52::multiply(x, y, space, length) }
        fault(x);
    }
    unsafe extern "C" fn multiply_one(
        x: *mut [u64; 2],
        y: *const [u64; 2],
        space: *mut [u64; 2],
        length: usize,
        count: u32,
        double: u64,
    ) {
        // SAFETY: the caller promises what the function asks for.
        unsafe { fma52::multiply_one(x, y, space, length, count, double) }
        fault(x);
    }
    Kernel::Fma52(Functions { square, multiply, multiply_one })
}

pub(super) fn kernels() -> [Kernel; 3] {
    [Kernel::Mul28, Kernel::Dot13, fma52_kernel()]
}

#[test]
fn kernels_agree_with_crypto_bigint_in_every_limb() {
    // The sizes of keys and of their primes, others below, between and above, and sizes next to each other at the bounds
    // of the dot13 kernel: up to 1192 bits with two friendly limbs, and 1244 with one, it does not fold; up to 2076 and
    // 2128 bits a number has at most 42 limbs.
    for (i, bits) in [
        152, 200, 256, 512, 768, 1000, 1023, 1024, 1025, 1192, 1193, 1244, 1245, 1536, 1540, 2048, 2076, 2077, 2128,
        2129, 3072, 4096, 8192,
    ]
    .into_iter()
    .enumerate()
    {
        let (made, wrong) = differences(kernels(), bits, if bits > 2200 { 80 } else { 800 }, i as u64);
        assert!(made >= 80 && wrong == [0; 3], "{wrong:?} of {made} products at {bits} bits");
    }
}

#[test]
fn a_wrong_product_is_found() {
    CALLS_TO_FAULT.set(5);
    let (_, wrong) = differences([faulty_kernel()], 1024, 100, 1);
    CALLS_TO_FAULT.set(u32::MAX);
    assert_eq!(wrong, [1], "one wrong bit in one lane");
}

#[test]
fn powers_are_those_of_crypto_bigint() {
    for kernel in kernels() {
        for bits in [256, 1024, 1536, 2048] {
            assert_eq!(powers_on(kernel, bits, 3, bits as u64), 0, "{}, {bits} bits", kernel.name());
        }
    }
}

#[test]
fn kernels_agree_on_the_largest_moduli_and_operands() {
    // The worst case of the bounds. F is just below R/16: M = (F + 1)/2^52 is all ones, except that its lowest limb is
    // zero, as fma52 requires. The operands are all ones below R/4, a little above 4F.
    for length in [4, 5, 6, 7, 21, 22, 25, 26, 31, 32, 41, 42, 43, 62, 63, 80, 159, 160] {
        let mut m = LanePair::zero(length - 1);
        m.0[1..].fill([MASK; 2]);
        m.0[length - 2] = [MASK >> 4; 2];
        let mut x = LanePair::zero(length);
        x.0.fill([MASK; 2]);
        x.0[length - 1] = [MASK >> 2; 2];
        let y = x.clone();
        let results = kernels().map(|kernel| {
            let mut prepared = PreparedKernel::new(kernel, m.clone(), false);
            let (mut square, mut product) = (x.clone(), x.clone());
            prepared.square(&mut square, 9, [0x155, 0x1ff]);
            prepared.multiply(&mut product, &y);
            (square.0.clone(), product.0.clone())
        });
        assert!(results[0] == results[1], "dot13 at {length} limbs");
        assert!(results[0] == results[2], "fma52 at {length} limbs");
        if length % 2 == 0 {
            let mut prepared = PreparedKernel::new(fma52_kernel(), m.clone(), true);
            let (mut square, mut product) = (x.clone(), x.clone());
            prepared.square(&mut square, 9, [0x155; 2]);
            prepared.multiply(&mut product, &y);
            let low = |limbs: &[[u64; 2]]| limbs.iter().map(|limb| limb[0]).collect::<Vec<_>>();
            assert_eq!(low(&square.0), low(&results[0].0), "squares of one number of {length} limbs");
            assert_eq!(low(&product.0), low(&results[0].1), "products of one number of {length} limbs");
        }
    }
}

#[test]
fn the_start_up_test_accepts_each_kernel_and_finds_faults() {
    for kernel in kernels() {
        assert!(self_test::passes(kernel), "{}", kernel.name());
    }
    /// Changes one bit in the low lane of one limb.
    unsafe extern "C" fn bad_square(x: *mut [u64; 2], s: *mut [u64; 2], l: usize, c: u32, a: u64, b: u64) {
        // SAFETY: the caller promises what the function asks for; x has l limbs.
        unsafe {
            fma52::square(x, s, l, c, a, b);
            (*x)[0] ^= 1 << 17;
        }
    }
    unsafe extern "C" fn bad_multiply(x: *mut [u64; 2], y: *const [u64; 2], s: *mut [u64; 2], l: usize) {
        // SAFETY: as above.
        unsafe {
            fma52::multiply(x, y, s, l);
            (*x)[1] ^= 1 << 17;
        }
    }
    unsafe extern "C" fn bad_multiply_one(
        x: *mut [u64; 2],
        y: *const [u64; 2],
        s: *mut [u64; 2],
        l: usize,
        c: u32,
        d: u64,
    ) {
        // SAFETY: as above.
        unsafe {
            fma52::multiply_one(x, y, s, l, c, d);
            (*x.add(l - 1))[0] ^= 1;
        }
    }
    let good = functions();
    assert!(!self_test::passes(Kernel::Fma52(Functions { square: bad_square, ..good })));
    assert!(!self_test::passes(Kernel::Fma52(Functions { multiply: bad_multiply, ..good })));
    assert!(!self_test::passes(Kernel::Fma52(Functions { multiply_one: bad_multiply_one, ..good })));
}

#[test]
fn the_start_up_test_finds_unfused_multiply_adds() {
    // Unfused is only the multiply-add, only the negative multiply-add, or both.
    for unfused in [[true, false], [false, true], [true, true]] {
        fma52::UNFUSED.set(unfused);
        assert!(!self_test::passes(fma52_kernel()), "{unfused:?}");
    }
    fma52::UNFUSED.set([false; 2]);
    assert!(self_test::passes(fma52_kernel()));
}

#[test]
fn from_montgomery_gives_the_number_modulo_n() {
    let mut rng = TestRng::new(5);
    for bits in [256, 512, 1000, 1024, 1536] {
        for kernel in kernels() {
            let (a, b) = (odd_modulus(&mut rng, bits), odd_modulus(&mut rng, bits - 3));
            let modulus = ModulusPair::new(kernel, &a, &b, bits);
            let length = modulus.length();
            let (one, rr) = modulus.one_and_rr();
            assert!(modulus.from_montgomery(one).iter().all(|z| z[0] == 1 && z[1..].iter().all(|&limb| limb == 0)));
            for number in [boundary_number(&mut rng, bits, length), vec![0; length], vec![1], a.clone(), b.clone()] {
                let mut x = LanePair::join(&number, &number, length);
                modulus.multiply(&mut x, &rr);
                let width = (length * BITS).next_multiple_of(64) as u32;
                for (z, n) in modulus.from_montgomery(x).iter().zip([&a, &b]) {
                    let n = NonZero::new(boxed(n, width)).expect("the number is odd");
                    assert_eq!(boxed(z, width), boxed(&number, width).rem(&n), "{bits} bits");
                }
            }
        }
    }
}
