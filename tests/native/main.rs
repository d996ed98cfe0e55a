//! The crate's tests through its public interface, natively. `cargo test --test native jwe` runs one module.

mod forms;
mod jwe;
mod keys;
mod messages;
mod protected;
mod protections;
mod recipients;
mod seal_options;
mod signatures;
mod support;
mod wycheproof;
