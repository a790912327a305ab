//! Webhooks: the header `signature`, an HMAC over the body with the whole secret, its `secret_` included. There is neither a
//! version nor a time in what is signed, so a delivery that somebody recorded stays valid.
//!
//! `{id, name, data: {<resource>: {…}}, webhookRecords, mock, created, updated}`; newer documents of the staging environment
//! say `type` and `createdAt`, and have the customer's id as `data.customerId` or `data.id`.

use super::CUSTOMER_ID;
use crate::webhook::{Algorithm, Kind, Webhook, hex};

pub(super) static WEBHOOK: Webhook = Webhook {
    header: "signature",
    signature: |value| hex(value.text()?.trim().as_bytes()).filter(|bytes| bytes.len() == 32),
    algorithm: Algorithm::Hmac,
    keys: ("secret", "secret is missing, or has white space around it."),
    key: |text| (!text.is_empty() && text.trim() == text).then(|| text.into()),
    ids: &["id"],
    names: &["name", "type"],
    times: &["created", "createdAt"],
    kinds: &[
        ("customer.create", Kind::CustomerCreated),
        ("customer.update", Kind::CustomerUpdated),
        ("customer.kyc.pending", Kind::KycPending),
        ("customer.kyc.successful", Kind::KycApproved),
        ("customer.kyc.rejected", Kind::KycRejected),
        ("customer.kyc.additionalReviewRequired", Kind::KycNeedsReview),
    ],
    // The id of another resource (a transfer's, an event's) is not of a customer's form.
    customer_id: |_, data| {
        let named = data.field("customer").and_then(|customer| customer.text_of("id"));
        let ids = [named, data.text_of("customerId"), data.text_of("id")];
        ids.into_iter().flatten().find(|id| (CUSTOMER_ID.matches)(id))
    },
};
