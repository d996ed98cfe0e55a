//! What can go wrong in the arithmetic.

#![forbid(unsafe_code)]

/// Why an operation gave no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The random source failed, or repeats itself.
    RandomUnavailable,
    /// A check of the arithmetic failed and the result was withheld, or the arguments are invalid, for example numbers
    /// that do not make a key.
    Internal,
}
