//! Limits of the process: a stack of 1 MiB, as a wasm instance has.

#![allow(unsafe_code, reason = "signal stacks and resource limits are calls of the system")]

use core::{mem, ptr};

/// Bytes of stack that a target may use.
pub const STACK: u64 = 1 << 20;

/// Sets the limits. To be called once, before the first input.
///
/// # Panics
/// When the system refuses one of them.
pub fn start() {
    limit_stack();
    crate::cost::report_at_exit();
}

/// The kernel compares with the limit whenever the main thread's stack grows, so it holds from here on. libFuzzer's
/// handler writes the input that broke the limit to a file, and needs a stack of its own for that.
fn limit_stack() {
    let limit = libc::rlimit { rlim_cur: STACK, rlim_max: STACK };
    let memory = Box::leak(vec![0_u8; 1 << 18].into_boxed_slice());
    let stack = libc::stack_t { ss_sp: memory.as_mut_ptr().cast(), ss_flags: 0, ss_size: memory.len() };
    // SAFETY: all pointers are valid for the calls, and the memory of the signal stack is never freed. An action of all
    // zeros is the default action; libFuzzer, which replaces it after this, keeps the flag.
    unsafe {
        assert_eq!(libc::setrlimit(libc::RLIMIT_STACK, &limit), 0, "the limit of the stack");
        assert_eq!(libc::sigaltstack(&stack, ptr::null_mut()), 0, "the stack of the signal handler");
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_flags = libc::SA_ONSTACK;
        for signal in [libc::SIGSEGV, libc::SIGBUS] {
            assert_eq!(libc::sigaction(signal, &action, ptr::null_mut()), 0, "the signal handler");
        }
    }
}
