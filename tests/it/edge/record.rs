//! All kinds of records, stated a second time: how long the store keeps each, and what it means if none of the secrets
//! opens one.
//!
//! The crate's own table (`RECORDS`) says the same, but a wrong lifetime there would be wrong everywhere. So these rows
//! are written by hand, and must agree with it; what an unreadable record means is shown by scenes. The scripted world
//! checks every record that a test of the handler makes it write, so a new kind needs a row here.

mod claim;

use kyclink::edge::{IfUnreadable, Lifetime, RECORDS, RecordKind};
use kyclink::provider::provider;
use serde_json::{Value, json};

use self::Meaning::{Absent, Closed, Held};
use crate::edge::contact::customer;
use crate::edge::world::response::Response;
use crate::edge::world::{DAY, HOUR, KEY, LOCK, MINUTE, ORIGIN, OTHER_KEY, SECOND, START, World, at, error, link};

/// A record that the handler writes.
pub(crate) struct Write<'w> {
    /// The time by the handler's clock.
    pub(crate) now: i64,
    pub(crate) lifetime_ms: i64,
    pub(crate) value: &'w Value,
    /// Whether the store had none.
    pub(crate) is_first: bool,
    /// The configuration's maximum age of an event.
    pub(crate) max_age: i64,
    /// The `timeout` of the configuration.
    pub(crate) timeout: i64,
    /// When the session in the record's name began.
    pub(crate) began_at: Option<i64>,
    /// Whether the event of the request says when it occurred.
    pub(crate) is_dated: bool,
}

struct Kind {
    name: &'static str,
    lifetime: fn(&Write) -> i64,
    /// The longest that a record of this kind is kept, with the configuration of the tests.
    longest: i64,
    /// What a record means that none of the secrets opens, where requests read it.
    unreadable: Unreadable,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Meaning {
    /// The request fails, and nobody's customer changes.
    Closed,
    /// The request goes on as if there were no record.
    Absent,
    /// That there is a record is all that counts: it is a lock.
    Held,
}

/// A world with a record of the kind, and a request that reads it.
type Scene = (World, Box<dyn Fn(&mut World) -> Response>);
/// What a record that does not open means to the request of each scene.
type Unreadable = &'static [(Meaning, fn() -> Scene)];

const fn kind(name: &'static str, lifetime: fn(&Write) -> i64, longest: i64, unreadable: Unreadable) -> Kind {
    Kind { name, lifetime, longest, unreadable }
}

static KINDS: [Kind; 25] = [
    // One onboarding.
    kind("key", |write| (DAY - (write.now - integer(write, "began_at"))).max(1), DAY, &[(Closed, key)]),
    kind("attempt", lock_ms, LOCK, &[(Held, attempt)]),
    kind("cooldown", |_| 5 * SECOND, 5 * SECOND, &[(Held, cooldown), (Held, cooldown_of_a_keyed_create)]),
    kind(
        "claim",
        |_| 91 * DAY,
        91 * DAY,
        &[(Closed, claim_of_a_found_customer), (Absent, claim_of_a_created_customer)],
    ),
    kind("released", |_| 3_650 * DAY, 3_650 * DAY, &[(Held, released)]),
    kind("holder", |_| 90 * DAY, 90 * DAY, &[(Absent, holder), (Absent, holder_who_onboards_again)]),
    kind(
        "latestKey",
        |write| (23 * HOUR - (write.now - integer(write, "began_at"))).max(1),
        23 * HOUR,
        &[(Absent, latest_key)],
    ),
    // Sessions.
    kind(
        "session",
        |write| (91 * DAY - (write.now - write.began_at.expect("a session whose cookie was sealed"))).max(1),
        91 * DAY,
        &[(Closed, session), (Closed, session_handed_over_again)],
    ),
    kind("handoff", handoff_ms, 30 * DAY, &[(Absent, handoff), (Absent, resume_link)]),
    // What is known about a customer.
    kind("status", |_| 30 * DAY, 30 * DAY, &[(Absent, status)]),
    kind("asking", |write| if write.is_first { write.timeout } else { 0 } + 5 * SECOND, LOCK, &[(Held, asking)]),
    // The agenda.
    kind("agenda", |_| 40 * DAY, 40 * DAY, &[(Absent, due)]),
    kind("refreshing", |_| 40 * DAY, 40 * DAY, &[(Absent, refreshing)]),
    kind("refreshed", |_| 40 * DAY, 40 * DAY, &[(Absent, refreshed)]),
    kind("agreements", |_| HOUR, HOUR, &[(Absent, agreements)]),
    kind("event", event_ms, 366 * DAY, &[(Absent, event)]),
    // Contact codes.
    kind("sending", lock_ms, LOCK, &[(Held, sending)]),
    kind("sentTo", |_| 10 * MINUTE, 10 * MINUTE, &[(Absent, sent_to), (Absent, sent_to_again)]),
    // Limits.
    kind("sent", |write| window(write, HOUR), HOUR, &[(Absent, codes_of_a_customer)]),
    kind("sentInHour", |write| window(write, HOUR), HOUR, &[(Absent, codes_of_an_hour)]),
    kind("sentInDay", |write| window(write, DAY), DAY, &[(Absent, codes_of_a_day)]),
    kind("tried", |write| window(write, DAY), DAY, &[(Absent, wrong_codes)]),
    kind("lost", |write| window(write, DAY), DAY, &[(Absent, lost_codes)]),
    kind("renewed", |write| window(write, HOUR), HOUR, &[(Absent, renewals)]),
    kind("handedOver", |write| window(write, HOUR), HOUR, &[(Absent, handoffs)]),
];

/// Returns the name of each kind, the longest time that it is kept, and the worlds that have a record of it.
pub(crate) fn kinds() -> impl Iterator<Item = (&'static str, i64, Vec<World>)> {
    KINDS.iter().map(|kind| (kind.name, kind.longest, kind.unreadable.iter().map(|(_, scene)| scene().0).collect()))
}

/// The records of a handler that are about the settings of one provider.
const AT_PROVIDER: [&str; 3] = ["agenda", "refreshing", "refreshed"];

/// Whether a record has as many parts in its name as the table says, and is among those of the tenant or the handler.
pub(crate) fn is_in_scope(name: &[String], config: &Value) -> bool {
    let [known, scope, parts @ ..] = name else { return false };
    let [kind, rest @ ..] = record_kind(known).named_by else { return false };
    let (rest, parts) = match (rest, parts) {
        (["settings", rest @ ..], [settings, parts @ ..]) => {
            let own = match *kind {
                _ if *kind == "tenant" || AT_PROVIDER.contains(&known.as_str()) => {
                    let of = |settings: &str, provider: &String| config[settings][provider].as_str();
                    parts.first().and_then(|one| of("settingsWithApi", one).or_else(|| of("settings", one)))
                }
                _ => config["allSettings"].as_str(),
            };
            if own.unwrap_or_default() != settings {
                return false;
            }
            (rest, parts)
        }
        all => all,
    };
    let own = match *kind {
        "tenant" => parts.first().and_then(|provider| config["tenants"][provider].as_str().or(config["id"].as_str())),
        "handler" => Some(config["id"].as_str().unwrap_or_default()),
        _ => None,
    };
    let is_known = |name: &String| provider(name).is_some() || config["connections"][name].is_object();
    let is_provider = |(kind, part): (&&str, &String)| *kind != "provider" || is_known(part);
    own == Some(scope) && rest.len() == parts.len() && rest.iter().zip(parts).all(is_provider)
}

/// Checks a record that the handler hands to the store.
pub(crate) fn check_write(name: &str, write: &Write) {
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let kind = kind.unwrap_or_else(|| panic!("the table of records has no row for {name}"));
    assert_eq!(write.lifetime_ms, (kind.lifetime)(write), "how long a record {name} is kept: {}", write.value);
    let kind = record_kind(name);
    assert!(kind.lifetimes.iter().any(|(kept, _)| allows(*kept, write)), "{name}: {}", write.lifetime_ms);
    let fields: Vec<_> = write.value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, kind.fields, "the fields of a record {name}");
}

fn record_kind(name: &str) -> &'static RecordKind {
    RECORDS.iter().find(|kind| kind.name == name).unwrap_or_else(|| panic!("`RECORDS` has no row for {name}"))
}

/// Whether a record may be kept as long as this one, by the crate's own table.
fn allows(kept: Lifetime, write: &Write) -> bool {
    match kept {
        Lifetime::For(ms) => write.lifetime_ms == ms,
        Lifetime::Since(ms) => write.lifetime_ms <= ms,
        Lifetime::Request(ms) => write.lifetime_ms == write.timeout + ms,
        Lifetime::EventAge(ms) => write.lifetime_ms == write.max_age + ms,
        Lifetime::Option("ttlMs") => write.lifetime_ms <= 30 * DAY,
        Lifetime::Option(_) => false,
    }
}

/// What is known of a customer, and of its contacts, is within the tenant: other tenants over the store may know the same
/// ids and addresses. All else is within the handler, also the agenda, which says whose `onEvent` is told of a customer.
#[test]
fn each_name_begins_with_whose_record_it_is() {
    for kind in RECORDS {
        let [scope, parts @ ..] = kind.named_by else { panic!("{} has no name", kind.name) };
        let parts = parts.strip_prefix(&["settings"]).unwrap_or(parts);
        let is_of_customer = parts.iter().any(|part| ["customer", "contact"].contains(part));
        assert_eq!(*scope, if is_of_customer { "tenant" } else { "handler" }, "{}", kind.name);
        let is_of_provider = is_of_customer || AT_PROVIDER.contains(&kind.name);
        assert!(!is_of_provider || parts[0] == "provider", "{}: the account is the provider's", kind.name);
    }
}

/// Where the configuration has an `id`, it is the tenant, whatever the account.
#[test]
fn an_id_is_the_tenant_at_every_provider() {
    for (mut world, id) in World::of_each_provider() {
        world.config["id"] = json!("ours");
        world.config.as_object_mut().unwrap().remove("tenants");
        world.onboard(id);
        assert!(world.count("claim") == 1 && world.names().iter().all(|name| name[1] == "ours"), "{:?}", world.names());
    }
}

#[test]
fn the_table_of_the_crate_says_the_same() {
    let names = KINDS.iter().map(|kind| kind.name);
    assert!(RECORDS.iter().map(|kind| kind.name).eq(names.chain(["rate"])));
    // `limitBy` has no effects: `service/edge/counting.test.mjs` tests its records.
    let counts = record_kind("rate");
    assert_eq!((counts.fields, counts.if_unreadable), (&["count", "until"][..], IfUnreadable::TreatAsAbsent));
    assert_eq!(counts.lifetimes, [(Lifetime::Option("perMs"), "from the first")]);
    for kind in &KINDS {
        let expected = match kind.unreadable[0].0 {
            Closed => IfUnreadable::Fail,
            Absent => IfUnreadable::TreatAsAbsent,
            Held => IfUnreadable::OnlyExists,
        };
        assert_eq!(record_kind(kind.name).if_unreadable, expected, "{}", kind.name);
    }
}

fn integer(write: &Write, name: &str) -> i64 {
    write.value[name].as_i64().unwrap()
}

/// A lock lasts longer than the request that holds it.
fn lock_ms(write: &Write) -> i64 {
    write.timeout + 10 * SECOND
}

/// A count lasts as long as its window, which begins with the first attempt in it.
fn window(write: &Write, ms: i64) -> i64 {
    let left = integer(write, "until") - write.now;
    assert!(left <= ms && (left == ms || !write.is_first), "a window of {left} ms instead of {ms}");
    left
}

/// An event is remembered for as long as it is accepted, and while `onEvent` may run.
fn event_ms(write: &Write) -> i64 {
    match (write.value["is_done"] == true, write.is_dated) {
        (false, _) => write.timeout + 5 * MINUTE,
        (true, true) => write.max_age + DAY,
        (true, false) => 366 * DAY,
    }
}

/// A link of an operator has no number to compare.
fn handoff_ms(write: &Write) -> i64 {
    if integer(write, "compare") == 0 {
        write.value["session"]["until"].as_i64().unwrap() - write.now
    } else {
        10 * MINUTE
    }
}

/// The request's response, and the calls that it made.
fn outcome(mut world: World, request: &dyn Fn(&mut World) -> Response) -> (Response, Vec<String>) {
    world.take_calls();
    let response = request(&mut world);
    (response, world.take_calls())
}

#[test]
fn a_record_that_does_not_open_means_what_the_table_says() {
    for kind in &KINDS {
        let mut is_read = false;
        for (meaning, scene) in kind.unreadable {
            let (world, request) = scene();
            assert!(world.count(kind.name) > 0, "{}: there is no record", kind.name);
            let readable = outcome(world.clone(), &*request);
            let absent = outcome(world.without(kind.name), &*request);
            let unreadable = outcome(world.unreadable(kind.name), &*request);
            is_read |= readable != absent;
            match meaning {
                Absent => {
                    let (mut response, calls) = unreadable;
                    // A run says it.
                    response.advice = response.advice.filter(|_| kind.name != "refreshed");
                    assert_eq!((response, calls), absent, "{}", kind.name);
                }
                Held => assert_eq!(unreadable, readable, "{}", kind.name),
                Closed => {
                    let (response, calls) = unreadable;
                    assert_eq!(response.outcome(), (503, "not_now"), "{}", kind.name);
                    assert_eq!(response.advice, Some("cookieSecret"), "{}", kind.name);
                    assert_eq!((response.cookie(), response.body), (None, Value::Null), "{}", kind.name);
                    // A search changes nothing.
                    assert!(calls.iter().all(|call| call == "candidates"), "{}: {calls:?}", kind.name);
                }
            }
        }
        assert!(is_read, "{}: no scene depends on the record", kind.name);
    }
}

/// A record of an earlier version lacks the fields that came later, and counts as one in which they are empty.
#[test]
fn a_record_without_a_field_is_one_in_which_it_is_empty() {
    let mut count = 0;
    for kind in &KINDS {
        for (_, scene) in kind.unreadable {
            let (world, request) = scene();
            let whole = outcome(world.clone(), &*request);
            for (field, less) in world.without_empty_fields(kind.name) {
                assert_eq!(outcome(less, &*request), whole, "{} without {field}", kind.name);
                count += 1;
            }
        }
    }
    assert!(count > 15, "only {count} fields are empty in any scene");
}

/// What `docs/edge.md` says about rotation: the old secret opens every record that still matters.
#[test]
fn an_old_secret_is_kept_as_long_as_the_records_under_it() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/edge.md")).unwrap();
    let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    let days = |before: &str| {
        let (_, rest) = docs.split_once(before).unwrap_or_else(|| panic!("docs/edge.md does not say {before:?}"));
        rest.split(' ').next().unwrap().parse::<i64>().unwrap()
    };
    let (all, with_undated_events) = (days("3. After "), days("keep the old secret for "));
    for kind in &KINDS {
        let kept = if kind.name == "event" { with_undated_events } else { all };
        // Whether one exists needs no secret.
        let is_opened = !matches!(kind.unreadable[0].0, Held);
        assert!(!is_opened || kind.longest <= kept * DAY, "{}", kind.name);
        assert!(kind.unreadable.iter().all(|(_, scene)| scene().0.longest_lifetime(kind.name) <= kind.longest));
    }
    assert_eq!((all, with_undated_events), (91, 366));
}

/// The cookie of a session moves to the new secret, but the record that says which device has it stays under the old
/// one for as long as the session may last.
#[test]
fn a_session_outlives_the_rotation_of_its_secret() {
    let (mut world, _) = session();
    world.secrets = vec!["new secret", "newest secret"];
    for _ in 0..4 {
        world.now += 20 * DAY;
        assert_eq!(world.post("links/renew").send().status, 201);
    }
    let mut early = world.clone();
    early.secrets = vec!["new secret"];
    assert_eq!(early.get("status").send().outcome(), (503, "not_now"), "the old secret was removed after 80 days");
    world.now = START + 90 * DAY;
    world.secrets = vec!["new secret"];
    assert_eq!(world.status(), "none", "the session has ended, and nothing is refused");
    world.now += DAY;
    assert_eq!(world.count("session"), 0);
}

fn key() -> Scene {
    let mut world = World::new();
    world.hook("onboard", link("customer_c1"));
    world.post_jane();
    (world, Box::new(World::post_jane))
}

fn attempt() -> Scene {
    let mut world = World::new();
    world.posting_jane().until("onboard");
    // Somebody else's data: only the lock says that the attempt may be running.
    (world, Box::new(|world| world.post_links(KEY).from("john@example.com")))
}

/// A create was lost, and the provider may still act on it.
fn lost(mut world: World) -> Scene {
    world.lose_create();
    world.hook("onboard", link("customer_c1"));
    (world, Box::new(World::post_jane))
}

fn cooldown() -> Scene {
    lost(World::new())
}

fn cooldown_of_a_keyed_create() -> Scene {
    lost(World::of_bridge())
}

fn claim_of_a_found_customer() -> Scene {
    let (mut world, _) = key();
    world.fails("onboard", error("outcome_unknown"));
    world.post_links(OTHER_KEY).from("jane@example.com");
    world.cookie = None;
    world.now += 10 * SECOND;
    world.hook("candidates", json!([{ "id": "customer_c1", "createdAt": at(START + 10) }]));
    (world, Box::new(|world| world.post_links(OTHER_KEY).from("jane@example.com")))
}

fn claim_of_a_created_customer() -> Scene {
    let (mut world, _) = key();
    world.cookie = None;
    (world, Box::new(|world| world.post_links(OTHER_KEY).from("jane@example.com")))
}

/// The claim of a released customer has ended, and the stranger posts again.
fn released() -> Scene {
    let mut world = World::of_grid().known_as("mallory");
    world.hook("onboard", link("Customer:1"));
    assert_eq!(world.post_jane().status, 201);
    world.hook("getCustomer", json!({ "id": "Customer:1" }));
    assert_eq!(world.command("release", &json!({ "customerId": "Customer:1", "to": "jane" })).status, 200);
    let request = |world: &mut World| world.post_links(OTHER_KEY).from("jane@example.com");
    (world.without("claim"), Box::new(request))
}

fn holder() -> Scene {
    let mut world = World::of_bridge().known_as("r-1");
    world.post("links").from("jane@example.com");
    world.cookie = None;
    let request = |world: &mut World| {
        world.fails("onboard", error("conflict"));
        world.post("links").from("jane@example.com")
    };
    (world, Box::new(request))
}

fn holder_who_onboards_again() -> Scene {
    let (mut world, _) = holder();
    world.hook("onboard", link("link_2"));
    (world, Box::new(|world| world.post("links").from("jane@example.com")))
}

/// A person whose customer is gone has loaded the page again after another create was lost.
fn latest_key() -> Scene {
    let mut world = World::of_bridge().known_as("r-1").onboarded("link_1");
    world.cookie = None;
    world.always_fails("getKycLink", error("not_found"));
    let (world, _) = lost(world);
    (world, Box::new(|world| world.post_links(OTHER_KEY).from("jane@example.com")))
}

/// A device to which the session was handed over.
fn session() -> Scene {
    let (mut world, open) = handoff();
    assert_eq!(open(&mut world).status, 303);
    world.hook("getCustomer", json!({ "status": "pending" }));
    (world, Box::new(|world| world.get("status").send()))
}

fn session_handed_over_again() -> Scene {
    posts("handoff", 1)
}

fn handoff() -> Scene {
    let mut world = World::new().onboarded("customer_c1");
    let token = world.hand_over();
    (world, Box::new(move |world| world.press(&token)))
}

fn resume_link() -> Scene {
    let mut world = World::new().onboarded("customer_c1");
    world.config["publicOrigin"] = json!(ORIGIN);
    world.hook("getCustomer", json!({ "status": "pending" }));
    let token = world.command("resumeLink", &json!({ "customerId": "customer_c1", "ttlMs": 30 * DAY })).token();
    (world, Box::new(move |world| world.press(&token)))
}

fn status() -> Scene {
    let mut world = World::new().onboarded("customer_c1");
    world.deliver(&json!({ "id": "e1", "kind": "kyc_approved", "customerId": "customer_c1", "occurredAt": null }));
    world.hook("getCustomer", json!({ "status": "pending" }));
    (world, Box::new(|world| world.get("status").send()))
}

fn agreements() -> Scene {
    let mut world = crate::edge::agreement::world();
    assert_eq!(world.get("agreements").send().status, 200);
    (world, Box::new(|world| world.get("agreements").send()))
}

fn asking() -> Scene {
    let mut world = World::new().onboarded("customer_c1");
    world.hook("getCustomer", json!({ "status": "pending" }));
    world.get("status").until("getCustomer");
    (world, Box::new(|world| world.get("status").send()))
}

fn event() -> Scene {
    let event = json!({ "id": "e1", "kind": "kyc_approved", "customerId": "customer_c1", "occurredAt": null });
    let mut world = World::new();
    world.hook("onEvent", json!(null));
    world.deliver(&event);
    (world, Box::new(move |world| world.deliver(&event)))
}

/// A browser whose customer has to confirm its contacts.
fn unconfirmed() -> World {
    let mut world = crate::edge::contact::world();
    world.hook("sendEmailCode", json!({}));
    world
}

fn send(world: &mut World) -> Response {
    world.post("contact/email").send()
}

/// Has a code sent to a customer of its own with the victim's address.
fn send_to_victim(world: &mut World, number: usize) -> Response {
    world.onboard_elsewhere(&format!("Customer:of-flood-{number}"));
    world.hook("getCustomer", customer("victim@example.com"));
    send(world)
}

fn sending() -> Scene {
    let mut world = unconfirmed();
    world.post("contact/email").until("sendEmailCode");
    (world, Box::new(send))
}

fn sent_to() -> Scene {
    let mut world = unconfirmed();
    world.hook("render", json!(null));
    assert_eq!(world.post("contact/email").header("sec-fetch-mode", "navigate").form(&[]).send().status, 303);
    (world, Box::new(|world| world.get("status").header("sec-fetch-mode", "navigate").send()))
}

fn sent_to_again() -> Scene {
    let (world, _) = sent_to();
    (world, Box::new(|world| world.post("contact/email").header("sec-fetch-mode", "navigate").form(&[]).send()))
}

fn codes_of_a_customer() -> Scene {
    let mut world = unconfirmed();
    for number in 0..5 {
        world.hook("getCustomer", customer(&format!("jane{number}@example.com")));
        assert_eq!(send(&mut world).status, 204);
    }
    world.hook("getCustomer", customer("jane@example.com"));
    (world, Box::new(send))
}

fn codes_of_an_hour() -> Scene {
    let mut world = unconfirmed();
    for number in 0..5 {
        assert_eq!(send_to_victim(&mut world, number).status, 204);
    }
    world.onboard("Customer:6");
    (world, Box::new(send))
}

fn codes_of_a_day() -> Scene {
    let mut world = unconfirmed();
    for number in 0..10 {
        assert_eq!(send_to_victim(&mut world, number).status, 204);
        world.now += if number == 4 { HOUR } else { 0 };
    }
    world.now += HOUR;
    world.onboard("Customer:10");
    (world, Box::new(send))
}

/// Tries a code, which fails with this error.
fn confirm(world: &mut World, code: &str) -> Response {
    world.fails("confirmEmail", error(code));
    let response = world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send();
    world.forget_script();
    response
}

fn wrong_codes() -> Scene {
    let mut world = unconfirmed();
    for _ in 0..5 {
        assert_eq!(confirm(&mut world, "provider_rejected").status, 422);
    }
    (world, Box::new(|world| confirm(world, "provider_rejected")))
}

/// Five codes that may not have arrived do not count as wrong; one more does.
fn lost_codes() -> Scene {
    let mut world = unconfirmed();
    for _ in 0..5 {
        confirm(&mut world, "network");
    }
    for _ in 0..4 {
        confirm(&mut world, "provider_rejected");
    }
    let request = |world: &mut World| {
        confirm(world, "network");
        confirm(world, "provider_rejected")
    };
    (world, Box::new(request))
}

fn renewals() -> Scene {
    posts("links/renew", 10)
}

fn handoffs() -> Scene {
    posts("handoff", 10)
}

/// Posts so many times, and once more.
fn posts(route: &'static str, times: usize) -> Scene {
    let mut world = World::new().onboarded("customer_c1");
    for _ in 0..times {
        assert_eq!(world.post(route).send().status, 201);
    }
    (world, Box::new(move |world| world.post(route).send()))
}

/// A customer who is due.
fn due() -> Scene {
    let mut world = World::new();
    world.config["agenda"] = json!(true);
    let mut world = world.onboarded("customer_c1");
    world.now += 10 * MINUTE;
    (world, Box::new(|world| world.command("refresh", &step())))
}

/// A step of a run that does not look far back.
fn step() -> Value {
    json!({ "provider": "spherepay", "limit": 9, "state": { "from": START / (150 * SECOND), "is_last": true } })
}

/// A run works on a slot.
fn refreshing() -> Scene {
    let (mut world, request) = due();
    let mut flight = world.start_command("refresh", &step());
    world.run_until(&mut flight, "getCustomer");
    (world, request)
}

/// A provider that has asked for a pause.
fn refreshed() -> Scene {
    let (mut world, request) = due();
    world.fails("getCustomer", json!({ "code": "rate_limited", "retryAfter": "600" }));
    request(&mut world);
    world.now += MINUTE;
    (world, request)
}
