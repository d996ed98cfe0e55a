//! The boundary to JavaScript: each function converts its arguments, calls the crate and converts the result.
//!
//! In this crate, only the modules below use wasm-bindgen and js-sys. The classes that they export are not the public
//! interface: the hand-written modules in `js/` check every argument before a call and convert what is thrown to their
//! own error class.

#![forbid(unsafe_code)]
#![allow(missing_debug_implementations, reason = "JavaScript cannot call `Debug`, and most classes have secrets")]

mod inspect;
mod keys;
mod messages;
mod module;
mod objects;
mod opening;
mod options;
mod pkcs8;
mod private_key;
mod public_key;
mod search;

use crate::wipe::WipingAllocator;

#[global_allocator]
static ALLOCATOR: WipingAllocator<std::alloc::System> = WipingAllocator(std::alloc::System);
