//! The events of a declared provider. Its function has verified the delivery, and has said in kyclink's words what it
//! means.

use super::calls::{is_customer_id, progress};
use super::kept;
use crate::client::webhook::{Algorithm, EventKind, Webhook};

/// An event is `{ id, kind, at?, data: { customerId?, reference?, status?, requirements?, capabilities? } }`.
pub(super) fn of(provider: &'static str) -> &'static Webhook {
    let mut webhook = WEBHOOK;
    webhook.provider = provider;
    kept(webhook)
}

const WEBHOOK: Webhook = Webhook {
    provider: "",
    header: "",
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
    customer_id: |_, data| data.text_of("customerId").filter(|id| is_customer_id(id)),
    reference: Some(|_, data| data.text_of("reference")),
    link_id: None,
    progress: |_, data| progress(data),
    private_members: &[],
};

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
