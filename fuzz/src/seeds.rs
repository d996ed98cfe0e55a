//! The inputs that the targets begin with: keys, messages, tokens, ciphertexts and files in the forms that sealpost
//! reads, made from fixed keys.

mod ciphertexts;
mod files;
mod keys;
mod messages;
mod tokens;
mod wrapped;

use std::collections::BTreeMap;

/// The inputs of each target, by name.
pub type Seeds = BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>;

/// Makes all seeds.
pub fn all() -> Seeds {
    let mut seeds = Seeds::new();
    let mut add = |targets: &[&'static str], name: &str, bytes: &[u8]| {
        for target in targets {
            // The target `private_key` takes its options from the first byte: 2 allows weak keys and gives a
            // passphrase, 1 does neither.
            let prefixed: &[&[u8]] = if *target == "private_key" { &[&[2], &[1]] } else { &[&[]] };
            for (number, prefix) in prefixed.iter().enumerate() {
                let all = [prefix, bytes].concat();
                seeds.entry(target).or_default().insert(format!("{name}-{number}"), all);
            }
        }
    };
    keys::add(&mut add);
    messages::add(&mut add);
    tokens::add(&mut add);
    ciphertexts::add(&mut add);
    files::add(&mut add);
    seeds
}

/// A function that adds an input to some targets. It takes the targets' names, the input's name, and its bytes.
type Add<'a> = dyn FnMut(&[&'static str], &str, &[u8]) + 'a;
