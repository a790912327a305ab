//! Tests that need a JavaScript host: the exports of the npm package's wasm module, and `kyclink::web::send` with a server that
//! misbehaves (tests/server.mjs) and a `fetch` that rejects with anything. `cargo xtask test wasm` runs them in Node.

#![cfg(target_arch = "wasm32")]

use kyclink::js::calls::Call;
use kyclink::json::Json;
use kyclink::web::{SendError, send};
use kyclink::{Body, ErrorCode, HttpRequest, HttpResponse, Method, UntrustedValue};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortSignal;

fn js(expression: &str) -> JsValue {
    js_sys::eval(expression).expect(expression)
}

/// Sends with this function as `fetch`. Saves the original once, so that it can be restored after a trap.
async fn get_with(fetch: &str, path: &str) -> Result<HttpResponse<'static>, SendError> {
    js(&format!("globalThis.intactFetch ??= fetch; globalThis.fetch = {fetch}"));
    let outcome = send(&request(Method::Get, path), None).await;
    js("globalThis.fetch = intactFetch");
    outcome
}

fn request(method: Method, path: &str) -> HttpRequest {
    let server = js("process.env.KYCLINK_TEST_SERVER").as_string().expect("`cargo xtask test wasm` starts the server");
    HttpRequest { method, url: server + path, headers: vec![], body: None }
}

async fn get(path: &str) -> Result<HttpResponse<'static>, SendError> {
    get_with("intactFetch", path).await
}

/// Returns the code of a request that has to fail.
async fn code_of_failure(path: &str, signal: Option<&AbortSignal>) -> ErrorCode {
    send(&request(Method::Get, path), signal).await.expect_err(path).error.code
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

#[wasm_bindgen_test]
async fn settles_without_a_complete_response() {
    assert_eq!(code_of_failure("/broken", None).await, ErrorCode::Network);
    assert_eq!(code_of_failure("/endless", None).await, ErrorCode::UnexpectedResponse);
    let unreachable = HttpRequest { url: "http://127.0.0.1:9/".into(), ..request(Method::Get, "") };
    assert_eq!(
        send(&unreachable, None).await.expect_err("nothing listens on that port").error.code,
        ErrorCode::Network
    );
}

#[wasm_bindgen_test]
async fn a_signal_aborts_the_request() {
    let late: AbortSignal = js("AbortSignal.timeout(50)").unchecked_into();
    assert_eq!(code_of_failure("/silent", Some(&late)).await, ErrorCode::Aborted);
    // The reason is a string, so fetch rejects with something that is not an Error.
    let aborted: AbortSignal = js("AbortSignal.abort('the person left')").unchecked_into();
    let failure = send(&request(Method::Get, "/echo"), Some(&aborted)).await.expect_err("it is aborted");
    assert_eq!(failure.error.code, ErrorCode::Aborted);
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
        let rejected = js(&format!("globalThis.rejected = {rejection}"));
        let failure = get_with("() => Promise.reject(rejected)", "/echo").await.expect_err(rejection);
        assert_eq!(failure.error.code, ErrorCode::Network, "{rejection}");
        assert!(js_sys::Object::is(&failure.cause, &rejected), "{rejection}");
    }
    assert_eq!(get("/empty").await.expect("the next call works").status, 204);
}

#[wasm_bindgen_test]
async fn settles_when_fetch_throws() {
    let failure = get_with("() => { throw 'at once' }", "/echo").await.expect_err("it threw");
    assert_eq!(failure.cause.as_string().as_deref(), Some("at once"));
}

/// Packs a list of strings like `lib/pack.js`.
fn packed(strings: &[&str]) -> Vec<u8> {
    let length = |length: usize| u32::try_from(length).expect("short").to_le_bytes();
    let mut bytes = vec![b'['];
    bytes.extend(length(strings.len()));
    for text in strings {
        bytes.push(b's');
        bytes.extend(length(text.len()));
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// Runs a call like the package's JavaScript wrapper: input and output are in the module's memory. Returns whether the output is
/// an error, and the output.
fn run_call(call: Call, packed: &[u8]) -> (bool, String) {
    let bytes_at = |address: *const u8, length: usize| {
        let memory = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>().buffer();
        js_sys::Uint8Array::new_with_byte_offset_and_length(&memory, address as u32, length as u32)
    };
    bytes_at(kyclink::js::alloc_input(packed.len()), packed.len()).copy_from(packed);
    let length = kyclink::js::call(call as usize, packed.len());
    // Growing the memory would detach the view, so the vector is allocated first.
    let mut output = vec![0; length.unsigned_abs()];
    bytes_at(kyclink::js::output_ptr(), output.len()).copy_to(&mut output);
    (length < 0, String::from_utf8(output).expect("UTF-8"))
}

#[wasm_bindgen_test]
fn calls_return_json() {
    let (_, output) = run_call(Call::Validate, &packed(&["spherepay.createCustomerViaLink", "no object"]));
    assert_eq!(output, r#"[null,[[1,[],["object"]]],[]]"#);

    let (is_error, output) = run_call(Call::Validate, &packed(&["no.operation"]));
    let error = UntrustedValue::from_json(&output).expect("JSON");
    assert_eq!(
        (is_error, error.field("number").and_then(UntrustedValue::integer)),
        (true, Some(ErrorCode::InvalidConfig as i64))
    );
}

#[wasm_bindgen_test]
fn calls_parse_urls_with_the_host() {
    let (_, output) = run_call(Call::SafeKycUrl, &packed(&["https://KYC.example.com/a/../b"]));
    assert_eq!(output, r#""https://kyc.example.com/b""#);
    let (is_error, output) = run_call(Call::SafeKycUrl, &packed(&["https:kyc.example.com"]));
    assert!(is_error, "{output}");
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

#[wasm_bindgen_test]
fn packed_bytes_are_read_up_to_the_maximum_depth() {
    let mut bytes = packed(&["spherepay.createCustomerViaLink"]);
    bytes[1] = 2;
    bytes.extend([b'[', 1, 0, 0, 0].repeat(100_000));
    assert_eq!(run_call(Call::Validate, &bytes).1, r#"[null,[[1,[],["object"]]],[]]"#);
}

#[wasm_bindgen_test]
fn malformed_packed_bytes_never_trap() {
    let good = packed(&["spherepay.createCustomerViaLink", "{}"]);
    for end in 0..good.len() {
        assert!(!run_call(Call::Validate, &good[..end]).1.is_empty(), "{end}");
    }
    for byte in 0..=u8::MAX {
        assert!(!run_call(Call::Validate, &[byte, 255, 255, 255, 255, byte]).1.is_empty(), "{byte}");
    }
}
