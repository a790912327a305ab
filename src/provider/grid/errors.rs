//! Error responses: `{status, code, message, details?}` in the specification, `{code, reason, details?}` on the wire, both
//! read by shape. `details.errors` lists every wrong field at once; older responses name one in `details` itself.

use crate::client::http::HttpResponse;
use crate::client::provider_error::ProviderError;

pub(super) fn read(response: &HttpResponse) -> ProviderError {
    let mut error = ProviderError::of(response);
    // A day's volume does not come back by waiting a moment.
    error.is_final = error.code.as_deref() == Some("DAILY_VOLUME_LIMIT_EXCEEDED");
    // A dependency of Grid's has failed: the documents advise to try again.
    error.passes = response.status == 424;
    error
}
