//! The caller of a request: what `authorize` says about the person, and the onboarding of this browser.

use crate::client::customer::CustomerType;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::next_step::NextStep;
use crate::edge::engine::effect::{BodyKind, Effect};
use crate::edge::engine::outcome::Authorized;
use crate::edge::engine::run::{End, HandlerRun, OrSuspended, Performed, value};
use crate::edge::record::claim;
use crate::edge::record::{RecordContent as _, Session, lifetime};
use crate::edge::request::gate::Route;
use crate::edge::response::{Content, Refusal, Response};
use crate::edge::session::link_token;
use crate::edge::session::member::session_of_member;
use crate::edge::session::record::SessionRecord;
use crate::edge::session::{find_cookies, removed_cookie};
use crate::provider::Provider;

/// How many sessions are looked up in the store: one that has ended must not hide the one behind it.
const MAX_SESSIONS: usize = 4;

pub(crate) struct Caller<'a> {
    /// The `reference` that `authorize` returned: the application's own id of this person.
    pub(crate) reference: Option<&'a str>,
    /// The `redirectUri` that `authorize` returned. It is not validated.
    pub(crate) redirect_uri: Option<&'a str>,
    /// The onboarding of this browser.
    pub(crate) session: Option<Session<'a>>,
    /// Whether this browser has handed its onboarding over to another device, which has it now.
    pub(crate) has_other_device: bool,
    /// Whether the login has begun the session, so that the browser has no cookie of it yet.
    pub(crate) is_new: bool,
}

impl<'a> Caller<'a> {
    /// Returns the onboarding of this browser, or refuses the request.
    pub(crate) fn require_session(&self, run: &mut HandlerRun<'a>) -> OrSuspended<Session<'a>> {
        match self.session {
            Some(session) => Ok(session),
            None => run.refuse(Refusal::NO_SESSION),
        }
    }

    /// Returns the onboarding of this browser if it began here, or refuses the request.
    pub(crate) fn require_own_session(&self, run: &mut HandlerRun<'a>) -> OrSuspended<Session<'a>> {
        let session = self.require_session(run)?;
        if session.is_handed_over() { run.refuse(Refusal::NOT_ALLOWED) } else { Ok(session) }
    }

    /// Begins a session in this browser, for an onboarding that began at `began_at`.
    pub(crate) fn begin_session(
        &self,
        run: &mut HandlerRun<'a>,
        customer: CustomerRef<'a>,
        began_at: i64,
        (customer_type, country): (CustomerType, Option<&'a str>),
    ) -> OrSuspended<Session<'a>> {
        let (id, reference, customer_type) = (run.random_id()?, self.reference, Some(customer_type));
        let link = None;
        Ok(Session { id, device: None, customer, reference, began_at, until: 0, country, customer_type, link })
    }
}

/// Calls `authorize` and opens the cookie, unless the route begins a session of its own.
#[inline(never)]
pub(crate) fn identify_caller<'a>(run: &mut HandlerRun<'a>, route: Route) -> OrSuspended<Caller<'a>> {
    let (mut reference, mut redirect_uri) = (None, None);
    if run.has_hook("authorize") {
        match authorize(run)? {
            Ok(Authorized::Caller { reference: named, redirect_uri: uri }) => {
                (reference, redirect_uri) = (named.as_deref(), uri.as_deref());
            }
            Ok(Authorized::Refused) => {
                let response = Response::new(403, Content::FromHook, None);
                // The hook may lead to a login, and must not see the token.
                let kept = if matches!(route, Route::OpenHandoff) { link_token::keep(run) } else { None };
                return run.respond(
                    kept.into_iter().fold(response, |response, cookie| response.with_header("set-cookie", cookie)),
                );
            }
            Err(_) => return run.refuse(Refusal::NOT_ALLOWED),
        }
    }
    let found = if matches!(route, Route::Links) { None } else { find_session(run, reference, &|_| true)? };
    let known = match (found, reference) {
        (None, Some(reference)) if route.is_of_member() => session_of_member(run, reference)?,
        _ => None,
    };
    let is_new = known.is_some();
    let (session, has_other_device) = found.map_or((known, false), |(session, is_shared)| (Some(session), is_shared));
    run.onboarded_at = session.map(|session| session.began_at);
    run.reference = session.and_then(|session| session.reference);
    Ok(Caller { reference, redirect_uri, session, has_other_device, is_new })
}

fn authorize<'a>(run: &mut HandlerRun<'a>) -> OrSuspended<Performed<'a, &'a Authorized>> {
    run.perform(|| Effect::Authorize, value!(Authorized(authorized) => authorized))
}

/// Whether `authorize` knows the person who sends this request, and an onboarding of theirs.
pub(crate) fn is_known_member(run: &mut HandlerRun<'_>) -> OrSuspended<bool> {
    match authorize(run)? {
        Ok(Authorized::Caller { reference: Some(reference), .. }) => Ok(session_of_member(run, reference)?.is_some()),
        _ => Ok(false),
    }
}

/// Opens the cookie. Returns the onboarding of this browser that is meant, and whether it has handed it over to another
/// device.
fn find_session<'a>(
    run: &mut HandlerRun<'a>,
    reference: Option<&str>,
    is_meant: &dyn Fn(&Session) -> bool,
) -> OrSuspended<Option<(Session<'a>, bool)>> {
    let cookies = find_cookies(run);
    if cookies.is_empty() {
        return Ok(None);
    }
    let opened = run.require(|| Effect::OpenCookies { cookies }, value!(Opened(opened) => opened))?;
    let sessions = opened.iter().filter_map(Session::read);
    let sessions = sessions.filter_map(|session| session.admitted(run, reference)).filter(is_meant);
    for session in sessions.take(MAX_SESSIONS).collect::<Vec<_>>() {
        let record = SessionRecord::load(run, session)?;
        if !record.admits(session) {
            continue;
        }
        let held = claim::held(run, session.customer)?;
        // The onboarding has claimed its customer, for longer than a day.
        let is_new = session.device.is_none() && run.now() < lifetime::KEY.end(run, session.began_at);
        if held.is_none() && is_new && !run.is_local() {
            run.advice = Some("store");
        }
        if held.is_none_or(|claim| claim.admits(run, session.reference)) {
            return Ok(Some((session, !session.is_handed_over() && record.has_other_device())));
        }
    }
    Ok(None)
}

/// Returns the session of this browser at a provider. The browser may renew that customer's link, so a new onboarding that
/// leads to the same customer may go on with it, too.
pub(crate) fn session_at<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    reference: Option<&str>,
) -> OrSuspended<Option<Session<'a>>> {
    let found = find_session(run, reference, &|session| session.customer.provider.name() == provider.name())?;
    Ok(found.map(|(session, _)| session))
}

/// Returns the session of this browser for a customer. No record is read if it has none.
pub(crate) fn session_for<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef,
    reference: Option<&str>,
) -> OrSuspended<Option<Session<'a>>> {
    let found = find_session(run, reference, &|session| session.customer.subject() == customer.subject())?;
    Ok(found.map(|(session, _)| session))
}

/// Responds with the outcome of an onboarding step, and sets the cookie that ties the onboarding to this browser.
pub(crate) fn respond_with_session<'a>(
    run: &mut HandlerRun<'a>,
    session: Session<'a>,
    outcome: &NextStep,
    is_form: bool,
) -> End {
    let cookie = session.cookie(run)?;
    run.respond(outcome.respond(is_form).with_header("set-cookie", cookie))
}

/// Handles `POST /end`: ends this browser's session, and with it those of the devices to which it was handed over.
#[inline(never)]
pub(crate) fn end_session<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    if let Some(session) = caller.session {
        SessionRecord::end(run, session)?;
    }
    let response = done_response(kind, run.base_path());
    let removed = removed_cookie(run);
    run.respond(response.with_header("set-cookie", removed))
}

/// Returns the response to a request that succeeded without a result. A form is redirected to `path`.
pub(crate) fn done_response(kind: Option<BodyKind>, path: &str) -> Response {
    if kind == Some(BodyKind::Form) {
        return Response::new(303, Content::Empty, None).with_header("location", path.to_owned());
    }
    Response::new(204, Content::Empty, None)
}
