//! The handler's configuration: what would leave a door open is refused before there is a handler.

use super::webhooks;
use crate::check::Policy;
use crate::draft::Draft;
use crate::field::url::{self, RedirectUri};
use crate::provider::{PROVIDERS, Provider, provider};

/// As many bytes as the key that is made of it.
const SECRET_BYTES: usize = 32;

/// Checks a configuration, functions and the store standing in it as they are, and gives back the name of the first field
/// that is wrong. The connections are checked where they are made.
pub fn check(config: &Draft) -> Result<(), &'static str> {
    let is_hook = |name: &str| config.field(name).is_some_and(|hook| matches!(hook, Draft::Opaque));
    let is_absent = |name: &str| config.field(name).is_none_or(Draft::is_absent);
    let text = |name: &str| config.text_of(name);
    let is_limited = is_hook("rateLimit") || text("rateLimit") == Some("none");
    let chosen = text("provider");
    let is_configured = |name: &str| config.field(name).is_some_and(|given| given.object().is_some());
    let has = |provider: &&&Provider| is_configured(provider.name) && chosen.is_none_or(|name| name == provider.name);
    let keys_are_good = |provider: &&'static Provider| webhooks::are_keys(config.field(provider.name), provider);
    let rules = [
        ("basePath", config.field("basePath").and_then(Draft::text).is_some_and(is_base)),
        ("provider", is_hook("provider") || chosen.is_some_and(|name| provider(name).is_some())),
        ("credentials", PROVIDERS.iter().any(|provider| has(&provider))),
        ("webhooks", PROVIDERS.iter().all(keys_are_good)),
        ("allowedOrigins", config.field("allowedOrigins").and_then(Draft::texts).is_some_and(|all| are_origins(&all))),
        ("cookieSecret", config.field("cookieSecret").is_some_and(are_secrets)),
        ("store", config.field("store").is_some_and(Draft::is_true)),
        ("rateLimit", is_limited || (is_absent("rateLimit") && is_hook("authorize"))),
        ("hooks", HOOKS.iter().all(|name| is_hook(name) || is_absent(name))),
        ("redirectUri", text("redirectUri").is_none_or(|uri| RedirectUri::parse(uri).is_ok())),
        ("policy", Policy::read(config.field("policy").unwrap_or(&Draft::Null)).is_ok()),
    ];
    rules.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(field))
}

const HOOKS: [&str; 6] = ["authorize", "render", "onCreated", "onEvent", "onError", "fetch"];

fn is_base(path: &str) -> bool {
    path.is_empty() || (path.starts_with('/') && !path.ends_with('/') && !path.bytes().any(|b| b == b'?' || b == b'#'))
}

/// An origin is written as a browser writes it.
fn are_origins(all: &[&str]) -> bool {
    let is_origin = |text: &&str| url::absolute(text, true).is_ok_and(|url| url.href.strip_suffix('/') == Some(*text));
    !all.is_empty() && all.iter().all(is_origin)
}

fn are_secrets(given: &Draft) -> bool {
    let all = given.list().unwrap_or(std::slice::from_ref(given));
    !all.is_empty() && all.iter().all(|secret| secret.text().is_some_and(|text| text.len() >= SECRET_BYTES))
}
