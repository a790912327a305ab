//! Phone numbers in the providers' forms of E.164: `+`, then digits, ASCII only, nothing between them.
//!
//! The providers' patterns differ in length and in whether a country code may start with 0 (none does, ITU-T E.164),
//! so each provider brings its [`Rule`].

use std::borrow::Cow;

use super::text;
use crate::data::phone::{Plan, Plausible, plausible};
use crate::rules::issue::IssueCode;

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
            Plausible::TrunkPrefix => IssueCode::PhoneTrunkPrefix,
            Plausible::WrongLength => IssueCode::PhoneLength,
        };
        Some(code)
    }
}

/// Puts a number that starts with `+` into the form of E.164: `"+1 (415) 555-0123"` → `"+14155550123"`. Any other is
/// normalized as a text is: a country code is never invented.
pub(crate) fn normalize(given: &mut Cow<str>) {
    text::normalize(given);
    if let Some(number) = international(given) {
        *given = number.into();
    }
}

/// Where a reader of a number stands that may have a 0 in brackets behind its calling code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// Anywhere else.
    None,
    /// Behind the bracket that opens.
    Open,
    /// Behind a 0 in it.
    Zero,
}

/// The number without what people put between its digits; `None` where it does not start with `+`.
fn international(given: &str) -> Option<String> {
    let given = given.trim_start_matches(is_space);
    let is_link = given.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:"));
    let mut number = String::new();
    let mut bracket = Bracket::None;
    for c in given.chars().skip(if is_link { 4 } else { 0 }) {
        if is_space(c) {
            continue;
        }
        let was_zero = bracket == Bracket::Zero;
        bracket = match (bracket, c) {
            (_, '(' | '（') if is_calling_code(&number) => Bracket::Open,
            (Bracket::Open, '0' | '０') => Bracket::Zero,
            _ => Bracket::None,
        };
        // Where numbers keep it, or more follows in the brackets, the 0 is one of the digits.
        if was_zero && (keeps_zero(&number) || !matches!(c, ')' | '）')) {
            number.push('0');
        }
        if bracket == Bracket::Zero || is_separator(c) {
            continue;
        }
        if number.is_empty() && !matches!(c, '+' | '＋') {
            return None;
        }
        number.push(ascii(c));
    }
    if bracket == Bracket::Zero {
        number.push('0');
    }
    Some(number).filter(|number| !number.is_empty())
}

/// What people write between the digits. A hyphen has many forms: typists choose the next best, and programs put a more
/// beautiful one in its place.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '（' | '）' | '－' | '．' | '／')
}

/// White space, and what cannot be seen: it comes along when a number is copied from a page or a list of contacts.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The ASCII form of a full-width digit or plus.
fn ascii(c: char) -> char {
    match c {
        '＋' => '+',
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        _ => c,
    }
}

fn is_calling_code(number: &str) -> bool {
    plan(number).is_some_and(|plan| plan.width + 1 == number.len())
}

fn keeps_zero(number: &str) -> bool {
    plan(number).is_some_and(Plan::keeps_zero)
}

fn plan(number: &str) -> Option<Plan> {
    Plan::of(number.strip_prefix("+")?)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    fn normal(text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        super::normalize(&mut text);
        text.into_owned()
    }

    /// Each of libphonenumber's example numbers as it is printed, as a link has it, and with the 0 that is dialled
    /// within the country (`data/import/phone.py`).
    #[test]
    fn every_spelling_of_every_example_number_is_one_number() {
        let mut count = 0;
        for line in include_str!("../../../tests/vectors/data/phone-spellings.csv").lines().skip(1) {
            let [_, _, _, text, number] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
            assert_eq!(normal(text), number, "{line}");
            assert_eq!(normal(number), number, "{line}");
            count += 1;
        }
        assert_eq!(count, 2840);
    }

    /// Each character of the contract's list, at every place of a number.
    #[test]
    fn characters_that_are_pasted_along_are_dropped() {
        let spaces = "\t\n\u{b}\u{c}\r \u{85}\u{a0}\u{1680}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}\u{ad}";
        let ranges = ['\u{2000}'..='\u{2015}', '\u{202a}'..='\u{202e}', '\u{2060}'..='\u{2069}'];
        for c in spaces.chars().chain(ranges.into_iter().flatten()).chain("-./()".chars()) {
            let written: String = "+4915112345678".chars().flat_map(|digit| [c, digit]).chain([c]).collect();
            assert_eq!(normal(&written), "+4915112345678", "{:x}", u32::from(c));
        }
        assert_eq!(normal("＋４９　（０）１５１－１２３４５６７８"), "+4915112345678");
    }

    #[test]
    fn a_zero_in_brackets_behind_the_calling_code() {
        for (text, number) in [
            ("+49 (0)171 1234567", "+491711234567"),
            ("+49(0) 171 1234567", "+491711234567"),
            ("+44 ( 0 ) 20 7946 0958", "+442079460958"),
            ("(+44) (0)20 7946 0958", "+442079460958"),
            ("TEL:+41-(0)44-668-18-00", "+41446681800"),
            ("\u{200b}\u{feff} tel:+14155550123", "+14155550123"),
            ("+39 (0)6 1234 5678", "+390612345678"),
            ("+39 06 1234 5678", "+390612345678"),
            ("+378 (0)549 886377", "+3780549886377"),
            ("+225 (0)1 23 45 67 89", "+2250123456789"),
            ("+241 (0)6 03 12 34", "+24106031234"),
            ("+1 (0)415 555 0123", "+14155550123"),
            // Another bracket, another place: nothing is dropped.
            ("+49 (0171) 1234567", "+4901711234567"),
            ("+49 (00) 171", "+4900171"),
            ("+49 171 (0) 1234567", "+4917101234567"),
            ("+49 0171 1234567", "+4901711234567"),
            ("+49 (0", "+490"),
            ("+999 (0)1", "+99901"),
        ] {
            assert_eq!(normal(text), number, "{text}");
            assert_eq!(normal(number), number, "{text}");
        }
    }

    #[test]
    fn what_has_no_plus_stays_as_it_is() {
        for text in
            ["(415) 555-0123", "0049 171 1234567", "tel:0171-1234567", "tel:tel:+1", "０９０", "x+1", "", "(", "é+1"]
        {
            assert_eq!(normal(&format!(" {text} ")), text);
        }
        assert_eq!(normal("+49 171 x (0)"), "+49171x0");
    }
}
