//! Every field of every operation as it was last reviewed: its kind, limits and words, whether it is required, and of
//! which customers. A field of another kind may agree with all vectors, and would still send something else.
//!
//! After an intended change, `KYCLINK_UPDATE=1 cargo test --test it every_field` rewrites the list: read its diff against
//! the provider's documents.

use std::collections::BTreeSet;

use kyclink::{Field, Kind, NormalForm, PersonName, Shape, operations};

use crate::integration::reviewed::assert_reviewed;
use crate::rules::shape::chains;

#[test]
fn every_field_is_as_it_was_reviewed() {
    let mut fields = BTreeSet::new();
    for operation in operations() {
        fields.insert(format!("{} / object{}", operation.name, of_shape(operation.shape)));
        for chain in chains(operation.shape) {
            let path: String = chain.iter().map(|field| format!("/{}", field.name)).collect();
            fields.insert(format!("{} {path} {}", operation.name, of_field(chain[chain.len() - 1])));
        }
    }
    assert_reviewed("fields.txt", &fields);
}

fn of_field(field: &Field) -> String {
    let required = if field.required { "required " } else { "" };
    let by_rule = if field.is_read_by_rule { ", read by a rule" } else { "" };
    let form = match field.normal_form {
        NormalForm::AsTyped => "",
        NormalForm::Latin1 => ", in Latin-1",
        NormalForm::LatinLetters => ", in Latin letters",
        NormalForm::Code => ", as a code",
        other => panic!("{other:?} has no words"),
    };
    let case = field.when.map(|(name, value)| format!(", if {name} is {value}")).unwrap_or_default();
    let name = match field.person_name {
        None => String::new(),
        Some(PersonName::Full) => ", a full name".to_owned(),
        Some(PersonName::Given) => ", a given name".to_owned(),
        Some(PersonName::Family { given }) => format!(", the family name beside {given}"),
        Some(other) => panic!("{other:?} has no words"),
    };
    format!("{required}{}{by_rule}{name}{form}{case}", of_kind(&field.kind))
}

fn of_kind(kind: &Kind) -> String {
    match kind {
        Kind::Text { max: None } => "text".to_owned(),
        Kind::Text { max: Some(max) } => format!("text of at most {max}"),
        Kind::Email => "email".to_owned(),
        Kind::Phone(rule) => {
            let zero = if rule.leading_zero { ", of which the first may be 0" } else { "" };
            format!("phone of {} to {} digits{zero}: {}", rule.min, rule.max, rule.pattern)
        }
        Kind::Country(alphabet) => format!("country in {alphabet:?}"),
        Kind::Subdivision(rule) => format!("subdivision as {rule:?}"),
        Kind::PostalCode => "postal code".to_owned(),
        Kind::Choice(words) => format!("one of {}", words.iter().collect::<Vec<_>>().join(" ")),
        Kind::Pattern(pattern) => format!("pattern {}", pattern.source),
        Kind::CustomerId(pattern) => format!("customer id {}", pattern.source),
        Kind::RedirectUri => "redirect URI".to_owned(),
        Kind::PastDate { from } => format!("date from {from}"),
        Kind::Timestamp => "timestamp".to_owned(),
        Kind::Integer(range) => format!("integer from {} to {}", range.min, range.max),
        Kind::Flag => "flag".to_owned(),
        Kind::Open(open) => format!("open object, {:?}", open.depth),
        Kind::Object(shape) => format!("object{}", of_shape(shape)),
        Kind::List(kind) => format!("list of {}", of_kind(kind)),
    }
}

/// What holds for a whole object.
fn of_shape(shape: &Shape) -> String {
    let any_of = shape.any_of();
    let any_of = if any_of.is_empty() { String::new() } else { format!(", with one of {}", any_of.join(" ")) };
    let open = if shape.is_open() { ", with other members" } else { "" };
    let minimal = shape.minimal_form().map(|form| {
        let names: Vec<_> = form.fields.iter().map(|field| format!("{} ({})", field.name, of_field(field))).collect();
        format!(", or only {}", names.join(" "))
    });
    format!("{any_of}{open}{}", minimal.unwrap_or_default())
}
