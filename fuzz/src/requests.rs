//! Makes requests that a browser may send to the handler, and the values or errors with which an effect may end.

use kyclink::edge::Effect;
use kyclink::{ErrorCode, Object, UntrustedValue};

use crate::grammar::{MARK, NOW, any_value, object};
use crate::source::Source;

/// The names of the two providers that the handler has. The bytes name them, so that they mean the same when a provider
/// is added.
pub(crate) type Names = [&'static str; 2];

/// An id that only the browser names.
pub(crate) const THEIRS: &str = "customer_of_somebody_else";
pub(crate) const ORIGIN: &str = "https://app.example.com";

pub(crate) fn config(source: &mut Source, [first, second]: Names) -> UntrustedValue<'static> {
    let mut config = Object::new();
    config.set("basePath", "/kyc".into());
    config.set("timeout", UntrustedValue::Number(20_000_i64.into()));
    config.set("allowedOrigins", vec![UntrustedValue::from(ORIGIN)].into());
    let keys = || object([("webhookSecret", "s".into()), ("webhookPublicKey", "k".into())]);
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
    ]);
    let likely = if path.ends_with("status") { "GET" } else { "POST" };
    let method = source.text(&[likely, likely, likely, "OPTIONS", "HEAD"]);
    let mut headers = Object::new();
    for (name, likely) in [
        ("origin", &[ORIGIN, ORIGIN, ORIGIN, "null", "https://evil.example"] as &[&str]),
        ("content-type", &["application/json", "application/x-www-form-urlencoded", "text/plain"]),
        ("idempotency-key", &["0123456789abcdefghijkl", "abcdefghijkl0123456789", "short"]),
        ("cookie", &["__Host-kyclink=sealed", "__Host-kyclink=planted; __Host-kyclink=sealed", "__Host-kyclink="]),
        ("sec-fetch-site", &["same-origin", "cross-site"]),
        ("sec-fetch-mode", &["navigate", "cors"]),
        ("accept", &["text/html", "*/*"]),
        ("access-control-request-method", &["POST"]),
    ] {
        if !source.rarely(4) {
            headers.set(name, source.text(likely).into());
        }
    }
    let at = if source.rarely(16) { source.number() } else { NOW };
    object([
        ("method", method.into()),
        ("origin", ORIGIN.into()),
        ("path", path.into()),
        ("token", "token".into()),
        ("headers", headers.into()),
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
        ("retryAfterMs", UntrustedValue::Number(source.number().into())),
        ("operation", source.choose(&["grid.createKycLink", "grid.createCustomer", "grid.confirmEmail"]).into()),
        ("customerId", secret("customer_")),
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
        Effect::MakeRandomId => secret("minted_"),
        Effect::DrawQrCode { .. } => secret("<svg>"),
        Effect::SealCookie { .. } => "sealed".into(),
        Effect::ComputeMacs { .. } => vec![secret("mac_"), secret("older_")].into(),
        Effect::OpenCookies { cookies } => cookies.iter().map(|_| session(source, names)).collect::<Vec<_>>().into(),
        Effect::LoadRecord { .. } if source.rarely(3) => object([]),
        Effect::LoadRecord { .. } => object([("raw", secret("raw_")), ("value", record(source, names))]),
        Effect::SwapRecord { .. } if source.rarely(4) => UntrustedValue::Bool(false),
        Effect::SwapRecord { .. } => object([("raw", secret("raw_"))]),
        Effect::Validate { .. } => object([("value", body(source)), ("warnings", warnings(source))]),
        Effect::FindStateCode { .. } => source.text(&["IL", ""]).into(),
        // Only some providers have terms, and links with a status.
        Effect::Onboard { provider, .. } => match source.below(if has_terms(provider) { 4 } else { 3 }) {
            3 => object([("kind", "accept_terms".into()), ("then", link_with_terms(source))]),
            0 => object([("kind", "approved".into()), ("customerId", secret("customer_"))]),
            1 => object([
                ("kind", "verify_contact".into()),
                ("customerId", secret("customer_")),
                ("channels", vec![UntrustedValue::from("email")].into()),
            ]),
            _ => object([("kind", "link".into()), ("link", link(source))]),
        },
        Effect::CallProvider { endpoint, .. } if endpoint.name().ends_with("KycLink") => {
            let has_terms = endpoint.name().split('.').next().is_some_and(has_terms);
            if has_terms { link_with_terms(source) } else { link(source) }
        }
        Effect::CallProvider { endpoint, .. } if endpoint.name().contains("send") => UntrustedValue::Null,
        Effect::CallProvider { .. } => customer(source),
        Effect::FindCandidates { .. } => {
            let count = source.below(3);
            (0..count).map(|_| customer(source)).collect::<Vec<_>>().into()
        }
        Effect::Authorize if source.rarely(6) => UntrustedValue::Bool(source.flag()),
        Effect::Authorize => object([
            ("reference", source.choose(&[UntrustedValue::Null, secret("reference_")].each_ref()).clone()),
            ("redirectUri", source.text(&["", "https://app.example.com/done", "javascript:1"]).into()),
        ]),
        Effect::LimitRate if source.rarely(6) => {
            object([("retryAfterMs", UntrustedValue::Number(source.number().into()))])
        }
        Effect::LimitRate => UntrustedValue::Bool(!source.rarely(6)),
        Effect::ChooseProvider { .. } => source.text(&[names[0], names[1], "other"]).into(),
        Effect::VerifyWebhook { .. } => object([
            ("id", secret("event_")),
            ("kind", source.text(&["kyc_approved", "kyc_rejected", "kyc_pending", "test"]).into()),
            ("customerId", secret("customer_")),
            ("occurredAt", date(source)),
        ]),
        _ => UntrustedValue::Null,
    }
}

fn warnings(source: &mut Source) -> UntrustedValue<'static> {
    let code = source.text(&["state_omitted", "country_unknown"]);
    vec![UntrustedValue::from(vec![UntrustedValue::from("/address/state"), code.into()])].into()
}

/// Returns a session: of this browser, or handed over to it.
fn session(source: &mut Source, names: Names) -> UntrustedValue<'static> {
    object([
        ("session", secret("session_")),
        ("device", source.choose(&[UntrustedValue::Null, secret("minted_")].each_ref()).clone()),
        ("provider", source.text(&names).into()),
        ("customer", secret("customer_")),
        ("reference", source.choose(&[UntrustedValue::Null, secret("reference_")].each_ref()).clone()),
        ("until", time(source)),
        ("beganAt", time(source)),
        ("country", source.text(&["", "DE"]).into()),
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

fn date(source: &mut Source) -> UntrustedValue<'static> {
    source.text(&["2026-09-21T14:13:20Z", "2026-09-21T14:12:00.5Z", "2026-09-20T14:13:20Z", ""]).into()
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

/// A stored record: the fields of all kinds, of which some are missing.
fn record(source: &mut Source, names: Names) -> UntrustedValue<'static> {
    let mut members = Object::new();
    let flag = UntrustedValue::Bool(source.flag());
    for (name, value) in [
        ("applicant", secret("mac_")),
        ("owner", source.choose(&[secret("minted_"), secret("reference_")].each_ref()).clone()),
        ("attempt", secret("minted_")),
        ("customer", secret("customer_")),
        ("provider", source.text(&names).into()),
        ("reference", source.choose(&[UntrustedValue::Null, secret("reference_")].each_ref()).clone()),
        ("isRunning", flag.clone()),
        ("isNotified", flag),
        ("outcome", outcome(source)),
        ("status", source.text(&STATUSES).into()),
        ("isDone", UntrustedValue::Bool(source.flag())),
        ("count", UntrustedValue::Number(source.number().into())),
        ("session", session(source, names)),
        ("offered", secret("minted_")),
        ("device", secret("minted_")),
        ("hasEnded", UntrustedValue::Bool(source.rarely(4))),
        ("compare", UntrustedValue::Number(source.number().into())),
        ("browser", "Firefox, Linux".into()),
    ] {
        if !source.rarely(4) {
            members.set(name, value);
        }
    }
    for name in ["beganAt", "sentAt", "endedAt", "until", "at", "eventAt", "madeAt"] {
        if !source.rarely(4) {
            members.set(name, time(source));
        }
    }
    members.into()
}

const STATUSES: [&str; 6] = ["incomplete", "pending", "approved", "rejected", "on_hold", "unknown"];

/// A customer as a client returns it, without the provider's own response.
fn customer(source: &mut Source) -> UntrustedValue<'static> {
    let state = source.text(&["pending", "verified", "unknown"]);
    object([
        ("id", secret("customer_")),
        ("createdAt", date(source)),
        ("type", source.text(&["individual", "business"]).into()),
        ("status", source.text(&STATUSES).into()),
        ("email", format!("{MARK}@example.com").into()),
        ("contactVerification", object([("email", state.into()), ("phone", "pending".into())])),
    ])
}

/// A link as a client returns it.
fn link(source: &mut Source) -> UntrustedValue<'static> {
    object([
        ("provider", "grid".into()),
        ("customerId", secret("customer_")),
        ("kycUrl", "https://kyc.example/1".into()),
        ("expiresAt", "2026-09-21T15:13:20Z".into()),
        ("expiresAtMs", time(source)),
    ])
}

fn has_terms(provider: &str) -> bool {
    provider == "bridge"
}

/// A link that comes before its customer, has terms and a status, and perhaps does not expire.
fn link_with_terms(source: &mut Source) -> UntrustedValue<'static> {
    let UntrustedValue::Object(mut link) = link(source) else { return UntrustedValue::Null };
    link.set("id", secret("customer_"));
    link.set("tosUrl", "https://terms.example/1".into());
    link.set("tosStatus", source.text(&["pending", "accepted"]).into());
    link.set("status", source.text(&STATUSES).into());
    link.set("rejectionReasons", vec![UntrustedValue::from("The document is blurred.")].into());
    if source.flag() {
        link.set("expiresAt", UntrustedValue::Null);
        link.set("expiresAtMs", UntrustedValue::Null);
    }
    link.into()
}

/// What an onboarding ended with, as its record has it.
fn outcome(source: &mut Source) -> UntrustedValue<'static> {
    match source.below(3) {
        0 => object([("status", source.text(&STATUSES).into())]),
        1 => object([("channels", vec![UntrustedValue::from("email"), "phone".into()].into())]),
        _ => object([("link", link(source)), ("expiresAtMs", time(source))]),
    }
}
