//! Tests of the kernels, of the private and the public operation, and of the search for primes.
mod kernels;
mod operations;
mod searching;
