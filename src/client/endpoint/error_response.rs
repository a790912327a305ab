//! Turns an error response into a coded error: by what the provider's own code means, and otherwise by its HTTP status.
//!
//! Providers add codes and statuses without notice, so every status alone has an error code.

use crate::client::endpoint::constraint;
use crate::client::endpoint::parse_options::ParseOptions;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::client::error::echo::Echoes;
use crate::client::error::prose;
use crate::client::error::{Details, Error, ErrorCode};
use crate::client::field_names::FieldNames;
use crate::client::http::HttpResponse;
use crate::client::http::provider_error::{FieldError, ProviderError};
use crate::client::http::retry_after;
use crate::rules::field::text::is_blank;
use crate::rules::issue::{Issue, IssueCode, Params, Segment};
use crate::rules::shape::{Kind, Shape};
use crate::value::untrusted::UntrustedValue;

/// Parses a response that is not a 2xx. `input` is the request's input, if it is known.
pub(crate) fn parse(
    endpoint: &Endpoint,
    response: &HttpResponse,
    input: Option<&UntrustedValue>,
    options: &ParseOptions,
) -> Error {
    let echoes = Echoes::of(endpoint.operation, input, &options.credentials);
    let provider_error = (endpoint.service.parse_error)(response).sanitized(&endpoint.service.error_form, &echoes);
    let code = error_code(endpoint, response.status, &provider_error);
    let to_issue = |field| to_issue(endpoint, field, input, &echoes);
    let mut issues: Vec<_> = provider_error.fields.into_iter().map(to_issue).collect();
    if let Some(aliases) = provider_error.prose_names
        && issues.iter().all(|issue| issue.path.is_empty() && issue.provider_pointer.is_none())
    {
        let named = named_in_prose(endpoint, &issues, provider_error.message.as_deref(), aliases, input);
        issues = if named.is_empty() { issues } else { named };
    }
    if issues.iter().all(|issue| issue.path.is_empty() && issue.provider_pointer.is_none())
        && let Some(path) = likely_path(endpoint, provider_error.likely_pointers, input)
    {
        let mut issue = Issue::new(code_at(endpoint, &path, input), path, Params::None);
        issue.provider_message = provider_error.message.clone();
        issues.push(issue);
    }
    let details = Details {
        code,
        issues,
        retryable: may_retry(code, endpoint, response.status, provider_error.is_transient) && !provider_error.is_final,
        hint: provider_error.hint.or_else(|| hint(endpoint, code).map(Into::into)),
        status: Some(response.status),
        provider: Some(endpoint.service.name),
        operation: Some(endpoint.name()),
        provider_code: provider_error.code,
        correlation_id: provider_error.correlation_id,
        provider_message: provider_error.message,
        retry_after_ms: response.header("retry-after").and_then(|header| retry_after::parse_ms(header, options.now)),
        customer_id: None,
        idempotency_key: None,
    };
    let mut error = Error::from(details);
    echoes.remove_from(&mut error);
    error
}

/// Says what to do about an error of this endpoint.
pub(crate) fn hint(endpoint: &Endpoint, code: ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::NotFound => Some(not_found_hint(endpoint)),
        ErrorCode::OutcomeUnknown if endpoint.requires_key() => {
            Some("Repeat the create with the same idempotency key and input: the provider carries it out once.")
        }
        ErrorCode::OutcomeUnknown => Some("Look for the customer before you create another."),
        _ => None,
    }
}

/// Adds what to do about a create that may have made a customer, whatever was received last.
pub(crate) fn with_create_advice(endpoint: &Endpoint, error: Error) -> Error {
    match hint(endpoint, ErrorCode::OutcomeUnknown) {
        Some(advice) if endpoint.creates_customer() && error.customer_id().is_none() => {
            let hint = match error.hint() {
                Some(hint) => [hint, " ", advice].concat(),
                None => advice.to_owned(),
            };
            error.with_hint(hint)
        }
        _ => error,
    }
}

/// Says what a 404 means: only a request that names a customer can miss it.
fn not_found_hint(endpoint: &Endpoint) -> &'static str {
    let is_about = |name| !endpoint.creates_customer() && endpoint.operation.shape.field(name).is_some();
    match endpoint.operation.shape.fields.first() {
        _ if is_about("customerId") => "There is no such customer in this environment.",
        Some(field) if field.required && is_about(field.name) => "There is nothing with this id in this environment.",
        _ => "There is no such endpoint: check baseUrl and environment.",
    }
}

fn error_code(endpoint: &Endpoint, status: u16, provider_error: &ProviderError) -> ErrorCode {
    if let Some(code) = provider_error.meaning {
        return code;
    }
    match status {
        401 => ErrorCode::Unauthorized,
        403 if provider_error.is_bad_credentials => ErrorCode::Unauthorized,
        403 => ErrorCode::Forbidden,
        404 | 410 => ErrorCode::NotFound,
        405 | 501 => ErrorCode::NotSupported,
        409 if !provider_error.is_transient => endpoint.conflict,
        400..500 if provider_error.is_conflict => endpoint.conflict,
        408 | 409 | 500.. if endpoint.creates_customer() => ErrorCode::OutcomeUnknown,
        408 | 409 | 500.. => ErrorCode::Unavailable,
        429 => ErrorCode::RateLimited,
        400..500 => ErrorCode::ProviderRejected,
        // Redirects are not followed, because the request carries credentials.
        _ => ErrorCode::UnexpectedResponse,
    }
}

/// Whether the same request may be sent again.
///
/// A rate-limited request was not carried out. One that failed inside the provider may have been, so only a retryable
/// endpoint is retried, and only after a status that is known to be temporary: a 500 is not, unless the provider says
/// so.
fn may_retry(code: ErrorCode, endpoint: &Endpoint, status: u16, is_transient: bool) -> bool {
    match code {
        ErrorCode::RateLimited => true,
        // A create that was sent would be `outcome_unknown`.
        ErrorCode::Unavailable if endpoint.creates_customer() => true,
        ErrorCode::ProviderRejected => is_transient && !endpoint.creates_customer(),
        _ => {
            let is_temporary = is_temporary(status) || is_transient;
            code.is_retryable() && endpoint.retry == RetrySafety::Retryable && is_temporary
        }
    }
}

/// Whether a status is known to be temporary: the same request may succeed soon.
pub(crate) fn is_temporary(status: u16) -> bool {
    matches!(status, 408 | 502 | 503 | 504)
}

/// Turns a field error into an issue, at the path of the operation's field if its pointer leads to one.
fn to_issue(endpoint: &Endpoint, field: FieldError, input: Option<&UntrustedValue>, echoes: &Echoes) -> Issue {
    let prefix = endpoint.body_field.filter(|_| field.parameter.is_none());
    let pointer = field.parameter.or(field.pointer);
    let path = field.own_pointer.as_ref().or(pointer.as_ref());
    let path = path.and_then(|pointer| endpoint.operation.shape.locate(prefix, pointer));
    let path = path.filter(|path| input.is_none_or(|input| has_items(input, path))).unwrap_or_default();
    let code = code_at(endpoint, &path, input);
    let constraint = field.constraint.filter(|_| code == IssueCode::Provider);
    Issue {
        provider_pointer: pointer.filter(|_| path.is_empty()),
        provider_message: field.message,
        constraint: constraint.and_then(|given| constraint::documented(&given, endpoint, echoes)),
        ..Issue::new(code, path, Params::None)
    }
}

/// How many messages are searched for the names of fields.
const MAX_MESSAGES: usize = 20;

/// Returns an issue for each field that the provider's messages name in prose.
fn named_in_prose(
    endpoint: &Endpoint,
    placeless: &[Issue],
    message: Option<&str>,
    aliases: FieldNames,
    input: Option<&UntrustedValue>,
) -> Vec<Issue> {
    let shape = endpoint.operation.shape;
    let mut named = Vec::<Issue>::new();
    let messages = placeless.iter().filter_map(|issue| issue.provider_message.as_deref()).take(MAX_MESSAGES);
    for text in messages.chain(message) {
        for pointer in prose::pointers(text, shape, aliases, input) {
            let path = shape.locate(None, &pointer).unwrap_or_default();
            if !named.iter().any(|issue| issue.path == path) {
                let provider_message = Some(text.to_owned());
                named.push(Issue {
                    provider_message,
                    ..Issue::new(code_at(endpoint, &path, input), path, Params::None)
                });
            }
        }
    }
    named
}

/// Returns the code of an issue that the provider has reported at a path. Of a create, what was left empty is required, not
/// refused: a person may have to fill it in.
fn code_at(endpoint: &Endpoint, path: &[Segment], input: Option<&UntrustedValue>) -> IssueCode {
    let Some(input) = input.filter(|_| !path.is_empty() && endpoint.creates_customer()) else {
        return IssueCode::Provider;
    };
    let value = path.iter().try_fold(input, member);
    let is_given = value.is_some_and(|value| !value.is_absent() && !value.text().is_some_and(is_blank));
    if is_given { IssueCode::Provider } else { IssueCode::Required }
}

/// Whether the input has every item that the path names by its place. Any other place may be a number that was sent.
fn has_items(input: &UntrustedValue, path: &[Segment]) -> bool {
    let mut value = Some(input);
    for segment in path {
        value = value.and_then(|value| member(value, segment));
        if value.is_none() && matches!(segment, Segment::Index(_)) {
            return false;
        }
    }
    true
}

/// Returns the field or the item of a value that a segment of a path names.
fn member<'a>(value: &'a UntrustedValue, segment: &Segment) -> Option<&'a UntrustedValue<'a>> {
    match segment {
        Segment::Key(name) => value.field(name),
        Segment::Index(at) => value.list()?.get(*at),
    }
}

/// Returns the path of the first of these fields that the input has, or else of the first that the operation has.
fn likely_path(endpoint: &Endpoint, pointers: &[&str], input: Option<&UntrustedValue>) -> Option<Vec<Segment>> {
    let paths = || pointers.iter().filter_map(|pointer| endpoint.operation.shape.locate(endpoint.body_field, pointer));
    let is_given = |path: &Vec<Segment>| match path.first() {
        Some(Segment::Key(name)) => input.and_then(|input| input.field(name)).is_some_and(|value| !value.is_absent()),
        _ => false,
    };
    paths().find(is_given).or_else(|| paths().next())
}

/// No list has more items. A longer number may be a person's, such as that of a phone.
const MAX_PLACE_DIGITS: usize = 2;

impl Shape {
    /// Resolves a provider's pointer, written as `/a/b`, `#/a/b`, `a.b` or `a[1]`; `None` if a part of it is not a
    /// field of this shape.
    fn locate(&self, prefix: Option<&str>, pointer: &str) -> Option<Vec<Segment>> {
        let segments = pointer.split(['/', '#', '.', '[', ']']).filter(|segment| !segment.is_empty());
        let mut path = Vec::new();
        self.follow(&mut prefix.into_iter().chain(segments), &mut path)?;
        // The prefix alone is not a field that the provider named.
        (path.len() > usize::from(prefix.is_some())).then_some(path)
    }

    fn follow(&self, segments: &mut dyn Iterator<Item = &str>, path: &mut Vec<Segment>) -> Option<()> {
        let field = match segments.next() {
            Some(name) => self.field(name)?,
            None => return Some(()),
        };
        path.push(field.name.into());
        let mut kind = &field.kind;
        if let Kind::List(element) = kind {
            let Some(at) = segments.next() else { return Some(()) };
            let is_place = at.len() <= MAX_PLACE_DIGITS && at.bytes().all(|byte| byte.is_ascii_digit());
            path.push(Segment::Index(at.parse().ok().filter(|_| is_place)?));
            kind = element;
        }
        match kind {
            Kind::Object(shape) => shape.follow(segments, path),
            _ => segments.next().is_none().then_some(()),
        }
    }
}
