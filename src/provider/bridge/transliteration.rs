//! Names in Latin letters beside a name in another script: "Required when the `full_name` of an individual includes any
//! non Latin-1 characters", and likewise of a business. They accept "À-ÖØ-ßà-öø-ÿ" and the characters from space to `~`.
//!
//! Whether a full name with another sign of Latin-1 (`×`, `ª`, a no-break space) counts is not documented: it does not.

use crate::rules::field::text::has_control;
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::shape::{Field, Kind};

/// The person's given name in Latin letters. Required if the name has a character outside Latin-1.
pub(super) const FIRST_NAME: Field = Field::optional("transliteratedFirstName", PERSON).read_by_rule();

/// The person's middle name in Latin letters, if there is one and the name has a character outside Latin-1.
pub(super) const MIDDLE_NAME: Field = Field::optional("transliteratedMiddleName", PERSON).read_by_rule();

/// The person's family name in Latin letters. Required if the name has a character outside Latin-1.
pub(super) const LAST_NAME: Field = Field::optional("transliteratedLastName", PERSON).read_by_rule();

/// The legal name of the business in Latin letters. Required if the name has a character outside Latin-1.
pub(super) const LEGAL_NAME: Field = Field::optional("transliteratedBusinessLegalName", BUSINESS).read_by_rule();

const PERSON: Kind = Kind::Text { max: Some(256) };
const BUSINESS: Kind = Kind::Text { max: Some(1024) };

/// What the rule needs to know of an input.
pub(super) struct Named<'a> {
    /// `individual` or `business`.
    pub(super) customer_type: Option<&'a str>,
    /// The parts of the name.
    pub(super) names: [Option<&'a str>; 2],
}

/// Cross-field rule: a transliteration has Latin letters only, and is required if the name has others.
pub(super) fn check(field: &str, given: Option<&str>, input: &Named) -> Option<Fault> {
    let owner = match field {
        _ if field == FIRST_NAME.name || field == LAST_NAME.name => Some("individual"),
        _ if field == LEGAL_NAME.name => Some("business"),
        _ if field == MIDDLE_NAME.name => None,
        _ => return None,
    };
    match given {
        // A control character has an issue of its own.
        Some(text) => (!text.chars().all(is_accepted) && !has_control(text)).then(|| IssueCode::NotLatin.into()),
        None => {
            let is_foreign = |name: &&str| name.chars().any(|c| c > '\u{ff}');
            let is_needed =
                owner.is_some() && owner == input.customer_type && input.names.iter().flatten().any(is_foreign);
            is_needed.then(|| IssueCode::Required.into())
        }
    }
}

fn is_accepted(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{ff}')
}
