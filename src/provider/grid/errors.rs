//! Error responses: `{status, code, message, details?}` in the documents, `{code, reason, details?}` in practice, both
//! parsed by shape. `details.errors` lists every wrong field; in older responses `details` itself names one.

use crate::client::field_names::FieldNames;
use crate::client::http::HttpResponse;
use crate::client::http::provider_error::{ErrorForm, ProviderError};

/// Codes are words in upper case. No document shows the id of a request. The formats are those of
/// `FieldError.constraint`.
pub(super) const FORM: ErrorForm = ErrorForm {
    is_code,
    is_correlation_id: |_| false,
    formats: &["email", "tel", "url", "date", "iso3166-1-alpha-2", "bcp47-language-tag", "us-ssn", "e.164"],
};

/// Whether this is written like `INVALID_INPUT`. None of the documented codes has a digit.
fn is_code(code: &str) -> bool {
    code.split('_').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// Names of `CustomerInfoFieldName`, and those of people's names, with the fields of a customer that they stand for. The
/// reason `full_name is required for this platform` is in Grid's own tests; its other reasons are not documented.
pub(super) const PROSE_NAMES: FieldNames = &[
    ("name", "fullName"),
    ("firstName", "fullName"),
    ("lastName", "fullName"),
    ("dateOfBirth", "birthDate"),
    ("phone", "phoneNumber"),
    ("postalAddress", "address"),
    ("countryOfResidence", "address.country"),
    ("companyLegalName", "businessInfo.legalName"),
    ("taxId", "identifier"),
    ("idNumber", "identifier"),
];

pub(super) fn parse(response: &HttpResponse) -> ProviderError {
    let mut error = ProviderError::parse(response);
    // The limit lasts until the next day, longer than any retry waits.
    error.is_final = error.code.as_deref() == Some("DAILY_VOLUME_LIMIT_EXCEEDED");
    // A service behind Grid has failed: the documents advise a retry.
    error.is_transient = response.status == 424;
    error.prose_names = matches!(response.status, 400 | 422).then_some(PROSE_NAMES);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_looks_like_those_in_the_documents() {
        for code in ["INVALID_INPUT", "CONFLICT", "UNRECOGNIZED_MANDATORY_PAYEE_DATA_KEY"] {
            assert!(is_code(code), "{code}");
        }
        for text in [
            "",
            "_",
            "INVALID_",
            "_INPUT",
            "INVALID__INPUT",
            "Invalid_Input",
            "invalid_input",
            "address/invalid",
            "WACKERSTRASSE_233",
            "Wackerstrasse-233",
            "C01X00T478",
            "4155550123",
            "A.B",
            "A:B",
            "SMITH, JANE",
            "JANE@EXAMPLE.COM",
            "M\u{dc}LLER",
            "A\n",
        ] {
            assert!(!is_code(text), "{text}");
        }
    }
}
