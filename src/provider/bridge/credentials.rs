//! Credentials as a Rust struct; the same fields as the npm package's configuration.

use serde::Serialize;

/// The API key, and where to send it. `Debug` does not show the key.
///
/// ```
/// use kyclink::bridge::{Client, Credentials};
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
    ///
    /// ```
    /// # use kyclink::bridge::{Client, Credentials, GetCustomer};
    /// # let input = GetCustomer::new("customer_1ab2c3d4");
    /// let client = Client::new(Credentials::production("secret_x"))?;
    /// assert!(client.get_customer(&input).request()?.url.starts_with("https://api.bridge.xyz/"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn production(api_key: impl Into<String>) -> Self {
        Self { api_key: api_key.into(), environment: Some("production"), base_url: None }
    }

    /// A key of the provider's sandbox: it starts with `sk-test`.
    ///
    /// ```
    /// # use kyclink::bridge::{Client, Credentials, GetCustomer};
    /// # let input = GetCustomer::new("customer_1ab2c3d4");
    /// let client = Client::new(Credentials::sandbox("sk-test-x"))?;
    /// assert!(client.get_customer(&input).request()?.url.starts_with("https://api.sandbox.bridge.xyz/"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn sandbox(api_key: impl Into<String>) -> Self {
        Self { api_key: api_key.into(), environment: Some("sandbox"), base_url: None }
    }

    /// A key for another base URL: https, or http on a loopback host.
    ///
    /// ```
    /// # use kyclink::bridge::{Client, Credentials, GetCustomer};
    /// # let input = GetCustomer::new("customer_1ab2c3d4");
    /// let client = Client::new(Credentials::at("http://localhost:8787", "secret_x"))?;
    /// assert!(client.get_customer(&input).request()?.url.starts_with("http://localhost:8787/"));
    /// assert!(Client::new(Credentials::at("http://example.com", "secret_x")).is_err(), "it would not be encrypted");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn at(base_url: impl Into<String>, api_key: impl Into<String>) -> Self {
        Self { api_key: api_key.into(), environment: None, base_url: Some(base_url.into()) }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("environment", &self.environment).finish_non_exhaustive()
    }
}
