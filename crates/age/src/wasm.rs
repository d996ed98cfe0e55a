//! The wasm module that the npm package loads when the first file is sealed or opened. An instance works on one file.
//!
//! JavaScript writes at the address that `input` returns, at most [`INPUT`] bytes, calls a function, with their number
//! if that is not fixed, and reads `output_length` bytes at the address that `output` returns. A function that can fail
//! returns 0 or 1 if it succeeds. If it fails, it returns a negative number, and the output is the error's text.

#![allow(unsafe_code, reason = "exported functions need names that the linker keeps; there is no unsafe block")]

use std::{array, cell::RefCell, mem::ManuallyDrop};

use mini_alloc::MiniAlloc;
use zeroize::{Zeroize, Zeroizing};

use crate::{Error, FileKey, Opener, Sealer, Stanza};

#[global_allocator]
static ALLOCATOR: MiniAlloc = MiniAlloc::INIT;

/// The most bytes of input for one call: a chunk.
const INPUT: usize = crate::CHUNK;
/// The capacity of the output. `unlock` outputs at most three chunks: the callers read the header from pieces of at
/// most 256 KiB (`PIECE` in js/files/source.js), and what follows the header in its last piece is shorter than four
/// encrypted chunks. No other call outputs more than a header and a chunk, both in armor. So the buffer is never moved,
/// which would leave a copy of plaintext behind.
const OUTPUT: usize = 192 << 10;

/// The result of a call that fails for another reason than the two below.
const MALFORMED: i32 = -1;
/// The file key is not that of the file.
const WRONG_KEY: i32 = -2;
/// The file that is to be sealed would have a header over the limit. If a file that is opened has such a header, the
/// result is `MALFORMED`.
const HEADER_TOO_LONG: i32 = -3;

/// The file of this instance.
enum File {
    None,
    Sealing(Sealer),
    Opening(Opener),
}

/// What the exported functions work on.
struct State {
    file: File,
    /// The recipients of the file that is to be sealed.
    stanzas: Vec<Stanza>,
    input: Zeroizing<Vec<u8>>,
    output: Zeroizing<Vec<u8>>,
}

impl State {
    /// The `N` bytes of the input from `start` on.
    fn bytes<const N: usize>(&self, start: usize) -> [u8; N] {
        array::from_fn(|index| self.input[start + index])
    }
}

thread_local! {
    /// Never dropped, so that no destructor is registered: `wipe` does what the destructor would do.
    static STATE: RefCell<ManuallyDrop<State>> = RefCell::new(ManuallyDrop::new(State {
        file: File::None,
        stanzas: Vec::new(),
        input: Zeroizing::new(vec![0; INPUT]),
        output: Zeroizing::new(Vec::with_capacity(OUTPUT)),
    }));
}

/// Runs `operation` with an empty output, and puts the error's text there if it fails.
fn run(operation: impl FnOnce(&mut State) -> Result<i32, Error>) -> i32 {
    STATE.with_borrow_mut(|state| {
        state.output.clear();
        operation(state).unwrap_or_else(|error| {
            // The error's text replaces what the call decrypted before the error: the caller has no use for a part of
            // the plaintext.
            state.output.clear();
            for part in error.message() {
                state.output.extend_from_slice(part.as_bytes());
            }
            match error {
                Error::WrongFileKey => WRONG_KEY,
                Error::HeaderTooLong if matches!(state.file, File::None) => HEADER_TOO_LONG,
                _ => MALFORMED,
            }
        })
    })
}

/// The address of the input.
#[unsafe(no_mangle)]
pub extern "C" fn input() -> *mut u8 {
    STATE.with_borrow_mut(|state| state.input.as_mut_ptr())
}

/// The address of the output.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    STATE.with_borrow(|state| state.output.as_ptr())
}

/// The number of bytes of the output.
#[unsafe(no_mangle)]
pub extern "C" fn output_length() -> usize {
    STATE.with_borrow(|state| state.output.len())
}

/// Adds a recipient of the file that is to be sealed. Input, `length` bytes: the tag of the recipient's key, 4 bytes
/// (see [`Stanza::ssh_rsa`]), and the encrypted file key.
#[unsafe(no_mangle)]
pub extern "C" fn recipient(length: usize) -> i32 {
    run(|state| {
        let tag = state.bytes(0);
        state.stanzas.push(Stanza::ssh_rsa(tag, state.input[4..length].to_vec()));
        Ok(0)
    })
}

/// Begins to seal a file. Input: the file key and the nonce, 16 random bytes each.
#[unsafe(no_mangle)]
pub extern "C" fn seal(armored: bool) -> i32 {
    run(|state| {
        let file_key = FileKey::from(state.bytes(0));
        let sealer = Sealer::new(&file_key, &state.stanzas, state.bytes(16), armored, &mut state.output);
        state.input[..32].zeroize();
        state.file = File::Sealing(sealer?);
        Ok(0)
    })
}

/// Begins to open a file. `encoding`: 0 for bytes, 1 for armor; with any other number the first byte of the file tells
/// which of the two it is.
#[unsafe(no_mangle)]
pub extern "C" fn open(encoding: u32) -> i32 {
    let armored = match encoding {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    };
    run(|state| {
        state.file = File::Opening(Opener::new(armored));
        Ok(0)
    })
}

/// Takes `length` bytes of input. Output: the chunks that are complete, encrypted or decrypted.
#[unsafe(no_mangle)]
pub extern "C" fn update(length: usize) -> i32 {
    run(|State { file, input, output, .. }| {
        match file {
            File::None => {}
            File::Sealing(sealer) => sealer.update(&input[..length], output),
            File::Opening(opener) => opener.update(&input[..length], output)?,
        }
        Ok(0)
    })
}

/// Ends the input. Output: the last chunk, encrypted or decrypted.
#[unsafe(no_mangle)]
pub extern "C" fn finish() -> i32 {
    run(|State { file, output, .. }| {
        match file {
            File::None => {}
            File::Sealing(sealer) => sealer.finish(output),
            File::Opening(opener) => opener.finish(output)?,
        }
        Ok(0)
    })
}

/// Returns 1 if the header is complete and waits for the file key, otherwise 0. Output: for each stanza of the type
/// `ssh-rsa` its tag (4 bytes), the length of its body (2 bytes, big-endian), and the body.
#[unsafe(no_mangle)]
pub extern "C" fn stanzas() -> i32 {
    run(|State { file, output, .. }| {
        let File::Opening(opener) = file else { return Ok(0) };
        let Some(header) = opener.header() else { return Ok(0) };
        for stanza in header.ssh_rsa()? {
            output.extend_from_slice(&stanza.tag);
            // Two bytes are enough: the whole header has at most 64 KiB.
            let length = stanza.body.len();
            output.extend_from_slice(&[(length >> 8) as u8, length as u8]);
            output.extend_from_slice(stanza.body);
        }
        Ok(1)
    })
}

/// Continues after the header. Input: the file key, 16 bytes. Output: the chunks that are complete, decrypted.
#[unsafe(no_mangle)]
pub extern "C" fn unlock() -> i32 {
    run(|state| {
        let file_key = FileKey::from(state.bytes(0));
        state.input[..16].zeroize();
        let File::Opening(opener) = &mut state.file else { return Ok(0) };
        opener.unlock(&file_key, &mut state.output)?;
        Ok(0)
    })
}

/// Wipes the keys and the plaintext in this instance.
#[unsafe(no_mangle)]
pub extern "C" fn wipe() {
    STATE.with_borrow_mut(|state| {
        state.file = File::None;
        state.input.fill(0);
        // Wipes the whole capacity.
        state.output.zeroize();
    });
}
