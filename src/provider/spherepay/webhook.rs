//! Webhooks: the header `signature`, an HMAC over the body with the whole secret, its `secret_` included. There is neither a
//! version nor a time in what is signed, so a delivery that somebody recorded stays valid.
//!
//! `{id, name, data: {<resource>: {…}}, webhookRecords, mock, created, updated}`; newer documents of the staging environment
//! say `type` and `createdAt`, and have the customer's id as `data.customerId` or `data.id`.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use crate::client::webhook::{Algorithm, EventKind, Webhook, hex};

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: "signature",
    signature: |value| hex(value.text()?.trim().as_bytes()).filter(|bytes| bytes.len() == 32),
    algorithm: Algorithm::Hmac,
    keys: ("secret", "secret is missing, or has white space around it."),
    key: |text| (!text.is_empty() && text.trim() == text).then(|| text.into()),
    ids: &["id"],
    names: &["name", "type"],
    times: &["created", "createdAt"],
    kinds: &[
        ("customer.create", EventKind::CustomerCreated),
        ("customer.update", EventKind::CustomerUpdated),
        ("customer.kyc.pending", EventKind::KycPending),
        ("customer.kyc.successful", EventKind::KycApproved),
        ("customer.kyc.rejected", EventKind::KycRejected),
        ("customer.kyc.additionalReviewRequired", EventKind::KycNeedsReview),
    ],
    // The id of another resource (a transfer's, an event's) is not of a customer's form.
    customer_id: |_, data| {
        let named = data.field("customer").and_then(|customer| customer.text_of("id"));
        let ids = [named, data.text_of("customerId"), data.text_of("id")];
        ids.into_iter().flatten().find(|id| (CUSTOMER_ID.matches)(id))
    },
};
