//! Exceeds each of the limits on stack, memory and time on purpose, or panics, so that `cargo xtask fuzz` can check
//! that this is noticed. One input stays within the limit on the stack. This program is built like a fuzz target, but
//! it is run on these inputs only.
#![no_main]

use core::hint::black_box;
use std::time::{Duration, Instant};

use sealpost_fuzz::cost::{self, READING};

/// KiB of stack within the limit of 1 MiB.
const WITHIN: usize = 512;
/// KiB of stack beyond the limit.
const BEYOND: usize = 1536;

fn check(input: &[u8]) {
    cost::within(&READING, input.len(), || match input {
        b"stack within" => descend(WITHIN),
        b"stack beyond" => descend(BEYOND),
        b"stack beyond, allocating" => descend_and_allocate(BEYOND),
        b"time" => {
            let begin = Instant::now();
            while begin.elapsed() < Duration::from_secs(1) {}
        }
        // 64 times 64 KiB in all; below, 384 KiB at once. `READING` allows little more than 512 KiB in all and 256 KiB
        // at once for inputs as short as these.
        b"allocated in all" => (0..64).for_each(|_| drop(black_box(vec![0_u8; 64 << 10]))),
        b"allocated at once" => drop(black_box(vec![0_u8; 3 << 17])),
        b"panic" => panic!("on purpose"),
        _ => {}
    });
}

/// Uses at least `frames` KiB of stack, 1 KiB in each frame.
fn descend(frames: usize) {
    let frame = black_box([0_u8; 1 << 10]);
    if frames > 0 {
        descend(frames - 1);
    }
    black_box(&frame);
}

/// As [`descend`], with an allocation in each frame.
fn descend_and_allocate(frames: usize) {
    let frame = black_box([0_u8; 1 << 10]);
    let block = black_box(vec![0_u8; 16]);
    if frames > 0 {
        descend_and_allocate(frames - 1);
    }
    black_box((&frame, block));
}

sealpost_fuzz::target!(check);
