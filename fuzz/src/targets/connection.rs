//! A configuration gives requests with a well-formed URL and well-formed headers, or an error; neither shows the
//! credentials.

use kyclink::provider::PROVIDERS;
use kyclink::{CallOptions, Connection, Object, UntrustedValue, build_request_with, endpoint};

use super::url::is_loopback;
use crate::grammar::{NOW, object, to_json, with_texts};
use crate::source::{MARK, unmarked};

/// The bytes are the configuration as JSON, in which `idempotencyKey` is the call's.
pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(config) = UntrustedValue::from_json(&unmarked(text)) else { return };
    let (config, call) = split(config);
    let Ok(call) = CallOptions::parse(&call) else { return };
    for provider in PROVIDERS {
        let endpoint = endpoint(&format!("{}.getCustomer", provider.name())).expect("an endpoint");
        match Connection::open(provider.service, &config) {
            Ok(connection) => {
                let input = object([("customerId", "customer_1".into())]);
                let request =
                    build_request_with(endpoint, &input, &connection, &call, NOW).expect("the input is valid");
                let url = url::Url::parse(&request.url).expect("it is a URL");
                assert!(url.username().is_empty() && url.password().is_none() && url.query().is_none());
                assert!(url.scheme() == "https" || is_loopback(&url));
                assert!(request.url.ends_with("/customer_1"));
                for (at, (name, value)) in request.headers.iter().enumerate() {
                    assert!(
                        !name.is_empty()
                            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
                    );
                    assert!(!value.contains(|c: char| c.is_control() && c != '\t'), "a header that ends early");
                    let is_repeated = |(other, _): &(String, String)| other.eq_ignore_ascii_case(name);
                    assert!(!request.headers[..at].iter().any(is_repeated), "a header twice");
                }
                to_json(&request);
            }
            Err(error) => drop(to_json(&error)),
        }
        check_secrecy(provider, &config);
    }
}

/// Returns the configuration of the connection, and the options of the call.
fn split(config: UntrustedValue<'static>) -> (UntrustedValue<'static>, Object<'static>) {
    let UntrustedValue::Object(config) = config else { return (config, Object::new()) };
    let fields = config.iter().map(|(name, value)| (name.to_owned(), value.to_static()));
    let (call, config): (Vec<_>, Vec<_>) = fields.partition(|(name, _)| name == "idempotencyKey");
    (config.into_iter().collect::<Object>().into(), call.into_iter().collect())
}

fn check_secrecy(provider: &kyclink::Provider, config: &UntrustedValue) {
    let Some(config) = config.object() else { return };
    let is_secret = |name: &str| ["apiKey", "clientId", "clientSecret", "headers"].contains(&name);
    let mark = |(name, value): (&str, &UntrustedValue)| {
        let marked = with_texts(value, &mut |text| format!("{text}{MARK}"));
        (name.to_owned(), if is_secret(name) { marked } else { value.to_static() })
    };
    let config = UntrustedValue::from(config.iter().map(mark).collect::<Object>());
    let shown = match Connection::open(provider.service, &config) {
        Ok(connection) => format!("{connection:?}"),
        Err(error) => format!("{error} {error:?} {}", to_json(&error)),
    };
    assert!(!shown.contains(MARK));
}
