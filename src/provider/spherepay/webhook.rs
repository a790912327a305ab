//! Webhooks: the header `signature` is an HMAC of the body, with the whole secret including its prefix `secret_` as the
//! key. The signature covers no timestamp, so a recorded delivery stays valid.
//!
//! An event is `{id, name, data: {<resource>: {…}}, webhookRecords, mock, created, updated}`. Newer documents, of the
//! staging environment, have `type` and `createdAt`, and the customer's id as `data.customerId` or `data.id`.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use crate::client::webhook::{Algorithm, EventKind, Signature, Webhook, decode_hex};
use crate::value::text::trim_header;

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: Some("signature"),
    parse_signature: |value| {
        decode_hex(trim_header(value.text()?).as_bytes()).filter(|bytes| bytes.len() == 32).map(Signature::from)
    },
    algorithm: Algorithm::Hmac,
    max_signature_age_ms: u64::MAX,
    keys: (
        "secret",
        "secret is missing or a placeholder, has white space or quotes around it, or is a public key: copy the whole webhook secret.",
    ),
    parse_key: |text| (!text.is_empty() && text.trim() == text).then(|| text.into()),
    id_fields: &["id"],
    type_fields: &["name", "type"],
    time_fields: &["created", "createdAt"],
    data_field: "data",
    kinds: &[
        ("customer.create", EventKind::CustomerCreated),
        ("customer.update", EventKind::CustomerUpdated),
        ("customer.kyc.pending", EventKind::KycPending),
        ("customer.kyc.successful", EventKind::KycApproved),
        ("customer.kyc.rejected", EventKind::KycRejected),
        ("customer.kyc.additionalReviewRequired", EventKind::KycNeedsReview),
    ],
    full_type: |event_type, _| event_type.into(),
    kind_of_data: |_, _| None,
    // The pattern excludes the ids of other resources, such as transfers and events.
    read: None,
    customer_type: |_| None,
    customer_id: |_, data| {
        let named = data.field("customer").and_then(|customer| customer.text_of("id"));
        let ids = [named, data.text_of("customerId"), data.text_of("id")];
        ids.into_iter().flatten().find(|id| (CUSTOMER_ID.matches)(id))
    },
    reference: None,
    link_id: None,
    // No document shows the customer of an event.
    progress: |_, _| None,
    reasons: |_| None,
    private_members: &[],
};
