//! The random source of the tests.

use rand_core::{TryCryptoRng, TryRng};

/// A deterministic source (SplitMix64). As a [`TryRng`] it fails once it has given `budget` words; [`TestRng::next`]
/// never fails.
pub(crate) struct TestRng {
    state: u64,
    budget: u64,
}

/// The error of [`TestRng`].
#[derive(Debug)]
pub(crate) struct Exhausted;

impl core::fmt::Display for Exhausted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the test source is exhausted")
    }
}

impl core::error::Error for Exhausted {}

impl TestRng {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, budget: u64::MAX }
    }

    #[cfg(test)]
    pub(crate) fn failing_after(seed: u64, budget: u64) -> Self {
        Self { state: seed, budget }
    }

    pub(crate) fn next(&mut self) -> u64 {
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
