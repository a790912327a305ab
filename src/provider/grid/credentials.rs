//! Credentials as a Rust struct; the same fields as the npm package's configuration.

use serde::Serialize;

/// An API token (its id and its secret), and where to send it. `Debug` does not show the token.
///
/// Both environments have the same host: the token belongs to one of them.
///
/// ```
/// use kyclink::grid::{Client, Credentials};
/// assert!(Client::new(Credentials::production("id", "secret")).is_ok());
/// ```
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    client_id: String,
    client_secret: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
}

impl Credentials {
    /// A token of the production environment.
    ///
    /// ```
    /// # use kyclink::grid::{Client, Credentials, GetCustomer};
    /// # let input = GetCustomer::new("Customer:1");
    /// let client = Client::new(Credentials::production("id", "secret"))?;
    /// assert!(client.get_customer(&input).request()?.url.starts_with("https://api.lightspark.com/"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn production(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            environment: Some("production"),
            base_url: None,
        }
    }

    /// A token of the provider's sandbox.
    ///
    /// ```
    /// # use kyclink::grid::{Client, Credentials, GetCustomer};
    /// # let input = GetCustomer::new("Customer:1");
    /// let client = Client::new(Credentials::sandbox("id", "secret"))?;
    /// assert!(client.get_customer(&input).request()?.url.starts_with("https://api.lightspark.com/"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn sandbox(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            environment: Some("sandbox"),
            base_url: None,
        }
    }

    /// A token for another base URL: https, or http on a loopback host.
    ///
    /// ```
    /// # use kyclink::grid::{Client, Credentials, GetCustomer};
    /// # let input = GetCustomer::new("Customer:1");
    /// let client = Client::new(Credentials::at("http://localhost:8787", "id", "secret"))?;
    /// assert!(client.get_customer(&input).request()?.url.starts_with("http://localhost:8787/"));
    /// assert!(Client::new(Credentials::at("http://example.com", "id", "secret")).is_err(), "it would not be encrypted");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn at(base_url: impl Into<String>, client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        let base_url = Some(base_url.into());
        Self { client_id: client_id.into(), client_secret: client_secret.into(), environment: None, base_url }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("environment", &self.environment).finish_non_exhaustive()
    }
}
