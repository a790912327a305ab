//! Which field of an operation takes which field of an applicant, looked up in both directions.

use crate::value::untrusted::Object;

/// Pairs of an operation's field and the applicant's field that fills it.
pub(crate) type FieldNames = &'static [(&'static str, &'static str)];

/// Returns the applicant's values under the operation's field names.
pub(crate) fn translate<'a>(applicant: &Object<'a>, names: FieldNames) -> Object<'a> {
    let mut input = Object::with_capacity(names.len());
    for (name, applicant_name) in names {
        // If two of the applicant's fields fill the same field, the first that is given counts.
        if let Some(value) =
            applicant.get(applicant_name).filter(|value| !value.is_absent() && input.get(name).is_none())
        {
            input.push(*name, value.clone());
        }
    }
    input
}

/// Returns the applicant's name for an operation's field.
pub(crate) fn applicant_name(field: &str, names: FieldNames) -> Option<&'static str> {
    names.iter().find(|(name, _)| *name == field).map(|(_, applicant_name)| *applicant_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::Json;
    use crate::value::untrusted::UntrustedValue;

    #[test]
    fn the_first_field_that_is_given_fills_another() {
        let names: FieldNames = &[("taxId", "ein"), ("taxId", "vatId"), ("name", "legalName")];
        for (given, expected) in [
            (r#"{"ein":"1","vatId":"2","legalName":"Acme"}"#, r#"{"taxId":"1","name":"Acme"}"#),
            (r#"{"ein":null,"vatId":"2"}"#, r#"{"taxId":"2"}"#),
        ] {
            let applicant = UntrustedValue::from_json(given).unwrap();
            let translated = translate(applicant.object().unwrap(), names);
            assert_eq!(UntrustedValue::Object(translated).to_json(), expected);
        }
        // What a provider says of it is about the first.
        assert_eq!(
            ["taxId", "name", "other"].map(|name| applicant_name(name, names)),
            [Some("ein"), Some("legalName"), None]
        );
    }
}
