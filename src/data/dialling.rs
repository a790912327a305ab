//! How people dial within each country: national prefixes with their exceptions, international prefixes, and an
//! example.
//!
//! Whether digits can be a number is decided by [`plausibility`], which knows the lengths of numbers but no ranges.

use super::country::{Alphabet, Country};
use super::dialling_table::{EXAMPLES, RULES};
use super::phone::{Plan, Plausibility, calling_code, plausibility};
use crate::value::json::decimal;
use crate::value::text::{split, split_once};

/// How people dial within a country.
pub(crate) struct Dialling {
    country: Country,
    /// The calling code, without `+`.
    pub(crate) calling_code: String,
    /// An example number, without the calling code.
    pub(crate) example: String,
    /// The national prefix; empty if there is none.
    pub(crate) prefix: &'static str,
    /// Whether the prefix is dialled before the example.
    pub(crate) is_dialled: bool,
    /// What is dialled before a calling code, where that is known.
    pub(crate) international: Option<&'static str>,
}

/// The national prefixes. The first stands for none.
const PREFIXES: [&str; 5] = ["", "0", "1", "8", "06"];
/// What follows the first digits of an example.
const FILLER: &str = "1234567890";
/// The digits of the longest number after the longest international prefix and carrier.
const MAX: usize = 22;

/// Returns the digits of an international number without a national prefix after the calling code. It does not belong
/// there, but who delivers calls and messages drops it, so that `490176…` reaches the phone of `49176…`.
pub(crate) fn without_national_prefix(digits: &str) -> String {
    let Some(plan) = Plan::of(digits) else { return digits.to_owned() };
    let (code, mut national) = digits.split_at_checked(plan.width).unwrap_or((digits, ""));
    while let [b'0', next, ..] = *national.as_bytes()
        && plan.is_trunk_prefix(next)
    {
        national = national.get(1..).unwrap_or_default();
    }
    // Numbers may begin with the digit of another prefix: then only their length tells it apart.
    let prefixes = Country::all().filter_map(Dialling::of).filter(|dialling| dialling.calling_code == code);
    let mut rests = prefixes.filter_map(|dialling| national.strip_prefix(dialling.prefix.trim_start_matches('0')));
    let shorter = rests.find(|rest| !plan.has_length(national.len()) && plan.has_length(rest.len()));
    [code, shorter.unwrap_or(national)].concat()
}

impl Dialling {
    /// Returns how people dial within a country; `None` if it has no calling code.
    pub(crate) fn of(country: Country) -> Option<Self> {
        let calling_code = decimal(calling_code(country)?.into());
        let mut example = String::new();
        let mut row = country.row();
        for byte in EXAMPLES {
            match (byte, row) {
                (0..10, 0) => example.push(char::from(b'0' + byte)),
                (0..10, _) => {}
                (last, 0) => return Self::from_row(country, calling_code, example, last),
                _ => row -= 1,
            }
        }
        None
    }

    /// Decodes the row of a country in `EXAMPLES`: the first digits of the example, and the row's last byte, which has
    /// the length of the example and the prefixes.
    fn from_row(country: Country, calling_code: String, mut example: String, last: u8) -> Option<Self> {
        let length = usize::from(last % 8) + 4;
        let mut filler = FILLER.chars();
        while example.len() < length {
            example.push(filler.next()?);
        }
        let prefix = *PREFIXES.get(usize::from(last >> 5).checked_sub(1)?)?;
        let international = match prefix {
            _ if last & 8 == 0 => None,
            "1" => Some("011"),
            "8" => Some("810"),
            _ => Some("00"),
        };
        Some(Self { country, calling_code, example, prefix, is_dialled: last & 16 != 0, international })
    }

    /// Returns the E.164 form of a number that is dialled with these digits; `None` if no number is.
    pub(crate) fn e164(&self, digits: &str) -> Option<String> {
        if digits.len() > MAX {
            return None;
        }
        for rule in split(RULES, b';') {
            if let Some((pattern, front)) = split_once(rule, b'>')
                && let Some((code, pattern)) = pattern.split_at_checked(2)
                && self.country.has_code(code, Alphabet::Alpha2)
                && let Some(number) = self.apply(pattern, front, digits)
            {
                return Some(number);
            }
        }
        // Some people leave out the `+`: then the rest is as long as a mobile number.
        let is_whole = digits.len() == self.calling_code.len() + self.example.len();
        let whole = is_whole.then_some(self.calling_code.as_str());
        let prefix = Some(self.prefix).filter(|prefix| !prefix.is_empty());
        [(self.international, "+"), (prefix, ""), (whole, ""), (Some(""), "")]
            .into_iter()
            .find_map(|(pattern, front)| self.apply(pattern?, front, digits))
    }

    /// Removes what the pattern describes from the beginning of the digits, and puts the calling code and `front`
    /// before the rest. In a pattern, `.` is a digit that stays and `?` one that is removed. With `+` as `front`, the
    /// rest has a calling code of its own.
    fn apply(&self, pattern: &str, front: &str, digits: &str) -> Option<String> {
        let mut number = String::from("+");
        if front != "+" {
            number += &self.calling_code;
            number += front;
        }
        let mut pattern = pattern.bytes();
        for digit in digits.bytes() {
            match pattern.next() {
                _ if !digit.is_ascii_digit() => return None,
                None | Some(b'.') => number.push(char::from(digit)),
                Some(b'?') => {}
                Some(wanted) if wanted == digit => {}
                Some(_) => return None,
            }
        }
        let national = number.get(1..)?;
        // Seven digits after +1 are dialled within one area only.
        let is_local = national.starts_with("1") && national.len() != 11;
        (!is_local && plausibility(national) == Plausibility::Plausible).then_some(number)
    }
}
