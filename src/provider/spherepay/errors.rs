//! Error responses. There are five shapes, any endpoint may respond with any of them, and all are parsed by shape. This
//! file has only what is SpherePay's own: its response to an unknown key, its names for the path's parameter, and the codes
//! that are about one field.

use crate::client::http::HttpResponse;
use crate::client::provider_error::ProviderError;
use crate::value::untrusted::{Object, UntrustedValue};

/// Parses an error response.
pub(super) fn parse(response: &HttpResponse) -> ProviderError {
    let mut error = ProviderError::parse(response);
    error.is_bad_credentials = response.body.json().object().is_some_and(is_bad_key);
    error.likely_pointers = pointers_of(error.code.as_deref().unwrap_or_default());
    for field in &mut error.fields {
        if [&field.parameter, &field.pointer].into_iter().flatten().any(|name| is_customer_id(name)) {
            field.parameter = Some("customerId".to_owned());
        }
    }
    error
}

/// Whether this is the documented response to an unknown key: a 403 with this detail and no code.
fn is_bad_key(body: &Object) -> bool {
    body.get("code").is_none_or(UntrustedValue::is_absent) && body.text("detail") == Some("Forbidden resource")
}

/// Whether this is the path's parameter, under its name of 2025 or of 2026.
fn is_customer_id(parameter: &str) -> bool {
    ["customer_id", "id"].contains(&parameter)
}

/// Returns pointers to the field that a code (`domain/reason`) is about. A business may have `addresses` instead of
/// `address`; the code does not say which of them it is about.
fn pointers_of(code: &str) -> &'static [&'static str] {
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
