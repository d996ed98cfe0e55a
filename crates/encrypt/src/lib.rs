//! The wasm module of `sealpost/encrypt`: public keys, and encrypting with them.
//!
//! Its boundary to JavaScript is made of plain functions on memory and not by wasm-bindgen, which would make the module
//! and its bindings a fifth larger. `js/encrypt/module.js` is the other side of the boundary.
//!
//! - Arguments of variable length are in one block of memory, which JavaScript gets from [`arguments::allocate`] and
//!   the call frees: see [`arguments::Arguments`].
//! - Results of variable length are an [`answer::Answer`], which JavaScript copies and frees.
//! - A key is a pointer, which JavaScript keeps until it calls [`exports::free_key`].

// On other targets the crate is empty.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exports functions that take pointers, and imports one")]

extern crate alloc;

mod allocator;
mod answer;
mod arguments;
mod exports;
mod random;

use sealpost::wipe::WipingAllocator;

#[global_allocator]
static ALLOCATOR: WipingAllocator<allocator::Allocator> = WipingAllocator(allocator::Allocator::new());

// Not reached: xtask/src/build/panics.rs replaces every panic by a trap.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
