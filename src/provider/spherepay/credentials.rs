//! Credentials as a Rust struct; the same fields as the npm package's configuration.

use serde::Serialize;

use crate::value::untrusted::UntrustedValue;

/// The secret key, and where to send it. `Debug` does not show the key.
///
/// ```
/// use kyclink::spherepay::{Client, Credentials};
/// assert!(Client::new(Credentials::production("secret_x")).is_ok());
/// ```
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    api_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

impl Credentials {
    /// A key of the production environment.
    pub fn production(api_key: impl Into<String>) -> Self {
        Self { api_key: api_key.into(), environment: Some("production"), base_url: None }
    }

    /// A key of the provider's sandbox.
    pub fn sandbox(api_key: impl Into<String>) -> Self {
        Self { api_key: api_key.into(), environment: Some("sandbox"), base_url: None }
    }

    /// A key for another base URL: https, or http on a loopback host.
    pub fn at(base_url: impl Into<String>, api_key: impl Into<String>) -> Self {
        Self { api_key: api_key.into(), environment: None, base_url: Some(base_url.into()) }
    }

    pub(super) fn config(&self) -> UntrustedValue<'static> {
        UntrustedValue::from_serialize(self)
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("environment", &self.environment).finish_non_exhaustive()
    }
}
