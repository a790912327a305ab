//! The handler in front of a provider. It takes a page's request to a response, without I/O.
//!
//! The handler is straight-line code that is replayed: a [`Handling`] runs it from the start with the outcomes so far,
//! until it needs an effect that has no outcome yet. The host performs the effect and proceeds: it reads bodies, stores
//! records, seals and opens values, calls the provider and the hooks. This module decides what the outcomes mean. Each
//! outcome includes its time, so that every replay makes the same decisions.
//!
//! ```
//! use kyclink::UntrustedValue;
//! use kyclink::edge::{Content, Effect, Handling, Outcome, RateLimit, Value};
//!
//! let json = |text| UntrustedValue::from_json(text).expect("JSON");
//! let mut config = json(r#"{"basePath": "/kyc", "provider": "grid", "connections": {"grid": {}}, "timeout": 20000}"#)
//!     .object().expect("an object").clone();
//! config.set("rateLimit", UntrustedValue::Opaque); // a function of the host
//! let config = UntrustedValue::from(config);
//! let request = json(r#"{"method": "GET", "path": "/kyc/status", "headers": {}, "at": 1790000000000}"#);
//!
//! let mut handling = Handling::of_request(config.into(), request);
//! let mut response = handling.proceed(vec![]);
//! while response.is_none() {
//!     let perform = |effect: &Effect| match effect {
//!         Effect::RateLimit => Ok(Value::RateLimit(RateLimit::Allowed)),
//!         _ => unreachable!("a browser without a cookie has no onboarding to ask about"),
//!     };
//!     let ended = |effect| Outcome { at: 1_790_000_000_001, elapsed_ms: 1, result: perform(effect) };
//!     response = handling.proceed(handling.effects().iter().map(ended).collect());
//! }
//! let response = response.expect("the request has ended");
//! assert_eq!(response.status, 200);
//! assert!(matches!(response.content, Content::Json(body) if body == r#"{"status":"none","nextAction":"none"}"#));
//! ```

mod agreement;
pub(crate) mod config;
mod contact;
mod customer;
mod engine;
mod handling;
pub(crate) mod known_requests;
mod milestone;
mod onboarding;
mod operator;
pub(crate) mod rate;
pub(crate) mod record;
mod request;
mod response;
mod session;
mod status;
mod webhook;

pub use config::check_config;
pub use config::settings::settings_of;
use engine::effect::StoppedAt;
pub use engine::effect::{BodyKind, Effect};
pub use engine::outcome::{
    Authorized, EffectError, Failure, LoadedRecord, Outcome, RateLimit, ReceivedBody, Swap, Unreadable, Value,
};
use engine::run::{End, HandlerRun, Suspended};
pub use handling::Handling;
pub use milestone::Milestone;
use onboarding::{links, token};
pub use record::lifetime::Lifetime;
pub use record::{IfUnreadable, RECORDS, RecordKind};
use request::gate::{self, Route};
pub use response::refusal::{HANDLER_CODES, HandlerCode};
pub use response::{AgendaPlace, Content, Problem, Response, ShownIssues, View};
use session::{caller, handoff};

fn finish(run: &mut HandlerRun<'_>) -> StoppedAt {
    let Err(Suspended) = handle(run);
    match run.take_stopped_at() {
        StoppedAt::Response(response) => StoppedAt::Response(gate::finalize_response(run, response)),
        elsewhere => elsewhere,
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
        Route::Token => token::create(run, &caller),
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
