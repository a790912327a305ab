//! Hosts and credentials: `Authorization: Bearer <key>`, and a host for each environment.

use super::errors;
use crate::client::connection::environment::{Environment, api_key, parse_environment};
use crate::client::endpoint::service::{Idempotency, ProviderAuth, Service};
use crate::client::error::Error;
use crate::client::http::headers::AUTHORIZATION;
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

pub(super) static SERVICE: Service = Service {
    name: "spherepay",
    options: &["apiKey", "environment", "baseUrl"],
    account: "apiKey",
    auth_header: AUTHORIZATION,
    auth,
    parse_error: errors::parse,
    error_form: errors::FORM,
    idempotency: Idempotency::RefusesKnownKeys,
};

/// The prefix of a production key, which the documents of the staging environment show. Other keys do not show their
/// environment.
const LIVE_PREFIX: &str = "sk_live_";

/// The environment has no default: each one refuses the other's keys, and a test must not reach production by accident.
fn auth(config: &Object) -> Result<ProviderAuth, Error> {
    let key = api_key(
        config,
        "apiKey must be the secret key from the SpherePay dashboard. A public key belongs in webhookPublicKey, in the option of the provider that signs its webhooks with it.",
        "apiKey is missing, is a placeholder or has white space or quotes around it: it is the secret key from the SpherePay dashboard. Is SPHEREPAY_API_KEY set?",
    )?;
    let (base_url, environment) =
        parse_environment(SERVICE.name, config, "https://api.spherepay.co", "https://api.sandbox.spherepay.co")?;
    if environment == Some(Environment::Sandbox) && key.starts_with(LIVE_PREFIX) {
        return Err(Error::config(
            "apiKey is a key of production, because it starts with sk_live_: set environment to \"production\", or pass the key of the sandbox.",
        ));
    }
    Ok(ProviderAuth { base_url, authorization: Secret::new(["Bearer ", key].concat()) })
}
