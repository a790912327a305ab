//! A provider's API: its name, its credentials and its error responses.

use crate::client::error::Error;
use crate::client::http::HttpResponse;
use crate::client::http::provider_error::{ErrorForm, ProviderError};
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

/// A provider's API: a `static` in the provider's folder.
///
/// ```
/// use kyclink::{Connection, Service, UntrustedValue, endpoint};
/// let service: &'static Service = endpoint("grid.getCustomer").expect("registered").service;
/// assert_eq!(service.name, "grid");
/// let config = UntrustedValue::from_json(r#"{"clientId":"id","clientSecret":"secret_x"}"#).expect("JSON");
/// assert!(Connection::open(service, &config).is_ok());
/// ```
pub struct Service {
    /// The provider's name in operations and results, such as `grid`.
    pub name: &'static str,
    /// The names of the options that `auth` reads.
    pub(crate) options: &'static [&'static str],
    /// The option that tells the account apart from others of the provider.
    pub(crate) account: &'static str,
    /// The header that carries the credentials.
    pub(crate) auth_header: &'static str,
    /// Parses base URL and credentials from the caller's configuration.
    pub(crate) auth: fn(&Object) -> Result<ProviderAuth, Error>,
    pub(crate) parse_error: fn(&HttpResponse) -> ProviderError,
    /// The documented form of what an error response names.
    pub(crate) error_form: ErrorForm,
    pub(crate) idempotency: Idempotency,
}

impl Service {
    pub(crate) fn requires_keys(&self) -> bool {
        matches!(self.idempotency, Idempotency::Required | Idempotency::OncePerReference)
    }

    /// Whether creates of one reference lead to one customer, whatever else they say.
    pub(crate) fn has_one_per_reference(&self) -> bool {
        self.idempotency == Idempotency::OncePerReference
    }
}

/// What a provider does with an idempotency key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// It refuses a key that it knows, so that a key would turn a retry into an error.
    RefusesKnownKeys,
    /// It may replay its first response, but documents no key for creates.
    MayReplay,
    /// It requires a key for a create, and replays its first response to the same key and body.
    Required,
    /// The same, and so it does for the same reference.
    OncePerReference,
}

pub(crate) struct ProviderAuth {
    /// The base URL, without a slash at the end.
    pub(crate) base_url: String,
    /// The value of the header with the credentials.
    pub(crate) authorization: Secret,
}
