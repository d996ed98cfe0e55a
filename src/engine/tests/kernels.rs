//! Each kernel against crypto-bigint, at the limits of digits and moduli, bit for bit.

use crypto_bigint::{BoxedUint, NonZero};

use super::TestRng;
use crate::digits::{BITS, MASK, Pair, bit_length, from_bytes, to_bytes};
use crate::kernel::{Kernel, Prepared};
use crate::montgomery::{Modulus, length_for};
use crate::{relaxed, selftest};

/// The accelerated kernel's code, natively on true fused multiply-adds.
pub(super) fn relaxed_kernel() -> Kernel {
    unsafe extern "C" fn square(x: *mut [u64; 2], space: *mut [u64; 2], length: usize, count: u32, a: u64, b: u64) {
        // SAFETY: passed on.
        unsafe { relaxed::square(x, space, length, count, a, b) }
    }
    unsafe extern "C" fn multiply(x: *mut [u64; 2], y: *const [u64; 2], space: *mut [u64; 2], length: usize) {
        // SAFETY: passed on.
        unsafe { relaxed::multiply(x, y, space, length) }
    }
    Kernel::Relaxed { square, multiply }
}

std::thread_local! {
    /// How many more calls of the faulty kernel are right.
    pub(super) static CALLS_TO_FAULT: core::cell::Cell<u32> = const { core::cell::Cell::new(u32::MAX) };
}

/// The accelerated kernel with one wrong bit in one call.
pub(super) fn faulty_kernel() -> Kernel {
    fn fault(x: *mut [u64; 2]) {
        let left = CALLS_TO_FAULT.get();
        CALLS_TO_FAULT.set(left.wrapping_sub(1));
        if left == 0 {
            // SAFETY: x points to at least four digits.
            unsafe { (*x.add(1))[0] ^= 1 << 20 };
        }
    }
    unsafe extern "C" fn square(x: *mut [u64; 2], space: *mut [u64; 2], length: usize, count: u32, a: u64, b: u64) {
        // SAFETY: passed on.
        unsafe { relaxed::square(x, space, length, count, a, b) }
        fault(x);
    }
    unsafe extern "C" fn multiply(x: *mut [u64; 2], y: *const [u64; 2], space: *mut [u64; 2], length: usize) {
        // SAFETY: passed on.
        unsafe { relaxed::multiply(x, y, space, length) }
        fault(x);
    }
    Kernel::Relaxed { square, multiply }
}

pub(super) fn kernels() -> [Kernel; 3] {
    [Kernel::Scalar, Kernel::Portable, relaxed_kernel()]
}

/// A number below 2^bits whose digits are often at an end: zero, all ones, 2^51 and its neighbours.
fn edgy(rng: &mut TestRng, bits: usize, length: usize) -> Vec<u64> {
    let mut digits: Vec<u64> = (0..length)
        .map(|_| match rng.next() % 9 {
            0 => 0,
            1 => MASK,
            2 => 1 << 51,
            3 => (1 << 51) - 1,
            4 => (1 << 51) + 1,
            5 => 1,
            // ends of the 13-bit digits
            6 => (0x1000 * 0x80_0400_2001) & MASK,
            7 => (0x0fff * 0x80_0400_2001) & MASK,
            _ => rng.next() & MASK,
        })
        .collect();
    for (i, digit) in digits.iter_mut().enumerate() {
        let above = (bits).saturating_sub(i * BITS);
        *digit &= if above >= BITS { MASK } else { (1u64 << above) - 1 };
    }
    digits
}

pub(super) fn boxed(digits: &[u64], bits: u32) -> BoxedUint {
    let bytes = to_bytes(digits, bits as usize / 8);
    BoxedUint::from_be_slice(&bytes, bits).expect("it fits")
}

/// (x·y + q·F)/R with q by its definition.
fn montgomery_product(x: &[u64], y: &[u64], f: &[u64], double: u64) -> Vec<u64> {
    let length = f.len();
    let width = (BITS * length) as u32;
    let wide = (2 * width + 64).next_multiple_of(64);
    let radix_minus_one =
        BoxedUint::one_with_precision(wide).shl(width).wrapping_sub(BoxedUint::one_with_precision(wide));
    let [x, y, f] = [x, y, f].map(|digits| boxed(digits, wide));
    let product = x.wrapping_mul(&y);
    // q = -x·y/F mod R: F·q' ≡ -xy; F^-1 mod 2^width by Newton.
    let mut inverse = BoxedUint::one_with_precision(wide);
    let two = BoxedUint::one_with_precision(wide).shl(1);
    for _ in 0..width.ilog2() + 1 {
        let step = two.wrapping_sub(f.wrapping_mul(&inverse));
        inverse = inverse.wrapping_mul(&step);
    }
    let q = BoxedUint::zero_with_precision(wide).wrapping_sub(product.wrapping_mul(&inverse)) & &radix_minus_one;
    let sum = product.wrapping_add(q.wrapping_mul(&f)).shr(width).shl(double as u32);
    from_bytes(&sum.to_be_bytes(), length).to_vec()
}

fn modulus(rng: &mut TestRng, bits: usize) -> Vec<u64> {
    let length = length_for(bits);
    let mut n = edgy(rng, bits, length);
    if rng.next().is_multiple_of(4) {
        // near 2^bits: all ones but for the lowest digit
        n = edgy(rng, bits, length)
            .iter()
            .enumerate()
            .map(|(i, _)| if i == 0 { rng.next() & MASK } else { MASK })
            .collect();
        let mut limit = vec![MASK; length];
        for (i, digit) in limit.iter_mut().enumerate() {
            let above = bits.saturating_sub(i * BITS);
            *digit = if above >= BITS { MASK } else { (1 << above) - 1 };
        }
        n.iter_mut().zip(&limit).for_each(|(n, limit)| *n &= limit);
    }
    n[0] |= 1;
    n[(bits - 1) / BITS] |= 1 << ((bits - 1) % BITS);
    n
}

fn m_of(n: &[u64], length: usize) -> (Vec<u64>, Vec<u64>) {
    let k = crate::digits::negative_inverse(n[0]);
    let mut f = crate::digits::multiply_add(n, &[k], &[]).to_vec();
    f.truncate(length);
    let mut m = f[1..].to_vec();
    crate::digits::add_if(&mut m, &[1], 1);
    (f, m)
}

fn products(bits: usize, count: usize, seed: u64) {
    let mut rng = TestRng::new(seed);
    let length = length_for(bits);
    let (na, nb) = (modulus(&mut rng, bits), modulus(&mut rng, bits));
    let ((fa, ma), (fb, mb)) = (m_of(&na, length), m_of(&nb, length));
    let m = Pair::join(&ma, &mb, length - 1);
    let mut prepared = kernels().map(|kernel| Prepared::new(kernel, m.clone()));
    // F may be as small as n.
    let room = bit_length(&fa).min(bit_length(&fb));
    for round in 0..count {
        let limit = room + if round % 2 == 0 { 0 } else { 1 };
        let mut operand = || Pair::join(&edgy(&mut rng, limit, length), &edgy(&mut rng, limit, length), length);
        let (x, y) = (operand(), operand());
        let double = [round as u64 & 1, round as u64 >> 1 & 1];
        let expected = [
            Pair::join(
                &montgomery_product(&x.lane(0), &x.lane(0), &fa, double[0]),
                &montgomery_product(&x.lane(1), &x.lane(1), &fb, double[1]),
                length,
            ),
            Pair::join(
                &montgomery_product(&x.lane(0), &y.lane(0), &fa, 0),
                &montgomery_product(&x.lane(1), &y.lane(1), &fb, 0),
                length,
            ),
        ];
        for (kernel, name) in prepared.iter_mut().zip(["scalar", "portable", "relaxed"]) {
            let (mut square, mut product) = (x.clone(), x.clone());
            kernel.square(&mut square, 1, double);
            kernel.multiply(&mut product, &y);
            assert!(square.0 == expected[0].0, "{name}: square at {bits} bits, round {round}");
            assert!(product.0 == expected[1].0, "{name}: product at {bits} bits, round {round}");
        }
    }
}

#[test]
fn kernels_give_the_defined_digits() {
    for (i, bits) in [
        152, 200, 256, 512, 768, 1000, 1023, 1024, 1025, 1244, 1245, 1536, 1540, 2048, 2100, 2184, 2185, 3072, 4096,
        8192,
    ]
    .into_iter()
    .enumerate()
    {
        for seed in 0..4 {
            products(bits, if bits > 2200 { 4 } else { 12 }, 1000 * seed + i as u64);
        }
    }
}

#[test]
fn kernels_agree_on_the_largest_moduli_and_operands() {
    // M all ones up to F < R/16, operands all ones up to 4F: the bounds at their worst.
    for length in [4, 5, 21, 25, 26, 31, 41, 42, 43, 62, 63, 80, 159] {
        let mut m = Pair::zero(length - 1);
        m.0.fill([MASK; 2]);
        m.0[length - 2] = [MASK >> 4; 2];
        let mut x = Pair::zero(length);
        x.0.fill([MASK; 2]);
        x.0[length - 1] = [MASK >> 2; 2];
        let y = x.clone();
        let results = kernels().map(|kernel| {
            let mut prepared = Prepared::new(kernel, m.clone());
            let (mut square, mut product) = (x.clone(), x.clone());
            prepared.square(&mut square, 9, [0x155, 0x1ff]);
            prepared.multiply(&mut product, &y);
            (square.0.clone(), product.0.clone())
        });
        assert!(results[0] == results[1], "portable at {length} digits");
        assert!(results[0] == results[2], "relaxed at {length} digits");
    }
}

#[test]
fn the_start_up_test_accepts_each_kernel_and_finds_faults() {
    for kernel in kernels() {
        assert!(selftest::passes(kernel), "{}", kernel.name());
    }
    unsafe extern "C" fn good_square(x: *mut [u64; 2], s: *mut [u64; 2], l: usize, c: u32, a: u64, b: u64) {
        // SAFETY: passed on.
        unsafe { relaxed::square(x, s, l, c, a, b) }
    }
    unsafe extern "C" fn bad_multiply(x: *mut [u64; 2], y: *const [u64; 2], s: *mut [u64; 2], l: usize) {
        // SAFETY: passed on; x has l digits.
        unsafe {
            relaxed::multiply(x, y, s, l);
            (*x)[1] ^= 1 << 17;
        }
    }
    assert!(!selftest::passes(Kernel::Relaxed { square: good_square, multiply: bad_multiply }));
}

#[test]
fn the_start_up_test_finds_unfused_multiply_adds() {
    for unfused in [[true, false], [false, true], [true, true]] {
        relaxed::lanes::UNFUSED.set(unfused);
        assert!(!selftest::passes(relaxed_kernel()), "{unfused:?}");
    }
    relaxed::lanes::UNFUSED.set([false; 2]);
    assert!(selftest::passes(relaxed_kernel()));
}

#[test]
fn leaving_gives_the_number_modulo_n() {
    let mut rng = TestRng::new(5);
    for bits in [256, 512, 1000, 1024, 1536] {
        for kernel in kernels() {
            let length = length_for(bits);
            let (a, b) = (modulus(&mut rng, bits), modulus(&mut rng, bits - 3));
            let modulus = Modulus::new(kernel, &a, &b, bits);
            let (one, radix) = modulus.one_and_radix();
            assert!(modulus.leave(one).iter().all(|z| z[0] == 1 && z[1..].iter().all(|&digit| digit == 0)));
            for number in [edgy(&mut rng, bits, length), vec![0; length], vec![1], a.clone(), b.clone()] {
                let mut x = Pair::join(&number, &number, length);
                modulus.multiply(&mut x, &radix);
                let width = (length * BITS).next_multiple_of(64) as u32;
                for (z, n) in modulus.leave(x).iter().zip([&a, &b]) {
                    let n = NonZero::new(boxed(n, width)).expect("odd");
                    assert_eq!(boxed(z, width), boxed(&number, width).rem(&n), "{bits} bits");
                }
            }
        }
    }
}
