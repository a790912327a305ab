//! `Debug` and `Display`: neither shows a credential, a link or a person's data.

use std::fmt::{Debug, Display};
use std::marker::PhantomData;

use kyclink::json::Json;
use kyclink::provider::provider;
use kyclink::{
    Body, CallOptions, Connection, Customer, CustomerPage, Error, ErrorCode, HttpRequest, HttpResponse, KycUrl,
    LinkRules, Method, Object, Output, ParseOptions, PresentableLink, Profile, UntrustedValue, Valid, Verdict,
    build_request_with, edge, endpoint, parse_response, webhook,
};

const CANARY: &str = "qZ7canaryX3";

/// Asserts that no form of `Debug` shows the canary, and that each shows something.
fn assert_silent(what: &str, value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.is_empty() && !text.contains(CANARY), "{what} prints {text}");
    }
}

fn object(json: &str) -> UntrustedValue<'static> {
    UntrustedValue::from_json(json).unwrap()
}

fn connection(provider_name: &str) -> Connection {
    let credentials = match provider_name {
        "spherepay" | "bridge" => format!(r#""apiKey":"{CANARY}""#),
        _ => format!(r#""clientId":"{CANARY}","clientSecret":"{CANARY}""#),
    };
    let config =
        format!(r#"{{{credentials},"baseUrl":"https://api.example.com","headers":[["X-Proxy-Token","{CANARY}"]]}}"#);
    Connection::open(provider(provider_name).unwrap().service, &object(&config)).unwrap()
}

fn reading() -> ParseOptions {
    ParseOptions::new(0)
}

fn parse(name: &str, status: u16, body: &str) -> Result<Output, Error> {
    let response = HttpResponse { status, headers: vec![], body: Body::Json(object(body)) };
    let sent = object(r#"{"customerId":"customer_1"}"#);
    parse_response(endpoint(name).unwrap(), &response, Some(&sent), &reading())
}

#[test]
fn a_connection_and_its_requests_show_no_credential() {
    let person = r#"{"type":"individual","email":"jane@example.com"}"#;
    for (name, header, input) in [
        ("spherepay", "Authorization", r#"{"customerId":"customer_1"}"#),
        ("grid", "Authorization", r#"{"customerId":"Customer:1"}"#),
        ("bridge", "Api-Key", person),
    ] {
        let connection = connection(name);
        assert_silent("a connection", &connection);
        let endpoint = endpoint(&format!("{name}.createKycLink")).unwrap();
        let options = CallOptions::default().idempotency_key(CANARY).header("X-Call-Token", CANARY);
        assert_silent("the options of a call", &options);
        assert_eq!(format!("{options:?}"), "CallOptions { .. }");
        let request = build_request_with(endpoint, &object(input), &connection, &options, 0).unwrap();
        let authorization = &request.headers[0];
        let has_scheme = authorization.1.contains(' ');
        let canaries = request.headers.iter().filter(|(_, value)| value == CANARY).count();
        assert_eq!(canaries, if has_scheme { 3 } else { 4 });
        assert_eq!(authorization.0, header, "the request itself carries it");
        let printed = format!("{connection:?} {request:?} {request:#?}");
        let credential = authorization.1.split_once(' ').map_or(authorization.1.as_str(), |(_, credential)| credential);
        assert!(!printed.contains(credential), "{printed}");
    }
}

#[test]
fn a_request_and_a_response_show_method_and_status_only() {
    let headers = vec![("Authorization".to_owned(), CANARY.to_owned())];
    let body = format!(r#"{{"{CANARY}":"{CANARY}"}}"#);
    let request = HttpRequest {
        method: Method::Post,
        url: format!("https://api.example.com/{CANARY}"),
        headers: headers.clone(),
        body: Some(body.clone()),
    };
    assert_silent("a request", &request);
    assert_eq!(format!("{request:?}"), "POST [redacted]");
    let response = HttpResponse { status: 200, headers, body: Body::Json(object(&body)) };
    assert_silent("a response", &response);
    assert_eq!(format!("{response:?}"), "200 [redacted]");
}

#[test]
fn an_untrusted_value_shows_its_type_only() {
    for json in [
        format!(r#""{CANARY}""#),
        format!(r#"["{CANARY}"]"#),
        format!(r#"{{"{CANARY}":"{CANARY}"}}"#),
        "4155550123".to_owned(),
        "true".to_owned(),
        "null".to_owned(),
    ] {
        let value = object(&json);
        assert_silent("a value", &value);
        assert!(!format!("{value:?}").contains("4155550123"));
        assert!(["text", "list", "object", "number", "boolean", "null"].contains(&format!("{value:?}").as_str()));
    }
    let object: Object = [(CANARY, UntrustedValue::from(CANARY))].into_iter().collect();
    assert_silent("an object", &object);
    assert_eq!(format!("{object:?}"), "object");
    let list = self::object(&format!(r#"["{CANARY}"]"#));
    assert_eq!(format!("{:?}", list.list()), "Some([text])");
    match list {
        UntrustedValue::List(list) => assert_eq!(format!("{list:?}"), "list"),
        _ => panic!("this is a list"),
    }
    assert_eq!(format!("{:?} {:?}", UntrustedValue::Malformed, UntrustedValue::Opaque), "malformed text opaque");
    match self::object("4155550123") {
        UntrustedValue::Number(number) => assert_eq!(format!("{number:?}"), "number"),
        _ => panic!("this is a number"),
    }
}

#[test]
fn a_link_shows_neither_its_url_nor_its_token() {
    let link = KycUrl::parse(&format!("https://kyc.example/{CANARY}"), &LinkRules::default()).unwrap();
    assert!(link.as_str().contains(CANARY));
    assert_silent("a link's URL", &link);
    let presentable = PresentableLink::new("grid", &format!("https://kyc.example/{CANARY}")).token(CANARY);
    assert_silent("a link that is to be shown", &presentable);
    assert_eq!(format!("{link:?}"), "[redacted]");
    let body = format!(
        r#"{{"kycUrl":"https://kyc.example/{CANARY}","expiresAt":"2026-09-21T14:13:20Z","token":"{CANARY}","provider":"SUMSUB"}}"#
    );
    match parse("grid.createKycLink", 200, &body) {
        Ok(Output::KycLink(link)) => {
            assert_eq!(link.token.as_ref().unwrap().expose(), CANARY);
            assert_eq!(format!("{:?}", link.token), "Some([redacted])");
            assert!(link.to_json().matches(CANARY).count() == 2, "the caller gets both");
            assert_silent("a link", &link);
        }
        _ => panic!("this is a link"),
    }
    let body = format!(r#"{{"link":"https://tos.example/{CANARY}"}}"#);
    match parse("spherepay.createTosLink", 200, &body) {
        Ok(Output::TosLink(link)) => {
            assert!(link.to_json().contains(CANARY));
            assert_silent("a link to the terms", &link);
        }
        _ => panic!("this is a link to the terms"),
    }
}

/// A provider may echo a person's data in its messages.
#[test]
fn an_error_shows_none_of_the_providers_words() {
    for (name, body) in [
        ("spherepay.createCustomerViaLink", format!(r#"{{"message":"{CANARY} is taken","code":"{CANARY} is taken"}}"#)),
        (
            "grid.createCustomer",
            format!(r#"{{"message":"{CANARY}","reason":"x","details":{{"{CANARY}":"{CANARY}"}}}}"#),
        ),
        ("grid.createKycLink", format!(r#"{{"errors":[{{"pointer":"/email","detail":"{CANARY}"}}]}}"#)),
    ] {
        for status in [400, 401, 403, 404, 409, 422, 429, 500] {
            let error = parse(name, status, &body).err().unwrap();
            assert_silent(name, &error);
            let shown: &dyn Display = &error;
            assert!(!shown.to_string().contains(CANARY) && !error.message().contains(CANARY), "{name} {status}");
            let serialized = serde_json::to_string(&(&error, error.issues())).unwrap();
            assert!(!serialized.contains(CANARY), "{name} {status}: {serialized}");
            assert!(std::error::Error::source(&error).is_none());
        }
    }
    // The message is available in its own field.
    let error = parse("grid.createCustomer", 400, &format!(r#"{{"message":"{CANARY}"}}"#)).err().unwrap();
    assert_eq!(error.provider_message(), Some(CANARY));
    assert_eq!(format!("{error:?}"), format!("provider_rejected: {error}"));
}

/// Codes and ids are shown, so only what has the documented form of that provider is taken as one.
#[test]
fn a_provider_code_has_the_form_of_the_providers_documents() {
    let long = format!("a/{}", "b".repeat(63));
    let id = "28c61e885c6e5eaa78c1a2183a9b883c";
    let request = format!("request_{id}");
    let (spherepay, grid) = ("spherepay.getCustomer", "grid.getCustomer");
    for (given, coded_by, is_id) in [
        ("customer/unsupported-state", Some(spherepay), false),
        (long.get(1..).unwrap(), None, false),
        (long.get(..64).unwrap(), Some(spherepay), false),
        (&long, None, false),
        ("INVALID_INPUT", Some(grid), false),
        (id, None, true),
        (&request, None, true),
        // Each provider's `errors.rs` has more that are no code of its own.
        ("Jane Smith", None, false),
        ("", None, false),
    ] {
        for name in [spherepay, grid] {
            let body = serde_json::json!({ "code": given, "correlationId": given }).to_string();
            let error = parse(name, 400, &body).err().unwrap();
            let is_code = coded_by == Some(name);
            assert_eq!(error.provider_code(), is_code.then_some(given), "{name} {given}");
            assert_eq!(error.correlation_id(), (is_id && name == spherepay).then_some(given), "{name} {given}");
            // A sentence in the place of a code is kept with the provider's words.
            let message = Some(given).filter(|_| !is_code);
            assert_eq!(error.provider_message(), message, "{name} {given}");
        }
    }
}

#[test]
fn an_error_of_a_configuration_shows_no_credential() {
    for (name, config) in [
        ("spherepay", format!(r#"{{"apiKey":"{CANARY}\n","environment":"sandbox"}}"#)),
        ("spherepay", format!(r#"{{"apiKey":"{CANARY}","environment":"{CANARY}"}}"#)),
        ("spherepay", format!(r#"{{"apiKey":"{CANARY}","baseUrl":"http://{CANARY}.example.com"}}"#)),
        ("grid", format!(r#"{{"clientId":"{CANARY}:{CANARY}","clientSecret":"{CANARY}"}}"#)),
        (
            "grid",
            format!(r#"{{"clientId":"{CANARY}","clientSecret":"{CANARY}","headers":[["{CANARY}","{CANARY}\n"]]}}"#),
        ),
    ] {
        let error = Connection::open(provider(name).unwrap().service, &object(&config)).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidConfig, "{config}");
        assert_silent(name, &error);
        assert!(!error.to_json().contains(CANARY) && !error.to_string().contains(CANARY));
    }
}

struct Probe<T>(PhantomData<T>);

/// The fallback for types without `Debug`: an inherent constant takes precedence over this one.
trait HasNoDebug {
    const PRINTS: bool = false;
}
impl<T> HasNoDebug for Probe<T> {}

impl<T: Debug> Probe<T> {
    const PRINTS: bool = true;
}

macro_rules! prints {
    ($($type:ty)*) => { [$((stringify!($type), Probe::<$type>::PRINTS)),*] };
}

/// Adding `#[derive(Debug)]` to one of these types would print a person's data.
#[test]
fn types_with_personal_data_have_no_debug() {
    assert_eq!(
        prints![u8 UntrustedValue<'static>],
        [("u8", true), ("UntrustedValue<'static>", true)],
        "the probe finds `Debug`"
    );
    for (name, prints) in prints![
        Customer
        Profile
        CustomerPage
        Output
        Valid<'static>
        Verdict<'static>
        kyclink::Onboarding
        webhook::SignatureCheck
        webhook::Event<'static>
        edge::Effect
        edge::Response
        edge::Content
        kyclink::Service
        Body<'static>
    ] {
        assert!(!prints, "{name} has Debug");
    }
}
