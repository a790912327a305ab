//! Hosts and credentials: `Authorization: Bearer <key>` at one of two hosts.

use super::errors;
use crate::client::connection::{base_url, credential};
use crate::client::error::Error;
use crate::client::service::{ProviderAuth, Service};
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

/// The API.
pub(super) static SERVICE: Service = Service { name: "spherepay", auth, read_error: errors::read, replays_keys: false };

/// There is no default environment: a key of one is refused by the other, and a test must not reach production.
fn auth(config: &Object) -> Result<ProviderAuth, Error> {
    let key = credential(config, "apiKey", "apiKey is missing: it is the secret key from the SpherePay dashboard.")?;
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::config("apiKey has a character that no header can carry."));
    }
    let environment = config.get("environment").filter(|environment| !environment.is_absent());
    let base_url = match (environment, base_url(config)?) {
        (None, Some(url)) => url,
        (Some(environment), None) => match environment.text() {
            Some("production") => "https://api.spherepay.co".to_owned(),
            Some("sandbox") => "https://api.sandbox.spherepay.co".to_owned(),
            _ => return Err(Error::config("environment is \"sandbox\" or \"production\".")),
        },
        _ => return Err(Error::config("Give either environment (\"sandbox\" or \"production\") or baseUrl.")),
    };
    Ok(ProviderAuth { base_url, authorization: Secret::new(["Bearer ", key].concat()) })
}
