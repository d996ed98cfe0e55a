//! Measurements and long runs: the benchmark, the timing of secret inputs, fuzzing, comparison with other software,
//! mutation testing, and [`soak`], which also generates many keys and seals large files.

pub mod bench;
pub mod differential;
pub mod fuzz;
pub mod mutants;
pub mod soak;
pub mod timing;
