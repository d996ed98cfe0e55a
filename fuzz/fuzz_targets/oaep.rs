//! `decrypt` and `diagnose`: a plaintext that was encrypted is decrypted again, and `diagnose` finds the parameters of
//! every ciphertext that can be decrypted.
#![no_main]

use sealpost::{Hash, OaepOptions, encoding::fuzzing};
use sealpost_fuzz::{
    cost::{self, DECRYPTING},
    keys,
    random::Repeatable,
};

fn check(input: &[u8]) {
    // The first byte says what `rest` is: a label and a plaintext, which begins at the first zero byte (without one,
    // all is plaintext); a ciphertext; or an encoded message without its first byte, a zero. The second and the
    // third byte choose the hash and the hash of MGF1.
    let [form, hash, mgf_hash, rest @ ..] = input else { return };
    let (key, public) = (keys::recipient(), keys::recipient().public_key());
    let mut options = OaepOptions::new(Hash::ALL[usize::from(*hash) % Hash::ALL.len()]);
    options.mgf_hash = Hash::ALL[usize::from(*mgf_hash) % Hash::ALL.len()];
    let mut plaintext = None;
    let ciphertext = match form % 3 {
        0 => {
            let parts = rest.iter().position(|byte| *byte == 0).map(|end| rest.split_at(end));
            let (label, text) = parts.unwrap_or((&[], rest));
            options.label = label;
            plaintext = Some(text);
            match public.encrypt(&mut Repeatable(4), text, &options) {
                Ok(ciphertext) => ciphertext,
                Err(_) => return assert!(text.len() > public.max_plaintext(&options)),
            }
        }
        1 => rest.to_vec(),
        _ => {
            let mut encoded = vec![0; public.size()];
            let length = rest.len().min(encoded.len() - 1);
            encoded[1..=length].copy_from_slice(&rest[..length]);
            fuzzing::encrypt_primitive(&public, &encoded)
                .expect("a number whose first byte is zero is below the modulus")
        }
    };
    let decrypt = |options: &OaepOptions<'_>| {
        cost::within(&DECRYPTING, input.len(), || key.decrypt(&mut Repeatable(5), &ciphertext, options).ok())
    };
    let decrypted = decrypt(&options);
    let found = cost::within(&DECRYPTING, input.len(), || key.diagnose(&mut Repeatable(5), &ciphertext, options.label));
    let found = found.expect("the source does not fail");
    assert!(plaintext.is_none_or(|plaintext| decrypted.as_ref().is_some_and(|found| **found == plaintext)));
    match found {
        Some(found) => {
            options.hash = found.hash;
            options.mgf_hash = found.mgf_hash;
            assert!(decrypt(&options).is_some(), "diagnose names parameters that do not decrypt");
        }
        None => assert!(decrypted.is_none(), "diagnose finds no parameters for a ciphertext that decrypts"),
    }
}

sealpost_fuzz::target!(check);
