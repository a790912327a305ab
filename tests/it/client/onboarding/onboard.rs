//! The flow from an applicant to a link, step by step and without I/O.

use kyclink::engine::{Effect, Next, Outcome, Running};
use kyclink::json::Json;
use kyclink::onboard::begin;
use kyclink::provider::provider;
use kyclink::retry::Limits;
use kyclink::{CallOptions, Connection, Error, ErrorCode, HttpResponse, UntrustedValue, build_request_with};
use serde_json::{Value, json};

use crate::integration::vectors::{merged, response, untrusted, words};

const SPHEREPAY: (&str, &str) = ("spherepay", r#"{"apiKey":"key","environment":"sandbox"}"#);
const GRID: (&str, &str) = ("grid", r#"{"clientId":"id","clientSecret":"secret"}"#);

/// No attempt is followed by another: each response is the last one.
pub(crate) const ONCE: Limits = Limits::new().max_retries(0);

/// Returns what follows these responses: the next request, the outcome or the error, as JSON.
fn after(at: (&str, &str), applicant: &Value, responses: &[(u16, Value)]) -> Result<Value, Error> {
    let provider = provider(at.0).unwrap();
    let connection = Connection::open(provider.service, &untrusted_json(at.1)).unwrap();
    let options = CallOptions::default().idempotency_key("key-1");
    let running = begin(provider.onboarding, untrusted(applicant), &connection, &options, ONCE, 1_790_000_000_000);
    Ok(match after_responses(running, responses.iter().map(|(status, body)| response(*status, body)))? {
        Next::Done(outcome) => serde_json::from_str(&outcome.to_json()).unwrap(),
        Next::Perform(Effect::Request { endpoint, request, .. }) => {
            let body = request.body.as_deref();
            let body = body.map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
            json!({ "operation": endpoint.name(), "url": request.url, "body": body })
        }
        Next::Perform(_) => panic!("nothing is sent again"),
    })
}

/// Returns what comes next after these responses.
pub(crate) fn after_responses<T>(
    mut running: Running<T>,
    responses: impl IntoIterator<Item = HttpResponse<'static>>,
) -> Result<Next<T>, Error> {
    let mut next = running.proceed(None)?;
    for response in responses {
        let ended = Outcome { at: 1_790_000_000_000, elapsed_ms: 0, result: Ok(Some(response)) };
        next = running.proceed(Some(ended))?;
    }
    Ok(next)
}

fn untrusted_json(json: &str) -> UntrustedValue<'static> {
    UntrustedValue::from_json(json).unwrap()
}

fn applicant() -> Value {
    json!({
        "type": "individual", "email": "jane.smith@example.com", "phone": "+14155550123", "firstName": "Jane", "lastName": "Smith",
        "address": { "line1": "1 Main Street", "city": "Gibraltar", "postalCode": "GX11 1AA", "country": "GI" },
        "reference": "r-1", "redirectUri": "https://app.example.com/done",
    })
}

fn grid_customer(more: Value) -> (u16, Value) {
    let customer = json!({ "id": "Customer:1", "customerType": "INDIVIDUAL", "kycStatus": "UNVERIFIED" });
    (201, merged(&customer, &more))
}

/// An earlier attempt, whose response was lost, has made the customer.
#[test]
fn a_reference_that_is_taken_leads_to_its_customer() {
    let conflict = (409, json!({ "status": 409, "code": "CONFLICT", "message": "x" }));
    let request = after(GRID, &applicant(), std::slice::from_ref(&conflict)).unwrap();
    assert_eq!(request["operation"], "grid.listCustomers");
    assert_eq!(request["url"], "https://api.lightspark.com/grid/2025-10-13/customers?platformCustomerId=r-1");
    let list = |reference: &str, status: &str| {
        let (_, customer) = grid_customer(json!({ "platformCustomerId": reference, "kycStatus": status }));
        (200, json!({ "data": [customer], "hasMore": false }))
    };
    let responses = [conflict.clone(), list("r-1", "PENDING")];
    assert_eq!(after(GRID, &applicant(), &responses).unwrap()["operation"], "grid.createKycLink");
    let responses = [conflict.clone(), list("r-1", "APPROVED")];
    assert_eq!(after(GRID, &applicant(), &responses).unwrap()["kind"], "approved");
    // On the last of several pages: the steps afterwards still know the customer.
    let page = |reference: &str, more: Value| {
        let (status, page) = list(reference, "PENDING");
        (status, merged(&page, &more))
    };
    let next = |cursor: &str| json!({ "hasMore": true, "nextCursor": cursor });
    let first = page("r-2", next("c"));
    let request = after(GRID, &applicant(), &[conflict.clone(), first.clone()]).unwrap();
    assert!(request["url"].as_str().unwrap().ends_with("cursor=c"), "{request}");
    let mut responses = vec![conflict.clone(), first.clone(), page("r-2", next("d")), page("r-1", next("e"))];
    assert_eq!(after(GRID, &applicant(), &responses).unwrap()["operation"], "grid.createKycLink");
    responses.push((409, json!({ "code": "CONFLICT" })));
    assert_eq!(after(GRID, &applicant(), &responses).unwrap()["kind"], "verify_contact");
    // A page that leads to itself never ends.
    let error = after(GRID, &applicant(), &[conflict.clone(), first.clone(), first]).unwrap_err();
    assert_eq!((error.code().as_str(), error.operation()), ("unexpected_response", Some("grid.listCustomers")));
    // A provider that ignores the filter must not hand over somebody else.
    let error = after(GRID, &applicant(), &[conflict.clone(), list("r-2", "PENDING")]).unwrap_err();
    assert_eq!((error.code().as_str(), error.operation()), ("conflict", Some("grid.createCustomer")));

    let mut anonymous = applicant();
    for absent in [Value::Null, json!(""), json!("  "), json!("\u{200b}")] {
        anonymous["reference"] = absent;
        let error = after(GRID, &anonymous, std::slice::from_ref(&conflict)).unwrap_err();
        assert_eq!((error.code().as_str(), error.issues().len()), ("conflict", 0), "{}", anonymous["reference"]);
    }
}

/// Grid responds to a known key as it did at first, refusals too.
#[test]
fn a_key_goes_with_what_creates_and_with_nothing_else() {
    let provider = provider("grid").unwrap();
    let connection = Connection::open(provider.service, &untrusted_json(GRID.1)).unwrap();
    let options = CallOptions::default().idempotency_key("key-1");
    let (status, created) = grid_customer(json!({}));
    for (responses, keys) in [(vec![], 1), (vec![response(status, &created)], 0)] {
        let running = begin(provider.onboarding, untrusted(&applicant()), &connection, &options, ONCE, 0);
        let next = after_responses(running, responses);
        let Ok(Next::Perform(Effect::Request { request, .. })) = next else { panic!("there is more to send") };
        assert_eq!(request.headers.iter().filter(|(name, _)| name == "Idempotency-Key").count(), keys);
    }
}

#[test]
fn after_the_create_every_error_names_the_customer_and_is_not_retryable() {
    for status in [400, 401, 403, 404, 422, 429, 500, 503, 0] {
        let responses = [grid_customer(json!({})), (status, json!({ "code": "X" }))];
        let error = after(GRID, &applicant(), &responses).unwrap_err();
        assert_eq!((error.customer_id(), error.is_retryable()), (Some("Customer:1"), false), "{status}");
        // Whatever else is known of it, the customer that the flow has made is the one to continue with.
        assert_eq!(error.with_existing_customer("Customer:2").customer_id(), Some("Customer:1"));
    }
}

/// Only the default policy and the strict one ask for the state.
#[test]
fn an_applicant_is_validated_as_strictly_as_the_connection_says() {
    let mut applicant = applicant();
    applicant["address"] =
        json!({ "line1": "1 Main Street", "city": "Chicago", "postalCode": "60606", "country": "US" });
    for (policy, is_sent) in [("schema", true), ("postal", false), ("strict", false)] {
        let config = json!({ "apiKey": "key", "environment": "sandbox", "policy": policy }).to_string();
        assert_eq!(after((SPHEREPAY.0, &config), &applicant, &[]).is_ok(), is_sent, "{policy}");
    }
}

/// Which contacts are to be confirmed is what the customer says; where that leaves none, it may be either.
#[test]
fn a_conflict_at_the_link_asks_for_the_contacts() {
    for (contacts, channels) in [
        (json!({}), json!(["email", "phone"])),
        (json!({ "contactVerification": { "email": "PENDING", "phone": "VERIFIED" } }), json!(["email"])),
        (json!({ "contactVerification": { "phone": "EXPIRED" } }), json!(["phone"])),
        (json!({ "contactVerification": { "email": "VERIFIED", "phone": "VERIFIED" } }), json!(["email", "phone"])),
    ] {
        let responses = [grid_customer(contacts), (409, json!({ "code": "CONFLICT", "reason": "x" }))];
        let outcome = after(GRID, &applicant(), &responses).unwrap();
        let contact = |field: &Value| json!({ "kind": "contact", "who": "person", "can": "act", "field": field, "nextAction": "verify_contact" });
        let requirements: Vec<_> = channels.as_array().unwrap().iter().map(contact).collect();
        assert_eq!(
            outcome,
            json!({
                "kind": "verify_contact", "customerId": "Customer:1", "channels": channels,
                "requirements": requirements, "capabilities": [],
            })
        );
    }
}

#[test]
fn a_providers_findings_are_on_the_applicants_paths() {
    let fields = ["phoneNumber", "address.postalCode", "fullName", "platformCustomerId", "umaAddress", "nickname"];
    let errors: Vec<_> = fields.iter().map(|field| json!({ "field": field })).collect();
    let response = (400, json!({ "code": "INVALID_INPUT", "reason": "x", "details": { "errors": errors } }));
    let error = after(GRID, &applicant(), &[response]).unwrap_err();
    let found = ["/phone", "/address/postalCode", "/firstName", "/reference", "", ""];
    assert_eq!(words(error.issues()), found.map(|pointer| format!("provider {pointer}")));
    // Without a place in the applicant, the provider's own stays.
    let own: Vec<_> = error.issues().iter().map(|issue| issue.provider_pointer.as_deref()).collect();
    assert_eq!(own, [None, None, None, None, Some("/umaAddress"), Some("nickname")]);
    assert_eq!((error.code().as_str(), error.operation()), ("provider_rejected", Some("grid.createCustomer")));
}

#[test]
fn an_invalid_applicant_sends_no_request() {
    for at in [SPHEREPAY, GRID] {
        let error = after(at, &json!({ "type": "individual", "phone": "1" }), &[]).unwrap_err();
        assert_eq!(error.code().as_str(), "invalid_request");
        assert_eq!(words(error.issues())[..2], ["required /email", "phone_format /phone"]);
    }
}

/// As in the npm package: tests/packages/module/kyclink/call-options.test.mjs.
#[test]
fn an_option_that_no_call_can_have_is_refused_before_the_input() {
    let bad = [
        CallOptions::default().idempotency_key(""),
        CallOptions::default().idempotency_key("two words"),
        CallOptions::default().idempotency_key("a").header("idempotency-key", "b"),
        CallOptions::default().header("x y", "z"),
        CallOptions::default().header("Content-Type", "z"),
    ];
    let no_input = untrusted(&json!({ "type": 1 }));
    for (name, config, header) in [
        (SPHEREPAY.0, SPHEREPAY.1, "authorization"),
        (GRID.0, GRID.1, "authorization"),
        ("bridge", r#"{"apiKey":"key","environment":"production"}"#, "api-key"),
    ] {
        let provider = provider(name).unwrap();
        let connection = Connection::open(provider.service, &untrusted_json(config)).unwrap();
        let codes = |options: &CallOptions| {
            let flow = begin(provider.onboarding, no_input.clone(), &connection, options, ONCE, 0).proceed(None);
            let call = build_request_with(provider.endpoints[0], &no_input, &connection, options, 0);
            let [flow, call] = [flow.err().unwrap(), call.err().unwrap()];
            assert_eq!(flow.operation(), Some(provider.onboarding.operation.name));
            assert_eq!((flow.provider(), call.provider()), (Some(name), Some(name)));
            [flow.code(), call.code()]
        };
        assert_eq!(codes(&CallOptions::default()), [ErrorCode::InvalidRequest; 2], "{name}");
        for options in bad.iter().chain(&[CallOptions::default().header(header, "x")]) {
            assert_eq!(codes(options), [ErrorCode::InvalidConfig; 2], "{name}");
        }
    }
}

/// A refusal of any field of a create is shown at a field that the form of this applicant has, or at none: never at one
/// of the other type.
#[test]
fn whatever_field_a_provider_refuses_the_form_of_that_type_has_it_or_none_is_named() {
    let bridge = ("bridge", r#"{"apiKey":"sk-test-x","environment":"sandbox"}"#);
    let snake = |name: &str| {
        name.chars().fold(String::new(), |text, c| {
            text + &if c.is_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.to_string() }
        })
    };
    type Refusal = fn(&str) -> Value;
    let refusals: [((&str, &str), &str, Refusal); 3] = [
        (
            SPHEREPAY,
            "spherepay.createCustomerViaLink",
            |name| json!({ "errors": [{ "pointer": format!("/{name}"), "detail": "x" }] }),
        ),
        (
            GRID,
            "grid.createCustomer",
            |name| json!({ "code": "INVALID_INPUT", "details": { "errors": [{ "field": name, "message": "x" }] } }),
        ),
        (
            bridge,
            "bridge.createKycLink",
            |name| json!({ "code": "invalid", "source": { "location": "body", "key": { name: "x" } } }),
        ),
    ];
    let mut named = std::collections::BTreeMap::new();
    for (at, create, body) in refusals {
        let onboard = provider(at.0).unwrap().onboarding.operation;
        for kind in ["individual", "business"] {
            let mut applicant = applicant();
            applicant["type"] = json!(kind);
            if kind == "business" {
                applicant["business"] =
                    json!({ "legalName": "Acme", "country": "GI", "taxId": "1", "incorporatedOn": "2020-01-01" });
            }
            for field in kyclink::operation(create).unwrap().shape.fields {
                let wire = if at.0 == "bridge" { snake(field.name) } else { field.name.to_owned() };
                let error = after(at, &applicant, &[(422, body(&wire))]).unwrap_err();
                let [issue] = error.issues() else { panic!("{at:?} {wire}: {}", error.issues().len()) };
                let path = issue.pointer();
                let Some(first) = path.split('/').nth(1) else {
                    assert!(issue.provider_pointer.is_some(), "{at:?} {wire} is named nowhere");
                    continue;
                };
                let own = onboard.shape.fields.iter().find(|own| own.name == first).expect("a field of the form");
                let is_shown = own.when.is_none_or(|(_, of)| *of == kind);
                let is_of_people = ["firstName", "lastName", "birthDate", "nationality"].contains(&first);
                assert!(is_shown && !(is_of_people && kind == "business"), "{at:?} {kind}: {wire} at {path}");
                named.insert((at.0, kind, wire), path);
            }
        }
    }
    let path = |at, kind, wire: &str| named.get(&(at, kind, wire.to_owned())).map(String::as_str);
    assert_eq!(path("bridge", "business", "full_name"), Some("/business/legalName"));
    assert_eq!(path("bridge", "individual", "full_name"), Some("/firstName"));
    assert_eq!(path("bridge", "individual", "transliterated_business_legal_name"), None);
    assert_eq!(path("grid", "business", "fullName"), None);
    assert_eq!(path("grid", "business", "businessInfo"), Some("/business"));
}
