//! Credentials as a Rust struct.

use serde::Serialize;

/// The key. `Debug` does not show it.
///
/// ```
/// use kyclink::harbor::{Client, Credentials};
/// assert!(Client::new(Credentials { api_key: "secret_x".into() }).is_ok());
/// ```
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The key.
    pub api_key: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}
