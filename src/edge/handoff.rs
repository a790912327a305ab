//! Hand-over of an onboarding to another device: `POST /handoff` makes a link, and `/handoff/open` is where it leads.
//!
//! A link works once and for ten minutes. Its token is part of a record's name, so the store has only a hash of it; the
//! record is the session, sealed. A GET changes nothing, because previews and the scanners of mail send them: the page
//! has a button, and only its POST opens the session.

use super::json_fields::JsonFields;
use super::limit::HANDOFFS;
use super::record::IfUnreadable;
use super::response::{Content, Refusal, Response, View};
use super::run::{Flow, HandlerRun};
use super::session::{Caller, Session};
use super::step::Effect;
use crate::value::time::MINUTE_MS;
use crate::value::untrusted::UntrustedValue;

const LIFETIME_MS: i64 = 10 * MINUTE_MS;

/// Handles `POST /handoff`.
pub(super) fn create<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> Flow<()> {
    let customer = caller.require_customer(run)?;
    HANDOFFS.count_attempt(run, customer)?;
    let token = run.require_text(|| Effect::MintId)?;
    let until = run.now.saturating_add(LIFETIME_MS);
    let session =
        Session { customer, reference: caller.reference, began_at: caller.began_at, until, country: caller.country };
    // No other record has this name. If one had, the link would be that one's.
    run.swap(&record_name(run, token), &UntrustedValue::Null, &session, LIFETIME_MS)??;
    let url = [origin(run), run.base_path(), "/handoff/open?token=", token].concat();
    let svg = run.require_text(|| Effect::DrawCode { text: url.clone() })?;
    let body = JsonFields(&[("url", &url), ("expiresAt", &until), ("svg", &svg)]);
    run.respond(Response::json(201, &body, View::Handoff))
}

/// Handles `/handoff/open`: a GET shows the button, and its POST gives the session to this browser.
pub(super) fn open<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> Flow<()> {
    let name = record_name(run, run.request.text_of("token").unwrap_or_default());
    let stored = run.load(&name, IfUnreadable::TreatAsAbsent)?;
    let Some(session) = Session::read(run, caller.reference, stored.value()) else {
        return run.refuse(Refusal::HANDOFF_EXPIRED);
    };
    if run.method() != "POST" {
        return run.respond(Response::json(200, &JsonFields(&[]), View::Handoff));
    }
    let cookie = session.cookie(run)?;
    // Of several posts at once, only the one that removes the record gets the session.
    if !run.remove(&name, stored.raw())? {
        return run.refuse(Refusal::HANDOFF_EXPIRED);
    }
    let status = [run.base_path(), "/status"].concat();
    run.respond(
        Response::new(303, Content::Empty, None).with_header("location", status).with_header("set-cookie", cookie),
    )
}

fn record_name<'a>(run: &HandlerRun<'a>, token: &'a str) -> [&'a str; 3] {
    ["handoff", run.handler_id(), token]
}

/// Returns the origin under which people reach the handler. Behind a proxy, the URL of the request may have another one.
fn origin<'a>(run: &HandlerRun<'a>) -> &'a str {
    let seen_by_browser = if run.is_same_origin() { run.listed_origin() } else { None };
    seen_by_browser.or_else(|| run.request.text_of("origin")).unwrap_or_default()
}
