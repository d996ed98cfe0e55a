//! OpenSSH's keys, in binary form and as lines: the moduli in the public and the private part of a private key are
//! equal, and a modulus is a part of the input.
#![no_main]

use sealpost::encoding::fuzzing;
use sealpost_fuzz::cost::{self, READING};

fn check(input: &[u8]) {
    let is_inside = |modulus: &[u8]| input.windows(modulus.len().max(1)).any(|window| window == modulus);
    if let Ok((public, private)) = cost::within(&READING, input.len(), || fuzzing::openssh_private(input)) {
        assert!(public.is_empty() || is_inside(&public));
        assert!(private.is_none_or(|private| private == public));
    }
    let (lines, public) = cost::within(&READING, input.len(), || fuzzing::openssh_public(input));
    assert!(lines.unwrap_or_default() <= input.len());
    assert!(public.is_err() || public.is_ok_and(|modulus| modulus.is_empty() || is_inside(&modulus)));
}

sealpost_fuzz::target!(check);
