//! Reads the outcomes of a host in another language. This is the only place that does, and it fails closed: a value
//! that the effect cannot end with is an internal error of the host.

use super::outcome::{
    Authorized, EffectError, Failure, Outcome, RateLimit, ReceivedBody, Record, Swap, Unreadable, Value,
};
use super::provider_outcome::{
    Applicant, Found, FoundCustomer, FoundPage, LinkToPages, Onboarded, ReceivedEvent, Returned,
};
use crate::client::contact::{Channel, ContactState};
use crate::client::customer::{CustomerType, Status};
use crate::client::error::ErrorCode;
use crate::client::verification::Terms;
use crate::client::webhook::EventKind;
use crate::provider::{endpoint, provider};
use crate::rules::issue::IssueCode;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

impl<'a> Outcome<'a> {
    /// Reads an outcome that a host in another language has written: `{ effect, at, elapsedMs, value }` with the name
    /// of the [`Effect`](super::Effect), or with `error` instead of `value`. An error is `{ code, retryAfterMs,
    /// operation, customerId, issues }`, or `{ isLate: true }` once the deadline of the request has passed.
    ///
    /// A value that this effect cannot end with is an error with the code `internal`. Returns `None` if there is no
    /// effect or no time.
    ///
    /// ```
    /// use kyclink::edge::{Failure, Outcome, Value};
    /// use kyclink::{ErrorCode, UntrustedValue};
    /// let outcome = |value: &str| {
    ///     let json = format!(r#"{{"effect": "randomId", "at": 1790000000000, "elapsedMs": 3, "value": {value}}}"#);
    ///     Outcome::read(&UntrustedValue::from_json(&json).expect("JSON")).expect("an outcome").result
    /// };
    /// assert!(matches!(outcome("\"b1c7f0\""), Ok(Value::Text(id)) if id == "b1c7f0"));
    /// assert!(matches!(outcome("7"), Err(Failure::Error(error)) if error.code == ErrorCode::Internal));
    /// ```
    pub fn read(given: &UntrustedValue<'a>) -> Option<Self> {
        let effect = given.text_of("effect")?;
        let (at, elapsed_ms) = (given.field("at")?.integer()?, given.field("elapsedMs")?.integer()?);
        let result = match given.field("error") {
            Some(error) => Err(Failure::read(error)),
            None => Value::read(effect, given.field("value").unwrap_or(&UntrustedValue::Null))
                .ok_or(Failure::Error(EffectError::new(ErrorCode::Internal))),
        };
        Some(Self { at, elapsed_ms, result })
    }
}

impl Failure {
    fn read(given: &UntrustedValue) -> Self {
        if given.field("isLate").is_some_and(UntrustedValue::is_true) {
            return Self::Late;
        }
        let code = ErrorCode::ALL.iter().find(|code| given.text_of("code") == Some(code.as_str()));
        Self::Error(EffectError {
            code: code.copied().unwrap_or(ErrorCode::Internal),
            retry_after_ms: given.field("retryAfterMs").and_then(UntrustedValue::integer),
            endpoint: given.text_of("operation").and_then(endpoint),
            customer_id: given.owned_text_of("customerId"),
            issues: given.field("issues").and_then(Found::read_all).unwrap_or_default(),
        })
    }
}

impl Found {
    /// Reads a list of pairs of a pointer and a code.
    fn read_all(given: &UntrustedValue) -> Option<Vec<Self>> {
        let read = |given: &UntrustedValue| {
            let (pointer, code) = given.pair()?;
            let code = IssueCode::ALL.iter().find(|known| known.as_str() == code)?;
            Some(Self { pointer: pointer.to_owned(), code: *code })
        };
        given.list()?.iter().map(read).collect()
    }
}

impl<'a> Value<'a> {
    /// Reads the value of the effect with this name.
    fn read(effect: &str, given: &UntrustedValue<'a>) -> Option<Self> {
        Some(match effect {
            "body" => Self::Body(ReceivedBody::read(given)?),
            "randomId" | "seal" | "drawQrCode" => Self::Text(given.text().filter(|text| !text.is_empty())?.to_owned()),
            "computeMacs" => {
                let macs: Vec<_> = given.texts()?.into_iter().map(str::to_owned).collect();
                Self::Macs(if macs.is_empty() { None? } else { macs })
            }
            "open" => Self::Opened(given.list()?.to_vec()),
            "load" => Self::Record(Record::read(given)?),
            "swap" => Self::Swap(Swap::read(given)?),
            "validate" => Self::Applicant(Applicant::read(given)?),
            "state" => match given {
                UntrustedValue::Null => Self::StateCode(None),
                code => Self::StateCode(Some(code.text()?.to_owned())),
            },
            "onboard" => Self::Onboarded(Onboarded::read(given)?),
            "candidates" => Self::Customers(given.list()?.iter().map(FoundCustomer::read).collect::<Option<_>>()?),
            "call" => Self::Returned(Returned::read(given)?),
            "authorize" => Self::Authorized(Authorized::read(given)?),
            "rateLimit" => Self::RateLimit(RateLimit::read(given)),
            "provider" => Self::Chosen(given.text().and_then(provider)),
            "verify" => Self::Event(ReceivedEvent::read(given)?),
            "report" | "onCreated" | "onEvent" | "signature" => Self::Done,
            _ => None?,
        })
    }
}

impl<'a> Applicant<'a> {
    /// Reads `{ value, warnings }`.
    fn read(given: &UntrustedValue<'a>) -> Option<Self> {
        let normalized = given.field("value").filter(|value| value.object().is_some())?.clone();
        Some(Self { normalized, warnings: Found::read_all(given.field("warnings")?)? })
    }
}

impl<'a> ReceivedBody<'a> {
    /// Reads `{ body, key }`, or `{ refused }` with the reason.
    fn read(given: &UntrustedValue<'a>) -> Option<Self> {
        let fields = given.object()?;
        let Some(refused) = fields.get("refused") else {
            let content = fields.get("body").cloned().unwrap_or(UntrustedValue::Null);
            return Some(Self::Read { content, form_key: optional_text(given, "key")? });
        };
        Some(Self::Unreadable(match refused.text()? {
            "payload_too_large" => Unreadable::TooLarge,
            "request_timeout" => Unreadable::TooSlow,
            "malformed" => Unreadable::Malformed,
            _ => None?,
        }))
    }
}

impl<'a> Record<'a> {
    /// Reads `{ raw, value }`. Both are absent without a record, `value` if it does not open.
    fn read(given: &UntrustedValue<'a>) -> Option<Self> {
        let value = given.object()?.get("value").filter(|value| !matches!(value, UntrustedValue::Null));
        let sealed = optional_text(given, "raw")?;
        // A value that nobody has sealed would be somebody else's.
        if value.is_some() && sealed.is_none() { None } else { Some(Self { sealed, value: value.cloned() }) }
    }
}

impl Swap {
    /// Reads `{ raw }` with the new sealed form or null, or `false` where the record has changed.
    fn read(given: &UntrustedValue) -> Option<Self> {
        match given {
            UntrustedValue::Bool(false) => Some(Self::Changed),
            _ => match given.field("raw")? {
                UntrustedValue::Null => Some(Self::Removed),
                sealed => Some(Self::Written(sealed.text()?.to_owned())),
            },
        }
    }
}

impl Onboarded {
    /// Reads the outcome of `onboard`.
    fn read(given: &UntrustedValue) -> Option<Self> {
        Some(match given.text_of("kind")? {
            "link" => Self::Link(Box::new(LinkToPages::read(given.field("link")?)?)),
            "accept_terms" => Self::Link(Box::new(LinkToPages::read(given.field("then")?)?)),
            "verify_contact" => {
                let channels = given.field("channels")?.texts()?.into_iter().map(Channel::parse);
                Self::VerifyContact {
                    customer_id: given.owned_text_of("customerId")?,
                    channels: channels.collect::<Option<_>>()?,
                }
            }
            "approved" => Self::Approved { customer_id: given.owned_text_of("customerId")? },
            _ => None?,
        })
    }
}

impl LinkToPages {
    fn read(given: &UntrustedValue) -> Option<Self> {
        let expires_at = optional_text(given, "expiresAt")?;
        let expires_at_ms = given.field("expiresAtMs").and_then(UntrustedValue::integer);
        // A link whose expiry is unknown would be handed out for ever.
        if expires_at.is_some() != expires_at_ms.is_some() {
            return None;
        }
        let customer = match given.field("status") {
            None => None,
            Some(_) => Some(FoundCustomer::read(given)?),
        };
        let has_open_terms = customer.as_ref().is_some_and(|customer| customer.has_open_terms);
        Some(Self {
            customer_id: subject_id(given)?,
            kyc_url: given.owned_text_of("kycUrl")?,
            terms_url: given.owned_text_of("tosUrl").filter(|_| has_open_terms),
            expires_at,
            expires_at_ms,
            provider: given.owned_text_of("provider")?,
            customer,
        })
    }
}

impl FoundCustomer {
    fn read(given: &UntrustedValue) -> Option<Self> {
        let contacts = given.field("contactVerification").and_then(UntrustedValue::object);
        let open = contacts.into_iter().flat_map(|contacts| contacts.iter());
        let open = open.filter(|(_, state)| state.text() != Some(ContactState::Verified.as_str()));
        Some(Self {
            id: subject_id(given)?,
            customer_type: match given.text_of("type") {
                None => None,
                Some(known) => Some(CustomerType::parse(known)?),
            },
            status: Status::parse(given.text_of("status")?)?,
            created_at_ms: given.text_of("createdAt").and_then(timestamp_ms),
            email: given.owned_text_of("email"),
            phone: given.owned_text_of("phone"),
            unverified: open.map(|(channel, _)| Channel::parse(channel)).collect::<Option<_>>()?,
            has_open_terms: given.text_of("tosStatus") == Some(Terms::Pending.as_str()),
            reasons: match given.field("rejectionReasons") {
                None => vec![],
                Some(reasons) => reasons.texts()?.into_iter().map(str::to_owned).collect(),
            },
        })
    }
}

impl Returned {
    /// Reads what a method of a client returned: a link, a customer, a page of a list, or nothing, which is null.
    fn read(given: &UntrustedValue) -> Option<Self> {
        match given {
            UntrustedValue::Null => Some(Self::Nothing),
            _ if given.field("items").is_some() => FoundPage::read(given).map(Self::Page),
            _ if given.field("kycUrl").is_some() => LinkToPages::read(given).map(Self::Link),
            _ => FoundCustomer::read(given).map(Self::Customer),
        }
    }
}

impl FoundPage {
    /// Reads `{ items, next }`. A customer that cannot be read may be the one that is searched.
    fn read(given: &UntrustedValue) -> Option<Self> {
        let items = given.field("items")?.list()?.iter().map(FoundCustomer::read).collect::<Option<_>>()?;
        let next = match given.field("next") {
            None => None,
            Some(next) => {
                Some(next.object()?.iter().map(|(name, value)| (name.to_owned(), value.to_static())).collect())
            }
        };
        Some(Self { items, next })
    }
}

impl Authorized {
    /// Reads `{ reference, redirectUri }`, or `true` where the hook returned a response of its own.
    fn read(given: &UntrustedValue) -> Option<Self> {
        if given.is_true() {
            return Some(Self::Refused);
        }
        given.object()?;
        let [reference, redirect_uri] = ["reference", "redirectUri"].map(|name| optional_text(given, name));
        // An empty reference would be everybody's.
        let [reference, redirect_uri] = [reference?, redirect_uri?];
        let is_empty = |text: &Option<String>| text.as_deref() == Some("");
        if is_empty(&reference) || is_empty(&redirect_uri) {
            return None;
        }
        Some(Self::Caller { reference, redirect_uri })
    }
}

impl RateLimit {
    /// Reads `true`. Anything else refuses the request, `{ retryAfterMs }` for this time.
    fn read(given: &UntrustedValue) -> Self {
        match given {
            UntrustedValue::Bool(true) => Self::Allowed,
            _ => Self::Refused { retry_after_ms: given.field("retryAfterMs").and_then(UntrustedValue::integer) },
        }
    }
}

impl ReceivedEvent {
    fn read(given: &UntrustedValue) -> Option<Self> {
        Some(Self {
            id: given.owned_text_of("id")?,
            kind: EventKind::parse(given.text_of("kind")?)?,
            customer_id: given.owned_text_of("customerId"),
            link_id: given.owned_text_of("kycLinkId"),
            occurred_at_ms: given.text_of("occurredAt").and_then(timestamp_ms),
        })
    }
}

/// Returns a field that may be absent or null; `None` if it is neither that nor a string.
fn optional_text(given: &UntrustedValue, name: &str) -> Option<Option<String>> {
    match given.field(name) {
        None | Some(UntrustedValue::Null) => Some(None),
        Some(value) => value.text().map(|text| Some(text.to_owned())),
    }
}

/// Returns the id by which a provider knows a customer: that of a customer, or of a link that comes before one; or else
/// the id of the customer that a link is for.
fn subject_id(given: &UntrustedValue) -> Option<String> {
    given.owned_text_of("id").or_else(|| given.owned_text_of("customerId"))
}
