//! Who may come in: routes, methods, origins, media types.

use super::answer::{Answer, BAD_METHOD, BAD_TYPE, Content, NO_ROUTE, REFUSED, TOO_MANY, end, refuse, refuse_for};
use super::body::Kind;
use super::run::{Run, Way};
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
    let path = run.request.text_of("path").unwrap_or_default();
    let base = run.config.text_of("basePath").unwrap_or_default();
    let Some(route) = path.strip_prefix(base).and_then(|rest| named(run, rest)) else { return refuse(NO_ROUTE) };
    let allowed = if matches!(route, Route::Status) { "GET, HEAD" } else { "POST" };
    let method = run.request.text_of("method").unwrap_or_default();
    if allowed.split(", ").any(|allowed| allowed == method) {
        return Ok(route);
    }
    let is_preflight = method == "OPTIONS" && run.header("access-control-request-method").is_some();
    if is_preflight && !matches!(route, Route::Webhook(_)) {
        if listed_origin(run).is_none() {
            return refuse(REFUSED);
        }
        let answer = Answer::new(204, Content::Empty).header("access-control-allow-methods", allowed);
        return end(answer
            .header("access-control-allow-headers", "content-type, idempotency-key")
            .header("access-control-max-age", "600"));
    }
    let (status, code, sentence) = BAD_METHOD;
    end(Answer::new(status, Content::Refused(code, sentence)).header("allow", allowed))
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
        return refuse(REFUSED);
    }
    let kind = match run.header("content-type").map(essence).as_deref() {
        _ if !is_post => Kind::Absent,
        Some("application/json") => Kind::Json,
        Some("application/x-www-form-urlencoded" | "multipart/form-data") => Kind::Form,
        // What needs no body may come without one.
        None if !matches!(route, Route::Links | Route::Confirm(_)) => Kind::Absent,
        _ => return refuse(BAD_TYPE),
    };
    if run.has("rateLimit") {
        match run.get("rateLimit", vec![])? {
            Draft::Bool(true) => {}
            verdict => match verdict.field("retryAfterMs").and_then(Draft::integer) {
                Some(wait_ms) => return refuse_for(TOO_MANY, wait_ms),
                None => return refuse(TOO_MANY),
            },
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
pub(super) fn shared(run: &Run, mut answer: Answer) -> Answer {
    let is_page = run.has("render") && is_navigation(run) && answer.status != 303;
    let mut set = |name, value: &str| answer.headers.push((name, value.to_owned()));
    set("cache-control", "no-store");
    set("vary", "Origin");
    set("x-content-type-options", "nosniff");
    // A form in a page that sends no referrer has no origin either, and would not be let in.
    set("referrer-policy", if is_page { "same-origin" } else { "no-referrer" });
    if is_page {
        set("content-security-policy", PAGE_POLICY);
        set("x-frame-options", "DENY");
    }
    if let Some(origin) = listed_origin(run) {
        set("access-control-allow-origin", origin);
        set("access-control-allow-credentials", "true");
        set("access-control-expose-headers", "retry-after");
    }
    if !is_page {
        answer.view = "";
    } else if answer.status == 204 {
        answer.status = 200;
    }
    answer
}

/// Scripts and styles of the page's own origin, nobody's frame; a browser holds `form-action` against the redirect to the
/// hosted page, too, which may be on any https host.
const PAGE_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'";

/// Whether a person is looking at what is answered: a browser says so, and of one that does not a form is one.
fn is_navigation(run: &Run) -> bool {
    match run.header("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => run.header("accept").is_some_and(|types| types.contains("text/html")),
    }
}
