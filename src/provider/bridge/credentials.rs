//! Credentials as a Rust struct.

use crate::provider::typed_client::credentials;

credentials! {
    /// The API key, and where to send it. A key of the sandbox starts with `sk-test`. `Debug` does not show the key.
    ///
    /// ```
    /// use kyclink::bridge::{Client, Credentials, GetCustomer};
    ///
    /// let input = GetCustomer::new("customer_1ab2c3d4");
    /// for (credentials, url) in [
    ///     (Credentials::production("secret_x"), "https://api.bridge.xyz/"),
    ///     (Credentials::sandbox("sk-test-x"), "https://api.sandbox.bridge.xyz/"),
    ///     (Credentials::at("http://localhost:8787", "secret_x"), "http://localhost:8787/"),
    /// ] {
    ///     assert!(Client::new(credentials)?.get_customer(&input).request()?.url.starts_with(url));
    /// }
    /// assert!(Client::new(Credentials::at("http://example.com", "secret_x")).is_err(), "it would not be encrypted");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    (api_key)
}
