//! The handler reads cookies, idempotency keys, origins and media types as an independent implementation of their rules
//! does, and its response repeats only an allowed origin.

use std::sync::LazyLock;

use kyclink::edge::{BodyKind, Content, Effect, Handling, Outcome, ReceivedBody, Response, Value};
use kyclink::{ErrorCode, Object, UntrustedValue};

use crate::grammar::{NOW, object};

const ORIGIN: &str = "https://app.example.com";

/// The bytes are lines: a cookie header, a key, an origin and a media type, which are left out where they are empty.
pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.splitn(4, '\n').map(|line| Some(line).filter(|line| !line.is_empty()));
    let [cookie, key, origin, media] = [(); 4].map(|()| lines.next().flatten());
    check_cookie(cookie.unwrap_or_default());
    check_post(key, origin, media);
}

/// The last eight cookies of this name that may be sealed are opened, and no cookie of another one: a name with white space
/// other than space and tab around it is another name.
fn check_cookie(header: &str) {
    let ours = header.split(';').map(without_blanks).filter_map(|pair| pair.split_once('='));
    let ours = ours.filter(|(name, _)| *name == "__Host-kyclink").map(|(_, value)| value);
    // In base64url, between a session without any content and the longest cookie that browsers keep.
    let is_base64url = |value: &str| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let ours: Vec<_> = ours.filter(|value| (120..=4096).contains(&value.len()) && is_base64url(value)).collect();
    let ours = &ours[ours.len().saturating_sub(8)..];
    match begin("GET", "/kyc/status", &[("cookie", Some(header))]) {
        Err(response) => assert!(ours.is_empty() && response.status == 200),
        Ok(handling) => match handling.effects() {
            [Effect::OpenCookies { cookies }] => assert_eq!(cookies, &ours),
            _ => panic!("another effect"),
        },
    }
}

/// Removes spaces and tabs around a part of a header, the only white space of HTTP.
fn without_blanks(part: &str) -> &str {
    let start = part.bytes().position(|byte| byte != b' ' && byte != b'\t').unwrap_or(part.len());
    let end = part.bytes().rposition(|byte| byte != b' ' && byte != b'\t').map_or(start, |last| last + 1);
    &part[start..end]
}

fn check_post(key: Option<&str>, origin: Option<&str>, media: Option<&str>) {
    let headers = [("idempotency-key", key), ("origin", origin), ("content-type", media)];
    let type_of = media.map(|media| without_blanks(media.split(';').next().unwrap_or_default()).to_ascii_lowercase());
    let kind = match type_of.as_deref() {
        Some("application/json") => Some(BodyKind::Json),
        Some("application/x-www-form-urlencoded" | "multipart/form-data") => Some(BodyKind::Form),
        _ => None,
    };
    let mut handling = match begin("POST", "/kyc/links", &headers) {
        Ok(handling) => handling,
        Err(response) => {
            let expected = if origin == Some(ORIGIN) { 415 } else { 403 };
            assert!(response.status == expected && (expected == 403 || kind.is_none()));
            return check_origin(&response, origin);
        }
    };
    let [Effect::ReadBody { kind: read, max_bytes, .. }] = handling.effects() else { panic!("another effect") };
    assert_eq!((origin, Some(*read), *max_bytes), (Some(ORIGIN), kind, 16 * 1024));
    let is_well_formed =
        |key: &str| (22..=255).contains(&key.len()) && key.bytes().all(|byte| matches!(byte, b'!'..=b'~'));
    let body = ReceivedBody::Read { content: UntrustedValue::Null, form_key: None };
    let body = Outcome { at: NOW, elapsed_ms: 1, result: Ok(Value::Body(body)) };
    // The body is not an applicant.
    let response = handling.proceed(vec![body]).expect("it needs nothing more");
    let is_refused = key.is_some_and(|key| !is_well_formed(key));
    let expected = if is_refused { 400 } else { 422 };
    let has_its_code = match &response.content {
        Content::Refused(code) => is_refused && *code == "idempotency_key_malformed",
        Content::Failed(problem) => !is_refused && problem.code == ErrorCode::InvalidRequest,
        _ => false,
    };
    assert!(response.status == expected && has_its_code);
    check_origin(&response, origin);
}

/// A response repeats nothing of the request but the origin, and that only if it is listed.
fn check_origin(response: &Response, origin: Option<&str>) {
    let allowed: Vec<_> = response.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let expected = origin.filter(|origin| *origin == ORIGIN).map(|origin| ("access-control-allow-origin", origin));
    assert_eq!(allowed, expected.into_iter().collect::<Vec<_>>());
}

/// Begins a request, or returns its response if that needs no effect.
#[allow(clippy::result_large_err, reason = "a response is no error here")]
fn begin(method: &str, path: &str, headers: &[(&str, Option<&str>)]) -> Result<Handling, Response> {
    let headers =
        headers.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.as_ref()?.to_string().into())));
    static CONFIG: LazyLock<UntrustedValue> = LazyLock::new(|| {
        object([
            ("basePath", "/kyc".into()),
            ("provider", "grid".into()),
            ("connections", object([("grid", object([]))])),
            ("allowedOrigins", vec![UntrustedValue::from(ORIGIN)].into()),
            ("timeout", UntrustedValue::Number(20_000_i64.into())),
        ])
    });
    let request = object([
        ("method", method.to_owned().into()),
        ("path", path.to_owned().into()),
        ("headers", headers.collect::<Object>().into()),
        ("at", UntrustedValue::Number(NOW.into())),
    ]);
    let mut handling = Handling::of_request(CONFIG.clone().into(), request);
    let response = handling.proceed(vec![]);
    response.map_or(Ok(handling), Err)
}
