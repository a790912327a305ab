//! Credentials as a Rust struct; the same fields as the npm package's configuration.

use serde::Serialize;

/// An API token: its id and its secret. The token selects the environment. `Debug` does not show the secret.
///
/// ```
/// use kyclink::grid::{Client, Credentials};
/// let credentials = Credentials { client_id: "id".into(), client_secret: "secret".into(), base_url: None };
/// assert!(Client::new(credentials).is_ok());
/// ```
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The id of the API token.
    pub client_id: String,
    /// The secret of the API token.
    pub client_secret: String,
    /// Another base URL than the provider's: https, or http on a loopback host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
