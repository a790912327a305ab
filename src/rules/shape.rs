//! The shape of an input as data: which fields it has, what each holds, which are required.
//!
//! One description serves everything that must agree: validation, normalization, what is sent, JSON Schema, form
//! controls and documentation. A shape is a `static` table; [`walk`](super::walk) reads it.

use crate::rules::field::country::{Alphabet, Country, country_of};
use crate::rules::field::phone::PhoneRule;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::field::{integer, open, pattern};
use crate::rules::issue::{Fault, IssueCode, Words};
use crate::value::untrusted::{Object, UntrustedValue};

/// The fields of an object, in the order in which they are checked and sent.
pub struct Shape {
    /// The fields.
    pub fields: &'static [Field],
    /// Validates a field against its siblings.
    pub(crate) cross_field_rule: Option<CrossFieldRule>,
    /// At least one of these fields must be given; if none is, the first one is reported as missing.
    pub(crate) any_of: &'static [&'static str],
    /// A smaller form of the object, which applies when only fields of that form are given.
    pub(crate) minimal_form: Option<&'static Shape>,
    /// What members that no field describes may hold: they are sent as given. `None`: they are reported and not sent.
    pub(crate) rest: Option<open::Depth>,
    /// Decides when the whole object is left out.
    pub(crate) omit_when: Option<OmitWhen>,
}

/// Validates the named field against its siblings, whether it is given or not.
pub(crate) type CrossFieldRule = fn(&Object, &str, bool) -> Option<Fault>;

/// Returns the warning with which an object is left out, from its country and a test of which fields are given.
pub(crate) type OmitWhen = fn(Country, &dyn Fn(&str) -> bool) -> Option<IssueCode>;

/// The name of a field that selects a variant, and its value in that variant.
pub type Case = (&'static str, &'static str);

/// One field of a [`Shape`].
pub struct Field {
    /// Its name in the input.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be given.
    pub required: bool,
    /// The field exists only where that other field has that value.
    pub when: Option<&'static Case>,
}

/// What a field holds. Exhaustive on purpose: whatever reads shapes (documentation, schemas, tests) must handle each.
pub enum Kind {
    /// Text of at most `max` code points.
    Text {
        /// The maximum, where the provider states one.
        max: Option<u16>,
    },
    /// An email address.
    Email,
    /// A phone number.
    Phone(&'static PhoneRule),
    /// A country, sent in this alphabet.
    Country(Alphabet),
    /// A state or province of the country in the same object.
    Subdivision(SubdivisionRule),
    /// A postal code of the country in the same object.
    PostalCode,
    /// One of a closed list of words.
    Choice(Words),
    /// Text of a pattern that the provider publishes.
    Pattern(&'static pattern::Pattern),
    /// A customer's id at the provider.
    CustomerId(&'static pattern::Pattern),
    /// Where the provider sends the person afterwards.
    RedirectUri,
    /// A date that is not in the future.
    PastDate,
    /// An RFC 3339 timestamp with an offset.
    Timestamp,
    /// A whole number.
    Integer(&'static integer::Range),
    /// `true` or `false`.
    Flag,
    /// An object whose fields the provider does not publish.
    Open(open::Depth),
    /// An object with fields of its own.
    Object(&'static Shape),
    /// A list of one kind.
    List(&'static Kind),
}

impl Shape {
    pub(crate) const fn new(fields: &'static [Field]) -> Self {
        Self { fields, cross_field_rule: None, any_of: &[], minimal_form: None, rest: None, omit_when: None }
    }

    /// Whether members that no field describes are sent as given.
    pub fn is_open(&self) -> bool {
        self.rest.is_some()
    }

    /// The field of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The warning with which the object is left out, if it is.
    pub(crate) fn omission(&self, given: &Object) -> Option<IssueCode> {
        self.omit_when?(country_of(given)?, &|name| self.has(name, given))
    }

    /// Whether the field is given.
    pub(crate) fn has(&self, name: &str, given: &Object) -> bool {
        let field = self.field(name).filter(|field| field.applies(given));
        field.is_some_and(|field| given.get(name).is_some_and(|value| !field.is_absent(value)))
    }
}

impl Field {
    pub(crate) const fn required(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: true, when: None }
    }

    pub(crate) const fn optional(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, when: None }
    }

    /// Restricts the field to one case.
    pub(crate) const fn when(mut self, case: &'static Case) -> Self {
        self.when = Some(case);
        self
    }

    /// Whether the field exists in this variant of the object.
    pub(crate) fn applies(&self, given: &Object) -> bool {
        self.when.is_none_or(|(field, value)| given.text(field) == Some(*value))
    }

    /// Whether the input selects a variant: until it does, no field is reported as unknown.
    pub(crate) fn is_decided(&self, given: &Object) -> bool {
        self.when.is_none_or(|(field, _)| given.get(field).is_some_and(|value| !value.is_absent()))
    }

    /// Whether the value counts as not given: white space alone does in free text.
    pub(crate) fn is_absent(&self, value: &UntrustedValue) -> bool {
        let is_blank = |text: &str| text.trim().is_empty();
        value.is_absent() || (self.kind.is_free_text() && value.text().is_some_and(is_blank))
    }
}

impl Kind {
    /// Whether any text will do.
    pub(crate) fn is_free_text(&self) -> bool {
        matches!(self, Self::Text { .. } | Self::Subdivision(_) | Self::PostalCode)
    }
}
