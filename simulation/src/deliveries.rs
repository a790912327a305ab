//! Webhook deliveries: late, twice, out of order, and repeated until the handler responds with 200.

use std::rc::Rc;

use serde_json::Value;

use crate::clock::{HOUR, MINUTE, SECOND, timestamp};
use crate::server::Request;
use crate::serving::send;
use crate::weather::Fault;
use crate::world::World;
use crate::{bridge, grid, own_model, own_providers, runners, signature, spherepay};

/// Announces a customer's new status to every handler.
pub(crate) fn announce(world: &Rc<World>, provider: &'static str, at: usize, status: &'static str) {
    // Not every provider has every event, or is told where to send it.
    if world.one_in(6) {
        return;
    }
    let (customer, place) = world
        .provider(provider)
        .read(at, |customer| (customer.id.clone(), customer.history.len() - 1))
        .unwrap_or_default();
    if runners::is_unheard(world, &customer) {
        return;
    }
    let (id, body) = event(world, provider, at, status);
    world.count(|counts| counts.webhooks += 1);
    let is_named = body.to_string().contains(&customer);
    world.checks.delivery_says(&id, customer, place, is_named);
    let request = request(world, provider, body.to_string());
    for (handler, setup) in world.handlers.iter().enumerate() {
        if setup.has(provider) {
            world.checks.event_sent(setup.id, &id);
            let (world, request) = (world.clone(), request.clone());
            world.clone().spawn(async move { deliver(&world, handler, provider, request).await });
        }
    }
    world.checks.remember_delivery(request);
}

/// Returns the id of a new event about a customer, and its body.
pub(crate) fn event(world: &World, provider: &str, at: usize, status: &str) -> (String, Value) {
    let account = world.provider(provider);
    if own_providers::is_own(provider) {
        return own_model::event(world, account, at, status);
    }
    let time = timestamp(account.now(&world.clock));
    let number = world.word();
    let (id, body) = match provider {
        "bridge" => {
            let id = format!("wh_{number:016x}");
            (id.clone(), account.read(at, |customer| bridge::event(customer, &id, &time)))
        }
        "grid" => {
            let id = format!("Webhook:{number:016x}");
            (id.clone(), account.read(at, |customer| grid::event(customer, &id, status, &time)))
        }
        _ => {
            let id = format!("event_{number:032x}");
            (id.clone(), account.read(at, |customer| spherepay::event(customer, &id, status, &time)))
        }
    };
    (id, body.unwrap_or_default())
}

/// Returns a delivery with a signature.
fn request(world: &World, provider: &'static str, bytes: String) -> Request {
    Request {
        person: None,
        cookie: None,
        number: 0,
        method: "POST",
        path: format!("/kyc/webhooks/{provider}"),
        headers: vec![signature::header(provider, world.provider(provider).now(&world.clock), &bytes)],
        body: kyclink::UntrustedValue::Null,
        bytes,
        form_key: None,
        login: None,
    }
}

/// Delivers an event until the handler responds with 200. Each attempt has a new signature.
async fn deliver(world: &Rc<World>, handler: usize, provider: &'static str, mut request: Request) {
    world.clock.sleep(world.below(2 * SECOND)).await;
    if world.strikes(Fault::DeliveryLate) {
        world.clock.sleep(world.below(if world.one_in(3) { HOUR } else { MINUTE })).await;
    }
    for attempt in 0.. {
        request.headers = vec![signature::header(provider, world.provider(provider).now(&world.clock), &request.bytes)];
        if world.strikes(Fault::DeliveryTwice) {
            let (again, copy) = (world.clone(), request.clone());
            world.spawn(async move {
                again.clock.sleep(again.below(3 * SECOND)).await;
                let _ = post(&again, handler, copy).await;
            });
        }
        let status = post(world, handler, request.clone()).await;
        if status == Some(200) && !world.strikes(Fault::DeliveryLost) {
            return;
        }
        world.clock.sleep(((5 * SECOND) << attempt.min(8)).min(30 * MINUTE)).await;
    }
}

/// Delivers an event once, and returns the status of the response.
pub(crate) async fn post(world: &Rc<World>, handler: usize, mut request: Request) -> Option<u16> {
    request.number = world.word();
    let server = usize::try_from(world.below(i64::try_from(world.servers.len()).unwrap_or(1))).unwrap_or_default();
    send(world, server, handler, request).await.map(|reply| reply.status)
}

/// A service may be heard about an older customer of a reference once there is a newer one.
pub(crate) fn tell_of_older(world: &Rc<World>, name: &str, reference: Option<&str>) {
    let (Some(name), Some(reference)) = (own_providers::NAMES.into_iter().find(|own| *own == name), reference) else {
        return;
    };
    let customers = world.provider(name).customers.borrow();
    let of_person = customers.iter().enumerate().rev().filter(|(_, one)| one.reference.as_deref() == Some(reference));
    let mut decided = of_person.skip(1).filter(|(_, one)| one.status() != "incomplete");
    let older = decided.next().map(|(at, one)| (at, one.status()));
    if let Some((at, status)) = older {
        announce(world, name, at, status);
    }
}
