//! The caller of a request: what `authorize` says about the person, and the onboarding of this browser.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::page_response::link_or_next_step;
use super::response::{Content, Refusal, Response};
use super::run::{Flow, HandlerRun, integer};
use super::step::Effect;
use crate::value::json::Json;
use crate::value::time::DAY_MS;
use crate::value::untrusted::UntrustedValue;

const COOKIE: &str = "__Host-kyclink";
/// How long a cookie lasts after it was last set.
const LIFETIME_MS: i64 = 30 * DAY_MS;
/// How long a cookie lasts after the onboarding began, however often it is set.
const MAX_LIFETIME_MS: i64 = 90 * DAY_MS;
// The prefix of the name demands Secure, Path=/ and no Domain (RFC 6265bis, section 4.1.3.2).
const ATTRIBUTES: [&str; 2] = ["; Path=/; Max-Age=", "; Secure; HttpOnly; SameSite=Lax"];

/// The caller of a request.
pub(super) struct Caller<'a> {
    /// The `reference` that `authorize` returned: the application's own id of this person.
    pub(super) reference: Option<&'a str>,
    /// The `redirectUri` that `authorize` returned. It is not validated.
    pub(super) redirect_uri: Option<&'a str>,
    /// The customer of this browser's onboarding.
    pub(super) customer: Option<CustomerRef<'a>>,
    /// When that onboarding began.
    pub(super) began_at: i64,
    /// The country of the applicant's address.
    pub(super) country: Option<&'a str>,
}

impl<'a> Caller<'a> {
    /// Returns the customer of this browser's onboarding, or refuses the request.
    pub(super) fn require_customer(&self, run: &mut HandlerRun<'a>) -> Flow<CustomerRef<'a>> {
        self.customer.or_else(|| run.refuse(Refusal::NO_SESSION))
    }
}

/// Calls `authorize` and opens the cookie. A cookie with another reference belongs to another person and is ignored.
pub(super) fn identify_caller<'a>(run: &mut HandlerRun<'a>) -> Flow<Caller<'a>> {
    let mut authorized = &UntrustedValue::Null;
    if run.has_hook("authorize") {
        authorized = match run.perform(|| Effect::Authorize)? {
            Ok(UntrustedValue::Bool(_)) => return run.respond(Response::new(403, Content::FromHook, None)),
            Ok(authorized) => authorized,
            Err(_) => return run.refuse(Refusal::NOT_ALLOWED),
        };
    }
    let reference = authorized.text_of("reference");
    let (mut customer, mut began_at, mut country) = (None, run.now, None);
    if let Some(cookie) = find_cookie(run.header("cookie").unwrap_or_default()) {
        let opened = run.require(|| Effect::OpenCookie { cookie: cookie.to_owned() })?;
        let is_theirs = opened.text_of("reference") == reference;
        let is_current = integer(opened, "until").is_some_and(|until| run.now < until);
        if let (true, Some(name), Some(id), Some(at)) = (
            is_theirs && is_current,
            opened.text_of("provider"),
            opened.text_of("customer"),
            integer(opened, "beganAt"),
        ) {
            customer = run.configured_provider(name).map(|(provider, _)| CustomerRef { provider, id });
            began_at = at;
            country = opened.text_of("country");
        }
    }
    Some(Caller { reference, redirect_uri: authorized.text_of("redirectUri"), customer, began_at, country })
}

/// Finds the value of the session cookie. Returns `None` if there are two, because it is unknown which one is ours.
fn find_cookie(header: &str) -> Option<&str> {
    let mut values = header.split(';').filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// Responds with the outcome of an onboarding that began at `began_at`, and sets the cookie that ties it to this
/// browser.
pub(super) fn respond_with_session<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller,
    customer: CustomerRef,
    began_at: i64,
    outcome: &UntrustedValue,
    is_form: bool,
) -> Flow<()> {
    let until = run.now.saturating_add(LIFETIME_MS).min(began_at.saturating_add(MAX_LIFETIME_MS));
    let max_age = (until.saturating_sub(run.now) / 1000).to_json();
    let session = JsonFields(&[
        ("provider", &customer.provider.name()),
        ("customer", &customer.id),
        ("reference", &caller.reference.unwrap_or_default()),
        ("until", &until),
        ("beganAt", &began_at),
        ("country", &caller.country.unwrap_or_default()),
    ]);
    let sealed = run.require_text(|| Effect::SealCookie { content: session.to_json() })?;
    let [before, after] = ATTRIBUTES;
    let cookie = [COOKIE, "=", sealed, before, &max_age, after].concat();
    run.respond(link_or_next_step(outcome, is_form).with_header("set-cookie", cookie))
}
