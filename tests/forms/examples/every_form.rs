//! Prints every form that the crate makes, with each of its words, as a line of JSON: `[provider, endpoint, status,
//! body]`, or `[provider, schema, null, body]` for a webhook. `tests/packages/repository/forms.test.mjs` validates them.

use kyclink_forms::{Response, bridge, grid, spherepay};
use serde_json::{Value, json};

const EMAIL: &str = "jane@example.com";
const PHONE: &str = "+14155550123";
const TIME: &str = "2026-09-21T14:13:20Z";
const KINDS: [&str; 2] = ["individual", "business"];

fn main() {
    spherepay_forms();
    grid_forms();
    bridge_forms();
}

fn spherepay_forms() {
    let name = "spherepay";
    let [create, of_customer, get] =
        ["POST /v2/customer/kyc-link", "POST /v2/customer/customer_c1/kyc-link", "GET /v2/customer/customer_c1"];
    for endpoint in [create, of_customer] {
        show(name, endpoint, &spherepay::link("customer_c1", "https://kyc.example/1", TIME));
    }
    for (kind, status) in pairs(&["incomplete", "pending", "approved", "rejected"]) {
        let profiles = json!([spherepay::profile("kyc_profile_a", status)]);
        let customer =
            spherepay::Customer { id: "customer_c1", kind, email: EMAIL, phone: PHONE, profiles, created_at: TIME };
        let shown = customer.to_json();
        for (page, total) in [(1, 0), (1, 1), (1, 11), (2, 11)] {
            show(name, "GET /v2/customer", &spherepay::list(std::slice::from_ref(&shown), page, 10, total));
        }
        show(name, get, &Response::ok(shown));
        for event in [spherepay::event_name(status), "customer.create", "customer.update"] {
            let id = "event_00000000000000000000000000000001";
            show_event(name, "Event", &spherepay::event(id, event, TIME, &customer));
        }
    }
    show(name, create, &spherepay::invalid("/email", "is not deliverable"));
    for failure in [spherepay::forbidden(), spherepay::not_found(), spherepay::problem(500, None, "of the server")] {
        show(name, get, &failure);
    }
}

fn grid_forms() {
    let name = "grid";
    let get = "GET /customers/Customer:1";
    let [pending, verified] = [json!({ "email": "PENDING", "phone": "PENDING" }), json!({ "email": "VERIFIED" })];
    for (kind, status) in pairs(&["unverified", "pending", "approved", "rejected", "hold"]) {
        for (contacts, agreements) in [(None, [].as_slice()), (Some(&pending), &[]), (Some(&verified), &["TERMS"])] {
            let contacts = contacts.cloned();
            let (id, reference) = ("Customer:1", "reference-1");
            let customer = grid::Customer {
                id,
                reference,
                kind,
                email: EMAIL,
                phone: PHONE,
                status,
                created_at: TIME,
                contacts,
                agreements,
            };
            let shown = customer.to_json();
            show(name, "POST /customers", &grid::created(shown.clone()));
            show(name, "GET /customers", &grid::list(std::slice::from_ref(&shown), None));
            show(name, "GET /customers", &grid::list(std::slice::from_ref(&shown), Some("cursor-2")));
            show(name, get, &Response::ok(shown));
            // Grid sends none about the other two.
            if ["pending", "approved", "rejected"].contains(&status) {
                show_event(name, "Event", &customer.event("Webhook:1", TIME));
            }
        }
    }
    show(name, "POST /customers/Customer:1/kyc-link", &grid::link("https://kyc.example/1", TIME));
    show(name, "POST /customers/Customer:1/kyc-link", &grid::conflict());
    show(name, "POST /customers", &grid::invalid("email", "is not deliverable"));
    show(name, "POST /customers/Customer:1/verify-email", &grid::sent());
    for (status, code) in [(400, "INVALID_INPUT"), (401, "UNAUTHORIZED"), (404, "CUSTOMER_NOT_FOUND")] {
        show(name, get, &grid::error(status, code));
    }
    let error = json!([{ "resourceId": "Customer:1", "type": "MISSING_IDENTITY_DOCUMENT", "reason": "none" }]);
    for (status, errors) in [("RESOLVE_ERRORS", error), ("REJECTED", json!([])), ("APPROVED", json!([]))] {
        let event = grid::verification_event("Webhook:1", "Customer:1", status, TIME, &errors);
        show_event(name, "Verification", event.get("data").unwrap_or(&event));
    }
}

fn bridge_forms() {
    let name = "bridge";
    let [create, get, list, customer] =
        ["POST /kyc_links", "GET /kyc_links/link_1", "GET /kyc_links", "GET /customers/customer_1"];
    let words = [
        "not_started",
        "incomplete",
        "awaiting_questionnaire",
        "awaiting_ubo",
        "under_review",
        "approved",
        "rejected",
        "paused",
        "offboarded",
        "deposits_restricted",
    ];
    for (kind, kyc_status) in pairs(&words) {
        for (customer_id, tos_status) in [(None, "pending"), (Some("customer_1"), "approved")] {
            let reasons = vec![bridge::reason("The document has expired.", "on a list")];
            let (kyc_url, tos_url) = ("https://kyc.example/1", "terms.example/1");
            let link = bridge::Link {
                id: "link_1",
                kind,
                customer_id,
                full_name: customer_id,
                email: Some(EMAIL),
                kyc_url,
                kyc_status,
                reasons,
                tos_url,
                tos_status,
                created_at: TIME,
            };
            let shown = link.to_json();
            show(name, create, &bridge::duplicate(&shown));
            show(name, list, &bridge::list(&[shown.clone(), shown.clone()]));
            show_event(name, "Event", &bridge::event("wh_1", &shown, TIME));
            for endpoint in [create, get] {
                show(name, endpoint, &Response::ok(shown.clone()));
            }
        }
        for issues in [[].as_slice(), &["customer_too_young"]] {
            let form = bridge::Customer { id: "customer_1", kind, email: EMAIL, kyc_status, issues };
            show(name, customer, &Response::ok(form.to_json()));
        }
    }
    show(name, list, &bridge::list(&[]));
    show(name, create, &bridge::invalid("email", "is refused", "is not deliverable"));
    for (status, code) in [(400, "required"), (401, "invalid_credentials"), (409, "resource_state_conflict")] {
        show(name, create, &bridge::error(status, code, "a sentence"));
    }
    show(name, get, &bridge::not_found());
    show(name, get, &bridge::unexpected(500));
}

/// Returns each kind with each of these words.
fn pairs<'a>(words: &'a [&'a str]) -> impl Iterator<Item = (&'static str, &'a str)> {
    KINDS.into_iter().flat_map(|kind| words.iter().map(move |word| (kind, *word)))
}

#[expect(clippy::print_stdout, reason = "the output is what the program is for")]
fn print(line: &Value) {
    println!("{line}");
}

fn show(provider: &str, endpoint: &str, response: &Response) {
    print(&json!([provider, endpoint, response.status, response.body]));
}

fn show_event(provider: &str, schema: &str, body: &Value) {
    print(&json!([provider, schema, null, body]));
}
