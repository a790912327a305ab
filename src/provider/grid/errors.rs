//! Error responses: `{status, code, message, details?}` in the documents, `{code, reason, details?}` in practice, both parsed
//! by shape. `details.errors` lists every wrong field; in older responses `details` itself names one.

use crate::client::http::HttpResponse;
use crate::client::provider_error::ProviderError;

/// Parses an error response.
pub(super) fn parse(response: &HttpResponse) -> ProviderError {
    let mut error = ProviderError::parse(response);
    // The limit lasts until the next day, longer than any retry waits.
    error.is_final = error.code.as_deref() == Some("DAILY_VOLUME_LIMIT_EXCEEDED");
    // A service behind Grid has failed: the documents advise a retry.
    error.is_transient = response.status == 424;
    error
}
