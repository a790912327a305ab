//! Reads the arguments that only the calls of a client have (times, options, responses), and writes
//! requests for the wrapper.

use crate::client::endpoint::Endpoint;
use crate::client::endpoint::parse_options::{ParseOptions, profile_names};
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::error::Error;
use crate::client::exchange::attempts::Attempts;
use crate::client::http::HttpResponse;
use crate::client::http::received_response::read_response;
use crate::client::link::rules::LinkRules;
use crate::js::arguments::Arguments;
use crate::provider::{self, Provider, own};
use crate::rules::options::Policy;
use crate::value::json::Writer;
use crate::value::secret::Secret;
use crate::value::untrusted::UntrustedValue;

impl<'a> Arguments<'a> {
    /// Returns a number of milliseconds.
    pub(super) fn integer(&self, at: usize) -> Result<i64, Error> {
        integer(self.get(at))
    }

    pub(super) fn provider(&self, at: usize) -> Result<&'static Provider, Error> {
        provider(self.get(at))
    }

    pub(super) fn policy(&self, at: usize) -> Result<Policy, Error> {
        Policy::parse(self.get(at)).map_err(Error::config)
    }

    pub(super) fn response(&self, at: usize) -> Result<HttpResponse<'a>, Error> {
        response(self.get(at))
    }
}

pub(super) fn field<'v, 'a>(argument: &'v UntrustedValue<'a>, name: &str) -> &'v UntrustedValue<'a> {
    argument.field(name).unwrap_or(&UntrustedValue::Null)
}

/// Returns a number of milliseconds.
pub(super) fn integer(value: &UntrustedValue) -> Result<i64, Error> {
    value.integer().ok_or_else(|| Error::config("A time must be a whole number of milliseconds."))
}

/// Reads the name of a provider, or the definition of one of the program's own.
pub(super) fn provider(name: &UntrustedValue) -> Result<&'static Provider, Error> {
    let provider = name.text().and_then(|text| provider::provider(text).or_else(|| own::define(text)));
    provider.ok_or_else(|| Error::config("There is no such provider."))
}

/// Reads the rules for links, which are `[allow_hosts, allow_loopback]`, and the names of profiles.
pub(super) fn parse_options(
    links: &UntrustedValue,
    profiles: &UntrustedValue,
    credentials: &UntrustedValue,
    now: i64,
) -> Result<ParseOptions, Error> {
    let links = match links.list() {
        Some([allow_hosts, allow_loopback]) => LinkRules::from_values(allow_hosts, allow_loopback)?,
        _ => LinkRules::default(),
    };
    let credentials = credentials.texts().unwrap_or_default().into_iter().map(Secret::new).collect();
    Ok(ParseOptions { links, profiles: profile_names(profiles)?, now, credentials })
}

/// Reads a response, without its part for [`attempts`].
pub(super) fn response<'a>(value: &UntrustedValue<'a>) -> Result<HttpResponse<'a>, Error> {
    read_response(value).ok_or_else(|| Error::config("A response must have a status, a whole number."))
}

/// Reads `{ idempotencyKey?, mayHaveArrived }`: the attempts before the last one. It may be absent.
pub(super) fn attempts(value: &UntrustedValue) -> Attempts {
    Attempts {
        idempotency_key: value.owned_text_of("idempotencyKey"),
        may_have_arrived: field(value, "mayHaveArrived").is_true(),
        failed: 0,
    }
}

/// Returns the endpoint to whose request this is the response. The wrapper passes its index, if there is one.
pub(super) fn endpoint(response: &UntrustedValue) -> Result<&'static Endpoint, Error> {
    let index = part(response, 0).integer().and_then(|index| usize::try_from(index).ok());
    match index.and_then(|index| provider::endpoints().nth(index)) {
        Some(endpoint) => Ok(endpoint),
        None => provider::find_endpoint(part(response, 0).text().unwrap_or_default()),
    }
}

/// Returns a part of a response, by its position.
pub(super) fn part<'v, 'a>(response: &'v UntrustedValue<'a>, at: usize) -> &'v UntrustedValue<'a> {
    response.list().and_then(|parts| parts.get(at)).unwrap_or(&UntrustedValue::Null)
}

/// Writes a request for `module/call/request.ts`, which adds what a connection has.
pub(super) fn write_request(endpoint: &Endpoint, request: &RequestTemplate, out: &mut Writer) {
    out.object(|fields| {
        fields.field("takesKey", &request.takes_key);
        fields.flag("requiresKey", endpoint.requires_key());
        fields.text("method", request.method.as_str());
        fields.text("type", request.content_type().unwrap_or_default());
        fields.field("path", &request.path);
        fields.optional("body", request.body.as_ref());
    });
}
