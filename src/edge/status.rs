//! Where this browser's verification stands: as a webhook told last, or as the provider says when that is old.

use super::answer::Map;
use super::run::{Customer, Kept, Run, Way, text};
use super::session::Caller;
use crate::customer::Status;
use crate::draft::Draft;
use crate::field::date;
use crate::provider::Provider;
use crate::webhook::Kind;

const FRESH_MS: i64 = 10_000;
const LASTS_MS: i64 = 30 * 24 * 3_600_000;

/// `GET /status`
pub(super) fn tell<'a>(run: &mut Run<'a>, caller: &Caller<'a>) -> Way<()> {
    let Some(customer) = caller.session else {
        return run.answer(200, Map("status", &[&"none"]).content(), "status");
    };
    let kept = run.load(&customer.record("status"))?;
    let mut status = kept.text("status").unwrap_or_default();
    let mut at = kept.number("at").unwrap_or_default();
    if run.now.saturating_sub(at) >= FRESH_MS {
        let found = match run.call(customer, "getCustomer", &Map("", &[]))? {
            Ok(found) => found,
            Err(error) => return run.fail(error),
        };
        (status, at) = (text(found, "status").unwrap_or_default(), run.now);
        // Whatever happened until now is in it: an event of earlier that comes late says nothing new.
        write(run, customer, &kept, status, Some(at))?;
    }
    let said = Map("status provider updatedAt", &[&status, &customer.provider.name, &at]).content();
    run.answer(200, said, "status")
}

/// What an event says of its customer, unless a later one has been here before it.
pub(super) fn learn<'a>(run: &mut Run<'a>, provider: &'static Provider, event: &'a Draft<'a>) -> Way<()> {
    const TOLD: [(Kind, Status); 4] = [
        (Kind::KycPending, Status::Pending),
        (Kind::KycApproved, Status::Approved),
        (Kind::KycRejected, Status::Rejected),
        (Kind::KycNeedsReview, Status::OnHold),
    ];
    let kind = text(event, "kind");
    let told = TOLD.into_iter().find(|(told, _)| kind == Some(told.as_str()));
    let (Some((_, status)), Some(id)) = (told, text(event, "customerId")) else { return Some(()) };
    let customer = Customer { provider, id };
    let occurred_at = text(event, "occurredAt").and_then(date::timestamp_ms);
    let kept = run.load(&customer.record("status"))?;
    let last = kept.number("eventAt");
    if last.zip(occurred_at).is_some_and(|(last, now)| now < last) {
        return Some(());
    }
    write(run, customer, &kept, status.as_str(), occurred_at.or(last))
}

/// Who comes second at the same moment leaves the record as it is: the next question is seconds away.
fn write<'a>(run: &mut Run<'a>, customer: Customer, kept: &Kept<'a>, status: &str, event_at: Option<i64>) -> Way<()> {
    let at = run.now;
    let event_at = event_at.unwrap_or_default();
    let value = Map("status at eventAt", &[&status, &at, &event_at]);
    run.swap(&customer.record("status"), kept.raw(), &value, LASTS_MS)?;
    Some(())
}
