//! The events of a provider of one's own. Its function has verified the delivery, and has said in kyclink's words what it
//! means.

use super::calls::{progress, reasons};
use super::leak;
use super::members::{OF_EVENT, OF_EVENT_DATA, Problem, problem_in, requirement, time};
use crate::client::customer::{CustomerType, Status};
use crate::client::requirement::to_value;
use crate::client::webhook::{Algorithm, EventKind, Webhook};
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) fn of(provider: &'static str) -> &'static Webhook {
    let mut webhook = WEBHOOK;
    webhook.provider = provider;
    leak(webhook)
}

const WEBHOOK: Webhook = Webhook {
    provider: "",
    header: None,
    parse_signature: |_| None,
    // Without keys, no signature is valid: the function verifies it.
    algorithm: Algorithm::Hmac,
    max_signature_age_ms: u64::MAX,
    // A connection with a webhook has the option `webhook`.
    keys: ("", ""),
    parse_key: |_| None,
    id_fields: &["id"],
    type_fields: &["kind"],
    time_fields: &["at"],
    data_field: "data",
    kinds: KINDS,
    full_type: |event_type, _| event_type.into(),
    kind_of_data: |_, _| None,
    read: Some(read),
    customer_id: |_, data| data.text_of("customerId"),
    customer_type: |data| data.text_of("type").and_then(CustomerType::parse),
    reference: Some(|_, data| data.text_of("reference")),
    link_id: None,
    progress: |_, data| progress(data),
    reasons,
    private_members: &[],
};

/// Reads `{ id, kind?, at?, customerId?, reference?, type?, status?, requirements?, capabilities?, reasons?,
/// operatorReasons? }`, and returns the event as [`WEBHOOK`] describes it, with the kind that follows from its status, or
/// what is wrong with it.
fn read(returned: &UntrustedValue) -> Result<UntrustedValue<'static>, Problem> {
    if *returned == UntrustedValue::Malformed {
        return Err("what cannot be read".into());
    }
    if let Some(problem) = problem_in(returned, &OF_EVENT).or_else(|| problem_in(returned, &OF_EVENT_DATA)) {
        return Err(problem);
    }
    let id = returned.owned_text_of("id").ok_or("no id")?;
    let status = returned.text_of("status").and_then(Status::parse);
    let by_status = status.map(|status| KINDS.iter().find(|(_, kind)| kind.status() == Some(status)));
    let by_status = by_status.map(|known| known.map_or("customer_updated", |(word, _)| word));
    let kind = returned.text_of("kind").or(by_status).ok_or("neither kind nor status")?;
    if is_another_decision(kind, status) {
        return Err("a kind that is another decision than the status".into());
    }
    let mut body = Object::of_unique([("id", id.into()), ("kind", kind.to_owned().into())]);
    if let Some(time) = returned.field("at").and_then(time) {
        body.push("at", time.into_owned().into());
    }
    let members = OF_EVENT_DATA.iter().filter_map(|name| Some((*name, member(returned, name)?)));
    body.push("data", Object::of_unique(members).into());
    Ok(body.into())
}

/// Returns a member of the data; `None` if it is absent.
fn member(returned: &UntrustedValue, name: &str) -> Option<UntrustedValue<'static>> {
    let value = returned.field(name).filter(|value| !value.is_absent())?;
    Some(match value.list() {
        Some(items) if name == "requirements" => to_value(&items.iter().map(requirement).collect::<Vec<_>>()),
        _ => value.to_static(),
    })
}

/// Whether a kind is a decision, and the customer has the status of another one.
fn is_another_decision(kind: &str, status: Option<Status>) -> bool {
    use EventKind::{KycApproved, KycExpired, KycRejected};
    let kind = KINDS.iter().find(|(known, _)| *known == kind).map(|(_, kind)| *kind);
    let decided = kind.filter(|kind| matches!(kind, KycApproved | KycRejected | KycExpired));
    decided.is_some_and(|kind| status.is_some() && status != kind.status())
}

static KINDS: &[(&str, EventKind)] = &[
    ("kyc_pending", EventKind::KycPending),
    ("kyc_approved", EventKind::KycApproved),
    ("kyc_rejected", EventKind::KycRejected),
    ("kyc_expired", EventKind::KycExpired),
    ("kyc_needs_review", EventKind::KycNeedsReview),
    ("customer_created", EventKind::CustomerCreated),
    ("customer_updated", EventKind::CustomerUpdated),
    ("test", EventKind::Test),
];
