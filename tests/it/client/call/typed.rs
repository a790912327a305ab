//! The typed clients and serde: the same requests and results as by name.

mod inputs;

use kyclink::json::Json;
use kyclink::{
    ClientOptions, ErrorCode, HttpRequest, HttpResponse, Input, Options, PhoneCountry, Policy, UntrustedValue, bridge,
    grid, operation, spherepay, validate,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use self::inputs::INPUTS;
use crate::client::onboarding::onboard::{ONCE, after_responses};
use crate::integration::vectors::FILES;

pub(crate) const LINK: &[u8] = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2099-11-20T12:00:00Z"}"#;

pub(crate) fn client() -> spherepay::Client {
    spherepay::Client::new(spherepay::Credentials::sandbox("secret_x")).unwrap()
}

pub(crate) fn bridge_client() -> bridge::Client {
    bridge::Client::new(bridge::Credentials::sandbox("sk-test-1")).unwrap()
}

pub(crate) fn input() -> spherepay::CreateKycLink {
    spherepay::CreateKycLink::new("customer_1ab2c3d4")
}

pub(crate) fn applicant() -> spherepay::Applicant {
    let mut address = spherepay::Address::new("1 Main Street", "Gibraltar", "GI");
    address.postal_code = Some("GX11 1AA".to_owned());
    spherepay::ApplicantIndividual::new("jane@example.com", "+14155550123", address).into()
}

#[test]
fn a_typed_input_becomes_the_same_request() {
    let credentials = grid::Credentials::sandbox("id", "secret");
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

/// The types are generated from the shapes: what validation returns fits into the type, and nothing is lost.
#[test]
fn every_valid_input_of_the_vectors_fits_into_its_type() {
    let mut count = 0;
    for (operation, through_type) in INPUTS {
        let is_of = |file: &&Value| file["kind"] == "validate" && file["operation"] == *operation;
        for case in FILES.iter().map(|(_, file)| file).filter(is_of).flat_map(|file| file["cases"].as_array().unwrap())
        {
            let Some(value) = case.get("value") else { continue };
            let typed =
                through_type(value.clone()).unwrap_or_else(|error| panic!("{operation} {}: {error}", case["name"]));
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
        (round_trip::<spherepay::Applicant>, json!({ "email": "jane@example.com", "phone": "+14155550123" })),
        (
            round_trip::<grid::Applicant>,
            json!({ "type": "business", "email": "jane@example.com", "phone": "+14155550123" }),
        ),
    ] {
        assert!(type_of(input.clone()).is_err(), "{input}");
    }
}

/// The form of a web page as the input of a call: no field is copied by hand.
#[test]
fn an_input_from_outside_becomes_a_typed_one_if_it_is_valid() {
    let form = |email: &str| {
        let address = json!({ "line1": "1 Main St", "city": "Springfield", "state": "il", "postalCode": "62704", "country": "us" });
        let form = json!({ "type": "individual", "email": email, "phone": "(415) 555-0123", "address": address });
        let options = Options::default().normalize(true).phone_country(PhoneCountry::Address);
        spherepay::Applicant::from_untrusted(UntrustedValue::from_serialize(&form), &options)
    };
    let Ok(spherepay::Applicant::Individual(person)) = form(" jane@example.com") else { panic!("a person") };
    assert_eq!((person.email.as_str(), person.phone.as_str()), ("jane@example.com", "+14155550123"));
    assert_eq!((person.address.state.as_deref(), person.address.country.as_str()), (Some("IL"), "USA"));
    let error = form("jane").err().unwrap();
    assert_eq!((error.code(), error.operation()), (ErrorCode::InvalidRequest, Some("spherepay.onboard")));
    assert_eq!((error.issues()[0].pointer().as_str(), error.provider()), ("/email", Some("spherepay")));
}

#[test]
fn a_typed_input_that_is_not_valid_is_refused_with_its_issues() {
    let input = spherepay::CreateKycLink::new("../admin");
    let error = client().create_kyc_link(&input).request().unwrap_err();
    assert_eq!((error.code(), error.issues()[0].pointer().as_str()), (ErrorCode::InvalidRequest, "/customerId"));
}

/// They are as secret as the client's credentials.
#[test]
fn no_error_shows_the_key_or_a_header_of_its_call() {
    let (input, client) = (input(), client());
    let call = client.create_kyc_link(&input).idempotency_key("attempt-of-ours").header("X-Proxy", "token-of-ours");
    let applicant = applicant();
    let onboarding = client.onboard(&applicant).idempotency_key("attempt-of-ours").header("X-Proxy", "token-of-ours");
    for (code, shown) in [
        ("link/attempt-of-ours", None),
        ("link/attemptofours", None),
        ("link/token-of-ours", None),
        ("link/not-of-ours", Some("link/not-of-ours")),
    ] {
        let body = json!({ "status": 422, "detail": "d", "code": code }).to_string();
        let response = HttpResponse::new(422, [], body.as_bytes());
        let flow = after_responses(onboarding.begin(ONCE).unwrap(), [response.clone()]);
        for error in [call.read(&response).err().unwrap(), flow.err().unwrap()] {
            assert_eq!((error.code(), error.provider_code()), (ErrorCode::ProviderRejected, shown), "{code}");
        }
    }
}

#[test]
fn what_is_returned_serializes_as_the_package_returns_it() {
    let link = client().create_kyc_link(&input()).read(&HttpResponse::new(201, [], LINK)).unwrap();
    assert_eq!(serde_json::to_string(&link).unwrap(), link.to_json());
    let bridge = bridge_client();
    let body = br#"{"data": [{"id": "a", "kyc_link": "kyc.example/x", "kyc_status": "approved"}, {"id": "b"}]}"#;
    let links = bridge.list_kyc_links(&kyclink::bridge::ListKycLinks::default());
    let page = links.read(&HttpResponse::new(200, [], body)).unwrap();
    assert_eq!(serde_json::to_string(&page).unwrap(), page.to_json());
    assert_eq!(serde_json::to_string(&page.items[1]).unwrap(), page.items[1].to_json());
    let error = client().create_kyc_link(&input()).read(&HttpResponse::new(404, [], b"{}")).err().unwrap();
    assert_eq!(serde_json::to_value(&error).unwrap()["code"], "not_found");
    let verdict = validate(operation("grid.createKycLink").unwrap(), UntrustedValue::Null, &Options::default());
    assert_eq!(serde_json::to_value(&verdict).unwrap()["issues"][0]["code"], "invalid_type");
}

pub(crate) fn key_of(request: &HttpRequest) -> Option<String> {
    let mut keys = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("idempotency-key"));
    let key = keys.next().map(|(_, key)| key.clone());
    assert!(keys.next().is_none(), "a header is sent once");
    key
}

pub(crate) fn grid_client(options: &ClientOptions) -> Result<grid::Client, kyclink::Error> {
    let credentials = grid::Credentials::sandbox("id", "secret");
    grid::Client::with_options(credentials, options)
}

#[test]
fn the_options_of_a_client_apply_to_its_calls() {
    let options = ClientOptions::default().policy(Policy::Schema).allow_hosts(["kyc.example"]).header("X-Team", "7");
    assert_eq!(
        format!("{options:?}"),
        "ClientOptions { policy: Schema, allow_hosts: Some([\"kyc.example\"]), profiles: None, .. }"
    );
    let client = spherepay::Client::with_options(spherepay::Credentials::sandbox("secret_x"), &options).unwrap();
    let address = spherepay::Address::new("1 Main St", "Springfield", "USA");
    let kind = spherepay::CustomerType::Individual;
    let create = spherepay::CreateCustomerViaLink::new(kind, "jane@example.com", "+14155550123", address);
    let request = client.create_customer_via_link(&create).request().unwrap();
    assert!(request.headers.contains(&("X-Team".to_owned(), "7".to_owned())), "and the policy needs no state");
    let error = client.create_kyc_link(&input()).read(&HttpResponse::new(201, [], LINK)).err().unwrap();
    assert_eq!(error.code(), ErrorCode::UnexpectedResponse);
    // The compiler refuses other names; the values are validated like those of a configuration.
    let none: [&str; 0] = [];
    let options = ClientOptions::default;
    for options in [options().allow_hosts(none), options().profiles(none), options().header("Authorization", "evil")] {
        let error = grid_client(&options).unwrap_err();
        assert_eq!((error.code(), error.provider()), (ErrorCode::InvalidConfig, Some("grid")), "{options:?}");
    }
}
