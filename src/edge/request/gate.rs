//! Which requests are admitted: routes, methods, origins, media types and the rate limit.

use crate::client::contact::Channel;
use crate::edge::config::webhook_keys;
use crate::edge::customer::agreement::AGREEMENTS;
use crate::edge::engine::effect::{BodyKind, Effect};
use crate::edge::engine::outcome::RateLimit;
use crate::edge::engine::run::{HandlerRun, OrSuspended, value};
use crate::edge::milestone::Milestone;
use crate::edge::response::{Content, Refusal, Response, View};
use crate::provider::{Provider, provider};
use crate::value::text::trim_header;

/// What the routes of webhooks begin with, before the provider's name.
const WEBHOOKS: &str = "webhooks/";

/// The routes of the handler.
#[derive(Clone, Copy)]
pub(crate) enum Route {
    Links,
    RenewLink,
    Token,
    SendCode(Channel),
    ConfirmCode(Channel),
    Status,
    Agreements,
    CreateHandoff,
    OpenHandoff,
    EndHandoff,
    EndSession,
    Webhook(&'static Provider),
}

impl Route {
    /// Whether a person whom the application knows needs no cookie here.
    pub(crate) const fn is_of_member(self) -> bool {
        matches!(self, Self::Status | Self::RenewLink | Self::Token)
    }
}

/// Finds the route of a request. Responds to a preflight, a wrong method and an unknown path. Paths are compared
/// without decoding, so that each route has exactly one path, and one with a slash at its end, which frameworks add
/// (`trailingSlash`).
#[inline(never)]
pub(crate) fn find_route(run: &mut HandlerRun<'_>) -> OrSuspended<Route> {
    let path = run.request.text_of("path").unwrap_or_default();
    let path = path.strip_suffix('/').unwrap_or(path);
    let below_base = path.strip_prefix(run.base_path()).and_then(|path| path.strip_prefix('/'));
    let Some(route) = below_base.and_then(|path| route_of(run, path)) else {
        let advice = advice(run, path, below_base);
        return run.respond(Response { advice, ..Response::refusal(Refusal::NO_ROUTE) });
    };
    run.is_for_people = matches!(route, Route::OpenHandoff);
    let can_read = matches!(route, Route::Status | Route::Agreements | Route::OpenHandoff);
    let can_post = !matches!(route, Route::Status);
    let is_allowed = match run.method() {
        "GET" | "HEAD" => can_read,
        "POST" => can_post,
        _ => false,
    };
    if is_allowed {
        return Ok(route);
    }
    let allowed = match (can_read, can_post) {
        (true, true) => "GET, HEAD, POST",
        (true, false) => "GET, HEAD",
        _ => "POST",
    };
    let is_preflight = run.method() == "OPTIONS" && run.header("access-control-request-method").is_some();
    // No script of another origin has a reason to call these two.
    if !is_preflight || matches!(route, Route::Webhook(_) | Route::OpenHandoff) {
        return run.respond(Response::refusal(Refusal::METHOD_NOT_ALLOWED).with_header("allow", allowed.to_owned()));
    }
    if run.listed_origin().is_none() {
        return refuse_origin(run);
    }
    let headers = [
        ("access-control-allow-methods", allowed),
        ("access-control-allow-headers", "authorization, content-type, idempotency-key"),
        ("access-control-max-age", "600"),
    ];
    let response = Response::new(204, Content::Empty, None);
    run.respond(
        headers.into_iter().fold(response, |response, (name, value)| response.with_header(name, value.to_owned())),
    )
}

/// Returns the route with this path below the base path.
fn route_of(run: &HandlerRun, path: &str) -> Option<Route> {
    Some(match path {
        "links" => Route::Links,
        "links/renew" => Route::RenewLink,
        "token" => Route::Token,
        "contact/email" => Route::SendCode(Channel::Email),
        "contact/phone" => Route::SendCode(Channel::Phone),
        "contact/email/confirm" => Route::ConfirmCode(Channel::Email),
        "contact/phone/confirm" => Route::ConfirmCode(Channel::Phone),
        "status" => Route::Status,
        AGREEMENTS if run.wants_agreements() => Route::Agreements,
        // Only the page has a picture of the link, and the form that it leads to.
        "handoff" if run.has_hook("page") => Route::CreateHandoff,
        "handoff/open" if run.has_hook("page") => Route::OpenHandoff,
        "handoff/end" if run.has_hook("page") => Route::EndHandoff,
        "end" => Route::EndSession,
        _ => {
            let (provider, config) = run.configured_provider(path.strip_prefix(WEBHOOKS)?)?;
            // Without a webhook key no delivery could be verified, so the route does not exist.
            webhook_keys::find(config, provider)?;
            Route::Webhook(provider)
        }
    })
}

/// Returns the option that may be wrong if this path is not a route: `basePath` if a route follows another path,
/// `webhooks` if a provider has no webhook key.
fn advice(run: &HandlerRun, path: &str, below_base: Option<&str>) -> Option<&'static str> {
    if let Some(path) = below_base {
        return path.strip_prefix(WEBHOOKS).and_then(provider).map(|_| "webhooks");
    }
    let mut rest = path;
    while let Some((_, end)) = rest.split_once('/') {
        if end.starts_with(WEBHOOKS) || route_of(run, end).is_some() {
            return Some("basePath");
        }
        rest = end;
    }
    None
}

fn refuse_origin<T>(run: &mut HandlerRun) -> OrSuspended<T> {
    run.respond(Response { advice: Some("allowedOrigins"), ..Response::refusal(Refusal::NOT_ALLOWED) })
}

/// Admits a request of a page by its origin, its media type and the rate limit, and returns how its body is written.
///
/// If another site makes the browser send a form, the request has that site's origin, or one that is not listed. If the
/// browser hides the origin, `Sec-Fetch-Site` still says whether it is the page's own (Fetch Metadata).
#[inline(never)]
pub(crate) fn admit(run: &mut HandlerRun<'_>, route: Route) -> OrSuspended<Option<BodyKind>> {
    let is_post = run.method() == "POST";
    let hides_origin = matches!(run.header("origin"), None | Some("null"));
    let is_same_origin = hides_origin && run.is_same_origin();
    if is_post && !is_same_origin && run.listed_origin().is_none() {
        return refuse_origin(run);
    }
    let kind = match run.header("content-type").map(media_type).as_deref() {
        _ if !is_post => None,
        Some("application/json") => Some(BodyKind::Json),
        // A token is for an app: no page that a person sees may have it.
        Some("application/x-www-form-urlencoded" | "multipart/form-data") if !matches!(route, Route::Token) => {
            Some(BodyKind::Form)
        }
        // A route that needs no body may be posted to without one.
        None if !matches!(route, Route::Links | Route::ConfirmCode(_)) => None,
        _ => return run.refuse(Refusal::UNSUPPORTED_MEDIA_TYPE),
    };
    run.is_form = kind == Some(BodyKind::Form);
    limit_rate(run)?;
    Ok(kind)
}

/// Calls the `rateLimit` hook, and refuses the request if the hook says so.
pub(crate) fn limit_rate(run: &mut HandlerRun) -> OrSuspended<()> {
    if run.has_hook("rateLimit") {
        match run.require(|| Effect::RateLimit, value!(RateLimit(verdict) => *verdict))? {
            RateLimit::Allowed => {}
            RateLimit::Refused { retry_after_ms: Some(wait_ms) } => {
                return run.refuse_with_retry_after(Refusal::TOO_MANY_REQUESTS, wait_ms);
            }
            RateLimit::Refused { retry_after_ms: None } => return run.refuse(Refusal::TOO_MANY_REQUESTS),
        }
    }
    Ok(())
}

/// Returns the media type without its parameters, in lower case.
fn media_type(header: &str) -> String {
    trim_header(header.split(';').next().unwrap_or_default()).to_ascii_lowercase()
}

/// Chooses a page for navigations and the body otherwise, and adds the CORS header for listed origins.
#[inline(never)]
pub(crate) fn finalize_response(run: &HandlerRun, mut response: Response) -> Response {
    // Reloading the page that a form has led to must not post the form again. The picture of a link to another device
    // is on no other page, and neither is a frame.
    let is_only_here = matches!(response.view, Some(View::Handoff | View::Frame));
    if run.is_form && (200..300).contains(&response.status) && !is_only_here {
        let location = [run.base_path(), "/status"].concat();
        let Response { headers, advice, .. } = response;
        response =
            Response { headers, advice, ..Response::new(303, Content::Empty, None) }.with_header("location", location);
    }
    response.advice = response.advice.or(run.advice);
    response.milestones.clone_from(&run.milestones);
    response.agenda_place = run.agenda_place;
    if run.milestones.contains(&Milestone::Submitted) && (400..500).contains(&response.status) {
        let issues = match &response.content {
            Content::Failed(problem) => problem.error.issues(),
            _ => &[],
        };
        response.milestones.push(Milestone::refused(issues.iter().map(|issue| issue.code)));
    }
    if run.is_for_people {
        // The URL is a secret: it must not be in the `Referer` of the page's own files. With `no-referrer`, the form
        // would be posted without its origin.
        response = response.with_header("referrer-policy", "strict-origin".to_owned());
    } else if !run.has_hook("render") || !is_navigation(run) {
        response.view = None;
    } else if response.status == 204 && response.view.is_some() {
        // A page is content.
        response.status = 200;
    }
    match run.listed_origin() {
        Some(origin) => response.with_header("access-control-allow-origin", origin.to_owned()),
        None => response,
    }
}

/// Whether a person will see the response: the browser says so, or it prefers a web page.
pub(crate) fn is_navigation(run: &HandlerRun) -> bool {
    match run.header("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => run.header("accept").is_some_and(|types| types.starts_with("text/html")),
    }
}
