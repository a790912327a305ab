//! The link to another device: one browser gets the session once, within ten minutes, and only by a POST.

use serde_json::json;

use crate::edge::world::{DAY, HOUR, KEY, MINUTE, ORIGIN, SECOND, START, StoreFailure, World, pairs};

/// A world for each way to make a link to the session of its browser, and the token: in the browser for another device, and
/// by an operator for whoever has lost the session.
fn linked() -> [(World, String); 2] {
    [World::hand_over, |world: &mut World| resume(world, 30 * DAY)].map(|make: fn(&mut World) -> String| {
        let mut world = World::new().onboarded("customer_c1");
        let token = make(&mut world);
        (world, token)
    })
}

const FAILURES: [StoreFailure; 5] = [
    StoreFailure::Before,
    StoreFailure::After,
    StoreFailure::Late,
    StoreFailure::LateAfter,
    StoreFailure::AfterThenDown,
];

fn resume(world: &mut World, ttl: i64) -> String {
    world.config["publicOrigin"] = json!(ORIGIN);
    world.command("resumeLink", &json!({ "customerId": "customer_c1", "ttlMs": ttl })).token()
}

/// A world whose session another device has opened, with the cookies of the first browser and of the device.
fn handed_over() -> (World, String, String) {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone().unwrap();
    let token = world.hand_over();
    let device = world.press(&token).cookie().unwrap();
    world.cookie = Some(own.clone());
    (world, own, device)
}

const EXPIRED: (u16, &str) = (410, "handoff_expired");

#[test]
fn the_link_gives_another_browser_the_session() {
    let mut world = World::new().onboarded("customer_c1");
    let made = world.post("handoff").send();
    assert_eq!((made.status, made.view), (201, ""));
    let token = made.token();
    let url = format!("{ORIGIN}/kyc/handoff/open?token={token}");
    let svg = format!("<svg>{url}</svg>");
    let compare = made.body["compare"].as_i64().unwrap();
    assert!((10..=99).contains(&compare));
    assert_eq!(made.body, json!({ "url": url, "expiresAt": START + 10 * MINUTE, "svg": svg, "compare": compare }));
    assert_eq!(made.header("set-cookie"), None);

    let form = world.visit("GET", &token);
    let shown = json!({ "compare": compare, "madeAt": START, "browser": null, "givenUpAt": null });
    assert_eq!((form.status, form.view, &form.body), (200, "handoff", &shown));
    assert_eq!(form.header("set-cookie"), None);

    world.cookie = None;
    let opened = world.press(&token);
    assert_eq!((opened.status, opened.header("location")), (303, Some("/kyc/status")));
    let cookie = opened.header("set-cookie").unwrap();
    assert!(cookie.ends_with("; Path=/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax"), "{cookie}");
    world.learn("pending");
    assert!(world.arguments("getCustomer")["url"].as_str().unwrap().ends_with("/customer/customer_c1"));
}

#[test]
fn a_navigation_gets_a_page_with_the_code() {
    let mut world = World::new().onboarded("customer_c1");
    world.hook("render", json!(null));
    let made = world.post("handoff").header("sec-fetch-mode", "navigate").send();
    assert_eq!((made.status, made.view), (201, "handoff"));
}

/// Mail scanners and previews send GET and HEAD, also with the person's own cookie.
#[test]
fn only_a_post_uses_the_link() {
    for (mut world, token) in linked() {
        for method in ["GET", "HEAD", "GET"] {
            let response = world.visit(method, &token);
            assert_eq!((response.status, response.view), (200, "handoff"), "{method}");
            assert_eq!(world.get(&format!("handoff/open?token={token}")).send().header("set-cookie"), None);
            assert_eq!(world.count("handoff"), 1, "{method}");
        }
        assert_eq!(world.press(&token).status, 303);
    }
}

/// A store that has written and then fails leaves it open who has the session: it must not be two.
#[test]
fn of_several_posts_at_once_one_succeeds() {
    let flights = |world: &mut World, token: &str| {
        let path = format!("handoff/open?token={token}");
        let mut flights: Vec<_> = (0..5).map(|_| world.post(&path).without("cookie").start()).collect();
        // All of them have read the record of the session before the first of them changes it.
        flights.iter_mut().for_each(|flight| world.run_until(flight, "swapRecord session"));
        flights
    };
    for (linked, token) in linked() {
        let mut world = linked.clone();
        let mut all = flights(&mut world, &token);
        world.effects.clear();
        let outcomes: Vec<_> = all.iter_mut().map(|flight| world.finish(flight).outcome()).collect();
        assert_eq!(outcomes, [(303, ""), EXPIRED, EXPIRED, EXPIRED, EXPIRED]);
        // Those that have lost write nothing more.
        assert_eq!(world.effects.iter().filter(|effect| *effect == "swapRecord session").count(), 5);
        assert_eq!(world.count("handoff"), 0);
        for response in [world.press(&token), world.visit("GET", &token)] {
            assert_eq!((response.outcome(), response.view, response.cookie()), (EXPIRED, "error", None));
        }
        for at in 0..4 {
            let mut world = linked.clone();
            let mut all = flights(&mut world, &token);
            world.store_fails = Some((at, StoreFailure::After));
            let cookies = all.iter_mut().filter_map(|flight| world.finish(flight).cookie());
            assert_eq!(cookies.count(), 1, "{at}");
        }
    }
}

/// One of an operator lasts as long as its `ttlMs`. Also with a store whose clock is far behind.
#[test]
fn a_link_lasts_for_ten_minutes() {
    for forgets_nothing in [false, true] {
        for (ttl, lasts) in [0, MINUTE, 7 * DAY, 30 * DAY].map(|ttl| (ttl, if ttl == 0 { 10 * MINUTE } else { ttl })) {
            for (age, is_valid) in [(lasts - 1, true), (lasts, false), (90 * DAY, false)] {
                let mut world = World::new().onboarded("customer_c1");
                world.store_forgets_nothing = forgets_nothing;
                let token = if ttl == 0 { world.hand_over() } else { resume(&mut world, ttl) };
                world.now += age;
                assert_eq!(world.visit("GET", &token).status, if is_valid { 200 } else { 410 }, "{ttl} {age}");
                assert_eq!(world.press(&token).status, if is_valid { 303 } else { 410 }, "{ttl} {age}");
            }
        }
    }
}

#[test]
fn an_unknown_token_is_refused() {
    for (mut world, token) in linked() {
        let [upper, longer] = [token.to_uppercase(), format!("{token}0")];
        for wrong in ["", "minted", "minted33", &upper, &longer, "../handoff", "\",\"customer_c1"] {
            assert_eq!(world.press(wrong).outcome(), EXPIRED, "{wrong}");
            assert_eq!(world.visit("GET", wrong).outcome(), EXPIRED, "{wrong}");
        }
        assert_eq!(world.post("handoff/open").send().outcome(), EXPIRED);
        let own = world.config["id"].clone();
        world.config["id"] = json!("another handler");
        assert_eq!(world.press(&token).outcome(), EXPIRED);
        world.config["id"] = own;
        assert_eq!(world.press(&token).status, 303);
    }
}

/// A person who is logged in as somebody else cannot take the session over, nor use up the link.
#[test]
fn a_link_counts_for_its_reference_only() {
    for (first, second, is_theirs) in [
        (json!({ "reference": "r-1" }), json!({ "reference": "r-1" }), true),
        (json!({ "reference": "r-1" }), json!({ "reference": "r-2" }), false),
        (json!({ "reference": "r-1" }), json!({}), false),
        (json!({}), json!({ "reference": "r-1" }), false),
        (json!({}), json!({}), true),
    ] {
        let mut world = World::new();
        world.hook("authorize", first.clone());
        world.onboard("customer_c1");
        let token = world.hand_over();
        world.hook("authorize", second.clone());
        assert_eq!(world.visit("GET", &token).status, if is_theirs { 200 } else { 410 }, "{first} {second}");
        assert_eq!(world.press(&token).status, if is_theirs { 303 } else { 410 }, "{first} {second}");
        world.hook("authorize", first.clone());
        assert_eq!(world.press(&token).status, if is_theirs { 410 } else { 303 }, "{first} {second}");
    }
}

#[test]
fn guesses_are_limited_before_the_store_is_asked() {
    let mut world = World::new().onboarded("customer_c1");
    world.hook("rateLimit", json!({ "retryAfterMs": 5_000 }));
    world.store_is_down = true;
    for method in ["GET", "HEAD", "POST"] {
        let path = "/kyc/handoff/open?token=guess";
        let response = world.request(method, path).header("origin", ORIGIN).send();
        assert_eq!((response.outcome(), response.view), ((429, "too_many_requests"), "error"));
        assert_eq!(response.header("retry-after"), Some("5"));
    }
}

/// The address of the page has the token, so it must not be in the `Referer` of what the page loads.
#[test]
fn the_page_of_a_link_does_not_tell_where_it_is() {
    let mut world = World::new().onboarded("customer_c1");
    let token = world.hand_over();
    let responses = [
        world.visit("GET", &token),
        world.press("unknown"),
        world.visit("PUT", &token),
        world.request("POST", "/kyc/handoff/open").send(),
        world.press(&token),
    ];
    assert_eq!(responses.each_ref().map(|response| response.status), [200, 410, 405, 403, 303]);
    for response in responses {
        assert_eq!(response.header("referrer-policy"), Some("strict-origin"), "{}", response.status);
    }
    assert_eq!(world.post("handoff").header("origin", "https://evil.example").send().header("referrer-policy"), None);
}

#[test]
fn the_session_keeps_its_end() {
    let mut world = World::new().onboarded("customer_c1");
    for day in [20, 40, 60, 80] {
        world.now = START + day * DAY;
        assert_eq!(world.post("links/renew").send().status, 201);
    }
    let token = world.hand_over();
    let opened = world.press(&token);
    assert!(opened.header("set-cookie").unwrap().contains(&format!("; Max-Age={}; ", 10 * DAY / SECOND)));
    world.now = START + 90 * DAY;
    assert_eq!(world.post("handoff").send().outcome(), (401, "no_session"));
}

#[test]
fn the_store_and_the_responses_have_neither_token_nor_customer() {
    for (mut world, token) in linked() {
        assert!(world.raw_records().iter().all(|raw| !raw.contains(&token)));
        let opened = world.visit("GET", &token);
        let made = world.post("handoff").send();
        for text in [made.body.to_string(), opened.body.to_string(), format!("{:?}", opened.headers)] {
            assert!(!text.contains("customer_c1") && !text.contains("jane"), "{text}");
        }
    }
}

/// Only the page has the picture of a link to another device, and the form to which the link leads.
#[test]
fn without_a_page_there_is_no_such_route() {
    let mut world = World::new().onboarded("customer_c1");
    world.unhook("page");
    for route in ["handoff", "handoff/end", "handoff/open", "handoff/open?token=minted1"] {
        assert_eq!(world.post(route).send().outcome(), (404, "no_route"), "{route}");
    }
    assert_eq!(world.visit("GET", "minted1").outcome(), (404, "no_route"));
}

/// The status that a browser with this cookie sees.
fn status_with(world: &mut World, cookie: &str) -> serde_json::Value {
    world.hook("getCustomer", json!({ "status": "pending" }));
    world.now += 10 * SECOND;
    world.get("status").header("cookie", cookie).send().body
}

#[test]
fn a_newer_link_ends_the_older_ones() {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone().unwrap();
    let older = world.hand_over();
    let newer = world.hand_over();
    assert_eq!((world.press(&older).outcome(), world.visit("GET", &older).outcome()), (EXPIRED, EXPIRED));
    let first = world.press(&newer).cookie().unwrap();
    world.cookie = Some(own.clone());
    let newest = world.hand_over();
    // Until somebody opens it, the device keeps the session.
    assert_eq!(status_with(&mut world, &first)["status"], "pending");
    let second = world.press(&newest).cookie().unwrap();
    assert_eq!(status_with(&mut world, &first)["status"], "none");
    assert_eq!(status_with(&mut world, &second)["handedOver"], true);
    assert_eq!(status_with(&mut world, &own)["status"], "pending");
}

#[test]
fn a_link_that_was_replaced_while_it_was_opened_opens_nothing() {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone();
    let older = world.hand_over();
    let mut flight = world.post(&format!("handoff/open?token={older}")).without("cookie").until("swapRecord session");
    world.hand_over();
    let opened = world.finish(&mut flight);
    assert_eq!((opened.outcome(), opened.cookie()), (EXPIRED, None));
    assert_eq!(world.cookie, own);
}

#[test]
fn a_session_from_a_link_cannot_hand_on() {
    let (mut world, own, device) = handed_over();
    for route in ["handoff", "handoff/end"] {
        let refused = world.post(route).header("cookie", &device).send();
        assert_eq!(refused.outcome(), (403, "not_allowed"), "{route}");
    }
    assert_eq!(status_with(&mut world, &device)["status"], "pending");
    assert_eq!(status_with(&mut world, &own)["otherDevice"], true);
}

#[test]
fn the_first_device_ends_the_session_of_the_other() {
    let (mut world, own, device) = handed_over();
    let ended = world.post("handoff/end").header("cookie", &own).form(&[]).send();
    assert_eq!((ended.status, ended.header("location")), (303, Some("/kyc/status")));
    assert_eq!(status_with(&mut world, &device)["status"], "none");
    assert_eq!(status_with(&mut world, &own)["otherDevice"], json!(null));
    // Also a link that nobody has opened yet.
    let token = world.hand_over();
    assert_eq!(world.post("handoff/end").header("cookie", &own).send().outcome(), (204, ""));
    assert_eq!(world.press(&token).outcome(), EXPIRED);
}

#[test]
fn the_end_of_a_session_ends_its_links_and_devices() {
    let (mut world, own, device) = handed_over();
    let open = world.hand_over();
    world.post("end").header("cookie", &own).send();
    assert_eq!(world.press(&open).outcome(), EXPIRED);
    for cookie in [&device, &own] {
        assert_eq!(status_with(&mut world, cookie)["status"], "none");
    }
}

/// Nor does it close a link that the first browser has made for yet another device.
#[test]
fn the_end_on_the_other_device_leaves_the_first_one_alone() {
    let (mut world, own, device) = handed_over();
    world.post("end").header("cookie", &device).send();
    assert_eq!(status_with(&mut world, &device)["status"], "none");
    let first = status_with(&mut world, &own);
    assert_eq!((&first["status"], &first["otherDevice"]), (&json!("pending"), &json!(null)));
    // A device that lost the session earlier cannot take it from its successor.
    let (mut world, own, device) = handed_over();
    let newer = world.hand_over();
    assert_eq!(world.post("end").header("cookie", &device).send().status, 204);
    let successor = world.press(&newer).cookie().unwrap();
    world.post("end").header("cookie", &device).send();
    let known = [&own, &device, &successor].map(|cookie| status_with(&mut world, cookie)["status"] == "pending");
    assert_eq!(known, [true, false, true]);
}

/// The device still had the session when its request began.
#[test]
fn the_end_on_a_device_that_is_just_being_replaced_leaves_its_successor_alone() {
    let (mut world, own, device) = handed_over();
    let token = world.hand_over();
    let mut end = world.post("end").header("cookie", &device).until("swapRecord session");
    let successor = world.press(&token).cookie().unwrap();
    world.finish(&mut end);
    assert_eq!(status_with(&mut world, &successor)["status"], "pending");
    assert_eq!(status_with(&mut world, &own)["otherDevice"], true);
    assert_eq!(status_with(&mut world, &device)["status"], "none");
}

/// Otherwise the newer link would stay usable, and its device would lose the session to the next browser that opens it.
#[test]
fn a_device_that_opens_a_newer_link_of_its_customer_uses_it() {
    let (mut world, _, device) = handed_over();
    let newer = world.hand_over();
    let renewed = world.press_with(&newer, Some(&device)).cookie();
    assert_eq!(world.count("handoff"), 0);
    let known = [renewed.unwrap(), device].map(|cookie| status_with(&mut world, &cookie)["status"] == "pending");
    assert_eq!(known, [true, false]);
}

/// Each change is tried eight times while other requests write first, and then the person may try again in a second.
#[test]
fn a_change_that_always_loses_is_refused_after_eight_tries() {
    for (route, is_of_device) in [("end", false), ("handoff/end", false), ("end", true)] {
        let (mut world, own, device) = handed_over();
        world.store_is_contended = true;
        world.effects.clear();
        let response = world.post(route).header("cookie", if is_of_device { &device } else { &own }).send();
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "not_now"), Some("1")), "{route}");
        assert_eq!(world.effects.iter().filter(|effect| *effect == "swapRecord session").count(), 8, "{route}");
        assert_eq!(response.cookie(), None, "{route}");
    }
}

/// Otherwise a link could put somebody else's onboarding into the place of a person's own, unnoticed.
#[test]
fn a_browser_with_another_onboarding_asks_once_more() {
    for (mut world, token) in linked() {
        world.now += MINUTE;
        world.onboard_elsewhere("customer_c2");
        let own = world.cookie.clone().unwrap();
        let path = format!("handoff/open?token={token}");
        let page = world.get(&path).send();
        assert_eq!((page.status, &page.body["givenUpAt"]), (200, &json!(START + MINUTE)));
        let forms: [&[(&str, &str)]; 4] = [&[], &[("replace", "0")], &[("replace", "")], &[("other", "1")]];
        for form in forms {
            let asked = world.post(&path).header("cookie", &own).form(form).send();
            assert_eq!((asked.status, asked.view, asked.header("set-cookie")), (409, "handoff", None), "{form:?}");
            assert_eq!(asked.body["givenUpAt"], START + MINUTE);
        }
        assert_eq!(world.press_with(&token, Some(&own)).status, 409, "without a body");
        let opened = world.post(&path).header("cookie", &own).form(&[("replace", "1")]).send();
        assert_eq!(opened.status, 303);
        assert!(opened.cookie().is_some());
    }
}

#[test]
fn a_program_confirms_in_json() {
    for (body, status) in
        [(json!({ "replace": 1 }), 303), (json!({ "replace": "1" }), 303), (json!({ "replace": 2 }), 409)]
    {
        let mut world = World::new().onboarded("customer_c1");
        let token = world.hand_over();
        world.onboard("customer_c2");
        assert_eq!(world.post(&format!("handoff/open?token={token}")).json(&body).send().status, status, "{body}");
    }
}

#[test]
fn a_browser_with_an_older_session_of_the_customer_keeps_it_unasked() {
    let mut world = World::new();
    let other = world.post_jane().cookie().unwrap();
    world.post_jane();
    let token = world.hand_over();
    let opened = world.press_with(&token, Some(&other));
    assert_eq!((opened.status, opened.cookie()), (303, None));
    assert_eq!(status_with(&mut world, &other).get("handedOver"), None);
}

/// The browser in which the onboarding began may do more than one that got it by a link.
#[test]
fn the_browser_that_made_the_link_keeps_its_own_session() {
    for (mut world, token) in linked() {
        let own = world.cookie.clone().unwrap();
        let opened = world.press_with(&token, Some(&own));
        assert_eq!((opened.status, opened.header("location"), opened.cookie()), (303, Some("/kyc/status"), None));
        assert_eq!(world.press(&token).status, 303, "the link was not used");
    }
}

/// Both devices show the number of the newest link; another link has another number, most of the time.
#[test]
fn the_number_to_compare_has_two_digits_and_changes() {
    let mut world = World::new().onboarded("customer_c1");
    let mut numbers = std::collections::BTreeSet::new();
    for _ in 0..30 {
        let made = world.post("handoff").send();
        let number = made.body["compare"].as_i64().unwrap();
        let token = made.token();
        assert_eq!(world.visit("GET", &token).body["compare"], number);
        assert!((10..=99).contains(&number));
        numbers.insert(number);
        world.now += HOUR;
    }
    assert!(numbers.len() > 10, "{numbers:?}");
}

/// A link of 30 days must not be lost by one failure, whichever operation of the store it strikes.
#[test]
fn after_a_failure_of_the_store_the_same_browser_gets_the_session() {
    for (linked, token) in linked() {
        for failure in FAILURES {
            for at in 0.. {
                let mut world = linked.clone();
                world.store_fails = Some((at, failure));
                let first = world.press(&token);
                if world.store_fails.take().is_some() {
                    // No operation was left that could fail.
                    assert_eq!((first.status, at > 3), (303, true), "{failure:?}");
                    break;
                }
                world.store_is_down = false;
                let mut cookie = first.cookie();
                if first.status != 303 {
                    assert_eq!(first.outcome(), (503, "not_now"), "{failure:?} at operation {at}");
                    let path = format!("handoff/open?token={token}");
                    let form = world.get(&path).without("cookie").maybe("cookie", cookie.as_deref()).send();
                    // Where the store has written, this browser has the session.
                    let is_given = form.header("location") == Some("/kyc/status");
                    let shown = if is_given { (303, "") } else { (200, "handoff") };
                    assert_eq!((form.status, form.view), shown, "{failure:?} at operation {at}");
                    let again = world.press_with(&token, cookie.as_deref());
                    assert_eq!(again.status, 303, "{failure:?} at operation {at}");
                    assert_eq!(world.count("handoff"), 0, "{failure:?} at operation {at}: used");
                    cookie = again.cookie().or(cookie);
                }
                assert_eq!(status_with(&mut world, &cookie.unwrap())["handedOver"], true);
                assert_eq!(world.press(&token).outcome(), EXPIRED, "{failure:?} at operation {at}: used");
            }
        }
    }
}

/// Whatever a failure leaves open, two browsers that have the link never have the session both.
#[test]
fn after_a_failure_of_the_store_only_one_browser_has_the_session() {
    for (linked, token) in linked() {
        for failure in FAILURES {
            for at in 0..12 {
                let mut world = linked.clone();
                let path = format!("handoff/open?token={token}");
                let mut both = [0, 1].map(|_| world.post(&path).without("cookie").start());
                both.iter_mut().for_each(|flight| world.run_until(flight, "swapRecord session"));
                world.store_fails = Some((at, failure));
                let cookies = both.map(|mut flight| world.finish(&mut flight).cookie());
                world.store_fails = None;
                world.store_is_down = false;
                // Each of them tries again.
                let cookies = cookies.map(|cookie| world.press_with(&token, cookie.as_deref()).cookie().or(cookie));
                let have =
                    cookies.iter().flatten().filter(|cookie| status_with(&mut world, cookie)["handedOver"] == true);
                assert_eq!(have.count(), 1, "{failure:?} at operation {at}");
            }
        }
    }
}

/// Who has lost the session again cannot open its link once more, although a failing store has left the link's record.
#[test]
fn a_link_whose_record_is_left_opens_nothing_for_others() {
    for (mut world, token) in linked() {
        let own = world.cookie.clone().unwrap();
        world.store_fails = Some((4, StoreFailure::LateAfter));
        let device = world.press(&token).cookie().unwrap();
        assert_eq!(world.count("handoff"), 1);
        assert_eq!(world.press(&token).outcome(), EXPIRED);
        let shown = world.press_with(&token, Some(&own));
        assert_eq!((shown.outcome(), shown.cookie()), (EXPIRED, None), "the first browser");
        world.onboard_elsewhere("customer_c2");
        let other = world.hand_over();
        let other = world.press(&other).cookie().unwrap();
        assert_eq!(world.press_with(&token, Some(&other)).outcome(), EXPIRED, "a device with another onboarding");
        world.post("end").header("cookie", &device).send();
        assert_eq!(world.press_with(&token, Some(&device)).outcome(), EXPIRED, "it has ended its session");
    }
}

/// Whoever has the session by a link may know the email address, too. Only a login says that it is the same person.
#[test]
fn a_device_that_posts_the_form_again_stays_a_device() {
    // With the claim of the first browser, and without it.
    for (is_resumed, has_claim) in pairs([false, true], [true, false]) {
        for (reference, expected) in [(None, 403), (Some("r-1"), 201)] {
            let mut world = World::of_bridge();
            let mut options = json!({ "customerId": "link_1", "ttlMs": DAY });
            if let Some(reference) = reference {
                world.hook("authorize", json!({ "reference": reference }));
                options["to"] = json!(reference);
            }
            world.onboard("link_1");
            let own = world.cookie.clone().unwrap();
            let found = json!({
                "id": "link_1", "type": "individual", "status": "incomplete", "email": "jane@example.com",
                "kycUrl": "https://kyc.example/link_1", "tosStatus": "accepted",
            });
            world.hook("getKycLink", found);
            world.config["publicOrigin"] = json!(ORIGIN);
            let token = if is_resumed { world.command("resumeLink", &options).token() } else { world.hand_over() };
            world.press(&token);
            if !has_claim {
                world.remove_records("claim");
            }
            world.always_fails("onboard", json!({ "code": "conflict" }));
            for key in [KEY, KEY, ""] {
                let post = if key.is_empty() { world.post("links") } else { world.post_links(key) };
                assert_eq!(post.from("jane@example.com").status, 201, "{reference:?} {key}");
                assert_eq!(world.post("handoff").send().status, expected, "{reference:?} {key}");
            }
            if reference.is_none() && !is_resumed {
                let device = world.cookie.replace(own);
                assert_eq!(world.post("handoff/end").send().status, 204);
                world.cookie = device;
                assert_eq!(world.status(), "none");
                let posted = world.post_jane();
                assert_eq!((posted.status, posted.cookie()), (409, None), "with its key");
            }
        }
    }
}
