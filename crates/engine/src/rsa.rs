//! The RSA primitives of RFC 8017 §5.1, and the exponents that they need.

#![forbid(unsafe_code)]

pub(crate) mod exponent;
pub(crate) mod private;
pub(crate) mod public;
