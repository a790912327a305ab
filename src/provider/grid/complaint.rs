//! Error answers: `{status, code, message, details?}` in the specification, `{code, reason, details?}` on the wire.
//!
//! `details.errors` lists every wrong field at once; older answers name one in `details` itself.

use crate::draft::Draft;
use crate::http::HttpResponse;
use crate::provider::failure::{Complaint, FieldComplaint};

pub(super) fn read(response: &HttpResponse) -> Complaint {
    let body = response.body.json();
    let code = body.owned_text_of("code");
    let details = body.field("details").unwrap_or(&Draft::Null);
    let fields = match details.field("errors").and_then(Draft::list) {
        Some(errors) => errors.iter().map(|error| field(error, "message")).collect(),
        None if details.field("field").is_some() => vec![field(details, "reason")],
        None => vec![],
    };
    Complaint {
        message: body.owned_text_of("reason").or_else(|| body.owned_text_of("message")),
        // A day's volume does not come back by waiting a moment.
        is_final: code.as_deref() == Some("DAILY_VOLUME_LIMIT_EXCEEDED"),
        code,
        fields,
        ..Complaint::default()
    }
}

fn field(error: &Draft, message: &str) -> FieldComplaint {
    FieldComplaint { pointer: error.owned_text_of("field"), parameter: None, message: error.owned_text_of(message) }
}
