//! What is missing, as the status route tells it.

use serde_json::{Value, json};

use proptest::prelude::*;
use proptest::sample::select;

use crate::edge::world::{World, error, link};
use crate::integration::inputs::run;

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
    let other = json!({ "kind": "other", "who": "person", "can": "unknown", "nextAction": "open_link" });
    for (criteria, requirements, next_action) in [
        (json!({ "required": ["photo_id"] }), json!([document]), "open_link"),
        (json!({ "pending": ["photo_id"] }), json!([review]), "wait"),
        (json!({ "pending": ["email_address"], "required": ["photo_id"] }), json!([document, review]), "open_link"),
        (json!({ "required": ["a_word_of_tomorrow"] }), json!([other]), "open_link"),
        (json!({ "required": ["a_word_of_tomorrow", "photo_id"] }), json!([other, document]), "open_link"),
        (json!({ "required": ["a_word_of_tomorrow"], "pending": ["x"] }), json!([other, review]), "open_link"),
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

/// The status of the link stands. The owner learns of the failure, and the provider is not asked again for a while.
#[test]
fn a_customer_that_cannot_be_read_is_reported_and_left_alone() {
    let mut world = World::of_bridge().onboarded("link_1");
    world.hook("getKycLink", json!({ "id": "link_1", "status": "pending", "customerOfLink": CUSTOMER }));
    world.always_fails("getCustomer", error("forbidden"));
    world.requests.clear();
    let body = world.get("status").send().body;
    assert_eq!((&body["status"], world.requests.len()), (&json!("pending"), 2), "one for each, without retries");
    let review = json!({ "kind": "review", "who": "provider", "can": "wait", "nextAction": "wait" });
    assert_eq!(body["requirements"], json!([review]));
    assert_eq!(world.take_calls(), ["getKycLink", "getCustomer", "report"]);
    for later in [0, 4_998] {
        world.now += later;
        assert_eq!(world.status(), "pending");
        assert_eq!(world.take_calls(), [""; 0], "{later}");
    }
    world.now += 10_000;
    world.get("status").send();
    assert_eq!(world.take_calls(), ["getKycLink", "getCustomer", "report"]);
}

#[test]
fn what_is_missing_at_bridge_decides_what_is_next() {
    let person = |kind, can, next| json!({ "kind": kind, "who": "person", "can": can, "nextAction": next });
    let owner = json!({ "kind": "owner", "who": "owner", "can": "act", "nextAction": "contact_support" });
    let (document, region) = (person("document", "act", "open_link"), person("other", "final", "contact_support"));
    let mut due = document.clone();
    due["dueBy"] = json!("2027-01-31");
    let all_of = |codes: &[&str]| json!({ "all_of": codes });
    let base = |missing: Value, issues: Value| json!([endorsement("base", missing, issues)]);
    let is_refused = json!(["endorsement_not_available_in_customers_region"]);
    let sepa = |missing: Value| endorsement("sepa", missing, is_refused.clone());
    let address = all_of(&["proof_of_address_document"]);
    let mut later = base(Value::Null, json!([]));
    later[0]["status"] = json!("approved");
    later[0]["future_requirements"] =
        json!([{ "effective_date": "2027-01-31", "verification_stage": "post_review", "missing": address }]);
    for (link, endorsements, requirements, next_action) in [
        // What a final refusal is about is not asked for.
        ("incomplete", json!([sepa(address.clone())]), json!([region]), "contact_support"),
        (
            "incomplete",
            json!([sepa(Value::Null), endorsement("base", address.clone(), json!([]))]),
            json!([region, document]),
            "open_link",
        ),
        // What only you can do is for support, and a page does not learn what it is.
        ("incomplete", base(Value::Null, json!(["developer_not_compatible"])), json!([]), "contact_support"),
        // What only an owner can do comes after what the person in front of the page can.
        (
            "incomplete",
            base(all_of(&["control_person", "proof_of_address_document"]), json!([])),
            json!([owner, document]),
            "open_link",
        ),
        ("incomplete", base(all_of(&["control_person"]), json!([])), json!([owner]), "contact_support"),
        // Whoever is approved learns what is due later, and stays approved.
        ("approved", later, json!([due]), "none"),
    ] {
        let (_, body) = status_at_bridge(link, endorsements.clone());
        assert_eq!(body["status"], link, "{endorsements}");
        let found = (&body["requirements"], &body["nextAction"]);
        assert_eq!(found, (&requirements, &json!(next_action)), "{endorsements}");
    }
    // A refusal may be tried again where nothing speaks against it.
    for (issues, next_action) in [
        (json!([]), "try_again"),
        (json!([{ "id_front_photo": "id_expired" }]), "try_again"),
        (json!([{ "id_front_photo": "id_expired" }, "a_word_of_tomorrow"]), "contact_support"),
        (json!(["customer_too_young"]), "contact_support"),
    ] {
        let (_, body) = status_at_bridge("rejected", base(Value::Null, issues.clone()));
        assert_eq!(body["nextAction"], next_action, "{issues}");
    }
}

#[test]
fn an_event_that_says_what_is_missing_is_enough() {
    const ID: &str = "Customer:019542f5-b3e7-1d02-0000-000000000001";
    let mut world = World::of_grid().onboarded(ID);
    let document = json!({ "kind": "document", "who": "person", "can": "act", "nextAction": "open_link" });
    for (event, requirements, next_action) in [
        (
            json!({ "kind": "kyc_needs_review", "errors": [{ "type": "EXPIRED_DOCUMENT" }] }),
            json!([document]),
            "open_link",
        ),
        // The customer of this event has no type, so it says nothing, and what was missing need not be.
        (json!({ "kind": "kyc_pending", "data": { "id": ID } }), json!([]), "wait"),
    ] {
        let mut event = event;
        event["id"] = json!(format!("Webhook:{}", event["kind"]));
        event["customerId"] = json!(ID);
        assert_eq!(world.deliver(&event).status, 200);
        world.take_calls();
        let body = world.get("status").send().body;
        assert_eq!((&body["requirements"], &body["nextAction"]), (&requirements, &json!(next_action)), "{event}");
        assert_eq!(world.take_calls(), [""; 0], "the provider is not asked");
    }
}

/// Returns a handler at Bridge whose configuration wants these endorsements, and which has these.
fn products_at_bridge(wanted: &Value, endorsements: &Value) -> World {
    let mut world = World::of_bridge().onboarded("link_1");
    if !wanted.is_null() {
        world.config["connections"]["bridge"]["endorsements"] = wanted.clone();
    }
    let link = json!({ "id": "link_1", "status": "approved", "tosStatus": "accepted", "customerOfLink": CUSTOMER });
    world.hook("getKycLink", link);
    let customer = json!({ "id": CUSTOMER, "type": "individual", "status": "active", "endorsements": endorsements });
    world.hook("getCustomer", customer);
    world.hook("getCustomerKycLink", json!({ "url": "https://kyc.example/product" }));
    world.hook("getTosLink", json!({ "url": "https://kyc.example/new-terms" }));
    world
}

fn product(name: &str, status: &str, missing: Value) -> Value {
    let requirements = json!({ "complete": [], "pending": [], "missing": missing, "issues": [] });
    json!({ "name": name, "status": status, "requirements": requirements })
}

/// The status is approved only with every product that is wanted, and where something is left to do, a link leads to it.
#[test]
fn a_product_that_is_not_open_is_not_approved_and_not_forgotten() {
    let open = |missing| json!([product("base", "approved", json!(null)), product("sepa", "incomplete", missing)]);
    let [done, document] = [json!(null), json!({ "all_of": ["proof_of_address"] })].map(open);
    let terms = open(json!(["terms_of_service_v2"]));
    let review = open(json!(["kyb_review"]));
    let revoked = json!([product("base", "revoked", json!(null))]);
    let region = json!([{ "name": "sepa", "status": "incomplete",
        "requirements": { "missing": null, "issues": ["endorsement_not_available_in_customers_region"] } }]);
    let both_open = json!([product("base", "incomplete", json!(null)), product("sepa", "incomplete", json!(null))]);
    let (base, both) = (json!(["base"]), json!(["base", "sepa"]));
    for (wanted, endorsements, status, next_action, renewed) in [
        (json!(null), &done, "approved", "none", "approved"),
        (json!(null), &document, "approved", "open_link", "product?endorsement=sepa"),
        (json!(null), &terms, "approved", "accept_terms", "new-terms"),
        (json!(null), &review, "approved", "wait", "approved"),
        // If none is wanted in particular, one is enough.
        (json!(null), &region, "incomplete", "contact_support", "product?endorsement=sepa"),
        (json!(null), &both_open, "incomplete", "open_link", "product?endorsement=sepa"),
        (json!(null), &revoked, "rejected", "contact_support", "product"),
        (json!(null), &json!([]), "incomplete", "open_link", "product"),
        (base.clone(), &document, "approved", "none", "approved"),
        (base.clone(), &revoked, "rejected", "contact_support", "product"),
        (base, &json!([]), "incomplete", "open_link", "product"),
        (both.clone(), &done, "incomplete", "open_link", "product?endorsement=sepa"),
        (both.clone(), &document, "incomplete", "open_link", "product?endorsement=sepa"),
        (both, &review, "incomplete", "wait", "product?endorsement=sepa"),
    ] {
        let case = format!("{wanted} of {endorsements}");
        let mut world = products_at_bridge(&wanted, endorsements);
        let told = |body: &Value| (body["status"].clone(), body["nextAction"].clone());
        let expected = (json!(status), json!(next_action));
        let body = world.get("status").send().body;
        assert_eq!(told(&body), expected, "{case}");
        let names = |all: &Value| all.as_array().unwrap().iter().map(|one| one["name"].clone()).collect::<Vec<_>>();
        assert_eq!(names(&body["capabilities"]), names(endorsements), "{case}");
        assert_eq!(told(&world.command("find", &json!({ "customerId": "link_1" })).body), expected, "{case}");
        // Also where the status is not known yet, or was learned from an event.
        for event in [None, Some("kyc_approved"), Some("kyc_pending")] {
            let mut world = products_at_bridge(&wanted, endorsements);
            if let Some(kind) = event {
                let event = json!({ "id": "e1", "kind": kind, "kycLinkId": "link_1", "customerId": CUSTOMER });
                assert_eq!(world.deliver(&event).status, 200);
            }
            let answered = world.post("links/renew").send().body;
            let leads = ["next", "kycUrl", "url"].map(|name| answered[name].as_str().unwrap_or_default());
            let url = renewed.split('?').next().unwrap();
            assert!(leads.iter().any(|lead| lead.ends_with(url)), "{case}, after {event:?}: {answered}");
            if renewed.contains("product") {
                let sent = world.arguments("getCustomerKycLink")["url"].as_str().unwrap().to_owned();
                assert_eq!(sent.contains("endorsement=sepa"), renewed.ends_with("sepa"), "{case}: {sent}");
            }
            if event != Some("kyc_pending") {
                assert_eq!(told(&world.get("status").send().body), expected, "{case}, after {event:?}");
            }
        }
    }
}

/// An event of a link says nothing of the products, and may name no customer whose products could be read.
#[test]
fn an_event_that_names_no_product_approves_no_wanted_one() {
    for (wanted, expected) in [(json!(null), "approved"), (json!([]), "approved"), (json!(["base"]), "pending")] {
        let mut world = products_at_bridge(&wanted, &json!([]));
        world.deliver(&json!({ "id": "e1", "kind": "kyc_approved", "kycLinkId": "link_1" }));
        world.always_fails("getKycLink", error("unavailable"));
        assert_eq!(world.status(), expected, "{wanted}");
    }
}

/// A create may return the link of somebody whose check is approved.
#[test]
fn a_create_does_not_say_that_a_product_is_open() {
    let (open, closed) = (product("base", "approved", json!(null)), product("base", "incomplete", json!(null)));
    for (endorsement, expected) in [(open, (200, json!("approved"))), (closed, (201, json!(null)))] {
        let mut world = World::of_bridge();
        let link = json!({ "id": "link_1", "status": "approved", "tosStatus": "accepted", "customerOfLink": CUSTOMER });
        world.hook("onboard", link.clone());
        world.hook("getKycLink", link);
        world.hook("getCustomer", json!({ "id": CUSTOMER, "status": "active", "endorsements": [endorsement] }));
        world.hook("getCustomerKycLink", json!({ "url": "https://kyc.example/product" }));
        let response = world.post_jane();
        assert_eq!((response.status, response.body["next"].clone()), expected);
        assert_eq!(world.count("claim"), 1);
    }
}

/// If the provider does not say which product is open, none counts as open.
#[test]
fn a_customer_that_cannot_be_read_has_no_product() {
    for wanted in [json!(null), json!(["base"])] {
        let mut world = products_at_bridge(&wanted, &json!([]));
        world.always_fails("getCustomer", error("unavailable"));
        assert_eq!(world.status(), "pending");
        assert_eq!(world.post("links/renew").send().status, 503);
        world.now += 60_000;
        world
            .hook("getCustomer", json!({ "id": CUSTOMER, "endorsements": [product("base", "approved", json!(null))] }));
        assert_eq!(world.status(), "approved");
        world.now += 60_000;
        world.always_fails("getCustomer", error("unavailable"));
        assert_eq!(world.status(), "approved", "as it was");
    }
}

/// A link of Bridge has statuses only, so its event does not decide whether a refusal may be tried again.
#[test]
fn an_event_of_a_link_offers_no_second_attempt() {
    let mut world = World::of_bridge().onboarded("link_1");
    let event = json!({ "id": "wh_1", "kind": "kyc_rejected", "kycLinkId": "link_1", "customerId": CUSTOMER });
    assert_eq!(world.deliver(&event).status, 200);
    // A response does, also where the customer cannot be read.
    world.hook("getKycLink", json!({ "id": "link_1", "status": "rejected", "customerOfLink": CUSTOMER }));
    world.always_fails("getCustomer", error("unavailable"));
    for expected in ["contact_support", "try_again", "try_again"] {
        let body = world.get("status").send().body;
        assert_eq!((&body["status"], &body["nextAction"]), (&json!("rejected"), &json!(expected)));
        world.now += 60_000;
    }
}

#[test]
fn a_page_learns_no_word_of_the_provider() {
    let criteria =
        json!({ "required": ["photo_id"], "errors": [{ "name": "jane_doe", "message": "Jane Doe is unknown" }] });
    let body = status(json!([profile("kyc_profile_a", "incomplete", &criteria)])).to_string();
    for word in ["photo_id", "jane", "is unknown"] {
        assert!(!body.to_ascii_lowercase().contains(word), "{word} in {body}");
    }
}

/// Words of every kind: tasks, reviews, final refusals, what no document lists, and what is no word at all.
const WORDS: [&str; 16] = [
    "terms_of_service",
    "terms_of_service_v2",
    "email_address",
    "first_name",
    "photo_id",
    "proof_of_address_document",
    "source_of_funds_questionnaire",
    "control_person",
    "sole_proprietorship_too_many_ubos",
    "kyb_review",
    "customer_too_young",
    "endorsement_not_available_in_customers_region",
    "developer_not_compatible",
    "has_base",
    "a_word_of_tomorrow",
    "No word: Jane Doe",
];

fn words() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(select(WORDS.as_slice()), 0..4)
}

/// What a provider may say about a customer: the name of the call that tells it, and what the script has for it.
#[derive(Clone, Debug)]
struct Told {
    world: fn() -> World,
    customer: &'static str,
    replies: Vec<(&'static str, Value)>,
}

fn profiles_of_spherepay() -> impl Strategy<Value = Told> {
    let status = select(["incomplete", "pending", "approved", "rejected", "a_status_of_tomorrow"].as_slice());
    let profile = (select(["kyc_profile_a", "kyb_profile_a"].as_slice()), status, words(), words(), words()).prop_map(
        |(name, status, required, pending, refused)| {
            let errors: Vec<_> = refused.iter().map(|name| json!({ "name": name, "message": "x" })).collect();
            profile(name, status, &json!({ "required": required, "pending": pending, "errors": errors }))
        },
    );
    let kinds = select(["individual", "business"].as_slice());
    (proptest::collection::vec(profile, 0..3), kinds).prop_map(|(profiles, kind)| Told {
        world: World::new,
        customer: "customer_c1",
        replies: vec![("getCustomer", json!({ "profiles": profiles, "type": kind }))],
    })
}

fn status_of_grid() -> impl Strategy<Value = Told> {
    let status = select(["unverified", "pending", "approved", "rejected", "hold", "a_status_of_tomorrow"].as_slice());
    let channels = select([vec![], vec!["email"], vec!["phone"], vec!["email", "phone"]].as_slice().to_vec());
    (status, channels).prop_map(|(status, channels)| Told {
        world: World::of_grid,
        customer: "Customer:c1",
        replies: vec![("getCustomer", json!({ "status": status, "channels": channels }))],
    })
}

fn endorsements_of_bridge() -> impl Strategy<Value = Told> {
    let status = "
        not_started incomplete awaiting_questionnaire awaiting_ubo under_review approved rejected paused
        offboarded deposits_restricted a_status_of_tomorrow";
    let status = select(status.split_whitespace().collect::<Vec<_>>());
    let missing = || {
        (words(), words(), words()).prop_map(|(all, any, of_owner)| {
            let owner = json!({ "object_type": "associated_person", "object_id": "e5da8553", "all_of": of_owner });
            json!({ "all_of": [all, { "any_of": any }, owner] })
        })
    };
    let one = (missing(), words(), words(), missing()).prop_map(|(missing, issues, pending, later)| {
        let later = json!({
            "effective_date": "2027-01-31", "verification_stage": "post_review",
            "pending": [], "missing": later, "issues": [],
        });
        let requirements = json!({ "complete": [], "pending": pending, "missing": missing, "issues": issues });
        json!({ "name": "base", "status": "incomplete", "requirements": requirements, "future_requirements": [later] })
    });
    let terms = select(["pending", "approved"].as_slice());
    (status, terms, proptest::collection::vec(one, 0..3)).prop_map(|(status, terms, endorsements)| {
        let link = json!({ "id": "link_1", "status": status, "tosStatus": terms, "customerOfLink": CUSTOMER });
        let word = if status == "approved" { "active" } else { status };
        let customer = json!({ "id": CUSTOMER, "type": "business", "status": word, "endorsements": endorsements });
        Told {
            world: World::of_bridge,
            customer: "link_1",
            replies: vec![("getKycLink", link), ("getCustomer", customer)],
        }
    })
}

/// Whatever a provider says, the next action leads somewhere: to a route that answers with something to open, to a page,
/// to support, or to the end. It is the same the next time, so no two pages send a person to each other.
#[test]
fn whatever_a_provider_says_the_next_action_leads_somewhere() {
    let told = prop_oneof![2 => profiles_of_spherepay(), 1 => status_of_grid(), 2 => endorsements_of_bridge()];
    run(600, &told, |told| {
        let mut world = (told.world)().onboarded(told.customer);
        for (call, reply) in &told.replies {
            world.replies(call, reply.clone());
        }
        let body = world.get("status").send().body;
        let (status, action) = (body["status"].as_str().unwrap(), body["nextAction"].as_str().unwrap());
        prop_assert_eq!(&world.get("status").send().body, &body, "the same the next time");
        let requirements = body["requirements"].as_array().unwrap();
        let says = |can: &str| requirements.iter().any(|one| one["can"] == can && one["dueBy"].is_null());
        prop_assert!(action != "none" || status == "approved", "nothing to do for {body}");
        prop_assert!(action != "wait" || status != "rejected", "{body} waits for nobody");
        prop_assert!(action != "try_again" || status == "rejected" && !says("final"), "{body} tries in vain");
        // Somebody who could act is not told to wait.
        let can_act =
            requirements.iter().any(|one| one["can"] == "act" && one["who"] == "person" && one["dueBy"].is_null());
        prop_assert!(action != "wait" || !can_act, "{body} lets a person wait who could act");
        if matches!(action, "open_link" | "try_again" | "accept_terms") {
            for (call, reply) in &told.replies {
                world.replies(call, reply.clone());
            }
            world.replies("createKycLink", link(told.customer));
            for call in ["getCustomerKycLink", "getTosLink"] {
                world.replies(call, json!({ "url": "https://kyc.example/product" }));
            }
            let renewed = world.post("links/renew").send();
            let leads = ["kycUrl", "url"].iter().any(|name| renewed.body[name].is_string());
            prop_assert!(
                matches!(renewed.status, 201 | 202) && leads,
                "{action} of {body}: {} {}",
                renewed.status,
                renewed.body
            );
        } else {
            prop_assert!(["none", "wait", "contact_support", "verify_contact"].contains(&action), "{action}");
            let has_contact = body["channels"].as_array().is_some_and(|open| !open.is_empty());
            prop_assert!(action != "verify_contact" || has_contact, "{body} has no contact to confirm");
        }
        Ok(())
    });
}
