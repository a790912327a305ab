//! The model of Bridge, from its OpenAPI description of January 2026 and from what public clients say about keys and
//! duplicates. What is a customer at the other providers is a KYC link here; Bridge's own customer follows from it.
//!
//! Where the documents are silent, the model does what is worst for the handler: it ignores the case of email
//! addresses, replays every first response, even a refusal, and sometimes does not have it at once for a request that
//! follows closely.

use kyclink::{HttpRequest, Method};
use kyclink_forms::bridge as forms;
use serde_json::Value;

use crate::accounts::bridge::{BASE, CUSTOMER_ID, KEY, LINK_ID};
use crate::clock::{DAY, timestamp};
use crate::invariants::Tag;
use crate::provider::{Customer, First, KycLink, Provider, Response};
use crate::weather::Fault;
use crate::world::World;

/// How long a first response is replayed.
const REPLAYED: i64 = DAY;
/// How long it may take until a first response is replayed.
const UNSETTLED: i64 = 4_000;

pub(crate) fn respond(provider: &Provider, world: &World, request: &HttpRequest, tag: &Tag) -> Response {
    if header(request, "Api-Key") != Some(KEY) {
        return failed(401, "invalid_credentials", "The API key is missing or wrong.");
    }
    let target = request.url.strip_prefix(BASE).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    if request.method != Method::Post && header(request, "Idempotency-Key").is_some() {
        return failed(400, "invalid", "Idempotency-Key is for POST only.");
    }
    match (request.method, segments.as_slice()) {
        (Method::Post, ["kyc_links"]) => keyed(provider, world, request, tag),
        (Method::Get, ["kyc_links"]) => list(provider, query),
        (Method::Get, ["kyc_links", id]) => match provider.find(id) {
            Some(at) => Response::ok(provider.read(at, shown).unwrap_or_default()),
            None => forms::not_found().into(),
        },
        (Method::Get, ["customers", id]) => {
            let customers = provider.customers.borrow();
            let found = customers.iter().find(|customer| customer_id(customer) == Some(*id));
            found.map_or_else(|| forms::not_found().into(), |found| Response::ok(shown_customer(found)))
        }
        _ => forms::not_found().into(),
    }
}

/// Replays the first response to a key, or creates a link and remembers the response.
fn keyed(provider: &Provider, world: &World, request: &HttpRequest, tag: &Tag) -> Response {
    let Some(key) = header(request, "Idempotency-Key") else {
        return failed(400, "required", "Idempotency-Key is missing.");
    };
    let (now, body) = (provider.now(&world.clock), request.body.clone().unwrap_or_default());
    if let Some(first) = provider.replies.borrow().get(key) {
        return match (now - first.at > REPLAYED, first.request == body) {
            (true, _) => failed(422, "invalid", "Idempotency Key Retry Deadline Exceeded"),
            (_, false) => failed(422, "invalid", "The key was used with another body."),
            _ if now - first.at < UNSETTLED && world.strikes(Fault::ProviderKeyUnsettled) => unsettled(world, first),
            _ => Response::new(first.status, first.body.clone()),
        };
    }
    let response = create(provider, world, &body, tag);
    let first = First { at: now, request: body, status: response.status, body: response.body.clone() };
    provider.replies.borrow_mut().insert(key.to_owned(), first);
    response
}

/// A refusal of a request that repeats another, although that one was carried out.
fn unsettled(world: &World, first: &First) -> Response {
    match world.below(3) {
        0 => failed(409, "resource_state_conflict", "Retry the same request later with the same idempotency key."),
        1 => failed(422, "invalid", "The key is in use."),
        _ => {
            let existing: Value = serde_json::from_str(&first.body).unwrap_or_default();
            forms::duplicate(&existing).into()
        }
    }
}

fn create(provider: &Provider, world: &World, body: &str, tag: &Tag) -> Response {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (email, kind) = (field("email"), field("type"));
    if email.is_empty() || !["individual", "business"].contains(&kind.as_str()) {
        return failed(400, "required", "email and type are required.");
    }
    let is_foreign = field("full_name").chars().any(|c| c > '\u{ff}');
    if is_foreign && (field("transliterated_first_name").is_empty() || field("transliterated_last_name").is_empty()) {
        return failed(400, "invalid_parameters", "The name is not in Latin letters.");
    }
    // The provider knows better than any pattern; its message repeats what it was given.
    if email.starts_with("refused") {
        return forms::invalid("email", &email, &format!("{email} is not deliverable")).into();
    }
    let has_email = |customer: &Customer| customer.email.eq_ignore_ascii_case(&email);
    if let Some(existing) = provider.customers.borrow().iter().find(|customer| has_email(customer)) {
        world.count(|counts| counts.duplicates += 1);
        return forms::duplicate(&shown(existing)).into();
    }
    let new_id = |start: &str| format!("{start}0000-4000-8000-{:012x}", world.word() >> 16);
    let id = new_id(LINK_ID);
    let link = KycLink {
        customer_id: new_id(CUSTOMER_ID),
        is_early: world.one_in(4),
        kyc_url: format!("https://verify.example/flow/{:016x}", world.word()),
        tos_url: format!("https://terms.example/accept/{:016x}", world.word()),
        kyc_status: "not_started",
        has_accepted: world.one_in(6),
        is_hopeless: world.one_in(3),
    };
    let urls = [link.kyc_url.clone(), link.tos_url.clone()];
    let customer = Customer {
        kind,
        email,
        // A link has a name and no phone number.
        phone: field("full_name"),
        link: Some(link),
        ..Customer::new(id.clone(), provider.now(&world.clock))
    };
    let at = provider.add(world, tag, customer);
    urls.into_iter().for_each(|url| provider.lead_to(url, at));
    Response::ok(provider.read(at, shown).unwrap_or_default())
}

fn list(provider: &Provider, query: &str) -> Response {
    let option = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let email = option("email").map(|email| email.replace("%40", "@").replace("%2B", "+"));
    let limit = option("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10);
    let customers = provider.customers.borrow();
    let wanted = |customer: &&Customer| {
        email.as_ref().is_none_or(|email| customer.email == *email)
            && option("customer_id").is_none_or(|id| customer_id(customer) == Some(id))
    };
    let data: Vec<Value> = customers.iter().rev().filter(wanted).take(limit).map(shown).collect();
    forms::list(&data).into()
}

/// A link as the API shows it. Some URLs have no scheme, as in the examples of the description.
pub(crate) fn shown(customer: &Customer) -> Value {
    let Some(link) = &customer.link else { return Value::Null };
    let is_bare = customer.created_at % 2 == 0;
    let url = |url: &str| if is_bare { url.replace("https://", "") } else { url.to_owned() };
    let (kyc_url, tos_url) = (url(&link.kyc_url), url(&link.tos_url));
    let form = forms::Link {
        id: &customer.id,
        kind: &customer.kind,
        customer_id: customer_id(customer),
        full_name: Some(&customer.phone),
        email: Some(&customer.email),
        kyc_url: &kyc_url,
        kyc_status: link.kyc_status,
        reasons: reasons(link),
        tos_url: &tos_url,
        tos_status: if link.has_accepted { "approved" } else { "pending" },
        created_at: &timestamp(customer.created_at),
    };
    form.to_json()
}

fn shown_customer(customer: &Customer) -> Value {
    let kyc_status = customer.link.as_ref().map_or("not_started", |link| link.kyc_status);
    let is_hopeless = customer.link.as_ref().is_some_and(|link| link.is_hopeless && link.kyc_status == "rejected");
    let issues = if is_hopeless { ["customer_too_young"].as_slice() } else { &[] };
    let (id, kind, email) = (customer_id(customer).unwrap_or_default(), &customer.kind, &customer.email);
    forms::Customer { id, kind, email, kyc_status, issues }.to_json()
}

/// The reasons of a rejection. `developer_reason` must not reach the person: it has the mark of personal data.
fn reasons(link: &KycLink) -> Vec<Value> {
    let expired = || forms::reason("The document has expired.", "canary: on a list");
    (link.kyc_status == "rejected").then(expired).into_iter().collect()
}

/// The webhook about a link's new status.
pub(crate) fn event(customer: &Customer, id: &str, time: &str) -> Value {
    forms::event(id, &shown(customer), time)
}

/// The id of the customer, which may not exist before both steps are done.
fn customer_id(customer: &Customer) -> Option<&str> {
    let link = customer.link.as_ref()?;
    let exists = link.is_early || link.has_accepted && link.kyc_status == "approved";
    exists.then_some(link.customer_id.as_str())
}

/// The step that is not one of Bridge's statuses.
pub(crate) const ACCEPT: &str = "accepts the terms";

/// Applies a step. A person is approved only after both: the terms and the check.
pub(crate) fn advance(customer: &mut Customer, step: &'static str, now: i64) {
    let Some(link) = &mut customer.link else { return };
    if step == ACCEPT {
        link.has_accepted = true;
    } else {
        link.kyc_status = step;
    }
    let status = match (link.kyc_status, link.has_accepted) {
        ("under_review", _) => "pending",
        ("rejected", _) => "rejected",
        ("approved", true) => "approved",
        _ => "incomplete",
    };
    if customer.history.last() != Some(&status) {
        customer.history.push(status);
    }
    customer.submitted_at.get_or_insert(now);
    customer.changed_at = now;
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn failed(status: u16, code: &str, message: &str) -> Response {
    forms::error(status, code, message).into()
}

#[cfg(test)]
impl First {
    pub(crate) fn expire(&mut self) {
        self.at -= REPLAYED + 1;
    }
}

/// Resets what was decided at random about a new link.
#[cfg(test)]
pub(crate) fn begin_afresh(customer: &mut Customer) {
    if let Some(link) = &mut customer.link {
        (link.is_early, link.has_accepted) = (false, false);
    }
}
