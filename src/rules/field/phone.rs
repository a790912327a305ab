//! Phone numbers in E.164 form: `+`, then ASCII digits without separators.
//!
//! The providers' patterns differ in length and in whether the country code may start with 0 (ITU-T E.164 has no such
//! country code), so each provider has its own [`PhoneRule`].

use std::borrow::Cow;

use super::text;
use crate::data::dialling::{Dialling, international, without_national_prefix};
use crate::data::phone::{Plan, Plausibility, plausibility};
use crate::rules::field::country::Country;
use crate::rules::issue::IssueCode;
use crate::value::text::ascii;

/// The form in which a provider accepts phone numbers.
#[doc(hidden)]
pub struct PhoneRule {
    /// The minimum number of digits.
    pub min: usize,
    /// The maximum number of digits.
    pub max: usize,
    /// Whether the first digit may be 0.
    pub leading_zero: bool,
    /// The form of a number as an ECMA-262 regular expression.
    pub pattern: &'static str,
}

/// Refuses a number that does not have the provider's form.
pub(crate) fn check(number: &str, rule: &PhoneRule) -> Result<(), IssueCode> {
    let is_valid = number.strip_prefix("+").is_some_and(|digits| {
        (rule.min..=rule.max).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (rule.leading_zero || !digits.starts_with("0"))
    });
    if is_valid { Ok(()) } else { Err(IssueCode::PhoneFormat) }
}

/// Returns the warning for a number that has the provider's form and fits no numbering plan.
pub(crate) fn warning(number: &str) -> Option<IssueCode> {
    let digits = number.strip_prefix("+")?;
    Some(match plausibility(digits) {
        Plausibility::Plausible => return None,
        _ if digits.starts_with("0") => IssueCode::PhoneLeadingZero,
        Plausibility::UnknownCallingCode => IssueCode::PhoneCallingCode,
        Plausibility::TrunkPrefix => IssueCode::PhoneTrunkPrefix,
        Plausibility::WrongLength => IssueCode::PhoneLength,
    })
}

/// Converts a number to E.164: `"+1 (415) 555-0123"` → `"+14155550123"`.
///
/// A number without `+` is read as dialled in that country, if there is one: `"(415) 555-0123"` in the United States.
/// Any other string is normalized as text, because a country code is never guessed.
///
/// Returns whether it may be another number, because its first digits may be the calling code.
pub(crate) fn normalize(given: &mut Cow<str>, country: Option<Country>) -> bool {
    text::normalize(given);
    let Some((number, is_ambiguous)) = e164(given, country) else { return false };
    *given = number.into();
    is_ambiguous
}

/// Returns the digits of the number that a call or message to this one reaches.
pub(crate) fn reached_digits(number: &str) -> String {
    without_national_prefix(&number.chars().filter(char::is_ascii_digit).collect::<String>())
}

/// The position relative to a bracketed 0 after the calling code, as in `+49 (0)171`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// Outside.
    None,
    /// After the opening bracket.
    Open,
    /// After the 0 in the brackets.
    Zero,
}

/// Removes what people write between the digits, and a prefix after the calling code. The flag says whether it may be
/// another number; `None` if the number neither starts with `+` nor is one that is dialled in the country.
fn e164(given: &str, country: Option<Country>) -> Option<(String, bool)> {
    let given = given.trim_start_matches(text::is_space);
    let is_link = given.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:"));
    // Looked up once: the text may have any number of brackets.
    let dialling = country.and_then(Dialling::of);
    let prefix = dialling.as_ref().and_then(|dialling| dialling.international);
    let own_code = dialling.as_ref().map(|dialling| &*dialling.calling_code);
    let mut number = String::new();
    let mut bracket = Bracket::None;
    for c in given.chars().skip(if is_link { 4 } else { 0 }).filter(|c| !text::is_space(*c)).map(ascii) {
        let was_zero = bracket == Bracket::Zero;
        bracket = match (bracket, c) {
            (_, '(') if is_calling_code(&number, prefix) || Some(&*number) == own_code => Bracket::Open,
            (Bracket::Open, '0') => Bracket::Zero,
            _ => Bracket::None,
        };
        // Without a `+`, only the brackets tell that it is the calling code.
        if was_zero && c == ')' && Some(&*number) == own_code {
            number.insert(0, '+');
        }
        // The 0 is part of the number if the country's numbers keep it or if the brackets contain more than the 0.
        if was_zero && (plan(&number, prefix).is_some_and(|(plan, _)| plan.keeps_zero()) || c != ')') {
            number.push('0');
        }
        if bracket == Bracket::Zero || is_separator(c) {
            continue;
        }
        if number.is_empty() && country.is_none() && c != '+' {
            return None;
        }
        number.push(c);
    }
    if bracket == Bracket::Zero {
        number.push('0');
    }
    match number.strip_prefix("+") {
        Some(digits) => Some(international(after_zeros(digits)).unwrap_or((number, false))),
        None => dialling?.e164(&number),
    }
}

/// Returns whether people write this character between digits: libphonenumber's `VALID_PUNCTUATION` without spaces, and
/// without what does not only separate: in East Asia, `5678~9` means two numbers.
fn is_separator(c: char) -> bool {
    text::is_dash(c) || matches!(c, '.' | '/' | '(' | ')')
}

/// Returns whether the number is a calling code so far.
fn is_calling_code(number: &str, prefix: Option<&str>) -> bool {
    plan(number, prefix).is_some_and(|(plan, digits)| plan.width == digits.len())
}

/// Returns the plan of an international number, and its digits after the `+` or the prefix that is dialled for it.
fn plan<'a>(number: &'a str, prefix: Option<&str>) -> Option<(Plan, &'a str)> {
    let digits = number.strip_prefix("+").map(after_zeros).or_else(|| number.strip_prefix(prefix?))?;
    Some((Plan::of(digits)?, digits))
}

/// Returns the digits after a `+`, without the international prefix that some people write after it.
fn after_zeros(digits: &str) -> &str {
    digits.strip_prefix("00").unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    fn normalized(text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        super::normalize(&mut text, None);
        text.into_owned()
    }

    /// The spellings are libphonenumber's printed form, its `tel:` link and its form with the national 0
    /// (`data/import/phone.py`).
    #[test]
    fn every_spelling_of_an_example_number_normalizes_to_the_same_number() {
        let mut count = 0;
        for line in include_str!("../../../tests/vectors/data/phone-examples.csv").lines().skip(1) {
            let [_, _, number, _, international, link, zero] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            for text in [number, international, link, zero].into_iter().filter(|text| !text.is_empty()) {
                assert_eq!(normalized(text), number, "{text}");
                count += 1;
            }
        }
        assert_eq!(count, 1141 + 2840);
    }

    /// Inserts each of the documented characters at every position of a number.
    #[test]
    fn separators_and_invisible_characters_are_removed() {
        let spaces = "\t\n\u{b}\u{c}\r \u{85}\u{a0}\u{1680}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}\u{ad}";
        let ranges = ['\u{2000}'..='\u{2015}', '\u{202a}'..='\u{202e}', '\u{2060}'..='\u{2069}'];
        for c in spaces.chars().chain(ranges.into_iter().flatten()).chain("-./()−ー（）－．／".chars()) {
            let written: String = "+4915112345678".chars().flat_map(|digit| [c, digit]).chain([c]).collect();
            assert_eq!(normalized(&written), "+4915112345678", "{:x}", u32::from(c));
        }
        assert_eq!(normalized("＋４９　（０）１５１－１２３４５６７８"), "+4915112345678");
    }

    #[test]
    fn a_bracketed_zero_after_the_calling_code_is_removed() {
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
            ("+49 (0171) 1234567", "+491711234567"),
            ("+49 0171 1234567", "+491711234567"),
            // Brackets elsewhere, or too few digits without the 0: it stays.
            ("+49 (00) 171", "+4900171"),
            ("+49 171 (0) 1234567", "+4917101234567"),
            ("+49 0171", "+490171"),
            ("+49 (0", "+490"),
            ("+999 (0)1", "+99901"),
        ] {
            assert_eq!(normalized(text), number, "{text}");
            assert_eq!(normalized(number), number, "{text}");
        }
    }

    #[test]
    fn numbers_without_a_plus_are_only_trimmed() {
        for text in
            ["(415) 555-0123", "0049 171 1234567", "tel:0171-1234567", "tel:tel:+1", "０９０", "x+1", "", "(", "é+1"]
        {
            assert_eq!(normalized(&format!(" {text} ")), text);
        }
        assert_eq!(normalized("+49 171 x (0)"), "+49171x0");
    }
}
