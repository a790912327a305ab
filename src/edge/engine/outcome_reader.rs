//! Reads the outcomes of a host in another language. This is the only place that does, and it fails closed: a value
//! that the effect cannot end with is an internal error of the host.

use super::effect_name::EffectName;
use super::outcome::{
    Authorized, EffectError, Failure, LoadedRecord, Outcome, RateLimit, ReceivedBody, Swap, Unreadable, Value,
};
use crate::client::error::ErrorCode;
use crate::client::http::received_response::read_response;
use crate::value::untrusted::UntrustedValue;

impl Outcome<'static> {
    /// Reads an outcome that a host in another language has written: `{ effect, at, elapsedMs, value }` with the name
    /// of the [`Effect`](crate::edge::Effect), or with `error` instead of `value`. An error is `{ code, status, hint,
    /// wasNotSent }`, or `{ isLate: true }` once the deadline of the request has passed.
    ///
    /// A value that this effect cannot end with is an error with the code `internal`. Returns `None` if there is no
    /// effect or no time.
    ///
    /// ```
    /// use kyclink::edge::{Failure, Outcome, Value};
    /// use kyclink::{ErrorCode, UntrustedValue};
    /// let outcome = |value: &str| {
    ///     let json = format!(r#"{{"effect": "sealCookie", "at": 1790000000000, "elapsedMs": 3, "value": {value}}}"#);
    ///     Outcome::read(&UntrustedValue::from_json(&json).expect("JSON")).expect("an outcome").result
    /// };
    /// assert!(matches!(outcome("\"b1c7f0\""), Ok(Value::Text(id)) if id == "b1c7f0"));
    /// assert!(matches!(outcome("7"), Err(Failure::Error(error)) if error.code == ErrorCode::Internal));
    /// ```
    pub fn read(given: &UntrustedValue) -> Option<Self> {
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
        let status = given.field("status").and_then(UntrustedValue::integer);
        Self::Error(EffectError {
            code: code.copied().unwrap_or(ErrorCode::Internal),
            was_not_sent: given.field("wasNotSent").is_some_and(UntrustedValue::is_true),
            status: status.and_then(|status| status.try_into().ok()),
            hint: given.owned_text_of("hint"),
        })
    }
}

impl Value<'static> {
    /// Reads the value of the effect with this name.
    fn read(effect: &str, given: &UntrustedValue) -> Option<Self> {
        Some(match EffectName::parse(effect)? {
            EffectName::ReadBody => Self::Body(ReceivedBody::read(given)?),
            EffectName::SealCookie | EffectName::DrawQrCode => {
                Self::Text(given.text().filter(|text| !text.is_empty())?.to_owned())
            }
            EffectName::ComputeMacs => {
                let macs: Vec<_> = given.texts()?.into_iter().map(str::to_owned).collect();
                Self::Macs(if macs.is_empty() { None? } else { macs })
            }
            EffectName::OpenCookies => Self::Opened(given.list()?.iter().map(UntrustedValue::to_static).collect()),
            EffectName::LoadRecord => Self::Record(LoadedRecord::read(given)?),
            EffectName::CheckRecord => match given {
                UntrustedValue::Bool(is_same) => Self::Checked(*is_same),
                _ => None?,
            },
            EffectName::SwapRecord => Self::Swap(Swap::read(given)?),
            EffectName::FindStateCode | EffectName::Provider => match given {
                UntrustedValue::Null => Self::Name(None),
                name => Self::Name(Some(name.text()?.to_owned())),
            },
            EffectName::Request => Self::Response(read_response(&given.to_static())?),
            EffectName::Authorize => Self::Authorized(Authorized::read(given)?),
            EffectName::RateLimit => Self::RateLimit(RateLimit::read(given)),
            EffectName::VerifySignature => match given {
                UntrustedValue::Bool(false) => Self::Verified(None),
                _ => Self::Verified(Some(given.field("body")?.to_static())),
            },
            EffectName::Wait | EffectName::Report | EffectName::OnCreated | EffectName::OnEvent => Self::Done,
        })
    }
}

impl ReceivedBody<'static> {
    /// Reads `{ body, key }`, or `{ refused }` with the reason.
    fn read(given: &UntrustedValue) -> Option<Self> {
        let fields = given.object()?;
        let Some(refused) = fields.get("refused") else {
            let content = fields.get("body").unwrap_or(&UntrustedValue::Null).to_static();
            return Some(Self::Read { content, form_key: optional_text(given, "key")? });
        };
        Some(Self::Unreadable(match refused.text()? {
            "payload_too_large" => Unreadable::TooLarge,
            "request_timeout" => Unreadable::TooSlow,
            "malformed" => Unreadable::Malformed,
            "encoded" => Unreadable::Encoded,
            _ => None?,
        }))
    }
}

impl LoadedRecord<'static> {
    /// Reads `{ raw, value }`. Both are absent without a record, `value` if it does not open.
    fn read(given: &UntrustedValue) -> Option<Self> {
        let value = given.object()?.get("value").filter(|value| !matches!(value, UntrustedValue::Null));
        let sealed = optional_text(given, "raw")?;
        // Reject a value without its sealed form: it is not ours.
        if value.is_some() && sealed.is_none() {
            None
        } else {
            Some(Self { sealed, value: value.map(UntrustedValue::to_static) })
        }
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

/// Returns a field that may be absent or null; `None` if it is neither that nor a string.
fn optional_text(given: &UntrustedValue, name: &str) -> Option<Option<String>> {
    match given.field(name) {
        None | Some(UntrustedValue::Null) => Some(None),
        Some(value) => value.text().map(|text| Some(text.to_owned())),
    }
}
