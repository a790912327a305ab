//! Who may come in: routes, methods, origins, media types.

use super::answer::{Answer, BAD_METHOD, BAD_TYPE, Content, NO_ROUTE, REFUSED, TOO_MANY};
use super::body::Kind;
use super::run::{Run, Way, number, text};
use super::webhooks;
use crate::provider::Provider;
use crate::value::untrusted::UntrustedValue;

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) enum Route {
    Links,
    Renew,
    Send(&'static str),
    Confirm(&'static str),
    Status,
    Webhook(&'static Provider),
}

/// The route of a path and method; answers a preflight, a wrong method and an unknown path. A path is compared as it came:
/// there is one way to write each.
pub(super) fn route<'a>(run: &mut Run<'a>) -> Way<Route> {
    let path = text(run.request, "path").unwrap_or_default();
    let base = text(run.config, "basePath").unwrap_or_default();
    let Some(route) = path.strip_prefix(base).and_then(|rest| named(run, rest)) else { return run.refuse(&NO_ROUTE) };
    let reads = matches!(route, Route::Status);
    let allowed = if reads { "GET, HEAD" } else { "POST" };
    let method = text(run.request, "method").unwrap_or_default();
    let is_allowed = if reads { ["GET", "HEAD"].contains(&method) } else { method == "POST" };
    if is_allowed {
        return Some(route);
    }
    let is_preflight = method == "OPTIONS" && run.given("access-control-request-method").is_some();
    if !is_preflight || matches!(route, Route::Webhook(_)) {
        run.refuse::<()>(&BAD_METHOD);
        run.header("allow", allowed);
    } else if run.listed_origin().is_none() {
        run.refuse::<()>(&REFUSED);
    } else {
        run.answer::<()>(204, Content::Empty, "");
        run.header("access-control-allow-methods", allowed);
        run.header("access-control-allow-headers", "content-type, idempotency-key");
        run.header("access-control-max-age", "600");
    }
    None
}

fn named(run: &Run, rest: &str) -> Option<Route> {
    Some(match rest {
        "/links" => Route::Links,
        "/links/renew" => Route::Renew,
        "/contact/email" => Route::Send("email"),
        "/contact/phone" => Route::Send("phone"),
        "/contact/email/confirm" => Route::Confirm("email"),
        "/contact/phone/confirm" => Route::Confirm("phone"),
        "/status" => Route::Status,
        _ => {
            let (provider, config) = run.provider(rest.strip_prefix("/webhooks/")?)?;
            // Without a key of its webhooks nothing could be verified: then there is no such route.
            webhooks::keys(config, provider)?;
            Route::Webhook(provider)
        }
    })
}

/// Lets a request in, or not: where it comes from, how its body is written, how often it comes.
///
/// A form that another site has made the browser send carries that site's origin, or none that counts; a browser that hides
/// the origin still says whether it is the page's own (Fetch Metadata, `Sec-Fetch-Site`).
pub(super) fn pass<'a>(run: &mut Run<'a>, route: Route) -> Way<Kind> {
    let is_post = !matches!(route, Route::Status);
    let hides_origin = matches!(run.given("origin"), None | Some("null"));
    let is_own = hides_origin && run.given("sec-fetch-site") == Some("same-origin");
    if is_post && !is_own && run.listed_origin().is_none() {
        return run.refuse(&REFUSED);
    }
    let kind = match run.given("content-type").map(essence).as_deref() {
        _ if !is_post => Kind::Absent,
        Some("application/json") => Kind::Json,
        Some("application/x-www-form-urlencoded" | "multipart/form-data") => Kind::Form,
        // What needs no body may come without one.
        None if !matches!(route, Route::Links | Route::Confirm(_)) => Kind::Absent,
        _ => return run.refuse(&BAD_TYPE),
    };
    limit_rate(run)?;
    Some(kind)
}

/// Asks the hook whether this request is one too many.
pub(super) fn limit_rate(run: &mut Run) -> Way<()> {
    if run.has("rateLimit") {
        let verdict = run.get("rateLimit", &[])?;
        if let Some(wait_ms) = number(verdict, "retryAfterMs") {
            return run.refuse_for(&TOO_MANY, wait_ms);
        }
        if !verdict.is_true() {
            return run.refuse(&TOO_MANY);
        }
    }
    Some(())
}

/// The media type without its parameters.
fn essence(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl<'a> Run<'a> {
    /// The origin of the page that asks, where it is a listed one.
    fn listed_origin(&self) -> Option<&'a str> {
        let origin = self.given("origin")?;
        let listed = self.config.field("allowedOrigins").and_then(UntrustedValue::list).unwrap_or_default();
        listed.iter().any(|listed| listed.text() == Some(origin)).then_some(origin)
    }
}

/// To whom an answer is shown: a page to who is looking at one, everything else to programs, and to pages of listed origins.
pub(super) fn shown(run: &Run, mut answer: Answer) -> Answer {
    if !run.has("render") || !is_navigation(run) {
        answer.view = "";
    } else if answer.status == 204 && !answer.view.is_empty() {
        answer.status = 200;
    }
    if let Some(origin) = run.listed_origin() {
        answer.headers.push(("access-control-allow-origin", origin.to_owned()));
    }
    answer
}

/// Whether a person is looking at what is answered: a browser says so, or asks for a page before anything else.
fn is_navigation(run: &Run) -> bool {
    match run.given("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => run.given("accept").is_some_and(|types| types.starts_with("text/html")),
    }
}
