//! Webhook deliveries: verified, and handled once per event. An event counts as handled once `onEvent` has succeeded.

use crate::client::customer::CustomerType;
use crate::client::engine::once::make_once;
use crate::client::error::{Error, ErrorCode};
use crate::client::webhook::{Event, EventKind, MaxAge, SignatureCheck, Webhook, parse_signed_event, signature_check};
use crate::edge::config::webhook_keys;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::effect::{BodyKind, Effect};
use crate::edge::engine::run::{End, HandlerRun, OrSuspended, no_value, value};
use crate::edge::record::holder;
use crate::edge::record::{EVENT, EventState, Loaded, lifetime};
use crate::edge::request::body;
use crate::edge::request::gate::limit_rate;
use crate::edge::response::{Content, Refusal, Response};
use crate::edge::status::{EventNews, record_event};
use crate::provider::Provider;
use crate::value::json::Writer;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::{Object, UntrustedValue};

/// How long the provider should wait before it delivers an event again that could not be handled.
const RETRY_MS: i64 = 5_000;

/// Handles `POST /webhooks/{provider}`.
#[inline(never)]
pub(crate) fn receive<'a>(run: &mut HandlerRun<'a>, provider: &'static Provider) -> End {
    limit_rate(run)?;
    // Anyone can post here, so a body without a signature is not read.
    let check = match check_signature(run, provider) {
        Ok(check) => check,
        Err(error) => return run.fail(run.failed(error)),
    };
    body::read(run, Some(BodyKind::Bytes), &[])?;
    let mut event = match read_event(run, provider, check)? {
        Ok(Some(event)) => event,
        Ok(None) => return run.respond(Response::new(200, Content::Empty, None)),
        Err(error) => return run.fail(run.failed(error)),
    };
    let max_age = MaxAge { ms: lifetime::max_event_age(run), now: run.now() };
    let occurred_at = event.occurred_at.and_then(timestamp_ms);
    if occurred_at.is_some_and(|at| !max_age.allows(at)) {
        return run.fail_with(ErrorCode::WebhookStale);
    }
    let lifetime = if occurred_at.is_some() { lifetime::EVENT } else { lifetime::UNDATED_EVENT };
    // Each handler over the store has an `onEvent` of its own.
    let name = [provider.name(), event.id];
    let Loaded { sealed, content } = run.load(&EVENT, &name)?;
    let owned = match content {
        Some(EventState { is_done: true }) => return run.respond(Response::new(200, Content::Empty, None)),
        // Another delivery is being handled.
        Some(EventState { is_done: false }) => None,
        // As with keys, the store's clock decides when the event counts as abandoned.
        None => run.swap(&EVENT, &name, sealed, &EventState { is_done: false }, lifetime::EVENT_LOCK.ms(run))?,
    };
    let Some(owned) = owned else { return run.refuse_with_retry_after(Refusal::NOT_NOW, RETRY_MS) };
    // Sessions know a person by the same id.
    let subject = if provider.webhook.link_id.is_some() { event.link_id } else { event.customer_id };
    let newest = match event.reference {
        Some(reference) => newest_of(run, provider, reference, subject, event.customer_type)?,
        None => Ok(subject),
    };
    let mut was_told = false;
    // An event of a business says nothing about a person.
    let is_of_type = match (newest, event.customer_type) {
        (Ok(Some(id)), Some(customer_type)) => holder::is_of_type(run, CustomerRef { provider, id }, customer_type)?,
        (Ok(_), _) => Some(true),
        (Err(NotThisCustomer), _) => Some(false),
    };
    if is_of_type == Some(false) {
        // Whoever reads its kind and its reference only would take it for a decision about this person.
        event.kind = EventKind::Other;
    } else if let Ok(Some(id)) = newest {
        run.reference = event.reference;
        let news = EventNews {
            id: event.id,
            // Where nothing says whether the customer is the one that the event means, the provider is asked.
            status: event.status.or(event.kind.status()).filter(|_| is_of_type.is_some()),
            terms: event.terms,
            requirements: event.requirements.as_deref(),
            capabilities: event.capabilities.as_deref(),
            reasons: event.reasons.as_ref(),
            has_customer: event.customer_id.is_some(),
            occurred_at,
        };
        was_told = record_event(run, CustomerRef { provider, id }, &news)?;
    }
    let tells = run.has_hook("onEvent") && !was_told;
    if tells && run.perform(|| Effect::OnEvent { event: delivered(&event) }, no_value)?.is_err() {
        run.remove(&EVENT, &name, Some(owned))?;
        return run.refuse_with_retry_after(Refusal::NOT_NOW, RETRY_MS);
    }
    run.swap(&EVENT, &name, Some(owned), &EventState { is_done: true }, lifetime.ms(run))?;
    run.respond(Response::new(200, Content::Empty, None))
}

/// Returns what `onEvent` gets of a delivery.
fn delivered(event: &Event) -> String {
    let mut out = Writer::default();
    out.object(|fields| {
        fields.text("source", "webhook");
        event.write_fields(fields);
    });
    out.into()
}

/// Why an event says nothing about the person with its reference: it is about an older customer, or about one of another
/// type, or it does not say about which.
#[derive(Clone, Copy)]
struct NotThisCustomer;

/// Returns the customer of an event that names a reference: the newest one, of the event's type. An event about an older
/// one says nothing about the person now.
fn newest_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: &str,
    customer_id: Option<&'a str>,
    customer_type: Option<CustomerType>,
) -> OrSuspended<Result<Option<&'a str>, NotThisCustomer>> {
    let all = holder::customers_of(run, provider, reference)?;
    if all.is_empty() {
        return Ok(Ok(customer_id));
    }
    let known = match customer_type {
        Some(one) => holder::customer_of(run, provider, reference, one)?.into_iter().collect(),
        None => all,
    };
    Ok(match (customer_id, known.as_slice()) {
        (Some(id), known) if known.contains(&id) => Ok(Some(id)),
        (None, [id]) => Ok(Some(id)),
        // A person and a business may have the same reference, and the event not say which of them it is about.
        _ => Err(NotThisCustomer),
    })
}

/// Finds the signature of a delivery, and the keys that it must match.
fn check_signature(run: &HandlerRun, provider: &'static Provider) -> Result<SignatureCheck, Error> {
    let keys = run.configured_provider(provider.name()).and_then(|(_, config)| webhook_keys::find(config, provider));
    let keys = keys.cloned().unwrap_or(UntrustedValue::Null);
    let keys = Object::of_unique([(provider.webhook.keys.0, keys)]).into();
    let headers = run.request.field("signatures").unwrap_or(&UntrustedValue::Null);
    signature_check(provider.webhook, headers, &keys)
}

/// Has the signature verified, and reads the event; `None` if it does not matter.
fn read_event<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    check: SignatureCheck,
) -> OrSuspended<Result<Option<Event<'a>>, Error>> {
    let webhook = provider.webhook;
    let verify = || Effect::VerifySignature { provider: webhook.provider, check: check.clone() };
    let body = match run.perform(verify, value!(Verified(body) => body.as_ref()))? {
        Ok(Some(UntrustedValue::Null)) if webhook.header.is_none() => return Ok(Ok(None)),
        Ok(Some(body)) => body,
        Ok(None) => return Ok(Err(Error::new(ErrorCode::WebhookSignature).with_provider(webhook.provider))),
        Err(failed) => return Ok(Err(failed.error().clone())),
    };
    let body = match webhook.read {
        Some(read) => match make_once(run, |_| Ok(read(body).map_err(|problem| unreadable(webhook, &problem))))? {
            Ok(body) => body,
            Err(failed) => {
                run.report(failed)?;
                return Ok(Err(Error::new(ErrorCode::WebhookMalformed).with_provider(webhook.provider)));
            }
        },
        None => body,
    };
    Ok(parse_signed_event(webhook, check.signed_at.as_deref(), body, None, run.now()).map(Some))
}

/// Tells the owner what is wrong with an event that the function of a provider of one's own has returned.
fn unreadable(webhook: &Webhook, problem: &str) -> Error {
    let hint = ["The function verify of ", webhook.provider, " returned ", problem, "."].concat();
    Error::new(ErrorCode::Advice).with_hint(hint)
}
