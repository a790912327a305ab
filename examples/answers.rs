//! Makes the calls of the npm package natively, so that `tests/packages` can compare the wasm modules with the crate.
//!
//! Each line of standard input has the call, the name of an operation, and as JSON the input and the options, separated by
//! tabs. Each line of standard output is the JSON result, or `{"error": …}`. Two
//! values that JSON cannot represent have a stand-in: `{"$": "malformed"}` is a string with a lone surrogate, and
//! `{"$": "opaque"}` is a value that is not data, such as a function.

use std::error::Error;
use std::io::Write;

use kyclink::json::Json;
use kyclink::provider::{OPTIONS, PROVIDERS, find_endpoint};
use kyclink::{
    Body, CallOptions, Connection, HttpResponse, Issue, Object, Options, ParseOptions, UntrustedValue,
    build_request_with, normalize, operation, parse_response, to_input, validate,
};

type CallResult = Result<String, kyclink::Error>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lines() {
        writeln!(out, "{}", run(&line?).ok_or("a line has an unknown call, an unknown operation or malformed JSON")?)?;
    }
    Ok(())
}

fn run(line: &str) -> Option<String> {
    let [call, name, input, options] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    // Two JSON texts, because each value may be nested as deeply as the crate allows.
    let (input, options) = (decode(&UntrustedValue::from_json(input)?), decode(&UntrustedValue::from_json(options)?));
    let options_of = || parse_options(&options);
    let result = match call {
        "validate" => Ok(validate(operation(name)?, input, &options_of()?).to_json()),
        "normalize" => Ok(normalize(operation(name)?, input, options_of()?.phone_country).to_json()),
        // The crate returns `None`, the npm package throws this error.
        "toInput" => Ok(match to_input(&input, operation(name)?) {
            Some(input) => input.to_json(),
            None => r#"{"error":{"code":"invalid_config"}}"#.to_owned(),
        }),
        "buildRequest" => build(name, &input, &options),
        "parseResponse" => parse(name, &input, &options),
        _ => return None,
    };
    Some(result.unwrap_or_else(|error| {
        // The error's JSON does not contain its message, nor what is hidden in the npm package's error.
        let (message, hidden) = (error.message().to_json(), hidden(&error));
        [r#"{"error":"#, &error.to_json(), r#","message":"#, &message, r#","hidden":"#, &hidden, "}"].concat()
    }))
}

/// What the npm package keeps in properties that are not enumerable: the provider's message, and of each issue the
/// provider's message and pointer.
fn hidden(error: &kyclink::Error) -> String {
    let of_issue = |issue: &Issue| [issue.provider_message.clone(), issue.provider_pointer.clone()];
    let issues: Vec<_> = error.issues().iter().map(of_issue).collect();
    ["[", &error.provider_message().to_json(), ",", &issues.to_json(), "]"].concat()
}

fn build(name: &str, input: &UntrustedValue, options: &UntrustedValue) -> CallResult {
    let endpoint = find_endpoint(name)?;
    let (call, config) = split(part(options, "config"), &["idempotencyKey", "headers"]);
    // The wrapper accepts the credentials of other providers, and does not read them.
    let (own, others): (Vec<_>, Vec<_>) =
        PROVIDERS.iter().zip(OPTIONS).partition(|(provider, _)| provider.name() == endpoint.service.name);
    let is_own = |name: &&str| own.iter().any(|(_, options)| options.contains(name));
    let others: Vec<_> =
        others.iter().flat_map(|(_, options)| **options).copied().filter(|name| !is_own(name)).collect();
    let connection = Connection::open(endpoint.service, &split(&config, &others).1)?;
    let call = CallOptions::parse(&call).map_err(|error| error.with_provider(endpoint.service.name))?;
    Ok(build_request_with(endpoint, input, &connection, &call, now(options))?.to_json())
}

fn parse(name: &str, input: &UntrustedValue, options: &UntrustedValue) -> CallResult {
    let response = part(options, "response");
    let pairs = part(response, "headers").list().unwrap_or_default().iter().filter_map(UntrustedValue::list);
    let text = |value: &UntrustedValue| value.text().unwrap_or_default().to_owned();
    let response = HttpResponse {
        status: part(response, "status").integer().and_then(|status| u16::try_from(status).ok()).unwrap_or_default(),
        headers: pairs.filter_map(|pair| Some((text(pair.first()?), text(pair.get(1)?)))).collect(),
        // A body that is JSON has a member `json`, so that its strings can be malformed.
        body: match response.field("json") {
            Some(json) => Body::Json(json.to_static()),
            None => Body::decode(text(part(response, "body")).as_bytes()),
        },
    };
    let input = Some(input).filter(|input| !input.is_absent());
    let (options, _) = split(options, &["allowHosts", "allowLoopback", "profiles", "now"]);
    let options = ParseOptions::parse(&options)?;
    Ok(parse_response(find_endpoint(name)?, &response, input, &options)?.to_json())
}

fn parse_options(options: &UntrustedValue) -> Option<Options> {
    let parsed = Options::parse(["policy", "normalize", "now"].map(|name| part(options, name)));
    parsed.and_then(|parsed| parsed.with_phone_country(part(options, "phoneCountry"))).ok()
}

fn now(options: &UntrustedValue) -> i64 {
    part(options, "now").integer().unwrap_or_default()
}

/// Returns the fields with these names, and the value without them.
fn split(value: &UntrustedValue, names: &[&str]) -> (Object<'static>, UntrustedValue<'static>) {
    let Some(object) = value.object() else { return (Object::new(), value.to_static()) };
    let fields = object.iter().map(|(name, value)| (name.to_owned(), value.to_static()));
    let (named, others): (Vec<_>, Vec<_>) = fields.partition(|(name, _)| names.contains(&name.as_str()));
    (named.into_iter().collect(), others.into_iter().collect::<Object>().into())
}

fn part<'v>(value: &'v UntrustedValue<'v>, name: &str) -> &'v UntrustedValue<'v> {
    value.field(name).unwrap_or(&UntrustedValue::Null)
}

fn decode(value: &UntrustedValue<'_>) -> UntrustedValue<'static> {
    match value {
        UntrustedValue::Object(object) => match object.text("$") {
            Some("malformed") => UntrustedValue::Malformed,
            Some("opaque") => UntrustedValue::Opaque,
            _ => object.iter().map(|(name, value)| (name.to_owned(), decode(value))).collect::<Object>().into(),
        },
        UntrustedValue::List(items) => UntrustedValue::List(items.iter().map(decode).collect()),
        other => other.to_static(),
    }
}
