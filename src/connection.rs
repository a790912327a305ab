//! Where a provider is and who is asking: the caller's configuration, checked before anything is sent.

use std::fmt;

use crate::ascii::{rsplit_once, split};
use crate::check::Policy;
use crate::draft::{Draft, Object};
use crate::error::Error;
use crate::field::url;
use crate::http::HttpRequest;
use crate::link::LinkRules;
use crate::operation::Outline;
use crate::provider::Provider;
use crate::reading::{Reading, profiles};
use crate::secret::Secret;

/// A checked configuration of one provider.
pub struct Connection {
    /// How strict inputs are judged.
    pub policy: Policy,
    /// What links are taken from answers.
    pub links: LinkRules,
    profiles: Vec<String>,
    base_url: String,
    authorization: Secret,
    idempotency_key: Option<String>,
    headers: Vec<(String, String)>,
}

impl Connection {
    /// Checks a configuration: the provider's own fields, then `policy`, `allowHosts`, `profiles`, `idempotencyKey` and
    /// `headers`.
    pub fn open(provider: &Provider, config: &Draft) -> Result<Self, Error> {
        config
            .object()
            .ok_or_else(|| Error::config("Give it as an object."))
            .and_then(|config| Self::read(provider, config))
            .map_err(|error| error.of_provider(provider.name))
    }

    fn read(provider: &Provider, config: &Object) -> Result<Self, Error> {
        let Account { base_url, authorization } = (provider.account)(config)?;
        Ok(Self {
            policy: Policy::read(config.get("policy").unwrap_or(&Draft::Null))?,
            // The sandbox and tests run on loopback, and so do their links; nobody else's do.
            links: LinkRules { allow_loopback: is_loopback(&base_url), ..LinkRules::read(config)? },
            profiles: profiles(config)?,
            idempotency_key: idempotency_key(config)?,
            headers: headers(config)?,
            base_url,
            authorization,
        })
    }

    /// How answers to this connection's requests are read.
    pub fn reading(&self, now: i64) -> Reading {
        Reading { links: self.links.clone(), profiles: self.profiles.clone(), now }
    }

    /// Completes an operation's outline: base URL, credentials, the caller's headers.
    pub(crate) fn complete(&self, outline: Outline) -> Result<HttpRequest, Error> {
        let mut headers = vec![("Authorization".to_owned(), self.authorization.expose().to_owned())];
        if outline.body.is_some() {
            headers.push(("Content-Type".to_owned(), outline.content_type.to_owned()));
        }
        if let Some(key) = self.idempotency_key.as_ref().filter(|_| outline.method == crate::http::Method::Post) {
            headers.push(("Idempotency-Key".to_owned(), key.clone()));
        }
        let ours = headers.len();
        for (name, value) in &self.headers {
            let header = (name.clone(), value.clone());
            match headers.iter_mut().enumerate().find(|(_, (known, _))| known.eq_ignore_ascii_case(name)) {
                Some((at, _)) if at < ours => {
                    return Err(Error::config("headers repeats a header that kyclink sets itself."));
                }
                // A call's header takes the place of its client's.
                Some((_, known)) => *known = header,
                None => headers.push(header),
            }
        }
        Ok(HttpRequest {
            method: outline.method,
            url: [self.base_url.as_str(), outline.path.as_str()].concat(),
            headers,
            body: outline.body,
        })
    }
}

/// Headers and the idempotency key are the caller's, and may be secrets like the credentials.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("policy", &self.policy).field("links", &self.links).finish_non_exhaustive()
    }
}

/// Whether a base URL, which is in normal form, is one of this machine.
fn is_loopback(base_url: &str) -> bool {
    let authority = split(base_url, b'/').nth(2).unwrap_or_default();
    let host = match rsplit_once(authority, b':') {
        Some((host, port)) if !port.ends_with("]") => host,
        _ => authority,
    };
    url::is_loopback(host)
}

/// What a provider makes of its own part of the configuration.
pub struct Account {
    /// Without a slash at the end.
    pub(crate) base_url: String,
    /// The value of the `Authorization` header.
    pub(crate) authorization: Secret,
}

/// A field of the configuration that is text without control characters, or `hint`.
pub(crate) fn credential<'a>(config: &'a Object, name: &str, hint: &'static str) -> Result<&'a str, Error> {
    config
        .text(name)
        .filter(|text| !text.trim().is_empty() && !text.contains(char::is_control))
        .ok_or_else(|| Error::config(hint))
}

/// The caller's `baseUrl`, where one is given: https, or http on loopback, without credentials, query or fragment.
pub(crate) fn base_url(config: &Object) -> Result<Option<String>, Error> {
    let Some(given) = config.get("baseUrl").filter(|url| !url.is_absent()) else { return Ok(None) };
    let url = given
        .text()
        .and_then(|text| url::absolute(text, true).ok())
        .filter(|url| !url.has_query_or_fragment)
        .ok_or_else(|| {
            Error::config("baseUrl is an https URL (http on loopback only) without credentials, query or fragment.")
        })?;
    Ok(Some(url.href.trim_end_matches(['/', '?', '#']).to_owned()))
}

fn idempotency_key(config: &Object) -> Result<Option<String>, Error> {
    let Some(key) = config.get("idempotencyKey").filter(|key| !key.is_absent()) else { return Ok(None) };
    key.text()
        .filter(|key| key.len() <= 255 && key.bytes().all(|b| b.is_ascii_graphic()))
        .map(|key| Some(key.to_owned()))
        .ok_or_else(|| Error::config("idempotencyKey is 1 to 255 visible ASCII characters."))
}

/// The caller's own headers, as a list of pairs. RFC 9110 section 5: names are tokens, values have no control character.
fn headers(config: &Object) -> Result<Vec<(String, String)>, Error> {
    let Some(given) = config.get("headers").filter(|headers| !headers.is_absent()) else { return Ok(vec![]) };
    let pairs = given.list().and_then(|pairs| pairs.iter().map(header).collect());
    pairs.ok_or_else(|| Error::config("headers are names and values that HTTP allows."))
}

fn header(pair: &Draft) -> Option<(String, String)> {
    let (name, value) = pair.pair()?;
    let token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
    let clean = value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b));
    (token && clean).then(|| (name.to_owned(), value.to_owned()))
}
