//! The memory of the instance in which values cross the boundary. The wrapper writes arguments and reads results there,
//! so that only numbers cross, and asks for an address again when something may have moved.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::encoding::found::FoundWriter;
use crate::value::input::Memory;
use crate::value::text::decode;

/// Never frees memory, which makes an allocation as cheap as an addition. The JavaScript wrapper begins nothing
/// new in an instance whose memory has grown, and drops it when the handler's requests in it have ended.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[global_allocator]
static MEMORY: mini_alloc::MiniAlloc = mini_alloc::MiniAlloc::INIT;

thread_local! {
    // A call takes them out and puts them back. In a box, only an address moves. A `RefCell` would bring the formatting
    // of its panics along.
    static BUFFERS: Cell<Option<Box<Buffers>>> = const { Cell::new(None) };
}

/// What the wrapper writes and reads.
#[derive(Default)]
pub(super) struct Buffers {
    /// The arguments of a call, as JSON.
    arguments: Vec<u8>,
    /// The entries of an encoded input (`value/input.rs`).
    words: Vec<u32>,
    /// The strings of an encoded input.
    strings: Vec<u8>,
    /// The result of a call, as JSON.
    output: String,
    /// What was found in an encoded input ([`super::encoding::found`]).
    found: Vec<u32>,
    /// The strings of what was found.
    texts: String,
}

impl Buffers {
    /// The buffers after a wrapper has written this.
    pub(super) fn of(arguments: &str, words: &[u32], strings: &str) -> Self {
        Self { arguments: arguments.into(), words: words.into(), strings: strings.into(), ..Self::default() }
    }

    /// What was found, as a wrapper reads it.
    pub(super) fn into_found(self) -> (Vec<u32>, String) {
        (self.found, self.texts)
    }

    /// Returns the arguments of a call, the encoded input with them, and the places for the results: JSON, and what is
    /// found.
    pub(super) fn split(
        &mut self,
        arguments: usize,
        strings: usize,
    ) -> (&str, Memory<'_>, &mut String, FoundWriter<'_>) {
        let (entries, _) = self.words.as_chunks();
        let memory = Memory { entries, strings: decode(self.strings.get(..strings).unwrap_or_default()) };
        let arguments = decode(self.arguments.get(..arguments).unwrap_or_default());
        (arguments, memory, &mut self.output, FoundWriter::new(&mut self.found, &mut self.texts))
    }
}

/// Runs a function with the buffers. It cannot be called from within itself.
pub(super) fn with_buffers<T>(run: impl FnOnce(&mut Buffers) -> T) -> T {
    let mut buffers = BUFFERS.take().unwrap_or_default();
    let result = run(&mut buffers);
    BUFFERS.set(Some(buffers));
    result
}

fn resized<T: Clone + Default>(buffer: &mut Vec<T>, size: usize) -> *const T {
    if buffer.len() < size {
        buffer.resize(size, T::default());
    }
    buffer.as_ptr()
}

/// Makes room for arguments of this size, and returns their address.
#[wasm_bindgen]
pub fn arguments_ptr(bytes: usize) -> *const u8 {
    with_buffers(|buffers| resized(&mut buffers.arguments, bytes))
}

/// Makes room for an encoded input of this many words, and returns their address.
#[wasm_bindgen]
pub fn words_ptr(words: usize) -> *const u32 {
    with_buffers(|buffers| resized(&mut buffers.words, words))
}

/// Makes room for an encoded input's strings of this size, and returns their address.
#[wasm_bindgen]
pub fn strings_ptr(bytes: usize) -> *const u8 {
    with_buffers(|buffers| resized(&mut buffers.strings, bytes))
}

/// Returns the address of the output of the last call.
#[wasm_bindgen]
pub fn output_ptr() -> *const u8 {
    with_buffers(|buffers| buffers.output.as_ptr())
}

/// Returns the address of what was found in the last encoded input.
#[wasm_bindgen]
pub fn found_ptr() -> *const u32 {
    with_buffers(|buffers| buffers.found.as_ptr())
}

/// Returns the address of the strings of what was found.
#[wasm_bindgen]
pub fn texts_ptr() -> *const u8 {
    with_buffers(|buffers| buffers.texts.as_ptr())
}
