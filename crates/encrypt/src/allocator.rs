//! The allocator from which the wiping allocator takes memory. It has a third of the code of the allocator in Rust's
//! standard library, and suffices for a module that allocates little and for a short time.
//!
//! A block of at most 32 KiB has a power of two as its size. There is a list of free blocks for each size; when a list
//! is empty, a block of the next size is split in two. A larger block is a run of whole pages of 64 KiB. The free
//! runs are in one list, in the order of their addresses, so that neighbours are joined. The list of runs stays short,
//! because only long messages need large blocks, and few at a time. Memory never shrinks.

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::memory_grow,
    cell::UnsafeCell,
    ptr::null_mut,
};

/// A page of wasm memory is 2^16 bytes.
const PAGE_BITS: usize = 16;
/// The smallest block has 2^4 bytes.
const SMALLEST_BITS: usize = 4;

/// What is at the beginning of a free block.
struct Free {
    next: *mut Free,
    /// The number of pages of a run. Not used in small blocks.
    pages: usize,
}

/// The free memory.
struct Lists {
    /// Blocks of 2^4 to 2^15 bytes.
    small: [*mut Free; PAGE_BITS - SMALLEST_BITS],
    /// Runs of whole pages, in the order of their addresses.
    runs: *mut Free,
}

/// The allocator. A small block is aligned to its size, which is not below the alignment that was asked for. A run is
/// aligned to a page.
pub(crate) struct Allocator(UnsafeCell<Lists>);

// SAFETY: an instance of the module has one thread.
unsafe impl Sync for Allocator {}

impl Allocator {
    pub(crate) const fn new() -> Self {
        Self(UnsafeCell::new(Lists { small: [null_mut(); PAGE_BITS - SMALLEST_BITS], runs: null_mut() }))
    }
}

/// The exponent n of a small block of 2^n bytes for `layout`, or `None` if the block takes whole pages.
fn class(layout: Layout) -> Option<usize> {
    let bits = layout.size().max(layout.align()).max(1 << SMALLEST_BITS).next_power_of_two().ilog2() as usize;
    (bits < PAGE_BITS).then_some(bits)
}

/// The number of pages of a run for `layout`.
fn pages(layout: Layout) -> usize {
    layout.size().div_ceil(1 << PAGE_BITS)
}

// SAFETY: blocks come from `memory_grow` or from blocks that were freed, and no two overlap. A block of the class of
// its layout, or of the pages of its layout, is at least as long as the layout and as aligned: no layout is aligned to
// more than a page.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: there is one thread, and none of the functions below calls this one.
        let lists = unsafe { &mut *self.0.get() };
        match class(layout) {
            Some(bits) => lists.take_small(bits).cast(),
            None => lists.take_run(pages(layout)).cast(),
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as in `alloc`.
        let lists = unsafe { &mut *self.0.get() };
        match class(layout) {
            Some(bits) => lists.put_small(block.cast(), bits),
            None => lists.put_run(block.cast(), pages(layout)),
        }
    }
}

impl Lists {
    /// Takes a free block of 2^`bits` bytes, and splits a larger one if there is none.
    fn take_small(&mut self, bits: usize) -> *mut Free {
        if bits == PAGE_BITS {
            return self.take_run(1);
        }
        let head = self.small[bits - SMALLEST_BITS];
        if !head.is_null() {
            // SAFETY: the lists have free blocks only.
            self.small[bits - SMALLEST_BITS] = unsafe { (*head).next };
            return head;
        }
        let block = self.take_small(bits + 1);
        if !block.is_null() {
            self.put_small(block.wrapping_byte_add(1 << bits), bits);
        }
        block
    }

    /// Adds a free block of 2^`bits` bytes to the list of its size.
    fn put_small(&mut self, block: *mut Free, bits: usize) {
        let head = &mut self.small[bits - SMALLEST_BITS];
        // SAFETY: the block is free, and longer than a `Free`.
        unsafe { block.write(Free { next: *head, pages: 0 }) };
        *head = block;
    }

    /// Takes the first run that is long enough, or new memory. The end of a longer run stays in the list.
    fn take_run(&mut self, pages: usize) -> *mut Free {
        let mut link = &raw mut self.runs;
        // SAFETY: `link` points to `runs` or to the member `next` of a free run. A run has at least a page.
        unsafe {
            while !(*link).is_null() {
                let run = *link;
                if (*run).pages >= pages {
                    let rest = (*run).pages - pages;
                    *link = (*run).next;
                    if rest > 0 {
                        let end = run.wrapping_byte_add(pages << PAGE_BITS);
                        end.write(Free { next: *link, pages: rest });
                        *link = end;
                    }
                    return run;
                }
                link = &raw mut (*run).next;
            }
        }
        match memory_grow(0, pages) {
            usize::MAX => null_mut(),
            page => (page << PAGE_BITS) as *mut Free,
        }
    }

    /// Adds a free run to the list of runs, and joins it with its neighbours.
    fn put_run(&mut self, block: *mut Free, pages: usize) {
        let mut link = &raw mut self.runs;
        // SAFETY: as in `take_run`; the block is free.
        unsafe {
            let mut before = null_mut();
            while !(*link).is_null() && *link < block {
                before = *link;
                link = &raw mut (*before).next;
            }
            block.write(Free { next: *link, pages });
            *link = block;
            join(block);
            if !before.is_null() {
                join(before);
            }
        }
    }
}

/// Joins a free run with the next run in the list if the next run begins where this one ends.
///
/// # Safety
/// `run` is in the list of runs.
unsafe fn join(run: *mut Free) {
    // SAFETY: the caller keeps the rule, and the next run is in the list too.
    unsafe {
        let next = (*run).next;
        // Without a next run there is nothing to join. The end of the last run may be null as well: the end of a run
        // that ends with the 4 GiB of addresses wraps around to 0.
        if !next.is_null() && run.wrapping_byte_add((*run).pages << PAGE_BITS) == next {
            (*run).pages += (*next).pages;
            (*run).next = (*next).next;
        }
    }
}
