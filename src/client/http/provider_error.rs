//! Parses the body of an error response by its layout, for every provider and endpoint.
//!
//! Known layouts:
//!
//! | layout | where |
//! |---|---|
//! | `{title?, status, detail, code?, errors?: [{detail, pointer?, parameter?}], correlationId?}` | RFC 9457 and its relatives |
//! | `{ts, error: {general: "text"}}`, `{ts, error: {<field>: ["text", …]}}` | a list of texts by field |
//! | `{ok: false, statusCode, error: {<field>: ["text", …]}, message, request}` | the same in an envelope |
//! | `{ok: false, error: "domain/reason", message, request}` | a code in an envelope |
//! | `{status?, code, reason or message, details?: {errors: [{field, message, constraint?}]} or {field, reason}}` | a code with details |
//! | `{error: "code", error_description}`, `{error: {code?, message}}`, `{message: ["text", …]}` | gateways and frameworks |

use std::borrow::Cow;

use crate::client::error::ErrorCode;
use crate::client::error::echo::Echoes;
use crate::client::field_names::FieldNames;
use crate::client::http::HttpResponse;
use crate::value::untrusted::{Object, UntrustedValue};

/// The form in which a provider's documents show codes, ids and constraints. Errors show nothing in any other form,
/// because it may be a person's data.
pub(crate) struct ErrorForm {
    /// Whether this has the form of an error code.
    pub(crate) is_code: fn(&str) -> bool,
    /// Whether this has the form of a request's id. A UUID always has.
    pub(crate) is_correlation_id: fn(&str) -> bool,
    /// The values of a constraint's `format`.
    pub(crate) formats: &'static [&'static str],
}

/// What an error response says, whatever its body looks like.
#[derive(Default)]
pub(crate) struct ProviderError {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) fields: Vec<FieldError>,
    /// What it means, where the status does not say it.
    pub(crate) meaning: Option<ErrorCode>,
    /// Whether this is the provider's 403 for unknown credentials.
    pub(crate) is_bad_credentials: bool,
    /// Whether a retry is useless, whatever the status says.
    pub(crate) is_final: bool,
    /// Whether the provider's documents advise a retry, whatever the status says.
    pub(crate) is_transient: bool,
    /// Whether the provider already has what the request would create, whatever the status says.
    pub(crate) is_conflict: bool,
    /// What to do about the provider's code, where the error's own code does not say it.
    pub(crate) hint: Option<Cow<'static, str>>,
    /// Pointers to the field that the code is about, by the provider's documents; the first that the input has counts.
    pub(crate) likely_pointers: &'static [&'static str],
    /// With `Some`, the provider's messages may name fields in prose: under the names of the operation, or under these
    /// of its own, with the pointers that they stand for.
    pub(crate) prose_names: Option<FieldNames>,
}

#[derive(Default)]
pub(crate) struct FieldError {
    /// The field, as `/a/b`, `#/a/b` or `a.b`.
    pub(crate) pointer: Option<String>,
    /// The same in the names of our inputs, where they differ from the provider's.
    pub(crate) own_pointer: Option<String>,
    /// The parameter of the path or query, if the error is not about the body.
    pub(crate) parameter: Option<String>,
    pub(crate) message: Option<String>,
    /// What the provider says that it accepts for the field.
    pub(crate) constraint: Option<Object<'static>>,
}

/// No code and no id in the documents is longer.
const MAX_LENGTH: usize = 64;

/// How many field errors are read: a response of a megabyte may have more than a hundred thousand.
const MAX_FIELDS: usize = 200;

/// The names under which a body has the provider's message, the most specific first.
const MESSAGE_NAMES: [&str; 6] = ["reason", "detail", "general", "message", "error_description", "title"];

impl ProviderError {
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
                UntrustedValue::List(errors) => parsed.add_fields(errors.iter().map(FieldError::parse)),
                UntrustedValue::Object(errors) => parsed.add_members(errors),
                _ => {}
            }
        }
        if parsed.fields.is_empty() && details.text_of("field").is_some() {
            parsed.fields.push(FieldError::parse(details));
        }
        parsed
    }

    /// Adds field errors, as long as there are fewer than [`MAX_FIELDS`].
    pub(crate) fn add_fields(&mut self, errors: impl IntoIterator<Item = FieldError>) {
        self.fields.extend(errors.into_iter().take(MAX_FIELDS.saturating_sub(self.fields.len())));
    }

    /// Adds the field errors of `{<field>: ["text", …]}`. A string outside a list is a field error only if its name is
    /// not one of [`MESSAGE_NAMES`].
    fn add_members(&mut self, members: &Object) {
        for (name, texts) in members.iter() {
            let alone = std::slice::from_ref(texts);
            let texts = match texts {
                UntrustedValue::List(texts) => texts,
                UntrustedValue::Text(_) if !MESSAGE_NAMES.contains(&name) && name != "code" => alone,
                _ => continue,
            };
            self.add_fields(texts.iter().filter_map(UntrustedValue::text).map(|text| FieldError {
                pointer: Some(name.to_owned()),
                message: Some(text.to_owned()),
                ..FieldError::default()
            }));
        }
    }

    /// Removes a code or id that does not have the form of the provider's documents, or that repeats what was sent,
    /// because both are logged. Such a code becomes the message, if there is none.
    pub(crate) fn sanitized(mut self, form: &ErrorForm, echoes: &Echoes) -> Self {
        let is_id = |id: &String| (is_uuid(id) || (form.is_correlation_id)(id)) && id.len() <= MAX_LENGTH;
        self.correlation_id = self.correlation_id.filter(|id| is_id(id) && !echoes.are_in(id));
        let is_shown = |code: &str| code.len() <= MAX_LENGTH && !echoes.are_in_code(code);
        let (code, not_a_code) = match self.code {
            Some(code) if (form.is_code)(&code) && is_shown(&code) => (Some(code), None),
            not_a_code => (None, not_a_code),
        };
        self.code = code;
        self.message = self.message.or(not_a_code);
        self
    }
}

/// Whether this is a UUID (RFC 9562 section 4), in either case.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
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
            own_pointer: None,
            parameter: members.text("parameter").map(str::to_owned),
            message: message_of(members),
            constraint: members
                .get("constraint")
                .map(UntrustedValue::to_static)
                .and_then(|given| given.object().cloned()),
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
