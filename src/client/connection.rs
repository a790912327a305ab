//! Where a provider is and who is asking: the caller's configuration, checked before anything is sent.

use std::fmt;

use crate::client::error::Error;
use crate::client::http::{HttpRequest, Method};
use crate::client::link::LinkRules;
use crate::client::parse_options::{ParseOptions, profiles};
use crate::client::request_template::RequestTemplate;
use crate::client::service::{ProviderAuth, Service};
use crate::rules::options::Policy;
use crate::value::secret::Secret;
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::url::{absolute, is_loopback};

/// A checked configuration of one provider.
pub struct Connection {
    /// How strict inputs are judged.
    pub policy: Policy,
    /// What links are taken from answers.
    pub links: LinkRules,
    service: &'static Service,
    profiles: Vec<String>,
    base_url: String,
    authorization: Secret,
    idempotency_key: Option<String>,
    headers: Vec<(String, String)>,
}

impl Connection {
    /// Checks a configuration: the provider's own fields, then `policy`, `allowHosts`, `profiles`, `idempotencyKey` and
    /// `headers`.
    pub fn open(service: &'static Service, config: &UntrustedValue) -> Result<Self, Error> {
        config
            .object()
            .ok_or_else(|| Error::config("Give it as an object."))
            .and_then(|config| Self::read(service, config))
            .map_err(|error| error.of_provider(service.name))
    }

    /// The same, with the credentials and the other options apart; what stands in both counts from the credentials.
    pub(crate) fn open_with(
        service: &'static Service,
        credentials: UntrustedValue<'static>,
        options: &UntrustedValue,
    ) -> Result<Self, Error> {
        let UntrustedValue::Object(mut config) = credentials else {
            return Self::open(service, &credentials);
        };
        if let Some(options) = options.object() {
            for (name, value) in options.iter().filter(|(name, _)| config.get(name).is_none()).collect::<Vec<_>>() {
                config.push(name.to_owned(), value.to_static());
            }
        }
        Self::open(service, &UntrustedValue::Object(config))
    }

    fn read(service: &'static Service, config: &Object) -> Result<Self, Error> {
        let ProviderAuth { base_url, authorization } = (service.auth)(config)?;
        Ok(Self {
            policy: Policy::parse(config.get("policy").unwrap_or(&UntrustedValue::Null)).map_err(Error::config)?,
            // The sandbox and tests run on loopback, and so do their links; nobody else's do.
            links: LinkRules { allow_loopback: is_loopback_url(&base_url), ..LinkRules::read(config)? },
            service,
            profiles: profiles(config)?,
            idempotency_key: idempotency_key(config)?,
            headers: headers(config)?,
            base_url,
            authorization,
        })
    }

    /// The provider's name.
    pub fn provider(&self) -> &'static str {
        self.service.name
    }

    /// How responses to this connection's requests are read.
    pub fn parse_options(&self, now: i64) -> ParseOptions {
        ParseOptions { links: self.links.clone(), profiles: self.profiles.clone(), now }
    }

    /// Completes a request: base URL, credentials, the caller's headers.
    pub(crate) fn complete(&self, template: RequestTemplate) -> Result<HttpRequest, Error> {
        let mut headers = vec![("Authorization".to_owned(), self.authorization.expose().to_owned())];
        if template.body.is_some() {
            headers.push(("Content-Type".to_owned(), template.content_type.to_owned()));
        }
        if let Some(key) = self.idempotency_key.as_ref().filter(|_| template.method == Method::Post) {
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
            method: template.method,
            url: [self.base_url.as_str(), template.path.as_str()].concat(),
            headers,
            body: template.body,
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
fn is_loopback_url(base_url: &str) -> bool {
    let authority = base_url.split('/').nth(2).unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    is_loopback(host)
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
    let url =
        given.text().and_then(|text| absolute(text, true).ok()).filter(|url| !url.has_query_or_fragment).ok_or_else(
            || Error::config("baseUrl is an https URL (http on loopback only) without credentials, query or fragment."),
        )?;
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

fn header(pair: &UntrustedValue) -> Option<(String, String)> {
    let (name, value) = pair.pair()?;
    let token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
    let clean = value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b));
    (token && clean).then(|| (name.to_owned(), value.to_owned()))
}
