//! From an error answer to a coded error: by HTTP status first, then by what the provider says.
//!
//! The providers add codes and statuses without notice, so the status alone always gives an answer.

use crate::ascii::split;
use crate::error::{Details, Error, ErrorCode};
use crate::http::HttpResponse;
use crate::issue::{Issue, IssueCode, Params, Segment};
use crate::operation::{Exchange, Operation, Repeat};
use crate::retry_after;

/// What an error answer says, whatever its shape.
#[derive(Default)]
pub(crate) struct Complaint {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) fields: Vec<FieldComplaint>,
    /// The answer is the one this provider gives to an unknown key.
    pub(crate) bad_credentials: bool,
    /// Waiting does not help, whatever the status says.
    pub(crate) is_final: bool,
}

/// What an error answer says about one field.
pub(crate) struct FieldComplaint {
    /// `/a/b`, `#/a/b` or `a.b`.
    pub(crate) pointer: Option<String>,
    /// The parameter of the path or query that it is about, where it is not about the body.
    pub(crate) parameter: Option<String>,
    pub(crate) message: Option<String>,
}

impl Complaint {
    /// Codes and ids are printed, so what stands in their place and may hold a person's data is kept with the words.
    fn tidied(mut self) -> Self {
        self.correlation_id = self.correlation_id.filter(|id| is_token(id));
        let (code, words) = match self.code {
            Some(code) if is_token(&code) => (Some(code), None),
            words => (None, words),
        };
        self.code = code;
        self.message = self.message.or(words);
        self
    }
}

/// Whether a provider's word can only be a code or an id: no sentence, address or link looks like one.
fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().filter(|b| *b == b'/').count() < 2
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-/:".contains(&b))
}

/// Reads an answer that is no 2xx.
pub(crate) fn read(operation: &Operation, exchange: &Exchange, response: &HttpResponse, now: i64) -> Error {
    let complaint = (operation.provider.complaint)(response).tidied();
    let code = code(exchange, response.status, &complaint);
    let issues = complaint.fields.into_iter().map(|field| issue(operation, exchange, field)).collect();
    Details {
        status: Some(response.status),
        provider: Some(operation.provider.name),
        operation: Some(operation.name),
        provider_code: complaint.code,
        correlation_id: complaint.correlation_id,
        provider_message: complaint.message,
        issues,
        retry_after_ms: response.header("retry-after").and_then(|header| retry_after::ms(header, now)),
        retryable: may_repeat(code, exchange, response.status) && !complaint.is_final,
        ..Details::new(code)
    }
    .into()
}

fn code(exchange: &Exchange, status: u16, complaint: &Complaint) -> ErrorCode {
    match status {
        401 => ErrorCode::Unauthorized,
        403 if complaint.bad_credentials => ErrorCode::Unauthorized,
        403 => ErrorCode::Forbidden,
        404 | 410 => ErrorCode::NotFound,
        405 | 501 => ErrorCode::NotSupported,
        409 => exchange.conflict,
        408 | 500.. if exchange.repeat == Repeat::Creates => ErrorCode::OutcomeUnknown,
        408 | 500.. => ErrorCode::Unavailable,
        429 => ErrorCode::RateLimited,
        400..500 => ErrorCode::ProviderRejected,
        // Credentials never follow a redirect, and no operation promises one.
        _ => ErrorCode::UnexpectedResponse,
    }
}

/// A refused request was not carried out and may be sent again; one that failed inside only where sending it twice does
/// no harm, and a plain 500 is not known to pass.
fn may_repeat(code: ErrorCode, exchange: &Exchange, status: u16) -> bool {
    match code {
        ErrorCode::RateLimited => true,
        _ => code.is_retryable() && exchange.repeat == Repeat::Safe && matches!(status, 408 | 502 | 503 | 504),
    }
}

fn issue(operation: &Operation, exchange: &Exchange, field: FieldComplaint) -> Issue {
    let prefix = exchange.body_field.filter(|_| field.parameter.is_none());
    let pointer = field.parameter.as_ref().or(field.pointer.as_ref());
    let pointer = [prefix.unwrap_or_default(), "/", pointer.map_or("", String::as_str)].concat();
    // `/a/b`, `#/a/b`, `a.b` and `a[1]` are one path.
    let pointer: String = pointer.chars().map(|c| if "#.[]".contains(c) { '/' } else { c }).collect();
    let mut path = operation.shape.locate(&mut split(&pointer, b'/').filter(|segment| !segment.is_empty()));
    if path.len() == 1 && prefix.is_some() {
        path.clear();
    }
    Issue { code: IssueCode::Provider, path, params: Params::None, provider_message: field.message }
}

impl crate::shape::Shape {
    /// The longest part of a provider's pointer that names fields of ours.
    fn locate(&self, segments: &mut dyn Iterator<Item = &str>) -> Vec<Segment> {
        use crate::field::Kind;
        let Some(field) = segments.next().and_then(|name| self.field(name)) else {
            return vec![];
        };
        let mut path = vec![field.name.into()];
        match field.kind {
            Kind::Object(shape) => path.extend(shape.locate(segments)),
            Kind::List(_) => path.extend(segments.next().and_then(|at| at.parse().ok()).map(Segment::Index)),
            _ => {}
        }
        path
    }
}
