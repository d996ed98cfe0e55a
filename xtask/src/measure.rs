//! Measurements and long runs: the benchmark, the timing of secret inputs, fuzzing, comparison with other software, and
//! mutation testing.

pub mod bench;
pub mod differential;
pub mod fuzz;
pub mod mutants;
pub mod soak;
pub mod timing;
