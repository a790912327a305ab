//! Strings that must never be printed.

use std::fmt;

/// A credential. Only [`Secret::expose`] returns it, and its `Debug` output is `[redacted]`.
///
/// ```
/// use kyclink::{HttpResponse, Secret, grid};
/// # let credentials = grid::Credentials { client_id: "id".into(), client_secret: "secret_x".into(), base_url: None };
/// # let input = grid::CreateKycLink::new("Customer:1");
/// # let client = grid::Client::new(credentials)?;
/// # let call = client.create_kyc_link(&input);
/// let body = br#"{"kycUrl": "https://in.sumsub.com/x", "expiresAt": "2027-01-15T14:32:00Z", "provider": "SUMSUB",
///     "token": "token_x"}"#;
/// let token: Secret = call.read(&HttpResponse::new(201, [], body))?.token.expect("the response has one");
/// assert_eq!((token.expose(), format!("{token:?}").as_str()), ("token_x", "[redacted]"));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the credential itself, for the `Authorization` header and nothing else.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let [client_id, client_secret] = ["id", "secret_x"].map(String::from);
    /// # let credentials = grid::Credentials { client_id, client_secret, base_url: None };
    /// # let input = grid::CreateKycLink::new("Customer:1");
    /// # let client = grid::Client::new(credentials)?;
    /// # let call = client.create_kyc_link(&input);
    /// # let body = br#"{"kycUrl": "https://in.sumsub.com/x", "expiresAt": "2027-01-15T14:32:00Z",
    /// #     "provider": "SUMSUB", "token": "token_x"}"#;
    /// # let link = call.read(&HttpResponse::new(201, [], body))?;
    /// let token = link.token.expect("the response has one");
    /// assert_eq!(token.expose(), "token_x");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
