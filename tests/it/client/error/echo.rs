//! What a provider echoes: no member of an error that is shown contains a value of the input or a credential, wherever
//! the response has it.

use std::time::Duration;

use kyclink::engine::{EffectError, Next, Outcome};
use kyclink::json::Json;
use kyclink::onboard;
use kyclink::provider::provider;
use kyclink::{
    CallOptions, Connection, Endpoint, Error, ErrorCode, Onboarding, build_request, endpoint, parse_response,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use serde_json::{Value, json};

use crate::client::onboarding::onboard::ONCE;
use crate::integration::inputs::{one_in, run};
use crate::integration::vectors::{response, untrusted};

const NOW: i64 = 1_790_000_000_000;
const CREDENTIALS: [&str; 2] = ["secret_of-ours-7391", "proxy-key-of-ours-7391"];

fn connection(endpoint: &Endpoint) -> Connection {
    let mut config = json!({ "baseUrl": "https://api.example.com", "headers": [["X-Proxy", CREDENTIALS[1]]] });
    let own: &[&str] = if endpoint.name().starts_with("grid.") { &["clientId", "clientSecret"] } else { &["apiKey"] };
    own.iter().for_each(|name| config[*name] = json!(CREDENTIALS[0]));
    Connection::open(endpoint.service, &untrusted(&config)).unwrap()
}

/// An input of each operation, and every value in it that is a person's or the caller's.
fn inputs() -> Vec<(&'static str, Value)> {
    let link = json!({
        "type": "individual", "email": "wacker@strasse.example", "phone": "+14155550123",
        "address": { "line1": "Wackerstrasse 233", "city": "Kim", "postalCode": "67391", "country": "DEU" },
    });
    vec![
        ("spherepay.createCustomerViaLink", link),
        ("spherepay.listCustomers", json!({ "search": "Smithers", "email": "wacker@strasse.example" })),
        (
            "grid.createCustomer",
            json!({
                "customerType": "INDIVIDUAL", "platformCustomerId": "case-19900131", "fullName": "Kim Smithers",
                "birthDate": "1990-01-31", "email": "wacker@strasse.example", "phoneNumber": "+14155550123",
                "address": { "line1": "Wackerstrasse 233", "city": "Bonn", "postalCode": "67391", "country": "DE" },
            }),
        ),
        ("grid.createCustomer", json!({ "customerType": "INDIVIDUAL", "currencies": ["KIMSCOIN", "EUR"] })),
        ("grid.confirmPhone", json!({ "customerId": "Customer:0195", "code": "123456" })),
    ]
}

fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        _ => {}
    }
}

fn joined(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The ways in which a provider may write a value in the place of a code, an id, a word or a number.
fn disguises(text: &str) -> Vec<Value> {
    let joined = joined(text);
    let letters: String = joined.chars().filter(char::is_ascii_alphabetic).collect();
    let digits: String = joined.chars().filter(char::is_ascii_digit).collect();
    let words = words(text);
    let of = |separator: &str| words.join(separator);
    let mut all: Vec<Value> = [
        text.to_owned(),
        joined.clone(),
        joined.to_uppercase(),
        letters.to_uppercase(),
        of("_").to_uppercase(),
        format!("INVALID_{}", of("_").to_uppercase()),
        of("-").to_lowercase(),
        format!("customer/{}", of("-").to_lowercase()),
        format!("{}/unknown", letters),
        format!("address/not-{letters}-here"),
        format!("{digits:0>32}"),
        format!("request_{digits:a<32}"),
    ]
    .map(Value::from)
    .into();
    // A code may have a short word within another one.
    all.extend((letters.len() >= 8).then(|| format!("X{}X", letters.to_uppercase()).into()));
    all.extend(digits.parse::<u64>().ok().map(Value::from));
    all
}

/// Every documented shape, with one value in every place that may be shown.
fn bodies(echo: &Value) -> Vec<Value> {
    let constraint = json!({ "format": echo, "pattern": echo, "enum": [echo], "minLength": echo, "maxLength": echo });
    let place = echo.as_str().map_or_else(|| echo.to_string(), str::to_owned);
    vec![
        json!({ "status": 422, "title": echo, "detail": echo, "code": echo, "correlationId": echo, "request": echo,
            "errors": [{ "detail": echo, "pointer": format!("/{place}") }, { "detail": echo, "parameter": echo },
                { "field": format!("currencies/{place}"), "constraint": constraint }] }),
        json!({ "ts": echo, "error": { "general": echo, (place.as_str()): [echo] } }),
        json!({ "ok": false, "error": echo, "message": echo, "request": echo }),
        json!({ "code": echo, "reason": echo, "correlationId": echo,
            "details": { "errors": [{ "field": "address.country", "constraint": constraint, "message": echo }] } }),
        json!({ "error": { "code": echo, "message": echo }, "details": { "field": echo, "reason": echo, "constraint": constraint } }),
        json!({ "id": echo, "customerId": echo, "customerType": echo, "type": echo }),
        json!({ "customerId": echo, "url": "http://unsafe.example", "kycUrl": "http://unsafe.example" }),
    ]
}

/// What a logger or a browser gets of an error.
fn shown(error: &Error) -> String {
    let mut json: Value = serde_json::from_str(&error.to_json()).unwrap();
    // The names of the package are no echo.
    let own = ["provider", "operation", "code", "hint", "retryable", "customerId"];
    json.as_object_mut().unwrap().retain(|name, _| !own.contains(&name.as_str()));
    json.to_string()
}

/// Asserts that nothing that was sent is shown: neither as it was, nor without its separators.
fn assert_no_echo(error: &Error, sent: &[String], what: &str) {
    let json = shown(error);
    let everything = joined(&json);
    for value in sent.iter().filter(|value| joined(value).len() >= 4) {
        assert!(!everything.contains(&joined(value)), "{what}: {value} in {json}");
        let id = joined(error.customer_id().unwrap_or_default());
        assert!(joined(value).len() < 8 || !id.contains(&joined(value)), "{what}: {value} in {id}");
        assert!(!error.message().contains(value.as_str()), "{what}: {value} in {}", error.message());
    }
}

fn sent_with(input: &Value) -> Vec<String> {
    let mut sent = vec![];
    texts(input, &mut sent);
    // The id of the customer is shown on purpose, and a word of a list is not a person's.
    sent.retain(|text| !text.starts_with("Customer:") && !["individual", "INDIVIDUAL", "DEU"].contains(&text.as_str()));
    sent.extend(CREDENTIALS.map(str::to_owned));
    sent
}

fn read(name: &str, status: u16, body: &Value, input: &Value) -> Option<Error> {
    let endpoint = endpoint(name).unwrap();
    let connection = connection(endpoint);
    assert!(build_request(endpoint, &untrusted(input), &connection, NOW).is_ok(), "{name} takes the input");
    let mut response = response(status, body);
    response.headers.push(("retry-after".to_owned(), body["code"].to_string()));
    parse_response(endpoint, &response, Some(&untrusted(input)), &connection.parse_options(NOW)).err()
}

#[test]
fn no_error_shows_what_was_sent_in_any_disguise() {
    let (mut errors, mut bodies_so_far, every) = (0, 0, one_in());
    for (name, input) in inputs() {
        let sent = sent_with(&input);
        for value in &sent {
            for echo in disguises(value) {
                for body in bodies(&echo) {
                    bodies_so_far += 1;
                    for status in [200, 400, 409, 422, 429, 503].into_iter().filter(|_| bodies_so_far % every == 0) {
                        let Some(error) = read(name, status, &body, &input) else { continue };
                        assert_no_echo(&error, &sent, &format!("{name} {status} {body}"));
                        errors += 1;
                    }
                }
            }
        }
    }
    assert!(errors > 10_000 / every, "{errors}");
}

/// A part of a name or a street says as much as the whole.
#[test]
fn no_error_shows_a_word_of_what_was_sent() {
    for (name, input) in inputs() {
        // Nor does a word of the caller's own id.
        let is_word = |text: &String| !CREDENTIALS.contains(&text.as_str()) && !text.starts_with("case-");
        let values = sent_with(&input).into_iter().filter(is_word);
        let is_name = |word: &String| word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        for word in values.flat_map(|text| words(&text)).filter(is_name) {
            let (upper, lower) = (word.to_uppercase(), word.to_lowercase());
            for echo in
                [upper.clone(), format!("INVALID_{upper}"), format!("customer/{lower}"), format!("{lower}/not-found")]
            {
                for body in bodies(&json!(echo)) {
                    let Some(error) = read(name, 422, &body, &input) else { continue };
                    assert!(
                        !shown(&error).to_lowercase().contains(&echo.to_lowercase()),
                        "{name} {echo}: {}",
                        shown(&error)
                    );
                }
            }
        }
    }
}

/// The outcome of an onboarding after these responses, and after the next request was lost.
fn after(provider_name: &str, applicant: &Value, responses: &[(u16, &Value)]) -> Result<Onboarding, Error> {
    let provider = provider(provider_name).unwrap();
    let connection = connection(provider.customers.link);
    let options = CallOptions::default();
    let mut running = onboard::begin(provider.onboarding, untrusted(applicant), &connection, &options, ONCE, NOW);
    let mut results = responses.iter().map(|(status, body)| Ok(Some(response(*status, body)))).collect::<Vec<_>>();
    results.push(Err(EffectError::new(ErrorCode::Network)));
    let mut next = running.proceed(None)?;
    for result in results {
        if let Next::Done(outcome) = next {
            return Ok(outcome);
        }
        next = running.proceed(Some(Outcome { at: NOW, elapsed_ms: 0, result }))?;
    }
    panic!("the flow goes on after a request that was lost")
}

fn person(address: &Value) -> Value {
    json!({
        "type": "individual", "firstName": "Kimberly", "lastName": "Smithers", "email": "wacker@strasse.example",
        "phone": "+14155550123", "birthDate": "1990-01-31", "reference": "case-19900131", "address": address,
    })
}

/// A link request sends no more than an id, but the provider knows the person from the create.
#[test]
fn no_error_of_a_flow_shows_the_applicant() {
    let created = json!({ "id": "Customer:1", "customerType": "INDIVIDUAL", "kycStatus": "UNVERIFIED" });
    // Four digits may also be a length in a constraint.
    for (city, postal_code, country) in [("Bonn", "67391", "DE"), ("Bern", "6739", "CH")] {
        let address =
            json!({ "line1": "Wackerstrasse 233", "city": city, "postalCode": postal_code, "country": country });
        let applicant = person(&address);
        let sent = sent_with(&applicant);
        for value in &sent {
            for body in disguises(value).iter().flat_map(bodies) {
                let error = after("grid", &applicant, &[(201, &created), (422, &body)]).err();
                let error = error.expect("the link was refused");
                assert_eq!((error.code(), error.customer_id()), (ErrorCode::ProviderRejected, Some("Customer:1")));
                assert_no_echo(&error, &sent, &body.to_string());
            }
            // An id that is a person's data is none.
            let created = json!({ "id": joined(value), "customerType": "INDIVIDUAL", "kycStatus": "UNVERIFIED" });
            let lost = after("grid", &applicant, &[(201, &created)]).err().expect("the request for the link is lost");
            assert!(lost.customer_id().is_none() || joined(value).len() < 8, "{value}");
        }
    }
    // Nor is an id of the request that has the digits of a person's data, although it is a UUID.
    for (digits, is_shown) in [("14155550123", false), ("19900131", false), ("67391", false), ("98989898", true)] {
        let (first, rest) = digits.split_at(digits.len().min(8));
        let id = format!("{first:0<8}-{rest:0<4}-4abc-8def-abcdefabcdef");
        let refused = json!({ "status": 422, "code": "INVALID_INPUT", "correlationId": id });
        let address = json!({ "line1": "Weg 1", "city": "Bonn", "postalCode": "67391", "country": "DE" });
        let error = after("grid", &person(&address), &[(201, &created), (422, &refused)]).err().unwrap();
        assert_eq!(error.correlation_id().is_some(), is_shown, "{digits}");
    }
}

/// Ids of customers begin with a word, which may also be a person's: no field hides them, because what has no id would be
/// created again.
#[test]
fn no_field_hides_the_ids_of_all_customers() {
    let unusable = json!({ "customerId": "customer_1ab2c3d4", "url": "http://in.sumsub.com/x" });
    let created = json!({ "id": "Customer:0195", "customerType": "INDIVIDUAL", "kycStatus": "UNVERIFIED" });
    let refused = json!({ "status": 422, "code": "INVALID_INPUT", "message": "x" });
    let address = json!({ "line1": "Weg 1", "line2": "", "city": "Bonn", "postalCode": "53111", "country": "DE" });
    for field in ["/firstName", "/lastName", "/reference", "/address/line1", "/address/line2", "/address/city"] {
        for word in ["Customer", "CUSTOMER", "customer:", "Customer_"] {
            let mut applicant = person(&address);
            *applicant.pointer_mut(field).unwrap() = json!(word);
            for (name, id, responses) in [
                ("spherepay", "customer_1ab2c3d4", vec![(201, &unusable)]),
                ("grid", "Customer:0195", vec![(201, &created)]),
                ("grid", "Customer:0195", vec![(201, &created), (422, &refused)]),
            ] {
                let context = format!("{name} {field} {word}");
                let error = after(name, &applicant, &responses).err().expect("there is no link");
                assert_eq!((error.customer_id(), error.is_retryable()), (Some(id), false), "{context}");
            }
        }
    }
}

/// Codes stay: a check that removed them all would show nothing, either.
#[test]
fn documented_codes_and_ids_are_shown() {
    let id = "28c61e885c6e5eaa78c1a2183a9b883c";
    for (name, input) in inputs() {
        let codes: &[_] = if name.starts_with("grid") {
            &["INVALID_INPUT", "CUSTOMER_NOT_FOUND", "UMA_ADDRESS_EXISTS", "RATE_LIMITED"]
        } else {
            &["address/invalid", "customer/unsupported-country", "resource/not-found", "validation/failed"]
        };
        for code in codes {
            let body = json!({ "status": 400, "detail": "d", "code": code, "correlationId": id });
            let error = read(name, 400, &body, &input).unwrap();
            assert_eq!(error.provider_code(), Some(*code), "{name}");
            assert_eq!(error.correlation_id(), Some(id).filter(|_| name.starts_with("spherepay")), "{name}");
        }
    }
}

/// An id of the documented form may be what was searched for, in whichever way that was written.
#[test]
fn an_id_of_a_request_is_shown_only_if_it_was_not_sent() {
    let ids = ["28c61e885c6e5eaa78c1a2183a9b883c", "28c61e88-5c6e-5eaa-78c1-a2183a9b883c"];
    for id in ids {
        let body = json!({ "status": 400, "detail": "d", "code": "validation/failed", "correlationId": id });
        let shown = |sent: &str| {
            let error = read("spherepay.listCustomers", 400, &body, &json!({ "search": sent })).unwrap();
            error.correlation_id().map(str::to_owned)
        };
        assert_eq!(shown("another").as_deref(), Some(id));
        for sent in ids {
            for sent in [sent.to_owned(), sent.to_uppercase(), format!(" {sent}")] {
                assert_eq!(shown(&sent), None, "{id} {sent}");
            }
        }
    }
}

/// What was chosen from a list or is a country says nothing about a person, so codes may have its words.
#[test]
fn a_code_may_have_a_word_of_a_list() {
    let business = json!({
        "customerType": "BUSINESS", "businessInfo": { "legalName": "Acme Inc", "taxId": "12-3456789", "country": "US",
            "incorporatedOn": "2020-01-31", "entityType": "LLC", "sourceOfFundsCategories": ["OPERATING_REVENUE"] },
    });
    let link = inputs().remove(0).1;
    for (name, input, code) in [
        ("grid.createCustomer", &business, "BUSINESS_NOT_SUPPORTED"),
        ("grid.createCustomer", &business, "LLC_NOT_SUPPORTED"),
        ("grid.createCustomer", &business, "OPERATING_LICENSE_MISSING"),
        ("spherepay.createCustomerViaLink", &link, "address/not-in-deu"),
    ] {
        let error = read(name, 400, &json!({ "status": 400, "detail": "d", "code": code }), input).unwrap();
        assert_eq!(error.provider_code(), Some(code));
    }
}

/// A wait of hours has as many digits as a postal code, and a short one never counts as an echo.
#[test]
fn a_short_wait_is_shown_whatever_was_sent() {
    let input = json!({
        "customerType": "INDIVIDUAL",
        "address": { "line1": "1 Main Street", "city": "Chicago", "postalCode": "60000", "country": "US" },
    });
    for (seconds, wait_ms) in [(60, Some(60_000)), (60_000, None), (60_001, Some(60_001_000))] {
        let error = read("grid.createCustomer", 429, &json!({ "code": seconds }), &input).unwrap();
        assert_eq!(error.retry_after(), wait_ms.map(Duration::from_millis), "{seconds}");
    }
}

/// Any name and number, in any place of a body of any shape.
#[test]
fn no_error_shows_a_name_or_number_that_was_sent() {
    let name = string_regex("[A-Za-z][a-z]{3,12}( [A-Z][a-z]{3,12})?").unwrap();
    let number = string_regex("[1-9][0-9]{4,14}").unwrap();
    let status = select(vec![400_u16, 401, 403, 404, 409, 422, 429, 500, 503]);
    run(200, &(name, number, any::<Index>(), status), |(name, number, place, status)| {
        let input = json!({
            "customerType": "INDIVIDUAL", "fullName": name, "platformCustomerId": number,
            "address": { "line1": format!("{number} {name}"), "city": name, "postalCode": "67391", "country": "DE" },
        });
        let sent = sent_with(&input);
        let read = |body: &Value| read("grid.createCustomer", status, body, &input);
        let echo = place.get(&[disguises(&name), disguises(&number)].concat()).clone();
        for (body, without_echo) in bodies(&echo).iter().zip(bodies(&json!(0))) {
            // A name may be a word of our own messages.
            let own = read(&without_echo).map(|error| joined(&(shown(&error) + &error.message()))).unwrap_or_default();
            prop_assume!(!own.contains(&joined(&name)));
            if let Some(error) = read(body) {
                assert_no_echo(&error, &sent, &body.to_string());
            }
        }
        Ok(())
    });
}
