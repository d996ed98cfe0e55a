//! The 128-bit vector operations of the dot13 and mul28 kernels and of the table in `exp.rs`: wasm `simd128`, SSE2, or
//! plain Rust.
//!
//! A vector is two 64-bit lanes, the low one first; the 32-bit or 16-bit numbers in a lane are its parts. Sums,
//! differences, comparisons and shifts treat every lane or part by itself: sums and differences wrap around, and shifts
//! are logical. A shift is by fewer bits than the lane or part has: the three forms differ in what longer shifts do.
//!
//! The three forms compute the same functions, which are documented in the first. Native tests run the kernels on the
//! form for their target; the kernels' own code is the same for all three. Calling the intrinsics is sound: they access
//! no memory, and every build of this crate for wasm (`.cargo/config.toml`) or x86-64 has them.

pub(crate) use imp::*;

#[cfg(target_arch = "wasm32")]
mod imp {
    use core::arch::wasm32::*;

    /// A vector of 128 bits.
    pub(crate) type Vector = v128;

    /// The vector of two lanes, the low one first.
    #[inline(always)]
    pub(crate) fn from_words(w: [u64; 2]) -> Vector {
        u64x2(w[0], w[1])
    }
    #[inline(always)]
    pub(crate) fn to_words(v: Vector) -> [u64; 2] {
        [u64x2_extract_lane::<0>(v), u64x2_extract_lane::<1>(v)]
    }
    /// Multiplies the signed 16-bit parts, and adds each two neighbouring products: four 32-bit sums.
    #[inline(always)]
    pub(crate) fn dot(a: Vector, b: Vector) -> Vector {
        i32x4_dot_i16x8(a, b)
    }
    #[inline(always)]
    pub(crate) fn add32(a: Vector, b: Vector) -> Vector {
        i32x4_add(a, b)
    }
    #[inline(always)]
    pub(crate) fn add64(a: Vector, b: Vector) -> Vector {
        i64x2_add(a, b)
    }
    /// Sets each 32-bit part to all ones if a and b are equal in it, else to zero. Constant-time.
    #[inline(always)]
    pub(crate) fn equal32(a: Vector, b: Vector) -> Vector {
        i32x4_eq(a, b)
    }
    #[inline(always)]
    pub(crate) fn add16(a: Vector, b: Vector) -> Vector {
        i16x8_add(a, b)
    }
    #[inline(always)]
    pub(crate) fn sub16(a: Vector, b: Vector) -> Vector {
        i16x8_sub(a, b)
    }
    #[inline(always)]
    pub(crate) fn and(a: Vector, b: Vector) -> Vector {
        v128_and(a, b)
    }
    #[inline(always)]
    pub(crate) fn or(a: Vector, b: Vector) -> Vector {
        v128_or(a, b)
    }
    /// Shifts both 64-bit lanes.
    #[inline(always)]
    pub(crate) fn left<const N: u32>(v: Vector) -> Vector {
        i64x2_shl(v, N)
    }
    /// Shifts both 64-bit lanes.
    #[inline(always)]
    pub(crate) fn right<const N: u32>(v: Vector) -> Vector {
        u64x2_shr(v, N)
    }
    /// Shifts each of the four 32-bit parts.
    #[inline(always)]
    pub(crate) fn right32<const N: u32>(v: Vector) -> Vector {
        u32x4_shr(v, N)
    }
    /// Reverses the order of the four 16-bit parts in each 64-bit lane.
    #[inline(always)]
    pub(crate) fn reverse(v: Vector) -> Vector {
        i16x8_shuffle::<3, 2, 1, 0, 7, 6, 5, 4>(v, v)
    }
    /// Multiplies each unsigned 32-bit part of a's low lane by the same part of b's low lane: two 64-bit products.
    #[inline(always)]
    pub(crate) fn product_low(a: Vector, b: Vector) -> Vector {
        i64x2_extmul_low_u32x4(a, b)
    }
    /// Multiplies each unsigned 32-bit part of a's high lane by the same part of b's high lane: two 64-bit products.
    #[inline(always)]
    pub(crate) fn product_high(a: Vector, b: Vector) -> Vector {
        i64x2_extmul_high_u32x4(a, b)
    }
    /// Joins the low 32 bits of the two lanes of a and of the two lanes of b, a's in the low lane.
    #[inline(always)]
    pub(crate) fn narrow(a: Vector, b: Vector) -> Vector {
        i32x4_shuffle::<0, 2, 4, 6>(a, b)
    }
    /// Shifts both 64-bit lanes by a number of bits that is known only at run time.
    #[inline(always)]
    pub(crate) fn left_by(v: Vector, bits: u32) -> Vector {
        i64x2_shl(v, bits)
    }
    #[inline(always)]
    pub(crate) fn right_by(v: Vector, bits: u32) -> Vector {
        u64x2_shr(v, bits)
    }
}

#[cfg(target_arch = "x86_64")]
mod imp {
    use core::arch::x86_64::*;

    pub(crate) type Vector = __m128i;

    /// An expression of SSE2 intrinsics.
    macro_rules! sse2 {
        ($expression:expr) => {
            // SAFETY: every x86-64 processor has SSE2, and none of these instructions accesses memory.
            unsafe { $expression }
        };
    }

    #[inline(always)]
    pub(crate) fn from_words(w: [u64; 2]) -> Vector {
        sse2!(_mm_set_epi64x(w[1] as i64, w[0] as i64))
    }
    #[inline(always)]
    pub(crate) fn to_words(v: Vector) -> [u64; 2] {
        sse2!([_mm_cvtsi128_si64(v) as u64, _mm_cvtsi128_si64(_mm_unpackhi_epi64(v, v)) as u64])
    }
    #[inline(always)]
    pub(crate) fn dot(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_madd_epi16(a, b))
    }
    #[inline(always)]
    pub(crate) fn add32(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_add_epi32(a, b))
    }
    #[inline(always)]
    pub(crate) fn add64(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_add_epi64(a, b))
    }
    #[inline(always)]
    pub(crate) fn equal32(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_cmpeq_epi32(a, b))
    }
    #[inline(always)]
    pub(crate) fn add16(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_add_epi16(a, b))
    }
    #[inline(always)]
    pub(crate) fn sub16(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_sub_epi16(a, b))
    }
    #[inline(always)]
    pub(crate) fn and(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_and_si128(a, b))
    }
    #[inline(always)]
    pub(crate) fn or(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_or_si128(a, b))
    }
    #[inline(always)]
    pub(crate) fn left<const N: u32>(v: Vector) -> Vector {
        sse2!(_mm_sll_epi64(v, _mm_cvtsi32_si128(N as i32)))
    }
    #[inline(always)]
    pub(crate) fn right<const N: u32>(v: Vector) -> Vector {
        sse2!(_mm_srl_epi64(v, _mm_cvtsi32_si128(N as i32)))
    }
    #[inline(always)]
    pub(crate) fn right32<const N: u32>(v: Vector) -> Vector {
        sse2!(_mm_srl_epi32(v, _mm_cvtsi32_si128(N as i32)))
    }
    #[inline(always)]
    pub(crate) fn reverse(v: Vector) -> Vector {
        sse2!(_mm_shufflehi_epi16::<0b00_01_10_11>(_mm_shufflelo_epi16::<0b00_01_10_11>(v)))
    }
    #[inline(always)]
    pub(crate) fn product_low(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_mul_epu32(_mm_unpacklo_epi32(a, a), _mm_unpacklo_epi32(b, b)))
    }
    #[inline(always)]
    pub(crate) fn product_high(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_mul_epu32(_mm_unpackhi_epi32(a, a), _mm_unpackhi_epi32(b, b)))
    }
    #[inline(always)]
    pub(crate) fn narrow(a: Vector, b: Vector) -> Vector {
        sse2!(_mm_unpacklo_epi64(_mm_shuffle_epi32::<0b10_00_10_00>(a), _mm_shuffle_epi32::<0b10_00_10_00>(b)))
    }
    #[inline(always)]
    pub(crate) fn left_by(v: Vector, bits: u32) -> Vector {
        sse2!(_mm_sll_epi64(v, _mm_cvtsi32_si128(bits as i32)))
    }
    #[inline(always)]
    pub(crate) fn right_by(v: Vector, bits: u32) -> Vector {
        sse2!(_mm_srl_epi64(v, _mm_cvtsi32_si128(bits as i32)))
    }
}

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
mod imp {
    pub(crate) type Vector = [u64; 2];

    /// Applies a function to each pair of lanes.
    fn map(a: Vector, b: Vector, f: impl Fn(u64, u64) -> u64) -> Vector {
        [f(a[0], b[0]), f(a[1], b[1])]
    }
    /// The i-th 16-bit part of a lane, with its sign.
    fn part16(x: u64, i: usize) -> i64 {
        i64::from((x >> (16 * i)) as i16)
    }

    pub(crate) fn from_words(w: [u64; 2]) -> Vector {
        w
    }
    pub(crate) fn to_words(v: Vector) -> [u64; 2] {
        v
    }
    pub(crate) fn dot(a: Vector, b: Vector) -> Vector {
        let sum = |x, y, i| (part16(x, i) * part16(y, i) + part16(x, i + 1) * part16(y, i + 1)) as u32 as u64;
        map(a, b, |x, y| sum(x, y, 0) | sum(x, y, 2) << 32)
    }
    pub(crate) fn add32(a: Vector, b: Vector) -> Vector {
        map(a, b, |x, y| u64::from((x as u32).wrapping_add(y as u32)) | (x >> 32).wrapping_add(y >> 32) << 32)
    }
    pub(crate) fn add64(a: Vector, b: Vector) -> Vector {
        map(a, b, u64::wrapping_add)
    }
    pub(crate) fn equal32(a: Vector, b: Vector) -> Vector {
        // x ^ y is below 2^32, so subtracting 1 sets the top bit only where it is zero.
        let equal = |x: u32, y: u32| u64::from((((x ^ y) as u64).wrapping_sub(1) >> 63).wrapping_neg() as u32);
        map(a, b, |x, y| equal(x as u32, y as u32) | equal((x >> 32) as u32, (y >> 32) as u32) << 32)
    }
    pub(crate) fn add16(a: Vector, b: Vector) -> Vector {
        map(a, b, |x, y| (0..4).map(|i| ((part16(x, i) + part16(y, i)) as u16 as u64) << (16 * i)).sum())
    }
    pub(crate) fn sub16(a: Vector, b: Vector) -> Vector {
        map(a, b, |x, y| (0..4).map(|i| ((part16(x, i) - part16(y, i)) as u16 as u64) << (16 * i)).sum())
    }
    pub(crate) fn and(a: Vector, b: Vector) -> Vector {
        map(a, b, |x, y| x & y)
    }
    pub(crate) fn or(a: Vector, b: Vector) -> Vector {
        map(a, b, |x, y| x | y)
    }
    pub(crate) fn left<const N: u32>(v: Vector) -> Vector {
        [v[0] << N, v[1] << N]
    }
    pub(crate) fn right<const N: u32>(v: Vector) -> Vector {
        [v[0] >> N, v[1] >> N]
    }
    pub(crate) fn right32<const N: u32>(v: Vector) -> Vector {
        v.map(|x| x >> 32 >> N << 32 | (x & 0xffff_ffff) >> N)
    }
    pub(crate) fn reverse(v: Vector) -> Vector {
        v.map(|x| (x << 48) | (x << 16 & 0xffff_0000_0000) | (x >> 16 & 0xffff_0000) | (x >> 48))
    }
    pub(crate) fn product_low(a: Vector, b: Vector) -> Vector {
        [(a[0] & 0xffff_ffff) * (b[0] & 0xffff_ffff), (a[0] >> 32) * (b[0] >> 32)]
    }
    pub(crate) fn product_high(a: Vector, b: Vector) -> Vector {
        product_low([a[1]; 2], [b[1]; 2])
    }
    pub(crate) fn narrow(a: Vector, b: Vector) -> Vector {
        [a, b].map(|v| v[0] & 0xffff_ffff | v[1] << 32)
    }
    pub(crate) fn left_by(v: Vector, bits: u32) -> Vector {
        v.map(|x| x << bits)
    }
    pub(crate) fn right_by(v: Vector, bits: u32) -> Vector {
        v.map(|x| x >> bits)
    }
}
