//! The model of SpherePay, from "Create Customer via Link" and its neighbours in the API reference of July 2026.
//!
//! Where the documents are silent, the model does what is worst for the handler: it creates a second customer with the
//! same email and phone without an error.

use kyclink::{HttpRequest, Method};
use kyclink_forms::spherepay as forms;
use serde_json::{Value, json};

use crate::accounts::spherepay::{BASE, KEY};
use crate::clock::timestamp;
use crate::invariants::Tag;
use crate::provider::{Customer, Provider, Response};
use crate::world::World;

/// The length of a page of a list: the documents' default.
const PAGE: usize = 10;

pub(crate) fn respond(provider: &Provider, world: &World, request: &HttpRequest, tag: &Tag) -> Response {
    let is_known = |(name, value): &(String, String)| name == "Authorization" && *value == format!("Bearer {KEY}");
    if !request.headers.iter().any(is_known) {
        return forms::forbidden().into();
    }
    let target = request.url.strip_prefix(BASE).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match (request.method, segments.as_slice()) {
        (Method::Post, ["v2", "customer", "kyc-link"]) => create(provider, world, request, tag),
        (Method::Post, ["v2", "customer", id, "kyc-link"]) => match provider.find(id) {
            Some(at) => link(provider, world, at, id),
            None => forms::not_found().into(),
        },
        (Method::Get, ["v2", "customer", id]) => match provider.find(id) {
            Some(at) => Response::ok(provider.read(at, shown).unwrap_or_default()),
            None => forms::not_found().into(),
        },
        (Method::Get, ["v2", "customer"]) => list(provider, query),
        _ => forms::not_found().into(),
    }
}

fn create(provider: &Provider, world: &World, request: &HttpRequest, tag: &Tag) -> Response {
    let body: Value = serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap_or_default();
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let address = |name: &str| body.pointer(&format!("/address/{name}")).and_then(Value::as_str).unwrap_or_default();
    let is_country = address("country").len() == 3;
    if !["individual", "business"].contains(&field("type").as_str()) || !is_country || address("line1").is_empty() {
        return forms::invalid("/address/country", "address/invalid").into();
    }
    // The provider knows better than any pattern; its message repeats what it was given.
    if field("email").starts_with("refused") {
        return forms::invalid("/email", &format!("{} is not deliverable", field("email"))).into();
    }
    let id = format!("customer_{:016x}{:016x}", world.word(), world.word());
    let customer = Customer {
        kind: field("type"),
        email: field("email"),
        phone: field("phone"),
        ..Customer::new(id.clone(), provider.now(&world.clock))
    };
    let at = provider.add(world, tag, customer);
    link(provider, world, at, &id)
}

fn link(provider: &Provider, world: &World, at: usize, id: &str) -> Response {
    let (url, expires_at) = provider.new_link(world, at);
    forms::link(id, &url, &timestamp(expires_at)).into()
}

fn list(provider: &Provider, query: &str) -> Response {
    let option = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let email = option("email").map(|email| email.replace("%40", "@").replace("%2B", "+"));
    let page: usize = option("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let customers = provider.customers.borrow();
    let wanted = |customer: &&Customer| email.as_ref().is_none_or(|email| customer.email == *email);
    let mut found: Vec<_> = customers.iter().filter(wanted).collect();
    if provider.is_newest_first {
        found.reverse();
    }
    let total = found.len();
    let shown: Vec<Value> = found.into_iter().skip((page.max(1) - 1) * PAGE).take(PAGE).map(shown).collect();
    forms::list(&shown, page, PAGE, total).into()
}

/// A customer as the API shows it.
fn shown(customer: &Customer) -> Value {
    form(customer, &timestamp(customer.created_at)).to_json()
}

fn form<'a>(customer: &'a Customer, created_at: &'a str) -> forms::Customer<'a> {
    let profiles = json!([forms::profile("kyc_profile_a", customer.status())]);
    let Customer { id, kind, email, phone, .. } = customer;
    forms::Customer { id, kind, email, phone, profiles, created_at }
}

/// The webhook about a customer's new status.
pub(crate) fn event(customer: &Customer, id: &str, status: &str, time: &str) -> Value {
    let created_at = timestamp(customer.created_at);
    forms::event(id, forms::event_name(status), time, &form(customer, &created_at))
}
