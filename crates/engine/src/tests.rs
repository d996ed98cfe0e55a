//! Property tests of the kernels, the operations and the search, against crypto-bigint.
mod kernels;
mod operations;
mod searching;
