//! Where this browser's verification stands: as a webhook told last, or as the provider says when that is old.

use super::answer::{Answer, Answered, fail, number, object};
use super::links::of;
use super::run::{Kept, Run, Way};
use super::session::Caller;
use crate::customer::Status;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::field::date;
use crate::operation::Output;
use crate::provider::Provider;
use crate::webhook::Kind;

const FRESH_MS: i64 = 10_000;
const LASTS_MS: i64 = 30 * 24 * 3_600_000;

/// `GET /status`
pub(super) fn tell<'a>(run: &mut Run<'a>, caller: &Caller<'a>) -> Way<'a, Answered> {
    if !caller.has_session() {
        return Ok(Answer::json(200, object([("status", "none".into())]), "status"));
    }
    let (name, customer) = caller.session()?;
    let (provider, connection) = run.connect(name)?;
    let kept = run.load(&record(provider.name, customer))?;
    let known_at = kept.value.field("at").and_then(Draft::integer);
    let known = kept.value.text_of("status").zip(known_at);
    if let Some((status, at)) = known.filter(|(_, at)| run.now.saturating_sub(*at) < FRESH_MS) {
        return Ok(answer(provider.name, status, at));
    }
    let Some(get) = of(provider, "getCustomer") else { return fail(Error::new(ErrorCode::NotSupported)) };
    match run.call(&connection, get, object([("customerId", customer.into())]))? {
        Ok(Output::Customer(found)) => {
            let at = run.now;
            let event_at = kept.value.field("eventAt").cloned().unwrap_or(Draft::Null);
            write(run, provider.name, customer, &kept, found.status, event_at)?;
            Ok(answer(provider.name, found.status.as_str(), at))
        }
        Ok(_) => fail(Error::new(ErrorCode::Internal)),
        Err(error) => fail(error),
    }
}

/// What an event says of its customer, unless a later one has been here before it.
pub(super) fn learn<'a>(run: &mut Run<'a>, provider: &'static Provider, event: &'a Draft<'a>) -> Way<'a, ()> {
    const TOLD: [(Kind, Status); 4] = [
        (Kind::KycPending, Status::Pending),
        (Kind::KycApproved, Status::Approved),
        (Kind::KycRejected, Status::Rejected),
        (Kind::KycNeedsReview, Status::OnHold),
    ];
    let kind = event.text_of("kind");
    let told = TOLD.into_iter().find(|(told, _)| kind == Some(told.as_str()));
    let (Some((_, status)), Some(customer)) = (told, event.text_of("customerId")) else { return Ok(()) };
    let occurred_at = event.text_of("occurredAt").and_then(date::timestamp_ms);
    let kept = run.load(&record(provider.name, customer))?;
    let last = kept.value.field("eventAt").and_then(Draft::integer);
    if last.zip(occurred_at).is_some_and(|(last, now)| now < last) {
        return Ok(());
    }
    let event_at = occurred_at.or(last).map_or(Draft::Null, number);
    write(run, provider.name, customer, &kept, status, event_at)
}

/// Who comes second at the same moment leaves the record as it is: the next question is seconds away.
fn write<'a>(
    run: &mut Run<'a>,
    provider: &str,
    customer: &str,
    kept: &Kept<'a>,
    status: Status,
    event_at: Draft<'a>,
) -> Way<'a, ()> {
    let value: Object =
        object([("status", status.as_str().into()), ("at", number(run.now)), ("eventAt", event_at)]);
    run.swap(&record(provider, customer), kept.raw, value.into(), LASTS_MS)?;
    Ok(())
}

fn record<'b>(provider: &'b str, customer: &'b str) -> [&'b str; 3] {
    ["status", provider, customer]
}

fn answer(provider: &'static str, status: &str, at: i64) -> Answered {
    let fields = object([
        ("status", status.to_owned().into()),
        ("provider", provider.into()),
        ("updatedAt", number(at)),
    ]);
    Answer::json(200, fields, "status")
}
