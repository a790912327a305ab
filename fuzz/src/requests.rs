//! Makes requests that a browser may send to the handler, and the values or errors with which an effect may end.

use kyclink::edge::Effect;
use kyclink::{ErrorCode, Object, UntrustedValue};

use crate::grammar::{NOW, any_value, object};
use crate::source::{MARK, Source};

/// The names of the two providers that the handler has. The bytes name them, so that they mean the same when a provider
/// is added.
pub(crate) type Names = [&'static str; 2];

/// An id that only the browser names.
pub(crate) const THEIRS: &str = "customer_of_somebody_else";
/// What the random ids of a request begin with.
pub(crate) const MINTED: [&str; 4] = ["minted_", "minted2_", "minted3_", "minted4_"];
pub(crate) const ORIGIN: &str = "https://app.example.com";
/// What precedes the point of a P-256 key (RFC 5480 section 2), as hex.
const P256: &str = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";
/// The DER of an ECDSA signature (RFC 3279 section 2.2.3) whose numbers are 1, as base64.
const ECDSA: &str = "MAYCAQECAQE=";

pub(crate) fn config(source: &mut Source, [first, second]: Names) -> UntrustedValue<'static> {
    let mut config = Object::new();
    config.set("basePath", "/kyc".into());
    config.set("timeout", UntrustedValue::Number(20_000_i64.into()));
    config.set("allowedOrigins", vec![UntrustedValue::from(ORIGIN)].into());
    let keys = || {
        object([
            ("apiKey", "secret_x".into()),
            ("clientId", "id".into()),
            ("clientSecret", "secret_y".into()),
            ("baseUrl", "https://api.example.com".into()),
            ("webhookSecret", "s".into()),
            ("webhookPublicKey", format!("{P256}{}", "5c".repeat(64)).into()),
        ])
    };
    config.set("connections", object([(first, keys()), (second, keys())]));
    match source.below(3) {
        0 => config.set("provider", first.into()),
        1 => config.set("provider", second.into()),
        _ => config.set("provider", UntrustedValue::Opaque),
    }
    let hooks = source.below(64);
    for (bit, hook) in ["authorize", "rateLimit", "render", "onCreated", "onEvent", "page"].into_iter().enumerate() {
        if hooks >> bit & 1 == 1 {
            config.set(hook, UntrustedValue::Opaque);
        }
    }
    config.into()
}

pub(crate) fn request(source: &mut Source, names: Names) -> UntrustedValue<'static> {
    let [first, second] = names.map(|name| format!("/kyc/webhooks/{name}"));
    let path = source.text(&[
        "/kyc/links",
        "/kyc/links",
        "/kyc/links/renew",
        "/kyc/status",
        "/kyc/contact/email",
        "/kyc/contact/phone/confirm",
        "/kyc/contact/email/confirm",
        &first,
        &second,
        "/kyc",
        "/kyc/handoff",
        "/kyc/handoff/open",
        "/kyc/handoff/end",
        "/kyc/end",
        "/kyc/token",
    ]);
    let likely = if path.ends_with("status") { "GET" } else { "POST" };
    let method = source.text(&[likely, likely, likely, "OPTIONS", "HEAD"]);
    let sealed = format!("__Host-kyclink={}", "sealed".repeat(30));
    let mut headers = Object::new();
    for (name, likely) in [
        ("origin", &[ORIGIN, ORIGIN, ORIGIN, "null", "https://evil.example"] as &[&str]),
        ("content-type", &["application/json", "application/x-www-form-urlencoded", "text/plain"]),
        ("idempotency-key", &["0123456789abcdefghijkl", "abcdefghijkl0123456789", "short"]),
        ("cookie", &[&sealed, &format!("{sealed}; {sealed}"), "__Host-kyclink="]),
        ("sec-fetch-site", &["same-origin", "cross-site"]),
        ("sec-fetch-mode", &["navigate", "cors"]),
        ("accept", &["text/html", "*/*"]),
        ("access-control-request-method", &["POST"]),
    ] {
        if !source.rarely(4) {
            headers.set(name, source.text(likely).into());
        }
    }
    let signatures = [
        ("signature", source.text(&["00".repeat(32).as_str(), "00", ""])),
        ("x-grid-signature", source.text(&[ECDSA, ""])),
        ("x-webhook-signature", source.text(&[format!("t={NOW},v0={ECDSA}").as_str(), "t=1,v0=AA==", ""])),
    ];
    let pair = |(name, value): (&'static str, String)| UntrustedValue::from(vec![name.into(), value.into()]);
    let signatures = signatures.into_iter().map(pair).collect::<Vec<_>>();
    let at = if source.rarely(16) { source.number() } else { NOW };
    object([
        ("method", method.into()),
        ("origin", ORIGIN.into()),
        ("path", path.into()),
        ("token", "token".into()),
        ("headers", headers.into()),
        ("signatures", signatures.into()),
        ("ids", MINTED.map(secret).to_vec().into()),
        ("at", UntrustedValue::Number(at.into())),
    ])
}

pub(crate) fn error(source: &mut Source) -> UntrustedValue<'static> {
    if source.rarely(4) {
        return object([("isLate", UntrustedValue::Bool(true))]);
    }
    let code = source.choose(ErrorCode::ALL).as_str();
    let mut error = Object::new();
    error.set("code", code.into());
    for (name, value) in [
        ("status", UntrustedValue::Number(source.number().into())),
        ("wasNotSent", UntrustedValue::Bool(source.flag())),
    ] {
        if source.flag() {
            error.set(name, value);
        }
    }
    error.into()
}

/// Returns a likely value of an effect.
pub(crate) fn value_of(source: &mut Source, names: Names, effect: &Effect) -> UntrustedValue<'static> {
    match effect {
        Effect::ReadBody { .. } if source.rarely(8) => {
            object([("refused", source.text(&["payload_too_large", "malformed"]).into())])
        }
        Effect::ReadBody { .. } => {
            object([("body", body(source)), ("key", source.text(&["", "0123456789abcdefghijkl"]).into())])
        }
        Effect::DrawQrCode { .. } => secret("<svg>"),
        Effect::SealCookie { .. } => "sealed".into(),
        Effect::ComputeMacs { .. } => vec![secret("mac_"), secret("older_")].into(),
        Effect::OpenCookies { cookies } => cookies.iter().map(|_| session(source, names)).collect::<Vec<_>>().into(),
        Effect::LoadRecord { .. } if source.rarely(3) => object([]),
        Effect::LoadRecord { .. } => object([("raw", secret("raw_")), ("value", record(source, names))]),
        Effect::CheckRecord { .. } => UntrustedValue::Bool(!source.rarely(4)),
        Effect::SwapRecord { .. } if source.rarely(4) => UntrustedValue::Bool(false),
        Effect::SwapRecord { .. } => object([("raw", secret("raw_"))]),
        Effect::FindStateCode { .. } => source.text(&["IL", ""]).into(),
        Effect::Request { .. } => response(source),
        Effect::Authorize if source.rarely(6) => UntrustedValue::Bool(source.flag()),
        Effect::Authorize => object([
            ("reference", source.choose(&[UntrustedValue::Null, secret("reference_")].each_ref()).clone()),
            ("redirectUri", source.text(&["", "https://app.example.com/done", "javascript:1"]).into()),
        ]),
        Effect::RateLimit if source.rarely(6) => {
            object([("retryAfterMs", UntrustedValue::Number(source.number().into()))])
        }
        Effect::RateLimit => UntrustedValue::Bool(!source.rarely(6)),
        Effect::Provider { .. } => source.text(&[names[0], names[1], "other"]).into(),
        Effect::VerifySignature { .. } if source.rarely(4) => UntrustedValue::Bool(false),
        Effect::VerifySignature { .. } => object([("body", event(source))]),
        _ => UntrustedValue::Null,
    }
}

/// Returns a response of a provider, with the fields of all of them.
fn response(source: &mut Source) -> UntrustedValue<'static> {
    let status = source.choose(&[200_i64, 201, 200, 201, 200, 204, 400, 401, 404, 409, 422, 429, 500, 503, 302]);
    let body = if source.rarely(8) { any_value(source, 3) } else { customer_or_link(source) };
    let body = match source.below(16) {
        14 => UntrustedValue::Null,
        15 => UntrustedValue::Bool(false),
        _ => vec![body].into(),
    };
    let headers = match source.below(8) {
        7 => vec![vec![UntrustedValue::from("Retry-After"), source.text(&["1", "70", "x"]).into()].into()],
        _ => vec![],
    };
    vec!["".into(), UntrustedValue::Number(status.into()), body, headers.into()].into()
}

fn event(source: &mut Source) -> UntrustedValue<'static> {
    let kind = source.text(&[
        "customer.kyc.approved",
        "customer.kyc.rejected",
        "CUSTOMER.KYC_APPROVED",
        "kyc_link.updated.status_transitioned",
        "TEST",
    ]);
    object([
        ("id", secret("event_")),
        ("event_id", secret("event_")),
        ("name", kind.clone().into()),
        ("type", kind.clone().into()),
        ("event_type", kind.into()),
        ("event_category", source.text(&["kyc_link", "customer"]).into()),
        ("timestamp", date(source).into()),
        ("event_created_at", date(source).into()),
        ("data", customer_or_link(source)),
        ("event_object", customer_or_link(source)),
    ])
}

/// Returns a session: of this browser, or handed over to it.
fn session(source: &mut Source, names: Names) -> UntrustedValue<'static> {
    let customer = object([("provider", source.text(&names).into()), ("id", secret("customer_"))]);
    object([
        ("id", secret("session_")),
        ("device", source.choose(&[UntrustedValue::Null, secret("minted_")].each_ref()).clone()),
        ("customer", customer),
        ("reference", source.choose(&[UntrustedValue::Null, secret("reference_")].each_ref()).clone()),
        ("until", time(source)),
        ("began_at", time(source)),
        ("country", source.text(&["", "DE"]).into()),
        ("customer_type", source.text(&["individual", "business"]).into()),
    ])
}

/// Returns a string that must not be in a response.
fn secret(start: &str) -> UntrustedValue<'static> {
    format!("{start}{MARK}").into()
}

fn time(source: &mut Source) -> UntrustedValue<'static> {
    UntrustedValue::Number(
        if source.rarely(4) { source.number() } else { NOW + source.choose(&[0, 86_400_000, -90_000, 3_600_000]) }
            .into(),
    )
}

fn date(source: &mut Source) -> String {
    source.text(&["2026-09-21T14:13:20Z", "2026-09-21T14:12:00.5Z", "2026-09-20T14:13:20Z", ""])
}

/// Returns the body of a browser's request. No response may contain its personal data, and no effect may use its ids.
fn body(source: &mut Source) -> UntrustedValue<'static> {
    object([
        ("type", source.text(&["individual", "business"]).into()),
        ("email", format!("{MARK}@example.com").into()),
        ("phone", source.text(&["+14155550123", ""]).into()),
        ("code", source.text(&["123456", "1", ""]).into()),
        ("value", source.text(&["", "", "", "jane@example.org"]).into()),
        ("replace", source.text(&["", "1"]).into()),
        ("customerId", THEIRS.into()),
        ("address", any_value(source, 2)),
    ])
}

/// A stored record: the fields of all kinds (`src/edge/record/contents.rs`), of which some are missing.
fn record(source: &mut Source, names: Names) -> UntrustedValue<'static> {
    let mut members = Object::new();
    for (name, value) in [
        ("applicant", secret("mac_")),
        ("owner", source.choose(&[secret("minted_"), secret("reference_")].each_ref()).clone()),
        ("attempt_id", secret("minted_")),
        ("customer", secret("customer_")),
        ("key", "0123456789abcdefghijkl".into()),
        ("create_key", secret("minted_")),
        ("outcome", outcome(source)),
        ("status", source.text(&STATUSES).into()),
        ("unconfirmed", vec![UntrustedValue::from("email")].into()),
        ("channel", source.text(&["email", "phone"]).into()),
        ("session", session(source, names)),
        ("offered", secret("minted_")),
        ("device", secret("minted_")),
        ("browser", "Firefox, Linux".into()),
        ("count", UntrustedValue::Number(source.number().into())),
        ("compare", UntrustedValue::Number(source.number().into())),
    ] {
        if !source.rarely(4) {
            members.set(name, value);
        }
    }
    for name in ["is_running", "is_guest", "is_notified", "is_read", "has_open_terms", "is_partial", "is_done"] {
        members.set(name, UntrustedValue::Bool(source.flag()));
    }
    members.set("has_ended", UntrustedValue::Bool(source.rarely(4)));
    for name in ["began_at", "sent_at", "ended_at", "until", "at", "event_at", "made_at"] {
        if !source.rarely(4) {
            members.set(name, time(source));
        }
    }
    members.into()
}

const STATUSES: [&str; 7] = ["incomplete", "pending", "approved", "rejected", "expired", "on_hold", "unknown"];

/// A customer or a link as one of the providers writes it, or a list of them.
fn customer_or_link(source: &mut Source) -> UntrustedValue<'static> {
    let one = one(source);
    match source.below(4) {
        3 => object([("customers", vec![one.clone()].into()), ("data", vec![one].into())]),
        _ => one,
    }
}

fn one(source: &mut Source) -> UntrustedValue<'static> {
    let states = [source.text(&["PENDING", "VERIFIED"]), source.text(&["PENDING", "VERIFIED"])];
    let [email, phone] = states.map(UntrustedValue::from);
    let status = source.text(&["approved", "pending", "incomplete", "rejected"]);
    object([
        ("id", secret("customer_")),
        ("customerId", secret("customer_")),
        ("type", source.text(&["individual", "business"]).into()),
        ("customerType", source.text(&["INDIVIDUAL", "BUSINESS"]).into()),
        ("email", format!("{MARK}@example.com").into()),
        ("phone", "+14155550123".into()),
        ("phoneNumber", "+14155550123".into()),
        ("createdAt", date(source).into()),
        ("kycStatus", source.text(&["UNVERIFIED", "PENDING", "APPROVED", "REJECTED", "HOLD"]).into()),
        ("contactVerification", object([("email", email), ("phone", phone)])),
        ("verificationProfiles", vec![object([("name", "kyc".into()), ("status", status.clone().into())])].into()),
        ("url", "https://kyc.example/1".into()),
        ("kycUrl", "https://kyc.example/1".into()),
        ("kyc_link", source.text(&["kyc.example/1", "https://kyc.example/1"]).into()),
        ("expiresAt", source.text(&["2026-09-21T15:13:20Z", "2026-09-21T14:12:00Z"]).into()),
        ("kyc_status", status.into()),
        ("tos_link", "terms.example/1".into()),
        ("tos_status", source.text(&["pending", "approved"]).into()),
        ("rejection_reasons", vec![object([("reason", "The document is blurred.".into())])].into()),
    ])
}

/// A link as a record has it.
fn link(source: &mut Source) -> UntrustedValue<'static> {
    object([
        ("provider", "grid".into()),
        ("customerId", secret("customer_")),
        ("kycUrl", "https://kyc.example/1".into()),
        ("expiresAt", "2026-09-21T15:13:20Z".into()),
        ("expiresAtMs", time(source)),
    ])
}

/// What an onboarding ended with, as its record has it.
fn outcome(source: &mut Source) -> UntrustedValue<'static> {
    match source.below(3) {
        0 => object([("status", source.text(&STATUSES).into())]),
        1 => object([("channels", vec![UntrustedValue::from("email"), "phone".into()].into())]),
        _ => object([("link", link(source)), ("expiresAtMs", time(source))]),
    }
}
