//! Webhooks, as the providers send them.

use kyclink_forms::{bridge, grid, spherepay};
use serde_json::{Value, json};

/// Whom events are about.
const EMAIL: &str = "jane@example.com";
const PHONE: &str = "+14155550123";

/// Returns an event as its provider writes it. `event` has the members of the package's events.
pub(super) fn event_of(provider: &str, event: &Value) -> Value {
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let (id, at, kind) = (text("id"), text("occurredAt"), text("kind"));
    match provider {
        // Its function returns the members of the data beside the others.
        "acme" => {
            let mut all = event.as_object().cloned().unwrap_or_default();
            if let Some(Value::Object(data)) = all.remove("data") {
                all.extend(data);
            }
            all.into()
        }
        "grid" => grid_event(event, id, at, kind),
        "bridge" => {
            let kyc_status = match kind {
                "kyc_pending" => "under_review",
                "kyc_needs_review" => "awaiting_questionnaire",
                kind => kind.trim_start_matches("kyc_"),
            };
            let link = bridge::Link {
                id: text("kycLinkId"),
                kind: "individual",
                customer_id: event["customerId"].as_str(),
                full_name: None,
                email: None,
                kyc_url: "https://kyc.example/1",
                kyc_status,
                reasons: vec![],
                tos_url: "https://kyc.example/tos",
                tos_status: event["tosStatus"].as_str().unwrap_or("approved"),
                created_at: at,
            };
            bridge::event(id, &link.to_json(), at)
        }
        _ => {
            let name = match kind {
                "kyc_pending" => spherepay::event_name("pending"),
                "kyc_approved" => spherepay::event_name("approved"),
                "kyc_rejected" => spherepay::event_name("rejected"),
                "kyc_needs_review" => spherepay::event_name("on_hold"),
                "customer_created" => "customer.create",
                "customer_updated" => "customer.update",
                kind => kind,
            };
            let customer = spherepay::Customer {
                id: text("customerId"),
                kind: "individual",
                email: EMAIL,
                phone: PHONE,
                profiles: json!([]),
                created_at: at,
            };
            spherepay::event(id, name, at, &customer)
        }
    }
}

fn grid_event(event: &Value, id: &str, at: &str, kind: &str) -> Value {
    let customer = event["customerId"].as_str().unwrap_or_default();
    let errors = event["errors"].as_array().map_or_else(|| json!([]), |errors| json!(errors));
    let verification = |status| grid::verification_event(id, customer, status, at, &errors);
    match kind.split_once('_') {
        _ if kind == "test" => grid::event(id, "TEST", at, json!({})),
        _ if kind == "kyc_needs_review" => verification("RESOLVE_ERRORS"),
        _ if kind == "refused" => verification("REJECTED"),
        Some((check, status)) => {
            let customer = grid::Customer {
                id: customer,
                reference: "a-reference",
                kind: if check == "kyb" { "business" } else { "individual" },
                email: EMAIL,
                phone: PHONE,
                status,
                created_at: at,
                contacts: None,
                agreements: &[],
            };
            let mut form = customer.event(id, at);
            // A script may have another customer there, such as one without a type.
            if let Some(data) = event.get("data") {
                form["data"] = data.clone();
            }
            form
        }
        None => panic!("Grid has no event {kind}"),
    }
}
