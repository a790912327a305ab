//! The handler's configuration. A missing or wrong option that security depends on is refused at startup.

pub(crate) mod options;
pub(crate) mod own_fields;
pub(crate) mod settings;
pub(crate) mod webhook_keys;

use crate::client::webhook::is_public_key;
use crate::provider::{PROVIDERS, Provider, provider};
use crate::rules::field::url::RedirectUri;
use crate::rules::options::Policy;
use crate::rules::person_fields::PersonFields;
use crate::value::secret::{is_clean, is_clean_name, is_placeholder, is_repetitive};
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::url::absolute;

/// The minimum length of a secret: that of the key derived from it.
const SECRET_BYTES: usize = 32;
/// How many different groups of three characters a secret has at least. A random one of 32 hexadecimal digits has 30.
const SECRET_GROUPS: usize = 16;
/// The placeholder for a secret in the documentation. It is refused, because everyone who copied it would share it.
const PLACEHOLDER: &str = "openssl rand";

/// What `onError` gets if no limit is configured in production, unless something in front of the handler has one.
const UNLIMITED: &str = "rateLimit is \"none\" in production, so that anybody can create customers without end: pass \
    limitBy({ store }) of kyclink/edge. If something in front of the handler limits requests, say so with a function: \
    rateLimit: () => true.";

/// What `onError` gets where nothing tells the account of a provider of one's own apart from others over the same store.
const UNKNOWN_ACCOUNT: &str = "Nothing tells the account of your provider apart from others over the same store, so \
    that their handlers would share customers and sessions: pass account to defineProvider, or id to createHandler.";

/// Checks a configuration. The host passes functions as [`UntrustedValue::Opaque`], the store as `true`, and the
/// program's own providers by name as `ownProviders`.
///
/// Returns advice for the owner of the handler, or the name of the first option that is wrong. The credentials of the
/// providers are checked where their connections are opened.
///
/// # Errors
/// The name of the first option that is missing or wrong, such as `cookieSecret`.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::check_config;
/// let check = |secret: &str| {
///     let config = r#"{"basePath": "/kyc", "provider": "spherepay", "spherepay": {"profiles": ["kyc"]}, "store": true,
///         "allowedOrigins": ["https://app.example.com"], "rateLimit": "none"}"#;
///     let config = UntrustedValue::from_json(config).expect("JSON");
///     let mut config = config.object().expect("an object").clone();
///     config.set("cookieSecret", secret.to_owned().into());
///     check_config(&config.into())
/// };
/// assert_eq!(check("0123456789abcdef0123456789abcdef"), Ok(vec![]));
/// assert_eq!(check("too short"), Err("cookieSecret"));
/// ```
pub fn check_config(config: &UntrustedValue) -> Result<Vec<&'static str>, &'static str> {
    let is_hook = |name: &str| config.field(name).is_some_and(|hook| matches!(hook, UntrustedValue::Opaque));
    let is_absent = |name: &str| config.field(name).is_none_or(UntrustedValue::is_absent);
    let is_given = |name: &str| config.field(name).is_some_and(|given| !matches!(given, UntrustedValue::Null));
    let text = |name: &str| config.text_of(name);
    let is_limited = is_hook("rateLimit") || text("rateLimit") == Some("none");
    // Pages of that origin send requests, too. A list of https origins has no http.
    let lists = |origin| config.field("allowedOrigins").into_iter().flat_map(texts).any(|text| Some(text) == origin);
    let chosen = text("provider");
    let is_configured = |name: &str| config.field(name).is_some_and(|given| given.object().is_some());
    let has =
        |provider: &&&Provider| is_configured(provider.name()) && chosen.is_none_or(|name| name == provider.name());
    let own_providers = config.field("ownProviders").and_then(UntrustedValue::object);
    let is_own = |name: &str| own_providers.is_some_and(|all| all.get(name).is_some());
    let has_own = || chosen.map_or_else(|| own_providers.is_some_and(|all| !all.is_empty()), is_own);
    let wrong_option = if !config.field("basePath").and_then(UntrustedValue::text).is_some_and(is_base_path) {
        "basePath"
    } else if !is_hook("provider") && chosen.is_none_or(|name| provider(name).is_none() && !is_own(name)) {
        "provider"
    } else if !PROVIDERS.iter().any(|provider| has(&provider)) && !has_own() {
        "credentials"
    } else if !PROVIDERS.iter().all(|provider| webhook_keys::are_valid(config.field(provider.name()), provider)) {
        "webhooks"
    } else if !config.field("allowedOrigins").and_then(UntrustedValue::list).is_some_and(is_origin_list) {
        "allowedOrigins"
    } else if is_given("publicOrigin") && !lists(text("publicOrigin")) {
        "publicOrigin"
    } else if !config.field("cookieSecret").is_some_and(is_secret_list) {
        "cookieSecret"
    } else if has_shared_secret(config) {
        "secrets"
    } else if !config.field("store").is_some_and(UntrustedValue::is_true) {
        "store"
    } else if !(is_limited || is_absent("rateLimit") && is_hook("authorize")) {
        "rateLimit"
    } else if !HOOKS.iter().all(|name| is_hook(name) || is_absent(name)) {
        "hooks"
    } else if !is_absent("redirectUri")
        && text("redirectUri").is_none_or(|uri| !is_clean(uri) || RedirectUri::parse(uri).is_err())
    {
        "redirectUri"
    } else if Policy::parse(config.field("policy").unwrap_or(&UntrustedValue::Null)).is_err() {
        "policy"
    } else if !PROVIDERS.iter().all(|provider| has_person_fields(config.field(provider.name()))) {
        "personFields"
    } else if !PROVIDERS.iter().all(|provider| has_agreements(config.field(provider.name()), provider)) {
        "agreements"
    } else if !["timeout", "maxWebhookAgeMs"].iter().all(|name| is_absent(name) || is_duration(config, name)) {
        "durations"
    } else if !is_absent("ownFields") && !config.field("ownFields").is_some_and(own_fields::are_valid) {
        "ownFields"
    } else if !config.field("agenda").is_none_or(|given| given.is_absent() || matches!(given, UntrustedValue::Bool(_)))
    {
        "agenda"
    } else if is_given("id") && !text("id").is_some_and(is_clean_name) {
        "id"
    } else {
        return Ok(advice(config));
    };
    Err(wrong_option)
}

/// Returns what may be wrong with options each of which is right.
fn advice(config: &UntrustedValue) -> Vec<&'static str> {
    let text = |name: &str| config.text_of(name);
    let chosen = text("provider");
    let is_used = |name: &str| chosen.is_none_or(|one| one == name);
    let options = |provider: &Provider| config.field(provider.name()).and_then(UntrustedValue::object);
    let configured =
        || PROVIDERS.iter().filter(|provider| is_used(provider.name())).filter_map(|one| Some((one, options(one)?)));
    let mut advice: Vec<_> = configured().filter_map(|(provider, options)| (provider.advice)(options)).collect();
    let is_production = |(_, options): (_, &Object)| options.text("environment") == Some("production");
    if text("rateLimit") == Some("none") && configured().any(is_production) {
        advice.push(UNLIMITED);
    }
    let own_providers = config.field("ownProviders").and_then(UntrustedValue::object);
    let mut used = own_providers.into_iter().flat_map(Object::iter).filter(|(name, _)| is_used(name));
    if text("id").is_none() && used.any(|(_, own)| own.text_of("account").is_none()) {
        advice.push(UNKNOWN_ACCOUNT);
    }
    advice
}

/// Whether a provider's `personFields` are fields of a person, if they are given.
fn has_person_fields(options: Option<&UntrustedValue>) -> bool {
    let given = options.and_then(|options| options.field("personFields"));
    given.is_none_or(|given| PersonFields::parse(given).is_ok())
}

/// Whether a provider's `agreements` are types that it has, if they are given.
fn has_agreements(options: Option<&UntrustedValue>, provider: &Provider) -> bool {
    let given = options.and_then(|options| options.field("agreements")).filter(|given| !given.is_absent());
    let is_type = |kind: &str| provider.agreements.is_some_and(|agreements| agreements.title(kind).is_some());
    given.is_none_or(|given| given.texts().is_some_and(|kinds| kinds.into_iter().all(is_type)))
}

/// Whether the option is a duration that a timer can hold, in whole milliseconds (WHATWG HTML, timers: signed 32 bits).
fn is_duration(config: &UntrustedValue, name: &str) -> bool {
    config.integer_at(name).is_some_and(|ms| (1..=i64::from(i32::MAX)).contains(&ms))
}

const HOOKS: [&str; 8] = ["authorize", "render", "page", "onCreated", "onEvent", "onError", "onStep", "fetch"];

/// Whether this is a path of the handler's own host: a redirect to `//a` or `/\a` leads to the host `a`. No request has a
/// path with blanks or invisible characters as they are.
fn is_base_path(path: &str) -> bool {
    let has_unseen = path.contains(char::is_whitespace) || !is_clean(path);
    let is_on_host =
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['?', '#', '\\']) && !has_unseen;
    path.is_empty() || is_on_host && !path.ends_with('/')
}

/// Whether this is a list of origins, each written as a browser writes it. An origin with a `*` would match nothing,
/// though it looks as if it matched many.
fn is_origin_list(all: &[UntrustedValue]) -> bool {
    let is_origin = |origin: &UntrustedValue| {
        let text = origin.text().unwrap_or_default();
        !text.contains('*') && absolute(text, true).is_ok_and(|url| url.href.strip_suffix('/') == Some(text))
    };
    !all.is_empty() && all.iter().all(is_origin)
}

fn is_secret_list(given: &UntrustedValue) -> bool {
    let all = given.list().unwrap_or(std::slice::from_ref(given));
    !all.is_empty() && all.iter().all(|secret| secret.text().is_some_and(is_secret))
}

fn is_secret(text: &str) -> bool {
    let is_made_up = text.contains(PLACEHOLDER) || is_placeholder(text) || is_repetitive(text, SECRET_GROUPS);
    text.len() >= SECRET_BYTES && is_clean(text) && !is_made_up && !is_public_key(text)
}

/// Whether a secret of the handler or of webhooks is also given in another option: a provider would know what seals the
/// cookies, or one of the two is in the wrong place.
fn has_shared_secret(config: &UntrustedValue) -> bool {
    let (mut of_webhooks, mut others) = (Vec::new(), Vec::new());
    for provider in PROVIDERS {
        let options = config.field(provider.name()).and_then(UntrustedValue::object);
        for (name, value) in options.into_iter().flat_map(|options| options.iter()) {
            if webhook_keys::is_option(name, provider) { &mut of_webhooks } else { &mut others }.extend(texts(value));
        }
    }
    let mut of_cookies = config.field("cookieSecret").into_iter().flat_map(texts);
    of_webhooks.iter().any(|key| others.contains(key))
        || of_cookies.any(|secret| others.contains(&secret) || of_webhooks.contains(&secret))
}

/// The strings of a value that is one or a list.
fn texts<'a>(value: &'a UntrustedValue<'_>) -> impl Iterator<Item = &'a str> {
    value.list().unwrap_or(std::slice::from_ref(value)).iter().filter_map(UntrustedValue::text)
}
