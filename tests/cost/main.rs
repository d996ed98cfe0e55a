//! The cost of hostile input: time and memory are proportional to its length, and the stack suffices. Each input is
//! made at two lengths, and given to the functions that take such input from outside.

mod keys;
mod messages;
mod shapes;
mod tally;
mod tokens;

use std::{sync::Arc, thread, time::Duration};

use getrandom::SysRng;
use sealpost::{PrivateKey, PublicKey, SigningKey, encoding::ParseOptions, inspect, jwe::describe, seal, unseal};

use shapes::{Make, repeated};
use tally::{Cost, cost};
use tokens::{Parties, Place};

/// The stack of the thread that parses: half of the stack of a wasm instance.
const STACK: usize = 512 << 10;
/// The most bytes that may be allocated in total for each byte of the input.
const TOTAL: usize = 12;
/// The most bytes that may be allocated at one time for each byte of the input.
const PEAK: usize = 4;
/// Bytes that may be allocated at one time for an input of any length: 10,000 values of JSON and the vectors that grow
/// with them.
const PEAK_BASE: usize = 2 << 20;
/// Bytes that may be allocated in total for an input of any length: the values of JSON once for each of four readers.
/// These look for a message, for JSON that encloses a message, for a key, and for JSON that encloses a key.
const TOTAL_BASE: usize = 5 << 20;
/// The factor by which the time for each byte may be greater with the longer input than with the shorter one. The
/// longer input is 16 times as long (except where a limit ends its growth), so if the time were quadratic, this factor
/// would be 16.
const SLOWER: u32 = 6;
/// If the shorter input takes less time than this, the bound is computed from this time: the measured time would be
/// mostly noise.
const NOISE: Duration = Duration::from_millis(1);

/// Parses an input. The key is for inputs that are messages.
type Read = fn(&[u8], &PrivateKey);

fn parse(input: &[u8], _: &PrivateKey) {
    let mut options = ParseOptions::default();
    options.passphrase = Some(b"passphrase");
    options.allow_weak = true;
    let _ = PrivateKey::parse(input, &options);
    let _ = PublicKey::parse(input);
}

fn describe_input(input: &[u8], _: &PrivateKey) {
    let _ = inspect(input);
}

fn open(input: &[u8], key: &PrivateKey) {
    if let Ok(sealed) = core::str::from_utf8(input) {
        let _ = unseal(&mut SysRng, sealed, &[key]);
        let _ = describe(sealed);
    }
}

fn new_key() -> PrivateKey {
    PrivateKey::generate(&mut SysRng, 2048).expect("the system has randomness")
}

/// Checks the cost of every input at two lengths with every parser. `key` is for inputs that are messages.
///
/// # Panics
/// If the cost of an input exceeds a bound. The message names each such input.
fn check(
    key: PrivateKey,
    kinds: Vec<(&'static str, Make)>,
    lengths: [usize; 2],
    readers: &'static [(&'static str, Read)],
) {
    let run = move || {
        let mut beyond = Vec::new();
        for (name, make) in &kinds {
            let inputs = lengths.map(make);
            for (what, read) in readers {
                let [short, long] = inputs.each_ref().map(|input| {
                    // The shorter time of two runs counts: in the first the processor's caches may be cold.
                    let costs = [(); 2].map(|()| cost(|| read(input, &key)));
                    Cost { time: costs.map(|cost| cost.time).into_iter().min().unwrap_or_default(), ..costs[0] }
                });
                for (input, cost) in inputs.iter().zip([short, long]) {
                    if cost.total > TOTAL * input.len() + TOTAL_BASE || cost.peak > PEAK * input.len() + PEAK_BASE {
                        beyond.push(format!("{what}: {name}: {} bytes took {cost:?}", input.len()));
                    }
                }
                let longer = (inputs[1].len() / inputs[0].len().max(1)).max(1) as u32;
                if long.time > short.time.max(NOISE) * longer * SLOWER {
                    beyond.push(format!("{what}: {name}: {longer} times as long, from {short:?} to {long:?}"));
                }
            }
        }
        beyond
    };
    let reading = thread::Builder::new().stack_size(STACK).spawn(run).expect("the system has a thread");
    let beyond = reading.join().expect("no parser panics");
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
}

#[test]
fn the_cost_of_keys_is_proportional_to_their_length() {
    let readers = &[("parse", parse as Read), ("inspect", describe_input), ("unseal", open)];
    check(new_key(), keys::inputs(), [4 << 10, 64 << 10], readers);
}

#[test]
fn the_cost_of_messages_is_proportional_to_their_length() {
    let readers = &[("unseal", open as Read), ("inspect", describe_input), ("parse", parse)];
    check(new_key(), messages::inputs(), [64 << 10, 1 << 20], readers);
}

fn new_parties(reader: &PrivateKey) -> Arc<Parties> {
    let sender = SigningKey::generate(&mut SysRng, 2048).expect("the system has randomness");
    Arc::new(Parties { sender, reader: reader.public_key() })
}

#[test]
fn the_cost_of_signed_messages_is_proportional_to_their_length() {
    let key = new_key();
    let inputs = tokens::inputs(&new_parties(&key));
    // Shorter than other messages, because without optimisation the encryption of each input takes long.
    check(key, inputs, [16 << 10, 256 << 10], &[("unseal", open)]);
}

/// Without this test, a mistake in the inputs could make the reader refuse all of them before it does any work.
#[test]
fn the_token_that_the_inputs_change_is_valid() {
    let key = new_key();
    let parties = new_parties(&key);
    for place in [Place::Claims("x"), Place::Header("x"), Place::Claims("name")] {
        let sealed = String::from_utf8(parties.sealed(place, r#""Alice""#)).expect("a message is text");
        let opened = unseal(&mut SysRng, &sealed, &[&key]).expect("the token is valid");
        assert_eq!(opened.sender.map(|sender| sender.id), Some(parties.sender.verifying_key().thumbprint()));
    }
}

#[test]
fn a_valid_message_takes_no_more_memory_than_its_length() {
    let key = new_key();
    let public = key.public_key();
    let other = new_key().public_key();
    for recipients in [vec![&public], vec![&public, &other]] {
        let sealed = seal(&mut SysRng, &vec![7; 8 << 20], &recipients).expect("the message fits");
        let Cost { total, peak, .. } = cost(|| {
            let unsealed = unseal(&mut SysRng, &sealed, &[&key]).expect("the message is undamaged");
            assert_eq!(unsealed.plaintext.len(), 8 << 20);
        });
        // The content is decoded once, and decrypted in place.
        assert!(total.max(peak) < sealed.len(), "{total} bytes, {peak} at once");
    }
}

#[test]
fn copies_and_quadratic_time_are_noticed() {
    let Cost { total, peak, .. } = cost(|| drop((vec![1_u8; 1000], vec![1_u8; 500])));
    assert_eq!((total, peak), (1500, 1500));
    let Cost { total, peak, .. } = cost(|| {
        drop(vec![1_u8; 1000]);
        drop(vec![1_u8; 500]);
    });
    assert_eq!((total, peak), (1500, 1000));
    let quadratic: Read = |input, _| {
        let found = input.iter().filter(|one| input.iter().filter(|other| other == one).count() > 0).count();
        assert_eq!(core::hint::black_box(found), input.len());
    };
    let copying: Read = |input, _| drop((0..1000).map(|_| input.to_vec()).collect::<Vec<_>>());
    for read in [quadratic, copying] {
        let readers = vec![("control", read)].leak();
        let result =
            thread::spawn(|| check(new_key(), vec![("x", repeated("x"))], [1 << 10, 16 << 10], readers)).join();
        assert!(result.is_err());
    }
}
