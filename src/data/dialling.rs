//! How people dial within each country: national prefixes with their exceptions, international prefixes, and an
//! example.
//!
//! Whether digits can be a number is decided by [`plausibility`], which knows the lengths of numbers but no ranges.

use super::country::{Alphabet, Country};
use super::dialling_table::{EXAMPLES, RULES};
use super::phone::{Plan, Plausibility, SameStart, calling_code, plausibility, same_start};
use crate::value::json::decimal;

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
/// The digits of the longest number (ITU-T E.164).
const MAX_DIGITS: usize = 15;
/// The digits of most mobile phones, and of few fixed lines whose area code is the calling code.
const MOBILE: usize = 9;

/// Returns the digits of an international number without a prefix after the calling code that is only dialled within the
/// country, such as the 0 of `490176…`, or that the country has given up, such as the 1 of `52155…`. Who delivers calls
/// and messages drops it, so that both numbers reach the same phone.
pub(crate) fn without_national_prefix(digits: &str) -> String {
    // An Italian mobile phone has a possible length with the 0 that its number had once, too.
    let may_have_prefix = |plan: &Plan| {
        let keeps_zero = plan.keeps_zero() && digits.as_bytes().get(plan.width) == Some(&b'0');
        keeps_zero || plausibility(digits) != Plausibility::Plausible
    };
    let plan = Plan::of(digits).filter(|plan| digits.len() <= MAX && may_have_prefix(plan));
    let Some((plan, (code, mut national))) = plan.and_then(|plan| Some((plan, digits.split_at_checked(plan.width)?)))
    else {
        return digits.to_owned();
    };
    let countries: Vec<_> = plan.countries().filter_map(Dialling::of).collect();
    loop {
        let number = [code, national].concat();
        if is_number(&number) && !plan.keeps_zero() {
            return number;
        }
        // Rules that make a number longer are for those that are dialled within an area.
        let is_no_longer = |read: &String| read.len() <= number.len() + 1;
        let read = |dialling: &Dialling| dialling.with_prefix(national).filter(is_no_longer);
        match (countries.iter().find_map(read), national.as_bytes()) {
            (Some(number), _) => return number.trim_start_matches('+').to_owned(),
            (None, [b'0', next, ..]) if plan.is_trunk_prefix(*next) => {
                national = national.get(1..).unwrap_or_default();
            }
            _ => return number,
        }
    }
}

/// Returns an international number from its digits, and whether it may be another number; `None` if there is no such
/// number.
///
/// Forms have the calling code already when people type or paste a number with it, so that it stands there twice, the
/// second time perhaps after a prefix.
pub(crate) fn international(digits: &str) -> Option<(String, bool)> {
    if digits.len() > MAX {
        return None;
    }
    let plain = without_national_prefix(digits);
    let number = is_number(&plain).then(|| "+".to_owned() + &plain);
    let second = second_code(digits).or_else(|| second_code(&plain));
    if second.is_none()
        && let Some(read) = without_zeros(digits, number.as_deref())
    {
        return Some(read);
    }
    let whole = second.and_then(|(.., again)| international(again));
    let (Some((calling_code, zeros, again)), Some(whole), Some(number)) = (second, &whole, &number) else {
        return whole.or(number.map(|number| (number, false)));
    };
    // `00` is dialled before a calling code only. Where numbers keep a 0, they may begin with it and the calling code.
    let start = match (zeros, Plan::of(digits).is_some_and(Plan::keeps_zero)) {
        (2, _) => SameStart::Whole,
        (1, true) => SameStart::National,
        _ => same_start(again, calling_code),
    };
    let is_long = again.len() >= calling_code.len() + MOBILE;
    Some(choose(start, whole.clone(), (number.clone(), is_long)))
}

/// Returns the number with its calling code, or the one within the country, with whether it may be the other one.
fn choose(start: SameStart, whole: (String, bool), (number, is_either): (String, bool)) -> (String, bool) {
    match start {
        SameStart::Whole => whole,
        SameStart::National => (number, false),
        SameStart::Ambiguous => (number, is_either),
    }
}

/// Splits the digits of a number whose calling code stands there twice: the code, how many zeros are between them, and
/// the digits from the second one on.
fn second_code(digits: &str) -> Option<(&str, usize, &str)> {
    let (calling_code, national) = digits.split_at_checked(Plan::of(digits)?.width)?;
    let again = national.trim_start_matches('0');
    again.starts_with(calling_code).then_some((calling_code, national.len() - again.len(), again))
}

/// Returns a number without the `00` after its calling code, and whether the number with it may be meant; `None` if what
/// was `read` of the digits stands. `00` is dialled before a calling code only, and a few countries have
/// numbers of companies that begin with it.
fn without_zeros(digits: &str, read: Option<&str>) -> Option<(String, bool)> {
    let (calling_code, national) = digits.split_at_checked(Plan::of(digits)?.width)?;
    let within = national.strip_prefix("00")?;
    let number = [calling_code, within].concat();
    if !is_number(&number) {
        return None;
    }
    match read {
        None => Some((["+", &number].concat(), digits.len() > MAX_DIGITS)),
        Some(read) if read.get(1..) == Some(digits) => Some((read.to_owned(), true)),
        // A carrier's code, which may follow the national prefix, is not among the digits of the number.
        Some(read) if !read.ends_with(within) => Some((["+", &number].concat(), false)),
        Some(_) => None,
    }
}

/// Returns whether digits with a calling code can be a number. Seven digits after +1 are dialled within one area only.
fn is_number(digits: &str) -> bool {
    let is_local = digits.starts_with("1") && digits.len() != 11;
    !is_local && digits.bytes().all(|digit| digit.is_ascii_digit()) && plausibility(digits) == Plausibility::Plausible
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

    /// Returns the E.164 form of a number that is dialled with these digits, and whether it may be another number;
    /// `None` if no number is.
    pub(crate) fn e164(&self, digits: &str) -> Option<(String, bool)> {
        if digits.len() > MAX {
            return None;
        }
        let national = self.national(digits);
        // Some people leave out the `+`, or write another prefix in its place.
        let from_code = |front| {
            let digits = digits.strip_prefix(front)?;
            let rest = digits.strip_prefix(&*self.calling_code)?;
            Some((front, digits, rest.len(), international(digits)?))
        };
        let whole = ["00", self.prefix, ""].into_iter().find_map(from_code);
        let (Some((front, digits, length, whole)), Some((number, _))) = (&whole, &national) else {
            return national.or(whole.map(|(.., whole)| whole));
        };
        let start = match same_start(digits, &self.calling_code) {
            _ if *front == "00" || whole.0 == *number => SameStart::Whole,
            // Most numbers of such a length are those of mobile phones.
            SameStart::Ambiguous if front.is_empty() && *length == self.example.len() => SameStart::Whole,
            start => start,
        };
        Some(choose(start, whole.clone(), (number.clone(), front.is_empty() || *length >= MOBILE)))
    }

    /// Returns a number that has no calling code, or one after the international prefix, and whether it may be another
    /// number.
    fn national(&self, digits: &str) -> Option<(String, bool)> {
        let abroad = self.international.and_then(|prefix| digits.strip_prefix(prefix)).and_then(international);
        abroad.or_else(|| Some((self.with_prefix(digits).or_else(|| self.apply("", "", digits))?, false)))
    }

    /// Returns a number that is dialled with the national prefix, or by a rule of the country's own.
    fn with_prefix(&self, digits: &str) -> Option<String> {
        for entry in RULES.split(';') {
            let Some((countries, rules)) = entry.split_once(' ') else { continue };
            let (countries, _) = countries.as_bytes().as_chunks::<2>();
            if countries
                .iter()
                .any(|code| str::from_utf8(code).is_ok_and(|code| self.country.has_code(code, Alphabet::Alpha2)))
                && let Some(number) = rules.split(' ').find_map(|rule| {
                    let (pattern, front) = rule.split_once('>')?;
                    self.apply(pattern, front, digits)
                })
            {
                return Some(number);
            }
        }
        let prefix = Some(self.prefix).filter(|prefix| !prefix.is_empty());
        self.apply(prefix?, "", digits)
    }

    /// Removes what the pattern describes from the beginning of the digits, and puts the calling code and `front`
    /// before the rest. In a pattern, `.` is a digit that stays and `?` one that is removed. If `front` begins with `+`,
    /// the calling code is part of it or of the rest.
    fn apply(&self, pattern: &str, front: &str, digits: &str) -> Option<String> {
        let mut number = String::from("+");
        match front.strip_prefix("+") {
            Some(front) => number += front,
            None => {
                number += &self.calling_code;
                number += front;
            }
        }
        let mut pattern = pattern.bytes();
        for digit in digits.bytes() {
            match pattern.next() {
                None | Some(b'.') => number.push(char::from(digit)),
                Some(b'?') => {}
                Some(wanted) if wanted == digit => {}
                Some(_) => return None,
            }
        }
        is_number(number.get(1..)?).then_some(number)
    }
}
