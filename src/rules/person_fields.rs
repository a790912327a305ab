//! What a platform requires of a person beside the schema of its provider.

use crate::rules::words::{Words, words};
use crate::value::untrusted::UntrustedValue;

/// Fields of a person that a platform requires, although the schema of its provider does not.
///
/// ```
/// use kyclink::{Options, PersonFields, UntrustedValue, operation, validate};
/// let onboard = operation("grid.onboard").expect("registered");
/// let options = Options::default().person_fields(PersonFields::NAMES);
/// let verdict = validate(onboard, UntrustedValue::from_json(r#"{"type": "individual"}"#).expect("JSON"), &options);
/// let issues = verdict.result.err().expect("there is no name");
/// assert!(issues.iter().any(|issue| issue.pointer() == "/firstName" && issue.code.as_str() == "required"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonFields(
    /// A bit for each of [`Self::ALL`], the lowest for the first.
    u32,
);

impl PersonFields {
    /// The fields that may be required.
    ///
    /// ```
    /// assert!(kyclink::PersonFields::ALL.iter().any(|name| name == "birthDate"));
    /// ```
    pub const ALL: Words = words!["firstName", "lastName", "birthDate", "nationality"];

    /// No field.
    #[doc(hidden)]
    pub const NONE: Self = Self(0);

    /// The given name and the family name.
    ///
    /// ```
    /// use kyclink::PersonFields;
    /// assert_eq!(PersonFields::NAMES.iter().collect::<Vec<_>>(), ["firstName", "lastName"]);
    /// ```
    pub const NAMES: Self = Self(0b11);

    /// Parses a list of names. An absent list is empty; the error says what it must be.
    ///
    /// ```
    /// use kyclink::{PersonFields, UntrustedValue};
    /// let given = UntrustedValue::from_json(r#"["lastName", "firstName"]"#).expect("JSON");
    /// assert_eq!(PersonFields::parse(&given), Ok(PersonFields::NAMES));
    /// ```
    pub fn parse(given: &UntrustedValue) -> Result<Self, &'static str> {
        const MISTAKE: &str =
            "personFields must be a list of \"firstName\", \"lastName\", \"birthDate\" and \"nationality\".";
        if given.is_absent() {
            return Ok(Self::NONE);
        }
        let mut fields = Self::NONE;
        for name in given.list().ok_or(MISTAKE)? {
            fields.0 |= 1 << Self::ALL.iter().position(|known| name.text() == Some(known)).ok_or(MISTAKE)?;
        }
        Ok(fields)
    }

    /// Returns what is required where the provider has one field for a person's name: one of the names, so that only the
    /// first may be missing. If one `is_given`, none is.
    pub(crate) const fn joining_names(self, is_given: bool) -> Self {
        let names = self.0 & Self::NAMES.0;
        let first = if is_given { 0 } else { names & names.wrapping_neg() };
        Self(self.0 & !Self::NAMES.0 | first)
    }

    /// Returns the names.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().enumerate().filter(move |(at, _)| self.0 >> at & 1 == 1).map(|(_, name)| name)
    }

    /// Reads the bits that the JavaScript wrapper passes.
    pub(crate) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Returns a bit for each field, the lowest for the first of [`Self::ALL`].
    pub(crate) const fn bits(self) -> u32 {
        self.0
    }
}
