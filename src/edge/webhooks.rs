//! Deliveries of the providers: verified, each event once, `onEvent` before it counts as done.

use super::answer::{Answer, Answered, Content, NO_ROUTE, NOT_NOW, fail, number, object, refuse, refuse_for};
use super::body::{self, Kind};
use super::run::{Run, Way};
use super::status;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::provider::Provider;
use crate::webhook;

const REMEMBERED_MS: i64 = 8 * 24 * 3_600_000;
/// How long `onEvent` may take before the event counts as left lying.
const LONGEST_MS: i64 = 5 * 60_000;
const SOON_MS: i64 = 5_000;

/// `POST /webhooks/{provider}`
pub(super) fn receive<'a>(run: &mut Run<'a>, provider: &'static Provider) -> Way<'a, Answered> {
    let config = run.provider(provider.name).map(|(_, config)| config);
    let Some(keys) = config.and_then(|config| keys(config, provider)) else { return refuse(NO_ROUTE) };
    body::read(run, Kind::Bytes)?;
    let event = match run.ask("verify", vec![provider.name.into(), keys.into()])? {
        Ok(event) => event,
        Err(error) => return fail(error),
    };
    let name = ["event", provider.name, event.text_of("id").unwrap_or_default()];
    let working = object([("until", number(run.now.saturating_add(LONGEST_MS)))]);
    let kept = run.load(&name)?;
    if kept.value.field("done").is_some() {
        return Ok(Answer::new(200, Content::Empty));
    }
    let until = kept.value.field("until").and_then(Draft::integer);
    let taken = match until.filter(|until| run.now < *until) {
        Some(_) => None,
        None => run.swap(&name, kept.raw, working.into(), REMEMBERED_MS)?,
    };
    let Some(taken) = taken else { return refuse_for(NOT_NOW, SOON_MS) };
    status::learn(run, provider, event)?;
    if run.has("onEvent") && run.ask("onEvent", vec![])?.is_err() {
        run.swap(&name, taken, Draft::Null, 0)?;
        return refuse_for(NOT_NOW, SOON_MS);
    }
    run.swap(&name, taken, object([("done", Draft::Bool(true))]).into(), REMEMBERED_MS)?;
    Ok(Answer::new(200, Content::Empty))
}

/// The keys of a provider's webhooks, from its part of the configuration: `webhook` and the name of the option.
pub(super) fn keys<'a>(config: &Draft<'a>, provider: &'static Provider) -> Option<Object<'a>> {
    let option = provider.webhook.keys.0;
    let is_it = |name: &str| name.strip_prefix("webhook").is_some_and(|rest| rest.eq_ignore_ascii_case(option));
    let (_, keys) = config.object()?.iter().find(|(name, keys)| is_it(name) && !keys.is_absent())?;
    Some(object([(option, keys.clone())]))
}

/// Whether a provider's keys are any, where it has some: at the first delivery it would be too late to hear that they are not.
pub(super) fn check(config: &Draft, provider: &'static Provider) -> Result<(), Error> {
    let Some(keys) = keys(config, provider) else { return Ok(()) };
    match webhook::check(provider, &Draft::Null, &keys.into()) {
        Err(error) if error.code == ErrorCode::InvalidConfig => Err(error),
        _ => Ok(()),
    }
}
