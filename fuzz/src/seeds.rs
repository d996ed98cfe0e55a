//! The inputs that the targets begin with: every form of a key and of a message that is read, made of fixed keys.

mod ciphertexts;
mod keys;
mod messages;

use std::collections::BTreeMap;

/// For each target the inputs by their names.
pub type Seeds = BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>;

/// Makes all seeds.
pub fn all() -> Seeds {
    let mut seeds = Seeds::new();
    let mut add = |targets: &[&'static str], name: &str, bytes: &[u8]| {
        for target in targets {
            // The first byte chooses the options: with a weak key allowed and a passphrase, and with neither.
            let prefixed: &[&[u8]] = if *target == "private_key" { &[&[2], &[1]] } else { &[&[]] };
            for (number, prefix) in prefixed.iter().enumerate() {
                let all = [prefix, bytes].concat();
                seeds.entry(target).or_default().insert(format!("{name}-{number}"), all);
            }
        }
    };
    keys::add(&mut add);
    messages::add(&mut add);
    ciphertexts::add(&mut add);
    seeds
}

/// Takes an input for some targets: their names, its name, its bytes.
type Add<'a> = dyn FnMut(&[&'static str], &str, &[u8]) + 'a;
