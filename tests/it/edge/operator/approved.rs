//! Whom an approved customer is released to, and how long a release lasts.

use serde_json::json;

use super::{
    JANE, assert_jane_has_the_link, assert_stranger_has_nothing, link_is, link_of_jane, log_in, post, release_to_jane,
    taken,
};
use crate::edge::world::{DAY, START, World, at, error, link};
use crate::integration::vectors::merged;

#[test]
fn an_approved_customer_is_released_only_to_the_reference_that_has_it() {
    let approve = |world: &mut World| link_is(world, "approved");
    let by_event = |world: &mut World| {
        let event = json!({
            "id": "e1", "kind": "kyc_approved", "kycLinkId": "link_1", "occurredAt": at(world.now), "type": "any",
        });
        assert_eq!(world.deliver(&event).status, 200);
    };
    for approve in [approve as fn(&mut World), by_event] {
        for who in [json!({ "email": JANE }), json!({ "customerId": "link_1" }), json!({ "reference": "mallory" })] {
            let mut world = taken(Some("mallory"));
            approve(&mut world);
            assert_eq!(world.command("release", &who).code, "approved", "{who}");
            for to in ["jane", "Mallory"] {
                let options = merged(&who, &json!({ "to": to }));
                assert_eq!(world.command("release", &options).code, "approved", "{options}");
            }
            log_in(&mut world, Some("mallory"));
            assert_ne!(world.status(), "none", "nothing has changed");
            assert_eq!(world.command("release", &merged(&who, &json!({ "to": "mallory" }))).status, 200);
            // The session of the same person goes on.
            log_in(&mut world, Some("mallory"));
            assert_ne!(world.status(), "none");
        }
    }
}

/// Claims end before what is known of a reference does, and one of an older secret does not open.
#[test]
fn an_approved_customer_stays_that_of_its_reference_without_a_claim_that_opens() {
    let mut world = taken(Some("mallory"));
    link_is(&mut world, "approved");
    // Whether a claim that does not open was released to another person is unknown.
    for (world, claim, own) in
        [(world.without("claim"), "ended", (200, "")), (world.unreadable("claim"), "does not open", (503, "not_now"))]
    {
        for who in [json!({ "email": JANE }), json!({ "customerId": "link_1" })] {
            let mut world = world.clone();
            for (to, expected) in [("jane", (400, "approved")), ("mallory", own)] {
                let options = merged(&who, &json!({ "to": to }));
                assert_eq!(world.command("release", &options).outcome(), expected, "{claim}: {options}");
            }
        }
    }
}

/// The same reference may mean another person there.
#[test]
fn an_approved_customer_that_another_handler_has_released_is_not_that_of_the_same_reference_here() {
    let mut world = taken(None);
    world.config["id"] = json!("bank");
    assert_eq!(release_to_jane(&mut world).status, 200);
    world.hook("getKycLink", link_of_jane("approved"));
    for (id, expected) in [("shop", (400, "approved")), ("bank", (200, ""))] {
        world.config["id"] = json!(id);
        let released = world.command("release", &json!({ "customerId": "link_1", "to": "jane" }));
        assert_eq!(released.outcome(), expected, "{id}");
    }
}

/// It has an account of its own, at which a customer may have the same id, and even the same secret.
#[test]
fn a_release_of_another_tenant_changes_nothing() {
    let mut world = World::of_bridge();
    log_in(&mut world, Some("jane"));
    assert_eq!(world.post("links").from(JANE).status, 201);
    world.hook("getKycLink", link_of_jane("incomplete"));
    let ours = world.config.clone();
    world.config["tenants"]["bridge"] = json!("another tenant");
    for function in ["release", "forget"] {
        assert_eq!(world.command(function, &json!({ "customerId": "link_1" })).status, 200, "{function}");
    }
    world.config = ours;
    assert_eq!(world.status(), "incomplete");
    let found = world.command("find", &json!({ "reference": "jane" })).body;
    assert_eq!((&found["status"], &found["kycLinkId"]), (&json!("incomplete"), &json!("link_1")));
}

/// The same reference may mean another person there.
#[test]
fn a_release_counts_for_the_handler_of_its_operator_only() {
    let mut world = World::of_bridge();
    world.config["id"] = json!("shop");
    let mut other = json!({});
    for id in ["shop", "bank"] {
        world.config["id"] = json!(id);
        log_in(&mut world, Some("jane"));
        world.cookie = None;
        world.replies("onboard", link("link_1"));
        assert_eq!(world.post("links").from(JANE).status, 201);
        other[id] = json!(world.cookie.clone());
    }
    link_is(&mut world, "incomplete");
    world.always_fails("onboard", error("conflict"));
    world.config["id"] = json!("bank");
    assert_eq!(release_to_jane(&mut world).status, 200);
    assert_jane_has_the_link(&mut world, "the bank's Jane");
    world.config["id"] = json!("shop");
    log_in(&mut world, Some("jane"));
    let shop = other["shop"].as_str();
    assert_eq!(world.get("status").maybe("cookie", shop).send().body["status"], "none", "the shop's Jane");
    assert_eq!(post(&mut world, Some("jane")).outcome(), (409, "conflict"));
    assert_eq!(world.command("find", &json!({ "reference": "jane" })).body["status"], "none");
    // A provider may return the link itself to the same person's next create.
    world.replies("onboard", link("link_1"));
    let again = post(&mut world, Some("jane"));
    assert_eq!((again.outcome(), again.cookie()), ((409, "conflict"), None));
}

#[test]
fn a_release_lasts_longer_than_what_a_stranger_may_still_hold() {
    let mut world = taken(Some("mallory"));
    let cookie = world.cookie.clone();
    release_to_jane(&mut world);
    for days in [1, 4, 29, 31, 89, 90] {
        world.now = START + days * DAY;
        if days < 90 {
            assert_jane_has_the_link(&mut world, &format!("after {days} days"));
        }
        assert_stranger_has_nothing(&mut world, Some("mallory"), cookie.as_deref(), &format!("after {days} days"));
    }
    assert_eq!(world.count("claim"), 1);
}

/// A claim under a secret that was replaced may be a release, so nobody gets anything until it is written again.
#[test]
fn a_release_that_cannot_be_read_is_closed() {
    let mut world = taken(None);
    release_to_jane(&mut world);
    let cookie = post(&mut world, Some("jane")).cookie();
    world.secrets = vec!["another secret", "newest secret"];
    let fresh = world.get("status").maybe("cookie", cookie.as_deref()).send();
    assert_eq!(fresh.body["status"], "incomplete", "both secrets are known");
    let renewed = world.post("links/renew").maybe("cookie", cookie.as_deref()).send().cookie();
    world.secrets = vec!["another secret"];
    for response in [
        world.get("status").maybe("cookie", renewed.as_deref()).send(),
        world.post("links/renew").maybe("cookie", renewed.as_deref()).send(),
    ] {
        assert_eq!((response.outcome(), response.advice), ((503, "not_now"), Some("cookieSecret")));
    }
    assert_eq!(post(&mut world, Some("jane")).status, 409);
    assert_eq!(release_to_jane(&mut world).status, 200);
    assert_jane_has_the_link(&mut world, "released again");
}
