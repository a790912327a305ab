//! From an applicant to a link: refusals, failures, lost responses, and what a page gets.

mod applicant;
mod lost_customer;

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::edge::world::{DAY, HOUR, KEY, LOCK, MINUTE, SECOND, START, World, at, error, link, person};
use crate::integration::vectors::merged;

/// Fails a first post in this way, repeats it `wait_ms` later, and returns the calls of the second post.
fn next_after(code: &str, operation: &str, wait_ms: i64) -> Vec<String> {
    let mut world = world_of(operation);
    world.fails("onboard", json!({ "code": code, "operation": operation }));
    assert!(world.post_jane().status >= 400, "{code} {operation}");
    world.take_calls();
    world.now += wait_ms;
    world.replies("onboard", link("customer_c1"));
    assert!(world.post_jane().status >= 201, "{code} {operation}");
    world.take_calls()
}

/// The operations that create a customer without a key of the provider's.
const CREATES: [&str; 2] = ["spherepay.createCustomerViaLink", "grid.createCustomer"];

fn world_of(operation: &str) -> World {
    if operation.starts_with("grid.") { World::of_grid() } else { World::new() }
}

#[test]
fn a_refusal_of_the_create_leaves_the_key_free() {
    let refusals = ["unauthorized", "forbidden", "not_found", "not_supported", "conflict", "rate_limited"];
    // Without a connection, nothing was sent.
    for code in refusals.into_iter().chain(["provider_rejected", "network"]) {
        for operation in CREATES {
            assert_eq!(next_after(code, operation, 0), ["onboard"], "{code} {operation}");
        }
        // The create was refused for a reference that has a customer already.
        assert_eq!(next_after(code, "grid.listCustomers", 0), ["candidates"], "{code}");
    }
    // A later operation failed, so the customer exists and gets its link from the next post. Grid refuses a link with a
    // conflict where a contact is to be confirmed first, which is a success.
    for code in ["unauthorized", "not_found", "rate_limited", "provider_rejected"].into_iter().chain(UNKNOWN) {
        let calls = next_after(code, "grid.createKycLink", 0);
        assert_eq!(calls, ["getCustomer", "createKycLink"], "{code}");
    }
    // Nothing was sent.
    for operation in CREATES {
        let mut world = world_of(operation);
        let connections = std::mem::replace(&mut world.config["connections"], json!({ "spherepay": {}, "grid": {} }));
        assert_eq!(world.post_jane().outcome(), (500, "invalid_config"), "{operation}");
        assert_eq!((world.count("key"), world.take_calls().len()), (0, 0));
        world.config["connections"] = connections;
        world.create("customer_c1");
    }
}

/// After each of these it is unknown what became of a request.
const UNKNOWN: [&str; 5] = ["unavailable", "timeout", "aborted", "unexpected_response", "internal"];

/// Where the provider wants a key of its own, the client and a later attempt send a create again with it. The key leads
/// to what an earlier one has made, so it is kept after every response that says nothing about that.
#[test]
fn a_keyed_create_leaves_its_key_free_only_if_it_has_certainly_made_nothing() {
    let world_of = |is_resumed: bool| {
        let mut world = World::of_bridge();
        if is_resumed {
            world.lose_create();
            world.now += 5 * SECOND;
        }
        world
    };
    // Refused without a field, perhaps because of the key; a conflict with the first create, which has arrived late; and not
    // sent.
    let refused = ["provider_rejected", "conflict", "network"].map(|code| (code, true));
    // Not read: by a busy provider, by one whose key is wrong, or by something in front of it. Or lost.
    let kept = ["rate_limited", "unauthorized", "forbidden", "not_found", "not_supported", "outcome_unknown"];
    for (code, is_free_at_first) in refused.into_iter().chain(kept.into_iter().chain(UNKNOWN).map(|code| (code, false)))
    {
        for is_resumed in [false, true] {
            // After a short wait the client sends the create again, so that the last of several refusals counts; after a
            // long one, the only one.
            for wait in [json!(null), json!("3600")] {
                let context = format!("{code} resumed: {is_resumed}, wait: {wait}");
                let is_free = is_free_at_first && !is_resumed;
                let mut world = world_of(is_resumed);
                world
                    .fails("onboard", json!({ "code": code, "operation": "bridge.createKycLink", "retryAfter": wait }));
                assert!(world.post_jane().status >= 400, "{context}");
                let sent = world.arguments("onboard")["headers"]["Idempotency-Key"].clone();
                assert_eq!(world.count("key"), usize::from(!is_free), "{context}");
                // The same data with the same key leads to the link either way.
                world.now += 5 * SECOND;
                world.create("k1");
                let is_same_key = world.arguments("onboard")["headers"]["Idempotency-Key"] == sent;
                assert_eq!(is_same_key, !is_free, "{context}");
            }
        }
    }
    // Nothing was sent this time.
    for is_resumed in [false, true] {
        let mut world = world_of(is_resumed);
        let sent = world.requests.len();
        let key = std::mem::take(&mut world.config["connections"]["bridge"]["apiKey"]);
        assert_eq!(world.post_jane().outcome(), (500, "invalid_config"), "{is_resumed}");
        assert_eq!((world.count("key"), world.requests.len()), (usize::from(is_resumed), sent), "{is_resumed}");
        world.config["connections"]["bridge"]["apiKey"] = key;
        world.now += 5 * SECOND;
        world.create("k1");
        let keys = world.requests.iter().map(|sent| &sent["headers"]["Idempotency-Key"]);
        assert_eq!(keys.collect::<HashSet<_>>().len(), 1, "a resumed create has the key of the first");
    }
}

#[test]
fn a_corrected_form_goes_through_under_the_same_key() {
    let mut world = World::new();
    world.fails("onboard", error("provider_rejected"));
    assert_eq!(world.post_jane().outcome(), (422, "provider_rejected"));
    assert_eq!(world.count("key"), 0);
    world.replies("onboard", link("customer_c1"));
    assert_eq!(world.post_links(KEY).from("john@example.com").status, 201);
    // An applicant that fails validation does not use up the key.
    let mut world = World::new();
    assert_eq!(world.post_links(KEY).from("not an address").outcome(), (422, "invalid_request"));
    assert_eq!((world.count("key"), world.take_calls().len()), (0, 0));
}

/// A person whom the provider has is not the business that was sent, nor the reverse.
#[test]
fn a_create_that_answers_for_another_type_is_a_conflict() {
    for (make, customer) in [(World::of_grid as fn() -> World, "Customer:1"), (World::of_bridge, "link_1")] {
        for (customer_type, expected) in [("individual", (201, "")), ("business", (409, "conflict"))] {
            let mut world = make();
            let mut reply = link(customer);
            reply["type"] = json!(customer_type);
            world.replies("onboard", reply);
            assert_eq!(world.post_jane().outcome(), expected, "{customer} {customer_type}");
        }
    }
}

#[test]
fn a_failed_create_is_reconciled_before_it_is_sent_again() {
    for code in UNKNOWN.into_iter().chain(["outcome_unknown"]) {
        for operation in CREATES {
            let next_after = |wait_ms| next_after(code, operation, wait_ms);
            assert_eq!(next_after(0), ["candidates"], "{code}: too early to create again");
            assert_eq!(next_after(4_999), ["candidates"], "{code}");
            assert_eq!(next_after(5_000), ["candidates", "onboard"], "{code}");
        }
    }
}

/// Grid accepts a reference once: the create that was lost has arrived after the second one was sent.
#[test]
fn a_conflict_of_a_create_that_is_sent_again_keeps_the_key() {
    let mut world = World::of_grid();
    world.lose_create();
    world.now += 5 * SECOND;
    world.replies("candidates", json!([]));
    world.fails("onboard", error("conflict"));
    assert_eq!(world.post_jane().outcome(), (409, "conflict"));
    world.take_calls();
    world.replies("candidates", json!([{ "id": "customer_c1", "createdAt": at(world.now) }]));
    world.replies("createKycLink", link("customer_c1"));
    assert_eq!(world.post_jane().status, 201);
    assert_eq!(world.take_calls(), ["candidates", "getCustomer", "createKycLink"]);
}

/// Without a connection nothing was sent: the person can try again at once, which an unknown outcome would not say.
#[test]
fn a_provider_that_cannot_be_reached_is_unavailable() {
    for (world, customer) in World::of_each_provider() {
        for key in [None, Some(KEY)] {
            let mut world = world.clone();
            world.fails("onboard", error("network"));
            let response = world.post("links").maybe("idempotency-key", key).from("jane@example.com");
            assert_eq!((response.outcome(), response.is_reported), ((503, "unavailable"), true), "{customer} {key:?}");
            assert_eq!(response.header("retry-after"), Some("5"));
            assert_eq!(response.failure["code"], "network", "{customer} {key:?}: the owner learns why");
        }
    }
}

/// The five seconds are counted from the end of the attempt to the start of the search.
#[test]
fn a_slow_search_does_not_count_as_waiting() {
    let mut world = World::new();
    world.config["timeout"] = json!(20 * SECOND);
    world.takes("onboard", 3 * SECOND);
    world.lose_create();
    world.now += 5 * SECOND - 1;
    world.takes("candidates", 2 * SECOND);
    world.replies("candidates", json!([]));
    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
    assert_eq!(world.take_calls(), ["onboard", "candidates"]);
}

/// What happens to the posts of one key, one after the other.
#[derive(Debug)]
enum Try {
    /// A create whose response is lost.
    Lost,
    /// One that has died, which the provider may have carried out until its lock ended.
    Died,
    /// One that has died before its create, while it searched.
    DiedSearching,
    Wait(i64),
    /// The status of a post that finds a customer which was created then, from the start.
    Finds(i64, u16),
}

/// The clocks of two servers may differ by a minute, and that of the provider by some seconds.
const CLOCKS: i64 = MINUTE + 5 * SECOND;
/// How long a create takes.
const TAKES: i64 = 700;

/// A search finds what was created in the time window of a create. A customer that only differing clocks could explain may
/// belong to an onboarding that is still running: it is taken once that onboarding would have claimed it, and until then
/// nothing is created.
#[test]
fn a_search_finds_what_was_created_in_the_time_window_of_the_create() {
    use Try::{Died, DiedSearching, Finds, Lost, Wait};
    // A lock's duration plus the clock skew, from the end of the create.
    let old = |created_at: i64| created_at + LOCK + MINUTE - TAKES;
    for story in [
        &[
            Lost,
            Wait(HOUR),
            Finds(-CLOCKS - 1, 503),
            Finds(-CLOCKS, 201),
            Finds(TAKES + CLOCKS, 201),
            Finds(TAKES + CLOCKS + 1, 503),
        ][..],
        // The second create has a window of its own, and ends that of the first: a customer that was made between the two
        // belongs to somebody else.
        &[Lost, Wait(HOUR), Lost, Wait(HOUR), Finds(TAKES + HOUR, 201), Finds(HOUR / 2, 503)],
        // Also if it has died: no end of an earlier one ends its window.
        &[Lost, Wait(HOUR), Died, Wait(HOUR), Finds(TAKES + HOUR, 201)],
        &[Died, Wait(HOUR), Finds(0, 201), Finds(LOCK + CLOCKS, 201), Finds(LOCK + CLOCKS + 1, 503)],
        // One that dies while it searches has created nothing, and widens no window.
        &[Lost, Wait(6 * SECOND), DiedSearching, Wait(LOCK), Finds(TAKES + 7 * SECOND, 503)],
        &[Lost, Finds(-5_000, 201), Finds(TAKES + 5_000, 201)],
        &[Lost, Wait(old(-5_001) - 1), Finds(-5_001, 503), Wait(1), Finds(-5_001, 201)],
        &[Lost, Wait(old(TAKES + 5_001) - 1), Finds(TAKES + 5_001, 503), Wait(1), Finds(TAKES + 5_001, 201)],
    ] {
        let mut world = World::new();
        for (at, event) in story.iter().enumerate() {
            match event {
                Lost => {
                    world.takes("onboard", TAKES);
                    world.fails("onboard", error("outcome_unknown"));
                    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"), "{story:?}");
                }
                Died | DiedSearching => {
                    let mut died = world.posting_jane().start();
                    world.run_until(&mut died, if matches!(event, Died) { "onboard" } else { "candidates" });
                }
                Wait(ms) => world.now += ms,
                Finds(created_at, status) => {
                    let mut world = world.clone();
                    world.hook(
                        "candidates",
                        json!([{ "id": "customer_c1", "createdAt": crate::edge::world::at(START + created_at) }]),
                    );
                    world.always_fails("onboard", error("outcome_unknown"));
                    world.take_calls();
                    assert_eq!(world.post_jane().status, *status, "{story:?}: {at}");
                    let asked = world.arguments("candidates")["url"].as_str().unwrap();
                    assert!(asked.contains("email=jane%40example.com"), "{asked}");
                    assert!(
                        *status != 201 || !world.take_calls().contains(&"onboard".to_owned()),
                        "nothing is created"
                    );
                }
            }
        }
    }
}

#[test]
fn two_matching_customers_are_ambiguous() {
    let mut world = World::new();
    world.fails("onboard", error("outcome_unknown"));
    let first = world.post_jane();
    assert_eq!((first.outcome(), first.header("retry-after")), ((503, "outcome_unknown"), Some("5")));
    world.now += HOUR;
    world.replies("candidates", json!([{ "id": "customer_c1" }, { "id": "customer_c2" }]));
    let second = world.post_jane();
    assert_eq!((second.outcome(), second.header("retry-after")), ((503, "outcome_unknown"), Some("5")));
    assert_eq!(world.take_calls(), ["onboard", "candidates"]);
    // Only one of them was created near the attempt; the other one needs clocks that differ.
    world.replies(
        "candidates",
        json!([{ "id": "customer_c1", "createdAt": at(START + 40 * SECOND) }, { "id": "customer_c2" }]),
    );
    world.replies("createKycLink", link("customer_c2"));
    assert_eq!(world.post_jane().body["kycUrl"], "https://kyc.example/customer_c2");
}

#[test]
fn a_search_that_fails_leaves_the_key_to_the_next_post() {
    let mut world = World::new();
    world.lose_create();
    world.now += HOUR;
    world.take_calls();
    world.fails("candidates", error("unexpected_response"));
    assert_eq!(world.post_jane().outcome(), (503, "outcome_unknown"));
    assert_eq!(world.take_calls(), ["candidates", "report"], "a list that cannot be read is reported");
    world.fails("candidates", json!({ "code": "rate_limited", "retryAfter": "8" }));
    let response = world.post_jane();
    assert_eq!((response.outcome(), response.header("retry-after")), ((503, "rate_limited"), Some("8")));
    world.replies("candidates", json!([{ "id": "customer_c1" }]));
    // The link fails, and the key keeps the customer.
    world.fails("createKycLink", error("unavailable"));
    assert_eq!(world.post_jane().outcome(), (503, "unavailable"));
    world.replies("createKycLink", link("customer_c1"));
    assert_eq!(world.post_jane().status, 201);
    let calls = ["candidates", "candidates", "getCustomer", "createKycLink", "getCustomer", "createKycLink"];
    assert_eq!(world.take_calls(), calls);
}

#[test]
fn a_page_gets_the_link_or_the_step_before_it() {
    let kyc_link = |provider: &str| json!({ "kycUrl": "https://kyc.example/customer_c1", "expiresAt": at(START + HOUR), "provider": provider });
    let verify = |channels: Value| json!({ "next": "verify_contact", "channels": channels });
    let mut with_terms = link("link_1");
    with_terms["link"]["tosUrl"] = json!("https://terms.example");
    with_terms["link"]["tosStatus"] = json!("pending");
    let terms = json!({ "next": "accept_terms", "url": "https://terms.example/", "provider": "bridge" });
    for (mut world, outcome, status, body) in [
        // A repeated request leads where the first one did, whether the terms were accepted since or not.
        (World::of_bridge(), with_terms, 202, terms),
        (World::new(), link("customer_c1"), 201, kyc_link("spherepay")),
        (World::of_grid(), link("customer_c1"), 201, kyc_link("grid")),
        (World::of_grid(), json!({ "status": "approved" }), 200, json!({ "next": "approved" })),
        (World::of_grid(), json!({ "channels": ["phone"] }), 202, verify(json!(["phone"]))),
        // Where the provider names none, any of them may be the one.
        (World::of_grid(), json!({ "channels": [] }), 202, verify(json!(["email", "phone"]))),
    ] {
        world.replies("onboard", outcome);
        let response = world.post_jane();
        assert_eq!((response.status, &response.body), (status, &body));
        assert!(response.cookie().is_some());
        assert_eq!(world.post_jane().body, body, "and the same again under its key");
    }
    // A form is redirected.
    let mut world = World::new();
    let response = world.post("links").person_form(&[]).send();
    assert_eq!((response.status, &response.body), (303, &json!(null)));
    assert_eq!(response.header("location"), Some("https://kyc.example/customer_c1"));
}

#[test]
fn the_provider_comes_from_the_configuration_or_the_hook() {
    // The provider validates by its own rules.
    for (chosen, expected, country) in
        [("grid", (201, ""), "US"), ("spherepay", (201, ""), "USA"), ("nobody", (500, "invalid_config"), "")]
    {
        let mut world = World::new();
        world.config["provider"] = json!(null);
        world.hook("provider", json!(chosen));
        world.replies("onboard", link("customer_c1"));
        assert_eq!(world.post_jane().outcome(), expected, "{chosen}");
        assert_eq!(world.arguments("provider")["applicant"]["email"], "jane@example.com");
        if expected.0 == 201 {
            assert_eq!(world.arguments("onboard")["provider"], chosen);
            assert_eq!(world.arguments("onboard")["body"]["address"]["country"], country);
        }
    }
    let mut world = World::new();
    world.config["provider"] = json!("grid");
    world.config["connections"].as_object_mut().unwrap().remove("grid");
    assert_eq!(world.post_jane().outcome(), (500, "invalid_config"), "known, but not configured");
    world.config["provider"] = json!(null);
    world.failing_hook("provider");
    assert_eq!(world.post_jane().outcome(), (503, "not_now"));
}

/// By the spelling of a country or a number, a stranger would choose the provider.
#[test]
fn the_provider_hook_gets_values_in_normal_form() {
    for (country, nationality) in [("US", "DEU"), ("USA", "DE"), ("us", "deu"), (" usa ", " De")] {
        let mut world = World::new();
        world.config["provider"] = json!(null);
        world.hook("provider", json!("spherepay"));
        world.replies("onboard", link("customer_c1"));
        let mut body = person(" jane@example.com ");
        body["phone"] = json!("+1 (415) 555-0123");
        body["address"]["country"] = json!(country);
        body["nationality"] = json!(nationality);
        body["own"] = json!({ "plan": " a " });
        assert_eq!(world.post("links").json(&body).send().outcome(), (201, ""), "{country}");
        let given = &world.arguments("provider")["applicant"];
        assert_eq!([&given["address"]["country"], &given["nationality"]], ["US", "DE"], "{country}");
        let [email, phone, plan] = [&given["email"], &given["phone"], &given["own"]["plan"]];
        assert_eq!([email, phone, plan], ["jane@example.com", "+14155550123", " a "]);
        assert_eq!(world.arguments("onboard")["body"]["address"]["country"], "USA");
    }
}

/// The hook can rely on getting data that at least one configured provider accepts.
#[test]
fn the_provider_hook_is_called_with_valid_applicants_only() {
    let mut without_address = person("jane@example.com");
    without_address.as_object_mut().unwrap().remove("address");
    for (body, is_asked) in [
        (person("jane@example.com"), true),
        (person("not an address"), false),
        (json!({}), false),
        (json!(null), false),
        (json!("text"), false),
        (json!([]), false),
        // Grid does not need an address.
        (without_address, true),
    ] {
        let mut world = World::new();
        world.config["provider"] = json!(null);
        world.hook("provider", json!("grid"));
        world.replies("onboard", link("customer_c1"));
        let response = world.post("links").json(&body).send();
        assert_eq!(response.outcome(), if is_asked { (201, "") } else { (422, "invalid_request") }, "{body}");
        assert_eq!(world.take_calls().contains(&"provider".to_owned()), is_asked, "{body}");
    }
}

/// Each limit of a customer: the route that counts, how many, the window, and what a request is that does not reach it. A
/// window begins with the first, and ends on time even where the store keeps its record for longer.
#[test]
fn each_limit_of_a_customer_lasts_for_its_window() {
    for (route, count, window, taken) in [
        ("contact/email", 5, HOUR, 204),
        ("contact/phone", 5, HOUR, 204),
        ("contact/email/confirm", 5, DAY, 422),
        ("contact/phone/confirm", 5, DAY, 422),
        ("links/renew", 10, HOUR, 201),
        ("links", 10, HOUR, 503),
        ("links of a member", 10, HOUR, 201),
        ("handoff", 10, HOUR, 201),
    ] {
        for forgets_nothing in [false, true] {
            let mut world = World::of_grid();
            if route == "links of a member" {
                world.log_in("r-1");
            }
            world.hook("onboard", link("Customer:1"));
            world.post_jane();
            world.store_forgets_nothing = forgets_nothing;
            // The link that is stored under the key has expired, so that each post makes another one.
            world.now += 2 * HOUR;
            world.hook("getCustomer", json!({ "type": "individual", "channels": ["email", "phone"] }));
            world.hook("createKycLink", link("Customer:1"));
            for call in ["sendEmailCode", "sendPhoneCode"] {
                world.hook(call, json!({}));
            }
            for call in ["confirmEmail", "confirmPhone"] {
                world.always_fails(call, error("provider_rejected"));
            }
            let send = |world: &mut World| match route {
                "links" => {
                    // A link that was made would be that of the next post.
                    world.always_fails("createKycLink", error("unavailable"));
                    world.post_jane()
                }
                // Each time with another key, as of a page that is loaded again.
                "links of a member" => world.post("links").from("jane@example.com"),
                "handoff" | "links/renew" => world.post(route).send(),
                _ => world.post(route).json(&json!({ "code": "123456" })).send(),
            };
            let began = world.now;
            for number in 0..count {
                assert_eq!(send(&mut world).status, taken, "{route} {number}");
                world.now += 1_000;
            }
            world.take_calls();
            for (age, wait) in [(window - 1_500, "2"), (window - 1, "1")] {
                world.now = began + age;
                let refused = send(&mut world);
                let expected = ((429, "too_many_requests"), Some(wait));
                assert_eq!((refused.outcome(), refused.header("retry-after")), expected, "{route} {age}");
            }
            let sent = ["sendEmailCode", "sendPhoneCode", "confirmEmail", "confirmPhone", "createKycLink"];
            assert!(world.take_calls().iter().all(|call| !sent.contains(&call.as_str())), "{route}");
            world.now = began + window;
            assert_ne!(send(&mut world).status, 429, "{route}");
        }
    }
}

#[test]
fn renewing_uses_the_customer_of_the_cookie_only() {
    let mut world = World::of_grid().onboarded("customer_c1");
    world.config["redirectUri"] = json!("https://app.example.com/done");
    world.replies("createKycLink", link("customer_c1"));
    let body = json!({ "customerId": "customer_c2", "redirectUri": "https://evil.example/" });
    let response = world.post("links/renew").json(&body).send();
    assert_eq!((response.status, response.body["kycUrl"].as_str()), (201, Some("https://kyc.example/customer_c1")));
    assert!(response.cookie().is_some());
    let sent = world.arguments("createKycLink");
    assert!(sent["url"].as_str().unwrap().contains("/customers/customer_c1/"), "{sent}");
    assert_eq!(sent["body"], json!({ "redirectUri": "https://app.example.com/done" }));
    world.replies("createKycLink", link("customer_c1"));
    assert_eq!(world.post("links/renew").form(&[]).send().status, 303);
}

#[test]
fn renewing_explains_why_there_is_no_link() {
    let verify = |channels: &[&str]| json!({ "next": "verify_contact", "channels": channels });
    let refusing = |code| {
        let world = if code == "contact_not_verified" { World::of_grid() } else { World::new() };
        let mut world = world.onboarded("customer_c1");
        world.learn_status();
        world.fails("createKycLink", error(code));
        world
    };
    for (code, customer, status, body) in [
        ("contact_not_verified", json!({ "status": "incomplete", "channels": ["email"] }), 202, verify(&["email"])),
        // Where the provider names no contact, any of them may be the one.
        ("contact_not_verified", json!({ "status": "pending", "channels": [] }), 202, verify(&["email", "phone"])),
        ("contact_not_verified", json!({ "status": "on_hold", "channels": ["phone"] }), 202, verify(&["phone"])),
        ("contact_not_verified", json!({ "status": "rejected", "channels": [] }), 202, verify(&["email", "phone"])),
        ("contact_not_verified", json!({ "status": "approved" }), 200, json!({ "next": "approved" })),
        ("provider_rejected", json!({ "status": "approved" }), 200, json!({ "next": "approved" })),
        ("provider_rejected", json!({ "status": "pending" }), 422, json!(null)),
    ] {
        let mut world = refusing(code);
        world.replies("getCustomer", customer.clone());
        let response = world.post("links/renew").send();
        assert_eq!((response.status, response.body), (status, body), "{code} {customer}");
        assert_eq!(world.take_calls(), ["createKycLink", "getCustomer"]);
    }
    for code in ["contact_not_verified", "provider_rejected"] {
        let mut world = refusing(code);
        world.fails("getCustomer", error("unavailable"));
        assert_eq!(world.post("links/renew").send().code, code, "the first failure is the one that counts");
    }
    for code in ["unavailable", "not_found", "conflict", "timeout"] {
        let mut world = refusing(code);
        let response = world.post("links/renew").send();
        if code == "not_found" {
            assert_eq!(response.outcome(), (410, "customer_gone"));
        } else {
            assert_eq!(response.failed, code);
        }
        let calls: Vec<_> = world.take_calls().into_iter().filter(|call| call != "report").collect();
        assert_eq!(calls, ["createKycLink"], "{code}: nothing else is called");
    }
}

/// The next person at the same computer has the session of an earlier one, or the form with its key, and that one may have
/// been approved meanwhile. A status that was learned is kept for less long than a session.
#[test]
fn a_renewal_asks_for_a_status_that_is_not_known() {
    for make in [World::new as fn() -> World, World::of_grid] {
        for (is_learned, later) in
            [(false, 0), (false, DAY), (true, 10 * SECOND), (true, HOUR), (true, 29 * DAY), (true, 31 * DAY)]
        {
            let mut world = make().onboarded("customer_c1");
            if is_learned {
                world.learn_status();
            }
            // Within the lifetime of the cookie.
            for _ in 0..2 {
                world.now += later / 2;
                world.hook("createKycLink", link("customer_c1"));
                assert_eq!(world.post("links/renew").send().status, 201);
            }
            world.take_calls();
            world.hook("getCustomer", json!({ "status": "approved" }));
            world.now += 10 * SECOND;
            let renewed = world.post("links/renew").send();
            assert_eq!((renewed.status, renewed.body), (200, json!({ "next": "approved" })), "{is_learned} {later}");
            assert_eq!(world.take_calls(), ["getCustomer"], "{is_learned} {later}");
            assert_eq!(world.status(), "approved");
            let asked: &[&str] = if is_learned && later < 30 * DAY { &[] } else { &["getCustomer"] };
            assert_eq!(world.take_calls(), asked, "what was learned corrects what was known");
            // An event from before, which comes late.
            let before = at(world.now - 5 * MINUTE);
            let event = json!({ "id": "1", "kind": "kyc_pending", "customerId": "customer_c1", "occurredAt": before });
            world.deliver(&event);
            assert_eq!(world.status(), "approved", "{is_learned} {later}");
        }
        for (later, calls) in [(9 * SECOND, &["createKycLink"][..]), (10 * SECOND, &["getCustomer", "createKycLink"])] {
            let mut world = make().onboarded("customer_c1");
            world.learn_status();
            world.now += later;
            world.replies("createKycLink", link("customer_c1"));
            assert_eq!(world.post("links/renew").send().status, 201);
            assert_eq!(world.take_calls(), calls, "{later}");
        }
        for code in ["unavailable", "timeout", "unexpected_response"] {
            let mut world = make().onboarded("customer_c1");
            world.always_fails("getCustomer", error(code));
            let renewed = world.post("links/renew").send();
            assert_eq!((renewed.failed, renewed.body), (code, Value::Null));
            assert_eq!(world.take_calls(), ["getCustomer"], "{code}: no link");
        }
        // A customer that cannot be read may have links: docs/spherepay.md.
        let mut world = make().onboarded("customer_c1");
        world.always_fails("getCustomer", error("not_found"));
        world.replies("createKycLink", link("customer_c1"));
        assert_eq!(world.post("links/renew").send().status, 201);
        // The form may still be open, with its key.
        let mut world = make();
        world.hook("onboard", link("customer_c1"));
        assert_eq!(world.post_jane().status, 201);
        world.now += 2 * HOUR;
        world.hook("createKycLink", link("customer_c1"));
        world.hook("getCustomer", json!({ "status": "approved" }));
        world.take_calls();
        let again = world.post_jane();
        assert_eq!((again.status, again.body), (200, json!({ "next": "approved" })));
        assert_eq!(world.take_calls(), ["getCustomer"]);
    }
}

/// The hosted pages of a verified person show data, so one who is known as approved gets no link unless the provider
/// has changed its mind. A person who needs a link waits for a provider that is busy for a moment.
#[test]
fn a_person_known_as_approved_gets_a_link_only_if_the_provider_says_otherwise() {
    let busy = json!({ "code": "unavailable", "then": { "status": "incomplete" } });
    let says = |status: &str| Ok(json!({ "status": status }));
    for (is_approved, found, status, requests) in [
        (true, says("approved"), 200, 1),
        (true, Err(error("unavailable")), 200, 1),
        (true, Err(busy.clone()), 200, 1),
        (true, says("incomplete"), 201, 1),
        (true, says("rejected"), 201, 1),
        (false, Err(busy), 201, 2),
    ] {
        let mut world = World::new().onboarded("customer_c1");
        if is_approved {
            world.replies("getCustomer", json!({ "status": "approved" }));
            world.learn_status();
        }
        world.requests.clear();
        world.ends("getCustomer", found.clone());
        world.hook("createKycLink", link("customer_c1"));
        assert_eq!(world.post("links/renew").send().status, status, "{found:?}");
        let calls: &[_] = if status == 200 { &["getCustomer"] } else { &["getCustomer", "createKycLink"] };
        assert_eq!(world.take_calls(), calls, "{found:?}");
        let asked = world.requests.iter().filter(|sent| sent["operation"] == "spherepay.getCustomer").count();
        assert_eq!(asked, requests, "{found:?}");
        if let (true, Ok(found)) = (is_approved, found) {
            assert_eq!(world.status(), found["status"], "it has been learned");
            world.assert_no_calls();
        }
    }
}

/// After a request's deadline the host performs nothing more, and the attempt keeps its key until its lock ends.
#[test]
fn a_request_that_is_late_is_refused() {
    let mut world = World::new();
    world.fails("onboard", json!({ "code": "timeout", "isLate": true }));
    let response = world.post_jane();
    assert_eq!((response.outcome(), response.header("retry-after")), ((503, "not_now"), Some("1")));
    assert_eq!(world.post_jane().outcome(), (409, "still_running"));
    assert_eq!(world.take_calls(), ["onboard"]);
    for hook in ["authorize", "rateLimit"] {
        let mut world = World::new();
        world.hook(hook, json!({}));
        world.fails(hook, json!({ "code": "timeout", "isLate": true }));
        assert_eq!(world.post_jane().outcome(), (503, "not_now"), "{hook}");
        assert_eq!(world.take_calls().last().map(String::as_str), Some(hook));
    }
    // Only `true` means that the deadline has passed.
    let mut world = World::new().onboarded("customer_c1");
    world.fails("getCustomer", json!({ "code": "timeout", "isLate": false }));
    assert_eq!(world.get("status").send().outcome(), (504, "timeout"));
    // A store that is down sends nothing. Without a key the customer is created but cannot be claimed, so the link is not
    // handed out.
    let mut world = World::new();
    world.store_is_down = true;
    assert_eq!(world.post_jane().outcome(), (503, "not_now"));
    world.assert_no_calls();
    let response = world.post("links").from("jane@example.com");
    assert_eq!((response.outcome(), response.header("set-cookie")), ((503, "not_now"), None));
}

/// An applicant whose only mistake is not the state has the issues of the second validation.
#[test]
fn a_state_is_looked_up_whatever_else_is_wrong() {
    let mut world = World::new();
    let applicant = merged(&person("jane"), &json!({ "address": { "state": "Illinois" } }));
    let response = world.post("links").json(&applicant).send();
    assert_eq!((response.outcome(), response.issues), ((422, "invalid_request"), vec!["/email".to_owned()]));
    // Without a country or a state that is a string there is nothing to look up.
    for (name, value) in [("country", json!(null)), ("state", json!(["IL"]))] {
        let mut world = World::new();
        let applicant = merged(&person("jane@example.com"), &json!({ "address": { name: value } }));
        let response = world.post("links").json(&applicant).send();
        let issues = vec![format!("/address/{name}")];
        assert_eq!((response.outcome(), response.issues), ((422, "invalid_request"), issues), "{name}");
    }
}

/// A create that is aborted too early could leave behind a customer whose id is unknown.
#[test]
fn the_provider_is_not_called_in_the_last_moments() {
    // A tenth is kept for what follows, and a call needs a twentieth.
    for (elapsed_ms, left) in [(0, 900), (850, 50)] {
        let mut world = World::new();
        world.elapsed_ms = elapsed_ms;
        assert_eq!(world.post("links").from("jane@example.com").status, 201);
        assert_eq!(world.arguments("onboard")["timeoutMs"], left);
    }
    let mut world = World::new();
    world.elapsed_ms = 851;
    let response = world.post("links").from("jane@example.com");
    assert_eq!((response.outcome(), response.header("retry-after")), ((503, "not_now"), Some("1")));
    assert!(response.is_late);
    world.assert_no_calls();
    // Of a long timeout, one second is kept.
    let mut world = World::new();
    world.config["timeout"] = json!(60_000);
    assert_eq!(world.post("links").from("jane@example.com").status, 201);
    assert_eq!(world.arguments("onboard")["timeoutMs"], 59_000);
}

/// A page that frames gets what comes next as a page, whatever the provider lets it do with the link.
#[test]
fn a_page_that_frames_shows_the_link_itself() {
    const CHECK: &str = "https://bridge.withpersona.com/verify?reference-id=x";
    const WIDGET: &str =
        "https://bridge.withpersona.com/widget?reference-id=x&iframe-origin=https%3A%2F%2Fapp.example.com";
    const TERMS: &str = "https://dashboard.bridge.xyz/accept-terms-of-service?t=x";
    let world = |present: &str| {
        let mut world = World::of_bridge();
        world.config["present"] = json!(present);
        world.hook("render", json!(null));
        world.onboard("link_1");
        world
    };
    let renew = |world: &mut World, mode: &str, link: Value| {
        world.replies("getKycLink", link);
        world.post("links/renew").header("sec-fetch-mode", mode).form(&[]).send()
    };
    let framed = |link: Value| {
        let shown = renew(&mut world("frame"), "navigate", link);
        assert_eq!((shown.status, shown.view, shown.header("location")), (200, "frame", None));
        assert!(shown.cookie().is_some());
        shown.body
    };
    let shown = framed(json!({ "kycUrl": CHECK }));
    assert_eq!((&shown["status"], &shown["nextAction"]), (&json!("incomplete"), &json!("open_link")));
    assert_eq!((&shown["kycUrl"], &shown["presentation"]["frame"]["url"]), (&json!(CHECK), &json!(WIDGET)));
    let unknown = framed(json!({ "kycUrl": "https://kyc.example/x" }));
    assert_eq!(unknown["kycUrl"], "https://kyc.example/x");
    assert_eq!(unknown["presentation"]["frame"], Value::Null);
    // So are the terms, which come before the check.
    let shown = framed(json!({ "kycUrl": CHECK, "tosUrl": TERMS, "tosStatus": "pending" }));
    assert_eq!((&shown["nextAction"], &shown["termsUrl"]), (&json!("accept_terms"), &json!(TERMS)));
    assert_eq!((shown.get("kycUrl"), shown.get("handedOver")), (None, None));
    // A device offers no further device.
    let mut device = world("frame");
    let token = device.hand_over();
    assert_eq!(device.press(&token).status, 303);
    let on_device = renew(&mut device, "navigate", json!({ "kycUrl": CHECK }));
    assert_eq!((on_device.view, &on_device.body["handedOver"]), ("frame", &json!(true)));

    for (present, mode) in [("frame", "cors"), ("tab", "navigate"), ("", "navigate")] {
        let response = renew(&mut world(present), mode, json!({ "kycUrl": CHECK }));
        assert_eq!((response.status, response.header("location")), (303, Some(CHECK)), "{present} {mode}");
        assert_eq!(response.body, Value::Null);
    }
    let mut program = world("frame");
    program.replies("getKycLink", json!({ "kycUrl": CHECK }));
    let program = program.post("links/renew").header("sec-fetch-mode", "navigate").json(&json!({})).send();
    assert_eq!((program.status, program.body), (201, json!({ "kycUrl": CHECK, "provider": "bridge" })));
}
