//! Whatever a browser sends and whatever an effect ends with: the handler responds after a bounded number of effects; it
//! asks only about customers that the server knows, creates at most one, and stores well-formed records; after the
//! deadline it does nothing more; a response contains no id of a customer, no sealed value, no reference and nothing of
//! a person.

use kyclink::UntrustedValue;
use kyclink::edge::{Content, Effect, Failure, Handling, Outcome, Response};
use kyclink::provider::PROVIDERS;

use crate::grammar::{NOW, any_value, is_json, object, split_line};
use crate::requests::{MINTED, Names, ORIGIN, THEIRS, config, error, request, value_of};
use crate::source::MARK;
use crate::source::Source;

/// More than the effects of the longest request.
const MAX_EFFECTS: usize = 120;
/// The latest time that a host's clock can show: that of a JavaScript `Date`.
const LAST: i64 = 8_640_000_000_000_000;

/// The bytes are a line with the names of two providers, and choices.
pub(super) fn target(bytes: &[u8]) {
    let Some((line, choices)) = split_line(bytes) else { return };
    let Some(names) = line.split_once(' ').and_then(|(first, second)| Some([named(first)?, named(second)?])) else {
        return;
    };
    let mut source = Source::new(choices);
    let (config, request) = (config(&mut source, names), request(&mut source, names));
    let (mut handling, mut ended) = (Handling::of_request(config.into(), request), Vec::new());
    let (mut effects, mut at, mut creates, mut is_late, mut is_opened) = (0, NOW, 0, false, false);
    loop {
        let response = handling.proceed(std::mem::take(&mut ended));
        for effect in handling.effects() {
            assert!(!is_late, "an effect after the deadline");
            effects += 1;
            assert!(effects <= MAX_EFFECTS, "the request does not end");
            creates += usize::from(
                matches!(effect, Effect::Request { endpoint, attempt: 1, .. } if endpoint.creates_customer()),
            );
            assert!(creates <= 1, "two creates");
            check_effect(effect);
            let outcome = outcome_of(&mut source, names, effect, &mut at);
            // Only the first of several loads is certainly one for which the handler asks.
            let is_asked_for = !matches!(effect, Effect::LoadRecord { .. }) || ended.is_empty();
            is_late = is_asked_for && matches!(outcome.result, Err(Failure::Late));
            is_opened |= removes_link(effect);
            let is_as_assumed = outcome.is_as_assumed();
            ended.push(outcome);
            if !is_as_assumed {
                break;
            }
        }
        if let Some(response) = response.filter(|_| ended.iter().all(Outcome::is_as_assumed)) {
            return check_response(&response, is_late && !is_opened);
        }
        assert!(!ended.is_empty(), "the request does not go on");
    }
}

/// Makes an outcome as the wrapper writes it.
fn outcome_of(source: &mut Source, names: Names, effect: &Effect, at: &mut i64) -> Outcome<'static> {
    *at = if source.rarely(16) {
        source.number().clamp(-LAST, LAST)
    } else {
        at.saturating_add(source.choose(&[1, 0, 1_000, 30_000, -1_000]))
    };
    let result = match source.below(12) {
        11 => ("error", error(source)),
        // What seals a cookie is a part of the package, and its text always fits into a header.
        10 if !matches!(effect, Effect::SealCookie { .. }) => ("value", any_value(source, 3)),
        _ => ("value", value_of(source, names, effect)),
    };
    let elapsed = if source.rarely(16) { source.number() } else { 5 };
    let [at, elapsed] = [*at, elapsed].map(|ms| UntrustedValue::Number(ms.into()));
    let outcome = object([("effect", effect.name().into()), ("at", at), ("elapsedMs", elapsed), result]);
    Outcome::read(&outcome).expect("it has an effect and its times")
}

fn named(name: &str) -> Option<&'static str> {
    PROVIDERS.iter().map(|provider| provider.name()).find(|known| *known == name)
}

/// Whether the effect removes a link to another device. By then, this browser has the session, and the response says so
/// even if the store hangs.
fn removes_link(effect: &Effect) -> bool {
    matches!(effect, Effect::SwapRecord { name, value: None, .. } if name.first().is_some_and(|kind| kind == "handoff"))
}

fn check_effect(effect: &Effect) {
    match effect {
        Effect::Request { request, .. } => {
            assert!(
                !request.url.contains(THEIRS) && !request.body.as_deref().is_some_and(|body| body.contains(THEIRS))
            );
        }
        Effect::OnCreated { customer_id, .. } => assert!(!customer_id.contains(THEIRS)),
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
            let own = MINTED.map(|id| format!("token={id}{MARK}")).into_iter().chain([format!("<svg>{MARK}")]);
            &own.fold(body.clone(), |body, own| body.replace(&own, ""))
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
