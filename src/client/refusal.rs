//! From an error response to a coded error: by HTTP status first, then by what the provider says.
//!
//! The providers add codes and statuses without notice, so the status alone always gives a code.

use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::{Details, Error, ErrorCode};
use crate::client::http::HttpResponse;
use crate::client::provider_error::{FieldError, ProviderError};
use crate::client::retry_after;
use crate::rules::issue::{Issue, IssueCode, Params, Segment};
use crate::rules::shape::{Kind, Shape};
use crate::value::untrusted::UntrustedValue;

/// Reads a response that is no 2xx. `input` is what was sent, where it is known.
pub(crate) fn read(endpoint: &Endpoint, response: &HttpResponse, input: Option<&UntrustedValue>, now: i64) -> Error {
    let said = (endpoint.service.read_error)(response).tidied();
    let code = code(endpoint, response.status, &said);
    let mut issues: Vec<_> = said.fields.into_iter().map(|field| issue(endpoint, field)).collect();
    if issues.iter().all(|issue| issue.path.is_empty() && issue.provider_pointer.is_none())
        && let Some(path) = path_about(endpoint, said.about, input)
    {
        let mut issue = Issue::new(IssueCode::Provider, path, Params::None);
        issue.provider_message = said.message.clone();
        issues.push(issue);
    }
    Details {
        hint: (code == ErrorCode::NotFound).then(|| not_found(endpoint)),
        status: Some(response.status),
        provider: Some(endpoint.service.name),
        operation: Some(endpoint.name()),
        provider_code: said.code,
        correlation_id: said.correlation_id,
        provider_message: said.message,
        issues,
        retry_after_ms: response.header("retry-after").and_then(|header| retry_after::ms(header, now)),
        retryable: may_retry(code, endpoint, response.status, said.passes) && !said.is_final,
        ..Details::new(code)
    }
    .into()
}

/// What was not found: only a request that names a customer can miss one.
fn not_found(endpoint: &Endpoint) -> &'static str {
    let is_about = |name| !endpoint.creates_customer() && endpoint.operation.shape.field(name).is_some();
    match endpoint.operation.shape.fields.first() {
        _ if is_about("customerId") => "There is no such customer.",
        Some(field) if field.required && is_about(field.name) => "There is nothing with this id.",
        _ => "There is no such endpoint: check baseUrl and environment.",
    }
}

fn code(endpoint: &Endpoint, status: u16, said: &ProviderError) -> ErrorCode {
    match status {
        401 => ErrorCode::Unauthorized,
        403 if said.bad_credentials => ErrorCode::Unauthorized,
        403 => ErrorCode::Forbidden,
        404 | 410 => ErrorCode::NotFound,
        405 | 501 => ErrorCode::NotSupported,
        409 => endpoint.conflict,
        408 | 500.. if endpoint.creates_customer() => ErrorCode::OutcomeUnknown,
        408 | 500.. => ErrorCode::Unavailable,
        429 => ErrorCode::RateLimited,
        400..500 => ErrorCode::ProviderRejected,
        // Credentials never follow a redirect, and no operation promises one.
        _ => ErrorCode::UnexpectedResponse,
    }
}

/// A refused request was not carried out and may be sent again; one that failed inside only where sending it twice does
/// no harm, and a plain 500 is not known to pass.
fn may_retry(code: ErrorCode, endpoint: &Endpoint, status: u16, passes: bool) -> bool {
    match code {
        ErrorCode::RateLimited => true,
        ErrorCode::ProviderRejected => passes && !endpoint.creates_customer(),
        _ => code.is_retryable() && endpoint.retry == RetrySafety::Retryable && matches!(status, 408 | 502 | 503 | 504),
    }
}

fn issue(endpoint: &Endpoint, field: FieldError) -> Issue {
    let prefix = endpoint.body_field.filter(|_| field.parameter.is_none());
    let pointer = field.parameter.or(field.pointer);
    let path =
        pointer.as_ref().and_then(|pointer| endpoint.operation.shape.locate(prefix, pointer)).unwrap_or_default();
    Issue {
        provider_pointer: pointer.filter(|_| path.is_empty()),
        provider_message: field.message,
        constraint: field.constraint,
        ..Issue::new(IssueCode::Provider, path, Params::None)
    }
}

/// The first of these fields that the operation has and the input gave, or else the first that the operation has.
fn path_about(endpoint: &Endpoint, pointers: &[&str], input: Option<&UntrustedValue>) -> Option<Vec<Segment>> {
    let paths = || pointers.iter().filter_map(|pointer| endpoint.operation.shape.locate(endpoint.body_field, pointer));
    let is_given = |path: &Vec<Segment>| match path.first() {
        Some(Segment::Key(name)) => input.and_then(|input| input.field(name)).is_some_and(|value| !value.is_absent()),
        _ => false,
    };
    paths().find(is_given).or_else(|| paths().next())
}

impl Shape {
    /// The path of a provider's pointer: `/a/b`, `#/a/b`, `a.b` and `a[1]` are one notation. `None` where any part of it
    /// names no field of ours.
    fn locate(&self, prefix: Option<&str>, pointer: &str) -> Option<Vec<Segment>> {
        let pointer: String = pointer.chars().map(|c| if "#.[]".contains(c) { '/' } else { c }).collect();
        let segments = pointer.split('/').filter(|segment| !segment.is_empty());
        let mut path = Vec::new();
        self.walk(&mut prefix.into_iter().chain(segments), &mut path)?;
        // The prefix alone is no field that the provider has named.
        (path.len() > usize::from(prefix.is_some())).then_some(path)
    }

    fn walk(&self, segments: &mut dyn Iterator<Item = &str>, path: &mut Vec<Segment>) -> Option<()> {
        let field = match segments.next() {
            Some(name) => self.field(name)?,
            None => return Some(()),
        };
        path.push(field.name.into());
        let mut kind = &field.kind;
        if let Kind::List(element) = kind {
            let Some(at) = segments.next() else { return Some(()) };
            let is_place = at.bytes().all(|byte| byte.is_ascii_digit());
            path.push(Segment::Index(at.parse().ok().filter(|_| is_place)?));
            kind = element;
        }
        match kind {
            Kind::Object(shape) => shape.walk(segments, path),
            _ => segments.next().is_none().then_some(()),
        }
    }
}
