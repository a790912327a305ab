//! How a world begins: servers with their clocks, handlers with their configurations, accounts, and people.

use kyclink::UntrustedValue;

use crate::browser::ORIGIN;
use crate::people::Person;
use crate::provider::Provider;
use crate::server::{Handler, Server};
use crate::values::{integer, list_of, object, text};
use crate::{attackers, bridge, grid, signature, spherepay};

pub(crate) struct Setup {
    pub(crate) servers: Vec<Server>,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) spherepay: Provider,
    pub(crate) grid: Provider,
    pub(crate) bridge: Provider,
    pub(crate) people: Vec<Person>,
}

/// How far a server's clock may be off.
const MAX_SKEW: i64 = 60_000;
/// How far a provider's clock may be off: the handler allows five seconds in both directions, and the network takes
/// some of them.
const PROVIDER_SKEW: i64 = 900;

pub(crate) fn world(rng: &mut fastrand::Rng) -> Setup {
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
    let choice = choices.get(rng.usize(..choices.len())).copied().flatten();
    let has_logins = rng.usize(..3) == 0;
    let timeout = if rng.usize(..4) == 0 { 8_000 } else { 30_000 };
    let ids: &[&'static str] = if rng.usize(..3) == 0 { &["one", "two"] } else { &["one"] };
    let handlers = ids.iter().map(|id| handler(id, choice, has_logins, timeout));
    let account = |name, wants_contacts, rng: &mut fastrand::Rng| {
        Provider::new(name, rng.i64(-PROVIDER_SKEW..=PROVIDER_SKEW), wants_contacts, rng.bool())
    };
    let spherepay = account("spherepay", false, rng);
    let wants_contacts = rng.usize(..3) > 0;
    let grid = account("grid", wants_contacts, rng);
    let bridge = account("bridge", false, rng);
    Setup {
        servers,
        handlers: handlers.collect(),
        spherepay,
        grid,
        bridge,
        people: attackers::people(rng, ids.len(), has_logins),
    }
}

/// A handler's configuration. `provider` is its only provider; without it a hook chooses.
fn handler(id: &'static str, provider: Option<&'static str>, has_logins: bool, timeout: i64) -> Handler {
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
    let connections = connections.into_iter().filter(|(name, _)| provider.is_none_or(|only| only == *name));
    let connections =
        connections.map(|(name, options)| (name, object(options.into_iter().map(|(name, value)| (name, text(value))))));
    let mut fields = vec![
        ("basePath", text("/kyc")),
        ("id", text(id)),
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

/// Returns the provider that the hook of a handler chooses for a phone number.
pub(crate) fn provider_for(phone: &str) -> &'static str {
    match phone.bytes().last().unwrap_or_default() {
        b'0' | b'2' | b'4' | b'6' | b'8' => "grid",
        b'3' | b'7' => "bridge",
        _ => "spherepay",
    }
}
