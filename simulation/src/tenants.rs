//! Another tenant over the same store, with the same secrets: its operator, the webhooks of its account and its visitors
//! act on the customers of the first one. Its account knows them, as if ids came twice. Nothing that it does may touch a
//! record of the first tenant.
//!
//! In half of the worlds it is another handler of the same tenant, under other settings: its webhooks and visitors may
//! touch no record that says how far somebody is, or leads on.

use std::rc::Rc;

use kyclink::edge::{
    Effect, EffectError, Failure, Handling, LoadedRecord, Outcome, RateLimit, ReceivedBody, Swap, Value,
};
use kyclink::json::Json;
use kyclink::{ErrorCode, HttpRequest, Method, UntrustedValue};

use crate::clock::{HOUR, MINUTE};
use crate::deliveries::event;
use crate::invariants::Tag;
use crate::network::respond;
use crate::person::Person;
use crate::server::{ORIGIN, THEIRS};
use crate::values::{integer, json, list_of, object, text};
use crate::vault;
use crate::world::World;

const FUNCTIONS: [&str; 5] = ["find", "release", "resumeLink", "exportData", "forget"];
const ROUTES: [(&str, &str); 6] = [
    ("GET", "status"),
    ("POST", "links/renew"),
    ("POST", "contact/email"),
    ("POST", "contact/email/confirm"),
    ("POST", "handoff"),
    ("POST", "end"),
];
/// What is apart under other settings of one tenant.
const OF_SETTINGS: [&str; 9] =
    ["status", "asking", "session", "handoff", "event", "key", "attempt", "cooldown", "latestKey"];
/// The purpose of the cookies of the other tenant's handler.
const COOKIE: &str = "cookie theirs";

type Performed = Result<Value<'static>, Failure>;

/// Acts on the customers of these people, as long as the world lasts.
pub(crate) async fn act(world: &Rc<World>, people: &[Rc<Person>]) {
    loop {
        world.clock.sleep(world.below(if world.one_in(3) { HOUR } else { MINUTE })).await;
        let count = i64::try_from(people.len()).unwrap_or(1);
        let person = usize::try_from(world.below(count)).ok().and_then(|at| people.get(at));
        let Some((person, (provider, id))) = person.and_then(|person| Some((person, person.browser.customer(world)?)))
        else {
            continue;
        };
        world.note(|| "another tenant acts".to_owned());
        match world.below(if world.agenda.is_some() { 4 } else { 3 }) {
            3 => refresh(world, &provider),
            0 if has_own_account(world) => operate(world, person, &provider, &id),
            1 => deliver(world, &provider, &id),
            _ => visit(world, person, &provider, &id),
        }
    }
}

fn has_own_account(world: &World) -> bool {
    world.theirs.id == THEIRS
}

fn touched(world: &World, name: &[String]) {
    let is_apart = |kind: &String| has_own_account(world) || OF_SETTINGS.contains(&kind.as_str());
    if name.first().is_some_and(is_apart) {
        world.checks.record_touched(world, THEIRS, name);
    }
}

fn operate(world: &World, person: &Person, provider: &str, id: &str) {
    let mut command = vec![("function", text(pick(world, &FUNCTIONS))), ("provider", text(provider))];
    let login = person.browser.login.as_deref();
    match login.filter(|_| world.one_in(3)) {
        Some(login) => command.push(("reference", text(login))),
        None => command.push(("customerId", text(id))),
    }
    command.extend([("ttlMs", integer(HOUR)), ("ids", ids(world)), ("at", integer(world.clock.now()))]);
    command.extend(login.filter(|_| world.one_in(2)).map(|login| ("to", text(login))));
    run(world, Handling::of_command(world.theirs.config.clone(), object(command)), &UntrustedValue::Null);
}

/// A step of a run of the other tenant, which may find no customer of the first one.
fn refresh(world: &World, provider: &str) {
    let command = [
        ("function", text("refresh")),
        ("provider", text(provider)),
        ("from", integer(0)),
        ("limit", integer(100)),
        ("ids", ids(world)),
        ("at", integer(world.clock.now())),
    ];
    let given = object([("isRun", UntrustedValue::Bool(true))]);
    run(world, Handling::of_command(world.theirs.config.clone(), object(command)), &given);
}

/// An event of the other account, about a customer with the same id. Handlers of one tenant share their account, which
/// tells both of them of one event.
fn deliver(world: &World, provider: &str, id: &str) {
    let shared = if has_own_account(world) { None } else { world.checks.a_delivery(world) };
    if let Some(delivery) = shared.filter(|_| world.one_in(2)) {
        receive(world, &delivery.path, &json(&delivery.bytes));
        return;
    }
    let Some(name) = world.providers().map(|account| account.name).find(|name| *name == provider) else {
        return;
    };
    let Some(at) = world.provider(name).find(id) else { return };
    let (_, body) = event(world, name, at, pick(world, &["approved", "rejected", "pending"]));
    receive(world, &format!("/kyc/webhooks/{name}"), &json(&body.to_string()));
}

fn receive(world: &World, path: &str, body: &UntrustedValue<'static>) {
    let signature = list_of([list_of([text("signature"), text("00")])]);
    request(world, ("POST", path), signature, body, None);
}

/// A visitor of the other tenant with a session of the customer.
fn visit(world: &World, person: &Person, provider: &str, id: &str) {
    let login = person.browser.login.clone();
    let cookie = session(world, login.as_deref(), provider, id);
    let routes = if has_own_account(world) { &ROUTES[..] } else { &ROUTES[..1] };
    let (method, route) = pick(world, routes);
    let body = object([("code", text("000000"))]);
    request(world, (method, &format!("/kyc/{route}")), list_of([]), &body, Some((cookie, login)));
}

/// Makes the cookie of a session of a customer at the other tenant.
fn session(world: &World, login: Option<&str>, provider: &str, id: &str) -> String {
    let now = world.clock.now();
    world.checks.is_in_scope(THEIRS, id);
    let session = object([
        ("id", text(&format!("theirs-{:016x}", world.word()))),
        ("customer", object([("provider", text(provider)), ("id", text(id))])),
        ("reference", login.map_or(UntrustedValue::Null, text)),
        ("began_at", integer(now)),
        ("until", integer(now + HOUR)),
    ]);
    world.vault.seal(world.word(), vec![COOKIE.to_owned()], session.to_json())
}

fn request(
    world: &World,
    (method, path): (&str, &str),
    signatures: UntrustedValue<'static>,
    body: &UntrustedValue<'static>,
    session: Option<(String, Option<String>)>,
) {
    let (cookie, login) = session.unzip();
    let mut headers = vec![("origin", text(ORIGIN)), ("content-type", text("application/json"))];
    headers.extend(cookie.map(|cookie| ("cookie", text(&format!("__Host-kyclink={cookie}")))));
    let given = object([
        ("method", text(method)),
        ("path", text(path)),
        ("token", text("")),
        ("origin", text(ORIGIN)),
        ("headers", object(headers)),
        ("signatures", signatures),
        ("ids", ids(world)),
        ("at", integer(world.clock.now())),
    ]);
    let mut fields = vec![("body", body.clone())];
    fields.extend(login.flatten().map(|login| ("login", text(&login))));
    run(world, Handling::of_request(world.theirs.config.clone(), given), &object(fields));
}

/// Performs everything at one moment: the first tenant's requests come in between from one act to the next.
fn run(world: &World, mut handling: Handling, given: &UntrustedValue) {
    let mut ended = vec![];
    loop {
        let response = handling.proceed(std::mem::take(&mut ended));
        for effect in handling.effects().to_vec() {
            let result = perform(world, effect, given);
            ended.push(Outcome { at: world.clock.now(), elapsed_ms: 0, result });
            if !ended.iter().all(Outcome::is_as_assumed) {
                break;
            }
        }
        if response.is_some() && ended.iter().all(Outcome::is_as_assumed) {
            return;
        }
    }
}

fn perform(world: &World, effect: Effect, given: &UntrustedValue) -> Performed {
    let now = world.clock.now();
    let field = |name: &str| given.object().and_then(|fields| fields.get(name));
    Ok(match effect {
        Effect::ReadBody { .. } => {
            let content = field("body").map_or(UntrustedValue::Null, UntrustedValue::to_static);
            Value::Body(ReceivedBody::Read { content, form_key: None })
        }
        Effect::ComputeMacs { purpose, value } => {
            let text = format!("{purpose} {}", value.to_json());
            Value::Macs(world.theirs.secrets.iter().map(|secret| vault::mac(secret, &text)).collect())
        }
        Effect::DrawQrCode { .. } => Value::Text("<svg/>".to_owned()),
        Effect::SealCookie { content } => Value::Text(world.vault.seal(world.word(), vec![COOKIE.to_owned()], content)),
        Effect::OpenCookies { cookies } => {
            let opened = cookies.iter().filter_map(|cookie| world.vault.open(cookie, &[COOKIE.to_owned()]));
            Value::Opened(opened.map(|content| json(&content)).collect())
        }
        Effect::LoadRecord { name } => {
            touched(world, &name);
            let sealed = world.records.get(&name, now);
            let content = sealed.as_ref().and_then(|sealed| world.vault.open(sealed, &name));
            Value::Record(LoadedRecord { sealed, value: content.as_deref().map(json) })
        }
        Effect::CheckRecord { name, expected } => {
            touched(world, &name);
            Value::Checked(world.records.get(&name, now) == expected)
        }
        Effect::SwapRecord { name, expected, value, lifetime_ms } => {
            touched(world, &name);
            let after = value.map(|content| (world.vault.seal(world.word(), name.clone(), content), lifetime_ms));
            let raw = after.as_ref().map(|(raw, _)| raw.clone());
            let swapped = world.records.swap(&name, expected.as_deref(), after, now);
            Value::Swap(if swapped { raw.map_or(Swap::Removed, Swap::Written) } else { Swap::Changed })
        }
        Effect::Request { endpoint, request, .. } => {
            if field("isRun").is_some() {
                world.checks.run_asks(world, None, (endpoint.service.name, &request));
            }
            ask(world, endpoint.service.name, &request)?
        }
        Effect::RateLimit => Value::RateLimit(RateLimit::Allowed),
        Effect::Authorize => Value::Authorized(kyclink::edge::Authorized::Caller {
            reference: field("login").and_then(UntrustedValue::text).map(str::to_owned),
            redirect_uri: None,
        }),
        Effect::VerifySignature { .. } => Value::Verified(field("body").map(UntrustedValue::to_static)),
        _ => Value::Done,
    })
}

/// Its account responds to what changes nothing.
fn ask(world: &World, provider: &'static str, request: &HttpRequest) -> Performed {
    if request.method != Method::Get && !["/status", "/find"].contains(&request.url.as_str()) {
        return Err(Failure::Error(EffectError::new(ErrorCode::Network)));
    }
    let tag = Tag { person: None, unit: String::new(), member: None, data: String::new() };
    Ok(Value::Response(respond(world, provider, "a request of another tenant", request, &tag).response()))
}

fn ids(world: &World) -> UntrustedValue<'static> {
    list_of((0..4).map(|_| text(&format!("theirs-{:016x}{:016x}", world.word(), world.word()))))
}

fn pick<T: Copy + Default>(world: &World, all: &[T]) -> T {
    let count = i64::try_from(all.len()).unwrap_or(1);
    all.get(usize::try_from(world.below(count)).unwrap_or_default()).copied().unwrap_or_default()
}
