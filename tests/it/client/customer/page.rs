//! What an error says about a success that cannot be read: which part of it is wrong. Whether a list has another page,
//! where its provider does not say so.

use kyclink::{HttpResponse, ParseOptions, endpoint, endpoints, parse_response};
use serde_json::{Value, json};

use crate::integration::vectors::{untrusted, value_of};

fn hint(name: &str, body: &Value) -> String {
    let response = HttpResponse::new(200, [], body.to_string().as_bytes());
    let error = parse_response(endpoint(name).unwrap(), &response, None, &ParseOptions::new(1_790_000_000_000)).err();
    let error = error.unwrap_or_else(|| panic!("{name} {body} is read"));
    assert_eq!((error.code().as_str(), error.status()), ("unexpected_response", Some(200)), "{name} {body}");
    error.hint().unwrap_or_default().to_owned()
}

#[test]
fn a_page_without_a_list_is_no_page() {
    let lists = endpoints().map(|endpoint| endpoint.name()).filter(|name| name.contains(".list"));
    // Agreements are no page.
    let lists: Vec<_> = lists.filter(|name| !name.ends_with("Agreements")).collect();
    assert_eq!(lists.len(), 3);
    for name in lists {
        for body in [json!({}), json!({ "data": null, "customers": null }), json!({ "data": {}, "customers": {} })] {
            assert_eq!(hint(name, &body), "The list is missing.", "{name} {body}");
        }
    }
}

/// In a list it is left out, because it must not hide the other customers.
#[test]
fn the_time_of_a_customer_is_a_timestamp() {
    let customers = [
        ("spherepay.getCustomer", json!({ "id": "customer_1", "type": "individual", "createdAt": "yesterday" })),
        ("grid.getCustomer", json!({ "id": "Customer:1", "customerType": "INDIVIDUAL", "createdAt": "2026-09-21" })),
    ];
    for (name, body) in customers {
        let expected = "The customer's createdAt is not an RFC 3339 timestamp with an offset.";
        assert_eq!(hint(name, &body), expected, "{name}");
    }
}

/// Only the request has the id of the customer.
#[test]
fn a_response_without_the_id_of_its_customer_needs_the_input_of_its_request() {
    let response = br#"{"kycUrl": "https://kyc.example/x", "expiresAt": "2099-01-15T14:32:00Z", "provider": "SUMSUB"}"#;
    let endpoint = endpoint("grid.createKycLink").unwrap();
    let read = |input: Option<Value>| {
        let input = input.as_ref().map(untrusted);
        parse_response(endpoint, &HttpResponse::new(201, [], response), input.as_ref(), &ParseOptions::new(0))
    };
    assert!(read(Some(json!({ "customerId": "Customer:1" }))).is_ok());
    for input in [None, Some(json!({})), Some(json!({ "customerId": "../admin" }))] {
        let error = read(input).err().unwrap();
        assert_eq!((error.code().as_str(), error.operation()), ("invalid_config", Some("grid.createKycLink")));
        let hint = "The response does not contain the customer's id: pass the request's input to parseResponse.";
        assert_eq!(error.hint(), Some(hint));
    }
}

/// The query for the next page, after a page with this many links.
fn next(links: usize, query: &Value) -> Value {
    let link = |number| json!({ "id": format!("link_{number}"), "customer_id": format!("cust_{number}") });
    let body = json!({ "count": links, "data": (1..=links).map(link).collect::<Vec<_>>() }).to_string();
    let sent = untrusted(query);
    let response = HttpResponse::new(200, [], body.as_bytes());
    let page = parse_response(endpoint("bridge.listKycLinks").unwrap(), &response, Some(&sent), &ParseOptions::new(0));
    value_of(&page.unwrap())["next"].clone()
}

/// 10 links are a page if the query has no limit.
#[test]
fn there_may_be_a_page_after_a_full_one() {
    for (limit, size) in [(json!(null), 10), (json!(1), 1), (json!(100), 100)] {
        let query = json!({ "email": "jane@example.com", "limit": limit });
        assert_eq!(next(size - 1, &query), Value::Null, "{limit}");
        let after = next(size, &query);
        assert_eq!(after["startingAfter"], json!(format!("cust_{size}")), "{limit}");
        assert_eq!(after["email"], "jane@example.com", "the query stays");
    }
    assert_eq!(next(10, &json!({ "endingBefore": "cust_11" })), Value::Null, "that list goes the other way");
}
