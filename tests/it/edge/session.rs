//! The caller of a request: the result of `authorize`, and the session cookie.

mod browser;
mod handoff;
mod link_token;
mod member;
mod rights;

use serde_json::json;

use crate::edge::request::gate::POSTS;
use crate::edge::world::{DAY, KEY, ORIGIN, OTHER_KEY, START, World, link, person};
use crate::integration::vectors::merged;

/// Whether this cookie header opens a session. Without one, `status` is `none` and a renewal is refused with 401.
fn is_known(world: &mut World, cookie: Option<&str>) -> bool {
    world.replies("getCustomer", json!({ "status": "pending" }));
    let status = world.get("status").maybe("cookie", cookie).send();
    let is_known = status.body["status"] == "pending";
    if is_known {
        assert!(!world.has_script_left());
    } else {
        assert_eq!((status.status, status.body), (200, json!({ "status": "none", "nextAction": "none" })));
        let renew = world.post("links/renew").maybe("cookie", cookie).send();
        assert_eq!(renew.outcome(), (401, "no_session"));
        assert_eq!(renew.cookie(), None);
        world.forget_script();
    }
    is_known
}

fn knows(mut world: World) -> bool {
    let cookie = world.cookie.clone();
    is_known(&mut world, cookie.as_deref())
}

#[test]
fn authorize_decides_on_every_route_of_a_page() {
    for (method, route) in POSTS.map(|(route, _)| ("POST", route)).into_iter().chain([("GET", "status")]) {
        let send = |world: &mut World| {
            let request = world.request(method, &format!("/kyc/{route}")).header("origin", ORIGIN);
            request.header("idempotency-key", KEY).json(&person("jane@example.com")).send()
        };
        let mut world = World::new();
        world.hook("authorize", json!(true));
        let response = send(&mut world);
        assert_eq!(
            (response.status, response.body.as_str()),
            (403, Some("the hook's own")),
            "{route}: a Response refuses"
        );
        assert_eq!(world.take_calls(), ["authorize"]);
        world.failing_hook("authorize");
        assert_eq!(send(&mut world).outcome(), (403, "not_allowed"), "{route}: throwing refuses");
        assert_eq!(world.take_calls(), ["authorize"]);
        world.hook("authorize", json!({}));
        assert_ne!(send(&mut world).status, 403, "{route}");
        assert_eq!(world.take_calls()[0], "authorize");
    }
    // Webhooks do not come from a person.
    let mut world = World::new();
    world.failing_hook("authorize");
    assert_eq!(world.deliver(&json!({ "id": "e1", "kind": "test" })).status, 200);
}

#[test]
fn a_reference_and_a_redirect_uri_come_from_authorize_or_the_configuration() {
    let own = "https://app.example.com/own";
    let done = "https://app.example.com/done";
    for (returned, configured, reference, redirect_uri) in [
        (json!({}), None, "minted1", None),
        (json!({ "reference": "r-1" }), None, "r-1", None),
        (json!({ "reference": "r-1" }), Some(done), "r-1", Some(done)),
        (json!({ "reference": "r-1", "redirectUri": own }), Some(done), "r-1", Some(own)),
        (json!({ "redirectUri": own }), None, "minted1", Some(own)),
    ] {
        let mut world = World::of_grid();
        world.hook("authorize", returned.clone());
        world.config["redirectUri"] = json!(configured);
        world.replies("onboard", link("customer_c1"));
        let claims = json!({ "reference": "of another", "redirectUri": "https://evil.example/" });
        let body = merged(&person("jane@example.com"), &claims);
        assert_eq!(world.post("links").json(&body).send().status, 201);
        let [create, renew] = world.requests.as_slice() else { panic!("a customer and a link: {:?}", world.requests) };
        assert_eq!(
            (&create["operation"], &renew["operation"]),
            (&json!("grid.createCustomer"), &json!("grid.createKycLink"))
        );
        assert_eq!(create["body"]["platformCustomerId"], reference, "{returned}");
        assert_eq!(renew["body"]["redirectUri"], json!(redirect_uri), "{returned}");
        // The same holds for a form.
        let form = [("reference", "of another"), ("redirectUri", "https://evil.example/")];
        world.replies("onboard", link("customer_c1"));
        world.hook("createKycLink", link("customer_c1"));
        world.hook("getCustomer", json!({ "id": "customer_c1" }));
        world.post("links").person_form(&form).send();
        assert_eq!(world.requests.len(), 4, "{returned}");
        assert!(!json!(world.requests).to_string().contains("evil"), "{returned}");
        assert!(!json!(world.requests).to_string().contains("of another"), "{returned}");
    }
}

#[test]
fn an_unsafe_redirect_uri_is_refused() {
    for uri in ["http://app.example.com/", "javascript:alert(1)", "//app.example.com", "https://u:p@a.example/", "x"] {
        let mut world = World::new().onboarded("customer_c1");
        world.hook("authorize", json!({ "redirectUri": uri }));
        for route in ["links", "links/renew"] {
            let response = world.post(route).json(&person("jane@example.com")).send();
            assert_eq!(response.outcome(), (500, "invalid_config"), "{route} {uri}");
        }
        assert_eq!(world.take_calls(), ["authorize", "authorize"]);
    }
}

/// WebKit stores no `Secure` cookie of http://localhost. One page elsewhere, or another browser, and the cookie is what it
/// is in production.
#[test]
fn only_webkit_on_this_machine_gets_a_cookie_that_is_not_secure() {
    let (safari, chromium) = (
        "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    );
    let local = json!(["http://localhost:8787", "http://127.0.0.1:3000"]);
    for (agent, allowed, is_secure) in [
        (safari, local.clone(), false),
        (chromium, local.clone(), true),
        ("node", local, true),
        (safari, json!(["http://localhost:8787", "https://app.example.com"]), true),
        (safari, json!(["http://localhost.evil.example"]), true),
        (safari, json!(["https://localhost:8787"]), true),
    ] {
        let (name, attributes) = if is_secure { ("__Host-kyclink", " Secure;") } else { ("kyclink", "") };
        let mut world = World::new();
        world.config["allowedOrigins"] = allowed.clone();
        let origin = allowed[0].as_str().unwrap();
        let made = world.post_links(KEY).header("origin", origin).header("user-agent", agent).from("jane@example.com");
        let cookie = made.header("set-cookie").unwrap_or_default().to_owned();
        let (own, rest) = cookie.split_once("; ").unwrap();
        assert_eq!(rest, format!("Path=/; Max-Age=2592000;{attributes} HttpOnly; SameSite=Lax"), "{agent} {allowed}");
        assert!(own.starts_with(&format!("{name}=")), "{own}");
        let mut knows = |cookie: &str| {
            world.get("status").header("cookie", cookie).header("user-agent", agent).send().body["status"] != "none"
        };
        assert!(knows(own));
        let other = if is_secure { "kyclink" } else { "__Host-kyclink" };
        assert!(!knows(&own.replacen(name, other, 1)), "{agent} {allowed}");
        let ended = world.post("end").header("origin", origin).header("user-agent", agent).send();
        let cleared = format!("{name}=; Path=/; Max-Age=0;{attributes} HttpOnly; SameSite=Lax");
        assert_eq!(ended.header("set-cookie"), Some(cleared.as_str()));
    }
}

#[test]
fn a_cookie_opens_under_a_listed_secret_only() {
    // Sealed under the newest secret, under an older one, and under one that is no longer listed.
    for (secrets, expected) in [
        (vec!["newest secret"], true),
        (vec!["another secret", "newest secret"], true),
        (vec!["another secret"], false),
    ] {
        let mut world = World::new().onboarded("customer_c1");
        world.secrets = secrets;
        assert_eq!(knows(world), expected);
    }
    assert!(!is_known(&mut World::new(), None), "no cookie");
    // A record of the store is sealed as well, but for another purpose.
    let mut world = World::new().onboarded("customer_c1");
    world.post_links(OTHER_KEY).from("not an address");
    let raw = format!("__Host-kyclink={}", world.any_raw_record());
    assert!(!is_known(&mut world, Some(&raw)));
    for garbage in ["__Host-kyclink=", "__Host-kyclink=x", "__Host-kyclink={}", "__Host-kyclink"] {
        assert!(!is_known(&mut World::new().onboarded("customer_c1"), Some(garbage)), "{garbage}");
    }
    // Of a provider that is not configured any more.
    let mut world = World::of_grid().onboarded("Customer:1");
    world.config["provider"] = json!("spherepay");
    assert!(knows(world.clone()), "every configured provider counts");
    world.config["connections"].as_object_mut().unwrap().remove("grid");
    assert!(!knows(world));
}

#[test]
fn a_cookie_without_one_of_its_fields_does_not_count() {
    let mut world = World::new().known_as("r-1").onboarded("customer_c1");
    let cookies = world.cookies_with_less();
    assert!(cookies.len() >= 4, "{cookies:?}");
    for (field, cookie) in cookies {
        // Without the country, only a corrected number needs its `+`; without the type, the provider says it. The session
        // was not handed over to a device, and no link has led to it.
        let is_optional = ["country", "customer_type", "device", "link"].contains(&field.as_str());
        world.replies("getCustomer", json!({ "status": "pending" }));
        let status = world.get("status").header("cookie", &cookie).send();
        assert_eq!(status.body["status"], "pending", "{field}");
        assert_eq!(status.cookie().is_none(), is_optional, "the login begins another session: {field}");
        world.now += DAY / 24;
    }
}

#[test]
fn a_cookie_counts_for_its_reference_only() {
    for (before, after, expected) in [
        (json!({ "reference": "r-1" }), json!({ "reference": "r-1" }), true),
        (json!({ "reference": "r-1" }), json!({ "reference": "r-2" }), false),
        (json!({ "reference": "r-1" }), json!({ "reference": "r-10" }), false),
        (json!({ "reference": "r-1" }), json!({}), false),
        (json!({}), json!({ "reference": "r-1" }), false),
        (json!({}), json!({ "reference": "minted1" }), false),
        (json!({}), json!({}), true),
    ] {
        let mut world = World::new();
        world.hook("authorize", before.clone());
        world.onboard("customer_c1");
        world.hook("authorize", after.clone());
        assert_eq!(knows(world), expected, "{before} {after}");
    }
    // A handler without `authorize` has no references.
    let mut world = World::new().known_as("r-1").onboarded("customer_c1");
    world.unhook("authorize");
    assert!(!knows(world));
}

/// Browsers drop a cookie of more than 4,096 bytes.
#[test]
fn a_cookie_does_not_grow_with_what_was_posted() {
    let cookie_of = |country: &str| {
        let mut world = World::new();
        let applicant = merged(&person("jane@example.com"), &json!({ "address": { "country": country } }));
        let response = world.post("links").json(&applicant).send();
        assert_eq!(response.status, 201, "{}", country.len());
        response.cookie().unwrap().len()
    };
    let shortest = cookie_of("USA");
    assert_eq!(cookie_of(&format!(" USA{}", " ".repeat(9_000))), shortest);
}

/// A cookie lasts for thirty days unless it is renewed. The end counts from the first use of the onboarding's key, however
/// often the cookie is renewed, and also if the onboarding was resumed.
#[test]
fn a_cookie_ends_for_good_after_ninety_days() {
    for (age, expected) in [(30 * DAY - 1, true), (30 * DAY, false), (31 * DAY, false)] {
        let mut world = World::new().onboarded("customer_c1");
        world.now += age;
        assert_eq!(knows(world), expected, "{age}");
    }
    let resumed = || {
        let mut world = World::new();
        world.fails("onboard", json!({ "code": "outcome_unknown" }));
        world.post_jane();
        world.now += DAY / 2;
        world.replies("candidates", json!([{ "id": "customer_c1" }]));
        world.replies("createKycLink", link("customer_c1"));
        world.post_jane();
        world
    };
    for start in [resumed as fn() -> World, || World::new().onboarded("customer_c1")] {
        for (age, expected) in [(90 * DAY - 1, true), (90 * DAY, false)] {
            let mut world = start();
            for (day, max_age) in [(20, 30), (40, 30), (60, 30), (70, 20), (89, 1)] {
                world.now = START + day * DAY;
                world.replies("createKycLink", link("customer_c1"));
                let response = world.post("links/renew").send();
                let cookie = response.header("set-cookie").unwrap();
                assert!(cookie.contains(&format!("; Max-Age={}; ", max_age * DAY / 1_000)), "{day}: {cookie}");
            }
            world.now = START + age;
            assert_eq!(knows(world), expected, "{age}");
        }
    }
}

#[test]
fn the_first_cookie_that_opens_counts_and_only_under_its_exact_name() {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone().unwrap();
    let stale = own.replace('=', "=00");
    for (header, expected) in [
        (own.clone(), true),
        (format!("a=b; {own}"), true),
        (format!("{own}; a=b"), true),
        (format!("a=b;{own}  ;c=d"), true),
        (format!("{own}; {own}"), true),
        (format!("{own}; __Host-kyclink=x"), true),
        (format!("__Host-kyclink=x; __Host-kyclink=; {stale};\t{own}\t"), true),
        (format!("__Host-kyclink=x; {stale}"), false),
        (format!("__Host-kyclink2=x; {own}"), true),
        (own.replace("__Host-kyclink", "__Host-kyclink2"), false),
        (own.replace("__Host-kyclink", "x__Host-kyclink"), false),
        (own.replace("__Host-kyclink", "kyclink"), false),
        (own.replace("__Host-kyclink", "__host-kyclink"), false),
        (own.replace("__Host-kyclink=", "__Host-kyclink ="), false),
        (String::new(), false),
    ] {
        assert_eq!(is_known(&mut world, Some(&header)), expected, "{header}");
        world.now += DAY / 24;
    }
}

/// Returns the values that are tried of this many cookies of our name, and whether one of them is ours.
fn tried(world: &mut World, header: &str) -> (usize, bool) {
    world.tried_cookies.clear();
    let is_known = world.get("status").header("cookie", header).send().body["status"] != "none";
    (world.tried_cookies.len(), is_known)
}

/// Each cookie is tried with each secret, so that a header of junk would cost more than everything else in a request.
#[test]
fn what_cannot_be_a_sealed_session_is_not_tried() {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone().unwrap();
    let cookies = |value: &str| format!("__Host-kyclink={value}; ").repeat(1_000);
    for junk in ["", "x", &"x".repeat(100), &"x".repeat(4_097), &"é".repeat(200), &format!("{}=", "x".repeat(200))] {
        assert_eq!(tried(&mut world, &cookies(junk)), (0, false), "{junk}");
        assert_eq!(tried(&mut world, &format!("{}{own}; {}", cookies(junk), cookies(junk))), (1, true), "{junk}");
    }
    for (length, count) in [(119, 0), (120, 1), (4_096, 1), (4_097, 0)] {
        let value: String = "-_8".chars().cycle().take(length).collect();
        assert_eq!(tried(&mut world, &format!("__Host-kyclink={value}")), (count, false), "{length}");
    }
}

/// Browsers send the cookie with the shortest path last, and of one path the newest: what a sibling domain has planted
/// before the session began, or for a longer path, is in front of it.
#[test]
fn of_many_cookies_the_last_eight_are_tried() {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone().unwrap();
    let junk = |count: usize| format!("__Host-kyclink={}; ", "x".repeat(300)).repeat(count);
    for (before, after, expected) in
        [(0, 0, (1, true)), (7, 0, (8, true)), (1_000, 0, (8, true)), (1_000, 7, (8, true)), (0, 8, (8, false))]
    {
        let header = format!("{}{own}; {}", junk(before), junk(after));
        assert_eq!(tried(&mut world, &header), expected, "{before} before it and {after} behind it");
    }
}

/// A browser takes white space other than space and tab for a part of a cookie's name (RFC 6265bis, section 5.6). Such
/// a name lacks the prefix `__Host-`, so that a sibling domain can set it.
#[test]
fn white_space_of_unicode_does_not_make_a_cookie_ours() {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone().unwrap();
    let blank = |c: &char| c.is_whitespace() && !matches!(c, ' ' | '\t');
    let blanks: Vec<char> = ('\0'..=char::MAX).filter(blank).collect();
    assert!(blanks.len() > 20);
    for blank in blanks {
        for header in [format!("{blank}{own}"), format!("a=b; {blank}{own}"), own.replace('=', &format!("{blank}="))] {
            assert!(!is_known(&mut world, Some(&header)), "U+{:04X}", u32::from(blank));
        }
    }
}

/// Somebody who shares the browser must not find the session, nor may a copy of its cookie be of use.
#[test]
fn a_session_that_was_ended_does_not_count() {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone().unwrap();
    let ended = world.post("end").send();
    assert_eq!((ended.outcome(), &ended.body), ((204, ""), &json!(null)));
    let cleared = "__Host-kyclink=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(ended.header("set-cookie"), Some(cleared));
    for _ in 0..2 {
        assert!(!is_known(&mut world, Some(&own)));
        assert_eq!(world.post("links/renew").header("cookie", &own).send().outcome(), (401, "no_session"));
        world.now += 29 * DAY;
    }
    // Without a session, there is nothing to end. The cookie is cleared nevertheless.
    for cookie in [None, Some(own.as_str()), Some("__Host-kyclink=x")] {
        let again = world.post("end").maybe("cookie", cookie).send();
        assert_eq!((again.status, again.header("set-cookie")), (204, Some(cleared)));
    }
    let form = world.post("end").form(&[]).send();
    assert_eq!((form.status, form.header("location")), (303, Some("/kyc")));
    assert_eq!(world.post("end").without("origin").send().outcome(), (403, "not_allowed"));
    assert_eq!(world.get("end").send().outcome(), (405, "method_not_allowed"));
}

/// What ends one of the same customer leaves the other alone.
#[test]
fn an_onboarding_begins_a_session_of_its_own() {
    let mut world = World::new();
    let first = world.post_jane().cookie().unwrap();
    let second = world.post_jane().cookie().unwrap();
    world.post("end").header("cookie", &second).send();
    assert!(is_known(&mut world, Some(&first)));
    world.now += DAY;
    assert!(!is_known(&mut world, Some(&second)));
}

/// A cookie of a session that has ended does not hide the one behind it. What was loaded of the first is not taken for the
/// records of the second.
#[test]
fn an_ended_session_does_not_hide_another_one() {
    let mut world = World::new().onboarded("customer_c1");
    world.hook("getCustomer", json!({ "status": "approved" }));
    world.learn_status();
    let ended = world.cookie.clone().unwrap();
    world.post("end").header("cookie", &ended).send();
    world.onboard_elsewhere("customer_c2");
    let own = world.cookie.clone().unwrap();
    for header in [format!("{ended}; {own}"), format!("{own}; {ended}"), [&*ended; 3].join("; ") + "; " + &own] {
        assert!(is_known(&mut world, Some(&header)), "{header}");
        world.now += DAY / 24;
    }
    // Only so many are looked up.
    assert!(!is_known(&mut world, Some(&([&*ended; 4].join("; ") + "; " + &own))));
}

/// Each onboarding writes a claim, which the store keeps for three days: without it, the store has lost it, or another
/// process has one of its own. A device that was handed a session may come later.
#[test]
fn a_session_of_which_the_store_knows_nothing_is_mentioned_to_the_owner() {
    let advice = |world: &mut World| {
        world.hook("getCustomer", json!({ "status": "pending" }));
        let response = world.get("status").send();
        assert_eq!(response.body["status"], "pending");
        response.advice
    };
    let known = World::new().onboarded("customer_c1");
    assert_eq!(advice(&mut known.clone()), None);
    let lost = known.without("claim");
    assert_eq!(advice(&mut lost.clone()), Some("store"));
    let mut later = lost.clone();
    later.now += DAY;
    assert_eq!(advice(&mut later), None);
    let mut local = lost.clone();
    local.config["allowedOrigins"] = json!(["http://localhost:8787"]);
    assert_eq!(advice(&mut local), None);
    let mut other = known.clone();
    let token = other.hand_over();
    other.press_with(&token, None);
    assert_eq!(advice(&mut other.without("claim")), None);
}

/// What the form of the page posts.
fn form_of_page() -> serde_json::Value {
    merged(&person("jane@example.com"), &json!({ "needsCookie": "1" }))
}

#[test]
fn the_form_of_the_page_creates_nothing_for_a_guest_without_cookies() {
    for cookie in
        [None, Some("theme=dark"), Some("__Host-kyclink-test"), Some("x__Host-kyclink-test=1"), Some("kyclink-test=1")]
    {
        let mut world = World::new();
        for _ in ["the first turn", "the second"] {
            let response = world.post_links(KEY).maybe("cookie", cookie).json(&form_of_page()).send();
            assert_eq!(response.outcome(), (409, "no_cookies"), "{cookie:?}");
            let attributes = "; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax";
            assert_eq!(response.header("set-cookie"), Some(&*format!("__Host-kyclink-test=1{attributes}")));
        }
        assert!(world.requests.is_empty() && world.count("key") == 0, "{cookie:?}");
        // Nothing holds the key: whoever allows cookies goes on with the same form.
        let sent = world.post_links(KEY).header("cookie", "__Host-kyclink-test=1").json(&form_of_page()).send();
        assert_eq!(sent.status, 201, "{cookie:?}");
    }
}

#[test]
fn any_cookie_of_ours_says_that_the_browser_keeps_them() {
    for cookie in
        ["__Host-kyclink-test=1", "a=b; __Host-kyclink-test=", "__Host-kyclink=old", "\t__Host-kyclink-test=1 ;c=d"]
    {
        let mut world = World::new();
        let response = world.post_links(KEY).header("cookie", cookie).json(&form_of_page()).send();
        assert_eq!(response.status, 201, "{cookie}");
    }
    // WebKit on a developer's machine has the other name.
    let safari = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";
    for (cookie, status) in [("kyclink-test=1", 201), ("__Host-kyclink-test=1", 409)] {
        let mut world = World::new();
        world.config["allowedOrigins"] = json!(["http://localhost:8787"]);
        let request = world.request("POST", "/kyc/links").header("origin", "http://localhost:8787");
        let response = request.header("user-agent", safari).header("cookie", cookie).json(&form_of_page()).send();
        assert_eq!(response.status, status, "{cookie} {response:?}");
    }
}

/// A page of one's own sets no such cookie, and a login needs none.
#[test]
fn nobody_else_is_asked_for_a_cookie() {
    assert_eq!(World::new().post_jane().status, 201);
    let mut world = World::new().known_as("r-1");
    assert_eq!(world.post_links(KEY).json(&form_of_page()).send().status, 201);
    let mut world = World::new();
    world.hook("authorize", json!({}));
    assert_eq!(world.post_links(KEY).json(&form_of_page()).send().outcome(), (409, "no_cookies"), "a guest");
}
