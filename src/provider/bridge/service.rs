//! Hosts and credentials: `Api-Key: <key>`, and a host for each environment.

use super::errors;
use crate::client::connection::environment::{Environment, api_key, parse_environment};
use crate::client::endpoint::parse_options::setting_names;
use crate::client::endpoint::service::{Idempotency, ProviderAuth, Service};
use crate::client::error::Error;
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

pub(super) static SERVICE: Service = Service {
    name: "bridge",
    options: &["apiKey", "environment", "baseUrl", "endorsements"],
    account: "apiKey",
    auth_header: "Api-Key",
    auth,
    parse_error: errors::parse,
    error_form: errors::FORM,
    idempotency: Idempotency::Required,
};

/// The prefix of the sandbox's keys.
const SANDBOX_PREFIX: &str = "sk-test";

/// The environment has no default, and a key of the sandbox is recognized by its prefix: a test must not reach
/// production by accident, and real people must not reach the sandbox.
fn auth(config: &Object) -> Result<ProviderAuth, Error> {
    let key = api_key(
        config,
        "apiKey must be the key from the Bridge dashboard. The public key of a webhook belongs in webhookPublicKey.",
        "apiKey is missing, is a placeholder or has white space or quotes around it: it is the key from the Bridge dashboard. Is BRIDGE_API_KEY set?",
    )?;
    let given = config.get("endorsements").filter(|given| !given.is_absent());
    if given.is_some_and(|given| setting_names(given).is_none()) {
        return Err(Error::config(
            "endorsements must be a list of names of endorsements, with at least one, and without quotes, blanks or invisible characters around them.",
        ));
    }
    let (base_url, environment) =
        parse_environment(SERVICE.name, config, "https://api.bridge.xyz/v0", "https://api.sandbox.bridge.xyz/v0")?;
    match (environment, key.starts_with(SANDBOX_PREFIX)) {
        (Some(Environment::Production), true) => Err(Error::config(
            "apiKey is a key of the sandbox, because it starts with sk-test: set environment to \"sandbox\", or pass the key of production.",
        )),
        (Some(Environment::Sandbox), false) => Err(Error::config(
            "apiKey is not a key of the sandbox, because those start with sk-test: set environment to \"production\", or pass the key of the sandbox.",
        )),
        _ => Ok(ProviderAuth { base_url, authorization: Secret::new(key) }),
    }
}
