//! The search for primes.

#![forbid(unsafe_code)]

use alloc::vec::Vec;

use getrandom::SysRng;
use sealpost_engine::PrimeSearch;
use wasm_bindgen::prelude::*;

use crate::{Error, key, wipe::with_stack_wiped};

/// [`key::confirm_primes`].
#[wasm_bindgen(js_name = confirmPrimes)]
pub fn confirm_primes(p: &[u8], q: &[u8], part: u32, parts: u32) -> Result<bool, JsValue> {
    Ok(with_stack_wiped(|| key::confirm_primes(&mut SysRng, [p, q], part, parts))?)
}

/// [`PrimeSearch`]: the search for one prime, in slices.
#[wasm_bindgen]
pub struct RawPrimeSearch(PrimeSearch);

#[wasm_bindgen]
impl RawPrimeSearch {
    /// Starts a search from a new random number, for a modulus of `bits` bits.
    #[wasm_bindgen(constructor)]
    pub fn new(bits: u32) -> Result<Self, JsValue> {
        Ok(Self(key::start_search(&mut SysRng, bits)?))
    }

    /// Tests at most `limit` candidates, rounded up to an even number. Returns the first that passes the base-2 test,
    /// in big-endian bytes, or `undefined`. [`confirm_primes`] has to confirm the number.
    pub fn step(&mut self, limit: u32) -> Result<Option<Vec<u8>>, JsValue> {
        let candidate =
            with_stack_wiped(|| self.0.find_probable_prime(&mut SysRng, limit)).map_err(Error::of_engine)?;
        Ok(candidate.map(|candidate| core::mem::take(&mut *candidate.to_bytes())))
    }

    /// The number of candidates tested so far.
    pub fn candidates(&self) -> u32 {
        self.0.candidates()
    }
}
