//! The handler's own codes: a request for each of them.

use kyclink::edge::{HANDLER_CODES, HandlerCode};
use serde_json::json;

use crate::edge::world::response::Response;
use crate::edge::world::{KEY, World, error, person};

/// A request that is refused with this status and code.
type Row = (u16, &'static str, fn(&mut World) -> Response);

/// Each code in the order of `HANDLER_CODES`. A new code needs a row.
static TABLE: &[Row] = &[
    (400, "malformed", |world| posting(world).unreadable("malformed").send()),
    (400, "idempotency_key_malformed", |world| world.post_links("too-short").from("jane@example.com")),
    (401, "no_session", |world| world.post("links/renew").send()),
    (403, "not_allowed", |world| world.post("links").header("origin", "https://evil.example").from("jane@example.com")),
    (404, "no_route", |world| world.get("nothing").send()),
    (405, "method_not_allowed", |world| world.request("DELETE", "/kyc/links").send()),
    (408, "request_timeout", |world| posting(world).unreadable("request_timeout").send()),
    (409, "no_cookies", |world| {
        let mut posted = person("jane@example.com");
        posted["needsCookie"] = json!("1");
        world.post_links(KEY).json(&posted).send()
    }),
    (409, "contact_locked", |world| {
        world.config["provider"] = json!("grid");
        world.onboard("Customer:1");
        world.hook("getCustomer", json!({ "status": "approved", "channels": [] }));
        world.post("contact/email").json(&json!({ "value": "john@example.com" })).send()
    }),
    (409, "still_running", |world| {
        world.posting_jane().until("onboard");
        world.post_jane()
    }),
    (410, "customer_gone", |world| {
        world.onboard("customer_c1");
        world.always_fails("getCustomer", error("not_found"));
        world.fails("createKycLink", error("not_found"));
        world.post("links/renew").send()
    }),
    (410, "handoff_expired", |world| world.post("handoff/open?token=none").send()),
    (413, "payload_too_large", |world| posting(world).of_size(1 << 20).send()),
    (415, "unsupported_media_type", |world| posting(world).header("content-type", "text/plain").send()),
    (422, "idempotency_key_reused", |world| {
        world.create("customer_c1");
        world.post_links(KEY).from("john@example.com")
    }),
    (429, "too_many_requests", |world| {
        world.hook("rateLimit", json!(false));
        world.post_jane()
    }),
    (502, "not_supported", |world| {
        world.onboard("customer_c1");
        world.post("token").send()
    }),
    (503, "not_now", |world| {
        world.store_is_down = true;
        world.post_jane()
    }),
];

/// What the wrapper alone responds with: `service/edge/respond.test.mjs` has its test.
const OF_THE_WRAPPER: &str = "internal";

fn posting(world: &mut World) -> crate::edge::world::request::Builder<'_> {
    world.post("links").json(&person("jane@example.com"))
}

#[test]
fn each_code_has_a_request_that_is_refused_with_it() {
    for (status, code, request) in TABLE {
        let response = request(&mut World::new());
        assert_eq!(response.outcome(), (*status, *code));
        // No session; only a browser without cookies is given another chance to keep one.
        let expected = (*code == "no_cookies").then(|| "__Host-kyclink-test=1".to_owned());
        assert_eq!(response.cookie(), expected, "{code}");
    }
    let of_the_handler = HANDLER_CODES.iter().filter(|known| known.code != OF_THE_WRAPPER);
    let known: Vec<_> = of_the_handler.map(|known| (known.status, known.code)).collect();
    let tested: Vec<_> = TABLE.iter().map(|(status, code, _)| (*status, *code)).collect();
    let untested: Vec<_> = known.iter().filter(|code| !tested.contains(code)).collect();
    assert!(untested.is_empty(), "no row of TABLE has these codes: {untested:?}");
    assert_eq!(tested, known, "the rows have the order of HANDLER_CODES");
    assert!(HANDLER_CODES.iter().any(|known| (known.status, known.code) == (500, OF_THE_WRAPPER)));
}

/// The documents have a row for each code, which people read beside the message of a response.
#[test]
fn the_documents_say_what_each_code_means() {
    let documents = include_str!("../../../../docs/errors.md");
    for HandlerCode { code, status, meaning, .. } in HANDLER_CODES {
        let row = format!("| `{code}` | {status} | {meaning} |");
        assert!(documents.lines().any(|line| line == row), "{row}");
    }
}
