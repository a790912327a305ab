//! Webhooks: the header `harbor-signature` holds an HMAC of the body in hex.

use super::service::SERVICE;
use crate::client::webhook::{Algorithm, EventKind, Webhook, hex};
use crate::value::untrusted::UntrustedValue;

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: "harbor-signature",
    signature: |value| hex(value.text()?.as_bytes()),
    algorithm: Algorithm::Hmac,
    keys: ("secret", "secret is missing."),
    key: |text| (!text.is_empty()).then(|| text.into()),
    ids: &["id"],
    names: &["event"],
    times: &["at"],
    kinds: &[("session.verified", EventKind::KycApproved)],
    customer_id: |_, data| data.field("session").and_then(UntrustedValue::text),
};
