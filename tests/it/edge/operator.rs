//! What an operator finds, and what is left to a stranger after a release: nothing, however the requests interleave.

mod approved;
mod command;
mod found;
mod interleaved;
mod limits;
mod person;
mod reference;
mod refresh;
mod resume;

use serde_json::{Value, json};

use crate::edge::world::response::Response;
use crate::edge::world::{HOUR, KEY, OTHER_KEY, SECOND, START, World, at, error, link};

const JANE: &str = "jane@example.com";

/// The link at the provider whose link comes before the customer, as it is read and listed.
fn link_of_jane(status: &str) -> Value {
    json!({ "id": "link_1", "status": status, "email": JANE, "createdAt": at(START) })
}

/// Makes the provider read and list the link with this status.
fn link_is(world: &mut World, status: &str) {
    world.hook("getKycLink", link_of_jane(status));
    world.hook("candidates", json!({ "items": [link_of_jane(status)] }));
}

/// Returns a world in which a stranger with this reference, or without one, has posted Jane's address first.
fn taken(stranger: Option<&str>) -> World {
    let mut world = World::of_bridge();
    log_in(&mut world, stranger);
    world.hook("onboard", link("link_1"));
    assert_eq!(world.post_jane().status, 201);
    link_is(&mut world, "incomplete");
    // The address has a link at the provider.
    world.always_fails("onboard", error("conflict"));
    world.take_calls();
    world
}

fn log_in(world: &mut World, reference: Option<&str>) {
    world.hook("authorize", reference.map_or(json!({}), |reference| json!({ "reference": reference })));
}

fn url_of(sent: &Value) -> &str {
    sent["url"].as_str().unwrap()
}

/// Posts Jane's data in a new browser of the person with this reference.
fn post(world: &mut World, reference: Option<&str>) -> Response {
    log_in(world, reference);
    world.cookie = None;
    let response = world.post("links").from(JANE);
    world.cookie = None;
    response
}

fn release_to_jane(world: &mut World) -> Response {
    world.command("release", &json!({ "email": JANE, "to": "jane" }))
}

/// Asserts that a stranger with this cookie and with the keys of this test gets nothing of the customer.
fn assert_stranger_has_nothing(world: &mut World, stranger: Option<&str>, cookie: Option<&str>, context: &str) {
    log_in(world, stranger);
    let now = world.now;
    // Locks of requests that were cut off have ended.
    world.now += 60 * SECOND;
    for key in [KEY, OTHER_KEY] {
        let again = world.post_links(key).maybe("cookie", cookie).from(JANE);
        assert!([409, 503].contains(&again.status), "{context}: the key responds {}", again.status);
        assert!(again.body.is_null() && again.cookie().is_none(), "{context}");
    }
    let status = world.get("status").maybe("cookie", cookie).send();
    assert_eq!(status.body, json!({ "status": "none", "nextAction": "none" }), "{context}");
    for route in ["links/renew", "handoff"] {
        assert_eq!(world.post(route).maybe("cookie", cookie).send().outcome(), (401, "no_session"), "{context}");
    }
    let new = post(world, stranger);
    // It may go on with a create of theirs whose outcome is unknown.
    let expected = if stranger.is_none() { &[409][..] } else { &[409, 503] };
    assert!(expected.contains(&new.status), "{context}: a new post responds {}", new.status);
    assert!(new.body.is_null() && new.cookie().is_none(), "{context}");
    world.now = now;
}

fn assert_jane_has_the_link(world: &mut World, context: &str) {
    let response = post(world, Some("jane"));
    assert_eq!((response.status, &response.body["kycUrl"]), (201, &json!("https://kyc.example/link_1")), "{context}");
    let cookie = response.cookie();
    let status = world.get("status").maybe("cookie", cookie.as_deref()).send();
    assert_eq!(status.body["status"], "incomplete", "{context}");
}

/// Asserts that none of a stranger's cookies leads to the customer any more, and that Jane has its link.
fn assert_jane_has_all(world: &mut World, stranger: Option<&str>, cookies: [Option<String>; 2], context: &str) {
    for cookie in cookies.into_iter().flatten() {
        assert_stranger_has_nothing(world, stranger, Some(&cookie), context);
    }
    assert_jane_has_the_link(world, context);
}

#[test]
fn an_address_that_a_stranger_holds_is_released_to_its_person() {
    let by_email = || json!({ "email": "Jane@EXAMPLE.com", "to": "jane" });
    for (stranger, options) in [
        (None, by_email()),
        (Some("mallory"), by_email()),
        (Some("mallory"), json!({ "reference": "mallory", "to": "jane" })),
    ] {
        let mut world = taken(stranger);
        world.hook("onCreated", json!(null));
        let cookie = world.cookie.clone();
        assert_eq!(post(&mut world, Some("jane")).outcome(), (409, "conflict"), "locked out");
        let released = world.command("release", &options);
        let expected = json!({
            "status": "incomplete", "newOnboarding": "conflict", "provider": "bridge", "kycLinkId": "link_1",
            "to": "jane",
        });
        assert_eq!((released.status, released.body), (200, expected));
        assert_stranger_has_nothing(&mut world, stranger, cookie.as_deref(), "after the release");
        assert_jane_has_the_link(&mut world, "after the release");
        let created = json!({ "provider": "bridge", "kycLinkId": "link_1", "reference": "jane" });
        assert_eq!(world.arguments("onCreated"), &created, "the application learns whose the customer is now");
        world.take_calls();
        assert_stranger_has_nothing(&mut world, stranger, cookie.as_deref(), "after the person");
        assert_eq!(post(&mut world, None).outcome(), (409, "conflict"), "anybody else");
        assert_jane_has_the_link(&mut world, "again");
        assert!(!world.take_calls().contains(&"onCreated".to_owned()), "once");
        let mut found = |reference: &str| world.command("find", &json!({ "reference": reference })).body;
        assert_eq!((&found("mallory")["status"], &found("jane")["kycLinkId"]), (&json!("none"), &json!("link_1")));
    }
}

#[test]
fn a_release_to_nobody_leaves_the_address_to_nobody() {
    let mut world = taken(Some("mallory"));
    let cookie = world.cookie.clone();
    let released = world.command("release", &json!({ "customerId": "link_1" }));
    assert_eq!((released.status, released.body.get("to")), (200, None));
    assert_stranger_has_nothing(&mut world, Some("mallory"), cookie.as_deref(), "released");
    assert_eq!(post(&mut world, Some("jane")).outcome(), (409, "conflict"));
    // An empty reference is nobody's.
    release_to_jane(&mut world);
    assert_jane_has_the_link(&mut world, "released again, to Jane");
}

/// A device to which the stranger has handed the session over, and a link that was not opened yet.
#[test]
fn a_release_ends_what_was_handed_over() {
    let mut world = taken(None);
    let own = world.cookie.clone();
    let used = world.hand_over();
    let device = world.press(&used).cookie();
    assert!(device.is_some());
    world.cookie = own;
    let open = world.hand_over();
    release_to_jane(&mut world);
    assert_stranger_has_nothing(&mut world, None, device.as_deref(), "the device");
    log_in(&mut world, None);
    for token in [used, open] {
        assert_eq!(world.press(&token).outcome(), (410, "handoff_expired"));
    }
}

/// At providers that make a customer for each onboarding, a release takes the customer, and everybody may begin again.
#[test]
fn a_customer_of_any_provider_is_taken_from_its_sessions_and_keys() {
    for (mut world, first, second) in
        [(World::new(), "customer_1", "customer_2"), (World::of_grid(), "Customer:1", "Customer:2")]
    {
        let name = world.config["provider"].as_str().unwrap().to_owned();
        world.create(first);
        world.hook("getCustomer", json!({ "id": first, "email": JANE }));
        world.hook("createKycLink", link(first));
        let released = world.command("release", &json!({ "customerId": first, "to": "jane" })).body;
        assert_eq!(released["newOnboarding"], "created", "{name}");
        assert_eq!(world.status(), "none");
        assert_eq!(world.post("links/renew").send().status, 401);
        // With the link that is stored, and with a new one.
        for later in [0, 2 * HOUR] {
            world.now = START + later;
            assert_eq!(world.post_jane().outcome(), (409, "conflict"), "{name}");
        }
        world.replies("onboard", link(second));
        assert_eq!(world.post_links(OTHER_KEY).from(JANE).status, 201, "{name}: a customer of their own");
    }
}

/// A stranger's key may have found the customer of the person's lost create first.
#[test]
fn a_released_customer_is_found_by_the_key_of_its_person() {
    let mut world = World::new().known_as("jane");
    world.lose_create();
    log_in(&mut world, None);
    world.replies("onboard", link("customer_1"));
    world.post_links(OTHER_KEY).from(JANE);
    world.now += 10 * SECOND;
    let found = json!([{ "id": "customer_1" }]);
    let retry = |world: &mut World| {
        log_in(world, Some("jane"));
        world.replies("candidates", found.clone());
        world.post_jane()
    };
    assert_eq!(retry(&mut world).outcome(), (503, "outcome_unknown"));
    world.hook("getCustomer", json!({ "id": "customer_1" }));
    world.hook("createKycLink", link("customer_1"));
    world.command("release", &json!({ "customerId": "customer_1", "to": "jane" }));
    assert_eq!(retry(&mut world).status, 201);
}
