//! What the functions of a declared provider get, chosen from the fields of all providers' applicants.

use std::mem::discriminant;

use super::members::CUSTOMER_ID;
use super::{declared, kept};
use crate::client::onboarding::applicant::{APPLICANT, CUSTOMER_TYPE, PHONE};
use crate::rules::field::country::Alphabet;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::field::text::is_blank;
use crate::rules::findings::{Findings, PathStep};
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::shape::{Case, Field, Fields, Kind, Shape};
use crate::rules::words::words;
use crate::value::input::{Input, Members};
use crate::value::untrusted::UntrustedValue;

/// The fields that a form may ask for: each is also one of `APPLICANT`.
const OF_FORMS: [&str; 8] =
    ["email", "phone", "address", "firstName", "lastName", "birthDate", "nationality", "business"];

/// Returns the fields that a definition may list, and their kinds. That of a whole is empty.
///
/// ```
/// let fields = kyclink::package::applicant_fields();
/// let has = |name: &str, kind: &str| fields.iter().any(|field| (&*field.0, field.1) == (name, kind));
/// assert!(has("email", "email") && has("address", "") && has("address.state", "state") && !has("business", ""));
/// ```
pub fn applicant_fields() -> Vec<(String, &'static str)> {
    let is_kind = |kind: &Kind, known: &Kind| discriminant(kind) == discriminant(known);
    let word = |kind| KINDS.iter().find(|(_, known)| is_kind(kind, known)).map(|(word, _)| *word).unwrap_or_default();
    let fields = || APPLICANT.fields.iter().filter(|field| OF_FORMS.contains(&field.name));
    let parts = |field: &'static Field| match field.kind {
        Kind::Object(shape) => {
            let path = |part: &Field| [field.name, ".", part.name].concat();
            shape.fields.iter().map(|part| (path(part), word(&part.kind))).collect()
        }
        _ => vec![],
    };
    // The whole of a business has fields that no provider needs together.
    let wholes = fields().filter(|field| field.name != "business");
    wholes.map(|field| (field.name.to_owned(), word(&field.kind))).chain(fields().flat_map(parts)).collect()
}

/// The kinds of fields by the words of tables.
static KINDS: [(&str, Kind); 12] = [
    ("individual", Kind::Choice(words!["individual"])),
    ("business", Kind::Choice(words!["business"])),
    ("type", Kind::Choice(CUSTOMER_TYPE)),
    ("text", Kind::Text { max: None }),
    ("email", Kind::Email),
    ("phone", Kind::Phone(&PHONE)),
    ("country", Kind::Country(Alphabet::Alpha2)),
    ("state", Kind::Subdivision(SubdivisionRule::Code)),
    ("postalCode", Kind::PostalCode),
    ("date", Kind::PastDate),
    ("redirectUri", Kind::RedirectUri),
    ("customerId", Kind::CustomerId(&CUSTOMER_ID)),
];

/// Makes the shape of the fields of a table: `[{ name, kind | parts, required, when? }]`.
pub(super) fn shape(table: &'static UntrustedValue<'static>) -> Option<&'static Shape> {
    let mut fields = Vec::new();
    for given in table.list()? {
        let case = |customer_type| -> &'static Case { kept(("type", customer_type)) };
        fields.push(Field {
            required: given.field("required").is_some_and(UntrustedValue::is_true),
            when: given.text_of("when").map(case),
            ..Field::optional(given.text_of("name")?, kind(given)?)
        });
    }
    Some(kept(Shape { cross_field_rule: Some(require), ..Shape::of(fields) }))
}

fn kind(given: &'static UntrustedValue<'static>) -> Option<Kind> {
    if let Some(parts) = given.field("parts") {
        return shape(parts).map(Kind::Object);
    }
    let word = given.text_of("kind")?;
    KINDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
}

/// Cross-field rule of an applicant: what one type must have and the other may leave out. `requiredOf` of the table lists
/// it by type, each as the name of a field and that of a part, which is empty for the field itself. What the functions
/// get is not checked again: it is made of an applicant that was.
fn require(input: &Fields, field: &str, is_given: bool, findings: &mut Findings) -> Option<Fault> {
    let known = declared().find(|known| std::ptr::eq(known.provider.onboarding.operation.shape, input.shape))?;
    let required = known.table.field("requiredOf")?.field(input.get("type").text()?)?;
    let of_field = required.list()?.iter().filter_map(UntrustedValue::pair).filter(|(name, _)| *name == field);
    for (_, part) in of_field {
        if part.is_empty() && !is_given {
            return Some(IssueCode::Required.into());
        }
        if !part.is_empty() && lacks(input.get(field), part) {
            findings.at(PathStep::Member(part)).issue(IssueCode::Required.into());
        }
    }
    None
}

/// Whether an object has nothing to see in this part.
fn lacks(object: Input, part: &str) -> bool {
    let Input::Object(Members::Tree(object)) = object else { return false };
    object.get(part).is_none_or(|value| value.is_absent() || value.text().is_some_and(is_blank))
}
