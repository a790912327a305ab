//! What is missing, as the status route tells it.

use serde_json::{Value, json};

use crate::edge::world::{World, error};

/// Returns the status of a customer with these profiles.
fn status(profiles: Value) -> Value {
    let mut world = World::new().onboarded("customer_c1");
    world.replies("getCustomer", json!({ "profiles": profiles }));
    let first = world.get("status").send().body;
    assert_eq!(world.get("status").send().body, first, "the same from the stored record");
    first
}

fn profile(name: &str, status: &str, criteria: &Value) -> Value {
    json!({ "name": name, "status": status, "criteria": criteria })
}

#[test]
fn the_first_thing_that_a_person_can_do_is_next() {
    let document = json!({ "kind": "document", "who": "person", "can": "act", "nextAction": "open_link" });
    let review = json!({ "kind": "review", "who": "provider", "can": "wait", "nextAction": "wait" });
    let other = json!({ "kind": "other", "who": "person", "can": "unknown", "nextAction": "contact_support" });
    for (criteria, requirements, next_action) in [
        (json!({ "required": ["photo_id"] }), json!([document]), "open_link"),
        (json!({ "pending": ["photo_id"] }), json!([review]), "wait"),
        (json!({ "pending": ["email_address"], "required": ["photo_id"] }), json!([document, review]), "open_link"),
        (json!({ "required": ["a_word_of_tomorrow"] }), json!([other]), "contact_support"),
        (json!({ "required": ["a_word_of_tomorrow", "photo_id"] }), json!([other, document]), "open_link"),
        (json!({ "required": ["a_word_of_tomorrow"], "pending": ["x"] }), json!([other, review]), "wait"),
        // A page has one entry for all documents.
        (json!({ "required": ["photo_id", "proof_of_address"] }), json!([document]), "open_link"),
    ] {
        let body = status(json!([profile("kyc_profile_a", "incomplete", &criteria)]));
        assert_eq!((&body["requirements"], &body["nextAction"]), (&requirements, &json!(next_action)), "{criteria}");
    }
}

/// The id of Bridge's customer, which is not that of the link.
const CUSTOMER: &str = "75d2f259-6810-4cde-a9b9-83eca42b0ebf";

/// Returns the status of a person at Bridge whose link has this status, and whose customer has these endorsements.
fn status_at_bridge(link: &str, endorsements: Value) -> (World, Value) {
    let mut world = World::of_bridge().onboarded("link_1");
    world.replies("getKycLink", json!({ "id": "link_1", "status": link, "customerOfLink": CUSTOMER }));
    let word = if link == "approved" { "active" } else { link };
    let customer = json!({ "id": CUSTOMER, "type": "individual", "status": word, "endorsements": endorsements });
    world.replies("getCustomer", customer);
    let body = world.get("status").send().body;
    (world, body)
}

fn endorsement(name: &str, missing: Value, issues: Value) -> Value {
    let requirements = json!({ "complete": [], "pending": [], "missing": missing, "issues": issues });
    json!({ "name": name, "status": "incomplete", "requirements": requirements })
}

#[test]
fn where_the_customer_tells_more_than_the_link_both_are_read() {
    let document = json!({ "kind": "document", "who": "person", "can": "act", "nextAction": "open_link" });
    let missing = json!({ "all_of": ["proof_of_address_document"] });
    let (mut world, body) = status_at_bridge("incomplete", json!([endorsement("base", missing, json!([]))]));
    assert_eq!((&body["requirements"], &body["nextAction"]), (&json!([document]), &json!("open_link")));
    assert!(world.arguments("getCustomer")["url"].as_str().unwrap().ends_with(CUSTOMER));
    assert_eq!(world.take_calls(), ["getKycLink", "getCustomer"]);
    assert_eq!(world.get("status").send().body, body);
    assert_eq!(world.take_calls(), [""; 0], "the status is fresh");
}

#[test]
fn what_a_final_refusal_is_about_is_not_asked_for() {
    let person = |kind, can, next| json!({ "kind": kind, "who": "person", "can": can, "nextAction": next });
    let refused = json!(["endorsement_not_available_in_customers_region"]);
    let (document, region) = (person("document", "act", "open_link"), person("other", "final", "contact_support"));
    let missing = json!({ "all_of": ["proof_of_address_document"] });
    for (endorsements, requirements, next_action) in [
        (json!([endorsement("sepa", missing.clone(), refused.clone())]), json!([region]), "contact_support"),
        (
            json!([endorsement("sepa", Value::Null, refused), endorsement("base", missing, json!([]))]),
            json!([region, document]),
            "open_link",
        ),
        // What only you can do is for support, and a page does not learn what it is.
        (json!([endorsement("base", Value::Null, json!(["developer_not_compatible"]))]), json!([]), "contact_support"),
    ] {
        let (_, body) = status_at_bridge("incomplete", endorsements.clone());
        assert_eq!(
            (&body["requirements"], &body["nextAction"]),
            (&requirements, &json!(next_action)),
            "{endorsements}"
        );
    }
}

#[test]
fn an_approved_person_learns_what_is_due_later_and_stays_approved() {
    let mut base = endorsement("base", Value::Null, json!([]));
    let missing = json!({ "all_of": ["proof_of_address_document"] });
    base["future_requirements"] =
        json!([{ "effective_date": "2027-01-31", "verification_stage": "post_review", "missing": missing }]);
    let (_, body) = status_at_bridge("approved", json!([base]));
    let due = json!({
        "kind": "document", "who": "person", "can": "act", "nextAction": "open_link", "dueBy": "2027-01-31",
    });
    assert_eq!((&body["status"], &body["nextAction"]), (&json!("approved"), &json!("none")));
    assert_eq!(body["requirements"], json!([due]));
}

#[test]
fn a_refusal_may_be_tried_again_where_nothing_speaks_against_it() {
    for (issues, next_action) in [
        (json!([]), "try_again"),
        (json!([{ "id_front_photo": "id_expired" }]), "try_again"),
        (json!([{ "id_front_photo": "id_expired" }, "a_word_of_tomorrow"]), "contact_support"),
        (json!(["customer_too_young"]), "contact_support"),
    ] {
        let mut world = World::of_bridge().onboarded("link_1");
        world.replies("getKycLink", json!({ "id": "link_1", "status": "rejected", "customerOfLink": CUSTOMER }));
        let endorsements = json!([endorsement("base", Value::Null, issues.clone())]);
        world.replies("getCustomer", json!({ "id": CUSTOMER, "status": "rejected", "endorsements": endorsements }));
        assert_eq!(world.get("status").send().body["nextAction"], json!(next_action), "{issues}");
    }
}

#[test]
fn a_customer_that_cannot_be_read_takes_nothing_from_its_link() {
    let mut world = World::of_bridge().onboarded("link_1");
    world.replies("getKycLink", json!({ "id": "link_1", "status": "pending", "customerOfLink": CUSTOMER }));
    world.fails("getCustomer", error("unavailable"));
    let response = world.get("status").send();
    let review = json!({ "kind": "review", "who": "provider", "can": "wait", "nextAction": "wait" });
    assert_eq!((response.status, &response.body["status"]), (200, &json!("pending")));
    assert_eq!(response.body["requirements"], json!([review]));
    // For a server whose clock is behind, the status is not fresh.
    world.now -= 1000;
    world.take_calls();
    assert_eq!(world.get("status").send().body["requirements"], json!([review]));
    assert_eq!(world.take_calls(), [""; 0], "after a failure the provider is not asked for a while");
}

#[test]
fn an_event_that_says_what_is_missing_is_enough() {
    const ID: &str = "Customer:019542f5-b3e7-1d02-0000-000000000001";
    let mut world = World::of_grid().onboarded(ID);
    world.open_webhooks_of_grid();
    let document = json!({ "kind": "document", "who": "person", "can": "act", "nextAction": "open_link" });
    for (event, requirements, next_action) in [
        (
            json!({ "kind": "kyc_needs_review", "errors": [{ "type": "EXPIRED_DOCUMENT" }] }),
            json!([document]),
            "open_link",
        ),
        // The customer of this event has no type, so it says nothing, and what was missing need not be.
        (json!({ "kind": "kyc_pending" }), json!([]), "wait"),
    ] {
        let mut event = event;
        event["id"] = json!(format!("Webhook:{}", event["kind"]));
        event["customerId"] = json!(ID);
        assert_eq!(world.delivery_of_grid().event(&event).send().status, 200);
        world.take_calls();
        let body = world.get("status").send().body;
        assert_eq!((&body["requirements"], &body["nextAction"]), (&requirements, &json!(next_action)), "{event}");
        assert_eq!(world.take_calls(), [""; 0], "the provider is not asked");
    }
}

/// A link of Bridge has statuses only, so its event does not decide whether a refusal may be tried again.
#[test]
fn an_event_of_a_link_offers_no_second_attempt() {
    let mut world = World::of_bridge().onboarded("link_1");
    world.open_webhooks_of_bridge();
    let event = json!({ "id": "wh_1", "kind": "kyc_rejected", "kycLinkId": "link_1", "customerId": CUSTOMER });
    assert_eq!(world.delivery_of_bridge().event(&event).send().status, 200);
    let body = world.get("status").send().body;
    assert_eq!((&body["status"], &body["nextAction"]), (&json!("rejected"), &json!("contact_support")));
}

#[test]
fn a_page_learns_no_word_of_the_provider() {
    let criteria =
        json!({ "required": ["photo_id"], "errors": [{ "name": "jane_doe", "message": "Jane Doe is unknown" }] });
    let body = status(json!([profile("kyc_profile_a", "incomplete", &criteria)])).to_string();
    for word in ["photo_id", "jane", "kyc_profile_a", "is unknown"] {
        assert!(!body.to_ascii_lowercase().contains(word), "{word} in {body}");
    }
}

#[test]
fn a_long_list_is_cut() {
    // Each kind, with and without a date, is one entry: no list of the documents is longer than the bound.
    let required: Vec<_> = (0..500).map(|number| format!("word_{number}")).collect();
    let body = status(json!([profile("kyc_profile_a", "incomplete", &json!({ "required": required }))]));
    assert_eq!(body["requirements"].as_array().unwrap().len(), 1);
}
