//! What the owner of a handler learns about a configuration that is valid.

use kyclink::edge::check_config;
use kyclink::provider::PROVIDERS;
use serde_json::json;

use super::{good, with_hooks};
use crate::edge::world::untrusted;

/// A handler that chooses among several providers is in production as soon as one of them is.
#[test]
fn production_counts_where_the_handler_may_choose_the_provider() {
    let names = || PROVIDERS.iter().map(|provider| provider.name());
    for in_production in names() {
        for chosen in names().map(Some).chain([None]) {
            let mut config = good();
            for name in names() {
                let environment = if name == in_production { "production" } else { "sandbox" };
                config[name] = json!({ "profiles": ["base"], "environment": environment });
            }
            config["provider"] = json!(chosen);
            let config = with_hooks(&config, if chosen.is_none() { &["provider"] } else { &[] });
            let has_advice = chosen.is_none_or(|name| name == in_production);
            let advice = check_config(&config).unwrap();
            assert_eq!(advice.len(), usize::from(has_advice), "{in_production} {chosen:?}");
        }
    }
}

#[test]
fn advice_says_what_may_happen_and_what_to_write() {
    let mut config = good();
    config["spherepay"] = json!({ "environment": "production" });
    let expected = [
        "spherepay.profiles is missing, so all verification profiles of a customer decide the status: list the profiles \
         that you need.",
        "rateLimit is \"none\" in production, so that anybody can create customers without end: pass limitBy({ store }) of \
         kyclink/edge. If something in front of the handler limits requests, say so with a function: rateLimit: () => \
         true.",
    ];
    assert_eq!(check_config(&untrusted(&config)).unwrap(), expected);
}
