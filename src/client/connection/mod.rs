//! A provider's base URL and credentials, with the caller's options: a validated configuration.

pub(crate) mod call_options;
pub(crate) mod client_options;
pub(crate) mod environment;

use std::fmt;

use serde::Serialize;

use crate::client::connection::call_options::CallOptions;
use crate::client::connection::client_options::ClientOptions;
use crate::client::endpoint::Endpoint;
use crate::client::endpoint::parse_options::{ParseOptions, parse_profiles};
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::service::{ProviderAuth, Service};
use crate::client::error::Error;
use crate::client::http::HttpRequest;
use crate::client::http::headers::{self, CONTENT_TYPE, IDEMPOTENCY_KEY};
use crate::client::link::rules::LinkRules;
use crate::rules::option_names::unknown_option;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::rules::options::Policy;
use crate::value::secret::{Secret, is_clean, is_placeholder};
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::url::{absolute, is_loopback_url};

/// Options of every client.
#[doc(hidden)]
pub static CLIENT_OPTIONS: OptionTable = OptionTable::new(
    "ClientOptions",
    &[
        /// Replaces the platform's `fetch`.
        ///
        /// Default: globalThis.fetch
        PackageOption::optional("fetch", "Fetch"),
        /// The time limit of one attempt, in milliseconds.
        ///
        /// Default: 30000
        PackageOption::optional("timeout", "number"),
        /// The number of retries of requests that are safe to repeat: every GET, and the creation of links for existing
        /// customers.
        ///
        /// Default: 2
        PackageOption::optional("maxRetries", "number"),
        /// How strictly inputs are validated.
        ///
        /// Default: "postal"
        PackageOption::optional("policy", "Policy"),
        /// The hosts that links may have: `"example.com"` (any port), `"example.com:8443"`, or `".example.com"`
        /// (subdomains).
        ///
        /// Default: any host
        PackageOption::optional("allowHosts", "readonly string[]"),
        /// Headers added to every request. `Content-Type` and the header with the credentials are refused, and so is
        /// `Idempotency-Key`, which belongs to a call.
        PackageOption::optional("headers", "HeadersInput"),
        /// Allows the client in a web page, where anyone can read its credentials. Only for tools that you run
        /// yourself.
        ///
        /// Default: false
        PackageOption::optional("dangerouslyAllowBrowser", "boolean"),
    ],
);

/// The options that every provider's connection has.
const OPTIONS: [&str; 4] = ["policy", "allowHosts", "profiles", "headers"];

/// A validated configuration of one provider, for any number of calls. What belongs to one call is in [`CallOptions`].
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
    /// Every string of the configuration, whatever a provider calls its credentials.
    credentials: Vec<Secret>,
    headers: Vec<(String, String)>,
}

impl Connection {
    /// Validates a configuration: the provider's own fields, then `policy`, `allowHosts`, `profiles` and `headers`. Any
    /// other name is refused.
    ///
    /// # Errors
    ///
    /// `invalid_config`, whose hint names the option to change.
    pub fn open(service: &'static Service, config: &UntrustedValue) -> Result<Self, Error> {
        let known = [service.options, &OPTIONS].concat();
        config.object().map_or(Ok(()), |config| require_known(config, &known)).map_err(in_service(service))?;
        Self::open_known(service, config)
    }

    /// Validates a configuration without looking for unknown names. The npm package's wrapper has checked them: it has
    /// options of its own, and accepts the credentials of several providers in one object.
    pub(crate) fn open_known(service: &'static Service, config: &UntrustedValue) -> Result<Self, Error> {
        config
            .object()
            .ok_or_else(|| Error::config("The configuration must be an object."))
            .and_then(|config| Self::parse(service, config))
            .map_err(in_service(service))
    }

    /// Validates credentials and options.
    pub(crate) fn open_with(
        service: &'static Service,
        credentials: &impl Serialize,
        options: &ClientOptions,
    ) -> Result<Self, Error> {
        let mut config = UntrustedValue::from_serialize(credentials);
        if let UntrustedValue::Object(config) = &mut config {
            options.add_to(config);
        }
        Self::open_known(service, &config)
    }

    fn parse(service: &'static Service, config: &Object) -> Result<Self, Error> {
        let ProviderAuth { base_url, authorization } = (service.auth)(config)?;
        let headers = headers::parse(config)?;
        headers::refuse_any(&headers, &[service.auth_header])?;
        if headers::has(&headers, IDEMPOTENCY_KEY) {
            return Err(Error::config("The header Idempotency-Key belongs to a call, not to a client."));
        }
        Ok(Self {
            policy: Policy::parse(config.get("policy").unwrap_or(&UntrustedValue::Null)).map_err(Error::config)?,
            // Only a sandbox on loopback has links on loopback.
            links: LinkRules { allow_loopback: is_loopback_url(&base_url), ..LinkRules::parse_known(config)? },
            service,
            profiles: parse_profiles(config)?,
            headers,
            base_url,
            authorization,
            credentials: credentials_of(config),
        })
    }

    /// The provider's name, such as `grid`.
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
        let credentials = self.credentials.clone();
        ParseOptions { links: self.links.clone(), profiles: self.profiles.clone(), now, credentials }
    }

    /// Returns the options for reading the response of a call with options of its own. They are as secret as the
    /// connection's.
    pub(crate) fn parse_options_of(&self, call: &CallOptions, now: i64) -> ParseOptions {
        let mut options = self.parse_options(now);
        options.credentials.extend(call.secrets());
        options
    }

    /// Adds base URL and headers, and what belongs to the call, which has passed [`Self::check_call`].
    pub(crate) fn complete(
        &self,
        endpoint: &Endpoint,
        template: RequestTemplate,
        call: &CallOptions,
    ) -> Result<HttpRequest, Error> {
        if endpoint.service.name != self.provider() {
            return Err(
                endpoint.attribute(Error::config("The connection is to another provider than the operation's."))
            );
        }
        let headers = self.headers(call, template.takes_key, template.content_type());
        let is_keyed = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(IDEMPOTENCY_KEY));
        if endpoint.requires_key() && !is_keyed {
            return Err(endpoint.attribute(Error::config(KEY_IS_MISSING)));
        }
        Ok(HttpRequest {
            method: template.method,
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            url: [self.base_url.as_str(), template.path.as_str()].concat(),
            body: template.body,
        })
    }

    /// Refuses options that no call of this connection can have.
    pub(crate) fn check_call(&self, call: &CallOptions) -> Result<(), Error> {
        call.check()?;
        headers::refuse_any(&call.headers, &[self.service.auth_header])
    }

    /// The headers of a request, in their order: the credentials, the type of the body if there is one, the idempotency
    /// key if the request takes it, and the caller's. A key among the headers of a call is one like any other.
    pub(crate) fn headers<'a>(
        &'a self,
        call: &'a CallOptions,
        takes_key: bool,
        content_type: Option<&'a str>,
    ) -> Vec<(&'a str, &'a str)> {
        let key = call.idempotency_key.as_deref();
        let credentials = Some(self.authorization.expose());
        let ours = [(self.service.auth_header, credentials), (CONTENT_TYPE, content_type), (IDEMPOTENCY_KEY, key)];
        let given = headers::merge(self.headers.iter().chain(&call.headers));
        let all = ours.into_iter().filter_map(|(name, value)| Some((name, value?))).chain(given);
        all.filter(|(name, _)| takes_key || !name.eq_ignore_ascii_case(IDEMPOTENCY_KEY)).collect()
    }
}

/// The hint of an error about a create whose provider requires an idempotency key.
const KEY_IS_MISSING: &str = "The provider requires an idempotency key for this operation: pass idempotencyKey, a new random one for each person, and the same one to repeat the request.";

/// Shows neither the credentials nor the caller's headers, which may be secrets, too.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("policy", &self.policy).field("links", &self.links).finish_non_exhaustive()
    }
}

/// Every string among the options, and in the caller's headers.
fn credentials_of(config: &Object) -> Vec<Secret> {
    let texts = config.iter().filter_map(|(_, option)| option.text());
    let headers = config.get("headers").and_then(UntrustedValue::list).unwrap_or_default();
    texts.chain(headers.iter().filter_map(|header| Some(header.pair()?.1))).map(Secret::new).collect()
}

/// Returns a string of the configuration that is not blank, was copied cleanly, and is not a placeholder. Otherwise the
/// error has `hint`.
pub(crate) fn credential<'a>(config: &'a Object, name: &str, hint: &'static str) -> Result<&'a str, Error> {
    config.text(name).filter(|text| !is_placeholder(text) && is_clean(text)).ok_or_else(|| Error::config(hint))
}

/// Parses `baseUrl`, if it is given: https, or http on loopback, without credentials, query or fragment.
pub(crate) fn parse_base_url(config: &Object) -> Result<Option<String>, Error> {
    let Some(given) = config.get("baseUrl").filter(|url| !url.is_absent()) else { return Ok(None) };
    if given.text().is_some_and(|text| !is_clean(text)) {
        return Err(Error::config("baseUrl must be a URL without quotes or blanks around it or invisible characters."));
    }
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

/// Refuses an option that does not exist.
fn require_known(options: &Object, known: &[&str]) -> Result<(), Error> {
    unknown_option(options.iter().map(|(name, _)| name), known).map_or(Ok(()), |message| Err(Error::config(message)))
}

fn in_service(service: &'static Service) -> impl Fn(Error) -> Error {
    move |error| error.with_provider(service.name)
}
