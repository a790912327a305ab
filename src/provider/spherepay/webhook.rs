//! Webhooks: the header `signature`, an HMAC over the body with the whole secret, its `secret_` included. There is neither a
//! version nor a time in what is signed, so a delivery that somebody recorded stays valid.
//!
//! `{id, name, data: {<resource>: {…}}, webhookRecords, mock, created, updated}`; newer documents of the staging environment
//! say `type` and `createdAt`.

use super::CUSTOMER_ID;
use crate::draft::Draft;
use crate::webhook::{Algorithm, Kind, Webhook, hex};

pub(super) static WEBHOOK: Webhook = Webhook {
    header: "signature",
    signature: |value| hex(value.text()?.trim().as_bytes()).filter(|bytes| bytes.len() == 32),
    algorithm: Algorithm::Hmac,
    keys: ("secret", "secret is missing, or has white space around it."),
    key: |text| (!text.is_empty() && text.trim() == text).then(|| text.into()),
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
    customer_id: |_, data| {
        data.field("customer")?.field("id").and_then(Draft::text).filter(|id| (CUSTOMER_ID.matches)(id))
    },
};
