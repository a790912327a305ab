//! From an error response to a coded error: by HTTP status first, then by what the provider says.
//!
//! The providers add codes and statuses without notice, so the status alone always gives a code. What a body says is read by
//! its shape, whatever the provider and the endpoint. These have been seen:
//!
//! | shape | where |
//! |---|---|
//! | `{title?, status, detail, code?, errors?: [{detail, pointer?, parameter?}], correlationId?}` | RFC 9457 and its relatives |
//! | `{ts, error: {general: "text"}}`, `{ts, error: {<field>: ["text", …]}}` | a list of texts by field |
//! | `{ok: false, statusCode, error: {<field>: ["text", …]}, message, request}` | the same in an envelope |
//! | `{ok: false, error: "domain/reason", message, request}` | a code in an envelope |
//! | `{status?, code, reason or message, details?: {errors: [{field, message, constraint?}]} or {field, reason}}` | a code with details |
//! | `{error: "code", error_description}`, `{error: {code?, message}}`, `{message: ["text", …]}` | gateways and frameworks |

use crate::ascii::split;
use crate::draft::{Draft, Object};
use crate::error::{Details, Error, ErrorCode};
use crate::http::HttpResponse;
use crate::issue::{Issue, IssueCode, Params, Segment};
use crate::json::Json;
use crate::operation::{Exchange, Operation, Repeat};
use crate::retry_after;

/// What an error response says, whatever its shape.
#[derive(Default)]
pub(crate) struct Complaint {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) fields: Vec<FieldComplaint>,
    /// The response is the one this provider gives to an unknown key.
    pub(crate) bad_credentials: bool,
    /// Waiting does not help, whatever the status says.
    pub(crate) is_final: bool,
    /// The provider's documents advise to send the request again, whatever the status says.
    pub(crate) passes: bool,
    /// The field that the code is about, by the provider's documents: pointers to look for in this order.
    pub(crate) about: &'static [&'static str],
}

/// What an error response says about one field.
#[derive(Default)]
pub(crate) struct FieldComplaint {
    /// `/a/b`, `#/a/b` or `a.b`.
    pub(crate) pointer: Option<String>,
    /// The parameter of the path or query that it is about, where it is not about the body.
    pub(crate) parameter: Option<String>,
    pub(crate) message: Option<String>,
    /// What the field takes, as JSON.
    pub(crate) constraint: Option<String>,
}

/// Under which names a body keeps the provider's own words, the most specific first.
const WORDS: [&str; 6] = ["reason", "detail", "general", "message", "error_description", "title"];

impl Complaint {
    /// Reads a body by its shape.
    pub(crate) fn of(response: &HttpResponse) -> Self {
        let Some(body) = response.body.json().object() else { return Self::default() };
        let mut complaint = Self {
            code: body.text("code").map(str::to_owned),
            message: words(body),
            correlation_id: ["correlationId", "request"]
                .into_iter()
                .find_map(|name| body.text(name))
                .map(str::to_owned),
            ..Self::default()
        };
        match body.get("error") {
            Some(Draft::Text(code)) if complaint.code.is_none() => complaint.code = Some(code.to_string()),
            Some(Draft::Object(error)) => {
                complaint.message = words(error).or(complaint.message);
                complaint.code = complaint.code.or_else(|| error.text("code").map(str::to_owned));
                complaint.read_members(error);
            }
            _ => {}
        }
        let details = body.get("details").unwrap_or(&Draft::Null);
        for errors in [body.get("errors"), details.field("errors")].into_iter().flatten() {
            match errors {
                Draft::List(errors) => complaint.fields.extend(errors.iter().map(FieldComplaint::of)),
                Draft::Object(errors) => complaint.read_members(errors),
                _ => {}
            }
        }
        if complaint.fields.is_empty() && details.text_of("field").is_some() {
            complaint.fields.push(FieldComplaint::of(details));
        }
        complaint
    }

    /// `{<field>: ["text", …]}`; a text that is not in a list is about a field only where its name is no word for words.
    fn read_members(&mut self, members: &Object) {
        for (name, texts) in members.iter() {
            let alone = std::slice::from_ref(texts);
            let texts = match texts {
                Draft::List(texts) => texts,
                Draft::Text(_) if !WORDS.contains(&name) && name != "code" => alone,
                _ => continue,
            };
            self.fields.extend(texts.iter().filter_map(Draft::text).map(|text| FieldComplaint {
                pointer: Some(name.to_owned()),
                message: Some(text.to_owned()),
                ..FieldComplaint::default()
            }));
        }
    }

    /// Codes and ids are printed, so what stands in their place and may hold a person's data is kept with the words.
    fn tidied(mut self) -> Self {
        self.correlation_id = self.correlation_id.filter(|id| is_token(id));
        let (code, words) = match self.code {
            Some(code) if is_code(&code) => (Some(code), None),
            words => (None, words),
        };
        self.code = code;
        self.message = self.message.or(words);
        self
    }
}

impl FieldComplaint {
    /// One element of a list of errors: an object, or only a text.
    fn of(error: &Draft) -> Self {
        let Some(members) = error.object() else {
            return Self { message: error.text().map(str::to_owned), ..Self::default() };
        };
        let any = |names: [&str; 2]| names.into_iter().find_map(|name| members.text(name)).map(str::to_owned);
        Self {
            pointer: any(["pointer", "field"]),
            parameter: members.text("parameter").map(str::to_owned),
            message: words(members),
            constraint: members.get("constraint").and_then(Draft::object).and_then(constraint),
        }
    }
}

/// The provider's own words in an object; several texts are one.
fn words(members: &Object) -> Option<String> {
    WORDS.into_iter().find_map(|name| match members.get(name)? {
        Draft::List(texts) => {
            let texts: Vec<_> = texts.iter().filter_map(Draft::text).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        text => text.text().filter(|text| !text.is_empty()).map(str::to_owned),
    })
}

/// The documented members of a constraint, as JSON: texts of `format`, `pattern` and `enum`, numbers of lengths.
fn constraint(given: &Object) -> Option<String> {
    let is_text = |value: &Draft| value.text().is_some_and(|text| text.chars().count() <= 200);
    let mut kept = Object::new();
    for name in ["format", "pattern", "enum", "minLength", "maxLength"] {
        let fits = |value: &&Draft| match name {
            "format" | "pattern" => is_text(value),
            "enum" => value.list().is_some_and(|words| words.iter().all(is_text)),
            _ => value.integer().is_some(),
        };
        if let Some(value) = given.get(name).filter(fits) {
            kept.push(name, value.to_static());
        }
    }
    (!kept.is_empty()).then(|| Draft::from(kept).to_json())
}

/// Whether a provider's word can only be an id of an exchange: no sentence, address or link looks like one.
fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().filter(|b| *b == b'/').count() < 2
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-/:".contains(&b))
}

/// Whether a provider's word looks like the codes in the documents: `INVALID_INPUT`, `address/invalid`. It starts with a
/// letter and has few digits, so it is no phone number, date, account or document number; it has no `@`, no space and not
/// both `.` and `/`, so it is no mailbox, sentence or link.
fn is_code(text: &str) -> bool {
    const MOST_DIGITS: usize = 4;
    let count = |wanted: fn(&u8) -> bool| text.bytes().filter(wanted).count();
    let (slashes, dots) = (count(|byte| *byte == b'/'), count(|byte| *byte == b'.'));
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-/.".contains(&byte))
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && count(u8::is_ascii_digit) <= MOST_DIGITS
        && slashes < 2
        && (slashes == 0 || dots == 0)
}

/// Reads a response that is no 2xx. `input` is what was sent, where it is known.
pub(crate) fn read(
    operation: &Operation,
    exchange: &Exchange,
    response: &HttpResponse,
    input: Option<&Draft>,
    now: i64,
) -> Error {
    let complaint = (operation.provider.complaint)(response).tidied();
    let code = code(exchange, response.status, &complaint);
    let mut issues: Vec<_> = complaint.fields.into_iter().map(|field| issue(operation, exchange, field)).collect();
    if issues.iter().all(|issue| issue.path.is_empty() && issue.provider_pointer.is_none())
        && let Some(path) = path_about(operation, exchange, complaint.about, input)
    {
        let mut issue = Issue::new(IssueCode::Provider, path, Params::None);
        issue.provider_message = complaint.message.clone();
        issues.push(issue);
    }
    Details {
        hint: (code == ErrorCode::NotFound).then(|| not_found(operation, exchange)),
        status: Some(response.status),
        provider: Some(operation.provider.name),
        operation: Some(operation.name),
        provider_code: complaint.code,
        correlation_id: complaint.correlation_id,
        provider_message: complaint.message,
        issues,
        retry_after_ms: response.header("retry-after").and_then(|header| retry_after::ms(header, now)),
        retryable: may_repeat(code, exchange, response.status, complaint.passes) && !complaint.is_final,
        ..Details::new(code)
    }
    .into()
}

/// What was not found: only a request that names a customer can miss one.
fn not_found(operation: &Operation, exchange: &Exchange) -> &'static str {
    let is_about = |name| exchange.repeat != Repeat::Creates && operation.shape.field(name).is_some();
    match operation.shape.fields.first() {
        _ if is_about("customerId") => "There is no such customer.",
        Some(field) if field.required && is_about(field.name) => "There is nothing with this id.",
        _ => "There is no such endpoint: check baseUrl and environment.",
    }
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
fn may_repeat(code: ErrorCode, exchange: &Exchange, status: u16, passes: bool) -> bool {
    match code {
        ErrorCode::RateLimited => true,
        ErrorCode::ProviderRejected => passes && exchange.repeat != Repeat::Creates,
        _ => code.is_retryable() && exchange.repeat == Repeat::Safe && matches!(status, 408 | 502 | 503 | 504),
    }
}

fn issue(operation: &Operation, exchange: &Exchange, field: FieldComplaint) -> Issue {
    let prefix = exchange.body_field.filter(|_| field.parameter.is_none());
    let pointer = field.parameter.or(field.pointer);
    let path = pointer.as_ref().and_then(|pointer| operation.shape.locate(prefix, pointer)).unwrap_or_default();
    Issue {
        provider_pointer: pointer.filter(|_| path.is_empty()),
        provider_message: field.message,
        constraint: field.constraint,
        ..Issue::new(IssueCode::Provider, path, Params::None)
    }
}

/// The first of these fields that the operation has and the input gave, or else the first that the operation has.
fn path_about(
    operation: &Operation,
    exchange: &Exchange,
    pointers: &[&str],
    input: Option<&Draft>,
) -> Option<Vec<Segment>> {
    let paths = || pointers.iter().filter_map(|pointer| operation.shape.locate(exchange.body_field, pointer));
    let is_given = |path: &Vec<Segment>| match path.first() {
        Some(Segment::Key(name)) => input.and_then(|input| input.field(name)).is_some_and(|value| !value.is_absent()),
        _ => false,
    };
    paths().find(is_given).or_else(|| paths().next())
}

impl crate::shape::Shape {
    /// The path of a provider's pointer: `/a/b`, `#/a/b`, `a.b` and `a[1]` are one notation. `None` where any part of it
    /// names no field of ours.
    fn locate(&self, prefix: Option<&str>, pointer: &str) -> Option<Vec<Segment>> {
        let pointer: String = pointer.chars().map(|c| if "#.[]".contains(c) { '/' } else { c }).collect();
        let segments = split(&pointer, b'/').filter(|segment| !segment.is_empty());
        let mut path = Vec::new();
        self.walk(&mut prefix.into_iter().chain(segments), &mut path)?;
        // The prefix alone is no field that the provider has named.
        (path.len() > usize::from(prefix.is_some())).then_some(path)
    }

    fn walk(&self, segments: &mut dyn Iterator<Item = &str>, path: &mut Vec<Segment>) -> Option<()> {
        use crate::field::Kind;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_documented_code_is_one() {
        for code in [
            "INVALID_INPUT",
            "address/invalid",
            "address/country-state-mismatch",
            "customer/tos-v2-not-accepted",
            "unauthorized",
            "customer.kyc.rejected",
            "E1001",
        ] {
            assert!(is_code(code), "{code}");
        }
        let long = "a".repeat(65);
        for words in [
            "",
            "4155550123",
            "+14155550123",
            "415-555-0123",
            "tel-415-555-0123",
            "1990-01-31",
            "born-1990-01-31",
            "19900131",
            "123-45-6789",
            "SSN-123-45-6789",
            "DE89370400440532013000",
            "C01X00T478",
            "jane@example.com",
            "Jane Smith",
            "Jos\u{e9}",
            "https://in.sumsub.com/x",
            "in.sumsub.com/websdk",
            "a/b/c",
            "Customer:1",
            "customer_f31121c389624d3697cbf3ea8830b7a4",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0",
            "-a",
            ".a",
            "line\nfeed",
            &long,
        ] {
            assert!(!is_code(words), "{words}");
        }
    }
}
