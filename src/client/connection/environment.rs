//! The environment of a provider that has two hosts, and a key for one of them.

use crate::client::connection::{credential, parse_base_url};
use crate::client::error::Error;
use crate::client::webhook::is_public_key;
use crate::value::untrusted::{Object, UntrustedValue};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Environment {
    Production,
    Sandbox,
}

/// Returns the base URL of the configuration: that of `environment`, which has no default, or else `baseUrl`, which
/// belongs to no known environment. An option that is given and empty counts as missing: an environment variable that is
/// not set must not select a host. `provider` names the variables in the message.
pub(crate) fn parse_environment(
    provider: &str,
    config: &Object,
    production: &str,
    sandbox: &str,
) -> Result<(String, Option<Environment>), Error> {
    let environment = config.get("environment").filter(|environment| !environment.is_absent());
    let either = "Pass either environment (\"sandbox\" or \"production\") or baseUrl";
    match (environment.map(UntrustedValue::text), parse_base_url(config)?) {
        (None, Some(url)) => Ok((url, None)),
        (Some(Some("production")), None) => Ok((production.to_owned(), Some(Environment::Production))),
        (Some(Some("sandbox")), None) => Ok((sandbox.to_owned(), Some(Environment::Sandbox))),
        (Some(_), None) => Err(Error::config("environment must be \"sandbox\" or \"production\".")),
        (Some(_), Some(_)) => Err(Error::config([either, ", and not both."].concat())),
        (None, None) => {
            let prefix = &provider.to_ascii_uppercase();
            let parts = [either, ": is ", prefix, "_ENVIRONMENT or ", prefix, "_BASE_URL set?"];
            Err(Error::config(parts.concat()))
        }
    }
}

/// Returns `apiKey`, which is sent in a header. The hints are those for a public key in its place and for a missing
/// key.
pub(crate) fn api_key<'a>(
    config: &'a Object,
    is_public: &'static str,
    is_missing: &'static str,
) -> Result<&'a str, Error> {
    if config.text("apiKey").is_some_and(is_public_key) {
        return Err(Error::config(is_public));
    }
    let key = credential(config, "apiKey", is_missing)?;
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::config("apiKey must be visible ASCII characters, because it is sent in a header."));
    }
    Ok(key)
}
