//! How a world begins: servers with their clocks, handlers with their configurations, accounts, and people.

use std::rc::Rc;

use futures::executor::LocalSpawner;
use kyclink::UntrustedValue;

use crate::accounts::{bridge, grid, spherepay};
use crate::agenda::Agenda;
use crate::parts::{Parts, Setup};
use crate::person::Person;
use crate::provider::Provider;
use crate::server::{Handler, ORIGIN, OURS, Server, THEIRS};
use crate::values::{integer, list_of, object, text};
use crate::world::World;
use crate::{crowd, own_model, own_providers, signature};

/// How far a server's clock may be off.
const MAX_SKEW: i64 = 60_000;
/// How far a provider's clock may be off: the handler allows five seconds in both directions, and the network takes
/// some of them.
const PROVIDER_SKEW: i64 = 900;

/// Makes the world of a seed, and the people who arrive in it.
pub(crate) fn world(seed: u64, spawner: LocalSpawner, is_traced: bool) -> (Rc<World>, Vec<Person>) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let (setup, people) = setup(&mut rng, fastrand::Rng::with_seed(!seed));
    (Rc::new(World::new(Parts::new(setup, rng, spawner, is_traced, people.len()))), people)
}

/// Half of the worlds have providers of one's own: one, or all of them beside Grid. They are drawn apart, so that the
/// other worlds are what they would be without.
fn setup(rng: &mut fastrand::Rng, mut apart: fastrand::Rng) -> (Setup, Vec<Person>) {
    let servers = (0..rng.usize(2..5)).map(|name| {
        let skew = match rng.usize(..4) {
            0 => 0,
            1 => [-MAX_SKEW, MAX_SKEW].get(rng.usize(..2)).copied().unwrap_or_default(),
            _ => rng.i64(-MAX_SKEW..=MAX_SKEW),
        };
        Server::new(name, skew)
    });
    let servers = servers.collect();
    let choices = [Some("spherepay"), Some("spherepay"), Some("grid"), Some("bridge"), None];
    let ready = choices.get(rng.usize(..choices.len())).copied().flatten();
    let own = apart.usize(..10);
    let has_own = own <= own_providers::NAMES.len();
    let choice = if has_own { own_providers::NAMES.get(own).copied() } else { ready };
    let has_logins = rng.usize(..3) == 0;
    let timeout = if rng.usize(..4) == 0 { 8_000 } else { 30_000 };
    let ids: &[&'static str] = if rng.usize(..3) == 0 { &["one", "two"] } else { &["one"] };
    let mut handlers: Vec<_> = ids.iter().map(|id| handler(id, OURS, (choice, has_own), has_logins, timeout)).collect();
    // Somebody else's handler, or one of ours that asks another thing of the same people.
    let (their_id, their_tenant) = if apart.bool() { (THEIRS, THEIRS) } else { ("one", OURS) };
    let mut theirs = handler(their_id, their_tenant, (choice, has_own), has_logins, timeout);
    if their_tenant == OURS {
        theirs.config = Rc::new(under_other_settings(&theirs.config));
    }
    let account = |name, wants_contacts, rng: &mut fastrand::Rng| {
        Provider::new(name, rng.i64(-PROVIDER_SKEW..=PROVIDER_SKEW), wants_contacts, rng.bool())
    };
    let spherepay = account("spherepay", false, rng);
    let wants_contacts = rng.usize(..3) > 0;
    let grid = account("grid", wants_contacts, rng);
    let bridge = account("bridge", false, rng);
    let own = own_providers::NAMES
        .map(|name| own_model::account(name, apart.i64(-PROVIDER_SKEW..=PROVIDER_SKEW), &mut apart));
    let people = crowd::people(rng, ids.len(), has_logins);
    // Runs at several providers take the longest time.
    let has_agenda = apart.usize(..if choice.is_some() { 20 } else { 80 }) == 0;
    let agenda = has_agenda.then(|| {
        let is_long = choice.is_some() && apart.usize(..16) == 0;
        Agenda::new(&mut apart, is_long)
    });
    if has_agenda {
        handlers.iter_mut().chain([&mut theirs]).for_each(remember_open_customers);
    }
    // Some stores are far away.
    let store_ms = if apart.usize(..8) == 0 { 100 } else { 12 };
    (Setup { servers, handlers, theirs, agenda, store_ms, spherepay, grid, bridge, own }, people)
}

fn remember_open_customers(handler: &mut Handler) {
    let mut fields = handler.config.object().cloned().unwrap_or_default();
    fields.set("agenda", UntrustedValue::Bool(true));
    handler.config = Rc::new(fields.into());
}

/// The same configuration, where each provider's status depends on other settings.
fn under_other_settings(config: &UntrustedValue<'static>) -> UntrustedValue<'static> {
    let providers = ["spherepay", "grid", "bridge"].into_iter().chain(own_providers::NAMES);
    let mut fields = config.object().cloned().unwrap_or_default();
    fields.set("settings", object(providers.map(|name| (name, text("another level")))));
    fields.set("allSettings", text("another level"));
    fields.into()
}

/// A handler's configuration. `provider` is its only provider; without it a hook chooses.
fn handler(
    id: &'static str,
    tenant: &'static str,
    (provider, has_own): (Option<&'static str>, bool),
    has_logins: bool,
    timeout: i64,
) -> Handler {
    let tenants =
        ["spherepay", "grid", "bridge"].into_iter().chain(own_providers::NAMES).map(|name| (name, text(tenant)));
    let connections = [
        (
            "spherepay",
            vec![("apiKey", spherepay::KEY), ("environment", "sandbox"), ("webhookSecret", signature::SPHEREPAY_KEY)],
        ),
        (
            "grid",
            vec![
                ("clientId", grid::CLIENT_ID),
                ("clientSecret", grid::CLIENT_SECRET),
                ("webhookPublicKey", &signature::GRID_KEY),
            ],
        ),
        (
            "bridge",
            vec![("apiKey", bridge::KEY), ("environment", "sandbox"), ("webhookPublicKey", signature::BRIDGE_KEY)],
        ),
    ];
    let connections =
        connections.map(|(name, options)| (name, object(options.into_iter().map(|(name, value)| (name, text(value))))));
    let own = own_providers::NAMES
        .into_iter()
        .filter(|_| has_own)
        .map(|name| (name, own_providers::connection(name, tenant)));
    let connections = connections.into_iter().chain(own).filter(|(name, _)| provider.is_none_or(|only| only == *name));
    let mut fields = vec![
        ("basePath", text("/kyc")),
        ("id", text(id)),
        ("tenants", object(tenants)),
        ("timeout", integer(timeout)),
        ("allowedOrigins", list_of([text(ORIGIN)])),
        ("rateLimit", UntrustedValue::Opaque),
        ("onCreated", UntrustedValue::Opaque),
        ("onEvent", UntrustedValue::Opaque),
        ("page", UntrustedValue::Opaque),
        ("connections", object(connections)),
    ];
    if let Some(name) = provider {
        fields.push(("provider", text(name)));
    } else {
        fields.push(("provider", UntrustedValue::Opaque));
    }
    if has_logins {
        fields.push(("authorize", UntrustedValue::Opaque));
    }
    let secrets = vec!["a secret of the handler, 32 bytes".to_owned(), "an older secret of the handler, 32".to_owned()];
    Handler { id, config: object(fields).into(), timeout, secrets, has_logins }
}
