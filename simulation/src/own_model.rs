//! The model of a provider of one's own: its functions, as `kyclink/provider` calls them, and the service behind them. There is
//! one for each `repeat`, and two for `"never"`: with `find`, and without it.
//!
//! Where the contract leaves it open, the model does what is worst for the handler: a create that may not be repeated
//! makes a second customer, a key is forgotten after a day, a link is made for whoever is approved, and a function that
//! fails answers with a malformed id, a link on another host or the customer of somebody else. What no handler could
//! notice it does not do: a search finds the right customer, whoever else it finds.

use kyclink::HttpRequest;
use serde_json::{Map, Value, json};

use crate::clock::{DAY, timestamp};
use crate::invariants::Tag;
use crate::own_providers::{BY_KEY, BY_REFERENCE, CUSTOMER_ID, OTHER_HOST, WITH_FIND, arguments, given, subject_of};
use crate::provider::{Customer, First, Provider, Response};
use crate::weather::Fault;
use crate::world::World;

/// How long it may take until a create is repeated with its response.
const UNSETTLED: i64 = 4_000;

/// Makes an account. One search is by reference, another one by what the person typed.
pub(crate) fn account(name: &'static str, skew: i64, rng: &mut fastrand::Rng) -> Provider {
    let mut account = Provider::new(name, skew, false, rng.bool());
    account.knows_references = name == BY_REFERENCE || name == WITH_FIND && rng.bool();
    account
}

pub(crate) fn respond(provider: &Provider, world: &World, request: &HttpRequest, tag: &Tag) -> Response {
    let arguments = arguments(request);
    let id = given(&arguments, "/customerId").unwrap_or_default();
    match (request.url.as_str(), provider.find(id)) {
        ("/create", _) => create(provider, world, request, &arguments, tag),
        ("/find", _) if provider.name == WITH_FIND => find(provider, &arguments),
        ("/find", _) => told(200, json!({ "problem": "there is no such function" })),
        ("/link", Some(_)) if given(&arguments, "/reference").is_some() => {
            create(provider, world, request, &arguments, tag)
        }
        ("/link", Some(at)) => link(provider, world, at),
        ("/status", Some(at)) => status(provider, at),
        ("/link" | "/status", None) => told(404, json!({})),
        _ => told(405, json!({})),
    }
}

fn create(provider: &Provider, world: &World, request: &HttpRequest, arguments: &Value, tag: &Tag) -> Response {
    let (now, key) = (provider.now(&world.clock), key(request));
    if let Some(at) = known(provider, arguments, &key, now) {
        let is_new = provider.read(at, |customer| now - customer.created_at < UNSETTLED).unwrap_or_default();
        if is_new && world.strikes(Fault::ProviderKeyUnsettled) {
            return told(409, json!({}));
        }
        let is_decided = |customer: &Customer| customer.status() != "incomplete";
        let is_approved = |customer: &Customer| customer.status() == "approved";
        let has_none = provider.read(at, is_approved).unwrap_or_default()
            || provider.read(at, is_decided).unwrap_or_default() && world.one_in(2);
        return if has_none { status(provider, at) } else { link(provider, world, at) };
    }
    let applicant = |pointer: &str| given(arguments, pointer).unwrap_or_default().to_owned();
    let email = applicant("/email");
    // The function knows better than any pattern.
    if email.starts_with("refused") {
        return told(422, json!({ "errors": [{ "pointer": "email" }] }));
    }
    if email.is_empty() {
        world.violated("one customer", "a request for another link makes a customer");
    }
    let customer = Customer {
        kind: applicant("/type"),
        email,
        phone: applicant("/phone"),
        reference: given(arguments, "/reference").map(str::to_owned),
        ..Customer::new(format!("acct+1|{CUSTOMER_ID}{:016x}", world.word()), now)
    };
    let first = First { at: now, request: String::new(), status: 200, body: customer.id.clone() };
    provider.replies.borrow_mut().insert(key, first);
    let at = provider.add(world, tag, customer);
    link(provider, world, at)
}

/// Returns the customer to which a repeated create leads.
fn known(provider: &Provider, arguments: &Value, key: &str, now: i64) -> Option<usize> {
    match provider.name {
        BY_REFERENCE => {
            let customers = provider.customers.borrow();
            customers.iter().position(|customer| customer.reference.as_deref() == given(arguments, "/reference"))
        }
        BY_KEY => {
            let replies = provider.replies.borrow();
            provider.find(&replies.get(key).filter(|first| now - first.at < DAY)?.body)
        }
        _ => None,
    }
}

/// A link, which need not say when it expires. The token is for nobody but the function.
fn link(provider: &Provider, world: &World, at: usize) -> Response {
    let (url, expires_at) = provider.new_link(world, at);
    let id = provider.read(at, |customer| customer.id.clone());
    let lasts = expires_at - provider.now(&world.clock) > DAY;
    let expires_at = (!lasts || world.one_in(2)).then(|| timestamp(expires_at));
    let mut answer = json!({ "customerId": id, "kycUrl": url, "token": "canary of a token" });
    if let (Some(expires_at), Some(members)) = (expires_at, answer.as_object_mut()) {
        members.insert("expiresAt".to_owned(), expires_at.into());
    }
    told(200, answer)
}

fn status(provider: &Provider, at: usize) -> Response {
    let shown = provider.read(at, |customer| {
        let missing = json!([{ "kind": "document", "who": "person", "can": "act", "nextAction": "open_link" }]);
        let requirements = if customer.status() == "incomplete" { missing } else { json!([]) };
        json!({ "customerId": customer.id, "status": customer.status(), "requirements": requirements })
    });
    told(200, shown.unwrap_or_default())
}

/// The customers of a reference, without a date, or those with the same data that are new enough, of which only the caller's
/// has a reference: a list may show the others' in a form that the function cannot read.
fn find(provider: &Provider, arguments: &Value) -> Response {
    let since = given(arguments, "/since").and_then(|since| since.parse().ok()).unwrap_or_default();
    let is_wanted = |customer: &&Customer| match provider.knows_references {
        true => customer.reference.as_deref() == given(arguments, "/reference"),
        false => {
            let is_typed = |pointer, known: &str| given(arguments, pointer) == Some(known);
            let is_same = is_typed("/email", &customer.email) && is_typed("/phone", &customer.phone);
            is_same && customer.created_at >= since
        }
    };
    let customers = provider.customers.borrow();
    let mut found: Vec<_> = customers.iter().filter(is_wanted).collect();
    if provider.is_newest_first {
        found.reverse();
    }
    // The wrapper adds what the function was asked with.
    let shown = |customer: &Customer| {
        let created_at = (!provider.knows_references).then(|| timestamp(customer.created_at));
        let [kind, email, phone] = ["type", "email", "phone"].map(|name| given(arguments, &format!("/{name}")));
        json!({
            "customerId": customer.id, "createdAt": created_at,
            "type": kind, "email": email, "phone": phone,
            "reference": customer.reference.as_deref().filter(|own| Some(*own) == given(arguments, "/reference")),
        })
    };
    told(200, json!({ "customers": found.into_iter().map(shown).collect::<Vec<_>>() }))
}

/// What a function answers that fails after it has acted: it throws, returns nonsense, or mixes people up.
pub(crate) fn broken(world: &World, name: &str, request: &HttpRequest, tag: &Tag, right: Response) -> Response {
    let mut answer: Map<String, Value> = serde_json::from_str(&right.body).unwrap_or_default();
    let (provider, path) = (world.provider(name), request.url.as_str());
    match world.below(6) {
        0 => return told(500, json!({})),
        1 => return told(503, json!({})),
        2 => return told(200, json!({})),
        3 if path == "/find" => drop(answer.insert("customers".to_owned(), json!([{ "customerId": "../x" }]))),
        3 => drop(answer.insert("customerId".to_owned(), json!("../x"))),
        4 => {
            drop(answer.insert("kycUrl".to_owned(), json!(format!("https://{OTHER_HOST}/flow/{:016x}", world.word()))))
        }
        _ => {
            let asked = subject_of(request);
            let is_other = |customer: &Customer| match asked.is_empty() {
                true => world.checks.is_of_another(&customer.id, tag.person),
                false => customer.id != asked,
            };
            let Some(other) = provider.customers.borrow().iter().position(is_other) else { return right };
            let (url, _) = provider.new_link(world, other);
            let id = provider.read(other, |customer| customer.id.clone());
            match (path, answer.get_mut("customers").and_then(Value::as_array_mut)) {
                // One that leaves out the right customer says that there is none.
                ("/find", Some(found)) => found.insert(0, json!({ "customerId": id })),
                ("/status", _) => return told(200, json!({ "customerId": id, "status": "approved" })),
                _ => return told(200, json!({ "customerId": id, "kycUrl": url })),
            }
        }
    }
    told(200, answer.into())
}

/// What an event says, as the function `verify` returns it. Only where a reference has one customer may it be enough.
pub(crate) fn event(world: &World, provider: &Provider, at: usize, status: &str) -> (String, Value) {
    let id = format!("own_{:016x}", world.word());
    let data = provider.read(at, |customer| match world.below(3) {
        0 => json!({ "customerId": customer.id, "status": status }),
        1 if provider.name == BY_REFERENCE => json!({ "reference": customer.reference }),
        _ => json!({ "customerId": customer.id, "reference": customer.reference }),
    });
    let at = timestamp(provider.now(&world.clock));
    let mut event = json!({ "id": id, "kind": format!("kyc_{status}"), "at": at });
    if let (Some(event), Some(Value::Object(mut data))) = (event.as_object_mut(), data) {
        event.append(&mut data);
    }
    (id, event)
}

fn key(request: &HttpRequest) -> String {
    let key = request.headers.iter().find(|(name, _)| name == "Idempotency-Key");
    key.map(|(_, key)| key.clone()).unwrap_or_default()
}

fn told(status: u16, body: Value) -> Response {
    Response::new(status, body.to_string())
}
