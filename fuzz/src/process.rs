//! The limit on the stack of a target's process: 1 MiB, as much as a wasm instance has.

#![allow(unsafe_code, reason = "signal stacks and resource limits are calls of the system")]

use core::{
    hint::black_box,
    mem, ptr,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// Bytes of stack that a target may use.
pub const STACK: usize = 1 << 20;
/// Bytes of stack that the system's allocator needs at most.
const RESERVE: usize = 16 << 10;

/// The address of the stack when `start` was called. The stack grows downwards.
static BEGIN: AtomicUsize = AtomicUsize::new(0);

/// Limits the stack and prepares the report of costs. libFuzzer calls this once, before the first input.
///
/// # Panics
/// If the system refuses the limit, the signal handler's stack or action, or the report.
pub fn start() {
    limit_stack();
    // Generates the key now, so that no input is charged for it.
    crate::keys::recipient();
    crate::cost::report_at_exit();
}

/// Ends the process if the stack is nearly used up. This is called before each allocation, because the system's
/// allocator holds a lock while it works: after an overflow in the allocator, libFuzzer's handler would wait for that
/// lock for ever.
pub(crate) fn check_stack() {
    const MESSAGE: &[u8] = b"the stack is used up\n";
    let local = 0_u8;
    let address = ptr::from_ref(black_box(&local)).addr();
    if BEGIN.load(Relaxed).saturating_sub(address) > STACK - RESERVE {
        // SAFETY: pointer and length are those of the message.
        unsafe { libc::write(2, MESSAGE.as_ptr().cast(), MESSAGE.len()) };
        std::process::abort();
    }
}

/// Limits the stack of the main thread. The operating system checks the limit whenever that stack grows, so it applies
/// to the running process. After an overflow libFuzzer's signal handler, which writes the input to a file, needs a
/// stack of its own.
fn limit_stack() {
    let local = 0_u8;
    BEGIN.store(ptr::from_ref(black_box(&local)).addr(), Relaxed);
    let limit = libc::rlimit { rlim_cur: STACK as libc::rlim_t, rlim_max: STACK as libc::rlim_t };
    let memory = Box::leak(vec![0_u8; 1 << 18].into_boxed_slice());
    let stack = libc::stack_t { ss_sp: memory.as_mut_ptr().cast(), ss_flags: 0, ss_size: memory.len() };
    // SAFETY: all pointers are valid for the calls, and the memory of the signal stack is never freed. An action of all
    // zeros is the default action. libFuzzer replaces it later by its handler and keeps the flag.
    unsafe {
        assert_eq!(libc::setrlimit(libc::RLIMIT_STACK, &limit), 0, "the stack cannot be limited");
        assert_eq!(libc::sigaltstack(&stack, ptr::null_mut()), 0, "the signal handler gets no stack");
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_flags = libc::SA_ONSTACK;
        for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGABRT] {
            assert_eq!(libc::sigaction(signal, &action, ptr::null_mut()), 0, "the signal handler cannot be set");
        }
    }
}
