//! The events of a provider of one's own. Its function has verified the delivery, and has said in kyclink's words what it
//! means.

use super::calls::{progress, reasons};
use super::leak;
use super::members::are_readable;
use crate::client::customer::{CustomerType, Status};
use crate::client::webhook::{Algorithm, EventKind, Webhook};
use crate::value::untrusted::UntrustedValue;

/// An event is `{ id, kind, at?, data: { customerId?, reference?, type?, status?, requirements?, capabilities?,
/// reasons?, operatorReasons? } }`. The
/// wrapper has filled in the kind that follows from a status.
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
    is_readable: |body, data| are_readable(body) && are_readable(data) && !contradicts_itself(body, data),
    customer_id: |_, data| data.text_of("customerId"),
    customer_type: |data| data.text_of("type").and_then(CustomerType::parse),
    reference: Some(|_, data| data.text_of("reference")),
    link_id: None,
    progress: |_, data| progress(data),
    reasons,
    private_members: &[],
};

/// Whether an event names a decision, and gives the customer the status of another one.
fn contradicts_itself(body: &UntrustedValue, data: &UntrustedValue) -> bool {
    use EventKind::{KycApproved, KycExpired, KycRejected};
    let kind = body.text_of("kind").and_then(|word| KINDS.iter().find(|(known, _)| *known == word));
    let decided = kind.map(|(_, kind)| *kind).filter(|kind| matches!(kind, KycApproved | KycRejected | KycExpired));
    let status = data.text_of("status").and_then(Status::parse);
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
