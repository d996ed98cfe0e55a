//! The cost of an input: the sum of the bytes that are allocated, the most bytes that are allocated at the same time,
//! and the processor time. A target fails if one of the three exceeds its bound, which grows with the input's length.

#![allow(unsafe_code, reason = "an allocator that counts, and the clock of a thread")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// An allocator that counts what the targets allocate. libFuzzer's own memory comes from another allocator.
struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

static ALLOCATED: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicU64 = AtomicU64::new(0);
static PEAK: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is forwarded to the system's allocator with the caller's own arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        crate::process::check_stack();
        ALLOCATED.fetch_add(layout.size() as u64, Relaxed);
        let live = LIVE.fetch_add(layout.size() as u64, Relaxed) + layout.size() as u64;
        PEAK.fetch_max(live, Relaxed);
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as u64, Relaxed);
        // SAFETY: the caller's promise about `block` and `layout` is passed on.
        unsafe { System.dealloc(block, layout) }
    }
}

/// A bound on a cost, in bytes or nanoseconds: `constant + factor·length + min(limited[0]·length, limited[1])`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    constant: u64,
    factor: u64,
    /// A second factor, and the largest value of the term that it makes.
    limited: [u64; 2],
}

impl Limit {
    /// The bound with a larger constant.
    #[must_use]
    pub const fn plus(self, constant: u64) -> Self {
        Self { constant: self.constant + constant, ..self }
    }

    /// The bound `count` times.
    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        let [factor, most] = self.limited;
        Self { constant: self.constant * count, factor: self.factor * count, limited: [factor * count, most * count] }
    }

    const fn at(&self, length: u64) -> u64 {
        let [factor, most] = self.limited;
        let limited = if factor * length < most { factor * length } else { most };
        self.constant + self.factor * length + limited
    }
}

/// The bounds on all costs of an input.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes that are allocated in all.
    pub allocated: Limit,
    /// Bytes that are allocated at the same time.
    pub peak: Limit,
    /// Processor time in nanoseconds.
    pub time: Limit,
}

/// Bounds for a reader, which may pass over its input and copy it a few times.
///
/// Memory: a string that grows by doubling allocates twice its length, and `factor` allows a few copies of it. Values
/// of JSON need more, which `limited` allows: an object with one member takes 256 bytes for 5 bytes of text, because a
/// vector begins with room for four members, and a list that grew by doubling has allocated 160 bytes for each element
/// `1,` of 2 bytes. The limited term has a largest value, because the reader accepts at most 10,000 values. Time: all
/// readers take less than 100 ns a byte in an instrumented build; the constant allows for what a busy machine adds to
/// any run.
pub const READING: Bounds = Bounds {
    allocated: Limit { constant: 512 << 10, factor: 16, limited: [160, 8 << 20] },
    peak: Limit { constant: 256 << 10, factor: 8, limited: [64, 4 << 20] },
    time: Limit { constant: 10_000_000, factor: 400, limited: [0, 0] },
};

/// Bounds for finding a key or a message in any input: the text is searched, decoded by one step and searched again, at
/// most five times, and each search parses JSON more than once. Two texts are in memory at one time.
pub const FINDING: Bounds =
    Bounds { allocated: READING.allocated.times(10), peak: READING.peak.times(3), time: READING.time.times(10) };

/// Bounds for opening a message: each of up to 100 attempts takes an operation with the private key.
pub const OPENING: Bounds = FINDING.plus(32 << 20, 3_000_000_000);

/// Bounds for `decrypt` and `diagnose`: one operation with the private key. `diagnose` then tries 7 hashes with 7
/// hashes of MGF1.
pub const DECRYPTING: Bounds = READING.plus(4 << 20, 500_000_000);

impl Bounds {
    /// Allows `allocated` bytes and `time` nanoseconds more, whatever the input's length, and a peak of 1 MiB more.
    #[must_use]
    pub const fn plus(self, allocated: u64, time: u64) -> Self {
        Self { allocated: self.allocated.plus(allocated), peak: self.peak.plus(1 << 20), time: self.time.plus(time) }
    }
}

/// What a run of an operation costs, in the units of [`Bounds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    allocated: u64,
    peak: u64,
    time: u64,
}

/// Runs `operation` on an input of `length` bytes and checks its cost.
///
/// # Panics
/// If the cost exceeds `bounds`. The time counts only if three runs exceed its bound, because the machine may be busy.
pub fn within<T>(bounds: &Bounds, length: usize, operation: impl Fn() -> T) -> T {
    let (result, mut cost) = measure(&operation);
    let length = length as u64;
    for _ in 0..2 {
        if cost.time <= bounds.time.at(length) {
            break;
        }
        cost.time = measure(&operation).1.time.min(cost.time);
    }
    for (name, value, limit) in [
        ("bytes allocated in all", cost.allocated, bounds.allocated),
        ("bytes allocated at once", cost.peak, bounds.peak),
        ("nanoseconds", cost.time, bounds.time),
    ] {
        let limit = limit.at(length);
        assert!(value <= limit, "cost: {value} {name} for {length} bytes of input, more than {limit}");
    }
    observe(bounds, length, cost);
    result
}

fn measure<T>(operation: impl Fn() -> T) -> (T, Cost) {
    let (allocated, live) = (ALLOCATED.load(Relaxed), LIVE.load(Relaxed));
    PEAK.store(live, Relaxed);
    // The processor time of this thread, in which the time of other programs does not count.
    let begin = clock(libc::CLOCK_THREAD_CPUTIME_ID);
    let result = operation();
    let time = clock(libc::CLOCK_THREAD_CPUTIME_ID) - begin;
    let cost = Cost {
        allocated: ALLOCATED.load(Relaxed) - allocated,
        peak: PEAK.load(Relaxed).saturating_sub(live),
        time: time.as_nanos() as u64,
    };
    (result, cost)
}

fn clock(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is valid for the call.
    assert_eq!(unsafe { libc::clock_gettime(clock, &mut time) }, 0, "the clock cannot be read");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// How many steps of a cost libFuzzer can tell apart.
const STEPS: usize = 64;
/// How many octaves (powers of two) of the input's length libFuzzer can tell apart.
const OCTAVES: usize = 20;

/// libFuzzer treats these counters as coverage: an input that costs more than earlier ones of about its length is added
/// to the corpus and mutated further, until a cost exceeds its bound. Costs are compared within an octave of the
/// length, because a long input whose cost is constant, by a limit of the reader, would hide shorter inputs whose cost
/// has no such limit.
#[unsafe(link_section = "__libfuzzer_extra_counters")]
static COUNTERS: [AtomicU8; 3 * OCTAVES * STEPS] = [const { AtomicU8::new(0) }; 3 * OCTAVES * STEPS];

/// The highest costs so far, in thousandths of their bounds: allocated in all, allocated at once, time.
static HIGHEST: [AtomicU64; 3] = [const { AtomicU64::new(0) }; 3];

/// Reports an input's costs to libFuzzer, as steps of the cost's share of its bound. A step is a quarter of an octave
/// for memory, and an octave for time, which varies between runs. The steps begin at 2^-16 of the bound.
fn observe(bounds: &Bounds, length: u64, cost: Cost) {
    let costs = [(cost.allocated, bounds.allocated), (cost.peak, bounds.peak), (cost.time, bounds.time)];
    for (index, (value, limit)) in costs.into_iter().enumerate() {
        let share = value as f64 / limit.at(length) as f64;
        HIGHEST[index].fetch_max((share * 1_000.0) as u64, Relaxed);
        let steps_an_octave = if index == 2 { 1.0 } else { 4.0 };
        let step = ((share.log2() + 16.0).max(0.0) * steps_an_octave) as usize;
        let octave = (length.max(1).ilog2() as usize).min(OCTAVES - 1);
        COUNTERS[(index * OCTAVES + octave) * STEPS + step.min(STEPS - 1)].store(1, Relaxed);
    }
}

/// Prints the highest costs and the processor time when the process ends.
pub(crate) fn report_at_exit() {
    extern "C" fn report() {
        let [allocated, peak, time] = HIGHEST.each_ref().map(|share| share.load(Relaxed) as f64 / 10.0);
        let processor = clock(libc::CLOCK_PROCESS_CPUTIME_ID).as_secs();
        eprintln!("processor time: {processor} s");
        eprintln!("highest costs in % of their bounds: allocated {allocated:.1}, at once {peak:.1}, time {time:.1}");
    }
    // SAFETY: the function neither unwinds nor takes anything that has been freed by then.
    assert_eq!(unsafe { libc::atexit(report) }, 0, "the report at exit cannot be registered");
}
