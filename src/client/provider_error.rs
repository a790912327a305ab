//! What the body of an error response says, read by its shape, whatever the provider and the endpoint.
//!
//! These shapes have been seen:
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

/// What an error response says, whatever its shape.
#[derive(Default)]
pub(crate) struct ProviderError {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) fields: Vec<FieldError>,
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
pub(crate) struct FieldError {
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

impl ProviderError {
    /// Reads a body by its shape.
    pub(crate) fn of(response: &HttpResponse) -> Self {
        let Some(body) = response.body.json().object() else { return Self::default() };
        let mut said = Self {
            code: body.text("code").map(str::to_owned),
            message: words(body),
            correlation_id: ["correlationId", "request"]
                .into_iter()
                .find_map(|name| body.text(name))
                .map(str::to_owned),
            ..Self::default()
        };
        match body.get("error") {
            Some(UntrustedValue::Text(code)) if said.code.is_none() => said.code = Some(code.to_string()),
            Some(UntrustedValue::Object(error)) => {
                said.message = words(error).or(said.message);
                said.code = said.code.or_else(|| error.text("code").map(str::to_owned));
                said.read_members(error);
            }
            _ => {}
        }
        let details = body.get("details").unwrap_or(&UntrustedValue::Null);
        for errors in [body.get("errors"), details.field("errors")].into_iter().flatten() {
            match errors {
                UntrustedValue::List(errors) => said.fields.extend(errors.iter().map(FieldError::of)),
                UntrustedValue::Object(errors) => said.read_members(errors),
                _ => {}
            }
        }
        if said.fields.is_empty() && details.text_of("field").is_some() {
            said.fields.push(FieldError::of(details));
        }
        said
    }

    /// `{<field>: ["text", …]}`; a text that is not in a list is about a field only where its name is no word for words.
    fn read_members(&mut self, members: &Object) {
        for (name, texts) in members.iter() {
            let alone = std::slice::from_ref(texts);
            let texts = match texts {
                UntrustedValue::List(texts) => texts,
                UntrustedValue::Text(_) if !WORDS.contains(&name) && name != "code" => alone,
                _ => continue,
            };
            self.fields.extend(texts.iter().filter_map(UntrustedValue::text).map(|text| FieldError {
                pointer: Some(name.to_owned()),
                message: Some(text.to_owned()),
                ..FieldError::default()
            }));
        }
    }

    /// Codes and ids are printed, so what stands in their place and may hold a person's data is kept with the words.
    pub(crate) fn tidied(mut self) -> Self {
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

impl FieldError {
    /// One element of a list of errors: an object, or only a text.
    fn of(error: &UntrustedValue) -> Self {
        let Some(members) = error.object() else {
            return Self { message: error.text().map(str::to_owned), ..Self::default() };
        };
        let any = |names: [&str; 2]| names.into_iter().find_map(|name| members.text(name)).map(str::to_owned);
        Self {
            pointer: any(["pointer", "field"]),
            parameter: members.text("parameter").map(str::to_owned),
            message: words(members),
            constraint: members.get("constraint").and_then(UntrustedValue::object).and_then(constraint),
        }
    }
}

/// The provider's own words in an object; several texts are one.
fn words(members: &Object) -> Option<String> {
    WORDS.into_iter().find_map(|name| match members.get(name)? {
        UntrustedValue::List(texts) => {
            let texts: Vec<_> = texts.iter().filter_map(UntrustedValue::text).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        text => text.text().filter(|text| !text.is_empty()).map(str::to_owned),
    })
}

/// The documented members of a constraint, as JSON: texts of `format`, `pattern` and `enum`, numbers of lengths.
fn constraint(given: &Object) -> Option<String> {
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
