//! What is checked before a request is handled: route, method, media type, body size and rate limit.

mod origin;
mod page;

use serde_json::json;

use crate::edge::world::{KEY, ORIGIN, World, link, person};

/// Every POST route of a page, with the response that it gives without a cookie.
pub(crate) const POSTS: [(&str, (u16, &str)); 9] = [
    ("links", (201, "")),
    ("links/renew", (401, "no_session")),
    ("token", (401, "no_session")),
    ("contact/email", (401, "no_session")),
    ("contact/phone", (401, "no_session")),
    ("contact/email/confirm", (401, "no_session")),
    ("contact/phone/confirm", (401, "no_session")),
    ("handoff", (401, "no_session")),
    ("handoff/open", (410, "handoff_expired")),
];

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn every_route_allows_only_its_methods() {
    let posts = POSTS.iter().map(|(route, _)| *route).chain(["webhooks/spherepay"]);
    let posts = posts.map(|route| (route, if route == "handoff/open" { "GET, HEAD, POST" } else { "POST" }));
    for (route, allowed) in posts.chain([("status", "GET, HEAD")]) {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "post", ""] {
            if allowed.split(", ").any(|known| known == method) {
                continue;
            }
            let mut world = World::new();
            let response = world.request(method, &format!("/kyc/{route}")).header("origin", ORIGIN).send();
            assert_eq!(response.outcome(), (405, "method_not_allowed"), "{method} {route}");
            assert_eq!(response.header("allow"), Some(allowed), "{method} {route}");
        }
    }
    assert_eq!(World::new().request("HEAD", "/kyc/status").send().status, 200);
}

#[test]
fn a_read_may_name_any_media_type() {
    for media_type in ["application/json", "text/plain"] {
        assert_eq!(World::new().get("status").header("content-type", media_type).send().status, 200, "{media_type}");
    }
}

#[test]
fn each_route_has_exactly_one_path_and_one_with_a_slash() {
    for path in [
        "",
        "/",
        "/kyc",
        "/kyc/",
        "/links",
        "kyc/links",
        "/kyc/links//",
        "/kyc//links",
        "/kyc/Links",
        "/KYC/links",
        "/kyclinks",
        "/kyc2/links",
        "/x/kyc/links",
        "/kyc/links/x",
        "/kyc/%6cinks",
        "/kyc/contact",
        "/kyc/contact/fax",
        "/kyc/contact/email//confirm",
        "/kyc/contact/fax/confirm",
        "/kyc/status/customer_1",
        "/kyc/webhooks",
        "/kyc/webhooks/",
        "/kyc/webhooks/nobody",
        "/kyc/webhooks/spherepay/x",
        "/kyc/webhooks/SpherePay",
        // This provider is configured, but without a webhook key.
        "/kyc/webhooks/grid",
    ] {
        for method in ["GET", "POST", "OPTIONS", "PUT"] {
            let mut world = World::new();
            let response = world.request(method, path).header("origin", ORIGIN).json(&json!({})).send();
            assert_eq!((response.outcome(), response.header("allow")), ((404, "no_route"), None), "{method} {path}");
        }
    }
    for (route, outcome) in POSTS {
        let mut world = World::new();
        world.hook("onboard", link("customer_1"));
        assert_eq!(world.post(&format!("{route}/")).from("jane@example.com").outcome(), outcome, "{route}");
    }
}

#[test]
fn a_refusal_names_the_option_that_may_be_why() {
    for (path, origin, advice) in [
        ("/kyc/links", "https://evil.example", Some("allowedOrigins")),
        ("/kyc/links", ORIGIN, None),
        ("/links", ORIGIN, Some("basePath")),
        ("/x/kyc/contact/email/confirm", ORIGIN, Some("basePath")),
        ("/api/status", ORIGIN, Some("basePath")),
        ("/kyc2/webhooks/grid", ORIGIN, Some("basePath")),
        ("/kyc/webhooks/grid", ORIGIN, Some("webhooks")),
        ("/kyc/webhooks/grid/", ORIGIN, Some("webhooks")),
        ("/kyc/webhooks/grid/x", ORIGIN, None),
        ("/kyc/webhooks/nobody", ORIGIN, None),
        ("/kyc/x/links", ORIGIN, None),
        ("/kyc/x/webhooks/grid", ORIGIN, None),
        ("/kyclinks", ORIGIN, None),
        ("/", ORIGIN, None),
        ("/wp-login.php", ORIGIN, None),
        // The page's routes are routes only with a page.
        ("/handoff", ORIGIN, None),
    ] {
        let mut world = World::new();
        world.unhook("page");
        let response = world.request("POST", path).header("origin", origin).json(&json!({})).send();
        assert_eq!(response.advice, advice, "{path} {origin}");
    }
    let mut world = World::new();
    let preflight = world.request("OPTIONS", "/kyc/links").header("origin", "https://evil.example");
    assert_eq!(preflight.header("access-control-request-method", "POST").send().advice, Some("allowedOrigins"));
}

#[test]
fn the_base_path_comes_from_the_configuration() {
    for (base, path) in [("", "/status"), ("/a/b", "/a/b/status"), ("/kyc", "/kyc/status")] {
        let mut world = World::new();
        world.config["basePath"] = json!(base);
        assert_eq!(world.request("GET", path).send().status, 200, "{path}");
    }
    let mut world = World::new();
    world.config["basePath"] = json!("/a/b");
    assert_eq!(world.request("GET", "/kyc/status").send().outcome(), (404, "no_route"));
}

#[test]
fn a_body_is_json_or_a_form() {
    for (content_type, is_taken) in [
        ("application/json", true),
        ("Application/JSON", true),
        ("application/json; charset=utf-8", true),
        ("application/json;charset=utf-8", true),
        (" application/json ; x=y", true),
        (FORM, true),
        ("application/x-www-form-urlencoded;charset=UTF-8", true),
        ("multipart/form-data; boundary=x", true),
        ("text/plain", false),
        ("text/plain; application/json", false),
        ("text/html", false),
        ("application/json-patch+json", false),
        ("application/problem+json", false),
        ("application/jsonx", false),
        ("application/json, text/plain", false),
        ("*/*", false),
        ("", false),
    ] {
        for (route, outcome) in POSTS {
            let mut world = World::new();
            world.hook("rateLimit", json!(true));
            let is_form = content_type.contains("form");
            let post = world.post(route);
            let post = if is_form { post.person_form(&[]) } else { post.json(&person("jane@example.com")) };
            let response = post.header("content-type", content_type).send();
            let outcome = if is_form && route == "links" { (303, "") } else { outcome };
            // No page that a person sees may have a token.
            let is_taken = is_taken && !(is_form && route == "token");
            let expected = if is_taken { outcome } else { (415, "unsupported_media_type") };
            assert_eq!(response.outcome(), expected, "{route} {content_type}");
            if !is_taken {
                world.assert_no_calls();
            }
        }
    }
    for (route, outcome) in POSTS {
        // Routes that need no body accept a request without one.
        let needs_body = route == "links" || route.ends_with("/confirm");
        let expected = if needs_body { (415, "unsupported_media_type") } else { outcome };
        assert_eq!(World::new().post(route).send().outcome(), expected, "{route}");
    }
}

#[test]
fn a_body_is_read_up_to_its_limit() {
    for (bytes, outcome) in [(16_384, (422, "invalid_request")), (16_385, (413, "payload_too_large"))] {
        for content_type in ["application/json", FORM] {
            let response = World::new().post("links").header("content-type", content_type).of_size(bytes).send();
            assert_eq!(response.outcome(), outcome, "{bytes} {content_type}");
        }
    }
    let event = json!({ "id": "e1", "kind": "test" });
    for (bytes, outcome) in [(1_048_576, (200, "")), (1_048_577, (413, "payload_too_large"))] {
        assert_eq!(World::new().delivery().of_size(bytes).event(&event).send().outcome(), outcome, "{bytes}");
    }
    for (why, outcome) in [
        ("payload_too_large", (413, "payload_too_large")),
        ("request_timeout", (408, "request_timeout")),
        ("malformed", (400, "malformed")),
        ("whatever else", (503, "not_now")),
    ] {
        let post = |world: &mut World| world.post("links").json(&json!({})).unreadable(why).send();
        assert_eq!(post(&mut World::new()).outcome(), outcome);
        let mut world = World::of_grid().onboarded("Customer:1");
        for route in ["contact/email", "contact/email/confirm"] {
            assert_eq!(world.post(route).json(&json!({})).unreadable(why).send().outcome(), outcome, "{route}");
        }
        assert_eq!(world.delivery().unreadable(why).send().outcome(), outcome);
        world.assert_no_calls();
    }
}

#[test]
fn the_rate_limit_applies_to_every_route_of_a_page() {
    let routes = POSTS.iter().map(|(route, outcome)| ("POST", *route, *outcome)).chain([("GET", "status", (200, ""))]);
    for (method, route, outcome) in routes {
        for (verdict, wait) in [
            (json!(true), None),
            (json!({ "retryAfterMs": null }), None),
            (json!({}), None),
            (json!(false), None),
            (json!(null), None),
            (json!("true"), None),
            (json!(1), None),
            (json!({ "retryAfterMs": 1_500 }), Some("2")),
            (json!({ "retryAfterMs": 0 }), Some("1")),
        ] {
            let expected = if verdict == true { outcome } else { (429, "too_many_requests") };
            let mut world = World::new();
            world.hook("rateLimit", verdict.clone());
            world.hook("authorize", json!({}));
            let request = world.request(method, &format!("/kyc/{route}")).header("origin", ORIGIN);
            let response = request.header("idempotency-key", KEY).json(&person("jane@example.com")).send();
            assert_eq!(response.outcome(), expected, "{route} {verdict}");
            assert_eq!(response.header("retry-after"), wait, "{route} {verdict}");
            let asked = world.take_calls();
            assert_eq!(asked.iter().filter(|what| *what == "rateLimit").count(), 1, "{route} {verdict}");
            if expected.0 == 429 {
                assert_eq!(asked, ["rateLimit"], "a limited request is not authorized or handled");
            }
        }
        let mut world = World::new();
        world.failing_hook("rateLimit");
        let request = world.request(method, &format!("/kyc/{route}")).header("origin", ORIGIN);
        let response = request.json(&person("jane@example.com")).send();
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "not_now"), Some("1")), "{route}");
        assert_eq!(world.take_calls(), ["rateLimit"]);
    }
}

/// The option is `"none"`, or left out where `authorize` is given.
#[test]
fn a_handler_without_a_rate_limit_never_limits() {
    for limit in [json!("none"), json!(null)] {
        let mut world = World::new();
        world.config["rateLimit"] = limit;
        world.hook("authorize", json!({}));
        assert_eq!(world.post_jane().status, 201);
        assert_eq!(world.take_calls(), ["authorize", "onboard"]);
    }
}
