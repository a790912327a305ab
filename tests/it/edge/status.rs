//! The status route: webhooks, the provider's own response, freshness, locks and outages.

mod contacts;
mod gone;
mod terms;

use serde_json::{Value, json};

use crate::edge::world::{DAY, MINUTE, SECOND, START, World, at, business, error, link, person};
use crate::integration::vectors::merged;

fn event(id: &str, kind: &str, occurred_at: Option<&str>) -> Value {
    json!({ "id": id, "kind": kind, "customerId": "customer_c1", "occurredAt": occurred_at })
}

#[test]
fn a_status_is_fresh_for_ten_seconds() {
    let mut world = World::new().onboarded("customer_c1");
    world.replies("getCustomer", json!({ "status": "pending" }));
    let first = world.get("status").send();
    assert_eq!(
        first.body,
        json!({
            "status": "pending", "provider": "spherepay", "updatedAt": START, "nextAction": "wait",
            "requirements": [{ "kind": "review", "who": "provider", "can": "wait", "nextAction": "wait" }],
            "capabilities": [{ "name": "kyc", "status": "pending" }], "type": "individual",
        })
    );
    assert!(world.arguments("getCustomer")["url"].as_str().unwrap().ends_with("/customer/customer_c1"));
    world.now += 10 * SECOND - 1;
    assert_eq!(world.get("status").send().body, first.body);
    assert_eq!(world.take_calls(), ["getCustomer"]);
    world.now += 1;
    world.replies("getCustomer", json!({ "status": "approved" }));
    let second = world.get("status").send();
    assert_eq!(
        second.body,
        json!({ "status": "approved", "provider": "spherepay", "updatedAt": START + 10 * SECOND, "nextAction": "none",
                "requirements": [], "capabilities": [{ "name": "kyc", "status": "approved" }], "type": "individual" })
    );
    assert_eq!(world.take_calls(), ["getCustomer"]);
}

/// Whoever asks for another level has not been told of an approval at it, even within the same session. Nor has who was
/// approved in a sandbox, where whoever tests decides.
#[test]
fn a_status_under_other_settings_or_of_another_api_is_none() {
    for part in ["settings", "settingsWithApi"] {
        let mut world = World::new().onboarded("customer_c1");
        world.config[part] = json!({ "spherepay": "one level" });
        world.learn("approved");
        world.config[part] = json!({ "spherepay": "another level" });
        world.learn("incomplete");
        assert_eq!(world.take_calls(), ["getCustomer", "getCustomer"], "{part}");
        world.config[part] = json!({ "spherepay": "one level" });
        assert_eq!(world.status(), "approved", "{part}");
    }
}

/// SpherePay's events do not say which profile is approved, and this handler asks for one of them.
#[test]
fn an_approval_that_may_be_of_another_product_is_asked_about() {
    let (asked, other) = (("kyc_b", "pending"), ("kyc", "pending"));
    for (known, is_asked) in [(&[][..], false), (&[asked], false), (&[other], true), (&[asked, other], true)] {
        let mut world = World::new().onboarded("customer_c1");
        world.config["connections"]["spherepay"]["profiles"] = json!(["kyc_b"]);
        let profiles: Value = known.iter().map(|(name, status)| json!({ "name": name, "status": status })).collect();
        world.hook("getCustomer", json!({ "profiles": profiles }));
        world.learn_status();
        let event = event("e1", "kyc_approved", Some(&at(world.now)));
        assert_eq!(world.deliver(&event).status, 200);
        assert_eq!(world.status() == "approved", !is_asked, "{profiles}");
        assert_eq!(world.called("getCustomer") > 0, is_asked, "{profiles}");
    }
}

/// What is said of an identity would be wrong. The session knows whose it is before the provider says it, on each device.
#[test]
fn a_business_that_an_event_approves_is_told_so_at_once() {
    for (customer_type, changes) in [("business", business()), ("individual", json!({}))] {
        let applicant = merged(&person("jane@example.com"), &changes);
        let mut world = World::new();
        world.hook("onEvent", json!(null));
        assert_eq!(world.post("links").json(&applicant).send().status, 201);
        let token = world.hand_over();
        world.deliver(&event("e1", "kyc_approved", None));
        let shown = |world: &mut World| {
            let body = world.get("status").send().body;
            (body["status"].clone(), body["type"].clone())
        };
        let expected = (json!("approved"), json!(customer_type));
        world.calls.clear();
        assert_eq!(shown(&mut world), expected);
        assert_eq!(world.press(&token).status, 303);
        assert_eq!(shown(&mut world), expected, "another device");
        assert_eq!(world.take_calls(), [""; 0], "the provider was not asked");
    }
}

/// A cache or a gateway between the handler and the provider may mix up two responses.
#[test]
fn a_response_about_another_customer_says_nothing_of_this_one() {
    for (mut world, own, other, read, link_call) in [
        (World::new(), "customer_c1", "customer_c2", "getCustomer", "createKycLink"),
        (World::of_grid(), "Customer:1", "Customer:2", "getCustomer", "createKycLink"),
        (World::of_bridge(), "link_1", "link_2", "getKycLink", "getKycLink"),
    ] {
        world.onboard(own);
        world.unhook("getCustomer");
        world.hook(read, json!({ "id": other, "status": "approved" }));
        let response = world.get("status").send();
        assert_eq!(response.outcome(), (502, "unexpected_response"), "{own}");
        // The owner learns which call it was.
        let hint = "The response is about another customer, or lacks what was requested.";
        let operation = format!("{}.{read}", world.config["provider"].as_str().unwrap());
        assert_eq!((&response.failure["hint"], &response.failure["operation"]), (&json!(hint), &json!(operation)));
        let response = world.post("links/renew").send();
        assert_eq!(response.outcome(), (502, "unexpected_response"), "{own}");
        // Nothing of it is stored, and the next response counts.
        world.now += DAY;
        world.hook(read, json!({ "id": own, "status": "pending" }));
        assert_eq!(world.status(), "pending");
        // What is known stays.
        world.now += DAY;
        world.hook(read, json!({ "id": other, "status": "approved" }));
        assert_eq!(world.status(), "pending");
        if own == "customer_c1" {
            world.hook(read, json!({ "id": own, "status": "incomplete" }));
            world.hook(link_call, link(other));
            assert_eq!(world.post("links/renew").send().outcome(), (502, "unexpected_response"));
        }
    }
    // Nor do the products of another customer.
    let mut world = World::of_bridge();
    world.config["connections"]["bridge"]["endorsements"] = json!(["base"]);
    world.onboard("link_1");
    world.hook("getKycLink", json!({ "id": "link_1", "status": "approved", "customerOfLink": "customer_1" }));
    let product = json!([{ "name": "base", "status": "approved", "requirements": {} }]);
    for (id, status) in [("customer_2", "pending"), ("customer_1", "approved")] {
        world.now += DAY;
        world.hook(
            "getCustomer",
            json!({ "id": id, "type": "individual", "status": "active", "endorsements": product }),
        );
        assert_eq!(world.status(), status, "{id}");
    }
}

/// A person who is refused needs no link, but must know of it.
#[test]
fn a_link_that_is_not_needed_hides_no_status() {
    let read = |word: &str| {
        let mut world = World::of_bridge().onboarded("link_1");
        world.replies("getKycLink", json!({ "status": word, "kycUrl": "http://kyc.example/x" }));
        world.get("status").send()
    };
    for word in ["rejected", "pending", "on_hold", "approved"] {
        assert_eq!(read(word).body["status"], word);
    }
    assert_eq!(read("incomplete").outcome(), (502, "unexpected_response"));
}

#[test]
fn reasons_are_a_few_lines_of_plain_text() {
    let shown = |reasons: Vec<String>| {
        let mut world = World::of_bridge().onboarded("link_1");
        world.replies("getKycLink", json!({ "status": "rejected", "rejectionReasons": reasons }));
        world.get("status").send().body["reasons"].clone()
    };
    let markup = "<b>\"'&</b>";
    for (given, expected) in [
        ("a clear photo", json!(["a clear photo"])),
        ("日本語の理由。 العربية", json!(["日本語の理由。 العربية"])),
        (markup, json!([markup])),
        (" a\r\nb\u{0}c\u{202e}d\u{2066}e\u{7f}\u{85} ", json!(["a  b c d e"])),
        ("\u{202e}\n", Value::Null),
        ("", Value::Null),
    ] {
        assert_eq!(shown(vec![given.to_owned()]), expected, "{given:?}");
    }
    assert_eq!(shown(vec!["é".repeat(501)]), json!(["é".repeat(500)]));
    let many: Vec<String> = (0..12).map(|number| number.to_string()).collect();
    assert_eq!(shown(many.clone()), json!(&many[..10]));
}

#[test]
fn the_status_says_what_a_person_can_do_next() {
    let (spherepay, grid) = (World::new as fn() -> World, World::of_grid as fn() -> World);
    for (world, customer, expected) in [
        (spherepay, json!({ "status": "incomplete", "channels": [] }), "open_link"),
        (spherepay, json!({ "status": "pending" }), "wait"),
        (spherepay, json!({ "status": "approved" }), "none"),
        (spherepay, json!({ "status": "rejected" }), "contact_support"),
        // It "may be required" to give more, and nobody has said what.
        (grid, json!({ "status": "on_hold" }), "contact_support"),
        // Nothing is known to wait for.
        (spherepay, json!({ "status": "unknown" }), "contact_support"),
        (grid, json!({ "status": "unknown" }), "contact_support"),
        (grid, json!({ "status": "incomplete", "channels": ["phone"] }), "verify_contact"),
        (grid, json!({ "status": "incomplete", "channels": [] }), "open_link"),
        (grid, json!({ "status": "approved", "channels": ["phone"] }), "none"),
        (grid, json!({ "status": "rejected" }), "try_again"),
    ] {
        let mut world = world().onboarded("customer_c1");
        world.replies("getCustomer", customer.clone());
        let first = world.get("status").send().body;
        assert_eq!((&first["status"], &first["nextAction"]), (&customer["status"], &json!(expected)), "{customer}");
        assert_eq!(world.get("status").send().body, first, "the same from the stored record");
    }
}

#[test]
fn after_the_last_contact_is_confirmed_the_link_is_next() {
    let mut world = crate::edge::contact::world();
    let next = |world: &mut World| world.get("status").send().body["nextAction"].clone();
    world.replies("getCustomer", json!({ "status": "incomplete", "channels": ["email"] }));
    assert_eq!(next(&mut world), "verify_contact");
    world.replies("confirmEmail", json!({ "status": "incomplete", "channels": [] }));
    assert_eq!(world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send().status, 200);
    assert_eq!(next(&mut world), "open_link", "although the former status is fresh");
}

#[test]
fn other_events_and_customers_change_nothing() {
    for (delivered, expected) in [
        // One that is about the customer and has no status: the provider is asked.
        (event("e1", "customer_created", None), "incomplete"),
        (event("e1", "customer_updated", None), "incomplete"),
        (event("e1", "other", Some("2026-09-21T14:13:20Z")), "incomplete"),
        (event("e1", "other", Some("2026-09-21T14:13:19Z")), "pending"),
        (json!({ "id": "e1", "kind": "kyc_approved" }), "pending"),
        (json!({ "id": "e1", "kind": "kyc_approved", "customerId": "" }), "pending"),
        (json!({ "id": "e1", "kind": "kyc_approved", "customerId": "customer_c2" }), "pending"),
    ] {
        let mut world = World::new().onboarded("customer_c1");
        world.learn("pending");
        assert_eq!(world.deliver(&delivered).status, 200);
        assert_eq!(world.status(), expected, "{delivered}");
    }
    // The same id at another provider is another customer.
    let mut world = World::of_grid().onboarded("customer_c1");
    world.delivery_of("spherepay").event(&event("e1", "kyc_approved", None)).send();
    world.learn("pending");
}

/// What happens around a customer, one after the other. Events are dated in milliseconds from the start.
#[derive(Debug)]
enum Told {
    Event(&'static str, i64),
    Undated(&'static str),
    /// What the provider says from now on.
    Says(&'static str),
    Fails(&'static str),
    Later(i64),
    Shows(&'static str),
}

use Told::{Event, Fails, Later, Says, Shows, Undated};

const STORIES: [&[Told]; 41] = [
    // A verified event counts at once, and after ten seconds the provider's own response.
    &[
        Says("incomplete"),
        Shows("incomplete"),
        Later(1_000),
        Event("kyc_needs_review", 1_000),
        Shows("on_hold"),
        Later(9_999),
        Shows("on_hold"),
        Later(1),
        Shows("incomplete"),
    ],
    &[Event("kyc_approved", 0), Shows("approved"), Later(1_000), Event("kyc_rejected", 1_000), Shows("rejected")],
    // An older event never overrides a newer one, however far along it is.
    &[Event("kyc_approved", 0), Event("kyc_rejected", 1_000), Shows("rejected")],
    &[Event("kyc_approved", 0), Event("kyc_rejected", 0), Shows("rejected")],
    &[Event("kyc_approved", 0), Event("kyc_rejected", -1), Shows("approved")],
    // A time without a fraction may be one in whole seconds. It is not later than it says.
    &[Event("kyc_pending", 0), Event("kyc_rejected", 50), Shows("rejected")],
    &[Event("kyc_pending", 50), Event("kyc_rejected", 0), Event("kyc_approved", 49), Shows("rejected")],
    // Where nothing says whether an approval is from before a refusal, the provider is asked, and while it fails, the
    // refusal stands.
    &[Event("kyc_rejected", 0), Says("approved"), Event("kyc_approved", 0), Shows("approved")],
    &[Event("kyc_rejected", 0), Says("rejected"), Event("kyc_approved", 0), Shows("rejected")],
    &[Event("kyc_rejected", 500), Says("rejected"), Event("kyc_approved", 0), Shows("rejected")],
    &[Event("kyc_rejected", 500), Event("kyc_approved", 501), Shows("approved")],
    &[Event("kyc_rejected", 0), Fails("unavailable"), Event("kyc_approved", 0), Shows("rejected")],
    // One without a time counts when it arrives: own providers may have no status but what events tell.
    &[Event("kyc_rejected", 0), Says("rejected"), Undated("kyc_approved"), Shows("rejected")],
    &[Event("kyc_rejected", 0), Fails("unavailable"), Undated("kyc_approved"), Shows("approved")],
    // It may be late, and the approval have been taken back since.
    &[Says("pending"), Shows("pending"), Undated("kyc_approved"), Shows("pending")],
    &[Says("incomplete"), Shows("incomplete"), Undated("kyc_approved"), Shows("incomplete")],
    &[Says("unknown"), Shows("unknown"), Undated("kyc_approved"), Shows("unknown")],
    &[
        Event("kyc_approved", 0),
        Event("kyc_needs_review", 70_000),
        Says("pending"),
        Undated("kyc_approved"),
        Shows("pending"),
    ],
    &[Undated("kyc_pending"), Says("pending"), Undated("kyc_approved"), Shows("pending")],
    // An event that does not count does not hide that a later one has asked for the provider, or had no status.
    &[
        Says("incomplete"),
        Shows("incomplete"),
        Later(30_000),
        Event("other", 29_000),
        Says("rejected"),
        Event("kyc_approved", 28_000),
        Shows("rejected"),
    ],
    &[Event("kyc_rejected", 1), Says("pending"), Event("kyc_pending", 3), Event("kyc_approved", 2), Shows("pending")],
    &[Event("kyc_pending", 0), Event("kyc_approved", -10_000), Shows("pending")],
    // After a later one that is less far along, which the clocks may only make seem later, the provider is asked at once,
    // also if both are of the same second.
    &[Event("kyc_approved", 0), Says("pending"), Event("kyc_pending", 1_000), Shows("pending")],
    &[Event("kyc_approved", 0), Says("pending"), Event("kyc_pending", 0), Shows("pending")],
    &[Event("kyc_approved", 0), Says("approved"), Event("kyc_pending", 64_000), Shows("approved")],
    &[Event("kyc_approved", 0), Event("kyc_pending", 1_000), Fails("unavailable"), Shows("approved")],
    &[Says("approved"), Shows("approved"), Says("rejected"), Event("kyc_pending", 1_000), Shows("rejected")],
    &[Event("kyc_approved", 0), Says("pending"), Event("kyc_pending", -1_000), Shows("approved")],
    // One without a time counts when it arrives, and does not reset the latest known time.
    &[Event("kyc_approved", 0), Undated("kyc_pending"), Event("kyc_rejected", -1), Shows("pending")],
    // The provider's response includes everything that happened before it. Within a minute, by which the server's clock
    // may be behind, an event that is less far along is taken for one from before.
    &[Says("approved"), Shows("approved"), Event("kyc_pending", -1), Shows("approved")],
    &[Says("approved"), Shows("approved"), Event("kyc_pending", 64_000), Shows("approved")],
    &[Says("approved"), Shows("approved"), Event("kyc_pending", 65_000), Shows("pending")],
    // A response is as old as its request, so an event from while the provider was asked counts.
    &[Says("pending"), Shows("pending"), Event("kyc_approved", 500), Shows("approved")],
    // A server's clock that is behind does not make the time of the latest event earlier.
    &[
        Event("kyc_pending", 50_000),
        Later(20_000),
        Says("pending"),
        Shows("pending"),
        Event("kyc_rejected", 40_000),
        Shows("pending"),
    ],
    // A record by a server whose clock was ahead does not stay fresh.
    &[Later(DAY), Says("pending"), Shows("pending"), Later(-DAY), Says("approved"), Shows("approved")],
    // Nor does what a late event says: the provider may have decided since.
    &[Event("kyc_pending", -65_000), Says("approved"), Shows("pending"), Later(20_000), Shows("approved")],
    &[Event("kyc_pending", -66_000), Says("approved"), Shows("approved")],
    // A failing provider does not undo an event.
    &[Event("kyc_approved", 0), Later(20_000), Fails("not_found"), Shows("approved")],
    &[Event("kyc_approved", 0), Later(20_000), Fails("unavailable"), Shows("approved")],
    &[Event("kyc_approved", 0), Later(20_000), Fails("timeout"), Shows("approved")],
    // An event of another kind says that the provider is to be asked, unless it is from before the response.
    &[Says("pending"), Shows("pending"), Says("approved"), Event("other", -1_000), Shows("pending")],
];

#[test]
fn of_all_that_is_told_of_a_customer_the_news_counts() {
    for story in STORIES {
        let mut world = World::new().onboarded("customer_c1");
        world.takes("getCustomer", 800);
        world.unhook("getCustomer");
        for (at, told) in story.iter().enumerate() {
            let id = format!("e{at}");
            match *told {
                Event(kind, ms) => {
                    let event = event(&id, kind, Some(&crate::edge::world::at(START + ms)));
                    assert_eq!(world.deliver(&event).status, 200, "{story:?}: part {at}");
                }
                Undated(kind) => assert_eq!(world.deliver(&event(&id, kind, Some("yesterday"))).status, 200),
                Says(status) => world.hook("getCustomer", json!({ "status": status })),
                Fails(code) => world.always_fails("getCustomer", error(code)),
                Later(ms) => world.now += ms,
                Shows(expected) => assert_eq!(world.status(), expected, "{story:?}: part {at}"),
            }
        }
        // An event shows that the customer exists, so a 404 is not worth a report. Any other failure is.
        let fails = story.iter().any(|told| matches!(told, Fails(code) if *code != "not_found"));
        assert_eq!(world.take_calls().contains(&"report".to_owned()), fails, "{story:?}");
    }
}

/// A response is as old as its request, so an event from the time in between is news, whatever this server's clock says.
/// A late event must not undo the decision that a page has just shown.
#[test]
fn of_a_response_and_an_event_that_arrives_during_its_request_the_news_counts() {
    for (ahead, kind, occurred_at, response, expected) in [
        (0, "kyc_approved", "2026-09-21T14:13:20Z", "pending", "approved"),
        (0, "kyc_approved", "2026-09-21T14:13:20.500Z", "pending", "approved"),
        (50 * SECOND, "kyc_approved", "2026-09-21T14:13:20Z", "pending", "approved"),
        (0, "kyc_pending", "2026-09-21T14:14:10Z", "approved", "approved"),
        // The whole second of the request.
        (300, "kyc_rejected", "2026-09-21T14:13:20Z", "approved", "rejected"),
        (300, "kyc_approved", "2026-09-21T14:13:20Z", "rejected", "approved"),
        (300, "kyc_rejected", "2026-09-21T14:13:20.200Z", "approved", "approved"),
    ] {
        let mut world = World::new().onboarded("customer_c1");
        world.now += ahead;
        world.takes("getCustomer", 800);
        let mut flight = world.get("status").until("getCustomer");
        world.now -= ahead;
        world.deliver(&event("e1", kind, Some(occurred_at)));
        world.now += ahead;
        world.replies("getCustomer", json!({ "status": response }));
        assert_eq!(world.finish(&mut flight).body["status"], expected, "{ahead} {kind} {occurred_at}");
        // What is dated ahead is not fresh.
        assert!(ahead > 0 || world.status() == expected, "{ahead} {kind} {occurred_at}");
    }
}

/// A refusal that the provider returns, and an approval of the same second that an event tells meanwhile.
#[test]
fn an_approval_that_may_be_from_before_a_refusal_is_asked_about() {
    let mut world = World::new().onboarded("customer_c1");
    world.now += 300;
    let mut flight = world.get("status").until("getCustomer");
    world.deliver(&event("e1", "kyc_approved", Some("2026-09-21T14:13:20Z")));
    world.replies("getCustomer", json!({ "status": "rejected" }));
    assert_eq!(world.finish(&mut flight).body["status"], "approved");
    world.hook("getCustomer", json!({ "status": "rejected" }));
    assert_eq!(world.status(), "rejected");
}

#[test]
fn an_unknown_status_is_an_error() {
    let mut world = World::new().onboarded("customer_c1");
    world.fails("getCustomer", json!({ "code": "rate_limited", "retryAfter": "3" }));
    let response = world.get("status").send();
    assert_eq!((response.outcome(), response.header("retry-after")), ((503, "rate_limited"), Some("3")));
    world.now += DAY / 24;
    world.fails("getCustomer", error("timeout"));
    assert_eq!(world.get("status").send().outcome(), (504, "timeout"));
    world.store_is_down = true;
    assert_eq!(world.get("status").send().outcome(), (503, "not_now"));
}

/// A provider may have lost a customer, or may be unable to read one to whom it gives links: the request for a link says
/// which, and what is known of neither may wait for ever. What a webhook has said, or the provider has decided, stands.
#[test]
fn a_customer_that_is_not_found_is_led_on() {
    let lost = ("unknown", "open_link");
    for (known, event, expected) in [
        (None, None, lost),
        (Some("incomplete"), None, lost),
        (Some("pending"), None, lost),
        (Some("pending"), Some("kyc_needs_review"), lost),
        (None, Some("kyc_pending"), ("pending", "wait")),
        (None, Some("kyc_approved"), ("approved", "none")),
        (Some("pending"), Some("kyc_approved"), ("approved", "none")),
        (Some("approved"), None, ("approved", "none")),
        (Some("rejected"), None, ("rejected", "contact_support")),
    ] {
        let mut world = World::new().onboarded("customer_c1");
        if let Some(known) = known {
            world.learn(known);
        }
        if let Some(kind) = event {
            world.deliver(&event_at_noon(kind));
        }
        world.now += MINUTE;
        for _ in 0..3 {
            world.always_fails("getCustomer", error("not_found"));
            let body = world.get("status").send().body;
            assert_eq!(
                (&body["status"], &body["nextAction"]),
                (&json!(expected.0), &json!(expected.1)),
                "{known:?} {event:?}"
            );
            world.now += MINUTE;
        }
        if expected == lost {
            // The provider has the customer, though it cannot be read.
            world.replies("createKycLink", link("customer_c1"));
            assert_eq!(world.post("links/renew").send().status, 201);
            // Or it has not.
            world.fails("createKycLink", error("not_found"));
            assert_eq!(world.post("links/renew").send().outcome(), (410, "customer_gone"));
            world.replies("onboard", link("customer_c2"));
            assert_eq!(world.post_jane().status, 201, "a new start");
        }
    }
}

fn event_at_noon(kind: &str) -> Value {
    event("e1", kind, Some("2026-09-21T14:13:20Z"))
}

/// Why a refusal is final is said by an event only, and stays so while the customer is refused.
#[test]
fn a_refusal_that_is_final_stays_final() {
    let mut world = World::of_grid().onboarded("Customer:1");
    let reason = json!([{ "resourceId": "Customer:1", "type": "APPLICANT_FRAUD", "reason": "x" }]);
    let event = json!({ "id": "e1", "kind": "refused", "customerId": "Customer:1", "errors": reason });
    let next = |world: &mut World, status: &str| {
        world.now += MINUTE;
        world.replies("getCustomer", json!({ "status": status }));
        world.get("status").send().body["nextAction"].clone()
    };
    assert_eq!(next(&mut world, "rejected"), "try_again");
    assert_eq!(world.deliver(&event).status, 200);
    for (status, expected) in [
        ("rejected", "contact_support"),
        ("rejected", "contact_support"),
        ("pending", "wait"),
        ("rejected", "try_again"),
    ] {
        assert_eq!(next(&mut world, status), expected, "{status}");
    }
}

/// Pages poll, so an outage must not multiply the requests to the provider.
#[test]
fn after_a_failure_the_provider_is_not_asked_for_five_seconds() {
    for (has_status, during) in [(false, (503, "not_now")), (true, (200, ""))] {
        let mut world = World::new().onboarded("customer_c1");
        if has_status {
            world.learn("pending");
            world.now += 10 * SECOND;
        }
        let learned_at = world.now - 10 * SECOND;
        world.fails("getCustomer", error("unavailable"));
        let first = world.get("status").send();
        assert_eq!(first.status, if has_status { 200 } else { 503 });
        world.take_calls();
        for age in [1, 5 * SECOND - 2] {
            world.now += age;
            let response = world.get("status").send();
            assert_eq!(response.outcome(), during, "{age}");
            if has_status {
                assert_eq!(
                    (&response.body["status"], &response.body["updatedAt"]),
                    (&json!("pending"), &json!(learned_at))
                );
            } else {
                assert_eq!(response.header("retry-after"), Some("5"));
            }
        }
        world.assert_no_calls();
        world.now += 1;
        world.learn("approved");
    }
}

/// Only one request at a time gets a customer from the provider, without retries.
#[test]
fn only_one_request_at_a_time_asks_the_provider() {
    let mut world = World::new().onboarded("customer_c1");
    let mut first = world.get("status").until("getCustomer");
    let second = world.get("status").send();
    assert_eq!((second.outcome(), second.header("retry-after")), ((503, "not_now"), Some("5")));
    world.replies("getCustomer", json!({ "status": "pending" }));
    assert_eq!(world.finish(&mut first).body["status"], "pending");
    assert_eq!(world.take_calls(), ["getCustomer"]);
    // Other requests get the last known status.
    world.now += 10 * SECOND;
    world.get("status").until("getCustomer");
    assert_eq!(world.status(), "pending");
    // Both requests find the same record, and the store lets one of them ask.
    let mut world = World::new().onboarded("customer_c1");
    let mut second = world.get("status").until("swapRecord asking");
    world.get("status").until("getCustomer");
    assert_eq!(world.finish(&mut second).outcome(), (503, "not_now"));
    world.assert_no_calls();
    // A request that has read the old status and gets the lock once another request is done does not ask again.
    let mut world = World::new().onboarded("customer_c1");
    let mut second = world.get("status").until("swapRecord asking");
    world.learn("pending");
    world.take_calls();
    assert_eq!(world.finish(&mut second).body["status"], "pending");
    world.assert_no_calls();
    assert_eq!(world.count("asking"), 0, "the lock is free at once");
    world.now += 10 * SECOND;
    world.learn("approved");
    // Pages poll anyway.
    let mut world = World::new().onboarded("customer_c1");
    world.requests.clear();
    world.fails("getCustomer", error("unavailable"));
    assert_eq!(world.get("status").send().status, 503);
    assert_eq!(world.requests.len(), 1, "no retries");
}

#[test]
fn a_status_without_a_meaning_is_unknown_and_a_response_that_is_no_customer_an_error() {
    let mut world = World::new().onboarded("customer_c1");
    for status in ["", "verified"] {
        world.replies("getCustomer", json!({ "status": status }));
        assert_eq!(world.status(), "unknown", "{status}");
        world.now += DAY;
    }
    let mut world = World::new().onboarded("customer_c1");
    world.replies("getCustomer", json!({ "type": "robot", "status": "approved" }));
    assert_eq!(world.get("status").send().outcome(), (502, "unexpected_response"));
}

/// A word that this version does not know may mean that a contact is open, so the person may confirm it.
#[test]
fn each_contact_that_is_not_verified_can_be_confirmed() {
    for (email, phone, open) in [
        ("VERIFIED", "VERIFIED", &[][..]),
        ("PENDING", "VERIFIED", &["email"]),
        ("VERIFIED", "A_WORD_OF_TOMORROW", &["phone"]),
        ("A_WORD_OF_TOMORROW", "PENDING", &["email", "phone"]),
    ] {
        let mut world = World::of_grid().onboarded("Customer:1");
        let contacts = json!({ "email": email, "phone": phone });
        world.replies("getCustomer", json!({ "status": "incomplete", "contacts": contacts }));
        let body = world.get("status").send().body;
        let expected = if open.is_empty() { Value::Null } else { json!(open) };
        assert_eq!(body["channels"], expected, "{contacts}");
    }
}
