//! Secrets in two places: what a provider knows must not seal the cookies.

use kyclink::UntrustedValue;
use kyclink::provider::{OPTIONS, PROVIDERS};
use serde_json::json;

use super::{SECRET, check, good};
use crate::edge::world::untrusted;

const OTHER: &str = "kq3V0n1x5bX3y8d9m2fYw7s1p0u4z6c8";

/// Every option of every provider that is a secret, or could be mistaken for one.
fn options() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all =
        PROVIDERS.iter().zip(OPTIONS).flat_map(|(provider, names)| names.iter().map(|name| (provider.name(), *name)));
    all.filter(|(_, option)| !["webhookPublicKey", "personFields", "agreements"].contains(option))
}

#[test]
fn no_option_of_a_provider_shares_a_secret_with_the_cookies() {
    for (provider, option) in options() {
        let cookies = [json!(SECRET), json!([SECRET, OTHER]), json!([OTHER, SECRET])];
        for cookie_secret in cookies {
            for given in [json!(SECRET), json!([SECRET]), json!(["QZP7Wn1x5bX3y8d9m2fYw7s1p0u4z6c8", SECRET])] {
                let mut config = good();
                config["cookieSecret"] = cookie_secret.clone();
                config[provider] = json!({ option: given });
                assert_eq!(check(&untrusted(&config)), Err("secrets"), "{provider}.{option} {given} {cookie_secret}");
                config["cookieSecret"] = json!(OTHER);
                assert_eq!(check(&untrusted(&config)), Ok(()), "{provider}.{option} {given}");
            }
        }
    }
}

/// The keys of all providers are checked, also of those that the handler does not choose.
#[test]
fn a_webhook_key_of_any_provider_is_checked() {
    let mut keys = 0;
    for (provider, names) in PROVIDERS.iter().zip(OPTIONS) {
        for option in *names {
            let mut config = good();
            config[provider.name()] = json!({ *option: "x" });
            let is_key = option.starts_with("webhook");
            let expected = match *option {
                _ if is_key => Err("webhooks"),
                "personFields" | "agreements" => Err(*option),
                _ => Ok(()),
            };
            assert_eq!(check(&untrusted(&config)), expected, "{provider:?}.{option}");
            keys += usize::from(is_key);
        }
    }
    assert_eq!(keys, PROVIDERS.len(), "each provider has one key");
    assert_eq!(check(&UntrustedValue::Opaque), Err("basePath"));
}
