//! The handler's configuration: what would leave a door open is refused before there is a handler.

use crate::check::Policy;
use crate::draft::Draft;
use crate::error::Error;
use crate::field::url::{self, RedirectUri};
use crate::provider::PROVIDERS;

/// As many bytes as the key that is made of it.
const SECRET_BYTES: usize = 32;

/// Checks a configuration, functions and the store standing in it as they are. The connections are checked where they are made.
pub fn check(config: &Draft) -> Result<(), Error> {
    let is_hook = |name: &str| config.field(name).is_some_and(|hook| matches!(hook, Draft::Opaque));
    let is_hook_or_absent = |name: &&str| is_hook(name) || config.field(name).is_none_or(Draft::is_absent);
    let rules: [(bool, &str); 9] = [
        (
            config.field("basePath").and_then(Draft::text).is_some_and(is_base),
            "basePath is a path such as \"/kyc\": it begins with a slash and does not end with one.",
        ),
        (
            is_hook("provider") || config.text_of("provider").is_some_and(is_provider),
            "provider is the name of a provider, or a function that gives one for an applicant.",
        ),
        (
            PROVIDERS.iter().any(|provider| has(config, provider.name))
                && config.text_of("provider").is_none_or(|name| has(config, name)),
            "The chosen provider has no credentials: give them as a member of its name.",
        ),
        (
            config.field("allowedOrigins").and_then(Draft::texts).is_some_and(|all| are_origins(&all)),
            "allowedOrigins lists the origins of your pages, such as \"https://app.example.com\": https (http on loopback only), no path, no \"*\", no \"null\".",
        ),
        (
            config.field("cookieSecret").is_some_and(are_secrets),
            "cookieSecret is a random text of at least 32 bytes, or a list of such texts, newest first: `openssl rand -base64 32` makes one.",
        ),
        (
            config.field("store").is_some_and(Draft::is_true),
            "store is missing: durableObjectStore(env.KYCLINK), of a binding that is there, or memoryStore() where there is a single process.",
        ),
        (
            is_hook("rateLimit") || config.text_of("rateLimit") == Some("none") || {
                config.field("rateLimit").is_none_or(Draft::is_absent) && is_hook("authorize")
            },
            "rateLimit is a function, or \"none\" where something before the handler limits requests; with authorize it may be left out.",
        ),
        (
            ["authorize", "render", "onCreated", "onEvent", "onError", "fetch"].iter().all(is_hook_or_absent),
            "authorize, render, onCreated, onEvent, onError and fetch are functions.",
        ),
        (
            config.text_of("redirectUri").is_none_or(|uri| RedirectUri::parse(uri).is_ok()),
            "redirectUri is an https URL (http on loopback only) without credentials.",
        ),
    ];
    Policy::read(config.field("policy").unwrap_or(&Draft::Null))?;
    for provider in PROVIDERS {
        super::webhooks::check(config.field(provider.name).unwrap_or(&Draft::Null), provider)?;
    }
    let broken = rules.into_iter().find(|(holds, _)| !holds);
    broken.map_or(Ok(()), |(_, hint)| Err(Error::config(hint)))
}

fn is_base(path: &str) -> bool {
    path.is_empty() || (path.starts_with('/') && !path.ends_with('/') && !path.contains(['?', '#']))
}

fn is_provider(name: &str) -> bool {
    PROVIDERS.iter().any(|provider| provider.name == name)
}

fn has(config: &Draft, provider: &str) -> bool {
    config.field(provider).is_some_and(|given| given.object().is_some())
}

/// An origin is written as a browser writes it.
fn are_origins(all: &[&str]) -> bool {
    let is_origin =
        |text: &&str| url::absolute(text, true).is_ok_and(|url| url.href.strip_suffix('/') == Some(*text));
    !all.is_empty() && all.iter().all(is_origin)
}

fn are_secrets(given: &Draft) -> bool {
    let all = given.list().unwrap_or(std::slice::from_ref(given));
    !all.is_empty() && all.iter().all(|secret| secret.text().is_some_and(|text| text.len() >= SECRET_BYTES))
}
