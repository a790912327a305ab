//! Webhooks: the header `harbor-signature` holds an HMAC of the body in hex.

use super::service::SERVICE;
use crate::client::webhook::{Algorithm, EventKind, Webhook, decode_hex};
use crate::value::text::trim_header;
use crate::value::untrusted::UntrustedValue;

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: "harbor-signature",
    parse_signature: |value| decode_hex(trim_header(value.text()?).as_bytes()),
    algorithm: Algorithm::Hmac,
    keys: ("secret", "secret is missing."),
    parse_key: |text| (!text.is_empty()).then(|| text.into()),
    id_fields: &["id"],
    type_fields: &["event"],
    time_fields: &["at"],
    kinds: &[("session.verified", EventKind::KycApproved)],
    customer_id: |_, data| data.field("session").and_then(UntrustedValue::text),
};
