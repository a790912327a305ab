//! What a webhook event says: its meaning in one vocabulary for all providers, and whom it is about.

use std::borrow::Cow;
use std::time::Duration;

use super::{Progress, Reasons, Webhook, require_recent, write_reasons};
use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::verification::Terms;
use crate::client::requirement::Requirement;
use crate::value::host::now_ms;
use crate::value::json::{Fields, Json, Writer};
use crate::value::time::{MINUTE_MS, timestamp_ms};
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::word_enum::word_enum;

word_enum! {
    /// The meaning of an event, in one vocabulary for all providers.
    ///
    /// ```
    /// use kyclink::webhook::EventKind;
    /// let is_decision = |kind| matches!(kind, EventKind::KycApproved | EventKind::KycRejected);
    /// assert!(is_decision(EventKind::KycApproved));
    /// assert!(!is_decision(EventKind::KycPending));
    /// assert_eq!(EventKind::KycApproved.as_str(), "kyc_approved");
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum EventKind {
        /// The provider is reviewing the customer.
        KycPending = "kyc_pending",
        /// The customer is verified.
        KycApproved = "kyc_approved",
        /// The provider refused the customer.
        KycRejected = "kyc_rejected",
        /// The customer was verified, and that has run out.
        KycExpired = "kyc_expired",
        /// The person or a reviewer has to do something before the provider can decide.
        KycNeedsReview = "kyc_needs_review",
        /// A customer was created.
        CustomerCreated = "customer_created",
        /// A customer was changed.
        CustomerUpdated = "customer_updated",
        /// A test of the webhook endpoint.
        Test = "test",
        /// Any other event, including types that are unknown to kyclink.
        Other = "other",
    }
}

/// An event. It has no `Debug`, because it contains a person's data.
///
/// ```
/// use kyclink::{UntrustedValue, provider, webhook};
/// let grid = provider::provider("grid").expect("registered");
/// let body = r#"{"id": "event_1", "type": "CUSTOMER.KYC_APPROVED", "data": {"id": "Customer:1"}}"#;
/// let body = UntrustedValue::from_json(body).expect("JSON");
/// let body = webhook::VerifiedBody::verified_elsewhere(grid.webhook, body);
/// let event: webhook::Event = body.event()?;
/// assert_eq!((event.id, event.kind), ("event_1", webhook::EventKind::KycApproved));
/// assert_eq!(event.customer_id, Some("Customer:1"));
/// # Ok::<(), kyclink::Error>(())
/// ```
pub struct Event<'a> {
    /// The provider's name.
    pub provider: &'static str,
    /// The event's id. It is the same at every delivery of the event, so it can be used to drop duplicates.
    pub id: &'a str,
    /// The provider's own type: an open set.
    pub event_type: &'a str,
    /// The meaning of the type.
    pub kind: EventKind,
    /// The id of the customer, if the event is about one.
    pub customer_id: Option<&'a str>,
    /// The id of the link, if the event is about one and the provider's links have ids.
    pub link_id: Option<&'a str>,
    /// The caller's own reference of the person, if events of the provider name it.
    pub reference: Option<&'a str>,
    /// When the event occurred: the provider's own timestamp (RFC 3339).
    pub occurred_at: Option<&'a str>,
    /// What the customer still needs; `None` if the event has neither a customer nor a verification.
    pub requirements: Option<Vec<Requirement>>,
    /// Which product is open; `None` if the event does not say it.
    pub capabilities: Option<Vec<Capability>>,
    /// Why the provider has refused the customer, if the event of a provider of one's own says it.
    pub(crate) reasons: Option<Reasons>,
    /// The customer's type, if only the event says it.
    pub(crate) customer_type: Option<CustomerType>,
    /// The status, where the event has it beside its meaning.
    pub(crate) status: Option<Status>,
    /// Whether the terms are accepted, if the event says it.
    pub(crate) terms: Terms,
    /// The data of the event, as the provider sent it. Only what the provider forbids to show is left out.
    pub data: Cow<'a, UntrustedValue<'a>>,
}

/// How far in the future an event may have occurred: as much as one provider allows for a signature, and more than clocks
/// differ that are set. One from further ahead could be repeated for longer than the maximum age, and no status that is
/// learned until then would count as later.
pub(crate) const MAX_AHEAD_MS: i64 = 10 * MINUTE_MS;

/// The maximum age of an event. One from more than ten minutes in the future is refused as well.
///
/// ```
/// use kyclink::{ErrorCode, UntrustedValue, provider, webhook};
/// let grid = provider::provider("grid").expect("registered");
/// let body = r#"{"id": "event_1", "type": "TEST", "timestamp": "2026-09-21T14:13:20Z"}"#;
/// let body = UntrustedValue::from_json(body).expect("JSON");
/// let age = webhook::MaxAge { ms: 300_000, now: 1_790_000_000_000 + 300_001 };
/// let body = webhook::VerifiedBody::verified_elsewhere(grid.webhook, body);
/// let error = body.event_within(age).err().expect("the event is too old");
/// assert_eq!(error.code(), ErrorCode::WebhookStale);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MaxAge {
    /// The maximum age in milliseconds.
    pub ms: i64,
    /// The current time, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
}

impl MaxAge {
    /// Whether an event that occurred at this time is neither too old nor from the future.
    pub(crate) fn allows(self, occurred_at: i64) -> bool {
        (-MAX_AHEAD_MS..=self.ms).contains(&self.now.saturating_sub(occurred_at))
    }

    /// An age that ends now.
    ///
    /// ```
    /// use kyclink::webhook::MaxAge;
    /// assert_eq!(MaxAge::until_now(std::time::Duration::from_secs(300)).ms, 300_000);
    /// ```
    #[must_use]
    pub fn until_now(age: Duration) -> Self {
        Self { ms: i64::try_from(age.as_millis()).unwrap_or(i64::MAX), now: now_ms() }
    }
}

/// Returns the kind of each type of a provider's events. Any other type is [`EventKind::Other`].
///
/// ```
/// use kyclink::{provider, webhook};
/// let grid = provider::provider("grid").expect("registered");
/// let approved = webhook::kinds(grid.webhook).iter().filter(|(_, kind)| *kind == webhook::EventKind::KycApproved);
/// let types: Vec<_> = approved.map(|(name, _)| *name).collect();
/// assert_eq!(types, ["CUSTOMER.KYC_APPROVED", "CUSTOMER.KYB_APPROVED"]);
/// ```
pub fn kinds(webhook: &Webhook) -> &'static [(&'static str, EventKind)] {
    webhook.kinds
}

/// Reads the event of a delivery whose signature is valid, unless it was signed too long ago. The event itself may be
/// this many milliseconds old.
///
/// # Errors
///
/// Those of [`require_recent`] and [`parse_event`].
pub(crate) fn parse_signed_event<'a>(
    webhook: &'static Webhook,
    signed_at: Option<&str>,
    body: &'a UntrustedValue<'a>,
    max_age_ms: Option<i64>,
    now: i64,
) -> Result<Event<'a>, Error> {
    require_recent(webhook, signed_at, now)?;
    parse_event(webhook, body, max_age_ms.map(|ms| MaxAge { ms, now }))
}

/// Parses the body of a delivery whose signature has been verified. Outside the crate, only a
/// [`VerifiedBody`](super::VerifiedBody) is parsed.
///
/// # Errors
///
/// `webhook_malformed` if the body has no id or no type; `webhook_stale` if the event is older than `max_age`, from the
/// future, or does not say when it occurred.
pub(crate) fn parse_event<'a>(
    webhook: &'static Webhook,
    body: &'a UntrustedValue<'a>,
    max_age: Option<MaxAge>,
) -> Result<Event<'a>, Error> {
    static EMPTY: UntrustedValue = UntrustedValue::Object(Object::new());
    let refusal = |code| Error::new(code).with_provider(webhook.provider);
    let text = |name: &&str| body.text_of(name);
    let first_text = |names: &[&'static str]| names.iter().find_map(text);
    let (Some(id), Some(event_type)) = (first_text(webhook.id_fields), first_text(webhook.type_fields)) else {
        return Err(refusal(ErrorCode::WebhookMalformed));
    };
    let data = body.field(webhook.data_field).filter(|data| !data.is_absent()).unwrap_or(&EMPTY);
    let occurred_at = webhook.time_fields.iter().filter_map(text).find_map(|text| Some((text, timestamp_ms(text)?)));
    if let Some(max_age) = max_age {
        // An event of unknown age may be a replay, so it is as stale as an old one.
        if occurred_at.is_none_or(|(_, at)| !max_age.allows(at)) {
            return Err(refusal(ErrorCode::WebhookStale));
        }
    }
    let full_type = (webhook.full_type)(event_type, body);
    let by_type = || webhook.kinds.iter().find(|(known, _)| *known == full_type).map(|(_, kind)| *kind);
    let kind = (webhook.kind_of_data)(&full_type, data).or_else(by_type);
    let (requirements, capabilities, status, terms) = match (webhook.progress)(&full_type, data) {
        Some(Progress { status, terms, requirements, capabilities }) => {
            (Some(requirements), capabilities, status, terms)
        }
        None => (None, None, None, Terms::Unknown),
    };
    Ok(Event {
        provider: webhook.provider,
        id,
        event_type,
        kind: kind.unwrap_or(EventKind::Other),
        customer_id: (webhook.customer_id)(&full_type, data),
        customer_type: (webhook.customer_type)(data),
        reference: webhook.reference.and_then(|reference| reference(&full_type, data)),
        link_id: webhook.link_id.and_then(|link_id| link_id(&full_type, data)),
        occurred_at: occurred_at.map(|(text, _)| text),
        requirements,
        capabilities,
        reasons: (webhook.reasons)(data),
        status,
        terms,
        data: match webhook.private_members {
            [] => Cow::Borrowed(data),
            names => Cow::Owned(without_members(data, names)),
        },
    })
}

/// Returns a copy without the members of these names, at any depth.
fn without_members<'a>(value: &UntrustedValue<'a>, names: &[&str]) -> UntrustedValue<'a> {
    match value {
        UntrustedValue::List(items) => {
            UntrustedValue::List(items.iter().map(|item| without_members(item, names)).collect())
        }
        UntrustedValue::Object(members) => {
            let shown = members.iter().filter(|(name, _)| !names.contains(name));
            Object::of_unique(shown.map(|(name, member)| (name.to_owned(), without_members(member, names)))).into()
        }
        value => value.clone(),
    }
}

impl EventKind {
    /// The status that an event of this kind gives its customer, if it gives one.
    pub(crate) const fn status(self) -> Option<Status> {
        match self {
            Self::KycPending => Some(Status::Pending),
            Self::KycApproved => Some(Status::Approved),
            Self::KycRejected => Some(Status::Rejected),
            Self::KycExpired => Some(Status::Expired),
            Self::KycNeedsReview => Some(Status::OnHold),
            Self::CustomerCreated | Self::CustomerUpdated | Self::Test | Self::Other => None,
        }
    }
}

impl Event<'_> {
    pub(crate) fn write_fields(&self, fields: &mut Fields) {
        fields.text("provider", self.provider);
        fields.text("id", self.id);
        fields.text("type", self.event_type);
        fields.text("kind", self.kind.as_str());
        fields.optional("customerId", self.customer_id.as_ref());
        fields.optional("kycLinkId", self.link_id.as_ref());
        fields.optional("reference", self.reference.as_ref());
        fields.optional("occurredAt", self.occurred_at.as_ref());
        fields.optional("requirements", self.requirements.as_ref());
        fields.optional("capabilities", self.capabilities.as_ref());
        if let Some(Reasons { of_person, of_operator }) = &self.reasons {
            write_reasons(fields, of_person, of_operator);
        }
        fields.field("data", self.data.as_ref());
    }
}

impl Json for Event<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| self.write_fields(fields));
    }
}
