//! The model of Grid, from its OpenAPI description 2025-10-13 as of August 2026.

use kyclink::{HttpRequest, Method};
use kyclink_forms::grid as forms;
use serde_json::{Value, json};

use crate::accounts::grid::BASE;
use crate::clock::timestamp;
use crate::invariants::Tag;
use crate::provider::{Contact, Customer, Provider, Response};
use crate::world::World;

/// `simulated:feed0000000000000000` in base64.
const BASIC: &str = "Basic c2ltdWxhdGVkOmZlZWQwMDAwMDAwMDAwMDAwMDAw";

pub(crate) fn respond(provider: &Provider, world: &World, request: &HttpRequest, tag: &Tag) -> Response {
    if !request.headers.iter().any(|(name, value)| name == "Authorization" && value == BASIC) {
        return failed(401, "UNAUTHORIZED");
    }
    let target = request.url.strip_prefix(BASE).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let body: Value = serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap_or_default();
    match (request.method, segments.as_slice()) {
        (Method::Post, ["customers"]) => create(provider, world, &body, tag),
        (Method::Get, ["customers"]) => list(provider, query),
        (method, ["customers", id, action @ ..]) => match provider.find(id) {
            None => failed(404, "CUSTOMER_NOT_FOUND"),
            Some(at) => match (method, action) {
                (Method::Get, []) => show(provider, at),
                (Method::Patch, []) => update(provider, &body, at),
                (Method::Post, ["kyc-link"]) => link(provider, world, at),
                (Method::Post, ["verify-email"]) => send_code(provider, world, at, 0),
                (Method::Post, ["verify-phone"]) => send_code(provider, world, at, 1),
                (Method::Post, ["verify-email", "confirm"]) => confirm(provider, world, &body, at, 0),
                (Method::Post, ["verify-phone", "confirm"]) => confirm(provider, world, &body, at, 1),
                _ => failed(404, "NOT_FOUND"),
            },
        },
        _ => failed(404, "NOT_FOUND"),
    }
}

fn create(provider: &Provider, world: &World, body: &Value, tag: &Tag) -> Response {
    let field = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let (Some(kind), Some(email), Some(phone)) = (field("customerType"), field("email"), field("phoneNumber")) else {
        return failed(400, "INVALID_INPUT");
    };
    // Grid checks whether the address is deliverable; its reason repeats what it was given.
    if email.starts_with("refused") {
        return forms::invalid("email", &format!("{email} is not deliverable")).into();
    }
    let reference = field("platformCustomerId").unwrap_or_else(|| format!("{:016x}", world.word()));
    let is_taken = |customer: &Customer| customer.reference.as_ref() == Some(&reference);
    if provider.customers.borrow().iter().any(is_taken) {
        return forms::conflict().into();
    }
    let contact = Contact { is_required: provider.wants_contacts, ..Contact::default() };
    let id = format!("Customer:{:08x}-0000-4000-8000-{:012x}", world.word() >> 32, world.word() >> 16);
    let customer = Customer {
        kind,
        email,
        phone,
        reference: Some(reference),
        contacts: [contact.clone(), contact],
        ..Customer::new(id, provider.now(&world.clock))
    };
    let at = provider.add(world, tag, customer);
    forms::created(provider.read(at, shown).unwrap_or_default()).into()
}

fn link(provider: &Provider, world: &World, at: usize) -> Response {
    let is_open = |customer: &Customer| customer.contacts.iter().any(|contact| contact.is_open());
    if provider.read(at, is_open).unwrap_or_default() {
        return forms::conflict().into();
    }
    let (url, expires_at) = provider.new_link(world, at);
    forms::link(&url, &timestamp(expires_at)).into()
}

fn send_code(provider: &Provider, world: &World, at: usize, channel: usize) -> Response {
    let code = format!("{:06}", world.below(1_000_000));
    let mut is_sent = false;
    change_contact(provider, at, channel, |contact| {
        is_sent = contact.is_open();
        if is_sent {
            contact.code = Some(code);
        }
    });
    if is_sent { forms::sent().into() } else { forms::conflict().into() }
}

fn confirm(provider: &Provider, world: &World, body: &Value, at: usize, channel: usize) -> Response {
    let given = body.get("code").and_then(Value::as_str);
    let (mut is_open, mut is_right) = (false, false);
    change_contact(provider, at, channel, |contact| {
        is_open = contact.is_open();
        is_right = is_open && given.is_some() && contact.code.as_deref() == given;
        if is_right {
            contact.verified_at = Some(world.clock.now());
        }
    });
    if is_open && !is_right {
        world.checks.wrong_code(world, &provider.read(at, |customer| customer.id.clone()).unwrap_or_default());
    }
    match (is_open, is_right) {
        (false, _) => forms::conflict().into(),
        (_, false) => failed(400, "INVALID_INPUT"),
        _ => show(provider, at),
    }
}

/// A corrected contact must be confirmed again.
fn update(provider: &Provider, body: &Value, at: usize) -> Response {
    let field = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let kind = provider.read(at, |customer| customer.kind.clone());
    if field("customerType") != kind || (field("email").is_some() && field("phoneNumber").is_some()) {
        return failed(400, "INVALID_INPUT");
    }
    let is_required = provider.wants_contacts;
    let fresh = Contact { is_required, ..Contact::default() };
    provider.change(at, |customer| {
        if let Some(email) = field("email") {
            customer.email = email;
            customer.contacts[0] = fresh.clone();
        }
        if let Some(phone) = field("phoneNumber") {
            customer.phone = phone;
            customer.contacts[1] = fresh;
        }
    });
    show(provider, at)
}

fn change_contact(provider: &Provider, at: usize, channel: usize, change: impl FnOnce(&mut Contact)) {
    provider.change(at, |customer| {
        customer.contacts.get_mut(channel).map(change);
    });
}

fn list(provider: &Provider, query: &str) -> Response {
    let wanted = query.split('&').find_map(|pair| pair.strip_prefix("platformCustomerId="));
    let customers = provider.customers.borrow();
    let found =
        customers.iter().filter(|customer| wanted.is_none_or(|wanted| customer.reference.as_deref() == Some(wanted)));
    let data: Vec<Value> = found.map(shown).take(20).collect();
    forms::list(&data, None).into()
}

fn show(provider: &Provider, at: usize) -> Response {
    Response::ok(provider.read(at, shown).unwrap_or_default())
}

/// A customer as the API shows it.
fn shown(customer: &Customer) -> Value {
    form(customer, &timestamp(customer.created_at)).to_json()
}

fn form<'a>(customer: &'a Customer, created_at: &'a str) -> forms::Customer<'a> {
    let status = match customer.status() {
        "incomplete" => "unverified",
        status => status,
    };
    let state = |contact: &Contact| if contact.verified_at.is_some() { "VERIFIED" } else { "PENDING" };
    let [email, phone] = &customer.contacts;
    let contacts = email.is_required.then(|| json!({ "email": state(email), "phone": state(phone) }));
    let reference = customer.reference.as_deref().unwrap_or_default();
    let Customer { id, kind, email, phone, .. } = customer;
    forms::Customer { id, reference, kind, email, phone, status, created_at, contacts, agreements: &[] }
}

/// The webhook about a customer's new status.
pub(crate) fn event(customer: &Customer, id: &str, status: &str, time: &str) -> Value {
    forms::Customer { status, ..form(customer, &timestamp(customer.created_at)) }.event(id, time)
}

fn failed(status: u16, code: &str) -> Response {
    forms::error(status, code).into()
}
