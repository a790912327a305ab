//! Error responses: five shapes have been seen, any endpoint may answer any of them, and all are read by shape. Here is
//! what only this provider says: its response to an unknown key, its names of the path's parameter, and the codes of its
//! catalogue that are about one field.

use crate::client::http::HttpResponse;
use crate::client::provider_error::ProviderError;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) fn read(response: &HttpResponse) -> ProviderError {
    let mut error = ProviderError::of(response);
    error.bad_credentials = response.body.json().object().is_some_and(is_bad_key);
    error.about = about(error.code.as_deref().unwrap_or_default());
    for field in &mut error.fields {
        if [&field.parameter, &field.pointer].into_iter().flatten().any(|name| is_id(name)) {
            field.parameter = Some("customerId".to_owned());
        }
    }
    error
}

/// The documented response to an unknown key is a 403 with these words and no code.
fn is_bad_key(body: &Object) -> bool {
    body.get("code").is_none_or(UntrustedValue::is_absent) && body.text("detail") == Some("Forbidden resource")
}

/// The path's parameter, by its name of 2025 or of 2026.
fn is_id(parameter: &str) -> bool {
    ["customer_id", "id"].contains(&parameter)
}

/// The field that a code is about (catalogue of codes, `domain/reason`). A business may give a list of addresses instead
/// of one; which of them is meant nobody says.
fn about(code: &str) -> &'static [&'static str] {
    match code {
        "address/invalid" => &["/address", "/addresses"],
        "address/invalid-country" | "customer/unsupported-country" | "customer/restricted-country" => {
            &["/address/country", "/addresses"]
        }
        "address/invalid-state" | "address/country-state-mismatch" | "customer/unsupported-state" => {
            &["/address/state", "/addresses"]
        }
        _ => &[],
    }
}
