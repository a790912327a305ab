//! Hosts and credentials: `Authorization: Bearer <key>` at one of two hosts.

use crate::connection::{Account, base_url, credential};
use crate::draft::Object;
use crate::error::Error;
use crate::secret::Secret;

/// There is no default environment: a key of one is refused by the other, and a test must not reach production.
pub(super) fn read(config: &Object) -> Result<Account, Error> {
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
    Ok(Account { base_url, authorization: Secret::new(["Bearer ", key].concat()) })
}
