//! Words of a closed list.

use crate::rules::issue::{Fault, IssueCode, Params};
use crate::rules::words::Words;

pub(crate) fn check(text: &str, words: Words) -> Result<(), Fault> {
    if words.iter().any(|word| word == text) {
        return Ok(());
    }
    Err(Fault { code: IssueCode::UnknownValue, params: Params::Words(words) })
}
