//! Whatever a browser sends and whatever an effect ends with: the handler responds after a bounded number of steps; it asks only
//! about customers that the server knows, creates at most one, and stores well-formed records; after the deadline it does nothing
//! more; a response contains no id of a customer, no sealed value, no reference and nothing of a person.

use kyclink::edge::{Content, Effect, Failure, Outcome, Response, Step, step};
use kyclink::{ErrorCode, Object, UntrustedValue};

use crate::grammar::{MARK, NOW, any_value, is_json, object};
use crate::source::Source;

/// More than the effects of the longest request.
const MAX_STEPS: usize = 120;
/// The latest time that a host's clock can show: that of a JavaScript `Date`.
const LAST: i64 = 8_640_000_000_000_000;
/// An id that only the browser names.
const THEIRS: &str = "customer_of_somebody_else";
const ORIGIN: &str = "https://app.example.com";

pub(super) fn target(bytes: &[u8]) {
    let mut source = Source::new(bytes);
    let (config, request) = (config(&mut source), request(&mut source));
    let (mut outcomes, mut at, mut creates, mut is_late) = (Vec::new(), NOW, 0, false);
    for _ in 0..MAX_STEPS {
        let effect = match step(&config, &request, &outcomes) {
            Step::Respond(response) => return check_response(&response, is_late),
            Step::Do(effect) => effect,
        };
        assert!(!is_late, "an effect after the deadline");
        creates += usize::from(matches!(effect, Effect::Onboard { .. }));
        assert!(creates <= 1, "two creates");
        check_effect(&effect);
        at = if source.rarely(16) {
            source.number().clamp(-LAST, LAST)
        } else {
            at.saturating_add(source.choose(&[1, 0, 1_000, 30_000, -1_000]))
        };
        let result = match source.below(12) {
            11 => ("error", error(&mut source)),
            // What seals a cookie is a part of the package, and its text always fits into a header.
            10 if !matches!(effect, Effect::SealCookie { .. }) => ("value", any_value(&mut source, 3)),
            _ => ("value", value_of(&mut source, &effect)),
        };
        let elapsed = if source.rarely(16) { source.number() } else { 5 };
        let [at, elapsed] = [at, elapsed].map(|ms| UntrustedValue::Number(ms.into()));
        let outcome = object([("effect", effect.name().into()), ("at", at), ("elapsedMs", elapsed), result]);
        let outcome = Outcome::read(&outcome).expect("it has an effect and its times");
        is_late = matches!(outcome.result, Err(Failure::Late));
        outcomes.push(outcome);
    }
    panic!("the request does not end");
}

fn check_effect(effect: &Effect) {
    match effect {
        Effect::CallProvider { input, .. } => {
            let id = input.object().and_then(|input| input.text("customerId"));
            assert!(id.is_some_and(|id| !id.contains(THEIRS)));
        }
        Effect::NotifyCreated { customer_id, .. } => assert!(!customer_id.contains(THEIRS)),
        Effect::SealCookie { content } => assert!(is_json(content)),
        Effect::SwapRecord { name, value, lifetime_ms, .. } => {
            assert!(!name.is_empty());
            assert!(value.as_deref().is_none_or(|value| is_json(value) && *lifetime_ms > 0), "{name:?}");
        }
        _ => {}
    }
}

fn check_response(response: &Response, is_late: bool) {
    assert!((200..600).contains(&response.status));
    assert!(!is_late || response.status == 503, "{}", response.status);
    let body = match &response.content {
        Content::Json(body) => {
            assert!(is_json(body));
            // The link to another device is for the person who asked for it.
            &body.replace(&format!("token=minted_{MARK}"), "").replace(&format!("<svg>{MARK}"), "")
        }
        Content::Failed(problem) => {
            assert!(problem.public_code().http_status() == response.status && response.status >= 400);
            ""
        }
        Content::Refused(code) => {
            assert!(response.status >= 400);
            *code
        }
        Content::Empty | Content::FromHook => "",
    };
    assert!(!body.contains(MARK), "something secret in a body");
    for (at, (name, value)) in response.headers.iter().enumerate() {
        assert!(!value.contains(MARK) && !value.contains(char::is_control), "{name}");
        assert!(!response.headers[..at].iter().any(|(other, _)| other == name), "{name} twice");
        match *name {
            "retry-after" => assert!(value.parse::<i32>().is_ok_and(|seconds| seconds > 0)),
            "access-control-allow-origin" => assert_eq!(value, ORIGIN),
            _ => {}
        }
    }
}

fn config(source: &mut Source) -> UntrustedValue<'static> {
    let mut config = Object::new();
    config.set("basePath", "/kyc".into());
    config.set("timeout", UntrustedValue::Number(20_000_i64.into()));
    config.set("allowedOrigins", vec![UntrustedValue::from(ORIGIN)].into());
    let keys = || object([("webhookSecret", "s".into()), ("webhookPublicKey", "k".into())]);
    config.set("connections", object([("spherepay", keys()), ("grid", keys())]));
    match source.below(3) {
        0 => config.set("provider", "spherepay".into()),
        1 => config.set("provider", "grid".into()),
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

fn request(source: &mut Source) -> UntrustedValue<'static> {
    let path = source.text(&[
        "/kyc/links",
        "/kyc/links",
        "/kyc/links/renew",
        "/kyc/status",
        "/kyc/contact/email",
        "/kyc/contact/phone/confirm",
        "/kyc/contact/email/confirm",
        "/kyc/webhooks/spherepay",
        "/kyc/webhooks/grid",
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

fn error(source: &mut Source) -> UntrustedValue<'static> {
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
fn value_of(source: &mut Source, effect: &Effect) -> UntrustedValue<'static> {
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
        Effect::OpenCookies { cookies } => cookies.iter().map(|_| session(source)).collect::<Vec<_>>().into(),
        Effect::LoadRecord { .. } if source.rarely(3) => object([]),
        Effect::LoadRecord { .. } => object([("raw", secret("raw_")), ("value", record(source))]),
        Effect::SwapRecord { .. } if source.rarely(4) => UntrustedValue::Bool(false),
        Effect::SwapRecord { .. } => object([("raw", secret("raw_"))]),
        Effect::Validate { .. } => object([("value", body(source)), ("warnings", warnings(source))]),
        Effect::FindStateCode { .. } => source.text(&["IL", ""]).into(),
        Effect::Onboard { .. } => match source.below(3) {
            0 => object([("kind", "approved".into()), ("customerId", secret("customer_"))]),
            1 => object([
                ("kind", "verify_contact".into()),
                ("customerId", secret("customer_")),
                ("channels", vec![UntrustedValue::from("email")].into()),
            ]),
            _ => object([("kind", "link".into()), ("link", link(source))]),
        },
        Effect::CallProvider { endpoint, .. } if endpoint.name().ends_with("KycLink") => link(source),
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
        Effect::ChooseProvider { .. } => source.text(&["spherepay", "grid", "other"]).into(),
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
fn session(source: &mut Source) -> UntrustedValue<'static> {
    object([
        ("session", secret("session_")),
        ("device", source.choose(&[UntrustedValue::Null, secret("minted_")].each_ref()).clone()),
        ("provider", source.text(&["spherepay", "grid"]).into()),
        ("customer", secret("customer_")),
        ("reference", source.choose(&[UntrustedValue::Null, secret("reference_")].each_ref()).clone()),
        ("until", time(source)),
        ("beganAt", time(source)),
        ("country", source.text(&["", "DE"]).into()),
    ])
}

/// What must not come out.
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

/// The body of a browser. What it says about a person must not come out, and its ids must not be used.
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
fn record(source: &mut Source) -> UntrustedValue<'static> {
    let mut members = Object::new();
    let flag = UntrustedValue::Bool(source.flag());
    for (name, value) in [
        ("applicant", secret("mac_")),
        ("owner", source.choose(&[secret("minted_"), secret("reference_")].each_ref()).clone()),
        ("attempt", secret("minted_")),
        ("customer", secret("customer_")),
        ("provider", source.text(&["spherepay", "grid"]).into()),
        ("reference", source.choose(&[UntrustedValue::Null, secret("reference_")].each_ref()).clone()),
        ("isRunning", flag.clone()),
        ("isNotified", flag),
        ("outcome", outcome(source)),
        ("status", source.text(&STATUSES).into()),
        ("isDone", UntrustedValue::Bool(source.flag())),
        ("count", UntrustedValue::Number(source.number().into())),
        ("session", session(source)),
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

/// What an onboarding ended with, as its record has it.
fn outcome(source: &mut Source) -> UntrustedValue<'static> {
    match source.below(3) {
        0 => object([("status", source.text(&STATUSES).into())]),
        1 => object([("channels", vec![UntrustedValue::from("email"), "phone".into()].into())]),
        _ => object([("link", link(source)), ("expiresAtMs", time(source))]),
    }
}
