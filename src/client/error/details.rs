//! What is known about a failed call, and how it is written.

use std::time::Duration;

use crate::client::error::{Error, ErrorCode};
use crate::rules::issue::Issue;
use crate::value::json::Fields;

impl Error {
    /// What went wrong.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.details.code
    }

    /// What is wrong with which field of the input.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.details.issues
    }

    /// Whether the same call may be retried: it may succeed, and it has no effect that must not happen twice.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.details.retryable
    }

    /// A sentence that says more than the code's message, such as what to change. It never contains a given value.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.details.hint.as_deref()
    }

    /// The HTTP status of the provider's response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.details.status
    }

    /// The provider's name.
    #[must_use]
    pub fn provider(&self) -> Option<&'static str> {
        self.details.provider
    }

    /// The operation's name.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.details.operation
    }

    /// The provider's own error code: an open set.
    #[must_use]
    pub fn provider_code(&self) -> Option<&str> {
        self.details.provider_code.as_deref()
    }

    /// The provider's id of this request, for its support.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.details.correlation_id.as_deref()
    }

    /// The customer that this call, or an earlier one of the same onboarding, created or was about.
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
    #[must_use]
    pub fn provider_message(&self) -> Option<&str> {
        self.details.provider_message.as_deref()
    }

    /// How long the provider asks to wait before a retry.
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
