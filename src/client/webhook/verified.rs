//! A body whose signature was verified.

use super::{Event, MaxAge, Webhook, parse_event};
use crate::client::error::Error;
use crate::value::untrusted::UntrustedValue;

/// The body of a delivery whose signature was verified: the proof without which no event is read.
///
/// `Verifier::verify` of the feature `webhook` returns it. A host with cryptography of its own makes one with
/// [`verified_elsewhere`](Self::verified_elsewhere). It has no `Debug`, because it contains a person's data.
///
/// ```
/// use kyclink::webhook::{EventKind, VerifiedBody};
/// use kyclink::{Error, grid};
/// /// What to do with a delivery. It cannot be called with a body that was not verified.
/// fn is_decision(body: &VerifiedBody) -> Result<bool, Error> {
///     Ok(matches!(body.event()?.kind, EventKind::KycApproved | EventKind::KycRejected))
/// }
/// # let body = kyclink::UntrustedValue::from_json(r#"{"id": "event_1", "type": "TEST"}"#).expect("JSON");
/// # assert!(!is_decision(&VerifiedBody::verified_elsewhere(grid::webhook(), body))?);
/// # Ok::<(), Error>(())
/// ```
#[must_use = "the event is still to be read"]
pub struct VerifiedBody<'a> {
    webhook: &'static Webhook,
    body: UntrustedValue<'a>,
}

impl<'a> VerifiedBody<'a> {
    /// Takes over a body whose signature your own cryptography has verified over its raw bytes, as
    /// [`signature_check`](super::signature_check) says.
    pub fn verified_elsewhere(webhook: &'static Webhook, body: UntrustedValue<'a>) -> Self {
        Self { webhook, body }
    }

    /// Reads the event.
    ///
    /// # Errors
    ///
    /// `webhook_malformed` if the body has no id or no type.
    pub fn event(&'a self) -> Result<Event<'a>, Error> {
        parse_event(self.webhook, &self.body, None)
    }

    /// Reads the event if it is neither too old nor more than ten minutes in the future.
    ///
    /// # Errors
    ///
    /// `webhook_malformed` if the body has no id or no type; `webhook_stale` if the event is older than `max_age`, from
    /// the future, or does not say when it occurred.
    ///
    /// ```
    /// use kyclink::webhook::{MaxAge, VerifiedBody};
    /// use kyclink::{ErrorCode, UntrustedValue, grid};
    /// use std::time::Duration;
    /// let body = r#"{"id": "event_1", "type": "TEST", "timestamp": "2025-08-15T14:32:00Z"}"#;
    /// let body = VerifiedBody::verified_elsewhere(grid::webhook(), UntrustedValue::from_json(body).expect("JSON"));
    /// let week = MaxAge::until_now(Duration::from_secs(7 * 24 * 3_600));
    /// assert_eq!(body.event_within(week).err().expect("it is old").code(), ErrorCode::WebhookStale);
    /// ```
    pub fn event_within(&'a self, max_age: MaxAge) -> Result<Event<'a>, Error> {
        parse_event(self.webhook, &self.body, Some(max_age))
    }
}
