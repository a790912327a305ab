//! Tests that need a JavaScript host: `kyclink::web::send` with a server that misbehaves (tests/server.mjs) and a `fetch`
//! that rejects with anything, the host's JSON, and the clocks and random numbers of `kyclink::transport`.
//! `cargo xtask test wasm` runs them in Node. The exports of the package's wasm module are tested with the package.

#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use kyclink::json::Json;
use kyclink::retry::Limits;
use kyclink::transport::{self, NoResponse, Transport};
use kyclink::web::{SendError, send};
use kyclink::{Body, Error, ErrorCode, HttpRequest, HttpResponse, Method, UntrustedValue, bridge, grid};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortSignal;

fn eval(expression: &str) -> JsValue {
    js_sys::eval(expression).expect(expression)
}

/// Sends with this function as `fetch`. Saves the original once, so that it can be restored after a trap.
async fn get_with(fetch: &str, path: &str) -> Result<HttpResponse<'static>, SendError> {
    eval(&format!("globalThis.intactFetch ??= fetch; globalThis.fetch = {fetch}"));
    let outcome = send(&request(Method::Get, path), None).await;
    eval("globalThis.fetch = intactFetch");
    outcome
}

fn request(method: Method, path: &str) -> HttpRequest {
    let server =
        eval("process.env.KYCLINK_TEST_SERVER").as_string().expect("`cargo xtask test wasm` starts the server");
    HttpRequest { method, url: server + path, headers: vec![], body: None }
}

async fn get(path: &str) -> Result<HttpResponse<'static>, SendError> {
    get_with("intactFetch", path).await
}

/// Returns the code of a request that has to fail.
async fn code_of_failure(path: &str, signal: Option<&AbortSignal>) -> ErrorCode {
    send(&request(Method::Get, path), signal).await.expect_err(path).error.code()
}

#[wasm_bindgen_test]
async fn sends_exactly_the_request_and_reads_the_response() {
    let mut create = request(Method::Post, "/echo?page=2");
    create.headers =
        vec![("Authorization".into(), "Bearer key".into()), ("Content-Type".into(), "application/json".into())];
    create.body = Some(r#"{"city":"Zürich"}"#.into());

    let response = send(&create, None).await.expect("the server responds");
    assert_eq!((response.status, response.header("X-Answered-By")), (201, Some("echo")));
    let Body::Json(seen) = &response.body else { panic!("the server responds with JSON") };
    let text = |name: &str| seen.field(name).and_then(UntrustedValue::text);
    assert_eq!(text("method"), Some("POST"));
    assert_eq!(text("url"), Some("/echo?page=2"));
    assert_eq!(text("body"), Some(r#"{"city":"Zürich"}"#));
    let header =
        |name: &str| seen.field("headers").and_then(|headers| headers.field(name)).and_then(UntrustedValue::text);
    assert_eq!(header("authorization"), Some("Bearer key"));
    assert_eq!(header("content-type"), Some("application/json"));
}

#[wasm_bindgen_test]
async fn sends_no_content_type_without_a_body() {
    let response = send(&request(Method::Post, "/echo"), None).await.expect("the server responds");
    let Body::Json(seen) = &response.body else { panic!("the server responds with JSON") };
    assert_eq!(seen.field("body").and_then(UntrustedValue::text), Some(""));
    assert!(seen.field("headers").expect("headers").field("content-type").is_none());
}

#[wasm_bindgen_test]
async fn reads_error_responses_and_empty_ones() {
    let response = get("/unavailable").await.expect("a response");
    assert_eq!((response.status, response.header("retry-after")), (503, Some("7")));
    assert!(matches!(response.body, Body::Other));
    let response = get("/empty").await.expect("a response");
    assert!(response.status == 204 && matches!(response.body, Body::Empty));
}

#[wasm_bindgen_test]
async fn follows_no_redirect() {
    assert_eq!(get("/redirect").await.expect("a response").status, 302);
}

/// A web page sees nothing of a redirect, not even its status.
#[wasm_bindgen_test]
async fn an_opaque_redirect_is_a_response_that_cannot_be_used() {
    let opaque = "async () => ({ status: 0, type: 'opaqueredirect', headers: new Headers(), body: null })";
    let failure = get_with(opaque, "/echo").await.expect_err("it is a redirect");
    assert_eq!(failure.error.code(), ErrorCode::UnexpectedResponse);
    let lost = get_with("async () => Response.error()", "/echo").await.expect("Response.error() has a status");
    assert_eq!(lost.status, 0);
}

#[wasm_bindgen_test]
async fn the_status_of_an_error_is_enough_if_its_body_is_too_large() {
    for (status, is_read) in [(200, false), (399, false), (400, true), (503, true)] {
        let fetch = format!("async () => new Response('x'.repeat(2 ** 20 + 1), {{ status: {status} }})");
        match get_with(&fetch, "/echo").await {
            Ok(response) => assert!(is_read && response.status == status && matches!(response.body, Body::Other)),
            Err(failure) => assert!(!is_read && failure.error.code() == ErrorCode::UnexpectedResponse, "{status}"),
        }
    }
}

#[wasm_bindgen_test]
async fn settles_without_a_complete_response() {
    assert_eq!(code_of_failure("/broken", None).await, ErrorCode::Network);
    assert_eq!(code_of_failure("/endless", None).await, ErrorCode::UnexpectedResponse);
    let unreachable = HttpRequest { url: "http://127.0.0.1:9/".into(), ..request(Method::Get, "") };
    assert_eq!(
        send(&unreachable, None).await.expect_err("nothing listens on that port").error.code(),
        ErrorCode::Network
    );
}

#[wasm_bindgen_test]
async fn a_signal_aborts_the_request() {
    let late: AbortSignal = eval("AbortSignal.timeout(50)").unchecked_into();
    assert_eq!(code_of_failure("/silent", Some(&late)).await, ErrorCode::Aborted);
    // The reason is a string, so fetch rejects with something that is not an Error.
    let aborted: AbortSignal = eval("AbortSignal.abort('the person left')").unchecked_into();
    let failure = send(&request(Method::Get, "/echo"), Some(&aborted)).await.expect_err("it is aborted");
    assert_eq!(failure.error.code(), ErrorCode::Aborted);
    assert_eq!(failure.cause.as_string().as_deref(), Some("the person left"));
}

#[wasm_bindgen_test]
async fn settles_whatever_fetch_rejects_with() {
    for rejection in [
        "'a string'",
        "undefined",
        "null",
        "0",
        "Symbol('a symbol')",
        "({ plain: 'object' })",
        "Object.create(null)",
        "new Proxy({}, { get() { throw 1 } })",
        "new DOMException('gone', 'AbortError')",
        "new TypeError('fetch failed')",
        "process.getBuiltinModule('node:vm').runInNewContext(`new TypeError('of another realm')`)",
    ] {
        let rejected = eval(&format!("globalThis.rejected = {rejection}"));
        let failure = get_with("() => Promise.reject(rejected)", "/echo").await.expect_err(rejection);
        assert_eq!(failure.error.code(), ErrorCode::Network, "{rejection}");
        assert!(js_sys::Object::is(&failure.cause, &rejected), "{rejection}");
    }
    assert_eq!(get("/empty").await.expect("the next call works").status, 204);
}

#[wasm_bindgen_test]
async fn settles_when_fetch_throws() {
    let failure = get_with("() => { throw 'at once' }", "/echo").await.expect_err("it threw");
    assert_eq!(failure.cause.as_string().as_deref(), Some("at once"));
}

/// The host's parser reads JSON of any depth, and the wasm module has a stack of 128 KiB.
#[wasm_bindgen_test]
fn json_is_parsed_up_to_the_maximum_depth() {
    for levels in [64, 65, 1_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = [&open.repeat(levels), "true", &close.repeat(levels)].concat();
            let value = UntrustedValue::from_json(&text).expect("it is JSON");
            let copy = value.clone();
            assert!(copy == value);
            let written = value.to_json();
            assert_eq!(written.matches(open).count(), levels.min(64));
            assert_eq!(written.contains("null"), levels > 64);
        }
    }
}

/// Responds to each request with 503 or a success, evaluates an expression before, and records the requests' keys.
struct Script {
    replies: RefCell<Vec<(&'static str, u16, &'static str)>>,
    keys: RefCell<Vec<Option<String>>>,
}

impl Script {
    fn of(replies: &[(&'static str, u16, &'static str)]) -> Self {
        Self { replies: RefCell::new(replies.to_vec()), keys: RefCell::default() }
    }

    /// Creates a link where the provider requires a key.
    fn create(&self, key: Option<&str>, limits: Limits) -> Result<(), Error> {
        let client = bridge::Client::new(bridge::Credentials::sandbox("sk-test-1"))?;
        let input = bridge::CreateKycLink::new("jane@example.com", bridge::CustomerType::Individual);
        let call = client.create_kyc_link(&input);
        let call = if let Some(key) = key { call.idempotency_key(key) } else { call };
        run_now(transport::send(self, &call, limits, async |_| {})).map(drop)
    }

    fn onboard(&self, limits: Limits) -> Result<(), Error> {
        let client = grid::Client::new(grid::Credentials::sandbox("id", "secret_x"))?;
        let applicant = grid::ApplicantIndividual::new("jane@example.com", "+14155550123").into();
        run_now(transport::onboard(self, &client.onboard(&applicant), limits, async |_| {})).map(drop)
    }
}

impl Transport for Script {
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
        let key = request.headers.iter().find(|(name, _)| name == "Idempotency-Key").map(|(_, key)| key.clone());
        self.keys.borrow_mut().push(key);
        let (meanwhile, status, body) = self.replies.borrow_mut().remove(0);
        eval(meanwhile);
        Ok(HttpResponse::new(status, [], body.as_bytes()))
    }
}

/// Runs a future that waits for nothing.
fn run_now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("nothing waits here"),
    }
}

const BRIDGE_LINK: &str = r#"{"id": "link_1", "kyc_link": "https://a.example/kyc", "tos_link": "https://a.example/tos",
    "kyc_status": "not_started", "tos_status": "pending"}"#;

/// Returns the keys that this instance makes for three creates. Exported, so that the test below can ask other
/// instances of this module.
#[wasm_bindgen]
#[expect(unreachable_pub, reason = "wasm_bindgen exports what is `pub`")]
pub fn keys_of_three_creates() -> String {
    let key = |_| {
        let script = Script::of(&[("0", 200, BRIDGE_LINK)]);
        script.create(None, Limits::new()).expect("it is created");
        script.keys.take().remove(0).expect("the provider requires a key")
    };
    [0; 3].map(key).join(" ")
}

/// Loads this module once more, which creates a new instance of the wasm module.
const FRESH_KEYS: &str = "(() => {
    const load = process.getBuiltinModule('node:module').createRequire(process.argv[1]);
    const path = Object.keys(load.cache).find((path) => load.cache[path].exports.keys_of_three_creates);
    delete load.cache[path];
    return load(path).keys_of_three_creates();
})()";

#[wasm_bindgen_test]
fn keys_differ_between_fresh_instances() {
    let instances = [FRESH_KEYS, FRESH_KEYS].map(|keys| eval(keys).as_string().expect("keys"));
    let all = [instances.join(" "), keys_of_three_creates()].join(" ");
    let keys: BTreeSet<&str> = all.split(' ').collect();
    assert_eq!(keys.len(), 9, "{all}");
    assert!(keys.iter().all(|key| key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit())), "{all}");
}

#[wasm_bindgen_test]
fn without_random_numbers_no_key_is_made() {
    eval("globalThis.intactCrypto = crypto");
    for crypto in ["undefined", "{}", "{ getRandomValues() { throw 1 } }"] {
        eval(&format!("Object.defineProperty(globalThis, 'crypto', {{ value: {crypto}, configurable: true }})"));
        let script = Script::of(&[("0", 503, "{}"), ("0", 200, BRIDGE_LINK)]);
        let error = script.create(None, Limits::new()).expect_err("there is no key");
        assert_eq!((error.code(), script.keys.borrow().len()), (ErrorCode::InvalidConfig, 0), "{crypto}");
        assert!(error.message().contains("pass idempotency_key"), "{error}");
        assert!(script.create(Some("k-1"), Limits::new()).is_ok(), "a key of the caller is enough, also for a retry");
        assert_eq!(script.keys.take(), [(); 2].map(|()| Some("k-1".to_owned())));
    }
    eval("Object.defineProperty(globalThis, 'crypto', { value: intactCrypto, configurable: true })");
}

/// A clock that is set, by a person or the network, neither ends a call nor makes it longer.
#[wasm_bindgen_test]
fn deadlines_are_measured_by_a_clock_that_never_jumps() {
    const JUMP: &str = "globalThis.intactNow ??= Date.now; Date.now = () => intactNow() + 3600000";
    const BACK: &str = "globalThis.intactNow ??= Date.now; Date.now = () => intactNow() - 3600000";
    const PASSES: &str = "performance.now = () => Performance.prototype.now.call(performance) + 3600000";
    const CUSTOMER: &str = r#"{"id": "Customer:1", "customerType": "INDIVIDUAL", "kycStatus": "UNVERIFIED"}"#;
    const LINK: &str =
        r#"{"kycUrl": "https://a.example/x", "expiresAt": "2099-11-20T12:00:00Z", "provider": "SUMSUB"}"#;
    let limits = Limits::new().deadline(Duration::from_secs(60));
    for (meanwhile, sent, created, onboarded) in [
        (JUMP, 2, None, None),
        (BACK, 2, None, None),
        (PASSES, 1, Some(ErrorCode::OutcomeUnknown), Some((ErrorCode::Timeout, Some("Customer:1".to_owned())))),
    ] {
        let restore = || eval("delete performance.now; globalThis.intactNow && (Date.now = intactNow)");
        let script = Script::of(&[(meanwhile, 503, "{}"), ("0", 200, BRIDGE_LINK)]);
        assert_eq!(script.create(None, limits).err().map(|error| error.code()), created, "{meanwhile}");
        assert_eq!(script.keys.borrow().len(), sent, "{meanwhile}");
        restore();
        let script = Script::of(&[(meanwhile, 201, CUSTOMER), ("0", 201, LINK)]);
        let error = script.onboard(limits).err();
        let known = error.map(|error| (error.code(), error.customer_id().map(str::to_owned)));
        assert_eq!((known, script.keys.borrow().len()), (onboarded, sent), "{meanwhile}");
        restore();
    }
}

/// What the host makes of a value is what JSON makes of it, as natively: a map is an object.
#[wasm_bindgen_test]
fn a_value_that_serde_writes_is_read_as_its_json() {
    for value in [
        serde_json::json!({ "email": "jane@example.com", "address": { "country": "US", "line2": null } }),
        serde_json::json!([{ "a": [{}] }, [], "é\u{1f600}", true, 0, -1.5, 9_007_199_254_740_991_i64]),
        serde_json::json!({}),
    ] {
        let read = UntrustedValue::from_serialize(&value);
        assert_eq!(read.to_json(), UntrustedValue::from_json(&value.to_string()).expect("it is JSON").to_json());
    }
    let map = std::collections::BTreeMap::from([("email", Some("jane@example.com")), ("phone", None)]);
    assert_eq!(UntrustedValue::from_serialize(&map).to_json(), r#"{"email":"jane@example.com","phone":null}"#);
}
