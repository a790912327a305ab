//! The fields of an applicant that a declared provider takes, chosen from those of all providers.

use super::{find, kept};
use crate::client::onboarding::applicant::APPLICANT;
use crate::client::onboarding::field_names::FieldNames;
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::shape::{Case, Field, Fields, Kind, Shape};
use crate::rules::words::Words;
use crate::value::untrusted::UntrustedValue;

/// The types of an applicant, and a field that only one of them has.
static TYPES: [&str; 2] = ["individual", "business"];
static PERSON: Case = ("type", "individual");
static BUSINESS: Case = ("type", "business");

/// The fields that the program sets, not a form.
const OF_PROGRAM: [&str; 3] = ["type", "reference", "redirectUri"];

/// The fields that a form may ask for: each is also one of `APPLICANT`.
const OF_FORMS: [&str; 8] =
    ["email", "phone", "address", "firstName", "lastName", "birthDate", "nationality", "business"];

fn fields() -> impl Iterator<Item = &'static Field> {
    APPLICANT.fields.iter().filter(|field| OF_FORMS.contains(&field.name))
}

/// Returns the names that a table may list.
///
/// ```
/// let names = kyclink::package::applicant_fields();
/// assert!(["email", "address", "address.country", "business.legalName"].iter().all(|name| names.contains(&name.to_string())));
/// ```
pub fn applicant_fields() -> Vec<String> {
    let parts = |field: &'static Field| match field.kind {
        Kind::Object(shape) => shape.fields.iter().map(|part| [field.name, ".", part.name].concat()).collect(),
        _ => vec![],
    };
    // The whole of a business has fields that no provider needs together.
    let whole = |field: &&Field| field.name != "business";
    let wholes = fields().filter(whole).map(|field| field.name.to_owned());
    wholes.chain(fields().flat_map(parts)).collect()
}

/// What an applicant must satisfy.
pub(super) struct Rules {
    types: Words,
    fields: Vec<Field>,
    /// The fields that one type must have and the other need not.
    mixed: Vec<(&'static str, &'static Case)>,
}

/// How an unused field is used.
const UNUSED: (i64, i64) = (0, 0);

/// Whether no type of applicant may leave a field out that it has.
const fn is_required(person: i64, business: i64) -> bool {
    person != 1 && business != 1
}

impl Rules {
    /// Reads the fields of a table; `None` if there are none, or if a name is not a field of an applicant. The number of a
    /// field says how it is used: 1 where it is optional and 2 where it is required, times three for a business.
    pub(super) fn parse(table: &UntrustedValue) -> Option<Self> {
        let listed = table.field("fields")?.object()?;
        let mut left = listed.len();
        let mut use_of = |name: &str| match listed.get(name).and_then(UntrustedValue::integer) {
            Some(number @ 1..=8) => {
                left = left.saturating_sub(1);
                (number % 3, number / 3)
            }
            _ => UNUSED,
        };
        let mut rules = Self { types: Words::new(&[]), fields: vec![], mixed: vec![] };
        let (mut has_person, mut has_business) = (false, false);
        for field in fields() {
            let (mut uses, mut kind) = (use_of(field.name), field.kind);
            if let (Kind::Object(shape), UNUSED) = (kind, uses) {
                let mut parts = Vec::new();
                for part in shape.fields {
                    let (person, business) = use_of(&[field.name, ".", part.name].concat());
                    if (person, business) != UNUSED {
                        parts.push(Field { required: is_required(person, business), ..*part });
                        uses = (uses.0.max(person), uses.1.max(business));
                    }
                }
                kind = Kind::Object(kept(Shape::new(parts.leak())));
            }
            let (person, business) = uses;
            let when = match uses {
                UNUSED => continue,
                (_, 0) => Some(&PERSON),
                (0, _) => Some(&BUSINESS),
                _ => None,
            };
            if when.is_none() && person != business {
                rules.mixed.push((field.name, if person > business { &PERSON } else { &BUSINESS }));
            }
            (has_person, has_business) = (has_person || person > 0, has_business || business > 0);
            let required = is_required(person, business);
            rules.fields.push(Field { required, when, ..Field::optional(field.name, kind) });
        }
        rules.types = Words::new(match (has_person, has_business) {
            (true, true) => &TYPES,
            (true, false) => &["individual"],
            _ => &["business"],
        });
        (left == 0 && (has_person || has_business)).then_some(rules)
    }

    /// Makes the shape of an input with these fields, those that the program sets, and others.
    pub(super) fn shape(&self, needs_reference: bool, others: &[Field]) -> &'static Shape {
        let reference = Kind::Text { max: None };
        let mut fields = vec![Field::required("type", Kind::Choice(self.types))];
        fields.extend(self.fields.iter().copied());
        fields.push(Field { required: needs_reference, ..Field::optional("reference", reference) });
        fields.push(Field::optional("redirectUri", Kind::RedirectUri));
        fields.extend_from_slice(others);
        let shape = Shape::new(fields.leak());
        kept(if self.mixed.is_empty() { shape } else { Shape { cross_field_rule: Some(require), ..shape } })
    }

    /// The names of all fields, which are the same in the input and in the applicant.
    pub(super) fn field_names(&self) -> FieldNames {
        let names = self.fields.iter().map(|field| field.name).chain(OF_PROGRAM);
        names.map(|name| (name, name)).collect::<Vec<_>>().leak()
    }
}

/// Cross-field rule: a field that only one type must have.
fn require(input: &Fields, field: &str, is_given: bool) -> Option<Fault> {
    let shapes = |known: &super::Declared| {
        let create = known.provider.endpoints.iter().map(|endpoint| endpoint.operation);
        known.provider.form_operations.iter().copied().chain(create).any(|one| std::ptr::eq(one.shape, input.shape))
    };
    let (_, (name, value)) = find(shapes)?.rules.mixed.iter().find(|(name, _)| *name == field)?;
    (!is_given && input.get(name).text() == Some(*value)).then_some(IssueCode::Required.into())
}
