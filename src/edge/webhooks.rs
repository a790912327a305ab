//! Webhook deliveries: verified, and handled once per event. An event counts as handled once `onEvent` has succeeded.

use super::body;
use super::customer::CustomerRef;
use super::gate::limit_rate;
use super::json_fields::JsonFields;
use super::record::IfUnreadable;
use super::response::{Content, Refusal, Response};
use super::run::{End, HandlerRun, integer, no_value, value};
use super::status::{record_status, status_of};
use super::step::{BodyKind, Effect};
use crate::client::error::ErrorCode;
use crate::client::webhook::MaxAge;
use crate::provider::Provider;
use crate::value::time::{DAY_MS, MINUTE_MS};
use crate::value::untrusted::UntrustedValue;

/// The default maximum age of an event: as long as a provider retries.
const MAX_AGE_MS: i64 = 7 * DAY_MS;
/// How much longer the id of an event is remembered than its age allows: the event may come from a clock that is ahead.
const MARGIN_MS: i64 = DAY_MS;
/// How long the id of an event without a time is remembered, which is accepted at any age.
const UNDATED_MS: i64 = 366 * DAY_MS;
/// How long `onEvent` may take, beyond the deadline of the request, before the event counts as abandoned.
const MAX_HOOK_MS: i64 = 5 * MINUTE_MS;
/// How long the provider should wait before it delivers an event again that could not be handled.
const RETRY_MS: i64 = 5_000;

/// Handles `POST /webhooks/{provider}`.
pub(super) fn receive<'a>(run: &mut HandlerRun<'a>, provider: &'static Provider) -> End {
    let (name, key_option) = (provider.name(), provider.webhook.keys.0);
    // Anyone can post here, so a body without a signature is not read.
    if let Err(failed) = run.perform(|| Effect::CheckSignature { provider: name, key_option }, no_value)? {
        return run.fail(failed);
    }
    limit_rate(run)?;
    body::read(run, Some(BodyKind::Bytes), &[])?;
    let verify = || Effect::VerifyWebhook { provider: name, key_option };
    let event = match run.perform(verify, value!(Event(event) => event))? {
        Ok(event) => event,
        Err(failed) => return run.fail(failed),
    };
    let max_age = integer(run.config, "maxWebhookAgeMs").unwrap_or(MAX_AGE_MS);
    let occurred_at = event.occurred_at_ms;
    if occurred_at.is_some_and(|at| !MaxAge { ms: max_age, now: run.now }.allows(at)) {
        return run.fail_with(ErrorCode::WebhookStale);
    }
    let lifetime_ms = if occurred_at.is_some() { max_age.saturating_add(MARGIN_MS) } else { UNDATED_MS };
    // Each handler over the store has an `onEvent` of its own.
    let record = ["event", run.handler_id(), name, &event.id];
    let stored = run.load(&record, IfUnreadable::TreatAsAbsent)?;
    let owned = match stored.field("isDone") {
        UntrustedValue::Bool(true) => return run.respond(Response::new(200, Content::Empty, None)),
        // Another delivery is being handled.
        UntrustedValue::Bool(false) => None,
        _ => {
            // As with keys, the store's clock decides when the event counts as abandoned.
            let running_ms = run.timeout().saturating_add(MAX_HOOK_MS);
            run.swap(&record, stored.sealed(), &JsonFields(&[("isDone", &false)]), running_ms)?
        }
    };
    let Some(owned) = owned else { return run.refuse_for(Refusal::NOT_NOW, RETRY_MS) };
    // Sessions know a person by the same id.
    let subject = if provider.webhook.link_id.is_some() { &event.link_id } else { &event.customer_id };
    if let (Some(status), Some(id)) = (status_of(event.kind), subject) {
        record_status(run, CustomerRef { provider, id }, status, occurred_at)?;
    }
    if run.has_hook("onEvent") && run.perform(|| Effect::NotifyEvent, no_value)?.is_err() {
        run.remove(&record, Some(owned))?;
        return run.refuse_for(Refusal::NOT_NOW, RETRY_MS);
    }
    run.swap(&record, Some(owned), &JsonFields(&[("isDone", &true)]), lifetime_ms)?;
    run.respond(Response::new(200, Content::Empty, None))
}
