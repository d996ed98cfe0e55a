//! Keys of the targets. They are generated from fixed seeds, so that they are the same in every run; none is secret.

use std::sync::OnceLock;

use sealpost::{PrivateKey, SigningKey};

use crate::random::Repeatable;

/// The recipient's private key.
pub fn recipient() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| generate(1))
}

/// The sender's signing key.
///
/// # Panics
/// Never: the source does not fail.
pub fn sender() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate(&mut Repeatable(2), 2048).expect("the source does not fail"))
}

/// Generates a key of 2048 bits from a seed.
///
/// # Panics
/// Never: the source does not fail.
pub fn generate(seed: u64) -> PrivateKey {
    PrivateKey::generate(&mut Repeatable(seed), 2048).expect("the source does not fail")
}
