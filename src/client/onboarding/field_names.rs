//! An applicant in a provider's words: which of its fields is which of theirs, read in both directions.

use crate::value::untrusted::Object;

/// Pairs of an operation's field and the applicant's field that it is made of.
pub(crate) type FieldNames = &'static [(&'static str, &'static str)];

/// The applicant's values under the operation's names.
pub(crate) fn translate<'a>(applicant: &Object<'a>, names: FieldNames) -> Object<'a> {
    let mut input = Object::with_capacity(names.len());
    for (theirs, ours) in names {
        // Of two that would be one field the first that is given counts.
        if let Some(value) = applicant.get(ours).filter(|value| !value.is_absent() && input.get(theirs).is_none()) {
            input.push(*theirs, value.clone());
        }
    }
    input
}

/// The applicant's name of an operation's field.
pub(crate) fn name_of(field: &str, names: FieldNames) -> Option<&'static str> {
    names.iter().find(|(theirs, _)| *theirs == field).map(|(_, ours)| *ours)
}
