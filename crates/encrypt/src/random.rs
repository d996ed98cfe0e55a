//! The system's random source, `crypto.getRandomValues` of JavaScript.

use core::fmt;

use rand_core::{TryCryptoRng, TryRng};

unsafe extern "C" {
    /// Fills `length` bytes at `target` with random numbers. Returns 1, or another number if the source fails.
    fn random(target: *mut u8, length: usize) -> u32;
}

/// The random source.
pub(crate) struct SystemRandom;

/// The random source failed.
#[derive(Debug)]
pub(crate) struct Failed;

impl fmt::Display for Failed {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl core::error::Error for Failed {}

impl TryRng for SystemRandom {
    type Error = Failed;

    fn try_next_u32(&mut self) -> Result<u32, Failed> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Failed> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Failed> {
        // SAFETY: the imported function writes `target.len()` bytes at `target` and nothing else.
        if unsafe { random(target.as_mut_ptr(), target.len()) } == 1 { Ok(()) } else { Err(Failed) }
    }
}

impl TryCryptoRng for SystemRandom {}
