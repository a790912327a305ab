//! Names in Latin letters beside a name in another script: "Required when the `full_name` of an individual includes any
//! non Latin-1 characters", and likewise of a business. They accept "À-ÖØ-ßà-öø-ÿ" and the characters from space to `~`.
//!
//! Quotes, dashes, spaces and ligatures that a program has made typographic are outside Latin-1, and so are invisible
//! characters and those of full width: normalization undoes that.
//!
//! Many people have one name. Bridge's documents ask for a family name in Latin letters, but not what it is then: a name
//! of one word needs the given name only.
//!
//! Whether a full name with another sign of Latin-1 (`×`, `ª`, a no-break space) counts is not documented: it does not.

use crate::rules::field::latin::{is_latin_1, is_letter_or_ascii};
use crate::rules::field::text::{is_control, is_space};
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::shape::{Field, Fields, Kind, NormalForm};
use crate::value::input::Input;

/// The person's given name in Latin letters. Required if the name has a character outside Latin-1.
pub(super) const FIRST_NAME: Field = Field::optional("transliteratedFirstName", PERSON).read_by_rule().written_in(NormalForm::LatinLetters);

/// The person's middle name in Latin letters, if there is one and the name has a character outside Latin-1.
pub(super) const MIDDLE_NAME: Field = Field::optional("transliteratedMiddleName", PERSON).read_by_rule().written_in(NormalForm::LatinLetters);

/// The person's family name in Latin letters. Required if the name has a character outside Latin-1 and a family name.
pub(super) const LAST_NAME: Field = Field::optional("transliteratedLastName", PERSON).read_by_rule().written_in(NormalForm::LatinLetters);

/// The legal name of the business in Latin letters. Required if the name has a character outside Latin-1.
pub(super) const LEGAL_NAME: Field =
    Field::optional("transliteratedBusinessLegalName", COMPANY).read_by_rule().written_in(NormalForm::LatinLetters);

const PERSON: Kind = Kind::Text { max: Some(256) };
const COMPANY: Kind = Kind::Text { max: Some(1024) };

/// Checks a transliteration: it has Latin letters only, and is required if one of these names has others. They are a
/// whole name, or the given name and the family name.
pub(super) fn check(input: &Fields, field: &str, is_given: bool, names: &[Input]) -> Option<Fault> {
    let text = |name| input.get(name).text();
    let owner = match field.strip_prefix("transliterated")? {
        "FirstName" => Some("individual"),
        "LastName" if has_family_name(names) => Some("individual"),
        "BusinessLegalName" => Some("business"),
        _ => None,
    };
    let has_foreign_name = || names.iter().filter_map(|name| name.text()).any(|name| !is_latin_1(name));
    let code = match text(field).filter(|_| is_given) {
        Some(text) if text.chars().any(is_refused) => IssueCode::NotLatin,
        None if owner.is_some() && text("type") == owner && has_foreign_name() => IssueCode::Required,
        _ => return None,
    };
    Some(code.into())
}

/// Returns whether there is a family name: the second of two names, or more than one word in the first.
fn has_family_name(names: &[Input]) -> bool {
    let words =
        |name: &Input| name.text().map_or(0, |name| name.split(is_space).filter(|word| !word.is_empty()).count());
    names.get(1).is_some_and(|name| words(name) > 0) || names.first().is_some_and(|name| words(name) > 1)
}

/// Whether a transliteration may not have the character. Control characters have an issue of their own.
fn is_refused(c: char) -> bool {
    !is_letter_or_ascii(c) && !is_control(c)
}
