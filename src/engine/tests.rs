//! Property tests of the kernels, the operations and the search, against crypto-bigint.
mod kernels;
mod operations;
mod searching;

use rand_core::{TryCryptoRng, TryRng};

/// A deterministic source (SplitMix64), which fails when its budget of words is spent.
pub(super) struct TestRng {
    state: u64,
    budget: u64,
}

#[derive(Debug)]
pub(super) struct Exhausted;

impl core::fmt::Display for Exhausted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the test source is exhausted")
    }
}

impl core::error::Error for Exhausted {}

impl TestRng {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed, budget: u64::MAX }
    }

    pub(super) fn failing_after(seed: u64, budget: u64) -> Self {
        Self { state: seed, budget }
    }

    pub(super) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
}

impl TryRng for TestRng {
    type Error = Exhausted;

    fn try_next_u32(&mut self) -> Result<u32, Exhausted> {
        self.try_next_u64().map(|word| word as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Exhausted> {
        self.budget = self.budget.checked_sub(1).ok_or(Exhausted)?;
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Exhausted> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.try_next_u64()?.to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for TestRng {}
