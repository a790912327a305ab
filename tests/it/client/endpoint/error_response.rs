//! What an error contains of a provider's response: fields, pointers, constraints, the message, a customer that exists.

use kyclink::json::Json;
use kyclink::{
    Connection, Error, ErrorCode, LinkRules, Options, ParseOptions, Policy, endpoint, parse_response, validate,
};
use serde_json::{Value, json};

use crate::integration::vectors::{response, untrusted, words};

const NOW: i64 = 1_790_000_000_000;
const CREATES_BY_LINK: &str = "spherepay.createCustomerViaLink";

fn reading(allow_hosts: &[&str]) -> ParseOptions {
    ParseOptions::new(NOW).links(LinkRules::default().allow_hosts(allow_hosts.iter().copied()))
}

fn error(name: &str, status: u16, body: &Value, input: Option<&Value>) -> Error {
    let input = input.map(untrusted);
    let read = parse_response(endpoint(name).unwrap(), &response(status, body), input.as_ref(), &reading(&[]));
    read.err().unwrap_or_else(|| panic!("{name} {status} is an error"))
}

fn places(error: &Error) -> Vec<String> {
    words(error.issues())
}

#[test]
fn documented_codes_mark_the_field_that_they_are_about() {
    let country = "provider /address/country";
    let state = "provider /address/state";
    for (code, place) in [
        ("address/invalid", "provider /address"),
        ("address/invalid-country", country),
        ("customer/unsupported-country", country),
        ("customer/restricted-country", country),
        ("address/invalid-state", state),
        ("address/country-state-mismatch", state),
        ("customer/unsupported-state", state),
    ] {
        let bodies = [
            json!({ "status": 400, "detail": "words", "code": code }),
            json!({ "status": 400, "detail": "words", "code": code, "errors": [] }),
            json!({ "ok": false, "object": "error", "error": code, "message": "words", "data": null }),
        ];
        for body in &bodies {
            for name in [CREATES_BY_LINK, "spherepay.createCustomer"] {
                let error = error(name, 400, body, None);
                assert_eq!(places(&error), [place], "{name} {code}");
                assert_eq!(error.issues()[0].provider_message.as_deref(), Some("words"));
            }
            // The catalogue is the provider's, the field is the operation's.
            assert!(places(&error("spherepay.createTosLink", 400, body, None)).is_empty());
        }
        // Whatever the provider names itself wins.
        let body =
            json!({ "status": 400, "detail": "d", "code": code, "errors": [{ "detail": "d", "pointer": "/email" }] });
        assert_eq!(places(&error(CREATES_BY_LINK, 400, &body, None)), ["provider /email"]);
        let body =
            json!({ "status": 400, "detail": "d", "code": code, "errors": [{ "detail": "d", "pointer": "/zip" }] });
        assert_eq!(places(&error(CREATES_BY_LINK, 400, &body, None)), ["provider "], "a field that we do not know");
        // A business may have given a list.
        let body = json!({ "status": 400, "detail": "d", "code": code });
        let input = json!({ "type": "business", "addresses": [{}] });
        assert_eq!(places(&error("spherepay.createCustomer", 400, &body, Some(&input))), ["provider /addresses"]);
    }
    let body = json!({ "status": 400, "detail": "d", "code": "customer/duplicate" });
    assert!(places(&error(CREATES_BY_LINK, 400, &body, None)).is_empty());
}

/// `source.key` may be an object with a message for each name; names alone have none.
#[test]
fn each_field_of_an_error_keeps_its_own_message() {
    let error_of = |key: Value| {
        let body =
            json!({ "code": "invalid_parameters", "message": "no", "source": { "location": "body", "key": key } });
        error("bridge.createKycLink", 400, &body, None)
    };
    let messages = |error: &Error| -> Vec<_> {
        let issues = error.issues().iter();
        issues.map(|issue| (issue.pointer(), issue.provider_message.as_deref().map(str::to_owned))).collect()
    };
    let own = error_of(json!({ "email": "is not deliverable", "full_name": "must be set", "type": 1 }));
    assert_eq!(
        messages(&own),
        [
            ("/email".to_owned(), Some("is not deliverable".to_owned())),
            ("/fullName".to_owned(), Some("must be set".to_owned())),
            ("/type".to_owned(), None),
        ]
    );
    // A name that is none of ours stays as it came.
    let unknown = error_of(json!("first_name, customerID"));
    let kept: Vec<_> = unknown.issues().iter().map(|issue| issue.provider_pointer.as_deref()).collect();
    assert_eq!(
        (places(&unknown), kept),
        (vec!["provider ".to_owned(); 2], vec![Some("first_name"), Some("customerID")])
    );
    let names = error_of(json!(" full_name ,, redirect_uri "));
    assert_eq!(messages(&names), [("/fullName".to_owned(), None), ("/redirectUri".to_owned(), None)]);
}

#[test]
fn a_pointer_that_names_no_field_is_kept_as_it_came() {
    let link = "spherepay.createKycLink";
    for (name, pointer, place) in [
        (CREATES_BY_LINK, "/address/zip", "provider "),
        (CREATES_BY_LINK, "/zip", "provider "),
        (CREATES_BY_LINK, "#/name", "provider "),
        (CREATES_BY_LINK, "address.line1.x", "provider "),
        (CREATES_BY_LINK, "/email/0", "provider "),
        (CREATES_BY_LINK, "", "provider "),
        (CREATES_BY_LINK, "/Jane", "provider "),
        // A place is a number without a sign.
        ("spherepay.createCustomer", "/addresses/+0/city", "provider "),
        // What is sent is in a field of the input, which the provider does not know.
        (link, "", "provider "),
        (link, "/", "provider "),
        (link, "#/", "provider "),
        (CREATES_BY_LINK, "/address/city", "provider /address/city"),
    ] {
        let body = json!({ "status": 422, "detail": "d", "errors": [{ "detail": "words", "pointer": pointer }] });
        let error = error(name, 422, &body, None);
        assert_eq!(places(&error), [place], "{name} {pointer}");
        let issue = &error.issues()[0];
        let kept = (place == "provider ").then_some(pointer);
        assert_eq!((issue.provider_pointer.as_deref(), issue.provider_message.as_deref()), (kept, Some("words")));
        let shown = error.message() + &format!("{:?}", error.issues());
        assert!(!shown.contains("zip") && !shown.contains("Jane"), "{shown}");
    }
}

fn constraint_of(constraint: &Value, input: Option<&Value>) -> Value {
    let field = json!({ "field": "address.country", "constraint": constraint, "message": "words" });
    let body = json!({ "code": "INVALID_INPUT", "reason": "r", "details": { "errors": [field] } });
    let error = error("grid.createCustomer", 400, &body, input);
    let json: Value = serde_json::from_str(&error.to_json()).unwrap();
    assert_eq!(json["issues"][0]["pointer"], "/address/country");
    json["issues"][0]["params"]["constraint"].clone()
}

#[test]
fn a_constraint_reaches_the_issue_as_far_as_it_is_documented() {
    let known = json!({ "format": "e.164", "enum": ["US", "INDIVIDUAL"], "minLength": 0, "maxLength": 9999 });
    assert_eq!(constraint_of(&known, None), known);
    // A word may also belong to a field of an object in the input, or to the items of a list.
    for word in ["SOLE_PROPRIETORSHIP", "OPERATING_REVENUE"] {
        let nested = json!({ "enum": [word] });
        assert_eq!(constraint_of(&nested, None), nested);
    }
    for unknown in [
        json!({}),
        json!([]),
        json!("x"),
        json!(null),
        json!({ "format": 1, "enum": [1], "minLength": "1", "maxLength": 1.5 }),
        json!({ "given": "Jane", "value": 1, "pattern": "^Jane$" }),
        json!({ "format": "Jane", "minLength": -1, "maxLength": 10_000 }),
        json!({ "maxLength": 4_155_550_123_u64, "minLength": 19_900_131 }),
        json!({ "enum": "US" }),
        json!({ "enum": ["US", "Jane"] }),
        json!({ "enum": ["us"] }),
        json!({ "enum": ["XX"] }),
    ] {
        assert_eq!(constraint_of(&unknown, None), Value::Null, "{unknown}");
    }
    // Numbers and words that were sent are left out, and the rest stays.
    let input = json!({ "customerType": "INDIVIDUAL", "address": { "line2": "16", "country": "US" } });
    let some = json!({ "format": "us-ssn", "enum": ["US"], "minLength": 16, "maxLength": 9 });
    assert_eq!(constraint_of(&some, Some(&input)), json!({ "format": "us-ssn", "maxLength": 9 }));
}

/// A number in a pointer may be one that the provider repeats.
#[test]
fn a_pointer_names_only_items_that_were_sent() {
    let input = json!({ "currencies": ["USD", "EUR"] });
    for (pointer, with_input, without) in [
        ("currencies/1", "provider /currencies/1", "provider /currencies/1"),
        ("currencies/2", "provider ", "provider /currencies/2"),
        ("currencies[99]", "provider ", "provider /currencies/99"),
        ("currencies/100", "provider ", "provider "),
        ("currencies/4155550123", "provider ", "provider "),
    ] {
        let body = json!({ "code": "C", "reason": "r", "details": { "field": pointer, "reason": "words" } });
        assert_eq!(places(&error("grid.createCustomer", 400, &body, Some(&input))), [with_input], "{pointer}");
        assert_eq!(places(&error("grid.createCustomer", 400, &body, None)), [without], "{pointer}");
        assert_eq!(places(&error("grid.createCustomer", 400, &body, Some(&json!({})))), ["provider "], "{pointer}");
    }
}

#[test]
fn every_shape_is_read_at_every_provider() {
    for (body, words, code) in [
        (json!({ "type": "about:blank", "title": "Title", "status": 400 }), "Title", None),
        (json!({ "title": "Title", "detail": "Detail", "status": 400, "code": "CODE" }), "Detail", Some("CODE")),
        (json!({ "message": "Message" }), "Message", None),
        (json!({ "message": ["One", "Two"], "error": "Bad Request", "statusCode": 400 }), "One; Two", None),
        (json!({ "error": "invalid_client", "error_description": "Description" }), "Description", None),
        (json!({ "error": { "code": "SOME_CODE", "message": "Message" } }), "Message", Some("SOME_CODE")),
        (json!({ "ts": "t", "error": { "general": "General" } }), "General", None),
        (json!({ "ok": false, "error": "CODE", "message": "Message", "data": null }), "Message", Some("CODE")),
        (json!({ "code": "INVALID_INPUT", "reason": "Reason" }), "Reason", Some("INVALID_INPUT")),
        (json!({ "status": 400, "code": "INVALID_INPUT", "message": "Message" }), "Message", Some("INVALID_INPUT")),
        (json!({ "code": "INVALID_INPUT", "error": "Bad Request", "reason": "R" }), "R", Some("INVALID_INPUT")),
        (json!({ "code": "INVALID_INPUT", "error": { "code": "OTHER", "message": "M" } }), "M", Some("INVALID_INPUT")),
        (json!({ "error": { "reason": "R", "message": "M", "code": "SOME_CODE" } }), "R", Some("SOME_CODE")),
        // Of two messages the inner one says more, and an empty one says nothing.
        (json!({ "message": "Outer", "error": { "message": "Inner" } }), "Inner", None),
        (json!({ "detail": "", "message": [], "title": "Title" }), "Title", None),
    ] {
        for name in [CREATES_BY_LINK, "grid.createCustomer", "grid.getCustomer", "spherepay.listCustomers"] {
            // Each provider has a form of codes.
            let own = |code: &'static str| if name.starts_with("grid") { code } else { "area/reason" };
            let mut body = body.clone();
            for place in ["/code", "/error", "/error/code"] {
                let value = body.pointer_mut(place).filter(|value| value.as_str().is_some() && value.as_str() == code);
                value.into_iter().for_each(|value| *value = json!(own(code.unwrap())));
            }
            let error = error(name, 400, &body, None);
            assert!(error.issues().is_empty(), "no field is named: {name} {body}");
            assert_eq!(error.provider_message(), Some(words), "{name} {body}");
            assert_eq!(error.provider_code(), code.map(own), "{name} {body}");
            assert!(!error.message().contains(words));
        }
    }
    for body in [
        json!({ "status": 422, "detail": "d", "errors": [{ "detail": "words", "pointer": "/email" }] }),
        json!({ "ts": "t", "error": { "email": ["words"] } }),
        json!({ "ts": "t", "error": { "email": "words" } }),
        json!({ "ok": false, "error": { "email": ["words"] }, "message": "d", "request": "request_1" }),
        json!({ "code": "C", "reason": "d", "details": { "errors": [{ "field": "email", "message": "words" }] } }),
        json!({ "code": "C", "reason": "d", "details": { "field": "email", "reason": "words" } }),
        json!({ "title": "d", "errors": { "email": ["words"] } }),
        json!({ "code": "C", "details": { "field": "d", "errors": [{ "field": "email", "message": "words" }] } }),
    ] {
        for name in [CREATES_BY_LINK, "grid.createCustomer"] {
            let error = error(name, 422, &body, None);
            assert_eq!(places(&error), ["provider /email"], "{name} {body}");
            assert_eq!(error.issues()[0].provider_message.as_deref(), Some("words"));
        }
    }
}

#[test]
fn an_error_that_is_only_a_text_is_an_issue_without_a_field() {
    for name in [CREATES_BY_LINK, "grid.createCustomer", "bridge.createKycLink"] {
        let error = error(name, 422, &json!({ "detail": "d", "errors": ["words", 7] }), None);
        assert_eq!(places(&error)[0], "provider ", "{name}");
        assert_eq!(error.issues()[0].provider_message.as_deref(), Some("words"), "{name}");
    }
}

#[test]
fn a_message_names_the_first_three_issues_and_no_value() {
    let options = Options::default().policy(Policy::Postal).now(NOW);
    let connection = json!({ "apiKey": "key", "environment": "sandbox" });
    let create = endpoint(CREATES_BY_LINK).unwrap();
    let connection = Connection::open(create.service, &untrusted(&connection)).unwrap();
    let refuse =
        |input: &Value| kyclink::build_request(create, &untrusted(input), &connection, NOW).unwrap_err().message();
    assert_eq!(
        refuse(&json!({ "type": "individual", "phone": "Jane" })),
        "The input is not valid; nothing was sent. Issues: required at /email, phone_format at /phone, required at /address."
    );
    assert!(refuse(&json!({})).ends_with("required at /type, required at /email, required at /phone, and 1 more."));
    let message = refuse(&json!({ "address": {} }));
    assert!(message.ends_with("required at /phone, and 3 more."), "{message}");
    assert_eq!(refuse(&json!("Jane")), "The input is not valid; nothing was sent. Issues: invalid_type.");

    // A key that somebody made up is no field of ours.
    let meta = json!({ "type": "individual", "address": { "country": "GIB" }, "meta": { "Jane Smith": { "a": 1 } } });
    let create = endpoint("spherepay.createCustomer").unwrap();
    let verdict = validate(create.operation, untrusted(&meta), &options);
    assert_eq!(verdict.result.err().unwrap()[0].pointer(), "/meta/Jane Smith");
    let message = kyclink::build_request(create, &untrusted(&meta), &connection, NOW).unwrap_err().message();
    assert_eq!(message, "The input is not valid; nothing was sent. Issues: invalid_type at /meta.");

    for code in ErrorCode::ALL {
        assert!(!code.message().contains("See issues"), "{}", code.as_str());
    }
    let body = json!({ "status": 400, "detail": "Jane Smith is too young" });
    assert_eq!(error(CREATES_BY_LINK, 400, &body, None).message(), "The provider refused the request.");
}

#[test]
fn a_status_below_100_is_no_response() {
    for status in [0, 99] {
        for (name, code, retryable) in [
            (CREATES_BY_LINK, ErrorCode::OutcomeUnknown, false),
            ("grid.createCustomer", ErrorCode::OutcomeUnknown, false),
            ("grid.createKycLink", ErrorCode::Network, true),
            ("spherepay.getCustomer", ErrorCode::Network, true),
            ("grid.sendEmailCode", ErrorCode::Network, false),
        ] {
            let error = error(name, status, &json!({}), None);
            assert_eq!((error.code(), error.is_retryable(), error.status()), (code, retryable, None), "{name}");
        }
    }
    let error = error("spherepay.getCustomer", 100, &json!({}), None);
    assert_eq!((error.code(), error.status()), (ErrorCode::UnexpectedResponse, Some(100)));
}

/// A UUID is the id of a request at every provider, unless it repeats what was sent.
#[test]
fn a_uuid_is_a_correlation_id() {
    const ID: &str = "0190163d-8694-739b-aea5-966c26f8ad91";
    for name in [CREATES_BY_LINK, "grid.createCustomer", "bridge.createKycLink"] {
        let shown = |id: &str, input: Option<&Value>| {
            let body = json!({ "status": 400, "detail": "words", "correlationId": id });
            error(name, 400, &body, input).correlation_id().map(str::to_owned)
        };
        for id in [ID, &ID.to_uppercase(), "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(shown(id, None).as_deref(), Some(id), "{name}");
            assert_eq!(shown(id, Some(&json!({ "email": id }))), None, "{name}: an echo");
        }
        for other in [
            "0190163d-8694-739b-aea5-966c26f8ad9",
            "0190163d-8694-739b-aea5-966c26f8ad911",
            "0190163d8694-739b-aea5-966c26f8ad91-",
            "0190163g-8694-739b-aea5-966c26f8ad91",
            "{0190163d-8694-739b-aea5-966c26f8ad91}",
            "urn:uuid:0190163d-8694-739b-aea5-966c26f8ad91",
            "0190163d-8694-739b-aea5-966c26f8ad91-0000",
            "4155-5501-23",
            "jane@example.com",
            "",
        ] {
            assert_eq!(shown(other, None), None, "{name} {other}");
        }
    }
}

/// Of a create whose response cannot be read, nobody knows whether it made a customer. The hints of all operations are in
/// `tests/vectors/data/hints.txt`.
#[test]
fn a_create_whose_response_cannot_be_read_says_how_to_go_on() {
    let look = "Look for the customer before you create another.";
    let unusable = json!({ "customerId": "customer_1", "url": "http://in.sumsub.com/x" });
    let message = error(CREATES_BY_LINK, 201, &unusable, None).message();
    assert!(!message.contains(look) && message.contains("do not create it again"), "{message}");
    let echo = json!({ "customerId": "customer_wackerstrasse", "url": "http://in.sumsub.com/x" });
    let sent = json!({ "email": "wacker@strasse" });
    assert!(error(CREATES_BY_LINK, 201, &echo, Some(&sent)).message().contains(look), "the id is hidden");
}
