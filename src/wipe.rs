//! An allocator that zeroes freed memory, and a function that zeroes the stack after use.
//!
//! `rsa` and `crypto-bigint` wipe the values that they own, but not the temporaries of additions and divisions. With
//! another allocator, parts of the primes of a dropped key stay in the memory of the wasm instance. An allocator that
//! zeroes all freed memory prevents that, at no measurable cost.

#![allow(unsafe_code, reason = "the contract of GlobalAlloc is unsafe by definition")]

use core::alloc::{GlobalAlloc, Layout};

/// Zeroes every block before it returns it to the allocator `A`.
#[derive(Debug)]
pub struct WipingAllocator<A>(pub A);

// SAFETY: every call is forwarded to `A` with the caller's layout. `realloc` is deliberately not forwarded: the default
// implementation allocates, copies and calls `dealloc`, so that the old block is wiped.
unsafe impl<A: GlobalAlloc> GlobalAlloc for WipingAllocator<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller guarantees that `layout` is valid.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller guarantees that `layout` is valid.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller owns `block` of `layout.size()` bytes until this call.
        unsafe { block.write_bytes(0, layout.size()) };
        // Without this call the compiler may remove the zeroing as a dead store, because the block is freed next.
        core::hint::black_box(block);
        // SAFETY: `block` came from `alloc` or `alloc_zeroed` above with this `layout`.
        unsafe { self.0.dealloc(block, layout) }
    }
}

/// Bytes of the stack that [`with_stack_wiped`] zeroes. The operations on the largest keys use less than half.
#[cfg(target_arch = "wasm32")]
const STACK: usize = 64 << 10;

/// Runs `operation` and zeroes the part of the stack that it may have used.
///
/// `crypto-bigint` multiplies on the stack, so that parts of p and q remain there after p·q. The wasm engine's own
/// stack and registers cannot be wiped.
#[cfg(target_arch = "wasm32")]
pub fn with_stack_wiped<T>(operation: impl FnOnce() -> T) -> T {
    // Neither function may be inlined: their stack frames must begin at the same address.
    #[inline(never)]
    fn run<T>(operation: impl FnOnce() -> T) -> T {
        operation()
    }
    #[inline(never)]
    fn wipe() {
        core::hint::black_box(&mut [0_u8; STACK]);
    }
    let result = run(operation);
    wipe();
    result
}

#[cfg(test)]
mod tests {
    use super::WipingAllocator;
    use core::{
        alloc::{GlobalAlloc, Layout},
        sync::atomic::{AtomicUsize, Ordering},
    };
    use std::alloc::System;

    /// Counts the bytes of freed blocks, and those of them that are not zero.
    #[derive(Default)]
    struct Inspector {
        freed: AtomicUsize,
        not_zero: AtomicUsize,
    }

    // SAFETY: forwards to the system's allocator. `dealloc` only reads the block, which the caller owns.
    unsafe impl GlobalAlloc for Inspector {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: the caller guarantees the same.
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            // SAFETY: the test wrote every byte of the block.
            let bytes = unsafe { core::slice::from_raw_parts(block, layout.size()) };
            self.freed.fetch_add(bytes.len(), Ordering::Relaxed);
            self.not_zero.fetch_add(bytes.iter().filter(|byte| **byte != 0).count(), Ordering::Relaxed);
            // SAFETY: the caller guarantees the same.
            unsafe { System.dealloc(block, layout) }
        }
    }

    /// Allocates 4,096 bytes, fills them, moves them into a block of 8,192 bytes, fills that block, and frees it.
    fn exercise(allocator: &impl GlobalAlloc) {
        let layout = Layout::from_size_align(4096, 8).expect("the size is a multiple of the alignment");
        let grown = Layout::from_size_align(8192, 8).expect("the size is a multiple of the alignment");
        // SAFETY: the layouts match the calls and every block is used within its size and freed once.
        unsafe {
            let block = allocator.alloc(layout);
            block.write_bytes(0xa5, layout.size());
            let block = allocator.realloc(block, layout, grown.size());
            block.write_bytes(0xa5, grown.size());
            allocator.dealloc(block, grown);
        }
    }

    #[test]
    fn freed_and_moved_blocks_are_zeroed() {
        let wiping = WipingAllocator(Inspector::default());
        exercise(&wiping);
        assert_eq!(wiping.0.freed.load(Ordering::Relaxed), 4096 + 8192);
        assert_eq!(wiping.0.not_zero.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn the_inspector_finds_memory_that_is_not_wiped() {
        let plain = Inspector::default();
        exercise(&plain);
        assert_eq!(plain.not_zero.load(Ordering::Relaxed), 4096 + 8192);
    }
}
