//! Validates an input that the wrapper has written as a record, without names and without a tree.
//!
//! The record and what is found share one buffer, which never moves: the wrapper asks for its address once per instance.
//! Everything is 16 bits, little-endian, unless it says otherwise:
//!
//! ```text
//! found  = entries, then END
//! entry  = ISSUE or WARNING, the number of its code, a path, a count of params, and the params
//!        | CHANGE, a path, and the text that is sent, or NOTHING
//! param  = COUNT and 32 bits | TEXT and a text of the module | WORDS, a count, and a text of the module for each
//! text of the module = its address (32 bits) and its length: the wrapper reads each once
//! path   = steps, then END; a step is the position of a field in its shape, ITEM + an index, or NAME and a text
//! text   = its length and UTF-8
//! ```

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::provider::operations;
use crate::rules::findings::{Path, Report, Step};
use crate::rules::issue::{Fault, Params};
use crate::rules::operation::check;
use crate::rules::options::{Options, Policy};
use crate::value::input::{Input, Members, Record};

/// The size of a half of the buffer. The wrapper packs a larger input as a tree.
pub(super) const CAPACITY: usize = 1 << 14;

const END: usize = 0xFFFF;
const ISSUE: usize = 0;
const WARNING: usize = 1;
const CHANGE: usize = 2;
const COUNT: usize = 0;
const TEXT: usize = 1;
const WORDS: usize = 2;
const ITEM: usize = 0x8000;
const NAME: usize = 0xFFFE;
const NOTHING: usize = 0xFFFF;

/// The input must be packed as a tree.
const DECLINED: i32 = -1;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Returns the address of the buffer: one half for the record, one for what is found.
#[wasm_bindgen]
pub fn record_ptr() -> *const u8 {
    let buffer = vec![0; 2 * CAPACITY];
    let start = buffer.as_ptr();
    BUFFER.set(buffer);
    start
}

/// Validates the record in the first `bytes` bytes of the buffer.
///
/// `operation` is an index in [`operations`], `policy` an index in [`Policy::ALL`], and `now` the time in milliseconds since
/// 1970-01-01 UTC. Returns 0 if nothing was found, 1 if the second half of the buffer contains what was found, and
/// [`DECLINED`] if the input must be packed as a tree.
#[wasm_bindgen]
pub fn validate_record(operation: usize, bytes: usize, policy: usize, now: f64) -> i32 {
    let mut buffer = BUFFER.take();
    let result = validate(operation, &mut buffer, bytes, policy, now).unwrap_or(DECLINED);
    BUFFER.set(buffer);
    result
}

pub(super) fn validate(operation: usize, buffer: &mut [u8], bytes: usize, policy: usize, now: f64) -> Option<i32> {
    let operation = operations().nth(operation)?;
    let options = Options { policy: *Policy::ALL.get(policy)?, now: now as i64, ..Options::default() };
    let (record, found) = buffer.split_at_mut_checked(CAPACITY)?;
    let mut out = Out { rest: found, is_complete: true };
    let record = Record::from(record.get(..bytes)?);
    check(operation, Input::Object(Members::Record(record)), &options, &mut out);
    let is_empty = out.rest.len() == CAPACITY;
    out.number(END);
    out.is_complete.then_some(i32::from(!is_empty))
}

/// Writes what is found.
struct Out<'a> {
    rest: &'a mut [u8],
    /// Whether everything fitted, and nothing was declined.
    is_complete: bool,
}

impl Report for Out<'_> {
    fn issue(&mut self, path: &Path, fault: Fault) {
        self.number(ISSUE);
        self.fault(path, fault);
    }

    fn warning(&mut self, path: &Path, fault: Fault) {
        self.number(WARNING);
        self.fault(path, fault);
    }

    fn change(&mut self, path: &Path, sent: Option<&str>) {
        self.number(CHANGE);
        self.path(path);
        match sent {
            Some(text) => self.text(text),
            None => self.number(NOTHING),
        }
    }

    fn decline(&mut self) {
        self.is_complete = false;
    }
}

impl Out<'_> {
    fn fault(&mut self, path: &Path, fault: Fault) {
        self.number(fault.code as usize);
        self.path(path);
        match fault.params {
            Params::None => self.number(0),
            Params::Text(text) => {
                self.number(1);
                self.number(TEXT);
                self.text_of_module(text);
            }
            Params::Counts(counts) => {
                self.number(counts.len());
                for count in counts {
                    self.number(COUNT);
                    self.long(count);
                }
            }
            Params::Words(words) => {
                self.number(1);
                self.number(WORDS);
                self.number(words.iter().count());
                words.iter().for_each(|word| self.text_of_module(word));
            }
        }
    }

    fn path(&mut self, path: &Path) {
        self.steps(path);
        self.number(END);
    }

    fn steps(&mut self, path: &Path) {
        path.parent.into_iter().for_each(|parent| self.steps(parent));
        match path.last {
            Some(Step::Field(_, position)) => self.number(position),
            Some(Step::Item(index)) => self.number(ITEM + index),
            Some(Step::Member(name)) => {
                self.number(NAME);
                self.text(name);
            }
            None => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.bytes(text.as_bytes());
    }

    fn text_of_module(&mut self, text: &'static str) {
        self.long(text.as_ptr().addr());
        self.number(text.len());
    }

    /// Writes a number of 16 bits. Every number fits, because all of them count or index parts of a record.
    fn number(&mut self, number: usize) {
        self.bytes(&(number as u16).to_le_bytes());
    }

    fn long(&mut self, number: usize) {
        self.bytes(&(number as u32).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        match std::mem::take(&mut self.rest).split_at_mut_checked(bytes.len()) {
            Some((place, rest)) => {
                place.copy_from_slice(bytes);
                self.rest = rest;
            }
            None => self.is_complete = false,
        }
    }
}
