//! The control of the limits, no fuzz target: it exceeds each limit on purpose. The tests check that this is noticed.
#![no_main]

use core::hint::black_box;
use std::time::{Duration, Instant};

use sealpost_fuzz::cost::{self, READING};

/// KiB of stack: half of the limit, and half more than the limit.
const FRAMES: [usize; 2] = [512, 1536];

fn check(input: &[u8]) {
    cost::within(&READING, input.len(), || match input {
        b"stack within" => descend(FRAMES[0]),
        b"stack beyond" => descend(FRAMES[1]),
        b"stack beyond, allocating" => allocate(FRAMES[1]),
        b"time" => {
            let begin = Instant::now();
            while begin.elapsed() < Duration::from_secs(1) {}
        }
        b"allocated in all" => (0..64).for_each(|_| drop(black_box(vec![0_u8; 64 << 10]))),
        b"allocated at once" => drop(black_box(vec![0_u8; 3 << 17])),
        b"panic" => panic!("on purpose"),
        _ => {}
    });
}

/// Uses so many KiB of stack.
fn descend(frames: usize) {
    let frame = black_box([0_u8; 1 << 10]);
    if frames > 0 {
        descend(frames - 1);
    }
    black_box(&frame);
}

/// The same with an allocation in each frame.
fn allocate(frames: usize) {
    let frame = black_box([0_u8; 1 << 10]);
    let block = black_box(vec![0_u8; 16]);
    if frames > 0 {
        allocate(frames - 1);
    }
    black_box((&frame, block));
}

sealpost_fuzz::target!(check);
