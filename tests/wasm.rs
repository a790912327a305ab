//! What only a JavaScript host can show: the bindings of the npm package, and `kyclink::web::send` against a server
//! that misbehaves (tests/server.mjs) and against a `fetch` that rejects with anything. `cargo xtask test wasm` runs it in Node.

#![cfg(target_arch = "wasm32")]

use kyclink::calls::Call;
use kyclink::json::Json;
use kyclink::web::{SendError, send};
use kyclink::{Body, ErrorCode, HttpRequest, HttpResponse, Method, UntrustedValue};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortSignal;

fn js(expression: &str) -> JsValue {
    js_sys::eval(expression).expect(expression)
}

/// Sends with a `fetch` that does this instead. It is put back here too, because a trap leaves it where it is.
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

/// The code of a call that has to fail.
async fn code_of_failure(path: &str, signal: Option<&AbortSignal>) -> ErrorCode {
    send(&request(Method::Get, path), signal).await.expect_err(path).error.code
}

#[wasm_bindgen_test]
async fn sends_exactly_the_request_and_reads_the_answer() {
    let mut create = request(Method::Post, "/echo?page=2");
    create.headers =
        vec![("Authorization".into(), "Bearer key".into()), ("Content-Type".into(), "application/json".into())];
    create.body = Some(r#"{"city":"Zürich"}"#.into());

    let answer = send(&create, None).await.expect("the server answers");
    assert_eq!((answer.status, answer.header("X-Answered-By")), (201, Some("echo")));
    let Body::Json(seen) = &answer.body else { panic!("the server answers JSON") };
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
    let answer = send(&request(Method::Post, "/echo"), None).await.expect("the server answers");
    let Body::Json(seen) = &answer.body else { panic!("the server answers JSON") };
    assert_eq!(seen.field("body").and_then(UntrustedValue::text), Some(""));
    assert!(seen.field("headers").expect("headers").field("content-type").is_none());
}

#[wasm_bindgen_test]
async fn reads_answers_that_are_no_success() {
    let answer = get("/unavailable").await.expect("an answer");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("7")));
    assert!(matches!(answer.body, Body::Other));
    let answer = get("/empty").await.expect("an answer");
    assert!(answer.status == 204 && matches!(answer.body, Body::Empty));
}

#[wasm_bindgen_test]
async fn follows_no_redirect() {
    assert_eq!(get("/redirect").await.expect("an answer").status, 302);
}

#[wasm_bindgen_test]
async fn settles_without_a_whole_answer() {
    assert_eq!(code_of_failure("/broken", None).await, ErrorCode::Network);
    assert_eq!(code_of_failure("/endless", None).await, ErrorCode::UnexpectedResponse);
    let nobody = HttpRequest { url: "http://127.0.0.1:9/".into(), ..request(Method::Get, "") };
    assert_eq!(send(&nobody, None).await.expect_err("nobody listens there").error.code, ErrorCode::Network);
}

#[wasm_bindgen_test]
async fn ends_on_its_signal() {
    let late: AbortSignal = js("AbortSignal.timeout(50)").unchecked_into();
    assert_eq!(code_of_failure("/silent", Some(&late)).await, ErrorCode::Aborted);
    // The reason is a string: such a rejection is no instance of Error.
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

/// Arguments as `lib/pack.js` packs them: a list of texts.
fn packed(texts: &[&str]) -> Vec<u8> {
    let length = |length: usize| u32::try_from(length).expect("short").to_le_bytes();
    let mut bytes = vec![b'['];
    bytes.extend(length(texts.len()));
    for text in texts {
        bytes.push(b's');
        bytes.extend(length(text.len()));
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// Calls as the package's shell does: arguments and answer lie in the module's memory.
fn ask(call: Call, packed: &[u8]) -> (bool, String) {
    let at = |place: *const u8, length: usize| {
        let memory = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>().buffer();
        js_sys::Uint8Array::new_with_byte_offset_and_length(&memory, place as u32, length as u32)
    };
    at(kyclink::js::room(packed.len()), packed.len()).copy_from(packed);
    let length = kyclink::js::call(call as usize, packed.len());
    // The memory may move when it grows: the room comes before the view.
    let mut answer = vec![0; length.unsigned_abs()];
    at(kyclink::js::answer(), answer.len()).copy_to(&mut answer);
    (length < 0, String::from_utf8(answer).expect("UTF-8"))
}

#[wasm_bindgen_test]
fn the_bindings_answer_json() {
    let (_, answer) = ask(Call::Validate, &packed(&["spherepay.createCustomerViaLink", "no object"]));
    assert_eq!(answer, r#"[null,[[1,[],["object"]]],[]]"#);

    let (is_error, answer) = ask(Call::Validate, &packed(&["no.operation"]));
    let error = UntrustedValue::from_json(&answer).expect("JSON");
    assert_eq!(
        (is_error, error.field("number").and_then(UntrustedValue::integer)),
        (true, Some(ErrorCode::InvalidConfig as i64))
    );
}

#[wasm_bindgen_test]
fn the_bindings_parse_urls_with_the_host() {
    let (_, answer) = ask(Call::SafeKycUrl, &packed(&["https://KYC.example.com/a/../b"]));
    assert_eq!(answer, r#""https://kyc.example.com/b""#);
    let (is_error, answer) = ask(Call::SafeKycUrl, &packed(&["https:kyc.example.com"]));
    assert!(is_error, "{answer}");
}

/// JSON of any depth is read up to the limit, by a stack of 128 KiB and in the host's own parser.
#[wasm_bindgen_test]
fn json_nested_a_thousand_deep_is_read_up_to_the_limit() {
    for levels in [64, 65, 1_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = [&open.repeat(levels), "true", &close.repeat(levels)].concat();
            let draft = UntrustedValue::from_json(&text).expect("it is JSON");
            let copy = draft.clone();
            assert!(copy == draft);
            let written = draft.to_json();
            assert_eq!(written.matches(open).count(), levels.min(64));
            assert_eq!(written.contains("null"), levels > 64);
        }
    }
}

#[wasm_bindgen_test]
fn packed_bytes_of_any_depth_are_read_up_to_the_limit() {
    let mut bytes = packed(&["spherepay.createCustomerViaLink"]);
    bytes[1] = 2;
    bytes.extend([b'[', 1, 0, 0, 0].repeat(100_000));
    assert_eq!(ask(Call::Validate, &bytes).1, r#"[null,[[1,[],["object"]]],[]]"#);
}

#[wasm_bindgen_test]
fn bytes_that_nobody_packed_do_no_harm() {
    let good = packed(&["spherepay.createCustomerViaLink", "{}"]);
    for end in 0..good.len() {
        assert!(!ask(Call::Validate, &good[..end]).1.is_empty(), "{end}");
    }
    for byte in 0..=u8::MAX {
        assert!(!ask(Call::Validate, &[byte, 255, 255, 255, 255, byte]).1.is_empty(), "{byte}");
    }
}
