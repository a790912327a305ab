//! Agreements of somebody who has a customer already.

use serde_json::{Value, json};

use super::{PRIVACY, TERMS, all, consent, kinds, onboarded, requested};
use crate::edge::world::{SECOND, World, at, error};

/// A customer that lacks an agreement, at each status: what it needs first, and what it gets from a button for a link.
#[test]
fn a_customer_that_lacks_one_is_led_to_the_page_that_takes_it() {
    for (status, accepted, next_action) in [
        ("incomplete", json!([TERMS]), "accept_terms"),
        ("incomplete", json!([]), "accept_terms"),
        ("pending", json!([TERMS]), "accept_terms"),
        ("on_hold", json!([TERMS]), "accept_terms"),
        ("approved", json!([TERMS]), "accept_terms"),
        ("rejected", json!([TERMS]), "try_again"),
        ("incomplete", json!([TERMS, PRIVACY]), "open_link"),
        ("approved", json!([PRIVACY, TERMS]), "none"),
    ] {
        for is_known in [false, true] {
            let mut world = onboarded();
            world.hook("getCustomer", json!({ "status": status, "agreements": accepted }));
            if is_known {
                world.learn_status();
            }
            let renewed = world.post("links/renew").send();
            let is_led = next_action == "accept_terms";
            let led =
                json!({ "next": "accept_terms", "url": "https://app.example.com/kyc/agreements", "provider": "grid" });
            assert_eq!(renewed.body == led, is_led, "{status} {accepted} {}", renewed.body);
            let shown = world.get("status").send().body;
            assert_eq!(shown["nextAction"], next_action, "{status} {accepted}");
            let url = if is_led { led["url"].clone() } else { Value::Null };
            assert_eq!(shown["agreementsUrl"], url, "{status} {accepted}");
            let first = &shown["requirements"][0];
            let terms = json!({ "kind": "terms", "who": "person", "can": "act", "nextAction": "accept_terms" });
            assert_eq!(*first == terms, is_led, "{status} {accepted}");
        }
    }
}

#[test]
fn what_is_missing_is_accepted_later() {
    let mut world = onboarded();
    world.hook("getCustomer", json!({ "status": "incomplete", "agreements": [TERMS] }));
    assert_eq!(kinds(&world.get("agreements").send()), [PRIVACY]);
    world.learn_status();
    for given in [json!({ TERMS: "V1" }), json!({ PRIVACY: "6" }), json!(null)] {
        let refused = world.post("agreements").json(&json!({ "agreements": given })).send();
        assert_eq!((refused.status, refused.issues), (422, vec![format!("/agreements/{PRIVACY}")]), "{given}");
    }
    world.requests.clear();
    world.replies("updateCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    let done = world.post("agreements").json(&json!({ "agreements": { PRIVACY: "7" } })).send();
    assert_eq!(
        (done.status, requested(&mut world)),
        (204, vec!["grid.getCustomer".into(), "grid.updateCustomer".into()])
    );
    let sent = &world.arguments("updateCustomer")["body"];
    assert_eq!(sent, &json!({ "customerType": "INDIVIDUAL", "agreementConsents": [consent(PRIVACY, "7")] }));
    assert_eq!(world.get("status").send().body["nextAction"], "open_link", "what the update says is known");
    // Nothing is left to accept, and nothing is sent.
    world.hook("getCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    assert_eq!(world.get("agreements").send().body, json!({ "agreements": [] }));
    assert_eq!(world.post("agreements").json(&json!({})).send().status, 204);
    world.cookie = None;
    assert_eq!(world.post("agreements").json(&json!({})).send().outcome(), (401, "no_session"));
}

#[test]
fn a_customer_that_is_gone_needs_a_new_start() {
    let mut world = onboarded();
    world.always_fails("getCustomer", error("not_found"));
    assert_eq!(world.get("agreements").send().outcome(), (410, "customer_gone"));
    let posted = world.post("agreements").json(&json!({ "agreements": all() })).send();
    assert_eq!(posted.outcome(), (410, "customer_gone"));
}

/// The page shows the list to the person who has a customer, again after a mistake, and the status afterwards.
#[test]
fn a_person_sees_a_page() {
    let mut world = onboarded();
    world.hook("render", json!(null));
    let show = |world: &mut World| world.get("agreements").header("sec-fetch-mode", "navigate").send();
    let send = |world: &mut World, fields: &[(&str, &str)]| {
        world.post("agreements").header("sec-fetch-mode", "navigate").form(fields).send()
    };
    let shown = show(&mut world);
    assert_eq!((shown.view, kinds(&shown)), ("agreements", vec![TERMS, PRIVACY]));
    let ticks = [("agreements.LIGHTSPARK_END_USER_TERMS", "V1"), ("agreements.LEAD_PRIVACY_POLICY", "7")];
    let refused = send(&mut world, &ticks[..1]);
    assert_eq!((refused.status, refused.view, refused.issues.len()), (422, "agreements", 1));
    for (code, status, view) in [("provider_rejected", 422, "agreements"), ("unavailable", 503, "error")] {
        world.always_fails("updateCustomer", error(code));
        let failed = send(&mut world, &ticks);
        assert_eq!((failed.status, failed.view), (status, view));
    }
    world.unhook("updateCustomer");
    world.replies("updateCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    let done = send(&mut world, &ticks);
    assert_eq!((done.status, done.header("location")), (303, Some("/kyc/status")));
    world.hook("getCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    assert_eq!(show(&mut world).header("location"), Some("/kyc/status"));
    world.cookie = None;
    assert_eq!(show(&mut world).outcome(), (401, "no_session"));
}

/// An event does not say which agreements are accepted.
#[test]
fn an_event_does_not_accept_them() {
    for (status, next_action) in [("approved", "accept_terms"), ("rejected", "contact_support")] {
        let mut world = onboarded();
        world.hook("getCustomer", json!({ "status": "pending", "agreements": [] }));
        world.learn_status();
        world.now += SECOND;
        let kind = format!("kyc_{status}");
        let occurred_at = at(world.now);
        let event =
            json!({ "id": "Webhook:1", "kind": kind, "data": { "id": "Customer:1" }, "occurredAt": occurred_at });
        assert_eq!(world.deliver(&event).status, 200);
        world.requests.clear();
        assert_eq!(world.get("status").send().body["nextAction"], next_action, "{status}");
        assert_eq!(requested(&mut world), [""; 0]);
    }
}
