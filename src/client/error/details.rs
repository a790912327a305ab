//! What is known about a failed call, and how it is written.

use std::time::Duration;

use crate::client::error::{Error, ErrorCode};
use crate::rules::issue::Issue;
use crate::value::json::Fields;

impl Error {
    /// What went wrong.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], b"");
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert_eq!(error.code(), kyclink::ErrorCode::RateLimited);
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.details.code
    }

    /// What is wrong with which field of the input.
    ///
    /// ```
    /// # use kyclink::spherepay::{Client, CreateKycLink, Credentials};
    /// # let client = Client::new(Credentials::sandbox("secret_x"))?;
    /// let error = client.create_kyc_link(&CreateKycLink::new("../admin")).request().expect_err("not an id");
    /// assert_eq!(error.issues()[0].pointer(), "/customerId");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.details.issues
    }

    /// Whether the same call may be retried: it may succeed, and it has no effect that must not happen twice.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], b"");
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert!(error.is_retryable());
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.details.retryable
    }

    /// A sentence that says more than the code's message, such as what to change. It never contains a given value.
    ///
    /// ```
    /// use kyclink::provider::find_endpoint;
    /// let error = find_endpoint("grid.unknown").err().expect("there is no such operation");
    /// assert_eq!(error.hint(), Some("There is no operation with this name: operations() lists them."));
    /// ```
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.details.hint.as_deref()
    }

    /// The HTTP status of the provider's response, if there was one.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let body = br#"{"status": 429, "code": "RATE_LIMITED", "message": "Slow down."}"#;
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], body);
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert_eq!(error.status(), Some(429));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.details.status
    }

    /// The provider's name.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let body = br#"{"status": 429, "code": "RATE_LIMITED", "message": "Slow down."}"#;
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], body);
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert_eq!(error.provider(), Some("grid"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn provider(&self) -> Option<&'static str> {
        self.details.provider
    }

    /// The operation's name.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let body = br#"{"status": 429, "code": "RATE_LIMITED", "message": "Slow down."}"#;
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], body);
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert_eq!(error.operation(), Some("grid.getCustomer"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.details.operation
    }

    /// The provider's own error code: an open set.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let body = br#"{"status": 429, "code": "RATE_LIMITED", "message": "Slow down."}"#;
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], body);
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert_eq!(error.provider_code(), Some("RATE_LIMITED"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn provider_code(&self) -> Option<&str> {
        self.details.provider_code.as_deref()
    }

    /// The provider's id of this request, for its support.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let body = br#"{"status": 429, "code": "RATE_LIMITED", "message": "Slow down."}"#;
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], body);
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert_eq!(error.correlation_id(), None, "this response has none");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.details.correlation_id.as_deref()
    }

    /// The customer that this call, or an earlier one of the same onboarding, created or was about.
    ///
    /// ```
    /// # use kyclink::{ErrorCode, endpoint, no_response};
    /// # let get = endpoint("grid.getCustomer").expect("registered");
    /// let error = no_response(get, ErrorCode::Timeout, true).with_existing_customer("Customer:1");
    /// assert_eq!(error.customer_id(), Some("Customer:1"));
    /// ```
    #[must_use]
    pub fn customer_id(&self) -> Option<&str> {
        self.details.customer_id.as_deref()
    }

    /// The idempotency key of a create that may have been carried out: the caller's, or the one that was made for the
    /// call. The same call with the same key leads to the same customer. It leads to the customer's link, so it
    /// is in no message, log or problem details.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, bridge, retry::Attempts};
    /// # let client = bridge::Client::new(bridge::Credentials::sandbox("sk-test-1"))?;
    /// # let input = bridge::CreateKycLink::new("jane@example.com", bridge::CustomerType::Individual);
    /// let call = client.create_kyc_link(&input).idempotency_key("k-1");
    /// let lost = HttpResponse::new(503, [], b"");
    /// let error = Attempts::of(&call.request()?).conclude(call.endpoint(), call.read(&lost).expect_err("an outage"));
    /// assert_eq!(error.idempotency_key(), Some("k-1"));
    /// assert!(!format!("{error:?}").contains("k-1"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.details.idempotency_key.as_deref()
    }

    /// The provider's own message. It may repeat a person's data: do not log it. The error's JSON does not contain it.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let body = br#"{"status": 429, "code": "RATE_LIMITED", "message": "Slow down."}"#;
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], body);
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert_eq!(error.provider_message(), Some("Slow down."));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn provider_message(&self) -> Option<&str> {
        self.details.provider_message.as_deref()
    }

    /// How long the provider asks to wait before a retry.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, grid};
    /// # let credentials = grid::Credentials::sandbox("id", "secret_x");
    /// # let client = grid::Client::new(credentials)?;
    /// # let input = grid::GetCustomer::new("Customer:1");
    /// let body = br#"{"status": 429, "code": "RATE_LIMITED", "message": "Slow down."}"#;
    /// let response = HttpResponse::new(429, [("Retry-After", "2")], body);
    /// let error = client.get_customer(&input).read(&response).err().expect("a refusal");
    /// assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(2)));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.details.retry_after_ms.map(|ms| Duration::from_millis(ms.unsigned_abs()))
    }

    /// Writes what is known about the call, without the code, the hint and the issues. Leaves out the provider's
    /// message, because errors end up in logs.
    pub(crate) fn describe_call(&self, fields: &mut Fields) {
        let details = &self.details;
        fields.optional("status", details.status.map(i64::from).as_ref());
        fields.optional("provider", details.provider.as_ref());
        fields.optional("operation", details.operation.as_ref());
        fields.optional("providerCode", details.provider_code.as_ref());
        fields.optional("correlationId", details.correlation_id.as_ref());
        fields.optional("customerId", details.customer_id.as_ref());
        fields.optional("retryAfterMs", details.retry_after_ms.as_ref());
        fields.field("retryable", &details.retryable);
    }
}
