//! Arguments that only the calls of a client have: times, error codes, responses.

use crate::client::error::{Error, ErrorCode};
use crate::client::http::{Body, HttpResponse};
use crate::js::unpack::Arguments;
use crate::value::untrusted::UntrustedValue;

impl<'a> Arguments<'a> {
    /// Returns a number of milliseconds.
    pub(super) fn integer(&self, at: usize) -> Result<i64, Error> {
        self.get(at).integer().ok_or_else(|| Error::config("A time must be a whole number of milliseconds."))
    }

    /// Returns the time when a link expires.
    pub(super) fn expiry(&self, at: usize) -> Result<i64, Error> {
        let expiry = self.get(at).field("expiresAtMs").and_then(UntrustedValue::integer);
        expiry.ok_or_else(|| Error::config("A link must have expiresAtMs, a whole number of milliseconds."))
    }

    /// Returns the error code that an argument names.
    pub(super) fn error_code(&self, at: usize) -> Result<ErrorCode, Error> {
        let code = ErrorCode::ALL.iter().find(|code| code.as_str() == self.text(at));
        code.copied().ok_or_else(|| Error::config("There is no such error code."))
    }

    /// Returns the response of an argument.
    pub(super) fn response(&self, at: usize) -> Result<HttpResponse<'a>, Error> {
        response(self.get(at))
    }
}

/// Reads `[status, body, headers]`. The body is a list of the fields that the operation reads, or else `{json}`, null if it is
/// empty, and `false` if it is not JSON.
pub(super) fn response<'a>(value: &UntrustedValue<'a>) -> Result<HttpResponse<'a>, Error> {
    let part = |at: usize| value.list().and_then(|parts| parts.get(at)).unwrap_or(&UntrustedValue::Null);
    let status = part(0).integer().and_then(|status| u16::try_from(status).ok());
    let pair = |pair: &UntrustedValue| pair.pair().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(HttpResponse {
        status: status.ok_or_else(|| Error::config("A response must have a status, a whole number."))?,
        headers: part(2).list().unwrap_or_default().iter().filter_map(pair).collect(),
        body: match part(1) {
            fields @ UntrustedValue::List(_) => Body::Fields(fields.clone()),
            UntrustedValue::Object(body) => body.get("json").map_or(Body::Empty, |json| Body::Json(json.clone())),
            UntrustedValue::Bool(false) => Body::Other,
            _ => Body::Empty,
        },
    })
}
