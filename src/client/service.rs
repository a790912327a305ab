//! What the protocol needs to know of a provider's API: its name, its credentials, its error responses.

use crate::client::error::Error;
use crate::client::http::HttpResponse;
use crate::client::provider_error::ProviderError;
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

/// A provider's API. Each provider has one, as a `static`.
pub struct Service {
    /// The provider's name, as it stands in operations and results.
    pub name: &'static str,
    /// Reads base URL and credentials from the caller's configuration.
    pub(crate) auth: fn(&Object) -> Result<ProviderAuth, Error>,
    /// Reads what an error response says.
    pub(crate) read_error: fn(&HttpResponse) -> ProviderError,
    /// Whether it replays the response to a known idempotency key; if not, it refuses the key.
    pub(crate) replays_keys: bool,
}

/// Where requests go, and what proves who sends them.
pub(crate) struct ProviderAuth {
    /// Without a slash at the end.
    pub(crate) base_url: String,
    /// The value of the `Authorization` header.
    pub(crate) authorization: Secret,
}
