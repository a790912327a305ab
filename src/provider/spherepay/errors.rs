//! Error responses. There are five shapes, any endpoint may respond with any of them, and all are parsed by shape. This
//! file has only what is SpherePay's own: its response to an unknown key, its names for the path's parameter, and the
//! codes that are about one field.

use crate::client::http::HttpResponse;
use crate::client::http::provider_error::{ErrorForm, ProviderError};
use crate::value::untrusted::{Object, UntrustedValue};

/// Codes are `area/reason`; ids are 32 digits, which version 1 of the API marks as those of a request.
pub(super) const FORM: ErrorForm = ErrorForm { is_code, is_correlation_id, formats: &[] };

/// The only areas of the documents with a capital letter.
const CAMEL_CASE_AREAS: [&str; 2] = ["bankAccount", "shippingRate"];

/// Whether this is written like `address/country-state-mismatch`; `unauthorized` alone has no area.
fn is_code(code: &str) -> bool {
    let is_area = |area| CAMEL_CASE_AREAS.contains(&area) || is_words(area);
    code == "unauthorized" || code.split_once('/').is_some_and(|(area, reason)| is_area(area) && is_words(reason))
}

/// Whether this is words in lower case, of which each may end with one digit, such as `tos-v2`.
fn is_words(text: &str) -> bool {
    text.split('-').all(|word| {
        let letters = word.strip_suffix(|last: char| last.is_ascii_digit()).unwrap_or(word);
        !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// Whether this is written like `28c61e885c6e5eaa78c1a2183a9b883c`, or like `request_286ec04fadcf439fa1294317417b7e6d`.
fn is_correlation_id(id: &str) -> bool {
    const DIGITS: usize = 32;
    let digits = id.strip_prefix("request_").unwrap_or(id);
    digits.len() == DIGITS && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

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

/// Returns pointers to the field that a code (`area/reason`) is about. A business may have `addresses` instead of
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_looks_like_those_in_the_documents() {
        for code in [
            "address/invalid",
            "address/country-state-mismatch",
            "customer/tos-v2-not-accepted",
            "rate-limit/exceeded",
            "bankAccount/inactive",
            "unauthorized",
        ] {
            assert!(is_code(code), "{code}");
        }
        for text in [
            "",
            "/",
            "internal",
            "address/",
            "/invalid",
            "a/b/c",
            "address/-invalid",
            "address/Invalid",
            "accountName/invalid",
            "INVALID_INPUT",
            "Wackerstrasse-233",
            "wackerstrasse/233",
            "wackerstrasse/house-233",
            "secret_of-ours",
            "kyc.example/x",
            "customer.duplicate",
            "a:b",
            "14155550123",
            "born/1990-01-31",
            "jane@example.com",
            "m\u{fc}ller/unknown",
            "a/b\n",
        ] {
            assert!(!is_code(text), "{text}");
        }
    }

    #[test]
    fn an_id_looks_like_those_in_the_documents() {
        let id = "28c61e885c6e5eaa78c1a2183a9b883c";
        assert!(is_correlation_id(id) && is_correlation_id(&["request_", id].concat()));
        let long = [id, "0"].concat();
        for text in [
            "",
            "request_",
            "request_1",
            "4155550123",
            "+14155550123",
            "1990-01-31",
            "8c61e885c6e5eaa78c1a2183a9b883c",
            &long,
            &id.to_uppercase(),
        ] {
            assert!(!is_correlation_id(text), "{text}");
        }
    }
}
