//! The keys in the configuration that verify a provider's webhooks.

use crate::client::webhook::parse_keys;
use crate::provider::Provider;
use crate::value::untrusted::UntrustedValue;

/// Finds the webhook keys in a provider's part of the configuration. The option's name is `webhook` followed by the
/// provider's name for its keys, such as `webhookSecret`.
pub(super) fn find<'a>(config: &'a UntrustedValue<'a>, provider: &'static Provider) -> Option<&'a UntrustedValue<'a>> {
    let option = provider.webhook.keys.0;
    let is_option = |name: &str| name.strip_prefix("webhook").is_some_and(|rest| rest.eq_ignore_ascii_case(option));
    config.object()?.iter().find(|(name, keys)| is_option(name) && !keys.is_absent()).map(|(_, keys)| keys)
}

/// Checks the configured webhook keys at startup rather than at the first delivery.
pub(super) fn are_valid(config: Option<&UntrustedValue>, provider: &'static Provider) -> bool {
    let keys = config.and_then(|config| find(config, provider));
    keys.is_none_or(|keys| parse_keys(provider.webhook, keys).is_some())
}
