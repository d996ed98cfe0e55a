//! Counting allocations and processor time.

#![allow(unsafe_code, reason = "the contract of GlobalAlloc is unsafe by definition")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    fs, thread,
    time::{Duration, Instant},
};

thread_local! {
    /// Three counts for this thread: bytes allocated in total, bytes that are allocated now, and the most bytes that
    /// were allocated at one time.
    static TALLY: [Cell<usize>; 3] = const { [const { Cell::new(0) }; 3] };
}

/// The system's allocator, which counts the bytes of each thread.
struct Counting;

impl Counting {
    /// Adds an allocation of `size` bytes to the counts of this thread.
    fn count(size: usize) {
        let _ = TALLY.try_with(|[total, current, peak]| {
            total.set(total.get() + size);
            current.set(current.get() + size);
            peak.set(peak.get().max(current.get()));
        });
    }
}

// SAFETY: every call is forwarded to the system's allocator with the caller's layout. `realloc` is not forwarded: as in
// the wasm module, a block that grows is allocated anew, copied and freed.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size());
        // SAFETY: the caller guarantees that `layout` is valid.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size());
        // SAFETY: the caller guarantees that `layout` is valid.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // Another thread may have allocated the block.
        let _ = TALLY.try_with(|[_, current, _]| current.set(current.get().saturating_sub(layout.size())));
        // SAFETY: `block` came from `alloc` or `alloc_zeroed` above with this `layout`.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The cost of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Processor time of the thread on Linux, and elapsed time elsewhere.
    pub time: Duration,
    /// Bytes allocated in total.
    pub total: usize,
    /// The most bytes that were allocated at one time, without those allocated before the operation.
    pub peak: usize,
}

/// Measures the cost of `operation`.
pub fn cost(operation: impl FnOnce()) -> Cost {
    let (started, processor) = (Instant::now(), processor_time());
    let before = TALLY.with(|[total, current, peak]| {
        peak.set(current.get());
        (total.get(), current.get())
    });
    operation();
    let (total, peak) = TALLY.with(|[total, _, peak]| (total.get() - before.0, peak.get() - before.1));
    let time = match (processor, processor_time()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    };
    Cost { time, total, peak }
}

/// The processor time of this thread, on Linux. It does not include the time of other threads.
fn processor_time() -> Option<Duration> {
    // The operating system updates the figure when it schedules the thread.
    thread::yield_now();
    let counts = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counts.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
