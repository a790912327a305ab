//! Hand-over of an onboarding to another device: `POST /handoff` makes a link, and `/handoff/open` is where it leads.
//!
//! A link works once and for ten minutes, and only while it is the newest one of its session. An operator can make one,
//! too, which lasts longer (`operator/resume.rs`). Its token is part of a
//! record's name, so the store has only a hash of it; the record is the session, sealed. A GET changes nothing, because
//! previews and the scanners of mail send them: the page has a button, and only its POST opens the session.
//!
//! Somebody could send a link to their own onboarding to another person. Therefore the page shows the number that the
//! first device shows, says which browser made the link and when, and asks once more before the browser gives up the
//! onboarding of another customer.

use crate::edge::engine::effect::{BodyKind, Effect};
use crate::edge::engine::run::{End, HandlerRun, OrSuspended, Suspended};
use crate::edge::record::claim;
use crate::edge::record::limit::HANDOFFS;
use crate::edge::record::{HANDOFF, Handoff, Lifetime, Loaded, Session, lifetime};
use crate::edge::request::body;
use crate::edge::response::json_fields::JsonFields;
use crate::edge::response::{Refusal, Response, View};
use crate::edge::session::browser;
use crate::edge::session::caller::{Caller, done_response};
use crate::edge::session::link_token;
use crate::edge::session::record::SessionRecord;
use crate::value::untrusted::UntrustedValue;

/// Handles `POST /handoff`.
#[inline(never)]
pub(crate) fn create<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> End {
    let session = caller.require_own_session(run)?;
    HANDOFFS.count_attempt(run, &session.customer.subject())?;
    let compare = comparison_number(run.random_id()?);
    let browser = browser::name(run.header("user-agent").unwrap_or_default());
    let origin = run.public_origin();
    let (url, until) = store_link(run, origin, session, lifetime::HANDOFF, (compare, browser.as_deref()))?;
    let svg = run.require_text(|| Effect::DrawQrCode { text: url.clone() })?;
    let body = JsonFields(&[("url", &url), ("expiresAt", &until), ("svg", &svg), ("compare", &compare)]);
    run.respond(Response::json(201, &body, View::Handoff))
}

/// Stores a link to a session, and returns its URL and when it ends. `maker` is what the page says of the browser that
/// made it.
pub(crate) fn store_link<'a>(
    run: &mut HandlerRun<'a>,
    origin: &str,
    session: Session<'a>,
    lifetime: Lifetime,
    maker: (i64, Option<&str>),
) -> OrSuspended<(String, i64)> {
    let (token, device, (compare, browser)) = (run.random_id()?, run.random_id()?, maker);
    let until = lifetime.end(run, run.now());
    let handed_over = Session { device: Some(device), until, ..session };
    let link = Handoff { session: handed_over, compare, made_at: run.now(), browser };
    if run.swap(&HANDOFF, &[token], None, &link, lifetime.ms(run))?.is_none() {
        return run.refuse_with_retry_after(Refusal::NOT_NOW, 1);
    }
    SessionRecord::offer(run, session, device)?;
    Ok(([origin, run.base_path(), "/handoff/open?token=", token].concat(), until))
}

/// Handles `/handoff/open`: a GET shows the button, and its POST gives the session to this browser.
#[inline(never)]
pub(crate) fn open<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    let token = link_token::of(run);
    let name = [token];
    let status = done_response(Some(BodyKind::Form), &[run.base_path(), "/status"].concat());
    let Loaded { sealed, content } = run.load::<Handoff>(&HANDOFF, &name)?;
    let Some(Handoff { session, compare, made_at, browser }) = content else {
        // A bookmark, or the message again.
        let has_led_here = !token.is_empty() && caller.session.is_some_and(|current| current.link == Some(token));
        return if has_led_here { run.respond(status) } else { run.refuse(Refusal::HANDOFF_EXPIRED) };
    };
    let Some(session) = session.admitted(run, caller.reference) else {
        return run.refuse(Refusal::HANDOFF_EXPIRED);
    };
    let is_offered = SessionRecord::load(run, session)?.offers(session);
    // This browser got the session by a request that failed after the store had written, so the record is left.
    let was_given =
        !is_offered && caller.session.is_some_and(|current| current.id == session.id && current.is_handed_over());
    if !(is_offered || was_given) || !claim::admits(run, session.customer, session.reference)? {
        return run.refuse(Refusal::HANDOFF_EXPIRED);
    }
    let given_up = caller.session.filter(|current| current.customer.subject() != session.customer.subject());
    let page = |status| {
        let fields = JsonFields(&[
            ("compare", &(compare != 0).then_some(compare)),
            ("madeAt", &made_at),
            ("browser", &browser),
            ("givenUpAt", &given_up.map(|current| current.began_at)),
        ]);
        Response::json(status, &fields, View::Handoff)
    };
    if run.method() != "POST" {
        return run.respond(if was_given { status } else { page(200) });
    }
    // A browser in which an onboarding of the customer began has it already, with more rights.
    if given_up.is_none() && caller.session.is_some_and(|current| !current.is_handed_over()) {
        return run.respond(status);
    }
    if given_up.is_some() && !is_confirmed(body::read(run, kind, &[])?.content) {
        return run.respond(page(409));
    }
    let response = if was_given { status } else { take_over(run, Session { link: Some(token), ..session }, status)? };
    match run.remove(&HANDOFF, &name, sealed) {
        Err(Suspended) if run.response().is_none() => Err(Suspended),
        _ => run.respond(response),
    }
}

/// Gives the session of a link to this browser, and returns the response with its cookie. The link opens no more from
/// then on, so a failure to remove its record must not cost this browser the session.
fn take_over<'a>(run: &mut HandlerRun<'a>, link: Session<'a>, response: Response) -> OrSuspended<Response> {
    let device = run.random_id()?;
    let cookie = Session { device: Some(device), ..link }.cookie(run)?;
    match SessionRecord::hand_over(run, link, device) {
        // Of several posts at once, only the one that changes the record of the session gets it.
        Ok(false) => run.refuse(Refusal::HANDOFF_EXPIRED),
        Ok(true) => Ok(response.with_header("set-cookie", cookie)),
        // Before it failed, the store may have given the session to this browser, which needs the cookie then. If not,
        // the cookie opens nothing, and the link still works.
        Err(Suspended) => {
            if let Some(failed) = run.response() {
                failed.headers.push(("set-cookie", cookie));
            }
            Err(Suspended)
        }
    }
}

/// Handles `POST /handoff/end`: the other device loses the session, and open links do not open any more.
#[inline(never)]
pub(crate) fn end<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    let session = caller.require_own_session(run)?;
    SessionRecord::take_back(run, session)?;
    run.respond(done_response(kind, &[run.base_path(), "/status"].concat()))
}

/// Whether the person agrees that this browser gives up the onboarding that it has.
fn is_confirmed(body: &UntrustedValue) -> bool {
    body.text_of("replace") == Some("1") || body.integer_at("replace") == Some(1)
}

/// Returns a number of two digits that both devices show. It follows from a random id, so that a new link has another.
fn comparison_number(id: &str) -> i64 {
    10 + id.bytes().fold(0, |sum: i64, byte| (sum * 31 + i64::from(byte)) % 90)
}
