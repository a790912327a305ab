//! Webhooks: the header `X-Grid-Signature` holds an ECDSA signature over the body, in DER and base64, inside
//! `{"v": "1", "s": …}` or, in other places of the documents, bare. `v` has been seen as a text and as a number.
//!
//! `{id, type, timestamp, data}`, where some pages say `webhookId`; `data` is the customer, or, for `VERIFICATION.*`, a verification that names one. The
//! decision about a customer is told by `CUSTOMER.*` alone; nothing tells of `HOLD`.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use crate::client::webhook::{Algorithm, EventKind, Webhook, base64, p1363, spki};
use crate::value::untrusted::UntrustedValue;

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: "X-Grid-Signature",
    signature: |value| {
        let text = match value.object() {
            Some(header) => {
                let version = header.get("v")?;
                header.text("s").filter(|_| version.text() == Some("1") || version.integer() == Some(1))?
            }
            None => value.text()?.trim(),
        };
        p1363(&base64(text.as_bytes())?)
    },
    algorithm: Algorithm::Ecdsa,
    keys: ("publicKey", "publicKey is missing, or is no P-256 key in PEM or hex."),
    key: spki,
    ids: &["id", "webhookId"],
    names: &["type"],
    times: &["timestamp"],
    kinds: &[
        ("CUSTOMER.KYC_PENDING", EventKind::KycPending),
        ("CUSTOMER.KYB_PENDING", EventKind::KycPending),
        ("CUSTOMER.KYC_APPROVED", EventKind::KycApproved),
        ("CUSTOMER.KYB_APPROVED", EventKind::KycApproved),
        ("CUSTOMER.KYC_REJECTED", EventKind::KycRejected),
        ("CUSTOMER.KYB_REJECTED", EventKind::KycRejected),
        ("VERIFICATION.PENDING_MANUAL_REVIEW", EventKind::KycNeedsReview),
        ("VERIFICATION.RESOLVE_ERRORS", EventKind::KycNeedsReview),
        ("TEST", EventKind::Test),
    ],
    customer_id: |name, data| {
        let field = if name.starts_with("CUSTOMER.") { "id" } else { "customerId" };
        data.field(field).and_then(UntrustedValue::text).filter(|id| (CUSTOMER_ID.matches)(id))
    },
};
