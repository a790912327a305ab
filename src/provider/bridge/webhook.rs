//! Webhooks: the header `X-Webhook-Signature: t=<ms>,v0=<base64>` is an RSA signature of the hash of the time, a dot
//! and the body. RSASSA-PKCS1-v1_5 hashes that once more: the body is hashed twice, as the sample of Bridge's documents
//! shows. Deliveries that were signed more than ten minutes ago are to be refused with 400, so those from as far in the
//! future are, too; each retry has a new time.
//!
//! An event is `{event_id, event_category, event_type, event_object_id, event_object, event_created_at, …}`.
//! `event_object` is the link or the customer. Types begin with the category, such as `kyc_link.created`. The description
//! lists them without it; the object of such a bare word is what the category says.

use std::borrow::Cow;

use super::fields::ID;
use super::requirement;
use super::service::SERVICE;
use super::status;
use crate::client::customer::Status;
use crate::client::link::verification::Terms;
use crate::client::webhook::{Algorithm, EventKind, Progress, Signature, Webhook, decode_base64, parse_rsa_key};
use crate::value::text::trim_header;
use crate::value::time::MINUTE_MS;
use crate::value::untrusted::UntrustedValue;

pub(super) static WEBHOOK: Webhook = Webhook {
    provider: SERVICE.name,
    header: Some("X-Webhook-Signature"),
    parse_signature: |value| parse_signature(trim_header(value.text()?)),
    algorithm: Algorithm::Rsa,
    max_signature_age_ms: MINUTE_MS.unsigned_abs() * 10,
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
    full_type,
    kind_of_data,
    read: None,
    customer_type: |_| None,
    customer_id: |event_type, data| {
        let field = match Resource::of(event_type)? {
            Resource::Link | Resource::Rfi => "customer_id",
            Resource::Customer => "id",
        };
        data.text_of(field).filter(|id| (ID.matches)(id))
    },
    reference: None,
    link_id: Some(|event_type, data| {
        let is_link = matches!(Resource::of(event_type)?, Resource::Link);
        data.text_of("id").filter(|id| is_link && (ID.matches)(id))
    }),
    progress: |event_type, data| {
        let is_there = !is_gone(event_type);
        match Resource::of(event_type)? {
            Resource::Link => {
                let (status, _, terms) = status::of_link(data);
                let status = Some(status).filter(|status| is_there && *status != Status::Unknown);
                Some(Progress { status, terms, requirements: requirement::of_link(data), capabilities: None })
            }
            Resource::Customer => {
                let capabilities = Some(status::capabilities(data));
                let requirements = requirement::of_customer(data);
                Some(Progress { status: None, terms: Terms::Unknown, requirements, capabilities })
            }
            Resource::Rfi => None,
        }
    },
    reasons: |_| None,
    // "Not to be shared with the customer."
    private_members: &["developer_reason"],
};

/// The lengths of signatures in bytes, which are those of the keys: from 2048 to 8192 bits.
const SIGNATURE_LENGTHS: std::ops::RangeInclusive<usize> = 256..=1024;

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
    let bytes = decode_base64(signature?.as_bytes()).filter(|bytes| SIGNATURE_LENGTHS.contains(&bytes.len()))?;
    Some(Signature { bytes, signed_at: Some(time.to_owned()) })
}

/// What follows the category in the documented types.
const CHANGES: [&str; 5] = ["created", "updated", "updated.status_transitioned", "deleted", "canceled"];

/// What an event of a documented type is about, if it is part of a verification or a question about a customer.
enum Resource {
    Link,
    Customer,
    /// A question of Bridge to the developer: about a customer, or about a payment.
    Rfi,
}

impl Resource {
    fn of(event_type: &str) -> Option<Self> {
        let (category, change) = event_type.split_once('.')?;
        match category {
            _ if !CHANGES.contains(&change) => None,
            "kyc_link" => Some(Self::Link),
            "customer" => Some(Self::Customer),
            "rfi" => Some(Self::Rfi),
            _ => None,
        }
    }
}

/// Puts the category of an event before a type that is only the change.
fn full_type<'a>(event_type: &'a str, body: &UntrustedValue) -> Cow<'a, str> {
    match body.text_of("event_category") {
        Some(category) if CHANGES.contains(&event_type) => [category, ".", event_type].concat().into(),
        _ => event_type.into(),
    }
}

fn is_gone(event_type: &str) -> bool {
    event_type.ends_with(".deleted") || event_type.ends_with(".canceled")
}

/// Returns the kind of an event by the status in its object: the type says only that something has changed. What is
/// gone has no status.
fn kind_of_data(event_type: &str, data: &UntrustedValue) -> Option<EventKind> {
    if is_gone(event_type) {
        return None;
    }
    status::to_kind(match Resource::of(event_type)? {
        Resource::Link => status::of_link(data).0,
        Resource::Customer => status::of_customer(data),
        // It says nothing about a decision.
        Resource::Rfi => return None,
    })
}
