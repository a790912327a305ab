//! One of a closed list of words.

use crate::rules::issue::{Fault, IssueCode, Params, Words};

pub(crate) fn check(text: &str, words: &Words) -> Result<(), Fault> {
    if words.contains(&text) {
        return Ok(());
    }
    Err(Fault { code: IssueCode::UnknownValue, params: Params::Words(words) })
}
