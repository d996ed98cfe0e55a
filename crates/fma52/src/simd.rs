//! The vector operations of the accelerated kernel: relaxed SIMD in wasm, one lane after the other elsewhere.
//!
//! A vector is two 64-bit lanes. `multiply_add`, `negative_multiply_add` (-a·b + c) and the operations with `doubles`
//! in their names read each lane as a double, the others as an integer. `integers` puts one integer in both lanes,
//! `low_lanes` and `high_lanes` one lane of a vector. `blend` takes the low lane of one vector and the high lane of
//! another.
//!
//! The native form is for tests only. Its multiply-add is `f64::mul_add`, which is fused by definition, unless a test
//! sets `UNFUSED`.

pub(crate) use imp::*;

#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use imp::UNFUSED;

#[cfg(target_arch = "wasm32")]
mod imp {
    use core::arch::wasm32::*;
    pub(crate) type Vector = v128;
    #[inline(always)]
    pub(crate) fn integers(value: u64) -> Vector {
        u64x2_splat(value)
    }
    #[inline(always)]
    pub(crate) fn pair(a: u64, b: u64) -> Vector {
        u64x2(a, b)
    }
    #[inline(always)]
    pub(crate) fn multiply_add(a: Vector, b: Vector, c: Vector) -> Vector {
        f64x2_relaxed_madd(a, b, c)
    }
    #[inline(always)]
    pub(crate) fn negative_multiply_add(a: Vector, b: Vector, c: Vector) -> Vector {
        f64x2_relaxed_nmadd(a, b, c)
    }
    #[inline(always)]
    pub(crate) fn add_doubles(a: Vector, b: Vector) -> Vector {
        f64x2_add(a, b)
    }
    #[inline(always)]
    pub(crate) fn subtract_doubles(a: Vector, b: Vector) -> Vector {
        f64x2_sub(a, b)
    }
    #[inline(always)]
    pub(crate) fn add(a: Vector, b: Vector) -> Vector {
        i64x2_add(a, b)
    }
    #[inline(always)]
    pub(crate) fn subtract(a: Vector, b: Vector) -> Vector {
        i64x2_sub(a, b)
    }
    #[inline(always)]
    pub(crate) fn and(a: Vector, b: Vector) -> Vector {
        v128_and(a, b)
    }
    #[inline(always)]
    pub(crate) fn or(a: Vector, b: Vector) -> Vector {
        v128_or(a, b)
    }
    #[inline(always)]
    pub(crate) fn shift_right_52(v: Vector) -> Vector {
        u64x2_shr(v, 52)
    }
    #[inline(always)]
    pub(crate) fn low_lanes(v: Vector) -> Vector {
        i64x2_shuffle::<0, 0>(v, v)
    }
    #[inline(always)]
    pub(crate) fn high_lanes(v: Vector) -> Vector {
        i64x2_shuffle::<1, 1>(v, v)
    }
    #[inline(always)]
    pub(crate) fn blend(low: Vector, high: Vector) -> Vector {
        i64x2_shuffle::<0, 3>(low, high)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    pub(crate) type Vector = [u64; 2];
    fn map_doubles(a: Vector, b: Vector, c: Vector, f: impl Fn(f64, f64, f64) -> f64) -> Vector {
        core::array::from_fn(|i| f(f64::from_bits(a[i]), f64::from_bits(b[i]), f64::from_bits(c[i])).to_bits())
    }
    fn map_integers(a: Vector, b: Vector, f: impl Fn(u64, u64) -> u64) -> Vector {
        [f(a[0], b[0]), f(a[1], b[1])]
    }
    pub(crate) fn integers(value: u64) -> Vector {
        [value; 2]
    }
    pub(crate) fn pair(a: u64, b: u64) -> Vector {
        [a, b]
    }
    #[cfg(feature = "testing")]
    std::thread_local! {
        /// Whether the multiply-add and the negative multiply-add of this thread round twice, as on a processor
        /// without the fused instruction.
        pub static UNFUSED: core::cell::Cell<[bool; 2]> = const { core::cell::Cell::new([false; 2]) };
    }
    /// a·b + c. `_which` is the index in `UNFUSED`.
    fn fused(_which: usize, a: f64, b: f64, c: f64) -> f64 {
        #[cfg(feature = "testing")]
        if UNFUSED.get()[_which] {
            return a * b + c;
        }
        a.mul_add(b, c)
    }
    pub(crate) fn multiply_add(a: Vector, b: Vector, c: Vector) -> Vector {
        map_doubles(a, b, c, |a, b, c| fused(0, a, b, c))
    }
    pub(crate) fn negative_multiply_add(a: Vector, b: Vector, c: Vector) -> Vector {
        map_doubles(a, b, c, |a, b, c| fused(1, -a, b, c))
    }
    pub(crate) fn add_doubles(a: Vector, b: Vector) -> Vector {
        map_doubles(a, b, b, |a, b, _| a + b)
    }
    pub(crate) fn subtract_doubles(a: Vector, b: Vector) -> Vector {
        map_doubles(a, b, b, |a, b, _| a - b)
    }
    pub(crate) fn add(a: Vector, b: Vector) -> Vector {
        map_integers(a, b, u64::wrapping_add)
    }
    pub(crate) fn subtract(a: Vector, b: Vector) -> Vector {
        map_integers(a, b, u64::wrapping_sub)
    }
    pub(crate) fn and(a: Vector, b: Vector) -> Vector {
        map_integers(a, b, |x, y| x & y)
    }
    pub(crate) fn or(a: Vector, b: Vector) -> Vector {
        map_integers(a, b, |x, y| x | y)
    }
    pub(crate) fn shift_right_52(v: Vector) -> Vector {
        [v[0] >> 52, v[1] >> 52]
    }
    pub(crate) fn low_lanes(v: Vector) -> Vector {
        [v[0]; 2]
    }
    pub(crate) fn high_lanes(v: Vector) -> Vector {
        [v[1]; 2]
    }
    pub(crate) fn blend(low: Vector, high: Vector) -> Vector {
        [low[0], high[1]]
    }
}
