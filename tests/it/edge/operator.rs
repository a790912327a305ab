//! What an operator finds, and what is left to a stranger after a release: nothing, however the requests interleave.

mod command;
mod person;
mod resume;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::edge::world::request::Response;
use crate::edge::world::{DAY, Flight, HOUR, KEY, OTHER_KEY, SECOND, START, World, at, error, link};

const JANE: &str = "jane@example.com";

/// The link at the provider whose link comes before the customer, as it is read and listed.
fn link_of(email: &str, status: &str) -> Value {
    json!({
        "id": "link_1", "kycUrl": "https://kyc.example/link_1", "provider": "bridge", "status": status,
        "tosStatus": "accepted", "email": email, "createdAt": at(START),
    })
}

/// Returns a world in which a stranger with this reference, or without one, has posted Jane's address first.
fn taken(stranger: Option<&str>) -> World {
    let mut world = World::of_bridge();
    log_in(&mut world, stranger);
    world.hook("onboard", link("link_1"));
    assert_eq!(world.post_jane().status, 201);
    world.hook("getKycLink", link_of(JANE, "incomplete"));
    world.hook("candidates", json!({ "items": [link_of(JANE, "incomplete")] }));
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
    let url = |world: &mut World| {
        let response = world.post("handoff").maybe("cookie", own.as_deref()).send();
        let url = response.body["url"].as_str().unwrap().to_owned();
        format!("handoff/open?{}", url.split_once('?').unwrap().1)
    };
    let used = url(&mut world);
    let device = world.post(&used).without("cookie").send().cookie();
    assert!(device.is_some());
    let open = url(&mut world);
    release_to_jane(&mut world);
    assert_stranger_has_nothing(&mut world, None, device.as_deref(), "the device");
    log_in(&mut world, None);
    for path in [used, open] {
        assert_eq!(world.post(&path).without("cookie").send().outcome(), (410, "handoff_expired"));
    }
}

/// Starts each kind of request of a stranger, whose first request has ended.
fn requests(world: &mut World) -> Vec<(&'static str, Flight)> {
    let person = super::world::person(JANE);
    vec![
        ("the same key", world.post_links(KEY).json(&person).start()),
        ("another key", world.post_links(OTHER_KEY).json(&person).start()),
        ("no key", world.post("links").json(&person).start()),
        ("renew", world.post("links/renew").start()),
        ("status", world.get("status").start()),
        ("handoff", world.post("handoff").start()),
    ]
}

/// Whether a response has the customer's link.
fn has_link(response: &Response) -> bool {
    response.body.to_string().contains("https://kyc.example")
}

#[test]
fn a_release_between_any_two_effects_of_a_strangers_request_takes_everything() {
    for stranger in [None, Some("mallory")] {
        for kind in 0..6 {
            for effects in 0.. {
                let mut world = taken(stranger);
                let first = world.cookie.clone();
                let (name, mut flight) = requests(&mut world).swap_remove(kind);
                let context = format!("{stranger:?}, {name}, after {effects} effects");
                let ended = world.advance_by(&mut flight, effects);
                assert_eq!(release_to_jane(&mut world).status, 200, "{context}");
                let has_ended = ended.is_some();
                world.take_calls();
                let response = ended.unwrap_or_else(|| world.finish(&mut flight));
                let is_new = world.take_calls().contains(&"getKycLink".to_owned());
                if effects == 0 || is_new {
                    assert!(!has_link(&response), "{context}: what was read after the release");
                }
                assert_jane_has_all(&mut world, stranger, [first, response.cookie()], &context);
                if has_ended {
                    break;
                }
            }
        }
    }
}

/// The stranger's create is on its way to the provider, which has the link already.
#[test]
fn a_release_between_any_two_effects_of_the_first_request_takes_everything() {
    for (stranger, key) in [(None, Some(KEY)), (None, None), (Some("mallory"), Some(KEY)), (Some("mallory"), None)] {
        for effects in 0.. {
            let mut world = World::of_bridge();
            log_in(&mut world, stranger);
            world.replies("onboard", link("link_1"));
            world.always_fails("onboard", error("conflict"));
            world.hook("getKycLink", link_of(JANE, "incomplete"));
            world.hook("candidates", json!({ "items": [link_of(JANE, "incomplete")] }));
            let mut flight =
                world.post("links").maybe("idempotency-key", key).json(&super::world::person(JANE)).start();
            let context = format!("{stranger:?}, key {key:?}, after {effects} effects");
            let ended = world.advance_by(&mut flight, effects);
            assert_eq!(release_to_jane(&mut world).status, 200, "{context}");
            let has_ended = ended.is_some();
            let response = ended.unwrap_or_else(|| world.finish(&mut flight));
            let cookie = response.cookie();
            // Repeating the create returns the same link.
            if world.has_script_left() {
                world.forget_script();
            }
            assert_stranger_has_nothing(&mut world, stranger, cookie.as_deref(), &context);
            assert_jane_has_the_link(&mut world, &context);
            if has_ended {
                break;
            }
        }
    }
}

#[test]
fn a_strangers_request_between_any_two_effects_of_a_release_keeps_nothing() {
    for stranger in [None, Some("mallory")] {
        for kind in 0..6 {
            for effects in 0.. {
                let mut world = taken(stranger);
                let first = world.cookie.clone();
                let context = format!("{stranger:?}, request {kind}, after {effects} effects of the release");
                let mut release = world.start_command("release", &json!({ "email": JANE, "to": "jane" }));
                let ended = world.advance_by(&mut release, effects);
                let (_, mut flight) = requests(&mut world).swap_remove(kind);
                let response = world.finish(&mut flight);
                let has_ended = ended.is_some();
                let released = ended.unwrap_or_else(|| world.finish(&mut release));
                assert_eq!(released.status, 200, "{context}");
                assert_jane_has_all(&mut world, stranger, [first, response.cookie()], &context);
                if has_ended {
                    break;
                }
            }
        }
    }
}

#[test]
fn of_two_releases_at_once_exactly_one_counts() {
    for effects in 0.. {
        let mut world = taken(None);
        let mut first = world.start_command("release", &json!({ "email": JANE, "to": "jane" }));
        let ended = world.advance_by(&mut first, effects);
        assert_eq!(world.command("release", &json!({ "email": JANE, "to": "joan" })).status, 200);
        let has_ended = ended.is_some();
        ended.unwrap_or_else(|| world.finish(&mut first));
        let got = ["jane", "joan"].map(|reference| post(&mut world, Some(reference)).status);
        assert!([[201, 409], [409, 201]].contains(&got), "after {effects} effects: {got:?}");
        if has_ended {
            break;
        }
    }
}

#[test]
fn an_approved_customer_is_released_only_to_the_reference_that_has_it() {
    let approve = |world: &mut World| {
        world.hook("candidates", json!({ "items": [link_of(JANE, "approved")] }));
        world.hook("getKycLink", link_of(JANE, "approved"));
    };
    let by_event = |world: &mut World| {
        let event = json!({
            "id": "e1", "kind": "kyc_approved", "kycLinkId": "link_1", "occurredAt": at(world.now), "type": "any",
        });
        assert_eq!(world.delivery_of_bridge().event(&event).send().status, 200);
    };
    for approve in [approve as fn(&mut World), by_event] {
        for who in [json!({ "email": JANE }), json!({ "customerId": "link_1" }), json!({ "reference": "mallory" })] {
            let mut world = taken(Some("mallory"));
            world.open_webhooks_of_bridge();
            approve(&mut world);
            assert_eq!(world.command("release", &who).code, "approved", "{who}");
            for to in ["jane", "Mallory"] {
                let mut options = who.clone();
                options["to"] = json!(to);
                assert_eq!(world.command("release", &options).code, "approved", "{options}");
            }
            log_in(&mut world, Some("mallory"));
            assert_ne!(world.get("status").send().body["status"], "none", "nothing has changed");
            let mut options = who.clone();
            options["to"] = json!("mallory");
            assert_eq!(world.command("release", &options).status, 200);
            // The session of the same person goes on.
            log_in(&mut world, Some("mallory"));
            assert_ne!(world.get("status").send().body["status"], "none");
        }
    }
}

/// Claims end before what is known of a reference does, and one of an older secret does not open.
#[test]
fn an_approved_customer_stays_that_of_its_reference_without_a_claim_that_opens() {
    let mut world = taken(Some("mallory"));
    world.hook("getKycLink", link_of(JANE, "approved"));
    world.hook("candidates", json!({ "items": [link_of(JANE, "approved")] }));
    // Whether a claim that does not open was released to another person is unknown.
    for (world, claim, own) in
        [(world.without("claim"), "ended", (200, "")), (world.unreadable("claim"), "does not open", (503, "not_now"))]
    {
        for who in [json!({ "email": JANE }), json!({ "customerId": "link_1" })] {
            let mut world = world.clone();
            for (to, expected) in [("jane", (400, "approved")), ("mallory", own)] {
                let mut options = who.clone();
                options["to"] = json!(to);
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
    world.hook("getKycLink", link_of(JANE, "approved"));
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
    world.replies("onboard", link("link_1"));
    assert_eq!(world.post("links").from(JANE).status, 201);
    world.hook("getKycLink", link_of(JANE, "incomplete"));
    let ours = world.config.clone();
    world.config["tenants"]["bridge"] = json!("another tenant");
    for function in ["release", "forget"] {
        assert_eq!(world.command(function, &json!({ "customerId": "link_1" })).status, 200, "{function}");
    }
    world.config = ours;
    assert_eq!(world.get("status").send().body["status"], "incomplete");
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
    world.hook("getKycLink", link_of(JANE, "incomplete"));
    world.hook("candidates", json!({ "items": [link_of(JANE, "incomplete")] }));
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

/// The provider has the customer under the stranger's reference, and returns it to every onboarding with that one.
fn under_the_strangers_reference() -> World {
    let mut world = World::of_grid();
    log_in(&mut world, Some("mallory"));
    world.hook("onboard", link("Customer:1"));
    assert_eq!(world.post_jane().status, 201);
    world.hook("getCustomer", of_mallory("incomplete"));
    world.hook("createKycLink", link("Customer:1"));
    world
}

/// The customer as the provider has it.
fn of_mallory(status: &str) -> Value {
    json!({ "id": "Customer:1", "email": JANE, "reference": "mallory", "status": status })
}

fn post_as(world: &mut World, reference: &str) -> (u16, &'static str) {
    log_in(world, Some(reference));
    world.cookie = None;
    let response = world.post("links").from(JANE);
    // Whose customer is approved needs no link.
    if response.body["next"] == "approved" { (201, "") } else { response.outcome() }
}

/// What happens to a customer that the provider has under the stranger's reference.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// To this reference, or to nobody; refused with this word.
    Release(Option<&'static str>, &'static str),
    Forget,
    Approve,
    /// The claim cannot be opened any more.
    Rotate,
    /// So long after the start.
    Day(i64),
    /// The status of the stranger's next post.
    Posts(u16),
}

#[test]
fn a_released_customer_never_comes_back_by_the_reference_of_the_provider() {
    use Act::{Approve, Day, Forget, Posts, Release, Rotate};
    const TO_JANE: Act = Release(Some("jane"), "");
    const BACK: Act = Release(Some("mallory"), "");
    let mut stories = vec![
        vec![Posts(201), TO_JANE, Posts(409)],
        // A later release begins the time again.
        vec![TO_JANE, Day(3_000), TO_JANE, Day(6_000), Posts(409)],
        // Approved for the person who has it, the customer does not go back.
        vec![TO_JANE, Approve, Release(Some("mallory"), "approved"), Posts(409)],
        vec![Day(4), Approve, Release(Some("jane"), "approved"), Release(Some("Mallory"), "approved")],
        // Without a release the reference of the provider counts, and who was forgotten may come back.
        vec![Posts(201), Rotate, Posts(201), Day(2), Posts(201)],
        vec![Day(4), Posts(201), Day(400), Posts(201)],
        vec![Forget, Posts(409), Day(92), Posts(201)],
        // A release to the same person begins its limits again, and one after `forget` or a release gives the customer back.
        vec![Release(None, ""), BACK, Posts(201), Day(400), Posts(201)],
    ];
    for day in [0, 4, 31, 90, 91, 92, 400, 3_649] {
        stories.push(vec![TO_JANE, Day(day), Posts(409), Rotate, Posts(409)]);
    }
    for before in [&[][..], &[Approve], &[Forget], &[Approve, Forget]] {
        let after = [BACK, Posts(201), Day(90), Posts(201), Day(92), Posts(201), Day(400), Posts(201)];
        let later = [Day(404), BACK, Day(496), Rotate, Posts(201)];
        stories.push([before, &after, &later].concat());
    }
    for story in stories {
        let mut world = under_the_strangers_reference();
        for act in &story {
            let mut who = json!({ "customerId": "Customer:1" });
            match *act {
                Release(to, refused) => {
                    if let Some(to) = to {
                        who["to"] = json!(to);
                    }
                    let released = world.command("release", &who);
                    let expected = if refused.is_empty() { (200, "") } else { (400, refused) };
                    assert_eq!(released.outcome(), expected, "{story:?}");
                }
                Forget => assert_eq!(world.command("forget", &who).status, 200, "{story:?}"),
                Approve => world.hook("getCustomer", of_mallory("approved")),
                Rotate => world.secrets = vec!["another secret"],
                Day(days) => world.now = START + days * DAY + SECOND,
                Posts(status) => {
                    let expected = if status == 201 { (201, "") } else { (409, "conflict") };
                    assert_eq!(post_as(&mut world, "mallory"), expected, "{story:?}");
                }
            }
        }
    }
}

/// The provider finds the customer by the stranger's reference, also when the release has ended.
#[test]
fn no_function_reaches_a_released_customer_by_the_reference_of_the_provider() {
    for days in [0, 92] {
        let mut world = under_the_strangers_reference();
        world.config["publicOrigin"] = json!("https://app.example.com");
        world.hook("candidates", json!([of_mallory("incomplete")]));
        let by_reference = json!({ "reference": "mallory", "ttlMs": DAY });
        assert_eq!(world.clone().command("resumeLink", &by_reference).status, 200, "before");
        assert_eq!(world.clone().command("forget", &json!({ "reference": "mallory" })).status, 200, "before");
        world.command("release", &json!({ "customerId": "Customer:1", "to": "jane" }));
        world.now += days * DAY;
        assert_eq!(world.command("resumeLink", &by_reference).code, "released", "{days}");
        // A table of the application still names her.
        let mut resume_for =
            |to| world.command("resumeLink", &json!({ "customerId": "Customer:1", "to": to, "ttlMs": DAY }));
        assert_eq!(resume_for("mallory").code, "released", "{days}");
        assert_eq!(resume_for("jane").status, 200, "{days}");
        let of_mallory = json!({ "reference": "mallory" });
        assert_eq!(world.command("exportData", &of_mallory).body["customers"], json!([]), "{days}");
        // What says that she had it has ended after 90 days.
        let forgotten = world.command("forget", &of_mallory);
        let removed = if days == 0 { &json!(1) } else { &Value::Null };
        assert_eq!((&forgotten.body["removed"], &forgotten.body["atProvider"][0]), (removed, &Value::Null), "{days}");
        assert_eq!(world.command("forget", &of_mallory).code, "no_customer", "{days}");
        assert_eq!(world.command("find", &of_mallory).body["customerId"], "Customer:1", "support still finds it");
        let by_id = json!({ "customerId": "Customer:1" });
        assert_eq!(world.command("exportData", &by_id).body["customers"][0]["customerId"], "Customer:1");
    }
}

/// At providers that make a customer for each onboarding, a release takes the customer, and everybody may begin again.
#[test]
fn a_customer_of_any_provider_is_taken_from_its_sessions_and_keys() {
    for (mut world, first, second) in
        [(World::new(), "customer_1", "customer_2"), (World::of_grid(), "Customer:1", "Customer:2")]
    {
        let name = world.config["provider"].as_str().unwrap().to_owned();
        world.replies("onboard", link(first));
        assert_eq!(world.post_jane().status, 201);
        world.hook("getCustomer", json!({ "id": first, "email": JANE }));
        world.hook("createKycLink", link(first));
        let released = world.command("release", &json!({ "customerId": first, "to": "jane" })).body;
        assert_eq!(released["newOnboarding"], "created", "{name}");
        assert_eq!(world.get("status").send().body["status"], "none");
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
    let mut world = World::new();
    world.hook("authorize", json!({ "reference": "jane" }));
    world.fails("onboard", error("outcome_unknown"));
    world.post_jane();
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

/// What a stranger can use up of a customer, by the route that counts it: the record, and the name that an operator
/// reads.
const LIMITS: [(&str, &str, &str); 4] = [
    ("contact/email", "sent", "codes_sent"),
    ("contact/email/confirm", "tried", "wrong_codes"),
    ("links/renew", "renewed", "renewals"),
    ("handoff", "handedOver", "handoffs"),
];

#[test]
fn each_limit_that_a_stranger_has_used_up_is_found_and_reset() {
    let used_up = |route: &str| {
        let mut world = World::of_grid();
        world.hook("getCustomer", json!({ "id": "Customer:1", "channels": ["email"], "email": JANE }));
        world.hook("sendEmailCode", json!(null));
        world.hook("createKycLink", link("Customer:1"));
        world.onboard("Customer:1");
        // Whether the first code arrived is unknown.
        world.fails("confirmEmail", error("network"));
        world.always_fails("confirmEmail", error("provider_rejected"));
        let post = |world: &mut World| match route {
            "handoff" | "links/renew" => world.post(route).send(),
            _ => world.post(route).json(&json!({ "code": "1" })).send(),
        };
        while post(&mut world).status != 429 {}
        world
    };
    for (route, record, name) in LIMITS {
        let mut world = used_up(route);
        let who = json!({ "customerId": "Customer:1", "to": "jane" });
        let limits = world.command("find", &who).body["limits"].clone();
        let names: Vec<_> = limits.as_array().unwrap().iter().map(|limit| limit["name"].as_str().unwrap()).collect();
        let expected = if record == "sent" { vec![name, "codes_to_email"] } else { vec![name] };
        assert_eq!((names, world.count(record)), (expected, 1), "{route}");
        let until = START + if record == "tried" { DAY } else { HOUR };
        assert!(limits.as_array().unwrap().iter().all(|limit| limit["until"] == until), "{limits}");
        let mut later = world.clone();
        later.store_forgets_nothing = true;
        for (moment, is_left) in [(until - 1, true), (until, false)] {
            later.now = moment;
            let left = later.command("find", &who).body["limits"].as_array().unwrap().len();
            assert_eq!(left > 0, is_left, "{route}: to the last millisecond");
        }
        let is_lost = usize::from(record == "tried");
        assert_eq!(world.count("lost"), is_lost, "{route}");
        assert_eq!(world.command("release", &who).status, 200);
        assert_eq!(world.command("find", &who).body["limits"], json!([]), "{route}");
        for record in ["sent", "sentInHour", "sentInDay", "tried", "lost", "renewed", "handedOver"] {
            assert_eq!(world.count(record), 0, "{record} after {route}");
        }
    }
}

/// The stranger's request has read the record before the operator removes it, and is counted in between.
#[test]
fn a_limit_that_is_counted_while_it_is_reset_is_reset() {
    for (route, record) in [("links/renew", "renewed"), ("handoff", "handedOver")] {
        let mut world = World::of_grid();
        world.hook("getCustomer", json!({ "id": "Customer:1", "channels": [], "email": JANE }));
        world.hook("createKycLink", link("Customer:1"));
        world.onboard("Customer:1");
        assert_eq!(world.post(route).send().status, 201, "{route}");
        let swap = format!("swapRecord {record}");
        let mut counted = world.post(route).start();
        world.run_until(&mut counted, &swap);
        let mut release = world.start_command("release", &json!({ "customerId": "Customer:1", "to": "jane" }));
        world.run_until(&mut release, &swap);
        let _ = world.finish(&mut counted);
        assert_eq!(world.finish(&mut release).status, 200, "{route}");
        assert_eq!(world.count(record), 0, "{route}");
    }
}

#[test]
fn what_is_found_is_said_and_nothing_else() {
    let mut world = taken(Some("mallory"));
    let found = world.command("find", &json!({ "email": JANE })).body;
    let expected = json!({
        "status": "incomplete", "nextAction": "open_link", "limits": [], "provider": "bridge", "kycLinkId": "link_1",
        "createdAt": START,
        "requirements": [{ "kind": "other", "who": "person", "can": "act", "nextAction": "open_link" }],
        "capabilities": [],
    });
    assert_eq!(found, expected, "no link, no address and not whose it is");
    let writes = |world: &World| world.effects.iter().filter(|effect| effect.starts_with("swap")).count();
    let before = writes(&world);
    world.command("find", &json!({ "email": JANE }));
    assert_eq!(writes(&world), before, "it changes nothing");
}

#[test]
fn of_several_customers_the_newest_is_found_and_none_released() {
    let mut world = World::new();
    let customer = |id: &str, created: i64, email: &str| json!({ "id": id, "email": email, "createdAt": at(created) });
    world.replies("candidates", json!({ "items": [customer("customer_c1", START, JANE)], "next": "another" }));
    let mut second = [
        customer("customer_c3", START + DAY, "JANE@example.com"),
        customer("customer_c2", START + 2 * DAY, "other@example.com"),
    ];
    second[0]["status"] = json!("rejected");
    world.replies("candidates", json!({ "items": second }));
    let found = world.command("find", &json!({ "email": JANE })).body;
    let expected = json!({
        "status": "rejected", "nextAction": "contact_support", "limits": [], "provider": "spherepay",
        "customerId": "customer_c3", "createdAt": START + DAY, "others": ["customer_c1"],
        "requirements": [
            { "kind": "other", "who": "person", "can": "unknown", "nextAction": "contact_support", "of": ["kyc"] },
        ],
        "capabilities": [{ "name": "kyc", "status": "rejected" }],
    });
    assert_eq!(found, expected, "of this address, on all pages");
    let last = url_of(world.arguments("candidates"));
    assert!(last.ends_with("/v2/customer?page=2&limit=100&email=jane%40example.com"), "{last}");
    let both = json!({ "items": [customer("customer_c1", START, JANE), customer("customer_c3", START, JANE)] });
    world.hook("candidates", both);
    assert_eq!(release_to_jane(&mut world).code, "several_customers");
    world.hook("candidates", json!({ "items": [customer("customer_c2", START, "other@example.com")] }));
    assert_eq!(release_to_jane(&mut world).code, "no_customer", "a provider that ignores the query");
    assert_eq!(world.count("claim"), 0);
}

#[test]
fn an_address_that_is_not_found_is_also_searched_in_lower_case() {
    let (typed, lower) = ("limit=100&email=Jane%40Example.COM", "limit=100&email=jane%40example.com");
    for (email, found, queries) in [
        ("Jane@Example.COM", [false, true], &[typed, lower][..]),
        ("Jane@Example.COM", [true, true], &[typed]),
        (JANE, [false, true], &[lower]),
        (JANE, [true, true], &[lower]),
    ] {
        let mut world = World::new();
        for found in found {
            let customers = if found { json!([{ "id": "customer_c1", "email": email }]) } else { json!([]) };
            world.replies("candidates", json!({ "items": customers }));
        }
        let body = world.command("find", &json!({ "email": email })).body;
        assert_eq!(body["customerId"].is_string(), found[queries.len() - 1], "{email} {found:?}");
        let sent: Vec<_> = world.calls.iter().map(|(_, sent)| url_of(sent).split_once('?').unwrap().1).collect();
        assert_eq!(sent, queries, "{email} {found:?}");
    }
}

/// Whatever a customer has to do next, an operator reads what the person's page says.
#[test]
fn an_operator_reads_the_status_that_the_page_shows() {
    for status in ["incomplete", "pending", "on_hold", "approved", "rejected", "unknown"] {
        let grid = [json!([]), json!(["email"]), json!(["email", "phone"])];
        let grid = grid.map(|open| (World::of_grid(), "Customer:1", "getCustomer", json!({ "channels": open })));
        let bridge = ["pending", "accepted", "unknown"].map(|terms| {
            let mut world = World::of_bridge();
            // The customer of the link says what is missing.
            let missing = json!({ "missing": { "all_of": ["proof_of_address_document"] } });
            let base = json!({ "name": "base", "status": "incomplete", "requirements": missing });
            world.hook("getCustomer", json!({ "id": "c1", "status": "incomplete", "endorsements": [base] }));
            let link = json!({ "tosStatus": terms, "rejectionReasons": ["a reason"], "customerOfLink": "c1" });
            (world, "link_1", "getKycLink", link)
        });
        for (mut world, id, read, mut found) in grid.into_iter().chain(bridge) {
            world.onboard(id);
            (found["id"], found["status"]) = (json!(id), json!(status));
            world.hook(read, found.clone());
            let operators = world.command("find", &json!({ "customerId": id })).body;
            let page = world.get("status").send().body;
            for field in ["status", "nextAction", "provider"] {
                assert_eq!(operators[field], page[field], "{field} of {found}");
            }
            // A page has one entry for all of a kind.
            let kinds = |body: &Value| -> BTreeSet<_> {
                body["requirements"].as_array().unwrap().iter().map(|one| one["kind"].to_string()).collect()
            };
            assert_eq!(kinds(&operators), kinds(&page), "{found}");
        }
    }
}

/// A failure says nothing about the customer, whatever is known of it.
#[test]
fn a_customer_that_cannot_be_read_for_now_is_neither_found_nor_released() {
    for code in ["unavailable", "rate_limited", "unauthorized", "forbidden", "unexpected_response", "timeout"] {
        for is_known in [false, true] {
            let mut world = World::new();
            if is_known {
                let event =
                    json!({ "id": "e1", "kind": "kyc_pending", "customerId": "customer_c1", "occurredAt": at(START) });
                assert_eq!(world.deliver(&event).status, 200);
            }
            world.always_fails("getCustomer", error(code));
            world.always_fails("candidates", error(code));
            for who in [json!({ "customerId": "customer_c1" }), json!({ "email": JANE })] {
                for function in ["find", "release"] {
                    let response = world.command(function, &who);
                    assert_eq!((response.failed, response.body), (code, json!(null)), "{function} {who}, {is_known}");
                }
            }
            assert_eq!(world.count("claim"), 0);
        }
    }
}

#[test]
fn a_store_that_fails_releases_nothing() {
    let mut world = taken(None);
    for (is_down, is_contended) in [(true, false), (false, true)] {
        (world.store_is_down, world.store_is_contended) = (is_down, is_contended);
        assert_eq!(release_to_jane(&mut world).outcome(), (503, "not_now"));
    }
    world.store_is_contended = false;
    assert_eq!(world.get("status").send().body["status"], "incomplete");
}

/// A provider may be unable to read a customer of which it sends events.
#[test]
fn a_customer_that_cannot_be_read_has_its_last_known_status() {
    let mut world = World::new();
    world.always_fails("getCustomer", error("not_found"));
    let who = json!({ "customerId": "customer_c1", "to": "jane" });
    assert_eq!(world.command("find", &who).body["status"], "none");
    assert_eq!(world.command("release", &who).code, "no_customer");
    for (kind, status, code) in [("kyc_pending", "pending", ""), ("kyc_approved", "approved", "approved")] {
        world.now += DAY;
        let event = json!({ "id": kind, "kind": kind, "customerId": "customer_c1", "occurredAt": at(world.now), "type": "any" });
        assert_eq!(world.deliver(&event).status, 200);
        let found = world.command("find", &who).body;
        // Only the status is known, so nothing else is said.
        let next = if status == "pending" { "wait" } else { "none" };
        let expected = json!({
            "status": status, "nextAction": next, "requirements": [], "capabilities": [], "limits": [], "provider": "spherepay",
            "customerId": "customer_c1",
        });
        assert_eq!(found, expected);
        assert_eq!(world.command("release", &json!({ "customerId": "customer_c1" })).code, code);
    }
}

#[test]
fn a_wrong_command_is_refused_before_anything_is_done() {
    let cases = [
        (json!({}), "who"),
        (json!({ "email": "" }), "who"),
        (json!({ "email": 7 }), "who"),
        (json!({ "email": null }), "who"),
        (json!({ "email": JANE, "customerId": "customer_c1" }), "who"),
        (json!({ "email": JANE, "reference": "r-1" }), "who"),
        (json!({ "customerId": "customer_c1", "reference": "r-1" }), "who"),
        (json!({ "email": JANE, "customerId": "" }), "who"),
        (json!({ "email": JANE, "to": "" }), "to"),
        (json!({ "email": JANE, "to": null }), "to"),
        (json!({ "email": JANE, "to": ["jane"] }), "to"),
        (json!({ "email": JANE, "provider": "other" }), "provider"),
        (json!({ "email": JANE, "provider": "bridge" }), "provider"),
        (json!({ "reference": "r-1" }), "no_reference"),
        (json!({ "email": JANE, "provider": "grid" }), "no_email"),
    ];
    for (options, word) in cases {
        let mut world = World::new();
        let response = world.command("release", &options);
        assert_eq!(response.outcome(), (400, word), "{options}");
        assert!(world.effects.is_empty());
    }
    let mut chosen = World::new();
    chosen.config["provider"] = json!(null);
    assert_eq!(chosen.command("find", &json!({ "email": JANE })).code, "provider");
    chosen.hook("candidates", json!({ "items": [] }));
    assert_eq!(chosen.command("find", &json!({ "email": JANE, "provider": "spherepay" })).status, 200);
}

/// Returns a full page of links of other people.
fn full_page() -> Vec<Value> {
    (0..100).map(|number| json!({ "id": format!("other_{number}"), "email": "other@example.com" })).collect()
}

/// A full page that names no place where the next one begins: another link of the same person may be there.
#[test]
fn a_list_that_is_cut_off_is_not_taken_for_the_whole() {
    for (links, failed) in [(100, "unexpected_response"), (99, "")] {
        let mut world = taken(None);
        let mut page = full_page();
        page[0] = link_of(JANE, "incomplete");
        world.hook("candidates", json!(page[..links]));
        let jane = json!({ "email": JANE });
        assert_eq!(world.command("find", &jane).failed, failed, "{links}");
        assert_eq!(release_to_jane(&mut world).failed, failed, "{links}");
        assert_eq!(world.command("find", &json!({ "reference": "jane" })).body["status"] == "none", links == 100);
    }
}
