//! Request bodies: how they are written, and how much of them is read.

use super::response::Refusal;
use super::run::{Flow, HandlerRun};
use super::step::{BodyKind, Effect};
use crate::value::untrusted::UntrustedValue;

/// The size limit of a body that a page sends, in bytes.
const MAX_BYTES: i64 = 16 * 1024;
/// The size limit of a webhook delivery, in bytes.
const MAX_WEBHOOK_BYTES: i64 = 1 << 20;

/// A request body that has not been validated.
pub(super) struct RequestBody<'a> {
    pub(super) content: &'a UntrustedValue<'a>,
    /// The idempotency key, which a form carries in a field.
    pub(super) form_key: Option<&'a str>,
}

/// Reads the body without the named fields. A request without a body has null content.
pub(super) fn read<'a>(
    run: &mut HandlerRun<'a>,
    kind: Option<BodyKind>,
    without: &'static [&'static str],
) -> Flow<RequestBody<'a>> {
    let Some(kind) = kind else { return Ok(RequestBody { content: &UntrustedValue::Null, form_key: None }) };
    let max_bytes = if kind == BodyKind::Bytes { MAX_WEBHOOK_BYTES } else { MAX_BYTES };
    let outcome = run.require(|| Effect::ReadBody { kind, max_bytes, without })?;
    match outcome.text_of("refused") {
        None => Ok(RequestBody {
            content: outcome.field("body").unwrap_or(&UntrustedValue::Null),
            form_key: outcome.text_of("key"),
        }),
        Some("payload_too_large") => run.refuse(Refusal::PAYLOAD_TOO_LARGE),
        Some("request_timeout") => run.refuse(Refusal::REQUEST_TIMEOUT),
        Some(_) => run.refuse(Refusal::MALFORMED),
    }
}
