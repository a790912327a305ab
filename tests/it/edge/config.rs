//! Validation of the handler's configuration: an option that security needs and that is missing or wrong is refused.

mod options;
mod own_fields;
mod secrets;

use kyclink::UntrustedValue;
use kyclink::edge::check_config;
use kyclink::provider::PROVIDERS;
use serde_json::{Value, json};

use crate::edge::world::untrusted;

/// 32 bytes.
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The secret of a webhook, from the documents of its provider.
const KEY: &str = "secret_cb8dedcf79a84b04b163ec74c7146481";

/// A key on P-256, as environment variables have it: the documents of no provider have this one.
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\\n-----END PUBLIC KEY-----";

/// A key in the form of a P-256 one.
pub(super) fn public_key_in_hex() -> String {
    format!("3059301306072a8648ce3d020106082a8648ce3d03010703420004{}", "ab".repeat(64))
}

fn good() -> Value {
    json!({
        "basePath": "/kyc", "provider": "spherepay", "spherepay": {}, "cookieSecret": SECRET, "store": true,
        "allowedOrigins": ["https://app.example.com", "http://localhost:8787"], "rateLimit": "none",
    })
}

/// Returns the name of the first option that is wrong.
fn check(config: &UntrustedValue) -> Result<(), &'static str> {
    kyclink::edge::check_config(config).map(|_| ())
}

/// Adds hooks to the configuration. They are functions, which JSON cannot hold.
fn with_hooks(config: &Value, hooks: &[&'static str]) -> UntrustedValue<'static> {
    let mut config = untrusted(config).object().unwrap().clone();
    hooks.iter().for_each(|name| config.set(name, UntrustedValue::Opaque));
    config.into()
}

#[test]
fn every_insecure_option_is_named() {
    assert_eq!(check(&untrusted(&good())), Ok(()));
    for (field, values, wrong) in [
        ("basePath", json!([null, "kyc", "/kyc/", "/", "/kyc?x", "/kyc#x", "//kyc", "/\\kyc"]), "basePath"),
        ("provider", json!([null, "nobody"]), "provider"),
        ("provider", json!(["grid"]), "credentials"),
        ("spherepay", json!([null]), "credentials"),
        ("spherepay", json!([{ "webhookSecret": " s" }, { "webhookSecret": 1 }, { "webhookSecret": [] }]), "webhooks"),
        ("spherepay", json!([{ "webhookSecret": [KEY, ""] }, { "webhookPublicKey": PUBLIC_KEY }]), "webhooks"),
        ("spherepay", json!([{ "webhookSecret": "-----BEGIN PRIVATE KEY-----" }]), "webhooks"),
        ("spherepay", json!([{ "webhookSecret": PUBLIC_KEY.replace("\\n", "\n") }]), "webhooks"),
        ("spherepay", json!([{ "webhookSecret": PUBLIC_KEY }, { "webhookSecret": public_key_in_hex() }]), "webhooks"),
        ("spherepay", json!([{ "webhookSecret": [KEY, public_key_in_hex()] }]), "webhooks"),
        ("spherepay", json!([{ "apiKey": KEY, "webhookSecret": KEY }]), "secrets"),
        ("spherepay", json!([{ "apiKey": KEY, "webhookSecret": [SECRET.to_uppercase(), KEY.to_owned()] }]), "secrets"),
        ("spherepay", json!([{ "agreements": ["LEAD_PRIVACY_POLICY"] }]), "agreements"),
        ("grid", json!([{ "webhookPublicKey": KEY }, { "webhookSecret": KEY }]), "webhooks"),
        ("grid", json!([{ "personFields": "firstName" }, { "personFields": ["fullName"] }]), "personFields"),
        ("grid", json!([{ "personFields": [null] }]), "personFields"),
        ("grid", json!([{ "agreements": "LEAD_PRIVACY_POLICY" }, { "agreements": ["LEAD_PRIVACY"] }]), "agreements"),
        ("grid", json!([{ "agreements": [null] }]), "agreements"),
        ("allowedOrigins", json!([null, [], ["null"], [""], ["a.example"], ["https://"]]), "allowedOrigins"),
        ("allowedOrigins", json!([["*"], ["https://*.example.com"], ["http://a.example"]]), "allowedOrigins"),
        ("allowedOrigins", json!([["https://a.example/"], ["https://a.example/x"]]), "allowedOrigins"),
        ("allowedOrigins", json!([["https://a.example?"], ["https://a.example:443"]]), "allowedOrigins"),
        ("allowedOrigins", json!([["https://A.example"], ["HTTPS://a.example"]]), "allowedOrigins"),
        ("allowedOrigins", json!([["https://u:p@a.example"]]), "allowedOrigins"),
        ("allowedOrigins", json!([["https://a.example", 1], [1, "https://a.example"]]), "allowedOrigins"),
        ("publicOrigin", json!(["", "null", "*", "http://app.example.com"]), "publicOrigin"),
        ("publicOrigin", json!(["https://app.example.com/", "https://app.example.com:443"]), "publicOrigin"),
        ("publicOrigin", json!(["https://APP.example.com", "https://other.example.com"]), "publicOrigin"),
        ("publicOrigin", json!(["http://127.0.0.1:8787"]), "publicOrigin"),
        ("cookieSecret", json!([null, "", [], [[SECRET]], [SECRET, "short"], ["short", SECRET]]), "cookieSecret"),
        ("cookieSecret", json!([SECRET.get(1..), 12345678901234567890123456789012f64]), "cookieSecret"),
        ("cookieSecret", json!([PUBLIC_KEY, [SECRET, public_key_in_hex()]]), "cookieSecret"),
        ("cookieSecret", json!(["the output of openssl rand -base64 32"]), "cookieSecret"),
        ("store", json!([false, null]), "store"),
        ("rateLimit", json!(["", "None", false]), "rateLimit"),
        ("ownFields", json!([{ "a.b": {} }, { "__proto__": {} }]), "ownFields"),
        ("redirectUri", json!(["http://a.example/", "/done", "https://u:p@a.example/"]), "redirectUri"),
        ("timeout", json!([0, -1, 2_147_483_648_i64, 1.5]), "durations"),
        ("maxWebhookAgeMs", json!([0, 2_147_483_648_i64]), "durations"),
        ("id", json!([""]), "id"),
        ("policy", json!(["none"]), "policy"),
    ] {
        for value in values.as_array().unwrap() {
            let mut bad = good();
            bad[field] = value.clone();
            assert_eq!(check(&untrusted(&bad)), Err(wrong), "{field}: {value}");
        }
    }
}

#[test]
fn safe_options_are_accepted() {
    for (field, values) in [
        ("basePath", json!(["", "/a/b"])),
        ("spherepay", json!([{ "webhookSecret": [KEY, SECRET.to_uppercase()] }])),
        ("allowedOrigins", json!([["https://a.example:8443", "http://127.0.0.1:3000", "http://[::1]"]])),
        ("publicOrigin", json!(["https://app.example.com", "http://localhost:8787", null])),
        // The length counts bytes, not characters.
        ("cookieSecret", json!([[SECRET, SECRET], "äöüßéèêáàâíìîóòô"])),
        ("redirectUri", json!(["https://a.example/done", "http://localhost/done"])),
        ("timeout", json!([1, 2_147_483_647])),
        ("maxWebhookAgeMs", json!([1, 2_147_483_647])),
        ("ownFields", json!([{ "referral": {}, "consent2": { "label": "x", "kind": "checkbox", "required": true } }])),
        ("id", json!(["a"])),
        ("policy", json!(["strict", null])),
        ("grid", json!([{ "personFields": [] }, { "personFields": ["nationality", "firstName", "firstName"] }])),
        ("grid", json!([{ "agreements": null }])),
        ("grid", json!([{ "agreements": ["LEAD_PRIVACY_POLICY", "LIGHTSPARK_END_USER_TERMS"] }])),
        ("onEvent", json!([null])),
    ] {
        for value in values.as_array().unwrap() {
            let mut config = good();
            config[field] = value.clone();
            assert_eq!(check(&untrusted(&config)), Ok(()), "{field}: {value}");
        }
    }
}

#[test]
fn a_string_that_is_no_secret_is_refused() {
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/data/secrets.json")).unwrap();
    let texts = |list: &Value| list.as_array().unwrap().clone();
    for (option, wrong) in [("webhookSecret", "webhooks"), ("cookieSecret", "cookieSecret")] {
        let with = |given: Value| {
            let mut config = good();
            if option == "cookieSecret" {
                config[option] = given
            } else {
                config["spherepay"] = json!({ option: given })
            }
            check(&untrusted(&config))
        };
        let [refused, accepted] = ["refused", "accepted"].map(|verdict| texts(&vectors[verdict][option]));
        for text in refused.into_iter().chain(texts(&vectors["refused"]["any"])) {
            assert_eq!(with(text.clone()), Err(wrong), "{option}: {text}");
            assert_eq!(
                with(json!(["kq3V0n1x5bX3y8d9m2fYw7s1p0u4z6c8", text])),
                Err(wrong),
                "{option}: {text} in a list"
            );
        }
        for text in accepted {
            assert_eq!(with(text.clone()), Ok(()), "{option}: {text}");
        }
    }
}

/// Without `profiles`, any verification profile can keep a customer from being approved. Without a limit, anybody can
/// create customers without end: a handler that chooses among several providers is in production as soon as one of them
/// is.
#[test]
fn what_may_be_a_mistake_gives_advice() {
    for (provider, own, limit, expected) in [
        ("spherepay", json!({}), json!("none"), &["profiles"][..]),
        ("spherepay", json!({ "profiles": null }), json!("none"), &["profiles"]),
        ("spherepay", json!({ "profiles": ["base"] }), json!("none"), &[]),
        ("grid", json!({}), json!("none"), &[]),
        ("bridge", json!({ "environment": "sandbox" }), json!("none"), &[]),
        ("bridge", json!({ "environment": "production" }), json!("none"), &["rateLimit"]),
        ("bridge", json!({ "environment": "production" }), json!(null), &[]),
        ("spherepay", json!({ "environment": "production" }), json!("none"), &["profiles", "rateLimit"]),
    ] {
        let mut config = good();
        (config["provider"], config[provider], config["rateLimit"]) = (json!(provider), own.clone(), limit.clone());
        let config = with_hooks(&config, if limit.is_null() { &["rateLimit"] } else { &[] });
        let advice = check_config(&config).unwrap();
        assert_eq!(advice.len(), expected.len(), "{provider} {own} {limit}");
        assert!(advice.iter().zip(expected).all(|(sentence, option)| sentence.contains(option)), "{advice:?}");
    }
    let names = || PROVIDERS.iter().map(|provider| provider.name());
    for (in_production, chosen) in names().flat_map(|one| names().map(Some).chain([None]).map(move |two| (one, two))) {
        let mut config = good();
        for name in names() {
            let environment = if name == in_production { "production" } else { "sandbox" };
            config[name] = json!({ "profiles": ["base"], "environment": environment });
        }
        config["provider"] = json!(chosen);
        let config = with_hooks(&config, if chosen.is_none() { &["provider"] } else { &[] });
        let has_advice = chosen.is_none_or(|name| name == in_production);
        assert_eq!(check_config(&config).unwrap().len(), usize::from(has_advice), "{in_production} {chosen:?}");
    }
}

#[test]
fn a_rate_limit_may_be_left_out_where_authorize_is_there() {
    for (limit, hooks, expected) in [
        (json!(null), &[][..], Err("rateLimit")),
        (json!(null), &["authorize"], Ok(())),
        (json!(null), &["rateLimit"], Ok(())),
        (json!(null), &["render", "onError", "onEvent", "onCreated", "fetch"], Err("rateLimit")),
        (json!("none"), &["authorize"], Ok(())),
        // An unknown word is refused even where `authorize` is there.
        (json!("no"), &["authorize"], Err("rateLimit")),
        (json!(true), &["authorize"], Err("rateLimit")),
    ] {
        let mut config = good();
        config["rateLimit"] = limit.clone();
        assert_eq!(check(&with_hooks(&config, hooks)), expected, "{limit} {hooks:?}");
    }
}

#[test]
fn a_provider_hook_needs_a_configured_provider() {
    let mut config = good();
    config["provider"] = json!(null);
    assert_eq!(check(&with_hooks(&config, &["provider"])), Ok(()));
    config["spherepay"] = json!(null);
    assert_eq!(check(&with_hooks(&config, &["provider"])), Err("credentials"));
    config["grid"] = json!({});
    assert_eq!(check(&with_hooks(&config, &["provider"])), Ok(()));
    // A function is not a string, a list or a store.
    for field in ["basePath", "allowedOrigins", "cookieSecret", "store", "spherepay", "policy"] {
        assert!(check(&with_hooks(&good(), &[field])).is_err(), "{field}");
    }
    assert_eq!(check(&UntrustedValue::Null), Err("basePath"));
}
