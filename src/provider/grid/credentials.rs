//! Credentials as a Rust struct.

use crate::provider::typed_client::credentials;

credentials! {
    /// An API token (its id and its secret), and where to send it. `Debug` does not show the token.
    ///
    /// Both environments have the same host: the token belongs to one of them.
    ///
    /// ```
    /// use kyclink::grid::{Client, Credentials, GetCustomer};
    ///
    /// let input = GetCustomer::new("Customer:1");
    /// for (credentials, url) in [
    ///     (Credentials::production("id", "secret"), "https://api.lightspark.com/"),
    ///     (Credentials::sandbox("id", "secret"), "https://api.lightspark.com/"),
    ///     (Credentials::at("http://localhost:8787", "id", "secret"), "http://localhost:8787/"),
    /// ] {
    ///     assert!(Client::new(credentials)?.get_customer(&input).request()?.url.starts_with(url));
    /// }
    /// assert!(Client::new(Credentials::at("http://example.com", "id", "secret")).is_err(), "it would not be encrypted");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    (client_id, client_secret)
}
