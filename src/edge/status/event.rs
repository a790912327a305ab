//! What a webhook tells of a customer's status.

use super::event_time::EventTime;
use super::news::{News, OpenParts, displayable, few, merged};
use super::stored::{MAX_SKEW_MS, Said, StatusRecord, WRITE_ATTEMPTS};
use crate::client::customer::Status;
use crate::client::customer::capability::Capability;
use crate::client::link::verification::Terms;
use crate::client::requirement::Requirement;
use crate::client::webhook::Reasons;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::requirement::OpenRequirement;
use crate::edge::engine::run::{HandlerRun, OrSuspended};

/// What a verified event says about a customer.
pub(crate) struct EventNews<'e> {
    pub(crate) id: &'e str,
    /// The status that its data gives the customer, or else its kind.
    pub(crate) status: Option<Status>,
    pub(crate) terms: Terms,
    pub(crate) requirements: Option<&'e [Requirement]>,
    pub(crate) capabilities: Option<&'e [Capability]>,
    pub(crate) reasons: Option<&'e Reasons>,
    /// Whether the provider has the customer, of whom it may know more than the event says.
    pub(crate) has_customer: bool,
    /// When it occurred, in milliseconds since 1970-01-01 UTC.
    pub(crate) occurred_at: Option<i64>,
}

/// Records what an event says about a customer, and returns whether a run has told `onEvent` of it already.
pub(crate) fn record_event(run: &mut HandlerRun, customer: CustomerRef, event: &EventNews) -> OrSuspended<bool> {
    let stored = StatusRecord::load(run, customer)?;
    let was_told = stored.was_told_by_run(run, event.status, event.occurred_at);
    record(run, customer, event, stored)?;
    Ok(was_told)
}

/// Records what an event says about a customer, unless a later event is known. An event without a time counts as the
/// latest. After an event without a status, the provider is asked.
fn record<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef,
    event: &EventNews,
    stored: StatusRecord<'a>,
) -> OrSuspended<()> {
    let time = event.occurred_at.map_or(stored.event_time(), EventTime::told);
    let is_decisive = event.status != Some(Status::Approved)
        || !may_be_about_another(run, customer, &stored.content.capabilities, event);
    let Some(status) = event.status.filter(|_| is_decisive) else {
        return stored.expire(run, customer, time, None).map(drop);
    };
    let is_partial = customer.provider.customers.details.is_some();
    let is_same = stored.content.status == Some(status);
    let requirements = missing(&stored, customer, event, status);
    let has_open_terms = match event.terms {
        Terms::Pending => true,
        Terms::Accepted => false,
        // An event does not say whether the terms are accepted, unless it says that nothing is left to do.
        Terms::Unknown => stored.content.has_open_terms && status != Status::Approved,
    };
    let capabilities = event.capabilities.unwrap_or(&stored.content.capabilities).to_vec();
    let wanted = run.wanted_products(customer.provider);
    let all = event.capabilities.or(Capability::known(&capabilities));
    let (has_products, has_more) = (event.capabilities.is_some(), is_partial && event.has_customer);
    let settled = stored.status_with(wanted.as_deref(), all, Said { status, has_products, has_more, is_news: true });
    let said = Some(status).filter(|said| *said != settled);
    let (reasons, operator_reasons) = match event.reasons {
        Some(Reasons { of_person, of_operator }) => (displayable(of_person), few(of_operator)),
        None if is_same => (stored.content.reasons.clone(), stored.content.operator_reasons.clone()),
        None => Default::default(),
    };
    let unconfirmed = vec![];
    let parts = OpenParts { unconfirmed, has_open_terms, reasons, operator_reasons, requirements, capabilities };
    let is_partial = is_partial && event.has_customer && status == Status::Approved;
    let is_old = event.occurred_at.is_some_and(|at| run.now().saturating_sub(at) > MAX_SKEW_MS.cast_signed());
    let undoes_decision =
        settled == Status::Approved && matches!(stored.content.status, Some(Status::Rejected | Status::Expired));
    // Nothing says which of the two decisions is the later one, but the provider knows.
    let is_unclear = undoes_decision && event.occurred_at.is_some() && time.overlaps(stored.event_time());
    // One that does not say from when it is may be a late one of an approval that was taken back.
    let is_other = stored.content.status.is_some_and(|status| status != settled);
    let is_late = is_old || settled == Status::Approved && is_other && event.occurred_at.is_none();
    let status = Some(settled);
    let (customer_type, is_response, id) = (None, false, Some(event.id.to_owned()));
    let news = News { status, said, parts, customer_type, is_response, time, is_partial, is_late, event: id };
    let is_news = event.occurred_at.is_none() && !stored.outlasts(&news) || !stored.is_later_than(&news);
    let mut stored = if !is_unclear && is_news {
        // Another request may record something later at the same moment.
        let now_stored = stored.update(run, customer, news.clone())?;
        if !now_stored.is_later_than(&news) && news.said.is_none() {
            return Ok(());
        }
        now_stored
    } else {
        stored
    };
    for _ in 0..WRITE_ATTEMPTS {
        if stored.content.status == news.status {
            return stored.note_event(run, customer, &news);
        }
        // If it is later by its own time, it may be the clocks that make it seem earlier: the provider knows.
        if stored.expire(run, customer, time, Some(&news))? {
            break;
        }
        // Another request has learned something at this moment, which may be what the event says.
        stored = StatusRecord::load(run, customer)?;
    }
    Ok(())
}

/// Returns what is missing for a status that an event says.
fn missing(stored: &StatusRecord, customer: CustomerRef, event: &EventNews, status: Status) -> Vec<OpenRequirement> {
    // Where another operation tells more than a link, an event of the link does not say all that is missing.
    let is_partial = customer.provider.customers.details.is_some();
    let is_same = stored.content.status == Some(status);
    let mut requirements = match event.requirements.map(OpenRequirement::all_of) {
        Some(told) if is_partial => {
            let kept = if is_same { &stored.content.requirements[..] } else { &[] };
            merged(kept, told, event.terms)
        }
        Some(told) => told,
        // What was missing for another status need not be missing for this one.
        None if is_same => stored.content.requirements.clone(),
        None => vec![],
    };
    // No event says which agreements are accepted.
    if let Some(open) = stored.open_agreement(customer.provider).filter(|open| !requirements.contains(open))
        && status != Status::Rejected
    {
        requirements.insert(0, open.clone());
    }
    requirements
}

/// Whether an approval may be that of a product that the configuration does not ask for: the event names none, and the
/// customer is known to have others.
fn may_be_about_another(
    run: &HandlerRun,
    customer: CustomerRef,
    capabilities: &[Capability],
    event: &EventNews,
) -> bool {
    let calls = customer.provider.customers;
    let lists = calls.settings.iter().filter_map(|option| run.option_of(customer.provider, option)?.texts());
    let lists: Vec<_> = lists.collect();
    let has_others = match capabilities {
        [] => false,
        [only] => !lists.iter().flatten().any(|asked| *asked == only.name),
        _ => true,
    };
    // An empty list asks for no product, unlike an absent one.
    has_others && !lists.is_empty() && calls.product.is_none() && event.capabilities.is_none()
}
