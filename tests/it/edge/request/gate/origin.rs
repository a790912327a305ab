//! The origin rule: which pages may post, and which CORS headers they get.

use serde_json::json;

use super::POSTS;
use crate::edge::world::{ORIGIN, World, person};

#[test]
fn a_post_needs_a_listed_origin_or_the_same_origin() {
    for (origin, site, is_admitted) in [
        (Some(ORIGIN), None, true),
        (Some("http://localhost:8787"), None, true),
        (Some(ORIGIN), Some("cross-site"), true),
        (Some(ORIGIN), Some("same-site"), true),
        (None, None, false),
        (None, Some("same-origin"), true),
        (None, Some("same-site"), false),
        (None, Some("cross-site"), false),
        (None, Some("none"), false),
        (None, Some("Same-Origin"), false),
        (None, Some("same-origin, same-origin"), false),
        (None, Some(""), false),
        (Some("null"), None, false),
        (Some("null"), Some("same-origin"), true),
        (Some("null"), Some("same-site"), false),
        (Some("null"), Some("cross-site"), false),
        (Some("NULL"), Some("same-origin"), false),
        (Some(""), None, false),
        (Some(""), Some("same-origin"), false),
        (Some("https://evil.example"), None, false),
        (Some("https://evil.example"), Some("same-origin"), false),
        (Some("https://other.example.com"), Some("same-site"), false),
        (Some("https://example.com"), None, false),
        (Some("https://x.app.example.com"), None, false),
        (Some("https://app.example.com.evil.example"), None, false),
        (Some("https://app.example.co"), None, false),
        (Some("https://APP.example.com"), None, false),
        (Some("HTTPS://app.example.com"), None, false),
        (Some("http://app.example.com"), None, false),
        (Some("https://app.example.com:443"), None, false),
        (Some("https://app.example.com:8443"), None, false),
        (Some("https://app.example.com/"), None, false),
        (Some("https://app.example.com/kyc"), None, false),
        (Some(" https://app.example.com"), None, false),
        (Some("https://app.example.com, https://evil.example"), None, false),
        (Some("http://localhost"), None, false),
        (Some("http://127.0.0.1:8787"), None, false),
        (Some("*"), None, false),
    ] {
        for (route, outcome) in POSTS {
            let mut world = World::new();
            world.hook("rateLimit", json!(true));
            let builder = world.post(route).maybe("origin", origin).maybe("sec-fetch-site", site);
            let response = builder.json(&person("jane@example.com")).send();
            let expected = if is_admitted { outcome } else { (403, "not_allowed") };
            assert_eq!(response.outcome(), expected, "{route} {origin:?} {site:?}");
            if !is_admitted {
                assert_eq!(world.take_calls(), [] as [&str; 0], "a refused request asks for nothing");
                assert_eq!(response.header("access-control-allow-origin"), None);
            }
        }
    }
}

#[test]
fn names_of_a_developers_machine_are_one_origin_if_no_other_is_listed() {
    for (origin, is_admitted) in [
        ("http://localhost:8787", true),
        ("http://127.0.0.1:8787", true),
        ("http://[::1]:8787", true),
        ("http://127.0.0.1:8788", false),
        ("http://127.0.0.1", false),
        ("http://127.0.0.2:8787", false),
        ("https://127.0.0.1:8787", false),
        ("http://localhost.example.com:8787", false),
        ("http://localhost:8787/", false),
        ("https://evil.example", false),
        // The default port of http is written by leaving it out.
        ("http://localhost", false),
        ("http://[::1]", false),
    ] {
        for (listed, is_local) in
            [(json!(["http://localhost:8787"]), true), (json!([ORIGIN, "http://[::1]:8787"]), false)]
        {
            let mut world = World::new();
            world.config["allowedOrigins"] = listed;
            let response = world.post("links").header("origin", origin).json(&person("jane@example.com")).send();
            let is_listed = is_local || origin == "http://[::1]:8787";
            assert_eq!(response.status, if is_admitted && is_listed { 201 } else { 403 }, "{origin} {is_local}");
        }
        let mut world = World::new();
        world.config["allowedOrigins"] = json!(["http://127.0.0.1"]);
        let is_default = ["http://localhost", "http://127.0.0.1", "http://[::1]"].contains(&origin);
        let response = world.post("links").header("origin", origin).from("jane@example.com");
        assert_eq!(response.status, if is_default { 201 } else { 403 }, "{origin} at the default port");
    }
}

#[test]
fn status_and_webhooks_need_no_origin() {
    for origin in [None, Some("null"), Some("https://evil.example")] {
        let mut world = World::new();
        let response = world.get("status").maybe("origin", origin).send();
        assert_eq!((response.status, response.header("access-control-allow-origin")), (200, None));
        let event = json!({ "id": "e1", "kind": "test" });
        assert_eq!(world.delivery().maybe("origin", origin).event(&event).send().status, 200);
    }
}

#[test]
fn every_response_to_a_listed_origin_has_its_cors_header() {
    for (method, path, status) in [
        ("GET", "/kyc/status", 200),
        ("GET", "/kyc/nothing", 404),
        ("GET", "/kyc/links", 405),
        ("POST", "/kyc/links", 415),
        ("OPTIONS", "/kyc/links", 405),
    ] {
        for origin in [ORIGIN, "http://localhost:8787"] {
            let mut world = World::new();
            let response = world.request(method, path).header("origin", origin).send();
            assert_eq!(response.status, status, "{method} {path}");
            assert_eq!(response.header("access-control-allow-origin"), Some(origin), "{method} {path}");
        }
        for origin in [None, Some("null"), Some("https://evil.example"), Some("https://APP.example.com")] {
            let response = World::new().request(method, path).maybe("origin", origin).send();
            assert_eq!(response.header("access-control-allow-origin"), None, "{method} {path} {origin:?}");
        }
    }
}

#[test]
fn a_preflight_tells_a_listed_origin_what_is_allowed() {
    let posts = POSTS.iter().filter(|(route, _)| *route != "handoff/open").map(|(route, _)| (*route, "POST"));
    for (route, allowed) in posts.chain([("status", "GET, HEAD")]) {
        let mut world = World::new();
        let mut preflight = |origin: Option<&str>| {
            let builder = world.request("OPTIONS", &format!("/kyc/{route}")).maybe("origin", origin);
            builder.header("access-control-request-method", "POST").send()
        };
        let response = preflight(Some(ORIGIN));
        assert_eq!((response.outcome(), &response.body), ((204, ""), &json!(null)), "{route}");
        assert_eq!(
            response.headers,
            [
                ("access-control-allow-methods", allowed.to_owned()),
                ("access-control-allow-headers", "authorization, content-type, idempotency-key".to_owned()),
                ("access-control-max-age", "600".to_owned()),
                ("access-control-allow-origin", ORIGIN.to_owned()),
            ]
        );
        for origin in [None, Some("null"), Some("https://evil.example")] {
            let response = preflight(origin);
            assert_eq!(response.outcome(), (403, "not_allowed"), "{route} {origin:?}");
            assert_eq!(response.headers, [], "{route} {origin:?}");
        }
    }
    // These are not preflights that a page may send.
    for (path, is_preflight, allowed) in [
        ("/kyc/links", false, "POST"),
        ("/kyc/webhooks/spherepay", true, "POST"),
        ("/kyc/handoff/open", true, "GET, HEAD, POST"),
    ] {
        let method = is_preflight.then_some("POST");
        let mut world = World::new();
        let builder = world.request("OPTIONS", path).header("origin", ORIGIN);
        let response = builder.maybe("access-control-request-method", method).send();
        assert_eq!(
            (response.outcome(), response.header("allow")),
            ((405, "method_not_allowed"), Some(allowed)),
            "{path}"
        );
        assert_eq!(response.header("access-control-allow-methods"), None);
    }
}
