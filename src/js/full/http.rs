//! Arguments that only a client has: times, error codes, responses.

use crate::client::error::{Error, ErrorCode};
use crate::client::http::{Body, HttpResponse};
use crate::js::unpack::Arguments;
use crate::value::untrusted::UntrustedValue;

impl<'a> Arguments<'a> {
    pub(super) fn integer(&self, at: usize) -> Result<i64, Error> {
        self.get(at).integer().ok_or_else(|| Error::config("A time is a number of milliseconds."))
    }

    /// When a link expires.
    pub(super) fn expiry(&self, at: usize) -> Result<i64, Error> {
        let expiry = self.get(at).field("expiresAtMs").and_then(UntrustedValue::integer);
        expiry.ok_or_else(|| Error::config("A link has expiresAtMs, a number of milliseconds."))
    }

    pub(super) fn error_code(&self, at: usize) -> Result<ErrorCode, Error> {
        let code = ErrorCode::ALL.iter().find(|code| code.as_str() == self.text(at));
        code.copied().ok_or_else(|| Error::config("There is no such error code."))
    }

    /// `{status, headers, body}` with the body decoded: nothing, `{json}`, or `false` for anything else.
    pub(super) fn response(&self, at: usize) -> Result<HttpResponse<'a>, Error> {
        response(self.get(at))
    }

    pub(super) fn responses(&self, at: usize) -> Result<Vec<HttpResponse<'a>>, Error> {
        self.get(at).list().unwrap_or_default().iter().map(response).collect()
    }
}

fn response<'a>(draft: &UntrustedValue<'a>) -> Result<HttpResponse<'a>, Error> {
    let status = draft.field("status").and_then(UntrustedValue::integer).and_then(|status| u16::try_from(status).ok());
    let pair = |pair: &UntrustedValue| pair.pair().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = draft.field("headers").and_then(UntrustedValue::list).unwrap_or_default();
    Ok(HttpResponse {
        status: status.ok_or_else(|| Error::config("A response has a status, a whole number."))?,
        headers: headers.iter().filter_map(pair).collect(),
        body: match draft.field("body") {
            Some(UntrustedValue::Object(body)) => body.get("json").map_or(Body::Empty, |json| Body::Json(json.clone())),
            Some(UntrustedValue::Bool(false)) => Body::Other,
            _ => Body::Empty,
        },
    })
}
