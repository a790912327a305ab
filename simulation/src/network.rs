//! The network between the servers and the providers: it loses, delays, repeats and reorders.
//!
//! Two things it does not do, because the handler could not help it. It never delivers a request more than
//! [`AFTERMATH`] after its sender has given up, which the handler relies on (`UNKNOWN_OUTCOME_MS`). And it never
//! repeats a create at a provider that knows neither references nor keys: no proxy repeats a POST (RFC 9110 section
//! 9.2.2).

use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::{Either, select};
use kyclink::{Endpoint, ErrorCode, HttpRequest, HttpResponse};

use crate::invariants::Tag;
use crate::provider::Response;
use crate::weather::Fault;
use crate::world::World;
use crate::{bridge, grid, own_model, own_providers, spherepay};

/// How long after its sender has given up a request may still take effect.
const AFTERMATH: i64 = 4_000;

/// Sends a request to a provider once, and waits for its response no longer than `timeout`.
pub(crate) async fn fetch(
    world: &Rc<World>,
    provider: &'static str,
    endpoint: &'static Endpoint,
    request: &HttpRequest,
    timeout: i64,
    tag: &Tag,
) -> Result<HttpResponse<'static>, ErrorCode> {
    world.checks.provider_request_sent(world, provider, request);
    world.count(|counts| counts.provider_requests += 1);
    if world.strikes(Fault::RequestLost) {
        return Err(fails_after(world, timeout).await);
    }
    if world.strikes(Fault::ProviderBusy) {
        world.clock.sleep(world.below(100)).await;
        return Ok(busy(world).response());
    }
    let (reply, replied) = oneshot::channel();
    let journey = Journey {
        there: if world.strikes(Fault::RequestLate) { world.below(40_000) } else { 5 + world.below(80) },
        back: if world.strikes(Fault::ResponseLate) { world.below(40_000) } else { 5 + world.below(80) },
        is_repeated: may_be_repeated(endpoint) && world.strikes(Fault::RequestRepeated),
        fails: world.strikes(Fault::ProviderFails),
    };
    let (at_provider, request, tag, operation) = (world.clone(), request.clone(), tag.clone(), endpoint.name());
    world.spawn(async move { travel(&at_provider, provider, operation, request, tag, journey, reply).await });
    if world.strikes(Fault::ResponseLost) {
        let code = fails_after(world, timeout).await;
        drop(replied);
        return Err(code);
    }
    let timer = std::pin::pin!(world.clock.sleep(timeout));
    match select(replied, timer).await {
        Either::Left((Ok(response), _)) => Ok(response.response()),
        Either::Left((Err(_), _)) => Err(ErrorCode::Network),
        Either::Right(_) => Err(ErrorCode::Timeout),
    }
}

fn may_be_repeated(endpoint: &Endpoint) -> bool {
    let (provider, verb) = endpoint.name().split_once('.').unwrap_or_default();
    verb.starts_with("get")
        || verb.starts_with("list")
        || verb == "createKycLink"
        || (provider, verb) == ("grid", "createCustomer")
        || own_providers::may_be_repeated(provider, verb)
}

struct Journey {
    there: i64,
    back: i64,
    is_repeated: bool,
    fails: bool,
}

async fn travel(
    world: &Rc<World>,
    provider: &'static str,
    operation: &'static str,
    request: HttpRequest,
    tag: Tag,
    Journey { there, back, is_repeated, fails }: Journey,
    mut reply: oneshot::Sender<Response>,
) {
    let arrival = world.clock.now() + there;
    let on_the_way = std::pin::pin!(world.clock.sleep_until(arrival));
    if let Either::Left(_) = select(reply.cancellation(), on_the_way).await {
        // The sender has given up or died. What is in the network arrives soon, or never.
        if world.one_in(2) {
            return;
        }
        world.clock.sleep_until(arrival.min(world.clock.now() + world.below(AFTERMATH))).await;
    }
    let mut response = respond(world, provider, operation, &request, &tag);
    if is_repeated {
        world.clock.sleep(world.below(AFTERMATH)).await;
        let again = respond(world, provider, operation, &request, &tag);
        // The refusal of a request that the network itself has repeated would look like that of the request.
        if ["grid", "spherepay"].contains(&provider) || again.status < 400 {
            response = again;
        }
    }
    if fails {
        response = match own_providers::is_own(provider) {
            true => own_model::broken(world, provider, &request, &tag, response),
            false => broken(world),
        };
    }
    world.clock.sleep(back).await;
    let _ = reply.send(response);
}

/// The provider responds to a request.
pub(crate) fn respond(
    world: &World,
    name: &'static str,
    operation: &str,
    request: &HttpRequest,
    tag: &Tag,
) -> Response {
    let provider = world.provider(name);
    let reply = match name {
        "grid" => grid::respond(provider, world, request, tag),
        "bridge" => bridge::respond(provider, world, request, tag),
        own if own_providers::is_own(own) => own_model::respond(provider, world, request, tag),
        _ => spherepay::respond(provider, world, request, tag),
    };
    world.note(|| format!("{operation} gets {}", reply.status));
    reply
}

/// The connection breaks at once, or nothing comes until the sender gives up.
async fn fails_after(world: &World, timeout: i64) -> ErrorCode {
    if world.one_in(2) {
        world.clock.sleep(timeout).await;
        return ErrorCode::Timeout;
    }
    world.clock.sleep(world.below(timeout.min(300))).await;
    ErrorCode::Network
}

/// A refusal before the provider has looked at the request.
fn busy(world: &World) -> Response {
    if world.one_in(2) {
        return Response {
            status: 429,
            body: r#"{"code":"RATE_LIMITED","reason":"slow down"}"#.to_owned(),
            retry_after: Some(1),
        };
    }
    Response { status: 503, body: "<html>Service Unavailable</html>".to_owned(), retry_after: None }
}

/// A response that does not say what the provider has done.
fn broken(world: &World) -> Response {
    match world.below(3) {
        0 => Response::new(500, r#"{"status":500,"detail":"Internal Server Error"}"#),
        1 => Response::new(502, "<html>Bad Gateway</html>"),
        _ => Response::new(200, "<html>cached</html>"),
    }
}
