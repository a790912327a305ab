//! What is found in an encoded input, for the wrapper (`pkg-template/module/encoding/found.ts`): words of 32 bits, and
//! strings.
//!
//! ```text
//! found  = entries, then END
//! entry  = a head; a word for each step of a path; then the params, or the text that is sent instead
//! head   = 2 bits ISSUE, WARNING, CHANGE or REMOVAL · 2 bits for the kind of the params · 8 bits for the code
//!          · the number of steps
//! step   = the position of a field in its shape, ITEM + an index, or NAME and a text
//! params = TEXT: a text of the module · COUNTS: two numbers · WORDS: a count, and a text of the module for each
//! text   = where it starts in the strings, and its length
//! text of the module = its address and its length: the wrapper reads each once
//! ```

use crate::rules::findings::{Path, PathStep, Report};
use crate::rules::issue::{Fault, Params};

const END: u32 = u32::MAX;
const ISSUE: u32 = 0;
const WARNING: u32 = 1;
const CHANGE: u32 = 2;
const REMOVAL: u32 = 3;
const NONE: u32 = 0;
const TEXT: u32 = 1 << 2;
const COUNTS: u32 = 2 << 2;
const WORDS: u32 = 3 << 2;
const CODE: u32 = 4;
const STEPS: u32 = 12;
const ITEM: u32 = 1 << 30;
const NAME: u32 = 1 << 31;

pub(crate) struct FoundWriter<'a> {
    words: &'a mut Vec<u32>,
    texts: &'a mut String,
}

impl<'a> FoundWriter<'a> {
    /// Clears what was found in the last encoded input, and writes into the same buffers.
    pub(crate) fn new(words: &'a mut Vec<u32>, texts: &'a mut String) -> Self {
        words.clear();
        texts.clear();
        Self { words, texts }
    }

    /// Writes the end, and returns whether anything was found.
    pub(crate) fn end(self) -> bool {
        let is_any = !self.words.is_empty();
        self.words.push(END);
        is_any
    }

    /// Writes a text.
    pub(crate) fn text(&mut self, text: &str) {
        self.words.push(self.texts.len() as u32);
        self.words.push(text.len() as u32);
        self.texts.push_str(text);
    }

    pub(crate) fn word(&mut self, word: u32) {
        self.words.push(word);
    }

    fn fault(&mut self, kind: u32, path: &Path, fault: Fault) {
        let head = kind | (fault.code as u32) << CODE;
        match fault.params {
            Params::None => self.head(head | NONE, path),
            Params::Text(text) => {
                self.head(head | TEXT, path);
                self.text_of_module(text);
            }
            Params::Counts(counts) => {
                self.head(head | COUNTS, path);
                counts.into_iter().for_each(|count| self.word(count as u32));
            }
            Params::Words(words) => {
                self.head(head | WORDS, path);
                self.word(words.iter().count() as u32);
                words.iter().for_each(|word| self.text_of_module(word));
            }
        }
    }

    /// Writes a head and a path, whose number of steps is part of the head.
    fn head(&mut self, head: u32, path: &Path) {
        let steps = std::iter::successors(Some(path), |path| path.parent).filter(|path| path.last.is_some()).count();
        self.word(head | (steps as u32) << STEPS);
        self.steps(path);
    }

    fn steps(&mut self, path: &Path) {
        path.parent.into_iter().for_each(|parent| self.steps(parent));
        match path.last {
            Some(PathStep::Field(_, position)) => self.word(position as u32),
            Some(PathStep::Item(index)) => self.word(ITEM | index as u32),
            Some(PathStep::Member(name)) => {
                self.word(NAME);
                self.text(name);
            }
            None => {}
        }
    }

    fn text_of_module(&mut self, text: &'static str) {
        self.word(text.as_ptr().addr() as u32);
        self.word(text.len() as u32);
    }
}

impl Report for FoundWriter<'_> {
    fn issue(&mut self, path: &Path, fault: Fault) {
        self.fault(ISSUE, path, fault);
    }

    fn warning(&mut self, path: &Path, fault: Fault) {
        self.fault(WARNING, path, fault);
    }

    fn change(&mut self, path: &Path, sent: Option<&str>) {
        match sent {
            Some(text) => {
                self.head(CHANGE, path);
                self.text(text);
            }
            None => self.head(REMOVAL, path),
        }
    }
}
