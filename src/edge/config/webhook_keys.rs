//! The keys in the configuration that verify a provider's webhooks.

use crate::client::webhook::{Algorithm, parse_keys};
use crate::provider::Provider;
use crate::value::secret::is_repetitive;
use crate::value::untrusted::UntrustedValue;

/// How many different groups of three characters a secret has at least: those of 6 characters.
const SECRET_GROUPS: usize = 4;

/// Finds the webhook keys in a provider's part of the configuration.
pub(crate) fn find<'a>(config: &'a UntrustedValue<'a>, provider: &'static Provider) -> Option<&'a UntrustedValue<'a>> {
    config.object()?.iter().find(|(name, keys)| is_option(name, provider) && !keys.is_absent()).map(|(_, keys)| keys)
}

/// Whether this is the name of the option with the keys: `webhook` followed by the provider's name for them, such as
/// `webhookSecret`.
pub(crate) fn is_option(name: &str, provider: &Provider) -> bool {
    name.strip_prefix("webhook").is_some_and(|rest| rest.eq_ignore_ascii_case(provider.webhook.keys.0))
}

/// Checks the configured webhook keys at startup rather than at the first delivery. Also refuses the option of another
/// provider's keys, which would be ignored, and a secret that somebody could guess.
pub(crate) fn are_valid(config: Option<&UntrustedValue>, provider: &'static Provider) -> bool {
    let options = config.and_then(UntrustedValue::object);
    let is_of_provider = |name: &str| !name.starts_with("webhook") || is_option(name, provider);
    let keys = config.and_then(|config| find(config, provider));
    options.is_none_or(|options| options.iter().all(|(name, _)| is_of_provider(name)))
        && keys.is_none_or(|keys| parse_keys(provider.webhook, keys).is_some() && !is_guessable(keys, provider))
}

/// Whether one of the keys is a shared secret that somebody could guess, and so sign deliveries.
fn is_guessable(keys: &UntrustedValue, provider: &Provider) -> bool {
    let mut texts = keys.list().unwrap_or(std::slice::from_ref(keys)).iter().filter_map(UntrustedValue::text);
    provider.webhook.algorithm == Algorithm::Hmac && texts.any(|text| is_repetitive(text, SECRET_GROUPS))
}
