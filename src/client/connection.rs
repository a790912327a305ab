//! A provider's base URL and credentials, with the caller's options: a validated configuration.

use std::fmt;

use serde::Serialize;

use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::client::http::HttpRequest;
use crate::client::link::LinkRules;
use crate::client::parse_options::{ParseOptions, parse_profiles};
use crate::client::request_template::RequestTemplate;
use crate::client::service::{ProviderAuth, Service};
use crate::rules::options::Policy;
use crate::value::secret::Secret;
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::url::{absolute, is_loopback};

// The headers that kyclink sets itself.
const AUTHORIZATION: &str = "Authorization";
const CONTENT_TYPE: &str = "Content-Type";
const KEY: &str = "Idempotency-Key";

/// A validated configuration of one provider.
///
/// ```
/// use kyclink::{Connection, UntrustedValue, provider};
/// let config = UntrustedValue::from_json(r#"{"clientId":"id","clientSecret":"secret"}"#).expect("JSON");
/// let connection = Connection::open(provider::provider("grid").expect("registered").service, &config)?;
/// assert_eq!(connection.provider(), "grid");
/// # Ok::<(), kyclink::Error>(())
/// ```
pub struct Connection {
    /// How strictly inputs are validated.
    pub policy: Policy,
    /// Which links in responses are accepted.
    pub links: LinkRules,
    /// Where requests go, without a slash at the end.
    pub(crate) base_url: String,
    service: &'static Service,
    profiles: Vec<String>,
    authorization: Secret,
    idempotency_key: Option<String>,
    headers: Vec<(String, String)>,
}

impl Connection {
    /// Validates a configuration: the provider's own fields, then `policy`, `allowHosts`, `profiles`, `idempotencyKey`
    /// and `headers`.
    ///
    /// # Errors
    ///
    /// `invalid_config`, whose hint names the option to change.
    ///
    /// ```
    /// # use kyclink::{Connection, ErrorCode, UntrustedValue, provider};
    /// # let service = provider::provider("grid").expect("registered").service;
    /// let config = r#"{"clientId": "id", "clientSecret": "secret_x", "policy": "none"}"#;
    /// let config = UntrustedValue::from_json(config).expect("JSON");
    /// let error = Connection::open(service, &config).expect_err("there is no such policy");
    /// assert_eq!(error.code, ErrorCode::InvalidConfig);
    /// assert_eq!(error.hint, Some("policy must be \"schema\", \"postal\" or \"strict\"."));
    /// ```
    pub fn open(service: &'static Service, config: &UntrustedValue) -> Result<Self, Error> {
        config
            .object()
            .ok_or_else(|| Error::config("The configuration must be an object."))
            .and_then(|config| Self::parse(service, config))
            .map_err(|error| error.with_provider(service.name))
    }

    /// The same, with separate credentials and options. If both contain a field, that of the credentials is used.
    pub(crate) fn open_with(
        service: &'static Service,
        credentials: &impl Serialize,
        options: &UntrustedValue,
    ) -> Result<Self, Error> {
        let credentials = UntrustedValue::from_serialize(credentials);
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

    fn parse(service: &'static Service, config: &Object) -> Result<Self, Error> {
        let ProviderAuth { base_url, authorization } = (service.auth)(config)?;
        let idempotency_key = parse_idempotency_key(config)?;
        Ok(Self {
            policy: Policy::parse(config.get("policy").unwrap_or(&UntrustedValue::Null)).map_err(Error::config)?,
            // Only a sandbox on loopback has links on loopback.
            links: LinkRules { allow_loopback: is_loopback_url(&base_url), ..LinkRules::parse(config)? },
            service,
            profiles: parse_profiles(config)?,
            headers: parse_headers(config, idempotency_key.is_some())?,
            idempotency_key,
            base_url,
            authorization,
        })
    }

    /// The provider's name, such as `grid`.
    ///
    /// ```
    /// # use kyclink::{Connection, UntrustedValue, provider};
    /// # let service = provider::provider("grid").expect("registered").service;
    /// # let config = UntrustedValue::from_json(r#"{"clientId": "id", "clientSecret": "secret_x"}"#).expect("JSON");
    /// let connection = Connection::open(service, &config)?;
    /// assert_eq!(connection.provider(), "grid");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn provider(&self) -> &'static str {
        self.service.name
    }

    /// The options for parsing responses to this connection's requests. `now` is in milliseconds since 1970-01-01 UTC.
    ///
    /// ```
    /// # use kyclink::{Connection, UntrustedValue, provider};
    /// # let service = provider::provider("grid").expect("registered").service;
    /// let config = r#"{"clientId": "id", "clientSecret": "secret_x", "allowHosts": [".sumsub.com"]}"#;
    /// let config = UntrustedValue::from_json(config).expect("JSON");
    /// let options = Connection::open(service, &config)?.parse_options(1_790_000_000_000);
    /// assert_eq!((options.now, options.links.allow_hosts), (1_790_000_000_000, vec![".sumsub.com".to_owned()]));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn parse_options(&self, now: i64) -> ParseOptions {
        ParseOptions { links: self.links.clone(), profiles: self.profiles.clone(), now }
    }

    /// Adds base URL and headers.
    pub(crate) fn complete(&self, endpoint: &Endpoint, template: RequestTemplate) -> Result<HttpRequest, Error> {
        if endpoint.service.name != self.provider() {
            return Err(
                endpoint.attribute(Error::config("The connection is to another provider than the operation's."))
            );
        }
        let headers = self.headers(template.takes_key, template.content_type());
        Ok(HttpRequest {
            method: template.method,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            url: [self.base_url.as_str(), template.path.as_str()].concat(),
            body: template.body,
        })
    }

    /// The headers of a request, in their order: the credentials, the type of the body if there is one, the idempotency
    /// key if the request takes it, and the caller's. A key among the caller's headers is one like any other.
    pub(crate) fn headers<'a>(
        &'a self,
        takes_key: bool,
        content_type: Option<&'a str>,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let key = self.idempotency_key.as_deref();
        let ours = [(AUTHORIZATION, Some(self.authorization.expose())), (CONTENT_TYPE, content_type), (KEY, key)];
        let given = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let all = ours.into_iter().filter_map(|(name, value)| Some((name, value?))).chain(given);
        all.filter(move |(name, _)| takes_key || !name.eq_ignore_ascii_case(KEY))
    }
}

/// Shows neither the credentials nor the caller's headers and idempotency key, which may be secrets, too.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("policy", &self.policy).field("links", &self.links).finish_non_exhaustive()
    }
}

/// Whether a base URL in normal form is on a loopback host.
fn is_loopback_url(base_url: &str) -> bool {
    let authority = base_url.split('/').nth(2).unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    is_loopback(host)
}

/// Returns a string of the configuration that is not blank and has no control character. Otherwise the error has
/// `hint`.
pub(crate) fn credential<'a>(config: &'a Object, name: &str, hint: &'static str) -> Result<&'a str, Error> {
    config
        .text(name)
        .filter(|text| !text.trim().is_empty() && !text.contains(char::is_control))
        .ok_or_else(|| Error::config(hint))
}

/// Parses `baseUrl`, if it is given: https, or http on loopback, without credentials, query or fragment.
pub(crate) fn parse_base_url(config: &Object) -> Result<Option<String>, Error> {
    let Some(given) = config.get("baseUrl").filter(|url| !url.is_absent()) else { return Ok(None) };
    let url =
        given.text().and_then(|text| absolute(text, true).ok()).filter(|url| !url.has_query_or_fragment).ok_or_else(
            || {
                Error::config(
                    "baseUrl must be an https URL (http on loopback only) without credentials, query or fragment.",
                )
            },
        )?;
    Ok(Some(url.href.trim_end_matches(['/', '?', '#']).to_owned()))
}

fn parse_idempotency_key(config: &Object) -> Result<Option<String>, Error> {
    let Some(key) = config.get("idempotencyKey").filter(|key| !key.is_absent()) else { return Ok(None) };
    key.text()
        .filter(|key| key.len() <= 255 && key.bytes().all(|b| b.is_ascii_graphic()))
        .map(|key| Some(key.to_owned()))
        .ok_or_else(|| Error::config("idempotencyKey must be 1 to 255 visible ASCII characters."))
}

/// Parses the caller's headers, a list of pairs. RFC 9110 section 5: a name is a token, a value has no control
/// character.
fn parse_headers(config: &Object, has_key: bool) -> Result<Vec<(String, String)>, Error> {
    let Some(given) = config.get("headers").filter(|headers| !headers.is_absent()) else { return Ok(vec![]) };
    let pairs: Option<Vec<_>> = given.list().and_then(|pairs| pairs.iter().map(parse_header).collect());
    let mut headers: Vec<(String, String)> = vec![];
    for header in pairs.ok_or_else(|| {
        Error::config(
            "headers must have names and values that HTTP allows: tokens, and ASCII without control characters.",
        )
    })? {
        let is_named = |name: &str| name.eq_ignore_ascii_case(&header.0);
        if is_named(AUTHORIZATION) || is_named(CONTENT_TYPE) || (has_key && is_named(KEY)) {
            return Err(Error::config(
                "headers must not contain a header that kyclink sets itself, such as Authorization.",
            ));
        }
        // A later header of the same name replaces an earlier one: a call's replaces its client's.
        match headers.iter_mut().find(|(name, _)| is_named(name)) {
            Some(known) => *known = header,
            None => headers.push(header),
        }
    }
    Ok(headers)
}

fn parse_header(pair: &UntrustedValue) -> Option<(String, String)> {
    let (name, value) = pair.pair()?;
    let token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
    let clean = value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b));
    (token && clean).then(|| (name.to_owned(), value.to_owned()))
}
