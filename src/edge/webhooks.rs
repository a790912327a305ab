//! Deliveries of the providers: verified, each event once, `onEvent` before it counts as done.

use super::answer::{Content, Map, NOT_NOW};
use super::body::{self, Kind};
use super::gate;
use super::run::{Run, Sealed, Way, number, text};
use super::status;
use crate::client::error::ErrorCode;
use crate::client::webhook;
use crate::provider::Provider;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

const DAY_MS: i64 = 24 * 3_600_000;
/// The oldest event that is taken where the configuration does not say: as long as a provider retries.
const MAX_AGE_MS: i64 = 7 * DAY_MS;
/// The id of an event is remembered for longer than the event is taken.
const MARGIN_MS: i64 = DAY_MS;
/// One that does not say when it occurred would be taken again for ever: its id is remembered for as long as is sensible.
const UNDATED_MS: i64 = 366 * DAY_MS;
/// How long `onEvent` may take before the event counts as left lying, beyond the time that a request has.
const LONGEST_MS: i64 = 5 * 60_000;
const SOON_MS: i64 = 5_000;

/// `POST /webhooks/{provider}`
pub(super) fn receive<'a>(run: &mut Run<'a>, provider: &'static Provider) -> Way<()> {
    let option = provider.webhook.keys.0;
    // Anybody can post here: without a signature nothing is read.
    if let Err(error) = run.ask("signature", &[&provider.name(), &option])? {
        return run.fail(error);
    }
    gate::limit_rate(run)?;
    body::read(run, Kind::Bytes, &[])?;
    let event = match run.ask("verify", &[&provider.name(), &option])? {
        Ok(event) => event,
        Err(error) => return run.fail(error),
    };
    let max_age = number(run.config, "maxWebhookAgeMs").unwrap_or(MAX_AGE_MS);
    let occurred_at = text(event, "occurredAt").and_then(timestamp_ms);
    if occurred_at.is_some_and(|at| run.now.saturating_sub(at) > max_age) {
        return run.fail_with(ErrorCode::WebhookStale);
    }
    let remembered_ms = match occurred_at {
        // One from a clock that is ahead is taken for longer.
        Some(at) => max_age.saturating_add(MARGIN_MS).saturating_add(at.saturating_sub(run.now).max(0)),
        None => UNDATED_MS,
    };
    // Each handler has an onEvent of its own.
    let handler = text(run.config, "id").unwrap_or_default();
    let name = ["event", handler, provider.name(), text(event, "id").unwrap_or_default()];
    let kept = run.load(&name, Sealed::CountsAsAbsent)?;
    if kept.text("is") == Some("done") {
        return run.answer(200, Content::Empty, "");
    }
    let mut taken = None;
    let until = run.now.saturating_add(run.timeout()).saturating_add(LONGEST_MS);
    // One further away than it can be was written by a clock that is ahead.
    if kept.number("until").is_none_or(|kept| kept <= run.now || kept > until) {
        taken = run.swap(&name, kept.raw(), &Map("until", &[&until]), remembered_ms)?;
    }
    let Some(taken) = taken else { return run.refuse_for(&NOT_NOW, SOON_MS) };
    status::learn(run, provider, event)?;
    if run.has("onEvent") && run.ask("onEvent", &[])?.is_err() {
        run.swap(&name, taken, &UntrustedValue::Null, 0)?;
        return run.refuse_for(&NOT_NOW, SOON_MS);
    }
    run.swap(&name, taken, &Map("is", &[&"done"]), remembered_ms)?;
    run.answer(200, Content::Empty, "")
}

/// The keys of a provider's webhooks, from its part of the configuration: `webhook` and the name of the option.
pub(super) fn keys<'a>(config: &'a UntrustedValue<'a>, provider: &'static Provider) -> Option<&'a UntrustedValue<'a>> {
    let option = provider.webhook.keys.0;
    let is_it = |name: &str| name.strip_prefix("webhook").is_some_and(|rest| rest.eq_ignore_ascii_case(option));
    config.object()?.iter().find(|(name, keys)| is_it(name) && !keys.is_absent()).map(|(_, keys)| keys)
}

/// Checks the configured webhook keys at startup rather than at the first delivery.
pub(super) fn are_keys(config: Option<&UntrustedValue>, provider: &'static Provider) -> bool {
    let keys = config.and_then(|config| keys(config, provider));
    keys.is_none_or(|keys| webhook::parse_keys(provider.webhook, keys).is_some())
}
