//! Webhooks: the header `X-Grid-Signature` is an ECDSA signature of the body, in DER and base64, inside
//! `{"v": "1", "s": …}` or, in other places of the documents, without an object. `v` is a string or a number.
//!
//! An event is `{id, type, timestamp, data}`; some pages have `webhookId` instead of `id`. `data` is the customer or,
//! for `VERIFICATION.*`, a verification with the customer's id. Only `CUSTOMER.*` events announce the decision about a
//! customer; Grid sends no event for `HOLD`.

use super::fields::CUSTOMER_ID;
use super::service::SERVICE;
use super::{customer, verification};
use crate::client::customer::Status;
use crate::client::link::verification::Terms;
use crate::client::webhook::{
    Algorithm, EventKind, Progress, Signature, Webhook, decode_base64, p1363_from_der, parse_public_key,
};
use crate::value::text::trim_header;
use crate::value::untrusted::UntrustedValue;

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: Some("X-Grid-Signature"),
    parse_signature: |value| {
        let text = match value.object() {
            Some(header) => {
                let version = header.get("v")?;
                header.text("s").filter(|_| version.text() == Some("1") || version.integer() == Some(1))?
            }
            None => trim_header(value.text()?),
        };
        p1363_from_der(&decode_base64(text.as_bytes())?).map(Signature::from)
    },
    algorithm: Algorithm::Ecdsa,
    max_signature_age_ms: u64::MAX,
    keys: ("publicKey", "publicKey is missing or malformed: it must be a P-256 public key in PEM or hex."),
    parse_key: parse_public_key,
    id_fields: &["id", "webhookId"],
    type_fields: &["type"],
    time_fields: &["timestamp"],
    data_field: "data",
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
    full_type: |event_type, _| event_type.into(),
    kind_of_data: |_, _| None,
    read: None,
    customer_type: |_| None,
    customer_id: |event_type, data| {
        let field = if event_type.starts_with("CUSTOMER.") { "id" } else { "customerId" };
        data.field(field).and_then(UntrustedValue::text).filter(|id| (CUSTOMER_ID.matches)(id))
    },
    reference: None,
    link_id: None,
    progress: |event_type, data| {
        let (status, requirements, capabilities) = match event_type.split_once('.')? {
            // It alone has the reasons of a refusal.
            ("VERIFICATION", status) => {
                ((status == "REJECTED").then_some(Status::Rejected), verification::requirements(data), None)
            }
            ("CUSTOMER", _) => (None, customer::requirements(data)?, Some(vec![])),
            _ => return None,
        };
        Some(Progress { status, terms: Terms::Unknown, requirements, capabilities })
    },
    reasons: |_| None,
    private_members: &[],
};
