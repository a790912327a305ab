//! Error responses: `{status, code, message, details?}` in the specification, `{code, reason, details?}` on the wire, both
//! read by shape. `details.errors` lists every wrong field at once; older responses name one in `details` itself.

use crate::http::HttpResponse;
use crate::provider::failure::Complaint;

pub(super) fn read(response: &HttpResponse) -> Complaint {
    let mut complaint = Complaint::of(response);
    // A day's volume does not come back by waiting a moment.
    complaint.is_final = complaint.code.as_deref() == Some("DAILY_VOLUME_LIMIT_EXCEEDED");
    // A dependency of Grid's has failed: the documents advise to try again.
    complaint.passes = response.status == 424;
    complaint
}
