//! Renders which operation answers for each field of a provider of one's own: one whose field has the same rule.

use kyclink::provider::PROVIDERS;
use kyclink::{APPLICANT, Field, Kind, MISSING_FIELDS, Operation, Shape};

use crate::PACK_HEAD;

/// What no form of a provider of one's own asks for.
const OF_BUILT_IN: [&str; 4] = ["currencies", "region", "endUserTermsConsent", "agreementConsents"];

/// Renders `lib/form/field-rules.js`.
pub(super) fn js() -> String {
    let mut rows = String::new();
    for field in APPLICANT.fields.iter().filter(|field| !OF_BUILT_IN.contains(&field.name)) {
        rows += &row(field, &[field.name]);
        if let Kind::Object(shape) = field.kind {
            shape.fields.iter().for_each(|part| rows += &row(part, &[field.name, part.name]));
        }
    }
    format!(
        "{PACK_HEAD}
/** Per field of an applicant: the operation that has a field with the same rule, that field, and the message about a missing one. */
export const FIELD_RULES = {{
{rows}}};
"
    )
}

fn row(field: &Field, path: &[&str]) -> String {
    let (operation, carrier) = carrier(field, path);
    let message = missing(path);
    let kind = match field.kind {
        Kind::Text { .. } => "\"text\"",
        Kind::Subdivision(_) | Kind::PostalCode => "\"local\"",
        _ => "undefined",
    };
    let required = u8::from(field.required);
    format!("  {:?}: [{operation:?}, {carrier:?}, {message:?}, {kind}, {required}],\n", path.join("."))
}

/// Returns the message about a missing field, as the wrapper's `listedName` finds it.
fn missing(path: &[&str]) -> &'static str {
    let (last, parent) = (path.last().copied().unwrap_or_default(), path.first().copied().unwrap_or_default());
    let of = |wanted: &str| MISSING_FIELDS.iter().find(|(name, _)| *name == wanted).map(|(_, sentence)| *sentence);
    of(&[parent, ".", last].concat()).or_else(|| of(last)).unwrap_or_default()
}

/// Finds a field with the same rule: of the same name where there is one, otherwise any. A test demands that there is one.
fn carrier(field: &Field, path: &[&str]) -> (&'static str, String) {
    let mut operations: Vec<_> = PROVIDERS.iter().map(|provider| provider.onboarding.operation).collect();
    // What an operation requires must be given beside the field.
    operations.sort_by_key(|operation| operation.shape.fields.iter().filter(|field| field.required).count());
    let same = |operation: &&Operation| {
        let (last, parents) = path.split_last()?;
        let shape = parents.iter().try_fold(operation.shape, |shape, name| match find(shape, name)?.kind {
            Kind::Object(inner) => Some(inner),
            _ => None,
        })?;
        has_rule(find(shape, last)?, field).then(|| (operation.name, path.join(".")))
    };
    let similar = |operation: &&Operation| {
        let found = operation.shape.fields.iter().find(|other| has_rule(other, field))?;
        Some((operation.name, found.name.to_owned()))
    };
    let found = operations.iter().find_map(same).or_else(|| operations.iter().find_map(similar));
    found.unwrap_or_default()
}

fn find(shape: &'static Shape, name: &str) -> Option<&'static Field> {
    shape.fields.iter().find(|field| field.name == name)
}

/// Whether a field says the same about every value, and does not insist on one where an applicant's is optional.
fn has_rule(field: &Field, wanted: &Field) -> bool {
    let is_plain = field.when.is_none() && !field.is_latin && !field.is_read_by_rule;
    is_plain && (!field.required || wanted.required) && is_same(&field.kind, &wanted.kind)
}

fn is_same(one: &Kind, other: &Kind) -> bool {
    match (one, other) {
        (Kind::Text { max }, Kind::Text { max: other }) => max == other,
        (Kind::Phone(one), Kind::Phone(other)) => {
            (one.min, one.max, one.leading_zero, one.pattern) == (other.min, other.max, other.leading_zero, other.pattern)
        }
        (Kind::Country(one), Kind::Country(other)) => one == other,
        (Kind::Subdivision(one), Kind::Subdivision(other)) => one == other,
        (Kind::Choice(one), Kind::Choice(other)) => one.iter().eq(other.iter()),
        (Kind::Email, Kind::Email)
        | (Kind::PostalCode, Kind::PostalCode)
        | (Kind::PastDate, Kind::PastDate)
        | (Kind::RedirectUri, Kind::RedirectUri)
        // Only what is no object is asked about as a whole.
        | (Kind::Object(_), Kind::Object(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_field_has_an_operation_with_its_rule_and_a_message() {
        let text = super::js();
        assert!(text.contains(r#""address.state": [""#) && !text.contains(r#""""#), "{text}");
    }
}
