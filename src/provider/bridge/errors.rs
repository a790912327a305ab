//! Error responses: `{code, message, source?: {location, key}}` by the schema, with a `key` that is names or an object
//! of messages by field; `{code, message, location?, name?}` in the examples of 400 and 401; `{errors: [{code,
//! message}]}` in that of 500. Any endpoint may respond with any of them.

use super::fields::from_wire;
use crate::client::http::HttpResponse;
use crate::client::http::provider_error::{ErrorForm, FieldError, ProviderError};
use crate::value::untrusted::UntrustedValue;

/// Codes are words in lower case, and `Invalid` in an example. No document shows the id of a request.
pub(super) const FORM: ErrorForm = ErrorForm { is_code, is_correlation_id: |_| false, formats: &[] };

/// Whether this is written like `bad_customer_request`. None of the codes in the documents has a digit.
fn is_code(code: &str) -> bool {
    code == "Invalid" || code.split('_').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
}

pub(super) fn parse(response: &HttpResponse) -> ProviderError {
    let mut error = ProviderError::parse(response);
    let body = response.body.json();
    let listed = body.field("errors").and_then(UntrustedValue::list).and_then(<[_]>::first);
    if let Some(first) = listed.filter(|first| error.code.is_none() && first.text_of("code").is_some()) {
        // The list has errors, not fields.
        (error.code, error.message) = (first.owned_text_of("code"), first.owned_text_of("message"));
        error.fields.clear();
    }
    let source = body.field("source");
    let location = source.unwrap_or(body).text_of("location");
    // A header is not a field of the input.
    if location != Some("header") {
        add_fields(&mut error, source.and_then(|source| source.field("key")).or_else(|| body.field("name")));
    }
    error.is_transient = match (response.status, error.code.as_deref()) {
        // "Unexpected error. User may try and send the request again."
        (500, Some("unexpected")) => true,
        // "Retry the same request later with the same idempotency key."
        (409, Some("resource_state_conflict")) => true,
        _ => false,
    };
    // Seen in public client code only.
    error.hint = (error.code.as_deref() == Some("not_truly_idempotent")).then_some(
        "The idempotency key was used with another input: pass the same input again, or a new key for a new create."
            .into(),
    );
    // The body then contains the link of the email address's owner. Nothing may read it.
    error.is_conflict = error.code.as_deref() == Some("duplicate_record");
    error
}

/// Adds a field error for each of the names, which are separated by commas or those of an object of messages.
fn add_fields(error: &mut ProviderError, names: Option<&UntrustedValue>) {
    let field = |name: &str, message: Option<&str>| FieldError {
        pointer: Some(name.trim().to_owned()),
        own_pointer: Some(from_wire(name.trim())),
        message: message.map(str::to_owned),
        ..FieldError::default()
    };
    match names {
        Some(UntrustedValue::Text(names)) => {
            error.add_fields(names.split(',').filter(|name| !name.trim().is_empty()).map(|name| field(name, None)));
        }
        Some(UntrustedValue::Object(messages)) => {
            error.add_fields(messages.iter().map(|(name, message)| field(name, message.text())));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_another_input_has_a_message_of_its_own() {
        use crate::client::http::Body;
        for (code, expected) in [("not_truly_idempotent", true), ("invalid", false)] {
            let body = UntrustedValue::from_json(&format!(r#"{{"code":"{code}"}}"#)).unwrap();
            let response = HttpResponse { status: 400, headers: vec![], body: Body::Json(body) };
            assert_eq!(parse(&response).hint.is_some_and(|hint| hint.contains("a new key")), expected, "{code}");
        }
    }

    #[test]
    fn a_code_looks_like_those_in_the_documents() {
        for code in ["required", "invalid", "Invalid", "bad_customer_request", "duplicate_record", "unexpected"] {
            assert!(is_code(code), "{code}");
        }
        for text in [
            "",
            "_",
            "invalid_",
            "_invalid",
            "in__valid",
            "Jane",
            "INVALID",
            "invalid code",
            "code1",
            "jane@example.com",
            "+14155550123",
            "m\u{fc}ller",
            "a\n",
            "kyc_link.created",
        ] {
            assert!(!is_code(text), "{text}");
        }
    }
}
