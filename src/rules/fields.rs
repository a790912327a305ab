//! Reads an object of the input: a field by its position in the shape, or by its name.

use crate::rules::field::country::Country;
use crate::rules::field::person_name::{self, PersonName};
use crate::rules::findings::{Findings, PathStep};
use crate::rules::issue::IssueCode;
use crate::rules::person_fields::PersonFields;
use crate::rules::shape::{Field, Fields, Kind, Shape};
use crate::value::input::{EncodedInput, Input, Members};
use crate::value::untrusted::Object;

impl<'a> Fields<'a> {
    /// The fields of an encoded input.
    #[inline]
    pub(crate) fn of_encoded(shape: &'static Shape, encoded: EncodedInput<'a>) -> Self {
        Self { shape, written: shape, found: None, members: Members::Encoded(encoded) }
    }

    /// The fields of a tree, which [`Shape::find`] has found.
    pub(crate) fn of_tree(shape: &'static Shape, object: &'a Object<'a>, found: &'a [Input<'a>]) -> Self {
        Self { shape, written: shape, found: Some(found), members: Members::Tree(object) }
    }

    /// Returns this object as one of a smaller form, which has these values.
    pub(crate) fn in_form(&self, form: &'static Shape, found: &'a [Input<'a>]) -> Self {
        Self { shape: form, found: Some(found), ..*self }
    }

    /// Returns the step of a path to the field at a position of the shape.
    #[inline]
    pub(crate) fn step(&self, field: &Field, position: usize) -> PathStep<'static> {
        let is_form = !std::ptr::eq(self.shape, self.written);
        let written = if is_form { self.written.position(field.name) } else { None };
        PathStep::Field(field.name, written.unwrap_or(position))
    }

    /// Returns the value of the field at a position of the shape. A word may be a number.
    #[inline(always)]
    pub(crate) fn at(&self, position: usize) -> Input<'a> {
        match (self.found, self.members) {
            (None, Members::Encoded(encoded)) => encoded.field(position),
            (found, _) => found.and_then(|found| found.get(position)).copied().unwrap_or(Input::Null),
        }
    }

    /// Returns a bit for each field that the type of the applicant must have, or that the caller requires of this person,
    /// the lowest for the first.
    #[inline]
    pub(crate) fn demanded(&self, findings: &mut Findings) -> u32 {
        let Findings { person_fields, is_individual, .. } = findings;
        let required_of = self.shape.required_of;
        if required_of.is_none() && *person_fields == PersonFields::NONE {
            return 0;
        }
        // The whole input has a type; its parts have none.
        match self.get("type").text() {
            Some("individual") => *is_individual = Some(true),
            Some("business") => *is_individual = Some(false),
            _ => {}
        }
        let [of_individual, of_business] = required_of.copied().unwrap_or_default();
        match is_individual {
            Some(true) => self
                .joined(*person_fields)
                .iter()
                .filter_map(|name| self.shape.position(name))
                .fold(of_individual, |all, position| all | 1 << position),
            Some(false) => of_business,
            None => 0,
        }
    }

    /// Returns which of the fields are required of this person: one name is enough where the provider has one field for it.
    fn joined(&self, person_fields: PersonFields) -> PersonFields {
        match self.shape.joins_names {
            true => person_fields.joining_names(PersonFields::NAMES.iter().any(|name| self.has(name))),
            false => person_fields,
        }
    }

    /// Returns a bit for each field that has to be checked, the lowest for the first. `demanded` are those that the
    /// caller requires. If the object has no rules of its
    /// own, most absent fields and all that need no check can be skipped.
    #[inline]
    pub(crate) fn to_check(&self, demanded: u32) -> u32 {
        let Shape { may_be_missed, is_common, .. } = self.shape;
        let may_be_missed = may_be_missed | demanded;
        match (self.found, self.members) {
            (None, Members::Encoded(encoded)) if !self.shape.has_rules() => {
                let [given, unchecked] = encoded.marks();
                may_be_missed & !given | given & !(unchecked & is_common)
            }
            // The walk ends after the last field.
            _ => u32::MAX,
        }
    }

    /// Returns the fields and their values, in the shape's order.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static Field, Input<'a>)> {
        self.shape.fields.iter().enumerate().map(|(position, field)| match (&field.kind, self.at(position)) {
            (Kind::Choice(words), Input::Word(number)) => {
                (field, words.iter().nth(number).map_or(Input::Null, Input::Text))
            }
            (_, value) => (field, value),
        })
    }

    /// Returns the value of a field; null if the shape does not have the field.
    pub(crate) fn get(&self, name: &str) -> Input<'a> {
        self.iter().find(|(field, _)| field.name == name).map_or(Input::Null, |(_, value)| value)
    }

    /// Returns whether the object has the field, and it is given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.iter().any(|(field, value)| field.name == name && field.applies(self) && !field.is_absent(value))
    }

    /// Returns whether a field has a placeholder instead of a person's name. What a provider calls a full name may be that
    /// of a business.
    pub(crate) fn has_filler(&self, field: &Field, value: Input) -> bool {
        let (Some(part), Some(name)) = (field.person_name, value.text()) else { return false };
        let given = match part {
            PersonName::Full if self.get("type").text() == Some("business") => return false,
            PersonName::Family { given } => self.get(given).text(),
            _ => None,
        };
        person_name::is_filler(name, part, given)
    }

    /// Returns the country of an address, which decides how its state and postal code are checked.
    pub(crate) fn country(&self) -> Option<Country> {
        Country::parse(self.at(self.shape.country?).text()?).ok()
    }

    /// Returns the warning if the object is omitted.
    pub(crate) fn omission(&self) -> Option<IssueCode> {
        self.shape.omit_when?(self.country()?, &|name| self.has(name))
    }
}
