//! The typed clients, the transports and serde: the same requests and results as by name.

use std::cell::RefCell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use kyclink::json::Json;
use kyclink::retry::Limits;
use kyclink::transport::{NoResponse, Transport, send};
use kyclink::{
    ErrorCode, HttpRequest, HttpResponse, Input, Options, UntrustedValue, grid, operation, spherepay, validate,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::typed_inputs::INPUTS;
use crate::vectors::FILES;

const LINK: &[u8] = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2099-11-20T12:00:00Z"}"#;
const LIMITS: Limits = Limits { max_retries: 2, deadline_ms: None };

fn client() -> spherepay::Client {
    spherepay::Client::new(spherepay::Credentials::sandbox("secret_x")).unwrap()
}

fn input() -> spherepay::CreateKycLink {
    spherepay::CreateKycLink::new("customer_1ab2c3d4")
}

#[test]
fn a_typed_input_becomes_the_same_request() {
    let credentials = grid::Credentials { client_id: "id".into(), client_secret: "secret".into(), base_url: None };
    let client = grid::Client::new(credentials).unwrap();
    let business = grid::BusinessInfo {
        entity_type: Some(grid::EntityType::Llc),
        ..grid::BusinessInfo::new("Acme", "USA", "2020-01-31", "12-3456789")
    };
    let input = grid::CreateCustomerBusiness {
        email: Some("jane@example.com".into()),
        ..grid::CreateCustomerBusiness::new(business)
    };
    let input = input.into();
    let call = client.create_customer(&input);
    let request = call.request().unwrap();
    assert_eq!((request.method.as_str(), call.endpoint().name()), ("POST", "grid.createCustomer"));
    let body: Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
    let business = json!({
        "legalName": "Acme", "country": "US", "incorporatedOn": "2020-01-31", "entityType": "LLC", "taxId": "12-3456789"
    });
    let expected = json!({ "customerType": "BUSINESS", "email": "jane@example.com", "businessInfo": business });
    assert_eq!(body, expected);
}

/// Reads the type of an endpoint's input from JSON and writes it again.
pub(crate) type RoundTrip = fn(Value) -> serde_json::Result<Value>;

pub(crate) fn round_trip<I: Input + DeserializeOwned>(input: Value) -> serde_json::Result<Value> {
    serde_json::to_value(serde_json::from_value::<I>(input)?)
}

/// The types and the shapes are generated from the same tables: what validation returns fits into the type, and nothing is lost.
#[test]
fn every_valid_input_of_the_vectors_fits_into_its_type() {
    let mut count = 0;
    for (operation, round_trip) in INPUTS {
        let is_of = |file: &&Value| file["kind"] == "validate" && file["operation"] == *operation;
        for case in FILES.iter().map(|(_, file)| file).filter(is_of).flat_map(|file| file["cases"].as_array().unwrap())
        {
            let Some(value) = case.get("value") else { continue };
            let typed =
                round_trip(value.clone()).unwrap_or_else(|error| panic!("{operation} {}: {error}", case["name"]));
            assert_eq!(&typed, value, "{operation} {}", case["name"]);
            count += 1;
        }
    }
    assert!(count > INPUTS.len());
}

#[test]
fn an_input_without_a_required_field_or_with_another_word_does_not_fit_into_its_type() {
    for (type_of, input) in [
        (round_trip::<grid::ConfirmEmail> as RoundTrip, json!({ "customerId": "Customer:1" })),
        (round_trip::<grid::CreateCustomer>, json!({ "customerType": "BUSINESS" })),
        (round_trip::<grid::CreateCustomer>, json!({ "customerType": "PERSON" })),
        (round_trip::<grid::ListCustomers>, json!({ "customerType": "individual" })),
        (round_trip::<spherepay::CreateCustomer>, json!({ "type": "individual" })),
    ] {
        assert!(type_of(input.clone()).is_err(), "{input}");
    }
}

#[test]
fn a_typed_input_that_is_not_valid_is_refused_with_its_issues() {
    let input = spherepay::CreateKycLink::new("../admin");
    let error = client().create_kyc_link(&input).request().unwrap_err();
    assert_eq!((error.code, error.issues[0].pointer().as_str()), (ErrorCode::InvalidRequest, "/customerId"));
}

/// They are as secret as the client's credentials.
#[test]
fn no_error_shows_the_key_or_a_header_of_its_call() {
    let input = input();
    let client = client();
    let call = client.create_kyc_link(&input).idempotency_key("attempt-of-ours").header("X-Proxy", "token-of-ours");
    for (code, shown) in [
        ("link/attempt-of-ours", None),
        ("link/attemptofours", None),
        ("link/token-of-ours", None),
        ("link/not-of-ours", Some("link/not-of-ours")),
    ] {
        let body = json!({ "status": 422, "detail": "d", "code": code }).to_string();
        let error = call.read(&HttpResponse::new(422, [], body.as_bytes())).err().unwrap();
        assert_eq!((error.code, error.provider_code.as_deref()), (ErrorCode::ProviderRejected, shown));
    }
}

#[test]
fn what_is_returned_serializes_as_the_package_returns_it() {
    let link = client().create_kyc_link(&input()).read(&HttpResponse::new(201, [], LINK)).unwrap();
    assert_eq!(serde_json::to_string(&link).unwrap(), link.to_json());
    let error = client().create_kyc_link(&input()).read(&HttpResponse::new(404, [], b"{}")).err().unwrap();
    assert_eq!(serde_json::to_value(&error).unwrap()["code"], "not_found");
    let verdict = validate(operation("grid.createKycLink").unwrap(), UntrustedValue::Null, &Options::default());
    assert_eq!(serde_json::to_value(&verdict).unwrap()["issues"][0]["code"], "invalid_type");
}

/// Answers with each of these in turn, and records the idempotency key of each request.
struct Script {
    results: RefCell<Vec<Result<HttpResponse<'static>, NoResponse>>>,
    keys: RefCell<Vec<Option<String>>>,
}

impl Transport for Script {
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
        self.keys.borrow_mut().push(key_of(request));
        self.results.borrow_mut().remove(0)
    }
}

/// The outcome of a call, and how often it was sent.
fn outcome<T: kyclink::FromOutput>(
    call: &kyclink::Call<'_, T>,
    results: Vec<Result<HttpResponse<'static>, NoResponse>>,
) -> (Result<T, ErrorCode>, usize) {
    let (result, keys) = outcome_and_keys(call, results);
    (result, keys.len())
}

/// The outcome of a call, and the idempotency key of each request that was sent.
fn outcome_and_keys<T: kyclink::FromOutput>(
    call: &kyclink::Call<'_, T>,
    results: Vec<Result<HttpResponse<'static>, NoResponse>>,
) -> (Result<T, ErrorCode>, Vec<Option<String>>) {
    let script = Script { results: RefCell::new(results), keys: RefCell::default() };
    let waits = RefCell::new(Vec::new());
    let sending = send(&script, call, LIMITS, async |wait: Duration| waits.borrow_mut().push(wait));
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(result) = pin!(sending).poll(&mut context) else { panic!("nothing waits here") };
    let keys = script.keys.into_inner();
    assert_eq!(waits.borrow().len(), keys.len() - 1, "a wait before each retry");
    (result.map_err(|error| error.code), keys)
}

fn key_of(request: &HttpRequest) -> Option<String> {
    let mut keys = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("idempotency-key"));
    let key = keys.next().map(|(_, key)| key.clone());
    assert!(keys.next().is_none(), "a header is sent once");
    key
}

fn grid_client(options: &Value) -> Result<grid::Client, kyclink::Error> {
    let credentials = grid::Credentials { client_id: "id".into(), client_secret: "secret".into(), base_url: None };
    grid::Client::with_options(credentials, &UntrustedValue::from_serialize(options))
}

#[test]
fn two_creates_of_a_client_share_a_key_only_if_the_caller_gives_the_same() {
    let client = grid_client(&json!({ "headers": [["X-Trace", "1"]] })).unwrap();
    let person = |email: &str| {
        let email = Some(email.into());
        grid::CreateCustomer::Individual(grid::CreateCustomerIndividual { email, ..Default::default() })
    };
    let [jane, john] = ["jane@example.com", "john@example.com"].map(person);
    let key = |call: kyclink::Call<'_, _>| key_of(&call.request().unwrap());
    assert_eq!(key(client.create_customer(&jane).idempotency_key("jane-1")).as_deref(), Some("jane-1"));
    // Neither the next call of the client nor one that was made before has it.
    let without = client.create_customer(&jane);
    assert_eq!(key(client.create_customer(&john)), None);
    assert_eq!(key(client.create_customer(&john).idempotency_key("john-1")).as_deref(), Some("john-1"));
    assert_eq!(key(without), None);
    assert_eq!(key(client.create_customer(&jane).idempotency_key("jane-1")).as_deref(), Some("jane-1"));
    // The last key of a call counts, and a header is a key, too.
    let twice = client.create_customer(&jane).idempotency_key("jane-1").idempotency_key("jane-2");
    assert_eq!(key(twice).as_deref(), Some("jane-2"));
    assert_eq!(key(client.create_customer(&jane).header("idempotency-key", "jane-3")).as_deref(), Some("jane-3"));
    assert_eq!(key(client.create_customer(&jane)), None);
}

#[test]
fn a_call_with_a_malformed_key_or_header_is_not_sent() {
    let client = grid_client(&json!({})).unwrap();
    let input = grid::CreateKycLink::new("Customer:1");
    let call = || client.create_kyc_link(&input);
    let long = "k".repeat(256);
    for call in [
        call().idempotency_key(""),
        call().idempotency_key("a b"),
        call().idempotency_key("a\r\nX-Evil: 1"),
        call().idempotency_key("é"),
        call().idempotency_key(long),
        call().idempotency_key("k").header("Idempotency-Key", "k"),
        call().header("Authorization", "evil"),
        call().header("content-type", "text/plain"),
        call().header("X-Id", "a\r\nX-Evil: 1"),
        call().header("X Id", "a"),
    ] {
        let error = call.request().unwrap_err();
        assert_eq!((error.code, error.operation), (ErrorCode::InvalidConfig, Some("grid.createKycLink")));
        let script = Script { results: RefCell::default(), keys: RefCell::default() };
        let mut context = Context::from_waker(Waker::noop());
        let sending = pin!(send(&script, &call, LIMITS, async |_| {})).poll(&mut context);
        assert!(matches!(sending, Poll::Ready(Err(error)) if error.code == ErrorCode::InvalidConfig));
        assert_eq!(script.keys.borrow().len(), 0);
    }
}

#[test]
fn every_attempt_of_a_call_has_the_same_key() {
    let client = grid_client(&json!({})).unwrap();
    let input = grid::CreateKycLink::new("Customer:1");
    let body = br#"{"kycUrl": "https://in.sumsub.com/x", "expiresAt": "2099-11-20T12:00:00Z", "provider": "SUMSUB"}"#;
    let results =
        || vec![Err(NoResponse::Network), Ok(HttpResponse::new(503, [], b"")), Ok(HttpResponse::new(201, [], body))];
    let call = client.create_kyc_link(&input).idempotency_key("k-1");
    let (result, keys) = outcome_and_keys(&call, results());
    assert!(result.is_ok());
    assert_eq!(keys, [(); 3].map(|()| Some("k-1".to_owned())));
    let (result, keys) = outcome_and_keys(&client.create_kyc_link(&input), results());
    assert!(result.is_ok());
    assert_eq!(keys, [None, None, None]);
}

/// As in JavaScript: tests/packages/unknown-options.test.mjs.
#[test]
fn an_option_that_a_client_does_not_have_is_refused() {
    for (options, hint) in [
        (json!({ "polcy": "strict" }), "There is no option \"polcy\": did you mean \"policy\"?"),
        (json!({ "allowhost": ["x.example"] }), "There is no option \"allowhost\": did you mean \"allowHosts\"?"),
        (json!({ "policy": "strict", "header": [] }), "There is no option \"header\": did you mean \"headers\"?"),
        (json!({ "timeout": 1 }), "There is no option \"timeout\": there are policy, allowHosts, profiles, headers."),
        (
            json!({ "clientId": "other" }),
            "There is no option \"clientId\": there are policy, allowHosts, profiles, headers.",
        ),
        (
            json!({ "idempotencyKey": "k" }),
            "There is no option \"idempotencyKey\": it belongs to a call, not to a client.",
        ),
        (json!("strict"), "The options must be an object."),
        (json!(["policy"]), "The options must be an object."),
    ] {
        let error = grid_client(&options).unwrap_err();
        assert_eq!((error.code, error.provider), (ErrorCode::InvalidConfig, Some("grid")), "{options}");
        assert_eq!(error.hint.as_deref(), Some(hint));
    }
    assert!(grid_client(&json!(null)).is_ok());
}

#[test]
fn a_retryable_call_is_sent_again_and_a_create_is_not() {
    let (client, input) = (client(), input());
    let link = client.create_kyc_link(&input);
    let results =
        vec![Err(NoResponse::Network), Ok(HttpResponse::new(503, [], b"")), Ok(HttpResponse::new(201, [], LINK))];
    let (result, sent) = outcome(&link, results);
    assert_eq!((result.unwrap().customer_id.as_deref(), sent), (Some("customer_1ab2c3d4"), 3));
    let (result, sent) =
        outcome(&link, vec![Err(NoResponse::Timeout), Err(NoResponse::Timeout), Err(NoResponse::Network)]);
    assert_eq!((result.err(), sent), (Some(ErrorCode::Network), 3));

    let address = spherepay::Address {
        state: Some("IL".into()),
        postal_code: Some("62704".into()),
        ..spherepay::Address::new("1 Main St", "Springfield", "USA")
    };
    let kind = spherepay::CustomerType::Individual;
    let create = spherepay::CreateCustomerViaLink::new(kind, "jane@example.com", "+14155550123", address);
    let create = client.create_customer_via_link(&create);
    assert_eq!(outcome(&create, vec![Err(NoResponse::Timeout)]).0.err(), Some(ErrorCode::OutcomeUnknown));
    assert_eq!(outcome(&create, vec![Err(NoResponse::Timeout)]).1, 1);
}
