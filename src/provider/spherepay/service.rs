//! Hosts and credentials: `Authorization: Bearer <key>`, and a host for each environment.

use super::errors;
use crate::client::connection::{credential, parse_base_url};
use crate::client::error::Error;
use crate::client::headers::AUTHORIZATION;
use crate::client::service::{Idempotency, ProviderAuth, Service};
use crate::client::webhook::is_public_key;
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

pub(super) static SERVICE: Service = Service {
    name: "spherepay",
    options: &["apiKey", "environment", "baseUrl"],
    auth_header: AUTHORIZATION,
    auth,
    parse_error: errors::parse,
    error_form: errors::FORM,
    idempotency: Idempotency::RefusesKnownKeys,
};

/// The start of a key that the documents of the staging environment show. Other keys tell nothing of their environment.
const LIVE: &str = "sk_live_";

/// The environment has no default: each one refuses the other's keys, and a test must not reach production by accident.
fn auth(config: &Object) -> Result<ProviderAuth, Error> {
    if config.text("apiKey").is_some_and(is_public_key) {
        return Err(Error::config(
            "apiKey must be the secret key from the SpherePay dashboard. A public key belongs in webhookPublicKey, in the option of the provider that signs its webhooks with it.",
        ));
    }
    let key = credential(
        config,
        "apiKey",
        "apiKey is missing: it is the secret key from the SpherePay dashboard. Is SPHEREPAY_API_KEY set?",
    )?;
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::config("apiKey must be visible ASCII characters, because it is sent in a header."));
    }
    let environment = config.get("environment").filter(|environment| !environment.is_absent());
    let base_url = match (environment, parse_base_url(config)?) {
        (None, Some(url)) => url,
        (Some(environment), None) => match environment.text() {
            Some("production") => "https://api.spherepay.co".to_owned(),
            Some("sandbox") if key.starts_with(LIVE) => {
                return Err(Error::config(
                    "apiKey is a key of production, because it starts with sk_live_: set environment to \"production\", or pass the key of the sandbox.",
                ));
            }
            Some("sandbox") => "https://api.sandbox.spherepay.co".to_owned(),
            _ => return Err(Error::config("environment must be \"sandbox\" or \"production\".")),
        },
        _ => return Err(Error::config("Pass either environment (\"sandbox\" or \"production\") or baseUrl.")),
    };
    Ok(ProviderAuth { base_url, authorization: Secret::new(["Bearer ", key].concat()) })
}
