//! Validates an input that the wrapper has written as a record, without names and without a tree.
//!
//! The record and what is found share one buffer, which never moves: the wrapper asks for its address once per instance.
//! Everything is 16 bits, little-endian, unless it says otherwise:
//!
//! ```text
//! found  = the issues, the warnings, the changes; each a count, then the entries
//! issue  = the number of its code, a path, a count of params
//! param  = COUNT and 32 bits | TEXT and a text of the module | WORDS, a count, and a text of the module for each
//! text of the module = its address (32 bits) and its length: the wrapper reads each once
//! change = a path, then the text that is sent, or NONE
//! path   = a count, then for each step the position of a field in its shape, ITEM + an index, or NAME and a text
//! text   = its length and UTF-8
//! ```

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::form::operation_number;
use crate::rules::findings::Change;
use crate::rules::issue::{Issue, Params, Segment};
use crate::rules::operation::{Operation, check};
use crate::rules::options::{Options, Policy};
use crate::rules::shape::{Kind, Shape};
use crate::value::input::{Input, Members, Record};

/// The size of the buffer. The wrapper packs a larger input as a tree.
const CAPACITY: usize = 1 << 14;

const COUNT: usize = 0;
const TEXT: usize = 1;
const WORDS: usize = 2;
const ITEM: usize = 0x8000;
const NAME: usize = 0xFFFF;
const NONE: usize = 0xFFFF;

/// The result if the input must be packed as a tree.
const DECLINED: i32 = -1;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Returns the address of the buffer.
#[wasm_bindgen]
pub fn record_ptr() -> *const u8 {
    let buffer = vec![0; CAPACITY];
    let start = buffer.as_ptr();
    BUFFER.set(buffer);
    start
}

/// Validates the record in the first `bytes` bytes of the buffer. `policy` is an index in [`Policy::ALL`], `now` a number of
/// milliseconds. Returns 0 if the input is sent as it was given and there are no warnings, 1 if the buffer contains what was
/// found, or [`DECLINED`].
#[wasm_bindgen]
pub fn validate_record(operation: usize, bytes: usize, policy: usize, now: f64) -> i32 {
    let mut buffer = BUFFER.take();
    let result = validate(operation, &mut buffer, bytes, policy, now).unwrap_or(DECLINED);
    BUFFER.set(buffer);
    result
}

fn validate(operation: usize, buffer: &mut [u8], bytes: usize, policy: usize, now: f64) -> Option<i32> {
    let operation = operation_number(operation)?;
    let options = Options { policy: *Policy::ALL.get(policy)?, normalize: false, now: now as i64 };
    let record = Record::new(buffer.get(..bytes)?);
    let found = check(operation, Input::Object(Members::Record(record)), &options);
    if found.is_declined {
        return None;
    }
    if found.issues.is_empty() && found.warnings.is_empty() && found.changes.is_empty() {
        return Some(0);
    }
    let mut out = Out { left: buffer, operation };
    out.issues(&found.issues)?;
    out.issues(&found.warnings)?;
    out.number(found.changes.len())?;
    found.changes.iter().try_for_each(|change| out.change(change))?;
    Some(1)
}

/// Writes what was found; `None` if the buffer is too small.
struct Out<'a> {
    left: &'a mut [u8],
    operation: &'static Operation,
}

impl Out<'_> {
    fn issues(&mut self, issues: &[Issue]) -> Option<()> {
        self.number(issues.len())?;
        for issue in issues {
            self.number(issue.code as usize)?;
            self.path(&issue.path)?;
            match issue.params {
                Params::None => self.number(0)?,
                Params::Text(text) => {
                    self.number(1)?;
                    self.number(TEXT)?;
                    self.text_of_module(text)?;
                }
                Params::Counts(counts) => {
                    self.number(counts.len())?;
                    for count in counts {
                        self.number(COUNT)?;
                        self.bytes(&u32::try_from(count).ok()?.to_le_bytes())?;
                    }
                }
                Params::Words(words) => {
                    self.number(1)?;
                    self.number(WORDS)?;
                    self.number(words.len())?;
                    words.iter().try_for_each(|word| self.text_of_module(word))?;
                }
            }
        }
        Some(())
    }

    fn change(&mut self, change: &Change) -> Option<()> {
        self.path(&change.path)?;
        match &change.sent {
            Some(text) => self.text(text),
            None => self.number(NONE),
        }
    }

    fn path(&mut self, path: &[Segment]) -> Option<()> {
        self.number(path.len())?;
        let mut shape = Some(self.operation.shape);
        for segment in path {
            let at = match segment {
                Segment::Index(index) => ITEM + index,
                Segment::Key(name) => match shape.and_then(|shape| position(shape, name)) {
                    Some((at, inner)) => {
                        shape = inner;
                        at
                    }
                    None => {
                        self.number(NAME)?;
                        self.text(name)?;
                        continue;
                    }
                },
            };
            self.number(at)?;
        }
        Some(())
    }

    fn text(&mut self, text: &str) -> Option<()> {
        self.number(text.len())?;
        self.bytes(text.as_bytes())
    }

    fn text_of_module(&mut self, text: &'static str) -> Option<()> {
        self.bytes(&u32::try_from(text.as_ptr().addr()).ok()?.to_le_bytes())?;
        self.number(text.len())
    }

    fn number(&mut self, number: usize) -> Option<()> {
        self.bytes(&u16::try_from(number).ok()?.to_le_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Option<()> {
        let (place, left) = std::mem::take(&mut self.left).split_at_mut_checked(bytes.len())?;
        place.copy_from_slice(bytes);
        self.left = left;
        Some(())
    }
}

/// Returns the position of a field in its shape, and the shape of what it contains.
fn position(shape: &'static Shape, name: &str) -> Option<(usize, Option<&'static Shape>)> {
    let at = shape.fields.iter().position(|field| field.name == name)?;
    Some((at, shape.fields.get(at).and_then(|field| inner(&field.kind))))
}

/// Returns the shape of the objects that a field contains.
fn inner(kind: &'static Kind) -> Option<&'static Shape> {
    match kind {
        Kind::Object(shape) => Some(shape),
        Kind::List(kind) => inner(kind),
        _ => None,
    }
}
