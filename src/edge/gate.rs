//! Who may come in: routes, methods, origins, media types.

use super::answer::{Answer, BAD_METHOD, BAD_TYPE, NO_ROUTE, REFUSED, TOO_MANY, refuse, refuse_for, refused};
use super::body::Kind;
use super::run::{Run, Step, Way, number, text};
use super::webhooks;
use crate::draft::Draft;
use crate::provider::Provider;

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
pub(super) fn route<'a>(run: &Run<'a>) -> Way<'a, Route> {
    let path = text(run.request, "path").unwrap_or_default();
    let base = text(run.config, "basePath").unwrap_or_default();
    let Some(route) = path.strip_prefix(base).and_then(|rest| named(run, rest)) else { return refuse(&NO_ROUTE) };
    let allowed = if matches!(route, Route::Status) { "GET, HEAD" } else { "POST" };
    let method = text(run.request, "method").unwrap_or_default();
    if allowed.split(", ").any(|allowed| allowed == method) {
        return Ok(route);
    }
    let is_preflight = method == "OPTIONS" && run.header("access-control-request-method").is_some();
    let mut answer;
    if is_preflight && !matches!(route, Route::Webhook(_)) {
        if listed_origin(run).is_none() {
            return refuse(&REFUSED);
        }
        answer = Answer::empty(204);
        answer.header("access-control-allow-methods", allowed);
        answer.header("access-control-allow-headers", "content-type, idempotency-key");
        answer.header("access-control-max-age", "600");
    } else {
        answer = refused(&BAD_METHOD);
        answer.header("allow", allowed);
    }
    Err(Box::new(Step::Answer(answer)))
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
pub(super) fn pass<'a>(run: &mut Run<'a>, route: Route) -> Way<'a, Kind> {
    let is_post = !matches!(route, Route::Status);
    let hides_origin = matches!(run.header("origin"), None | Some("null"));
    let is_own = hides_origin && run.header("sec-fetch-site") == Some("same-origin");
    if is_post && !is_own && listed_origin(run).is_none() {
        return refuse(&REFUSED);
    }
    let kind = match run.header("content-type").map(essence).as_deref() {
        _ if !is_post => Kind::Absent,
        Some("application/json") => Kind::Json,
        Some("application/x-www-form-urlencoded" | "multipart/form-data") => Kind::Form,
        // What needs no body may come without one.
        None if !matches!(route, Route::Links | Route::Confirm(_)) => Kind::Absent,
        _ => return refuse(&BAD_TYPE),
    };
    if run.has("rateLimit") {
        let verdict = run.get("rateLimit", &[])?;
        if let Some(wait_ms) = number(verdict, "retryAfterMs") {
            return refuse_for(&TOO_MANY, wait_ms);
        }
        if !verdict.is_true() {
            return refuse(&TOO_MANY);
        }
    }
    Ok(kind)
}

/// The media type without its parameters.
fn essence(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn listed_origin<'a>(run: &Run<'a>) -> Option<&'a str> {
    let origin = run.header("origin")?;
    let listed = run.config.field("allowedOrigins").and_then(Draft::list).unwrap_or_default();
    listed.iter().any(|listed| listed.text() == Some(origin)).then_some(origin)
}

/// An answer with what every answer needs, what a page of a listed origin needs to read it, and what a document needs.
pub(super) fn shared(run: &Run, answer: &mut Answer) {
    if !run.has("render") || !is_navigation(run) {
        answer.view = "";
    } else if answer.status == 204 && !answer.view.is_empty() {
        answer.status = 200;
    }
    let own = if answer.view.is_empty() { OF_DATA } else { OF_PAGES };
    let mut sets = vec![OF_ALL, own];
    if let Some(origin) = listed_origin(run) {
        sets.push(OF_LISTED);
        answer.header("access-control-allow-origin", origin);
    }
    for (name, value) in sets.into_iter().flatten() {
        answer.header(name, value);
    }
}

type Headers = &'static [(&'static str, &'static str)];

const OF_ALL: Headers = &[("cache-control", "no-store"), ("vary", "Origin"), ("x-content-type-options", "nosniff")];
const OF_DATA: Headers = &[("referrer-policy", "no-referrer")];
/// Scripts and styles of the page's own origin, nobody's frame; a browser holds `form-action` against the redirect to the
/// hosted page, too, which may be on any https host. A form in a page that sends no referrer would have no origin either.
const OF_PAGES: Headers = &[
    ("referrer-policy", "same-origin"),
    ("content-security-policy", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'"),
    ("x-frame-options", "DENY"),
];
const OF_LISTED: Headers =
    &[("access-control-allow-credentials", "true"), ("access-control-expose-headers", "retry-after")];

/// Whether a person is looking at what is answered: a browser says so, and of one that does not a form is one.
fn is_navigation(run: &Run) -> bool {
    match run.header("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => run.header("accept").is_some_and(|types| types.contains("text/html")),
    }
}
