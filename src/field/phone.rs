//! Phone numbers in the providers' forms of E.164: `+`, then digits, ASCII only, nothing between them.
//!
//! The providers' patterns differ in length and in whether a country code may start with 0 (none does, ITU-T E.164),
//! so each provider brings its [`Rule`].

use crate::data::phone::{Plausible, plausible};
use crate::issue::IssueCode;

/// What a provider takes.
pub struct Rule {
    /// The fewest digits.
    pub min: usize,
    /// The most digits.
    pub max: usize,
    /// Whether the first digit may be 0.
    pub leading_zero: bool,
    /// The form as an ECMA-262 regular expression.
    pub pattern: &'static str,
}

/// A phone number that satisfies its provider's pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Phone<'a>(&'a str);

impl<'a> Phone<'a> {
    /// The number.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Checks the form.
    pub fn parse(text: &'a str, rule: &Rule) -> Result<Self, IssueCode> {
        let fits = text.strip_prefix("+").is_some_and(|digits| {
            (rule.min..=rule.max).contains(&digits.len())
                && digits.bytes().all(|b| b.is_ascii_digit())
                && (rule.leading_zero || !digits.starts_with("0"))
        });
        if fits { Ok(Self(text)) } else { Err(IssueCode::PhoneFormat) }
    }

    /// What the numbering plans say and the provider does not.
    pub fn warning(self) -> Option<IssueCode> {
        let digits = self.0.strip_prefix("+").unwrap_or_default();
        let code = match plausible(digits) {
            Plausible::Yes => return None,
            _ if digits.starts_with("0") => IssueCode::PhoneLeadingZero,
            Plausible::UnknownCallingCode => IssueCode::PhoneCallingCode,
            Plausible::WrongLength => IssueCode::PhoneLength,
        };
        Some(code)
    }
}

/// `"+1 (415) 555-0123"` → `"+14155550123"`. A number without `+` is only trimmed: a country code is never invented.
pub(crate) fn normalize(text: &str) -> String {
    let text = text.trim();
    if !text.starts_with("+") {
        return text.to_owned();
    }
    let (mut number, mut rest) = (String::new(), text.chars());
    loop {
        let text = rest.as_str();
        match rest.next() {
            Some(' ' | '\u{a0}' | '\u{202f}' | '-' | '\u{2010}' | '\u{2011}' | '.' | '/' | '(' | ')') => {}
            Some(c) => number += text.get(..c.len_utf8()).unwrap_or_default(),
            None => return number,
        }
    }
}
