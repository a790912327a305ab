//! Numbers as JSON.
//!
//! A number is written into a request body unchanged. A string that is not a number could add members to the body, so
//! only a validated string becomes a [`Number`].

use std::borrow::Cow;
use std::fmt;

use crate::value::json::decimal;

/// A finite number in the grammar of RFC 8259 section 6.
///
/// ```
/// use kyclink::Number;
/// assert_eq!(Number::parse("-2.5e10").map(|number| number.as_str().to_owned()).as_deref(), Some("-2.5e10"));
/// assert!(Number::parse("NaN").is_none());
/// assert!(Number::parse("1,\"admin\":true").is_none());
/// assert!(Number::try_from(f64::INFINITY).is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Number<'a>(Cow<'a, str>);

/// The error for a number that JSON cannot represent: an infinite one or NaN.
///
/// ```
/// use kyclink::Number;
/// let error = Number::try_from(f64::NAN).expect_err("JSON has no NaN");
/// assert_eq!(error.to_string(), "JSON cannot represent a number that is not finite");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON cannot represent a number that is not finite")
    }
}

impl std::error::Error for NotFinite {}

impl<'a> Number<'a> {
    /// Parses a JSON number that a double can represent.
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Option<Self> {
        Self::from_host(text.into()).filter(|number| number.0.parse().is_ok_and(f64::is_finite))
    }

    /// Parses a number that JavaScript or the crate wrote. Such a number is finite, so only its form is checked:
    /// parsing a double would take more code than the rest of this file.
    pub(crate) fn from_host(text: Cow<'a, str>) -> Option<Self> {
        is_number(text.as_bytes()).then_some(Self(text))
    }

    /// Returns the JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn to_static(&self) -> Number<'static> {
        Number(Cow::Owned(self.0.as_ref().to_owned()))
    }
}

impl From<usize> for Number<'_> {
    fn from(value: usize) -> Self {
        Self(decimal(value).into())
    }
}

impl From<i64> for Number<'_> {
    fn from(value: i64) -> Self {
        Self(value.to_string().into())
    }
}

impl From<u64> for Number<'_> {
    fn from(value: u64) -> Self {
        Self(value.to_string().into())
    }
}

impl TryFrom<f64> for Number<'_> {
    type Error = NotFinite;

    fn try_from(value: f64) -> Result<Self, NotFinite> {
        if value.is_finite() { Ok(Self(value.to_string().into())) } else { Err(NotFinite) }
    }
}

/// Prints no digits, because a number may be personal data.
impl fmt::Debug for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("number")
    }
}

/// Returns whether the string has the form `-? int frac? exp?`, where `int` has no leading zero.
fn is_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let Some((whole, rest)) = digits(text) else { return false };
    if whole.len() > 1 && whole.starts_with(b"0") {
        return false;
    }
    let rest = match rest.strip_prefix(b".").map(digits) {
        None => rest,
        Some(Some((_, rest))) => rest,
        Some(None) => return false,
    };
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            matches!(digits(exponent), Some((_, [])))
        }
        _ => false,
    }
}

/// Splits off one or more digits.
fn digits(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.split_at_checked(count).filter(|_| count > 0)
}

#[cfg(test)]
mod tests {
    use super::Number;
    use crate::value::json::Json;

    /// serde_json has the same grammar, and also refuses numbers that a double cannot represent.
    #[test]
    fn accepts_the_same_numbers_as_serde_json() {
        const PARTS: [&str; 14] = ["", "-", "+", "0", "1", "00", "12", ".", ".5", "e", "E+", "e-400", "e400", " "];
        for first in PARTS {
            for second in PARTS {
                for third in PARTS {
                    let text = format!("{first}{second}{third}");
                    let expected = text.trim() == text && serde_json::from_str::<f64>(&text).is_ok();
                    assert_eq!(Number::parse(text.as_str()).is_some(), expected, "{text}");
                }
            }
        }
    }

    /// serde_json reads a neighbouring double of some numbers, unless its feature `float_roundtrip` is on.
    #[test]
    fn reads_the_same_double_as_javascript() {
        for (text, value) in [
            ("982109977863729000000", 982_109_977_863_729_000_000.0),
            ("7.248027311041235e306", 7.248_027_311_041_235e306),
        ] {
            let number = crate::UntrustedValue::from_json(text).expect("JSON").to_json();
            assert_eq!(number.parse().ok(), Some(value), "{text}");
        }
    }

    #[test]
    fn refuses_strings_that_are_not_numbers() {
        for text in ["", "NaN", "Infinity", "-inf", "0x1", "1_000", "1,\"a\":2", "1}", "1\n", "\u{661}", "1e", "1e999"]
        {
            assert!(Number::parse(text).is_none(), "{text}");
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Number::try_from(value).is_err());
        }
        for value in [0.0, -0.0, 1e300, -2.5, f64::MIN_POSITIVE, f64::MAX] {
            let number = Number::try_from(value).expect("finite");
            assert_eq!(number.as_str().parse().ok(), Some(value));
            assert!(Number::parse(number.as_str().to_owned()).is_some());
        }
    }
}
