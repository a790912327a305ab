//! Deliveries of the providers: verified, each event once, `onEvent` before it counts as done.

use super::answer::{Content, Map, NOT_NOW};
use super::body::{self, Kind};
use super::run::{Run, Way, text};
use super::status;
use crate::draft::Draft;
use crate::provider::Provider;
use crate::webhook;

const REMEMBERED_MS: i64 = 8 * 24 * 3_600_000;
/// How long `onEvent` may take before the event counts as left lying.
const LONGEST_MS: i64 = 5 * 60_000;
const SOON_MS: i64 = 5_000;

/// `POST /webhooks/{provider}`
pub(super) fn receive<'a>(run: &mut Run<'a>, provider: &'static Provider) -> Way<()> {
    body::read(run, Kind::Bytes, &[])?;
    let event = match run.ask("verify", &[&provider.name, &provider.webhook.keys.0])? {
        Ok(event) => event,
        Err(error) => return run.fail(error),
    };
    let name = ["event", provider.name, text(event, "id").unwrap_or_default()];
    let kept = run.load(&name)?;
    if kept.text("is") == Some("done") {
        return run.answer(200, Content::Empty, "");
    }
    let mut taken = None;
    if kept.number("until").is_none_or(|until| until <= run.now) {
        let until = run.now.saturating_add(LONGEST_MS);
        taken = run.swap(&name, kept.raw(), &Map("until", &[&until]), REMEMBERED_MS)?;
    }
    let Some(taken) = taken else { return run.refuse_for(&NOT_NOW, SOON_MS) };
    status::learn(run, provider, event)?;
    if run.has("onEvent") && run.ask("onEvent", &[])?.is_err() {
        run.swap(&name, taken, &Draft::Null, 0)?;
        return run.refuse_for(&NOT_NOW, SOON_MS);
    }
    run.swap(&name, taken, &Map("is", &[&"done"]), REMEMBERED_MS)?;
    run.answer(200, Content::Empty, "")
}

/// The keys of a provider's webhooks, from its part of the configuration: `webhook` and the name of the option.
pub(super) fn keys<'a>(config: &'a Draft<'a>, provider: &'static Provider) -> Option<&'a Draft<'a>> {
    let option = provider.webhook.keys.0;
    let is_it = |name: &str| name.strip_prefix("webhook").is_some_and(|rest| rest.eq_ignore_ascii_case(option));
    config.object()?.iter().find(|(name, keys)| is_it(name) && !keys.is_absent()).map(|(_, keys)| keys)
}

/// Whether a provider's keys are any, where it has some: at the first delivery it would be too late to hear that they are not.
pub(super) fn are_keys(config: Option<&Draft>, provider: &'static Provider) -> bool {
    let keys = config.and_then(|config| keys(config, provider));
    keys.is_none_or(|keys| webhook::read_keys(provider.webhook, keys).is_some())
}
