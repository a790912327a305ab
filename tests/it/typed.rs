//! The typed clients, the transports and serde: the same requests and results as by name.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use kyclink::json::Json;
use kyclink::retry::Limits;
use kyclink::transport::{NoResponse, Transport, send};
use kyclink::{ErrorCode, HttpRequest, HttpResponse, Options, UntrustedValue, grid, operation, spherepay, validate};
use serde_json::{Value, json};

const LINK: &[u8] = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2099-11-20T12:00:00Z"}"#;
const LIMITS: Limits = Limits { max_retries: 2, deadline_ms: None };

fn client() -> spherepay::Client {
    spherepay::Client::new(spherepay::Credentials::sandbox("secret_x")).unwrap()
}

fn input() -> spherepay::CreateKycLink {
    spherepay::CreateKycLink { customer_id: "customer_1ab2c3d4".into(), ..Default::default() }
}

#[test]
fn a_typed_input_becomes_the_same_request() {
    let credentials = grid::Credentials { client_id: "id".into(), client_secret: "secret".into(), base_url: None };
    let client = grid::Client::new(credentials).unwrap();
    let business = grid::CreateCustomerBusinessInfo {
        legal_name: "Acme".into(),
        country: "USA".into(),
        incorporated_on: "2020-01-31".into(),
        tax_id: "12-3456789".into(),
        ..Default::default()
    };
    let input = grid::CreateCustomer {
        customer_type: "BUSINESS".into(),
        email: Some("jane@example.com".into()),
        business_info: Some(business),
        ..Default::default()
    };
    let call = client.create_customer(&input).unwrap();
    assert_eq!((call.request().method.as_str(), call.endpoint().name()), ("POST", "grid.createCustomer"));
    let body: Value = serde_json::from_str(call.request().body.as_deref().unwrap()).unwrap();
    let business =
        json!({ "legalName": "Acme", "country": "US", "incorporatedOn": "2020-01-31", "taxId": "12-3456789" });
    let expected = json!({ "customerType": "BUSINESS", "email": "jane@example.com", "businessInfo": business });
    assert_eq!(body, expected);
}

#[test]
fn a_typed_input_that_is_not_valid_is_refused_with_its_issues() {
    let input = spherepay::CreateKycLink { customer_id: "../admin".into(), ..Default::default() };
    let error = client().create_kyc_link(&input).err().unwrap();
    assert_eq!((error.code, error.issues[0].pointer().as_str()), (ErrorCode::InvalidRequest, "/customerId"));
}

#[test]
fn what_is_returned_serializes_as_the_package_returns_it() {
    let link = client().create_kyc_link(&input()).unwrap().read(&HttpResponse::new(201, [], LINK)).unwrap();
    assert_eq!(serde_json::to_string(&link).unwrap(), link.to_json());
    let error = client().create_kyc_link(&input()).unwrap().read(&HttpResponse::new(404, [], b"{}")).err().unwrap();
    assert_eq!(serde_json::to_value(&error).unwrap()["code"], "not_found");
    let verdict = validate(operation("grid.createKycLink").unwrap(), UntrustedValue::Null, &Options::default());
    assert_eq!(serde_json::to_value(&verdict).unwrap()["issues"][0]["code"], "invalid_type");
}

/// Answers with each of these in turn.
struct Script {
    results: RefCell<Vec<Result<HttpResponse<'static>, NoResponse>>>,
    sent: Cell<usize>,
}

impl Transport for Script {
    async fn send(&self, _: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
        self.sent.set(self.sent.get() + 1);
        self.results.borrow_mut().remove(0)
    }
}

/// The outcome of a call, and how often it was sent.
fn outcome<T: kyclink::FromOutput>(
    call: &kyclink::Call<T>,
    results: Vec<Result<HttpResponse<'static>, NoResponse>>,
) -> (Result<T, ErrorCode>, usize) {
    let script = Script { results: RefCell::new(results), sent: Cell::new(0) };
    let waits = RefCell::new(Vec::new());
    let sending = send(&script, call, LIMITS, async |wait: Duration| waits.borrow_mut().push(wait));
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(result) = pin!(sending).poll(&mut context) else { panic!("nothing waits here") };
    assert_eq!(waits.borrow().len(), script.sent.get() - 1, "a wait before each retry");
    (result.map_err(|error| error.code), script.sent.get())
}

#[test]
fn a_retryable_call_is_sent_again_and_a_create_is_not() {
    let (client, input) = (client(), input());
    let link = client.create_kyc_link(&input).unwrap();
    let results =
        vec![Err(NoResponse::Network), Ok(HttpResponse::new(503, [], b"")), Ok(HttpResponse::new(201, [], LINK))];
    let (result, sent) = outcome(&link, results);
    assert_eq!((result.unwrap().customer_id.as_str(), sent), ("customer_1ab2c3d4", 3));
    let (result, sent) =
        outcome(&link, vec![Err(NoResponse::Timeout), Err(NoResponse::Timeout), Err(NoResponse::Network)]);
    assert_eq!((result.err(), sent), (Some(ErrorCode::Network), 3));

    let create = spherepay::CreateCustomerViaLink {
        r#type: "individual".into(),
        email: "jane@example.com".into(),
        phone: "+14155550123".into(),
        address: spherepay::CreateCustomerViaLinkAddress {
            line1: "1 Main St".into(),
            city: "Springfield".into(),
            state: Some("IL".into()),
            postal_code: Some("62704".into()),
            country: "USA".into(),
            ..Default::default()
        },
    };
    let create = client.create_customer_via_link(&create).unwrap();
    assert_eq!(outcome(&create, vec![Err(NoResponse::Timeout)]).0.err(), Some(ErrorCode::OutcomeUnknown));
    assert_eq!(outcome(&create, vec![Err(NoResponse::Timeout)]).1, 1);
}
