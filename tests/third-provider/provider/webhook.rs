//! Webhooks: the header `harbor-signature` holds an HMAC of the body in hex.

use super::service::SERVICE;
use crate::client::webhook::{Algorithm, EventKind, Signature, Webhook, decode_hex};
use crate::value::text::trim_header;
use crate::value::untrusted::UntrustedValue;

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: "harbor-signature",
    parse_signature: |value| decode_hex(trim_header(value.text()?).as_bytes()).map(Signature::from),
    algorithm: Algorithm::Hmac,
    max_signature_age_ms: i64::MAX,
    keys: ("secret", "secret is missing."),
    parse_key: |text| (!text.is_empty()).then(|| text.into()),
    id_fields: &["id"],
    type_fields: &["event"],
    time_fields: &["at"],
    data_field: "data",
    kinds: &[("session.verified", EventKind::KycApproved)],
    kind_of_data: |_, _| None,
    customer_id: |_, data| data.field("session").and_then(UntrustedValue::text),
    link_id: None,
    private_members: &[],
};
