//! What a customer's status depends on beside the account: two configurations that differ in it ask different questions
//! about the same person, and neither may take the answer to the other's. In a sandbox, whoever tests decides.

use crate::provider::Provider;
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

/// The options that say which of a provider's APIs is asked.
const API: [&str; 2] = ["environment", "baseUrl"];

/// Returns the settings of a provider's part of a configuration, and which API it asks, as a text: empty if it has none of
/// them. Their order says nothing.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::settings_of;
/// use kyclink::provider::provider;
/// let bridge = provider("bridge").expect("registered");
/// let of = |config: &str| settings_of(bridge, &UntrustedValue::from_json(config).expect("JSON"));
/// assert_eq!(of(r#"{"endorsements": ["sepa", "base"]}"#), of(r#"{"endorsements": ["base", "sepa", "base"]}"#));
/// assert_ne!(of(r#"{"endorsements": ["sepa"]}"#), of(r#"{"apiKey": "another"}"#));
/// assert_ne!(of(r#"{"environment": "sandbox"}"#), of(r#"{"environment": "production"}"#));
/// ```
pub fn settings_of(provider: &Provider, config: &UntrustedValue) -> String {
    let options = API.iter().chain(provider.customers.settings);
    let given = options.filter_map(|option| config.field(option));
    let texts = |value: &UntrustedValue| -> Vec<String> {
        let one = value.text().map(|text| vec![text]);
        let mut all = one.or_else(|| value.texts()).unwrap_or_default();
        all.sort_unstable();
        all.dedup();
        all.into_iter().map(str::to_owned).collect()
    };
    let all: Vec<String> = given.map(texts).filter(|texts| !texts.is_empty()).map(|texts| texts.to_json()).collect();
    all.concat()
}
