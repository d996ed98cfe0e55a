//! What measures rather than builds or tests: speed, the timing of secret inputs, and how well the tests would find errors.

pub mod bench;
pub mod differential;
pub mod fuzz;
pub mod mutants;
pub mod soak;
pub mod timing;
