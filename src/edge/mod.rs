//! The handler in front of a provider. It takes a page's request to a response, without I/O.
//!
//! The handler is straight-line code that is replayed: each [`step`] runs it from the start with the outcomes so far,
//! until it needs an effect that has no outcome yet. The host performs the effect and takes the next step: it reads
//! bodies, stores records, seals and opens values, calls the provider and the hooks. This module decides what the
//! outcomes mean. Each outcome includes its time, so that every replay makes the same decisions.
//!
//! ```
//! use kyclink::UntrustedValue;
//! use kyclink::edge::{Content, Effect, Outcome, RateLimit, Step, Value, step};
//!
//! let json = |text| UntrustedValue::from_json(text).expect("JSON");
//! let mut config = json(r#"{"basePath": "/kyc", "provider": "grid", "connections": {"grid": {}}, "timeout": 20000}"#)
//!     .object().expect("an object").clone();
//! config.set("rateLimit", UntrustedValue::Opaque); // a function of the host
//! let config = config.into();
//! let request = json(r#"{"method": "GET", "path": "/kyc/status", "headers": {}, "at": 1790000000000}"#);
//!
//! let mut outcomes = Vec::new();
//! let response = loop {
//!     match step(&config, &request, &outcomes) {
//!         Step::Do(Effect::RateLimit) => {
//!             let result = Ok(Value::RateLimit(RateLimit::Allowed));
//!             outcomes.push(Outcome { at: 1_790_000_000_001, elapsed_ms: 1, result });
//!         }
//!         Step::Do(_) => unreachable!("a browser without a cookie has no onboarding to ask about"),
//!         Step::Respond(response) => break response,
//!     }
//! };
//! assert_eq!(response.status, 200);
//! assert!(matches!(response.content, Content::Json(body) if body == r#"{"status":"none","nextAction":"none"}"#));
//! ```

mod agreement;
pub(crate) mod config;
mod contact;
mod customer;
mod engine;
mod handling;
mod milestone;
mod onboarding;
mod operator;
#[allow(dead_code, reason = "only the npm package needs it")]
pub(crate) mod rate;
pub(crate) mod record;
mod request;
mod response;
#[allow(dead_code, reason = "only the npm package needs it")]
pub(crate) mod running;
mod session;
mod status;
mod webhook;

use crate::value::untrusted::UntrustedValue;
pub use config::check_config;
use engine::kept::{Kept, Memory};
pub use engine::outcome::{
    Authorized, EffectError, Failure, LoadedRecord, Outcome, RateLimit, ReceivedBody, Swap, Unreadable, Value,
};
use engine::run::{End, HandlerRun, Suspension};
pub use engine::step::{BodyKind, Effect, Step};
pub use handling::Handling;
pub use milestone::Milestone;
use onboarding::links;
pub use record::lifetime::Lifetime;
pub use record::{IfUnreadable, RECORDS, RecordKind};
use request::gate::{self, Route};
pub use response::refusal::{HANDLER_CODES, HandlerCode};
pub use response::{Content, Problem, Response, ShownIssues, View, public_code};
use session::{caller, handoff};

/// Takes the next step of a request.
///
/// - `config` is a configuration that [`check_config`] has accepted, without its secrets: `basePath`, `provider`,
///   `allowedOrigins`, `publicOrigin`, `redirectUri`, `timeout` and `maxWebhookAgeMs` in milliseconds, `id`, the hooks
///   as [`UntrustedValue::Opaque`], and two objects with each configured provider: `connections`, and `tenants`, with
///   what tells its account apart from others over the store. Without `tenants`, that is the `id`.
/// - `request` is `{ method, origin, path, token, headers, address, at }`: the origin and the path of its URL, the
///   parameter `token` of its query, the headers with their names in lower case, and the address of the client.
/// - `outcomes` are the outcomes of the effects so far, in order.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::{Content, Step, step};
/// let config = UntrustedValue::from_json(r#"{"basePath": "/kyc", "provider": "grid"}"#).expect("JSON");
/// let request = r#"{"method": "GET", "path": "/kyc/nothing", "headers": {}, "at": 1790000000000}"#;
/// let request = UntrustedValue::from_json(request).expect("JSON");
/// let Step::Respond(response) = step(&config, &request, &[]) else { panic!("no effect is needed") };
/// assert!(matches!((response.status, response.content), (404, Content::Refused("no_route"))));
/// ```
pub fn step<'a>(config: &'a UntrustedValue<'a>, request: &'a UntrustedValue<'a>, outcomes: &'a [Outcome<'a>]) -> Step {
    let (kept, memory) = (Kept::default(), Memory::default());
    finish(&mut HandlerRun::new(config, request, outcomes, (&kept, &memory)))
}

/// Takes the next step of an operator's command: a function for the application's own tools, never a route.
///
/// - `config` and `outcomes` are those of [`step`].
/// - `command` is `{ function, provider, reference, customerId, email, to, ttlMs, ids, at }`: the function is `find`,
///   `release`, `resumeLink`, `exportData` or `forget`, exactly one of `reference`, `customerId` and `email` says whom it
///   is about, and `to` is the reference of the person to whom `release` gives the customer, or whose login opens the
///   link. Without `provider`, it is that of the configuration. `ttlMs` and the random `ids` are for `resumeLink`.
///   `{ function: "agreements" }` is about nobody: it lists the documents that the form of a page shows.
///
/// A command that is wrong is refused with one of the words in `pkg-template/lib/edge/operator.js`.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::{Content, Effect, Step, operate};
/// let json = |text| UntrustedValue::from_json(text).expect("JSON");
/// let config = json(r#"{"provider": "bridge", "connections": {"bridge": {"apiKey": "sk-test-1", "environment": "sandbox"}}, "timeout": 20000}"#);
///
/// let command = json(r#"{"function": "find", "email": "jane@example.com", "at": 1790000000000}"#);
/// let Step::Do(Effect::Request { endpoint, .. }) = operate(&config, &command, &[]) else { panic!("a request") };
/// assert_eq!(endpoint.name(), "bridge.listKycLinks");
///
/// let Step::Respond(response) = operate(&config, &json(r#"{"function": "find"}"#), &[]) else { panic!("refused") };
/// assert!(matches!(response.content, Content::Refused("who")));
/// ```
pub fn operate<'a>(
    config: &'a UntrustedValue<'a>,
    command: &'a UntrustedValue<'a>,
    outcomes: &'a [Outcome<'a>],
) -> Step {
    let (kept, memory) = (Kept::default(), Memory::default());
    let Err(Suspension(step)) = operator::run(&mut HandlerRun::new(config, command, outcomes, (&kept, &memory)));
    *step
}

fn finish(run: &mut HandlerRun<'_>) -> Step {
    let Err(Suspension(step)) = handle(run);
    match *step {
        Step::Respond(response) => Step::Respond(gate::finalize_response(run, response)),
        effect @ Step::Do(_) => effect,
    }
}

// An engine compiles a function as a whole when it is first called. So each route stays a function of its own in the
// module (`inline(never)`): together they would be one of 28 KB, of which a request needs a third.
fn handle(run: &mut HandlerRun<'_>) -> End {
    let route = gate::find_route(run)?;
    if let Route::Webhook(provider) = route {
        return webhook::receive(run, provider);
    }
    let kind = gate::admit(run, route)?;
    let caller = caller::identify_caller(run, route)?;
    match route {
        Route::Links => links::create_link(run, &caller, kind),
        Route::RenewLink => links::renew_link(run, &caller, kind),
        Route::SendCode(channel) => contact::send_code(run, &caller, kind, channel),
        Route::ConfirmCode(channel) => contact::confirm_code(run, &caller, kind, channel),
        Route::CreateHandoff => handoff::create(run, &caller),
        Route::OpenHandoff => handoff::open(run, &caller, kind),
        Route::EndHandoff => handoff::end(run, &caller, kind),
        Route::EndSession => caller::end_session(run, &caller, kind),
        Route::Agreements if run.method() == "POST" => agreement::accept(run, &caller, kind),
        Route::Agreements => agreement::show(run, &caller),
        Route::Status | Route::Webhook(_) => status::respond_with_status(run, &caller),
    }
}
