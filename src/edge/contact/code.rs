//! Finds the code in what a person has typed, or pasted from a message.

use crate::rules::field::text::{is_dash, is_space};
use crate::rules::issue::{Fault, IssueCode, Params};
use crate::value::text::ascii;
use crate::value::untrusted::UntrustedValue;

/// Returns the code that a person has entered, or why there is no complete one in it. What is not a string is left to the
/// operation.
pub(super) fn entered_code(given: &UntrustedValue, digits: usize) -> Result<UntrustedValue<'static>, Fault> {
    let Some(text) = given.text() else { return Ok(given.to_static()) };
    match find_code(text, digits) {
        Ok(code) => Ok(code.into()),
        Err(_) if text.chars().all(is_space) => Err(IssueCode::Required.into()),
        Err(actual) => Err(Fault { code: IssueCode::CodeIncomplete, params: Params::Counts([digits, actual]) }),
    }
}

/// Returns the code in a text, in ASCII digits: the only number with so many digits. Otherwise it returns how many digits
/// the text has.
///
/// It never guesses, because each code that is tried is counted.
fn find_code(text: &str, digits: usize) -> Result<String, usize> {
    let numbers: Vec<_> = numbers(text).collect();
    let mut complete = numbers.iter().filter(|number| number.len() == digits);
    if let Some(code) = complete.next().filter(|code| complete.all(|other| other == *code)) {
        return Ok(code.clone());
    }
    // Some messages have a box or a line for each digit, and people dictate codes: `1|2|3|4|5|6`, `1, 2, 3, 4, 5, 6`.
    let code = numbers.concat();
    let has_words_between = text.trim_matches(|c| !is_digit(c)).contains(char::is_alphabetic);
    if code.len() == digits && !has_words_between { Ok(code) } else { Err(code.len()) }
}

/// Returns the numbers in a text. Within a line, spaces and dashes do not end a number.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    let is_line_break = |c| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    let is_part = move |c| is_digit(c) || (!is_line_break(c) && (is_space(c) || is_dash(c)));
    let parts = text.split(move |c| !is_part(c));
    parts.map(|part| part.chars().map(ascii).filter(char::is_ascii_digit).collect::<String>())
}

/// Returns whether the character is a digit of any script.
fn is_digit(c: char) -> bool {
    ascii(c).is_ascii_digit()
}
