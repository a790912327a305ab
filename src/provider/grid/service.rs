//! Host and credentials: HTTP Basic (RFC 7617). Both environments have one host; the token belongs to one of them.

use super::errors;
use crate::client::connection::credential;
use crate::client::connection::environment::parse_environment;
use crate::client::endpoint::service::{Idempotency, ProviderAuth, Service};
use crate::client::error::Error;
use crate::client::http::headers::AUTHORIZATION;
use crate::client::webhook::is_public_key;
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

pub(super) static SERVICE: Service = Service {
    name: "grid",
    options: &["clientId", "clientSecret", "environment", "baseUrl"],
    account: "clientId",
    auth_header: AUTHORIZATION,
    auth,
    parse_error: errors::parse,
    error_form: errors::FORM,
    idempotency: Idempotency::MayReplay,
};

const BASE_URL: &str = "https://api.lightspark.com/grid/2025-10-13";

/// Requires both credentials. The host is Grid's where neither `environment` nor `baseUrl` is written. One that is
/// written and undefined is refused: real applicants must not be sent to Grid because a variable of a test is not set.
fn auth(config: &Object) -> Result<ProviderAuth, Error> {
    if ["clientId", "clientSecret"].iter().any(|name| config.text(name).is_some_and(is_public_key)) {
        return Err(Error::config(
            "clientId and clientSecret are those of the API token. The public key of the webhooks belongs in webhookPublicKey.",
        ));
    }
    let id = credential(
        config,
        "clientId",
        "clientId is missing, is a placeholder or has white space or quotes around it: it is the API token id from the Grid dashboard. Is GRID_CLIENT_ID set?",
    )?;
    let secret = credential(
        config,
        "clientSecret",
        "clientSecret is missing, is a placeholder or has white space or quotes around it: it is the secret of the API token. Is GRID_CLIENT_SECRET set?",
    )?;
    if id.contains(':') {
        return Err(Error::config(
            "clientId must not contain a colon: pass the token's id as clientId and its secret as clientSecret.",
        ));
    }
    let is_chosen = ["environment", "baseUrl"].iter().any(|name| config.get(name).is_some());
    let base_url = match is_chosen {
        true => parse_environment(SERVICE.name, config, BASE_URL, BASE_URL)?.0,
        false => BASE_URL.to_owned(),
    };
    Ok(ProviderAuth {
        base_url,
        authorization: Secret::new(["Basic ", &encode_base64([id, ":", secret].concat().as_bytes())].concat()),
    })
}

/// Encodes base64 (RFC 4648 section 4). JavaScript's `btoa` cannot encode every secret: RFC 7617 requires UTF-8.
fn encode_base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let letter = ALPHABET.get((group >> (18 - 6 * at) & 63) as usize).filter(|_| at <= chunk.len());
            text.push(char::from(*letter.unwrap_or(&b'=')));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 section 10, and the UTF-8 example of RFC 7617 section 2.1.
    #[test]
    fn base64_agrees_with_the_rfcs() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("test:123\u{a3}", "dGVzdDoxMjPCow=="),
        ] {
            assert_eq!(encode_base64(text.as_bytes()), encoded);
        }
    }
}
