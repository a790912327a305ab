//! One of a few words.

use crate::ascii::split;
use crate::check::Fault;
use crate::issue::{IssueCode, Params};
use crate::json::{Json, Writer};

/// The words, in one text: a list of texts would have an address and a length for each, which compress badly.
#[derive(Debug, PartialEq, Eq)]
pub struct Words(#[doc(hidden)] pub &'static str);

/// Words from a list of literals.
macro_rules! words {
    ($first:literal $(, $word:literal)* $(,)?) => {
        $crate::field::choice::Words(concat!($first $(, "|", $word)*))
    };
}
pub(crate) use words;

impl Words {
    /// Each word, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> + use<> {
        split(self.0, b'|')
    }
}

pub(crate) fn check(text: &str, words: &'static Words) -> Result<(), Fault> {
    if words.iter().any(|word| word == text) {
        return Ok(());
    }
    Err(Fault { code: IssueCode::UnknownValue, params: Params::Words(words) })
}

impl Json for Words {
    fn write(&self, out: &mut Writer) {
        out.items(self.iter(), |word, out| out.text(word));
    }
}
