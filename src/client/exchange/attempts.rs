//! The attempts of one call: what the failure of the last one means after those before it.
//!
//! An attempt whose response is lost may have been carried out. If the provider then refuses the next one, as a
//! duplicate, as one that is still in progress, or because of its key, it may refuse it because of the first.

use crate::client::endpoint::Endpoint;
use crate::client::endpoint::error_response::with_create_advice;
use crate::client::error::{Error, ErrorCode};
use crate::client::http::headers::IDEMPOTENCY_KEY;
use crate::client::http::{HttpRequest, SUCCESS};

/// The attempts of one call before the last one, which all send the same request.
///
/// A host that retries creates itself adds what they mean to its error.
///
/// ```
/// use kyclink::retry::Attempts;
/// use kyclink::{ErrorCode, HttpRequest, Method, endpoint, no_response};
/// let create = endpoint("bridge.createKycLink").expect("registered");
/// let headers = vec![("Idempotency-Key".to_owned(), "k-1".to_owned())];
/// let url = "https://api.bridge.xyz/v0/kyc_links".to_owned();
/// let mut attempts = Attempts::of(&HttpRequest { method: Method::Post, url, headers, body: None });
/// // The first attempt got no response; the second could not be connected.
/// attempts.add_failed(true);
/// let error = attempts.conclude(create, no_response(create, ErrorCode::Network, false));
/// assert_eq!(error.code(), ErrorCode::OutcomeUnknown);
/// assert_eq!(error.idempotency_key(), Some("k-1"), "call again with the same key");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Attempts {
    pub(crate) idempotency_key: Option<String>,
    pub(crate) may_have_arrived: bool,
    /// How many have failed.
    pub(crate) failed: i64,
}

impl Attempts {
    /// Before the first attempt to send a request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let key = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(IDEMPOTENCY_KEY));
        Self { idempotency_key: key.map(|(_, key)| key.clone()), may_have_arrived: false, failed: 0 }
    }

    /// Whether the request carries an idempotency key.
    ///
    /// ```
    /// # use kyclink::retry::Attempts;
    /// assert!(!Attempts::default().is_keyed());
    /// ```
    #[must_use]
    pub fn is_keyed(&self) -> bool {
        self.idempotency_key.is_some()
    }

    /// Adds an attempt that failed, and after which there is another. `may_have_arrived` is false only if it is certain
    /// that it created nothing: without a connection, or after a refusal such as a 429.
    pub fn add_failed(&mut self, may_have_arrived: bool) {
        self.may_have_arrived |= may_have_arrived;
        self.failed = self.failed.saturating_add(1);
    }

    /// Returns the number of the next attempt, counted from 1.
    pub(crate) fn next_number(&self) -> i64 {
        self.failed.saturating_add(1)
    }

    /// Returns the error of the call, given the error of its last attempt.
    ///
    /// After an attempt that may have arrived, no refusal says that there is no customer: the error of a create that
    /// the provider repeats for the same key is `outcome_unknown` then. While the customer may exist, the error has
    /// the key of the create.
    #[must_use]
    pub fn conclude(&self, endpoint: &Endpoint, mut error: Error) -> Error {
        if !endpoint.requires_key() || error.customer_id().is_some() {
            return error;
        }
        let details = &mut error.details;
        let is_unclear = |code| matches!(code, ErrorCode::OutcomeUnknown | ErrorCode::UnexpectedResponse);
        let is_refused = !is_unclear(details.code);
        if self.may_have_arrived && is_refused {
            (details.code, details.retryable) = (ErrorCode::OutcomeUnknown, false);
            // Why no response came still matters; what a response said is wrong with the input does not.
            if details.status.is_some() {
                details.hint = None;
            }
            details.issues.clear();
        }
        if is_unclear(details.code) {
            details.idempotency_key.clone_from(&self.idempotency_key);
        }
        let is_success = details.status.is_some_and(|status| SUCCESS.contains(&status));
        // An unreadable success has the advice already, and so has a create that was lost itself.
        let lacks_advice = is_refused || (details.code == ErrorCode::UnexpectedResponse && !is_success);
        if self.may_have_arrived && lacks_advice { with_create_advice(endpoint, error) } else { error }
    }
}

/// Shows no key, because it is a secret.
impl std::fmt::Debug for Attempts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempts").field("may_have_arrived", &self.may_have_arrived).finish_non_exhaustive()
    }
}
