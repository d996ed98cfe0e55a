//! Results that JavaScript copies.

use alloc::{boxed::Box, string::String, vec::Vec};

use sealpost::Error;

/// Bytes, or an error. JavaScript reads the first three members, copies the bytes, and frees the answer.
#[repr(C)]
#[derive(Debug)]
pub struct Answer {
    /// 1 for an error: the bytes are its [record](Error::record).
    failed: u32,
    pointer: *const u8,
    length: usize,
    /// What `pointer` points to.
    bytes: Vec<u8>,
}

impl Answer {
    /// Makes an answer of bytes, or of the record of an error.
    pub(crate) fn new(result: Result<Vec<u8>, Error>) -> Box<Self> {
        let (failed, bytes) = match result {
            Ok(bytes) => (0, bytes),
            Err(error) => (1, error.record().into_bytes()),
        };
        Box::new(Self { failed, pointer: bytes.as_ptr(), length: bytes.len(), bytes })
    }

    /// Makes an answer of text in UTF-8, or of the record of an error.
    pub(crate) fn text(result: Result<String, Error>) -> Box<Self> {
        Self::new(result.map(String::into_bytes))
    }
}

/// Frees an answer.
#[unsafe(no_mangle)]
pub extern "C" fn free_answer(answer: Box<Answer>) {
    drop(answer);
}
