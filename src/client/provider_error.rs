//! Parses the body of an error response by its shape, for every provider and endpoint.
//!
//! Known shapes:
//!
//! | shape | where |
//! |---|---|
//! | `{title?, status, detail, code?, errors?: [{detail, pointer?, parameter?}], correlationId?}` | RFC 9457 and its relatives |
//! | `{ts, error: {general: "text"}}`, `{ts, error: {<field>: ["text", …]}}` | a list of texts by field |
//! | `{ok: false, statusCode, error: {<field>: ["text", …]}, message, request}` | the same in an envelope |
//! | `{ok: false, error: "domain/reason", message, request}` | a code in an envelope |
//! | `{status?, code, reason or message, details?: {errors: [{field, message, constraint?}]} or {field, reason}}` | a code with details |
//! | `{error: "code", error_description}`, `{error: {code?, message}}`, `{message: ["text", …]}` | gateways and frameworks |

use crate::client::http::HttpResponse;
use crate::value::json::Json;
use crate::value::untrusted::{Object, UntrustedValue};

/// An error of a provider, in one form for all shapes of responses.
#[derive(Default)]
pub(crate) struct ProviderError {
    /// The provider's error code.
    pub(crate) code: Option<String>,
    /// The provider's message.
    pub(crate) message: Option<String>,
    /// The provider's id of the request.
    pub(crate) correlation_id: Option<String>,
    /// Errors of single fields.
    pub(crate) fields: Vec<FieldError>,
    /// Whether this is the provider's 403 for unknown credentials.
    pub(crate) is_bad_credentials: bool,
    /// Whether a retry is useless, whatever the status says.
    pub(crate) is_final: bool,
    /// Whether the provider's documents advise a retry, whatever the status says.
    pub(crate) is_transient: bool,
    /// Pointers to the field that the code is about, by the provider's documents; the first that the input has counts.
    pub(crate) likely_pointers: &'static [&'static str],
}

/// An error of one field.
#[derive(Default)]
pub(crate) struct FieldError {
    /// The field, as `/a/b`, `#/a/b` or `a.b`.
    pub(crate) pointer: Option<String>,
    /// The parameter of the path or query, if the error is not about the body.
    pub(crate) parameter: Option<String>,
    /// The provider's message about the field.
    pub(crate) message: Option<String>,
    /// What the provider accepts for the field, as JSON.
    pub(crate) constraint: Option<String>,
}

/// The names under which a body has the provider's message, the most specific first.
const MESSAGE_NAMES: [&str; 6] = ["reason", "detail", "general", "message", "error_description", "title"];

impl ProviderError {
    /// Parses a body by its shape.
    pub(crate) fn parse(response: &HttpResponse) -> Self {
        let Some(body) = response.body.json().object() else { return Self::default() };
        let mut parsed = Self {
            code: body.text("code").map(str::to_owned),
            message: message_of(body),
            correlation_id: ["correlationId", "request"]
                .into_iter()
                .find_map(|name| body.text(name))
                .map(str::to_owned),
            ..Self::default()
        };
        match body.get("error") {
            Some(UntrustedValue::Text(code)) if parsed.code.is_none() => parsed.code = Some(code.to_string()),
            Some(UntrustedValue::Object(error)) => {
                parsed.message = message_of(error).or(parsed.message);
                parsed.code = parsed.code.or_else(|| error.text("code").map(str::to_owned));
                parsed.add_members(error);
            }
            _ => {}
        }
        let details = body.get("details").unwrap_or(&UntrustedValue::Null);
        for errors in [body.get("errors"), details.field("errors")].into_iter().flatten() {
            match errors {
                UntrustedValue::List(errors) => parsed.fields.extend(errors.iter().map(FieldError::parse)),
                UntrustedValue::Object(errors) => parsed.add_members(errors),
                _ => {}
            }
        }
        if parsed.fields.is_empty() && details.text_of("field").is_some() {
            parsed.fields.push(FieldError::parse(details));
        }
        parsed
    }

    /// Adds the field errors of `{<field>: ["text", …]}`. A string outside a list is a field error only if its name is not
    /// one of [`MESSAGE_NAMES`].
    fn add_members(&mut self, members: &Object) {
        for (name, texts) in members.iter() {
            let alone = std::slice::from_ref(texts);
            let texts = match texts {
                UntrustedValue::List(texts) => texts,
                UntrustedValue::Text(_) if !MESSAGE_NAMES.contains(&name) && name != "code" => alone,
                _ => continue,
            };
            self.fields.extend(texts.iter().filter_map(UntrustedValue::text).map(|text| FieldError {
                pointer: Some(name.to_owned()),
                message: Some(text.to_owned()),
                ..FieldError::default()
            }));
        }
    }

    /// Removes a code or id that may contain a person's data, because both are logged. Such a code becomes the message, if
    /// there is none.
    pub(crate) fn sanitized(mut self) -> Self {
        self.correlation_id = self.correlation_id.filter(|id| is_token(id));
        let (code, not_a_code) = match self.code {
            Some(code) if is_code(&code) => (Some(code), None),
            not_a_code => (None, not_a_code),
        };
        self.code = code;
        self.message = self.message.or(not_a_code);
        self
    }
}

impl FieldError {
    /// Parses one element of a list of errors: an object, or only a string.
    fn parse(error: &UntrustedValue) -> Self {
        let Some(members) = error.object() else {
            return Self { message: error.text().map(str::to_owned), ..Self::default() };
        };
        let any = |names: [&str; 2]| names.into_iter().find_map(|name| members.text(name)).map(str::to_owned);
        Self {
            pointer: any(["pointer", "field"]),
            parameter: members.text("parameter").map(str::to_owned),
            message: message_of(members),
            constraint: members.get("constraint").and_then(UntrustedValue::object).and_then(parse_constraint),
        }
    }
}

/// The provider's message in an object. Several strings are joined.
fn message_of(members: &Object) -> Option<String> {
    MESSAGE_NAMES.into_iter().find_map(|name| match members.get(name)? {
        UntrustedValue::List(texts) => {
            let texts: Vec<_> = texts.iter().filter_map(UntrustedValue::text).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        text => text.text().filter(|text| !text.is_empty()).map(str::to_owned),
    })
}

/// Returns the documented members of a constraint as JSON: the strings of `format`, `pattern` and `enum`, and the lengths.
fn parse_constraint(given: &Object) -> Option<String> {
    let is_text = |value: &UntrustedValue| value.text().is_some_and(|text| text.chars().count() <= 200);
    let mut kept = Object::new();
    for name in ["format", "pattern", "enum", "minLength", "maxLength"] {
        let fits = |value: &&UntrustedValue| match name {
            "format" | "pattern" => is_text(value),
            "enum" => value.list().is_some_and(|words| words.iter().all(is_text)),
            _ => value.integer().is_some(),
        };
        if let Some(value) = given.get(name).filter(fits) {
            kept.push(name, value.to_static());
        }
    }
    (!kept.is_empty()).then(|| UntrustedValue::from(kept).to_json())
}

/// Whether this looks like the id of a request, and not like a sentence, an email address or a link.
fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().filter(|b| *b == b'/').count() < 2
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-/:".contains(&b))
}

/// Whether this looks like the codes in the providers' documents, such as `INVALID_INPUT` and `address/invalid`.
///
/// It starts with a letter and has few digits, so it is not a phone number, a date, or an account or document number. It
/// has no `@`, no space and not both `.` and `/`, so it is not an email address, a sentence or a link.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_looks_like_those_in_the_documents() {
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
        for text in [
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
            assert!(!is_code(text), "{text}");
        }
    }
}
