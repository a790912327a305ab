//! Webhooks: the header `X-Webhook-Signature: t=<ms>,v0=<base64>` is an RSA signature of the hash of the time, a dot
//! and the body. RSASSA-PKCS1-v1_5 hashes that once more: the body is hashed twice, as the sample of Bridge's documents
//! shows. Deliveries that were signed more than ten minutes ago are to be refused with 400; each retry has a new time.
//!
//! An event is `{event_id, event_category, event_type, event_object_id, event_object, event_created_at, …}`.
//! `event_object` is the link or the customer. Types begin with the category; an example has the bare word `created`.

use super::fields::ID;
use super::service::SERVICE;
use super::status;
use crate::client::customer::Status;
use crate::client::webhook::{Algorithm, EventKind, Signature, Webhook, decode_base64, parse_rsa_key};
use crate::value::text::trim_header;
use crate::value::time::MINUTE_MS;
use crate::value::untrusted::UntrustedValue;

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: "X-Webhook-Signature",
    parse_signature: |value| parse_signature(trim_header(value.text()?)),
    algorithm: Algorithm::Rsa,
    max_signature_age_ms: 10 * MINUTE_MS,
    keys: ("publicKey", "publicKey is missing or malformed: it must be the webhook's RSA public key in PEM."),
    parse_key: parse_rsa_key,
    id_fields: &["event_id"],
    type_fields: &["event_type"],
    time_fields: &["event_created_at"],
    data_field: "event_object",
    kinds: &[
        ("customer.created", EventKind::CustomerCreated),
        ("customer.updated", EventKind::CustomerUpdated),
        ("customer.updated.status_transitioned", EventKind::CustomerUpdated),
    ],
    kind_of_data,
    customer_id: |event_type, data| {
        let field = if is_link(event_type, data) { "customer_id" } else { "id" };
        let is_known = is_link(event_type, data) || event_type.starts_with("customer.");
        data.text_of(field).filter(|id| is_known && (ID.matches)(id))
    },
    link_id: Some(|event_type, data| data.text_of("id").filter(|id| is_link(event_type, data) && (ID.matches)(id))),
    // "Not to be shared with the customer."
    private_members: &["developer_reason"],
};

/// Parses `t=1705854411204,v0=jz/0…`. A name that comes twice is ambiguous.
fn parse_signature(header: &str) -> Option<Signature> {
    let (mut time, mut signature) = (None, None);
    for part in header.split(',') {
        let (name, value) = part.split_once('=')?;
        let slot = match trim_header(name) {
            "t" => &mut time,
            "v0" => &mut signature,
            // A later version of the signature may stand beside this one.
            _ => continue,
        };
        if slot.replace(value).is_some() {
            return None;
        }
    }
    let time = time.filter(|time| (1..=15).contains(&time.len()) && time.bytes().all(|b| b.is_ascii_digit()))?;
    let bytes = decode_base64(signature?.as_bytes()).filter(|bytes| !bytes.is_empty())?;
    Some(Signature { bytes, signed_at: Some(time.to_owned()) })
}

/// Whether an event is about a link. If the type lacks the category, the event is about a link if its object has
/// `kyc_status`.
fn is_link(event_type: &str, data: &UntrustedValue) -> bool {
    let lacks_category = matches!(event_type, "created" | "updated" | "updated.status_transitioned");
    event_type.starts_with("kyc_link.") || lacks_category && data.text_of("kyc_status").is_some()
}

/// Returns the kind of an event by the status in its object: the type says only that something has changed.
fn kind_of_data(event_type: &str, data: &UntrustedValue) -> Option<EventKind> {
    let status = match event_type {
        "customer.deleted" => return None,
        _ if is_link(event_type, data) => status::of_link(data).0,
        _ if event_type.starts_with("customer.") => data.text_of("status").map_or(Status::Unknown, status::to_status),
        _ => return None,
    };
    status::to_kind(status)
}
