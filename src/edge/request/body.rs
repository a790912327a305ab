//! Request bodies: how they are written, and how much of them is read.

use crate::edge::engine::effect::{BodyKind, Effect};
use crate::edge::engine::outcome::{ReceivedBody, Unreadable};
use crate::edge::engine::run::{HandlerRun, OrSuspended, value};
use crate::edge::response::Refusal;
use crate::value::untrusted::UntrustedValue;

/// The size limit of a body that a page sends, in bytes.
const MAX_BYTES: i64 = 16 * 1024;
/// The size limit of a webhook delivery, in bytes.
const MAX_WEBHOOK_BYTES: i64 = 1 << 20;

/// How long a body may take to arrive, in milliseconds.
const MAX_MS: i64 = 10_000;

/// A request body that has not been validated.
pub(crate) struct RequestBody<'a> {
    pub(crate) content: &'a UntrustedValue<'a>,
    /// The idempotency key, which a form carries in a field.
    pub(crate) form_key: Option<&'a str>,
}

/// Reads the body without the named fields. A request without a body has null content.
pub(crate) fn read<'a>(
    run: &mut HandlerRun<'a>,
    kind: Option<BodyKind>,
    without: &'static [&'static str],
) -> OrSuspended<RequestBody<'a>> {
    let Some(kind) = kind else { return Ok(RequestBody { content: &UntrustedValue::Null, form_key: None }) };
    // A slow sender must leave enough time for the provider: the sender must not decide whether a create gets a
    // response.
    let max_ms = (run.provider_timeout() / 3).saturating_sub(run.elapsed_ms()).clamp(0, MAX_MS);
    let max_bytes = if kind == BodyKind::Bytes { MAX_WEBHOOK_BYTES } else { MAX_BYTES };
    match run.require(|| Effect::ReadBody { kind, max_bytes, max_ms, without }, value!(Body(body) => body))? {
        ReceivedBody::Read { content, form_key } => {
            let form_key = form_key.as_deref().filter(|key| !key.is_empty());
            Ok(RequestBody { content, form_key })
        }
        ReceivedBody::Unreadable(Unreadable::TooLarge) => run.refuse(Refusal::PAYLOAD_TOO_LARGE),
        ReceivedBody::Unreadable(Unreadable::TooSlow) => run.refuse(Refusal::REQUEST_TIMEOUT),
        ReceivedBody::Unreadable(Unreadable::Malformed) => run.refuse(Refusal::MALFORMED),
        ReceivedBody::Unreadable(Unreadable::Encoded) => run.refuse(Refusal::UNSUPPORTED_MEDIA_TYPE),
    }
}
