//! What a customer's status depends on beside the account: two configurations that differ in it ask different questions
//! about the same person, and neither may take the answer to the other's.

use crate::provider::Provider;
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

/// Returns the settings of a provider's part of a configuration, as a text: empty if there are none. Their order says
/// nothing.
///
/// ```
/// use kyclink::UntrustedValue;
/// use kyclink::edge::settings_of;
/// use kyclink::provider::provider;
/// let bridge = provider("bridge").expect("registered");
/// let of = |config: &str| settings_of(bridge, &UntrustedValue::from_json(config).expect("JSON"));
/// assert_eq!(of(r#"{"endorsements": ["sepa", "base"]}"#), of(r#"{"endorsements": ["base", "sepa", "base"]}"#));
/// assert_ne!(of(r#"{"endorsements": ["sepa"]}"#), of(r#"{"apiKey": "another"}"#));
/// ```
pub fn settings_of(provider: &Provider, config: &UntrustedValue) -> String {
    let given = provider.customers.settings.iter().filter_map(|option| config.field(option));
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
